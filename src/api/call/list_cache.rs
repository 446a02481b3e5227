//! Lists that change rarely, held in memory for a few minutes for the key that asked.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hashlink::LruCache;
use tokio::time::Instant;

/// How long a list is used.
pub(super) const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Most keys whose lists are held; beyond, the least recently used list goes.
const MANY: usize = 100;
/// Most that the lists held may have taken on the way, bytes of their answers; beyond, the same.
const MOST: usize = 4 * 1024 * 1024;

/// One list of each key, by the key's mark. Clones share them.
pub(in crate::api) struct ListCache<T>(Arc<Mutex<LruCache<u64, Cached<T>>>>);

struct Cached<T> {
    at: Instant,
    list: Arc<[T]>,
    bytes: usize,
}

impl<T> ListCache<T> {
    /// The list, when it is younger than [`LIFETIME`].
    pub(super) fn find(&self, mark: u64, now: Instant) -> Option<Arc<[T]>> {
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache
            .get(&mark)
            .filter(|cached| now.duration_since(cached.at) < LIFETIME)
            .map(|cached| Arc::clone(&cached.list))
    }

    /// Holds a list that was read just now from an answer of so many bytes, and drops those that are too old.
    pub(super) fn keep(&self, mark: u64, list: Vec<T>, bytes: usize, now: Instant) -> Arc<[T]> {
        let list: Arc<[T]> = list.into();
        let mut cache = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cache.retain(|_, cached| now.duration_since(cached.at) < LIFETIME);
        cache.insert(mark, Cached { at: now, list: Arc::clone(&list), bytes });
        while cache.iter().map(|(_, cached)| cached.bytes).sum::<usize>() > MOST {
            cache.remove_lru();
        }
        list
    }
}

impl<T> Clone for ListCache<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Default for ListCache<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MANY))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_used_for_five_minutes() {
        let (cache, now) = (ListCache::default(), Instant::now());
        cache.keep(1, vec!['a'], 5, now);
        assert_eq!(cache.find(1, now + LIFETIME - Duration::from_millis(1)).as_deref(), Some(&['a'][..]));
        assert_eq!(cache.find(1, now + LIFETIME), None);
    }

    #[test]
    fn a_full_cache_takes_new_lists_and_drops_those_that_nobody_used() {
        let (cache, now) = (ListCache::default(), Instant::now());
        for mark in 0..=u64::try_from(MANY).unwrap() {
            cache.keep(mark, vec![mark], 5, now);
            assert!(cache.find(0, now).is_some(), "used all the time");
        }
        assert!(cache.find(100, now).is_some() && cache.find(1, now).is_none());
    }

    #[test]
    fn large_lists_are_held_for_few_keys_and_old_ones_for_none() {
        let (cache, now) = (ListCache::default(), Instant::now());
        for mark in 0..4 {
            cache.keep(mark, vec![mark], MOST / 3, now);
        }
        assert!(cache.find(0, now).is_none() && cache.find(1, now).is_some());
        cache.keep(9, vec![9], MOST + 1, now);
        assert!((0..10).all(|mark| cache.find(mark, now).is_none()));
        cache.keep(1, vec![1], 5, now);
        cache.keep(2, vec![2], 5, now + LIFETIME);
        assert_eq!(cache.0.lock().unwrap().len(), 1);
    }
}
