//! A key in pieces: a line break, a space or a no-break space in it, alone in its message or within a sentence.
//!
//! Owns the doubt: two words are joined only when both look like pieces of a key. Ordinary prose must pass.

use super::find::Keys;
use super::shape::{KEY_LENGTH, Reading, is_key_like, is_mixed, is_plain, is_random, is_restless, reading};
use crate::characters::is_dash;

/// Shorter pieces are too easily a word of the sentence.
const SHORTEST_PIECE: usize = 6;
/// More pieces than that are words.
const MOST_PIECES: usize = 5;
/// Names of files that are sent together begin alike.
const ALIKE: usize = 3;

/// The word for a key in the languages of our users: who names it means it.
const KEY_WORDS: [&str; 11] =
    ["key", "ключ", "clave", "chave", "schlüssel", "clé", "kunci", "anahtar", "مفتاح", "कुंजी", "密钥"];

/// A message whose words are all made of key characters; `in_place` where a key is meant, after `/setkey`.
pub(super) fn whole(words: &[&str], in_place: bool) -> Option<Keys> {
    let joined = words.concat();
    let pieces: Vec<&str> = words.iter().copied().filter(|word| !word.chars().all(is_dash)).collect();
    if are_alike(&pieces) || pieces.len() > MOST_PIECES {
        return None;
    }
    let shaped = pieces.iter().all(|piece| is_piece(piece));
    let two = pieces.len() <= 2;
    match reading(&joined) {
        Reading::One(key) if shaped && (is_mixed(&key) || (two && is_random(&key) && is_restless(&key))) => {
            Some(Keys::one(key))
        }
        Reading::One(key) if two && is_random(&key) && (in_place || pieces.iter().any(|piece| is_core(piece))) => {
            Some(Keys::broken())
        }
        Reading::Several if two && is_mixed(&joined) && (shaped || is_restless(&joined)) => Some(Keys::broken()),
        Reading::None if two && is_near_key(&joined) && is_mixed(&joined) => {
            let restless = |piece: &&str| piece.chars().count() >= SHORTEST_PIECE && is_restless(piece);
            (in_place || pieces.iter().all(restless)).then(Keys::broken)
        }
        _ => None,
    }
}

/// Neighbouring words of a sentence that make a key together.
pub(super) fn pairs(text: &str, words: &[&str]) -> Keys {
    let named = || {
        let lower = text.to_lowercase();
        KEY_WORDS.iter().any(|word| lower.contains(word))
    };
    let mut keys = Keys::default();
    let mut last = None;
    for (place, pair) in words.windows(2).enumerate() {
        let Some(found) = joined(pair, &named) else { continue };
        // A piece that fits on both sides has two readings.
        let overlaps = last.is_some_and(|last: usize| last + 1 == place);
        keys.broken |= found.broken || overlaps;
        keys.certain.extend(found.certain);
        last = Some(place);
    }
    if keys.broken {
        keys.certain.clear();
    }
    keys
}

fn joined(pair: &[&str], named: &impl Fn() -> bool) -> Option<Keys> {
    let short = |word: &&str| is_key_like(word) && word.chars().count() < KEY_LENGTH - 3;
    if !pair.iter().all(short) || are_alike(pair) {
        return None;
    }
    let whole = pair.concat();
    let pieces = || pair.iter().all(|piece| is_piece(piece));
    match reading(&whole) {
        Reading::One(key) if is_mixed(&key) && pieces() && (is_restless(&key) || named()) => Some(Keys::one(key)),
        Reading::One(key) if is_random(&key) && pair.iter().any(|piece| is_core(piece)) => Some(Keys::broken()),
        Reading::Several if is_mixed(&whole) && pieces() && is_restless(&whole) => Some(Keys::broken()),
        _ => None,
    }
}

/// Long enough, and no word of a language.
fn is_piece(word: &str) -> bool {
    word.chars().count() >= SHORTEST_PIECE && !is_plain(word)
}

/// The greater part of a key, sure enough to ask about it.
fn is_core(word: &str) -> bool {
    word.chars().count() + 1 >= KEY_LENGTH / 2 && is_mixed(word) && is_restless(word)
}

fn is_near_key(word: &str) -> bool {
    (KEY_LENGTH - 3..=KEY_LENGTH + 3).contains(&word.chars().count())
}

fn are_alike(words: &[&str]) -> bool {
    let start = |word: &&str| word.chars().take(ALIKE).collect::<String>();
    words.windows(2).any(|pair| pair.first().map(start) == pair.last().map(start))
}
