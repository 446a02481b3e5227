//! Watches: what is looked at again and again until there is something to tell, also after a restart.
//!
//! Owns the rows and the lease of a look. What was seen and the notice of it are one commit. It must not know what is
//! looked at, nor how it is told. [`news`] has the notices, [`gathers`] those that
//! are told in one message, [`pauses`] why a watch rests, [`changes`] what its person changes.

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::json;
use sqlx::sqlite::{SqliteConnection, SqliteExecutor, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _};
use tokio::sync::Notify;

use super::history::{self, Counted};
use super::{Durability, Store, StoreError, teams};
use crate::crash_point;
use crate::ids::{AccountId, UserId, WatchId};
use crate::link::Link;
use crate::vault::{Bound, Purpose, Sealed};

mod changes;
pub use changes::Watched;
mod gathers;
pub(super) use gathers::quiet_changed;
pub use gathers::{BegunGather, Gather, Gathered, Why as GatherWhy};
mod news;
pub(super) use news::LEASE_MS as NOTICE_LEASE_MS;
pub(super) use news::insert as tell;
pub(super) use news::{END, HEARD, HEARD_MS, MOST_TRIES};
pub use news::{News, Telling};
mod pauses;
pub(super) use pauses::{adopt, pause_account, resume_account};

/// How long a look may take before another one is begun, ms.
const LEASE_MS: i64 = 60_000;
/// Most watches of one person.
const MOST: i64 = 50;
/// Most watches among which those whose turn it is are chosen, and most people whose last turn is remembered.
const CANDIDATES: i64 = 2_000;
const REMEMBERED: usize = 10_000;
/// Most watches that join a look because they ask the same.
const JOINING: i64 = 500;
/// Between the questions that are overdue at a start, ms, and the time over which they are spread.
const APART_MS: i64 = 60;
const SPREAD_MS: i64 = 60_000;
/// A process that was away for longer than this tells in one message what it finds, ms.
const ABSENCE_MS: i64 = 60 * 60 * 1000;
/// How long a watch that rests is kept, and how long a notice that was told, ms.
const RESTS_MS: i64 = 90 * 24 * 60 * 60 * 1000;
const TOLD_MS: i64 = 7 * 24 * 60 * 60 * 1000;

const READ: &str = "id, user_id, account_id, question, looks, begun_at, sealed_by, seen";

/// A watch whose look was begun.
pub struct Watching {
    /// Its number.
    pub id: WatchId,
    /// Whose.
    pub user: UserId,
    /// With which account.
    pub account: AccountId,
    /// What is looked at, without the account: all who watch the same have the same.
    pub question: Link,
    /// Which look this is.
    pub look: i64,
    /// When it was begun, ms since 1970 UTC.
    pub begun_at: i64,
    /// When this look was due, ms since 1970 UTC.
    pub due_at: i64,
    /// What the last look saw.
    pub seen: Option<Vec<u8>>,
}

/// What a look found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// What was seen; the same as before when none.
    pub seen: Option<Vec<u8>>,
    /// What is to be told; nothing when none.
    pub tells: Option<Telling>,
    /// How long until the next look; none: the watch is over.
    pub next: Option<Duration>,
    /// What it counted for the history.
    pub counted: Option<Counted>,
}

/// What is known without a question to the database, and the bells of those who wait.
#[derive(Clone, Default)]
pub(super) struct Mirror {
    blocked: Arc<Mutex<HashSet<UserId>>>,
    due: Arc<Notify>,
    news: Arc<Notify>,
    turns: Arc<Mutex<Turns>>,
}

/// Whose turn it was, in which order.
#[derive(Default)]
struct Turns {
    count: u64,
    last: HashMap<UserId, u64>,
}

impl Mirror {
    /// Follows a person who was erased.
    pub(super) fn forget(&self, user: UserId) {
        self.blocked().remove(&user);
        self.turns.lock().unwrap_or_else(PoisonError::into_inner).last.remove(&user);
    }

    /// Wakes whoever waits for what is due.
    pub(super) fn ring(&self) {
        self.due.notify_one();
        self.news.notify_one();
    }

