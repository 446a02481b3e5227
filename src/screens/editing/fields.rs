//! One field of a command: its value, its rule, and what a button sets.
//!
//! Owns which fields need others (contract, 5: the rules that the app enforces). What is sent is `typing`'s.

use super::draft::Draft;
use super::typing::{Change, More};
use super::{Work, count, field_name};
use crate::api::{CommandField, CommandFields};
use crate::frame::named::Number;
use crate::frame::{Act, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Longest value shown in the message, characters, and most lines of it.
const MAX_SHOWN: usize = 1_500;
const MAX_LINES: usize = 25;

/// A field as a number of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field(pub CommandField);

/// By number and name; both outlive versions.
const FIELDS: [(CommandField, i64, &str); 9] = [
    (CommandField::Name, 1, "name"),
    (CommandField::Answer, 2, "answer"),
    (CommandField::Code, 3, "code"),
    (CommandField::Keyboard, 4, "keyboard"),
    (CommandField::Aliases, 5, "aliases"),
    (CommandField::Help, 6, "help"),
    (CommandField::Group, 7, "group"),
    (CommandField::AutoRetry, 8, "retry"),
    (CommandField::NeedReply, 9, "waits"),
];

impl Field {
    /// As the catalogue's sentences select by it.
    pub fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, ..)| *field == self.0).map_or("", |(.., name)| name)
    }
}

impl Number for Field {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        FIELDS.iter().find(|(field, ..)| *field == self.0).map_or(0, |(_, number, _)| *number)
    }

    fn read(number: i64) -> Option<Self> {
        FIELDS.iter().find(|(_, known, _)| *known == number).map(|(field, ..)| Self(*field))
    }
}

/// What is in a field; what is sent next replaces it.
pub struct FieldCard;
impl Named for FieldCard {
    const TAG: Tag = tag(b"df");
    type At = (BotId, CommandId, Field);
}
impl Place for FieldCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let (bot, command, Field(field)) = at;
        let work = Work::read(visit, (bot, command)).await?;
        let text = visit.text();
        let drafted = if work.changes().has(field) { "yes" } else { "no" };
        let title =
            html!(text, "edit-title", name = work.name(visit), field = field_name(visit, field), drafted = drafted);
        let wanted = work.wanted();
        let set = |label: String, choice| Button::to(label, Set, (bot, command, choice));
        if field == CommandField::NeedReply {
            let waits = if wanted.need_reply() { "yes" } else { "no" };
            let view = View::new(Html::lines([title, html!(text, "edit-waits", waits = waits)]));
            let (wait, go_on) = (plain!(text, "button-wait"), plain!(text, "button-do-not-wait"));
            return Ok(view.row([set(wait, Choice::Waits(true)), set(go_on, Choice::Waits(false))]));
        }
        let view = View::new(Html::lines([title, value(visit, &wanted, field), rule(visit, field)]));
        let can_empty = field != CommandField::Name && !wanted.is_empty(field);
        let empty = can_empty.then(|| set(plain!(text, "button-empty"), Choice::Empty(Field(field))));
        let more = (field == CommandField::Code && !wanted.is_empty(field))
            .then(|| Button::to(plain!(text, "button-add-code"), More, (bot, command)));
        Ok(view.row(empty.into_iter().chain(more)).asks(Change, at))
    }
}

fn value(visit: &Visit<'_>, wanted: &CommandFields, field: CommandField) -> Html {
    let text = visit.text();
    let Some(value) = wanted.text(field) else { return html!(text, "edit-empty") };
    let shown = value.shown(visit.key());
    let (lines, characters) = (shown.lines().count(), shown.chars().count());
    if characters > MAX_SHOWN || lines > MAX_LINES {
        return html!(
            text,
            "edit-long",
            lines = text.number(count(lines)),
            characters = text.number(count(characters))
        );
    }
    Html::code_block(&shown)
}

/// What to send, with its rule.
pub(super) fn rule(visit: &Visit<'_>, field: CommandField) -> Html {
    html!(visit.text(), "edit-ask", field = Field(field).name())
}

/// What is broken by a change and was not broken before, as the catalogue selects by it.
pub(super) fn broken_rule(before: &CommandFields, wanted: &CommandFields) -> Option<&'static str> {
    let rules = [
        ("keyboard", CommandField::Keyboard, CommandField::Answer),
        ("retry", CommandField::AutoRetry, CommandField::Code),
    ];
    let broken = |fields: &CommandFields, what, needs| !fields.is_empty(what) && fields.is_empty(needs);
    let newly = |(_, what, needs): &(_, _, _)| broken(wanted, *what, *needs) && !broken(before, *what, *needs);
    rules.into_iter().find(newly).map(|(rule, ..)| rule)
}

/// What a button sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// A field is empty.
    Empty(Field),
    /// Whether the command waits for an answer.
    Waits(bool),
}

impl Number for Choice {
    const DIGITS: usize = 2;

    fn get(self) -> i64 {
        match self {
            Self::Empty(field) => field.get(),
            Self::Waits(false) => 20,
            Self::Waits(true) => 21,
        }
    }

    fn read(number: i64) -> Option<Self> {
        match number {
            20 => Some(Self::Waits(false)),
            21 => Some(Self::Waits(true)),
            number => {
                let field = Field::read(number)?;
                (![CommandField::Name, CommandField::NeedReply].contains(&field.0)).then_some(Self::Empty(field))
            }
        }
    }
}

/// Empties a field of the draft, or sets whether the command waits.
pub struct Set;
impl Named for Set {
    const TAG: Tag = tag(b"ds");
    type At = (BotId, CommandId, Choice);
}
impl Act for Set {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, command, choice): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let work = Work::read(visit, (bot, command)).await?;
        let refused = work.change(visit, |body, _| match choice {
            Choice::Empty(Field(field)) => body.fields.put(field, ""),
            Choice::Waits(wait) => body.fields.put_need_reply(wait),
        });
        match refused.await? {
            Some(sentence) => Err(View::new(sentence).into()),
            None => Ok(None),
        }
    }

    fn after((bot, command, _): Self::At, _: ActId) -> Link {
        to(Draft, (bot, command))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_choices_read_back() {
        for choice in [Choice::Waits(true), Choice::Waits(false), Choice::Empty(Field(CommandField::Code))] {
            assert_eq!(Choice::read(choice.get()), Some(choice));
        }
        assert_eq!(Choice::read(1), None, "a name is never empty");
        assert_eq!(
            CommandField::ALL.map(|field| Field::read(Field(field).get())),
            CommandField::ALL.map(|f| Some(Field(f)))
        );
    }
}
