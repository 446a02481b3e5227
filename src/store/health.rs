//! What an operator asks the database: whether it takes writes, and how large it is.
//!
//! Must not touch anything a person would miss.

use std::collections::HashMap;

use sqlx::{Executor as _, Row as _};

use super::{Durability, Store, StoreError};
use crate::input;

/// A write that changes nothing anybody reads: the file's mark, which is always the same (`bbpk`). SQLite writes its
/// page all the same, so a full or read-only disk is noticed.
const MARK: &str = "PRAGMA application_id = 1650618475";

impl Store {
    /// Writes once, in a transaction of its own. Waits its turn, and as long for a lock as every write does.
    ///
    /// # Errors
    /// When the database does not take writes.
    pub async fn probe(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        transaction.execute(MARK).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How many people have an account, and how many accounts they have.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn people(&self) -> Result<(i64, i64), StoreError> {
        let counted = "SELECT COUNT(DISTINCT user_id), COUNT(*) FROM accounts";
        let row = sqlx::query(counted).fetch_one(&self.readers).await?;
        Ok((row.try_get(0)?, row.try_get(1)?))
    }

    /// How many watches there are of each kind, by the tag of what is watched.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn watches_by_tag(&self) -> Result<HashMap<String, i64>, StoreError> {
        // A link begins with its tag of two letters (`crate::link`).
        let counted = "SELECT substr(question, 1, 2), COUNT(*) FROM watches GROUP BY 1";
        let rows = sqlx::query(counted).fetch_all(&self.readers).await?;
        Ok(rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<_, sqlx::Error>>()?)
    }

    /// The size of the database's file and its log, bytes.
    ///
    /// # Errors
    /// When the file cannot be looked at.
    pub async fn size(&self) -> std::io::Result<u64> {
        let options = self.readers.connect_options();
        let file = options.get_filename();
        // There is no log until something is written.
        let log = tokio::fs::metadata(input::beside(file, "-wal")).await.map_or(0, |log| log.len());
        Ok(tokio::fs::metadata(file).await?.len() + log)
    }
}
