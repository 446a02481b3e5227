//! The copy as files: JSON with every field that the API gave, which restores a bot as it was, and CSV for a sheet.
//!
//! Owns both forms; `docs/backup.md` describes them. It takes texts as they came: a copy with stars in the place of a
//! key would restore broken code. It says so under the file.

use std::collections::HashMap;

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

    fn file(&self, visit: &Visit<'_>, bytes: Vec<u8>, ending: &str, words: Vec<Html>) -> Shown {
        let text = visit.text();
        if bytes.len() > MAX_FILE {
            return Err(View::new(html!(text, "copy-too-large", name = &self.name)).into());
        }
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
        // Maps with texts for names, which JSON can hold.
        let bytes = serde_json::to_vec_pretty(&form).unwrap_or_default();
        content.file(visit, bytes, "json", vec![html!(visit.text(), "copy-file-use")])
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
        let mut rows = Vec::with_capacity(content.commands.len());
        for command in &content.commands {
            match command.fields() {
                Ok(fields) => rows.push(COLUMNS.map(|(_, field)| cell(&fields, field))),
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
        let bytes = export(&header, rows.iter().map(|row| row.iter().map(String::as_str)));
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
