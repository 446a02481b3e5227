//! How many calls of one kind are under way at once.
//!
//! Owns the bound: a call is a connection, so a file descriptor and some memory. A call that is kept waiting holds up
//! nobody: it makes room for others after a moment.

use std::pin::pin;
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::time::timeout;

/// The turns of one kind of call.
pub struct Turns {
    soon: Semaphore,
    waiting: Semaphore,
    moment: Duration,
}

impl Turns {
    /// So many calls that are answered soon, and so many that are kept waiting for longer than a moment.
    pub fn new(soon: usize, waiting: usize, moment: Duration) -> Self {
        Self { soon: Semaphore::new(soon), waiting: Semaphore::new(waiting), moment }
    }

    /// Makes a call when its turn comes. It is made here, so that its future is not copied on the way.
    pub async fn take<T, F: Future<Output = T>>(&self, call: impl FnOnce() -> F) -> T {
        // Never closed, so this cannot fail; without a turn the call is made all the same.
        let turn = self.soon.acquire().await;
        let mut call = pin!(call());
        if let Ok(done) = timeout(self.moment, &mut call).await {
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

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::sync::Arc;

    use futures_util::FutureExt as _;

    use super::*;

    /// Begins calls that never end, and waits until they take so many turns of both kinds.
    async fn hold(turns: &Arc<Turns>, calls: usize, left: (usize, usize)) {
        for _ in 0..calls {
            let turns = Arc::clone(turns);
            tokio::spawn(async move { turns.take(pending::<()>).await });
        }
        while (turns.soon.available_permits(), turns.waiting.available_permits()) != left {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn calls_that_are_kept_waiting_make_room_as_far_as_there_is_some() {
        let turns = Arc::new(Turns::new(2, 3, Duration::from_millis(1)));
        hold(&turns, 3, (2, 0)).await;
        assert_eq!(turns.take(|| ready(5)).now_or_never(), Some(5), "three wait elsewhere");
        hold(&turns, 2, (0, 0)).await;
        assert_eq!(turns.take(|| ready(5)).now_or_never(), None, "five are all there is");
    }
}
