//! Figures and words as several lists write them: how much is shown, a figure that may be missing, a share as a bar, what
//! was searched for.

use crate::frame::Paged;
use crate::plain;
use crate::text::{Text, count, isolated, one_line};

/// From how many things on a list offers a search.
pub const SEARCH_FROM: usize = 9;
/// Longest part of what was searched for that is said back, characters.
const MAX_ECHO: usize = 30;
/// Signs of a whole bar.
const BAR: usize = 10;

/// `12`, or `1–8 of 12` where there is more than one page.
pub fn range<T>(text: &Text, page: &Paged<'_, T>, all: usize) -> String {
    let shown = |place: usize| text.number(count(place));
    let pages = if page.pages > 1 { "many" } else { "one" };
    plain!(text, "list-range", pages = pages, first = shown(page.first), last = shown(page.last()), count = shown(all))
}

/// A figure that the API may not have given.
pub fn figure(text: &Text, figure: Option<i64>) -> String {
    figure.map_or_else(|| "–".to_owned(), |figure| text.number(figure))
}

/// What was searched for, as a sentence says it back.
pub fn echo(words: &str) -> String {
    isolated(&one_line(words, MAX_ECHO))
}

/// `▓▓▓▓▓▓░░░░` for 61 of 100. A sign is full when all of its tenth is done.
pub fn bar(percent: i64) -> String {
    let full = usize::try_from(percent.clamp(0, 100)).unwrap_or_default() * BAR / 100;
    "▓".repeat(full) + &"░".repeat(BAR - full)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_full_at_its_end_only() {
        for (percent, shown) in [
            (-5, "░░░░░░░░░░"),
            (9, "░░░░░░░░░░"),
            (61, "▓▓▓▓▓▓░░░░"),
            (99, "▓▓▓▓▓▓▓▓▓░"),
            (100, "▓▓▓▓▓▓▓▓▓▓"),
            (i64::MAX, "▓▓▓▓▓▓▓▓▓▓"),
        ] {
            assert_eq!(bar(percent), shown, "{percent}");
        }
    }
}
