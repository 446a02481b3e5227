//! A key that a look found refused: whether that is believed.
//!
//! Owns that one answer alone is not, because a proxy on the way may have given it: a second look, a minute later, has to be
//! refused as well. It must not tell anybody.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::ids::AccountId;

/// Until the second look, and how much later than the first refusal another one is believed, ms.
pub(super) const CONFIRM: Duration = Duration::from_secs(65);
const APART_MS: i64 = 60 * 1000;
/// A refusal that was neither confirmed nor denied for so long says nothing any more, ms.
const LONGEST_MS: i64 = 60 * 60 * 1000;

/// The accounts whose key was refused once, and when, ms since 1970 UTC. They are not stored: after a restart it takes two
/// refusals again.
#[derive(Default)]
pub(super) struct Doubts(Mutex<HashMap<AccountId, i64>>);

impl Doubts {
    /// A look was refused. Returns whether that is believed.
    pub(super) fn refused(&self, account: AccountId, now: i64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back begins anew.
        let first = all.get(&account).copied().filter(|first| (0..LONGEST_MS).contains(&(now - first)));
        match first {
            Some(first) if now - first >= APART_MS => {
                all.remove(&account);
                true
            }
            Some(_) => false,
            None => {
                all.retain(|_, first| (0..LONGEST_MS).contains(&(now - *first)));
                all.insert(account, now);
                false
            }
        }
    }

    /// A look was answered: the key is right.
    pub(super) fn accepted(&self, account: AccountId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: AccountId = AccountId::new(1);
    const OTHER: AccountId = AccountId::new(2);
    const MINUTE: i64 = 60_000;

    #[test]
    fn a_second_refusal_a_minute_later_is_believed() {
        let doubts = Doubts::default();
        assert!(!doubts.refused(ONE, 0));
        assert!(!doubts.refused(ONE, 30_000), "other watches of the account look at the same time");
        assert!(!doubts.refused(OTHER, MINUTE), "each account for itself");
        assert!(doubts.refused(ONE, MINUTE));
        assert!(!doubts.refused(ONE, 2 * MINUTE), "with a new key it begins anew");
    }

    #[test]
    fn an_answer_between_them_ends_the_doubt() {
        let doubts = Doubts::default();
        for minute in 0..100 {
            assert!(!doubts.refused(ONE, minute * 2 * MINUTE));
            doubts.accepted(ONE);
            assert!(!doubts.refused(OTHER, 0));
        }
    }

    #[test]
    fn an_old_refusal_and_a_clock_that_was_set_back_confirm_nothing() {
        let doubts = Doubts::default();
        assert!(!doubts.refused(ONE, 0));
        assert!(!doubts.refused(ONE, LONGEST_MS));
        assert!(!doubts.refused(ONE, LONGEST_MS - MINUTE));
        assert!(doubts.refused(ONE, LONGEST_MS));
        for account in 0..100 {
            doubts.refused(AccountId::new(account), 0);
        }
        doubts.refused(ONE, 2 * LONGEST_MS);
        assert_eq!(doubts.0.lock().unwrap().len(), 1, "what is old is forgotten");
    }
}
