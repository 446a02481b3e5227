//! The start: what earlier processes accepted and did not finish.
//!
//! Owns what is suspected to have ended the process, and what is too late to be answered. It must not handle anything: it
//! hands over to the runner.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::{Intake, parse};
use crate::ids::{ChatId, UpdateId};
use crate::screens::fallback;
use crate::store::{Pending, StoreError, Waiting};
use crate::telegram::incoming::Incoming;
use crate::telegram::runner::Job;

/// How long Telegram keeps updates (Bot API, Getting updates), ms. What is older comes from a restored backup.
const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

impl Intake {
    /// Hands over what earlier processes accepted and did not finish.
    pub async fn resume(&self) -> Result<(), StoreError> {
        let waiting = self.store.inbox().waiting().await?;
        if !waiting.is_empty() {
            tracing::info!(updates = waiting.len(), "going on with what waited");
        }
        let (mut jobs, mut late) = (Vec::with_capacity(waiting.len()), Vec::new());
        let oldest = self.clock.now_ms() - KEPT_MS;
        for update in waiting {
            let Some(json) = update.json else {
                tracing::error!(update_id = update.id.get(), "a waiting update does not open; it is kept");
                continue;
            };
            match parse(update.id, &json) {
                Some(incoming) if update.accepted_at < oldest => late.push(incoming),
                Some(incoming) => {
                    let Waiting { accepted_at, attempts, .. } = update;
                    jobs.push(Job { incoming, accepted_at, attempts: Some(attempts), stored: Pending::over() });
                }
                None => self.runner.skip(update.id),
            }
        }
        self.store.inbox().mark_met(&suspects(&mut jobs)).await?;
        self.runner.take(jobs);
        self.end_late(late);
        Ok(())
    }

    /// Ends what is older than anything that Telegram hands out, with one word a person. What must not stay in a chat goes
    /// all the same, and first.
    fn end_late(&self, late: Vec<Incoming>) {
        let mut told = HashSet::new();
        for incoming in late {
            let asker = self.runner.router().asker(&incoming);
            let tell = asker.private && told.insert(asker.user);
            let secret = self.runner.router().secret(&incoming);
            let (deliver, runner) = (Arc::clone(&self.deliver), self.runner.clone());
            self.runner.beside(async move {
                let address = incoming.origin.address();
                if let Some(message) = secret {
                    deliver.delete(address.chat, message).await;
                }
                if tell {
                    deliver.mention(&address, &fallback::late(&asker)).await;
                }
                runner.skip(incoming.id);
            });
        }
    }
}

/// Finds what may have ended the process before: the first update of each chat, because all others of it had not begun.
/// The chats whose first one was met most often come last, so that no other one is counted in their place.
fn suspects(jobs: &mut [Job]) -> Vec<UpdateId> {
    let mut met: HashMap<ChatId, i64> = HashMap::new();
    let mut firsts = Vec::new();
    for job in &mut *jobs {
        match met.entry(job.incoming.origin.chat) {
            Entry::Vacant(first) => {
                first.insert(job.attempts.unwrap_or(0));
                firsts.push(job.incoming.id);
            }
            Entry::Occupied(_) => job.attempts = None,
        }
    }
    jobs.sort_by_key(|job| met.get(&job.incoming.origin.chat).copied().unwrap_or(0));
    firsts
}
