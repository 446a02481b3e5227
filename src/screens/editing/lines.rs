//! What differs between two texts, line by line.
//!
//! Owns the comparing: the texts as they are decide what differs, and their masked lines are shown, so that a token that
//! was replaced by another one is a difference too.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use similar::{Algorithm, DiffOp, capture_diff_slices_deadline, group_diff_ops};

use crate::api::ApiText;
use crate::credentials::ApiKey;

/// Lines shown around a difference.
const AROUND: usize = 2;
/// How long the shortest difference is searched for; then a longer one does.
const PATIENCE: Duration = Duration::from_millis(20);

/// The differences of two texts.
pub(in crate::screens) struct Difference {
    /// How many lines are new, and how many are gone.
    pub(in crate::screens) added: usize,
    pub(in crate::screens) removed: usize,
    /// The lines as they are shown: a sign, a space, the masked line; `@ 12` where some were left out.
    pub(in crate::screens) lines: Vec<String>,
}

/// Compares two texts.
pub(in crate::screens) fn compare(old: &ApiText, new: &ApiText, key: &ApiKey) -> Difference {
    let (old_shown, new_shown) = (old.shown(key), new.shown(key));
    let mut known = HashMap::new();
    let [old_lines, new_lines] = [old, new].map(|text| numbered(text.verbatim(), &mut known));
    let deadline = Instant::now().checked_add(PATIENCE);
    let ops = capture_diff_slices_deadline(Algorithm::Myers, &old_lines, &new_lines, deadline);
    // Masking keeps line ends.
    let shown = Shown { old: old_shown.split('\n').collect(), new: new_shown.split('\n').collect() };
    let mut difference = Difference { added: 0, removed: 0, lines: Vec::new() };
    for group in group_diff_ops(ops, AROUND) {
        let first = group.first().map_or(0, |op| op.new_range().start);
        if first > 0 {
            difference.lines.push(format!("@ {}", first + 1));
        }
        group.iter().for_each(|op| difference.take(op, &shown));
    }
    difference
}

/// A number for each line, the same one for equal lines: numbers are compared faster than texts.
fn numbered<'a>(text: &'a str, known: &mut HashMap<&'a str, usize>) -> Vec<usize> {
    if text.is_empty() {
        return Vec::new();
    }
    let number = |line| {
        let next = known.len();
        *known.entry(line).or_insert(next)
    };
    text.split('\n').map(number).collect()
}

struct Shown<'a> {
    old: Vec<&'a str>,
    new: Vec<&'a str>,
}

impl Difference {
    fn take(&mut self, op: &DiffOp, shown: &Shown<'_>) {
        let (old, new) = (shown.old.get(op.old_range()), shown.new.get(op.new_range()));
        if let DiffOp::Equal { .. } = op {
            return self.push("  ", new);
        }
        (self.removed, self.added) = (self.removed + op.old_range().len(), self.added + op.new_range().len());
        self.push("- ", old);
        self.push("+ ", new);
    }

    fn push(&mut self, sign: &str, lines: Option<&[&str]>) {
        self.lines.extend(lines.into_iter().flatten().map(|line| format!("{sign}{}", line.trim_end_matches('\r'))));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn difference(old: &str, new: &str) -> Difference {
        let key = ApiKey::parse("FAKE-own-key-FAKE-own-key-FAKE-own-00001").unwrap();
        compare(&old.into(), &new.into(), &key)
    }

    #[test]
    fn what_differs_is_shown_with_what_is_around_it() {
        let old: String = (1..=20).map(|line| format!("line {line}\n")).collect();
        let found = difference(&old, &old.replace("line 10\n", "ten\n").replace("line 20\n", ""));
        assert_eq!((found.added, found.removed), (1, 2));
        let expected = [
            "@ 8",
            "  line 8",
            "  line 9",
            "- line 10",
            "+ ten",
            "  line 11",
            "  line 12",
            "@ 18",
            "  line 18",
            "  line 19",
            "- line 20",
            "  ",
        ];
        assert_eq!(found.lines, expected);
    }

    #[test]
    fn a_token_replaced_by_another_is_a_difference_and_never_shown() {
        let token = |end: char| format!("let t = '123456:FAKE-bot-token-FAKE-bot-token-0000{end}'\nsend(t)");
        let found = difference(&token('1'), &token('2'));
        assert_eq!((found.added, found.removed), (1, 1));
        assert!(!found.lines.iter().any(|line| line.contains("FAKE")), "{:?}", found.lines);
    }

    #[test]
    fn nothing_to_something_is_all_new() {
        let found = difference("", "a\nb");
        assert_eq!((found.added, found.removed, found.lines), (2, 0, vec!["+ a".to_owned(), "+ b".to_owned()]));
    }

    /// The worst that can come: 200 kB of short lines, all of them others.
    #[test]
    fn two_large_codes_that_have_nothing_in_common_are_compared_in_time() {
        let code = |letter: char| (0..30_000).map(|line| format!("{letter}{line}\n")).collect::<String>();
        let found = difference(&code('a'), &code('b'));
        assert_eq!((found.added, found.removed), (30_000, 30_000));
    }

    proptest! {
        #[test]
        fn what_is_gone_and_new_adds_up(old in "[ab\n\r]{0,30}", new in "[ab\n\r]{0,30}") {
            let found = difference(&old, &new);
            let count = |text: &str| if text.is_empty() { 0 } else { text.split('\n').count() };
            prop_assert_eq!(count(&old) + found.added, count(&new) + found.removed);
            prop_assert_eq!(found.added + found.removed == 0, old == new);
        }
    }
}
