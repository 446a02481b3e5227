//! What a person changes of their watches, and what they are shown of them.
//!
//! Owns that a change beside a look is never lost: the look that is under way changes nothing then, and is made again.

use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::bound;
use crate::ids::{AccountId, UserId, WatchId};
use crate::link::Link;
use crate::store::{Durability, Store, StoreError};
use crate::vault::Sealed;

const ITS_ROW: &str = "user_id = $1 AND account_id = $2 AND question = $3 AND due_at IS NOT NULL";

/// A watch as its person sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Watched {
    /// Its number.
    pub id: WatchId,
    /// What is watched.
    pub link: Link,
    /// Whether it is not heard.
    pub silent: bool,
    /// Until when nothing is told, ms since 1970 UTC.
    pub muted_until: Option<i64>,
}

impl Store {
    /// What a person watches, in the order it was begun.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn watched(&self, user: UserId) -> Result<Vec<Watched>, StoreError> {
        let rows = sqlx::query(
            "SELECT question, account_id, silent, muted_until, id FROM watches
             WHERE user_id = $1 AND due_at IS NOT NULL ORDER BY id",
        )
        .bind(user.get())
        .fetch_all(&self.readers)
        .await?;
        let now = self.clock.now_ms();
        let read = |row: &SqliteRow| -> Result<Option<Watched>, sqlx::Error> {
            let Ok(link) = row.try_get::<&str, _>(0)?.parse::<Link>() else { return Ok(None) };
            let muted_until = row.try_get::<Option<i64>, _>(3)?.filter(|until| *until > now);
            let link = link.of(AccountId::new(row.try_get(1)?));
            let id = WatchId::new(row.try_get(4)?);
            Ok(Some(Watched { id, link, silent: row.try_get(2)?, muted_until }))
        };
        Ok(rows.iter().filter_map(|row| read(row).transpose()).collect::<Result<_, _>>()?)
    }

    /// What a watch saw last; `None` without such a watch, or before its first look. One that is over is read too, until it
    /// is told.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn last_seen(&self, user: UserId, account: AccountId, what: Link) -> Result<Option<Vec<u8>>, StoreError> {
        let row = sqlx::query(
            "SELECT id, sealed_by, seen FROM watches WHERE user_id = $1 AND account_id = $2 AND question = $3",
        )
        .bind(user.get())
        .bind(account.get())
        .bind(what.of_nobody().to_string())
        .fetch_optional(&self.readers)
        .await?;
        row.map_or(Ok(None), |row| self.opened(user, &row))
    }

    /// Changes what a watch saw last. Returns false without such a watch. Survives power loss.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn change_seen(
        &self,
        user: UserId,
        account: AccountId,
        what: Link,
        change: impl FnOnce(Option<&[u8]>) -> Vec<u8>,
    ) -> Result<bool, StoreError> {
        let question = what.of_nobody().to_string();
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let select = format!("SELECT id, sealed_by, seen FROM watches WHERE {ITS_ROW}");
        let row = sqlx::query(sqlx::AssertSqlSafe(select))
            .bind(user.get())
            .bind(account.get())
            .bind(question)
            .fetch_optional(&mut *transaction)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let id = WatchId::new(row.try_get(0)?);
        let seen = self.opened(user, &row)?;
        let sealed = self.vault.seal(bound(user, id), &change(seen.as_deref()))?;
        // The look that is under way compared with what was seen before.
        sqlx::query("UPDATE watches SET sealed_by = $1, seen = $2, looks = looks + 1 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id.get())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(true)
    }

    /// Tells nothing of a watch until then, ms since 1970 UTC: nobody looks before. Returns false without such a watch.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn mute(
        &self,
        user: UserId,
        account: AccountId,
        what: Link,
        until: Option<i64>,
    ) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        let due = until.unwrap_or(now).max(now);
        let muted = format!(
            "UPDATE watches SET muted_until = $4, due_at = $5, period = $6, looks = looks + 1, tries = 0 WHERE {ITS_ROW}"
        );
        let mut writer = self.writer(Durability::Power).await?;
        let muted = sqlx::query(sqlx::AssertSqlSafe(muted))
            .bind(user.get())
            .bind(account.get())
            .bind(what.of_nobody().to_string())
            .bind(until)
            .bind(due)
            .bind(due - now)
            .execute(&mut writer.connection)
            .await?;
        drop(writer);
        self.watched.ring();
        Ok(muted.rows_affected() > 0)
    }

    /// Sets whether a watch is not heard. Returns false without such a watch.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn silence(
        &self,
        user: UserId,
        account: AccountId,
        what: Link,
        silent: bool,
    ) -> Result<bool, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let set = sqlx::query(sqlx::AssertSqlSafe(format!("UPDATE watches SET silent = $4 WHERE {ITS_ROW}")))
            .bind(user.get())
            .bind(account.get())
            .bind(what.of_nobody().to_string())
            .bind(silent)
            .execute(&mut writer.connection)
            .await?;
        Ok(set.rows_affected() > 0)
    }

    /// Notes that what is watched is changed through this bot, for all who watch it.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn note_asked(&self, what: Link) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE watches SET asked_at = $1 WHERE question = $2 AND paused IS NULL AND due_at IS NOT NULL")
            .bind(self.clock.now_ms())
            .bind(what.of_nobody().to_string())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// When somebody changed what is watched through this bot last, ms since 1970 UTC.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn asked_at(&self, what: Link) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(
            "SELECT MAX(asked_at) FROM watches WHERE question = $1 AND paused IS NULL AND due_at IS NOT NULL",
        )
        .bind(what.of_nobody().to_string())
        .fetch_one(&self.readers)
        .await?;
        Ok(row.try_get(0)?)
    }

    /// What is sealed in `id, sealed_by, seen`.
    fn opened(&self, user: UserId, row: &SqliteRow) -> Result<Option<Vec<u8>>, StoreError> {
        let (Some(key_id), Some(bytes)) = (row.try_get(1)?, row.try_get(2)?) else { return Ok(None) };
        let opened = self.vault.open(bound(user, WatchId::new(row.try_get(0)?)), &Sealed { key_id, bytes })?;
        Ok(Some(opened.to_vec()))
    }
}
