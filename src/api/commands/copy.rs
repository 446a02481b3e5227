//! Commands and folders with every field that the API gave: what a copy of a bot is made of, and how one becomes a
//! command again.
//!
//! Owns what equal means between a copy and a command. A copy keeps the secrets that are in code: starred ones would
//! break what is restored from it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::edit::{READ_AS, as_read};
use super::{Command, CommandField, CommandFields, CommandFilter, listing};
use crate::api::call::identity::{Identified, number_of};
use crate::api::call::request::Request;
use crate::api::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::{ApiKey, masked};
use crate::ids::{BotId, CommandId, FolderId};

/// The field that names the folder of a command, read and written alike.
const FOLDER: &str = "commands_folder_id";

/// A command or a folder as the API gave it. It prints nothing of what is in it.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Given(Map<String, Value>);

impl Identified for Given {
    type Id = i64;

    fn id(&self) -> Option<i64> {
        number_of(&self.0)
    }
}

impl Given {
    /// Its number at Bots.Business.
    pub fn number(&self) -> Option<i64> {
        number_of(&self.0)
    }

    /// The name of a folder.
    pub fn title(&self) -> Option<ApiText> {
        Some(self.0.get("title")?.as_str()?.into())
    }

    /// The name of a command.
    pub fn name(&self) -> Option<ApiText> {
        Some(self.0.get("command")?.as_str()?.into())
    }

    /// The folder of a command: its number, and its title where the command has that too.
    pub fn folder(&self) -> (Option<i64>, Option<ApiText>) {
        let inside = self.0.get("commands_folder");
        let number = self.0.get(FOLDER).and_then(Value::as_i64);
        let number = number.or_else(|| inside?.get("id")?.as_i64());
        (number, inside.and_then(|folder| Some(folder.get("title")?.as_str()?.into())))
    }

    /// Whether anything in it looks like a key or a token.
    pub fn has_secret(&self, own: &ApiKey) -> bool {
        let texts = READ_AS.iter().filter_map(|(read, _)| self.0.get(*read)?.as_str());
        texts.into_iter().any(|text| masked(text, Some(own)) != text)
    }

    /// What a command is to be made of. A field that is missing is empty.
    ///
    /// # Errors
    /// The name of a field that is not what it should be.
    pub fn fields(&self) -> Result<CommandFields, &'static str> {
        let value = |read: &'static str, fits: fn(&Value) -> bool| match self.0.get(read) {
            None | Some(Value::Null) => Ok(Value::Null),
            Some(value) if fits(value) => Ok(value.clone()),
            Some(_) => Err(read),
        };
        let mut fields = CommandFields::default();
        for (read, written) in READ_AS {
            fields.0.insert(written.to_owned(), value(read, Value::is_string)?);
        }
        let seconds = match value("auto_retry_time", |value| value.is_i64() || value.is_string())? {
            Value::String(text) if text.trim().is_empty() => Value::Null,
            Value::String(text) => text.trim().parse::<i64>().map_err(|_| "auto_retry_time")?.into(),
            seconds => seconds,
        };
        fields.0.insert(CommandField::AutoRetry.written().to_owned(), seconds);
        let waits = value("need_reply", Value::is_boolean)?;
        fields.0.insert(CommandField::NeedReply.written().to_owned(), waits);
        fields.put(CommandField::Aliases, &self.aliases().ok_or("aliases")?);
        let group = match self.0.get("commands_group") {
            None | Some(Value::Null) => "",
            Some(group) => group.get("title").and_then(Value::as_str).ok_or("commands_group")?,
        };
        fields.put(CommandField::Group, group);
        Ok(fields.in_one_form())
    }

    fn aliases(&self) -> Option<String> {
        let names = match self.0.get("aliases") {
            None | Some(Value::Null) => return Some(String::new()),
            Some(aliases) => aliases.as_array()?.iter().map(|alias| alias.get("command")?.as_str()),
        };
        Some(names.collect::<Option<Vec<_>>>()?.join(", "))
    }
}

impl Command {
    /// All its fields, as a copy is compared with them. What could not be read is empty.
    pub fn fields(&self) -> CommandFields {
        let mut fields = CommandFields::default();
        let text = |text: Option<&ApiText>| text.map(ApiText::verbatim).unwrap_or_default().to_owned();
        let aliases = self.aliases.iter().filter_map(|alias| Some(alias.command.as_ref()?.verbatim()));
        for (field, text) in [
            (CommandField::Name, text(self.command.as_ref())),
            (CommandField::Answer, text(self.answer.as_ref())),
            (CommandField::Code, text(self.code.as_ref())),
            (CommandField::Keyboard, text(self.keyboard_body.as_ref())),
            (CommandField::Help, text(self.help.as_ref())),
            (CommandField::Group, text(self.group())),
            (CommandField::Aliases, aliases.collect::<Vec<_>>().join(", ")),
            (CommandField::AutoRetry, self.auto_retry_time.map(|time| time.to_string()).unwrap_or_default()),
        ] {
            fields.put(field, &text);
        }
        fields.put_need_reply(self.need_reply.unwrap_or_default());
        fields.in_one_form()
    }
}

