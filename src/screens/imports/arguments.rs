//! Reading which import a person means, forgiving in form and strict in content.

use crate::characters::{digit, is_dash, seen};
use crate::ids::{BotId, TaskId};

mod asked;
mod numbers;
mod resolve;

pub use asked::{Asked, Trouble, read};
pub use resolve::{Meaning, resolve};

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
