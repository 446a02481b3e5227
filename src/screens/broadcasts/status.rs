//! What the status word of a broadcast means (contract, 6). A word that is not known means nothing.

use crate::api::{ApiText, BroadcastTask};
use crate::frame::Visit;
use crate::plain;
use crate::text::isolated;

/// Longest status word shown, characters.
const MAX_STATUS: usize = 40;

/// What a broadcast does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status<'a> {
    /// `new`: its chats are counted.
    New,
    /// `in progress`.
    Running,
    /// `paused`.
    Paused,
    /// `terminated`: it ended before its last chat.
    Terminated,
    /// `finished`.
    Finished,
    /// Another word, which is shown as it is, or none.
    Other(Option<&'a ApiText>),
}

impl<'a> Status<'a> {
    pub(super) fn of(task: &'a BroadcastTask) -> Self {
        let known = [
            ("new", Self::New),
            ("in progress", Self::Running),
            ("paused", Self::Paused),
            ("terminated", Self::Terminated),
            ("finished", Self::Finished),
        ];
        let word = task.status.as_ref();
        let meant = known.into_iter().find(|(name, _)| word.is_some_and(|word| word.is(name)));
        meant.map_or(Self::Other(word), |(_, status)| status)
    }

    pub(super) fn sign(&self) -> &'static str {
        match self {
            Self::New => "▫️",
            Self::Running => "🟢",
            Self::Paused => "⚪",
            Self::Terminated => "⚠️",
            Self::Finished => "✅",
            Self::Other(_) => "❔",
        }
    }

    /// Whether it is known to send, or to be about to.
    pub(super) fn is_under_way(&self) -> bool {
        matches!(self, Self::New | Self::Running)
    }

    /// Whether it is known to send nothing any more.
    pub(super) fn is_over(&self) -> bool {
        matches!(self, Self::Terminated | Self::Finished)
    }

    /// As a sentence says it.
    pub(super) fn word(&self, visit: &Visit<'_>) -> String {
        let text = visit.text();
        match self {
            Self::New => plain!(text, "broadcast-new"),
            Self::Running => plain!(text, "broadcast-running"),
            Self::Paused => plain!(text, "broadcast-paused"),
            Self::Terminated => plain!(text, "broadcast-terminated"),
            Self::Finished => plain!(text, "broadcast-finished"),
            Self::Other(word) => match word.and_then(|word| word.line(visit.key(), MAX_STATUS)) {
                Some(word) => plain!(text, "status-other", word = isolated(&word)),
                None => plain!(text, "broadcast-silent"),
            },
        }
    }
}
