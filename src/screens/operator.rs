//! What the operators of a copy do from their chat: how the bot is, whom it answers, and a word to everybody.
//!
//! Owns these commands. That nobody else has them is the frame's (`Row::staff`): for others they are unknown. It must not
//! show what a person wrote or keeps: an operator sees numbers of people, and counts.

use std::time::Duration;

use crate::frame::{Anyone, Button, Command, Named, Place, Shown, View, Visit, to};
use crate::link::{Link, Tag, tag};
use crate::text::{Html, Text, count, one_line};
use crate::{html, plain};

mod blocking;
mod notice;
pub use blocking::{BLOCK, Block, BlockAsked, Turned, UNBLOCK, Unblock, UnblockAsked};
pub use notice::{NOTICE, NoticeAsked, Progress, Send, Stop, Word, progress};

/// Kinds of failure that are listed, and people who are shut out.
const LISTED: usize = 8;
/// Seconds.
const DAY: u64 = 24 * 60 * 60;
/// Longest line of what was typed, characters.
const MAX_ECHO: usize = 20;

/// `/status`.
pub static STATUS: Command = Command {
    name: "status",
    others: &["health", "stats", "uptime"],
    menu: None,
    help: |text| html!(text, "help-status"),
    glued: None,
};

/// How the bot is.
pub fn status(_: &Link) -> Option<Link> {
    Some(to(Status, ()))
}

/// How the bot is.
#[derive(Clone, Copy)]
pub struct Status;
impl Named for Status {
    const TAG: Tag = tag(b"pa");
    type At = ();
}
impl Place for Status {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let (text, metrics) = (visit.text(), &visit.house.metrics);
        let (people, accounts) = visit.store().people().await?;
        let now = visit.now();
        let poll = metrics.last_poll().map_or_else(|| plain!(text, "poll-never"), |at| text.clock_time(at));
        let title = html!(
            text,
            "status-title",
            version = env!("CARGO_PKG_VERSION"),
            build = env!("BB_POCKET_BUILD"),
            uptime = uptime(text, metrics.uptime()),
            people = text.number(people),
            accounts = text.number(accounts),
            waiting = text.number(metrics.unfinished()),
            poll = poll,
            now = text.clock_time(now)
        );
        let lines = [Some(title), failures(visit), shut_out(visit), Some(html!(text, "status-commands"))];
        let view = View::new(Html::lines(lines.into_iter().flatten()));
        Ok(view.row([Button::to(plain!(text, "button-refresh"), Status, ())]))
    }
}

/// Unlike a wait, it may be long.
fn uptime(text: &Text, since: Duration) -> String {
    match i64::try_from(since.as_secs() / DAY).unwrap_or(i64::MAX) {
        0 => text.duration(since),
        days => plain!(text, "status-days", count = days, shown = text.number(days)),
    }
}

/// What failed since the start, by kind.
fn failures(visit: &Visit<'_, Anyone>) -> Option<Html> {
    let text = visit.text();
    let all = visit.house.metrics.failures();
    if all.is_empty() {
        return Some(html!(text, "status-no-failures"));
    }
    let line = |(who, word, times): &(&'static str, &'static str, u64)| {
        let times = text.number(i64::try_from(*times).unwrap_or(i64::MAX));
        html!(text, "status-failure", who = *who, word = word.replace('_', " "), times = times)
    };
    let shown = all.iter().take(LISTED).map(line);
    Some(Html::lines(std::iter::once(html!(text, "status-failures")).chain(shown)))
}

fn shut_out(visit: &Visit<'_, Anyone>) -> Option<Html> {
    let text = visit.text();
    let (some, all) = visit.store().shut_out(LISTED);
    let more = count(all.saturating_sub(some.len()));
    let ids = some.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    (all > 0).then(|| html!(text, "status-blocked", ids = ids, more = more, shown = text.number(more)))
}

/// A part of what was typed, on one line.
fn echo(words: &str) -> String {
    one_line(words.trim(), MAX_ECHO)
}

/// A number of people in words.
fn people(text: &Text, number: i64) -> String {
    plain!(text, "people-count", count = number, shown = text.number(number))
}
