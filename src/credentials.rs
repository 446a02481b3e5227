//! API keys and bot tokens: their shapes, and how they are found in what a person sends.
//!
//! Owns the only types that carry them. Nothing here prints one: `Debug` shows the kind alone.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// Length of an API key of the known shape (contract, 1: 40 characters of `A–Z a–z 0–9 _ -`).
const KEY_LENGTH: usize = 40;
/// Longest text that `/setkey` tries as a key; no real one is near it.
const MAX_KEY_LENGTH: usize = 200;
/// Length of the secret half of a bot token (contract, 1: `digits:35 chars`).
const TOKEN_SECRET_LENGTH: usize = 35;

/// A Bots.Business API key: it controls a whole account.
#[derive(Clone)]
pub struct ApiKey(SecretString);

impl ApiKey {
    /// Takes any text that can be a key: not empty, no spaces or control characters, not a bot token, of sane length.
    pub fn parse(text: &str) -> Option<Self> {
        let plausible = !text.is_empty()
            && text.len() <= MAX_KEY_LENGTH
            && !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && !is_bot_token(text);
        plausible.then(|| Self(text.into()))
    }

    /// The key itself, for the request that needs it and for sealing; never for a message or a log.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The last four characters, by which its owner knows it again; fewer when the key is so short that four would give it away.
    pub fn tail(&self) -> String {
        let characters = self.expose().chars().count();
        let shown = if characters >= 16 { 4 } else { 0 };
        self.expose().chars().skip(characters - shown).collect()
    }
}

impl PartialEq for ApiKey {
    /// Compares without stopping at the first difference, so that time tells nothing.
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        a.len() == b.len() && a.iter().zip(b).fold(0, |seen, (x, y)| seen | (x ^ y)) == 0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

/// What a message was found to carry.
#[derive(Debug, PartialEq)]
pub enum Found {
    /// A text of an API key's known shape.
    Key(ApiKey),
    /// A Telegram bot token: never used, only removed.
    BotToken,
}

/// Looks for a credential anywhere in a text: alone, in a sentence, or inside a pasted address (`…?api_key=…`).
pub fn find(text: &str) -> Option<Found> {
    if words(text, |c| is_key_char(c) || c == ':').any(is_bot_token) {
        return Some(Found::BotToken);
    }
    words(text, is_key_char)
        .find(|word| word.len() == KEY_LENGTH)
        .or_else(|| api_key_parameter(text))
        .and_then(ApiKey::parse)
        .map(Found::Key)
}

/// The value of `api_key=` in a pasted address, whatever its length: it is a key by its place.
fn api_key_parameter(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("api_key=")?;
    after.split(|c: char| c == '&' || c == '#' || c.is_whitespace()).next()
}

fn words(text: &str, belongs: impl Fn(char) -> bool) -> impl Iterator<Item = &str> {
    text.split(move |c| !belongs(c)).filter(|word| !word.is_empty())
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Whether a text has the shape of a Telegram bot token.
pub fn is_bot_token(text: &str) -> bool {
    text.split_once(':').is_some_and(|(id, secret)| {
        (5..=16).contains(&id.len())
            && id.bytes().all(|b| b.is_ascii_digit())
            && secret.len() == TOKEN_SECRET_LENGTH
            && secret.chars().all(is_key_char)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "fake-key-0000000000000000000000000000001";
    const TOKEN: &str = "123456:fake-token-000000000000000000000001";

    fn key() -> Found {
        Found::Key(ApiKey(KEY.into()))
    }

    #[test]
    fn a_key_is_found_wherever_it_is_pasted() {
        for text in [
            KEY.to_owned(),
            format!("my key is {KEY}, thanks"),
            format!("`{KEY}`"),
            format!("https://api.bots.business/v2/bots/1/csv_import_tasks/2?api_key={KEY}&x=1"),
        ] {
            assert_eq!(find(&text), Some(key()), "{text}");
        }
        assert!(matches!(find("GET /user?api_key=short-one&page=2"), Some(Found::Key(k)) if k.expose() == "short-one"));
    }

    #[test]
    fn a_bot_token_is_never_taken_for_a_key() {
        assert_eq!(find(&format!("token: {TOKEN}")), Some(Found::BotToken));
        assert_eq!(ApiKey::parse(TOKEN), None);
    }

    #[test]
    fn ordinary_words_are_no_credentials() {
        for text in ["hello", "/csvstatus 2792787 123", "12:30", "https://example.com/a-b_c", "api_key="] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn nothing_prints_a_key() {
        let shown = format!("{:?}", key());
        assert!(!shown.contains("fake"), "{shown}");
        assert_eq!(ApiKey(KEY.into()).tail(), "0001");
        assert_eq!(ApiKey("short".into()).tail(), "");
    }
}
