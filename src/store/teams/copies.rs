//! What groups are told: copies of what their person was told, and words about the group itself.
//!
//! Owns how often it is told: a copy is stored in the commit that marks the original as told, counted before each sending,
//! and marked after it was delivered. So it comes at least once, and at most twice after a crash.

use std::time::Duration;

use serde_json::json;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use crate::ids::{AccountId, ChatId, CopyId, GatherId, MessageId, TeamId, UserId};
use crate::link::Link;
use crate::store::watches::{END, HEARD, HEARD_MS, MOST_TRIES, NOTICE_LEASE_MS};
use crate::store::{Durability, Store, StoreError};

/// What a group, or its person, is to be told.
#[derive(Debug, Clone, Copy)]
pub struct TeamCopy {
    /// Its number.
    pub id: CopyId,
    /// Whose group it is.
    pub user: UserId,
    /// With which account its alerts are found.
    pub account: AccountId,
    /// The group.
    pub chat: ChatId,
    /// What is shown.
    pub shows: Shows,
    /// Whether it is for the person alone.
    pub private: bool,
    /// Whether it may break quiet hours.
    pub urgent: bool,
    /// Whether it is a message of its own; else one is edited.
    pub fresh: bool,
    /// How often it was drawn before.
    pub looks: u16,
    /// How often it was asked for.
    asked: i64,
}

/// What a copy shows.
#[derive(Debug, Clone, Copy)]
pub enum Shows {
    /// A place, without an account.
    Place(Link),
    /// A message about several notices.
    Gather(GatherId),
}

/// A copy whose sending was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunCopy {
    /// Where it goes by now.
    pub chat: ChatId,
    /// The message to edit; none: it is a new one.
    pub edits: Option<MessageId>,
    /// Whether it is heard.
    pub loud: bool,
}

/// What became of a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Copied {
    /// It is in this message, and is drawn again after this time.
    Shown(Option<MessageId>, Option<Duration>),
    /// There is nothing to show, or it was refused for good.
    Over,
}

