//! A panel as a form: its fields, what is changed in them and not saved yet, and throwing that away.

use super::compare::Compare;
use super::field::FieldCard;
use super::save::Save;
use super::{FieldMark, Work, change_line, field_name, names};
use crate::api::PanelField;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, PanelId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::bot::name_of;
use crate::text::{Html, count, isolated};

/// Fields on one page, and their buttons in a row.
const ON_A_PAGE: usize = 8;
const IN_A_ROW: usize = 2;
/// Longest name on a button, and longest description, characters.
const MAX_LABEL: usize = 18;
const MAX_DESCRIPTION: usize = 200;

/// A page of a panel's fields.
#[derive(Clone, Copy)]
pub struct Form;
impl Named for Form {
    const TAG: Tag = tag(b"ob");
    type At = (BotId, PanelId, Page);
}
impl Place for Form {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, panel, page): Self::At) -> Shown {
        let (work, bot_name) = tokio::join!(Work::read(visit, (bot, panel)), name_of(visit, bot));
        let work = work?;
        let text = visit.text();
        let mut lines = vec![html!(text, "panel-title", name = work.name(visit), bot = bot_name)];
        let description = work.panel.description.as_ref();
        let description = description.and_then(|words| words.line(visit.key(), MAX_DESCRIPTION));
        lines.extend(description.map(|words| html!(text, "panel-description", words = isolated(&words))));
        let seen: Vec<&PanelField> = work.panel.fields.iter().filter(|field| field.hidden != Some(true)).collect();
        if seen.is_empty() {
            lines.push(html!(text, "panel-no-fields"));
        }
        let paged = Paged::new(&seen, page, ON_A_PAGE);
        lines.extend(paged.things.iter().map(|field| line(visit, &work, field)));
        let hidden = count(work.panel.fields.len() - seen.len());
        if hidden > 0 {
            lines.push(html!(text, "panel-hidden", count = hidden, shown = text.number(hidden)));
        }
        lines.extend(drafted(visit, &work));
        let buttons: Vec<Button> =
            paged.things.iter().filter_map(|field| button(visit, &work, (bot, panel), field)).collect();
        let view = View::new(Html::lines(lines));
        let view = buttons.chunks(IN_A_ROW).fold(view, |view, row| view.row(row.iter().cloned()));
        let view = view.row(paged.turns(Self, |page| (bot, panel, page)).into_iter().flatten());
        Ok(with_draft(visit, view, &work, (bot, panel)))
    }
}

/// `Tax: 7.5`, `Tax: 7.5 → 8`
fn line(visit: &Visit<'_>, work: &Work, field: &PanelField) -> Html {
    let text = visit.text();
    let (name, now) = (field_name(visit, field, super::MAX_NAME), work.shown_now(visit, field));
    if field.mark().and_then(|mark| work.field(FieldMark(mark))).is_none() {
        return html!(text, "panel-line-alone", name = name, value = now);
    }
    match work.wanted(field) {
        None => html!(text, "panel-line", name = name, value = now),
        Some(wanted) => change_line(visit, field, wanted),
    }
}

fn button(visit: &Visit<'_>, work: &Work, (bot, panel): (BotId, PanelId), field: &PanelField) -> Option<Button> {
    let mark = FieldMark(field.mark()?);
    work.field(mark)?;
    let changed = if work.wanted(field).is_some() { "yes" } else { "no" };
    let label =
        plain!(visit.text(), "panel-field-label", name = field_name(visit, field, MAX_LABEL), changed = changed);
    Some(Button::to(label, FieldCard, (bot, panel, mark)))
}

/// How many changes wait to be saved.
fn drafted(visit: &Visit<'_>, work: &Work) -> Vec<Html> {
    let (text, changes) = (visit.text(), count(work.changes().len()));
    if changes == 0 {
        return Vec::new();
    }
    let mut lines = vec![Html::default(), html!(text, "panel-draft", count = changes, shown = text.number(changes))];
    lines.extend(work.is_overtaken().then(|| html!(text, "panel-overtaken")));
    lines
}

fn with_draft(visit: &Visit<'_>, view: View, work: &Work, at: (BotId, PanelId)) -> View {
    if work.changes().is_empty() {
        return view;
    }
    let text = visit.text();
    let save = match work.is_overtaken() {
        true => Button::to(plain!(text, "button-save"), Compare, at),
        false => Button::to(plain!(text, "button-save"), Save, (at.0, at.1, work.seen())),
    };
    view.row([Button::to(plain!(text, "button-see-changes"), Compare, at), save]).row([Button::to(
        plain!(text, "button-throw-away"),
        Discard,
        at,
    )])
}

/// Throws the draft away.
pub struct Discard;
impl Named for Discard {
    const TAG: Tag = tag(b"od");
    type At = (BotId, PanelId);
}
impl Act for Discard {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let work = Work::read(visit, at).await?;
        let (text, changes) = (visit.text(), work.changes());
        if changes.is_empty() {
            return Ok(None);
        }
        Ok(Some(Ask {
            text: html!(text, "panel-discard-ask", name = work.name(visit), fields = names(visit, &changes)),
            yes: plain!(text, "button-throw-it-away"),
            no: plain!(text, "button-keep-draft"),
        }))
    }

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let work = Work::read(visit, at).await?;
        visit.store().drop_draft(work.of).await?;
        Ok(None)
    }

    fn after((bot, panel): Self::At, _: ActId) -> Link {
        to(Form, (bot, panel, Page::FIRST))
    }
}
