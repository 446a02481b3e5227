//! Several notices in one message: those over the limits, of quiet hours, and after an absence.
//!
//! Owns which notice is in which message, and that none leaves it untold: a notice is told when the message that lists it
//! ends. It must not know what a notice says.

use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};

use super::news::{END, MOST_TRIES, may_be_heard, reserve};
use super::{bound, ms};
use crate::ids::{AccountId, ChatId, GatherId, MessageId, NoticeId, UserId, WatchId};
use crate::link::Link;
use crate::store::{Durability, Store, StoreError, teams};
use crate::vault::Sealed;

/// How long a message may take to be told before it is taken again, ms.
const LEASE_MS: i64 = 10 * 60 * 1000;
/// Over the limits: how long the first of them wait for others, between two edits, and until a message takes no more, ms.
const FIRST_MS: i64 = 5 * 1000;
const EDIT_MS: i64 = 60 * 1000;
const OPEN_MS: i64 = 60 * 60 * 1000;
/// After an absence: as long as it takes to look at everything and to confirm what changed (`watches.rs` spreads the looks
/// over a minute, `alerts/state.rs` confirms after another), ms.
const AWAY_MS: i64 = 5 * 60 * 1000;

/// Why notices are told in one message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// More than a person hears in an hour, or gets in a minute.
    Many,
    /// They came in quiet hours.
    Quiet,
    /// They came after the bot or the person was away.
    Away,
}

impl Why {
    /// As it is stored, and as sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Many => "many",
            Self::Quiet => "quiet",
            Self::Away => "away",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "quiet" => Self::Quiet,
            "away" => Self::Away,
            _ => Self::Many,
        }
    }
}

/// A message about several notices that is to be told or edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gather {
    /// Its number.
    pub id: GatherId,
    /// To whom.
    pub user: UserId,
    /// Why.
    pub why: Why,
}

/// A notice in such a message.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// What is watched, with its account.
    pub question: Link,
    /// The place that tells it, with its account.
    pub link: Link,
    /// When it was found, ms since 1970 UTC.
    pub made_at: i64,
    /// Whether it may break quiet hours.
    pub urgent: bool,
    /// Whether its watch is not heard.
    pub silent: bool,
    /// What its watch saw last.
    pub seen: Option<Vec<u8>>,
}

/// A message whose telling was begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BegunGather {
    /// The message to edit; none: it is a new one.
    pub edits: Option<MessageId>,
    /// Whether it is heard.
    pub loud: bool,
}

