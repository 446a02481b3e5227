//! Writes CSV files that are safe to open.
//!
//! Every cell is quoted, so that a program that expects another separator splits none. A cell that a spreadsheet would
//! run as a formula begins with an apostrophe, by which spreadsheets know a text (OWASP, "CSV Injection").

use std::borrow::Cow;

/// What a formula begins with; the wide forms too, which some programs take for the same.
const RUNS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A CSV file of these rows, in UTF-8, with commas and CR LF.
pub fn export<'a, R>(header: &[&str], rows: impl IntoIterator<Item = R>) -> Vec<u8>
where
    R: IntoIterator<Item = &'a str>,
{
    let mut file = String::new();
    write_row(&mut file, header.iter().copied());
    for row in rows {
        write_row(&mut file, row);
    }
    file.into_bytes()
}

fn write_row<'a>(file: &mut String, cells: impl IntoIterator<Item = &'a str>) {
    for (place, cell) in cells.into_iter().enumerate() {
        file.push_str(if place == 0 { "\"" } else { ",\"" });
        file.push_str(&guarded(cell).replace('"', "\"\""));
        file.push('"');
    }
    file.push_str("\r\n");
}

/// A cell that no spreadsheet runs.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    // Some programs look past spaces.
    if cell.trim_start_matches(' ').starts_with(RUNS) { format!("'{cell}").into() } else { cell.into() }
}

/// A cell as it was before it was guarded.
pub fn unguarded(cell: &str) -> &str {
    let text = cell.strip_prefix('\'');
    text.filter(|text| text.trim_start_matches(' ').starts_with(RUNS)).unwrap_or(cell)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_a_text() {
        let cells = ["=1+1", "+1", "-2", "@SUM(A1)", "\tx", "\rx", " =1", "＝1", "a=1", "5", ""];
        let guarded: Vec<_> = cells.iter().map(|cell| guarded(cell)).collect();
        assert_eq!(guarded, ["'=1+1", "'+1", "'-2", "'@SUM(A1)", "'\tx", "'\rx", "' =1", "'＝1", "a=1", "5", ""]);
        assert!(cells.iter().zip(&guarded).all(|(cell, guarded)| unguarded(guarded) == *cell));
        assert_eq!(unguarded("'quoted'"), "'quoted'");
        let file = export(&["a", "b"], [["=HYPERLINK(\"x\")", "1;=2"]]);
        assert_eq!(file, b"\"a\",\"b\"\r\n\"'=HYPERLINK(\"\"x\"\")\",\"1;=2\"\r\n");
    }
}
