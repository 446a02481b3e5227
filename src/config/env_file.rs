//! The file `.env`: its lines as settings, each with its number, and what is wrong with them.
//!
//! Owns what a line may be. dotenvy reads the line; it gets one at a time, so that a mistake has a line number. Two of
//! its habits are kept from it, because a setting could mean something else than it looks like: it would put variables
//! in the place of `$NAME`, and join lines until a quote ends. No message repeats a value.

use std::collections::BTreeMap;
use std::path::Path;

use zeroize::Zeroizing;

use super::{KEYS, Mistake, OUR_PREFIX, TOKEN, likely};
use crate::input;

/// Far larger than all settings with a list of keys, bytes.
const LIMIT: u64 = 256 * 1024;
/// Variables of this program that hold a secret, also those that are no settings.
const SECRETS: [&str; 3] = [TOKEN, KEYS, "BB_API_KEY"];
/// What the HTTP client reads from the environment by itself: here it would be overlooked.
const PROXIES: [&str; 4] = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"];

/// The settings of a file, and the line of each.
#[derive(Default)]
pub struct EnvFile {
    values: BTreeMap<String, (usize, String)>,
    /// What is wrong with the lines.
    pub mistakes: Vec<Mistake>,
    /// What could be better.
    pub warning: Option<String>,
}

impl EnvFile {
    /// Reads the file. One that is missing has no settings.
    pub fn read(path: &Path) -> Self {
        let mut found = Self::default();
        let name = path.display().to_string();
        let text = match input::file(path, LIMIT) {
            Ok(text) => text,
            Err(error) if error.is_missing() => return found,
            Err(error) => {
                let told = error.to_string();
                let problem = told.strip_prefix(&format!("{name} ")).unwrap_or(&told);
                found.mistakes.push(Mistake::new(&name, problem));
                return found;
            }
        };
        found.lines(&name, &text);
        found.modes(path, &name);
        found
    }

    /// The settings, by name.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, (_, value))| (name.as_str(), value.as_str()))
    }

    /// The line that sets a name.
    pub fn line(&self, name: &str) -> Option<usize> {
        self.values.get(name).map(|(line, _)| *line)
    }

    fn lines(&mut self, file: &str, text: &str) {
        for (number, line) in (1..).zip(text.lines()) {
            match setting(line) {
                Ok(None) => {}
                Ok(Some((name, value))) => {
                    if let Some(before) = self.line(&name) {
                        self.mistake(file, number, &format!("{name} is set in line {before} already"));
                    }
                    if PROXIES.contains(&name.to_ascii_uppercase().as_str()) {
                        self.mistake(file, number, &format!("{name} is read from the environment alone; set it there"));
                    }
                    // Names of our own are looked at wherever they come from.
                    if let Some(meant) = likely(&name).filter(|_| !name.starts_with(OUR_PREFIX)) {
                        self.mistake(file, number, &format!("there is no setting {name}; did you mean {meant}?"));
                    }
                    self.values.insert(name, (number, value));
                }
                Err(problem) => self.mistake(file, number, &problem),
            }
        }
    }

    fn mistake(&mut self, file: &str, line: usize, problem: &str) {
        self.mistakes.push(Mistake::new(file, format!("line {line}: {problem}")));
    }

    /// Whoever can write to the settings can point the bot at another server, which then receives every key.
    fn modes(&mut self, path: &Path, file: &str) {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).map_or(0, |file| file.permissions().mode());
        let secret = SECRETS.iter().find(|name| self.values.get(**name).is_some_and(|(_, value)| !value.is_empty()));
        match secret {
            _ if mode & 0o022 != 0 => {
                self.mistakes.push(Mistake::new(file, format!("others can change it; run: chmod 600 {file}")));
            }
            Some(name) if input::others_can_read(path).unwrap_or(false) => {
                self.warning = Some(format!("{file} holds {name} and can be read by others; run: chmod 600 {file}"));
            }
            _ => {}
        }
    }
}

/// Name and value of a line; nothing for an empty one and a comment.
fn setting(line: &str) -> Result<Option<(String, String)>, String> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let name = name(line)?;
    let whole = Zeroizing::new(without_comment(line, name)?.to_owned());
    let mut read = dotenvy::from_read_iter(whole.as_bytes());
    match read.next() {
        Some(Ok(setting)) => Ok(Some(setting)),
        Some(Err(_)) => Err(format!("the value of {name} is not understood; put it into 'single quotes'")),
        None => Ok(None),
    }
}

