//! What can be wrong with a sheet, each with its line.

use std::collections::HashMap;
use std::mem::{Discriminant, discriminant};

use super::column::Column;

/// Findings of one kind that are kept; the others are counted.
const KEPT_OF_A_KIND: usize = 50;
/// Characters of a cell that a finding repeats.
const QUOTED: usize = 60;

/// Something that the owner should know about a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// A web page, perhaps one for signing in.
    Html,
    /// Nothing at all.
    Empty,
    /// UTF-16, as some programs save a CSV.
    Utf16,
    /// Neither UTF-8 nor anything that says what it is.
    NotUtf8,
    /// More rows or cells than are read here; Bots.Business may read them.
    TooLong,
    /// It begins with the byte-order mark of UTF-8, which may hide the first column's name.
    ByteOrderMark,
    /// Its cells are separated by this character; Bots.Business is known to read commas.
    WrongSeparator(char),
    /// It begins with a line like `sep=;`, which only Excel reads.
    SeparatorLine,
    /// No column is called `command`.
    NoCommandColumn,
    /// A column is almost called like a known one; it is not read.
    MisnamedColumn { found: String, meant: Column },
    /// A column that is not read.
    UnknownColumn(String),
    /// A second column of this name. Which one is read is unknown; here, the first.
    DoubledColumn(Column),
    /// A row with another number of cells than the header. Missing ones are empty, and clear what was there.
    Ragged { cells: usize, header: usize },
    /// A row with something in it, but no command: it is skipped.
    SkippedRow,
    /// The command was in a row before. Which one is kept is unknown; here, the last.
    DoubledCommand { name: String, first_line: u32 },
    /// Spaces before or behind the name of a command, which nobody types.
    SpacedCommand(String),
    /// `need_reply` is neither `true`, `false` nor empty.
    BadNeedReply(String),
    /// `need_reply` in capitals, as spreadsheets write it. Whether it is read is unknown.
    CapitalNeedReply(String),
    /// The error of a formula (`#REF!`), which would be imported as a text.
    FormulaError { column: Column, error: String },
    /// A cell longer than Google Sheets allows, in bytes: probably several that a missing quote made one.
    LongCell { column: Column, bytes: usize },
    /// A quote in the middle of a cell that does not begin with one, or text behind a closing one.
    StrayQuote,
    /// A quote is never closed: the rest of the file is one cell.
    UnclosedQuote,
    /// A character that no text holds (NUL).
    Nul,
}

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The import runs, and may do something else than was meant.
    Warning,
    /// What the import would do cannot be told here.
    NoPreview,
    /// By all that is known the import fails, or reads nothing of what was meant.
    Fails,
}

impl Finding {
    pub fn weight(&self) -> Weight {
        match self {
            Self::TooLong => Weight::NoPreview,
            Self::Html
            | Self::Empty
            | Self::Utf16
            | Self::NotUtf8
            | Self::WrongSeparator(_)
            | Self::SeparatorLine
            | Self::NoCommandColumn
            | Self::MisnamedColumn { meant: Column::Command, .. }
            | Self::UnclosedQuote
            | Self::Nul => Weight::Fails,
            _ => Weight::Warning,
        }
    }
}

/// A finding and its line, from 1, as an editor of text counts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    pub line: u32,
    pub finding: Finding,
}

/// Findings in the order of their lines; many of one kind are counted only.
#[derive(Default)]
pub(super) struct Findings {
    kept: Vec<Located>,
    counts: HashMap<Discriminant<Finding>, usize>,
    heaviest: Option<Weight>,
}

impl Findings {
    pub(super) fn add(&mut self, line: u32, finding: Finding) {
        let count = self.counts.entry(discriminant(&finding)).or_default();
        *count += 1;
        self.heaviest = self.heaviest.max(Some(finding.weight()));
        if *count <= KEPT_OF_A_KIND {
            self.kept.push(Located { line, finding });
        }
    }

    pub(super) fn all(&self) -> &[Located] {
        &self.kept
    }

    pub(super) fn count_like(&self, finding: &Finding) -> usize {
        self.counts.get(&discriminant(finding)).copied().unwrap_or_default()
    }

    pub(super) fn heaviest(&self) -> Option<Weight> {
        self.heaviest
    }
}

/// The beginning of a cell, as a finding repeats it.
pub(super) fn quoted(cell: &str) -> String {
    cell.chars().take(QUOTED).collect()
}
