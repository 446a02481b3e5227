//! Changing a command. Writing replaces all of it (contract, 13.7): so a change reads it, merges and writes, or does
//! nothing.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Command, CommandFields};
use crate::api::call::request::Request;
use crate::api::call::tolerant::{Timestamp, Tolerant as _};
use crate::api::{Api, ApiError, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, CommandId, FolderId};

/// Texts that are read as they are written, by the names for reading and for writing.
pub(super) const READ_AS: [(&str, &str); 5] = [
    ("command", "command"),
    ("answer", "answer"),
    ("help", "help"),
    ("keyboard_body", "keyboard_body"),
    ("code", "bjs_code"),
];

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
    /// The folder that contains it.
    pub folder: Option<Option<FolderId>>,
    /// How often it runs by itself, seconds.
    pub auto_retry_time: Option<Option<i64>>,
    /// Its code.
    pub code: Option<Option<String>>,
    /// Whether it waits for an answer.
    pub need_reply: Option<bool>,
}

/// A command as it was read to be changed.
pub struct Editable {
    id: CommandId,
    fields: CommandFields,
    updated_at: Option<Timestamp>,
    made_by_csv: bool,
}

impl Editable {
    fn new(id: CommandId, now: &Map<String, Value>, updated_at: Option<Timestamp>) -> Result<Self, ApiError> {
        let made_by_csv = now.get("created_via_csv_import") == Some(&Value::Bool(true));
        Ok(Self { id, fields: CommandFields(written(now)?), updated_at, made_by_csv })
    }

    /// All its fields, in the form in which they are written.
    pub fn fields(&self) -> &CommandFields {
        &self.fields
    }

    /// Whether an import made it. That cannot be written.
    pub fn made_by_csv(&self) -> bool {
        self.made_by_csv
    }

    /// When it was changed last.
    pub fn updated_at(&self) -> Option<&Timestamp> {
        self.updated_at.as_ref()
    }
}

impl Api {
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
        let (now, updated_at) = self.command_as_read(key, bot, command).await?;
        if let Some(seen) = seen
            && updated_at.as_ref().map(|at| at.text().verbatim()) != Some(seen.text().verbatim())
        {
            return Err(ApiError::ChangedMeanwhile);
        }
        let now = Editable::new(command, &now, updated_at)?;
        self.write_command(key, bot, &now, &CommandFields(change.fields().collect())).await
    }

    /// Reads a command to change it.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist; [`ApiError::Unreadable`] when one of its fields cannot be written
    /// back, so that nothing of it can be changed.
    pub async fn editable_command(&self, key: &ApiKey, bot: BotId, command: CommandId) -> Result<Editable, ApiError> {
        let (now, updated_at) = self.command_as_read(key, bot, command).await?;
        Editable::new(command, &now, updated_at)
    }

    /// Writes a command that was just read: the changed fields, and all others as they were read.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says; [`ApiError::Uncertain`] when the answer
    /// shows other texts than were sent.
    pub async fn write_command(
        &self,
        key: &ApiKey,
        bot: BotId,
        now: &Editable,
        change: &CommandFields,
    ) -> Result<Command, ApiError> {
        let request = Request::new(Endpoint::EditCommand, [bot.get(), now.id.get()]);
        let request = request.sending(&change.over(&now.fields))?;
        let _changing = self.changes_commands(key, bot);
        self.one_as_sent(key, request, now.id, &as_read(change)).await
    }

    /// Makes a command with all these fields.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says; [`ApiError::Uncertain`] when the answer
    /// shows other texts than were sent.
    pub async fn create_command_with(
        &self,
        key: &ApiKey,
        bot: BotId,
        fields: &CommandFields,
    ) -> Result<Command, ApiError> {
        let request = Request::new(Endpoint::CreateCommand, [bot.get()]).sending(fields)?;
        let _changing = self.changes_commands(key, bot);
        self.new_as_sent(key, request, &as_read(fields)).await
    }

    async fn command_as_read(
        &self,
        key: &ApiKey,
        bot: BotId,
        command: CommandId,
    ) -> Result<(Map<String, Value>, Option<Timestamp>), ApiError> {
        let request = Request::new(Endpoint::GetCommand, [bot.get(), command.get()]);
        let now = self.fields_with_id(key, request, command.get()).await?;
        let updated_at = now.get("updated_at").cloned().and_then(Timestamp::read);
        Ok((now, updated_at))
    }
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

/// The changed texts by the names by which they are read.
pub(super) fn as_read(change: &CommandFields) -> BTreeMap<&'static str, Value> {
    let read_as = |(read, written): (&'static str, &str)| Some((read, change.0.get(written)?.clone()));
    READ_AS.into_iter().filter_map(read_as).collect()
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
        // A restriction under another field name would be lifted.
        None if now.iter().any(|(name, value)| name.contains("group") && !value.is_null()) => None,
        None | Some(Value::Null) => Some(String::new()),
        Some(group) => group.get("title")?.as_str().map(str::to_owned),
    }
}
