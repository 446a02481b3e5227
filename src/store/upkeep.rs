//! What keeps the database in order: tidying, erasing for good, copying. `reseal` seals it anew.
//!
//! Owns the statements that only SQLite has. It runs beside a bot at work, also from another process.

use std::path::Path;
use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::{Durability, Store, StoreError, acts, drafts, held, inbox, jobs, notes, prepare_file, recent, watches};

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
        let mut wal = self.path.as_os_str().to_owned();
        wal.push("-wal");
        loop {
            tokio::time::sleep(CHECKPOINT_LOOK).await;
            self.vault.refresh();
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
        jobs::trim(&mut writer.connection, now).await?;
        self.trim_questions(&mut writer.connection, now).await?;
        Ok(updates)
    }

    /// Writes a consistent copy of the database into a new file, 0600, while others use it.
    ///
    /// # Errors
    /// When the file is there already, cannot be written, or the database does not answer.
    pub async fn backup(&self, file: &Path) -> Result<(), StoreError> {
        let failed = |error| StoreError::File { path: file.to_owned(), error };
        if file.exists() {
            return Err(failed(std::io::Error::other("it is there already; give another name")));
        }
        let path = file.to_str().ok_or_else(|| failed(std::io::ErrorKind::InvalidFilename.into()))?;
        // SQLite writes into an empty file as it is, so the copy is private from its first byte.
        prepare_file(file)?;
        let mut reader = self.readers.acquire().await?;
        sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *reader).await?;
        Ok(())
    }
}
