//! What saving would change, held against what Bots.Business has now; and what somebody else changed meanwhile.
//!
//! Owns how differences are shown: in the message, and as files where they are long.

use super::draft::{Discard, Draft};
use super::lines::{Difference, compare};
use super::save::Save;
use super::{Work, count, field_name, named, names, warning};
use crate::api::{ApiText, CommandField, CommandFields};
use crate::frame::named::Number;
use crate::frame::{Button, FileKind, Linked, Named, Place, Shown, View, Visit};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::Html;

/// Most differences that are shown in the message, UTF-16 units; longer ones come as a file.
const MAX_SHOWN: usize = 2_500;

/// What saving would change.
#[derive(Clone, Copy)]
pub struct Compare;
impl Named for Compare {
    const TAG: Tag = tag(b"dc");
    type At = (BotId, CommandId);
}
impl Place for Compare {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        let work = Work::read(visit, at).await?;
        let changes = work.changes();
        if changes.all().next().is_none() {
            return Err(visit.elsewhere(Draft, at));
        }
        if work.is_overtaken() {
            return Ok(conflict(visit, at, &work));
        }
        let text = visit.text();
        let title = html!(text, "edit-compare", name = work.name(visit));
        let told = differences(visit, work.now.fields(), &changes).told(visit);
        let view = View::new(Html::lines([title, told].into_iter().chain(warning(visit, &changes))));
        let save = Button::to(plain!(text, "button-save"), Save, (at.0, at.1, work.seen()));
        Ok(view.row([save, file_button(plain!(text, "button-changes-file"), at, What::Changes)]))
    }
}

/// Somebody else changed the command after the draft was begun.
fn conflict(visit: &Visit<'_>, at: (BotId, CommandId), work: &Work) -> View {
    let text = visit.text();
    let changed_at = work.changed_at(visit);
    let known = if changed_at.is_some() { "yes" } else { "no" };
    let when = changed_at.unwrap_or_default();
    let told = html!(text, "edit-conflict", name = work.name(visit), known = known, when = when);
    let mine = Button::to(plain!(text, "button-save-mine"), Save, (at.0, at.1, work.seen()));
    let theirs = Button::to(plain!(text, "button-keep-theirs"), Discard, at);
    let draft = Button::to(plain!(text, "button-back-to-draft"), Draft, at);
    let file = |label, what| file_button(label, at, what);
    let lines = std::iter::once(told).chain(self::theirs(visit, work));
    let choice = html!(text, "edit-conflict-choice", fields = names(visit, &work.changes()));
    View::new(Html::lines(lines.chain([choice]).chain(warning(visit, &work.changes()))))
        .row([mine, theirs])
        .row([draft, file(plain!(text, "button-changes-file"), What::Changes)])
        .row([
            file(plain!(text, "button-my-version"), What::Mine),
            file(plain!(text, "button-their-version"), What::Theirs),
        ])
}

/// Which fields somebody else changed, where that is known.
pub(super) fn theirs(visit: &Visit<'_>, work: &Work) -> Option<Html> {
    let theirs = work.theirs();
    let named = named(visit, theirs.iter().copied());
    (!theirs.is_empty()).then(|| html!(visit.text(), "edit-theirs", fields = named))
}

fn file_button(label: String, (bot, command): (BotId, CommandId), what: What) -> Button {
    Button::below(label, Side, (bot, command, what))
}

/// The differences of some fields.
pub(super) struct Differences(Vec<(CommandField, Difference)>);

/// What differs from `now`, field by field.
pub(super) fn differences(visit: &Visit<'_>, now: &CommandFields, changes: &CommandFields) -> Differences {
    let words = |fields: &CommandFields, field: CommandField| -> ApiText {
        if field != CommandField::NeedReply {
            return fields.text(field).unwrap_or_else(|| "".into());
        }
        let waits = if fields.need_reply() { "yes" } else { "no" };
        plain!(visit.text(), "edit-yes-no", yes = waits).into()
    };
    let one = |field| (field, compare(&words(now, field), &words(changes, field), visit.key()));
    Differences(changes.all().map(one).collect())
}

