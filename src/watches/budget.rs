//! How many calls of Bots.Business watches may make in a minute, in the whole process.
//!
//! Owns the count: a look begins while there is something left, and is charged for all calls that it made. Whose turn it is
//! says the store (`store/watches.rs`).

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

const MINUTE_MS: i64 = 60 * 1000;
/// The part of a minute's calls that may be made at once.
const BURST: i64 = 6;

/// The calls that are left; a thousandth of a call is the unit.
pub(super) struct Budget(Option<Bounded>);

struct Bounded {
    per_minute: i64,
    state: Mutex<State>,
}

struct State {
    left: i64,
    /// When it was reckoned, ms since 1970 UTC.
    at: i64,
}

/// One call.
const CALL: i64 = 1000;

impl Budget {
    /// So many calls a minute; as many as are needed, when none.
    pub(super) fn new(per_minute: Option<NonZeroU32>) -> Self {
        Self(per_minute.map(|per_minute| {
            let per_minute = i64::from(per_minute.get());
            Bounded { per_minute, state: Mutex::new(State { left: burst(per_minute), at: i64::MIN }) }
        }))
    }

    /// How many looks may begin now, at most `most`.
    pub(super) fn room(&self, most: usize, now: i64) -> usize {
        let Some(bounded) = &self.0 else { return most };
        let left = bounded.reckoned(now).left / CALL;
        usize::try_from(left).unwrap_or(0).min(most)
    }

    /// When the next look may begin, ms since 1970 UTC.
    pub(super) fn next(&self, now: i64) -> i64 {
        let Some(bounded) = &self.0 else { return now };
        let missing = CALL - bounded.reckoned(now).left;
        // Rounded up: a moment too early would be no turn.
        now + (missing.max(0) * MINUTE_MS + bounded.per_minute * CALL - 1) / (bounded.per_minute * CALL)
    }

    /// Looks begin: each is charged for one call.
    pub(super) fn begin(&self, looks: usize, now: i64) {
        self.charge(i64::try_from(looks).unwrap_or(i64::MAX), now);
    }

    /// A look ended, after so many calls.
    pub(super) fn end(&self, calls: u32, now: i64) {
        self.charge(i64::from(calls) - 1, now);
    }

    fn charge(&self, calls: i64, now: i64) {
        if let Some(bounded) = &self.0 {
            let mut state = bounded.reckoned(now);
            state.left = state.left.saturating_sub(calls.saturating_mul(CALL)).min(burst(bounded.per_minute));
        }
    }
}

impl Bounded {
    fn reckoned(&self, now: i64) -> MutexGuard<'_, State> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back gives nothing.
        let passed = if state.at == i64::MIN { 0 } else { (now - state.at).clamp(0, MINUTE_MS) };
        let gained = passed * self.per_minute * CALL / MINUTE_MS;
        if gained > 0 || state.at == i64::MIN || now < state.at {
            state.left = (state.left + gained).min(burst(self.per_minute));
            state.at = now;
        }
        state
    }
}

fn burst(per_minute: i64) -> i64 {
    (per_minute / BURST).max(1) * CALL
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_bound_there_is_always_room() {
        let budget = Budget::new(None);
        budget.begin(1_000_000, 0);
        assert_eq!((budget.room(20, 0), budget.next(5)), (20, 5));
    }

    #[test]
    fn over_an_hour_as_many_calls_are_made_as_may_be() {
        for (per_minute, calls_of_a_look) in [(1, 1), (30, 2), (600, 1), (600, 6), (7, 0)] {
            let budget = Budget::new(NonZeroU32::new(per_minute));
            let (mut now, mut calls) = (0, 0_i64);
            while now < 60 * MINUTE_MS && calls < 100_000 {
                let room = budget.room(20, now);
                if room == 0 {
                    let next = budget.next(now);
                    assert!(next > now, "{per_minute}: it waits");
                    now = next;
                    continue;
                }
                budget.begin(room, now);
                for _ in 0..room {
                    budget.end(calls_of_a_look, now);
                    calls += i64::from(calls_of_a_look);
                }
                if calls_of_a_look == 0 {
                    now += MINUTE_MS;
                }
            }
            let most = i64::from(per_minute) * 60 + i64::from(per_minute) / BURST + 20 * i64::from(calls_of_a_look);
            assert!(calls <= most, "{per_minute}: {calls} of {most}");
            assert!(calls_of_a_look == 0 || calls >= i64::from(per_minute) * 59, "{per_minute}: {calls}");
        }
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        let budget = Budget::new(NonZeroU32::new(60));
        budget.begin(10, 10 * MINUTE_MS);
        assert_eq!(budget.room(20, MINUTE_MS), 0);
        assert_eq!(budget.next(MINUTE_MS), MINUTE_MS + 1000);
        assert_eq!(budget.room(20, MINUTE_MS + 1000), 1);
    }
}
