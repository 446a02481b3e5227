//! The linked accounts: sealed keys, and which one a person uses.
//!
//! Owns reading and opening these rows; [`change`] writes them. A key leaves only as [`ApiKey`], an address only as
//! [`Account::email`].

use std::fmt;
use std::sync::OnceLock;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteExecutor, SqliteRow};

use super::{Store, StoreError};
use crate::credentials::ApiKey;
use crate::ids::{AccountId, UserId};
use crate::vault::{Bound, Purpose, Sealed, Vault, VaultError};

mod change;
pub use change::Linked;
pub(super) use change::remove;
mod kept;
pub(super) use kept::AccountCache;

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
#[derive(Clone)]
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

/// Prints neither the address nor the name.
impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
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

/// The rows of one person. Keys are sealed as in the table.
struct Rows {
    all: Vec<Row>,
    current: Option<AccountId>,
}

/// One account.
struct Row {
    id: AccountId,
    key: Sealed,
    email: Option<Sealed>,
    label: Option<Sealed>,
    state: State,
    /// The e-mail address and the label, once they were opened. The key is opened for each use.
    names: OnceLock<(Option<String>, Option<String>)>,
}

impl Store {
    /// The accounts of a person.
    pub async fn accounts(&self, user: UserId) -> Result<Accounts, StoreError> {
        let now = self.clock.now();
        if let Some(rows) = self.kept.find(user, now) {
            return rows.open(&self.vault, user);
        }
        let reading = self.kept.reading(user);
        let rows = Rows::read(&self.readers, user).await?;
        let accounts = rows.open(&self.vault, user)?;
        reading.keep(rows, now);
        Ok(accounts)
    }
}

impl Rows {
    async fn read(from: impl SqliteExecutor<'_>, user: UserId) -> Result<Self, sqlx::Error> {
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
        Ok(Self { all: rows.iter().map(Row::from).collect::<Result<_, _>>()?, current })
    }

    fn open(&self, vault: &Vault, user: UserId) -> Result<Accounts, StoreError> {
        let all = self.all.iter().map(|row| row.open(vault, user)).collect::<Result<_, _>>()?;
        Ok(Accounts { all, current: self.current })
    }
}

impl Row {
    fn from(row: &SqliteRow) -> Result<Self, sqlx::Error> {
        let key_id: String = row.try_get(1)?;
        let sealed = |bytes| Sealed { key_id: key_id.clone(), bytes };
        Ok(Self {
            id: AccountId::new(row.try_get(0)?),
            key: sealed(row.try_get(2)?),
            email: row.try_get::<Option<_>, _>(3)?.map(sealed),
            label: row.try_get::<Option<_>, _>(6)?.map(sealed),
            state: State::parse(row.try_get(4)?),
            names: OnceLock::new(),
        })
    }

    fn open(&self, vault: &Vault, user: UserId) -> Result<Account, VaultError> {
        let open = |purpose, sealed: &Sealed| vault.open_text(bound(purpose, user, self.id), sealed);
        let text = |purpose, sealed: &Option<Sealed>| {
            sealed.as_ref().map(|sealed| open(purpose, sealed).map(|text| text.as_str().to_owned())).transpose()
        };
        let (email, label) = match self.names.get() {
            Some(names) => names.clone(),
            None => {
                let names = (text(Purpose::Email, &self.email)?, text(Purpose::Label, &self.label)?);
                self.names.get_or_init(|| names).clone()
            }
        };
        let key = ApiKey::parse(&open(Purpose::ApiKey, &self.key)?).ok_or(VaultError::Broken)?;
        Ok(Account { id: self.id, key, email, label, state: self.state })
    }
}

/// Whether the ring's key of this id is the one that sealed: tried on a few rows, because one may be damaged. True when it
/// sealed none.
pub(super) async fn opens(from: impl SqliteExecutor<'_>, vault: &Vault, key_id: &str) -> Result<bool, sqlx::Error> {
    const TRIED: i64 = 20;
    let rows = sqlx::query("SELECT user_id, id, api_key FROM accounts WHERE sealed_by = $1 LIMIT $2")
        .bind(key_id)
        .bind(TRIED)
        .fetch_all(from)
        .await?;
    for row in &rows {
        let bound = bound(Purpose::ApiKey, UserId::new(row.try_get(0)?), AccountId::new(row.try_get(1)?));
        if vault.open(bound, &Sealed { key_id: key_id.to_owned(), bytes: row.try_get(2)? }).is_ok() {
            return Ok(true);
        }
    }
    Ok(rows.is_empty())
}

fn bound(purpose: Purpose, user: UserId, id: AccountId) -> Bound {
    Bound { purpose, owner: user.get(), row: id.get() }
}
