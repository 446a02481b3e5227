//! The broadcasts of a bot: all of them with their progress, and how one is started.
//!
//! Owns how broadcasts are read and described. One of them and what can be done with it are in `broadcasts/`. No
//! endpoint starts a broadcast (contract, 13.18), so nothing here does.

use super::alerts::broadcast::progress::Phase;
use super::bot;
use super::figures::{bar, figure, range};
use crate::api::{ApiError, BroadcastTask, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

mod changed;
mod changing;
mod one;
mod status;
pub use changed::Changed;
pub use changing::{Delete, Pause, Resume};
pub use one::One;
use status::Status;

/// What a broadcast does, for its watch.
pub fn phase(task: &BroadcastTask) -> Phase {
    match Status::of(task) {
        Status::New | Status::Running => Phase::UnderWay,
        Status::Paused => Phase::Paused,
        Status::Terminated => Phase::Terminated,
        Status::Finished => Phase::Finished,
        Status::Other(_) => Phase::Unknown,
    }
}

/// Broadcasts on one page.
const ON_A_PAGE: usize = 8;
/// Buttons in a row.
const IN_A_ROW: usize = 2;
/// Code that starts a broadcast, with the parameters that the official bot "Refer and Earn" gives to `Bot.runAll`
/// (`commands/broadcast/_broadcast.js` of its repository).
const SNIPPET: &str = "Bot.runAll({\n  command: \"/news\",\n  for_chats: \"private-chats\"\n})";

/// The first page of a bot's broadcasts, whose number is the link's first.
pub fn list(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Broadcasts, (bot, Page::FIRST)))
}

/// The broadcast of a link that changes it.
pub fn one(link: &Link) -> Option<Link> {
    let at = named::at::<Pause>(link).or_else(|| named::at::<Resume>(link)).or_else(|| named::at::<Delete>(link))?;
    Some(to(One, at))
}

/// The broadcasts of a bot, newest first.
#[derive(Clone, Copy)]
pub struct Broadcasts;
impl Named for Broadcasts {
    const TAG: Tag = tag(b"tb");
    type At = (BotId, Page);
}
impl Place for Broadcasts {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let (tasks, name) = tokio::join!(read(visit, bot), bot::name_of(visit, bot));
        let tasks = tasks?;
        let text = visit.text();
        if tasks.is_empty() {
            return Ok(starting(visit, html!(text, "broadcasts-none", name = name)));
        }
        let page = Paged::new(&tasks, page, ON_A_PAGE);
        let title = html!(text, "broadcasts-title", name = name, range = range(text, &page, tasks.len()));
        let lines = page.things.iter().map(|task| Html::lines([line(visit, task), progress(visit, task)]));
        let mut view = View::new(Html::lines(std::iter::once(title).chain(lines)));
        for row in page.things.chunks(IN_A_ROW) {
            view = view.row(row.iter().map(|task| {
                let label = format!("{} {}", Status::of(task).sign(), task.id);
                Button::to(label, One, (bot, task.id))
            }));
        }
        let turns = page.turns(Self, |page| (bot, page));
        let how = Button::to(plain!(text, "button-broadcast-how"), Starting, (bot,));
        Ok(view.row(turns.into_iter().flatten()).row([how]))
    }
}

/// `🟢 802 · in progress · 10:00`
fn line(visit: &Visit<'_>, task: &BroadcastTask) -> Html {
    let text = visit.text();
    let status = Status::of(task);
    let line =
        html!(text, "broadcast-line", sign = status.sign(), task = task.id.to_string(), status = status.word(visit));
    let began = began(visit, task).map(|when| Html::escaped(&when));
    Html::join(std::iter::once(line).chain(began), " · ")
}

fn began(visit: &Visit<'_>, task: &BroadcastTask) -> Option<String> {
    let at = task.created_at.as_ref().and_then(Timestamp::utc)?;
    Some(visit.text().short_time(at, visit.now()))
}

