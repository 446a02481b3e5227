//! Equal errors as one: the same title but for its numbers, in the same command.

use std::collections::HashMap;

use crate::api::{ApiText, ErrorLog};
use crate::credentials::ApiKey;
use crate::ids::ErrorLogId;
use crate::text::one_line;

/// Longest part of a title or a command's name that is compared, characters.
pub(super) const MAX_COMPARED: usize = 4_000;
/// What is shown before the first difference of two titles, characters.
const BEFORE_THE_DIFFERENCE: usize = 12;

/// Errors that are equal.
pub(super) struct Kind<'a> {
    /// The newest of them.
    pub(super) newest: &'a ErrorLog,
    /// How many there are.
    pub(super) count: usize,
    all: Vec<ErrorLogId>,
}

impl Kind<'_> {
    /// Whether an error is one of them.
    pub(super) fn has(&self, id: ErrorLogId) -> bool {
        self.all.contains(&id)
    }
}

/// The kinds of errors that come newest first; the kind with the newest error comes first.
pub(super) fn kinds<'a>(logs: &'a [ErrorLog], key: &ApiKey) -> Vec<Kind<'a>> {
    let mut kinds: Vec<Kind<'a>> = Vec::new();
    let mut known: HashMap<(String, String), usize> = HashMap::new();
    for log in logs {
        // As they are read: what differs in nothing that is seen is equal.
        let seen = |text: &ApiText| text.line(key, MAX_COMPARED);
        let title = log.title.as_ref().and_then(seen).map(|title| without_numbers(&title)).unwrap_or_default();
        let command = log.command().and_then(seen).unwrap_or_default();
        let place = *known.entry((title, command)).or_insert(kinds.len());
        match kinds.get_mut(place) {
            Some(kind) => {
                kind.count += 1;
                kind.all.push(log.id);
            }
            None => kinds.push(Kind { newest: log, count: 1, all: vec![log.id] }),
        }
    }
    kinds
}

/// A title as a list shows it among others: where it would be cut to the same words as another one, the part in which
/// they differ is shown too.
pub(super) fn told_apart(title: &str, others: &[String], max: usize) -> String {
    let cut = one_line(title, max);
    let alike = others.iter().filter(|other| *other != title && one_line(other, max) == cut);
    let same = |other: &String| title.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let Some(same) = alike.map(same).max() else { return cut };
    let half = max / 2;
    let from = same.saturating_sub(BEFORE_THE_DIFFERENCE).max(half);
    // From the beginning of a word, where one is between.
    let between = title.chars().skip(from).take(same.saturating_sub(from)).position(char::is_whitespace);
    let rest: String = title.chars().skip(between.map_or(from, |place| from + place + 1)).collect();
    let head: String = title.chars().take(half.saturating_sub(2)).collect();
    format!("{} … {}", head.trim_end(), one_line(&rest, half))
}

/// A title with each of its numbers as one `#`: `line 5` and `line 17` are the same error.
pub(in crate::screens) fn without_numbers(title: &str) -> String {
    let mut shape = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            c if c.is_numeric() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            c => shape.push(c),
        }
    }
    shape
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_begin_alike_are_told_apart() {
        let title = |end: &str| format!("TypeError: {}{end}", "Cannot read properties of null ".repeat(6));
        let all = [title("(reading 'price')"), title("(reading 'name')"), "short".to_owned()];
        let shown: Vec<String> = all.iter().map(|title| told_apart(title, &all, 90)).collect();
        assert!(shown[0].ends_with("(reading 'price')") && shown[1].ends_with("(reading 'name')"), "{shown:?}");
        assert!(shown.iter().all(|title| title.chars().count() <= 92 && !title.is_empty()), "{shown:?}");
        assert!(shown[0].starts_with("TypeError: Cannot") && shown[2] == "short", "{shown:?}");
        // One that goes on where the other ends.
        let (short, long) = (title(""), title("!"));
        let all = [short.clone(), long.clone()];
        assert_ne!(told_apart(&short, &all, 90), told_apart(&long, &all, 90));
    }

    #[test]
    fn titles_that_differ_in_numbers_only_are_equal() {
        assert_eq!(without_numbers("x is null at 5:17"), without_numbers("x is null at 12:3"));
        assert_ne!(without_numbers("x is null"), without_numbers("y is null"));
    }
}
