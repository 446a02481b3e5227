//! What an import would do, before it costs anything.
//!
//! It says what the sheet and the API say; what is unknown is called so. Looking never changes anything.

use std::time::Duration;

use super::super::bots::{self, MAX_NAME};
use super::super::{bot, copies};
use super::begin::{SheetOf, meant_link, replaced};
use super::findings;
use super::look::{Reading, look, shown};
use super::now::{Expected, Now, Planned};
use super::source::{Source, fetch_sentence, link_sentence, may_be_read_there, source};
use super::whole::Whole;
use crate::api::Bot;
use crate::frame::{Button, Linked, Named, Place, Shown, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::sheets::{AddressProblem, Column, FetchError, Kind, LinkProblem, Plan, SheetAddress, Weight};
use crate::text::{self, Html};

/// Removed commands that are named, and longest name, characters.
const MAX_REMOVED: usize = 5;
/// Commands that would lose a field and are named, for each field.
const MAX_LOSING: usize = 3;
pub(super) const MAX_COMMAND: usize = 24;
/// Findings that are shown.
const MAX_FINDINGS: usize = 4;
/// How long the account's iterations may hold up a preview.
const USAGE_TIMEOUT: Duration = Duration::from_secs(2);

/// What would be imported, from the sheet of a note or the one that is stored with the bot.
pub struct Preview;
impl Named for Preview {
    const TAG: Tag = tag(b"sp");
    type At = (BotId, Option<NoteId>);
}
impl Place for Preview {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, note): Self::At) -> Shown {
        let known = bot::read(visit, id).await?;
        let link = meant_link(visit, &known, note).await?;
        let subject = Subject { visit, bot: &known, note };
        match source(&link, visit.house.sheets.hosts()) {
            Ok(Source::Sheet(address)) => {
                let (looked, left) = tokio::join!(look(visit, id, &address), iterations_left(visit));
                match looked? {
                    Ok(reading) => subject.seen(&reading, address.kind(), left).await,
                    Err(error) => subject.not_fetched(error, &address).await,
                }
            }
            Ok(Source::Unlisted(address)) => {
                let problem = LinkProblem::Address(AddressProblem::NotAllowedHost);
                subject.unread(link_sentence(visit.text(), problem), Some(&address)).await
            }
            Err(problem) => subject.unread(link_sentence(visit.text(), problem), None).await,
        }
    }
}

/// How many iterations the account has left, where the API says it in time and without doubt.
async fn iterations_left(visit: &Visit<'_>) -> Option<i64> {
    let usage = tokio::time::timeout(USAGE_TIMEOUT, visit.api().iteration_usage(visit.key())).await.ok()?.ok()?;
    let [quota] = &usage[..] else { return None };
    quota.limit?.checked_sub(quota.progress?).filter(|left| *left >= 0)
}

/// Into which bot something of which note is imported.
struct Subject<'a, 'v> {
    visit: &'a Visit<'v>,
    bot: &'a Bot,
    note: Option<NoteId>,
}

impl Subject<'_, '_> {
    fn title(&self) -> Html {
        html!(self.visit.text(), "preview-title", name = bots::bot_name(self.visit, self.bot, MAX_NAME))
    }

    /// Stores what a tap on the button would do.
    async fn planned(&self, address: &str, expected: Option<Expected>) -> Result<NoteId, Trouble> {
        let made_at = self.visit.now().timestamp_millis();
        let source = self.note.map(NoteId::get);
        Planned { address: address.to_owned(), expected, made_at, source }.keep(self.visit).await
    }

    async fn not_fetched(&self, error: FetchError, address: &SheetAddress) -> Shown {
        let sentence = fetch_sentence(self.visit.text(), error, address.kind());
        self.unread(sentence, may_be_read_there(error).then(|| address.expose())).await
    }

    /// The sheet was not read here; Bots.Business may read it.
    async fn unread(&self, sentence: Html, address: Option<&str>) -> Shown {
        let text = self.visit.text();
        let mut lines = vec![self.title(), sentence];
        let mut view = View::new(Html::default());
        if let Some(address) = address {
            lines.push(html!(text, "preview-unseen"));
            lines.extend(replaced(self.visit, self.bot, address));
            let note = self.planned(address, None).await?;
            view = view.row([Button::to(plain!(text, "button-import-unseen"), Now, (self.bot.id, note))]);
        }
        if address.is_none() {
            // What is asked for is another link: it may be sent at once.
            view = view.asks(SheetOf, (self.bot.id,));
        }
        let other = Button::to(plain!(text, "button-other-sheet"), SheetOf, (self.bot.id,));
        Ok(View { text: Html::lines(lines), ..view }.row([other]))
    }

