//! Admin panels: forms that a bot's code defines for its owner. What is typed gathers in a draft; Save writes it once.
//!
//! Owns what a draft is made of, and how it is held against the panel as Bots.Business has it now. Passwords are never
//! shown. Nothing here is written to the API but by `save::Save`.
//!
//! - [`list`]: the panels of a bot
//! - [`form`]: a panel: its fields and what is changed in them
//! - [`field`]: one field: its value, its rule, its new value
//! - [`compare`]: what saving would change, and what somebody else changed meanwhile
//! - [`save`]: saving, and what became of it

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::bot;
use crate::api::{AdminPanel, ApiError, ApiText, PanelField};
use crate::frame::named::{Number, to};
use crate::frame::{Page, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, PanelId};
use crate::link::Link;
use crate::plain;
use crate::store::OfCommand;
use crate::text::{Html, isolated, one_line};

pub mod compare;
pub mod field;
pub mod form;
pub mod list;
pub mod save;

/// Longest name of a panel or a field in a sentence, characters.
const MAX_NAME: usize = 40;
/// Longest value on one line, characters.
const MAX_VALUE: usize = 60;

/// The first page of the panels of the bot that is the link's first number.
pub fn all(link: &Link) -> Option<Link> {
    Some(to(list::Panels, (Number::read(*link.numbers().first()?)?, Page::FIRST)))
}

/// The panel whose bot and number are the link's first.
pub fn the_form(link: &Link) -> Option<Link> {
    let [bot, panel, ..] = *link.numbers() else { return None };
    Some(to(form::Form, (Number::read(bot)?, Number::read(panel)?, Page::FIRST)))
}

/// Which state of a draft, held against which state of the panel, somebody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(u32);

/// A field of a panel, by what its name is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldMark(pub u32);

macro_rules! numbers {
    ($($name:ident)*) => { $(impl Number for $name {
        const DIGITS: usize = 7;

        fn get(self) -> i64 {
            i64::from(self.0)
        }

        fn read(number: i64) -> Option<Self> {
            u32::try_from(number).ok().map(Self)
        }
    })* };
}
numbers!(Seen FieldMark);

/// What a field holds (contract, 10).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Checkbox,
    Integer,
    Float,
    Line,
    Text,
    Password,
    /// A type that is not known, or none: its value is left alone.
    Other,
}

impl Kind {
    fn of(field: &PanelField) -> Self {
        let kinds = [
            ("checkbox", Self::Checkbox),
            ("integer", Self::Integer),
            ("float", Self::Float),
            ("string", Self::Line),
            ("text", Self::Text),
            ("password", Self::Password),
        ];
        let is = |(word, _): &(&str, Self)| field.kind.as_ref().is_some_and(|kind| kind.is(word));
        kinds.into_iter().find(is).map_or(Self::Other, |(_, kind)| kind)
    }

    /// As the catalogue's sentences select by it.
    fn name(self) -> &'static str {
        match self {
            Self::Checkbox => "checkbox",
            Self::Integer => "integer",
            Self::Float => "float",
            Self::Line => "line",
            Self::Text => "text",
            Self::Password => "password",
            Self::Other => "other",
        }
    }

    /// Whether two values mean the same; one that is missing is as good as an empty one.
    fn is_same(self, one: &str, other: &str) -> bool {
        match self {
            Self::Integer => number::<i64>(one).is_some_and(|one| number(other) == Some(one)) || one == other,
            Self::Float => number::<f64>(one).is_some_and(|one| number(other) == Some(one)) || one == other,
            _ => one == other,
        }
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.trim().parse().ok()
}

/// A field's value as Bots.Business has it.
fn value(field: &PanelField) -> &str {
    field.value.as_ref().map(|value| value.expose()).unwrap_or_default()
}

/// Whether its owner may change it here.
fn is_open(field: &PanelField) -> bool {
    field.hidden != Some(true) && field.name.is_some() && Kind::of(field) != Kind::Other
}

