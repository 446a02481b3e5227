//! Jobs as whoever does their steps sees them: a lease, one step at a time, claimed in a commit before it is sent.

use sqlx::Row as _;
use zeroize::Zeroizing;

use super::{Rests, of_step};
use crate::crash_point;
use crate::ids::{AccountId, BotId, JobId, UserId};
use crate::link::Link;
use crate::store::{Durability, Store, StoreError};
use crate::vault::Sealed;

/// How long work on a step may take before somebody else goes on, ms.
const LEASE_MS: i64 = 90_000;

/// A job that is being worked on.
#[derive(Debug, Clone, Copy)]
pub struct Working {
    /// Its number.
    pub id: JobId,
    /// Whose.
    pub user: UserId,
    /// With which account.
    pub account: AccountId,
    /// On which bot.
    pub bot: BotId,
    /// What its steps are, without the account.
    pub work: Link,
    /// How often in a row it could not go on.
    pub tries: i64,
    /// Which lease this is.
    run: i64,
}

/// The first step of a job that did not come to its end.
pub struct Step {
    id: i64,
    /// What is to be done.
    pub body: Zeroizing<Vec<u8>>,
    /// When it was claimed, ms since 1970 UTC; none when it is not.
    pub sent_at: Option<i64>,
    /// How often it was claimed.
    pub claims: i64,
}

