//! The commands as people type them, and what the bot tells Telegram about itself.

use teloxide::payloads::{SetMyCommands, SetMyShortDescription, SetMyShortDescriptionSetters as _};
use teloxide::types::BotCommand;

use super::wire::{CallError, Wire};
use crate::plain;
use crate::screens::help::Topic;
use crate::text::Text;

/// Reads a command: any case, any white space after it, with or without `@username`. teloxide's own parser knows one
/// case and one space.
///
/// # Errors
/// What was typed, when it is none of ours.
pub fn parse(text: &str) -> Result<(Topic, &str), &str> {
    let (command, arguments) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let name = command.split('@').next().unwrap_or(command);
    Topic::find(name).map(|topic| (topic, arguments.trim())).ok_or(name)
}

/// The `@username` that a command is addressed to, if any.
pub fn addressed(text: &str) -> Option<&str> {
    let command = text.split_whitespace().next().filter(|word| word.starts_with('/'))?;
    command.split_once('@').map(|(_, username)| username)
}

/// Registers the command menu and the short description (Bot API, setMyCommands, setMyShortDescription).
///
/// # Errors
/// The first call that failed.
pub async fn introduce(wire: &Wire, text: &Text) -> Result<(), CallError> {
    let menu = Topic::ALL.map(|topic| BotCommand::new(topic.name(), topic.menu_line(text)));
    wire.call::<_, bool>(&SetMyCommands::new(menu)).await?;
    let about = plain!(text, "short-description");
    wire.call::<_, bool>(&SetMyShortDescription::new().short_description(about)).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_phones_write_them() {
        for text in ["/csvstatus 1 2", "/CSVStatus  1 2 ", "/csvstatus\n1 2", "/csvstatus@Pocket_Bot 1 2"] {
            assert_eq!(parse(text), Ok((Topic::CsvStatus, "1 2")), "{text}");
        }
        assert_eq!(parse("/csvstatus"), Ok((Topic::CsvStatus, "")));
        assert_eq!(parse("/CsvStat 1"), Err("/CsvStat"));
        assert_eq!(addressed("/csvstatus@Pocket_Bot 1"), Some("Pocket_Bot"));
        assert_eq!(addressed("mail me@home.example"), None);
    }

    #[test]
    fn every_line_of_the_menu_is_one_that_telegram_takes() {
        let text = Text::english().unwrap();
        for topic in Topic::ALL {
            assert!((1..=256).contains(&topic.menu_line(&text).len()));
            assert!(topic.name().bytes().all(|b| b.is_ascii_lowercase()));
        }
    }
}