impl CommandFields {
    /// The same, with every field there, empty ones as they are written, and aliases in small letters and in order:
    /// theirs means nothing.
    #[must_use]
    pub fn in_one_form(mut self) -> Self {
        let names = self.0.get(CommandField::Aliases.written()).and_then(Value::as_str).unwrap_or_default();
        let mut names: Vec<String> =
            names.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect();
        names.sort();
        names.dedup();
        self.put(CommandField::Aliases, &names.join(", "));
        for field in CommandField::ALL {
            let is_empty = match self.0.get(field.written()) {
                None | Some(Value::Null) => true,
                Some(value) => value == "",
            };
            if is_empty {
                self.0.insert(field.written().to_owned(), field.empty());
            }
        }
        self
    }

    /// The fields that differ from those of another, but for texts of spaces: as they are read, those are empty.
    #[must_use]
    pub fn differing_from(&self, other: &Self) -> Self {
        let blank = |fields: &Self, name: &str| match fields.0.get(name) {
            Some(Value::String(text)) => text.trim().is_empty(),
            Some(Value::Null) => true,
            _ => false,
        };
        let mut changed = self.changed_from(other);
        changed.0.retain(|name, _| !(blank(self, name) && blank(other, name)));
        changed
    }

    /// Whether each of these fields is the same in `other`.
    #[must_use]
    pub fn are_in(&self, other: &Self) -> bool {
        self.differing_from(other).all().next().is_none() && self.0.keys().all(|name| other.0.contains_key(name))
    }

    /// The body that makes or replaces a command in a folder.
    fn inside(&self, folder: Option<FolderId>) -> Self {
        let mut whole = self.clone();
        whole.0.insert(FOLDER.to_owned(), folder.map(FolderId::get).into());
        whole
    }
}

impl Api {
    /// All commands and folders of a bot, each with every field that the API gives.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for an unknown bot; [`ApiError::Refused`] for a protected one (contract, 13.16).
    pub async fn as_given(&self, key: &ApiKey, bot: BotId) -> Result<(Vec<Given>, Vec<Given>), ApiError> {
        let all = CommandFilter::default();
        let commands = self.all_pages(key, || listing(bot, &all));
        let folders = self.list(key, Request::new(Endpoint::GetFolders, [bot.get()]));
        tokio::try_join!(commands, folders)
    }

    /// Makes a command of these fields.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says.
    pub async fn restore_command(
        &self,
        key: &ApiKey,
        bot: BotId,
        fields: &CommandFields,
        folder: Option<FolderId>,
    ) -> Result<Command, ApiError> {
        let request = Request::new(Endpoint::CreateCommand, [bot.get()]).sending(&fields.inside(folder))?;
        let _changing = self.changes_commands(key, bot);
        self.one(key, request).await
    }

    /// Replaces all of a command without reading it first: every field that can be written is given.
    ///
    /// # Errors
    /// As [`Api::write_command`]; [`ApiError::NotFound`] when it does not exist.
    pub async fn overwrite_command(
        &self,
        key: &ApiKey,
        bot: BotId,
        command: CommandId,
        fields: &CommandFields,
        folder: Option<FolderId>,
    ) -> Result<Command, ApiError> {
        let request = Request::new(Endpoint::EditCommand, [bot.get(), command.get()]);
        let request = request.sending(&fields.inside(folder))?;
        let _changing = self.changes_commands(key, bot);
        self.one_as_sent(key, request, command, &as_read(fields)).await
    }
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Given").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn given(value: Value) -> Given {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn what_is_missing_is_empty_and_what_is_wrong_is_named() {
        let fields = given(json!({"command": "/a", "aliases": [{"command": "Zoo"}, {"command": "bar"}]})).fields();
        let fields = fields.unwrap();
        assert_eq!(fields.all().count(), 9);
        assert_eq!(fields.text(CommandField::Aliases), Some("bar, zoo".into()));
        for (field, value) in [
            ("answer", json!({"a": 1})),
            ("code", json!(["x"])),
            ("need_reply", json!("yes")),
            ("auto_retry_time", json!("soon")),
            ("aliases", json!("hi")),
            ("commands_group", json!(7)),
        ] {
            assert_eq!(given(json!({"command": "/a", field: value})).fields().err(), Some(field));
        }
    }
}
