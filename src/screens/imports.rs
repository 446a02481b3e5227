//! CSV imports: how one went, the questions that lead there, and the way from a sheet to its end: the reason this bot
//! exists.
//!
//! Owns the card with the counts, and what is said when there is none. It claims what the API said and no more.

use super::bots;
use crate::api::{ApiError, CsvImportTask, Timestamp};
use crate::frame::{Button, Command, Linked, Named, Page, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{BotId, TaskId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{Html, columns};

pub mod arguments;
mod asked;
mod begin;
pub use begin::{Ask, IMPORT, Pasted, Room, SheetOf, pasted_sheet, room};
mod ended;
pub use ended::{Told, result};
mod findings;
pub use findings::sentence as finding;
mod live;
pub use live::{Live, Ran};
mod look;
mod mine;
pub use mine::{IMPORTS, Mine};
mod now;
pub use now::Now;
mod present;
mod preview;
pub use preview::Preview;
pub(super) mod source;
mod whole;
pub use asked::{Asked, BotOf, Meant, TaskOf, WhichBot, guess, lone_bot, meant_bots, pasted};
pub use whole::{Whole, of_file};
mod names;
pub use names::matching;
mod watched;
pub use watched::{GivenUp, ImportEnds, StopWatching, Tell};

/// Longest status word shown, characters.
const MAX_STATUS: usize = 40;
/// Most other accounts offered when something is not found.
const MAX_OFFERS: usize = 4;

/// `/csvstatus BOT TASK`.
pub static CSVSTATUS: Command = Command {
    name: "csvstatus",
    others: &["csv", "csv_status", "check", "task"],
    menu: Some(|text| plain!(text, "menu-csvstatus")),
    help: |text| html!(text, "help-csvstatus"),
    glued: Some(|text| arguments::glued(text, "csvstatus")),
};

/// The import of a pasted API address, such as `https://…/v2/bots/2792787/csv_import_tasks/123?…`.
pub fn in_address(text: &str) -> Option<Link> {
    arguments::in_address(text).map(|(bot, task)| to(Import, (bot, task)))
}

/// How one import went.
pub struct Import;
impl Named for Import {
    const TAG: Tag = tag(b"ci");
    type At = (BotId, TaskId);
}
impl Place for Import {
    type Who = Linked;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_>, (bot, task): Self::At) -> Shown {
        look(visit, bot, task, false).await
    }
}

/// Two numbers of which nobody said which one is the bot: the first, unless only the second is one of the bots.
pub struct Either;
impl Named for Either {
    const TAG: Tag = tag(b"ie");
    type At = (BotId, TaskId);
}
impl Place for Either {
    type Who = Linked;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_>, (bot, task): Self::At) -> Shown {
        look(visit, bot, task, true).await
    }
}

/// Asks for one import. Where nobody said which number is the bot (`either`), one that is not found is looked for the other
/// way round, if only that way it is one of the bots.
async fn look(visit: &Visit<'_>, bot: BotId, task: TaskId, either: bool) -> Shown {
    let words = match visit.api().csv_import_task(visit.key(), bot, task).await {
        Ok(found) => return card(visit, bot, task, &found).await,
        Err(ApiError::NotFound(words)) => words.map(|words| words.shown(visit.key())),
        Err(error) => return Err(error.into()),
    };
    if either {
        let bots = visit.api().bots(visit.key()).await.unwrap_or_default();
        let is_mine = |number: i64| bots.iter().any(|bot| bot.id.get() == number);
        if is_mine(task.get()) && !is_mine(bot.get()) {
            return Err(Trouble::Elsewhere(to(Import, (BotId::new(task.get()), TaskId::new(bot.get())))));
        }
    }
    not_found(visit, bot, task, words.as_deref()).await
}

