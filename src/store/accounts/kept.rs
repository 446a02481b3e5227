//! The rows of people who asked a moment ago, their keys sealed as in the table.
//!
//! Owns a copy that is never older than the last change made here, and never older than a minute where another process
//! made it. It must not hold an opened key: that is in clear text only while it is used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use hashlink::LruCache;

use super::Rows;
use crate::ids::UserId;

/// How long rows are kept.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);
/// Most people whose rows are held, at about 400 bytes each; beyond, the rows that were asked for longest ago go.
const MANY: usize = 10_000;

/// The rows held. Clones share them.
#[derive(Clone, Default)]
pub(in crate::store) struct AccountCache(Arc<Mutex<Inner>>);

struct Inner {
    by_user: LruCache<UserId, (DateTime<Utc>, Arc<Rows>)>,
    under_way: HashMap<UserId, UnderWay>,
}

/// What is done with the rows of one person at this moment.
#[derive(Default)]
struct UnderWay {
    readings: u32,
    changing: u32,
    /// Changes that ended since the first of the readings began.
    changed: u64,
}

impl Default for Inner {
    fn default() -> Self {
        Self { by_user: LruCache::new(MANY), under_way: HashMap::new() }
    }
}

impl Inner {
    /// Ends a part of what is under way.
    fn over(&mut self, user: UserId, end: impl FnOnce(&mut UnderWay)) {
        let Some(under_way) = self.under_way.get_mut(&user) else { return };
        end(under_way);
        if under_way.readings == 0 && under_way.changing == 0 {
            self.under_way.remove(&user);
        }
    }
}

/// Rows of this person are being read. They are kept only when they did not change meanwhile.
pub(super) struct Reading {
    kept: AccountCache,
    user: UserId,
    changed: u64,
}

/// Rows of this person are about to change. They are not kept while this lives, however it ends.
pub(in crate::store) struct Changing {
    kept: AccountCache,
    user: UserId,
}

impl AccountCache {
    /// The rows of a person, when they were read less than a minute ago.
    pub(super) fn find(&self, user: UserId, now: DateTime<Utc>) -> Option<Arc<Rows>> {
        let mut inner = self.inner();
        let (read, rows) = inner.by_user.get(&user)?;
        is_fresh(*read, now).then(|| Arc::clone(rows))
    }

    /// To be called before rows of a person are read that may be kept.
    pub(super) fn reading(&self, user: UserId) -> Reading {
        let mut inner = self.inner();
        let under_way = inner.under_way.entry(user).or_default();
        under_way.readings += 1;
        Reading { kept: self.clone(), user, changed: under_way.changed }
    }

    /// To be called before rows of a person change, and held until they have.
    pub(in crate::store) fn changing(&self, user: UserId) -> Changing {
        let mut inner = self.inner();
        inner.under_way.entry(user).or_default().changing += 1;
        inner.by_user.remove(&user);
        Changing { kept: self.clone(), user }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading {
    /// Keeps the rows, unless they changed since.
    pub(super) fn keep(self, rows: Rows, now: DateTime<Utc>) {
        let mut inner = self.kept.inner();
        let same = |at: &UnderWay| at.changing == 0 && at.changed == self.changed;
        if inner.under_way.get(&self.user).is_some_and(same) {
            inner.by_user.insert(self.user, (now, Arc::new(rows)));
        }
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.kept.inner().over(self.user, |under_way| under_way.readings -= 1);
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        let mut inner = self.kept.inner();
        inner.by_user.remove(&self.user);
        inner.over(self.user, |under_way| {
            under_way.changing -= 1;
            under_way.changed += 1;
        });
    }
}

/// A clock that was set back makes nothing last longer.
fn is_fresh(read: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..LIFETIME).contains(&(now - read))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: DateTime<Utc> = DateTime::UNIX_EPOCH;

    fn user(number: usize) -> UserId {
        UserId::new(i64::try_from(number).unwrap())
    }

    fn keep(cache: &AccountCache, user: UserId) {
        cache.reading(user).keep(none(), NOW);
    }

    fn none() -> Rows {
        Rows { all: Vec::new(), current: None }
    }

    #[test]
    fn a_full_cache_takes_new_rows_and_drops_those_that_nobody_asked_for() {
        let cache = AccountCache::default();
        for number in 0..=MANY {
            keep(&cache, user(number));
            assert!(cache.find(user(0), NOW).is_some(), "asked for all the time");
        }
        assert!(cache.find(user(MANY), NOW).is_some());
        assert!(cache.find(user(1), NOW).is_none());
    }

    #[test]
    fn rows_last_less_than_a_minute_and_not_longer_when_the_clock_is_set_back() {
        let cache = AccountCache::default();
        keep(&cache, user(1));
        assert!(cache.find(user(1), NOW + LIFETIME - TimeDelta::milliseconds(1)).is_some());
        assert!(cache.find(user(1), NOW + LIFETIME).is_none());
        assert!(cache.find(user(1), NOW - TimeDelta::milliseconds(1)).is_none());
    }

    #[test]
    fn rows_that_changed_while_they_were_read_are_not_kept() {
        let cache = AccountCache::default();
        let (reading, beside) = (cache.reading(user(1)), cache.reading(user(1)));
        drop(cache.changing(user(1)));
        reading.keep(none(), NOW);
        assert!(cache.find(user(1), NOW).is_none(), "changed since");
        let changing = cache.changing(user(1));
        keep(&cache, user(1));
        assert!(cache.find(user(1), NOW).is_none(), "changing");
        drop(changing);
        keep(&cache, user(1));
        assert!(cache.find(user(1), NOW).is_some());
        drop(cache.changing(user(1)));
        assert!(cache.find(user(1), NOW).is_none(), "changed");
        drop(beside);
        assert!(cache.inner().under_way.is_empty());
    }

    #[test]
    fn what_changes_elsewhere_does_not_matter() {
        let cache = AccountCache::default();
        let reading = cache.reading(user(1));
        let _changing = cache.changing(user(2));
        drop(cache.changing(user(3)));
        reading.keep(none(), NOW);
        assert!(cache.find(user(1), NOW).is_some());
    }
}
