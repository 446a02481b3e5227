//! The copy as files: JSON with every field that the API gave, which restores a bot as it was, and CSV for a sheet.
//!
//! Owns both forms; `docs/backup.md` describes them. It takes texts as they came: a copy with stars in the place of a
//! key would restore broken code. It says so under the file.

use std::collections::HashMap;
use std::io;

use chrono::SecondsFormat;
use serde::Serialize;

use super::super::{bot, commands};
use super::{MAX_FILE, Room};
use crate::api::{CommandField, CommandFields, Given};
use crate::frame::{Button, FileKind, Linked, Named, Place, Shown, Trouble, View, Visit};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::sheets::{Column, export};
use crate::text::{Html, count};

/// The version of the JSON form. A reader refuses a later one.
pub(super) const VERSION: u64 = 1;
/// Longest cell that Google Sheets holds, characters.
const LONGEST_CELL: usize = 50_000;

/// The columns of the CSV, as Bots.Business' own import names them.
pub(super) const COLUMNS: [(Column, CommandField); 9] = [
    (Column::Command, CommandField::Name),
    (Column::Answer, CommandField::Answer),
    (Column::Aliases, CommandField::Aliases),
    (Column::Help, CommandField::Help),
    (Column::Keyboard, CommandField::Keyboard),
    (Column::NeedReply, CommandField::NeedReply),
    (Column::Scenarios, CommandField::Code),
    (Column::Group, CommandField::Group),
    (Column::AutoRetry, CommandField::AutoRetry),
];

/// The field of a command that a column holds.
pub fn field_of(column: Column) -> Option<CommandField> {
    COLUMNS.iter().find(|(known, _)| *known == column).map(|(_, field)| *field)
}

/// The JSON form.
#[derive(Serialize)]
struct Form<'a> {
    #[serde(rename = "bb-pocket-copy")]
    version: u64,
    made_at: String,
    bot: Bot<'a>,
    folders: &'a [Given],
    commands: &'a [Given],
}

#[derive(Serialize)]
struct Bot<'a> {
    id: i64,
    /// For people; keys in it are starred.
    name: &'a str,
}

/// The commands and folders, and what the bot is called.
struct Content {
    bot: BotId,
    name: String,
    commands: Vec<Given>,
    folders: Vec<Given>,
}

impl Content {
    async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Self, Trouble> {
        let (given, name) = tokio::join!(visit.api().as_given(visit.key(), bot), bot::name_of(visit, bot));
        let (commands, folders) = given.map_err(|error| commands::unread(visit, bot, error))?;
        visit.proved().await?;
        Ok(Self { bot, name, commands, folders })
    }

    /// The file; without bytes it would be too large.
    fn file(&self, visit: &Visit<'_>, bytes: Option<Vec<u8>>, ending: &str, words: Vec<Html>) -> Shown {
        let text = visit.text();
        let Some(bytes) = bytes else {
            return Err(View::new(html!(text, "copy-too-large", name = &self.name)).into());
        };
        let (commands, folders) = (count(self.commands.len()), count(self.folders.len()));
        let title = html!(
            text,
            "copy-file",
            name = &self.name,
            commands = commands,
            commands_shown = text.number(commands),
            folders = folders,
            folders_shown = text.number(folders)
        );
        let secrets = count(self.commands.iter().filter(|command| command.has_secret(visit.key())).count());
        let secret = (secrets > 0).then(|| html!(text, "copy-secrets", count = secrets, shown = text.number(secrets)));
        let twice = self.twice(visit).map(|name| html!(text, "copy-twice", command = name));
        let lines = std::iter::once(title).chain(words).chain(twice).chain(secret);
        let name = format!("copy-{}-{}.{ending}", self.bot, visit.now().format("%Y-%m-%d"));
        Ok(View::new(Html::lines(lines)).file(name, bytes, FileKind::Document))
    }

    /// A name that two commands have: restoring needs each name once.
    fn twice(&self, visit: &Visit<'_>) -> Option<String> {
        let mut seen = HashMap::new();
        let names = self.commands.iter().filter_map(Given::name);
        let mut doubled = names.filter(|name| seen.insert(name.verbatim().to_owned(), ()).is_some());
        doubled.find_map(|name| name.line(visit.key(), super::MAX_COMMAND))
    }
}

/// A value as JSON: with a line for each thing in it, or without spaces where that would be too large. Nothing is made
/// beyond so many bytes; `None`: it has more.
fn json(value: &impl Serialize, most: usize) -> Option<Vec<u8>> {
    let mut bytes = AtMost { bytes: Vec::new(), most };
    if serde_json::to_writer_pretty(&mut bytes, value).is_err() {
        bytes.bytes.clear();
        serde_json::to_writer(&mut bytes, value).ok()?;
    }
    Some(bytes.bytes)
}

