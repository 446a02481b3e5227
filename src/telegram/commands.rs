//! The commands as teloxide parses them, and what the bot tells Telegram about itself.

use teloxide::payloads::{SetMyCommands, SetMyShortDescription, SetMyShortDescriptionSetters as _};
use teloxide::types::BotCommand;
use teloxide::utils::command::{BotCommands, ParseError};

use super::wire::{CallError, Wire};
use crate::plain;
use crate::screens::help::Topic;
use crate::text::Text;

/// A command with what stands after it.
#[derive(BotCommands, Clone, PartialEq, Eq)]
#[command(rename_rule = "lowercase")]
pub enum Command {
    /// How a CSV import went.
    CsvStatus(String),
    /// Connect an account.
    SetKey(String),
    /// The person's accounts.
    Accounts(String),
    /// What is stored.
    Privacy(String),
    /// End what was asked.
    Cancel(String),
    /// All commands, or one of them explained.
    Help(String),
    /// The first words, or the place that a link names.
    Start(String),
}

/// What a text that begins with a slash is.
pub enum Parsed {
    /// One of ours.
    Known(Command),
    /// None of ours, as it was typed.
    Unknown(String),
    /// A command for another bot of the group.
    Foreign,
}

/// Reads a command: any case, any white space after it, with or without `@username`.
pub fn parse(text: &str, username: &str) -> Parsed {
    let (name, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let line = format!("{} {}", name.to_lowercase(), arguments.trim());
    match Command::parse(&line, username) {
        Ok(command) => Parsed::Known(command),
        Err(ParseError::WrongBotName(_)) => Parsed::Foreign,
        Err(_) => Parsed::Unknown(name.split('@').next().unwrap_or(name).to_owned()),
    }
}

/// The `@username` that a command is addressed to, if any.
pub fn addressed(text: &str) -> Option<&str> {
    text.split_whitespace().next()?.split_once('@').map(|(_, username)| username)
}

/// Registers the command menu and the short description (Bot API, setMyCommands, setMyShortDescription).
///
/// # Errors
/// The first call that failed.
pub async fn introduce(wire: &Wire, text: &Text) -> Result<(), CallError> {
    let in_menu_order = |command: &BotCommand| Topic::ALL.iter().position(|topic| is(*topic, command));
    let mut menu = Command::bot_commands();
    menu.sort_by_key(in_menu_order);
    for command in &mut menu {
        if let Some(topic) = Topic::find(&command.command) {
            command.description = topic.menu_line(text);
        }
    }
    wire.call::<_, bool>(&SetMyCommands::new(menu)).await?;
    let about = plain!(text, "short-description");
    wire.call::<_, bool>(&SetMyShortDescription::new().short_description(about)).await?;
    Ok(())
}

fn is(topic: Topic, command: &BotCommand) -> bool {
    Topic::find(&command.command) == Some(topic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(text: &str) -> Option<Command> {
        match parse(text, "pocket_bot") {
            Parsed::Known(command) => Some(command),
            Parsed::Unknown(_) | Parsed::Foreign => None,
        }
    }

    #[test]
    fn commands_are_read_as_phones_write_them() {
        let expected = Some(Command::CsvStatus("1 2".to_owned()));
        for text in ["/csvstatus 1 2", "/CSVStatus  1 2 ", "/csvstatus\n1 2", "/csvstatus@Pocket_Bot 1 2"] {
            assert!(known(text) == expected, "{text}");
        }
        assert!(known("/csvstatus") == Some(Command::CsvStatus(String::new())));
        assert!(matches!(parse("/csvstatus@other_bot 1 2", "pocket_bot"), Parsed::Foreign));
        assert!(matches!(parse("/CsvStat 1", "pocket_bot"), Parsed::Unknown(name) if name == "/CsvStat"));
    }

    #[test]
    fn every_command_has_a_topic_and_a_line_in_the_menu() {
        let text = Text::english().unwrap();
        let commands = Command::bot_commands();
        assert_eq!(commands.len(), Topic::ALL.len());
        for command in commands {
            let topic = Topic::find(&command.command).expect("a topic");
            assert!((1..=256).contains(&topic.menu_line(&text).len()));
        }
    }
}
