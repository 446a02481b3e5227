//! The digest: once a day, at an hour of the person's choice, what happened, with a chart.
//!
//! Owns the ways between its parts. It is a watch that is due once a day: what it tells is stored before it is sent, so that
//! it comes at least once, and at most twice after a crash.
//!
//! - [`watch`]: reads, and decides whether there is something to tell
//! - [`facts`]: what is told
//! - [`when`]: the moment of the next one
//! - [`room`]: on, off, at which hour, also on quiet days

use crate::frame::{Linked, Named, Place, Shown, Trouble, Visit, named, to};
use crate::ids::UserId;
use crate::link::{Link, Tag, tag};
use crate::store::{Store, StoreError, Watched};

pub mod facts;
pub mod room;
pub use room::{Hours, Room, Set};
pub mod watch;
pub use watch::DigestWatch;
pub mod when;

/// The digest of an account, as its person watches it.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn mine(visit: &Visit<'_>) -> Result<Option<Watched>, Trouble> {
    let account = visit.who.account.id;
    let all = visit.store().watched(visit.asker.user).await?;
    // An account that took the place of another one has its watch, with the other's number.
    Ok(all.into_iter().find(|one| is_digest(&one.link) && one.link.account() == Some(account)))
}

/// Whether that is what a watch looks at.
pub(super) fn is_digest(link: &Link) -> bool {
    named::at::<DigestWatch>(link).is_some()
}

/// Begins the wait for the next digests of a person anew: their clock is another one.
///
/// # Errors
/// When nothing was stored.
pub(super) async fn begin_anew(store: &Store, user: UserId) -> Result<(), StoreError> {
    for one in store.watched(user).await?.iter().filter(|one| is_digest(&one.link)) {
        if let Some(account) = one.link.account() {
            watch::change(store, (user, account), one, |kept| kept.due = None).await?;
        }
    }
    Ok(())
}

/// The digest that the watch has to tell.
pub struct Told;
impl Named for Told {
    const TAG: Tag = tag(b"hd");
    type At = ();
}
impl Place for Told {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let Some(kept) = watch::kept(visit).await? else { return Err(Trouble::Elsewhere(to(Room, ()))) };
        match &kept.told {
            // Nothing was read, so it is not called checked.
            Some(facts) => Err(facts.view(visit).await?.into()),
            None => Err(Trouble::Elsewhere(to(Room, ()))),
        }
    }
}

/// A digest of now.
pub struct Now;
impl Named for Now {
    const TAG: Tag = tag(b"hn");
    type At = ();
}
impl Place for Now {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let now = super::history::hour(visit.now().timestamp_millis());
        let since = watch::kept(visit).await?.and_then(|kept| kept.since).filter(|since| *since < now);
        let facts = facts::Facts::read(visit, since.unwrap_or(now - watch::DAY_HOURS), now + 1).await?;
        visit.proved().await?;
        facts.view(visit).await
    }
}
