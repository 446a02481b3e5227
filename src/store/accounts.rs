//! The linked accounts: sealed keys, and which one a person uses.
//!
//! Owns sealing and opening of these rows. A key leaves only as [`ApiKey`], an address only as [`Account::email`].

use sqlx::sqlite::{SqliteExecutor, SqliteRow};
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Durability, Store, StoreError};
use crate::credentials::ApiKey;
use crate::ids::{AccountId, UserId};
use crate::vault::{Bound, Purpose, Sealed, Vault, VaultError};

/// Most accounts that one person can link.
pub const MAX_ACCOUNTS: usize = 10;

/// What is known of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Bots.Business accepted it.
    Checked,
    /// Bots.Business could not say when it was linked.
    Unchecked,
    /// Bots.Business refused it.
    Rejected,
}

impl State {
    /// As the table keeps it, and as the catalogue's sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Checked => "checked",
            Self::Unchecked => "unchecked",
            Self::Rejected => "rejected",
        }
    }

    /// Rows of a newer version with another word are read as not checked.
    fn parse(name: &str) -> Self {
        match name {
            "checked" => Self::Checked,
            "rejected" => Self::Rejected,
            _ => Self::Unchecked,
        }
    }
}

/// One linked account, opened.
#[derive(Debug, Clone)]
pub struct Account {
    /// Its number here.
    pub id: AccountId,
    /// Its key.
    pub key: ApiKey,
    /// Its e-mail address, when Bots.Business told it. Shown masked only.
    pub email: Option<String>,
    /// The name that its owner gave it.
    pub label: Option<String>,
    /// What is known of the key.
    pub state: State,
}

/// The accounts of one person, in the order they were linked.
#[derive(Debug, Clone)]
pub struct Accounts {
    /// All of them.
    pub all: Vec<Account>,
    current: Option<AccountId>,
}

impl Accounts {
    /// The one in use: the chosen one, else the first.
    pub fn current(&self) -> Option<&Account> {
        self.current.and_then(|id| self.find(id)).or(self.all.first())
    }

    /// One of them by its number.
    pub fn find(&self, id: AccountId) -> Option<&Account> {
        self.all.iter().find(|account| account.id == id)
    }

    /// Whether an account still has the key that it had when it was read.
    fn holds(&self, account: &Account) -> bool {
        self.find(account.id).is_some_and(|now| now.key == account.key)
    }
}

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

impl Store {
    /// The accounts of a person.
    ///
    /// # Errors
    /// When the database does not answer, or a row does not open.
    pub async fn accounts(&self, user: UserId) -> Result<Accounts, StoreError> {
        self.read_accounts(&self.readers, user).await
    }

    async fn read_accounts(&self, from: impl SqliteExecutor<'_>, user: UserId) -> Result<Accounts, StoreError> {
        let rows = sqlx::query(
            "SELECT a.id, a.sealed_by, a.api_key, a.email, a.state, c.account_id, a.label
             FROM accounts a LEFT JOIN current_accounts c ON c.user_id = a.user_id
             WHERE a.user_id = $1 ORDER BY a.id",
        )
        .bind(user.get())
        .fetch_all(from)
        .await?;
        let current = match rows.first() {
            Some(row) => row.try_get::<Option<i64>, _>(5)?.map(AccountId::new),
            None => None,
        };
        let all = rows.iter().map(|row| self.open_account(user, row)).collect::<Result<_, _>>()?;
        Ok(Accounts { all, current })
    }

