//! Draws what groups are told of alerts, and what a person is told of their group.
//!
//! Owns when that is: not in the quiet hours of the person whose alerts they are. What a group is not told is the frame's
//! to say (`frame/team.rs`).

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::telling::{DRAW_AGAIN, draw, quiet_until};
use crate::clock::Clock;
use crate::frame::team::ForTeam;
use crate::frame::{Arrival, View};
use crate::store::{Copied, Shows, StoreError, TeamCopy};
use crate::telegram::runner::{Notice, Runner};

/// Draws a copy, and puts it into its chat's lane at the bot's own pace.
pub(super) async fn hand_over(runner: Runner, clock: Clock, copy: TeamCopy) -> Result<(), StoreError> {
    let store = &runner.router().house.store;
    if copy.fresh
        && let Some(until) = quiet_until(store, &clock, copy.user, copy.urgent)
    {
        let wait = u64::try_from(until - clock.now_ms()).unwrap_or(0);
        return store.put_off_copy(copy.id, Duration::from_millis(wait), false).await;
    }
    if copy.private {
        return match drawn_for_person(&runner, &copy).await {
            Some(view) => told(&runner, copy, view, None).await,
            None => store.put_off_copy(copy.id, DRAW_AGAIN, false).await,
        };
    }
    match drawn_for_group(&runner, &copy).await? {
        // What is edited as more comes is not drawn again by itself.
        ForTeam::View(view, again) => {
            let again = again.filter(|_| matches!(copy.shows, Shows::Place(_)));
            told(&runner, copy, *view, again).await
        }
        ForTeam::Later => store.put_off_copy(copy.id, DRAW_AGAIN, false).await,
        ForTeam::Nothing => store.copied(&copy, Copied::Over).await,
    }
}

async fn told(runner: &Runner, copy: TeamCopy, view: View, next: Option<Duration>) -> Result<(), StoreError> {
    runner.tell(Box::new(Notice::Copy { copy, view: Box::new(view), next })).await;
    Ok(())
}

async fn drawn_for_person(runner: &Runner, copy: &TeamCopy) -> Option<View> {
    let Shows::Place(link) = copy.shows else { return None };
    Some(draw(runner, copy.user, link).await?.view)
}

async fn drawn_for_group(runner: &Runner, copy: &TeamCopy) -> Result<ForTeam, StoreError> {
    let house = &runner.router().house;
    let asker = runner.router().asker_of(copy.user, false);
    let link = match copy.shows {
        Shows::Place(link) => link,
        Shows::Gather(id) => house.table.gathering(id),
    };
    let arrival = Arrival { looks: copy.looks, ..Arrival::by_itself(house, &asker, link.of(copy.account)) };
    let drawn = AssertUnwindSafe(house.for_team(&arrival)).catch_unwind().await;
    drawn.unwrap_or_else(|_| {
        tracing::error!("drawing what a group is told panicked");
        Ok(ForTeam::Later)
    })
}
