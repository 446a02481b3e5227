//! The clock of the follow-ups: takes what is due, draws it beside the lanes, and hands it to its chat's lane.
//!
//! Owns one loop. It must not send: an edit and a press on the same message never race because both happen in the lane.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use chrono::DateTime;
use futures_util::FutureExt as _;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

use super::runner::{Notice, Runner};
use crate::clock::Clock;
use crate::frame::{Arrival, Asker};
use crate::store::{FollowUp, Store, StoreError};

/// Pause between tries while the store does not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// Visits under way at once.
const VISITS: usize = 20;
/// Longest wait until the table is read again: the machine's clock may have been set back meanwhile.
const LOOK_AGAIN: Duration = Duration::from_secs(60);

/// Visits what is due until `stop`, which also cuts the visits under way: the next start makes them again.
pub async fn follow(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let visits = Arc::new(Semaphore::new(VISITS));
    let watching = async {
        loop {
            if let Err(error) = look(&store, &clock, &runner, &visits, &stop).await {
                tracing::error!(%error, "follow-ups could not be read; trying on");
                tokio::time::sleep(STORE_PAUSE).await;
            }
        }
    };
    stop.run_until_cancelled(watching).await;
}

/// Begins as many visits of what is due as may be under way, else waits until something is.
async fn look(
    store: &Store,
    clock: &Clock,
    runner: &Runner,
    visits: &Arc<Semaphore>,
    stop: &CancellationToken,
) -> Result<(), StoreError> {
    // Nobody else takes a permit, so one that was free stays free.
    drop(visits.acquire().await);
    let due = store.due_follow_ups(visits.available_permits()).await?;
    if due.is_empty() {
        let next = store.next_follow_up().await?.and_then(DateTime::from_timestamp_millis);
        let until = async {
            match next {
                // Whether the time came or not, the table is read again.
                Some(at) => drop(timeout(LOOK_AGAIN, clock.wait_until(at)).await),
                None => std::future::pending().await,
            }
        };
        tokio::select! { () = until => {}, () = store.follow_ups_changed() => {} }
    }
    for follow in due {
        let permit = Arc::clone(visits).acquire_owned().await;
        let (visiting, stop) = (visit(runner.clone(), follow), stop.clone());
        runner.beside(async move {
            stop.run_until_cancelled(visiting).await;
            drop(permit);
        });
    }
    Ok(())
}

/// A visit that fails is made again when its lease ends, a few times.
async fn visit(runner: Runner, follow: FollowUp) {
    let router = runner.router();
    let asker = Asker { user: follow.user, private: true, text: router.text.clone() };
    let arrival = Arrival {
        house: &router.house,
        asker: &asker,
        link: follow.link,
        words: "",
        cause: None,
        on: None,
        back: None,
        looks: follow.looks,
    };
    match AssertUnwindSafe(router.house.follow(&arrival)).catch_unwind().await {
        Ok(Ok(drawn)) => {
            while let Err(next) = runner.pace().own(follow.chat, true, Instant::now()) {
                tokio::time::sleep_until(next).await;
            }
            runner.tell(Box::new(Notice::Again { follow, drawn }));
        }
        Ok(Err(error)) => tracing::error!(%error, "a follow-up could not be drawn"),
        Err(_) => tracing::error!("drawing a follow-up panicked"),
    }
}