    /// Links a key and makes its account the current one. It replaces the key of the account with the same address,
    /// or the same key, or else a rejected one that has no address. Survives power loss.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn link(
        &self,
        user: UserId,
        key: &ApiKey,
        email: Option<&str>,
        state: State,
    ) -> Result<Linked, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let known = self.read_accounts(&mut *transaction, user).await?.all;
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
        remove(&mut transaction, &twins(&known, id, key, email)).await?;
        choose(&mut transaction, user, id).await?;
        transaction.commit().await?;
        Ok(match twin {
            None => Linked::New(id),
            Some(account) if account.key == *key => Linked::Same(id),
            Some(_) => Linked::Replaced(id),
        })
    }

    /// Notes that Bots.Business accepted a key that could not be checked before, and the address it told. An older
    /// account with the same address is replaced by this one.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn confirm(&self, user: UserId, account: &Account, email: Option<&str>) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let known = self.read_accounts(&mut *transaction, user).await?;
        let Some(now) = known.find(account.id).filter(|now| now.key == account.key) else { return Ok(()) };
        let twins = twins(&known.all, account.id, &account.key, email);
        let email = email.map(str::to_owned).or(now.email.clone());
        let confirmed = Account { state: State::Checked, email, ..now.clone() };
        self.fill(&mut transaction, user, &confirmed).await?;
        if known.current().is_some_and(|current| twins.contains(&current.id)) {
            choose(&mut transaction, user, account.id).await?;
        }
        remove(&mut transaction, &twins).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Notes that Bots.Business refused a key, unless another one was linked meanwhile.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn reject(&self, user: UserId, account: &Account) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        if self.read_accounts(&mut *transaction, user).await?.holds(account) {
            sqlx::query("UPDATE accounts SET state = $1 WHERE id = $2")
                .bind(State::Rejected.name())
                .bind(account.id.get())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Makes an account the current one. Returns false when the person has no such account.
    ///
    /// # Errors
    /// When the choice was not stored.
    pub async fn use_account(&self, user: UserId, id: AccountId) -> Result<bool, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
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
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn rename(&self, user: UserId, id: AccountId, label: &str) -> Result<bool, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let known = self.read_accounts(&mut *transaction, user).await?;
        let Some(account) = known.find(id) else { return Ok(false) };
        let named = Account { label: Some(label.to_owned()), ..account.clone() };
        self.fill(&mut transaction, user, &named).await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Seals one account with the current key.
    pub(super) async fn reseal_account(&self, user: UserId, id: AccountId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        if let Some(account) = self.read_accounts(&mut *transaction, user).await?.find(id) {
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

    fn open_account(&self, user: UserId, row: &SqliteRow) -> Result<Account, StoreError> {
        let id = AccountId::new(row.try_get(0)?);
        let key_id: String = row.try_get(1)?;
        let sealed_key = Sealed { key_id: key_id.clone(), bytes: row.try_get(2)? };
        let key = self.vault.open_text(bound(Purpose::ApiKey, user, id), &sealed_key)?;
        let text = |purpose, bytes: Option<Vec<u8>>| {
            bytes
                .map(|bytes| {
                    let sealed = Sealed { key_id: key_id.clone(), bytes };
                    self.vault.open_text(bound(purpose, user, id), &sealed).map(|text| text.as_str().to_owned())
                })
                .transpose()
        };
        Ok(Account {
            id,
            key: ApiKey::parse(&key).ok_or(VaultError::Broken)?,
            email: text(Purpose::Email, row.try_get(3)?)?,
            label: text(Purpose::Label, row.try_get(6)?)?,
            state: State::parse(row.try_get(4)?),
        })
    }
}

/// Whether the ring's key of this id is the one that sealed: tried on one row. True when it sealed none.
pub(super) async fn opens(from: impl SqliteExecutor<'_>, vault: &Vault, key_id: &str) -> Result<bool, sqlx::Error> {
    let row = sqlx::query("SELECT user_id, id, api_key FROM accounts WHERE sealed_by = $1 LIMIT 1")
        .bind(key_id)
        .fetch_optional(from)
        .await?;
    let Some(row) = row else { return Ok(true) };
    let bound = bound(Purpose::ApiKey, UserId::new(row.try_get(0)?), AccountId::new(row.try_get(1)?));
    Ok(vault.open(bound, &Sealed { key_id: key_id.to_owned(), bytes: row.try_get(2)? }).is_ok())
}

fn bound(purpose: Purpose, user: UserId, id: AccountId) -> Bound {
    Bound { purpose, owner: user.get(), row: id.get() }
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

async fn remove(transaction: &mut Transaction<'_, Sqlite>, ids: &[AccountId]) -> Result<(), sqlx::Error> {
    for id in ids {
        sqlx::query("DELETE FROM accounts WHERE id = $1").bind(id.get()).execute(&mut **transaction).await?;
    }
    Ok(())
}
