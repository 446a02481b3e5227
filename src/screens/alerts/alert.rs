//! What is told of a bot: one message, edited while the trouble goes on.
//!
//! Owns the sentences' facts. It is drawn from what the watch saw last, never from a call.

use chrono::{DateTime, Utc};

use super::room::{Hours, KindMark, Mute, Never, Room};
use super::state::{Kind, Seen, Trouble as Errors, Why};
use crate::frame::named::Number;
use crate::frame::{Button, Linked, Named, Page, Place, Rhythm, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::bot::Card;
use crate::screens::bots::{self, known_name};
use crate::screens::errors;
use crate::text::{Html, Text, count, isolated};

/// Seconds between the edits of a message about errors: for six hours, after which they are over or told again.
const EDITS: Rhythm = &[
    300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, 300, // an hour
    900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, 900, // six
];
/// Most kinds of errors in a message.
const MOST: usize = 3;

impl Number for Why {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        let place = Self::ALL.iter().position(|why| *why == self);
        count(place.unwrap_or_default())
    }

    fn read(number: i64) -> Option<Self> {
        Self::ALL.get(usize::try_from(number).ok()?).copied()
    }
}

/// What is told of a bot, and why.
pub struct Alert;
impl Named for Alert {
    const TAG: Tag = tag(b"ka");
    type At = (BotId, Why);
}
impl Place for Alert {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, why): Self::At) -> Shown {
        let seen = seen(visit, bot).await?;
        let name = name(visit, bot, &seen);
        let text = visit.text();
        let view = match why {
            Why::Errors => return errors_alert(visit, bot, &seen, name),
            Why::Stopped => stopped(visit, bot, &seen, name),
            Why::Started => View::new(started(visit, &seen, name)),
            Why::Unstable => View::new(html!(text, "alert-unstable", name = name)),
            Why::Steady => View::new(html!(text, "alert-steady", name = name)),
            Why::Ended => View::new(ended(visit, &seen, name)),
            Why::Gone => {
                let all =
                    Button::to(plain!(text, "button-all-bots"), bots::Bots, (bots::Goal::Card, None, Page::FIRST));
                return Err(View::new(html!(text, "alert-gone", name = name)).row([all]).into());
            }
        };
        let open = Button::to(plain!(text, "button-open"), Card, (bot,));
        let room = Button::to(plain!(text, "button-alerts"), Room, (bot,));
        let view = view.row([open, room]);
        let view = if why.is_silent() { view } else { view.row(mutes(visit, bot)) };
        let errors = seen.stopped().1.filter(|_| why == Why::Stopped);
        let view = view.row(errors.map(|errors| nevers(visit, bot, errors)).unwrap_or_default());
        // Nothing was read, so it is not called checked.
        Err(view.into())
    }
}

/// What the watch of a bot saw last.
pub(super) async fn seen(visit: &Visit<'_>, bot: BotId) -> Result<Seen, Trouble> {
    let last = visit.store().last_seen(visit.asker.user, visit.who.account.id, super::of_bot(bot)).await?;
    Ok(Seen::read(last.as_deref()))
}

/// Its name as it was read last.
pub(super) fn name(visit: &Visit<'_>, bot: BotId, seen: &Seen) -> String {
    seen.name.as_deref().map_or_else(|| known_name(visit, bot), isolated)
}

/// The name of a bot as its watch read it last.
pub(super) fn name_of(text: &Text, bot: BotId, seen: Option<&[u8]>) -> String {
    let name = Seen::read(seen).name;
    name.map_or_else(|| plain!(text, "bot-nameless", bot = bot.to_string()), |name| isolated(&name))
}

/// What an alert says, in a line.
pub(super) fn in_a_line(text: &Text, (bot, why): (BotId, Why), seen: Option<&[u8]>) -> Html {
    let name = name_of(text, bot, seen);
    let seen = Seen::read(seen);
    let trouble = match why {
        Why::Errors => seen.trouble.as_ref().or(seen.past.as_ref()),
        Why::Stopped => seen.stopped().1,
        _ => seen.past.as_ref(),
    };
    let all: i64 = trouble.map_or(0, Errors::all);
    html!(text, "gathered-bot", why = why.name(), name = name, count = all, shown = text.number(all))
}

/// Quiet for a while, one tap each.
pub(super) fn mutes(visit: &Visit<'_>, bot: BotId) -> [Button; 3] {
    Hours::buttons(visit.text(), |hours| to(Mute, (bot, hours)))
}

fn moment(ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(ms).unwrap_or_default()
}

