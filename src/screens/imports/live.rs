//! An import from its start to its end, in one message: what the API says now, beside what the preview had said.
//!
//! It claims nothing that was not read: an import whose number is unknown is told as such, and never started again.

use super::super::bot::name_of;
use super::super::errors;
use super::begin::Room;
use super::ended::{Ended, Told, result};
use super::now::{Expected, Started};
use super::watched::StopWatching;
use super::{Import, MAX_STATUS, UNKNOWN, bot_name, counts, sign};
use crate::api::{ApiError, CommandFilter, CsvImportTask};
use crate::frame::{Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, TaskId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count};

/// Seconds between the looks: every 3 s for a minute, then slower, 10 minutes in all. Telegram takes about 20 edits of a
/// message a minute.
const LOOKS: Rhythm = &[
    2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, // a minute
    5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, // two
    10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, // four
    20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, 20, // ten
];
/// Seconds between the looks for the traces of an import that gave no number: a minute in all.
const TRACES: Rhythm = &[2, 3, 5, 10, 20, 20];
/// After so many seconds an import is history: nothing is followed any more.
pub(super) const LONG_AGO: i64 = 60 * 60;

/// An import that was asked for.
pub struct Live;
impl Named for Live {
    const TAG: Tag = tag(b"sv");
    type At = (BotId, ActId);
}
impl Place for Live {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, act): Self::At) -> Shown {
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to(Room, (bot,)))) };
        let started = started(&asked);
        match (asked.state, started.as_ref().and_then(Started::task)) {
            (ActState::Failed, _) => Ok(refused(visit, &asked)),
            (_, Some(task)) if seconds(visit, &asked) > LONG_AGO => result(visit, bot, task).await,
            (_, Some(task)) => {
                if visit.cause.is_some() {
                    visit.remember(to(Ran, (bot, task, act)));
                }
                let told = started.is_some_and(|it| it.told);
                let expected = started.and_then(|it| it.expected);
                let followed = Followed { bot, task, asked: &asked, expected, told };
                followed.show(visit).await
            }
            (state, None) => unnumbered(visit, bot, act, &asked, state == ActState::Done).await,
        }
    }
}

/// An import by its own number and the act that started it, as what a person asked for last names it.
pub struct Ran;
impl Named for Ran {
    const TAG: Tag = tag(b"sr");
    type At = (BotId, TaskId, ActId);
}
impl Place for Ran {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, task, act): Self::At) -> Shown {
        let link = if visit.act(act).await?.is_some() { to(Live, (bot, act)) } else { to(Import, (bot, task)) };
        Err(Trouble::Elsewhere(link))
    }
}

pub(super) fn started(asked: &StoredAct) -> Option<Started> {
    serde_json::from_str(asked.words.as_deref()?).ok()
}

/// Since it was asked for.
pub(super) fn seconds(visit: &Visit<'_>, asked: &StoredAct) -> i64 {
    asked.sent_at.map_or(0, |at| visit.now().timestamp_millis().saturating_sub(at) / 1000)
}

fn refused(visit: &Visit<'_>, asked: &StoredAct) -> View {
    let words = asked.words.as_deref().filter(|words| !words.is_empty());
    let text = visit.text();
    View::new(match words {
        Some(words) => html!(text, "import-refused", words = words),
        None => html!(text, "import-refused-silent"),
    })
}

/// An import whose number is known.
struct Followed<'a> {
    bot: BotId,
    task: TaskId,
    asked: &'a StoredAct,
    expected: Option<Expected>,
    /// Whether its end is told in a message of its own.
    told: bool,
}