async fn card(visit: &Visit<'_>, bot: BotId, task: TaskId, found: &CsvImportTask) -> Shown {
    visit.proved().await?;
    visit.remember(to(Import, (bot, task)));
    let text = visit.text();
    let status = found.status.as_ref().and_then(|status| status.line(visit.key(), MAX_STATUS));
    let sign = sign(status.as_deref());
    let shown = status.clone().unwrap_or_else(|| plain!(text, "csv-no-status"));
    let mut lines = vec![html!(text, "csv-title", sign = sign, status = shown)];
    if sign == UNKNOWN {
        lines.extend(unknown(visit, status.as_deref()));
    }
    lines.push(asked_for(visit, bot, task));
    lines.extend(differs(visit, bot, task, found));
    lines.push(html!(text, "csv-counts", table = counts(visit, found)));
    lines.extend(created(visit, found.created_at.as_ref()));
    let (told, offer) = if sign == UNKNOWN { watched::offer(visit, (bot, task)).await? } else { (None, Vec::new()) };
    lines.extend(told);
    let copy = Button::copy(plain!(text, "button-copy-task"), task.to_string());
    Ok(View::new(Html::lines(lines)).row(offer).row([copy]))
}

/// Whether an import has ended: it went well, or it says that it failed.
fn has_ended(visit: &Visit<'_>, found: &CsvImportTask) -> bool {
    let status = found.status.as_ref().and_then(|status| status.line(visit.key(), MAX_STATUS));
    sign(status.as_deref()) != UNKNOWN
}

/// The bot by its name where it is known and nobody else reads, and the import's number.
fn asked_for(visit: &Visit<'_>, bot: BotId, task: TaskId) -> Html {
    let name = visit.asker.private.then(|| visit.house.names.find(visit.asker.user, bot)).flatten();
    match name {
        Some(name) => {
            html!(visit.text(), "csv-asked-name", name = &*name, bot = bot.to_string(), task = task.to_string())
        }
        None => html!(visit.text(), "csv-asked", bot = bot.to_string(), task = task.to_string()),
    }
}

/// A bot at the beginning of a sentence: its name where it is known and nobody else reads, else its number.
fn bot_name(visit: &Visit<'_>, bot: BotId) -> String {
    let name = visit.asker.private.then(|| visit.house.names.find(visit.asker.user, bot)).flatten();
    match name {
        Some(name) => name.to_string(),
        None => plain!(visit.text(), "bot-numbered", bot = bot.to_string()),
    }
}

const UNKNOWN: &str = "❔";

/// What a word that is no end means; nothing where it says it itself (`in progress`, as the contract shows it of tasks).
fn unknown(visit: &Visit<'_>, status: Option<&str>) -> Option<Html> {
    match status {
        Some("in progress") => None,
        Some(_) => Some(html!(visit.text(), "csv-unknown-word")),
        None => Some(html!(visit.text(), "csv-unknown-none")),
    }
}

/// Only `ok` is documented; words that speak of a failure are taken at their word (contract, CSV import semantics).
fn sign(status: Option<&str>) -> &'static str {
    let Some(status) = status else { return UNKNOWN };
    let lower = status.to_lowercase();
    if status == "ok" {
        "✅"
    } else if lower.contains("error") || lower.contains("fail") {
        "⚠️"
    } else {
        UNKNOWN
    }
}

/// The documentation's own sample names other ids than were asked for: that is said, not hidden.
fn differs(visit: &Visit<'_>, bot: BotId, task: TaskId, found: &CsvImportTask) -> Option<Html> {
    let (other_bot, other_task) = (found.bot_id.unwrap_or(bot), found.task_id.unwrap_or(task));
    ((other_bot, other_task) != (bot, task)).then(|| {
        html!(
            visit.text(),
            "csv-differs",
            bot = bot.to_string(),
            task = task.to_string(),
            other_bot = other_bot.to_string(),
            other_task = other_task.to_string()
        )
    })
}

/// A count that the API did not give is a dash, never a zero.
fn counts(visit: &Visit<'_>, found: &CsvImportTask) -> String {
    let text = visit.text();
    let figure = |count: Option<i64>| count.map_or_else(|| "–".to_owned(), |count| text.number(count));
    columns(&[
        (plain!(text, "csv-new"), figure(found.new_count)),
        (plain!(text, "csv-updated"), figure(found.updated_count)),
        (plain!(text, "csv-removed"), figure(found.destroyed_count)),
    ])
}

