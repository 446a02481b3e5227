//! Being told when an import ends.
//!
//! Owns the rhythm of the looks, and the two acts that begin and end it. What an end is, the card of the import says.

use std::time::Duration;

use super::ended::Told;
use super::{Import, has_ended};
use crate::frame::{Act, Button, Linked, Look, Named, Place, Shown, Trouble, View, Visit, Watch, to};
use crate::html;
use crate::ids::{ActId, BotId, TaskId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::alerts::sound;
use crate::text::{Html, Text};

/// Time between the looks at first: with a jitter of a tenth never more than 2 s.
const FIRST: Duration = Duration::from_millis(1800);
/// The time between the looks grows with the age of the watch: one of 60 s is looked at every 2 s, one of 600 s every 20 s.
const GROWTH: u32 = 30;
/// From this age on every few minutes, and until this one.
const SLOW_FROM: Duration = Duration::from_secs(10 * 60);
const SLOW: Duration = Duration::from_secs(3 * 60);
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// An import that is looked at until it ends.
#[derive(Clone, Copy)]
pub struct ImportEnds;
impl Named for ImportEnds {
    const TAG: Tag = tag(b"in");
    type At = (BotId, TaskId);
}
impl Watch for ImportEnds {
    const KIND: &'static str = "import";

    /// Whether it has ended.
    type Saw = bool;

    fn next(age: Duration) -> Option<Duration> {
        match age {
            age if age < SLOW_FROM => Some((age / GROWTH).max(FIRST)),
            age if age < LONGEST => Some(SLOW),
            _ => None,
        }
    }

    async fn look(visit: &Visit<'_>, (bot, task): Self::At, _: &[Option<&[u8]>]) -> Result<bool, Trouble> {
        let found = visit.api().csv_import_task(visit.key(), bot, task).await?;
        Ok(has_ended(visit, &found))
    }

    fn compare(at: Self::At, ended: &bool, _: Option<&[u8]>) -> Look {
        if *ended { Look::Over(to(Told, at)) } else { Look::Same }
    }

    fn about(at: Self::At) -> Link {
        to(Import, at)
    }

    fn given_up(at: Self::At) -> Link {
        to(GivenUp, at)
    }

    fn line(text: &Text, (_, task): Self::At, told: &Link, _: Option<&[u8]>) -> Html {
        let ended = if told.tag() == Told::TAG { "yes" } else { "no" };
        html!(text, "gathered-import", task = task.to_string(), ended = ended)
    }
}

/// The import had not ended when it was looked at for the last time.
pub struct GivenUp;
impl Named for GivenUp {
    const TAG: Tag = tag(b"ig");
    type At = (BotId, TaskId);
}
impl Place for GivenUp {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, task): Self::At) -> Shown {
        let text = visit.text();
        let title = html!(text, "csv-given-up");
        let view = View::new(Html::lines([title, super::asked_for(visit, bot, task)])).row([
            Button::to(plain!(text, "button-look-again"), Import, (bot, task)),
            Button::to(plain!(text, "button-tell"), Tell, (bot, task)),
        ]);
        // Nothing was read, so it is not called checked.
        Err(view.into())
    }
}

/// Begins to watch an import.
pub struct Tell;
impl Named for Tell {
    const TAG: Tag = tag(b"iy");
    type At = (BotId, TaskId);
}
impl Act for Tell {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        if visit.watch(ImportEnds, at, visit.silent()).await? {
            return Ok(None);
        }
        let text = visit.text();
        let list = Button::to(plain!(text, "button-look-again"), Import, at);
        Err(View::new(html!(text, "watches-too-many")).row([list]).into())
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Import, at)
    }
}

/// Ends that.
pub struct StopWatching;
impl Named for StopWatching {
    const TAG: Tag = tag(b"iz");
    type At = (BotId, TaskId);
}
impl Act for StopWatching {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.unwatch(ImportEnds, at).await?;
        Ok(None)
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Import, at)
    }
}

/// Under the card of an import that has not ended: that its end will be told, and the buttons for it.
pub(super) async fn offer(visit: &Visit<'_>, at: (BotId, TaskId)) -> Result<(Option<Html>, Vec<Button>), Trouble> {
    if !visit.asker.private {
        return Ok((None, Vec::new()));
    }
    let text = visit.text();
    Ok(match sound::of(visit, to(ImportEnds, at)).await? {
        Some(watch) => {
            let stop = Button::to(plain!(text, "button-unwatch"), StopWatching, at);
            (Some(html!(text, "csv-watched")), vec![stop, sound::way(text, watch)])
        }
        None => (None, vec![Button::to(plain!(text, "button-tell"), Tell, at)]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_grow_rare_with_time_and_end_after_a_day() {
        let next = |seconds| ImportEnds::next(Duration::from_secs(seconds)).map(|next| next.as_millis());
        for (age, wait) in [(0, 1800), (54, 1800), (60, 2000), (300, 10_000), (599, 19_966)] {
            assert_eq!(next(age), Some(wait), "{age}");
        }
        assert_eq!((next(600), next(86_399), next(86_400)), (Some(180_000), Some(180_000), None));
    }
}
