//! SQLite: opens, migrates, and hands out one writer and a few readers.
//!
//! Owns every SQL statement of the crate, one file per group of tables. It must not know Telegram or the API; what
//! is secret goes through the vault before it gets here and after it leaves.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, Row as _, Sqlite, Transaction};
use tokio::sync::{Mutex, MutexGuard};

use crate::clock::Clock;
use crate::input::{self, Unread};
use crate::vault::{Vault, VaultError};

mod inbox;
pub use inbox::{Accepted, Inbox, Pending, Storing, Waiting};
mod accounts;
pub use accounts::{Account, Accounts, Linked, MAX_ACCOUNTS, State};
mod questions;
pub use questions::Question;
use questions::Questions;
mod acts;
pub use acts::{ActState, Begun, Claimed, End, NewAct, StoredAct};
mod erase;
pub use erase::{Erased, Erasure, OF_A_PERSON};
mod drafts;
pub use drafts::{LastVersion, OfCommand, StoredDraft, StoredVersion};
mod follow_ups;
pub use follow_ups::FollowUp;
mod held;
mod jobs;
pub use jobs::{ClaimedStep, JobBegun, JobState, JobStep, NewJob, OfBot, Rests, StoredJob, StoredStep, Working};
mod lock;
pub use lock::{Claim, Holder, Lock, can_lock, holder};
mod lessons;
pub use lessons::StoredLesson;
mod notes;
mod recent;
mod reseal;
mod rest;
pub use rest::Rest;
mod reveals;
pub use reveals::Revealed;
mod schema;
pub use schema::Schema;
mod settings;
pub use settings::{KeyAlerts, Settings};
mod shown;
mod shut_out;
pub use shown::{Asking, Ties};
mod announcements;
pub use announcements::{Announced, Announcement, Heard};
mod deferred;
pub use deferred::Deferred;
mod health;
mod history;
pub use history::{Counted, HOUR_MS, Series};
mod teams;
#[cfg(test)]
mod tests;
pub use teams::{BegunCopy, Copied, Shows, Team, TeamBegun, TeamCopy};
mod upkeep;
pub use upkeep::backup;
mod watches;
pub use watches::{BegunGather, Found, Gather, GatherWhy, Gathered, News, Telling, Watched, Watching};

const READERS: u32 = 2;
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The database. Cheap to clone; clones share the connections.
#[derive(Clone)]
pub struct Store {
    writer: Arc<Mutex<Writer>>,
    readers: SqlitePool,
    path: Arc<Path>,
    vault: Arc<Vault>,
    /// Held by the bot; commands beside it have none.
    lock: Option<Arc<Lock>>,
    /// Tables of a newer version with rows of a person: /forget empties them too.
    later: Arc<[String]>,
    clock: Clock,
    questions: Questions,
    followed: follow_ups::Mirror,
    watched: watches::Mirror,
    worked: jobs::Bell,
    revealed: reveals::Bell,
    wanted: settings::Mirror,
    barred: shut_out::Mirror,
    announcing: announcements::Bell,
    kept: accounts::AccountCache,
    deferred: deferred::Queue,
}

/// Why the store did not do what it was asked. Never holds what was to be stored.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It is not there as a file.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// The database said no: locked, full, read-only, broken.
    #[error("database: {0}")]
    Database(sqlx::Error),
    /// SQLite cannot open its files for writing: the database or its folder is read-only, and the log had to be made.
    #[error("database: a readonly database or folder: it cannot be opened for writing")]
    Unwritable,
    /// A write was interrupted, and only somebody who may write can undo it.
    #[error("database: a write was interrupted; the next start undoes what of it is there")]
    Interrupted,
    /// The update was stored before, or could not be: nothing may be done for it.
    #[error("the update is not a new one")]
    NotNew,
    /// A migration did not run.
    #[error("migration: {0}")]
    Migration(sqlx::migrate::MigrateError),
    /// A sealed row does not open.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The file or its folder cannot be made.
    #[error("{path}: {error}")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
    /// Another process runs on this database.
    #[error("{who} uses this database")]
    InUse {
        /// Its command and process id.
        who: String,
    },
    /// It is of another version, or not whole.
    #[error("the database {0}")]
    Schema(Schema),
    /// A copy was put beside the log of the database before.
    #[error("{} is the log of the database that was there before this copy; remove it, and -shm beside it", .0.display())]
    OldLog(PathBuf),
    /// SQLite found damage, in its words.
    #[error("the database is damaged ({0}); restore a backup")]
    Damaged(String),
    /// Tables of this version are not there.
    #[error("the database lacks {0}; restore a backup")]
    Lacks(String),
    /// The ring has a key of this name, and no row that names it opens.
    #[error(
        "{rows} rows are sealed by key `{key_id}`, and none opens with the ring's key of that name; put the right one back"
    )]
    WrongKey {
        /// The key's id.
        key_id: String,
        /// How many rows it concerns.
        rows: i64,
    },
    /// Rows are sealed by a key that the ring does not have.
    #[error("{rows} rows are sealed by key `{key_id}`, which is not in the key ring; add it again")]
    MissingKey {
        /// The key's id.
        key_id: String,
        /// How many rows it concerns.
        rows: i64,
    },
}

