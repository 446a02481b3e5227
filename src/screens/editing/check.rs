//! A light look at JavaScript: brackets, quotes, comments and templates that are never closed, with their line.
//!
//! Owns a tokenizer and no grammar: code of bots may return at its top level and use names that are made elsewhere, so a
//! parser would complain about what runs. It warns about one thing only, and must never take long or forbid anything.

/// Longest regular expression, bytes. A slash with more behind it is taken for a division.
const MAX_REGEX: usize = 1_000;
/// Words behind which a slash begins a regular expression.
const BEFORE_REGEX: [&[u8]; 12] =
    [b"return", b"typeof", b"case", b"in", b"of", b"delete", b"void", b"throw", b"new", b"else", b"do", b"instanceof"];

/// What looks wrong, as the catalogue selects by it, with a bracket or quote and its line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) kind: &'static str,
    pub(super) sign: char,
    pub(super) line: i64,
}

/// The first thing that looks wrong.
pub(super) fn check(code: &str) -> Option<Warning> {
    let mut reader =
        Reader { code: code.as_bytes(), at: 0, line: 1, open: Vec::new(), last: 0, word: 0..0, function: false };
    while let Some(byte) = reader.peek(0) {
        if let Some(warning) = reader.token(byte) {
            return Some(warning);
        }
    }
    reader.open.pop().map(|(sign, line, function)| never_closed(sign, line, function))
}

fn never_closed(sign: u8, line: i64, function: bool) -> Warning {
    let sign = if sign == b'$' { b'{' } else { sign };
    Warning { kind: if function { "function" } else { "open" }, sign: char::from(sign), line }
}

