//! What the bot asked people in their private chats, and waits for.
//!
//! Owns the table and its mirror in memory: every message asks whether there is a question, few ever have one. It must
//! not know what a question is about.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

use super::{Durability, Store, StoreError};
use crate::ids::{AccountId, UpdateId, UserId};
use crate::link::Link;

/// How long an answer is waited for, ms.
const DEADLINE_MS: i64 = 15 * 60 * 1000;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    /// The prompt.
    pub link: Link,
    /// The place that could not be drawn without the answer.
    pub back: Option<Link>,
    /// The update whose reply asks.
    pub asked_by: Option<UpdateId>,
}

/// A question with its deadline, ms.
type Asked = (Question, i64);

/// The mirror of the table.
#[derive(Clone, Default)]
pub(super) struct Questions(Arc<Mutex<HashMap<UserId, Asked>>>);

impl Questions {
    /// Follows a person who was erased from the table.
    pub(super) fn forget(&self, user: UserId) {
        self.all().remove(&user);
    }

    /// Follows an account that was removed.
    pub(super) fn forget_account(&self, user: UserId, account: AccountId) {
        self.all().retain(|asked, (question, _)| *asked != user || question.link.account() != Some(account));
    }

    /// Whether there is a row to end, also one whose deadline has passed.
    pub(super) fn has(&self, user: UserId) -> bool {
        self.all().contains_key(&user)
    }

    /// Follows a change of the table; to be called once it is committed.
    pub(super) fn set(&self, user: UserId, asked: Option<Asked>) {
        match asked {
            Some(asked) => drop(self.all().insert(user, asked)),
            None => self.forget(user),
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<UserId, Asked>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// What this person was asked and may still answer.
    pub fn question(&self, user: UserId) -> Option<Question> {
        let (question, deadline) = self.questions.all().get(&user).copied()?;
        (deadline > self.clock.now_ms()).then_some(question)
    }

    /// Replaces what was asked before, or ends it. Returns what the mirror is to be set to once it is committed.
    pub(super) async fn set_question(
        &self,
        to: &mut SqliteConnection,
        user: UserId,
        question: Option<Question>,
    ) -> Result<Option<Asked>, sqlx::Error> {
        let Some(question) = question else {
            sqlx::query("DELETE FROM questions WHERE user_id = $1").bind(user.get()).execute(to).await?;
            return Ok(None);
        };
        let deadline = self.clock.now_ms() + DEADLINE_MS;
        sqlx::query(
            "INSERT INTO questions (user_id, link, back, asked_by, deadline) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id) DO UPDATE SET link = excluded.link, back = excluded.back,
                 asked_by = excluded.asked_by, deadline = excluded.deadline",
        )
        .bind(user.get())
        .bind(question.link.to_string())
        .bind(question.back.map(|link| link.to_string()))
        .bind(question.asked_by.map(UpdateId::get))
        .bind(deadline)
        .execute(to)
        .await?;
        Ok(Some((question, deadline)))
    }

    /// Fills the mirror at start. Rows whose deadline has passed or whose link does not read are deleted.
    pub(super) async fn load_questions(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        delete_over(&mut writer.connection, self.clock.now_ms()).await?;
        let rows = sqlx::query("SELECT user_id, link, back, asked_by, deadline FROM questions")
            .fetch_all(&mut writer.connection)
            .await?;
        for row in rows {
            let user = UserId::new(row.try_get(0)?);
            let read = |text: &str| text.parse::<Link>().ok();
            let Some(link) = read(row.try_get(1)?) else {
                self.set_question(&mut writer.connection, user, None).await?;
                continue;
            };
            let back = row.try_get::<Option<&str>, _>(2)?.and_then(read);
            let asked_by = row.try_get::<Option<i64>, _>(3)?.map(UpdateId::new);
            self.questions.set(user, Some((Question { link, back, asked_by }, row.try_get(4)?)));
        }
        Ok(())
    }

    /// Deletes the questions whose deadline has passed.
    pub(super) async fn trim_questions(&self, to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
        delete_over(to, now).await?;
        self.questions.all().retain(|_, (_, deadline)| *deadline > now);
        Ok(())
    }
}

async fn delete_over(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM questions WHERE deadline <= $1").bind(now).execute(to).await?;
    Ok(())
}
