//! How an import ended: the counts, beside what its preview had said, and the errors since.

use std::time::Duration;

use super::super::bot::name_of;
use super::super::errors;
use super::live::{LONG_AGO, Ran, seconds, started};
use super::now::Expected;
use super::preview::Preview;
use super::{Import, MAX_STATUS, UNKNOWN, counts, sign};
use crate::api::{CsvImportTask, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{BotId, TaskId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::store::StoredAct;
use crate::text::Html;

/// How long the errors may hold up a result.
const ERRORS_TIMEOUT: Duration = Duration::from_secs(2);

/// How an import ended, beside what its preview had said: for a message of its own.
///
/// # Errors
/// As reading an import.
pub async fn result(visit: &Visit<'_>, bot: BotId, task: TaskId) -> Shown {
    let found = visit.api().csv_import_task(visit.key(), bot, task).await?;
    visit.proved().await?;
    let asked = started_as(visit, bot, task).await?;
    let expected = asked.as_ref().and_then(started).and_then(|started| started.expected);
    // Whoever presses later sees it later: only what is told by itself says when.
    let timed = visit.cause.is_none();
    Ended { bot, task, found: &found, asked: asked.as_ref(), expected, timed }.show(visit).await
}

/// The result of an import, as it is told by itself. One that was not started here is shown as it always is.
pub struct Told;
impl Named for Told {
    const TAG: Tag = tag(b"ir");
    type At = (BotId, TaskId);
}
impl Place for Told {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, task): Self::At) -> Shown {
        match started_as(visit, bot, task).await? {
            Some(_) => result(visit, bot, task).await,
            None => Err(Trouble::Elsewhere(to(Import, (bot, task)))),
        }
    }
}

/// The act that started an import, as long as it is known.
async fn started_as(visit: &Visit<'_>, bot: BotId, task: TaskId) -> Result<Option<StoredAct>, Trouble> {
    let links = visit.store().recent(visit.asker.user).await?;
    let ran = links.iter().filter_map(|(link, _)| named::at::<Ran>(link));
    match ran.filter(|(of, number, _)| (*of, *number) == (bot, task)).map(|(.., act)| act).next() {
        Some(act) => visit.act(act).await,
        None => Ok(None),
    }
}

/// An import that has ended.
pub(super) struct Ended<'a> {
    pub(super) bot: BotId,
    pub(super) task: TaskId,
    pub(super) found: &'a CsvImportTask,
    /// The act that started it, as long as it is known.
    pub(super) asked: Option<&'a StoredAct>,
    /// What its preview had said.
    pub(super) expected: Option<Expected>,
    /// Whether it says after how many seconds it was seen.
    pub(super) timed: bool,
}

impl Ended<'_> {
    pub(super) async fn show(&self, visit: &Visit<'_>) -> Shown {
        let text = visit.text();
        let status = self.found.status.as_ref().and_then(|status| status.line(visit.key(), MAX_STATUS));
        let sign = sign(status.as_deref());
        let status = status.unwrap_or_else(|| plain!(text, "csv-no-status"));
        let name = name_of(visit, self.bot).await;
        let task = self.task.to_string();
        let word = super::unknown(visit, Some(&status));
        let mut lines = vec![
            html!(text, "import-ended", sign = sign, name = name, status = status),
            match self.asked.map(|asked| seconds(visit, asked)).filter(|seconds| self.timed && *seconds <= LONG_AGO) {
                Some(seconds) => html!(text, "import-seen-after", task = task, seconds = text.number(seconds)),
                None => html!(text, "import-number", task = task),
            },
            html!(text, "csv-counts", table = counts(visit, self.found)),
        ];
        match sign {
            UNKNOWN => lines.extend(word),
            "✅" => lines.extend(self.compared(visit)),
            _ => lines.extend(self.compared(visit).into_iter().chain([html!(text, "import-half")])),
        }
        let errors = self.errors_since(visit).await;
        let button = errors.map(|errors| {
            let label = match errors {
                0 => plain!(text, "button-errors"),
                errors => plain!(text, "button-errors-count", count = text.number(errors)),
            };
            Button::to(label, errors::Errors, (self.bot, Page::FIRST))
        });
        if let Some(count @ 1..) = errors {
            lines.push(html!(text, "import-errors", count = count, shown = text.number(count)));
        }
        let again = Button::to(plain!(text, "button-import-again"), Preview, (self.bot, None));
        Ok(View::new(Html::lines(lines)).row(button.into_iter().chain([again])))
    }

    /// What the preview had said, where both sides are known.
    fn compared(&self, visit: &Visit<'_>) -> Option<Html> {
        let expected = self.expected?;
        let counted = [self.found.new_count?, self.found.updated_count?, self.found.destroyed_count?];
        let [new, updated, removed] = counted;
        let may_be_removed = expected.removed..=expected.removed.saturating_add(expected.perhaps);
        let same = (new, updated) == (expected.new, expected.overwritten) && may_be_removed.contains(&removed);
        Some(match same {
            true => html!(visit.text(), "import-as-said"),
            false => html!(visit.text(), "import-not-as-said", counts = expected.line(visit)),
        })
    }

    /// How many errors the bot has logged since the start, where that can be known.
    async fn errors_since(&self, visit: &Visit<'_>) -> Option<i64> {
        let since = match self.asked.and_then(|asked| asked.sent_at) {
            Some(at) => at,
            None => self.found.created_at.as_ref().and_then(Timestamp::utc)?.timestamp_millis(),
        };
        let logs = visit.api().error_logs(visit.key(), self.bot);
        let logs = tokio::time::timeout(ERRORS_TIMEOUT, logs).await.ok()?.ok()?;
        let times = logs.iter().filter_map(|log| log.created_at.as_ref()?.utc());
        i64::try_from(times.filter(|at| at.timestamp_millis() >= since).count()).ok()
    }
}
