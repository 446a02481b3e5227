//! What watches have to tell.
//!
//! Owns how often it is told: a notice is stored before anything is sent, counted before each sending, and marked after it
//! was delivered. So it comes at least once, and at most twice after a crash.

use std::time::Duration;

use serde_json::json;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::{Watching, ms};
use crate::ids::{AccountId, NoticeId, UserId};
use crate::link::Link;
use crate::store::{Durability, Store, StoreError, teams};

/// How long a notice may take to be told before it is taken again, ms: it may have to wait for Telegram, and for others.
pub(in crate::store) const LEASE_MS: i64 = 10 * 60 * 1000;
/// Sendings without a known end, before it is taken for told.
pub(in crate::store) const MOST_TRIES: i64 = 2;

/// Ends what is over and told.
pub(in crate::store) const END: &str = "DELETE FROM watches WHERE due_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM notices WHERE watch_id = watches.id AND told_at IS NULL)
    AND NOT EXISTS (SELECT 1 FROM notices n JOIN team_news c ON c.notice_id = n.id OR c.gather_id = n.gather_id
        WHERE n.watch_id = watches.id AND c.due_at IS NOT NULL AND c.message_id IS NULL)";

/// How many messages of watches a person hears in this time, ms, and how many they get in all. The others are gathered.
pub(in crate::store) const HEARD: i64 = 6;
pub(in crate::store) const HEARD_MS: i64 = 60 * 60 * 1000;
const TOLD: i64 = 6;
const A_MINUTE_MS: i64 = 60 * 1000;

/// What a look has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Telling {
    /// The place that tells it.
    pub link: Link,
    /// Whether it is told without a sound, also where the watch is heard.
    pub silent: bool,
    /// Whether it may break the quiet hours of a person who wants that.
    pub urgent: bool,
}

impl Telling {
    /// Told with a sound, where the watch is heard.
    pub fn heard(link: Link) -> Self {
        Self { link, silent: false, urgent: false }
    }

    /// Told with a sound, and at night where the person wants that.
    pub fn urgent(link: Link) -> Self {
        Self { link, silent: false, urgent: true }
    }

    /// Told without one.
    pub fn silent(link: Link) -> Self {
        Self { link, silent: true, urgent: false }
    }
}

/// Something to be told.
#[derive(Debug, Clone, Copy)]
pub struct News {
    /// Its number.
    pub id: NoticeId,
    /// To whom.
    pub user: UserId,
    /// The place that tells it.
    pub link: Link,
    /// Whether it may break quiet hours.
    pub urgent: bool,
}

impl Store {
    /// Takes at most so many of what is to be told.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_news(&self, most: usize) -> Result<Vec<News>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let unknown = sqlx::query(
            "UPDATE notices SET told_at = $1 WHERE told_at IS NULL AND due_at <= $1 AND tries >= $2 RETURNING id",
        )
        .bind(now)
        .bind(MOST_TRIES)
        .fetch_all(&mut *transaction)
        .await?;
        for row in &unknown {
            teams::copy_notice(&mut transaction, row.try_get(0)?, now).await?;
        }
        if !unknown.is_empty() {
            tracing::error!(notices = unknown.len(), "sent twice, and nobody knows if they arrived");
            sqlx::query(END).execute(&mut *transaction).await?;
        }
        let taken = sqlx::query(
            "UPDATE notices SET due_at = $1 WHERE id IN
                 (SELECT id FROM notices WHERE told_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $3)
             RETURNING id",
        )
        .bind(now + LEASE_MS)
        .bind(now)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
        let taken = taken.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
        let rows = sqlx::query(
            "SELECT n.id, w.user_id, w.account_id, n.link, n.urgent FROM notices n JOIN watches w ON w.id = n.watch_id
             WHERE n.id IN (SELECT value FROM json_each($1)) ORDER BY n.id",
        )
        .bind(json!(taken).to_string())
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// When the next notice, or message about several, is due, ms since 1970 UTC.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_news(&self) -> Result<Option<i64>, StoreError> {
        let next = "SELECT MIN(due_at) FROM (
                 SELECT MIN(due_at) AS due_at FROM notices WHERE told_at IS NULL AND due_at IS NOT NULL
                 UNION ALL SELECT MIN(due_at) FROM gathers WHERE ended_at IS NULL AND due_at IS NOT NULL
                 UNION ALL SELECT MIN(MAX(due_at, COALESCE(lease_at, 0))) FROM team_news WHERE due_at IS NOT NULL)";
        Ok(sqlx::query(next).fetch_one(&self.readers).await?.try_get(0)?)
    }

    /// Waits until there is something to tell.
    pub async fn news_changed(&self) {
        self.watched.news.notified().await;
    }

    /// Notes that a notice is about to be sent, and returns whether it is heard. `None` when it must not be sent: its watch
    /// was ended, it was told, it is gathered, or it was sent twice already.
    ///
    /// # Errors
    /// When it was not stored: it must not be sent then.
    pub async fn begin_news(&self, id: NoticeId) -> Result<Option<bool>, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let begun = sqlx::query(
            "UPDATE notices SET tries = tries + 1
             WHERE id = $1 AND told_at IS NULL AND gather_id IS NULL AND tries < $2
             RETURNING NOT silent AND NOT (SELECT silent FROM watches WHERE id = watch_id)",
        )
        .bind(id.get())
        .bind(MOST_TRIES)
        .fetch_optional(&mut writer.connection)
        .await?;
        Ok(begun.map(|row| row.try_get(0)).transpose()?)
    }

    /// Notes that a notice was delivered, or refused for good. A watch that is over ends with its last one.
    ///
    /// # Errors
    /// When it was not stored: it is told once more.
    pub async fn told(&self, id: NoticeId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let now = self.clock.now_ms();
        sqlx::query("UPDATE notices SET told_at = $1 WHERE id = $2")
            .bind(now)
            .bind(id.get())
            .execute(&mut *transaction)
            .await?;
        let copied = teams::copy_notice(&mut transaction, id.get(), now).await?;
        let end = format!("{END} AND id = (SELECT watch_id FROM notices WHERE id = $1)");
        sqlx::query(sqlx::AssertSqlSafe(end)).bind(id.get()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        drop(writer);
        if copied {
            self.watched.news.notify_one();
        }
        Ok(())
    }

    /// Tells a notice later; `begun`: its sending was begun, and is known not to have arrived.
    ///
    /// # Errors
    /// When it was not stored: it is told when its lease ends.
    pub async fn put_off(&self, id: NoticeId, wait: Duration, begun: bool) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "UPDATE notices SET due_at = $1, tries = CASE WHEN tries > $3 THEN tries - $3 ELSE 0 END,
                 heard_at = NULL, sent_at = NULL WHERE id = $2 AND due_at IS NOT NULL",
        )
        .bind(self.clock.now_ms().saturating_add(ms(wait)))
        .bind(id.get())
        .bind(i64::from(begun))
        .execute(&mut writer.connection)
        .await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(())
    }
}

