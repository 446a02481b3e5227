//! Starting an import: once for a tap, with the very address that was looked at.

use serde::{Deserialize, Serialize};

use super::super::{bot, bots};
use super::begin::{Room, replaced};
use super::live::Live;
use super::preview::Preview;
use super::watched::ImportEnds;
use crate::frame::{Act, Ask, Linked, Named, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, NoteId, TaskId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::sheets::Plan;
use crate::text::{Html, count};

/// A preview that is older than this is made again before anything is started, ms.
const FRESH_MS: i64 = 10 * 60 * 1000;

/// What a tap on [Import now] does: kept as a sealed note, because no button may hold an address.
#[derive(Serialize, Deserialize)]
pub(super) struct Planned {
    /// The address of the sheet, a secret.
    pub address: String,
    /// What was said that it would do.
    pub expected: Option<Expected>,
    /// When, ms since 1970 UTC.
    pub made_at: i64,
    /// The note with the person's own link; none when the sheet is the one that is stored with the bot.
    pub source: Option<i64>,
}

impl Planned {
    /// Stores it, and returns the note's number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn keep(&self, visit: &Visit<'_>) -> Result<NoteId, Trouble> {
        // Texts and numbers are always JSON.
        visit.note(&serde_json::to_string(self).unwrap_or_default()).await
    }

    /// Reads it back; none when it is no longer stored.
    ///
    /// # Errors
    /// When the store does not answer.
    pub(super) async fn read(visit: &Visit<'_>, note: NoteId) -> Result<Option<Self>, Trouble> {
        let noted = visit.store().noted(visit.asker.user, note).await?;
        Ok(noted.and_then(|noted| serde_json::from_str(&noted).ok()))
    }
}

/// The three numbers of a preview.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Expected {
    /// Commands that would be made.
    pub new: i64,
    /// Commands that would be written over.
    pub overwritten: i64,
    /// Commands that would be removed.
    pub removed: i64,
    /// More that may be removed: the API does not say whether an import made them.
    pub perhaps: i64,
}

impl Expected {
    /// The numbers of a plan.
    pub(super) fn of(plan: &Plan) -> Self {
        let certain = plan.removed.iter().filter(|command| command.certain).count();
        Self {
            new: count(plan.created.len()),
            overwritten: count(plan.overwritten.len()),
            removed: count(certain),
            perhaps: count(plan.removed.len() - certain),
        }
    }

    /// `12 new · 30 overwritten · 3 removed`
    pub(super) fn line(&self, visit: &Visit<'_>) -> Html {
        let text = visit.text();
        let number = |count: i64| text.number(count);
        html!(
            text,
            "preview-counts",
            new = number(self.new),
            overwritten = number(self.overwritten),
            removed = number(self.removed),
            perhaps = self.perhaps,
            more = number(self.perhaps)
        )
    }
}

/// What is kept of an import that was started, for the place that follows it.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Started {
    /// Its number, if Bots.Business gave one.
    pub task: Option<i64>,
    /// What the preview had said.
    pub expected: Option<Expected>,
    /// Whether its end is told in a message of its own.
    #[serde(default)]
    pub told: bool,
}

impl Started {
    /// Its number.
    pub(super) fn task(&self) -> Option<TaskId> {
        self.task.and_then(|task| TaskId::try_from(task).ok())
    }
}

/// Starts an import of what the note says.
pub struct Now;
impl Named for Now {
    const TAG: Tag = tag(b"sn");
    type At = (BotId, NoteId);
}
impl Act for Now {
    type Who = Linked;
    type With = ();

    /// The preview was the question. One that is old is made again; an import without one is asked about.
    async fn question(visit: &Visit<'_>, (bot, note): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let Some(planned) = Planned::read(visit, note).await? else {
            return Err(Trouble::Elsewhere(to(Room, (bot,))));
        };
        let age = visit.now().timestamp_millis().saturating_sub(planned.made_at);
        if !(0..FRESH_MS).contains(&age) {
            return Err(Trouble::Elsewhere(to(Preview, (bot, planned.source.map(NoteId::new)))));
        }
        if planned.expected.is_some() {
            return Ok(None);
        }
        // Nobody saw what it does.
        let known = bot::read(visit, bot).await?;
        let text = visit.text();
        let title = html!(text, "import-unseen-ask", name = bots::bot_name(visit, &known, bots::MAX_NAME));
        Ok(Some(Ask {
            text: Html::lines(std::iter::once(title).chain(replaced(visit, &known, &planned.address))),
            yes: plain!(text, "button-import-it"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, note): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let Some(planned) = Planned::read(visit, note).await? else { return Err(Trouble::Stale) };
        let address = planned.address.into();
        let task = visit.api().start_csv_import(visit.key(), bot, Some(&address)).await?;
        let task = task.and_then(|task| task.task_id);
        let told = match task {
            Some(task) => visit.watch(ImportEnds, (bot, task), visit.silent()).await.unwrap_or_else(|_| {
                // It was started, and is followed in its message all the same.
                tracing::error!("the end of an import will not be told: its watch is not stored");
                false
            }),
            None => false,
        };
        let task = task.map(TaskId::get);
        Ok(serde_json::to_string(&Started { task, expected: planned.expected, told }).ok())
    }

    fn after((bot, _): Self::At, act: ActId) -> Link {
        to(Live, (bot, act))
    }
}
