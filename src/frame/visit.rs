//! Who asks for something, where, and what they were let in to.
//!
//! Owns admission: a [`Linked`] visit has an account and its key by type. A visit never knows a chat's number or
//! another person's account.

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::House;
use super::named::{Named, to};
use super::trouble::Trouble;
use crate::api::{Api, ApiError};
use crate::credentials::ApiKey;
use crate::html;
use crate::ids::{ActId, MessageId, NoteId, UpdateId, UserId};
use crate::link::Link;
use crate::store::{Account, Accounts, Deferred, Pending, State, Store, StoreError, StoredAct};
use crate::text::{Html, Text};

/// How long the check of a key that could not be checked before may hold up the place behind it.
const CHECK_TIMEOUT: Duration = Duration::from_secs(2);

/// Who asks, and where.
#[derive(Clone)]
pub struct Asker {
    /// The person.
    pub user: UserId,
    /// Whether nobody else reads the answer.
    pub private: bool,
    /// The language they read.
    pub text: Text,
}

/// Seconds between the visits of a follow-up; it ends with the last of them.
pub type Rhythm = &'static [u64];

/// The update that asks.
#[derive(Clone, Copy)]
pub struct Cause<'a> {
    /// Its number.
    pub update: UpdateId,
    /// When it was accepted, ms since 1970 UTC.
    pub accepted_at: i64,
    /// Whether its row is stored. A place may be drawn before; all else waits for it.
    pub stored: &'a Pending,
}

impl Cause<'_> {
    /// Waits until the update's row is stored.
    ///
    /// # Errors
    /// [`StoreError::NotNew`] when nothing may be done for it.
    pub async fn stored(&self) -> Result<(), StoreError> {
        self.stored.stored(self.update).await
    }
}

/// Somebody at a door: made by the router from an update, and by the clock of the follow-ups from a row.
#[derive(Clone)]
pub struct Arrival<'a> {
    /// What the places draw from.
    pub house: &'a House,
    /// Who.
    pub asker: &'a Asker,
    /// Where to.
    pub link: Link,
    /// Words that were typed with it, such as a command's arguments.
    pub words: &'a str,
    /// The update, when there is one.
    pub cause: Option<Cause<'a>>,
    /// The message whose button was pressed.
    pub on: Option<MessageId>,
    /// Whether the answer is a message of its own: what was pressed stays as it is.
    pub below: bool,
    /// The place to offer once a prompt is answered.
    pub back: Option<Link>,
    /// How often the place was visited by itself since the press.
    pub looks: u16,
}

impl<'a> Arrival<'a> {
    /// One that no update asks for, and that nothing was typed or pressed for.
    pub fn by_itself(house: &'a House, asker: &'a Asker, link: Link) -> Self {
        Self { house, asker, link, words: "", cause: None, on: None, below: false, back: None, looks: 0 }
    }

    /// Waits until the row of the update that asks is stored, if one asks.
    ///
    /// # Errors
    /// [`StoreError::NotNew`] when nothing may be done for it.
    pub async fn stored(&self) -> Result<(), StoreError> {
        match self.cause {
            Some(cause) => cause.stored().await,
            None => Ok(()),
        }
    }
}

/// Somebody who was let in.
pub struct Visit<'a, W = Linked> {
    arrival: &'a Arrival<'a>,
    /// What they were let in as.
    pub who: W,
}

/// Whoever it is.
pub struct Anyone;

/// Somebody with a linked account.
pub struct Linked {
    /// The account of the link, else the current one.
    pub account: Arc<Account>,
    /// All accounts of the person.
    pub accounts: Accounts,
}

/// What a visitor has to be.
pub trait Who: Sized + Send + Sync {
    /// Whether places for such visitors read the API: they get Refresh and the time of their reading.
    const READS: bool;
    /// Lets somebody in.
    ///
    /// # Errors
    /// [`Trouble::NoAccount`] without a linked account, [`Trouble::Gone`] when the link's account is no longer there.
    fn admit(at: &Arrival<'_>) -> impl Future<Output = Result<Self, Trouble>> + Send;
    /// The account whose key is used.
    fn account(&self) -> Option<&Arc<Account>>;
    /// Which account it is, where the person has several and nobody else reads.
    fn line(&self, asker: &Asker) -> Option<Html>;
}

impl Who for Anyone {
    const READS: bool = false;

    async fn admit(_: &Arrival<'_>) -> Result<Self, Trouble> {
        Ok(Self)
    }

    fn account(&self) -> Option<&Arc<Account>> {
        None
    }

    fn line(&self, _: &Asker) -> Option<Html> {
        None
    }
}

impl Who for Linked {
    const READS: bool = true;

