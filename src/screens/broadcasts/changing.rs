//! Pausing a broadcast, letting it go on, deleting it. What became of it is in `changed.rs`.

use super::super::bot;
use super::one::unreached;
use super::{Changed, One, Status, read};
use crate::api::BroadcastTask;
use crate::frame::{Act, Ask, Linked, Named, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, BroadcastId};
use crate::link::{Link, Tag, tag};
use crate::plain;

type At = (BotId, BroadcastId);

/// Pauses a broadcast. Not asked about: who pauses is in a hurry, and Resume undoes it.
pub struct Pause;
impl Named for Pause {
    const TAG: Tag = tag(b"tp");
    type At = At;
}
impl Act for Pause {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: At, (): &()) -> Result<Option<Ask>, Trouble> {
        still(visit, at, may_pause).await?;
        Ok(None)
    }

    async fn send(visit: &Visit<'_>, (bot, id): At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().pause_broadcast_task(visit.key(), bot, id).await?;
        Ok(None)
    }

    fn after((bot, id): At, act: ActId) -> Link {
        to(Changed, (bot, id, act))
    }
}

fn may_pause(status: &Status<'_>) -> bool {
    !status.is_over() && *status != Status::Paused
}

/// Lets a paused broadcast go on: people get messages, so it is asked about.
pub struct Resume;
impl Named for Resume {
    const TAG: Tag = tag(b"tr");
    type At = At;
}
impl Act for Resume {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: At, (): &()) -> Result<Option<Ask>, Trouble> {
        let task = still(visit, at, may_resume).await?;
        let text = visit.text();
        let (name, (left, count)) = (bot::name_of(visit, at.0).await, unreached(&task));
        let shown = text.number(count);
        Ok(Some(Ask {
            text: html!(
                text,
                "broadcast-resume-ask",
                task = task.id.to_string(),
                name = name,
                left = left,
                count = count,
                shown = shown
            ),
            yes: plain!(text, "button-resume-now"),
            no: plain!(text, "button-keep-as-it-is"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, id): At, (): &()) -> Result<Option<String>, Trouble> {
        still(visit, (bot, id), may_resume).await?;
        visit.api().resume_broadcast_task(visit.key(), bot, id).await?;
        Ok(None)
    }

    fn after((bot, id): At, act: ActId) -> Link {
        to(Changed, (bot, id, act))
    }
}

fn may_resume(status: &Status<'_>) -> bool {
    matches!(status, Status::Paused | Status::Other(_))
}

/// Deletes a broadcast for good.
pub struct Delete;
impl Named for Delete {
    const TAG: Tag = tag(b"td");
    type At = At;
}
impl Act for Delete {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: At, (): &()) -> Result<Option<Ask>, Trouble> {
        let task = still(visit, at, |_| true).await?;
        let text = visit.text();
        let (name, (left, count)) = (bot::name_of(visit, at.0).await, unreached(&task));
        let left = match Status::of(&task) {
            Status::Finished => "finished",
            Status::Terminated => "ended",
            _ => left,
        };
        let shown = text.number(count);
        Ok(Some(Ask {
            text: html!(
                text,
                "broadcast-delete-ask",
                task = task.id.to_string(),
                name = name,
                left = left,
                count = count,
                shown = shown
            ),
            yes: plain!(text, "button-delete-now"),
            no: plain!(text, "button-keep"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, id): At, (): &()) -> Result<Option<String>, Trouble> {
        still(visit, (bot, id), |_| true).await?;
        visit.api().delete_broadcast_task(visit.key(), bot, id).await?;
        Ok(None)
    }

    fn after((bot, id): At, act: ActId) -> Link {
        to(Changed, (bot, id, act))
    }
}

/// The broadcast, unless what is to be done fits no more: then it is shown as it is.
async fn still(visit: &Visit<'_>, (bot, id): At, fits: fn(&Status<'_>) -> bool) -> Result<BroadcastTask, Trouble> {
    let tasks = read(visit, bot).await?;
    let task = tasks.into_iter().find(|task| task.id == id);
    task.filter(|task| fits(&Status::of(task))).ok_or(Trouble::Elsewhere(to(One, (bot, id))))
}