/// Takes so many bytes, and fails beyond them.
struct AtMost {
    bytes: Vec<u8>,
    most: usize,
}

impl io::Write for AtMost {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        if part.len() > self.most.saturating_sub(self.bytes.len()) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.bytes.extend_from_slice(part);
        Ok(part.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The copy as JSON.
pub struct CopyFile;
impl Named for CopyFile {
    const TAG: Tag = tag(b"rj");
    type At = (BotId,);
}
impl Place for CopyFile {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot,): Self::At) -> Shown {
        let content = Content::read(visit, bot).await?;
        let form = Form {
            version: VERSION,
            made_at: visit.now().to_rfc3339_opts(SecondsFormat::Secs, true),
            bot: Bot { id: bot.get(), name: &content.name },
            folders: &content.folders,
            commands: &content.commands,
        };
        content.file(visit, json(&form, MAX_FILE), "json", vec![html!(visit.text(), "copy-file-use")])
    }
}

/// The commands as a CSV that a sheet holds.
pub struct CopyCsv;
impl Named for CopyCsv {
    const TAG: Tag = tag(b"rc");
    type At = (BotId,);
}
impl Place for CopyCsv {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot,): Self::At) -> Shown {
        let content = Content::read(visit, bot).await?;
        let text = visit.text();
        let (mut rows, mut bytes) = (Vec::with_capacity(content.commands.len()), 0_usize);
        for command in &content.commands {
            match command.fields() {
                Ok(fields) => {
                    let row = COLUMNS.map(|(_, field)| cell(&fields, field));
                    bytes = bytes.saturating_add(row.iter().map(|cell| written(cell)).sum());
                    if bytes > MAX_FILE {
                        return content.file(visit, None, "csv", Vec::new());
                    }
                    rows.push(row);
                }
                Err(field) => {
                    let name = command.name().and_then(|name| name.line(visit.key(), super::MAX_COMMAND));
                    let name = name.unwrap_or_else(|| "–".to_owned());
                    let room = Button::to(plain!(text, "button-copy-room"), Room, (bot,));
                    let view = View::new(html!(text, "copy-csv-unreadable", command = name, field = field));
                    return Err(view.row([room]).into());
                }
            }
        }
        let header = COLUMNS.map(|(column, _)| column.name());
        let file = export(&header, rows.iter().map(|row| row.iter().map(String::as_str)));
        let bytes = Some(file).filter(|bytes| bytes.len() <= MAX_FILE);
        let long = rows.iter().flatten().any(|cell| cell.chars().count() > LONGEST_CELL);
        let words = [Some(html!(text, "copy-csv-use")), long.then(|| html!(text, "copy-csv-long"))];
        content.file(visit, bytes, "csv", words.into_iter().flatten().collect())
    }
}

/// A field as the cell of a sheet. Line breaks stay what they are, in quotes (RFC 4180, 2.6): what an import of
/// Bots.Business makes of them is not known (contract, CSV import).
fn cell(fields: &CommandFields, field: CommandField) -> String {
    let text = fields.text(field).map(|text| text.verbatim().to_owned()).unwrap_or_default();
    match field {
        CommandField::NeedReply if fields.need_reply() => "true".to_owned(),
        _ => text,
    }
}

/// Least bytes of a cell in the file: in quotes, its own ones doubled, and what separates it from the next one.
fn written(cell: &str) -> usize {
    cell.len() + cell.bytes().filter(|byte| *byte == b'"').count() + 3
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json as value;

    #[test]
    fn nothing_is_made_beyond_the_limit() {
        let nested = (0..100).fold(value!(vec![0; 1_000]), |inside, _| value!([inside]));
        let (compact, pretty) = (nested.to_string(), serde_json::to_vec_pretty(&nested).unwrap());
        assert!(pretty.len() > 50 * compact.len());
        assert_eq!(json(&nested, pretty.len()).unwrap(), pretty);
        assert_eq!(json(&nested, pretty.len() - 1).unwrap(), compact.as_bytes());
        assert_eq!(json(&nested, compact.len() - 1), None);
        let mut bytes = AtMost { bytes: Vec::new(), most: 10 };
        assert!(serde_json::to_writer_pretty(&mut bytes, &nested).is_err() && bytes.bytes.len() <= 10);
    }

    #[test]
    fn a_cell_is_counted_before_it_is_written() {
        let cells = ["", "a\"b\"", "é"];
        let all: usize = cells.iter().map(|cell| written(cell)).sum();
        // The last cell ends with two signs.
        assert_eq!(export(&[], [cells]).len(), "\r\n".len() + all + 1);
    }
}
