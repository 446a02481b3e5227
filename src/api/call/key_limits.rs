//! At most so many calls at once with one key (contract, 13.15): whoever comes later waits, and holds up nobody with
//! another key.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hashlink::LruCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::credentials::ApiKey;

/// Calls at once with one key.
const AT_ONCE: usize = 4;
/// Keys remembered before the least recently used is forgotten.
const MANY: usize = 1_000;

/// The limits of all keys. A key is known by a hash that means nothing outside this process.
pub(in crate::api) struct KeyLimits {
    by_key: Mutex<LruCache<u64, Weak<Semaphore>>>,
    hashes: RandomState,
}

impl KeyLimits {
    /// Waits for a turn with this key; it lasts until it is dropped.
    pub(in crate::api) async fn take(&self, key: &ApiKey) -> Option<OwnedSemaphorePermit> {
        // The semaphore is never closed, so this cannot fail.
        self.of(self.mark(key)).acquire_owned().await.ok()
    }

    /// The hash by which a key is known in this process.
    pub(in crate::api) fn mark(&self, key: &ApiKey) -> u64 {
        self.hashes.hash_one(key.expose())
    }

    fn of(&self, mark: u64) -> Arc<Semaphore> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limit) = by_key.get(&mark).and_then(Weak::upgrade) {
            return limit;
        }
        let limit = Arc::new(Semaphore::new(AT_ONCE));
        by_key.insert(mark, Arc::downgrade(&limit));
        // Two go for one that comes, so that the map shrinks again. A key with a call under way is not forgotten: it
        // would get a second semaphore, and so more calls at once. Those are as many as there are calls.
        for _ in 0..2 {
            if by_key.len() <= MANY {
                break;
            }
            if let Some((mark, limit)) = by_key.remove_lru().filter(|(_, limit)| limit.strong_count() > 0) {
                by_key.insert(mark, limit);
            }
        }
        limit
    }
}

impl Default for KeyLimits {
    fn default() -> Self {
        Self { by_key: Mutex::new(LruCache::new_unbounded()), hashes: RandomState::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(limits: &KeyLimits) -> usize {
        limits.by_key.lock().unwrap().len()
    }

    #[test]
    fn a_key_with_a_call_under_way_keeps_its_limit_however_many_others_come() {
        let limits = KeyLimits::default();
        let under_way = limits.of(u64::MAX);
        for other in 0..3_000 {
            limits.of(other);
            assert!(held(&limits) <= MANY + 1);
        }
        assert!(Arc::ptr_eq(&under_way, &limits.of(u64::MAX)));
    }

    #[test]
    fn the_memory_of_many_calls_at_once_is_given_back() {
        let limits = KeyLimits::default();
        let under_way: Vec<_> = (0..3_000).map(|key| limits.of(key)).collect();
        assert_eq!(held(&limits), 3_000);
        assert!(under_way.iter().zip(0..).all(|(limit, key)| Arc::ptr_eq(limit, &limits.of(key))));
        drop(under_way);
        for key in 10_000..13_000 {
            limits.of(key);
        }
        assert_eq!(held(&limits), MANY);
    }
}