/// A draft as it is sealed: the new values, by the marks of their fields.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    values: BTreeMap<u32, Zeroizing<String>>,
    /// Those of them that were typed as passwords: they are hidden, whatever their fields are by now.
    #[serde(default)]
    passwords: BTreeSet<u32>,
}

/// What is wanted of a field.
#[derive(Clone, Copy)]
struct Wanted<'a> {
    value: &'a str,
    /// Whether it must not be shown: it was typed as a password, or its field is one's now.
    hidden: bool,
    /// Whether it was typed as a password, and its field is none's any more.
    exposed: bool,
}

/// A panel and what somebody wants it to be.
struct Work {
    of: OfCommand,
    panel: AdminPanel,
    /// Its number, what it was based on, and what is in it.
    draft: Option<(i64, u32, Body)>,
}

impl Work {
    /// Reads both.
    async fn read(visit: &Visit<'_>, (bot, panel): (BotId, PanelId)) -> Result<Self, Trouble> {
        let panels = read(visit, bot).await?;
        let Some(panel) = panels.into_iter().find(|one| one.id == panel) else {
            return Err(View::new(html!(visit.text(), "panel-gone")).into());
        };
        let of = OfCommand::of_panel(visit.asker.user, visit.who.account.id, bot, panel.id);
        let stored = visit.store().draft(of).await?;
        // A draft of a newer version does not read: it is as good as none.
        let draft = stored.and_then(|stored| {
            let body = serde_json::from_slice(&stored.body).ok()?;
            Some((stored.id, stored.based_on, body))
        });
        Ok(Self { of, panel, draft })
    }

    /// The open field with this mark; two of one name cannot be told apart.
    fn field(&self, FieldMark(mark): FieldMark) -> Option<&PanelField> {
        let mut named = self.panel.fields.iter().filter(|field| field.mark() == Some(mark));
        let field = named.next()?;
        (named.next().is_none() && is_open(field)).then_some(field)
    }

    /// What is wanted of a field, where that is another value.
    fn wanted(&self, field: &PanelField) -> Option<Wanted<'_>> {
        let mark = field.mark()?;
        let (.., body) = self.draft.as_ref()?;
        let value_wanted = body.values.get(&mark)?;
        self.field(FieldMark(mark))?;
        let (kind, hidden) = (Kind::of(field), self.is_hidden(field));
        let wanted = Wanted { value: value_wanted, hidden, exposed: hidden && kind != Kind::Password };
        (!kind.is_same(value(field), value_wanted)).then_some(wanted)
    }

    /// Whether neither value of a field is shown: it is a password's, or was when its new value was typed.
    fn is_hidden(&self, field: &PanelField) -> bool {
        let typed = |mark| self.draft.as_ref().is_some_and(|(.., body)| body.passwords.contains(&mark));
        Kind::of(field) == Kind::Password || field.mark().is_some_and(typed)
    }

    /// A field's value as Bots.Business has it, on one line.
    fn shown_now(&self, visit: &Visit<'_>, field: &PanelField) -> String {
        let kind = if self.is_hidden(field) { Kind::Password } else { Kind::of(field) };
        shown(visit, kind, value(field))
    }

    /// What saving would change.
    fn changes(&self) -> Vec<(&PanelField, Wanted<'_>)> {
        self.panel.fields.iter().filter_map(|field| Some((field, self.wanted(field)?))).collect()
    }

    /// Whether somebody changed the panel after the draft was begun.
    fn is_overtaken(&self) -> bool {
        self.draft.as_ref().is_some_and(|(_, based_on, _)| *based_on != self.panel.mark())
    }

    /// What is seen here: another number after every change of either.
    fn seen(&self) -> Seen {
        let id = self.draft.as_ref().map_or(0, |(id, ..)| *id);
        Seen(self.panel.mark().wrapping_add(u32::try_from(id & 0xffff_ffff).unwrap_or_default()))
    }

    /// Stores the new value of a field, which was typed for this kind; `None` takes a change back.
    async fn change(
        self,
        visit: &Visit<'_>,
        mark: u32,
        kind: Kind,
        value: Option<Zeroizing<String>>,
    ) -> Result<(), Trouble> {
        let is_changed = !self.changes().is_empty();
        let Self { of, panel, draft } = self;
        // What is left of a draft without changes says nothing about when this one was begun.
        let (based_on, mut body) = match draft {
            Some((_, based_on, body)) if is_changed => (based_on, body),
            _ => (panel.mark(), Body::default()),
        };
        body.passwords.remove(&mark);
        if kind == Kind::Password && value.is_some() {
            body.passwords.insert(mark);
        }
        match value {
            Some(value) => drop(body.values.insert(mark, value)),
            None => drop(body.values.remove(&mark)),
        }
        if body.values.is_empty() {
            visit.store().drop_draft(of).await?;
        } else {
            let sealed: Zeroizing<Vec<u8>> = serde_json::to_vec(&body).unwrap_or_default().into();
            visit.store().keep_draft(of, based_on, &sealed).await?;
        }
        Ok(())
    }

    fn name(&self, visit: &Visit<'_>) -> String {
        panel_name(visit, &self.panel, MAX_NAME)
    }
}

