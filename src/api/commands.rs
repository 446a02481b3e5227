//! The commands of a bot (contract, 5). They are read by one set of names and written by another.

use serde::{Serialize, Serializer};

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::folders::Folder;
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, CommandId, FolderId};

mod copy;
pub use copy::Given;
mod edit;
pub use edit::{CommandChange, Editable};
mod fields;
pub use fields::{CommandField, CommandFields};
mod kept;
pub(super) use kept::KeptTrees;
mod tree;
pub use tree::CommandTree;

tolerant! {
    /// The menu's "Command", as it is read.
    #[derive(Debug, Clone)]
    pub struct Command {
        /// Its number.
        pub id: CommandId,
        /// Whose it is.
        pub bot_id: Option<BotId>,
        /// What a person writes to run it, or one of the special names `*`, `@`, `@@`, `!`.
        pub command: Option<ApiText>,
        /// What it is for.
        pub help: Option<ApiText>,
        /// What it answers.
        pub answer: Option<ApiText>,
        /// Its keyboard: labels with commas between, a line a row.
        pub keyboard_body: Option<ApiText>,
        /// Whether it waits for an answer.
        pub need_reply: Option<bool>,
        /// How often it runs by itself, seconds.
        pub auto_retry_time: Option<i64>,
        /// When it ran by itself last.
        pub last_auto_retry_at: Option<Timestamp>,
        /// Whether it has code.
        pub bjs_mode: Option<bool>,
        /// Its code.
        pub code: Option<ApiText>,
        /// The folder that contains it.
        pub commands_folder_id: Option<FolderId>,
        /// The same folder, if the response contains it.
        pub commands_folder: Option<Folder>,
        commands_group: Option<Group>,
        /// Its other names, in small letters.
        pub aliases: Vec<Alias>,
        /// Whether an import made it; those are removed by the next one that lacks them.
        pub created_via_csv_import: Option<bool>,
        /// When an import wrote it last.
        pub last_csv_import_at: Option<Timestamp>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was changed last.
        pub updated_at: Option<Timestamp>,
    }
}

impl Command {
    /// Who may run it; everybody when not set.
    pub fn group(&self) -> Option<&ApiText> {
        self.commands_group.as_ref()?.title.as_ref()
    }

    /// The folder that contains it, by either field that says so.
    pub fn folder(&self) -> Option<FolderId> {
        self.commands_folder_id.or_else(|| Some(self.commands_folder.as_ref()?.id))
    }
}

impl Identified for Command {
    type Id = CommandId;

    fn id(&self) -> Option<CommandId> {
        Some(self.id)
    }
}

tolerant! {
    /// Another name of a command.
    #[derive(Debug, Clone)]
    pub struct Alias {
        /// The name.
        pub command: Option<ApiText>,
    }
}

tolerant! {
    #[derive(Debug, Clone)]
    struct Group {
        title: Option<ApiText>,
    }
}

tolerant! {
    /// A command of which nothing else is read.
    struct CommandNumber {
        id: CommandId,
    }
}

impl Identified for CommandNumber {
    type Id = CommandId;

    fn id(&self) -> Option<CommandId> {
        Some(self.id)
    }
}

/// Which commands are listed. Without any wish: all.
#[derive(Debug, Clone, Default)]
pub struct CommandFilter {
    /// Those with this text.
    pub q: Option<String>,
    /// Those of this folder.
    pub folder: Option<FolderId>,
    /// Those of no folder.
    pub without_folders: bool,
}

/// A command to be made. What is `None` is empty.
#[derive(Debug, Clone, Default, Serialize)]
pub struct NewCommand {
    /// What a person writes to run it.
    pub command: String,
    /// Its other names, with commas between.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub aliases: Option<String>,
    /// What it answers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
    /// Who may run it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// What it is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Its keyboard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keyboard_body: Option<String>,
    /// The folder that contains it.
    #[serde(rename = "commands_folder_id", skip_serializing_if = "Option::is_none", serialize_with = "number")]
    pub folder: Option<FolderId>,
    /// How often it runs by itself, seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auto_retry_time: Option<i64>,
    /// Its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bjs_code: Option<String>,
    /// Whether it waits for an answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need_reply: Option<bool>,
}

impl Api {
    /// A page of a bot's commands, from 1.
    pub async fn commands_page(
        &self,
        key: &ApiKey,
        bot: BotId,
        filter: &CommandFilter,
        page: u32,
    ) -> Result<Vec<Command>, ApiError> {
        self.list(key, listing(bot, filter).asking("page", page)).await
    }

    /// All commands of a bot that the filter lets through.
    pub async fn commands(&self, key: &ApiKey, bot: BotId, filter: &CommandFilter) -> Result<Vec<Command>, ApiError> {
        self.all_pages(key, || listing(bot, filter)).await
    }

    /// How many commands a bot has. The API has no count: every page is read, and only the numbers are kept.
    pub async fn count_commands(&self, key: &ApiKey, bot: BotId) -> Result<usize, ApiError> {
        let all: Vec<CommandNumber> = self.all_pages(key, || listing(bot, &CommandFilter::default())).await?;
        Ok(all.len())
    }

    /// One command, with its code.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist.
    pub async fn command(&self, key: &ApiKey, bot: BotId, command: CommandId) -> Result<Command, ApiError> {
        self.one_with_id(key, Request::new(Endpoint::GetCommand, [bot.get(), command.get()]), command).await
    }

    /// Makes a command.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says.
    pub async fn create_command(&self, key: &ApiKey, bot: BotId, command: &NewCommand) -> Result<Command, ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.one(key, Request::new(Endpoint::CreateCommand, [bot.get()]).sending(command)?).await
    }

    /// Deletes a command.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist.
    pub async fn delete_command(&self, key: &ApiKey, bot: BotId, command: CommandId) -> Result<(), ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.deleted(key, Request::new(Endpoint::DeleteCommand, [bot.get(), command.get()])).await
    }
}

fn number<S: Serializer>(folder: &Option<FolderId>, serializer: S) -> Result<S::Ok, S::Error> {
    folder.map(FolderId::get).serialize(serializer)
}

fn listing(bot: BotId, filter: &CommandFilter) -> Request {
    let mut request = Request::new(Endpoint::GetCommands, [bot.get()]);
    if let Some(q) = &filter.q {
        request = request.asking("q", q);
    }
    if let Some(folder) = filter.folder {
        request = request.asking("folder_id", folder);
    }
    if filter.without_folders {
        request = request.asking("without_folders", true);
    }
    request
}
