//! What was counted hour by hour, as charts: the errors of a bot, the iterations of an account.
//!
//! Owns what a watch's look counts, and the hours that a chart shows. Nothing is asked for it: a look hands over what it
//! has read for its own reason.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike as _, Utc};

use super::account::iterations::figures;
use super::alerts::state::Saw;
use super::alerts::{self, iterations::IterationsWatch};
use super::bot::name_of;
use crate::api::Quota;
use crate::chart::{self, Chart, Panel, Style};
use crate::frame::{Button, FileKind, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{Counted, HOUR_MS, Series};
use crate::text::{Html, Zone};

/// Hours of a chart: two weeks.
pub(super) const HOURS: i64 = 14 * 24;
/// An error that says it is older than what is kept is counted when it was seen.
const OLDEST: i64 = 29 * 24;

/// Which hour it is, since 1970 UTC.
pub(super) fn hour(ms: i64) -> i64 {
    ms.div_euclid(HOUR_MS)
}

/// What a look at a bot counts: the errors that are newer than the newest one known, each in its own hour. The first look
/// knows of none which are new.
pub fn counted(bot: BotId, saw: &Saw, newest: Option<(i64, i64)>) -> Option<Counted> {
    let ((id, at), logs, _) = (newest?, saw.logs.as_ref()?, saw.bot.as_ref()?);
    let now = hour(saw.now);
    let mut hours = BTreeMap::from([(now, 0)]);
    for log in logs.iter().filter(|log| log.id > id || log.at.is_some_and(|of| of > at)) {
        let when = log.at.map(hour).filter(|hour| (now - OLDEST..=now).contains(hour));
        *hours.entry(when.unwrap_or(now)).or_default() += 1;
    }
    Some(Counted::Errors(bot, hours))
}

/// What a look at the iterations counts, where both figures are told.
pub fn counted_iterations(quota: &Quota, now: DateTime<Utc>) -> Option<Counted> {
    let (limit, used) = figures(quota)?;
    let (used, limit) = (u64::try_from(used).ok()?, u64::try_from(limit).ok()?);
    Some(Counted::Iterations { hour: hour(now.timestamp_millis()), used, limit })
}

/// The hours of a chart.
pub(super) struct Weeks {
    /// The first.
    pub from: i64,
    zone: Option<Zone>,
}

impl Weeks {
    /// The two weeks up to now.
    pub(super) fn of(visit: &Visit<'_>) -> Self {
        let zone = visit.store().settings(visit.asker.user).zone;
        let zone = zone.as_deref().and_then(|zone| zone.parse().ok());
        Self { from: hour(visit.now().timestamp_millis()) + 1 - HOURS, zone }
    }

    /// When an hour of it began.
    fn at(&self, place: i64) -> DateTime<Utc> {
        DateTime::from_timestamp_millis((self.from + place).saturating_mul(HOUR_MS)).unwrap_or_default()
    }

    /// Where its days begin for the reader, every other one with its number, so that yesterday has one.
    fn days(&self) -> Vec<(usize, Option<u64>)> {
        let local = |place| {
            let at = self.at(place);
            self.zone.map_or(at.naive_utc(), |zone| zone.local(at)).date()
        };
        let begins: Vec<i64> = (1..HOURS).filter(|place| local(*place) != local(place - 1)).collect();
        let of = |(place, day): (usize, &i64)| {
            let number = (begins.len() - place).is_multiple_of(2).then(|| u64::from(local(*day).day()));
            (usize::try_from(*day).unwrap_or(0), number)
        };
        begins.iter().enumerate().map(of).collect()
    }

    /// Draws panels of these hours.
    pub(super) fn draw(&self, panels: &[Panel<'_>]) -> Vec<u8> {
        chart::draw(&Chart { panels, days: &self.days() })
    }
}

/// What is counted of the errors of a bot in these weeks.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn errors(visit: &Visit<'_>, weeks: &Weeks, bot: BotId) -> Result<Vec<Option<u64>>, Trouble> {
    Ok(visit.store().history(visit.who.account.id, Series::Errors(bot), weeks.from, HOURS).await?)
}

/// The iterations used in these weeks, and the newest limit that is known.
///
/// # Errors
/// When the store does not answer.
pub(super) async fn iterations(visit: &Visit<'_>, weeks: &Weeks) -> Result<(Vec<Option<u64>>, Option<u64>), Trouble> {
    let account = visit.who.account.id;
    let used = visit.store().history(account, Series::Used, weeks.from, HOURS).await?;
    let limits = visit.store().history(account, Series::Limit, weeks.from, HOURS).await?;
    Ok((used, limits.into_iter().rev().flatten().next()))
}

/// Whether there is nothing to draw.
pub(super) fn is_empty(hours: &[Option<u64>]) -> bool {
    hours.iter().all(Option::is_none)
}

/// The errors of a bot, hour by hour.
pub struct ErrorsChart;
impl Named for ErrorsChart {
    const TAG: Tag = tag(b"hc");
    type At = (BotId,);
}
impl Place for ErrorsChart {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot,): Self::At) -> Shown {
        let weeks = Weeks::of(visit);
        let hours = errors(visit, &weeks, bot).await?;
        let (text, name) = (visit.text(), name_of(visit, bot).await);
        let title = html!(text, "history-errors", name = name);
        let alerts = Button::to(plain!(text, "button-alerts"), alerts::Room, (bot,));
        if is_empty(&hours) {
            let watched = is_watched(visit, |link| *link == alerts::of_bot(bot).of(visit.who.account.id)).await?;
            let why = html!(text, "history-no-errors", watched = watched);
            return Err(View::new(Html::lines([title, why])).row([alerts]).into());
        }
        let sum = hours.iter().flatten().fold(0, |sum: u64, hour| sum.saturating_add(*hour));
        let mut lines = vec![title, html!(text, "history-sum", count = shown(sum), shown = text.number(shown(sum)))];
        let most = (0..).zip(&hours).filter_map(|(place, errors)| errors.map(|errors| (errors, place))).max();
        lines.extend(most.filter(|(errors, _)| *errors > 0).map(|(errors, place)| {
            let time = text.short_time(weeks.at(place), visit.now());
            html!(text, "history-most", most = text.number(shown(errors)), time = time)
        }));
        lines.extend(gaps(visit, &hours));
        let picture = weeks.draw(&[Panel { hours: &hours, style: Style::Bars }]);
        Err(with_picture(View::new(Html::lines(lines)), &format!("errors-{bot}.png"), picture).row([alerts]).into())
    }
}

