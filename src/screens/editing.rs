//! Changing a command: a draft gathers what is typed, its differences are read, and Save writes them once.
//!
//! Owns what a draft is made of and how it is held against the command as Bots.Business has it now. Nothing here is
//! written to the API but by `save::Save`.
//!
//! - [`draft`]: what is changed and not saved yet
//! - [`fields`]: one field: its value, its rule, emptying it
//! - [`typing`]: its new text, by messages or a file
//! - [`compare`]: what saving would change, and what somebody else changed meanwhile
//! - [`save`]: saving, and what became of it
//! - [`versions`]: how the command was before each save
//! - [`remove`]: deleting the command, and making it again
//! - `check`: brackets and quotes of code that are never closed

use serde::{Deserialize, Serialize};

use super::commands::CommandCard;
use crate::api::{ApiText, CommandField, CommandFields, Editable, Timestamp};
use crate::credentials::ApiKey;
use crate::frame::named::Number;
use crate::frame::{Named, Trouble, Visit, named, to};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::link::Link;
use crate::plain;
use crate::store::OfCommand;
use crate::text::{Html, count};

pub mod compare;
pub mod draft;
pub mod fields;
pub mod remove;
pub mod save;
pub mod typing;
pub mod versions;

mod check;
pub(super) mod lines;

/// Longest name of a command in a sentence, characters.
const MAX_NAME: usize = 40;

/// The card of the command whose bot and number are the link's first.
pub fn its_card(link: &Link) -> Option<Link> {
    of_command(link, CommandCard)
}

/// The draft of the command whose bot and number are the link's first.
pub fn the_draft(link: &Link) -> Option<Link> {
    of_command(link, draft::Draft)
}

/// The first page of the versions of the command.
pub fn all_versions(link: &Link) -> Option<Link> {
    of_command(link, versions::Versions)
}

fn of_command<N: Named<At = (BotId, CommandId)>>(link: &Link, place: N) -> Option<Link> {
    let [bot, command, ..] = *link.numbers() else { return None };
    Some(to(place, (Number::read(bot)?, Number::read(command)?)))
}

/// How many lines of two texts differ, counted on both sides. The benchmark measures it.
pub fn lines_that_differ(old: &ApiText, new: &ApiText, key: &ApiKey) -> usize {
    let found = lines::compare(old, new, key);
    found.added + found.removed
}

/// Which state of a draft, held against which state of the command, somebody saw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(u32);

impl Number for Seen {
    const DIGITS: usize = 7;

    fn get(self) -> i64 {
        i64::from(self.0)
    }

    fn read(number: i64) -> Option<Self> {
        u32::try_from(number).ok().map(Self)
    }
}

/// A draft as it is sealed.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    /// The changed fields.
    fields: CommandFields,
    /// A digest of each field of the command as it was when the draft was begun, by the field's number.
    #[serde(default)]
    base: Vec<(i64, u32)>,
    /// How many messages the code came in.
    #[serde(default)]
    parts: i64,
    /// The update of the last of them: met again after a crash, it is not added again.
    #[serde(default)]
    part_of: Option<i64>,
    /// Whether Bots.Business has it: the rest is kept for the place that reads what became of saving it.
    #[serde(default)]
    saved: bool,
}

impl Body {
    /// Nothing yet, of a command as it is.
    fn begun(now: &CommandFields) -> Self {
        let mark = |field| (fields::Field(field).get(), now.mark_of(field));
        Self { base: CommandField::ALL.map(mark).to_vec(), ..Self::default() }
    }
}

/// A command and what somebody wants it to be.
struct Work {
    of: OfCommand,
    now: Editable,
    /// Its number, what it was based on, and what is in it.
    draft: Option<(i64, u32, Body)>,
}

impl Work {
    /// Reads both.
    async fn read(visit: &Visit<'_>, (bot, command): (BotId, CommandId)) -> Result<Self, Trouble> {
        let now = visit.api().editable_command(visit.key(), bot, command).await?;
        visit.proved().await?;
        let of = of(visit, (bot, command));
        let stored = visit.store().draft(of).await?;
        // A draft of a newer version does not read: it is as good as none.
        let draft = stored.and_then(|stored| {
            let body = serde_json::from_slice(&stored.body).ok()?;
            Some((stored.id, stored.based_on, body))
        });
        Ok(Self { of, now, draft })
    }

    fn body(&self) -> Option<&Body> {
        self.draft.as_ref().map(|(.., body)| body).filter(|body| !body.saved)
    }

    /// What saving would change.
    fn changes(&self) -> CommandFields {
        self.body().map(|body| body.fields.changed_from(self.now.fields())).unwrap_or_default()
    }

