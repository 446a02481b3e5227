//! Long work: jobs and their steps, as their people begin, stop and read them.
//!
//! Owns both tables. It must not know what a step does: bodies come as bytes, and are sealed here. [`working`] has what
//! whoever does the steps needs.

use std::sync::Arc;

use futures_util::TryStreamExt as _;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::Notify;
use zeroize::Zeroizing;

use super::{Durability, Store, StoreError};
use crate::crash_point;
use crate::ids::{AccountId, BotId, JobId, UserId};
use crate::link::Link;
use crate::vault::{Bound, Purpose, Sealed};

mod working;
pub use working::{Claimed as ClaimedStep, Step as JobStep, Working};

/// How long what was never begun is kept, and how long what was, ms.
const PLANNED_MS: i64 = 24 * 60 * 60 * 1000;
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1000;
/// Most jobs of a person that do not run; the oldest go beyond.
const KEPT: i64 = 10;

/// Whose job, and on which bot.
#[derive(Debug, Clone, Copy)]
pub struct OfBot {
    /// The person.
    pub user: UserId,
    /// The account with whose key it is done.
    pub account: AccountId,
    /// The bot.
    pub bot: BotId,
}

/// A job to be begun.
pub struct NewJob<'a> {
    /// What its steps are.
    pub work: Link,
    /// What it is about, for those who read it.
    pub body: &'a [u8],
    /// Its steps, in order.
    pub steps: &'a [Vec<u8>],
    /// The plan that it is made from.
    pub planned: Option<JobId>,
    /// The job that it takes back.
    pub undoes: Option<JobId>,
    /// Whether steps that are done can be taken back.
    pub keeps: bool,
}

/// What became of beginning a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobBegun {
    /// It runs.
    Runs(JobId),
    /// Another one runs on this bot; none: somebody else's.
    Busy(Option<JobId>),
    /// Its plan is no longer there, or was begun before; or it is being taken back already.
    Over,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    /// It is looked at, and was not begun.
    Planned,
    /// It goes on by itself.
    Runs,
    /// Its person stopped it.
    Stopped,
    /// It waits for its person.
    Rests(Rests),
    /// Every step came to its end.
    Ended,
}

/// What a job waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rests {
    /// The key was refused.
    Key,
    /// The API did not answer for long.
    Away,
    /// Every step would fail for the same reason.
    Fails,
    /// What it worked on is not there any more: it never goes on, and its steps are erased.
    Gone,
}

impl Rests {
    fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Away => "away",
            Self::Fails => "fails",
            Self::Gone => "gone",
        }
    }
}

/// A job as its person reads it.
pub struct StoredJob {
    /// Its number.
    pub id: JobId,
    /// How far it is.
    pub state: JobState,
    /// What it is about.
    pub body: Zeroizing<Vec<u8>>,
    /// The job that it takes back.
    pub undoes: Option<JobId>,
    /// When it was made, ms since 1970 UTC.
    pub made_at: i64,
    /// When its last step ended.
    pub ended_at: Option<i64>,
    /// All its steps, and how many of them are done, failed and unknown.
    pub steps: [i64; 4],
}

/// A step as its person reads it.
pub struct StoredStep {
    /// What is done.
    pub body: Zeroizing<Vec<u8>>,
    /// Why it failed.
    pub words: String,
    /// Whether nobody knows if it was done.
    pub is_unknown: bool,
}

/// The bell of those who wait for work.
#[derive(Clone, Default)]
pub(super) struct Bell(Arc<Notify>);

fn of_job(user: UserId, job: JobId) -> Bound {
    Bound { purpose: Purpose::Job, owner: user.get(), row: job.get() }
}

fn of_step(user: UserId, step: i64) -> Bound {
    Bound { purpose: Purpose::JobStep, owner: user.get(), row: step }
}

