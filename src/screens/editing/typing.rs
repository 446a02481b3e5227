//! The new text of a field, by a message or a file; code also in several messages.
//!
//! Owns what may be typed into a field (contract, 5: the rules that the app enforces). It goes into the draft.

use super::super::commands::names::{is_there, of_rules, tree_now, twin};
use super::draft::{self, Draft};
use super::fields::{Field, FieldCard, rule};
use super::{Work, count};
use crate::api::CommandField;
use crate::frame::prompt::{Answer, NotThat, Takes};
use crate::frame::{Button, Linked, Named, Place, Prompt, Said, Shown, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

/// Longest answer, characters: the app's own check (contract, 5).
const MAX_ANSWER: usize = 4_096;
/// Longest code that parts may grow to, characters.
const MAX_CODE: usize = 1_000_000;
/// Longest time between two runs, s: a bound of our own, the API's is not known (contract, 5).
const LONGEST_RETRY: u32 = 31_536_000;

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
        let read = match field {
            CommandField::Name => of_rules(visit, &given.text),
            _ => read(field, &given.text).map_err(|wrong| html!(visit.text(), "edit-refused", wrong = wrong)),
        };
        let text = match read {
            Ok(text) => text,
            Err(sentence) => return Ok(Taken::Again(sentence)),
        };
        if field == CommandField::Name {
            let tree = tree_now(visit, bot).await?;
            if let Some(there) = twin(&tree, &text.as_str().into(), command) {
                let view = is_there(visit, bot, there).asks(Self, (bot, command, Field(field)));
                return Ok(Taken::Show(Box::new(view)));
            }
        }
        let work = Work::read(visit, (bot, command)).await?;
        let refused = work.change(visit, |body, _| {
            body.fields.put(field, &text);
            (body.parts, body.part_of) = (1, None);
        });
        if let Some(sentence) = refused.await? {
            return Ok(Taken::Again(sentence));
        }
        // Telegram cuts a paste at 4,096; and who types code may type it in pieces of any length.
        if field == CommandField::Code && !given.file {
            return Ok(Taken::Show(Box::new(part_taken(visit, (bot, command)).await?)));
        }
        Ok(Taken::Go(to(Changed, (bot, command, Field(field)))))
    }
}

/// A text as it is written; the error is the rule that it breaks, as the catalogue selects by it.
fn read(field: CommandField, text: &str) -> Result<String, &'static str> {
    let trimmed = text.trim();
    match field {
        CommandField::Code => Ok(text.to_owned()),
        CommandField::Answer if text.chars().count() > MAX_ANSWER => Err("answer"),
        CommandField::Aliases => {
            let names: Vec<String> = trimmed.split([',', '\n']).map(|name| name.trim().to_lowercase()).collect();
            if names.iter().any(String::is_empty) { Err("aliases") } else { Ok(names.join(", ")) }
        }
        CommandField::Group if trimmed.contains('\n') => Err("group"),
        CommandField::AutoRetry => match trimmed.parse::<u32>() {
            Ok(seconds) if (1..=LONGEST_RETRY).contains(&seconds) => Ok(seconds.to_string()),
            _ => Err("retry"),
        },
        _ => Ok(trimmed.to_owned()),
    }
}

/// The draft after a field was typed. Its question stays open: another text or file replaces what was typed.
pub struct Changed;
impl Named for Changed {
    const TAG: Tag = tag(b"y0");
    type At = (BotId, CommandId, Field);
}
impl Place for Changed {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let (bot, command, Field(field)) = at;
        let work = Work::read(visit, (bot, command)).await?;
        let again = work.changes().has(field);
        let view = draft::drawn(visit, (bot, command), &work).await?;
        if !again {
            return Ok(view);
        }
        Ok(view.below_text(Some(html!(visit.text(), "edit-again", field = Field(field).name()))).asks(Change, at))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_rule() {
        assert_eq!(read(CommandField::Aliases, "Hi, HELLO").as_deref(), Ok("hi, hello"));
        assert_eq!(read(CommandField::Aliases, "hi,,b"), Err("aliases"));
        assert_eq!(read(CommandField::AutoRetry, "0"), Err("retry"));
        assert_eq!(read(CommandField::AutoRetry, "60").as_deref(), Ok("60"));
        assert_eq!(read(CommandField::AutoRetry, "31536000").as_deref(), Ok("31536000"));
        assert_eq!(read(CommandField::AutoRetry, "31536001"), Err("retry"));
        assert_eq!(read(CommandField::Answer, &"é".repeat(4_096)).map(|text| text.chars().count()), Ok(4_096));
        assert_eq!(read(CommandField::Answer, &"é".repeat(4_097)), Err("answer"));
        assert_eq!(read(CommandField::Code, "  a\n").as_deref(), Ok("  a\n"));
    }
}
