//! What a file says that a bot should have: a copy as JSON, or a CSV, read once into valid values.
//!
//! Owns the limits, and what is refused, by command or line. Whatever the bytes are, there is an answer. It takes texts as
//! they came, because they are compared and written back.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::file::{COLUMNS, VERSION};
use crate::api::{ApiText, CommandField, CommandFields, Given};
use crate::sheets::{Column, Finding, Located, Row, Sheet, Weight, unguarded};

/// Most commands and folders of a file.
pub(super) const MAX_COMMANDS: usize = 5_000;
const MAX_FOLDERS: usize = 1_000;
/// Largest command of a copy, bytes, and longest text of one, characters.
const MAX_COMMAND: usize = 5 * 1024 * 1024;
pub(super) const MAX_TEXT: usize = 1_000_000;
/// Most values in a command or folder, and how deep they may be: many times what the API gives.
const MAX_VALUES: usize = 10_000;
const MAX_DEPTH: usize = 32;
/// Longest name of a command or folder, characters.
const MAX_NAME: usize = 1_000;

/// What a bot should have.
#[derive(Serialize, Deserialize)]
pub(super) struct Wanted {
    /// Titles of folders.
    pub(super) folders: Vec<String>,
    pub(super) commands: Vec<WantedCommand>,
    /// Whether it came as a CSV.
    pub(super) csv: bool,
    /// Which bot it was a copy of, where it says so.
    #[serde(default)]
    pub(super) bot: Option<CopiedBot>,
}

/// The bot that a copy was made of. The name is whatever the file says.
#[derive(Serialize, Deserialize)]
pub(super) struct CopiedBot {
    pub(super) id: i64,
    #[serde(default)]
    pub(super) name: String,
}

/// A command with all its fields.
#[derive(Serialize, Deserialize)]
pub(super) struct WantedCommand {
    pub(super) fields: CommandFields,
    pub(super) folder: Folder,
}

/// Where a command should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Folder {
    /// Where it is.
    Same,
    /// In none.
    Outside,
    /// In the folder of this title.
    In(String),
}

/// Why a file is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wrong {
    /// Neither a copy nor a CSV with commands.
    NotOurs,
    /// JSON that ends or breaks at this line.
    Broken(usize),
    /// A copy of a later version.
    Later(u64),
    /// More commands or folders than are taken.
    TooMany,
    /// No command at all.
    Empty,
    /// The command at this place, from 1, has no name that can be used.
    NoName(usize),
    /// The command at this place, from 1, is larger than one can be.
    Odd(usize),
    /// A field of this command is not what it should be.
    Field(ApiText, &'static str),
    /// Two commands have this name.
    Twice(ApiText),
    /// Something in this command is too long.
    TooLong(ApiText),
    /// What is wrong with a CSV.
    Line(Located),
}

/// The JSON form, whose commands are read one by one.
#[derive(Deserialize)]
struct Form<'a> {
    #[serde(rename = "bb-pocket-copy")]
    version: u64,
    #[serde(default, borrow)]
    folders: Raws<'a, MAX_FOLDERS>,
    #[serde(borrow)]
    commands: Raws<'a, MAX_COMMANDS>,
    #[serde(default, borrow)]
    bot: Option<&'a RawValue>,
}

/// The things of a list where they are in the file: so many, and one more if there is one. The rest is passed over.
#[derive(Default)]
struct Raws<'a, const MOST: usize>(Vec<&'a RawValue>);

impl<'de: 'a, 'a, const MOST: usize> Deserialize<'de> for Raws<'a, MOST> {
    fn deserialize<D: Deserializer<'de>>(list: D) -> Result<Self, D::Error> {
        struct First<const MOST: usize>;

        impl<'de, const MOST: usize> Visitor<'de> for First<MOST> {
            type Value = Vec<&'de RawValue>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut first = Vec::new();
                while first.len() <= MOST
                    && let Some(one) = list.next_element()?
                {
                    first.push(one);
                }
                // It has to be JSON to its end.
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(first)
            }
        }

        list.deserialize_seq(First::<MOST>).map(Self)
    }
}

/// Folders by their numbers; one without a title is there too.
type Titles = HashMap<i64, Option<String>>;

#[derive(Deserialize)]
struct OnlyVersion {
    #[serde(rename = "bb-pocket-copy")]
    version: Option<u64>,
}

