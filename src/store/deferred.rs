//! Writes that may wait a moment and go together: the end of updates, and what is remembered along with it.
//!
//! Owns their order (first in, first written) and their batching: a row at a time would cost as much as all the rest
//! of an update's work. What is lost here by a crash is only done again: every write is idempotent.

use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::{Durability, Store, StoreError, recent};
use crate::crash_point;
use crate::ids::{AccountId, UpdateId, UserId};
use crate::link::Link;

/// How long writes wait for others after a batch was written.
const TICK: Duration = Duration::from_millis(3);
/// Pause between tries while the database refuses.
const RETRY: Duration = Duration::from_millis(500);

/// Ends updates, by their numbers.
const FINISH: &str = "
    UPDATE inbox SET body = NULL, sealed_by = NULL, finished_at = $1
    WHERE update_id IN (SELECT value FROM json_each($2))";
/// Before that, what was asked for: two commits in one trip to SQLite's thread.
static REMEMBER_AND_FINISH: LazyLock<String> = LazyLock::new(|| [recent::REMEMBER, FINISH].concat());

/// A write that waits for the next batch.
#[derive(Debug, Clone, Copy)]
pub enum Deferred {
    /// An update's reply is delivered or finally refused: erase its body, keep its number.
    Finished(UpdateId),
    /// A person asked for something that exists; offered again as what they asked for last.
    Recent {
        /// Who.
        user: UserId,
        /// With which account.
        account: AccountId,
        /// What.
        link: Link,
    },
}

#[derive(Clone, Default)]
pub(super) struct Queue {
    writes: Arc<Mutex<Vec<Deferred>>>,
    more: Arc<Notify>,
}

impl Queue {
    fn take(&self) -> Vec<Deferred> {
        std::mem::take(&mut *self.writes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Store {
    /// Puts a write into the next batch. What was asked for is written with the end of its update, not before the answer.
    pub fn defer(&self, write: Deferred) {
        self.deferred.writes.lock().unwrap_or_else(PoisonError::into_inner).push(write);
        if matches!(write, Deferred::Finished(_)) {
            self.deferred.more.notify_one();
        }
    }

    /// Writes batches until `stop`, then the last one: at once after a quiet time, else together with what comes in the
    /// next moment. `finished` hears how many updates each batch ended.
    pub async fn write_deferred(&self, stop: CancellationToken, finished: impl Fn(usize)) {
        loop {
            let stopping = stop.is_cancelled();
            let batch = self.deferred.take();
            if batch.is_empty() {
                if stopping {
                    return;
                }
                tokio::select! { () = self.deferred.more.notified() => {}, () = stop.cancelled() => {} }
                continue;
            }
            self.write_until_done(&batch, &stop).await;
            finished(batch.iter().filter(|write| matches!(write, Deferred::Finished(_))).count());
            // Under load many more are finished a moment later.
            stop.run_until_cancelled(tokio::time::sleep(TICK)).await;
        }
    }

    /// A full or locked disk is waited out: the rows stay in the inbox, and nothing is told twice but after a crash.
    async fn write_until_done(&self, batch: &[Deferred], stop: &CancellationToken) {
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
    async fn write_batch(&self, batch: &[Deferred]) -> Result<(), StoreError> {
        let (mut ended, mut asked) = (Vec::new(), Vec::new());
        for write in batch {
            match *write {
                Deferred::Finished(id) => ended.push(json!(id.get())),
                Deferred::Recent { user, account, link } => {
                    asked.push(json!([user.get(), account.get(), link.to_string()]));
                }
            }
        }
        let mut writer = self.writer(Durability::Process).await?;
        crash_point!("finish-ready");
        let write = if asked.is_empty() { FINISH } else { REMEMBER_AND_FINISH.as_str() };
        let write = sqlx::query(AssertSqlSafe(write)).bind(self.clock.now_ms()).bind(Value::Array(ended).to_string());
        write.bind(Value::Array(asked).to_string()).execute(&mut writer.connection).await?;
        crash_point!("finish-written");
        Ok(())
    }
}