    /// Chooses so many of what is due: whoever had their last turn first is next, with their oldest.
    fn in_turn(&self, due: Vec<(i64, i64, UserId)>, most: usize) -> HashMap<i64, i64> {
        let mut waiting: HashMap<UserId, VecDeque<(i64, i64)>> = HashMap::new();
        for (id, due_at, user) in due {
            waiting.entry(user).or_default().push_back((id, due_at));
        }
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.last.len() > REMEMBERED {
            turns.last.clear();
        }
        let mut queue: BTreeSet<(u64, i64, UserId)> = waiting
            .iter()
            .filter_map(|(user, own)| Some((turns.last.get(user).copied().unwrap_or(0), own.front()?.1, *user)))
            .collect();
        let mut chosen = HashMap::new();
        while let Some((_, _, user)) = queue.pop_first().filter(|_| chosen.len() < most) {
            let Some(own) = waiting.get_mut(&user) else { continue };
            chosen.extend(own.pop_front());
            turns.count += 1;
            let turn = turns.count;
            turns.last.insert(user, turn);
            queue.extend(own.front().map(|(_, due_at)| (turn, *due_at, user)));
        }
        chosen
    }

    fn blocked(&self) -> MutexGuard<'_, HashSet<UserId>> {
        self.blocked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Begins a watch, or begins it anew. Returns false when the person has as many as one may have, or no such account.
    /// Survives power loss.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn start_watch(
        &self,
        user: UserId,
        account: AccountId,
        what: Link,
        first: Duration,
        silent: bool,
    ) -> Result<bool, StoreError> {
        Ok(self.start_watches(user, account, &[(what, first)], silent).await? > 0)
    }

    /// The same for several watches, each with the time until its first look, in one commit. Returns how many were begun:
    /// those at the end are left out when there is no room for all.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn start_watches(
        &self,
        user: UserId,
        account: AccountId,
        all: &[(Link, Duration)],
        silent: bool,
    ) -> Result<usize, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let mut begun = 0;
        for (what, first) in all {
            let period = ms(*first);
            let stored = sqlx::query(START)
                .bind(user.get())
                .bind(account.get())
                .bind(what.of_nobody().to_string())
                .bind(silent)
                .bind(now)
                .bind(now.saturating_add(period))
                .bind(period)
                .bind(MOST)
                .execute(&mut *transaction)
                .await?;
            begun += usize::from(stored.rows_affected() > 0);
        }
        transaction.commit().await?;
        drop(writer);
        self.watched.ring();
        Ok(begun)
    }

    /// Ends a watch, also one that has something to tell.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn end_watch(&self, user: UserId, account: AccountId, what: Link) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM watches WHERE user_id = $1 AND account_id = $2 AND question = $3")
            .bind(user.get())
            .bind(account.get())
            .bind(what.of_nobody().to_string())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// What a person watches, in the order it was begun.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn watches(&self, user: UserId) -> Result<Vec<Link>, StoreError> {
        let rows = sqlx::query(
            "SELECT question, account_id FROM watches WHERE user_id = $1 AND due_at IS NOT NULL ORDER BY id",
        )
        .bind(user.get())
        .fetch_all(&self.readers)
        .await?;
        let mut links = Vec::with_capacity(rows.len());
        for row in rows {
            let link = row.try_get::<&str, _>(0)?.parse::<Link>();
            links.extend(link.map(|link| Ok::<_, sqlx::Error>(link.of(AccountId::new(row.try_get(1)?)))));
        }
        links.into_iter().collect::<Result<_, _>>().map_err(StoreError::from)
    }

    /// Begins a look at what is due: at most so many rows, and with them those that ask the same and are due soon. They are
    /// leased: a look that never comes to its end is begun again.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn due_watches(&self, most: usize) -> Result<Vec<Watching>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let due = sqlx::query(DUE).bind(now).bind(CANDIDATES).fetch_all(&mut *transaction).await?;
        if due.is_empty() {
            return Ok(Vec::new());
        }
        let due = due.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?, UserId::new(row.try_get(2)?))));
        let due = self.watched.in_turn(due.collect::<Result<Vec<_>, sqlx::Error>>()?, most);
        let chosen = "SELECT value FROM json_each($3)";
        let mut rows = sqlx::query(AssertSqlSafe(leasing(chosen)))
            .bind(now)
            .bind(now + LEASE_MS)
            .bind(json!(due.keys().collect::<Vec<_>>()).to_string())
            .fetch_all(&mut *transaction)
            .await?;
        let questions = rows.iter().map(|row| row.try_get::<String, _>(3)).collect::<Result<BTreeSet<_>, _>>()?;
        let joining = sqlx::query(AssertSqlSafe(leasing(SAME_QUESTION)))
            .bind(now)
            .bind(now + LEASE_MS)
            .bind(JOINING)
            .bind(json!(questions).to_string());
        rows.extend(joining.fetch_all(&mut *transaction).await?);
        transaction.commit().await?;
        drop(writer);
        let read = rows.iter().map(|row| self.watching(row)).collect::<Result<Vec<_>, StoreError>>()?;
        let late = |watching: Watching| {
            let due_at = due.get(&watching.id.get()).copied().unwrap_or(now);
            Watching { due_at, ..watching }
        };
        Ok(read.into_iter().flatten().map(late).collect())
    }

    /// Puts off everything that is due: nobody looks before.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn put_off_watches(&self, wait: Duration) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE watches SET due_at = $1 WHERE paused IS NULL AND due_at IS NOT NULL AND due_at <= $2")
            .bind(now + ms(wait))
            .bind(now)
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Gathers what is found in the next minutes into one message for each person: nobody could look for long.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn gather_after_an_absence(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        gathers::after_an_absence(&mut writer.connection, None, self.clock.now_ms()).await?;
        drop(writer);
        self.watched.news.notify_one();
        Ok(())
    }

    /// When the next look is due, ms since 1970 UTC.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn next_watch(&self) -> Result<Option<i64>, StoreError> {
        let next = "SELECT MIN(due_at) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL";
        Ok(sqlx::query(next).fetch_one(&self.readers).await?.try_get(0)?)
    }

    /// Waits until a watch is begun or resumed.
    pub async fn watches_changed(&self) {
        self.watched.due.notified().await;
    }

    /// Ends looks: what was seen, when the next look is due and what is to be told are one commit. A look that is not the
    /// newest of its watch, or whose watch was ended or paused meanwhile, changes nothing.
    ///
    /// # Errors
    /// When nothing was stored: what is due is looked at again.
    pub async fn store_looks(&self, looks: &[(&Watching, Found)]) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let mut tells = false;
        for (watching, found) in looks {
            let is_current = self.store_look(&mut transaction, watching, found).await?;
            if let Some(counted) = found.counted.as_ref().filter(|_| is_current) {
                history::record(&mut transaction, watching.account, counted).await?;
            }
            if let Some(telling) = found.tells.filter(|_| is_current) {
                tell(&mut transaction, watching, telling, self.clock.now_ms()).await?;
                tells = true;
            }
        }
        crash_point!("watch-storing");
        transaction.commit().await?;
        drop(writer);
        crash_point!("watch-stored");
        // The next look is due before the lease ended.
        self.watched.due.notify_one();
        if tells {
            self.watched.news.notify_one();
        }
        Ok(())
    }

    async fn store_look(
        &self,
        to: &mut SqliteConnection,
        watching: &Watching,
        found: &Found,
    ) -> Result<bool, StoreError> {
        let bound = bound(watching.user, watching.id);
        let sealed = found.seen.as_deref().map(|seen| self.vault.seal(bound, seen)).transpose()?;
        let (sealed_by, seen) = sealed.map_or((None, None), |sealed| (Some(sealed.key_id), Some(sealed.bytes)));
        let period = found.next.map(ms);
        let stored = sqlx::query(
            "UPDATE watches SET tries = 0, due_at = $1, period = COALESCE($2, period),
                 sealed_by = COALESCE($3, sealed_by), seen = COALESCE($4, seen)
             WHERE id = $5 AND looks = $6 AND paused IS NULL AND due_at IS NOT NULL",
        )
        .bind(period.map(|period| self.clock.now_ms().saturating_add(period)))
        .bind(period)
        .bind(sealed_by)
        .bind(seen)
        .bind(watching.id.get())
        .bind(watching.look)
        .execute(to)
        .await?;
        Ok(stored.rows_affected() > 0)
    }

    /// Takes over from the process before: its leases are void, and what is overdue is spread, question by question.
    pub(super) async fn load_watches(&self) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let overdue = "SELECT MIN(due_at) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL";
        let overdue: Option<i64> = sqlx::query(overdue).fetch_one(&mut *transaction).await?.try_get(0)?;
        if overdue.is_some_and(|since| now - since >= ABSENCE_MS) {
            gathers::after_an_absence(&mut transaction, None, now).await?;
        }
        sqlx::query(
            "UPDATE watches SET tries = 0, due_at = $1 + placed.place * $2 % $3
             FROM (SELECT question, ROW_NUMBER() OVER (ORDER BY MIN(due_at)) - 1 AS place FROM watches
                   WHERE due_at IS NOT NULL GROUP BY question) AS placed
             WHERE placed.question = watches.question AND watches.due_at IS NOT NULL
                 AND COALESCE(watches.muted_until, 0) <= $1 AND (watches.due_at <= $1 OR watches.tries > 0 OR watches.due_at > $1 + watches.period * 2)",
        )
        .bind(now)
        .bind(APART_MS)
        .bind(SPREAD_MS)
        .execute(&mut *transaction)
        .await?;
        news::begin_again(&mut transaction, now).await?;
        gathers::begin_again(&mut transaction, now).await?;
        teams::begin_again(&mut transaction).await?;
        let blocked = pauses::blocked(&mut transaction).await?;
        transaction.commit().await?;
        self.watched.blocked().extend(blocked);
        Ok(())
    }

    /// Brings forward what would wait longer than it was to: the clock was set back.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn watch_sooner(&self) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        for sooner in [
            "UPDATE watches SET due_at = $1 + period WHERE due_at > $1 + period",
            "UPDATE notices SET due_at = $1 WHERE told_at IS NULL AND due_at > $1",
            "UPDATE gathers SET due_at = $1 WHERE ended_at IS NULL AND due_at > $1",
            "UPDATE team_news SET due_at = $1, lease_at = NULL WHERE due_at > $1",
        ] {
            sqlx::query(sooner).bind(now).execute(&mut writer.connection).await?;
        }
        drop(writer);
        self.watched.ring();
        Ok(())
    }

    /// `None` for a row that does not read or open: it is looked at again when its lease ends, and so is kept.
    fn watching(&self, row: &SqliteRow) -> Result<Option<Watching>, StoreError> {
        let (id, user) = (WatchId::new(row.try_get(0)?), UserId::new(row.try_get(1)?));
        let sealed = match (row.try_get(6)?, row.try_get(7)?) {
            (Some(key_id), Some(bytes)) => Some(Sealed { key_id, bytes }),
            _ => None,
        };
        let opened = sealed.map(|sealed| self.vault.open(bound(user, id), &sealed)).transpose();
        let (Ok(question), Ok(seen)) = (row.try_get::<&str, _>(3)?.parse(), opened) else {
            tracing::error!(watch = id.get(), "a watch does not read or open; it is kept");
            return Ok(None);
        };
        let seen = seen.map(|seen| seen.to_vec());
        let account = AccountId::new(row.try_get(2)?);
        Ok(Some(Watching {
            id,
            user,
            account,
            question,
            look: row.try_get(4)?,
            begun_at: row.try_get(5)?,
            due_at: 0,
            seen,
        }))
    }
}

