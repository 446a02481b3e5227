//! Writing the linked accounts.
//!
//! Owns what linking, naming, choosing and refusing a key does to the rows. Each is one commit.

use sqlx::{AssertSqlSafe, Row as _, Sqlite, Transaction};
use tokio::sync::MutexGuard;

use super::kept::Changing;
use super::{Account, Accounts, MAX_ACCOUNTS, Rows, State, bound};
use crate::crash_point;
use crate::credentials::ApiKey;
use crate::ids::{AccountId, HeldId, UserId};
use crate::link::Link;
use crate::store::{Durability, KeyAlerts, Store, StoreError, Watching, Writer, acts, held, history, teams, watches};
use crate::vault::Purpose;

/// What linking a key did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Linked {
    /// A new account.
    New(AccountId),
    /// The key of an account that was here already with another one.
    Replaced(AccountId),
    /// The key was here already.
    Same(AccountId),
    /// Nothing: this person has as many accounts as one may have.
    TooMany,
}

/// The writer, for a change of one person's accounts: what is cached of them is void from now on until this is dropped.
pub(in crate::store) struct Change<'a> {
    _changing: Changing,
    writer: MutexGuard<'a, Writer>,
}

impl Change<'_> {
    pub(in crate::store) async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
        self.writer.begin().await
    }
}

