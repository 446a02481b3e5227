//! Looks for credentials in what a person sends: alone, in a sentence, in a pasted address, in pieces.
//!
//! Owns the verdict about a whole message. A key is used only when exactly one reading is certain.

use super::shape::{self, KEY_LENGTH, Reading, is_key_char, is_key_like, reading};
use super::{ApiKey, password, plain, split, token};
use crate::characters::{is_dash, is_space};

/// Shorter texts hold no key, not even a badly copied one, and no token, bytes.
const SHORTEST: usize = 30;

/// What a message was found to carry.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// Exactly one key, certain in every character.
    Key(ApiKey),
    /// Two or more different keys, or one beside a broken one: none of them is used.
    Several,
    /// Surely a key, but not which: several readings, or characters missing or too many.
    Unclear,
    /// A Telegram bot token: never used, only removed.
    BotToken,
    /// An e-mail address with a password, or a password by itself.
    Password,
    /// A web address with a password in it.
    Address,
}

/// Looks for a credential anywhere in a private message. Characters that are not seen do not hide one.
pub fn find(text: &str) -> Option<Found> {
    // Most messages are far too short for a key or a token, and name neither an address nor a parameter.
    if text.len() < SHORTEST && !text.contains(['@', '=', '＠', '＝', '%']) {
        return password::is_alone(&plain(text)).then_some(Found::Password);
    }
    let visible = plain(text);
    if token::within(&visible) {
        return Some(Found::BotToken);
    }
    let keys = alone(&visible).unwrap_or_else(|| in_a_sentence(&visible));
    let password = || password::is_with_login(&visible) || password::is_alone(&visible);
    keys.verdict()
        .or_else(|| password::is_in_an_address(&visible).then_some(Found::Address))
        .or_else(|| password().then_some(Found::Password))
}

/// Looks for what is certainly a credential, where others read too. What nobody said to the bot counts only when it
/// is a token, a key alone, or in an address: a hash in a conversation is none of our business.
pub fn meant(text: &str, to_the_bot: bool) -> Option<Found> {
    let found = find(text)?;
    let certain = match found {
        Found::BotToken => true,
        Found::Key(_) | Found::Several => to_the_bot || plain(text).contains("api_key=") || is_nothing_but(text),
        Found::Unclear | Found::Password | Found::Address => false,
    };
    certain.then_some(found)
}

/// Whether the whole message is one key or token, and nothing else: what nobody sends as code or as an answer.
pub fn is_nothing_but(text: &str) -> bool {
    let visible = plain(text);
    let words = words(&visible);
    if visible.trim_start().starts_with('/') {
        return false;
    }
    if token::within(&visible) {
        let in_token = |c: char| is_key_char(c) || is_dash(c) || c == ':';
        return words.len() <= 2 && words.iter().all(|word| word.chars().all(in_token));
    }
    let length: usize = words.iter().map(|word| word.chars().count()).sum();
    alone(&visible).is_some_and(|keys| {
        let random = keys.certain.iter().all(|key| shape::is_random(key));
        random
            && (!keys.broken || (KEY_LENGTH - 1..=KEY_LENGTH + 1).contains(&length) || visible.contains(is_long_dash))
    })
}

/// The keys of one message.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) certain: Vec<String>,
    pub(super) broken: bool,
}

impl Keys {
    pub(super) fn one(key: String) -> Self {
        Self { certain: vec![key], broken: false }
    }

    pub(super) fn broken() -> Self {
        Self { certain: Vec::new(), broken: true }
    }

    pub(super) fn add(&mut self, mut other: Self) {
        self.certain.append(&mut other.certain);
        self.broken |= other.broken;
    }

    fn verdict(mut self) -> Option<Found> {
        self.certain.sort_unstable();
        self.certain.dedup();
        match (&self.certain[..], self.broken) {
            ([], false) => None,
            ([], true) => Some(Found::Unclear),
            ([key], false) => ApiKey::parse(key).map(Found::Key),
            _ => Some(Found::Several),
        }
    }
}

fn words(text: &str) -> Vec<&str> {
    let undecorated = text.trim_matches(|c: char| is_space(c) || "`'\"“”«»<>()[].,".contains(c));
    undecorated.split(is_space).filter(|word| !word.is_empty()).collect()
}

/// A message, or what stands after `/setkey`, that is a key and nothing else.
fn alone(text: &str) -> Option<Keys> {
    let after = after_setkey(text);
    let words = words(after.unwrap_or(text));
    if !words.iter().all(|word| is_key_like(word)) {
        return None;
    }
    match words[..] {
        [] => None,
        [word] => one_word(word, after.is_some()),
        _ => split::whole(&words, after.is_some()),
    }
}