impl StoreError {
    /// Whether another process has the database.
    pub fn is_in_use(&self) -> bool {
        matches!(self, Self::InUse { .. })
    }
}

// No sources: these errors say all of themselves already, and would be read twice in a chain.
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(|error| error.code());
        match code.and_then(|code| code.parse::<u32>().ok()) {
            // SQLITE_READONLY_ROLLBACK: a journal is there.
            Some(776) => Self::Interrupted,
            // SQLITE_CANTOPEN, also with one of its reasons in the second byte.
            Some(code) if code & 0xff == 14 => Self::Unwritable,
            _ => Self::Database(error),
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        schema::of_error(error)
    }
}

/// How much a commit must survive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Durability {
    /// The process being killed: for the inbox.
    Process,
    /// Power loss too: for what a user was promised.
    Power,
}

struct Writer {
    connection: SqliteConnection,
    options: SqliteConnectOptions,
    /// What the connection is set to; not known while it is being set.
    durability: Option<Durability>,
    /// Whether it waits for no other connection: for one statement only.
    hasty: bool,
}

impl Store {
    /// Opens the database, makes it when it is missing (0600; a folder that it makes: 0700), and migrates it.
    ///
    /// # Errors
    /// When it cannot be opened or migrated, or holds rows that the key ring cannot open.
    pub async fn open(path: &Path, vault: Vault, clock: Clock) -> Result<Self, StoreError> {
        input::refuse_no_file(path)?;
        prepare_file(path)?;
        Self::connect(path, vault, clock, true).await
    }

    /// As [`Store::open`], for the bot: no other bot may run on this database. Others are told which keys this one knows.
    ///
    /// # Errors
    /// [`StoreError::InUse`], and as [`Store::open`].
    pub async fn open_alone(path: &Path, vault: Vault, clock: Clock) -> Result<Self, StoreError> {
        input::refuse_no_file(path)?;
        let lock = Lock::take(path, Claim::Run, "run")?;
        let store = Self { lock: Some(Arc::new(lock)), ..Self::open(path, vault, clock).await? };
        store.tell_keys();
        Ok(store)
    }

    /// Opens the database for a command beside the bot: it is not made and not migrated.
    ///
    /// # Errors
    /// When it is of another version, cannot be opened, or holds rows that the key ring cannot open.
    pub async fn open_beside(path: &Path, vault: Vault, clock: Clock) -> Result<Self, StoreError> {
        match schema::of(&mut schema::open(path).await?).await? {
            Schema::Ours => Self::connect(path, vault, clock, false).await,
            // There may be rows that are sealed and that this version does not know.
            Schema::Later { has, ours } => Err(StoreError::Schema(Schema::Newer { has, ours })),
            other => Err(StoreError::Schema(other)),
        }
    }

    async fn connect(path: &Path, vault: Vault, clock: Clock, migrate: bool) -> Result<Self, StoreError> {
        schema::refuse_old_log(path)?;
        // Checkpoints are made beside the writer: one of them takes as long as a hundred updates.
        let mut options = options(path).pragma("wal_autocheckpoint", "0").pragma("journal_size_limit", "1048576");
        if let Some(pages) = disk_size() {
            options = options.pragma("max_page_count", pages);
        }
        let mut connection = options.connect().await?;
        let mut later = Vec::new();
        if migrate && let found @ Schema::Later { .. } = schema::bring_up(&mut connection).await? {
            tracing::warn!("the database {found}");
            later = schema::later_tables(&mut connection).await?;
        }
        let writer = Writer { connection, options: options.clone(), durability: None, hasty: false };
        let readers = SqlitePoolOptions::new()
            .max_connections(READERS)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_lazy_with(options.read_only(true).create_if_missing(false));
        let store = Self {
            writer: Arc::new(Mutex::new(writer)),
            readers,
            path: path.into(),
            vault: Arc::new(vault),
            lock: None,
            later: later.into(),
            clock,
            questions: Questions::default(),
            followed: follow_ups::Mirror::default(),
            watched: watches::Mirror::default(),
            worked: jobs::Bell::default(),
            revealed: reveals::Bell::default(),
            wanted: settings::Mirror::default(),
            barred: shut_out::Mirror::default(),
            announcing: announcements::Bell::default(),
            kept: accounts::AccountCache::default(),
            deferred: deferred::Queue::default(),
        };
        refuse_missing_keys(&mut store.writer.lock().await.connection, &store.vault).await?;
        Ok(store)
    }