impl Store {
    /// The only way to the writer for a change of accounts.
    pub(in crate::store) async fn change(
        &self,
        user: UserId,
        durability: Durability,
    ) -> Result<Change<'_>, sqlx::Error> {
        let _changing = self.kept.changing(user);
        Ok(Change { _changing, writer: self.writer(durability).await? })
    }

    /// Links a key and makes its account the current one. It replaces the key of the account with the same address,
    /// or the same key, or else a rejected one that has no address. Survives power loss.
    pub async fn link(
        &self,
        user: UserId,
        key: &ApiKey,
        email: Option<&str>,
        state: State,
    ) -> Result<Linked, StoreError> {
        let mut change = self.change(user, Durability::Power).await?;
        let transaction = change.begin().await?;
        self.link_in(transaction, user, (key, email, state)).await
    }

    /// The same for a login that waited beside the person's lane: only while what it holds is there, which goes in the
    /// same commit. `None` when it is not: the person went on another way, or was erased.
    pub async fn link_held(
        &self,
        user: UserId,
        held: HeldId,
        key: &ApiKey,
        email: Option<&str>,
        state: State,
    ) -> Result<Option<Linked>, StoreError> {
        let mut change = self.change(user, Durability::Power).await?;
        let mut transaction = change.begin().await?;
        if !held::take(&mut *transaction, user, held).await? {
            return Ok(None);
        }
        self.link_in(transaction, user, (key, email, state)).await.map(Some)
    }

    /// Links and commits; where the person has too many accounts nothing is committed.
    async fn link_in(
        &self,
        mut transaction: Transaction<'_, Sqlite>,
        user: UserId,
        (key, email, state): (&ApiKey, Option<&str>, State),
    ) -> Result<Linked, StoreError> {
        let known = self.seen_by(&mut transaction, user).await?.all;
        let twin = known
            .iter()
            .find(|account| email.is_some() && account.email.as_deref() == email)
            .or_else(|| known.iter().find(|account| account.key == *key))
            .or_else(|| known.iter().find(|account| account.email.is_none() && account.state == State::Rejected));
        if twin.is_none() && known.len() >= MAX_ACCOUNTS {
            return Ok(Linked::TooMany);
        }
        let kept_address = twin.filter(|account| account.key == *key).and_then(|account| account.email.as_deref());
        let id = match twin {
            Some(account) => account.id,
            None => self.insert_empty(&mut transaction, user).await?,
        };
        let linked = Account {
            id,
            key: key.clone(),
            email: email.or(kept_address).map(str::to_owned),
            label: twin.and_then(|account| account.label.clone()),
            state,
        };
        self.fill(&mut transaction, user, &linked).await?;
        let twins = twins(&known, id, key, email);
        for twin in &twins {
            watches::adopt(&mut transaction, *twin, id).await?;
            teams::adopt(&mut transaction, *twin, id).await?;
            history::adopt(&mut transaction, *twin, id).await?;
            remove(&mut transaction, user, *twin).await?;
        }
        watches::resume_account(&mut transaction, id, self.clock.now_ms()).await?;
        choose(&mut transaction, user, id).await?;
        transaction.commit().await?;
        self.forget_accounts(user, &twins);
        self.watched.ring();
        Ok(match twin {
            None => Linked::New(id),
            Some(account) if account.key == *key => Linked::Same(id),
            Some(_) => Linked::Replaced(id),
        })
    }

    /// Notes that Bots.Business accepted a key that could not be checked before, and the address it told. An older
    /// account with the same address is replaced by this one.
    pub async fn confirm(&self, user: UserId, account: &Account, email: Option<&str>) -> Result<(), StoreError> {
        let mut change = self.change(user, Durability::Power).await?;
        let mut transaction = change.begin().await?;
        let known = self.seen_by(&mut transaction, user).await?;
        let Some(now) = known.find(account.id).filter(|now| now.key == account.key) else { return Ok(()) };
        let twins = twins(&known.all, account.id, &account.key, email);
        let email = email.map(str::to_owned).or(now.email.clone());
        let confirmed = Account { state: State::Checked, email, ..now.clone() };
        self.fill(&mut transaction, user, &confirmed).await?;
        if known.current().is_some_and(|current| twins.contains(&current.id)) {
            choose(&mut transaction, user, account.id).await?;
        }
        for twin in &twins {
            watches::adopt(&mut transaction, *twin, account.id).await?;
            history::adopt(&mut transaction, *twin, account.id).await?;
            remove(&mut transaction, user, *twin).await?;
        }
        transaction.commit().await?;
        self.forget_accounts(user, &twins);
        Ok(())
    }

    /// Puts a key that Bots.Business made in the place of the one it replaces, and ends the act `by` which asked for
    /// it: one commit that survives power loss. What is watched goes on with the new key. False when the account is no
    /// longer there.
    ///
    /// # Errors
    /// When it was not stored: the old key is still the one that is kept.
    pub async fn renew_key(
        &self,
        user: UserId,
        account: AccountId,
        key: &ApiKey,
        by: Link,
    ) -> Result<bool, StoreError> {
        crash_point!("key-made");
        let mut change = self.change(user, Durability::Power).await?;
        let mut transaction = change.begin().await?;
        let known = self.seen_by(&mut transaction, user).await?;
        let Some(now) = known.find(account) else { return Ok(false) };
        let renewed = Account { key: key.clone(), state: State::Checked, ..now.clone() };
        self.fill(&mut transaction, user, &renewed).await?;
        watches::resume_account(&mut transaction, account, self.clock.now_ms()).await?;
        acts::end_sent(&mut transaction, user, by, self.clock.now_ms()).await?;
        transaction.commit().await?;
        crash_point!("key-stored");
        self.watched.ring();
        Ok(true)
    }

    /// Notes that Bots.Business refused a key, unless another one was linked meanwhile. What is watched with it rests.
    pub async fn reject(&self, user: UserId, account: &Account) -> Result<(), StoreError> {
        self.rejected(user, account, None).await
    }

    /// The same, seen by a look that nobody waits for: its person is told by `link`, once for all watches of the account.
    pub async fn reject_watched(&self, account: &Account, by: &Watching, link: Link) -> Result<(), StoreError> {
        self.rejected(by.user, account, Some((by, link))).await?;
        self.watched.ring();
        Ok(())
    }

    async fn rejected(
        &self,
        user: UserId,
        account: &Account,
        seen_by: Option<(&Watching, Link)>,
    ) -> Result<(), StoreError> {
        let mut change = self.change(user, Durability::Process).await?;
        let mut transaction = change.begin().await?;
        if self.seen_by(&mut transaction, user).await?.holds(account) {
            sqlx::query("UPDATE accounts SET state = $1 WHERE id = $2")
                .bind(State::Rejected.name())
                .bind(account.id.get())
                .execute(&mut *transaction)
                .await?;
            let rests = watches::pause_account(&mut transaction, account.id).await?;
            let wants = self.settings(user).key_alerts;
            if let Some((watching, link)) = seen_by.filter(|_| rests && wants != KeyAlerts::Off) {
                let silent = wants == KeyAlerts::Silent;
                let telling = watches::Telling { silent, ..watches::Telling::urgent(link) };
                watches::tell(&mut transaction, watching, telling, self.clock.now_ms()).await?;
            }
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Makes an account the current one. Returns false when the person has no such account.
    pub async fn use_account(&self, user: UserId, id: AccountId) -> Result<bool, StoreError> {
        let mut change = self.change(user, Durability::Process).await?;
        let mut transaction = change.begin().await?;
        let mine = sqlx::query("SELECT 1 FROM accounts WHERE id = $1 AND user_id = $2")
            .bind(id.get())
            .bind(user.get())
            .fetch_optional(&mut *transaction)
            .await?;
        if mine.is_some() {
            choose(&mut transaction, user, id).await?;
            transaction.commit().await?;
        }
        Ok(mine.is_some())
    }

    /// Gives an account a name. Returns false when the person has no such account.
    pub async fn rename(&self, user: UserId, id: AccountId, label: &str) -> Result<bool, StoreError> {
        let mut change = self.change(user, Durability::Process).await?;
        let mut transaction = change.begin().await?;
        let known = self.seen_by(&mut transaction, user).await?;
        let Some(account) = known.find(id) else { return Ok(false) };
        let named = Account { label: Some(label.to_owned()), ..account.clone() };
        self.fill(&mut transaction, user, &named).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// The mirrors follow what was removed; to be called once it is committed.
    pub(in crate::store) fn forget_accounts(&self, user: UserId, removed: &[AccountId]) {
        for account in removed {
            self.questions.forget_account(user, *account);
            self.followed.forget_account(user, *account);
        }
    }

    /// Seals one account with the current key.
    pub(in crate::store) async fn reseal_account(&self, user: UserId, id: AccountId) -> Result<(), StoreError> {
        let mut change = self.change(user, Durability::Power).await?;
        let mut transaction = change.begin().await?;
        if let Some(account) = self.seen_by(&mut transaction, user).await?.find(id) {
            self.fill(&mut transaction, user, account).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    async fn insert_empty(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        user: UserId,
    ) -> Result<AccountId, sqlx::Error> {
        let row = sqlx::query(
            "INSERT INTO accounts (user_id, sealed_by, api_key, state, linked_at) VALUES ($1, '', x'', '', $2) RETURNING id",
        )
        .bind(user.get())
        .bind(self.clock.now_ms())
        .fetch_one(&mut **transaction)
        .await?;
        Ok(AccountId::new(row.try_get(0)?))
    }

    /// Seals an account's row anew, all of it by one key. Its number is bound into the seals, so the row is there first.
    async fn fill(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        user: UserId,
        account: &Account,
    ) -> Result<(), StoreError> {
        let id = account.id;
        let seal = |purpose, text: &str| self.vault.seal(bound(purpose, user, id), text.as_bytes());
        let key = seal(Purpose::ApiKey, account.key.expose())?;
        let email = account.email.as_deref().map(|email| seal(Purpose::Email, email)).transpose()?;
        let label = account.label.as_deref().map(|label| seal(Purpose::Label, label)).transpose()?;
        sqlx::query(
            "UPDATE accounts SET sealed_by = $1, api_key = $2, email = $3, label = $4, state = $5 WHERE id = $6",
        )
        .bind(key.key_id)
        .bind(key.bytes)
        .bind(email.map(|sealed| sealed.bytes))
        .bind(label.map(|sealed| sealed.bytes))
        .bind(account.state.name())
        .bind(id.get())
        .execute(&mut **transaction)
        .await?;
        Ok(())
    }

    /// What the transaction sees, itself included.
    async fn seen_by(&self, transaction: &mut Transaction<'_, Sqlite>, user: UserId) -> Result<Accounts, StoreError> {
        Rows::read(&mut **transaction, user).await?.open(&self.vault, user)
    }
}

async fn choose(transaction: &mut Transaction<'_, Sqlite>, user: UserId, id: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO current_accounts (user_id, account_id) VALUES ($1, $2)
         ON CONFLICT (user_id) DO UPDATE SET account_id = excluded.account_id",
    )
    .bind(user.get())
    .bind(id.get())
    .execute(&mut **transaction)
    .await?;
    Ok(())
}

/// The other accounts that have the same key or the same address as the one that stays.
fn twins(known: &[Account], stays: AccountId, key: &ApiKey, email: Option<&str>) -> Vec<AccountId> {
    let same = |account: &&Account| account.key == *key || (email.is_some() && account.email.as_deref() == email);
    known.iter().filter(|account| account.id != stays).filter(same).map(|account| account.id).collect()
}

/// The tables whose links name an account, and whose rows go along with it.
const LINKED: [&str; 3] = ["acts", "questions", "follow_ups"];

/// Removes an account with what hangs on it, and what was asked, done and followed with it; nothing when it is not this
/// person's. The mirrors are to follow once it is committed.
pub(in crate::store) async fn remove(
    transaction: &mut Transaction<'_, Sqlite>,
    user: UserId,
    id: AccountId,
) -> Result<(), sqlx::Error> {
    for table in LINKED {
        // The row's form of a link: tag, account, numbers.
        let delete = format!(
            "DELETE FROM {table} WHERE user_id = $1 AND (link LIKE '__ ' || $2 OR link LIKE '__ ' || $2 || ' %')"
        );
        sqlx::query(AssertSqlSafe(delete)).bind(user.get()).bind(id.get()).execute(&mut **transaction).await?;
    }
    sqlx::query("DELETE FROM accounts WHERE id = $1 AND user_id = $2")
        .bind(id.get())
        .bind(user.get())
        .execute(&mut **transaction)
        .await?;
    Ok(())
}
