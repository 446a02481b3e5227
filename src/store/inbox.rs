//! The inbox: what Telegram handed out, sealed, until its reply is delivered.
//!
//! Owns the promise that an accepted update is never lost. It must not know what an update means.

use std::collections::HashSet;

use serde_json::json;
use sqlx::sqlite::{SqliteExecutor, SqliteRow};
use sqlx::{QueryBuilder, Row as _, Sqlite};
use tokio::sync::watch;

use super::{Durability, Store, StoreError};
use crate::ids::UpdateId;
use crate::vault::{Bound, Purpose, Sealed};

/// How long the number of a finished update is kept to recognise a repeat, ms.
const REMEMBER_MS: i64 = 48 * 60 * 60 * 1000;

/// The inbox's table.
pub struct Inbox<'a>(&'a Store);

/// An update to be stored: its number and its JSON.
pub struct Accepted<'a> {
    /// Its number.
    pub id: UpdateId,
    /// Its JSON as Telegram sent it.
    pub json: &'a str,
}

/// An update found waiting at start.
pub struct Waiting {
    /// Its number.
    pub id: UpdateId,
    /// When it was accepted, ms since 1970 UTC.
    pub accepted_at: i64,
    /// How often it was begun before and not finished.
    pub attempts: i64,
    /// Its JSON; `None` when the row was damaged.
    pub json: Option<zeroize::Zeroizing<String>>,
}

/// Whether the row of an update is stored yet: what is sent, changed or deleted for it waits for that.
#[derive(Clone)]
pub struct Pending(Option<watch::Receiver<Option<HashSet<UpdateId>>>>);

/// The batch whose rows are being stored.
pub struct Storing(watch::Sender<Option<HashSet<UpdateId>>>);

impl Storing {
    /// A batch that is about to be stored.
    pub fn begin() -> (Self, Pending) {
        let (storing, pending) = watch::channel(None);
        (Self(storing), Pending(Some(pending)))
    }

    /// The batch is stored; these of its updates were new.
    pub fn done(self, new: HashSet<UpdateId>) {
        self.0.send_replace(Some(new));
    }
}

impl Pending {
    /// Of an update whose row was found.
    pub fn over() -> Self {
        Self(None)
    }

    /// Waits until the row of this update is stored.
    ///
    /// # Errors
    /// [`StoreError::NotNew`] when the update was stored before, or its batch was not stored.
    pub async fn stored(&self, id: UpdateId) -> Result<(), StoreError> {
        let Some(batch) = &self.0 else { return Ok(()) };
        let mut batch = batch.clone();
        match batch.wait_for(Option::is_some).await {
            Ok(new) if new.as_ref().is_some_and(|new| new.contains(&id)) => Ok(()),
            Ok(_) | Err(_) => Err(StoreError::NotNew),
        }
    }
}

impl Store {
    /// The inbox.
    pub fn inbox(&self) -> Inbox<'_> {
        Inbox(self)
    }
}

fn bound(id: UpdateId) -> Bound {
    Bound { purpose: Purpose::Update, owner: id.get(), row: 0 }
}

/// One statement for a batch: all of its rows are stored or none.
fn insert(rows: &[(UpdateId, Sealed)], now: i64) -> QueryBuilder<Sqlite> {
    let mut insert = QueryBuilder::new("INSERT INTO inbox (update_id, accepted_at, sealed_by, body) ");
    insert.push_values(rows, |mut row, (id, sealed)| {
        row.push_bind(id.get()).push_bind(now).push_bind(sealed.key_id.clone()).push_bind(sealed.bytes.clone());
    });
    insert
}