/// Reads a file.
pub(super) fn read(bytes: &[u8]) -> Result<Wanted, Wrong> {
    let json = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let wanted = if json.trim_ascii_start().starts_with(b"{") { read_json(json) } else { read_csv(bytes) }?;
    let mut seen = HashSet::with_capacity(wanted.commands.len());
    for command in &wanted.commands {
        let name = name_in(&command.fields);
        if command.fields.all().any(|field| command.fields.length(field) > MAX_TEXT) {
            return Err(Wrong::TooLong(name));
        }
        if !seen.insert(name.verbatim().to_owned()) {
            return Err(Wrong::Twice(name));
        }
    }
    if wanted.commands.is_empty() && wanted.folders.is_empty() { Err(Wrong::Empty) } else { Ok(wanted) }
}

/// The name of a command; empty when it has none.
pub(super) fn name_in(fields: &CommandFields) -> ApiText {
    fields.text(CommandField::Name).unwrap_or_else(|| "".into())
}

fn read_json(json: &[u8]) -> Result<Wanted, Wrong> {
    let broken = |error: serde_json::Error| Wrong::Broken(error.line());
    match serde_json::from_slice::<OnlyVersion>(json) {
        Ok(OnlyVersion { version: None }) => return Err(Wrong::NotOurs),
        Ok(OnlyVersion { version: Some(later) }) if later > VERSION => return Err(Wrong::Later(later)),
        Err(error) if error.is_data() => return Err(Wrong::NotOurs),
        Err(error) => return Err(broken(error)),
        Ok(_) => {}
    }
    let form: Form = serde_json::from_slice(json).map_err(broken)?;
    let (commands, folders) = (form.commands.0, form.folders.0);
    if form.version != VERSION || folders.len() > MAX_FOLDERS || commands.len() > MAX_COMMANDS {
        return Err(if form.version == VERSION { Wrong::TooMany } else { Wrong::NotOurs });
    }
    let (folders, titles) = folders_in(&folders);
    let bot = form.bot.filter(|bot| is_simple(bot.get())).and_then(copied);
    Ok(Wanted { bot, ..commands_in(&commands, folders, &titles)? })
}

/// The titles of folders, and by their numbers.
fn folders_in(raw: &[&RawValue]) -> (Vec<String>, Titles) {
    let (mut folders, mut titles) = (Vec::new(), HashMap::new());
    for folder in raw.iter().filter_map(|folder| given(folder)) {
        let title = folder.title().filter(is_a_name).map(|title| title.verbatim().to_owned());
        if let Some(number) = folder.number() {
            titles.insert(number, title.clone());
        }
        folders.extend(title.filter(|title| !folders.contains(title)));
    }
    (folders, titles)
}

fn commands_in(raw: &[&RawValue], mut folders: Vec<String>, titles: &Titles) -> Result<Wanted, Wrong> {
    let mut commands = Vec::with_capacity(raw.len());
    for (place, raw) in (1..).zip(raw) {
        if !is_simple(raw.get()) {
            return Err(Wrong::Odd(place));
        }
        let given = given(raw).ok_or(Wrong::NoName(place))?;
        let name = given.name().filter(is_a_name).ok_or(Wrong::NoName(place))?;
        let folder = home(&given, titles).ok_or_else(|| Wrong::Field(name.clone(), "commands_folder_id"))?;
        if let Folder::In(title) = &folder
            && !folders.contains(title)
        {
            folders.push(title.clone());
        }
        if folders.len() > MAX_FOLDERS {
            return Err(Wrong::TooMany);
        }
        let fields = given.fields().map_err(|field| Wrong::Field(name, field))?;
        commands.push(WantedCommand { fields, folder });
    }
    Ok(Wanted { folders, commands, csv: false, bot: None })
}

/// Which bot a copy is of. One that does not say so is a copy all the same: it may have been written by hand.
fn copied(raw: &RawValue) -> Option<CopiedBot> {
    let mut bot: CopiedBot = serde_json::from_str(raw.get()).ok()?;
    bot.name = bot.name.chars().take(MAX_NAME).collect();
    Some(bot)
}

/// A command or folder, unless it is none or too large.
fn given(raw: &RawValue) -> Option<Given> {
    is_simple(raw.get()).then(|| serde_json::from_str(raw.get()).ok())?
}

