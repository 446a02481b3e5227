//! How many calls may be under way at once: with one key (contract, 13.15), and in all, as each is a connection and so
//! a file descriptor.
//!
//! Owns who waits for whom. A key's first call waits only when there are as many calls as may be; its further ones
//! share a smaller part of them, so that busy keys leave room for those that have no call under way.

use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, PoisonError, Weak};

use hashlink::LruCache;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::credentials::ApiKey;

/// Calls at once with one key.
const AT_ONCE: usize = 4;
/// Calls at once in all: half of the file descriptors that a process often has.
pub(in crate::api) const IN_ALL: usize = 512;
/// Those of them that are not the first one of their key.
const FURTHER: usize = 128;
/// Keys remembered before the least recently used is forgotten.
const MANY: usize = 1_000;

/// The limits of all keys. A key is known by a hash that means nothing outside this process.
pub(in crate::api) struct KeyLimits {
    by_key: Mutex<LruCache<u64, Weak<Limit>>>,
    hashes: RandomState,
    further: Arc<Semaphore>,
    all: Arc<Semaphore>,
}

/// What one key may have under way.
struct Limit {
    first: Arc<Semaphore>,
    further: Arc<Semaphore>,
}

/// The right to make one call. Dropping it gives it back.
pub(in crate::api) struct Turn {
    /// Keeps the key's limit the one that others of this key find.
    _limit: Option<Arc<Limit>>,
    _permits: [Option<OwnedSemaphorePermit>; 3],
}

impl KeyLimits {
    /// Waits for a turn, with this key if there is one. Whoever waits holds no turn of another key, and the first to
    /// come is the first to go. Dropping the future gives up the place.
    pub(in crate::api) async fn take(&self, key: Option<&ApiKey>) -> Turn {
        self.take_marked(key.map(|key| self.mark(key))).await
    }

    async fn take_marked(&self, mark: Option<u64>) -> Turn {
        let limit = mark.map(|mark| self.of(mark));
        let (own, further) = match &limit {
            Some(limit) => self.take_own(limit).await,
            None => (None, None),
        };
        let all = permit(&self.all).await;
        Turn { _limit: limit, _permits: [own, further, all] }
    }

    /// Waits until this key may have one call more: its first one, or one of those that all keys share.
    async fn take_own(&self, limit: &Limit) -> (Option<OwnedSemaphorePermit>, Option<OwnedSemaphorePermit>) {
        let further = async { (permit(&limit.further).await, permit(&self.further).await) };
        tokio::select! {
            biased;
            first = permit(&limit.first) => (first, None),
            further = further => further,
        }
    }

    /// The hash by which a key is known in this process.
    pub(in crate::api) fn mark(&self, key: &ApiKey) -> u64 {
        self.hashes.hash_one(key.expose())
    }

    fn of(&self, mark: u64) -> Arc<Limit> {
        let mut by_key = self.by_key.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(limit) = by_key.get(&mark).and_then(Weak::upgrade) {
            return limit;
        }
        let limit = Arc::new(Limit::default());
        by_key.insert(mark, Arc::downgrade(&limit));
        // Two go for one that comes, so that the map shrinks again. A key with a call under way is not forgotten: it
        // would get a second limit, and so more calls at once. Those are as many as there are calls.
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

async fn permit(of: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    // No semaphore here is ever closed, so this cannot fail.
    Arc::clone(of).acquire_owned().await.ok()
}

impl Default for Limit {
    fn default() -> Self {
        Self { first: Arc::new(Semaphore::new(1)), further: Arc::new(Semaphore::new(AT_ONCE - 1)) }
    }
}

impl Default for KeyLimits {
    fn default() -> Self {
        Self {
            by_key: Mutex::new(LruCache::new_unbounded()),
            hashes: RandomState::new(),
            further: Arc::new(Semaphore::new(FURTHER)),
            all: Arc::new(Semaphore::new(IN_ALL)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use futures_util::FutureExt as _;

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

    /// The turn, if it is taken without waiting.
    fn at_once(limits: &KeyLimits, mark: Option<u64>) -> Option<Turn> {
        limits.take_marked(mark).now_or_never()
    }

    #[test]
    fn busy_keys_leave_room_for_the_first_call_of_another() {
        let limits = KeyLimits::default();
        let mut under_way = Vec::new();
        for key in 0..300 {
            under_way.extend((0..10).filter_map(|_| at_once(&limits, Some(key))));
        }
        assert_eq!(under_way.len(), 300 + FURTHER, "one each, and what they share");
        under_way.extend((300..384).map(|key| at_once(&limits, Some(key)).unwrap()));
        assert!(at_once(&limits, Some(1_000)).is_none(), "as many as may be");
        assert!(at_once(&limits, None).is_none());
        under_way.truncate(IN_ALL - 1);
        assert!(at_once(&limits, None).is_some());
    }

    #[test]
    fn a_key_has_four_calls_and_the_fifth_waits_for_one_of_them() {
        let limits = KeyLimits::default();
        let mut four: Vec<Turn> = (0..AT_ONCE).map(|_| at_once(&limits, Some(1)).unwrap()).collect();
        for done in [3, 0, 1] {
            assert!(at_once(&limits, Some(1)).is_none());
            drop(four.remove(done));
            four.push(at_once(&limits, Some(1)).unwrap());
        }
    }

    #[test]
    fn a_key_whose_first_call_ended_does_not_wait_for_what_other_keys_share() {
        let limits = KeyLimits::default();
        let first = at_once(&limits, Some(1)).unwrap();
        let keys = (10..100).flat_map(|key| [key; AT_ONCE]);
        let others: Vec<Turn> = keys.filter_map(|key| at_once(&limits, Some(key))).collect();
        assert!(others.len() > FURTHER);
        let mut second = pin!(limits.take_marked(Some(1)));
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        assert!(second.now_or_never().is_some());
    }

    #[test]
    fn whoever_waits_is_served_in_the_order_of_coming_and_whoever_leaves_is_skipped() {
        let limits = KeyLimits::default();
        let mut under_way: Vec<Turn> = (0..512).map(|key| at_once(&limits, Some(key)).unwrap()).collect();
        let (mut one, mut two) = (Box::pin(limits.take_marked(Some(600))), Box::pin(limits.take_marked(Some(601))));
        assert!(one.as_mut().now_or_never().is_none() && two.as_mut().now_or_never().is_none());
        under_way.pop();
        assert!(two.as_mut().now_or_never().is_none(), "the turn is the first one's");
        drop(one);
        assert!(two.as_mut().now_or_never().is_some());
        assert!(at_once(&limits, Some(600)).is_some());
    }
}
