//! The fields of a command as they are written: all of them for a version that is kept, some of them for a draft.
//!
//! Owns what equal means between two of them. It prints names of fields only; what is in one is shown as an [`ApiText`].

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use crate::api::ApiText;
use crate::ids::FolderId;

/// The folder's name when it is written (contract, 5).
const FOLDER: &str = "commands_folder_id";

/// A field of a command that a person can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CommandField {
    /// What a person writes to run it.
    Name,
    /// What it answers.
    Answer,
    /// Its code.
    Code,
    /// Its keyboard.
    Keyboard,
    /// Its other names, with commas between.
    Aliases,
    /// What it is for.
    Help,
    /// Who may run it.
    Group,
    /// How often it runs by itself, seconds.
    AutoRetry,
    /// Whether it waits for an answer.
    NeedReply,
}

impl CommandField {
    /// All of them, the likeliest to be changed first.
    pub const ALL: [Self; 9] = [
        Self::Answer,
        Self::Code,
        Self::Keyboard,
        Self::Aliases,
        Self::NeedReply,
        Self::AutoRetry,
        Self::Name,
        Self::Help,
        Self::Group,
    ];

    /// Its name when it is written (contract, 5).
    pub(super) fn written(self) -> &'static str {
        match self {
            Self::Name => "command",
            Self::Answer => "answer",
            Self::Code => "bjs_code",
            Self::Keyboard => "keyboard_body",
            Self::Aliases => "aliases",
            Self::Help => "help",
            Self::Group => "group",
            Self::AutoRetry => "auto_retry_time",
            Self::NeedReply => "need_reply",
        }
    }

    /// What an empty one is written as: of these the documented sample shows the empty text, and of the others null
    /// (openapi.yaml, createCommand).
    pub(super) fn empty(self) -> Value {
        match self {
            Self::Aliases | Self::Group | Self::AutoRetry => "".into(),
            Self::NeedReply => false.into(),
            _ => Value::Null,
        }
    }
}

/// Fields of a command, in the form in which they are written.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CommandFields(pub(super) Map<String, Value>);

impl CommandFields {
    /// A command of this name and nothing else.
    #[must_use]
    pub fn named(name: &str) -> Self {
        let mut fields = Self::default();
        fields.put(CommandField::Name, name);
        fields
    }

    /// The folder that contains the command.
    #[must_use]
    pub fn folder(&self) -> Option<FolderId> {
        self.0.get(FOLDER)?.as_i64().map(FolderId::new)
    }

    /// Sets the folder. It is no field of [`CommandField`]: moving a command is no change of it.
    pub fn put_folder(&mut self, folder: Option<FolderId>) {
        self.0.insert(FOLDER.to_owned(), folder.map(FolderId::get).into());
    }

    /// Whether the field is among them, empty or not.
    #[must_use]
    pub fn has(&self, field: CommandField) -> bool {
        self.0.contains_key(field.written())
    }

