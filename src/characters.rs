//! Characters as keyboards, phones and web pages send them: which are not seen, which are dashes, spaces and digits.
//!
//! Owns the one set of each, for keys, numbers, names and commands. It must not know what a text is about.

/// Whether a character has no shape of its own: controls (but for line ends and tabs), and what Unicode lists as
/// `Default_Ignorable_Code_Point`: zero-width and filler characters, direction marks, joiners, variation selectors. None of them belongs to a key, a number or a command.
pub fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || shapes_others(c)
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
            | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// The unseen characters that a name keeps, because its other characters look wrong without them: the joiners of
/// emoji, Persian and Indic scripts, variation selectors (`❤️`), and the tags of flags such as Scotland's.
pub fn shapes_others(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0001}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}')
}

/// A text without what is not seen.
pub fn seen(text: &str) -> String {
    text.chars().filter(|c| !is_unseen(*c)).collect()
}

/// The ASCII character of a full-width one, as Chinese and Japanese keyboards type it; every other stays as it is.
pub fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Whether a character is a dash of any length, from the hyphen of keyboards to the em dash that phones put for two.
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2d7}' | '\u{58a}' | '\u{5be}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{207b}'
                | '\u{208b}'
                | '\u{2212}'
                | '\u{2e3a}'
                | '\u{2e3b}'
                | '\u{fe31}'
                | '\u{fe32}'
                | '\u{fe58}'
                | '\u{fe63}'
                | '\u{ff0d}'
    )
}

/// Whether a character is empty room: any space (no-break and narrow ones too), a tab, a line end, the blank of Braille.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{2800}'
}

/// The ASCII digit that a character means: keyboards set to Arabic, Persian, Hindi, Bengali, Burmese or full width
/// type their own.
pub fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 7] = ['0', '\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{1040}', '\u{ff10}'];
    ZEROS.iter().find_map(|zero| {
        let value = u32::from(c).checked_sub(u32::from(*zero))?;
        char::from_digit(value, 10)
    })
}

/// Whether a character is a strong right-to-left one (Unicode Bidirectional Algorithm, classes R and AL), by its block.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_seen_is_told_from_what_is() {
        for c in [
            '\u{0}',
            '\u{7f}',
            '\u{200b}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{61c}',
            '\u{ad}',
            '\u{fe0f}',
            '\u{fff0}',
            '\u{e0fff}',
        ] {
            assert!(is_unseen(c), "{c:?}");
        }
        for c in ['a', '0', ' ', '\n', '\t', '\r', '\u{a0}', '-', '—', 'ש', '😀'] {
            assert!(!is_unseen(c), "{c:?}");
        }
        assert_eq!(seen("\u{202a}279\u{200b}2787\u{202c}\u{feff}"), "2792787");
    }

    #[test]
    fn full_width_characters_are_narrowed_and_others_stay() {
        assert_eq!("ＡｚＺ０９＿－：＠！～".chars().map(narrow).collect::<String>(), "AzZ09_-:@!~");
        assert!("a0—ש密\u{ff5f}\u{3000}".chars().all(|c| narrow(c) == c));
    }

    #[test]
    fn dashes_and_spaces_of_every_keyboard_are_known() {
        assert!("-‐‑‒–—―−﹘﹣-".chars().all(is_dash) && !"_~=·.ー".chars().any(is_dash));
        assert!(" \u{a0}\u{202f}\u{2009}\u{3000}\n\t".chars().all(is_space) && !is_space('\u{200b}'));
    }

    #[test]
    fn a_character_belongs_to_one_kind_only() {
        for c in '\u{0}'..=char::MAX {
            let kinds = [is_unseen(c), is_dash(c), is_space(c), digit(c).is_some()];
            assert!(kinds.into_iter().filter(|is| *is).count() <= 1, "{c:?}");
        }
    }
}
