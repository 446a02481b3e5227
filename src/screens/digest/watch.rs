//! The watch behind the digest: due once a day, reads once, and tells where something happened.
//!
//! Owns what is remembered between two digests. A digest that could not be read in its hour is read some minutes later; one
//! that is half a day late is left to the next day, which then tells of both.

use std::time::Duration;

use chrono::DateTime;
use serde::{Deserialize, Serialize};

use super::facts::Facts;
use super::room::Room;
use super::{Now, Told, when};
use crate::frame::{Goes, Linked, Look, Named, Trouble, Visit, Watch, to};
use crate::html;
use crate::ids::{AccountId, UserId};
use crate::link::{Link, Tag, tag};
use crate::screens::history::hour;
use crate::store::{Store, StoreError, Telling, Watched};
use crate::text::{Html, Text};

/// The first look only finds out when the first digest is due; one that failed is made again after this.
const FIRST: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_secs(10 * 60);
/// So late it is left to the next day, ms.
const LATE: i64 = 12 * 60 * 60 * 1000;
/// A first digest tells of so many hours.
pub(super) const DAY_HOURS: i64 = 24;
/// The hour that is offered.
pub(super) const NINE: u8 = 9;

/// What is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Kept {
    /// The hour of the day.
    pub hour: u8,
    /// Whether it comes also where nothing happened.
    pub quiet_days: bool,
    /// When the next one is due, ms since 1970 UTC; none while that is to be found out.
    pub due: Option<i64>,
    /// From which hour on the next one tells.
    pub since: Option<i64>,
    /// What was found last: it is told, or compared with.
    pub told: Option<Facts>,
}

impl Default for Kept {
    fn default() -> Self {
        Self { hour: NINE, quiet_days: false, due: None, since: None, told: None }
    }
}

impl Kept {
    fn read(bytes: Option<&[u8]>) -> Self {
        bytes.and_then(|bytes| serde_json::from_slice(bytes).ok()).unwrap_or_default()
    }

    fn bytes(&self) -> Vec<u8> {
        // Texts and numbers are always JSON.
        serde_json::to_vec(self).unwrap_or_default()
    }
}

/// What the watch of this account remembers; none where there is no such watch.
pub(super) async fn kept(visit: &Visit<'_>) -> Result<Option<Kept>, Trouble> {
    let Some(mine) = super::mine(visit).await? else { return Ok(None) };
    let seen = visit.store().last_seen(visit.asker.user, visit.who.account.id, mine.link).await?;
    Ok(Some(Kept::read(seen.as_deref())))
}

/// Changes what a watch remembers, and lets it look at once.
pub(super) async fn change(
    store: &Store,
    (user, account): (UserId, AccountId),
    mine: &Watched,
    change: impl FnOnce(&mut Kept),
) -> Result<(), StoreError> {
    let changed = |seen: Option<&[u8]>| {
        let mut kept = Kept::read(seen);
        change(&mut kept);
        kept.bytes()
    };
    if store.change_seen(user, account, mine.link, changed).await? {
        store.start_watch(user, account, mine.link, FIRST, mine.silent).await?;
    }
    Ok(())
}

/// What a look brings.
pub enum Saw {
    /// It is not due before this, ms since 1970 UTC.
    Early {
        /// Now.
        now: i64,
        /// When it is.
        due: i64,
    },
    /// It is due.
    Due {
        /// Now.
        now: i64,
        /// When the next one is.
        next: i64,
        /// What is told.
        facts: Box<Facts>,
    },
}

/// The digest of an account, which is in the link so that those of different accounts are looked at apart.
#[derive(Clone, Copy)]
pub struct DigestWatch;
impl Named for DigestWatch {
    const TAG: Tag = tag(b"hw");
    type At = (AccountId,);
}
impl Watch for DigestWatch {
    const KIND: &'static str = "digest";

    type Saw = Saw;

    fn next(age: Duration) -> Option<Duration> {
        Some(if age < FIRST { FIRST } else { AGAIN })
    }

    async fn look(visit: &Visit<'_, Linked>, _: Self::At, seen: &[Option<&[u8]>]) -> Result<Saw, Trouble> {
        let (user, now) = (visit.asker.user, visit.now());
        // Its person and account alone have this watch.
        let kept = Kept::read(seen.first().copied().flatten());
        let zone = visit.store().settings(user).zone;
        let zone = zone.as_deref().and_then(|zone| zone.parse().ok());
        let next = when::next(now, zone, kept.hour, user).timestamp_millis();
        let now = now.timestamp_millis();
        match kept.due {
            Some(due) if due > now => Ok(Saw::Early { now, due }),
            Some(due) if now - due < LATE => {
                let until = hour(now);
                let facts = Facts::read(visit, kept.since.unwrap_or(until - DAY_HOURS), until).await?;
                Ok(Saw::Due { now, next, facts: Box::new(facts) })
            }
            _ => Ok(Saw::Early { now, due: next }),
        }
    }

    fn compare(_: Self::At, saw: &Saw, seen: Option<&[u8]>) -> Look {
        let mut kept = Kept::read(seen);
        let (now, due) = match saw {
            Saw::Early { now, due } | Saw::Due { now, next: due, .. } => (*now, *due),
        };
        kept.due = Some(due);
        let mut tells = None;
        if let Saw::Due { facts, .. } = saw {
            let worth = kept.quiet_days || facts.is_news(kept.told.as_ref());
            tells = worth.then(|| Telling::silent(to(Told, ())));
            kept.since = Some(facts.until);
            kept.told = Some(Facts::clone(facts));
        }
        let next = Duration::from_millis(u64::try_from(due - now).unwrap_or(0)).max(FIRST);
        Look::Goes(Goes { seen: kept.bytes(), tells, next, counted: None })
    }

    fn about(_: Self::At) -> Link {
        to(Now, ())
    }

    fn given_up(_: Self::At) -> Link {
        to(Room, ())
    }

    fn line(text: &Text, _: Self::At, _: &Link, _: Option<&[u8]>) -> Html {
        html!(text, "gathered-digest")
    }
}

/// When a moment of the watch is, as sentences take it.
pub(super) fn moment(ms: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}
