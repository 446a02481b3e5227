//! Equal errors as one: the same title but for its numbers, in the same command.

use std::collections::HashMap;

use crate::api::ErrorLog;
use crate::credentials::ApiKey;
use crate::ids::ErrorLogId;

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
        let title = log.title.as_ref().map(|title| without_numbers(&title.shown(key))).unwrap_or_default();
        let command = log.command().map(|command| command.shown(key)).unwrap_or_default();
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
    fn titles_that_differ_in_numbers_only_are_equal() {
        assert_eq!(without_numbers("x is null at 5:17"), without_numbers("x is null at 12:3"));
        assert_ne!(without_numbers("x is null"), without_numbers("y is null"));
    }
}
