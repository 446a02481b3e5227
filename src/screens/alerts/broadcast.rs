//! The watch of a broadcast: how far it is, errors that rise, that it stands still, its end.
//!
//! Owns the reading, the acts that begin and end it, and what is told, which is drawn from what the watch saw. What a
//! reading means is decided in `broadcast/progress.rs`.

use std::time::Duration;

use self::progress::{MAX_NAME, Phase, Reading, Seen, Why};
use super::list::too_many;
use crate::api::BroadcastTask;
use crate::frame::named::Number;
use crate::frame::{Act, Button, Goes, Linked, Look, Named, Place, Shown, Trouble, View, Visit, Watch, named, to};
use crate::html;
use crate::ids::{ActId, BotId, BroadcastId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bots::known_name;
use crate::screens::broadcasts::{One, Pause, Resume, phase};
use crate::screens::figures::figure;
use crate::store::Telling;
use crate::text::{Html, Text, count, one_line};

pub mod progress;

type At = (BotId, BroadcastId);

/// Between two looks: while it sends, and while it does not.
const EVERY: Duration = Duration::from_secs(60);
const RESTING: Duration = Duration::from_secs(5 * 60);
const FIRST: Duration = Duration::from_secs(1);
/// Nobody looks any longer.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// A broadcast that is watched.
#[derive(Clone, Copy)]
pub struct BroadcastWatch;
impl Named for BroadcastWatch {
    const TAG: Tag = tag(b"wv");
    type At = At;
}
impl Watch for BroadcastWatch {
    const KIND: &'static str = "broadcast";

    /// Now, and how it is; none when it is not in the list.
    type Saw = (i64, Option<Reading>);

    fn next(age: Duration) -> Option<Duration> {
        match age {
            age if age < FIRST => Some(FIRST),
            age if age < LONGEST => Some(EVERY),
            _ => None,
        }
    }

    async fn look(visit: &Visit<'_>, (bot, id): At, _: &[Option<&[u8]>]) -> Result<Self::Saw, Trouble> {
        let tasks = visit.api().broadcast_tasks(visit.key(), bot).await?;
        let name = one_line(&known_name(visit, bot), MAX_NAME);
        let reading = tasks.iter().find(|task| task.id == id).map(|task| reading(task, name));
        Ok((visit.now().timestamp_millis(), reading))
    }

    fn compare((bot, id): At, (now, reading): &Self::Saw, seen: Option<&[u8]>) -> Look {
        let mut seen = Seen::read(seen);
        let why = seen.take(*now, reading.clone());
        if let Some(why @ (Why::Ended | Why::Gone)) = why {
            return Look::Over(to(BroadcastAlert, (bot, id, why)));
        }
        let tells =
            why.map(|why| Telling { silent: why.is_silent(), ..Telling::heard(to(BroadcastAlert, (bot, id, why))) });
        let next = if seen.last.phase == Phase::UnderWay { EVERY } else { RESTING };
        Look::Goes(Goes { seen: seen.bytes(), tells, next, counted: None })
    }

    fn about(at: At) -> Link {
        to(One, at)
    }

    fn given_up((bot, id): At) -> Link {
        to(BroadcastAlert, (bot, id, Why::GivenUp))
    }

    fn line(text: &Text, (_, id): At, told: &Link, _: Option<&[u8]>) -> Html {
        let why = named::at::<BroadcastAlert>(told).map_or(Why::GivenUp, |(.., why)| why);
        html!(text, "gathered-broadcast", why = why.name(), task = id.to_string())
    }
}

fn reading(task: &BroadcastTask, name: String) -> Reading {
    Reading {
        phase: phase(task),
        passed: task.cur_position,
        total: task.total,
        errors: task.errors_count,
        name: Some(name),
    }
}

impl Number for Why {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        count(Self::ALL.iter().position(|why| *why == self).unwrap_or_default())
    }

    fn read(number: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// What is told of a broadcast, and why.
pub struct BroadcastAlert;
impl Named for BroadcastAlert {
    const TAG: Tag = tag(b"wa");
    type At = (BotId, BroadcastId, Why);
}
impl Place for BroadcastAlert {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, why): Self::At) -> Shown {
        let (user, account) = (visit.asker.user, visit.who.account.id);
        let seen = Seen::read(visit.store().last_seen(user, account, to(BroadcastWatch, (bot, id))).await?.as_deref());
        let text = visit.text();
        let name = seen.last.name.clone().unwrap_or_else(|| known_name(visit, bot));
        let mut lines = vec![html!(text, "alert-broadcast", why = why.name(), task = id.to_string(), name = name)];
        if !matches!(why, Why::Gone | Why::Ended) {
            let (passed, total) = (figure(text, seen.last.passed), figure(text, seen.last.total));
            lines.push(html!(text, "broadcast-passed", done = passed, total = total));
            lines.push(html!(text, "broadcast-errors", errors = figure(text, seen.last.errors)));
        }
        let open = Button::to(plain!(text, "button-broadcast"), One, (bot, id));
        let changes = match seen.last.phase {
            _ if matches!(why, Why::Ended | Why::Gone) => None,
            Phase::UnderWay => Some(Button::to(plain!(text, "button-pause"), Pause, (bot, id))),
            Phase::Paused => Some(Button::to(plain!(text, "button-resume"), Resume, (bot, id))),
            _ => None,
        };
        let watch = match why {
            Why::Ended | Why::Gone => None,
            _ => super::sound::of(visit, to(BroadcastWatch, (bot, id))).await?,
        };
        let stop = match why {
            Why::Ended | Why::Gone => None,
            Why::GivenUp => Some(Button::to(plain!(text, "button-broadcast-tell"), TellBroadcast, (bot, id))),
            _ => Some(Button::to(plain!(text, "button-unwatch"), StopBroadcast, (bot, id))),
        };
        // Nothing was read, so it is not called checked.
        let view = View::new(Html::lines(lines)).row([Some(open), changes].into_iter().flatten());
        let view = view.row(stop.into_iter().chain(watch.map(|watch| super::sound::way(text, watch))));
        Err(view.row(watch.into_iter().flat_map(|watch| super::sound::mutes(text, watch))).into())
    }
}

