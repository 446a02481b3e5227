//! Where sheets are fetched and read: a few at once, so that many people with large sheets do not fill the memory.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::sheets::{FetchError, Fetched, Fetcher, SheetAddress, SheetHosts};

/// Sheets fetched and read at once. Each takes at most the bytes of a fetch and as much again while it is read.
const AT_ONCE: usize = 4;

/// Fetches sheets, and does the work on them.
pub struct Desk {
    fetcher: Fetcher,
    turns: Arc<Semaphore>,
}

impl Desk {
    /// A desk with this fetcher.
    pub fn new(fetcher: Fetcher) -> Self {
        Self { fetcher, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// The hosts that sheets are read from, for reading links.
    pub fn hosts(&self) -> &SheetHosts {
        self.fetcher.hosts()
    }

    /// Fetches a sheet, and does a work on it that takes milliseconds, beside the threads that answer people. The work
    /// keeps the turn until it ends, also when nobody waits for it any more.
    ///
    /// # Errors
    /// [`FetchError`] by meaning.
    pub async fn read<T: Send + 'static>(
        &self,
        address: &SheetAddress,
        work: impl FnOnce(Fetched) -> T + Send + 'static,
    ) -> Result<T, FetchError> {
        // The semaphore is never closed, so the turn always comes.
        let turn = Arc::clone(&self.turns).acquire_owned().await.ok();
        let fetched = self.fetcher.fetch(address).await?;
        let working = move || {
            let done = work(fetched);
            drop(turn);
            done
        };
        self.work(working).await
    }

    /// Does a work that takes milliseconds beside the threads that answer people.
    ///
    /// # Errors
    /// [`FetchError::Unreachable`] while the process ends.
    pub async fn work<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, FetchError> {
        match spawn_blocking(work).await {
            Ok(done) => Ok(done),
            Err(ended) => match ended.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The process ends; nobody reads the answer.
                Err(_) => Err(FetchError::Unreachable),
            },
        }
    }
}