    async fn admit(at: &Arrival<'_>) -> Result<Self, Trouble> {
        let accounts = at.house.store.accounts(at.asker.user).await?;
        let account = match at.link.account() {
            Some(id) => accounts.find(id).ok_or(Trouble::Gone)?.clone(),
            None => accounts.current().ok_or(Trouble::NoAccount)?.clone(),
        };
        let account = if account.state == State::Unchecked { checked(at, account).await? } else { account };
        Ok(Self { account: account.into(), accounts })
    }

    fn account(&self) -> Option<&Arc<Account>> {
        Some(&self.account)
    }

    fn line(&self, asker: &Asker) -> Option<Html> {
        let several = asker.private && self.accounts.all.len() > 1;
        several.then(|| html!(asker.text, "account-used", account = asker.name(&self.account)))
    }
}

/// The first use of a key that could not be checked is a chance to check it and to learn the account's address.
async fn checked(at: &Arrival<'_>, account: Account) -> Result<Account, Trouble> {
    let asked = tokio::time::timeout(CHECK_TIMEOUT, at.house.api.user(&account.key)).await;
    match asked {
        Ok(Ok(user)) => {
            let email = user.email.map(|email| email.shown(&account.key));
            at.house.store.confirm(at.asker.user, &account, email.as_deref()).await?;
            Ok(Account { state: State::Checked, email, ..account })
        }
        Ok(Err(ApiError::KeyRejected)) => Err(Trouble::Rejected(Box::new(account))),
        // Everything else says nothing about the key.
        Ok(Err(_)) | Err(_) => Ok(account),
    }
}

impl<'a, W> Deref for Visit<'a, W> {
    type Target = Arrival<'a>;

    fn deref(&self) -> &Arrival<'a> {
        self.arrival
    }
}

impl<'a, W: Who> Visit<'a, W> {
    pub(super) async fn admit(arrival: &'a Arrival<'a>) -> Result<Self, Trouble> {
        Ok(Self { who: W::admit(arrival).await?, arrival })
    }
}

impl Arrival<'_> {
    /// The words of the person's language.
    pub fn text(&self) -> &Text {
        &self.asker.text
    }

    /// The API.
    pub fn api(&self) -> &Api {
        &self.house.api
    }

    /// The store.
    pub fn store(&self) -> &Store {
        &self.house.store
    }

    /// The time.
    pub fn now(&self) -> DateTime<Utc> {
        self.house.clock.now()
    }

    /// The time until the place is to be visited again; none after the rhythm's last.
    pub fn next(&self, rhythm: Rhythm) -> Option<Duration> {
        rhythm.get(usize::from(self.looks)).copied().map(Duration::from_secs)
    }

    /// Whether this person wants to hear nothing that they did not ask for: what [`Visit::watch`] takes.
    pub fn silent(&self) -> bool {
        self.house.store.settings(self.asker.user).silent
    }

    /// An act of this person; `None` when it is no longer stored.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn act(&self, act: ActId) -> Result<Option<StoredAct>, Trouble> {
        Ok(self.house.store.act(self.asker.user, act).await?)
    }

    /// Stores words for links to them.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn note(&self, words: &str) -> Result<NoteId, Trouble> {
        Ok(self.house.store.note(self.asker.user, words).await?)
    }

    /// The words of a note; [`Trouble::Stale`] when they are no longer stored.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn noted(&self, note: NoteId) -> Result<String, Trouble> {
        self.house.store.noted(self.asker.user, note).await?.ok_or(Trouble::Stale)
    }

    /// The words of a note, where a link has one.
    ///
    /// # Errors
    /// As [`Self::noted`].
    pub async fn perhaps_noted(&self, note: Option<NoteId>) -> Result<Option<String>, Trouble> {
        match note {
            Some(note) => self.noted(note).await.map(Some),
            None => Ok(None),
        }
    }
}

impl Visit<'_> {
    /// Another place of this account is meant.
    pub fn elsewhere<N: Named>(&self, place: N, at: N::At) -> Trouble {
        Trouble::Elsewhere(to(place, at).of(self.who.account.id))
    }

    /// The key of the account.
    pub fn key(&self) -> &ApiKey {
        &self.who.account.key
    }

    /// Notes that the API answered with this key: one that could not be checked before is right.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn proved(&self) -> Result<(), Trouble> {
        if self.who.account.state == State::Unchecked {
            self.house.store.confirm(self.asker.user, &self.who.account, None).await?;
        }
        Ok(())
    }

    /// Offers this link again as what the person asked for last.
    pub fn remember(&self, link: Link) {
        let (user, account) = (self.asker.user, self.who.account.id);
        self.house.store.defer(Deferred::Recent { user, account, link: link.of(account) });
    }
}
