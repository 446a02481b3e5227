//! The clock of the follow-ups: takes what is due, draws it beside the lanes, and hands it to its chat's lane.
//!
//! Owns one loop. It must not send: an edit and a press on the same message never race because both happen in the lane.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::due::Due;
use super::runner::{Notice, Runner};
use crate::clock::Clock;
use crate::frame::Arrival;
use crate::store::{FollowUp, Store, StoreError};

/// Visits under way at once.
const VISITS: usize = 20;

/// Visits what is due until `stop`, which also cuts the visits under way: the next start makes them again.
pub async fn follow(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let visits = Due::new(runner.clone(), clock, VISITS, stop.clone());
    visits.over("follow-ups", || look(&store, &runner, &visits)).await;
}

/// Begins as many visits of what is due as may be under way, else waits until something is.
async fn look(store: &Store, runner: &Runner, visits: &Due) -> Result<(), StoreError> {
    let due = store.due_follow_ups(visits.room().await).await?;
    if due.is_empty() {
        visits.wait(store.next_follow_up().await?, store.follow_ups_changed()).await;
    }
    for follow in due {
        visits.begin(visit(runner.clone(), follow)).await;
    }
    Ok(())
}

/// A visit that fails is made again when its lease ends, a few times.
async fn visit(runner: Runner, follow: FollowUp) {
    let router = runner.router();
    let asker = router.asker_of(follow.user, true);
    let arrival = Arrival { looks: follow.looks, ..Arrival::by_itself(&router.house, &asker, follow.link) };
    match AssertUnwindSafe(router.house.follow(&arrival)).catch_unwind().await {
        Ok(Ok(drawn)) => runner.tell(Box::new(Notice::Again { follow, drawn })).await,
        Ok(Err(error)) => tracing::error!(%error, "a follow-up could not be drawn"),
        Err(_) => tracing::error!("drawing a follow-up panicked"),
    }
}
