//! The imports a person asked about last, so that asking again is a tap.

use sqlx::{Row as _, Sqlite, Transaction};

use super::{Later, Store, StoreError};
use crate::ids::{AccountId, BotId, TaskId, UserId};

/// How many are offered.
const OFFERED: i64 = 3;
/// How many are kept of each person.
const KEPT: i64 = 10;

/// An import that a person asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recent {
    /// With which account.
    pub account: AccountId,
    /// Which bot.
    pub bot: BotId,
    /// Which task.
    pub task: TaskId,
}

impl Store {
    /// The imports that a person asked about last, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn recent(&self, user: UserId) -> Result<Vec<Recent>, StoreError> {
        let rows = sqlx::query(
            "SELECT account_id, bot_id, task_id FROM recent_imports WHERE user_id = $1 ORDER BY asked_at DESC, task_id DESC LIMIT $2",
        )
        .bind(user.get())
        .bind(OFFERED)
        .fetch_all(&self.readers)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Recent {
                    account: AccountId::new(row.try_get(0)?),
                    bot: BotId::new(row.try_get(1)?),
                    task: TaskId::new(row.try_get(2)?),
                })
            })
            .collect()
    }
}

/// Remembers what was asked, in a batch. An account removed meanwhile is passed over.
pub(super) async fn remember(
    transaction: &mut Transaction<'_, Sqlite>,
    asked: &[&Later],
    now: i64,
) -> Result<(), sqlx::Error> {
    for write in asked {
        let Later::Asked { user, account, bot, task } = write else { continue };
        sqlx::query(
            "INSERT INTO recent_imports (user_id, account_id, bot_id, task_id, asked_at)
             SELECT $1, $2, $3, $4, $5 WHERE EXISTS (SELECT 1 FROM accounts WHERE id = $2)
             ON CONFLICT (user_id, account_id, bot_id, task_id) DO UPDATE SET asked_at = excluded.asked_at",
        )
        .bind(user.get())
        .bind(account.get())
        .bind(bot.get())
        .bind(task.get())
        .bind(now)
        .execute(&mut **transaction)
        .await?;
        sqlx::query(
            "DELETE FROM recent_imports WHERE user_id = $1 AND (account_id, bot_id, task_id) IN (
                 SELECT account_id, bot_id, task_id FROM recent_imports WHERE user_id = $1
                 ORDER BY asked_at DESC LIMIT -1 OFFSET $2)",
        )
        .bind(user.get())
        .bind(KEPT)
        .execute(&mut **transaction)
        .await?;
    }
    Ok(())
}