/// `▓▓▓▓▓▓░░░░ 61 % · 612 of 1,000`
fn progress(visit: &Visit<'_>, task: &BroadcastTask) -> Html {
    let text = visit.text();
    let (done, total) = (figure(text, task.cur_position), figure(text, task.total));
    match percent(task) {
        Some(percent) => {
            html!(text, "broadcast-progress", bar = bar(percent), percent = percent, done = done, total = total)
        }
        None => html!(text, "broadcast-passed", done = done, total = total),
    }
}

/// How far it is: by its counts, else as the API says. Rounded down, so that 100 is the end.
fn percent(task: &BroadcastTask) -> Option<i64> {
    let counted = match (task.cur_position, task.total) {
        (Some(done), Some(total)) if total > 0 => i64::try_from(i128::from(done) * 100 / i128::from(total)).ok(),
        _ => None,
    };
    // Whole numbers: a cast of what is not one, or too large, ends at the bounds below.
    #[expect(clippy::cast_possible_truncation, reason = "saturates, and is bounded next")]
    let said = || task.progress.filter(|progress| progress.is_finite()).map(|progress| progress as i64);
    Some(counted.or_else(said)?.clamp(0, 100))
}

/// How many chats it has not passed yet, where both counts are known and make sense.
fn left(task: &BroadcastTask) -> Option<i64> {
    task.total?.checked_sub(task.cur_position?).filter(|left| *left >= 0)
}

/// How a broadcast is started.
pub struct Starting;
impl Named for Starting {
    const TAG: Tag = tag(b"th");
    type At = (BotId,);
}
impl Place for Starting {
    type Who = Linked;

    /// Nothing is read of the API.
    async fn show(visit: &Visit<'_>, _: Self::At) -> Shown {
        Err(starting(visit, html!(visit.text(), "broadcast-how-title")).into())
    }
}

fn starting(visit: &Visit<'_>, title: Html) -> View {
    let text = visit.text();
    let lines = [
        title,
        html!(text, "broadcast-how"),
        Html::code_block(SNIPPET),
        html!(text, "broadcast-how-news"),
        html!(text, "broadcast-how-cost"),
    ];
    let copy = Button::copy(plain!(text, "button-copy-code"), SNIPPET.to_owned());
    View::new(Html::lines(lines)).row([copy])
}

/// The broadcasts of a bot, newest first.
async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Vec<BroadcastTask>, Trouble> {
    let mut tasks = match visit.api().broadcast_tasks(visit.key(), bot).await {
        Err(ApiError::NotFound(_)) => return Err(bot::unknown(visit, bot).into()),
        tasks => tasks?,
    };
    visit.proved().await?;
    tasks.sort_by_key(|task| std::cmp::Reverse((task.created_at.as_ref().and_then(Timestamp::utc), task.id)));
    Ok(tasks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(json: &str) -> BroadcastTask {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn figures_that_make_no_sense_end_at_the_bounds() {
        for (json, far, not_passed) in [
            (r#"{"id": 1, "total": 1000, "cur_position": 612, "progress": 99}"#, Some(61), Some(388)),
            (r#"{"id": 1, "total": 1000, "cur_position": 999}"#, Some(99), Some(1)),
            (r#"{"id": 1, "total": 1000, "cur_position": 1200}"#, Some(100), None),
            (r#"{"id": 1, "total": 1000, "cur_position": -4}"#, Some(0), Some(1004)),
            (r#"{"id": 1, "total": 0, "cur_position": 0, "progress": 12.9}"#, Some(12), Some(0)),
            (r#"{"id": 1, "total": 9223372036854775807, "cur_position": 9223372036854775807}"#, Some(100), Some(0)),
            (r#"{"id": 1, "progress": 1e300}"#, Some(100), None),
            (r#"{"id": 1}"#, None, None),
        ] {
            let task = task(json);
            assert_eq!((percent(&task), left(&task)), (far, not_passed), "{json}");
        }
    }
}
