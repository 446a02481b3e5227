//! What keeps the database in order: tidying, erasing for good, copying. `reseal` seals it anew.
//!
//! Owns the statements that only SQLite has. It runs beside a bot at work, also from another process.

use std::path::Path;
use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::{
    Durability, Store, StoreError, acts, announcements, drafts, held, history, inbox, jobs, notes, recent, schema,
    teams, watches,
};
use crate::crash_point;
use crate::input;

/// How often the log is looked at, and the size from which it is brought in, bytes.
const CHECKPOINT_LOOK: Duration = Duration::from_millis(500);
const CHECKPOINT_AT: u64 = 16 * 1024 * 1024;
/// How long readers may hold up the erasing of the log before its owner is told.
const ERASE_TRIES: u32 = 40;
const ERASE_PAUSE: Duration = Duration::from_millis(50);

impl Store {
    /// Brings the log into the database's file whenever it has grown, on a connection of its own, so that no update
    /// waits for it; and follows a key file that another process changed. Runs until it is dropped.
    pub async fn watch_beside(&self) {
        let wal = input::beside(&self.path, "-wal");
        loop {
            tokio::time::sleep(CHECKPOINT_LOOK).await;
            self.vault.refresh();
            self.tell_keys();
            let grown = std::fs::metadata(&wal).is_ok_and(|wal| wal.len() > CHECKPOINT_AT);
            if grown && let Err(error) = self.checkpoint().await {
                tracing::warn!(%error, "the database's log was not brought in; trying on");
            }
        }
    }

    async fn checkpoint(&self) -> Result<(), StoreError> {
        let mut connection = super::options(&self.path).connect().await?;
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)").await?;
        connection.close().await?;
        Ok(())
    }

    /// Brings everything into the database's file and empties the log, so that nothing deleted can be read from either
    /// (deleted content is overwritten by `secure_delete`). False when readers kept the log busy all the time.
    pub async fn erase_traces(&self) -> Result<bool, StoreError> {
        for _ in 0..ERASE_TRIES {
            if self.truncate_log().await? {
                return Ok(true);
            }
            tokio::time::sleep(ERASE_PAUSE).await;
        }
        Ok(false)
    }

    /// One try that waits for no reader: the writer is needed elsewhere.
    async fn truncate_log(&self) -> Result<bool, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        writer.wait_for_nobody().await?;
        let row = sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut writer.connection).await?;
        Ok(row.try_get::<i64, _>(0)? == 0)
    }

    /// Deletes what nobody asks for any more, and returns how many numbers of old updates there were.
    pub async fn tidy(&self) -> Result<u64, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let updates = inbox::trim(&mut writer.connection, now).await?;
        recent::trim(&mut writer.connection).await?;
        notes::trim(&mut writer.connection, now).await?;
        held::trim(&mut writer.connection, now).await?;
        drafts::trim(&mut writer.connection, now).await?;
        acts::trim(&mut writer.connection, now).await?;
        watches::trim(&mut writer.connection, now).await?;
        teams::trim(&mut writer.connection, now).await?;
        history::trim(&mut writer.connection, now).await?;
        jobs::trim(&mut writer.connection, now).await?;
        announcements::trim(&mut writer.connection, now).await?;
        self.trim_questions(&mut writer.connection, now).await?;
        Ok(updates)
    }

    /// Tells commands beside the bot which keys it knows, so that none seals with another one.
    pub(super) fn tell_keys(&self) {
        let Some(lock) = &self.lock else { return };
        if let Err(error) = lock.tell(&self.vault.key_ids()) {
            tracing::debug!(%error, "the lock's file was not written");
        }
    }

    /// A key that rows are sealed by and the ring does not have: it was added by another process, where this one cannot
    /// read it.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unknown_key(&self) -> Result<Option<String>, StoreError> {
        let used = sqlx::query("SELECT DISTINCT sealed_by FROM accounts").fetch_all(&self.readers).await?;
        for row in used {
            let key: String = row.try_get(0)?;
            if !self.vault.can_know(&key) {
                return Ok(Some(key));
            }
        }
        Ok(None)
    }
}

/// Writes a consistent copy of a database into a new file, 0600, while others use it. Needs no key, and changes nothing:
/// the copy is as the database is, of whatever version. The file is there as a whole or not at all.
///
/// # Errors
/// When the file is there already, cannot be written, or the database does not answer.
pub async fn backup(database: &Path, file: &Path) -> Result<(), StoreError> {
    let failed = |error| StoreError::File { path: file.to_owned(), error };
    if file.symlink_metadata().is_ok() {
        return Err(failed(std::io::Error::other("it is there already; give another name")));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if !folder.is_dir() {
        return Err(failed(std::io::Error::other(format!("there is no folder {}; make it first", folder.display()))));
    }
    let mut connection = schema::open(database).await?;
    // SQLite writes into an empty file as it is, so the copy is private from its first byte.
    let unfinished = tempfile::Builder::new().prefix(".bb-pocket-").suffix(".part").tempfile_in(folder);
    let unfinished = unfinished.map_err(failed)?;
    let path = unfinished.path().to_str().ok_or_else(|| failed(std::io::ErrorKind::InvalidFilename.into()))?;
    sqlx::query("VACUUM INTO $1").bind(path).execute(&mut connection).await?;
    crash_point!("backup-written");
    unfinished.as_file().sync_all().map_err(failed)?;
    unfinished.persist_noclobber(file).map_err(|error| failed(error.error))?;
    std::fs::File::open(folder).and_then(|folder| folder.sync_all()).map_err(failed)
}
