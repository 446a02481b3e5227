//! One field of a command: its value, its rule, and its new text by a message or a file.
//!
//! Owns what may be in a field (contract, 5: the rules that the app enforces). What is typed goes into the draft.

use super::draft::Draft;
use super::{Work, count, field_name};
use crate::api::{CommandField, CommandFields};
use crate::frame::named::Number;
use crate::frame::prompt::{Answer, NotThat, Takes};
use crate::frame::{Act, Button, Linked, Named, Place, Prompt, Said, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Longest answer, characters: the app's own check (contract, 5).
const MAX_ANSWER: usize = 4_096;
/// Longest code that parts may grow to, characters.
const MAX_CODE: usize = 1_000_000;
/// A message of code this long may be the first of several, UTF-16 units: Telegram cuts a paste at 4,096.
const LONG_MESSAGE: usize = 3_500;
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

fn rule(visit: &Visit<'_>, field: CommandField) -> Html {
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

/// Text for a field, and whether it came as a file. Behind a slash it is the name of a command as well.
pub struct Given {
    text: String,
    file: bool,
}

impl Answer for Given {
    const TAKES: Takes = Takes::Code;

    fn read(said: Said) -> Result<Self, NotThat> {
        let file = said.file.is_some();
        let text = match said.file {
            Some(file) => String::from_utf8(file.bytes).map_err(|_| NotThat)?,
            None => said.text,
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned();
        if text.trim().is_empty() { Err(NotThat) } else { Ok(Self { text, file }) }
    }
}

/// The new text of a field.
pub struct Change;
impl Named for Change {
    const TAG: Tag = tag(b"dq");
    type At = (BotId, CommandId, Field);
}
impl Prompt for Change {
    type Who = Linked;
    type Answer = Given;

    async fn ask(visit: &Visit<'_>, (_, _, Field(field)): Self::At) -> Result<Html, Trouble> {
        Ok(rule(visit, field))
    }

    async fn take(visit: &Visit<'_>, (bot, command, Field(field)): Self::At, given: Given) -> Result<Taken, Trouble> {
        let text = match read(field, &given.text) {
            Ok(text) => text,
            Err(wrong) => return Ok(Taken::Again(html!(visit.text(), "edit-refused", wrong = wrong))),
        };
        let work = Work::read(visit, (bot, command)).await?;
        let refused = work.change(visit, |body, _| {
            body.fields.put(field, &text);
            (body.parts, body.part_of) = (1, None);
        });
        if let Some(sentence) = refused.await? {
            return Ok(Taken::Again(sentence));
        }
        let may_go_on = field == CommandField::Code && !given.file && text.encode_utf16().count() >= LONG_MESSAGE;
        if may_go_on {
            return Ok(Taken::Show(Box::new(part_taken(visit, (bot, command)).await?)));
        }
        Ok(Taken::Go(to(Draft, (bot, command))))
    }
}

/// A text as it is written; the error is the rule that it breaks, as the catalogue selects by it.
fn read(field: CommandField, text: &str) -> Result<String, &'static str> {
    let trimmed = text.trim();
    match field {
        CommandField::Code => Ok(text.to_owned()),
        CommandField::Answer if text.chars().count() > MAX_ANSWER => Err("answer"),
        CommandField::Name => {
            // A name that is one of our own commands as well is sent behind this sign.
            let name = trimmed.strip_prefix('=').map_or(trimmed, str::trim);
            if name.is_empty() || name.contains('\n') { Err("name") } else { Ok(name.to_owned()) }
        }
        CommandField::Aliases => {
            let names: Vec<String> = trimmed.split([',', '\n']).map(|name| name.trim().to_lowercase()).collect();
            if names.iter().any(String::is_empty) { Err("aliases") } else { Ok(names.join(", ")) }
        }
        CommandField::Group if trimmed.contains('\n') => Err("group"),
        CommandField::AutoRetry => match trimmed.parse::<u32>() {
            Ok(seconds) if seconds > 0 => Ok(seconds.to_string()),
            _ => Err("retry"),
        },
        _ => Ok(trimmed.to_owned()),
    }
}

/// Another part of the code.
pub struct More;
impl Named for More {
    const TAG: Tag = tag(b"dm");
    type At = (BotId, CommandId);
}
impl Prompt for More {
    type Who = Linked;
    type Answer = Given;

    async fn ask(visit: &Visit<'_>, _: Self::At) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "edit-more"))
    }

    async fn take(visit: &Visit<'_>, at: Self::At, given: Given) -> Result<Taken, Trouble> {
        let work = Work::read(visit, at).await?;
        if work.wanted().length(CommandField::Code) + given.text.chars().count() > MAX_CODE {
            return Ok(Taken::Again(html!(visit.text(), "edit-refused", wrong = "code")));
        }
        let update = visit.cause.map(|cause| cause.update.get());
        let known = update.is_some() && work.body().is_some_and(|body| body.part_of == update);
        let refused = work.change(visit, |body, now| {
            if !known {
                body.fields.append(CommandField::Code, now, &given.text);
                (body.parts, body.part_of) = (body.parts.max(1) + 1, update);
            }
        });
        match refused.await? {
            Some(sentence) => Ok(Taken::Again(sentence)),
            None => Ok(Taken::Show(Box::new(part_taken(visit, at).await?))),
        }
    }
}

async fn part_taken(visit: &Visit<'_>, at: (BotId, CommandId)) -> Shown {
    let work = Work::read(visit, at).await?;
    let text = visit.text();
    let code = work.wanted().text(CommandField::Code).map(|code| code.shown(visit.key())).unwrap_or_default();
    let parts = work.body().map_or(1, |body| body.parts);
    let lines = count(code.lines().count());
    let done = Button::to(plain!(text, "button-done"), Draft, at);
    let again = Button::to(plain!(text, "button-start-over"), FieldCard, (at.0, at.1, Field(CommandField::Code)));
    Ok(View::new(html!(text, "edit-part", part = parts, count = lines, lines = text.number(lines)))
        .row([done, again])
        .asks(More, at))
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
    fn each_field_has_its_rule() {
        assert_eq!(read(CommandField::Name, " = /start ").as_deref(), Ok("/start"));
        assert_eq!(read(CommandField::Name, "*").as_deref(), Ok("*"));
        assert_eq!(read(CommandField::Name, "a\nb"), Err("name"));
        assert_eq!(read(CommandField::Aliases, "Hi, HELLO").as_deref(), Ok("hi, hello"));
        assert_eq!(read(CommandField::Aliases, "hi,,b"), Err("aliases"));
        assert_eq!(read(CommandField::AutoRetry, "0"), Err("retry"));
        assert_eq!(read(CommandField::AutoRetry, "60").as_deref(), Ok("60"));
        assert_eq!(read(CommandField::Answer, &"é".repeat(4_096)).map(|text| text.chars().count()), Ok(4_096));
        assert_eq!(read(CommandField::Answer, &"é".repeat(4_097)), Err("answer"));
        assert_eq!(read(CommandField::Code, "  a\n").as_deref(), Ok("  a\n"));
    }

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
