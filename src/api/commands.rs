//! The commands of a bot (contract, 5). They are read by one set of names and written by another, and writing replaces
//! all of a command: so a change reads it, merges and writes, or does nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value};

use super::folders::Folder;
use super::pages::Identified;
use super::request::Request;
use super::tolerant::{self, Timestamp};
use super::{Api, ApiError, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, CommandId, FolderId};

/// The menu's "Command", as it is read.
#[derive(Debug, Clone, Deserialize)]
pub struct Command {
    /// Its number.
    #[serde(deserialize_with = "tolerant::id")]
    pub id: CommandId,
    /// Whose it is.
    #[serde(default, deserialize_with = "tolerant::some_id")]
    pub bot_id: Option<BotId>,
    /// What a person writes to run it, or one of the special names `*`, `@`, `@@`, `!`.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub command: Option<String>,
    /// What it is for.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub help: Option<String>,
    /// What it answers.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub answer: Option<String>,
    /// Its keyboard: labels with commas between, a line a row.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub keyboard_body: Option<String>,
    /// Whether it waits for an answer.
    #[serde(default, deserialize_with = "tolerant::truth")]
    pub need_reply: Option<bool>,
    /// How often it runs by itself, seconds.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub auto_retry_time: Option<i64>,
    /// When it ran by itself last.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub last_auto_retry_at: Option<Timestamp>,
    /// Whether it has code.
    #[serde(default, deserialize_with = "tolerant::truth")]
    pub bjs_mode: Option<bool>,
    /// Its code.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub code: Option<String>,
    /// The folder it stands in.
    #[serde(default, deserialize_with = "tolerant::some_id")]
    pub commands_folder_id: Option<FolderId>,
    /// The same folder, where the answer tells it.
    #[serde(default, deserialize_with = "tolerant::inner")]
    pub commands_folder: Option<Folder>,
    #[serde(default, deserialize_with = "tolerant::inner")]
    commands_group: Option<Group>,
    /// Its other names, in small letters.
    #[serde(default, deserialize_with = "tolerant::inner_list")]
    pub aliases: Vec<Alias>,
    /// Whether an import made it; those are removed by the next one that lacks them.
    #[serde(default, deserialize_with = "tolerant::truth")]
    pub created_via_csv_import: Option<bool>,
    /// When an import wrote it last.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub last_csv_import_at: Option<Timestamp>,
    /// When it was made.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub created_at: Option<Timestamp>,
    /// When it was changed last.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub updated_at: Option<Timestamp>,
}

impl Command {
    /// Who may run it; everybody when not set.
    pub fn group(&self) -> Option<&str> {
        self.commands_group.as_ref()?.title.as_deref()
    }
}

impl Identified for Command {
    type Id = CommandId;

    fn id(&self) -> Option<CommandId> {
        Some(self.id)
    }
}

/// Another name of a command.
#[derive(Debug, Clone, Deserialize)]
pub struct Alias {
    /// The name.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub command: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
struct Group {
    #[serde(default, deserialize_with = "tolerant::text")]
    title: Option<String>,
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
    /// The folder it stands in.
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

/// What to change of a command: `None` leaves a field as it is, `Some(None)` empties it.
#[derive(Debug, Clone, Default)]
pub struct CommandChange {
    /// What a person writes to run it.
    pub command: Option<String>,
    /// Its other names, with commas between.
    pub aliases: Option<Option<String>>,
    /// What it answers.
    pub answer: Option<Option<String>>,
    /// Who may run it.
    pub group: Option<Option<String>>,
    /// What it is for.
    pub help: Option<Option<String>>,
    /// Its keyboard.
    pub keyboard_body: Option<Option<String>>,
    /// The folder it stands in.
    pub folder: Option<Option<FolderId>>,
    /// How often it runs by itself, seconds.
    pub auto_retry_time: Option<Option<i64>>,
    /// Its code.
    pub code: Option<Option<String>>,
    /// Whether it waits for an answer.
    pub need_reply: Option<bool>,
}

impl Api {
    /// A page of a bot's commands, from 1.
    ///
    /// # Errors
    /// Every [`ApiError`].
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
    ///
    /// # Errors
    /// Every [`ApiError`].
    pub async fn commands(&self, key: &ApiKey, bot: BotId, filter: &CommandFilter) -> Result<Vec<Command>, ApiError> {
        self.all_pages(key, || listing(bot, filter)).await
    }

    /// One command, with its code.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none.
    pub async fn command(&self, key: &ApiKey, bot: BotId, command: CommandId) -> Result<Command, ApiError> {
        self.this(key, Request::new(Endpoint::GetCommand, [bot.get(), command.get()]), command).await
    }

    /// Makes a command.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says.
    pub async fn create_command(&self, key: &ApiKey, bot: BotId, command: &NewCommand) -> Result<Command, ApiError> {
        self.object(key, Request::new(Endpoint::CreateCommand, [bot.get()]).sending(command)?).await
    }

