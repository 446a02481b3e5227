//! The watch of a bot: what it reads, and how much of a reading others share.
//!
//! Owns the reading alone; what it means is decided in `state.rs`. Bots.Business that does not answer says nothing about a bot.

use std::time::Duration;

use super::alert::{Alert, in_a_line, name_of};
use super::state::{Logged, Reading, Saw, Seen, Why};
use crate::api::{ApiError, ApiText, ErrorLog, Timestamp};
use crate::credentials::ApiKey;
use crate::frame::{Goes, Linked, Look, Named, Trouble, Visit, Watch, named, to};
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::screens::bot::Card;
use crate::screens::errors::without_numbers;
use crate::screens::history;
use crate::store::Telling;
use crate::text::{Html, Text, one_line};

/// How long the reading of an account's bots is shared by all who watch one of them.
const SHARED: Duration = Duration::from_secs(60);
/// The first look takes what is there for known; where Bots.Business does not answer, it is asked again after this.
const FIRST: Duration = Duration::from_secs(1);
const AGAIN: Duration = Duration::from_secs(2 * 60);
/// Longest name and title kept, characters.
const MAX_NAME: usize = 60;
const MAX_TITLE: usize = 80;
const MAX_COMMAND: usize = 40;

/// A bot that is watched.
#[derive(Clone, Copy)]
pub struct BotWatch;
impl Named for BotWatch {
    const TAG: Tag = tag(b"kw");
    type At = (BotId,);
}
impl Watch for BotWatch {
    const KIND: &'static str = "bot";

    type Saw = Saw;

    fn next(age: Duration) -> Option<Duration> {
        Some(if age < FIRST { FIRST } else { AGAIN })
    }

    async fn look(visit: &Visit<'_, Linked>, (bot,): Self::At, seen: &[Option<&[u8]>]) -> Result<Saw, Trouble> {
        let (api, key, now) = (visit.api(), visit.key(), visit.now().timestamp_millis());
        let reads = seen.iter().any(|seen| Seen::read(*seen).reads_logs(now));
        let logs = async { if reads { api.error_logs(key, bot).await.map(Some) } else { Ok(None) } };
        let (dots, logs) = tokio::join!(api.dots(key, SHARED), logs);
        let dots = dots?;
        let logs = match logs {
            Ok(None) => None,
            Ok(Some(logs)) => Some(logs.iter().map(|log| logged(log, key)).collect()),
            Err(ApiError::KeyRejected) => return Err(ApiError::KeyRejected.into()),
            Err(_) => None,
        };
        let bot_now = dots.bots.iter().find(|dot| dot.id == bot).map(|dot| Reading {
            name: dot.name.as_ref().and_then(|name| name.line(key, MAX_NAME)),
            runs: runs(dot.status.as_ref()),
        });
        let asked_at = visit.store().asked_at(super::of_bot(bot)).await?;
        Ok(Saw { now, read_at: dots.at, bot: bot_now, logs, asked_at })
    }

    fn compare((bot,): Self::At, saw: &Saw, seen: Option<&[u8]>) -> Look {
        let mut seen = Seen::read(seen);
        let counted = history::counted(bot, saw, seen.newest);
        let (why, next) = seen.take(saw);
        if why == Some(Why::Gone) {
            return Look::Over(to(Alert, (bot, Why::Gone)));
        }
        let tells = why.map(|why| Telling {
            link: to(Alert, (bot, why)),
            silent: why.is_silent(),
            urgent: why == Why::Stopped,
        });
        Look::Goes(Goes { seen: seen.bytes(), tells, next, counted })
    }

    fn about(at: Self::At) -> Link {
        to(Card, at)
    }

    fn given_up(at: Self::At) -> Link {
        to(Card, at)
    }

    fn line(text: &Text, (bot,): Self::At, told: &Link, seen: Option<&[u8]>) -> Html {
        match named::at::<Alert>(told) {
            Some(at) => in_a_line(text, at, seen),
            None => Html::escaped(&name_of(text, bot, seen)),
        }
    }
}

/// Words that are neither say nothing: a bot that is being started neither runs nor stopped.
fn runs(status: Option<&ApiText>) -> Option<bool> {
    let status = status?;
    if status.is("works") {
        return Some(true);
    }
    status.is("stopped").then_some(false)
}

fn logged(log: &ErrorLog, key: &ApiKey) -> Logged {
    let title = log.title.as_ref().map(|title| title.shown(key)).unwrap_or_default();
    Logged {
        id: log.id.get(),
        at: log.created_at.as_ref().and_then(Timestamp::utc).map(|at| at.timestamp_millis()),
        shape: without_numbers(&title),
        title: one_line(&title, MAX_TITLE),
        command: log.command().and_then(|command| command.line(key, MAX_COMMAND)),
        line: log.stack_trace.as_ref().and_then(|trace| line_of(&trace.shown(key))),
    }
}

/// The line in `at /start:12:5`: the first number of the trace that another one follows, each behind a colon.
fn line_of(trace: &str) -> Option<u32> {
    let numbered = |part: &str| {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        part.get(..end).and_then(|digits| digits.parse::<u32>().ok()).map(|number| (number, end == part.len()))
    };
    let parts: Vec<&str> = trace.split(':').collect();
    parts
        .windows(2)
        .find_map(|pair| match pair {
            [line, column] => numbered(line).filter(|(_, whole)| *whole).and(numbered(column)).and(numbered(line)),
            _ => None,
        })
        .map(|(line, _)| line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_where_a_trace_has_one() {
        for (trace, line) in [
            ("TypeError: x is null\n    at /start:12:5", Some(12)),
            ("at somewhere (/start:1:1)\nat other:7:3", Some(1)),
            ("at 10:30", None),
            ("no numbers: at all", None),
            ("", None),
        ] {
            assert_eq!(line_of(trace), line, "{trace}");
        }
    }
}
