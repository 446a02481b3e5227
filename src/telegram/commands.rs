//! The commands as people type them, and what the bot tells Telegram about itself.

use std::borrow::Cow;

use teloxide::payloads::{
    SetMyCommands, SetMyDescription, SetMyDescriptionSetters as _, SetMyShortDescription,
    SetMyShortDescriptionSetters as _,
};
use teloxide::types::BotCommand;

use super::wire::{CallError, Wire};
use crate::characters::is_unseen;
use crate::frame::{Command, Row, Table};
use crate::plain;
use crate::text::Text;

/// A command as it was typed.
pub struct Typed<'a> {
    /// Its name with the slash.
    pub name: &'a str,
    /// What stands after it.
    pub arguments: Cow<'a, str>,
    /// The row that it leads to, when it is one of ours.
    pub row: Option<(&'static Row, &'static Command)>,
}

impl Typed<'_> {
    /// Whether it is meant for this bot where others read: a name that people type for one of ours, such as `/stop`, is
    /// another bot's there, unless it is addressed to this one.
    pub fn is_for_us_in_a_group(&self, text: &str) -> bool {
        let own = |(_, command): (_, &Command)| {
            let name = self.name.trim_start_matches('/').to_lowercase();
            // Numbers may be glued to a name: `/csvstatus1 2`.
            !command.others.contains(&&*name)
        };
        self.row.is_none_or(own) || addressed(text).is_some()
    }
}

/// Reads a command: any case, any white space after it, with or without `@username`, also with its numbers glued to it.
/// teloxide's own parser knows one case and one space. `None` when the text is no command.
/// `staff`: whether commands of the operators count.
pub fn read<'a>(table: &Table, text: &'a str, staff: bool) -> Option<Typed<'a>> {
    let text = text.trim_start_matches(is_unseen);
    if !text.starts_with('/') {
        return None;
    }
    let (command, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let name = command.split('@').next().unwrap_or(command);
    if let Some(row) = table.command_of(name, staff) {
        return Some(Typed { name, arguments: arguments.trim().into(), row: Some(row) });
    }
    let commands = table.rows().iter().filter_map(|row| row.command);
    let glued = commands.filter_map(|command| Some((command.name, command.glued?(text)?))).next();
    Some(match glued {
        Some((known, arguments)) => Typed { name, arguments: arguments.into(), row: table.command(known) },
        None => Typed { name, arguments: arguments.trim().into(), row: None },
    })
}

/// A command of ours without its slash, as the whole message: `bots`, `Help`.
pub fn bare<'a>(table: &Table, text: &'a str) -> Option<Typed<'a>> {
    let name = text.trim();
    let row = table.command(name).filter(|_| name.chars().all(char::is_alphabetic))?;
    Some(Typed { name, arguments: "".into(), row: Some(row) })
}

/// The `@username` that a command is addressed to, if any.
pub fn addressed(text: &str) -> Option<&str> {
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'))?;
    command.split_once('@').map(|(_, username)| username)
}

/// Registers the command menu and what an empty chat and the profile show (Bot API, setMyCommands, setMyDescription,
/// setMyShortDescription).
///
/// # Errors
/// The first call that failed.
pub async fn introduce(wire: &Wire, table: &Table, text: &Text) -> Result<(), CallError> {
    wire.call::<_, bool>(&SetMyCommands::new(menu(table, text))).await?;
    let shown = plain!(text, "description");
    wire.call::<_, bool>(&SetMyDescription::new().description(shown)).await?;
    let about = plain!(text, "short-description");
    wire.call::<_, bool>(&SetMyShortDescription::new().short_description(about)).await?;
    Ok(())
}

/// The commands worth typing, in the table's order.
fn menu(table: &Table, text: &Text) -> Vec<BotCommand> {
    let commands = table.rows().iter().filter_map(|row| row.command);
    commands.filter_map(|command| Some(BotCommand::new(command.name, command.menu?(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::screens::TABLE;

    #[test]
    fn commands_are_read_as_phones_write_them() {
        for text in [
            "/csvstatus 1 2",
            "/CSVStatus  1 2 ",
            "/csvstatus\n1 2",
            "/csvstatus@Pocket_Bot 1 2",
            "\u{feff}/csvstatus 1 2",
            "/csvstatus1 2",
        ] {
            let typed = read(&TABLE, text, false).unwrap();
            assert_eq!((typed.row.unwrap().1.name, &*typed.arguments), ("csvstatus", "1 2"), "{text}");
        }
        assert_eq!(read(&TABLE, "/csvstatus", false).unwrap().arguments, "");
        let unknown = read(&TABLE, "/CsvStat 1", false).unwrap();
        assert_eq!((unknown.name, unknown.row.is_none()), ("/CsvStat", true));
        assert!(read(&TABLE, "csvstatus 1 2", false).is_none());
        assert_eq!(addressed("/csvstatus@Pocket_Bot 1"), Some("Pocket_Bot"));
        assert_eq!(addressed("mail me@home.example"), None);
    }

    #[test]
    fn every_line_of_the_menu_is_one_that_telegram_takes() {
        let menu = menu(&TABLE, &Text::english().unwrap());
        assert!((4..=9).contains(&menu.len()), "the few commands worth typing");
        for command in menu {
            assert!((1..=256).contains(&command.description.len()));
            assert!(command.command.trim_start_matches('/').bytes().all(|b| b.is_ascii_lowercase()));
        }
    }
}
