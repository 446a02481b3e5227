//! The rows of people who asked a moment ago, sealed as they are in the table.
//!
//! Owns a copy that is never older than the last change made here, and never older than a minute where another process
//! made it. It must not hold anything opened: a key is in clear text only while it is used.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};

use super::Rows;
use crate::ids::UserId;

/// How long rows are kept.
const LIFETIME: TimeDelta = TimeDelta::seconds(60);
/// Most people whose rows are kept, at about 400 bytes each.
const MANY: usize = 10_000;

/// The rows kept. Clones share them.
#[derive(Clone, Default)]
pub(in crate::store) struct Kept(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    by_user: HashMap<UserId, (DateTime<Utc>, Arc<Rows>)>,
    changes: u64,
    /// Changes under way.
    changing: u32,
}

/// When a reading began: rows that changed meanwhile are not kept.
pub(super) struct Reading(u64);

/// Rows of this person are about to change. They are not kept while this lives, however it ends.
pub(in crate::store) struct Changing {
    kept: Kept,
    user: UserId,
}

impl Kept {
    /// The rows of a person, when they were read less than a minute ago.
    pub(super) fn find(&self, user: UserId, now: DateTime<Utc>) -> Option<Arc<Rows>> {
        let inner = self.inner();
        let (read, rows) = inner.by_user.get(&user)?;
        is_fresh(*read, now).then(|| Arc::clone(rows))
    }

    /// To be called before rows are read that may be kept.
    pub(super) fn reading(&self) -> Reading {
        Reading(self.inner().changes)
    }

    /// Keeps rows, unless anything changed since their reading began.
    pub(super) fn keep(&self, reading: Reading, user: UserId, rows: Rows, now: DateTime<Utc>) {
        let mut inner = self.inner();
        if inner.changes != reading.0 || inner.changing > 0 {
            return;
        }
        if inner.by_user.len() >= MANY {
            inner.by_user.retain(|_, (read, _)| is_fresh(*read, now));
        }
        if inner.by_user.len() < MANY {
            inner.by_user.insert(user, (now, Arc::new(rows)));
        }
    }

    /// To be called before rows of a person change, and held until they have.
    pub(in crate::store) fn changing(&self, user: UserId) -> Changing {
        let mut inner = self.inner();
        inner.changing += 1;
        inner.by_user.remove(&user);
        Changing { kept: self.clone(), user }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Changing {
    fn drop(&mut self) {
        let mut inner = self.kept.inner();
        inner.changing -= 1;
        inner.changes += 1;
        inner.by_user.remove(&self.user);
    }
}

/// A clock that was set back makes nothing last longer.
fn is_fresh(read: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    (TimeDelta::zero()..LIFETIME).contains(&(now - read))
}
