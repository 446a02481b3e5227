//! What went wrong in a bot: equal errors as one line, one in full, clearing them.

use serde::{Deserialize, Serialize};

use super::bot::name_of;
use crate::api::{ErrorLog, Timestamp};
use crate::frame::{
    Act, Ask, Button, Command, FileKind, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, ErrorLogId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;
use crate::text::{Html, count, one_line};

mod kinds;
pub(super) use kinds::without_numbers;
use kinds::{Kind, MAX_COMPARED, kinds, told_apart};
mod plain_words;
pub(super) use plain_words::explain;

/// Kinds of errors on one page.
const ON_A_PAGE: usize = 8;
/// Buttons in a row.
const IN_A_ROW: usize = 4;
/// Longest title in the list, and of one error, characters.
const MAX_TITLE: usize = 90;
const MAX_WHOLE_TITLE: usize = 600;
/// Longest name of a command, characters.
const MAX_COMMAND: usize = 40;
/// Longest trace shown in the message, UTF-16 units; a longer one comes as a file.
const MAX_TRACE: usize = 3_000;

/// `/errors NAME`.
pub static ERRORS: Command = Command {
    name: "errors",
    others: &["error", "log", "logs"],
    menu: Some(|text| plain!(text, "menu-errors")),
    help: |text| html!(text, "help-errors"),
    glued: None,
};

/// The first page of a bot's errors, whose number is the link's first.
pub fn list(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Errors, (bot, Page::FIRST)))
}

/// The error of a trace.
pub fn of_trace(link: &Link) -> Option<Link> {
    named::at::<Trace>(link).map(|at| to(One, at))
}

/// The errors of a bot, newest first, equal ones as one line.
#[derive(Clone, Copy)]
pub struct Errors;
impl Named for Errors {
    const TAG: Tag = tag(b"er");
    type At = (BotId, Page);
}
impl Place for Errors {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, page): Self::At) -> Shown {
        let (logs, name) = tokio::join!(read(visit, bot), name_of(visit, bot));
        let logs = logs?;
        let text = visit.text();
        if logs.is_empty() {
            return Ok(View::new(html!(text, "errors-none", name = name)));
        }
        let kinds = kinds(&logs, visit.key());
        let page = Paged::new(&kinds, page, ON_A_PAGE);
        let heading = html!(
            text,
            "errors-title",
            name = name,
            shown = text.number(count(logs.len())),
            kinds = count(kinds.len())
        );
        let shown: Vec<(i64, &Kind<'_>)> = (count(page.first)..).zip(page.things).collect();
        let titles: Vec<String> = shown.iter().map(|(_, kind)| title(visit, kind.newest, MAX_COMPARED)).collect();
        let lines = shown.iter().zip(&titles).map(|((place, kind), whole)| {
            let title = told_apart(whole, &titles, MAX_TITLE);
            line(visit, *place, kind, &title)
        });
        let mut view = View::new(Html::lines(std::iter::once(heading).chain(lines)));
        for row in shown.chunks(IN_A_ROW) {
            let button = |(place, kind): &(i64, &Kind<'_>)| Button::to(place.to_string(), One, (bot, kind.newest.id));
            view = view.row(row.iter().map(button));
        }
        let turns = page.turns(Self, |page| (bot, page));
        let clear = plain!(text, "button-clear-errors", count = text.number(count(logs.len())));
        Ok(view.row(turns.into_iter().flatten()).row([Button::to(clear, Clear, (bot,))]))
    }
}

fn line(visit: &Visit<'_>, place: i64, kind: &Kind<'_>, title: &str) -> Html {
    let text = visit.text();
    let title = html!(
        text,
        "errors-line",
        place = place,
        times = if kind.count > 1 { "many" } else { "one" },
        count = text.number(count(kind.count)),
        title = title
    );
    match where_and_when(visit, kind.newest) {
        Some(place) => Html::lines([title, html!(text, "errors-where", place = place)]),
        None => title,
    }
}

/// `/start · 10:00`.
fn where_and_when(visit: &Visit<'_>, log: &ErrorLog) -> Option<Html> {
    let parts: Vec<Html> =
        [command(visit, log), when(visit, log)].into_iter().flatten().map(|part| Html::escaped(&part)).collect();
    (!parts.is_empty()).then(|| Html::join(parts, " · "))
}

fn command(visit: &Visit<'_>, log: &ErrorLog) -> Option<String> {
    log.command().and_then(|command| command.line(visit.key(), MAX_COMMAND))
}

fn when(visit: &Visit<'_>, log: &ErrorLog) -> Option<String> {
    let at = log.created_at.as_ref().and_then(Timestamp::utc)?;
    Some(visit.text().short_time(at, visit.now()))
}

fn title(visit: &Visit<'_>, log: &ErrorLog, max: usize) -> String {
    let title = log.title.as_ref().and_then(|title| title.line(visit.key(), max));
    title.unwrap_or_else(|| plain!(visit.text(), "error-untitled"))
}

/// The errors of a bot, newest first.
async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Vec<ErrorLog>, Trouble> {
    let mut logs = match visit.api().error_logs(visit.key(), bot).await {
        Err(crate::api::ApiError::NotFound(_)) => return Err(super::bot::unknown(visit, bot).into()),
        logs => logs?,
    };
    visit.proved().await?;
    logs.sort_by_key(|log| std::cmp::Reverse((log.created_at.as_ref().and_then(Timestamp::utc), log.id)));
    Ok(logs)
}

/// One error in full; it stands for all that are equal.
pub struct One;
impl Named for One {
    const TAG: Tag = tag(b"eo");
    type At = (BotId, ErrorLogId);
}
impl Place for One {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let logs = read(visit, bot).await?;
        let text = visit.text();
        let kinds = kinds(&logs, visit.key());
        let Some(kind) = kinds.iter().find(|kind| kind.has(id)) else {
            return Err(View::new(html!(text, "error-gone")).into());
        };
        let log = kind.newest;
        let mut lines = vec![html!(text, "error-title", title = title(visit, log, MAX_WHOLE_TITLE))];
        if let Some(place) = where_and_when(visit, log) {
            lines.push(html!(text, "errors-where", place = place));
        }
        if kind.count > 1 {
            lines.push(html!(text, "error-times", count = count(kind.count), shown = text.number(count(kind.count))));
        }
        lines.extend(log.title.as_ref().and_then(|title| explain(text, &title.shown(visit.key()))));
        let trace = trace(visit, log);
        let long = trace.as_ref().is_some_and(|trace| trace.encode_utf16().count() > MAX_TRACE);
        match &trace {
            Some(_) if long => lines.push(html!(text, "error-trace-long")),
            Some(trace) => lines.push(Html::code_block(trace)),
            None => lines.push(html!(text, "error-no-trace")),
        }
        let file = trace.is_some().then(|| Button::below(plain!(text, "button-trace-file"), Trace, (bot, log.id)));
        Ok(View::new(Html::lines(lines)).row(file))
    }
}

