//! The names of bots that were read lately, so that a view which knows a bot's number only can name it without another
//! call. In memory only; erased by /forget.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;

use crate::ids::{BotId, UserId};

/// Most people whose bots' names are kept.
const MANY: usize = 5_000;
/// Most names of one person.
const MANY_OF_ONE: usize = 1_000;

type OfOne = HashMap<BotId, Arc<str>>;

/// Names by person and bot. Clones share them.
#[derive(Clone)]
pub struct Names(Arc<Mutex<LruCache<UserId, OfOne>>>);

impl Default for Names {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MANY))))
    }
}

impl Names {
    /// The name of a bot, as it may be shown to its owner.
    pub fn find(&self, user: UserId, bot: BotId) -> Option<Arc<str>> {
        self.all().get(&user)?.get(&bot).cloned()
    }

    /// Keeps a name that was made fit to be shown.
    pub fn keep(&self, user: UserId, bot: BotId, name: &str) {
        let mut all = self.all();
        let names = all.entry(user).or_insert_with(HashMap::new);
        if names.len() >= MANY_OF_ONE && !names.contains_key(&bot) {
            names.clear();
        }
        names.insert(bot, name.into());
    }

    /// Drops the names of a person's bots.
    pub fn forget(&self, user: UserId) {
        self.all().remove(&user);
    }

    fn all(&self) -> MutexGuard<'_, LruCache<UserId, OfOne>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
