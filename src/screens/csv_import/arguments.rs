//! Reading which import a person means, forgiving in form and strict in content.

use crate::characters::{digit, is_dash, seen};
use crate::ids::{BotId, IdError, TaskId};
use crate::text::one_line;

mod asked;
mod numbers;
mod resolve;

pub use asked::{Asked, Trouble, read};
pub use resolve::{Meaning, resolve};

/// Longest word that is said back.
const MAX_ECHO: usize = 20;

/// What stands after `/csvstatus`, or in the answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub enum Arguments {
    /// Nothing.
    None,
    /// One number.
    One(i64),
    /// Bot and task.
    Both(BotId, TaskId),
    /// More numbers than that.
    TooMany,
    /// A word that is no such number, as it may be said back; and the number before it.
    NotANumber(String, Option<i64>),
    /// A number that no bot or task has.
    TooLong,
    /// An address that names no import.
    Link,
}

/// Words that people write around the numbers.
const FILLERS: [&str; 6] = ["bot", "task", "import", "and", "csvstatus", "please"];

/// Reads numbers apart by spaces, commas, slashes or the like, or a whole API address.
pub fn parse(text: &str) -> Arguments {
    if let Some((bot, task)) = in_address(text) {
        return Arguments::Both(bot, task);
    }
    if text.contains("://") {
        return Arguments::Link;
    }
    let mut numbers = Vec::new();
    for word in words(text) {
        match word.parse::<BotId>() {
            Ok(number) => numbers.push(number.get()),
            Err(IdError::TooLong) => return Arguments::TooLong,
            Err(IdError::NotANumber) => {
                return Arguments::NotANumber(one_line(word, MAX_ECHO), numbers.first().copied());
            }
        }
    }
    match numbers[..] {
        [] => Arguments::None,
        [one] => Arguments::One(one),
        [bot, task] => Arguments::Both(BotId::new(bot), TaskId::new(task)),
        _ => Arguments::TooMany,
    }
}

/// A dash between numbers parts them; a dash before one makes it no number.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || ",;/:=.#·|()<>[]\"'`".contains(c))
        .flat_map(|word| match word.split_once('-') {
            Some((before, after)) if !before.is_empty() => [before, after],
            _ => [word, ""],
        })
        .filter(|word| !matches!(*word, "" | "-" | "–") && !FILLERS.contains(&word.to_lowercase().as_str()))
}

/// Bot and task of an API address, such as `https://…/v2/bots/2792787/csv_import_tasks/123?…`.
pub fn in_address(text: &str) -> Option<(BotId, TaskId)> {
    let (_, after) = text.split_once("/bots/")?;
    let (bot, after) = after.split_once("/csv_import_tasks/")?;
    let task = after.split(|c: char| !c.is_alphanumeric()).next()?;
    Some((bot.parse().ok()?, task.parse().ok()?))
}

/// What stands behind a command when its numbers are glued to it: `/csvstatus2792787 123`, `/csvstatus_2792787`.
pub fn glued(text: &str, command: &str) -> Option<String> {
    let text = seen(text);
    let (word, rest) = text.trim_start().strip_prefix('/')?.split_at_checked(command.len())?;
    let behind = rest.trim_start_matches(|c: char| is_dash(c) || "_:=#№".contains(c));
    if !word.eq_ignore_ascii_case(command) || !behind.starts_with(|c| digit(c).is_some()) {
        return None;
    }
    // `/csvstatus2792787@BbPocketBot 123`
    let (first, after) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
    let first = first.split('@').next().unwrap_or_default();
    Some(format!("{first} {after}").trim_end().to_owned())
}

#[cfg(test)]
mod reading_tests;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SAMPLE: Arguments = Arguments::Both(BotId::new(2_792_787), TaskId::new(123));

    #[test]
    fn every_way_of_writing_it_means_the_same_import() {
        for text in [
            "2792787 123",
            "  2792787\n123 ",
            "2792787,123",
            "2792787, 123",
            "2792787/123",
            "bot 2792787 task 123",
            "Bot: 2792787 · Task: 123",
            "<2792787> <123>",
            "2792787-123",
            "2792787 - 123",
            "BOT=2792787 TASK=123",
            "csvstatus 2792787 123 please",
            "２７９２７８７ １２３",
            "٢٧٩٢٧٨٧ ١٢٣",
            "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
            "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123?api_key=x&y=1",
            "GET /bots/2792787/csv_import_tasks/123/",
        ] {
            assert_eq!(parse(text), SAMPLE, "{text}");
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_told_apart() {
        assert_eq!(parse(""), Arguments::None);
        assert_eq!(parse("bot 2792787"), Arguments::One(2_792_787));
        assert_eq!(parse("1 2 3"), Arguments::TooMany);
        assert_eq!(parse("2792787 latest"), Arguments::NotANumber("latest".into(), Some(2_792_787)));
        assert_eq!(parse("2792787 -5"), Arguments::NotANumber("-5".into(), Some(2_792_787)));
        assert_eq!(parse("0 1"), Arguments::NotANumber("0".into(), None));
        assert_eq!(parse("https://docs.google.com/spreadsheets/1/2"), Arguments::Link);
        assert_eq!(parse(&"9".repeat(30)), Arguments::TooLong);
    }

    proptest! {
        #[test]
        fn no_text_is_taken_for_more_than_it_says(text in "\\PC{0,80}") {
            if let Arguments::Both(bot, task) = parse(&text) {
                prop_assert!(bot.get() > 0 && task.get() > 0);
            }
        }

        #[test]
        fn any_two_numbers_are_bot_and_task(bot in 1..10_i64.pow(18), task in 1..10_i64.pow(18), gap in "[ ,/\n]{1,3}") {
            prop_assert_eq!(parse(&format!("{bot}{gap}{task}")), Arguments::Both(BotId::new(bot), TaskId::new(task)));
        }
    }
}