/// That it stopped, and the errors that come since.
fn stopped(visit: &Visit<'_>, bot: BotId, seen: &Seen, name: String) -> View {
    let text = visit.text();
    let (goes_on, errors) = seen.stopped();
    let mut lines = vec![html!(text, "alert-stopped", name = name)];
    if let Some(errors) = errors {
        let (kinds, all, since) = sum(visit, errors);
        let all_shown = text.number(all);
        lines.push(html!(text, "alert-stopped-errors", kinds = kinds, count = all, shown = all_shown, since = since));
        lines.extend(kinds_lines(visit, errors));
    }
    let list = || Button::to(plain!(text, "button-errors"), errors::Errors, (bot, Page::FIRST));
    let view = View::new(Html::lines(lines)).row(errors.map(|_| list()));
    view.again(visit.next(EDITS).filter(|_| goes_on))
}

/// How many kinds, how many errors, and since when.
fn sum(visit: &Visit<'_>, trouble: &Errors) -> (i64, i64, String) {
    let since = visit.text().short_time(moment(trouble.since), visit.now());
    (trouble.all_kinds(), trouble.all(), since)
}

/// The kinds that a message has room for.
fn shown(trouble: &Errors) -> &[Kind] {
    trouble.kinds.get(..MOST.min(trouble.kinds.len())).unwrap_or_default()
}

/// A button for each shown kind, not to be told of it again.
fn nevers(visit: &Visit<'_>, bot: BotId, trouble: &Errors) -> Vec<Button> {
    let (text, shown) = (visit.text(), shown(trouble));
    let label = |place: i64| match shown.len() {
        1 => plain!(text, "button-never"),
        _ => plain!(text, "button-never-one", place = place.to_string()),
    };
    let never = |(place, kind): (i64, &Kind)| Button::to(label(place), Never, (bot, KindMark(kind.mark)));
    (1..).zip(shown).map(never).collect()
}

/// The first kinds, how many more there are, and what to do about the newest.
fn kinds_lines(visit: &Visit<'_>, trouble: &Errors) -> Vec<Html> {
    let text = visit.text();
    let mut lines = Vec::new();
    let shown = shown(trouble);
    lines.extend((1..).zip(shown).flat_map(|(place, kind)| kind_lines(visit, place, kind, shown.len() > 1)));
    let more = trouble.all_kinds() - count(shown.len());
    lines.extend((more > 0).then(|| html!(text, "alert-more-kinds", count = more, shown = text.number(more))));
    lines.extend(shown.first().and_then(|kind| errors::explain(text, &kind.title)));
    lines
}

/// The errors that come now, else those that came before.
fn errors_alert(visit: &Visit<'_>, bot: BotId, seen: &Seen, name: String) -> Shown {
    let Some(trouble) = seen.trouble.as_ref().or(seen.past.as_ref()) else {
        return Err(Trouble::Elsewhere(to(errors::Errors, (bot, Page::FIRST))));
    };
    let text = visit.text();
    let (kinds, all, since) = sum(visit, trouble);
    let all_shown = text.number(all);
    let title = html!(text, "alert-errors", name = name, kinds = kinds, count = all, shown = all_shown, since = since);
    let lines = [title].into_iter().chain(kinds_lines(visit, trouble));
    let open = Button::to(plain!(text, "button-open"), errors::Errors, (bot, Page::FIRST));
    let clear = Button::to(plain!(text, "button-clear-all"), errors::Clear, (bot,));
    let view = View::new(Html::lines(lines)).row([open, clear]).row(mutes(visit, bot)).row(nevers(visit, bot, trouble));
    let goes_on = seen.trouble.is_some();
    Err(view.again(visit.next(EDITS).filter(|_| goes_on)).into())
}

/// What a kind says, where, how often and since when.
fn kind_lines(visit: &Visit<'_>, place: i64, kind: &Kind, several: bool) -> [Html; 2] {
    let text = visit.text();
    let title = if kind.title.is_empty() { plain!(text, "error-untitled") } else { kind.title.clone() };
    let title = html!(
        text,
        "alert-kind",
        several = if several { "yes" } else { "no" },
        place = place.to_string(),
        times = if kind.count > 1 { "many" } else { "one" },
        count = text.number(kind.count),
        title = title
    );
    let line = kind.line.map(|line| plain!(text, "alert-line", line = text.number(line.into())));
    let first = text.short_time(moment(kind.first), visit.now());
    let parts = [kind.command.clone(), line, Some(plain!(text, "alert-since", time = first))];
    let parts: Vec<Html> = parts.into_iter().flatten().map(|part| Html::escaped(&part)).collect();
    [title, html!(text, "errors-where", place = Html::join(parts, " · "))]
}

fn started(visit: &Visit<'_>, seen: &Seen, name: String) -> Html {
    let text = visit.text();
    let since = seen.was_down_since().map(|since| text.short_time(moment(since), visit.now()));
    html!(text, "alert-started", name = name, since = since.unwrap_or_else(|| "unknown".to_owned()))
}

fn ended(visit: &Visit<'_>, seen: &Seen, name: String) -> Html {
    let text = visit.text();
    let all: i64 = seen.past.as_ref().map_or(0, Errors::all);
    html!(text, "alert-ended", name = name, count = all, shown = text.number(all))
}