impl Inbox<'_> {
    /// Stores a batch accepted at `now` (ms since 1970 UTC) in one commit, and returns the numbers that were new.
    ///
    /// # Errors
    /// When nothing was stored: the batch must not be acknowledged then.
    pub async fn accept(&self, batch: &[Accepted<'_>], now: i64) -> Result<HashSet<UpdateId>, StoreError> {
        if batch.is_empty() {
            return Ok(HashSet::new());
        }
        let mut rows = Vec::with_capacity(batch.len());
        for update in batch {
            rows.push((update.id, self.0.vault.seal(bound(update.id), update.json.as_bytes())?));
        }
        let mut writer = self.0.writer(Durability::Process).await?;
        // A row that comes back from SQLite's thread costs as much as one that goes there; repeats are rare.
        match insert(&rows, now).build().execute(&mut writer.connection).await {
            Ok(_) => return Ok(rows.into_iter().map(|(id, _)| id).collect()),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => {}
            Err(error) => return Err(error.into()),
        }
        let mut insert = insert(&rows, now);
        insert.push(" ON CONFLICT DO NOTHING RETURNING update_id");
        let new = insert.build().fetch_all(&mut writer.connection).await?;
        new.iter().map(|row| Ok(UpdateId::new(row.try_get(0)?))).collect()
    }

    /// What was accepted and not finished, in Telegram's order. For the start only.
    pub async fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let rows = sqlx::query(
            "SELECT update_id, attempts, sealed_by, body, accepted_at FROM inbox WHERE body IS NOT NULL ORDER BY update_id",
        )
        .fetch_all(&self.0.readers)
        .await?;
        rows.iter().map(|row| self.found(row)).collect()
    }

    /// One update that was accepted and is not finished.
    pub async fn one(&self, id: UpdateId) -> Result<Option<Waiting>, StoreError> {
        let row = sqlx::query(
            "SELECT update_id, attempts, sealed_by, body, accepted_at FROM inbox WHERE update_id = $1 AND body IS NOT NULL",
        )
        .bind(id.get())
        .fetch_optional(&self.0.readers)
        .await?;
        row.map(|row| self.found(&row)).transpose()
    }

    fn found(&self, row: &SqliteRow) -> Result<Waiting, StoreError> {
        let id = UpdateId::new(row.try_get(0)?);
        let sealed = Sealed { key_id: row.try_get(2)?, bytes: row.try_get(3)? };
        Ok(Waiting {
            id,
            accepted_at: row.try_get(4)?,
            attempts: row.try_get(1)?,
            json: self.0.vault.open_text(bound(id), &sealed).ok(),
        })
    }

    /// Marks updates that are waiting at a start as met once, in one commit, before any of them runs: one that is found
    /// marked again may have been under way when an earlier process ended.
    ///
    /// # Errors
    /// When the marks were not stored: none of them must run then.
    pub async fn mark_met(&self, updates: &[UpdateId]) -> Result<(), StoreError> {
        let ids: Vec<i64> = updates.iter().map(|id| id.get()).collect();
        let mut writer = self.0.writer(Durability::Process).await?;
        sqlx::query(
            "UPDATE inbox SET attempts = 1 WHERE attempts = 0 AND update_id IN (SELECT value FROM json_each($1))",
        )
        .bind(json!(ids).to_string())
        .execute(&mut writer.connection)
        .await?;
        Ok(())
    }

    /// Counts one more attempt at an update that was found at start, before it runs.
    ///
    /// # Errors
    /// When the count was not stored: the update must not run then.
    pub async fn begin_again(&self, id: UpdateId) -> Result<(), StoreError> {
        let mut writer = self.0.writer(Durability::Process).await?;
        sqlx::query("UPDATE inbox SET attempts = attempts + 1 WHERE update_id = $1")
            .bind(id.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Takes one counted attempt back.
    ///
    /// # Errors
    /// When that was not stored.
    pub async fn take_back(&self, id: UpdateId) -> Result<(), StoreError> {
        let mut writer = self.0.writer(Durability::Process).await?;
        sqlx::query("UPDATE inbox SET attempts = attempts - 1 WHERE update_id = $1 AND attempts > 1")
            .bind(id.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Takes the counted attempts back: this process ends in good order, so no waiting update ended it.
    pub async fn forgive(&self) -> Result<(), StoreError> {
        let mut writer = self.0.writer(Durability::Process).await?;
        sqlx::query("UPDATE inbox SET attempts = 0 WHERE body IS NOT NULL").execute(&mut writer.connection).await?;
        Ok(())
    }
}

/// Deletes the numbers of updates that finished more than 48 hours ago, and returns how many there were.
pub(super) async fn trim(to: impl SqliteExecutor<'_>, now: i64) -> Result<u64, sqlx::Error> {
    let done = sqlx::query("DELETE FROM inbox WHERE body IS NULL AND finished_at < $1")
        .bind(now - REMEMBER_MS)
        .execute(to)
        .await?;
    Ok(done.rows_affected())
}
