//! One text to everybody: whom it is for, and how far it came.
//!
//! Owns the tables and the leases of who is being told. A row is claimed before anything is sent: after a crash it may have
//! arrived, is sent once more, and never a third time. It must not know how it is told.

use std::sync::Arc;
use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::SqliteExecutor;
use tokio::sync::Notify;

use super::{Durability, Store, StoreError};
use crate::ids::{NoteId, UserId};

/// How long telling one person may take, ms: far longer than their turn takes to come.
const LEASE_MS: i64 = 120_000;
/// How often it may have been sent to one person.
const MAX_TRIES: i64 = 2;
/// How long the figures are kept, ms.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;

/// Wakes who tells.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Notify>);

/// A text to everybody, and how far it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Announcement {
    /// The text.
    pub words: String,
    /// Whether no more are told.
    pub stopped: bool,
    /// Who is still to be told.
    pub waiting: i64,
    /// Who was.
    pub told: i64,
    /// Who blocked the bot.
    pub blocked: i64,
    /// Who could not be told.
    pub failed: i64,
}

/// Somebody to be told: claimed for the time of a lease.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Announced {
    /// The text.
    pub announcement: NoteId,
    /// The person.
    pub user: UserId,
}

/// What became of telling somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Heard {
    /// It is there to be read.
    Told,
    /// They blocked the bot.
    Blocked,
    /// It cannot be told.
    Failed,
    /// Nothing was sent: it is to be told after this time.
    Later(Duration),
}

/// Whom a text to everybody is for: who has an account and is not shut out.
const EVERYBODY: &str = "SELECT DISTINCT user_id FROM accounts WHERE user_id NOT IN (SELECT user_id FROM shut_out)";

impl Store {
    /// How many a text to everybody would be for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn audience(&self) -> Result<i64, StoreError> {
        let count = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM ({EVERYBODY})"));
        Ok(sqlx::query(count).fetch_one(&self.readers).await?.try_get(0)?)
    }

    /// Begins to tell everybody; once for a note, however often it is asked for.
    ///
    /// # Errors
    /// When it was not begun.
    pub async fn announce(&self, user: UserId, note: NoteId, words: &str) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let begun = sqlx::query(
            "INSERT INTO announcements (id, user_id, words, made_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (id) DO NOTHING",
        )
        .bind(note.get())
        .bind(user.get())
        .bind(words)
        .bind(now)
        .execute(&mut *transaction)
        .await?;
        if begun.rows_affected() == 1 {
            let people = sqlx::AssertSqlSafe(format!(
                "INSERT INTO announced (announcement_id, user_id, state, due_at)
                 SELECT $1, user_id, 'waits', $2 FROM ({EVERYBODY})"
            ));
            sqlx::query(people).bind(note.get()).bind(now).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        self.announcing.0.notify_one();
        Ok(())
    }

    /// A text to everybody, and how far it came.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn announcement(&self, note: NoteId) -> Result<Option<Announcement>, StoreError> {
        let row = sqlx::query(
            "SELECT words, stopped_at IS NOT NULL,
                 (SELECT COUNT(*) FROM announced WHERE announcement_id = $1 AND state IN ('waits', 'sent')),
                 (SELECT COUNT(*) FROM announced WHERE announcement_id = $1 AND state = 'told'),
                 (SELECT COUNT(*) FROM announced WHERE announcement_id = $1 AND state = 'blocked'),
                 (SELECT COUNT(*) FROM announced WHERE announcement_id = $1 AND state = 'failed')
             FROM announcements WHERE id = $1",
        )
        .bind(note.get())
        .fetch_optional(&self.readers)
        .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Announcement {
            words: row.try_get(0)?,
            stopped: row.try_get(1)?,
            waiting: row.try_get(2)?,
            told: row.try_get(3)?,
            blocked: row.try_get(4)?,
            failed: row.try_get(5)?,
        }))
    }

    /// Tells nobody else.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn stop_announcement(&self, note: NoteId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        sqlx::query("UPDATE announcements SET stopped_at = $1 WHERE id = $2 AND stopped_at IS NULL")
            .bind(self.clock.now_ms())
            .bind(note.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Claims as many people who are to be told now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_announced(&self, most: usize) -> Result<Vec<Announced>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        sqlx::query("UPDATE announced SET state = 'failed' WHERE state = 'sent' AND due_at <= $1 AND tries >= $2")
            .bind(now)
            .bind(MAX_TRIES)
            .execute(&mut *transaction)
            .await?;
        let rows = sqlx::query(
            "UPDATE announced SET state = 'sent', tries = tries + 1, due_at = $1
             WHERE (announcement_id, user_id) IN (
                 SELECT a.announcement_id, a.user_id FROM announced a JOIN announcements n ON n.id = a.announcement_id
                 WHERE a.state IN ('waits', 'sent') AND a.due_at <= $2 AND n.stopped_at IS NULL
                 ORDER BY a.due_at LIMIT $3)
             RETURNING announcement_id, user_id",
        )
        .bind(now + LEASE_MS)
        .bind(now)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        rows.iter()
            .map(|row| {
                let (announcement, user) = (NoteId::new(row.try_get(0)?), UserId::new(row.try_get(1)?));
                Ok(Announced { announcement, user })
            })
            .collect()
    }

    /// When somebody is to be told next, ms since 1970 UTC.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_announced(&self) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(
            "SELECT MIN(a.due_at) FROM announced a JOIN announcements n ON n.id = a.announcement_id
             WHERE a.state IN ('waits', 'sent') AND n.stopped_at IS NULL",
        )
        .fetch_one(&self.readers)
        .await?;
        Ok(row.try_get(0)?)
    }

    /// Waits until somebody else is to be told.
    pub async fn announced_changed(&self) {
        self.announcing.0.notified().await;
    }

    /// Whether somebody is still to be told: not since it was stopped, or since they erased everything.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn is_announced(&self, of: Announced) -> Result<bool, StoreError> {
        let row = sqlx::query(
            "SELECT 1 FROM announced a JOIN announcements n ON n.id = a.announcement_id
             WHERE a.announcement_id = $1 AND a.user_id = $2 AND a.state = 'sent' AND n.stopped_at IS NULL",
        )
        .bind(of.announcement.get())
        .bind(of.user.get())
        .fetch_optional(&self.readers)
        .await?;
        Ok(row.is_some())
    }

    /// Stores what became of telling somebody.
    ///
    /// # Errors
    /// When it was not stored: it is told once more after the lease.
    pub async fn heard(&self, of: Announced, how: Heard) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let (state, due_at) = match how {
            Heard::Told => ("told", now),
            Heard::Blocked => ("blocked", now),
            Heard::Failed => ("failed", now),
            Heard::Later(wait) => ("waits", now.saturating_add(i64::try_from(wait.as_millis()).unwrap_or(LEASE_MS))),
        };
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "UPDATE announced SET state = $1, due_at = $2, tries = CASE WHEN $1 = 'waits' THEN 0 ELSE tries END
             WHERE announcement_id = $3 AND user_id = $4 AND state = 'sent'",
        )
        .bind(state)
        .bind(due_at)
        .bind(of.announcement.get())
        .bind(of.user.get())
        .execute(&mut writer.connection)
        .await?;
        drop(writer);
        if state == "waits" {
            self.announcing.0.notify_one();
        }
        Ok(())
    }
}

/// Deletes what nobody asks for any more.
pub(super) async fn trim(to: impl SqliteExecutor<'_>, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM announcements WHERE made_at < $1").bind(now - KEPT_MS).execute(to).await?;
    Ok(())
}
