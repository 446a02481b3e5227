//! Which version of the program a database belongs to, and whether it is whole. Changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions as _, Row as _};

use super::{StoreError, looking};
use crate::input;

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
    /// A newer version of the program brought it up to date, and says that this one may use it too.
    Later {
        has: i64,
        ours: i64,
    },
    /// A newer version of the program brought it up to date; this one would do harm.
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
        matches!(self, Self::Empty | Self::Ours | Self::Older { .. } | Self::Later { .. })
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
            Self::Later { has, ours } => write!(
                f,
                "was used by a newer bb-pocket (schema {has}, this one knows {ours}), and works with this one too"
            ),
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

/// Brings a database up to date, unless it is of a newer version already. Returns which one it was.
///
/// # Errors
/// When this program may not use it; it is left as it is then.
pub(super) async fn bring_up(connection: &mut SqliteConnection) -> Result<Schema, StoreError> {
    let found = of(connection).await?;
    match found {
        Schema::Later { .. } => {}
        _ if found.can_start() => MIGRATIONS.run(connection).await.map_err(of_error)?,
        _ => return Err(StoreError::Schema(found)),
    }
    Ok(found)
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
    let (mut has, mut ours_there) = (0, 0);
    for row in sqlx::query(steps).fetch_all(&mut *connection).await? {
        let (version, done, checksum): (i64, bool, Vec<u8>) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        has = version;
        match MIGRATIONS.iter().find(|step| step.version == version) {
            _ if !done => return Ok(Schema::HalfDone(version)),
            Some(step) if *step.checksum != *checksum => return Ok(Schema::Changed(version)),
            Some(_) => ours_there += 1,
            None if version < newest() => return Ok(Schema::Changed(version)),
            None => {}
        }
    }
    let (ours, all_of_ours) = (newest(), ours_there == MIGRATIONS.iter().count());
    Ok(match has {
        _ if has > ours && all_of_ours && readable_by(connection).await? <= ours => Schema::Later { has, ours },
        _ if has > ours => Schema::Newer { has, ours },
        _ if all_of_ours => Schema::Ours,
        _ => Schema::Older { has, ours },
    })
}

/// The oldest schema whose program may use a database (`migrations/0023_readable_by.sql`).
async fn readable_by(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let row = sqlx::query("PRAGMA user_version").fetch_one(connection).await?;
    // Nobody said so.
    Ok(Some(row.try_get(0)?).filter(|version| *version > 0).unwrap_or(i64::MAX))
}

/// The tables and columns that this version makes and a database does not have.
pub(super) async fn missing(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let (there, ours) = (parts(connection).await?, ours().await?);
    // Of a table that is gone, its columns are not told.
    let lacks = |part: &&String| part.split_once('.').is_none_or(|(table, _)| there.contains(table));
    Ok(ours.difference(&there).filter(lacks).cloned().collect())
}

/// The tables with rows of a person that a newer version made.
pub(super) async fn later_tables(connection: &mut SqliteConnection) -> Result<Vec<String>, StoreError> {
    let (there, ours) = (parts(connection).await?, ours().await?);
    let of_people = there.iter().filter_map(|part| part.strip_suffix(".user_id"));
    // A name that would need quotes in a statement is none of ours.
    let plain = |name: &&str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    Ok(of_people.filter(|table| !ours.contains(*table)).filter(plain).map(str::to_owned).collect())
}

/// What this version makes.
async fn ours() -> Result<BTreeSet<String>, StoreError> {
    let mut fresh = SqliteConnectOptions::new().in_memory(true).connect().await?;
    MIGRATIONS.run(&mut fresh).await.map_err(of_error)?;
    Ok(parts(&mut fresh).await?)
}

/// Tables and indexes by name, and columns as `table.column`.
async fn parts(connection: &mut SqliteConnection) -> Result<BTreeSet<String>, sqlx::Error> {
    let columns = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let mut parts: BTreeSet<String> = objects(connection).await?.into_keys().collect();
    for row in sqlx::query(columns).fetch_all(connection).await? {
        parts.insert(row.try_get(0)?);
    }
    Ok(parts)
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
    let log = input::beside(path, "-wal");
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
    // A folder, a pipe or a device is told before anything opens it, which may never end.
    input::refuse_no_file(path)?;
    refuse_old_log(path)?;
    Ok(looking(path).connect().await?)
}
