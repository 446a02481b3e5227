//! What may be tried again, and when: the API's `Retry-After`, and our own pauses.
//!
//! Owns the budget of a call. Only reads are tried again, and only when nothing is known of the thing asked for; a
//! change is sent once, whatever happens (contract, 13.6).

use std::time::{Duration, SystemTime};

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use chrono::{DateTime, Utc};
use reqwest::header::{HeaderMap, RETRY_AFTER};
use tokio::time::Instant;

use super::{ApiError, Effect, Endpoint, Method};

/// Tries after the first one.
const MORE_TRIES: usize = 2;
/// No try begins later than this after the first one: a person waits.
const BUDGET: Duration = Duration::from_secs(8);

/// Longest wait that is believed: whoever asks for more is told to come back after it.
pub const LONGEST_WAIT: Duration = Duration::from_secs(24 * 60 * 60);

/// How long `Retry-After` asks to wait (RFC 9110, 10.2.3): seconds or a date, at most [`LONGEST_WAIT`]. A date that has
/// passed is no wait; `None` for what is neither, such as a negative number.
pub(in crate::api) fn asked_wait(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let asked = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let wait = if !asked.is_empty() && asked.bytes().all(|byte| byte.is_ascii_digit()) {
        // Only a number that is too large cannot be read.
        asked.parse().map_or(LONGEST_WAIT, Duration::from_secs)
    } else {
        let until = httpdate::parse_http_date(asked).ok()?;
        until.duration_since(SystemTime::from(now)).unwrap_or_default()
    };
    Some(wait.min(LONGEST_WAIT))
}

/// The tries that one call has.
pub(super) struct Tries {
    pauses: Option<ExponentialBackoff>,
    until: Instant,
}

impl Tries {
    /// The tries of a call of this endpoint by this method, the first pause between them being `first`, jittered.
    pub(super) fn of(endpoint: Endpoint, method: Method, first: Duration) -> Self {
        let again = method == Method::Get && endpoint.row().effect == Effect::Reads;
        let pauses = ExponentialBuilder::default().with_min_delay(first).with_max_times(MORE_TRIES).with_jitter();
        Self { pauses: again.then(|| pauses.build()), until: Instant::now() + BUDGET }
    }

    /// How long to wait before the next try; `None` when there is no further one.
    pub(super) fn next(&mut self, error: &ApiError) -> Option<Duration> {
        let wished = match error {
            ApiError::Unavailable => Duration::ZERO,
            ApiError::Busy { retry_after: Some(wait) } => *wait,
            ApiError::Busy { retry_after: None } => Duration::ZERO,
            _ => return None,
        };
        let pause = self.pauses.as_mut()?.next()?.max(wished);
        (Instant::now().checked_add(pause)? < self.until).then_some(pause)
    }
}
