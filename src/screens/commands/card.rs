//! One command in full: what its users see, and how it works.

use super::super::bot;
use super::super::editing::draft::Draft;
use super::super::editing::has_draft;
use super::super::editing::remove::Delete;
use super::super::editing::versions::Versions;
use super::code::{given, read};
use super::{CommandAnswer, CommandCode, CopyName, MAX_NAME, MoveTo, count, list, name_of};
use crate::api::{ApiText, Command, Timestamp};
use crate::frame::{Button, Linked, Named, Page, Place, Shown, View, Visit};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::link::{Tag, tag};
use crate::plain;
use crate::text::{Html, isolated, one_line};

/// Longest code shown in the message: lines, and UTF-16 units.
const MAX_CODE_LINES: usize = 25;
const MAX_CODE: usize = 1_400;
/// Longest part of an answer shown, UTF-16 units: with the code and the rest it stays one message.
const MAX_ANSWER: usize = 1_200;
/// Longest help shown, characters.
const MAX_HELP: usize = 200;
/// Most aliases shown, and the longest, characters.
const MAX_ALIASES: usize = 8;
const MAX_ALIAS: usize = 24;
/// Longest part of the keyboard shown, UTF-16 units; most labels of a row, and the longest label, characters.
const MAX_KEYBOARD: usize = 500;
const MAX_LABELS: usize = 8;
const MAX_LABEL: usize = 20;

/// A command as it is now.
pub struct CommandCard;
impl Named for CommandCard {
    const TAG: Tag = tag(b"cm");
    type At = (BotId, CommandId);
}
impl Place for CommandCard {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        draw(visit, at, None).await
    }
}

/// The card, below a line that says what became of something.
pub(in crate::screens) async fn draw(visit: &Visit<'_>, (bot, id): (BotId, CommandId), above: Option<Html>) -> Shown {
    let (command, name) = tokio::join!(read(visit, bot, id), bot::name_of(visit, bot));
    drawn(visit, (bot, id), &command?, &name, above).await
}

/// The same of a command that was just read.
pub(super) async fn drawn(
    visit: &Visit<'_>,
    (bot, id): (BotId, CommandId),
    command: &Command,
    name: &str,
    above: Option<Html>,
) -> Shown {
    let text = visit.text();
    let has_draft = has_draft(visit, (bot, id)).await?;
    let title = html!(text, "command-title", command = name_of(visit, command, MAX_NAME), name = name);
    let (answer, cut) = answer(visit, command);
    let mut lines: Vec<Html> = above.into_iter().chain([title]).collect();
    lines.extend(has_draft.then(|| html!(text, "command-draft")));
    lines.extend(short_facts(visit, command));
    lines.extend(answer);
    lines.extend(keyboard(visit, command));
    lines.extend(code(visit, command));
    lines.extend(moment(visit, command.updated_at.as_ref()).map(|when| html!(text, "command-changed", when = when)));
    let code_file =
        given(command.code.as_ref()).map(|_| Button::below(plain!(text, "button-code-file"), CommandCode, (bot, id)));
    let answer_file = cut.then(|| Button::below(plain!(text, "button-answer-file"), CommandAnswer, (bot, id)));
    let change = if has_draft { plain!(text, "button-open-draft") } else { plain!(text, "button-change") };
    let change = Button::to(change, Draft, (bot, id));
    let versions = Button::to(plain!(text, "button-versions"), Versions, (bot, id));
    let view = View::new(Html::lines(lines)).row([change, versions]).row(code_file).row(answer_file);
    let whole = [
        Button::to(plain!(text, "button-copy-command"), CopyName, (bot, id)),
        Button::to(plain!(text, "button-move"), MoveTo, (bot, id, Page::FIRST)),
        Button::to(plain!(text, "button-delete-command"), Delete, (bot, id)),
    ];
    Ok(view.row(whole).row(list::its_page(visit, bot, id)))
}

/// What fits on a line each; only what there is.
fn short_facts(visit: &Visit<'_>, command: &Command) -> Vec<Html> {
    let text = visit.text();
    let line = |text: Option<&ApiText>, max| text.and_then(|text| text.line(visit.key(), max)).map(|it| isolated(&it));
    let folder = command.commands_folder.as_ref().map(|folder| super::folder_name(visit, folder, MAX_NAME));
    let facts = [
        aliases(visit, command).map(|aliases| html!(text, "command-aliases", aliases = aliases)),
        folder.map(|folder| html!(text, "command-folder", folder = folder)),
        line(command.group(), MAX_NAME).map(|group| html!(text, "command-group", group = group)),
        line(command.help.as_ref(), MAX_HELP).map(|help| html!(text, "command-help", help = help)),
        (command.need_reply == Some(true)).then(|| html!(text, "command-waits")),
        retry(visit, command),
        (command.created_via_csv_import == Some(true)).then(|| html!(text, "command-csv")),
    ];
    facts.into_iter().flatten().collect()
}

