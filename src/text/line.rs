//! Texts from outside made fit for one line: a name in a button, a word in a sentence.
//!
//! Owns cleaning, cutting and the direction of right-to-left text. Escaping is `Html`'s.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::characters::{is_right_to_left, is_space, is_unseen, shapes_others};

/// Most code points of one visible character: a family of four with skin tones has 11, a flag made of tags 7. Heaps of
/// accents on one letter end here.
const MAX_CLUSTER: usize = 16;
/// The only emoji that the tags of a flag follow.
const FLAG: char = '🏴';

/// Makes a text from outside fit for one line: no control or direction characters, single spaces, at most `max`
/// visible characters with `…` where it was cut. No emoji or letter with its marks is cut in two.
pub fn one_line(text: &str, max: usize) -> String {
    cut(&cleaned(text, max), max, |_| 1)
}

/// The same with at most `max` UTF-16 units, for texts that Telegram limits by length.
pub fn one_line_of_units(text: &str, max: usize) -> String {
    cut(&cleaned(text, max), max, |character| character.encode_utf16().count())
}

/// Without what is not seen; not much longer than what can be shown.
fn cleaned(text: &str, max: usize) -> String {
    let mut line = String::new();
    for c in text.chars().filter(|c| !is_unseen(*c) || shapes_others(*c)) {
        let c = if is_space(c) { ' ' } else { c };
        if !(c == ' ' && (line.is_empty() || line.ends_with(' '))) {
            line.push(c);
        }
        if line.len() > max.saturating_add(1).saturating_mul(MAX_CLUSTER * 4) {
            break;
        }
    }
    line.truncate(line.trim_end().len());
    if line.chars().all(|c| is_unseen(c) || is_space(c)) { String::new() } else { line }
}

fn cut(line: &str, max: usize, size: impl Fn(&str) -> usize) -> String {
    let (mut shown, mut taken) = (String::new(), 0);
    // Where the text ends if an ellipsis has to follow.
    let mut end = 0;
    for character in line.graphemes(true).map(bounded) {
        taken += size(&character);
        if taken > max {
            shown.truncate(end);
            return format!("{}…", shown.trim_end());
        }
        shown.push_str(&character);
        if taken < max {
            end = shown.len();
        }
    }
    shown
}

/// A name from outside for a sentence or a button: one line, and isolated when it runs from right to left.
pub fn name(text: &str, max: usize) -> String {
    isolated(&one_line(text, max))
}

/// Keeps right-to-left text from turning what follows it on its line: U+2068 and U+2069 around it. Others stay as
/// they are, so that a copied name has no characters that its owner did not write. The Bot API server removes
/// U+2028 to U+202E from texts, and keeps these two (TDLib, `clean_input_string`).
pub fn isolated(text: &str) -> String {
    if text.chars().any(is_right_to_left) { format!("\u{2068}{text}\u{2069}") } else { text.to_owned() }
}

fn bounded(cluster: &str) -> String {
    let flag = cluster.starts_with(FLAG);
    let is_tag = |c: char| matches!(c, '\u{e0001}'..='\u{e007f}');
    cluster.chars().filter(|c| flag || !is_tag(*c)).take(MAX_CLUSTER).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_name_from_outside_becomes_one_visible_line() {
        for (text, shown) in [
            ("  My\n\u{202e}Shop\u{0}\t!  ", "My Shop !"),
            ("My\u{a0}\u{202f}Shop\u{ad}", "My Shop"),
            ("\u{200b}\u{feff}", ""),
            ("\u{200d}\u{fe0f} \u{2800}", ""),
            ("", ""),
            ("❤\u{fe0f} 👨\u{200d}👩\u{200d}👧", "❤\u{fe0f} 👨\u{200d}👩\u{200d}👧"),
            ("<b>&\"", "<b>&\""),
        ] {
            assert_eq!(one_line(text, 40), shown, "{text:?}");
        }
    }

    #[test]
    fn a_cut_splits_no_visible_character() {
        let family = "👨🏽\u{200d}👩🏽\u{200d}👧🏽\u{200d}👦🏽";
        let scotland = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";
        assert_eq!(one_line("abcdefgh", 5), "abcd…");
        assert_eq!(one_line("abcde", 5), "abcde");
        assert_eq!(one_line("abc defg", 5), "abc…");
        assert_eq!(one_line(&family.repeat(5), 3), format!("{family}{family}…"));
        assert_eq!(one_line(&scotland.repeat(2), 2), scotland.repeat(2));
        assert_eq!(one_line("नमस्ते दुनिया", 40), "नमस्ते दुनिया");
        assert_eq!(one_line("e\u{301}e\u{301}e\u{301}", 2), "e\u{301}…");
        assert_eq!(one_line("🇩🇪🇫🇷🇮🇹", 2), "🇩🇪…");
        assert_eq!(one_line(&"x".repeat(300), 28).chars().count(), 28);
        assert_eq!(one_line_of_units("😀😀😀", 5), "😀😀…");
        assert_eq!(one_line_of_units("😀😀", 4), "😀😀");
        assert!(one_line(&format!("Z{}", "\u{301}".repeat(1000)), 5).chars().count() <= MAX_CLUSTER);
        let hidden: String = "secret".chars().map(|c| char::from_u32(0xe0000 + u32::from(c)).unwrap()).collect();
        assert_eq!(one_line(&format!("a{hidden}b"), 40), "ab");
    }

    #[test]
    fn right_to_left_names_turn_nothing_around_them() {
        assert_eq!(name("متجر 24", 40), "\u{2068}متجر 24\u{2069}");
        assert_eq!(name("\u{202e}חנות\u{200f}", 40), "\u{2068}חנות\u{2069}");
        assert_eq!(name("\u{202e}My Shop 🙂", 40), "My Shop 🙂");
        assert_eq!(name("متجر كبير", 5), "\u{2068}متجر…\u{2069}");
    }

    proptest! {
        #[test]
        fn a_line_keeps_its_bounds(text in "\\PC{0,60}|[a-z \n\u{200b}\u{202e}\u{301}\u{200d}😀\u{fe0f}]{0,60}", max in 1usize..20) {
            let line = one_line(&text, max);
            prop_assert!(line.graphemes(true).count() <= max, "{line:?}");
            let turns = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}');
            prop_assert!(!line.chars().any(turns), "{line:?}");
            prop_assert!(one_line_of_units(&text, max).encode_utf16().count() <= max);
            prop_assert_eq!(one_line(&line, max), line.clone());
        }
    }
}