impl Store {
    /// Puts a notice into the message that gathers, where one does: after an absence, until the end of quiet hours (ms since
    /// 1970 UTC), or because a person hears six an hour at most and gets six a minute. Returns whether it did. One that is
    /// told by itself counts from now on.
    ///
    /// # Errors
    /// When nothing was stored: it is routed again when its lease ends.
    pub async fn gather(&self, id: NoticeId, user: UserId, quiet_until: Option<i64>) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let away = open(&mut transaction, user, Why::Away, now).await?;
        let gathered = match (away, quiet_until) {
            (Some(away), _) => put(&mut transaction, id, away).await.map(|()| true)?,
            (None, Some(until)) => {
                let quiet = open_or_new(&mut transaction, user, Why::Quiet, now, until).await?;
                put(&mut transaction, id, quiet).await.map(|()| true)?
            }
            (None, None) if reserve(&mut transaction, id, user, now).await? => false,
            (None, None) => over_the_limits(self, &mut transaction, id, user, now).await.map(|()| true)?,
        };
        transaction.commit().await?;
        drop(writer);
        if gathered {
            self.watched.news.notify_one();
        }
        Ok(gathered)
    }

    /// Takes at most so many of the messages that are to be told, edited or ended. Those of quiet hours and absences take no
    /// more notices from now on: what is put into a message after it was drawn would be lost.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_gathers(&self, most: usize) -> Result<Vec<Gather>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let unknown = sqlx::query(
            "SELECT id FROM gathers WHERE ended_at IS NULL AND due_at <= $1 AND tries >= $2 AND message_id IS NULL",
        )
        .bind(now)
        .bind(MOST_TRIES)
        .fetch_all(&mut *transaction)
        .await?;
        for row in &unknown {
            tracing::error!("sent twice, and nobody knows if it arrived");
            teams::copy_gather(&mut transaction, row.try_get(0)?, now).await?;
            end(&mut transaction, row.try_get(0)?, now).await?;
        }
        let taken = sqlx::query(
            "UPDATE gathers SET due_at = $1, until = CASE WHEN why = 'many' THEN until ELSE MIN(until, $2) END WHERE id IN
                 (SELECT id FROM gathers WHERE ended_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $3)
             RETURNING id, user_id, why",
        )
        .bind(now + LEASE_MS)
        .bind(now)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        let read = |row: &SqliteRow| -> Result<Gather, sqlx::Error> {
            let (id, user) = (GatherId::new(row.try_get(0)?), UserId::new(row.try_get(1)?));
            Ok(Gather { id, user, why: Why::of(row.try_get(2)?) })
        };
        Ok(taken.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// What is in a message, in the order it was found. `None` when this person has no such message.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn gathered(&self, user: UserId, id: GatherId) -> Result<Option<(Why, Vec<Gathered>)>, StoreError> {
        let why = sqlx::query("SELECT why FROM gathers WHERE id = $1 AND user_id = $2")
            .bind(id.get())
            .bind(user.get())
            .fetch_optional(&self.readers)
            .await?;
        let Some(why) = why else { return Ok(None) };
        let rows = sqlx::query(
            "SELECT w.id, w.sealed_by, w.seen, w.question, w.account_id, n.link, n.made_at, n.urgent, w.silent
             FROM notices n JOIN watches w ON w.id = n.watch_id
             WHERE n.gather_id = $1 AND w.user_id = $2 ORDER BY n.made_at, n.id",
        )
        .bind(id.get())
        .bind(user.get())
        .fetch_all(&self.readers)
        .await?;
        let read = rows.iter().map(|row| self.read_gathered(user, row)).collect::<Result<Vec<_>, StoreError>>()?;
        Ok(Some((Why::of(why.try_get(0)?), read.into_iter().flatten().collect())))
    }

    /// What is unreadable in a row is left out; what its watch saw and does not open is as if it saw nothing.
    fn read_gathered(&self, user: UserId, row: &SqliteRow) -> Result<Option<Gathered>, StoreError> {
        let account = AccountId::new(row.try_get(4)?);
        let question = row.try_get::<&str, _>(3)?.parse::<Link>();
        let link = row.try_get::<&str, _>(5)?.parse::<Link>();
        let (Ok(question), Ok(link)) = (question, link) else { return Ok(None) };
        let sealed = match (row.try_get(1)?, row.try_get(2)?) {
            (Some(key_id), Some(bytes)) => Some(Sealed { key_id, bytes }),
            _ => None,
        };
        let watch = WatchId::new(row.try_get(0)?);
        let seen = sealed.and_then(|sealed| self.vault.open(bound(user, watch), &sealed).ok());
        Ok(Some(Gathered {
            question: question.of(account),
            link: link.of(account),
            made_at: row.try_get(6)?,
            urgent: row.try_get(7)?,
            silent: row.try_get(8)?,
            seen: seen.map(|seen| seen.to_vec()),
        }))
    }

    /// Goes on with a message later: its quiet hours last longer than they did, or begin now.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn keep_quiet(&self, gather: Gather, until: i64) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let other = sqlx::query(
            "SELECT id FROM gathers WHERE user_id = $1 AND why = 'quiet' AND ended_at IS NULL AND id <> $2
                 AND message_id IS NULL",
        )
        .bind(gather.user.get())
        .bind(gather.id.get())
        .fetch_optional(&mut *transaction)
        .await?;
        if let Some(other) = other {
            let other: i64 = other.try_get(0)?;
            sqlx::query("UPDATE notices SET gather_id = $1 WHERE gather_id = $2")
                .bind(other)
                .bind(gather.id.get())
                .execute(&mut *transaction)
                .await?;
            end(&mut transaction, gather.id.get(), now).await?;
        } else {
            sqlx::query("UPDATE gathers SET why = 'quiet', until = $1, due_at = $1 WHERE id = $2")
                .bind(until)
                .bind(gather.id.get())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(())
    }

    /// Looks at a message before it is drawn. One without notices ends; one with a single notice, which nobody saw yet,
    /// ends too, and the notice is told by itself; one that has nothing new waits, or ends. Returns how many notices it has
    /// when it is to be told.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ripen(&self, gather: Gather) -> Result<Option<i64>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let row = sqlx::query(
            "SELECT until, shown, message_id IS NOT NULL, (SELECT COUNT(*) FROM notices WHERE gather_id = gathers.id)
             FROM gathers WHERE id = $1 AND ended_at IS NULL",
        )
        .bind(gather.id.get())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let (until, shown, is_told, count): (i64, i64, bool, i64) =
            (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?, row.try_get(3)?);
        let mut tells = None;
        if count == 1 && !is_told && gather.why != Why::Many {
            release(&mut transaction, gather.id.get(), now).await?;
        } else if count == 0 || (count <= shown && now >= until) {
            end(&mut transaction, gather.id.get(), now).await?;
        } else if count <= shown {
            set_due(&mut transaction, gather.id.get(), until).await?;
        } else {
            tells = Some(count);
        }
        transaction.commit().await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(tells)
    }

    /// Notes that a message is about to be sent or edited. `None` when it must not be.
    ///
    /// # Errors
    /// When it was not stored: it must not be sent then.
    pub async fn begin_gather(&self, id: GatherId) -> Result<Option<BegunGather>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let row = sqlx::query(
            "SELECT user_id, why, message_id, tries, (SELECT COUNT(*) FROM notices WHERE gather_id = gathers.id),
                 (SELECT COUNT(*) FROM notices n JOIN watches w ON w.id = n.watch_id
                  WHERE n.gather_id = gathers.id AND NOT n.silent AND NOT w.silent)
             FROM gathers WHERE id = $1 AND ended_at IS NULL",
        )
        .bind(id.get())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let user = UserId::new(row.try_get(0)?);
        let edits = row.try_get::<Option<i64>, _>(2)?.map(MessageId::new);
        // Whoever pressed a button of the message reads something else in it.
        let edits = edits.filter(|message| self.followed.has(ChatId::new(user.get()), *message));
        let (tries, count, heard): (i64, i64, i64) = (row.try_get(3)?, row.try_get(4)?, row.try_get(5)?);
        if count == 0 || (edits.is_none() && tries >= MOST_TRIES) {
            return Ok(None);
        }
        let many = Why::of(row.try_get(1)?) == Why::Many;
        let loud = !many && heard > 0 && edits.is_none() && may_be_heard(&mut transaction, user, now).await?;
        sqlx::query("UPDATE gathers SET tries = tries + 1, heard_at = COALESCE($1, heard_at), sent_at = COALESCE($2, sent_at) WHERE id = $3")
            .bind(loud.then_some(now))
            .bind(edits.is_none().then_some(now))
            .bind(id.get())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(Some(BegunGather { edits, loud }))
    }

    /// Notes that a message was delivered with so many notices (those that were there before it was drawn), or refused for
    /// good. What takes no more ends.
    ///
    /// # Errors
    /// When it was not stored: it is told once more.
    pub async fn gather_told(&self, gather: Gather, message: Option<MessageId>, count: i64) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        teams::copy_gather(&mut transaction, gather.id.get(), now).await?;
        match message {
            Some(message) if gather.why == Why::Many => {
                sqlx::query(
                    "UPDATE gathers SET tries = 0, shown = $1, message_id = $2, due_at = CASE
                         WHEN (SELECT COUNT(*) FROM notices WHERE gather_id = gathers.id) > $1 THEN $3 ELSE until END
                     WHERE id = $4",
                )
                .bind(count)
                .bind(message.get())
                .bind(now + EDIT_MS)
                .bind(gather.id.get())
                .execute(&mut *transaction)
                .await?;
            }
            message => {
                sqlx::query("UPDATE gathers SET message_id = $1, shown = $2 WHERE id = $3")
                    .bind(message.map(MessageId::get))
                    .bind(count)
                    .bind(gather.id.get())
                    .execute(&mut *transaction)
                    .await?;
                end(&mut transaction, gather.id.get(), now).await?;
            }
        }
        transaction.commit().await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(())
    }

    /// Tells a message later; `begun`: its sending was begun, and is known not to have arrived.
    ///
    /// # Errors
    /// When it was not stored: it is told when its lease ends.
    pub async fn put_off_gather(&self, id: GatherId, wait: Duration, begun: bool) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "UPDATE gathers SET due_at = $1, tries = MAX(tries - $2, 0), heard_at = NULL
             WHERE id = $3 AND due_at IS NOT NULL",
        )
        .bind(self.clock.now_ms().saturating_add(ms(wait)))
        .bind(i64::from(begun))
        .bind(id.get())
        .execute(&mut writer.connection)
        .await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(())
    }
}

