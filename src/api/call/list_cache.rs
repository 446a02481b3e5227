//! Lists that change rarely, kept for a few minutes for the key that asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How long a list is kept.
pub(super) const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Most keys whose lists are kept.
const MANY: usize = 100;

type Kept<T> = HashMap<u64, (Instant, Arc<[T]>)>;

/// One list of each key, by the key's mark. Clones share them.
pub(in crate::api) struct ListCache<T>(Arc<Mutex<Kept<T>>>);

impl<T> ListCache<T> {
    /// The list, when it was kept a moment ago.
    pub(in crate::api) fn find(&self, mark: u64) -> Option<Arc<[T]>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&mark).filter(|(at, _)| at.elapsed() < LIFETIME).map(|(_, list)| Arc::clone(list))
    }

    /// Keeps a list, and forgets those that are too old.
    pub(in crate::api) fn keep(&self, mark: u64, list: Vec<T>) -> Arc<[T]> {
        let list: Arc<[T]> = list.into();
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|_, (at, _)| at.elapsed() < LIFETIME);
        if kept.len() < MANY {
            kept.insert(mark, (Instant::now(), Arc::clone(&list)));
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
        Self(Arc::default())
    }
}