    /// Takes over from the process before: fills the mirrors, and settles what it left. For the bot alone, before it
    /// reads or writes anything else; commands beside a running bot must not do that.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn begin(&self) -> Result<(), StoreError> {
        self.load_questions().await?;
        self.load_follow_ups().await?;
        self.load_watches().await?;
        self.load_jobs().await?;
        self.load_reveals().await?;
        self.load_settings().await?;
        self.load_shut_out().await?;
        self.settle_acts().await
    }

    /// Looks whether a database is whole and the key ring fits it. Changes nothing.
    ///
    /// # Errors
    /// When it is not.
    pub async fn inspect(path: &Path, vault: &Vault) -> Result<Schema, StoreError> {
        let mut connection = schema::open(path).await?;
        let found = schema::of(&mut connection).await?;
        if !found.can_start() {
            return Err(StoreError::Schema(found));
        }
        if let Some(damage) = schema::damage(&mut connection).await? {
            return Err(StoreError::Damaged(damage));
        }
        refuse_missing_keys(&mut connection, vault).await?;
        let missing = match found {
            Schema::Ours => schema::missing(&mut connection).await?,
            _ => Vec::new(),
        };
        if !missing.is_empty() {
            return Err(StoreError::Lacks(missing.join(", ")));
        }
        connection.close().await?;
        Ok(found)
    }

    /// Closes the readers and brings everything from the log into the database's file.
    pub async fn close(&self) {
        self.readers.close().await;
        let mut writer = self.writer.lock().await;
        if let Err(error) = writer.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").await {
            tracing::warn!(%error, "the last checkpoint did not run; the next start does it");
        }
    }

    /// The writer, set to what the next commit must survive.
    async fn writer(&self, durability: Durability) -> Result<MutexGuard<'_, Writer>, sqlx::Error> {
        let mut writer = self.writer.lock().await;
        writer.wait_again().await?;
        writer.set(durability).await?;
        Ok(writer)
    }
}

impl Writer {
    async fn set(&mut self, durability: Durability) -> Result<(), sqlx::Error> {
        if self.durability == Some(durability) {
            return Ok(());
        }
        self.durability = None;
        let setting = match durability {
            Durability::Process => "PRAGMA synchronous = NORMAL",
            Durability::Power => "PRAGMA synchronous = FULL",
        };
        self.connection.execute(setting).await?;
        self.durability = Some(durability);
        Ok(())
    }

    /// Lets the next statement fail at once where others are in the way. Whoever takes the writer next waits again, also
    /// when this one was dropped in the middle.
    async fn wait_for_nobody(&mut self) -> Result<(), sqlx::Error> {
        self.hasty = true;
        self.connection.execute("PRAGMA busy_timeout = 0").await.map(drop)
    }

    async fn wait_again(&mut self) -> Result<(), sqlx::Error> {
        if self.hasty {
            self.connection.execute("PRAGMA busy_timeout = 5000").await?;
            self.hasty = false;
        }
        Ok(())
    }

    /// Begins a transaction. After a full disk SQLite has rolled back by itself and sqlx does not know it; a new
    /// connection does.
    async fn begin(&mut self) -> Result<Transaction<'_, Sqlite>, sqlx::Error> {
        if self.connection.is_in_transaction() {
            let durability = self.durability;
            self.connection = self.options.connect().await?;
            self.durability = None;
            self.set(durability.unwrap_or(Durability::Power)).await?;
        }
        self.connection.begin_with("BEGIN IMMEDIATE").await
    }
}

/// A ring without a key that rows need would lose them one by one; better to say so at once. A database of an older
/// version, which is looked at before it is migrated, may lack some of the tables.
async fn refuse_missing_keys(connection: &mut SqliteConnection, vault: &Vault) -> Result<(), StoreError> {
    let mut needed: BTreeMap<String, i64> = BTreeMap::new();
    for reseal::Kind { table, is_sealed, .. } in &reseal::KINDS {
        let known = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = $1";
        if sqlx::query(known).bind(table).fetch_one(&mut *connection).await?.try_get::<i64, _>(0)? == 0 {
            continue;
        }
        let count = format!("SELECT sealed_by, COUNT(*) FROM {table} WHERE {is_sealed} GROUP BY sealed_by");
        for row in sqlx::query(AssertSqlSafe(count)).fetch_all(&mut *connection).await? {
            *needed.entry(row.try_get(0)?).or_default() += row.try_get::<i64, _>(1)?;
        }
    }
    for (key_id, rows) in needed {
        if !vault.knows(&key_id) {
            return Err(StoreError::MissingKey { key_id, rows });
        }
        if !accounts::opens(&mut *connection, vault, &key_id).await? {
            return Err(StoreError::WrongKey { key_id, rows });
        }
    }
    Ok(())
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

/// For reading a database that has to be there, whatever it is: restored, of another version, not writable.
fn looking(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .read_only(true)
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging()
}

/// Tests give the database a disk of so many pages; nothing else does.
fn disk_size() -> Option<String> {
    fail::fail_point!("disk-size", |pages| pages);
    None
}

/// SQLite would make the file readable by all; so it is there, and private, before SQLite opens it.
fn prepare_file(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let failed = |error| StoreError::File { path: path.to_owned(), error };
    prepare_folder(path).map_err(failed)?;
    if !path.exists() {
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    }
    Ok(())
}

/// Makes the folder of a file when it is missing, private to its owner.
///
/// # Errors
/// When the system does not let it be made.
pub fn prepare_folder(file: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.exists() => {
            std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
        }
        _ => Ok(()),
    }
}
