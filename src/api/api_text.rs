//! `ApiText`: a text that came from Bots.Business, which is shown only after its secrets are masked.
//!
//! Owns that rule as a type: there is no way to print, format or borrow such a text by accident. It must not decide
//! what a text means, and must not cut one before it is masked: half of a key would no longer look like one.

use std::fmt;

use crate::credentials::{ApiKey, masked};
use crate::text::one_line;

/// What a text that will be cut keeps beyond its cut, characters: longer than any key, so that a key that begins
/// before the cut is masked as a whole.
const BEYOND_THE_CUT: usize = 250;

/// A text from Bots.Business: a name, a status, a trace, an error's words. Anybody may have written it, and it may
/// repeat the caller's key, another account's key or a bot's token.
///
/// It has no `Display` and dereferences to nothing; `Debug` prints its length.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiText {
    text: String,
    /// How many characters of it are shown, when it is too long to be shown whole.
    most: Option<usize>,
}

impl ApiText {
    /// The text for a person to read: every credential in it is replaced by asterisks, character by character. These
    /// are the caller's own key (`own`, the key with which the text was asked for), everything of a key's shape or
    /// behind `api_key=`, and everything of a bot token's shape. Invisible characters inside a credential do not
    /// hide it.
    #[must_use]
    pub fn shown(&self, own: &ApiKey) -> String {
        let masked = masked(&self.text, Some(own));
        match self.most {
            Some(most) => one_line(&masked, most),
            None => masked,
        }
    }

    /// The same on one line of at most `max` characters; nothing when no visible character is left.
    #[must_use]
    pub fn line(&self, own: &ApiKey, max: usize) -> Option<String> {
        let line = one_line(&self.shown(own), max);
        (!line.is_empty()).then_some(line)
    }

    /// The same for an answer to a call that carried other secrets, such as a password, perhaps in nobody's name: nothing
    /// of a text that repeats one of them.
    #[must_use]
    pub fn line_without(&self, own: Option<&ApiKey>, secrets: &[&str], max: usize) -> Option<String> {
        if self.repeats(secrets.iter().copied()) {
            return None;
        }
        let line = one_line(&masked(&self.text, own), self.most.map_or(max, |most| most.min(max)));
        (!line.is_empty()).then_some(line)
    }

    /// Whether it repeats one of these secrets, in small letters or capitals, with spaces or without.
    pub(super) fn repeats<'a>(&self, secrets: impl IntoIterator<Item = &'a str>) -> bool {
        let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase();
        let said = bare(&self.text);
        secrets.into_iter().map(bare).any(|secret| !secret.is_empty() && said.contains(&secret))
    }

    /// The text as it came, with whatever secrets are in it: for writing it back, for comparing and for parsing only,
    /// never for a message, a button, a log or an error. A test keeps it out of everything above this module.
    #[must_use]
    pub fn verbatim(&self) -> &str {
        &self.text
    }

    /// Whether it is exactly this word, such as a status that is documented.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        self.text == word
    }

    /// Whether it contains these words, which are in small letters; its own letters may be of either case.
    #[must_use]
    pub fn contains(&self, words: &str) -> bool {
        self.text.to_lowercase().contains(words)
    }

    /// A text on one line, of which at most `most` characters are shown.
    pub(super) fn shortened(text: &str, most: usize) -> Self {
        let kept = one_line(text, most + BEYOND_THE_CUT);
        let most = (kept.chars().count() > most).then_some(most);
        Self { text: kept, most }
    }
}

impl From<String> for ApiText {
    fn from(text: String) -> Self {
        Self { text, most: None }
    }
}

impl From<&str> for ApiText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl fmt::Debug for ApiText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiText({} characters)", self.text.chars().count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "FAKE-own-key-FAKE-own-key-FAKE-own-00001";
    const OTHER: &str = "FAKE-other-key-FAKE-other-key-FAKE-00002";
    const TOKEN: &str = "123456:FAKE-bot-token-FAKE-bot-token-00001";

    fn shown(text: &str) -> String {
        ApiText::from(text).shown(&ApiKey::parse(OWN).unwrap())
    }

    #[test]
    fn words_that_repeat_a_secret_of_the_call_are_not_shown() {
        let words = ApiText::from("Password Hunter 2 is too short");
        assert_eq!(words.line_without(None, &["hunter2"], 60), None);
        assert_eq!(words.line_without(None, &["other", ""], 60).unwrap(), "Password Hunter 2 is too short");
        let other = ApiText::from(format!("key {OTHER}").as_str());
        assert_eq!(other.line_without(None, &[], 60).unwrap(), format!("key {}", "*".repeat(40)));
    }

    #[test]
    fn credentials_are_masked_wherever_they_occur() {
        let stars = "*".repeat(40);
        assert_eq!(
            shown(&format!("x{OWN}x and {OTHER}, again {OWN}")),
            format!("x{stars}x and {stars}, again {stars}")
        );
        let token = "*".repeat(TOKEN.len());
        assert_eq!(shown(&format!("/bot{TOKEN}/getMe\n{TOKEN}")), format!("/bot{token}/getMe\n{token}"));
        assert_eq!(shown("GET /user?API_KEY=short&page=2"), "GET /user?API_KEY=*****&page=2");
        let encoded = shown(&format!("next=%3Fapi_key%3D{OTHER}&t={}", TOKEN.replace(':', "%3A")));
        assert!(!encoded.contains("FAKE"), "{encoded}");
    }

    #[test]
    fn what_a_screen_does_not_draw_hides_no_credential() {
        for unseen in ["\u{200b}", "\u{2066}", "\u{0}", "\u{ad}", "\u{fe0f}", "\u{e0041}"] {
            for text in [OTHER, OWN, TOKEN].map(|secret| secret.replace("key", "k{}ey").replace("bot", "b{}ot")) {
                let text = text.replace("{}", unseen);
                let shown = shown(&format!("name {text} x"));
                assert!(!shown.contains("FAKE"), "{unseen:?}: {shown}");
            }
        }
    }

    #[test]
    fn other_words_stay_as_they_are() {
        let family = "👨\u{200d}👩\u{200d}👧 Täglich\t12:30\n";
        for text in [family, "", "commit da39a3ee", "https://example.com/a-b_c?page=2", "12345:short"] {
            assert_eq!(shown(text), text);
        }
        let long = "x".repeat(41);
        assert_eq!(shown(&long), long);
    }

    #[test]
    fn a_key_at_the_cut_is_masked_before_it_is_cut() {
        let own = ApiKey::parse(OWN).unwrap();
        for before in 0..60 {
            let text = ApiText::shortened(&format!("{} {OTHER} {}", "é".repeat(before), "y".repeat(500)), 50);
            let shown = text.shown(&own);
            assert!(!shown.contains("FAKE") && shown.chars().count() <= 50, "{shown}");
            let line = ApiText::from(format!("{} {OWN}", "é".repeat(before))).line(&own, 50).unwrap();
            assert!(!line.contains("FAKE"), "{line}");
        }
        assert_eq!(ApiText::from("\u{200b}").line(&own, 50), None);
    }

    #[test]
    fn nothing_prints_a_text() {
        assert_eq!(format!("{:?}", Some(ApiText::from(OWN))), "Some(ApiText(40 characters))");
    }
}