/// Whether a value is no larger, wider or deeper than a command may be. Two bytes of JSON can be a value of hundreds, so
/// they are counted before one is made.
fn is_simple(json: &str) -> bool {
    if json.len() > MAX_COMMAND {
        return false;
    }
    let (mut values, mut depth, mut in_text, mut escaped) = (1_usize, 0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = in_text,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b',' => values += 1,
            b'[' | b'{' => (values, depth) = (values + 1, depth + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if values > MAX_VALUES || depth > MAX_DEPTH {
            return false;
        }
    }
    true
}

fn is_a_name(name: &ApiText) -> bool {
    let name = name.verbatim();
    !name.trim().is_empty() && name.chars().count() <= MAX_NAME
}

/// The folder of a command, by the folders of its copy; `None` when the copy does not say which it is. A folder without a
/// title cannot be made again.
fn home(given: &Given, titles: &Titles) -> Option<Folder> {
    let (number, own) = given.folder();
    let own = own.filter(is_a_name).map(|title| Folder::In(title.verbatim().to_owned()));
    match number.map(|number| titles.get(&number)) {
        None => Some(own.unwrap_or(Folder::Outside)),
        Some(Some(title)) => Some(title.clone().map_or(Folder::Outside, Folder::In)),
        Some(None) => own,
    }
}

fn read_csv(bytes: &[u8]) -> Result<Wanted, Wrong> {
    let sheet = Sheet::read(bytes);
    let refuses = |located: &&Located| refuses(&located.finding);
    if let Some(located) = sheet.findings().iter().find(refuses) {
        let nothing_of_ours = matches!(
            located.finding,
            Finding::Html | Finding::Empty | Finding::Utf16 | Finding::NotUtf8 | Finding::NoCommandColumn
        );
        return Err(if nothing_of_ours { Wrong::NotOurs } else { Wrong::Line(located.clone()) });
    }
    if sheet.rows().len() > MAX_COMMANDS {
        return Err(Wrong::TooMany);
    }
    let commands = sheet.rows().iter().map(|row| WantedCommand { fields: of_row(row), folder: Folder::Same }).collect();
    Ok(Wanted { folders: Vec::new(), commands, csv: true, bot: None })
}

/// Whether a CSV with this is not taken. Separators and marks matter to Bots.Business, which does not read this file; what
/// may shift or clear a cell is not guessed at.
fn refuses(finding: &Finding) -> bool {
    match finding {
        Finding::WrongSeparator(_) | Finding::SeparatorLine => false,
        Finding::DoubledCommand { .. }
        | Finding::BadNeedReply(_)
        | Finding::Ragged { .. }
        | Finding::MisnamedColumn { .. }
        | Finding::DoubledColumn(_)
        | Finding::FormulaError { .. }
        | Finding::StrayQuote => true,
        other => other.weight() > Weight::Warning,
    }
}

fn of_row(row: &Row) -> CommandFields {
    let mut fields = CommandFields::default();
    for (column, field) in COLUMNS {
        let cell = unguarded(row.get(column));
        match column {
            Column::NeedReply => fields.put_need_reply(cell.eq_ignore_ascii_case("true")),
            // No label has this sign: in a sheet made by hand it begins a row.
            Column::Keyboard => fields.put(field, &cell.replace("\\n", "\n")),
            Column::AutoRetry => fields.put(field, cell.trim()),
            _ => fields.put(field, cell),
        }
    }
    fields.in_one_form()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copy(commands: &str) -> Result<Wanted, Wrong> {
        read(format!(r#"{{"bb-pocket-copy":1,"folders":[{{"id":7,"title":"A"}}],"commands":[{commands}]}}"#).as_bytes())
    }

    fn wrong(read: Result<Wanted, Wrong>) -> Wrong {
        read.err().unwrap()
    }

    #[test]
    fn what_is_not_ours_is_refused() {
        for bytes in [&b"{}"[..], b"", b"hello", b"\x89PNG\r\n", b"{\"a\":", b"[1]", b"{\"bb-pocket-copy\":\"1\"}"] {
            assert!(matches!(wrong(read(bytes)), Wrong::NotOurs | Wrong::Broken(_)), "{bytes:?}");
        }
        assert_eq!(wrong(read(b"{\"bb-pocket-copy\":2,\"commands\":[]}")), Wrong::Later(2));
        assert_eq!(wrong(read(b"{\"bb-pocket-copy\":0,\"commands\":[]}")), Wrong::NotOurs);
        assert_eq!(wrong(read("[".repeat(100_000).as_bytes())), Wrong::NotOurs);
        assert_eq!(wrong(read(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes())), Wrong::Broken(1));
    }

    #[test]
    fn a_command_that_cannot_be_made_is_named() {
        let a = r#"{"command":"/a","answer":"x"}"#;
        assert_eq!(wrong(copy(&format!("{a},{a}"))), Wrong::Twice("/a".into()));
        assert_eq!(wrong(copy(&format!("{a},{{\"command\":\" \"}}"))), Wrong::NoName(2));
        assert_eq!(wrong(copy("7")), Wrong::NoName(1));
        assert_eq!(wrong(copy(r#"{"command":"/a","code":7}"#)), Wrong::Field("/a".into(), "code"));
        let lost = r#"{"command":"/a","commands_folder_id":8}"#;
        assert_eq!(wrong(copy(lost)), Wrong::Field("/a".into(), "commands_folder_id"));
        let long = format!(r#"{{"command":"/a","code":"{}"}}"#, "x".repeat(MAX_TEXT + 1));
        assert_eq!(wrong(copy(&long)), Wrong::TooLong("/a".into()));
        let many: Vec<String> = (0..=MAX_COMMANDS).map(|n| format!("{{\"command\":\"/{n}\"}}")).collect();
        assert_eq!(wrong(copy(&many.join(","))), Wrong::TooMany);
    }

    #[test]
    fn a_list_is_held_up_to_one_more_than_is_taken() {
        let many = format!("[{}]", vec!["0"; 1_000_000].join(","));
        let held: Raws<'_, 7> = serde_json::from_str(&many).unwrap();
        assert_eq!(held.0.len(), 8);
        let few: Raws<'_, 7> = serde_json::from_str("[[],{},\"x\"]").unwrap();
        assert_eq!(few.0.len(), 3);
        assert!(serde_json::from_str::<Raws<'_, 1>>("[1,2,3,4").is_err(), "it is JSON to its end");
        let file = format!("{{\"bb-pocket-copy\":1,\"commands\":{many}}}");
        assert_eq!(wrong(read(file.as_bytes())), Wrong::TooMany);
    }

    #[test]
    fn a_command_is_counted_before_it_is_made() {
        for simple in ["{}", "[1,2]", r#""[[[\"[[[,,,,""#, r#"{"a":"\\","b":[{}]}"#] {
            assert!(is_simple(simple), "{simple}");
        }
        assert!(is_simple(&format!("\"{}\"", "[".repeat(MAX_VALUES * 2))));
        let wide = |values: usize| format!("[{}]", vec!["0"; values].join(","));
        assert!(is_simple(&wide(MAX_VALUES - 1)) && !is_simple(&wide(MAX_VALUES)));
        let deep = |depth: usize| "[".repeat(depth) + &"]".repeat(depth);
        assert!(is_simple(&deep(MAX_DEPTH)) && !is_simple(&deep(MAX_DEPTH + 1)));
        assert!(!is_simple(&" ".repeat(MAX_COMMAND + 1)));
        let aliases = vec![r#"{"command":"a"}"#; MAX_VALUES].join(",");
        let odd = format!(r#"{{"command":"/a"}},{{"command":"/b","aliases":[{aliases}]}}"#);
        assert_eq!(wrong(copy(&odd)), Wrong::Odd(2));
        let folders = (0..=MAX_FOLDERS).map(|n| {
            format!(r#"{{"command":"/{n}","commands_folder_id":{},"commands_folder":{{"title":"{n}"}}}}"#, n + 100)
        });
        assert_eq!(wrong(copy(&folders.collect::<Vec<_>>().join(","))), Wrong::TooMany);
    }

    #[test]
    fn folders_are_known_by_their_titles() {
        let read = copy(
            r#"{"command":"/a","commands_folder_id":7},{"command":"/b"},
               {"command":"/c","commands_folder_id":9,"commands_folder":{"id":9,"title":"B"}}"#,
        );
        let wanted = read.ok().unwrap();
        assert_eq!(wanted.folders, ["A", "B"]);
        let folders: Vec<&Folder> = wanted.commands.iter().map(|command| &command.folder).collect();
        assert_eq!(folders, [&Folder::In("A".into()), &Folder::Outside, &Folder::In("B".into())]);
    }

    #[test]
    fn a_csv_is_read_as_an_import_reads_it() {
        let wanted =
            read(b"command;answer;keyboard;need_reply;auto_retry\n'@;\"one\ntwo\";A\\nB;TRUE;60\n").ok().unwrap();
        let fields = &wanted.commands[0].fields;
        assert_eq!(fields.text(CommandField::Name), Some("@".into()));
        assert_eq!(fields.text(CommandField::Answer), Some("one\ntwo".into()));
        assert_eq!(fields.text(CommandField::Keyboard), Some("A\nB".into()));
        assert_eq!(fields.text(CommandField::AutoRetry), Some("60".into()));
        assert!(fields.need_reply() && fields.is_empty(CommandField::Code));
        for (csv, line) in [("command\n/a\n/a\n", 3), ("command,answer\n/a\n", 2), ("command\n\"/a\n", 2)] {
            assert!(matches!(wrong(read(csv.as_bytes())), Wrong::Line(located) if located.line == line), "{csv}");
        }
    }
}