fn after_setkey(text: &str) -> Option<&str> {
    let (command, after) = text.trim_start().split_once(is_space)?;
    let name = command.split('@').next().unwrap_or_default();
    name.eq_ignore_ascii_case("/setkey").then_some(after)
}

fn one_word(word: &str, in_place: bool) -> Option<Keys> {
    let hash = word.bytes().all(|b| b.is_ascii_hexdigit());
    let sure = in_place || hash || shape::is_random(word);
    match reading(word) {
        Reading::One(key) if sure => Some(Keys::one(key)),
        Reading::Several if sure => Some(Keys::broken()),
        Reading::None if is_near(word) || is_roughly_near(word, in_place) => Some(Keys::broken()),
        _ => None,
    }
}

/// A few characters from a key, whatever its dashes mean.
fn is_near(word: &str) -> bool {
    let (least, most) = lengths(word);
    least <= KEY_LENGTH + 3 && most >= KEY_LENGTH - 3 && shape::is_mixed(word)
}

/// Further from a key, in a place where one is meant: alone, or after `/setkey`.
fn is_roughly_near(word: &str, in_place: bool) -> bool {
    let (least, most) = lengths(word);
    let near = least <= KEY_LENGTH + 20 && most >= KEY_LENGTH - 10;
    near && (in_place || (shape::is_mixed(word) && shape::is_restless(word)))
}

fn lengths(word: &str) -> (usize, usize) {
    let length = word.chars().count();
    (length, length + word.chars().filter(|c| is_long_dash(*c)).count())
}

/// A dash that can stand for two.
fn is_long_dash(c: char) -> bool {
    is_dash(c) && c != '-'
}

fn in_a_sentence(text: &str) -> Keys {
    let mut keys = Keys::default();
    keys.certain.extend(shape::exact_runs(text).filter(|run| shape::is_random(run)).map(str::to_owned));
    parameters(text).for_each(|found| keys.add(found));
    let cores: Vec<&str> = text.split(is_space).filter(|word| !word.is_empty()).map(core).collect();
    let in_question = |core: &&&str| is_key_like(core) && shape::exact_runs(core).next().is_none();
    for core in cores.iter().filter(in_question) {
        match reading(core) {
            Reading::One(key) if shape::is_mixed(&key) => keys.add(Keys::one(key)),
            Reading::Several if shape::is_mixed(core) => keys.add(Keys::broken()),
            Reading::None if is_near(core) => keys.add(Keys::broken()),
            _ => {}
        }
    }
    keys.add(split::pairs(text, &cores));
    keys
}

/// A word without the signs around it and without a label: `(key:…)`.
fn core(word: &str) -> &str {
    const LONGEST_LABEL: usize = 12;
    let around = |c: char| !is_key_char(c) && !is_dash(c);
    let inner = word.trim_matches(around);
    let labelled = inner.rsplit_once([':', '=']).filter(|(label, _)| {
        label.chars().count() <= LONGEST_LABEL && label.chars().all(|c| c.is_alphanumeric() || is_dash(c) || c == '_')
    });
    labelled.map_or(inner, |(_, value)| value.trim_matches(around))
}

/// The values of `api_key=` in pasted addresses, whatever their length: they are keys by their place.
fn parameters(text: &str) -> impl Iterator<Item = Keys> {
    const NAME: &str = "api_key=";
    let lower = text.to_ascii_lowercase();
    let places: Vec<usize> = lower.match_indices(NAME).map(|(place, _)| place + NAME.len()).collect();
    places.into_iter().filter_map(move |place| parameter(text.get(place..)?))
}

fn parameter(after: &str) -> Option<Keys> {
    let after = after.trim_start_matches(['"', '\'']);
    let end = after.find(|c: char| is_space(c) || "&#\"'`)<>,".contains(c)).unwrap_or(after.len());
    let (value, rest) = after.split_at_checked(end)?;
    let value = value.trim_end_matches(['.', ';', '!']);
    let placeholder = value.starts_with(['{', '$', '[', '*', '%', '…', '.']);
    if value.is_empty() || placeholder {
        return None;
    }
    let next = rest.trim_start_matches(is_space).split(is_space).next().unwrap_or_default();
    match (is_key_like(value), reading(value), reading(&format!("{value}{next}"))) {
        (true, Reading::One(key), _) => Some(Keys::one(key)),
        (true, _, Reading::One(key)) if is_key_like(next) && shape::is_mixed(&key) => Some(Keys::one(key)),
        (true, ..) if value.contains(is_long_dash) || is_near(value) => Some(Keys::broken()),
        _ => ApiKey::parse(value).map(|_| Keys::one(value.to_owned())),
    }
}

#[cfg(test)]
mod tests;
