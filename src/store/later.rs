//! Writes that may wait a moment and go together: the end of updates, and what is remembered along with it.
//!
//! Owns their order (first in, first written) and their batching: a row at a time would cost as much as all the rest
//! of an update's work. What is lost here by a crash is only done again: every write is idempotent.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Durability, Store, StoreError};
use crate::crash_point;
use crate::ids::{AccountId, BotId, TaskId, UpdateId, UserId};

/// How long writes wait for others after a batch was written.
const TICK: Duration = Duration::from_millis(3);
/// Pause between tries while the database refuses.
const RETRY: Duration = Duration::from_millis(500);

/// Ends updates, by their numbers.
macro_rules! finish {
    () => {
        "UPDATE inbox SET body = NULL, sealed_by = NULL, finished_at = $1
         WHERE update_id IN (SELECT value FROM json_each($2))"
    };
}
const FINISH: &str = finish!();
/// Before that, what was asked: `[user, account, bot, task]` each, where the account was not removed meanwhile. Two
/// commits in one go to SQLite's thread.
const REMEMBER_AND_FINISH: &str = concat!(
    "INSERT INTO recent_imports (user_id, account_id, bot_id, task_id, asked_at)
     SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
            json_extract(value, '$[3]'), $1
     FROM json_each($3) WHERE json_extract(value, '$[1]') IN (SELECT id FROM accounts)
     ON CONFLICT (user_id, account_id, bot_id, task_id) DO UPDATE SET asked_at = excluded.asked_at;",
    finish!()
);

/// A write that waits for the next batch.
#[derive(Debug, Clone, Copy)]
pub enum Later {
    /// An update's reply is delivered or finally refused: erase its body, keep its number.
    Finished(UpdateId),
    /// A person asked about an import that exists.
    Asked {
        /// Who.
        user: UserId,
        /// With which account.
        account: AccountId,
        /// Which bot.
        bot: BotId,
        /// Which task.
        task: TaskId,
    },
}

#[derive(Clone, Default)]
pub(super) struct Queue {
    writes: Arc<Mutex<Vec<Later>>>,
    more: Arc<Notify>,
}

impl Queue {
    fn take(&self) -> Vec<Later> {
        std::mem::take(&mut *self.writes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Puts a write into the next batch. What was asked goes with the end of its update, not before the answer.
    pub fn later(&self, write: Later) {
        self.later.writes.lock().unwrap_or_else(PoisonError::into_inner).push(write);
        if matches!(write, Later::Finished(_)) {
            self.later.more.notify_one();
        }
    }

    /// Writes batches until `stop`, then the last one: at once after a quiet time, else together with what comes in the
    /// next moment. `finished` hears how many updates each batch ended.
    pub async fn write_later(&self, stop: CancellationToken, finished: impl Fn(usize)) {
        loop {
            let stopping = stop.is_cancelled();
            let batch = self.later.take();
            if batch.is_empty() {
                if stopping {
                    return;
                }
                tokio::select! { () = self.later.more.notified() => {}, () = stop.cancelled() => {} }
                continue;
            }
            self.write_until_done(&batch, &stop).await;
            finished(batch.iter().filter(|write| matches!(write, Later::Finished(_))).count());
            // Under load many more are finished a moment later.
            stop.run_until_cancelled(tokio::time::sleep(TICK)).await;
        }
    }

    /// A full or locked disk is waited out: the rows stay in the inbox, and nothing is told twice but after a crash.
    async fn write_until_done(&self, batch: &[Later], stop: &CancellationToken) {
        let mut told = false;
        while let Err(error) = self.write_batch(batch).await {
            if !std::mem::replace(&mut told, true) {
                tracing::error!(%error, writes = batch.len(), "finished updates could not be marked; trying on");
            }
            if stop.is_cancelled() {
                return;
            }
            tokio::select! { () = tokio::time::sleep(RETRY) => {}, () = stop.cancelled() => {} }
        }
    }

    /// What was asked comes first: a crash between the two commits only does the update again.
    async fn write_batch(&self, batch: &[Later]) -> Result<(), StoreError> {
        let (mut ended, mut asked) = (Vec::new(), Vec::new());
        for write in batch {
            match *write {
                Later::Finished(id) => ended.push(json!(id.get())),
                Later::Asked { user, account, bot, task } => {
                    asked.push(json!([user.get(), account.get(), bot.get(), task.get()]));
                }
            }
        }
        let mut writer = self.writer(Durability::Process).await?;
        crash_point!("finish-ready");
        let write = if asked.is_empty() { FINISH } else { REMEMBER_AND_FINISH };
        let write = sqlx::query(write).bind(self.clock.now_ms()).bind(Value::Array(ended).to_string());
        write.bind(Value::Array(asked).to_string()).execute(&mut writer.connection).await?;
        crash_point!("finish-written");
        Ok(())
    }
}