impl Store {
    /// Takes at most so many of what groups are to be told.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_copies(&self, most: usize) -> Result<Vec<TeamCopy>, StoreError> {
        let now = self.clock.now_ms();
        let some = format!("SELECT 1 FROM team_news WHERE {DUE} LIMIT 1");
        // Most people have no group: the writer is left to others.
        if sqlx::query(sqlx::AssertSqlSafe(some)).bind(now).fetch_optional(&self.readers).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let unknown = format!(
            "UPDATE team_news SET due_at = NULL, lease_at = NULL WHERE {DUE} AND message_id IS NULL AND tries >= $2"
        );
        let unknown =
            sqlx::query(sqlx::AssertSqlSafe(unknown)).bind(now).bind(MOST_TRIES).execute(&mut *transaction).await?;
        if unknown.rows_affected() > 0 {
            tracing::error!(copies = unknown.rows_affected(), "sent twice to groups, and nobody knows if they arrived");
            end_over(&mut transaction).await?;
        }
        let take = format!(
            "UPDATE team_news SET lease_at = $2 WHERE id IN (SELECT id FROM team_news WHERE {DUE} ORDER BY due_at LIMIT $3)
             RETURNING id"
        );
        let taken = sqlx::query(sqlx::AssertSqlSafe(take))
            .bind(now)
            .bind(now + NOTICE_LEASE_MS)
            .bind(i64::try_from(most).unwrap_or(i64::MAX))
            .fetch_all(&mut *transaction)
            .await?;
        let taken = taken.iter().map(|row| row.try_get(0)).collect::<Result<Vec<i64>, _>>()?;
        let rows = sqlx::query(READ).bind(json!(taken).to_string()).fetch_all(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// Notes that a copy is about to be sent. `None` when it must not be: its group is not told any more, its watch was
    /// ended, or it was sent twice already. A group hears six an hour, whoever tells it.
    ///
    /// # Errors
    /// When it was not stored: it must not be sent then.
    pub async fn begin_copy(&self, id: CopyId) -> Result<Option<BegunCopy>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let row = sqlx::query(
            "SELECT t.chat_id, c.message_id, c.loud, c.tries, c.private,
                 (SELECT COUNT(*) FROM teams u JOIN team_news o ON o.team_id = u.id
                  WHERE u.chat_id = t.chat_id AND o.heard_at > $2)
             FROM team_news c JOIN teams t ON t.id = c.team_id
             WHERE c.id = $1 AND c.due_at IS NOT NULL AND t.state = CASE WHEN c.private THEN 'lost' ELSE 'told' END",
        )
        .bind(id.get())
        .bind(now - HEARD_MS)
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let edits = row.try_get::<Option<i64>, _>(1)?.map(MessageId::new);
        let (wanted, tries, heard): (bool, i64, i64) = (row.try_get(2)?, row.try_get(3)?, row.try_get(5)?);
        if edits.is_none() && tries >= MOST_TRIES {
            return Ok(None);
        }
        let loud = wanted && edits.is_none() && heard < HEARD;
        sqlx::query("UPDATE team_news SET tries = tries + 1, heard_at = COALESCE($1, heard_at) WHERE id = $2")
            .bind((loud && !row.try_get::<bool, _>(4)?).then_some(now))
            .bind(id.get())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(BegunCopy { chat: ChatId::new(row.try_get(0)?), edits, loud }))
    }

    /// Notes what became of a copy. What was asked for since it was taken is still to be sent. A lost group goes once its
    /// person knows, and a watch that is over ends with its last copy.
    ///
    /// # Errors
    /// When it was not stored: it is sent once more.
    pub async fn copied(&self, copy: &TeamCopy, how: Copied) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let (message, next) = match how {
            Copied::Shown(message, next) => (message, next.filter(|_| message.is_some())),
            Copied::Over => (None, None),
        };
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        sqlx::query(
            "UPDATE team_news SET message_id = COALESCE($1, message_id), lease_at = NULL, tries = 0, looks = looks + 1,
                 due_at = CASE WHEN asked = $2 OR COALESCE($1, message_id) IS NULL THEN $3 ELSE $4 END WHERE id = $5",
        )
        .bind(message.map(MessageId::get))
        .bind(copy.asked)
        .bind(next.map(|next| now.saturating_add(i64::try_from(next.as_millis()).unwrap_or(i64::MAX))))
        .bind(now)
        .bind(copy.id.get())
        .execute(&mut *transaction)
        .await?;
        if copy.private {
            forget_known(&mut transaction).await?;
        }
        // Not those of everybody: a group is told often, and few watches are over.
        let over = format!(
            "{END} AND id IN (SELECT n.watch_id FROM team_news c JOIN notices n ON n.id = c.notice_id OR n.gather_id = c.gather_id
                 WHERE c.id = $1)"
        );
        sqlx::query(sqlx::AssertSqlSafe(over)).bind(copy.id.get()).execute(&mut *transaction).await?;
        transaction.commit().await?;
        drop(writer);
        self.watched.ring();
        Ok(())
    }

    /// Sends a copy later; `begun`: its sending was begun, and is known not to have arrived.
    ///
    /// # Errors
    /// When it was not stored: it is sent when its lease ends.
    pub async fn put_off_copy(&self, id: CopyId, wait: Duration, begun: bool) -> Result<(), StoreError> {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "UPDATE team_news SET due_at = $1, lease_at = NULL, tries = MAX(tries - $2, 0),
                 heard_at = CASE WHEN message_id IS NULL THEN NULL ELSE heard_at END WHERE id = $3 AND due_at IS NOT NULL",
        )
        .bind(self.clock.now_ms().saturating_add(wait))
        .bind(i64::from(begun))
        .bind(id.get())
        .execute(&mut writer.connection)
        .await?;
        drop(writer);
        self.watched.ring();
        Ok(())
    }
}

/// What is due and not being sent.
const DUE: &str = "due_at <= $1 AND COALESCE(lease_at, 0) <= $1";

const READ: &str = "
    SELECT c.id, t.user_id, t.account_id, t.chat_id, COALESCE(c.link, n.link), c.gather_id, c.private,
        COALESCE(n.urgent, c.link IS NOT NULL AND NOT c.private), c.message_id IS NULL, c.looks, c.asked
    FROM team_news c JOIN teams t ON t.id = c.team_id LEFT JOIN notices n ON n.id = c.notice_id
    WHERE c.id IN (SELECT value FROM json_each($1)) ORDER BY c.id";