/// The message of a person that takes notices of this kind now.
async fn open(from: &mut SqliteConnection, user: UserId, why: Why, now: i64) -> Result<Option<i64>, sqlx::Error> {
    // Quiet hours may have been made shorter: what is told next takes what comes until then.
    let row = sqlx::query(
        "SELECT id FROM gathers WHERE user_id = $1 AND why = $2 AND ended_at IS NULL AND until > $3
             AND (message_id IS NULL OR why = 'many') ORDER BY id DESC LIMIT 1",
    )
    .bind(user.get())
    .bind(why.name())
    .bind(now)
    .fetch_optional(from)
    .await?;
    row.map(|row| row.try_get(0)).transpose()
}

async fn open_or_new(
    to: &mut SqliteConnection,
    user: UserId,
    why: Why,
    now: i64,
    until: i64,
) -> Result<i64, sqlx::Error> {
    if let Some(open) = open(&mut *to, user, why, now).await? {
        return Ok(open);
    }
    let due = if why == Why::Many { now + FIRST_MS } else { until };
    let row = sqlx::query(
        "INSERT INTO gathers (user_id, why, made_at, until, due_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
    )
    .bind(user.get())
    .bind(why.name())
    .bind(now)
    .bind(until)
    .bind(due)
    .fetch_one(to)
    .await?;
    row.try_get(0)
}