/// The iterations of an account, hour by hour.
pub struct IterationsChart;
impl Named for IterationsChart {
    const TAG: Tag = tag(b"hi");
    type At = ();
}
impl Place for IterationsChart {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let weeks = Weeks::of(visit);
        let (used, limit) = iterations(visit, &weeks).await?;
        let text = visit.text();
        let title = html!(text, "history-iterations", account = visit.asker.name(&visit.who.account));
        let watches = Button::to(plain!(text, "button-watches"), alerts::Watches, (Page::FIRST,));
        let Some(newest) = used.iter().rev().flatten().next().copied() else {
            let account = visit.who.account.id;
            let mine = |link: &Link| link.account() == Some(account) && named::at::<IterationsWatch>(link).is_some();
            let why = html!(text, "history-no-iterations", watched = is_watched(visit, mine).await?);
            return Err(View::new(Html::lines([title, why])).row([watches]).into());
        };
        let mut lines = vec![title];
        lines.extend(limit.map(|limit| {
            html!(text, "iterations-used", used = text.number(shown(newest)), limit = text.number(shown(limit)))
        }));
        lines.push(html!(text, "history-dashes"));
        lines.extend(gaps(visit, &used));
        let picture = weeks.draw(&[Panel { hours: &used, style: Style::Area { limit } }]);
        Err(with_picture(View::new(Html::lines(lines)), "iterations.png", picture).row([watches]).into())
    }
}

