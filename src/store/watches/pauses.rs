//! Why watches rest, and when they go on: a key that was refused and a new one, a person who blocked the bot and returned.

use serde_json::json;
use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

use super::gathers;
use crate::ids::{AccountId, UserId};
use crate::store::{Durability, Store, StoreError};

impl Store {
    /// Leaves a person alone who blocked the bot: nobody looks for them, what is to be told waits, and no message is
    /// followed: what came meanwhile is told when they are back.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn pause_person(&self, user: UserId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let paused = sqlx::query("UPDATE watches SET paused = 'blocked', tries = 0 WHERE user_id = $1 RETURNING id")
            .bind(user.get())
            .fetch_all(&mut *transaction)
            .await?;
        set_news(&mut transaction, &ids(&paused)?, None).await?;
        gathers::set_person(&mut transaction, user, None).await?;
        sqlx::query("DELETE FROM follow_ups WHERE user_id = $1").bind(user.get()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        self.followed.forget(user);
        if !paused.is_empty() {
            self.watched.blocked().insert(user);
        }
        Ok(())
    }

    /// Whether somebody's watches rest because they blocked the bot.
    pub fn is_away(&self, user: UserId) -> bool {
        self.watched.blocked().contains(&user)
    }

    /// Goes on for a person who is back: they wrote, or unblocked the bot.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn resume_person(&self, user: UserId) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let resumed = sqlx::query(
            "UPDATE watches SET paused = NULL, due_at = CASE WHEN due_at IS NULL THEN NULL ELSE MAX($1, COALESCE(muted_until, 0)) END
             WHERE user_id = $2 AND paused = 'blocked' RETURNING id",
        )
        .bind(now)
        .bind(user.get())
        .fetch_all(&mut *transaction)
        .await?;
        set_news(&mut transaction, &ids(&resumed)?, Some(now)).await?;
        gathers::set_person(&mut transaction, user, Some(now)).await?;
        if !resumed.is_empty() {
            gathers::after_an_absence(&mut transaction, Some(user), now).await?;
        }
        transaction.commit().await?;
        self.watched.blocked().remove(&user);
        drop(writer);
        self.watched.ring();
        Ok(())
    }
}

fn ids(rows: &[sqlx::sqlite::SqliteRow]) -> Result<Vec<i64>, sqlx::Error> {
    rows.iter().map(|row| row.try_get(0)).collect()
}

async fn set_news(to: &mut SqliteConnection, watches: &[i64], due_at: Option<i64>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE notices SET due_at = $1, tries = 0
         WHERE told_at IS NULL AND gather_id IS NULL AND watch_id IN (SELECT value FROM json_each($2))",
    )
    .bind(due_at)
    .bind(json!(watches).to_string())
    .execute(to)
    .await?;
    Ok(())
}

/// The people whose watches rest because they blocked the bot.
pub(super) async fn blocked(from: &mut SqliteConnection) -> Result<Vec<UserId>, sqlx::Error> {
    let rows = sqlx::query("SELECT DISTINCT user_id FROM watches WHERE paused = 'blocked'").fetch_all(from).await?;
    Ok(ids(&rows)?.into_iter().map(UserId::new).collect())
}

/// Nobody looks with a refused key. Returns whether anybody did.
pub(in crate::store) async fn pause_account(
    to: &mut SqliteConnection,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    let paused = sqlx::query(
        "UPDATE watches SET paused = 'key', tries = 0
         WHERE account_id = $1 AND paused IS NULL AND due_at IS NOT NULL",
    )
    .bind(account.get())
    .execute(to)
    .await?;
    Ok(paused.rows_affected() > 0)
}

/// An account has a new key.
pub(in crate::store) async fn resume_account(
    to: &mut SqliteConnection,
    account: AccountId,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE watches SET paused = NULL, due_at = MAX($1, COALESCE(muted_until, 0)) WHERE account_id = $2 AND paused = 'key'")
        .bind(now)
        .bind(account.get())
        .execute(to)
        .await?;
    Ok(())
}

/// The watches of an account that is replaced by another one go on with that.
pub(in crate::store) async fn adopt(
    to: &mut SqliteConnection,
    from: AccountId,
    by: AccountId,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE watches SET account_id = $2 WHERE account_id = $1
             AND question NOT IN (SELECT question FROM watches WHERE account_id = $2)",
    )
    .bind(from.get())
    .bind(by.get())
    .execute(to)
    .await?;
    Ok(())
}