impl Differences {
    /// All of them where there is room, else how many lines differ.
    pub(super) fn told(&self, visit: &Visit<'_>) -> Html {
        let text = visit.text();
        let units: usize =
            self.0.iter().flat_map(|(_, found)| &found.lines).map(|line| line.encode_utf16().count() + 1).sum();
        let mut lines = Vec::new();
        for (field, found) in &self.0 {
            let (added, removed) = (text.number(count(found.added)), text.number(count(found.removed)));
            lines.push(html!(
                text,
                "edit-difference",
                field = field_name(visit, *field),
                added = added,
                removed = removed
            ));
            if units <= MAX_SHOWN {
                lines.push(Html::code_block(&found.lines.join("\n")));
            }
        }
        if units > MAX_SHOWN {
            lines.push(html!(text, "edit-differences-long"));
        }
        Html::lines(lines)
    }

    /// All of them as a file's text.
    pub(super) fn file(&self, visit: &Visit<'_>) -> Vec<u8> {
        let one =
            |(field, found): &(_, Difference)| format!("{}\n{}\n", field_name(visit, *field), found.lines.join("\n"));
        self.0.iter().map(one).collect::<Vec<_>>().join("\n").into_bytes()
    }
}

/// What is wanted as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// What saving would change.
    Changes,
    /// The command as it would be.
    Mine,
    /// The command as it is.
    Theirs,
}

impl Number for What {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        match self {
            Self::Changes => 0,
            Self::Mine => 1,
            Self::Theirs => 2,
        }
    }

    fn read(number: i64) -> Option<Self> {
        [Self::Changes, Self::Mine, Self::Theirs].into_iter().find(|what| what.get() == number)
    }
}

/// The changes, or one of two versions, as a file.
pub struct Side;
impl Named for Side {
    const TAG: Tag = tag(b"di");
    type At = (BotId, CommandId, What);
}
impl Place for Side {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, command, what): Self::At) -> Shown {
        let work = Work::read(visit, (bot, command)).await?;
        let changes = work.changes();
        if changes.all().next().is_none() {
            return Err(visit.elsewhere(Draft, (bot, command)));
        }
        let (bytes, kind) = match what {
            What::Changes => (differences(visit, work.now.fields(), &changes).file(visit), "changes"),
            What::Mine => (whole(visit, &work.wanted()), "mine"),
            What::Theirs => (whole(visit, work.now.fields()), "theirs"),
        };
        let name = work.name(visit);
        let caption = html!(visit.text(), "edit-file", name = &name, kind = kind);
        Ok(View::new(caption).file(file_name(&name, kind), bytes, FileKind::Document))
    }
}

/// All that is in a command, field by field.
fn whole(visit: &Visit<'_>, fields: &CommandFields) -> Vec<u8> {
    let one = |field| Some(format!("== {}\n{}\n", field_name(visit, field), fields.text(field)?.shown(visit.key())));
    let waits = if fields.need_reply() { "yes" } else { "no" };
    let waits = format!(
        "== {}\n{}\n",
        field_name(visit, CommandField::NeedReply),
        plain!(visit.text(), "edit-yes-no", yes = waits)
    );
    fields.all().filter_map(one).chain([waits]).collect::<Vec<_>>().join("\n").into_bytes()
}

/// `start-changes.txt`, for whatever a command is called.
pub(super) fn file_name(command: &str, kind: &str) -> String {
    let name: String = command.chars().filter(char::is_ascii_alphanumeric).take(30).collect();
    format!("{}-{kind}.txt", if name.is_empty() { "command" } else { &name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_name_whatever_the_command_is_called() {
        assert_eq!(file_name("/start", "mine"), "start-mine.txt");
        assert_eq!(file_name("../../*", "mine"), "command-mine.txt");
    }

    #[test]
    fn fields_of_a_link_read_back() {
        assert_eq!([0, 1, 2, 3].map(|n| What::read(n).map(Number::get)), [Some(0), Some(1), Some(2), None]);
    }
}
