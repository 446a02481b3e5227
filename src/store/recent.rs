//! What a person asked for last, so that asking again is a tap. Written with the end of its update
//! ([`super::deferred`]).

use sqlx::Row as _;
use sqlx::sqlite::SqliteExecutor;

use super::{Store, StoreError};
use crate::ids::UserId;
use crate::link::Link;

/// Stores what was asked for at `$1`: `[user, account, link]` each in the list `$3`, unless the account was removed
/// meanwhile.
pub(super) const REMEMBER: &str = "
    INSERT INTO recent (user_id, account_id, link, asked_at)
    SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'), $1
    FROM json_each($3) WHERE json_extract(value, '$[1]') IN (SELECT id FROM accounts)
    ON CONFLICT (user_id, link) DO UPDATE SET asked_at = excluded.asked_at;";

/// How many are kept of each person, from one tidying to the next.
const KEPT: i64 = 10;

impl Store {
    /// All that is kept of what a person asked for, newest first, each with the time, ms since 1970 UTC.
    pub async fn recent(&self, user: UserId) -> Result<Vec<(Link, i64)>, StoreError> {
        let sql = "SELECT link, asked_at FROM recent WHERE user_id = $1 ORDER BY asked_at DESC, link DESC LIMIT $2";
        let rows = sqlx::query(sql).bind(user.get()).bind(KEPT).fetch_all(&self.readers).await?;
        let read = |row: &sqlx::sqlite::SqliteRow| Ok((row.try_get::<String, _>(0)?, row.try_get::<i64, _>(1)?));
        let rows = rows.iter().map(read).collect::<Result<Vec<_>, sqlx::Error>>()?;
        Ok(rows.into_iter().filter_map(|(link, at)| Some((link.parse().ok()?, at))).collect())
    }
}

/// Deletes all but the newest of each person.
pub(super) async fn trim(to: impl SqliteExecutor<'_>) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM recent WHERE rowid IN (
             SELECT rowid FROM (
                 SELECT rowid, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY asked_at DESC) AS place FROM recent
             ) AS placed WHERE place > $1)",
    )
    .bind(KEPT)
    .execute(to)
    .await?;
    Ok(())
}
