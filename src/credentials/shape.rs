//! What a word looks like: how a key that a phone changed is told from a name, a hash or an identifier.
//!
//! Owns judgements about single words. It must not look at the message around them.

use crate::characters::is_dash;

/// Length of an API key (contract, 1: 40 characters of `A–Z a–z 0–9 _ -`).
pub(super) const KEY_LENGTH: usize = 40;
/// More digits in a row than a date with a time has.
const MANY_DIGITS: usize = 15;

pub(super) fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Whether a word can be a key, or a piece of one, once its dashes are put back.
pub(super) fn is_key_like(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| is_key_char(c) || is_dash(c))
}

/// How a word of key characters and dashes is read as a key.
pub(super) enum Reading {
    One(String),
    /// Several keys are written so.
    Several,
    None,
}

/// Puts a word's dashes back. Phones put one long dash for `--`, keyboards another character for `-`: a dash that is
/// not ASCII means one or two.
pub(super) fn reading(word: &str) -> Reading {
    let length = word.chars().count();
    let dashes = word.chars().filter(|c| is_dash(*c) && *c != '-').count();
    let put_back = |one: &str| -> String {
        let character = |c: char| if is_dash(c) && c != '-' { one.to_owned() } else { c.to_string() };
        word.chars().map(character).collect()
    };
    match KEY_LENGTH.checked_sub(length) {
        Some(0) => Reading::One(put_back("-")),
        Some(doubled) if doubled == dashes => Reading::One(put_back("--")),
        Some(doubled) if doubled < dashes => Reading::Several,
        _ => Reading::None,
    }
}

/// Only hexadecimal digits and dashes: a hash or a UUID. No key of 64 different characters looks so by chance.
pub(super) fn is_hash(word: &str) -> bool {
    let hexadecimal = |letters: fn(u8) -> bool| {
        word.bytes().all(|b| b.is_ascii_digit() || b == b'-' || (b.is_ascii_hexdigit() && letters(b)))
    };
    hexadecimal(|b| b.is_ascii_lowercase()) || hexadecimal(|b| b.is_ascii_uppercase())
}

/// Whether a word of a key's length is written like one: both cases, or a long number among letters. Names, words and
/// identifiers keep to one case.
pub(super) fn is_random(word: &str) -> bool {
    let has = |kind: fn(&char) -> bool| word.chars().any(|c| kind(&c));
    let (lower, upper) = (has(char::is_ascii_lowercase), has(char::is_ascii_uppercase));
    let word_like = is_hash(word) || is_camel(word) || (holds_date(word) && !is_restless(word));
    !word_like && ((lower && upper) || ((lower || upper) && has_many_digits(word)))
}

/// The same with digits, and without a date: how a word of another length, or of several pieces, is taken for a key.
pub(super) fn is_mixed(word: &str) -> bool {
    is_random(word) && word.bytes().any(|b| b.is_ascii_digit()) && !holds_date(word)
}

/// Whether upper case, lower case and digits take turns as they do in a random text.
pub(super) fn is_restless(word: &str) -> bool {
    let kinds: Vec<u8> = word.bytes().filter(u8::is_ascii_alphanumeric).map(kind).collect();
    let changes = kinds.windows(2).filter(|pair| pair.first() != pair.last()).count();
    changes * 4 >= kinds.len() || has_many_digits(word)
}

fn kind(b: u8) -> u8 {
    match b {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        _ => 2,
    }
}

/// A word as languages have them: letters alone, in one case or capitalised.
pub(super) fn is_plain(word: &str) -> bool {
    let letters = word.bytes().all(|b| b.is_ascii_alphabetic());
    letters && (word.bytes().skip(1).all(|b| b.is_ascii_lowercase()) || word.bytes().all(|b| b.is_ascii_uppercase()))
}

/// Words glued together as programs name things, or one capitalised word: letters with few capitals among them.
fn is_camel(word: &str) -> bool {
    let capitals = word.bytes().filter(u8::is_ascii_uppercase).count();
    word.bytes().all(|b| b.is_ascii_alphabetic()) && capitals * 4 <= word.len()
}

fn has_many_digits(word: &str) -> bool {
    word.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() >= MANY_DIGITS)
}

/// A year of ours and a month, as names of files have them: `20261121`, `2026-11`.
fn holds_date(word: &str) -> bool {
    word.match_indices("20").any(|(place, _)| {
        let year = word.get(place..place + 4).is_some_and(|year| year.bytes().all(|b| b.is_ascii_digit()));
        let after = word.get(place + 4..).unwrap_or_default().trim_start_matches(['-', '_']);
        let begun = place == 0 || !word.as_bytes().get(place - 1).is_some_and(u8::is_ascii_digit);
        let month = after.bytes().take(2).filter(u8::is_ascii_digit).count() == 2 && after.starts_with(['0', '1']);
        year && begun && month && !has_many_digits(word)
    })
}

/// The maximal runs of exactly a key's length. In `%3D…` and `\n…` what comes before the run belongs to an escape.
pub(super) fn exact_runs(text: &str) -> impl Iterator<Item = &str> {
    runs(text).map(|(_, run)| run)
}

/// The same with their places.
pub(super) fn runs(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text.get(rest..)?.find(is_key_char)?;
        let after = text.get(start..)?;
        let length = after.find(|c| !is_key_char(c)).unwrap_or(after.len());
        rest = start + length;
        Some((start, after.get(..length)?))
    })
    .filter_map(move |(start, run)| {
        let before = text.get(..start).unwrap_or_default();
        let escape = match run.len() {
            KEY_LENGTH => 0,
            42 if before.ends_with('%') && run.bytes().take(2).all(|b| b.is_ascii_hexdigit()) => 2,
            41 if before.ends_with('\\') => 1,
            _ => return None,
        };
        Some((start + escape, run.get(escape..)?))
    })
}