impl Followed<'_> {
    async fn show(&self, visit: &Visit<'_>) -> Shown {
        let found = match visit.api().csv_import_task(visit.key(), self.bot, self.task).await {
            // A moment after its start it may not be there yet.
            Err(error) if error.may_pass() || matches!(error, ApiError::NotFound(_)) => {
                return self.unread(visit, error);
            }
            found => found?,
        };
        visit.proved().await?;
        let status = found.status.as_ref().and_then(|status| status.line(visit.key(), MAX_STATUS));
        if sign(status.as_deref()) == UNKNOWN {
            return Ok(self.under_way(visit, &found, status).await);
        }
        // The end is told in a message of its own: what was followed says it in a line, until somebody presses Refresh.
        if self.told && visit.cause.is_none() {
            return Err(self.over(visit, status).await.into());
        }
        let (bot, task, asked, expected) = (self.bot, self.task, Some(self.asked), self.expected);
        Ended { bot, task, found: &found, asked, expected, timed: !self.told }.show(visit).await
    }

    /// What is left of the live message.
    async fn over(&self, visit: &Visit<'_>, status: Option<String>) -> View {
        let text = visit.text();
        let sign = sign(status.as_deref());
        let status = status.unwrap_or_else(|| plain!(text, "csv-no-status"));
        let title = html!(text, "import-ended", sign = sign, name = name_of(visit, self.bot).await, status = status);
        let result = Button::to(plain!(text, "button-result"), Told, (self.bot, self.task));
        View::new(Html::lines([title, html!(text, "import-result-apart")])).row([result])
    }

    async fn under_way(&self, visit: &Visit<'_>, found: &CsvImportTask, status: Option<String>) -> View {
        let text = visit.text();
        let next = visit.next(LOOKS);
        let status = status.unwrap_or_else(|| plain!(text, "csv-no-status"));
        let (name, seconds) = (name_of(visit, self.bot).await, text.number(seconds(visit, self.asked)));
        let first = match next {
            Some(_) => html!(text, "import-live", name = name, seconds = seconds),
            None => html!(text, "import-not-ended", name = name),
        };
        let word = html!(text, "import-word", status = status);
        let lines = [first, word, html!(text, "csv-counts", table = counts(visit, found))];
        let stop = Button::to(plain!(text, "button-unwatch"), StopWatching, (self.bot, self.task));
        View::new(Html::lines(lines)).row([stop]).again(next)
    }

    /// Bots.Business did not say how it is: looked at again, as long as there is a next look.
    fn unread(&self, visit: &Visit<'_>, error: ApiError) -> Shown {
        let Some(next) = visit.next(LOOKS) else { return Err(error.into()) };
        let (name, seconds) = (bot_name(visit, self.bot), visit.text().number(seconds(visit, self.asked)));
        let view = View::new(html!(visit.text(), "import-unread", name = name, seconds = seconds));
        Err(view.again(Some(next)).into())
    }
}

/// An import without a number: it is not known to have begun (`taken`: it was taken, and no number given). What can be
/// read are the commands, which say when an import wrote them last.
async fn unnumbered(visit: &Visit<'_>, bot: BotId, act: ActId, asked: &StoredAct, taken: bool) -> Shown {
    let text = visit.text();
    let commands = visit.api().commands(visit.key(), bot, &CommandFilter::default()).await?;
    visit.proved().await?;
    let written = commands.iter().filter_map(|command| command.last_csv_import_at.as_ref()?.utc());
    let since = asked.sent_at.unwrap_or_default();
    let written = count(written.filter(|at| at.timestamp_millis() >= since).count());
    let name = name_of(visit, bot).await;
    let seconds = text.number(seconds(visit, asked));
    let first = match taken {
        true => html!(text, "import-no-number", name = name, seconds = seconds),
        false => html!(text, "import-unknown", name = name, seconds = seconds),
    };
    let traces = html!(text, "import-traces", count = written, shown = text.number(written));
    let look = Button::to(plain!(text, "button-look-again"), Live, (bot, act));
    let errors = Button::to(plain!(text, "button-errors"), errors::Errors, (bot, Page::FIRST));
    Ok(View::new(Html::lines([first, traces])).row([look, errors]).again(visit.next(TRACES)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_import_is_looked_at_for_ten_minutes_at_telegrams_pace() {
        assert_eq!(LOOKS.iter().sum::<u64>(), 600);
        let minutes = (0..LOOKS.len()).map(|first| {
            let mut passed = 0;
            LOOKS
                .iter()
                .skip(first)
                .take_while(|wait| {
                    passed += **wait;
                    passed <= 60
                })
                .count()
        });
        assert!(minutes.max() <= Some(21), "Telegram takes about 20 edits a minute");
        assert_eq!(TRACES.iter().sum::<u64>(), 60);
    }
}