impl Store {
    /// Keeps what a job would be made of until its person decides; an older plan for this bot goes.
    pub async fn plan_job(&self, of: OfBot, work: Link, body: &[u8]) -> Result<JobId, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        sqlx::query("DELETE FROM jobs WHERE user_id = $1 AND account_id = $2 AND bot_id = $3 AND state = 'planned'")
            .bind(of.user.get())
            .bind(of.account.get())
            .bind(of.bot.get())
            .execute(&mut *transaction)
            .await?;
        let job = self.insert_job(&mut transaction, of, work, (false, None)).await?;
        self.seal_job(&mut transaction, of.user, job, body).await?;
        transaction.commit().await?;
        Ok(job)
    }

    async fn insert_job(
        &self,
        to: &mut SqliteConnection,
        of: OfBot,
        work: Link,
        (keeps, undoes): (bool, Option<JobId>),
    ) -> Result<JobId, StoreError> {
        let row = sqlx::query(
            "INSERT INTO jobs (user_id, account_id, bot_id, work, state, keeps, undoes, sealed_by, body, made_at)
             VALUES ($1, $2, $3, $4, 'planned', $5, $6, '', x'', $7) RETURNING id",
        )
        .bind(of.user.get())
        .bind(of.account.get())
        .bind(of.bot.get())
        .bind(work.of_nobody().to_string())
        .bind(keeps)
        .bind(undoes.map(JobId::get))
        .bind(self.clock.now_ms())
        .fetch_one(to)
        .await?;
        Ok(JobId::new(row.try_get(0)?))
    }

    /// A row is sealed for its number, which is known once it is there.
    async fn seal_job(
        &self,
        to: &mut SqliteConnection,
        user: UserId,
        job: JobId,
        body: &[u8],
    ) -> Result<(), StoreError> {
        let sealed = self.vault.seal(of_job(user, job), body)?;
        sqlx::query("UPDATE jobs SET sealed_by = $1, body = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(job.get())
            .execute(to)
            .await?;
        Ok(())
    }

    /// Begins a job with all its steps in one commit that survives power loss. From then on it goes on by itself.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn begin_job(&self, of: OfBot, new: NewJob<'_>) -> Result<JobBegun, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        if let Some(busy) = running(&mut transaction, of).await? {
            return Ok(JobBegun::Busy(busy));
        }
        let Some(job) = self.its_row(&mut transaction, of, &new).await? else { return Ok(JobBegun::Over) };
        self.seal_job(&mut transaction, of.user, job, new.body).await?;
        for (place, body) in (0_i64..).zip(new.steps) {
            self.insert_step(&mut transaction, of.user, job, place, body).await?;
        }
        sqlx::query("UPDATE jobs SET state = 'runs', due_at = $1, made_at = $1 WHERE id = $2")
            .bind(self.clock.now_ms())
            .bind(job.get())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM jobs WHERE user_id = $1 AND state <> 'runs' AND id <=
                 (SELECT id FROM jobs WHERE user_id = $1 AND state <> 'runs' ORDER BY id DESC LIMIT 1 OFFSET $2)",
        )
        .bind(of.user.get())
        .bind(KEPT)
        .execute(&mut *transaction)
        .await?;
        crash_point!("job-beginning");
        transaction.commit().await?;
        self.worked.0.notify_one();
        Ok(JobBegun::Runs(job))
    }

    /// The row of a plan, or a new one. `None` when it is over.
    async fn its_row(
        &self,
        to: &mut SqliteConnection,
        of: OfBot,
        new: &NewJob<'_>,
    ) -> Result<Option<JobId>, StoreError> {
        if let Some(planned) = new.planned {
            let known = sqlx::query(
                "SELECT 1 FROM jobs WHERE id = $1 AND user_id = $2 AND account_id = $3 AND bot_id = $4
                     AND state = 'planned'",
            );
            let known = known.bind(planned.get()).bind(of.user.get()).bind(of.account.get()).bind(of.bot.get());
            return Ok(known.fetch_optional(to).await?.map(|_| planned));
        }
        if let Some(undoes) = new.undoes {
            let known = sqlx::query("SELECT 1 FROM jobs WHERE undoes = $1").bind(undoes.get());
            if known.fetch_optional(&mut *to).await?.is_some() {
                return Ok(None);
            }
        }
        Ok(Some(self.insert_job(to, of, new.work, (new.keeps, new.undoes)).await?))
    }

    async fn insert_step(
        &self,
        to: &mut SqliteConnection,
        user: UserId,
        job: JobId,
        place: i64,
        body: &[u8],
    ) -> Result<(), StoreError> {
        let row = sqlx::query("INSERT INTO job_steps (job_id, place, state) VALUES ($1, $2, 'prepared') RETURNING id")
            .bind(job.get())
            .bind(place)
            .fetch_one(&mut *to)
            .await?;
        let id: i64 = row.try_get(0)?;
        let sealed = self.vault.seal(of_step(user, id), &working::with_words("", body))?;
        sqlx::query("UPDATE job_steps SET sealed_by = $1, body = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id)
            .execute(to)
            .await?;
        Ok(())
    }

    /// A job of this person; `None` when it is no longer kept, or somebody else's.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn job(&self, user: UserId, job: JobId) -> Result<Option<StoredJob>, StoreError> {
        let row = sqlx::query(
            "SELECT state, why, sealed_by, body, undoes, made_at, ended_at FROM jobs WHERE id = $1 AND user_id = $2",
        );
        let row = row.bind(job.get()).bind(user.get()).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = Sealed { key_id: row.try_get(2)?, bytes: row.try_get(3)? };
        let counts = sqlx::query(
            "SELECT COUNT(*), COUNT(*) FILTER (WHERE state = 'done'), COUNT(*) FILTER (WHERE state = 'failed'),
                 COUNT(*) FILTER (WHERE state = 'unknown') FROM job_steps WHERE job_id = $1",
        );
        let counts = counts.bind(job.get()).fetch_one(&self.readers).await?;
        Ok(Some(StoredJob {
            id: job,
            state: state(&row)?,
            body: self.vault.open(of_job(user, job), &sealed)?,
            undoes: row.try_get::<Option<i64>, _>(4)?.map(JobId::new),
            made_at: row.try_get(5)?,
            ended_at: row.try_get(6)?,
            steps: [counts.try_get(0)?, counts.try_get(1)?, counts.try_get(2)?, counts.try_get(3)?],
        }))
    }

    /// The newest job on a bot that was begun; or the one that takes `undone` back.
    pub async fn newest_job(&self, of: OfBot, undone: Option<JobId>) -> Result<Option<JobId>, StoreError> {
        let row = sqlx::query(
            "SELECT id FROM jobs WHERE user_id = $1 AND account_id = $2 AND bot_id = $3 AND state <> 'planned'
                 AND ($4 IS NULL OR undoes = $4) ORDER BY made_at DESC, id DESC LIMIT 1",
        );
        let row = row.bind(of.user.get()).bind(of.account.get()).bind(of.bot.get()).bind(undone.map(JobId::get));
        let row = row.fetch_optional(&self.readers).await?;
        Ok(row.map(|row| row.try_get(0)).transpose()?.map(JobId::new))
    }

    /// The steps of a job that are done, or those that failed or are unknown; at most so many, in order.
    ///
    /// # Errors
    /// When the database does not answer, or a row does not open.
    pub async fn steps(&self, user: UserId, job: JobId, done: bool, most: i64) -> Result<Vec<StoredStep>, StoreError> {
        let rows = sqlx::query(
            "SELECT s.id, s.sealed_by, s.body, s.state FROM job_steps s JOIN jobs j ON j.id = s.job_id
             WHERE s.job_id = $1 AND j.user_id = $2 AND s.body IS NOT NULL
                 AND (($3 AND s.state = 'done') OR (NOT $3 AND s.state IN ('failed', 'unknown')))
             ORDER BY s.place LIMIT $4",
        );
        let rows = rows.bind(job.get()).bind(user.get()).bind(done).bind(most).fetch_all(&self.readers).await?;
        let read = |row: &SqliteRow| {
            let sealed = Sealed { key_id: row.try_get(1)?, bytes: row.try_get(2)? };
            let opened = self.vault.open(of_step(user, row.try_get(0)?), &sealed)?;
            let (words, body) = working::without_words(&opened);
            let is_unknown = row.try_get::<&str, _>(3)? == "unknown";
            Ok(StoredStep { body: body.to_vec().into(), words: words.to_owned(), is_unknown })
        };
        rows.iter().map(read).collect()
    }

    /// Stops a job that runs: the step under way comes to its end, and no other is begun.
    pub async fn stop_job(&self, user: UserId, job: JobId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        sqlx::query("UPDATE jobs SET state = 'stopped' WHERE id = $1 AND user_id = $2 AND state = 'runs'")
            .bind(job.get())
            .bind(user.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// The job that runs on a bot, whoever began it: its number if it is this person's.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn busy(&self, of: OfBot) -> Result<Option<Option<JobId>>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        Ok(running(&mut reader, of).await?)
    }

    /// Hands out the steps that would be sent when a job goes on, one by one: their places and what is done.
    ///
    /// # Errors
    /// When the database does not answer, or a row does not open.
    pub async fn each_pending(
        &self,
        user: UserId,
        job: JobId,
        mut see: impl FnMut(i64, &[u8]),
    ) -> Result<(), StoreError> {
        let rows = sqlx::query(
            "SELECT s.id, s.sealed_by, s.body, s.place FROM job_steps s JOIN jobs j ON j.id = s.job_id
             WHERE s.job_id = $1 AND j.user_id = $2 AND s.state IN ('prepared', 'failed') AND s.body IS NOT NULL
             ORDER BY s.place",
        );
        let mut rows = rows.bind(job.get()).bind(user.get()).fetch(&self.readers);
        while let Some(row) = rows.try_next().await? {
            let sealed = Sealed { key_id: row.try_get(1)?, bytes: row.try_get(2)? };
            let opened = self.vault.open(of_step(user, row.try_get(0)?), &sealed)?;
            see(row.try_get(3)?, working::without_words(&opened).1);
        }
        Ok(())
    }

    /// Lets a job go on, and tries again what failed. What is unknown is looked for before it is sent again, and so is what
    /// is `there`: steps by their places.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn go_on(&self, of: OfBot, job: JobId, there: &[i64]) -> Result<JobBegun, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        if let Some(busy) = running(&mut transaction, of).await? {
            return Ok(JobBegun::Busy(busy));
        }
        let going = sqlx::query(
            "UPDATE jobs SET state = 'runs', why = NULL, ended_at = NULL, tries = 0, due_at = $1
             WHERE id = $2 AND user_id = $3 AND bot_id = $4 AND state IN ('stopped', 'rests', 'ended')
                 AND why IS NOT 'gone'",
        );
        let going = going.bind(self.clock.now_ms()).bind(job.get()).bind(of.user.get()).bind(of.bot.get());
        if going.execute(&mut *transaction).await?.rows_affected() == 0 {
            return Ok(JobBegun::Over);
        }
        sqlx::query(
            "UPDATE job_steps SET claims = 0, state = CASE state WHEN 'failed' THEN 'prepared' ELSE 'sent' END
             WHERE job_id = $1 AND state IN ('failed', 'unknown')",
        )
        .bind(job.get())
        .execute(&mut *transaction)
        .await?;
        for place in there {
            // Nothing of it is under way: it is looked for at once.
            sqlx::query(
                "UPDATE job_steps SET state = 'sent', claimed_at = 0
                 WHERE job_id = $1 AND place = $2 AND state = 'prepared'",
            )
            .bind(job.get())
            .bind(place)
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        self.worked.0.notify_one();
        Ok(JobBegun::Runs(job))
    }

    /// Deletes the jobs on a bot that is gone, but for one that runs: that ends by itself.
    ///
    /// # Errors
    /// When nothing was deleted.
    pub async fn drop_jobs_of_bot(&self, of: OfBot) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM jobs WHERE user_id = $1 AND account_id = $2 AND bot_id = $3 AND state <> 'runs'")
            .bind(of.user.get())
            .bind(of.account.get())
            .bind(of.bot.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }
}

