//! Saving a draft: once, over what its person saw, with the version before it stored first.

use serde::{Deserialize, Serialize};

use super::super::commands::names::{is_there, tree_now, twin};
use super::compare::Compare;
use super::draft::Draft;
use super::versions::{self, Version, Versions};
use super::{Body, MAX_NAME, Seen, Work, names, sealed_form};
use crate::api::{ApiError, CommandField, CommandFields};
use crate::frame::named::Number;
use crate::frame::{Act, Button, Linked, Named, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, VersionId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;
use crate::text::one_line;

/// Writes the draft.
pub struct Save;
impl Named for Save {
    const TAG: Tag = tag(b"dw");
    type At = (BotId, CommandId, Seen);
}

/// What was saved, for the place after it.
#[derive(Default, Serialize, Deserialize)]
struct WhatWasSaved {
    name: String,
    fields: String,
    version: i64,
}

impl Act for Save {
    type Who = Linked;
    type With = ();

    /// What differs from what was seen is shown instead, and nothing is written.
    async fn send(visit: &Visit<'_>, (bot, command, seen): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let at = (bot, command);
        let work = Work::read(visit, at).await?;
        let changes = work.changes();
        if changes.all().next().is_none() || work.seen() != seen {
            return Err(visit.elsewhere(Compare, at));
        }
        if let Some(name) = changes.text(CommandField::Name) {
            let tree = tree_now(visit, bot).await?;
            if let Some(there) = twin(&tree, &name, command) {
                return Err(is_there(visit, bot, there).into());
            }
        }
        let saved = write(visit, &work, &changes).await?;
        let of = work.of;
        if let Some((_, based_on, mut body)) = work.draft {
            body.saved = true;
            visit.store().keep_draft(of, based_on, &sealed_form(&body)).await?;
        }
        Ok(serde_json::to_string(&saved).ok())
    }

    fn after((bot, command, _): Self::At, act: ActId) -> Link {
        to(Saved, (bot, command, act))
    }
}

/// Writes the changes, with the version before stored first; where nothing was written it is dropped.
async fn write(visit: &Visit<'_>, work: &Work, changes: &CommandFields) -> Result<WhatWasSaved, Trouble> {
    let version = visit.store().keep_version(work.of, &sealed_form(work.now.fields())).await?;
    match visit.api().write_command(visit.key(), work.of.bot, &work.now, changes).await {
        Ok(_) => Ok(WhatWasSaved { name: work.name(visit), fields: names(visit, changes), version: version.get() }),
        Err(error @ ApiError::Uncertain(_)) => Err(error.into()),
        Err(error) => {
            visit.store().drop_version(work.of, version).await?;
            Err(error.into())
        }
    }
}

/// Takes a save back, at once: the version before it is written where nobody changed the command since.
pub struct Undo;
impl Named for Undo {
    const TAG: Tag = tag(b"y1");
    type At = (BotId, CommandId, VersionId);
}
impl Act for Undo {
    type Who = Linked;
    type With = ();

    /// What was changed since is not written over unseen: then what restoring the version would change is shown.
    async fn send(visit: &Visit<'_>, at: Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let (work, back, _) = versions::against_now(visit, at).await?;
        let is_as_saved = work.draft.as_ref().is_some_and(|(.., body)| {
            let same = body.fields.all().eq(back.all());
            body.saved && same && body.fields.changed_from(work.now.fields()).all().next().is_none()
        });
        if !is_as_saved {
            return Err(visit.elsewhere(Version, at));
        }
        let saved = write(visit, &work, &back).await?;
        // As after a save: this undo can be taken back in the same way.
        let body = Body { fields: back, saved: true, ..Body::begun(work.now.fields()) };
        visit.store().keep_draft(work.of, work.now.fields().mark(), &sealed_form(&body)).await?;
        Ok(serde_json::to_string(&saved).ok())
    }

    fn after((bot, command, _): Self::At, act: ActId) -> Link {
        to(Saved, (bot, command, act))
    }
}

/// What became of saving, or of taking a save back.
pub struct Saved;
impl Named for Saved {
    const TAG: Tag = tag(b"dd");
    type At = (BotId, CommandId, ActId);
}
impl Place for Saved {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, command, act): Self::At) -> Shown {
        let at = (bot, command);
        let Some(act) = visit.act(act).await? else { return Err(visit.elsewhere(Draft, at)) };
        let text = visit.text();
        let words = act.words.as_deref().unwrap_or_default();
        let to_draft = |label: String| Button::to(label, Draft, at);
        if let Some(undoing) = named::at::<Undo>(&act.link).filter(|_| act.state != ActState::Done) {
            let failed = if act.state == ActState::Failed { "yes" } else { "no" };
            let view = View::new(html!(text, "edit-not-undone", failed = failed, words = words));
            return Err(view.row([Button::to(plain!(text, "button-see-changes"), Version, undoing)]).into());
        }
        match act.state {
            ActState::Done => {
                let undone = named::at::<Undo>(&act.link).is_some();
                Err(saved(visit, at, undone, serde_json::from_str(words).unwrap_or_default()).into())
            }
            ActState::Failed => {
                let view = View::new(html!(text, "edit-not-saved", words = words));
                Err(view.row([to_draft(plain!(text, "button-back-to-draft"))]).into())
            }
            _ => {
                let work = Work::read(visit, at).await?;
                let (name, changes) = (work.name(visit), still_missing(&work));
                let told = match &changes {
                    None => "unknown",
                    Some(changes) if changes.all().next().is_none() => "there",
                    Some(_) => "missing",
                };
                let fields = names(visit, &changes.unwrap_or_default());
                let view = View::new(html!(text, "edit-save-unknown", told = told, name = name, fields = fields));
                let versions = Button::to(plain!(text, "button-versions"), Versions, at);
                Ok(view.row([to_draft(plain!(text, "button-back-to-draft")), versions]))
            }
        }
    }
}

/// What of the draft Bots.Business does not have; `None` when there is no draft to tell it by.
fn still_missing(work: &Work) -> Option<CommandFields> {
    let (.., body) = work.draft.as_ref()?;
    Some(body.fields.changed_from(work.now.fields()))
}

/// The answer to the save said so: nothing is read again.
fn saved(visit: &Visit<'_>, at: (BotId, CommandId), undone: bool, saved: WhatWasSaved) -> View {
    let text = visit.text();
    let name = one_line(&saved.name, MAX_NAME);
    let undo =
        Number::read(saved.version).map(|version| Button::to(plain!(text, "button-undo"), Undo, (at.0, at.1, version)));
    let more = Button::to(plain!(text, "button-change-more"), Draft, at);
    let versions = Button::to(plain!(text, "button-versions"), Versions, at);
    let how = if undone { "undone" } else { "saved" };
    View::new(html!(text, "edit-saved", how = how, name = name, fields = saved.fields))
        .row(undo.into_iter().chain([more, versions]))
}
