//! When nothing happens by itself: for a simulated clock, which must not go on while something is under way.
//!
//! Owns the question over the tables of what is due. It changes nothing.

use sqlx::Row as _;

use super::watches::NOTICE_LEASE_MS;
use super::{Store, StoreError};

/// Whether something happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Something is under way or due.
    Busy,
    /// Nothing until then, ms since 1970 UTC; nothing at all without a time.
    Until(Option<i64>),
}

/// What was begun on a clock that stands still has its lease from now.
const BUSY: &str = "SELECT
    (SELECT COUNT(*) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL AND (tries > 0 OR due_at <= $1))
    + (SELECT COUNT(*) FROM notices WHERE told_at IS NULL AND due_at IS NOT NULL AND (due_at <= $1 OR due_at = $1 + $2))
    + (SELECT COUNT(*) FROM gathers WHERE ended_at IS NULL AND (due_at <= $1 OR due_at = $1 + $2))
    + (SELECT COUNT(*) FROM team_news WHERE due_at <= $1)
    + (SELECT COUNT(*) FROM follow_ups WHERE due_at <= $1 OR tries > 0)";

const NEXT: &str = "SELECT MIN(at) FROM (SELECT MIN(due_at) AS at FROM watches WHERE paused IS NULL
    UNION ALL SELECT MIN(due_at) FROM notices WHERE told_at IS NULL
    UNION ALL SELECT MIN(due_at) FROM gathers WHERE ended_at IS NULL
    UNION ALL SELECT MIN(due_at) FROM team_news UNION ALL SELECT MIN(due_at) FROM follow_ups)";

impl Store {
    /// Whether looks, notices and follow-ups rest, and until when.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn rest(&self) -> Result<Rest, StoreError> {
        let mut reader = self.readers.begin().await?;
        let busy = sqlx::query(BUSY).bind(self.clock.now_ms()).bind(NOTICE_LEASE_MS).fetch_one(&mut *reader).await?;
        if busy.try_get::<i64, _>(0)? > 0 {
            return Ok(Rest::Busy);
        }
        Ok(Rest::Until(sqlx::query(NEXT).fetch_one(&mut *reader).await?.try_get(0)?))
    }
}
