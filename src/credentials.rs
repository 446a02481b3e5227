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
            && !holds_bot_token(text);
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
/// Characters that are not seen, which copying brings along, do not hide one.
pub fn find(text: &str) -> Option<Found> {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    if holds_bot_token(&visible) {
        return Some(Found::BotToken);
    }
    visible
        .split(|c| !is_key_char(c))
        .find(|word| word.len() == KEY_LENGTH)
        .or_else(|| api_key_parameter(&visible))
        .and_then(ApiKey::parse)
        .map(Found::Key)
}

/// What a message was meant to carry. Where others read and nobody spoke to the bot, only what is certainly a
/// credential counts: a hash in a conversation is none of our business.
pub fn meant(text: &str, to_the_bot: bool) -> Option<Found> {
    let word = text.trim();
    let alone = !word.contains(char::is_whitespace) && !is_hash(word);
    (to_the_bot || text.contains("api_key=") || alone).then(|| find(text)).flatten()
}

/// The form of a SHA-1, such as a commit's.
fn is_hash(word: &str) -> bool {
    word.len() == KEY_LENGTH && word.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Whether a message is one word that looks like a key with some characters missing or too many: badly copied.
pub fn is_almost_key(text: &str) -> bool {
    let word = text.trim();
    (KEY_LENGTH - 10..=KEY_LENGTH + 20).contains(&word.len()) && word.chars().all(is_key_char)
}

/// The value of `api_key=` in a pasted address, whatever its length: it is a key by its place.
fn api_key_parameter(text: &str) -> Option<&str> {
    let (_, after) = text.split_once("api_key=")?;
    after.split(|c: char| c == '&' || c == '#' || c.is_whitespace()).next()
}

fn is_key_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '-'
}

/// Characters without a width that keyboards and web pages put between others.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}')
}

/// Whether a text is a Telegram bot token.
pub fn is_bot_token(text: &str) -> bool {
    text.split_once(':').is_some_and(|(id, secret)| {
        (5..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) && is_token_secret(secret)
    })
}

/// Whether a bot token stands anywhere in a text, also glued to other letters as in `/bot123456:…`.
fn holds_bot_token(text: &str) -> bool {
    text.match_indices(':').any(|(place, _)| {
        let (before, after) = (text.get(..place).unwrap_or_default(), text.get(place + 1..).unwrap_or_default());
        let digits = before.bytes().rev().take_while(u8::is_ascii_digit).count();
        let secret: String = after.chars().take_while(|c| is_key_char(*c)).collect();
        digits >= 5 && is_token_secret(&secret)
    })
}

fn is_token_secret(secret: &str) -> bool {
    secret.len() == TOKEN_SECRET_LENGTH && secret.chars().all(is_key_char)
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
            format!("{}\u{200b}{}", &KEY[..20], &KEY[20..]),
            format!("https://api.bots.business/v2/bots/1/csv_import_tasks/2?api_key={KEY}&x=1"),
        ] {
            assert_eq!(find(&text), Some(key()), "{text}");
        }
        assert!(matches!(find("GET /user?api_key=short-one&page=2"), Some(Found::Key(k)) if k.expose() == "short-one"));
    }

    #[test]
    fn a_bot_token_is_never_taken_for_a_key() {
        for text in
            [format!("token: {TOKEN}"), format!("token:{TOKEN}"), format!("https://api.telegram.org/bot{TOKEN}/getMe")]
        {
            assert_eq!(find(&text), Some(Found::BotToken), "{text}");
        }
        assert_eq!(ApiKey::parse(&format!("https://api.telegram.org/bot{TOKEN}/getMe")), None);
        assert_eq!(ApiKey::parse(TOKEN), None);
    }

    #[test]
    fn ordinary_words_are_no_credentials() {
        for text in ["hello", "/csvstatus 2792787 123", "12:30", "https://example.com/a-b_c", "api_key="] {
            assert_eq!(find(text), None, "{text}");
        }
    }

    #[test]
    fn a_hash_in_a_conversation_is_no_credential() {
        let hash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
        assert_eq!(meant(hash, false), None);
        assert_eq!(meant(&format!("{hash} fixes it"), false), None);
        assert_eq!(meant(KEY, false), Some(key()));
        assert_eq!(meant(&format!("see ?api_key={KEY} there"), false), Some(key()));
        assert!(meant(hash, true).is_some(), "who speaks to the bot means it");
    }

    #[test]
    fn a_badly_copied_key_is_recognised() {
        assert!(is_almost_key(&KEY[..39]) && is_almost_key(&format!(" {KEY}0 ")));
        assert!(!is_almost_key("hello") && !is_almost_key(&KEY.replace("00", " ")) && !is_almost_key(&"0".repeat(90)));
    }

    #[test]
    fn nothing_prints_a_key() {
        let shown = format!("{:?}", key());
        assert!(!shown.contains("fake"), "{shown}");
        assert_eq!(ApiKey(KEY.into()).tail(), "0001");
        assert_eq!(ApiKey("short".into()).tail(), "");
    }
}
