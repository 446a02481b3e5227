//! A watch: what is looked at by itself until there is something to tell, for everybody who asked for it.
//!
//! Owns what a look is: one call for all who watch the same thing with the same key, and a comparison for each of them. It
//! must not know when a look is due, or how something is told: that is the engine's (`src/watches.rs`).

use std::sync::Arc;
use std::time::Duration;

use super::named::{Named, to};
use super::row::{Boxed, Kind, Outcome};
use super::trouble::Trouble;
use super::visit::{Arrival, Linked, Visit};
use super::{Drawn, House};
use crate::api::{ApiError, metered};
use crate::link::Link;
use crate::store::{Account, Counted, StoreError, Telling};
use crate::text::{Html, Text};

/// Something that can be watched.
pub trait Watch: Named {
    /// What it is called where watches are counted (`/metrics`).
    const KIND: &'static str;

    /// What a look brings, for all who watch the same.
    type Saw: Send + Sync;

    /// How long until the next look, for a watch that is so old; `None`: nobody looks any longer.
    fn next(age: Duration) -> Option<Duration>;

    /// Asks the API: at most once for all who watch the same with the same key. `seen` is what each of them saw last. An
    /// error means that nothing was seen; it never ends a watch. Must not change anything anywhere.
    fn look(
        visit: &Visit<'_, Linked>,
        at: Self::At,
        seen: &[Option<&[u8]>],
    ) -> impl Future<Output = Result<Self::Saw, Trouble>> + Send;

    /// Compares with what this watch saw last.
    fn compare(at: Self::At, saw: &Self::Saw, seen: Option<&[u8]>) -> Look;

    /// The place of what is watched. It is told when the key is refused: drawing it says so, and asks for a new one.
    fn about(at: Self::At) -> Link;

    /// The place that says that nobody looks any longer.
    fn given_up(at: Self::At) -> Link;

    /// What the place of a notice says, in one line without a call: for a message about several. `told` is that place, or
    /// [`Watch::given_up`]; `seen` is what this watch saw last.
    fn line(text: &Text, at: Self::At, told: &Link, seen: Option<&[u8]>) -> Html;
}

/// What a look means for one watch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Look {
    /// Nothing to tell.
    Same,
    /// This is kept for the next comparison.
    Seen(Vec<u8>),
    /// This place is told, and the watch goes on with what is kept.
    Tell(Vec<u8>, Link),
    /// This place is told, and the watch is over.
    Over(Link),
    /// This is kept, perhaps something is told, and the watch says itself when it looks again.
    Goes(Goes),
}

/// A watch that sets its own pace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goes {
    /// What is kept for the next comparison.
    pub seen: Vec<u8>,
    /// What is told.
    pub tells: Option<Telling>,
    /// How long until the next look.
    pub next: Duration,
    /// What is counted for the history: stored together with what is kept.
    pub counted: Option<Counted>,
}

impl Look {
    /// What it counted for the history.
    pub fn counted(&self) -> Option<Counted> {
        match self {
            Self::Goes(goes) => goes.counted.clone(),
            _ => None,
        }
    }
}

/// Why a look saw nothing.
#[derive(Debug)]
pub enum Unseen {
    /// The key was refused.
    Rejected,
    /// There is no such watch or account any more: it ends.
    Void,
    /// The API did not say; to be asked again, not before this time when it told one.
    Unread(Option<Duration>),
    /// The API answered, and said nothing about it; to be asked again.
    Refused,
}

/// What a look brings, one for each of those that were compared.
pub type Looks<'a> = Boxed<'a, Outcome<Vec<Look>>>;

/// What a notice says in a line: of what is watched, and the place that tells it.
pub type InALine = fn(&Text, &Link, &Link, Option<&[u8]>) -> Option<Html>;

/// The steps of a watch's row: how long until the next look, what a look brings, what is told when nobody can look.
#[derive(Clone, Copy)]
pub struct Steps {
    /// [`Watch::KIND`].
    pub kind: &'static str,
    /// [`Watch::next`].
    pub next: fn(Duration) -> Option<Duration>,
    /// Looks once, and compares with each of these.
    pub look: for<'a> fn(&'a Arrival<'a>, &'a [Option<&'a [u8]>]) -> Looks<'a>,
    /// [`Watch::about`].
    pub about: fn(&Link) -> Option<Link>,
    /// [`Watch::given_up`].
    pub given_up: fn(&Link) -> Option<Link>,
    /// [`Watch::line`].
    pub line: InALine,
}

impl House {
    /// How something is watched; `None` when the link names nothing that can be.
    pub fn watch_of(&self, link: &Link) -> Option<Steps> {
        match self.table.row(link)?.kind {
            Kind::Watch(steps) => Some(steps),
            _ => None,
        }
    }

