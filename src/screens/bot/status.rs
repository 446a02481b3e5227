//! What a bot's status word means, as a sign and as a word.
//!
//! Owns the known words. An unknown one is shown as it is, never taken for a known one.

use crate::api::{ApiText, Bot};
use crate::frame::Visit;
use crate::plain;

/// Longest status word shown, characters.
const MAX_STATUS: usize = 40;

/// What a bot's status word means (contract, 13.10).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status<'a> {
    /// `works`.
    Works,
    /// `stopped`.
    Stopped,
    /// No word: it was never launched, or has no token.
    Never,
    /// Another word, which is shown as it is.
    Other(&'a ApiText),
}

impl<'a> Status<'a> {
    /// The status of a bot.
    pub fn of(bot: &'a Bot) -> Self {
        match &bot.status {
            None => Self::Never,
            Some(word) if word.is("works") => Self::Works,
            Some(word) if word.is("stopped") => Self::Stopped,
            Some(word) => Self::Other(word),
        }
    }

    /// The sign before a bot's name.
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Works => "🟢",
            Self::Stopped => "⚪",
            Self::Never => "▫️",
            Self::Other(_) => "❔",
        }
    }

    /// Whether it runs.
    pub fn is_running(&self) -> bool {
        *self == Self::Works
    }

    /// As a sentence says it.
    pub(super) fn word(&self, visit: &Visit<'_>) -> String {
        let text = visit.text();
        match self {
            Self::Works => plain!(text, "status-works"),
            Self::Stopped => plain!(text, "status-stopped"),
            Self::Never => plain!(text, "status-never"),
            Self::Other(word) => {
                let word = word.line(visit.key(), MAX_STATUS).unwrap_or_default();
                plain!(text, "status-other", word = word)
            }
        }
    }
}