fn read(row: &SqliteRow) -> Result<Option<TeamCopy>, sqlx::Error> {
    let gather = row.try_get::<Option<i64>, _>(5)?.map(|id| Shows::Gather(GatherId::new(id)));
    let place = row.try_get::<Option<&str>, _>(4)?.and_then(|link| link.parse().ok()).map(Shows::Place);
    let Some(shows) = gather.or(place) else { return Ok(None) };
    Ok(Some(TeamCopy {
        id: CopyId::new(row.try_get(0)?),
        user: UserId::new(row.try_get(1)?),
        account: AccountId::new(row.try_get(2)?),
        chat: ChatId::new(row.try_get(3)?),
        shows,
        private: row.try_get(6)?,
        urgent: row.try_get(7)?,
        fresh: row.try_get(8)?,
        looks: u16::try_from(row.try_get::<i64, _>(9)?).unwrap_or(u16::MAX),
        asked: row.try_get(10)?,
    }))
}

/// Copies a notice that was told to its person, for the groups that are told what its account finds; where its watch is
/// not heard, there is none. Returns whether there is one.
pub(in crate::store) async fn copy_notice(
    to: &mut SqliteConnection,
    notice: i64,
    now: i64,
) -> Result<bool, sqlx::Error> {
    let copied = sqlx::query(
        "INSERT INTO team_news (team_id, notice_id, loud, due_at)
         SELECT t.id, n.id, NOT n.silent, $2 FROM notices n JOIN watches w ON w.id = n.watch_id
             JOIN teams t ON t.user_id = w.user_id AND t.account_id = w.account_id
         WHERE n.id = $1 AND NOT w.silent AND t.state = 'told'
         ON CONFLICT DO NOTHING",
    )
    .bind(notice)
    .bind(now)
    .execute(to)
    .await?;
    Ok(copied.rows_affected() > 0)
}

/// The same for a message about several, each time that it is told or edited.
pub(in crate::store) async fn copy_gather(to: &mut SqliteConnection, gather: i64, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO team_news (team_id, gather_id, loud, due_at)
         SELECT t.id, g.id, g.why <> 'many' AND MAX(NOT n.silent), $2
         FROM gathers g JOIN notices n ON n.gather_id = g.id JOIN watches w ON w.id = n.watch_id
             JOIN teams t ON t.user_id = w.user_id AND t.account_id = w.account_id
         WHERE g.id = $1 AND NOT w.silent AND t.state = 'told' GROUP BY t.id
         ON CONFLICT (team_id, gather_id) DO UPDATE SET due_at = excluded.due_at, asked = asked + 1",
    )
    .bind(gather)
    .bind(now)
    .execute(to)
    .await?;
    Ok(())
}

/// Words about a group itself, told by a place.
pub(super) async fn word(
    to: &mut SqliteConnection,
    team: TeamId,
    link: Link,
    private: bool,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query("INSERT INTO team_news (team_id, link, private, loud, due_at) VALUES ($1, $2, $3, 0, $4)")
        .bind(team.get())
        .bind(link.of_nobody().to_string())
        .bind(private)
        .bind(now)
        .execute(to)
        .await?;
    Ok(())
}

/// Ends what waited for copies that are not sent any more: a lost group whose person knows it, and watches that are over.
pub(super) async fn end_over(to: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    forget_known(&mut *to).await?;
    sqlx::query(END).execute(to).await?;
    Ok(())
}

/// Deletes lost groups whose people know it.
async fn forget_known(to: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    let known = "DELETE FROM teams WHERE state = 'lost'
         AND NOT EXISTS (SELECT 1 FROM team_news WHERE team_id = teams.id AND private AND due_at IS NOT NULL)";
    sqlx::query(known).execute(to).await?;
    Ok(())
}

/// Deletes words that were told. Copies go along with what they are copies of.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    let done = "DELETE FROM team_news WHERE due_at IS NULL AND notice_id IS NULL AND gather_id IS NULL
         AND COALESCE(heard_at, 0) < $1";
    sqlx::query(done).bind(now - HEARD_MS).execute(to).await?;
    Ok(())
}

/// What an earlier process took is due again.
pub(in crate::store) async fn begin_again(to: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE team_news SET lease_at = NULL WHERE lease_at IS NOT NULL").execute(to).await?;
    Ok(())
}
