//! How often a person tried a password lately, so that nobody guesses one through the bot.
//!
//! In memory only, and not erased by /forget: else that would be the way to more tries. A restart begins anew.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use hashlink::LruCache;

use crate::ids::UserId;

/// Most tries within [`WITHIN_MS`].
const MOST: usize = 5;
/// How long a try counts, ms.
const WITHIN_MS: i64 = 60 * 60 * 1000;
/// Most people who are counted.
const MANY: usize = 10_000;

/// The times of each person's tries.
pub struct Tries(Mutex<LruCache<UserId, VecDeque<i64>>>);

impl Default for Tries {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MANY)))
    }
}

impl Tries {
    /// Counts a try at this time, ms since 1970 UTC. False when it is one too many, which is not counted.
    pub fn begin(&self, user: UserId, now: i64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let tries = all.entry(user).or_insert_with(VecDeque::new);
        tries.retain(|at| (now - WITHIN_MS..=now).contains(at));
        let may = tries.len() < MOST;
        if may {
            tries.push_back(now);
        }
        may
    }
}
