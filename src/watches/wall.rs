//! A wall of calls that fail: Bots.Business is in trouble, and nobody's bot is.
//!
//! Owns when it stands. While it does, one look a moment asks whether it still does, and nothing is judged; the operator is
//! told once. It must not look at anything.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Looks that fail one after the other, before it stands: at once, or within a time.
const AT_ONCE: u32 = 10;
const IN_A_WHILE: u32 = 3;
const WHILE_MS: i64 = 5 * 60 * 1000;
/// Looks that succeed one after the other, before it is over.
const GOOD: u32 = 2;
/// Between the looks that ask whether it still stands.
pub(super) const PROBE: Duration = Duration::from_secs(30);

const PROBE_MS: i64 = 30 * 1000;

/// The wall. Shared by all looks.
#[derive(Default)]
pub(super) struct Wall(Mutex<State>);

#[derive(Default)]
struct State {
    failed: u32,
    /// When the first of them failed, ms since 1970 UTC.
    since: i64,
    stands: bool,
    good: u32,
    /// When it is asked next whether it stands, ms since 1970 UTC.
    probe_at: i64,
}

/// What a look changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Changed {
    /// Nothing; it says whether what was seen may be judged.
    Nothing {
        /// It may.
        judged: bool,
    },
    /// It stands from now on.
    Stands,
    /// It is over, after so long.
    Over {
        /// Since the first look failed, ms.
        after: i64,
    },
}

impl Wall {
    /// Whether it stands.
    pub(super) fn stands(&self) -> bool {
        self.state().stands
    }

    /// How long until the next look asks whether it still stands; none when that is now, or when it does not stand.
    pub(super) fn rests(&self, now: i64) -> Option<Duration> {
        let state = self.state();
        let rest = u64::try_from(state.probe_at - now).ok().filter(|rest| *rest > 0 && state.stands)?;
        // A clock that was set back holds nothing up.
        Some(Duration::from_millis(rest).min(PROBE))
    }

    /// A look was answered.
    pub(super) fn answered(&self, now: i64) -> Changed {
        let mut state = self.state();
        if !state.stands {
            state.failed = 0;
            return Changed::Nothing { judged: true };
        }
        state.good += 1;
        state.probe_at = now + PROBE_MS;
        if state.good < GOOD {
            return Changed::Nothing { judged: false };
        }
        let after = now - state.since;
        *state = State::default();
        Changed::Over { after }
    }

    /// A look got no answer.
    pub(super) fn failed(&self, now: i64) -> Changed {
        let mut state = self.state();
        state.good = 0;
        state.probe_at = now + PROBE_MS;
        if state.failed == 0 {
            state.since = now;
        }
        state.failed = state.failed.saturating_add(1);
        let stands = state.failed >= AT_ONCE || (state.failed >= IN_A_WHILE && now - state.since >= WHILE_MS);
        if stands && !std::mem::replace(&mut state.stands, true) {
            return Changed::Stands;
        }
        Changed::Nothing { judged: false }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    #[test]
    fn a_failure_now_and_then_is_no_wall() {
        let wall = Wall::default();
        for minute in 0..100 {
            assert_eq!(wall.failed(minute * MINUTE), Changed::Nothing { judged: false });
            assert_eq!(wall.failed(minute * MINUTE), Changed::Nothing { judged: false });
            assert_eq!(wall.answered(minute * MINUTE), Changed::Nothing { judged: true });
        }
    }

    #[test]
    fn it_stands_once_and_two_answers_end_it() {
        let wall = Wall::default();
        let stood = (0..20).filter(|_| wall.failed(0) == Changed::Stands).count();
        assert!(stood == 1 && wall.stands());
        assert_eq!((wall.rests(0), wall.rests(PROBE_MS)), (Some(PROBE), None));
        assert_eq!(wall.answered(MINUTE), Changed::Nothing { judged: false }, "an answer alone may be luck");
        assert_eq!(wall.failed(MINUTE), Changed::Nothing { judged: false });
        assert_eq!(wall.answered(2 * MINUTE), Changed::Nothing { judged: false });
        assert_eq!(wall.answered(3 * MINUTE), Changed::Over { after: 3 * MINUTE });
        assert!(!wall.stands());
    }

    #[test]
    fn few_who_watch_meet_it_too() {
        let wall = Wall::default();
        let met: Vec<i64> = (0..10).filter(|look| wall.failed(look * 4 * MINUTE) == Changed::Stands).collect();
        assert_eq!(met, [2]);
    }
}