/// `hi, hello and 3 more`
pub(super) fn aliases(visit: &Visit<'_>, command: &Command) -> Option<Html> {
    let text = visit.text();
    let all = command.aliases.iter().filter_map(|alias| alias.command.as_ref()?.line(visit.key(), MAX_ALIAS));
    let all: Vec<String> = all.map(|alias| isolated(&alias)).collect();
    let shown = Html::escaped(&all.iter().take(MAX_ALIASES).cloned().collect::<Vec<_>>().join(", "));
    let more = all.len().saturating_sub(MAX_ALIASES);
    let more = (more > 0).then(|| html!(text, "command-more", shown = text.number(count(more))));
    (!all.is_empty()).then(|| Html::join([Some(shown), more].into_iter().flatten(), " "))
}

fn retry(visit: &Visit<'_>, command: &Command) -> Option<Html> {
    let text = visit.text();
    let seconds = command.auto_retry_time.filter(|seconds| *seconds > 0)?;
    let last = moment(visit, command.last_auto_retry_at.as_ref()).unwrap_or_else(|| "never".to_owned());
    let (unit, times) = every(seconds);
    Some(html!(text, "command-retry", unit = unit, count = times, shown = text.number(times), when = last))
}

/// The largest unit in which a time is a whole number, and how many of them.
fn every(seconds: i64) -> (&'static str, i64) {
    let units = [("days", 86_400), ("hours", 3_600), ("minutes", 60)];
    let whole = units.into_iter().find(|(_, unit)| seconds % unit == 0);
    whole.map_or(("seconds", seconds), |(name, unit)| (name, seconds / unit))
}

fn moment(visit: &Visit<'_>, at: Option<&Timestamp>) -> Option<String> {
    Some(visit.text().short_time(at?.utc()?, visit.now()))
}

/// The answer as it is sent, its marks as text; whether it was cut.
fn answer(visit: &Visit<'_>, command: &Command) -> (Vec<Html>, bool) {
    let text = visit.text();
    let Some(answer) = given(command.answer.as_ref()) else { return (vec![html!(text, "command-no-answer")], false) };
    let shown = answer.shown(visit.key());
    if one_line(&shown, 1).is_empty() {
        return (vec![html!(text, "command-answer-blank")], false);
    }
    let mut parts = Html::escaped(shown.trim()).split(MAX_ANSWER).into_iter();
    let first = parts.next().unwrap_or_default();
    let cut = parts.next().is_some();
    let mut lines = vec![html!(text, "command-answer"), html!(text, "command-text", text = first)];
    let count = count(shown.chars().count());
    lines.extend(cut.then(|| html!(text, "command-answer-cut", shown = text.number(count))));
    (lines, cut)
}

/// Its rows, a line each.
fn keyboard(visit: &Visit<'_>, command: &Command) -> Vec<Html> {
    let text = visit.text();
    let Some(body) = given(command.keyboard_body.as_ref()) else { return Vec::new() };
    let body = body.shown(visit.key());
    let rows: Vec<Html> = body.lines().filter_map(|row| keyboard_row(visit, row)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut room = MAX_KEYBOARD;
    let fits = |row: &&Html| match room.checked_sub(row.units() + 1) {
        Some(left) => {
            room = left;
            true
        }
        None => false,
    };
    let shown = rows.iter().take_while(fits).count();
    let more = rows.len() - shown;
    let more =
        (more > 0).then(|| html!(text, "command-more-rows", count = count(more), shown = text.number(count(more))));
    let title = std::iter::once(html!(text, "command-keyboard"));
    title.chain(rows.into_iter().take(shown)).chain(more).collect()
}

fn keyboard_row(visit: &Visit<'_>, row: &str) -> Option<Html> {
    let text = visit.text();
    let labels: Vec<String> =
        row.split(',').map(|label| one_line(label, MAX_LABEL)).filter(|label| !label.is_empty()).collect();
    let more = labels.len().saturating_sub(MAX_LABELS);
    let more = (more > 0).then(|| html!(text, "command-more", shown = text.number(count(more))));
    let shown = labels.iter().take(MAX_LABELS).map(|label| html!(text, "command-label", label = isolated(label)));
    (!labels.is_empty()).then(|| Html::join(shown.chain(more), " "))
}

/// The code where it is short, else how long it is.
fn code(visit: &Visit<'_>, command: &Command) -> Vec<Html> {
    let text = visit.text();
    let Some(code) = given(command.code.as_ref()) else {
        let missing = command.bjs_mode == Some(true) && command.code.is_none();
        return vec![if missing { html!(text, "command-code-unseen") } else { html!(text, "command-no-code") }];
    };
    let code = code.shown(visit.key());
    if one_line(&code, 1).is_empty() {
        return vec![html!(text, "command-code-blank")];
    }
    let code = code.trim_end();
    let lines = code.lines().count();
    if lines <= MAX_CODE_LINES && code.encode_utf16().count() <= MAX_CODE {
        return vec![html!(text, "command-code"), Html::code_block(code)];
    }
    let (lines, characters) = (count(lines), text.number(count(code.chars().count())));
    let shown = text.number(lines);
    vec![html!(text, "command-code-long", lines = lines, lines_shown = shown, characters = characters)]
}
