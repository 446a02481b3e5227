//! One broadcast: how far it is, and what can be done with it.

use super::super::alerts;
use super::super::bot;
use super::super::figures::figure;
use super::{Delete, Pause, Resume, Status, began, left, progress, read};
use crate::api::BroadcastTask;
use crate::frame::{Button, Linked, Named, Place, Rhythm, Shown, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, BroadcastId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

/// Seconds between the looks at a broadcast that is under way: a minute in all.
const FOLLOW: Rhythm = &[4, 6, 10, 15, 25];

/// A broadcast. While it is under way its message follows it for a minute.
pub struct One;
impl Named for One {
    const TAG: Tag = tag(b"to");
    type At = (BotId, BroadcastId);
}
impl Place for One {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let (tasks, name) = tokio::join!(read(visit, bot), bot::name_of(visit, bot));
        let tasks = match tasks {
            Err(Trouble::Api(error)) if visit.looks > 0 && error.may_pass() => {
                return unread(visit, id, &name, error.into());
            }
            tasks => tasks?,
        };
        let Some(task) = tasks.iter().find(|task| task.id == id) else { return Err(gone(visit, id, &name).into()) };
        let next = if Status::of(task).is_under_way() { visit.next(FOLLOW) } else { None };
        let title = html!(visit.text(), "broadcast-title", task = id.to_string(), name = name);
        Ok(View::new(Html::lines(std::iter::once(title).chain(facts(visit, task))))
            .row(ways(visit, bot, task))
            .row(alerts::broadcast::offer(visit, (bot, id), task).await?)
            .again(next))
    }
}

/// Looked at by itself, and not read just now: it goes on as long as there is a next look.
fn unread(visit: &Visit<'_>, id: BroadcastId, name: &str, trouble: Trouble) -> Shown {
    let Some(next) = visit.next(FOLLOW) else { return Err(trouble) };
    let view = View::new(html!(visit.text(), "broadcast-unread", task = id.to_string(), name = name));
    Err(view.again(Some(next)).into())
}

pub(super) fn gone(visit: &Visit<'_>, id: BroadcastId, name: &str) -> View {
    View::new(html!(visit.text(), "broadcast-gone", task = id.to_string(), name = name))
}

/// Its status, its progress, its errors, and what is not known of it.
pub(super) fn facts(visit: &Visit<'_>, task: &BroadcastTask) -> Vec<Html> {
    let text = visit.text();
    let status = Status::of(task);
    let mut lines = vec![
        html!(text, "bot-status", sign = status.sign(), status = status.word(visit)),
        progress(visit, task),
        html!(text, "broadcast-errors", errors = figure(text, task.errors_count)),
    ];
    if let Some(when) = began(visit, task) {
        lines.push(html!(text, "broadcast-began", when = when));
    }
    match status {
        Status::New => lines.push(html!(text, "broadcast-growing")),
        Status::Other(_) => lines.push(html!(text, "broadcast-word")),
        _ => {}
    }
    lines
}

/// What can be done with it. Where its word is not known, all that may fit is offered.
pub(super) fn ways(visit: &Visit<'_>, bot: BotId, task: &BroadcastTask) -> Vec<Button> {
    let text = visit.text();
    let at = (bot, task.id);
    let pause = || Button::to(plain!(text, "button-pause"), Pause, at);
    let resume = || Button::to(plain!(text, "button-resume"), Resume, at);
    let mut ways = match Status::of(task) {
        Status::New | Status::Running => vec![pause()],
        Status::Paused => vec![resume()],
        Status::Other(_) => vec![pause(), resume()],
        Status::Terminated | Status::Finished => Vec::new(),
    };
    ways.push(Button::to(plain!(text, "button-delete"), Delete, at));
    ways
}

/// How many chats get nothing if it stops now, as sentences select by it.
pub(super) fn unreached(task: &BroadcastTask) -> (&'static str, i64) {
    match (Status::of(task).is_over(), left(task)) {
        (true, _) | (_, Some(0)) => ("over", 0),
        (_, Some(left)) => ("some", left),
        (_, None) => ("unknown", 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broadcast_is_followed_for_a_minute() {
        assert_eq!(FOLLOW.iter().sum::<u64>(), 60);
    }
}
