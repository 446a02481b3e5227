//! The imports that a person asked for or started, by bot and time.

use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_util::future::join_all;

use super::super::bots;
use super::live::Ran;
use super::{Import, MAX_STATUS, WhichBot, sign};
use crate::api::{CsvImportTask, Timestamp};
use crate::frame::{Button, Command, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{BotId, TaskId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, one_line};

/// Imports that are listed.
const MAX_LISTED: usize = 6;
/// How long reading them may take.
const TIMEOUT: Duration = Duration::from_secs(3);
/// Longest name in a line and on a button, and the shortest that is left of it, characters.
const MAX_NAME: usize = 20;
const MIN_NAME: usize = 6;
/// Longest label of a button without its separators, characters.
const MAX_LABEL: usize = 30;

/// `/imports`.
pub static IMPORTS: Command = Command {
    name: "imports",
    others: &["myimports", "my_imports"],
    menu: None,
    help: |text| html!(text, "help-imports"),
    glued: None,
};

/// An import that a person asked for or started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub bot: BotId,
    pub task: TaskId,
    /// Where it is shown, with the account that it was asked for with.
    pub link: Link,
    asked_at: i64,
}

/// The imports that a person asked for last, newest first, each once.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn asked(visit: &Visit<'_>) -> Result<Vec<Entry>, Trouble> {
    let mut entries: Vec<Entry> = Vec::new();
    for (link, asked_at) in visit.store().recent(visit.asker.user).await? {
        let ran = named::at::<Ran>(&link).map(|(bot, task, _)| (bot, task));
        let Some((bot, task)) = named::at::<Import>(&link).or(ran) else { continue };
        if !entries.iter().any(|entry| (entry.bot, entry.task) == (bot, task)) {
            entries.push(Entry { bot, task, link, asked_at });
        }
    }
    Ok(entries)
}

/// What the API says of each now; nothing where it did not say it in time.
pub(super) async fn read(visit: &Visit<'_>, entries: &[Entry]) -> Vec<Option<CsvImportTask>> {
    let one = async |entry: &Entry| {
        let account = visit.who.accounts.find(entry.link.account()?)?;
        let task = visit.api().csv_import_task(&account.key, entry.bot, entry.task);
        tokio::time::timeout(TIMEOUT, task).await.ok()?.ok()
    };
    join_all(entries.iter().map(one)).await
}

/// `✅ My Shop · 21 Nov, 10:02 · 12 / 30 / 3`
pub(super) fn line(visit: &Visit<'_>, entry: &Entry, found: Option<&CsvImportTask>) -> Html {
    let text = visit.text();
    let name = one_line(&bots::known_name(visit, entry.bot), MAX_NAME);
    let task = entry.task.to_string();
    let Some(found) = found else {
        return html!(text, "imports-unread", name = name, task = task, time = asked_time(visit, entry));
    };
    let status = found.status.as_ref().and_then(|status| status.line(visit.key(), MAX_STATUS));
    let count = |count: Option<i64>| count.map_or_else(|| "–".to_owned(), |count| text.number(count));
    html!(
        text,
        "imports-line",
        sign = sign(status.as_deref()),
        name = name,
        task = task,
        time = time(visit, entry, Some(found)),
        new = count(found.new_count),
        updated = count(found.updated_count),
        removed = count(found.destroyed_count)
    )
}

/// `My Shop · 123 · 10:02`, as long as a phone shows it.
pub(super) fn label(visit: &Visit<'_>, entry: &Entry, found: Option<&CsvImportTask>) -> String {
    let (task, time) = (entry.task.to_string(), time(visit, entry, found));
    let rest = task.chars().count() + time.chars().count();
    let most = MAX_LABEL.saturating_sub(rest).clamp(MIN_NAME, MAX_NAME);
    let name = one_line(&bots::known_name(visit, entry.bot), most);
    plain!(visit.text(), "button-check-entry", bot = name, task = task, time = time)
}

/// The import's own time, where it was read; else when it was asked for.
fn time(visit: &Visit<'_>, entry: &Entry, found: Option<&CsvImportTask>) -> String {
    let Some(found) = found else { return asked_time(visit, entry) };
    let created = found.created_at.as_ref().and_then(Timestamp::utc);
    created.map_or_else(|| "–".to_owned(), |at| visit.text().short_time(at, visit.now()))
}

fn asked_time(visit: &Visit<'_>, entry: &Entry) -> String {
    let at: Option<DateTime<Utc>> = DateTime::from_timestamp_millis(entry.asked_at);
    at.map(|at| visit.text().short_time(at, visit.now())).unwrap_or_default()
}

/// The imports of a person.
pub struct Mine;
impl Named for Mine {
    const TAG: Tag = tag(b"sm");
    type At = ();
}
impl Place for Mine {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        // `/imports My Shop` means that bot's.
        if !visit.words.trim().is_empty() {
            return Err(Trouble::Elsewhere(to(bots::Find, (bots::Goal::Sheet(None),))));
        }
        let text = visit.text();
        let mut entries = asked(visit).await?;
        entries.truncate(MAX_LISTED);
        let begin = Button::to(plain!(text, "button-import"), bots::Bots, (bots::Goal::Sheet(None), None, Page::FIRST));
        let other = Button::to(plain!(text, "button-check"), WhichBot, (None, Page::FIRST));
        if entries.is_empty() {
            return Err(View::new(html!(text, "imports-none")).row([begin, other]).into());
        }
        // The list gives the names.
        let (found, bots) = tokio::join!(read(visit, &entries), bots::listed(visit));
        for bot in bots.iter().flatten() {
            bots::offered_name(visit, bot, MAX_NAME);
        }
        let lines = entries.iter().zip(&found).map(|(entry, found)| line(visit, entry, found.as_ref()));
        let view = View::new(Html::lines(std::iter::once(html!(text, "imports-mine")).chain(lines)));
        let buttons = entries.iter().zip(&found);
        let view = buttons.fold(view, |view, (entry, found)| {
            view.row([Button::link(label(visit, entry, found.as_ref()), entry.link)])
        });
        Ok(view.row([begin, other]))
    }
}