/// Begins a watch where there is room, or begins it anew.
const START: &str = "
    INSERT INTO watches (user_id, account_id, question, silent, begun_at, due_at, period)
     SELECT user_id, id, $3, $4, $5, $6, $7 FROM accounts WHERE id = $2 AND user_id = $1
         AND ((SELECT COUNT(*) FROM watches WHERE user_id = $1) < $8
              OR EXISTS (SELECT 1 FROM watches WHERE user_id = $1 AND account_id = $2 AND question = $3))
     ON CONFLICT (user_id, account_id, question) DO UPDATE SET silent = excluded.silent, paused = NULL, muted_until = NULL,
         begun_at = CASE WHEN due_at IS NULL THEN begun_at ELSE excluded.begun_at END,
         due_at = CASE WHEN due_at IS NULL THEN NULL ELSE excluded.due_at END, period = excluded.period";

/// The oldest of those that are due. Whose turn it is among them is decided beside the database.
pub(super) const DUE: &str = "
    SELECT id, due_at, user_id FROM watches WHERE paused IS NULL AND due_at IS NOT NULL AND due_at <= $1
    ORDER BY due_at LIMIT $2";
/// Those that ask the same as one that is due, when half of their time is over: then all stay together. Looks under way
/// are left out.
pub(super) const SAME_QUESTION: &str = "
    SELECT id FROM watches WHERE paused IS NULL AND due_at IS NOT NULL AND tries = 0
        AND question IN (SELECT value FROM json_each($4)) AND due_at <= $1 + period / 2
        AND COALESCE(muted_until, 0) <= $1 LIMIT $3";

fn leasing(which: &str) -> String {
    format!(
        "UPDATE watches SET due_at = $2, looks = looks + 1, tries = tries + 1 WHERE id IN ({which}) RETURNING {READ}"
    )
}

/// Deletes what nobody waits for any more.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    delete_before(&mut *to, "notices WHERE told_at < $1", now - TOLD_MS).await?;
    delete_before(&mut *to, "gathers WHERE ended_at < $1", now - TOLD_MS).await?;
    delete_before(to, "watches WHERE paused IS NOT NULL AND COALESCE(due_at, begun_at) < $1", now - RESTS_MS).await
}

async fn delete_before(to: impl SqliteExecutor<'_>, what: &str, time: i64) -> Result<(), sqlx::Error> {
    sqlx::query(AssertSqlSafe(format!("DELETE FROM {what}"))).bind(time).execute(to).await?;
    Ok(())
}

fn bound(user: UserId, watch: WatchId) -> Bound {
    Bound { purpose: Purpose::WatchSeen, owner: user.get(), row: watch.get() }
}

fn ms(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
