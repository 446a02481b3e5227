//! Reads a CSV as Bots.Business is known to read it, and finds what is wrong with it.
//!
//! Owns the dialect (contract, "CSV import semantics"): names are case-sensitive, rows without a command are skipped. It
//! must not interpret a cell, and repairs nothing: Bots.Business reads the same address itself. Run it in a blocking
//! task: it takes milliseconds for a megabyte.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use self::raw::{Lines, Quotes, decoded, quotes, separator};
use super::column::Column;
use super::finding::{Finding, Findings, Located, Weight, quoted};

mod raw;

/// Rows that are read. Beside the bytes of a fetch, this bounds what a sheet takes in memory.
pub const MAX_ROWS: usize = 20_000;

/// Columns of a header, most of which would be unknown ones.
const MAX_COLUMNS: usize = 1000;

/// Bytes of a cell; Google Sheets allows 50,000 characters.
const LONG_CELL: usize = 64 * 1024;

/// The errors that formulas of Google Sheets and Excel show.
const FORMULA_ERRORS: [&str; 9] =
    ["#REF!", "#N/A", "#NAME?", "#VALUE!", "#ERROR!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];

/// A sheet as Bots.Business would read it.
pub struct Sheet {
    rows: Vec<Row>,
    /// The place of each column in a row of the file.
    places: Vec<(Column, usize)>,
    skipped: usize,
    findings: Findings,
}

/// A row with a command.
pub struct Row {
    line: u32,
    cells: [Box<str>; Column::ALL.len()],
}

impl Row {
    /// Its line in the file, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The name of the command, as it is written.
    pub fn command(&self) -> &str {
        self.get(Column::Command)
    }

    /// The cell of a column; empty when the sheet has no such column.
    pub fn get(&self, column: Column) -> &str {
        self.cells.get(column as usize).map(|cell| &**cell).unwrap_or_default()
    }
}

impl Sheet {
    /// Reads a file. Whatever the bytes are, there is an answer.
    pub fn read(bytes: &[u8]) -> Self {
        let mut sheet = Self { rows: Vec::new(), places: Vec::new(), skipped: 0, findings: Findings::default() };
        match decoded(bytes) {
            Ok(decoded) => {
                let first_line = if decoded.separator_line { 2 } else { 1 };
                if decoded.mark {
                    sheet.findings.add(1, Finding::ByteOrderMark);
                }
                if decoded.separator_line {
                    sheet.findings.add(1, Finding::SeparatorLine);
                }
                sheet.read_text(decoded.text, first_line);
            }
            Err(located) => sheet.findings.add(located.line, located.finding),
        }
        sheet
    }

    /// The rows that have a command.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// How many rows have something in them, but no command.
    pub fn skipped(&self) -> usize {
        self.skipped
    }

    /// The columns that are read.
    pub fn columns(&self) -> impl Iterator<Item = Column> {
        self.places.iter().map(|(column, _)| *column)
    }

    /// What the owner should know, by line; the first 50 of each kind.
    pub fn findings(&self) -> &[Located] {
        self.findings.all()
    }

    /// How many findings are of the same kind as this one.
    pub fn count_like(&self, finding: &Finding) -> usize {
        self.findings.count_like(finding)
    }

    /// The weight of the heaviest finding.
    pub fn heaviest(&self) -> Option<Weight> {
        self.findings.heaviest()
    }

    fn read_text(&mut self, text: &str, first_line: u32) {
        let Some(separator) = separator(text) else { return self.findings.add(first_line, Finding::TooLong) };
        if separator != b',' {
            self.findings.add(first_line, Finding::WrongSeparator(char::from(separator)));
        }
        let mut lines = Lines::new(text, first_line);
        let mut reader =
            ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes());
        let mut record = StringRecord::new();
        let mut header = None;
        let mut seen = HashMap::new();
        // Reading from memory, and what is UTF-8 stays so between separators: there is no error to read.
        while reader.read_record(&mut record).is_ok_and(|more| more) {
            let (line, raw) = lines.take(reader.position().byte());
            self.check_raw(line, raw, separator);
            match header {
                None if record.len() > MAX_COLUMNS => return self.findings.add(line, Finding::TooLong),
                None => {
                    self.read_header(line, &record);
                    header = Some(record.len());
                }
                Some(_) if self.rows.len() + self.skipped >= MAX_ROWS => {
                    return self.findings.add(line, Finding::TooLong);
                }
                Some(header) => self.read_row(line, &record, header, &mut seen),
            }
        }
    }

    fn check_raw(&mut self, line: u32, raw: &str, separator: u8) {
        match quotes(raw, separator) {
            Quotes::Fine => {}
            Quotes::Stray => self.findings.add(line, Finding::StrayQuote),
            Quotes::Unclosed => self.findings.add(line, Finding::UnclosedQuote),
        }
        if raw.contains('\0') {
            self.findings.add(line, Finding::Nul);
        }
    }

    fn read_header(&mut self, line: u32, record: &StringRecord) {
        for (place, name) in record.iter().enumerate() {
            let almost = Column::almost(name);
            match Column::named(name) {
                Some(column) if self.has(column) => self.findings.add(line, Finding::DoubledColumn(column)),
                Some(column) => self.places.push((column, place)),
                None if name.trim().is_empty() => {}
                None => self.findings.add(
                    line,
                    match almost {
                        Some(meant) => Finding::MisnamedColumn { found: quoted(name), meant },
                        None => Finding::UnknownColumn(quoted(name)),
                    },
                ),
            }
        }
        if !self.has(Column::Command) {
            // What was meant is read on, so that everything wrong is found at once.
            match record.iter().position(|name| Column::almost(name) == Some(Column::Command)) {
                Some(place) => self.places.push((Column::Command, place)),
                None => self.findings.add(line, Finding::NoCommandColumn),
            }
        }
    }

    fn has(&self, column: Column) -> bool {
        self.columns().any(|known| known == column)
    }

    fn read_row(&mut self, line: u32, record: &StringRecord, header: usize, seen: &mut HashMap<Box<str>, u32>) {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if record.len() != header {
            self.findings.add(line, Finding::Ragged { cells: record.len(), header });
        }
        let mut row = Row { line, cells: Default::default() };
        for (column, place) in &self.places {
            let cell = record.get(*place).unwrap_or_default();
            check_cell(&mut self.findings, line, *column, cell);
            if let Some(kept) = row.cells.get_mut(*column as usize) {
                *kept = cell.into();
            }
        }
        let name = row.command();
        if name.trim().is_empty() {
            self.skipped += 1;
            if self.has(Column::Command) {
                self.findings.add(line, Finding::SkippedRow);
            }
            return;
        }
        if name.trim() != name {
            self.findings.add(line, Finding::SpacedCommand(quoted(name)));
        }
        let first_line = *seen.entry(name.into()).or_insert(line);
        if first_line != line {
            self.findings.add(line, Finding::DoubledCommand { name: quoted(name), first_line });
        }
        self.rows.push(row);
    }
}

fn check_cell(findings: &mut Findings, line: u32, column: Column, cell: &str) {
    if cell.len() > LONG_CELL {
        findings.add(line, Finding::LongCell { column, bytes: cell.len() });
    }
    if let Some(error) = FORMULA_ERRORS.iter().find(|error| **error == cell.trim()) {
        findings.add(line, Finding::FormulaError { column, error: (*error).to_owned() });
    } else if column == Column::NeedReply && !matches!(cell, "" | "true" | "false") {
        let known = ["true", "false"].iter().any(|word| cell.eq_ignore_ascii_case(word));
        let cell = quoted(cell);
        findings.add(line, if known { Finding::CapitalNeedReply(cell) } else { Finding::BadNeedReply(cell) });
    }
}

#[cfg(test)]
mod tests;
