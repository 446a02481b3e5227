//! At most so many calls at once with one key (contract, 13.15): whoever comes later waits, and holds up nobody with
//! another key.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::credentials::ApiKey;

/// Calls at once with one key.
const AT_ONCE: usize = 4;
/// Keys remembered before those that nobody uses are forgotten.
const MANY: usize = 1_000;

/// The turns of all keys. A key is known by a hash that means nothing outside this process.
#[derive(Default)]
pub(in crate::api) struct KeyLimits {
    by_key: Mutex<HashMap<u64, Weak<Semaphore>>>,
    hashes: RandomState,
}

impl KeyLimits {
    /// Waits for a turn with this key; it lasts until it is dropped.
    pub(in crate::api) async fn take(&self, key: &ApiKey) -> Option<OwnedSemaphorePermit> {
        // Closed never, so there is always a turn.
        self.of(self.mark(key)).acquire_owned().await.ok()
    }

    /// By what a key is known here.
    pub(in crate::api) fn mark(&self, key: &ApiKey) -> u64 {
        self.hashes.hash_one(key.expose())
    }

    fn of(&self, mark: u64) -> Arc<Semaphore> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if by_key.len() >= MANY {
            by_key.retain(|_, turns| turns.strong_count() > 0);
        }
        if let Some(turns) = by_key.get(&mark).and_then(Weak::upgrade) {
            return turns;
        }
        let turns = Arc::new(Semaphore::new(AT_ONCE));
        by_key.insert(mark, Arc::downgrade(&turns));
        turns
    }
}
