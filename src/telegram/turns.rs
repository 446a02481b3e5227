//! How many calls of the Bot API are under way at once.
//!
//! Owns the bound: connections are file descriptors, of which a process often has 1,024. A call that Telegram keeps
//! waiting holds up nobody: it makes room for others after a moment.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

/// Calls that are answered soon.
const SOON: usize = 64;
/// Calls that Telegram keeps waiting.
const WAITING: usize = 384;
/// When a call is one that Telegram keeps waiting.
const A_MOMENT: Duration = Duration::from_millis(25);

pub(super) struct Turns {
    soon: Semaphore,
    waiting: Semaphore,
}

impl Default for Turns {
    fn default() -> Self {
        Self { soon: Semaphore::new(SOON), waiting: Semaphore::new(WAITING) }
    }
}

impl Turns {
    /// Makes a call when its turn comes. It is made here, so that its future is not copied on the way.
    pub(super) async fn take<T, F: Future<Output = T>>(&self, call: impl FnOnce() -> F) -> T {
        // Never closed, so this cannot fail; without a turn the call is made all the same.
        let turn = self.soon.acquire().await;
        let mut call = pin!(call());
        if let Ok(done) = timeout(A_MOMENT, &mut call).await {
            return done;
        }
        // Where too many are kept waiting, this one keeps its turn.
        let _held = match self.waiting.try_acquire() {
            Ok(waiting) => {
                drop(turn);
                waiting
            }
            Err(_) => return call.await,
        };
        call.await
    }
}