/// The job that runs on a bot, of any account: two at once would make everything twice.
async fn running(from: &mut SqliteConnection, of: OfBot) -> Result<Option<Option<JobId>>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT id, user_id = $1 FROM jobs WHERE bot_id = $2 AND state = 'runs' ORDER BY user_id <> $1 LIMIT 1",
    );
    let row = row.bind(of.user.get()).bind(of.bot.get()).fetch_optional(from).await?;
    let number = |row: SqliteRow| Ok(row.try_get::<bool, _>(1)?.then_some(JobId::new(row.try_get(0)?)));
    row.map(number).transpose()
}

fn state(row: &SqliteRow) -> Result<JobState, sqlx::Error> {
    Ok(match row.try_get(0)? {
        "planned" => JobState::Planned,
        "runs" => JobState::Runs,
        "stopped" => JobState::Stopped,
        "rests" => JobState::Rests(match row.try_get::<Option<&str>, _>(1)? {
            Some("key") => Rests::Key,
            Some("fails") => Rests::Fails,
            Some("gone") => Rests::Gone,
            _ => Rests::Away,
        }),
        _ => JobState::Ended,
    })
}

/// Deletes what is too old.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM jobs WHERE made_at < $1 OR (state = 'planned' AND made_at < $2)")
        .bind(now - KEPT_MS)
        .bind(now - PLANNED_MS)
        .execute(to)
        .await?;
    Ok(())
}