    /// The fields that are among them.
    pub fn all(&self) -> impl Iterator<Item = CommandField> + '_ {
        CommandField::ALL.into_iter().filter(|field| self.has(*field))
    }

    /// What is in a field; `None` when it is empty or not among them. [`CommandField::NeedReply`] has no text.
    #[must_use]
    pub fn text(&self, field: CommandField) -> Option<ApiText> {
        match self.0.get(field.written())? {
            Value::String(text) if !text.is_empty() => Some(text.as_str().into()),
            Value::Number(number) => Some(number.to_string().into()),
            _ => None,
        }
    }

    /// Whether the field has no text.
    #[must_use]
    pub fn is_empty(&self, field: CommandField) -> bool {
        self.text(field).is_none()
    }

    /// Whether the command waits for an answer.
    #[must_use]
    pub fn need_reply(&self) -> bool {
        self.0.get(CommandField::NeedReply.written()).and_then(Value::as_bool).unwrap_or_default()
    }

    /// Sets a text; an empty one empties the field.
    pub fn put(&mut self, field: CommandField, text: &str) {
        let seconds = (field == CommandField::AutoRetry).then(|| text.parse::<i64>().ok()).flatten();
        let value = match seconds {
            Some(seconds) => seconds.into(),
            None if text.is_empty() => field.empty(),
            None => text.into(),
        };
        self.0.insert(field.written().to_owned(), value);
    }

    /// Sets whether the command waits for an answer.
    pub fn put_need_reply(&mut self, wait: bool) {
        self.0.insert(CommandField::NeedReply.written().to_owned(), wait.into());
    }

    /// Appends a text on a line of its own.
    pub fn append(&mut self, field: CommandField, below: &Self, text: &str) {
        let before = self.0.get(field.written()).or_else(|| below.0.get(field.written()));
        let whole = match before.and_then(Value::as_str) {
            Some(before) if !before.is_empty() => format!("{before}\n{text}"),
            _ => text.to_owned(),
        };
        self.put(field, &whole);
    }

    /// Characters of a field.
    #[must_use]
    pub fn length(&self, field: CommandField) -> usize {
        self.0.get(field.written()).and_then(Value::as_str).map_or(0, |text| text.chars().count())
    }

    /// The fields of both; where both have one, this one's.
    #[must_use]
    pub fn over(&self, below: &Self) -> Self {
        let mut all = below.0.clone();
        all.extend(self.0.clone());
        Self(all)
    }

    /// Those that differ from the other's. A field that only one has is no difference.
    #[must_use]
    pub fn changed_from(&self, other: &Self) -> Self {
        let differs = |field: &CommandField| match (self.0.get(field.written()), other.0.get(field.written())) {
            (Some(one), Some(other)) => !is_same(one, other),
            _ => false,
        };
        let changed = CommandField::ALL.into_iter().filter(differs);
        Self(changed.filter_map(|field| self.0.get_key_value(field.written())).map(pair).collect())
    }

    /// The same for one field.
    #[must_use]
    pub fn mark_of(&self, field: CommandField) -> u32 {
        mark(&[self.0.get(field.written()).map(plain)])
    }

    /// A number that is another one, as good as certainly, when the fields are others.
    #[must_use]
    pub fn mark(&self) -> u32 {
        mark(&CommandField::ALL.map(|field| self.0.get(field.written()).map(plain)))
    }
}

fn mark(fields: &[Option<String>]) -> u32 {
    let digest = Sha256::digest(serde_json::to_vec(fields).unwrap_or_default());
    digest.iter().take(4).fold(0, |mark, byte| mark << 8 | u32::from(*byte))
}

pub(super) fn pair((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

/// Empty and null are the same, a number and its digits, and "does not wait" and nothing.
fn is_same(one: &Value, other: &Value) -> bool {
    plain(one) == plain(other)
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

impl fmt::Debug for CommandFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CommandFields").field(&self.0.keys().collect::<Vec<_>>()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> CommandFields {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn empty_is_empty_however_it_is_written() {
        let one = fields(json!({"answer": null, "auto_retry_time": 60, "need_reply": false, "group": ""}));
        let other = fields(json!({"answer": "", "auto_retry_time": "60", "need_reply": null, "group": null}));
        assert_eq!(one.changed_from(&other).all().count(), 0);
        assert_eq!(one.mark(), other.mark());
    }

    #[test]
    fn what_differs_is_found_and_marked() {
        let one = fields(json!({"answer": "Hi", "bjs_code": "a", "help": "x"}));
        let other = fields(json!({"answer": "Hi", "bjs_code": "b"}));
        assert_eq!(one.changed_from(&other).all().collect::<Vec<_>>(), [CommandField::Code]);
        assert_ne!(one.mark(), other.mark());
        assert_eq!(other.over(&one).length(CommandField::Help), 1);
    }

    #[test]
    fn nothing_prints_a_field() {
        let mut one = CommandFields::default();
        one.put(CommandField::Answer, "secret");
        assert!(!format!("{one:?}").contains("secret"));
    }

    #[test]
    fn a_part_is_added_on_a_line_of_its_own() {
        let below = fields(json!({"bjs_code": "a"}));
        let mut one = CommandFields::default();
        one.append(CommandField::Code, &below, "b");
        one.append(CommandField::Code, &below, "c");
        assert_eq!(one.text(CommandField::Code), Some("a\nb\nc".into()));
    }
}
