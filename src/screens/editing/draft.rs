//! The draft of a command: what is changed in it and not saved yet, and throwing it away.

use super::super::commands::{self, CommandCard, names};
use super::compare::Compare;
use super::fields::{Field, FieldCard};
use super::save::Save;
use super::versions::Versions;
use super::{MAX_NAME, Work, names as names_of, of, warning};
use crate::api::{CommandField, CommandFields};
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Buttons of fields in a row.
const IN_A_ROW: usize = 3;

/// What is changed, and what can be changed.
#[derive(Clone, Copy)]
pub struct Draft;
impl Named for Draft {
    const TAG: Tag = tag(b"dr");
    type At = (BotId, CommandId);
}
impl Place for Draft {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let work = Work::read(visit, at).await?;
        drawn(visit, at, &work).await
    }
}

/// The draft that was just read.
pub(super) async fn drawn(visit: &Visit<'_>, at: (BotId, CommandId), work: &Work) -> Shown {
    let text = visit.text();
    let (name, changes) = (work.name(visit), work.changes());
    if changes.all().next().is_none() {
        let versions = Button::to(plain!(text, "button-versions"), Versions, at);
        return Ok(with_fields(visit, View::new(html!(text, "edit-begin", name = name)), at, &changes).row([versions]));
    }
    let mut lines = vec![html!(text, "edit-draft", name = name, fields = names_of(visit, &changes))];
    if work.is_overtaken() {
        lines.push(html!(text, "edit-overtaken"));
        lines.extend(super::compare::theirs(visit, work));
    }
    lines.extend(warning(visit, &changes));
    let (twin, known) = about_the_name(visit, at, &changes).await?;
    lines.extend(known);
    let save = plain!(text, "button-save");
    let save = match work.is_overtaken() {
        true => Button::to(save, Compare, at),
        false => Button::to(save, Save, (at.0, at.1, work.seen())),
    };
    let see = Button::to(plain!(text, "button-see-changes"), Compare, at);
    let view = View::new(Html::lines(lines)).row([see, save]).row(twin);
    let view = with_fields(visit, view, at, &changes);
    let throw = Button::to(plain!(text, "button-throw-away"), Discard, at);
    Ok(view.row([throw, Button::to(plain!(text, "button-versions"), Versions, at)]))
}

/// What is to be known of another name, as where a command is made: a command that has it already, with the way to it,
/// and what is nearly the same.
async fn about_the_name(
    visit: &Visit<'_>,
    (bot, command): (BotId, CommandId),
    changes: &CommandFields,
) -> Result<(Option<Button>, Vec<Html>), Trouble> {
    let Some(name) = changes.text(CommandField::Name) else { return Ok((None, Vec::new())) };
    let tree = commands::read(visit, bot).await?;
    let text = visit.text();
    if let Some(there) = names::twin(&tree, &name, command) {
        let shown = commands::name_of(visit, there, MAX_NAME);
        let open = Button::to(plain!(text, "button-open-command", name = &shown), CommandCard, (bot, there.id));
        return Ok((Some(open), vec![html!(text, "edit-name-taken", command = shown)]));
    }
    Ok((None, names::warnings_of(visit, &tree, &name, Some(command))))
}

fn with_fields(visit: &Visit<'_>, view: View, (bot, command): (BotId, CommandId), changes: &CommandFields) -> View {
    let button = |field: &CommandField| {
        let changed = if changes.has(*field) { "yes" } else { "no" };
        let label = plain!(visit.text(), "button-field", field = Field(*field).name(), changed = changed);
        Button::to(label, FieldCard, (bot, command, Field(*field)))
    };
    CommandField::ALL.chunks(IN_A_ROW).fold(view, |view, row| view.row(row.iter().map(button)))
}

/// Throws the draft away.
pub struct Discard;
impl Named for Discard {
    const TAG: Tag = tag(b"dx");
    type At = (BotId, CommandId);
}
impl Act for Discard {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let work = Work::read(visit, at).await?;
        let text = visit.text();
        let changes = work.changes();
        if changes.all().next().is_none() {
            return Ok(None);
        }
        Ok(Some(Ask {
            text: html!(text, "edit-discard-ask", name = work.name(visit), fields = names_of(visit, &changes)),
            yes: plain!(text, "button-throw-it-away"),
            no: plain!(text, "button-keep-draft"),
        }))
    }

    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().drop_draft(of(visit, at)).await?;
        Ok(None)
    }

    fn after(at: Self::At, _: ActId) -> Link {
        to(Draft, at)
    }
}