async fn put(to: &mut SqliteConnection, notice: NoticeId, gather: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE notices SET gather_id = $1, due_at = NULL, tries = 0, heard_at = NULL WHERE id = $2 AND told_at IS NULL")
        .bind(gather)
        .bind(notice.get())
        .execute(to)
        .await?;
    Ok(())
}

/// Puts a notice that is over the limits into the message for them, which is told or edited soon. A message that its person
/// made something else of takes no more.
async fn over_the_limits(
    store: &Store,
    to: &mut SqliteConnection,
    notice: NoticeId,
    user: UserId,
    now: i64,
) -> Result<(), sqlx::Error> {
    if let Some(before) = open(&mut *to, user, Why::Many, now).await? {
        let message: Option<i64> = sqlx::query("SELECT message_id FROM gathers WHERE id = $1")
            .bind(before)
            .fetch_one(&mut *to)
            .await?
            .try_get(0)?;
        if message.is_some_and(|message| !store.followed.has(ChatId::new(user.get()), MessageId::new(message))) {
            let end = "UPDATE gathers SET until = $1, due_at = $1 WHERE id = $2";
            sqlx::query(end).bind(now).bind(before).execute(&mut *to).await?;
        }
    }
    let gather = open_or_new(&mut *to, user, Why::Many, now, now + OPEN_MS).await?;
    put(&mut *to, notice, gather).await?;
    sqlx::query("UPDATE gathers SET due_at = MIN(due_at, $1) WHERE id = $2 AND message_id IS NOT NULL")
        .bind(now + EDIT_MS)
        .bind(gather)
        .execute(to)
        .await?;
    Ok(())
}

