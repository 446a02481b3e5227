//! One database, one process: the lock beside the database's file, and who holds it.
//!
//! Owns the file `<database>.lock`. The lock is the kernel's: it ends with its process, however that ends. The file's
//! lines say who holds it and which sealing keys that process knows, so that others can wait for a new one. It is not a
//! lock on the database itself: commands beside the bot read and write that as SQLite lets them.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::{FileExt as _, MetadataExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{StoreError, prepare_folder};
use crate::input;

/// Others look at the lock for a moment; then it is free again.
const TRIES: u32 = 10;
const PAUSE: Duration = Duration::from_millis(20);
/// Bytes of the file that are read at most.
const LIMIT: u64 = 64 * 1024;

/// What is locked.
#[derive(Debug, Clone, Copy)]
pub enum Claim {
    /// Running the bot, or changing what only a stopped bot may find changed.
    Run,
    /// Sealing everything anew, beside the bot or not.
    Rotation,
}

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    who: String,
}

/// Who holds a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// Such as `bb-pocket run (pid 12)`.
    pub who: String,
    /// The sealing keys that it knows; empty until it has read them.
    pub keys: BTreeSet<String>,
}

impl Lock {
    /// Takes a lock of a database, for a command.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process has it; otherwise when its file cannot be made.
    pub fn take(database: &Path, claim: Claim, command: &str) -> Result<Self, StoreError> {
        let path = path(database, claim)?;
        let failed = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => StoreError::Unwritable,
            _ => StoreError::File { path: path.clone(), error },
        };
        prepare_folder(&path).map_err(failed)?;
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.map_err(failed)?;
        give_to_owner(&file, database);
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => {
                    let lock = Self { file, who: format!("bb-pocket {command} (pid {})", std::process::id()) };
                    lock.tell(&[]).map_err(failed)?;
                    return Ok(lock);
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(error)) => return Err(failed(error)),
            }
        }
        let who = holder_in(&path).map_or_else(|| "another bb-pocket".to_owned(), |holder| holder.who);
        Err(StoreError::InUse { who })
    }

    /// Says which sealing keys this process knows.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn tell(&self, keys: &[String]) -> std::io::Result<()> {
        let text = format!("{}\n{}\nend\n", self.who, keys.join(","));
        self.file.write_all_at(text.as_bytes(), 0)?;
        self.file.set_len(text.len().try_into().unwrap_or(u64::MAX))
    }
}

/// Who runs the bot on a database; nothing when nobody does.
///
/// # Errors
/// When the lock cannot be looked at.
pub fn holder(database: &Path) -> Result<Option<Holder>, StoreError> {
    let path = path(database, Claim::Run)?;
    let failed = |error| StoreError::File { path: path.clone(), error };
    match input::look(&path) {
        Err(error) if error.is_missing() => return Ok(None),
        looked => looked?,
    };
    let file = File::open(&path).map_err(failed)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => {
            let unknown = || Holder { who: "another bb-pocket".to_owned(), keys: BTreeSet::new() };
            Ok(Some(holder_in(&path).unwrap_or_else(unknown)))
        }
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Whether this process may take the lock for running the bot. It is not taken, and its file is not made.
///
/// # Errors
/// When its file is there and cannot be written.
pub fn can_lock(database: &Path) -> Result<(), StoreError> {
    let path = path(database, Claim::Run)?;
    match OpenOptions::new().read(true).write(true).open(&path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::File { path, error }),
        _ => Ok(()),
    }
}

/// What the file says; nothing while it is being written.
fn holder_in(path: &Path) -> Option<Holder> {
    let text = input::file(path, LIMIT).ok()?;
    let mut lines = text.lines();
    let (who, keys, end) = (lines.next()?, lines.next()?, lines.next()?);
    let keys = keys.split(',').filter(|key| !key.is_empty()).map(str::to_owned).collect();
    (end == "end").then(|| Holder { who: who.to_owned(), keys })
}

/// The file of a lock. Whatever name leads to the database, it is the same.
fn path(database: &Path, claim: Claim) -> Result<PathBuf, StoreError> {
    let failed = |error| StoreError::File { path: database.to_owned(), error };
    let real = match database.canonicalize() {
        Ok(real) => real,
        Err(_) if database.is_symlink() => {
            return Err(failed(std::io::Error::other("is a link to a file that is missing")));
        }
        Err(_) => database.to_owned(),
    };
    let mut name = real.into_os_string();
    name.push(match claim {
        Claim::Run => ".lock",
        Claim::Rotation => ".rotating",
    });
    Ok(name.into())
}

/// A command of root's must not leave a file that the bot's own user cannot open. Others own what they make.
fn give_to_owner(file: &File, database: &Path) {
    if let (Ok(mine), Ok(theirs)) = (file.metadata(), std::fs::metadata(database))
        && (mine.uid(), mine.gid()) != (theirs.uid(), theirs.gid())
        && let Err(error) = std::os::unix::fs::fchown(file, Some(theirs.uid()), Some(theirs.gid()))
    {
        tracing::debug!(%error, "the lock's file belongs to another user than the database");
    }
}
