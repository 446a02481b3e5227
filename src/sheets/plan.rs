//! What an import would do to a bot's commands, before it costs anything.
//!
//! Owns the semantics of an import (contract, "CSV import semantics"). Where they are unknown, the plan warns: it names
//! a loss or a removal that may not happen, rather than none that does.

use std::collections::{BTreeSet, HashMap};

use super::column::{Column, Columns};
use super::finding::Weight;
use super::sheet::{Row, Sheet};

/// A command that the bot has, as the API reads it. What it does not have is empty.
#[derive(Debug, Clone, Default)]
pub struct PresentCommand<'a> {
    pub name: &'a str,
    pub answer: &'a str,
    pub aliases: Vec<&'a str>,
    pub help: &'a str,
    pub keyboard: &'a str,
    pub need_reply: bool,
    pub code: &'a str,
    pub group: &'a str,
    /// Seconds.
    pub auto_retry: Option<i64>,
    /// Whether an import made it; `None` when the API does not say.
    pub made_by_csv: Option<bool>,
}

/// What an import would do. Names are those of commands, in the order of the sheet, removed ones in that of the bot.
///
/// Unknown to the contract, and decided so: of rows with the same name the last one counts, and once; names are compared
/// as they are written, spaces too; a present name that the bot has twice is compared once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// `new_count`.
    pub created: Vec<Created>,
    /// `updated_count`: every command of the sheet that the bot has, also those that stay as they are.
    pub overwritten: Vec<Overwritten>,
    /// `destroyed_count`: made by an import, and not in the sheet.
    pub removed: Vec<Removed>,
    /// Rows without a command.
    pub skipped: usize,
}

/// A command that would be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Created {
    pub name: String,
    pub line: u32,
}

/// A command that would be written over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overwritten {
    pub name: String,
    pub line: u32,
    /// What would be another than now. `runtime_mode` is in it whenever the sheet gives one: the API does not show the
    /// present one. A line break is another than the `\n` of two characters, though Bots.Business may store them alike.
    pub changed: Columns,
    /// What would be empty, and is not now.
    pub lost: Columns,
}

/// A command that would be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    pub name: String,
    /// Whether the API says that an import made it; otherwise it may stay.
    pub certain: bool,
}

impl Plan {
    /// The plan of an import, unless the sheet has findings beyond warnings.
    pub fn of(sheet: &Sheet, present: &[PresentCommand<'_>]) -> Option<Self> {
        if sheet.heaviest().is_some_and(|weight| weight > Weight::Warning) {
            return None;
        }
        let mut known: HashMap<&str, &PresentCommand<'_>> = HashMap::with_capacity(present.len());
        for command in present {
            known.entry(command.name).or_insert(command);
        }
        let last: HashMap<&str, &Row> = sheet.rows().iter().map(|row| (row.command(), row)).collect();
        let mut plan = Self { skipped: sheet.skipped(), ..Self::default() };
        for row in
            sheet.rows().iter().filter(|row| last.get(row.command()).is_some_and(|last| last.line() == row.line()))
        {
            let (name, line) = (row.command().to_owned(), row.line());
            match known.get(row.command()) {
                None => plan.created.push(Created { name, line }),
                Some(command) => {
                    let (changed, lost) = compared(row, command);
                    plan.overwritten.push(Overwritten { name, line, changed, lost });
                }
            }
        }
        let gone = present.iter().filter(|command| command.made_by_csv != Some(false));
        plan.removed = gone
            .filter(|command| !last.contains_key(command.name))
            .map(|command| Removed { name: command.name.to_owned(), certain: command.made_by_csv == Some(true) })
            .collect();
        Some(plan)
    }

    /// The commands that would lose their answer, code, …
    pub fn losing(&self, column: Column) -> impl Iterator<Item = &Overwritten> {
        self.overwritten.iter().filter(move |command| command.lost.contains(column))
    }

    /// How many commands would be written over with what they have already.
    pub fn unchanged(&self) -> usize {
        self.overwritten.iter().filter(|command| command.changed.is_empty()).count()
    }

    /// Whether the bot would be the same as now.
    pub fn changes_nothing(&self) -> bool {
        self.created.is_empty() && self.removed.is_empty() && self.unchanged() == self.overwritten.len()
    }
}

/// What a row changes of a command, and what of it would be lost. An empty cell and a missing column clear.
fn compared(row: &Row, command: &PresentCommand<'_>) -> (Columns, Columns) {
    let (mut changed, mut lost) = (Columns::default(), Columns::default());
    for column in Column::ALL {
        let cell = row.get(column);
        let (differs, is_set) = match column {
            Column::Command => (false, false),
            Column::Answer => text(cell, command.answer),
            Column::Help => text(cell, command.help),
            Column::Keyboard => text(cell, command.keyboard),
            Column::Scenarios => text(cell, command.code),
            Column::Group => text(cell, command.group),
            Column::Aliases => {
                let cells = aliases(cell.split(','));
                (cells != aliases(command.aliases.iter().copied()), !command.aliases.is_empty())
            }
            Column::NeedReply => (need_reply(cell) != Some(command.need_reply), command.need_reply),
            Column::AutoRetry => {
                let seconds = cell.trim().parse().ok();
                (seconds != command.auto_retry || (seconds.is_none() && !is_empty(cell)), command.auto_retry.is_some())
            }
            Column::RuntimeMode => (!is_empty(cell), false),
        };
        if differs {
            changed.insert(column);
        }
        if is_set && is_empty(cell) {
            lost.insert(column);
        }
    }
    (changed, lost)
}

fn text(cell: &str, present: &str) -> (bool, bool) {
    (cell != present, !present.is_empty())
}

/// Aliases are stored in small letters, and their order means nothing.
fn aliases<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    names.map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty()).collect()
}

/// `None` for a word whose meaning is unknown.
fn need_reply(cell: &str) -> Option<bool> {
    match cell {
        "true" => Some(true),
        "" | "false" => Some(false),
        _ => None,
    }
}

fn is_empty(cell: &str) -> bool {
    cell.trim().is_empty()
}

#[cfg(test)]
mod tests;
