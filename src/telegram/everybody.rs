//! Tells everybody what the operator wrote, one after the other.
//!
//! Owns one loop: takes who is to be told, draws the place that shows it, and hands it to the person's lane, at the pace of
//! what nobody asked for. It must not send, and knows no sentence.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::due::Due;
use super::runner::{Notice, Runner};
use crate::clock::Clock;
use crate::frame::{Arrival, to};
use crate::screens::operator::Word;
use crate::store::{Announced, Heard, Store, StoreError};

/// People being told at once: they wait for their turns together.
const AT_ONCE: usize = 10;
/// How long somebody waits whose message could not be drawn.
const AGAIN: Duration = Duration::from_secs(30);

/// Tells until `stop`, which also cuts what is under way: the next start goes on.
pub async fn tell_everybody(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let telling = Due::new(runner.clone(), clock, AT_ONCE, stop.clone());
    telling.over("announcements", || tell_due(&store, &runner, &telling)).await;
}

async fn tell_due(store: &Store, runner: &Runner, telling: &Due) -> Result<(), StoreError> {
    let due = store.due_announced(telling.room().await).await?;
    if due.is_empty() {
        telling.wait(store.next_announced().await?, store.announced_changed()).await;
    }
    for announced in due {
        telling.begin(tell(store.clone(), runner.clone(), announced)).await;
    }
    Ok(())
}

async fn tell(store: Store, runner: Runner, announced: Announced) {
    let router = runner.router();
    if !router.admits(announced.user) {
        return note(&store, announced, Heard::Failed).await;
    }
    let asker = router.asker_of(announced.user, true);
    let link = to(Word, (announced.announcement,));
    let arrival = Arrival::by_itself(&router.house, &asker, link);
    match AssertUnwindSafe(router.house.follow(&arrival)).catch_unwind().await {
        Ok(Ok(drawn)) => runner.tell(Box::new(Notice::Word { announced, drawn })).await,
        Ok(Err(error)) => {
            tracing::error!(%error, "a word to everybody could not be drawn");
            note(&store, announced, Heard::Later(AGAIN)).await;
        }
        Err(_) => tracing::error!("drawing a word to everybody panicked"),
    }
}

async fn note(store: &Store, announced: Announced, how: Heard) {
    if let Err(error) = store.heard(announced, how).await {
        tracing::error!(%error, "what became of a word to somebody is not stored: it is told again");
    }
}
