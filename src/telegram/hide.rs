//! Deletes the messages that show a secret when their time is over, also after a restart.
//!
//! Owns one loop. A deletion that fails is tried again, with longer and longer pauses; in the end the person is asked to
//! delete the message.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::deliver::Delivered;
use super::due::Due;
use super::incoming::Address;
use super::runner::Runner;
use crate::clock::Clock;
use crate::crash_point;
use crate::screens::fallback;
use crate::store::{Revealed, Store, StoreError};

/// Deletions under way at once.
const DELETIONS: usize = 20;
/// The pause after the first deletion that failed; each one after it is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
/// How many deletions fail before the person is told: about ten minutes.
const TRIES: u32 = 8;

/// Deletes what is due until `stop`, which also cuts the deletions under way: the next start makes them again.
pub async fn hide(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let deletions = Due::new(runner.clone(), clock, DELETIONS, stop.clone());
    deletions.over("what is to be deleted", || look(&store, &runner, &deletions)).await;
}

async fn look(store: &Store, runner: &Runner, deletions: &Due) -> Result<(), StoreError> {
    let due = store.due_reveals(deletions.room().await).await?;
    if due.is_empty() {
        deletions.wait(store.next_reveal().await?, store.reveals_changed()).await;
    }
    for revealed in due {
        deletions.begin(delete(runner.clone(), revealed)).await;
    }
    Ok(())
}

async fn delete(runner: Runner, revealed: Revealed) {
    let (deliver, store) = (&runner.router().deliver, &runner.router().house.store);
    let address = Address::of_a_person(revealed.user);
    crash_point!("hide-begun");
    let gone = deliver.delete(address.chat, revealed.message).await;
    crash_point!("hide-deleted");
    let noted = match gone {
        true => store.hidden(&revealed).await,
        false if revealed.tries < TRIES => store.hide_later(revealed, pause(revealed.tries)).await,
        false => {
            // The answer refers to the message, so that it is found.
            let address = Address { reply_to: Some(revealed.message), ..address };
            let view = fallback::not_hidden(&runner.router().text);
            match deliver.announce(&address, view, true).await {
                Delivered::Shown(_) | Delivered::Refused(_) => store.hidden(&revealed).await,
                Delivered::Later(wait) => store.hide_later(revealed, wait).await,
                Delivered::Interrupted => return,
            }
        }
    };
    if let Err(error) = noted {
        tracing::error!(%error, "what became of a secret's message is not stored: it is deleted again");
    }
}

fn pause(tries: u32) -> Duration {
    FIRST_PAUSE.saturating_mul(1 << tries.saturating_sub(1).min(TRIES))
}
