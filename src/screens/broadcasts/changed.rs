//! What became of pausing, resuming or deleting a broadcast: looked at until it is so, for a minute.

use std::time::Duration;

use super::super::{alerts, bot};
use super::one::{facts, gone, ways};
use super::{Broadcasts, One, Pause, Resume, Status, read};
use crate::api::BroadcastTask;
use crate::frame::{Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, BroadcastId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::Html;

/// Seconds between the looks: a minute in all.
const LOOKS: Rhythm = &[1, 2, 3, 5, 8, 13, 28];
/// After so many seconds a change is history: a press on its message shows the broadcast.
const LONG_AGO: i64 = 15 * 60;

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verb {
    Pause,
    Resume,
    Delete,
}

impl Verb {
    fn of(act: &StoredAct) -> Self {
        match act.link.tag() {
            tag if tag == Pause::TAG => Self::Pause,
            tag if tag == Resume::TAG => Self::Resume,
            _ => Self::Delete,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Delete => "delete",
        }
    }

    /// Whether it is so by now; `None`: it cannot come any more.
    fn is_so(self, task: Option<&BroadcastTask>) -> Option<bool> {
        let status = task.map(Status::of);
        match (self, status) {
            (Self::Delete, status) => Some(status.is_none()),
            (Self::Pause, Some(Status::Paused)) | (Self::Resume, Some(Status::New | Status::Running)) => Some(true),
            // Its last chats were reached after it went on.
            (Self::Resume, Some(Status::Finished)) => Some(true),
            (Self::Pause | Self::Resume, None) => None,
            (Self::Pause | Self::Resume, Some(status)) => (!status.is_over()).then_some(false),
        }
    }
}

/// What became of it: read again until it is so, or a minute has passed. What is said is what was seen.
pub struct Changed;
impl Named for Changed {
    const TAG: Tag = tag(b"ta");
    type At = (BotId, BroadcastId, ActId);
}
impl Place for Changed {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let asked = visit.act(act).await?.filter(|asked| seconds(visit, asked) < LONG_AGO);
        let Some(asked) = asked else { return Err(Trouble::Elsewhere(to(One, (bot, id)))) };
        let text = visit.text();
        let (verb, number) = (Verb::of(&asked), id.to_string());
        if asked.state == ActState::Failed {
            let words = asked.words.unwrap_or_default();
            let sentence = html!(text, "broadcast-refused", verb = verb.name(), task = number.as_str(), words = words);
            return Ok(View::new(sentence).row([Button::to(plain!(text, "button-broadcast"), One, (bot, id))]));
        }
        let (tasks, name) = tokio::join!(read(visit, bot), bot::name_of(visit, bot));
        let tasks = match tasks {
            Err(Trouble::Api(error)) if error.may_pass() => return unread(visit, id, &name, &asked, error.into()),
            tasks => tasks?,
        };
        let task = tasks.iter().find(|task| task.id == id);
        let Some(so) = verb.is_so(task) else { return Ok(too_late(visit, bot, id, task, &name)) };
        let next = if so { None } else { visit.next(LOOKS) };
        let sentence = html!(
            text,
            "broadcast-changed",
            told = told(so, next, &asked),
            verb = verb.name(),
            task = number,
            name = name,
            seconds = text.number(seconds(visit, &asked))
        );
        let view = View::new(Html::lines(
            std::iter::once(sentence).chain(task.into_iter().flat_map(|task| facts(visit, task))),
        ));
        Ok(with_ways(visit, (bot, id, act), task, so, view).await?.again(next))
    }
}

/// The first button does no harm: whoever goes on tapping where "Delete it" was only looks again.
async fn with_ways(
    visit: &Visit<'_>,
    (bot, id, act): (BotId, BroadcastId, ActId),
    task: Option<&BroadcastTask>,
    so: bool,
    view: View,
) -> Result<View, Trouble> {
    let text = visit.text();
    Ok(match task {
        Some(task) if so => {
            let watch = alerts::broadcast::offer(visit, (bot, id), task).await?;
            view.row(ways(visit, bot, task)).row(watch)
        }
        Some(_) => view.row([Button::to(plain!(text, "button-look-again"), Changed, (bot, id, act))]),
        None => view.row([Button::to(plain!(text, "button-broadcasts"), Broadcasts, (bot, Page::FIRST))]),
    })
}

/// It ended, or was deleted, before it could be paused or go on.
fn too_late(visit: &Visit<'_>, bot: BotId, id: BroadcastId, task: Option<&BroadcastTask>, name: &str) -> View {
    let Some(task) = task else { return gone(visit, id, name) };
    let title = html!(visit.text(), "broadcast-too-late", task = id.to_string(), name = name);
    View::new(Html::lines(std::iter::once(title).chain(facts(visit, task)))).row(ways(visit, bot, task))
}

/// Bots.Business could not be read for a moment: looked at again, as long as there is a next look.
fn unread(visit: &Visit<'_>, id: BroadcastId, name: &str, asked: &StoredAct, trouble: Trouble) -> Shown {
    let Some(next) = visit.next(LOOKS) else { return Err(trouble) };
    let text = visit.text();
    let sentence = html!(
        text,
        "broadcast-changing-unread",
        sent = if asked.state == ActState::Done { "yes" } else { "unknown" },
        verb = Verb::of(asked).name(),
        task = id.to_string(),
        name = name,
        seconds = text.number(seconds(visit, asked))
    );
    Err(View::new(sentence).again(Some(next)).into())
}

/// Which sentence is true: it is so; it is not yet; it is not, and nobody looks any more.
fn told(so: bool, next: Option<Duration>, asked: &StoredAct) -> &'static str {
    match (so, next, asked.state) {
        (true, _, ActState::Done) => "so",
        (true, ..) => "so-by-whom",
        (false, None, _) => "not-yet",
        (false, Some(_), ActState::Done) => "asked",
        (false, Some(_), _) => "unknown",
    }
}

/// Since it was asked for.
fn seconds(visit: &Visit<'_>, asked: &StoredAct) -> i64 {
    asked.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000)
}