/// The name in front of `=`. A text that cannot be a name is not repeated: it may be a secret.
fn name(line: &str) -> Result<&str, String> {
    const FORM: &str = "not NAME=value";
    let (name, _) = line.split_once('=').ok_or(FORM)?;
    let name = name.trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let known = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '.');
    if known { Ok(name) } else { Err(FORM.to_owned()) }
}

/// The line up to a `#` that begins a comment. Refuses what dotenvy would replace, or go on reading after the line.
fn without_comment<'a>(line: &'a str, name: &str) -> Result<&'a str, String> {
    let start = line.find('=').map_or(line.len(), |equals| equals + 1);
    let (mut quote, mut escaped, mut before) = (None, false, '=');
    for (at, c) in line.char_indices().skip_while(|(at, _)| *at < start) {
        match (quote, c) {
            _ if escaped => escaped = false,
            (Some('\''), '\'') => quote = None,
            (Some('\''), _) => {}
            (_, '\\') => escaped = true,
            (_, '$') => {
                return Err(format!("$ in {name} is not replaced by a variable; put the value into 'single quotes'"));
            }
            (Some('"'), '"') => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, '#') if before.is_whitespace() => return Ok(line.get(..at).unwrap_or(line).trim_end()),
            (None, c) if !c.is_whitespace() && before.is_whitespace() && has_value(line, start, at) => {
                return Err(format!("the value of {name} has spaces; put it into 'single quotes'"));
            }
            _ => {}
        }
        before = c;
    }
    match quote {
        Some(_) => Err(format!("the quote in {name} does not end in this line")),
        None => Ok(line),
    }
}

/// Whether there is a value already between `=` and this place.
fn has_value(line: &str, start: usize, at: usize) -> bool {
    line.get(start..at).is_some_and(|value| !value.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> (Vec<(String, String)>, Vec<String>) {
        let mut found = EnvFile::default();
        found.lines(".env", text);
        let values = found.values().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        (values, found.mistakes.iter().map(|mistake| mistake.problem.clone()).collect())
    }

    fn value(line: &str) -> String {
        let (values, mistakes) = read(line);
        assert!(mistakes.is_empty(), "{mistakes:?}");
        values[0].1.clone()
    }

    #[test]
    fn a_value_is_what_it_looks_like() {
        for (line, expected) in [
            ("A=text  # don't change", "text"),
            ("A=text # \"", "text"),
            ("A='a $b # c' # d", "a $b # c"),
            ("A=\"a b\"\r", "a b"),
            ("export A=b", "b"),
            ("A = b", "b"),
            ("A=a#b", "a#b"),
            ("A=", ""),
            ("A=  ", ""),
            ("A=\\$5", "$5"),
        ] {
            assert_eq!(value(line), expected, "{line}");
        }
    }

    #[test]
    fn a_line_that_will_not_do_is_told_by_number_and_name() {
        for (text, expected) in [
            ("\nA=secret words", "line 2: the value of A has spaces; put it into 'single quotes'"),
            ("A='secret\nB=1", "line 1: the quote in A does not end in this line"),
            ("A=$SECRET", "line 1: $ in A is not replaced by a variable; put the value into 'single quotes'"),
            ("secret", "line 1: not NAME=value"),
            ("se cret=1", "line 1: not NAME=value"),
            ("A=1\n\nA=2", "line 3: A is set in line 1 already"),
            ("TELOXIDE_TOKN=1", "line 1: there is no setting TELOXIDE_TOKN; did you mean TELOXIDE_TOKEN?"),
            ("A=sec\\ret", "line 1: the value of A is not understood; put it into 'single quotes'"),
        ] {
            let (_, mistakes) = read(text);
            assert_eq!(mistakes, [expected], "{text}");
        }
    }

    #[test]
    fn names_of_other_programs_are_theirs() {
        let (values, mistakes) = read("SANDBOX_KEY=x\nPOSTGRES_PASSWORD=y\nTZ=Europe/Berlin");
        assert_eq!((values.len(), mistakes), (3, vec![]));
    }

    proptest! {
        #[test]
        fn any_text_has_an_answer_that_repeats_no_value(text in "(A=('|\"|\\$|\\\\|#| |\r|QQQQQ|é){0,12}\n){0,5}") {
            let (_, mistakes) = read(&text);
            for mistake in mistakes {
                prop_assert!(!mistake.contains("QQQQQ"), "{}", mistake);
            }
        }

        #[test]
        fn any_characters_have_an_answer(text in "\\PC{0,200}") {
            read(&text);
        }
    }
}
