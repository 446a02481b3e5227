//! What the parser of CSV does not tell: the encoding, the separator, true line numbers, and quotes gone wrong.

use memchr::memchr_iter;

use super::super::column::Column;
use super::super::finding::{Finding, Located};
use super::MAX_COLUMNS;

const COMMA: u8 = b',';
/// What spreadsheets put between cells; of several that fit, the first.
const SEPARATORS: [u8; 3] = [COMMA, b';', b'\t'];
/// Separators in a whole file. The parser keeps the end of each cell of a row in memory.
const MAX_SEPARATORS: usize = 400_000;

/// A file as text.
pub(super) struct Decoded<'a> {
    pub(super) text: &'a str,
    /// Whether a byte-order mark was before it.
    pub(super) mark: bool,
    /// Whether a line like `sep=;` was before it.
    pub(super) separator_line: bool,
}

/// The text of a file: UTF-8, with or without a byte-order mark. Nothing else is guessed, because Bots.Business reads
/// the file itself.
pub(super) fn decoded(bytes: &[u8]) -> Result<Decoded<'_>, Located> {
    let finding = |line, finding| Err(Located { line, finding });
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return finding(1, Finding::Utf16);
    }
    let (bytes, mark) = bytes.strip_prefix(b"\xef\xbb\xbf").map_or((bytes, false), |bytes| (bytes, true));
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            return finding(Lines::new(&String::from_utf8_lossy(good), 1).last(), Finding::NotUtf8);
        }
    };
    let begins = text.trim_start();
    if begins.is_empty() {
        return finding(1, Finding::Empty);
    }
    if begins.starts_with('<') {
        return finding(1, Finding::Html);
    }
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let separator_line = first.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("sep="));
    Ok(Decoded { text: if separator_line { rest } else { text }, mark, separator_line })
}

/// What separates the cells: the one by which the first line has the most known names. `None` when a file has too many.
pub(super) fn separator(text: &str) -> Option<u8> {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let known = |separator: u8| {
        let names = first.split(char::from(separator)).map(|name| name.trim_matches('"'));
        names.take(MAX_COLUMNS).filter(|name| Column::almost(name).is_some()).count()
    };
    let mut best = COMMA;
    for separator in SEPARATORS {
        if known(separator) > known(best) {
            best = separator;
        }
    }
    (memchr_iter(best, text.as_bytes()).count() <= MAX_SEPARATORS).then_some(best)
}

/// Counts lines as an editor does: after LF, CR LF, or CR alone.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u32,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str, first_line: u32) -> Self {
        Self { text, at: 0, line: first_line }
    }

    /// The record that ends at this byte: the line where it begins, and its text.
    pub(super) fn take(&mut self, end: u64) -> (u32, &'a str) {
        let end = usize::try_from(end).unwrap_or(usize::MAX).min(self.text.len());
        let rest = self.text.get(self.at..end).unwrap_or_default();
        let record = rest.trim_start_matches(['\r', '\n']);
        self.move_to(end - record.len());
        let line = self.line;
        self.move_to(end);
        (line, record)
    }

    fn last(mut self) -> u32 {
        self.move_to(self.text.len());
        self.line
    }

    fn move_to(&mut self, end: usize) {
        let bytes = self.text.as_bytes();
        for at in self.at..end {
            match bytes.get(at) {
                Some(b'\n') => self.line += 1,
                Some(b'\r') if bytes.get(at + 1) != Some(&b'\n') => self.line += 1,
                _ => {}
            }
        }
        self.at = end;
    }
}

/// How the quotes of a record are.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Quotes {
    Fine,
    Stray,
    Unclosed,
}

pub(super) fn quotes(record: &str, separator: u8) -> Quotes {
    enum At {
        Start,
        Bare,
        Quoted,
        AfterQuote,
    }
    let mut at = At::Start;
    let mut stray = false;
    for byte in record.bytes() {
        at = match (at, byte) {
            (At::Start | At::AfterQuote, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::AfterQuote,
            (At::Quoted, _) => At::Quoted,
            (_, b'\r' | b'\n') => At::Start,
            (_, byte) if byte == separator => At::Start,
            (At::Bare, b'"') | (At::AfterQuote, _) => {
                stray = true;
                At::Bare
            }
            (At::Start | At::Bare, _) => At::Bare,
        };
    }
    match (at, stray) {
        (At::Quoted, _) => Quotes::Unclosed,
        (_, true) => Quotes::Stray,
        _ => Quotes::Fine,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_gone_wrong_are_told() {
        for fine in ["", "a,b", r#""a","b""c""#, r#""a,"",b""#, "\"a\nb\",c\r\n", r#"""#.repeat(4).as_str()] {
            assert_eq!(quotes(fine, b','), Quotes::Fine, "{fine}");
        }
        for stray in [r#"5" screen"#, r#"a,b"c""#, r#""a"b,c"#] {
            assert_eq!(quotes(stray, b','), Quotes::Stray, "{stray}");
        }
        for unclosed in [r#"""#, r#"a,"b,c"#, "\"a\"\",b\nc"] {
            assert_eq!(quotes(unclosed, b','), Quotes::Unclosed, "{unclosed}");
        }
    }

    #[test]
    fn lines_are_those_of_an_editor() {
        let text = "a\r\nb\rc\n\n\nd\r\n";
        let mut lines = Lines::new(text, 1);
        let end = |part: &str| u64::try_from(text.find(part).unwrap() + 1).unwrap();
        let taken = [end("a"), end("b"), end("c"), end("d")].map(|end| lines.take(end));
        assert_eq!(taken, [(1, "a"), (2, "b"), (3, "c"), (6, "d")]);
    }
}
