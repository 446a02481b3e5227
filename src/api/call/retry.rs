//! What may be tried again, and when.
//!
//! Owns the budget of a call. Only reads are tried again, and only when nothing is known of the thing asked for; a
//! change is sent once, whatever happens (contract, 13.6).

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use tokio::time::Instant;

use super::{ApiError, Effect, Endpoint, Method};

/// Tries after the first one.
const MORE_TRIES: usize = 2;
/// No try begins later than this after the first one: a person waits.
const BUDGET: Duration = Duration::from_secs(8);

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