    async fn seen(&self, reading: &Reading, kind: Kind, left: Option<i64>) -> Shown {
        let (visit, text, id) = (self.visit, self.visit.text(), self.bot.id);
        let mut lines = vec![self.title()];
        let (label, expected) = match &reading.plan {
            Some(plan) if plan.changes_nothing() => {
                lines.push(html!(text, "preview-nothing", shown = number(visit, plan.overwritten.len())));
                (Some(plain!(text, "button-import-anyway")), Some(Expected::of(plan)))
            }
            Some(plan) => {
                lines.extend(counts(visit, plan));
                (Some(plain!(text, "button-import-now")), Some(Expected::of(plan)))
            }
            None if reading.sheet.heaviest() == Some(Weight::NoPreview) => {
                lines.push(html!(text, "preview-too-long"));
                (Some(plain!(text, "button-import-unseen")), None)
            }
            None => {
                lines.push(html!(text, "preview-would-fail"));
                (None, None)
            }
        };
        lines.extend(findings_of(visit, reading));
        lines.extend(about_the_form(visit, kind));
        let mut first = Vec::new();
        if let Some(label) = label {
            lines.extend(replaced(visit, self.bot, reading.import_from.expose()));
            lines.push(costs(visit, left));
            let note = self.planned(reading.import_from.expose(), expected).await?;
            first.push(Button::to(label, Now, (id, note)));
        } else {
            first.push(Button::to(plain!(text, "button-other-sheet"), SheetOf, (id,)));
        }
        first.push(Button::below(plain!(text, "button-show-all"), Whole, (id, self.note)));
        let not_now = Button::to(plain!(text, "button-not-now"), bot::Card, (id,));
        let loses = reading.plan.as_ref().is_some_and(|plan| {
            !plan.removed.is_empty() || Column::ALL.into_iter().any(|column| plan.losing(column).next().is_some())
        });
        let copy = loses.then(|| Button::below(plain!(text, "button-copy-first"), copies::Room, (id,)));
        Ok(View::new(Html::lines(lines)).row(first).row(copy).row([not_now]))
    }
}

pub(super) fn number(visit: &Visit<'_>, count: usize) -> String {
    visit.text().number(text::count(count))
}

/// The three numbers, what would be lost, and what would go.
fn counts(visit: &Visit<'_>, plan: &Plan) -> Vec<Html> {
    let text = visit.text();
    let expected = Expected::of(plan);
    let named = |name: &str| Html::escaped(&shown(visit, name, MAX_COMMAND));
    let mut lines = vec![expected.line(visit)];
    for column in Column::ALL {
        let losing = plan.losing(column).count();
        if losing > 0 {
            let count = text::count(losing);
            let shown = number(visit, losing);
            let names = plan.losing(column).take(MAX_LOSING).map(|command| named(&command.name));
            let (names, more) = (Html::join(names, ", "), losing.saturating_sub(MAX_LOSING));
            lines.push(html!(
                text,
                "preview-lost",
                count = count,
                shown = shown,
                column = column.name(),
                names = names,
                more = text::count(more),
                more_shown = number(visit, more)
            ));
        }
    }
    let removed = |certain: bool| plan.removed.iter().filter(move |command| command.certain == certain);
    for certain in [true, false] {
        let all: Vec<&str> = removed(certain).map(|command| command.name.as_str()).collect();
        if all.is_empty() {
            continue;
        }
        let names: Vec<Html> = all.iter().take(MAX_REMOVED).map(|name| named(name)).collect();
        let (more, names) = (all.len() - names.len(), Html::join(names, ", "));
        let count = text::count(more);
        let certainty = if certain { "yes" } else { "no" };
        let more = number(visit, more);
        lines.push(html!(text, "preview-removed", certain = certainty, names = names, count = count, more = more));
    }
    lines
}

/// The first findings, and how many more there are.
fn findings_of(visit: &Visit<'_>, reading: &Reading) -> Vec<Html> {
    let shown = reading.sheet.findings().iter().take(MAX_FINDINGS);
    let mut lines: Vec<Html> = shown.map(|located| findings::sentence(visit, located)).collect();
    let more = reading.findings().saturating_sub(lines.len());
    if more > 0 {
        lines.push(html!(visit.text(), "preview-more-findings", more = number(visit, more)));
    }
    lines
}

/// What is to be known about the form of the address that Bots.Business gets.
fn about_the_form(visit: &Visit<'_>, kind: Kind) -> Option<Html> {
    let text = visit.text();
    match kind {
        Kind::Published => Some(html!(text, "preview-published")),
        Kind::Shared | Kind::PublishedOld | Kind::UploadedExcel | Kind::DriveFile => {
            Some(html!(text, "preview-exported"))
        }
        Kind::YandexDisk => Some(html!(text, "preview-hours")),
        Kind::Other => None,
    }
}

fn costs(visit: &Visit<'_>, left: Option<i64>) -> Html {
    match left {
        Some(left) => html!(visit.text(), "preview-costs", left = visit.text().number(left)),
        None => html!(visit.text(), "preview-costs-only"),
    }
}
