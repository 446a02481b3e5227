//! Saving a panel: once, over what its person saw. The API reads, merges and writes the whole panel (contract, 10).

use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::compare::Compare;
use super::form::Form;
use super::{Kind, MAX_NAME, Seen, Work, field_name, names, value};
use crate::frame::{Act, Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, PanelId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;

/// Writes the draft.
pub struct Save;
impl Named for Save {
    const TAG: Tag = tag(b"om");
    type At = (BotId, PanelId, Seen);
}

/// What was saved, for the place after it: names of fields, no values.
#[derive(Default, Serialize, Deserialize)]
struct WhatWasSaved {
    name: String,
    fields: String,
    /// The fields that the answer has with another value.
    left: String,
}

impl Act for Save {
    type Who = Linked;
    type With = ();

    /// What differs from what was seen is shown instead, and nothing is written.
    async fn send(visit: &Visit<'_>, (bot, panel, seen): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let work = Work::read(visit, (bot, panel)).await?;
        let changes = work.changes();
        if changes.is_empty() || work.seen() != seen {
            return Err(visit.elsewhere(Compare, (bot, panel)));
        }
        let values: Vec<(&str, SecretString)> = changes
            .iter()
            .filter_map(|(field, wanted)| Some((field.name_to_save()?, SecretString::from(wanted.value))))
            .collect();
        let answer = visit.api().update_admin_panel(visit.key(), bot, panel, &values).await?;
        let left = changes.iter().filter(|(field, wanted)| {
            let now = answer.fields.iter().find(|now| now.mark() == field.mark());
            now.is_some_and(|now| !Kind::of(field).is_same(value(now), wanted.value))
        });
        let left: Vec<String> = left.map(|(field, _)| field_name(visit, field, MAX_NAME)).collect();
        let saved = WhatWasSaved { name: work.name(visit), fields: names(visit, &changes), left: left.join(", ") };
        visit.store().drop_draft(work.of).await?;
        Ok(serde_json::to_string(&saved).ok())
    }

    fn after((bot, panel, _): Self::At, act: ActId) -> Link {
        to(Saved, (bot, panel, act))
    }
}

/// What became of saving.
pub struct Saved;
impl Named for Saved {
    const TAG: Tag = tag(b"on");
    type At = (BotId, PanelId, ActId);
}
impl Place for Saved {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, panel, act): Self::At) -> Shown {
        let form = to(Form, (bot, panel, Page::FIRST)).of(visit.who.account.id);
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(form)) };
        let text = visit.text();
        let words = act.words.as_deref().unwrap_or_default();
        let open = Button::link(plain!(text, "button-open-panel"), form);
        match act.state {
            // The answer to the save said so: nothing is read again.
            ActState::Done => {
                let saved: WhatWasSaved = serde_json::from_str(words).unwrap_or_default();
                let told = if saved.left.is_empty() { "saved" } else { "left" };
                let view = html!(
                    text,
                    "panel-saved",
                    told = told,
                    name = saved.name,
                    fields = saved.fields,
                    left = saved.left
                );
                Err(View::new(view).row([open]).into())
            }
            ActState::Failed => Err(View::new(html!(text, "panel-not-saved", words = words)).row([open]).into()),
            _ => {
                let work = Work::read(visit, (bot, panel)).await?;
                let changes = work.changes();
                let told = match (&work.draft, changes.is_empty()) {
                    (None, _) => "unknown",
                    (Some(_), true) => "there",
                    (Some(_), false) => "missing",
                };
                let (name, fields) = (work.name(visit), names(visit, &changes));
                let view = View::new(html!(text, "panel-save-unknown", told = told, name = name, fields = fields));
                Ok(view.row([open]))
            }
        }
    }
}
