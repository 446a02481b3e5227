//! What the bot asked people in their private chats, and waits for.
//!
//! Owns the table and its mirror in memory: every message asks whether there is a prompt, few ever have one.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;

use super::{Durability, Store, StoreError};
use crate::ids::{AccountId, BotId, TaskId, UserId};

/// How long an answer is waited for, ms.
const DEADLINE_MS: i64 = 15 * 60 * 1000;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Question {
    /// The API key; and the import to offer again once it is there.
    Key {
        /// Bot and task that could not be asked for without a key.
        then: Option<(BotId, TaskId)>,
    },
    /// Which bot an import belongs to.
    Bot,
    /// Which import of this bot.
    Task(BotId),
    /// The new name of an account.
    Name(AccountId),
}

/// A question with the time until which it stands.
#[derive(Debug, Clone, Copy)]
struct Prompt {
    question: Question,
    deadline: i64,
}

/// The mirror of the table.
#[derive(Clone, Default)]
pub(super) struct Prompts(Arc<Mutex<HashMap<UserId, Prompt>>>);

impl Prompts {
    /// Follows a person who was erased from the table.
    pub(super) fn forget(&self, user: UserId) {
        self.all().remove(&user);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<UserId, Prompt>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// What this person was asked and may still answer.
    pub fn prompt(&self, user: UserId) -> Option<Question> {
        let prompt = self.prompts.all().get(&user).copied()?;
        (prompt.deadline > self.clock.now_ms()).then_some(prompt.question)
    }

    /// Asks: replaces what was asked before.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn ask(&self, user: UserId, question: Question) -> Result<(), StoreError> {
        let (name, first, second) = to_row(question);
        let deadline = self.clock.now_ms() + DEADLINE_MS;
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "INSERT INTO prompts (user_id, question, bot_id, task_id, deadline) VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (user_id) DO UPDATE SET question = excluded.question, bot_id = excluded.bot_id,
                 task_id = excluded.task_id, deadline = excluded.deadline",
        )
        .bind(user.get())
        .bind(name)
        .bind(first)
        .bind(second)
        .bind(deadline)
        .execute(&mut writer.connection)
        .await?;
        self.prompts.all().insert(user, Prompt { question, deadline });
        Ok(())
    }

    /// Ends what was asked and returns it, when it still stood.
    ///
    /// # Errors
    /// When the end was not stored: the question stands then.
    pub async fn end_prompt(&self, user: UserId) -> Result<Option<Question>, StoreError> {
        if !self.prompts.all().contains_key(&user) {
            return Ok(None);
        }
        let standing = self.prompt(user);
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM prompts WHERE user_id = $1").bind(user.get()).execute(&mut writer.connection).await?;
        self.prompts.all().remove(&user);
        Ok(standing)
    }

    /// Fills the mirror at start; what ran out meanwhile goes.
    pub(super) async fn load_prompts(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let now = self.clock.now_ms();
        sqlx::query("DELETE FROM prompts WHERE deadline <= $1").bind(now).execute(&mut writer.connection).await?;
        let rows = sqlx::query("SELECT user_id, question, bot_id, task_id, deadline FROM prompts")
            .fetch_all(&mut writer.connection)
            .await?;
        for row in rows {
            // A question of a newer version is not ours to answer.
            if let Some(question) = from_row(row.try_get(1)?, row.try_get(2)?, row.try_get(3)?) {
                let prompt = Prompt { question, deadline: row.try_get(4)? };
                self.prompts.all().insert(UserId::new(row.try_get(0)?), prompt);
            }
        }
        Ok(())
    }
}

/// The columns `question`, `bot_id` and `task_id`; an account's number stands in the second.
fn to_row(question: Question) -> (&'static str, Option<i64>, Option<i64>) {
    match question {
        Question::Key { then: None } => ("key", None, None),
        Question::Key { then: Some((bot, task)) } => ("key", Some(bot.get()), Some(task.get())),
        Question::Bot => ("bot", None, None),
        Question::Task(bot) => ("task", Some(bot.get()), None),
        Question::Name(account) => ("name", Some(account.get()), None),
    }
}

fn from_row(name: &str, first: Option<i64>, second: Option<i64>) -> Option<Question> {
    match (name, first) {
        ("key", _) => Some(Question::Key { then: first.map(BotId::new).zip(second.map(TaskId::new)) }),
        ("bot", _) => Some(Question::Bot),
        ("task", Some(bot)) => Some(Question::Task(BotId::new(bot))),
        ("name", Some(account)) => Some(Question::Name(AccountId::new(account))),
        _ => None,
    }
}
