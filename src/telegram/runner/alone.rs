//! Updates that may have ended the process before: each runs alone among its like, is counted before, and is set aside when
//! that happened too often.

use std::pin::pin;
use std::time::Duration;

use tokio::time::timeout;

use super::lanes::Job;
use super::{Ended, MAX_ATTEMPTS, STORE_PAUSE, Shared, error_id};
use crate::frame::Drawn;
use crate::ids::UpdateId;
use crate::screens::fallback;
use crate::telegram::deliver::Target;
use crate::telegram::incoming::Incoming;
use crate::telegram::router::Reply;

/// How long an update that may have ended earlier processes keeps its like waiting.
const ALONE: Duration = Duration::from_secs(2);

impl Shared {
    pub(super) async fn answer_alone(&self, job: Job) -> Ended {
        let (alone, id) = (self.alone.acquire().await, job.incoming.id);
        if !self.begin_again(id).await {
            return Ended::Interrupted;
        }
        let mut work = pin!(self.answer(job));
        match timeout(ALONE, &mut work).await {
            Ok(ended) => ended,
            // It waits for others, and ends nothing.
            Err(_) => {
                self.take_back(id).await;
                drop(alone);
                work.await
            }
        }
    }

    /// Counts the attempt before it begins, however long the store takes. False when the process stops before that.
    async fn begin_again(&self, id: UpdateId) -> bool {
        while let Err(error) = self.store.inbox().begin_again(id).await {
            tracing::error!(%error, "a waiting update could not be begun again; trying on");
            if self.stop.run_until_cancelled(tokio::time::sleep(STORE_PAUSE)).await.is_none() {
                return false;
            }
        }
        true
    }

    /// An update that ran alone and did not end the process counts as if it had not run.
    async fn take_back(&self, id: UpdateId) {
        if let Err(error) = self.store.inbox().take_back(id).await {
            tracing::warn!(%error, "an attempt that ended nothing stays counted");
        }
    }

    /// What must not stay in the chat goes all the same.
    pub(super) async fn set_aside(&self, incoming: &Incoming) -> Reply {
        if let Some(message) = self.router.secret(incoming) {
            self.deliver.delete(incoming.origin.chat, message).await;
        }
        self.metrics.set_aside();
        let error_id = error_id(incoming.id);
        tracing::error!(error_id, attempts = MAX_ATTEMPTS, "an update is set aside: the process ended during each try");
        let drawn = Drawn::aside(fallback::set_aside(&self.router.asker(incoming), &error_id));
        Reply { drawn, target: Target::New }
    }
}