    /// The command as it would be.
    fn wanted(&self) -> CommandFields {
        self.changes().over(self.now.fields())
    }

    /// Whether somebody changed the command after the draft was begun.
    fn is_overtaken(&self) -> bool {
        let based_on = self.draft.as_ref().filter(|(.., body)| !body.saved).map(|(_, based_on, _)| *based_on);
        based_on.is_some_and(|based_on| based_on != self.now.fields().mark())
    }

    /// The fields that somebody changed after the draft was begun; a draft of an older version does not know.
    fn theirs(&self) -> Vec<CommandField> {
        let base = self.body().map(|body| body.base.as_slice()).unwrap_or_default();
        let changed = |field: &CommandField| {
            let number = fields::Field(*field).get();
            base.iter().any(|(known, mark)| *known == number && *mark != self.now.fields().mark_of(*field))
        };
        CommandField::ALL.into_iter().filter(changed).collect()
    }

    /// What is seen here: another number after every change of either.
    fn seen(&self) -> Seen {
        let id = self.draft.as_ref().map_or(0, |(id, ..)| *id);
        Seen(self.now.fields().mark().wrapping_add(u32::try_from(id & 0xffff_ffff).unwrap_or_default()))
    }

    fn name(&self, visit: &Visit<'_>) -> String {
        let name = self.now.fields().text(CommandField::Name);
        name.and_then(|name| name.line(visit.key(), MAX_NAME)).unwrap_or_default()
    }

    /// When the command was changed last.
    fn changed_at(&self, visit: &Visit<'_>) -> Option<String> {
        let at = self.now.updated_at().and_then(Timestamp::utc)?;
        Some(visit.text().short_time(at, visit.now()))
    }

    /// Stores what is wanted from now on, unless it breaks a rule; the sentence says which.
    async fn change(
        self,
        visit: &Visit<'_>,
        edit: impl FnOnce(&mut Body, &CommandFields),
    ) -> Result<Option<Html>, Trouble> {
        let now = self.now.fields().clone();
        let before = self.wanted();
        let (based_on, mut body) = match self.draft {
            Some((_, based_on, body)) if !body.saved => (based_on, body),
            _ => (now.mark(), Body::begun(&now)),
        };
        edit(&mut body, &now);
        body.fields = body.fields.changed_from(&now);
        let wanted = body.fields.over(&now);
        if let Some(rule) = fields::broken_rule(&before, &wanted) {
            return Ok(Some(html!(visit.text(), "edit-rule", rule = rule)));
        }
        if body.fields.all().next().is_none() {
            visit.store().drop_draft(self.of).await?;
            return Ok(None);
        }
        visit.store().keep_draft(self.of, based_on, &sealed_form(&body)).await?;
        Ok(None)
    }
}

/// Whether there is a draft of a command that was not saved.
pub(super) async fn has_draft(visit: &Visit<'_>, at: (BotId, CommandId)) -> Result<bool, Trouble> {
    let stored = visit.store().draft(of(visit, at)).await?;
    // A draft of a newer version does not read: it is as good as none.
    let body = stored.and_then(|stored| serde_json::from_slice::<Body>(&stored.body).ok());
    Ok(body.is_some_and(|body| !body.saved && body.fields.all().next().is_some()))
}

/// Plain data of our own, which JSON can hold.
fn sealed_form<T: Serialize>(thing: &T) -> zeroize::Zeroizing<Vec<u8>> {
    serde_json::to_vec(thing).unwrap_or_default().into()
}

fn of(visit: &Visit<'_>, (bot, command): (BotId, CommandId)) -> OfCommand {
    OfCommand { user: visit.asker.user, account: visit.who.account.id, bot, command }
}

/// `answer, code`.
fn names(visit: &Visit<'_>, fields: &CommandFields) -> String {
    named(visit, fields.all())
}

fn named(visit: &Visit<'_>, fields: impl IntoIterator<Item = CommandField>) -> String {
    let names: Vec<String> = fields.into_iter().map(|field| field_name(visit, field)).collect();
    names.join(", ")
}

/// What a field is called.
pub fn field_name(visit: &Visit<'_>, field: CommandField) -> String {
    plain!(visit.text(), "edit-field", field = fields::Field(field).name())
}

/// What looks wrong in changed code.
fn warning(visit: &Visit<'_>, changes: &CommandFields) -> Option<Html> {
    let code = changes.text(CommandField::Code)?.shown(visit.key());
    let found = check::check(&code)?;
    let sign = found.sign.to_string();
    Some(html!(visit.text(), "edit-warning", kind = found.kind, sign = sign, line = visit.text().number(found.line)))
}
