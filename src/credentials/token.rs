//! Bot tokens in a text: `digits:35 characters` (contract, 1), also glued to other letters as in `/bot123456:…`.
//!
//! A token is only ever removed, so a badly copied one is taken for one too.

use super::shape::{is_key_char, is_random};
use crate::characters::{is_dash, is_space};

/// Length of the secret half.
pub(super) const SECRET_LENGTH: usize = 35;
/// Every secret half that BotFather wrote so far begins with these.
const SECRET_START: &str = "AA";
/// Digits before the colon.
pub(super) const MIN_ID: usize = 5;
const MAX_ID: usize = 16;
/// Characters that a badly copied secret half may have too few or too many.
const DAMAGE: usize = 5;
/// From this many digits on it is a bot's id, not a time or a port.
const SURE_ID: usize = 8;

/// Whether a text is a token and nothing else.
pub(super) fn is_exactly(text: &str) -> bool {
    text.split_once(':').is_some_and(|(id, secret)| {
        (MIN_ID..=MAX_ID).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_digit())
            && secret.len() == SECRET_LENGTH
            && secret.chars().all(is_key_char)
    })
}

/// Whether a token stands anywhere in a text that has no unseen characters.
pub(super) fn within(text: &str) -> bool {
    text.match_indices(':').any(|(place, _)| {
        let (before, after) = (text.get(..place).unwrap_or_default(), text.get(place + 1..).unwrap_or_default());
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        secret_behind(after, digits).is_some()
    })
}

/// How many bytes behind the colon of an id with this many digits belong to a token, also to a badly copied one.
pub(super) fn secret_behind(after: &str, digits: usize) -> Option<usize> {
    let run = |text: &str| text.find(|c| !is_key_char(c) && !is_dash(c)).unwrap_or(text.len());
    if digits < MIN_ID {
        None
    } else if begins_with_secret(after) || begins_with_random(after) {
        Some(run(after))
    } else if digits >= SURE_ID && begins_with_damaged_secret(after) {
        let rest = after.trim_start_matches(is_space);
        let first = run(rest);
        let behind = rest.get(first..).unwrap_or_default();
        let second = behind.trim_start_matches(is_space);
        let gap = behind.len() - second.len();
        // In two pieces, unless the first is all of it.
        let pieces = gap > 0 && rest.get(..first).is_some_and(|first| first.chars().count() < SECRET_LENGTH - DAMAGE);
        let length = first + if pieces { gap + run(second) } else { 0 };
        Some(after.len() - rest.len() + length)
    } else {
        None
    }
}

/// One word of the right length, whatever the phone did to its dashes.
fn begins_with_secret(after: &str) -> bool {
    let run: String = after.chars().take_while(|c| is_key_char(*c) || is_dash(*c)).collect();
    let ascii = run.chars().take_while(|c| is_key_char(*c)).count();
    let (length, dashes) = (run.chars().count(), run.chars().filter(|c| is_dash(*c) && *c != '-').count());
    ascii == SECRET_LENGTH || (length..=length + dashes).contains(&SECRET_LENGTH)
}

/// One word of nearly the right length that is no name: a token with a character too many or too few.
fn begins_with_random(after: &str) -> bool {
    let run: String = after.chars().take_while(|c| is_key_char(*c) || is_dash(*c)).collect();
    let length = run.chars().count();
    (SECRET_LENGTH - DAMAGE..=SECRET_LENGTH + DAMAGE).contains(&length) && is_random(&run)
}

/// A secret after a space, in two pieces, or with a few characters too many or too few.
fn begins_with_damaged_secret(after: &str) -> bool {
    let mut words = after.split(is_space).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let second = words.next().unwrap_or_default();
    let run = |word: &str| word.chars().take_while(|c| is_key_char(*c) || is_dash(*c)).count();
    let whole = run(first) == first.chars().count();
    begins_with_secret(first)
        || (whole && run(first) + run(second) == SECRET_LENGTH)
        || (first.starts_with(SECRET_START) && (SECRET_LENGTH - DAMAGE..=SECRET_LENGTH + DAMAGE).contains(&run(first)))
}