fn created(visit: &Visit<'_>, created_at: Option<&Timestamp>) -> Vec<Html> {
    let text = visit.text();
    let Some(created_at) = created_at else { return vec![html!(text, "csv-created-unknown")] };
    match created_at.utc() {
        Some(at) => {
            let when = html!(text, "csv-created", when = text.date_time(at));
            let ago = text.ago(at, visit.now()).map(|ago| html!(text, "csv-ago", ago = ago));
            std::iter::once(when).chain(ago).collect()
        }
        None => {
            let written = created_at.text().line(visit.key(), MAX_STATUS).unwrap_or_default();
            vec![html!(text, "csv-created-unreadable", when = written)]
        }
    }
}

/// Tells an unknown bot from an unknown import, where the API lets that be known, and asks for a better number.
async fn not_found(visit: &Visit<'_>, bot: BotId, task: TaskId, words: Option<&str>) -> Shown {
    let text = visit.text();
    let (bot_number, number) = (bot.to_string(), task.to_string());
    let other_task = Button::to(plain!(text, "button-other-task"), TaskOf, (bot,));
    let other_bot = Button::to(plain!(text, "button-other-bot"), WhichBot, (Some(task), Page::FIRST));
    let view = if names_the_bot(words) {
        let sentence = if visit.asker.private {
            html!(text, "bot-unknown", bot = bot_number, account = visit.asker.name(&visit.who.account))
        } else {
            html!(text, "bot-unknown-group", bot = bot_number)
        };
        View::new(sentence).row([other_bot]).asks(BotOf, (Some(task),))
    } else if visit.api().bot(visit.key(), bot).await.is_ok() {
        let name = bot_name(visit, bot);
        View::new(html!(text, "task-unknown", name = name, task = number)).row([other_task]).asks(TaskOf, (bot,))
    } else {
        let view = View::new(html!(text, "either-unknown", bot = bot_number, task = number));
        view.row([other_task, other_bot]).asks(BotOf, (None,))
    };
    if !visit.asker.private {
        return Err(View::new(view.text).into());
    }
    let others = visit.who.accounts.all.iter().filter(|other| other.id != visit.who.account.id).take(MAX_OFFERS);
    let offers = others.map(|account| {
        let label = plain!(text, "button-ask-account", account = visit.asker.name(account));
        Button::link(label, to(Import, (bot, task)).of(account.id))
    });
    Err(offers.fold(view, |view, offer| view.row([offer])).into())
}

/// The API's "not found" is about the bot, and not about a task of it.
fn names_the_bot(words: Option<&str>) -> bool {
    words.is_some_and(|words| {
        let lower = words.to_lowercase();
        lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == "bot")
            && !lower.contains("task")
            && !lower.contains("import")
    })
}

/// The bots with their names, as they are compared with what is typed.
async fn named_bots(visit: &Visit<'_>) -> Result<Vec<(BotId, String)>, Trouble> {
    let listed = bots::listed(visit).await?;
    Ok(listed.iter().map(|bot| (bot.id, bots::bot_name(visit, bot, usize::MAX))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ok_is_a_success() {
        for (status, expected) in [
            ("ok", "✅"),
            ("OK", UNKNOWN),
            ("oks", UNKNOWN),
            ("in progress", UNKNOWN),
            ("Error", "⚠️"),
            ("failed", "⚠️"),
        ] {
            assert_eq!(sign(Some(status)), expected, "{status}");
        }
        assert_eq!(sign(None), UNKNOWN);
    }

    #[test]
    fn a_not_found_is_about_the_bot_only_when_it_says_so() {
        assert!(names_the_bot(Some("Bot not found")));
        for words in ["Task of this bot not found", "Not found", "robot not found", "Import not found for bot"] {
            assert!(!names_the_bot(Some(words)), "{words}");
        }
        assert!(!names_the_bot(None));
    }
}