/// How a step that was claimed goes on.
pub enum Claimed<'a> {
    /// It is done; with the number of what it made.
    Done(Option<i64>),
    /// It failed; the words say why.
    Failed(&'a str),
    /// Nobody knows whether it was done.
    Unknown(&'a str),
    /// Nothing was sent: it is claimed again.
    Prepared,
}

impl Store {
    /// Takes at most so many jobs that are due, for the time of a lease.
    pub async fn due_jobs(&self, most: usize) -> Result<Vec<Working>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let rows = sqlx::query(
            "UPDATE jobs SET due_at = $1, runs = runs + 1
             WHERE id IN (SELECT id FROM jobs WHERE state = 'runs' AND due_at <= $2 ORDER BY due_at LIMIT $3)
             RETURNING id, user_id, account_id, bot_id, work, tries, runs",
        );
        let rows = rows.bind(now + LEASE_MS).bind(now).bind(i64::try_from(most).unwrap_or(i64::MAX));
        let rows = rows.fetch_all(&mut writer.connection).await?;
        let mut due = Vec::with_capacity(rows.len());
        for row in rows {
            let id = JobId::new(row.try_get(0)?);
            let Ok(work) = row.try_get::<&str, _>(4)?.parse() else {
                tracing::error!(job = id.get(), "a job does not read; it is kept");
                continue;
            };
            due.push(Working {
                id,
                user: UserId::new(row.try_get(1)?),
                account: AccountId::new(row.try_get(2)?),
                bot: BotId::new(row.try_get(3)?),
                work,
                tries: row.try_get(5)?,
                run: row.try_get(6)?,
            });
        }
        Ok(due)
    }

    /// When the next job is due, ms since 1970 UTC.
    pub async fn next_job(&self) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT MIN(due_at) FROM jobs WHERE state = 'runs'").fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// Waits until a job is begun, or goes on.
    pub async fn jobs_changed(&self) {
        self.worked.0.notified().await;
    }

    /// Takes over from the process before: its leases are void.
    pub(in crate::store) async fn load_jobs(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE jobs SET due_at = $1, runs = runs + 1 WHERE state = 'runs'")
            .bind(self.clock.now_ms())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// The first step that did not come to its end; `None` when all did.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn next_step(&self, job: &Working) -> Result<Option<Step>, StoreError> {
        let row = sqlx::query(
            "SELECT id, sealed_by, body, claimed_at, claims, state FROM job_steps
             WHERE job_id = $1 AND state IN ('prepared', 'sent') ORDER BY place LIMIT 1",
        );
        let Some(row) = row.bind(job.id.get()).fetch_optional(&self.readers).await? else { return Ok(None) };
        let id = row.try_get(0)?;
        let sealed = Sealed { key_id: row.try_get(1)?, bytes: row.try_get(2)? };
        let opened = self.vault.open(of_step(job.user, id), &sealed)?;
        let is_sent = row.try_get::<&str, _>(5)? == "sent";
        let claimed_at: Option<i64> = row.try_get(3)?;
        let sent_at = is_sent.then_some(claimed_at.unwrap_or_default());
        Ok(Some(Step { id, body: without_words(&opened).1.to_vec().into(), sent_at, claims: row.try_get(4)? }))
    }

    /// Claims a step: prepared ► sent, once, while its job runs and this is its lease. Survives power loss. False: it must
    /// not be sent.
    ///
    /// # Errors
    /// When it was not stored: it must not be sent then.
    pub async fn claim_step(&self, job: &Working, step: &Step) -> Result<bool, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let runs = sqlx::query("UPDATE jobs SET due_at = $1 WHERE id = $2 AND runs = $3 AND state = 'runs'")
            .bind(now + LEASE_MS)
            .bind(job.id.get())
            .bind(job.run)
            .execute(&mut *transaction)
            .await?;
        let claimed = sqlx::query(
            "UPDATE job_steps SET state = 'sent', claimed_at = $1, claims = claims + 1 WHERE id = $2 AND state = 'prepared'",
        );
        let claimed = claimed.bind(now).bind(step.id).execute(&mut *transaction).await?;
        if runs.rows_affected() == 0 || claimed.rows_affected() == 0 {
            return Ok(false);
        }
        crash_point!("job-claiming");
        transaction.commit().await?;
        crash_point!("job-claimed");
        Ok(true)
    }

    /// Stores how a claimed step went on.
    ///
    /// # Errors
    /// When nothing was stored: the step is looked for when the lease is over.
    pub async fn end_step(&self, job: &Working, step: &Step, how: Claimed<'_>) -> Result<(), StoreError> {
        let (state, words, made) = match how {
            Claimed::Done(made) => ("done", "", made),
            Claimed::Failed(words) => ("failed", words, None),
            Claimed::Unknown(words) => ("unknown", words, None),
            Claimed::Prepared => ("prepared", "", None),
        };
        let sealed = self.vault.seal(of_step(job.user, step.id), &with_words(words, &step.body))?;
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let ended = sqlx::query(
            "UPDATE job_steps SET state = $1, made = $2, claims = claims - (CASE $1 WHEN 'prepared' THEN $3 ELSE 0 END),
                 sealed_by = CASE WHEN $1 = 'done' AND NOT (SELECT keeps FROM jobs WHERE id = job_id) THEN NULL ELSE $4 END,
                 body = CASE WHEN $1 = 'done' AND NOT (SELECT keeps FROM jobs WHERE id = job_id) THEN NULL ELSE $5 END
             WHERE id = $6 AND state = 'sent'",
        );
        // A step that was looked for in vain stays counted: it is not sent for ever.
        let uncounted = i64::from(step.sent_at.is_none());
        let ended = ended.bind(state).bind(made).bind(uncounted).bind(sealed.key_id).bind(sealed.bytes).bind(step.id);
        ended.execute(&mut *transaction).await?;
        if state != "prepared" {
            sqlx::query("UPDATE jobs SET tries = 0 WHERE id = $1")
                .bind(job.id.get())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        crash_point!("job-step-ended");
        Ok(())
    }

    /// The number of what a step at this place made.
    pub async fn made_by(&self, user: UserId, job: JobId, place: i64) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query(
            "SELECT s.made FROM job_steps s JOIN jobs j ON j.id = s.job_id
             WHERE s.job_id = $1 AND j.user_id = $2 AND s.place = $3",
        );
        let row = row.bind(job.get()).bind(user.get()).bind(place).fetch_optional(&self.readers).await?;
        Ok(row.map(|row| row.try_get::<Option<i64>, _>(0)).transpose()?.flatten())
    }

    /// Lets a job wait until that time, ms since 1970 UTC; `failed`: because it could not go on.
    pub async fn put_off_job(&self, job: &Working, until: i64, failed: bool) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE jobs SET due_at = $1, tries = tries + $2 WHERE id = $3 AND runs = $4")
            .bind(until)
            .bind(i64::from(failed))
            .bind(job.id.get())
            .bind(job.run)
            .execute(&mut writer.connection)
            .await?;
        drop(writer);
        self.worked.0.notify_one();
        Ok(())
    }

    /// Ends a job whose steps all did, or lets it wait for its person.
    pub async fn end_job(&self, job: &Working, rests: Option<Rests>) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let ended = sqlx::query(
            "UPDATE jobs SET state = $1, why = $2, ended_at = $3 WHERE id = $4 AND runs = $5 AND state = 'runs'",
        )
        .bind(if rests.is_some() { "rests" } else { "ended" })
        .bind(rests.map(Rests::word))
        .bind(self.clock.now_ms())
        .bind(job.id.get())
        .bind(job.run)
        .execute(&mut *transaction)
        .await?;
        if rests == Some(Rests::Gone) && ended.rows_affected() > 0 {
            sqlx::query("UPDATE job_steps SET sealed_by = NULL, body = NULL WHERE job_id = $1")
                .bind(job.id.get())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        drop(writer);
        crash_point!("job-ended");
        Ok(())
    }
}

/// Words in front of a body, by their length: both are sealed as one.
pub(super) fn with_words(words: &str, body: &[u8]) -> Zeroizing<Vec<u8>> {
    let length = u32::try_from(words.len()).unwrap_or_default().to_be_bytes();
    [&length, words.as_bytes(), body].concat().into()
}

pub(super) fn without_words(whole: &[u8]) -> (&str, &[u8]) {
    let read = || {
        let (length, rest) = whole.split_first_chunk::<4>()?;
        let (words, body) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        Some((std::str::from_utf8(words).ok()?, body))
    };
    read().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_body_come_apart_again() {
        for (words, body) in [("", &b"x"[..]), ("Why\n", b""), ("é", b"{}\0")] {
            assert_eq!(without_words(&with_words(words, body)), (words, body));
        }
        assert_eq!(without_words(b"\xff\xff\xff\xffx"), ("", &b""[..]));
    }
}