struct Reader<'a> {
    code: &'a [u8],
    at: usize,
    line: i64,
    /// Brackets that wait for their end, `$` for `${`; with their line, and whether a function begins there.
    open: Vec<(u8, i64, bool)>,
    /// The last byte that is no space and no comment, and where the last word is.
    last: u8,
    word: std::ops::Range<usize>,
    /// Whether the word `function` was read since the last statement.
    function: bool,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.code.get(self.at + ahead).copied()
    }

    fn step(&mut self) {
        if self.peek(0) == Some(b'\n') {
            self.line += 1;
        }
        self.at += 1;
    }

    fn token(&mut self, byte: u8) -> Option<Warning> {
        match (byte, self.peek(1)) {
            (b'/', Some(b'/')) => return self.until(|reader| reader.peek(0) == Some(b'\n')).then_some(()).and(None),
            (b'/', Some(b'*')) => return self.comment(),
            (b'\'' | b'"', _) => return self.string(byte),
            (b'`', _) => return self.template(),
            (b'/', _) if self.regex() => {}
            (b'(' | b'[' | b'{', _) => {
                self.open.push((byte, self.line, byte == b'{' && std::mem::take(&mut self.function)))
            }
            (b')' | b']' | b'}', _) => return self.close(byte),
            (b';', _) => self.function = false,
            _ if byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' => return self.word(),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.last = byte;
        }
        self.step();
        None
    }

    /// Goes on to a place; false when the code ends before it.
    fn until(&mut self, there: impl Fn(&Self) -> bool) -> bool {
        while self.peek(0).is_some() && !there(self) {
            self.step();
        }
        self.peek(0).is_some()
    }

    fn word(&mut self) -> Option<Warning> {
        let start = self.at;
        self.until(|reader| !reader.peek(0).is_some_and(|c| c.is_ascii_alphanumeric() || c == b'_' || c == b'$'));
        (self.word, self.last) = (start..self.at, b'a');
        self.function |= self.code.get(self.word.clone()) == Some(b"function");
        None
    }

    fn comment(&mut self) -> Option<Warning> {
        let line = self.line;
        self.at += 2;
        let ended = self.until(|reader| reader.peek(0) == Some(b'*') && reader.peek(1) == Some(b'/'));
        self.at += 2;
        (!ended).then_some(Warning { kind: "comment", sign: '*', line })
    }

    fn string(&mut self, quote: u8) -> Option<Warning> {
        let line = self.line;
        self.at += 1;
        while let Some(byte) = self.peek(0).filter(|byte| *byte != b'\n') {
            if byte == b'\\' {
                self.at += if self.peek(1) == Some(b'\r') { 2 } else { 1 };
            }
            self.step();
            if byte == quote {
                self.last = byte;
                return None;
            }
        }
        Some(Warning { kind: "quote", sign: char::from(quote), line })
    }

    /// From a backtick, or from the end of an inserted expression.
    fn template(&mut self) -> Option<Warning> {
        let line = self.line;
        self.step();
        while let Some(byte) = self.peek(0) {
            if byte == b'\\' {
                self.step();
            }
            if byte == b'$' && self.peek(1) == Some(b'{') {
                self.open.push((b'$', line, false));
                (self.at, self.last) = (self.at + 2, b'{');
                return None;
            }
            self.step();
            if byte == b'`' {
                self.last = byte;
                return None;
            }
        }
        Some(Warning { kind: "quote", sign: '`', line })
    }

    fn close(&mut self, byte: u8) -> Option<Warning> {
        let wanted = match byte {
            b')' => b'(',
            b']' => b'[',
            _ => b'{',
        };
        match self.open.pop() {
            Some((b'$', ..)) if byte == b'}' => return self.template(),
            Some((open, ..)) if open == wanted => {}
            Some((open, line, function)) => return Some(never_closed(open, line, function)),
            None => return Some(Warning { kind: "close", sign: char::from(byte), line: self.line }),
        }
        (self.function, self.last) = (false, byte);
        self.at += 1;
        None
    }

    /// Whether a regular expression begins here; then `at` is on its last slash.
    fn regex(&mut self) -> bool {
        let word = self.code.get(self.word.clone()).unwrap_or_default();
        let begins = match self.last {
            b'a' => BEFORE_REGEX.contains(&word),
            b')' | b']' | b'"' | b'\'' | b'`' => false,
            _ => true,
        };
        let (mut class, mut end) = (false, self.at + 1);
        while begins && end < self.at + MAX_REGEX {
            match self.code.get(end) {
                None | Some(b'\n') => return false,
                Some(b'\\') => end += 1,
                Some(b'[') => class = true,
                Some(b']') => class = false,
                Some(b'/') if !class => {
                    // A word stands for what a value ends with.
                    (self.at, self.word) = (end, 0..0);
                    return true;
                }
                Some(_) => {}
            }
            end += 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn code_that_runs_causes_no_warning() {
        for code in [
            "",
            "Bot.sendMessage('it\\'s ' + \"a } \" + `b ${ { a: [1] }.a } ( ${`in ${1}`} `)",
            "// don't {\n/* it's ( */ let a = b / c / d",
            "if (/['\"(]/.test(x)) return x.replace(/[/']/g, '')",
            "return /\"/\nlet half = total() / 2; let s = '/'",
            "'a \\\n b'; function f(a, b = {}) { return { a } }\nvar g = () => [1, 2]",
            "let a = 1 /2; let b = a[0] / 3 // '",
            "\u{feff}let emoji = '👍'; let ü = `\n(\n`",
        ] {
            assert_eq!(check(code), None, "{code}");
        }
    }

    #[test]
    fn what_is_never_closed_is_found_with_its_line() {
        for (code, kind, sign, line) in [
            ("a\nif (x {\n}", "open", '(', 2),
            ("a\n\nfunction f() {\n if (a) { }\n", "function", '{', 3),
            ("f(function () {\n g()\n)", "function", '{', 1),
            ("let a = 'it's'\n", "quote", '\'', 1),
            ("a\nlet b = \"x\nlet c", "quote", '"', 2),
            ("`a ${b} \n", "quote", '`', 1),
            ("`a\n${b ", "open", '{', 1),
            ("a /* b", "comment", '*', 1),
            ("a()\n}", "close", '}', 2),
        ] {
            assert_eq!(check(code), Some(Warning { kind, sign, line }), "{code}");
        }
    }

    proptest! {
        #[test]
        fn no_code_is_too_odd(code in "[\\[\\](){}/*'\"`$\\\\a\n =;]{0,60}|\\PC{0,60}") {
            let lines = i64::try_from(code.split('\n').count()).unwrap();
            if let Some(warning) = check(&code) {
                prop_assert!((1..=lines).contains(&warning.line));
            }
        }
    }
}