    /// Looks once with the key of whoever arrives, and compares with what each of several watches saw last. Returns how many
    /// requests it took, too.
    ///
    /// # Errors
    /// When nothing was seen.
    pub async fn look(&self, arrival: &Arrival<'_>, seen: &[Option<&[u8]>]) -> (Result<Vec<Look>, Unseen>, u32) {
        let Some(steps) = self.watch_of(&arrival.link) else { return (Err(Unseen::Void), 0) };
        let (looked, requests) = metered((steps.look)(arrival, seen)).await;
        let looked = looked.result.map_err(|trouble| match trouble {
            Trouble::Rejected(_) | Trouble::Api(ApiError::KeyRejected) => Unseen::Rejected,
            Trouble::Gone | Trouble::NoAccount | Trouble::Stale => Unseen::Void,
            Trouble::Api(ApiError::Busy { retry_after }) => Unseen::Unread(retry_after),
            Trouble::Store(error) => {
                tracing::error!(%error, "a look could not be made");
                Unseen::Unread(None)
            }
            // An answer, though not one about what is watched.
            Trouble::Api(error) if !error.may_pass() => Unseen::Refused,
            Trouble::Api(_) | Trouble::Elsewhere(_) | Trouble::Shown(_) => Unseen::Unread(None),
        });
        (looked, requests)
    }

    /// Draws a place for whoever is told of it. `None` when it could not be read just now: it is told later.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn tell(&self, arrival: &Arrival<'_>) -> Result<Option<Drawn>, StoreError> {
        match self.drawn(arrival).await {
            Ok(drawn) => Ok(Some(drawn)),
            Err(stopped) if matches!(&stopped.trouble, Trouble::Api(error) if error.may_pass()) => Ok(None),
            Err(stopped) => self.fail(&stopped.arrival, stopped.account, stopped.trouble).await.map(Some),
        }
    }
}

/// Where a drawing stopped.
pub(super) struct Stopped<'a> {
    /// Where.
    pub(super) arrival: Arrival<'a>,
    /// With which account.
    pub(super) account: Option<Arc<Account>>,
    /// Why.
    pub(super) trouble: Trouble,
}

impl Visit<'_, Linked> {
    /// Watches something for this person, in their private chat; `silent`: its notices are not heard. To be called where
    /// something is changed: by an act. False when the person has as many watches as one may have.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn watch<W: Watch>(&self, what: W, at: W::At, silent: bool) -> Result<bool, Trouble> {
        self.stored().await?;
        let Some(first) = W::next(Duration::ZERO) else { return Ok(false) };
        let store = self.store();
        Ok(store.start_watch(self.asker.user, self.who.account.id, to(what, at), first, silent).await?)
    }

    /// The same for several things at once. Returns how many are watched from now on: fewer when there is no room for all.
    ///
    /// # Errors
    /// When none was stored.
    pub async fn watch_all(&self, all: &[Link], silent: bool) -> Result<usize, Trouble> {
        self.stored().await?;
        let first = |link: &Link| Some((*link, (self.house.watch_of(link)?.next)(Duration::ZERO)?));
        let all: Vec<(Link, Duration)> = all.iter().filter_map(first).collect();
        Ok(self.store().start_watches(self.asker.user, self.who.account.id, &all, silent).await?)
    }

    /// Ends a watch.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn unwatch<W: Watch>(&self, what: W, at: W::At) -> Result<(), Trouble> {
        self.stored().await?;
        Ok(self.store().end_watch(self.asker.user, self.who.account.id, to(what, at)).await?)
    }

    /// Whether this person watches something with this account.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn watched<W: Watch>(&self, what: W, at: W::At) -> Result<bool, Trouble> {
        let watches = self.store().watches(self.asker.user).await?;
        Ok(watches.contains(&to(what, at).of(self.who.account.id)))
    }
}
