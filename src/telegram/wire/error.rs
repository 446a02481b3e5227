//! Why a call of the Bot API did nothing, or may have done nothing, and how long the caller waits. Must not hold a text
//! that Telegram repeated to us.

use std::time::Duration;

use crate::telegram::refusal::Meaning;

/// Shortest wait after a 429.
const LEAST_WAIT: Duration = Duration::from_secs(1);

/// Why a call did nothing, or may have done nothing. No variant holds a text that Telegram repeated to us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// 429: to be asked again after this time, and not a second earlier. At least 1 s, and as long as Telegram says.
    #[error("Telegram asks to wait {} s", .0.as_secs())]
    RetryAfter(Duration),
    /// The group is in slow mode: as [`CallError::RetryAfter`], in this chat alone.
    #[error("the group is in slow mode; Telegram asks to wait {} s", .0.as_secs())]
    SlowMode(Duration),
    /// 429 without a time, or with none to wait: the caller waits from 1 s upwards, see [`CallError::pause`].
    #[error("Telegram asks to wait, and does not say how long")]
    Busy,
    /// The group became a supergroup with this id.
    #[error("the group has another id now")]
    Migrated(i64),
    /// Telegram refused, for this reason.
    #[error("{0}")]
    Refused(Meaning),
    /// What answers at this address, without the token, is not the Bot API.
    #[error("the Bot API is not at {0}; correct TELOXIDE_API_URL")]
    WrongAddress(Box<str>),
    /// A poll brought more bytes than are read; the number of its first update. Fewer updates may fit.
    #[error("more updates than fit into one answer")]
    TooLarge(Option<i64>),
    /// A connection that failed, a time-out, a 5xx, an answer cut short or too large: nobody knows if it was done.
    #[error("no answer from Telegram")]
    NoAnswer,
}

impl CallError {
    /// Whether the same call may succeed later.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::RetryAfter(_)
            | Self::SlowMode(_)
            | Self::Busy
            | Self::WrongAddress(_)
            | Self::TooLarge(_)
            | Self::NoAnswer => true,
            Self::Refused(meaning) => meaning.may_pass(),
            Self::Migrated(_) => false,
        }
    }

    /// The shortest wait that Telegram asks for; `None` when it did not ask to wait.
    pub fn wait(&self) -> Option<Duration> {
        match self {
            Self::RetryAfter(wait) | Self::SlowMode(wait) => Some(*wait),
            Self::Busy => Some(LEAST_WAIT),
            _ => None,
        }
    }

    /// The pause before the next try: what Telegram told; where it told none, `growing`, the caller's own next pause,
    /// which is 1 s or more after a 429.
    pub fn pause(&self, growing: Duration) -> Duration {
        match self {
            Self::RetryAfter(wait) | Self::SlowMode(wait) => *wait,
            Self::Busy => growing.max(LEAST_WAIT),
            _ => growing,
        }
    }

    /// What Telegram meant by refusing, where it did.
    pub fn meaning(&self) -> Option<Meaning> {
        match self {
            Self::Refused(meaning) => Some(*meaning),
            Self::SlowMode(_) => Some(Meaning::SlowMode),
            _ => None,
        }
    }

    /// An edit that failed like this has to be a new message; see [`Meaning::wants_new_message`].
    pub fn wants_new_message(&self) -> bool {
        matches!(self, Self::Migrated(_)) || self.meaning().is_some_and(Meaning::wants_new_message)
    }

    /// One word for it, for the metrics.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::RetryAfter(_) | Self::Busy => "retry_after",
            Self::SlowMode(_) => Meaning::SlowMode.word(),
            Self::Migrated(_) => "migrated",
            Self::Refused(meaning) => meaning.word(),
            Self::WrongAddress(_) => "wrong_address",
            Self::TooLarge(_) => "too_large",
            Self::NoAnswer => "no_answer",
        }
    }
}