    /// Changes a command and leaves the rest of it as it is. `seen` is when the command was changed last, as the one
    /// who changes it saw it.
    ///
    /// # Errors
    /// [`ApiError::ChangedMeanwhile`] when it is not as it was seen; [`ApiError::Unreadable`] when a field that has to
    /// stay could not be read. Nothing is changed then. [`ApiError::Uncertain`] when the answer shows other texts than
    /// were sent.
    pub async fn edit_command(
        &self,
        key: &ApiKey,
        bot: BotId,
        command: CommandId,
        change: &CommandChange,
        seen: Option<&Timestamp>,
    ) -> Result<Command, ApiError> {
        let ids = [bot.get(), command.get()];
        let now = self.whole(key, Request::new(Endpoint::GetCommand, ids), command.get()).await?;
        if let Some(seen) = seen
            && now.get("updated_at").and_then(Value::as_str) != Some(seen.as_str())
        {
            return Err(ApiError::ChangedMeanwhile);
        }
        let mut body = written(&now)?;
        body.extend(change.fields());
        let request = Request::new(Endpoint::EditCommand, ids).sending(&body)?;
        self.changed(key, request, command, &change.as_read()).await
    }

    /// Deletes a command.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when there is none.
    pub async fn delete_command(&self, key: &ApiKey, bot: BotId, command: CommandId) -> Result<(), ApiError> {
        self.delete(key, Request::new(Endpoint::DeleteCommand, [bot.get(), command.get()])).await
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

impl CommandChange {
    /// The changed fields as they are written.
    fn fields(&self) -> impl Iterator<Item = (String, Value)> {
        let text = |field: &Option<Option<String>>| field.clone().map(Value::from);
        // Of these the documented sample shows the empty text, and of the others null (openapi.yaml, createCommand).
        let or_empty = |field: Option<Value>| field.map(|value| if value.is_null() { Value::from("") } else { value });
        [
            ("command", self.command.clone().map(Value::from)),
            ("aliases", or_empty(text(&self.aliases))),
            ("answer", text(&self.answer)),
            ("group", or_empty(text(&self.group))),
            ("help", text(&self.help)),
            ("keyboard_body", text(&self.keyboard_body)),
            ("commands_folder_id", self.folder.map(|folder| folder.map(FolderId::get).into())),
            ("auto_retry_time", or_empty(self.auto_retry_time.map(Value::from))),
            ("bjs_code", text(&self.code)),
            ("need_reply", self.need_reply.map(Value::from)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)))
    }
}

impl CommandChange {
    /// The changed texts by the names by which they are read.
    fn as_read(&self) -> BTreeMap<&'static str, Value> {
        let text = |field: &Option<Option<String>>| field.clone().map(Value::from);
        [
            ("command", self.command.clone().map(Value::from)),
            ("answer", text(&self.answer)),
            ("help", text(&self.help)),
            ("keyboard_body", text(&self.keyboard_body)),
            ("code", text(&self.code)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }
}

/// A command as it was read, in the form in which it is written. A field that is missing or is not what it should be
/// cannot be written back, so nothing may be written at all.
fn written(now: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let unreadable = |name: &str| ApiError::Unreadable(format!("`{name}` of the command, which has to stay"));
    let field = |name: &str, fits: fn(&Value) -> bool| {
        now.get(name).filter(|value| value.is_null() || fits(value)).cloned().ok_or_else(|| unreadable(name))
    };
    let name = field("command", Value::is_string)?;
    if name.is_null() {
        return Err(unreadable("command"));
    }
    let need_reply = field("need_reply", Value::is_boolean)?;
    let auto_retry_time = field("auto_retry_time", |value| value.is_i64() || value.is_u64() || value.is_string())?;
    let or_empty = |value: Value| if value.is_null() { Value::from("") } else { value };
    let fields = [
        ("command", name),
        ("aliases", aliases(now).ok_or_else(|| unreadable("aliases"))?.into()),
        ("answer", field("answer", Value::is_string)?),
        ("group", group(now).ok_or_else(|| unreadable("commands_group"))?.into()),
        ("help", field("help", Value::is_string)?),
        ("keyboard_body", field("keyboard_body", Value::is_string)?),
        ("commands_folder_id", field("commands_folder_id", |value| value.is_i64() || value.is_u64())?),
        ("auto_retry_time", or_empty(auto_retry_time)),
        ("bjs_code", field("code", Value::is_string)?),
        ("need_reply", if need_reply.is_null() { false.into() } else { need_reply }),
    ];
    Ok(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// Objects are read, one text is written.
fn aliases(now: &Map<String, Value>) -> Option<String> {
    let names: Vec<&str> =
        now.get("aliases")?.as_array()?.iter().map(|alias| alias.get("command")?.as_str()).collect::<Option<_>>()?;
    Some(names.join(", "))
}

/// An object is read where the command is restricted and nothing where it is not; its title is written.
fn group(now: &Map<String, Value>) -> Option<String> {
    match now.get("commands_group") {
        // A restriction told by another name would be lifted.
        None if now.iter().any(|(name, value)| name.contains("group") && !value.is_null()) => None,
        None | Some(Value::Null) => Some(String::new()),
        Some(group) => group.get("title")?.as_str().map(str::to_owned),
    }
}
