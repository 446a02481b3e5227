//! A light look at JavaScript: brackets, quotes, comments and templates that are never closed, with their line.
//!
//! Owns a tokenizer and no grammar: code of bots may return at its top level and use names that are made elsewhere, so a
//! parser would complain about what runs. It warns about one thing only, and must never take long or forbid anything.

/// Longest regular expression, bytes. A slash with more behind it is taken for a division.
const MAX_REGEX: usize = 300;
/// Words behind which a slash begins a regular expression.
const BEFORE_REGEX: [&[u8]; 8] = [b"return", b"typeof", b"case", b"in", b"of", b"throw", b"else", b"do"];

/// What looks wrong, as the catalogue selects by it, with a bracket or quote and its line, from 1.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Warning {
    pub(super) kind: &'static str,
    pub(super) sign: char,
    pub(super) line: i64,
}

/// A bracket that waits for its end, `$` for `${`: where it is, and whether a function begins there.
struct Open(u8, usize, bool);

/// The first thing that looks wrong.
pub(super) fn check(code: &str) -> Option<Warning> {
    let code = code.as_bytes();
    let (mut at, mut open) = (0, Vec::<Open>::new());
    // Whether a value was before, which a slash divides, and whether a function's body is awaited.
    let (mut value, mut function) = (false, false);
    while let Some((rest, byte)) = code.get(at..).and_then(|rest| Some((rest, *rest.first()?))) {
        let in_template = byte == b'`' || (byte == b'}' && matches!(open.last(), Some(Open(b'$', ..))));
        if byte == b'}' && in_template {
            open.pop();
        }
        let length = match piece(rest, in_template, value) {
            Ok(length) => length,
            Err((kind, sign)) => return Some(warning(code, kind, sign, at)),
        };
        let piece = rest.get(..length).unwrap_or_default();
        match byte {
            _ if in_template && piece.ends_with(b"${") => open.push(Open(b'$', at, false)),
            _ if in_template || length > 1 => function |= piece == b"function",
            b'(' | b'[' | b'{' => open.push(Open(byte, at, byte == b'{' && std::mem::take(&mut function))),
            b')' | b']' | b'}' => match open.pop() {
                Some(Open(b'(', ..)) if byte == b')' => {}
                Some(Open(b'[', ..)) if byte == b']' => {}
                Some(Open(b'{', ..)) if byte == b'}' => function = false,
                Some(open) => return Some(never_closed(code, &open)),
                None => return Some(warning(code, "close", byte, at)),
            },
            _ => {}
        }
        if !byte.is_ascii_whitespace() && !piece.starts_with(b"//") && !piece.starts_with(b"/*") {
            let ends = matches!(piece.last(), Some(b')' | b']' | b'"' | b'\'' | b'`')) || (byte == b'/' && length > 1);
            value = ends || (is_word(byte) && !BEFORE_REGEX.contains(&piece));
        }
        at += length;
    }
    open.last().map(|open| never_closed(code, open))
}

fn never_closed(code: &[u8], Open(sign, at, function): &Open) -> Warning {
    let sign = if *sign == b'$' { b'{' } else { *sign };
    warning(code, if *function { "function" } else { "open" }, sign, *at)
}

fn warning(code: &[u8], kind: &'static str, sign: u8, at: usize) -> Warning {
    let lines = code.iter().take(at).filter(|byte| **byte == b'\n').count();
    Warning { kind, sign: char::from(sign), line: super::count(lines + 1) }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$'
}

/// How long the comment, string, part of a template, regular expression, word or sign is that begins here; the error is
/// what has no end.
fn piece(rest: &[u8], in_template: bool, value: bool) -> Result<usize, (&'static str, u8)> {
    match rest {
        _ if in_template => {
            let end = escaped(rest, usize::MAX, |rest| rest.starts_with(b"`") || rest.starts_with(b"${"));
            end.map(|end| if rest.get(end) == Some(&b'$') { end + 2 } else { end + 1 }).ok_or(("quote", b'`'))
        }
        [b'/', b'/', ..] => Ok(rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len())),
        [b'/', b'*', inner @ ..] => {
            inner.windows(2).position(|end| end == b"*/").map(|end| end + 4).ok_or(("comment", b'*'))
        }
        [quote @ (b'\'' | b'"'), ..] => {
            let end = escaped(rest, usize::MAX, |rest| rest.starts_with(&[*quote]) || rest.starts_with(b"\n"));
            end.filter(|end| rest.get(*end) == Some(quote)).map(|end| end + 1).ok_or(("quote", *quote))
        }
        [b'/', ..] if !value => Ok(regex(rest).unwrap_or(1)),
        [byte, ..] if is_word(*byte) => Ok(rest.iter().position(|byte| !is_word(*byte)).unwrap_or(rest.len())),
        _ => Ok(1),
    }
}

fn regex(rest: &[u8]) -> Option<usize> {
    let mut class = false;
    let end = escaped(rest, MAX_REGEX, |rest| {
        class = rest.starts_with(b"[") || (class && !rest.starts_with(b"]"));
        rest.starts_with(b"\n") || (rest.starts_with(b"/") && !class)
    });
    end.filter(|end| rest.get(*end) == Some(&b'/')).map(|end| end + 1)
}

/// Where it ends, after its first byte, what a backslash precedes left out.
fn escaped(rest: &[u8], most: usize, mut ends: impl FnMut(&[u8]) -> bool) -> Option<usize> {
    let mut at = 1;
    while let Some(after) = rest.get(at..).filter(|after| !after.is_empty() && at < most) {
        match after {
            [b'\\', b'\r', b'\n', ..] => at += 3,
            [b'\\', ..] => at += 2,
            _ if ends(after) => return Some(at),
            _ => at += 1,
        }
    }
    None
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
