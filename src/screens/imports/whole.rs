//! Everything that an import would do, as one text file.

use std::fmt::Write as _;

use super::super::bots::{self, MAX_NAME};
use super::super::editing::field_name;
use super::super::{bot, copies};
use super::begin::meant_link;
use super::findings;
use super::look::{Reading, look, shown};
use super::preview::Preview;
use super::source::{Source, source};
use crate::frame::{FileKind, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::sheets::{Column, Columns, Plan};
use crate::text::count;

/// Longest name of a command, characters.
const MAX_COMMAND: usize = 120;

/// The preview in full.
pub struct Whole;
impl Named for Whole {
    const TAG: Tag = tag(b"sf");
    type At = (BotId, Option<NoteId>);
}
impl Place for Whole {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (id, note): Self::At) -> Shown {
        let known = bot::read(visit, id).await?;
        let link = meant_link(visit, &known, note).await?;
        let preview = || Trouble::Elsewhere(to(Preview, (id, note)));
        let Ok(Source::Sheet(address)) = source(&link, visit.house.sheets.hosts()) else { return Err(preview()) };
        let Ok(reading) = look(visit, id, &address).await? else { return Err(preview()) };
        let text = visit.text();
        let name = bots::bot_name(visit, &known, MAX_NAME);
        let mut file = format!("{name}\n{}\n", text.date_time(visit.now()));
        if let Some(plan) = &reading.plan {
            write_plan(visit, plan, &mut file);
        }
        write_findings(visit, &reading, &mut file);
        let caption = html!(text, "preview-file", name = name);
        Ok(View::new(caption).file(format!("import-{id}.txt"), file.into_bytes(), FileKind::Document))
    }
}

/// The preview that a file belongs to.
pub fn of_file(link: &Link) -> Option<Link> {
    crate::frame::named::at::<Whole>(link).map(|at| to(Preview, at))
}

fn write_plan(visit: &Visit<'_>, plan: &Plan, file: &mut String) {
    let text = visit.text();
    let name = |name: &str| shown(visit, name, MAX_COMMAND);
    let line = |line: u32| text.number(i64::from(line));
    let created = plan
        .created
        .iter()
        .map(|command| plain!(text, "file-created", name = name(&command.name), line = line(command.line)));
    section(file, &plain!(text, "file-new", count = count(plan.created.len())), created);
    let overwritten = plan.overwritten.iter().map(|command| {
        plain!(
            text,
            "file-overwritten-one",
            name = name(&command.name),
            line = line(command.line),
            changed = names(visit, command.changed),
            changes = if command.changed.is_empty() { "no" } else { "yes" },
            lost = names(visit, command.lost),
            loses = if command.lost.is_empty() { "no" } else { "yes" }
        )
    });
    section(file, &plain!(text, "file-overwritten", count = count(plan.overwritten.len())), overwritten);
    let removed = plan.removed.iter().map(|command| match command.certain {
        true => name(&command.name),
        false => plain!(text, "file-perhaps", name = name(&command.name)),
    });
    section(file, &plain!(text, "file-removed", count = count(plan.removed.len())), removed);
}

fn write_findings(visit: &Visit<'_>, reading: &Reading, file: &mut String) {
    let text = visit.text();
    let all = reading.sheet.findings();
    if all.is_empty() {
        return;
    }
    let lines = all.iter().map(|located| findings::sentence(visit, located).visible());
    section(file, &plain!(text, "file-findings", count = count(reading.findings())), lines);
}

fn section(file: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    // Writing into a text does not fail.
    let _ = writeln!(file, "\n{title}");
    for line in lines {
        let _ = writeln!(file, "  {line}");
    }
}

/// Columns by the names that their fields have in the chat.
fn names(visit: &Visit<'_>, columns: Columns) -> String {
    let name = |column: Column| match copies::field_of(column) {
        Some(field) => field_name(visit, field),
        None => column.name().to_owned(),
    };
    columns.iter().map(name).collect::<Vec<_>>().join(", ")
}
