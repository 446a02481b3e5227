//! The messages that show a secret: each has its row before the secret is in it, and loses it when it is gone.
//!
//! Owns the rows, which hold no secret. It must not delete any message.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::Notify;

use super::{Durability, Store, StoreError};
use crate::ids::{MessageId, RevealId, UserId};

/// How long a deletion may take before another one is begun, ms.
const LEASE_MS: i64 = 60_000;
/// The longest time until a deletion, ms. What is due later than that was stored before the clock was set back.
const LONGEST_MS: i64 = 60 * 60 * 1000;

/// A message that is to be deleted. It is in its person's private chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revealed {
    /// The number of its row; none when its person was erased.
    id: Option<RevealId>,
    /// Whose.
    pub user: UserId,
    /// The message.
    pub message: MessageId,
    /// How many deletions were begun, with this one.
    pub tries: u32,
}

/// The bell of whoever waits for what is due, and what has no row any more and is to be deleted all the same.
#[derive(Clone, Default)]
pub(super) struct Bell {
    erased: Arc<Mutex<Vec<Revealed>>>,
    changed: Arc<Notify>,
}

impl Bell {
    /// Has messages deleted at once whose person was erased. They are in memory only: /forget leaves nothing behind.
    pub(super) fn hide_now(&self, shown: Vec<Revealed>) {
        if !shown.is_empty() {
            self.erased.lock().unwrap_or_else(PoisonError::into_inner).extend(shown);
            self.changed.notify_one();
        }
    }

    fn take_erased(&self) -> Vec<Revealed> {
        std::mem::take(&mut *self.erased.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Stores that a message is to be deleted after this time. To be called before the secret is in it.
    ///
    /// # Errors
    /// When it was not stored: the secret must not be shown.
    pub async fn reveal(&self, user: UserId, message: MessageId, shown_for: Duration) -> Result<(), StoreError> {
        let shown_for = i64::try_from(shown_for.as_millis()).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let mut writer = self.writer(Durability::Power).await?;
        sqlx::query("INSERT INTO reveals (user_id, message_id, due_at) VALUES ($1, $2, $3)")
            .bind(user.get())
            .bind(message.get())
            .bind(self.clock.now_ms() + shown_for)
            .execute(&mut writer.connection)
            .await?;
        drop(writer);
        self.revealed.changed.notify_one();
        Ok(())
    }

    /// Takes what is due, at most so many rows, and moves them on by a lease.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_reveals(&self, most: usize) -> Result<Vec<Revealed>, StoreError> {
        let erased = self.revealed.take_erased();
        if !erased.is_empty() {
            return Ok(erased);
        }
        let now = self.clock.now_ms();
        // Asked first: most looks find nothing, and then nothing is written.
        let due = "SELECT 1 FROM reveals WHERE due_at <= $1 OR due_at > $2 LIMIT 1";
        let due = sqlx::query(due).bind(now).bind(now + LONGEST_MS).fetch_optional(&self.readers).await?;
        if due.is_none() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer(Durability::Process).await?;
        let rows = sqlx::query(
            "UPDATE reveals SET due_at = $1, tries = tries + 1
             WHERE id IN (SELECT id FROM reveals WHERE due_at <= $2 OR due_at > $3 ORDER BY due_at LIMIT $4)
             RETURNING id, user_id, message_id, tries",
        )
        .bind(now + LEASE_MS)
        .bind(now)
        .bind(now + LONGEST_MS)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut writer.connection)
        .await?;
        rows.iter().map(read).collect()
    }

    /// When the next deletion is due, ms since 1970 UTC.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_reveal(&self) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT MIN(due_at) FROM reveals").fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// Waits until there is more to delete.
    pub async fn reveals_changed(&self) {
        self.revealed.changed.notified().await;
    }

    /// Ends it: the message is gone, or its person was asked to delete it.
    ///
    /// # Errors
    /// When that was not stored: the message is deleted again when the lease ends.
    pub async fn hidden(&self, revealed: &Revealed) -> Result<(), StoreError> {
        let Some(id) = revealed.id else { return Ok(()) };
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM reveals WHERE id = $1").bind(id.get()).execute(&mut writer.connection).await?;
        Ok(())
    }

    /// Puts the next deletion off. What has no row any more waits here, in memory.
    ///
    /// # Errors
    /// When that was not stored: the message is deleted again when the lease ends.
    pub async fn hide_later(&self, revealed: Revealed, wait: Duration) -> Result<(), StoreError> {
        let due_at = self.clock.now_ms() + i64::try_from(wait.as_millis()).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let Some(id) = revealed.id else {
            if let Some(due_at) = chrono::DateTime::from_timestamp_millis(due_at) {
                self.clock.wait_until(due_at).await;
            }
            self.revealed.hide_now(vec![Revealed { tries: revealed.tries.saturating_add(1), ..revealed }]);
            return Ok(());
        };
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE reveals SET due_at = $1 WHERE id = $2")
            .bind(due_at)
            .bind(id.get())
            .execute(&mut writer.connection)
            .await?;
        drop(writer);
        self.revealed.changed.notify_one();
        Ok(())
    }

    /// The leases and the pauses of the process before are void.
    pub(super) async fn load_reveals(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE reveals SET due_at = MIN(due_at, $1) WHERE tries > 0")
            .bind(self.clock.now_ms())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }
}

/// What of a person is to be deleted, for an erasure of its rows.
pub(super) async fn of(to: &mut SqliteConnection, user: UserId) -> Result<Vec<Revealed>, StoreError> {
    let select = "SELECT id, user_id, message_id, tries FROM reveals WHERE user_id = $1";
    let rows = sqlx::query(select).bind(user.get()).fetch_all(to).await?;
    let erased = |row| Ok(Revealed { id: None, tries: 1, ..read(row)? });
    rows.iter().map(erased).collect()
}

fn read(row: &SqliteRow) -> Result<Revealed, StoreError> {
    Ok(Revealed {
        id: Some(RevealId::new(row.try_get(0)?)),
        user: UserId::new(row.try_get(1)?),
        message: MessageId::new(row.try_get(2)?),
        tries: u32::try_from(row.try_get::<i64, _>(3)?).unwrap_or(u32::MAX),
    })
}
