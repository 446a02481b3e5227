//! Which version of the program a database belongs to, and whether it is whole. Changes nothing.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Row as _};

use super::{StoreError, looking};

pub(super) static MIGRATIONS: Migrator = sqlx::migrate!();

/// Where SQLite's header says how the file is written: 1 with a journal, 2 with a log (its file format, 1.3).
const WRITE_VERSION: u64 = 18;
const WITH_JOURNAL: u8 = 1;

/// The schema of a database beside that of this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Schema {
    /// No table yet.
    Empty,
    Ours,
    /// The next start brings it up to date.
    Older {
        has: i64,
        ours: i64,
    },
    /// Made by a newer version of the program.
    Newer {
        has: i64,
        ours: i64,
    },
    /// A step was made by something that is no release.
    Changed(i64),
    /// A step was interrupted.
    HalfDone(i64),
    /// A database of another program.
    Foreign,
}

impl Schema {
    /// Whether a start goes on with it.
    pub fn can_start(self) -> bool {
        matches!(self, Self::Empty | Self::Ours | Self::Older { .. })
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => write!(f, "is empty"),
            Self::Ours => write!(f, "is of this version"),
            Self::Older { has, ours } => {
                write!(
                    f,
                    "is of an older version (schema {has}, this one has {ours}); the next start of the bot changes it"
                )
            }
            Self::Newer { has, ours } => write!(
                f,
                "was used by a newer bb-pocket (schema {has}, this one knows {ours}); run that version, or restore the \
                 backup from before the upgrade"
            ),
            Self::Changed(step) => {
                write!(f, "was made by a build that is no release (step {step} differs); restore a backup")
            }
            Self::HalfDone(step) => write!(f, "was left in the middle of step {step} of an upgrade; restore a backup"),
            Self::Foreign => write!(f, "belongs to another program"),
        }
    }
}

/// What an upgrade that did not run means.
pub(super) fn of_error(error: MigrateError) -> StoreError {
    match error {
        MigrateError::VersionMissing(has) => StoreError::Schema(Schema::Newer { has, ours: newest() }),
        MigrateError::VersionMismatch(step) => StoreError::Schema(Schema::Changed(step)),
        MigrateError::Dirty(step) => StoreError::Schema(Schema::HalfDone(step)),
        error => StoreError::Migration(error),
    }
}

fn newest() -> i64 {
    MIGRATIONS.iter().map(|step| step.version).max().unwrap_or_default()
}

/// The schema of a database that is open.
pub(super) async fn of(connection: &mut SqliteConnection) -> Result<Schema, sqlx::Error> {
    let tables = objects(connection).await?;
    if tables.is_empty() {
        return Ok(Schema::Empty);
    }
    if !tables.contains_key("_sqlx_migrations") {
        return Ok(Schema::Foreign);
    }
    let steps = "SELECT version, success, checksum FROM _sqlx_migrations ORDER BY version";
    let mut has = 0;
    for row in sqlx::query(steps).fetch_all(connection).await? {
        let (version, done, checksum): (i64, bool, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        match MIGRATIONS.iter().find(|step| step.version == version) {
            _ if !done => return Ok(Schema::HalfDone(version)),
            None => return Ok(Schema::Newer { has: version, ours: newest() }),
            Some(step) if *step.checksum != *checksum => return Ok(Schema::Changed(version)),
            Some(_) => has = version,
        }
    }
    Ok(if has == newest() { Schema::Ours } else { Schema::Older { has, ours: newest() } })
}

/// The tables and indexes that this version makes and a database does not have.
pub(super) async fn missing(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let mut fresh = SqliteConnectOptions::new().in_memory(true).connect().await?;
    MIGRATIONS.run(&mut fresh).await.map_err(of_error)?;
    let there = objects(connection).await?;
    Ok(objects(&mut fresh).await?.into_keys().filter(|name| !there.contains_key(name)).collect())
}

async fn objects(connection: &mut SqliteConnection) -> Result<BTreeMap<String, String>, sqlx::Error> {
    let all = "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'";
    let rows = sqlx::query(all).fetch_all(connection).await?;
    rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect()
}

/// The first damage that SQLite finds in a database.
pub(super) async fn damage(connection: &mut SqliteConnection) -> Result<Option<String>, sqlx::Error> {
    let found: String = sqlx::query("PRAGMA quick_check(1)").fetch_one(connection).await?.try_get(0)?;
    Ok((found != "ok").then_some(found))
}

/// A log of another database beside a restored copy: SQLite would write its pages over the copy.
///
/// # Errors
/// [`StoreError::OldLog`] when there is one.
pub(super) fn refuse_old_log(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::FileExt as _;
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let log = PathBuf::from(log);
    if std::fs::metadata(&log).map_or(0, |log| log.len()) == 0 {
        return Ok(());
    }
    let mut version = [0];
    let read = std::fs::File::open(path).and_then(|file| file.read_exact_at(&mut version, WRITE_VERSION));
    // A file that is shorter or cannot be read has a reason of its own, which SQLite tells.
    match read {
        Ok(()) if version == [WITH_JOURNAL] => Err(StoreError::OldLog(log)),
        _ => Ok(()),
    }
}

/// Opens a database that has to be there, to read it.
pub(super) async fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    refuse_old_log(path)?;
    Ok(looking(path).connect().await?)
}