/// Gathers what is found in the next minutes for those who watch something: they, or the bot, were away.
pub(super) async fn after_an_absence(
    to: &mut SqliteConnection,
    user: Option<UserId>,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "INSERT INTO gathers (user_id, why, made_at, until, due_at)
         SELECT user_id, 'away', $1, $2, $2 FROM watches
         WHERE ($3 IS NULL OR user_id = $3) AND paused IS NULL
             AND NOT EXISTS (SELECT 1 FROM gathers g WHERE g.user_id = watches.user_id AND g.why = 'away' AND g.ended_at IS NULL)
         GROUP BY user_id HAVING COUNT(*) > 1",
    )
    .bind(now)
    .bind(now + AWAY_MS)
    .bind(user.map(UserId::get))
    .execute(to)
    .await?;
    Ok(())
}

/// Ends a message: what is in it is told, and what is over and told ends.
async fn end(to: &mut SqliteConnection, gather: i64, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE gathers SET ended_at = $1, due_at = NULL WHERE id = $2")
        .bind(now)
        .bind(gather)
        .execute(&mut *to)
        .await?;
    sqlx::query("UPDATE notices SET told_at = $1 WHERE gather_id = $2 AND told_at IS NULL")
        .bind(now)
        .bind(gather)
        .execute(&mut *to)
        .await?;
    let over = format!("{END} AND id IN (SELECT watch_id FROM notices WHERE gather_id = $1)");
    sqlx::query(sqlx::AssertSqlSafe(over)).bind(gather).execute(to).await?;
    Ok(())
}

/// Ends a message without telling it: what is in it is told by itself.
async fn release(to: &mut SqliteConnection, gather: i64, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE notices SET gather_id = NULL, due_at = $1 WHERE gather_id = $2 AND told_at IS NULL")
        .bind(now)
        .bind(gather)
        .execute(&mut *to)
        .await?;
    end(to, gather, now).await
}

async fn set_due(to: &mut SqliteConnection, gather: i64, due: i64) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE gathers SET due_at = $1 WHERE id = $2").bind(due).bind(gather).execute(to).await?;
    Ok(())
}

/// What an earlier process took is due again. Quiet hours and absences go on.
pub(super) async fn begin_again(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE gathers SET due_at = $1 WHERE ended_at IS NULL AND due_at > $1 AND (why = 'many' OR due_at > until)",
    )
    .bind(now)
    .execute(to)
    .await?;
    Ok(())
}

/// Quiet hours were set anew: what they held back is looked at again.
pub(in crate::store) async fn quiet_changed(
    to: &mut SqliteConnection,
    user: UserId,
    now: i64,
) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE gathers SET due_at = $1 WHERE user_id = $2 AND why = 'quiet' AND ended_at IS NULL AND due_at IS NOT NULL",
    )
    .bind(now)
    .bind(user.get())
    .execute(to)
    .await?;
    Ok(())
}

/// Leaves a person alone, or goes on for them.
pub(super) async fn set_person(
    to: &mut SqliteConnection,
    user: UserId,
    due_at: Option<i64>,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE gathers SET due_at = $1, tries = 0 WHERE user_id = $2 AND ended_at IS NULL")
        .bind(due_at)
        .bind(user.get())
        .execute(to)
        .await?;
    Ok(())
}
