//! The trees of commands that are held in memory for a minute, by key and bot.
//!
//! Owns their bounds. A tree whose reading began before a change of it ended is never held. Code and answers are the
//! person's: a tree is dropped when its minute is over, not when somebody asks next.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use hashlink::LruCache;
use tokio::time::Instant;

use super::CommandTree;
use crate::ids::BotId;

/// How long a tree is used.
const LIFETIME: Duration = Duration::from_secs(60);
/// Most trees held or being read; beyond, the least recently used one goes.
const MANY: usize = 500;
/// Most that all trees held may take, bytes; beyond, the same. A tree that is larger alone is not held.
const MOST: usize = 32 * 1024 * 1024;

/// The mark of a key (`KeyLimits::mark`), and a bot.
pub(super) type Place = (u64, BotId);

/// The trees. Clones share them.
#[derive(Clone)]
pub(in crate::api) struct KeptTrees(Arc<Mutex<Slots>>);

struct Slots {
    slots: LruCache<Place, Slot>,
    readings: u64,
}

/// A tree that is held or being read. A change removes it, so that the end of an older reading finds another one.
struct Slot {
    reading: u64,
    kept: Option<Kept>,
}

struct Kept {
    at: Instant,
    tree: Arc<CommandTree>,
    bytes: usize,
}

impl Default for KeptTrees {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Slots { slots: LruCache::new(MANY), readings: 0 })))
    }
}

impl KeptTrees {
    /// The tree, when it is younger than [`LIFETIME`].
    pub(super) fn find(&self, place: Place, now: Instant) -> Option<Arc<CommandTree>> {
        let mut all = lock(&self.0);
        let kept = all.slots.get(&place)?.kept.as_ref()?;
        kept.is_fresh(now).then(|| Arc::clone(&kept.tree))
    }

    /// Begins a reading.
    pub(super) fn begin(&self, place: Place) -> u64 {
        let mut all = lock(&self.0);
        if let Some(slot) = all.slots.get(&place) {
            return slot.reading;
        }
        all.readings += 1;
        let reading = all.readings;
        all.slots.insert(place, Slot { reading, kept: None });
        reading
    }

    /// Holds what was read, unless it was changed since this reading began.
    pub(super) fn keep(&self, place: Place, reading: u64, tree: &Arc<CommandTree>, bytes: usize, now: Instant) {
        let mut all = lock(&self.0);
        let Some(slot) = all.slots.get_mut(&place).filter(|slot| slot.reading == reading) else { return };
        if bytes > MOST {
            all.slots.remove(&place);
            return;
        }
        slot.kept = Some(Kept { at: now, tree: Arc::clone(tree), bytes });
        while all.bytes() > MOST && all.slots.remove_lru().is_some() {}
        drop(all);
        self.drop_at(now + LIFETIME);
    }

    /// Drops a tree, and keeps one that is being read from being held.
    pub(super) fn drop_one(&self, place: Place) {
        lock(&self.0).slots.remove(&place);
    }

    /// The same for all of a key.
    pub(super) fn drop_all(&self, mark: u64) {
        lock(&self.0).slots.retain(|(of, _), _| *of != mark);
    }

    fn drop_at(&self, end: Instant) {
        let all: Weak<Mutex<Slots>> = Arc::downgrade(&self.0);
        tokio::spawn(async move {
            tokio::time::sleep_until(end).await;
            if let Some(all) = all.upgrade() {
                lock(&all).drop_old(Instant::now());
            }
        });
    }
}

impl Slots {
    fn bytes(&self) -> usize {
        self.slots.iter().filter_map(|(_, slot)| Some(slot.kept.as_ref()?.bytes)).sum()
    }

    fn drop_old(&mut self, now: Instant) {
        self.slots.retain(|_, slot| slot.kept.as_ref().is_none_or(|kept| kept.is_fresh(now)));
    }
}

impl Kept {
    fn is_fresh(&self, now: Instant) -> bool {
        now.duration_since(self.at) < LIFETIME
    }
}

fn lock(all: &Mutex<Slots>) -> MutexGuard<'_, Slots> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: Place = (1, BotId::new(7));

    fn tree() -> Arc<CommandTree> {
        let at = chrono::DateTime::UNIX_EPOCH;
        Arc::new(CommandTree { commands: Vec::new(), folders: Vec::new(), read_at: at })
    }

    fn read(trees: &KeptTrees, place: Place, bytes: usize, now: Instant) {
        trees.keep(place, trees.begin(place), &tree(), bytes, now);
    }

    #[tokio::test]
    async fn a_tree_is_held_for_a_minute_and_then_in_no_memory() {
        let (trees, now) = (KeptTrees::default(), Instant::now());
        read(&trees, PLACE, 5, now);
        assert!(trees.find(PLACE, now + LIFETIME - Duration::from_millis(1)).is_some());
        assert!(trees.find(PLACE, now + LIFETIME).is_none());
        let old = tree();
        let place = (2, BotId::new(8));
        trees.keep(place, trees.begin(place), &old, 5, now - LIFETIME);
        // Nobody asks for it, and its end is past.
        while Arc::strong_count(&old) > 1 {
            tokio::task::yield_now().await;
        }
        assert!(trees.find(PLACE, now).is_some());
    }

    #[tokio::test]
    async fn what_was_read_while_it_changed_is_not_held() {
        let (trees, now) = (KeptTrees::default(), Instant::now());
        let before = trees.begin(PLACE);
        trees.drop_one(PLACE);
        trees.keep(PLACE, before, &tree(), 5, now);
        assert!(trees.find(PLACE, now).is_none());
        // Nor beside a reading that began after the change.
        let before = trees.begin(PLACE);
        trees.drop_one(PLACE);
        let after = trees.begin(PLACE);
        trees.keep(PLACE, before, &tree(), 5, now);
        assert!(trees.find(PLACE, now).is_none());
        trees.keep(PLACE, after, &tree(), 5, now);
        assert!(trees.find(PLACE, now).is_some());
    }

    #[tokio::test]
    async fn all_of_a_key_go_at_once_and_no_other() {
        let (trees, now) = (KeptTrees::default(), Instant::now());
        let places = [(1, BotId::new(7)), (1, BotId::new(8)), (2, BotId::new(7))];
        places.iter().for_each(|place| read(&trees, *place, 5, now));
        let reading = trees.begin((1, BotId::new(9)));
        trees.drop_all(1);
        trees.keep((1, BotId::new(9)), reading, &tree(), 5, now);
        assert_eq!(places.map(|place| trees.find(place, now).is_some()), [false, false, true]);
        assert!(trees.find((1, BotId::new(9)), now).is_none());
    }

    #[tokio::test]
    async fn they_are_bounded_in_number_and_in_bytes() {
        let (trees, now) = (KeptTrees::default(), Instant::now());
        let place = |bot: usize| (1, BotId::new(i64::try_from(bot).unwrap() + 1));
        for bot in 0..=MANY {
            read(&trees, place(bot), 5, now);
        }
        assert!(trees.find(place(0), now).is_none() && trees.find(place(MANY), now).is_some());
        read(&trees, place(0), MOST - 10, now);
        assert!(lock(&trees.0).bytes() <= MOST);
        assert!(trees.find(place(0), now).is_some() && trees.find(place(3), now).is_none());
        read(&trees, place(1), MOST + 1, now);
        assert!(trees.find(place(1), now).is_none() && trees.find(place(0), now).is_some());
    }
}