fn trace(visit: &Visit<'_>, log: &ErrorLog) -> Option<String> {
    let trace = log.stack_trace.as_ref()?.shown(visit.key());
    (!trace.trim().is_empty()).then_some(trace)
}

/// The trace of an error as a file.
pub struct Trace;
impl Named for Trace {
    const TAG: Tag = tag(b"et");
    type At = (BotId, ErrorLogId);
}
impl Place for Trace {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let logs = read(visit, bot).await?;
        let text = visit.text();
        let log = logs.iter().find(|log| log.id == id);
        let Some((log, trace)) = log.and_then(|log| Some((log, trace(visit, log)?))) else {
            return Err(View::new(html!(text, "error-gone")).into());
        };
        let title = title(visit, log, MAX_WHOLE_TITLE);
        let caption = html!(text, "error-title", title = one_line(&title, MAX_TITLE));
        let place = command(visit, log).unwrap_or_default();
        let bytes = format!("{title}\n{place}\n\n{trace}\n").into_bytes();
        Ok(View::new(caption).file(format!("error-{id}.txt"), bytes, FileKind::Document))
    }
}

/// Deletes all errors of a bot.
pub struct Clear;
impl Named for Clear {
    const TAG: Tag = tag(b"ec");
    type At = (BotId,);
}

/// What was there when the errors were cleared, and how many of them came after the question.
#[derive(Debug, Default, Serialize, Deserialize)]
struct WhatWasThere {
    all: usize,
    newest: i64,
}

impl Act for Clear {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot,): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let (logs, name) = tokio::join!(read(visit, bot), name_of(visit, bot));
        let logs = logs?;
        let text = visit.text();
        if logs.is_empty() {
            return Err(View::new(html!(text, "errors-none", name = name)).into());
        }
        let all = count(logs.len());
        Ok(Some(Ask {
            text: html!(text, "errors-clear-ask", name = name, shown = text.number(all)),
            yes: plain!(text, "button-clear-now"),
            no: plain!(text, "button-keep-errors"),
        }))
    }

    /// The API clears whatever is there: it is counted right before, so that the number told is the one cleared.
    async fn send(visit: &Visit<'_>, (bot,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let logs = read(visit, bot).await?;
        visit.api().clear_error_logs(visit.key(), bot).await?;
        let newest = logs.iter().map(|log| log.id.get()).max().unwrap_or_default();
        Ok(serde_json::to_string(&WhatWasThere { all: logs.len(), newest }).ok())
    }

    fn after((bot,): Self::At, act: ActId) -> Link {
        to(Cleared, (bot, act))
    }
}

/// What became of clearing: what is there now says it.
pub struct Cleared;
impl Named for Cleared {
    const TAG: Tag = tag(b"ed");
    type At = (BotId, ActId);
}
impl Place for Cleared {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, act): Self::At) -> Shown {
        let list = to(Errors, (bot, Page::FIRST));
        let Some(asked) = visit.act(act).await? else { return Err(Trouble::Elsewhere(list)) };
        let text = visit.text();
        let look = |label: String| Button::link(label, list);
        if asked.state == ActState::Failed {
            let words = asked.words.as_deref().unwrap_or_default();
            let view = View::new(html!(text, "errors-clear-refused", words = words));
            return Ok(view.row([look(plain!(text, "button-errors"))]));
        }
        let (logs, name) = tokio::join!(read(visit, bot), name_of(visit, bot));
        let logs = logs?;
        let there: WhatWasThere =
            asked.words.as_deref().and_then(|words| serde_json::from_str(words).ok()).unwrap_or_default();
        let left = logs.iter().filter(|log| log.id.get() <= there.newest).count();
        let new = logs.len() - left;
        let told = match (asked.state, left, logs.len()) {
            (ActState::Done, 0, _) => "cleared",
            (ActState::Done, ..) => "left",
            (_, _, 0) => "empty",
            _ => "unknown",
        };
        let all = count(there.all);
        let sentence = html!(
            text,
            "errors-cleared",
            told = told,
            name = name,
            count = all,
            shown = text.number(all),
            left = text.number(count(logs.len())),
            new = count(new),
            new_shown = text.number(count(new))
        );
        let button = (!logs.is_empty()).then(|| look(plain!(text, "button-errors")));
        Ok(View::new(sentence).row(button))
    }
}
