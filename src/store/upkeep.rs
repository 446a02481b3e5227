//! What keeps the database in order: tidying, erasing for good, re-sealing, copying.
//!
//! Owns the statements that only SQLite has. It runs beside a bot at work, also from another process.

use std::path::Path;
use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, Executor as _, Row as _};

use super::{Durability, Store, StoreError, acts, drafts, held, inbox, notes, prepare_file, recent, watches};
use crate::crash_point;
use crate::ids::{AccountId, UserId};

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
        self.trim_questions(&mut writer.connection, now).await?;
        Ok(updates)
    }

    /// Seals every account and watch anew that is not sealed by the current key, a row a commit: it can end at any row and
    /// go on later, while the bot runs. What lives for days only is left to its end. Returns how many there were.
    ///
    /// # Errors
    /// When the database does not answer or a row does not open; the rows before it are done.
    pub async fn reseal(&self) -> Result<u64, StoreError> {
        let mut rows = 0;
        while let Some((user, id)) = self.sealed_before().await? {
            crash_point!("reseal-row");
            self.reseal_account(user, id).await?;
            rows += 1;
        }
        Ok(rows + self.reseal_watches().await?)
    }

    /// An account that is not sealed by the current key.
    async fn sealed_before(&self) -> Result<Option<(UserId, AccountId)>, StoreError> {
        // Two ranges, because no index helps with "not equal".
        let row = sqlx::query("SELECT user_id, id FROM accounts WHERE sealed_by < $1 OR sealed_by > $1 LIMIT 1")
            .bind(self.vault.current())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| Ok((UserId::new(row.try_get(0)?), AccountId::new(row.try_get(1)?)))).transpose()
    }

    /// How many accounts and watches are not sealed by the current key.
    pub async fn to_reseal(&self) -> Result<i64, StoreError> {
        let count = "SELECT (SELECT COUNT(*) FROM accounts WHERE sealed_by <> $1)
            + (SELECT COUNT(*) FROM watches WHERE sealed_by <> $1)";
        let row = sqlx::query(count).bind(self.vault.current()).fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// The keys of the ring that no row needs.
    pub async fn unused_keys(&self) -> Result<Vec<String>, StoreError> {
        let rows = sqlx::query(
            "SELECT sealed_by FROM accounts UNION SELECT sealed_by FROM inbox WHERE body IS NOT NULL
                     UNION SELECT sealed_by FROM acts WHERE sealed_by IS NOT NULL UNION SELECT sealed_by FROM notes
                     UNION SELECT sealed_by FROM held
                     UNION SELECT sealed_by FROM drafts UNION SELECT sealed_by FROM versions
                     UNION SELECT sealed_by FROM watches WHERE sealed_by IS NOT NULL",
        )
        .fetch_all(&self.readers)
        .await?;
        let used = rows.iter().map(|row| row.try_get(0)).collect::<Result<Vec<String>, _>>()?;
        let current = self.vault.current();
        let unused = |id: &String| *id != current && !used.contains(id);
        Ok(self.vault.key_ids().into_iter().filter(unused).collect())
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