async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Vec<AdminPanel>, Trouble> {
    let panels = match visit.api().admin_panels(visit.key(), bot).await {
        Err(ApiError::NotFound(_)) => return Err(bot::unknown(visit, bot).into()),
        panels => panels?,
    };
    visit.proved().await?;
    Ok(panels)
}

fn panel_name(visit: &Visit<'_>, panel: &AdminPanel, max: usize) -> String {
    let name = first_line(visit, [&panel.title, &panel.name], max);
    name.unwrap_or_else(|| plain!(visit.text(), "panel-nameless"))
}

fn field_name(visit: &Visit<'_>, field: &PanelField, max: usize) -> String {
    let name = first_line(visit, [&field.title, &field.name], max);
    name.unwrap_or_else(|| plain!(visit.text(), "panel-field-nameless"))
}

fn first_line(visit: &Visit<'_>, texts: [&Option<ApiText>; 2], max: usize) -> Option<String> {
    let line = texts.into_iter().flatten().find_map(|text| text.line(visit.key(), max));
    line.map(|line| isolated(&line))
}

/// `Tax: 7.5 → 8`; of a password that it changes or is emptied. The value it had is as secret as the new one.
fn change_line(visit: &Visit<'_>, field: &PanelField, wanted: Wanted<'_>) -> Html {
    let (text, kind, name) = (visit.text(), Kind::of(field), field_name(visit, field, MAX_NAME));
    if wanted.hidden {
        let new = if wanted.value.is_empty() { "empty" } else { "hidden" };
        return html!(text, "panel-line-password", name = name, new = new);
    }
    let (now, new) = (shown(visit, kind, value(field)), shown(visit, kind, wanted.value));
    html!(text, "panel-line-new", name = name, value = now, new = new)
}

/// A value on one line; that of a password is hidden, keys and tokens are starred.
fn shown(visit: &Visit<'_>, kind: Kind, value: &str) -> String {
    let text = visit.text();
    match kind {
        _ if value.is_empty() => plain!(text, "panel-value-empty"),
        Kind::Password => plain!(text, "panel-value-hidden"),
        Kind::Checkbox if value == "true" => plain!(text, "panel-value-yes"),
        Kind::Checkbox if value == "false" => plain!(text, "panel-value-no"),
        // Masked before it is cut.
        _ => isolated(&one_line(&ApiText::from(value).shown(visit.key()), MAX_VALUE)),
    }
}

/// `Tax, Title`
fn names(visit: &Visit<'_>, changes: &[(&PanelField, Wanted<'_>)]) -> String {
    let names: Vec<String> = changes.iter().map(|(field, _)| field_name(visit, field, MAX_NAME)).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_compared_in_their_type() {
        assert!(
            Kind::Integer.is_same("10", " 10 ") && !Kind::Integer.is_same("10", "11") && Kind::Integer.is_same("", "")
        );
        assert!(Kind::Float.is_same("7.50", "7.5") && !Kind::Float.is_same("", "0"));
        assert!(!Kind::Line.is_same("7.50", "7.5") && Kind::Password.is_same("", ""));
    }
}
