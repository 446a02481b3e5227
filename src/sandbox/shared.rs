//! The state of a simulator, with a signal for each change, so that waiting needs no polling. It knows nothing of HTTP,
//! and never holds its lock across an await.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

/// Time limit of every wait.
pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// The state of a simulator, shared by its handle and its server.
pub(crate) struct Shared<W> {
    world: Mutex<W>,
    changes: watch::Sender<u64>,
}

impl<W> Shared<W> {
    pub(crate) fn new(world: W) -> Shared<W> {
        Shared { world: Mutex::new(world), changes: watch::Sender::new(0) }
    }

    pub(crate) fn look<R>(&self, read: impl FnOnce(&W) -> R) -> R {
        read(&self.world.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the state and wakes all who wait for a change.
    pub(crate) fn change<R>(&self, write: impl FnOnce(&mut W) -> R) -> R {
        let result = write(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
        result
    }

    /// Tries now and after each change until there is a result. A change made by the attempt itself wakes nobody.
    pub(crate) async fn until<R>(&self, mut attempt: impl FnMut(&mut W) -> Option<R>) -> R {
        let mut changes = self.changes.subscribe();
        loop {
            changes.mark_unchanged();
            let result = attempt(&mut self.world.lock().unwrap_or_else(PoisonError::into_inner));
            if let Some(result) = result {
                return result;
            }
            // The sender lives in `self`, so this cannot fail.
            let _ = changes.changed().await;
        }
    }
}