/// Begins to watch a broadcast.
pub struct TellBroadcast;
impl Named for TellBroadcast {
    const TAG: Tag = tag(b"wt");
    type At = At;
}
impl Act for TellBroadcast {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, at: At, (): &()) -> Result<Option<String>, Trouble> {
        match visit.watch(BroadcastWatch, at, visit.silent()).await? {
            true => Ok(None),
            false => Err(too_many(visit).into()),
        }
    }

    fn after(at: At, _: ActId) -> Link {
        to(One, at)
    }
}

/// Ends that.
pub struct StopBroadcast;
impl Named for StopBroadcast {
    const TAG: Tag = tag(b"ws");
    type At = At;
}
impl Act for StopBroadcast {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, at: At, (): &()) -> Result<Option<String>, Trouble> {
        visit.unwatch(BroadcastWatch, at).await?;
        Ok(None)
    }

    fn after(at: At, _: ActId) -> Link {
        to(One, at)
    }
}

/// Under the card of a broadcast that is not over: the buttons that begin, change or end its watch.
///
/// # Errors
/// When the store does not answer.
pub async fn offer(visit: &Visit<'_>, at: At, task: &BroadcastTask) -> Result<Vec<Button>, Trouble> {
    if !visit.asker.private || matches!(phase(task), Phase::Finished | Phase::Terminated) {
        return Ok(Vec::new());
    }
    let text = visit.text();
    Ok(match super::sound::of(visit, to(BroadcastWatch, at)).await? {
        Some(watch) => {
            vec![Button::to(plain!(text, "button-unwatch"), StopBroadcast, at), super::sound::way(text, watch)]
        }
        None => vec![Button::to(plain!(text, "button-broadcast-tell"), TellBroadcast, at)],
    })
}
