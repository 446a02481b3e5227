//! What is due: how a loop over a table waits until something is, and how much of it is under way at once.
//!
//! Owns no table, and does not know what is begun.

use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use super::runner::Runner;
use crate::clock::Clock;
use crate::store::StoreError;

/// Longest wait until a table is read again: the machine's clock may have been set back meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Pause between tries while the store does not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);

/// The tasks of one loop.
pub struct Due {
    runner: Runner,
    clock: Clock,
    permits: Arc<Semaphore>,
    stop: CancellationToken,
}

impl Due {
    /// So many tasks at once. `stop` cuts those under way.
    pub fn new(runner: Runner, clock: Clock, at_once: usize, stop: CancellationToken) -> Self {
        Self { runner, clock, permits: Arc::new(Semaphore::new(at_once)), stop }
    }

    /// Reads a table again and again until `stop`, which also cuts the tasks under way. `what` is for the log.
    pub async fn over<F>(&self, what: &'static str, mut read: impl FnMut() -> F)
    where
        F: Future<Output = Result<(), StoreError>>,
    {
        let reading = async {
            loop {
                if let Err(error) = read().await {
                    tracing::error!(%error, "{what} could not be read; trying on");
                    sleep(STORE_PAUSE).await;
                }
            }
        };
        self.stop.run_until_cancelled(reading).await;
    }

    /// Waits until a task may begin, and returns how many may. Only this loop takes permits, so they stay free.
    pub async fn room(&self) -> usize {
        drop(self.permits.acquire().await);
        self.permits.available_permits()
    }

    /// Waits until `next` (ms since 1970 UTC) or until the table `changed`. Whether the time came or not, the table is to be
    /// read again.
    pub async fn wait(&self, next: Option<i64>, changed: impl Future<Output = ()>) {
        let until = async {
            match next.and_then(DateTime::from_timestamp_millis) {
                Some(at) => drop(timeout(LOOK_AGAIN, self.clock.wait_until(at)).await),
                None => std::future::pending().await,
            }
        };
        tokio::select! { () = until => {}, () = changed => {} }
    }

    /// Begins a task when one more may be under way.
    pub async fn begin(&self, task: impl Future<Output = ()> + Send + 'static) {
        let (permit, stop) = (Arc::clone(&self.permits).acquire_owned().await, self.stop.clone());
        self.runner.beside(async move {
            stop.run_until_cancelled(task).await;
            drop(permit);
        });
    }
}