/// Stores what a look has to tell: once for each look.
pub(in crate::store) async fn insert(
    to: &mut SqliteConnection,
    watching: &Watching,
    telling: Telling,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO notices (watch_id, look, link, made_at, due_at, silent, urgent) VALUES ($1, $2, $3, $4, $4, $5, $6)
         ON CONFLICT (watch_id, look) DO NOTHING",
    )
    .bind(watching.id.get())
    .bind(watching.look)
    .bind(telling.link.of_nobody().to_string())
    .bind(now)
    .bind(telling.silent)
    .bind(telling.urgent)
    .execute(to)
    .await?;
    Ok(())
}

/// Counts a notice as sent now, when its person may have one more. Returns false when they may not.
pub(super) async fn reserve(
    to: &mut SqliteConnection,
    id: NoticeId,
    user: UserId,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let row =
        sqlx::query("SELECT n.silent OR w.silent FROM notices n JOIN watches w ON w.id = n.watch_id WHERE n.id = $1")
            .bind(id.get())
            .fetch_optional(&mut *to)
            .await?;
    let Some(row) = row else { return Ok(true) };
    let silent: bool = row.try_get(0)?;
    // It was counted before a crash, or before its lease ended.
    let counted = "UPDATE notices SET sent_at = NULL, heard_at = NULL WHERE id = $1";
    sqlx::query(counted).bind(id.get()).execute(&mut *to).await?;
    let has_room = sent_since(&mut *to, user, "sent_at", now - A_MINUTE_MS).await? < TOLD
        && (silent || may_be_heard(&mut *to, user, now).await?);
    if has_room {
        sqlx::query("UPDATE notices SET sent_at = $1, heard_at = $2 WHERE id = $3")
            .bind(now)
            .bind((!silent).then_some(now))
            .bind(id.get())
            .execute(to)
            .await?;
    }
    Ok(has_room)
}

/// Whether a person may hear one more message of their watches now.
pub(super) async fn may_be_heard(from: &mut SqliteConnection, user: UserId, now: i64) -> Result<bool, sqlx::Error> {
    Ok(sent_since(from, user, "heard_at", now - HEARD_MS).await? < HEARD)
}

async fn sent_since(
    from: &mut SqliteConnection,
    user: UserId,
    when: &'static str,
    since: i64,
) -> Result<i64, sqlx::Error> {
    let count = format!(
        "SELECT (SELECT COUNT(*) FROM watches w JOIN notices n ON n.watch_id = w.id WHERE w.user_id = $1 AND n.{when} > $2)
             + (SELECT COUNT(*) FROM gathers WHERE user_id = $1 AND {when} > $2)"
    );
    sqlx::query(sqlx::AssertSqlSafe(count)).bind(user.get()).bind(since).fetch_one(from).await?.try_get(0)
}

/// What an earlier process did not tell is due again.
pub(super) async fn begin_again(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE notices SET due_at = $1 WHERE told_at IS NULL AND due_at > $1").bind(now).execute(to).await?;
    Ok(())
}

fn read(row: &SqliteRow) -> Result<Option<News>, sqlx::Error> {
    let Ok(link) = row.try_get::<&str, _>(3)?.parse::<Link>() else { return Ok(None) };
    let (id, user) = (NoticeId::new(row.try_get(0)?), UserId::new(row.try_get(1)?));
    Ok(Some(News { id, user, link: link.of(AccountId::new(row.try_get(2)?)), urgent: row.try_get(4)? }))
}
