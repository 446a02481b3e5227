//! API keys and bot tokens: the only types that carry them, and how they are found in what a person sends.
//!
//! Owns their shapes, whatever a phone did to them. Nothing here prints one: `Debug` shows the kind alone.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq as _;

use crate::characters;

mod find;
mod login;
mod mask;
mod password;
mod shape;
mod split;
mod token;

pub use find::{Found, find, is_nothing_but, meant};
pub use login::{Login, MAX_PASSWORD, email_address, login};
pub use mask::masked;

/// Longest text that `/setkey` tries as a key; no real one is near it.
const MAX_KEY_LENGTH: usize = 200;

/// A Bots.Business API key: it controls a whole account.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes any text that can be a key, without its unseen characters and in narrow ones: not empty, no spaces, not a bot token, of
    /// sane length.
    pub fn parse(text: &str) -> Option<Self> {
        let key = plain(text);
        let plausible = !key.is_empty()
            && key.len() <= MAX_KEY_LENGTH
            && !key.chars().any(|c| characters::is_space(c) || c.is_control())
            && !token::within(&key);
        plausible.then(|| Self(key.into()))
    }

    /// Takes a text of the characters that keys are made of, of any length.
    pub fn of_key_characters(text: &str) -> Option<Self> {
        Self::parse(text).filter(|key| key.expose().chars().all(shape::is_key_char))
    }

    /// Whether it has the length and the characters of every key that Bots.Business made so far.
    pub fn has_known_shape(&self) -> bool {
        self.expose().len() == shape::KEY_LENGTH && self.expose().chars().all(shape::is_key_char)
    }

    /// The key itself, for the request that needs it and for sealing; never for a message or a log.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The last four characters; none of a key under 16 characters.
    pub fn tail(&self) -> String {
        let characters = self.expose().chars().count();
        let shown = if characters >= 16 { 4 } else { 0 };
        self.expose().chars().skip(characters - shown).collect()
    }
}

impl PartialEq for ApiKey {
    /// Constant-time comparison.
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

/// A Telegram bot token: whoever holds it is the bot.
#[derive(Clone)]
pub struct BotToken(SecretString);

impl BotToken {
    /// Takes a text that is a token and nothing else (contract, 1: `digits:35 characters`).
    pub fn parse(text: &str) -> Option<Self> {
        token::is_exactly(text).then(|| Self(text.into()))
    }

    /// The token itself, for the request that needs it; never for a message or a log.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for BotToken {
    /// Constant-time comparison.
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

/// A text as credentials are looked for in it: without what is not seen, and with full-width characters as ASCII.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    plain.extend(text.chars().filter(|c| !characters::is_unseen(*c)).map(characters::narrow));
    plain
}

impl fmt::Debug for BotToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BotToken(hidden)")
    }
}

/// Whether a text is a Telegram bot token.
pub fn is_bot_token(text: &str) -> bool {
    BotToken::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_prints_a_credential() {
        let key = ApiKey::parse("fake-key-0000000000000000000000000000001").unwrap();
        let token = BotToken::parse("123456:fake-token-000000000000000000000001").unwrap();
        let shown = format!("{:?} {:?} {token:?}", key, Found::Key(key.clone()));
        assert!(!shown.contains("fake"), "{shown}");
        assert_eq!(key.tail(), "0001");
        assert_eq!(ApiKey::parse("short").unwrap().tail(), "");
    }

    #[test]
    fn an_address_is_no_key_and_a_short_word_not_of_the_known_shape() {
        for text in ["https://app.bots.business/profile", "anna.the.owner@example.com", "correct!horse!battery"] {
            assert!(ApiKey::of_key_characters(text).is_none(), "{text}");
        }
        let shape = |text: &str| ApiKey::of_key_characters(text).unwrap().has_known_shape();
        assert!(shape("fake-key-0000000000000000000000000000001") && !shape("fake-key-of-22-letters"));
    }

    #[test]
    fn equal_is_what_has_the_same_characters() {
        let key = |text: &str| ApiKey::parse(text).unwrap();
        assert!(
            key("abc") == key("a\u{200b}bc\u{feff}")
                && key("abc") == key("ａｂｃ")
                && key("abc") != key("abd")
                && key("abc") != key("abcd")
        );
        let token = |last: char| BotToken::parse(&format!("123456:{}{last}", "A".repeat(34))).unwrap();
        assert!(token('a') == token('a') && token('a') != token('b'));
    }

    #[test]
    fn a_key_is_one_word_and_no_token() {
        for text in ["", "\u{200b}", "two words", "a\u{a0}b", &"k".repeat(201)] {
            assert!(ApiKey::parse(text).is_none(), "{text:?}");
        }
        let token = "123456:fake-token-000000000000000000000001";
        assert!(ApiKey::parse(token).is_none());
        assert!(ApiKey::parse(&format!("https://api.telegram.org/bot{token}/getMe")).is_none());
        assert!(BotToken::parse(&format!("bot{token}")).is_none());
    }
}
