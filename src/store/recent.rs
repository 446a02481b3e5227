//! The imports a person asked about last, so that asking again is a tap.

use sqlx::Row as _;
use sqlx::sqlite::SqliteExecutor;

use super::{Store, StoreError};
use crate::ids::{AccountId, BotId, TaskId, UserId};

/// How many are offered.
const OFFERED: i64 = 3;
/// How many are kept of each person, from one tidying to the next.
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

/// Forgets all but the newest of each person.
pub(super) async fn trim(to: impl SqliteExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM recent_imports WHERE rowid IN (
             SELECT rowid FROM (
                 SELECT rowid, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY asked_at DESC) AS place
                 FROM recent_imports
             ) AS placed WHERE place > $1)",
    )
    .bind(KEPT)
    .execute(to)
    .await?;
    Ok(())
}