/// As sentences take it.
pub(super) fn shown(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// What the stripes mean, where there are any.
fn gaps(visit: &Visit<'_>, hours: &[Option<u64>]) -> Option<Html> {
    hours.iter().any(Option::is_none).then(|| html!(visit.text(), "history-gaps"))
}

/// A chart that could not be drawn is left out: the figures are in the text.
pub(super) fn with_picture(view: View, name: &str, picture: Vec<u8>) -> View {
    if picture.is_empty() { view } else { view.file(name, picture, FileKind::Picture) }
}

async fn is_watched(visit: &Visit<'_>, is_it: impl Fn(&Link) -> bool) -> Result<&'static str, Trouble> {
    let watched = visit.store().watches(visit.asker.user).await?;
    Ok(if watched.iter().any(is_it) { "yes" } else { "no" })
}

#[cfg(test)]
mod tests {
    use super::super::alerts::state::{Logged, Reading};
    use super::*;

    const NOW: i64 = 500_000;
    const BOT: BotId = BotId::new(7);

    fn saw(logs: Option<&[(i64, Option<i64>)]>) -> Saw {
        let log = |(id, at): &(i64, Option<i64>)| Logged { id: *id, at: *at, ..Logged::default() };
        let logs = logs.map(|logs| logs.iter().map(log).collect());
        Saw { now: NOW * HOUR_MS + 5, bot: Some(Reading::default()), logs, ..Saw::default() }
    }

    fn at(hour: i64) -> Option<i64> {
        Some(hour * HOUR_MS)
    }

    #[test]
    fn new_errors_are_counted_in_their_hour_and_known_ones_never_again() {
        let logs = [(1, at(NOW - 9)), (2, at(NOW - 1)), (3, at(NOW - 1)), (4, at(NOW)), (5, None)];
        let hours = BTreeMap::from([(NOW - 1, 2), (NOW, 2)]);
        let newest = Some((1, (NOW - 9) * HOUR_MS));
        assert_eq!(counted(BOT, &saw(Some(&logs)), newest), Some(Counted::Errors(BOT, hours)));
        let none = Some(Counted::Errors(BOT, BTreeMap::from([(NOW, 0)])));
        assert_eq!(counted(BOT, &saw(Some(&logs)), Some((5, NOW * HOUR_MS))), none, "known, and looked");
        assert_eq!(counted(BOT, &saw(Some(&[])), Some((5, 0))), none, "cleared");
    }

    #[test]
    fn what_was_not_read_is_unknown_and_odd_times_are_now() {
        assert_eq!(counted(BOT, &saw(None), Some((1, 1))), None);
        assert_eq!(counted(BOT, &saw(Some(&[(1, None)])), None), None, "the first look");
        assert_eq!(counted(BOT, &Saw { bot: None, ..saw(Some(&[(1, None)])) }, Some((0, 0))), None, "no such bot");
        let odd = [(2, Some(i64::MAX)), (3, Some(i64::MIN)), (4, at(NOW + 1)), (5, at(NOW - OLDEST - 1))];
        let hours = BTreeMap::from([(NOW, 4)]);
        assert_eq!(counted(BOT, &saw(Some(&odd)), Some((1, 0))), Some(Counted::Errors(BOT, hours)));
    }

    #[test]
    fn days_begin_where_the_readers_do_also_when_the_clock_is_changed() {
        let until = |time: &str, zone: &str| {
            let now = time.parse::<DateTime<Utc>>().unwrap().timestamp_millis();
            Weeks { from: hour(now) + 1 - HOURS, zone: zone.parse().ok() }.days()
        };
        let utc = until("2026-11-23T12:03:07Z", "");
        assert_eq!((utc.len(), utc.last(), utc.get(12)), (14, Some(&(323, None)), Some(&(299, Some(22)))));
        assert_eq!(utc.first(), Some(&(11, Some(10))));
        // 25 October has 25 hours in Berlin.
        let berlin = until("2026-10-26T12:00:00Z", "Europe/Berlin");
        let last: Vec<usize> = berlin.iter().rev().take(3).map(|(place, _)| *place).collect();
        assert_eq!([last[0] - last[1], last[1] - last[2]], [25, 24]);
        for zone in ["+05:45", "-09:30", "Pacific/Chatham"] {
            assert!((13..=14).contains(&until("2026-11-23T12:03:07Z", zone).len()), "{zone}");
        }
    }
}
