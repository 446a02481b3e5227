//! Iterations: how many are used, as a bar, and the day on which they end at this pace; ads, which raise their number.
//!
//! Owns the honesty of that day: it is said only where Bots.Business says since when the iterations are counted, and
//! after a day of counting at least.

use chrono::{DateTime, TimeDelta, Utc};

use super::super::figures::bar;
use super::{Changed, Overview};
use crate::api::Quota;
use crate::frame::named::Number;
use crate::frame::{Act, Ask, Button, Linked, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::history::IterationsChart;
use crate::text::Html;

/// What was counted for less time than this has no pace.
const SHORTEST_COUNT: TimeDelta = TimeDelta::days(1);
/// A pace that lasts longer than this says nothing.
const LONGEST_AHEAD: TimeDelta = TimeDelta::days(366);
/// Most quotas that are listed.
const MOST: usize = 5;

/// All that is told about iterations.
pub struct Iterations;
impl Named for Iterations {
    const TAG: Tag = tag(b"ui");
    type At = ();
}
impl Place for Iterations {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let quotas = quotas(visit).await?;
        let text = visit.text();
        let mut lines = vec![html!(text, "iterations-title", account = visit.asker.name(&visit.who.account))];
        for quota in quotas.iter().take(MOST) {
            let told = self::lines(visit, quota);
            if told.is_empty() {
                lines.push(html!(text, "iterations-unknown"));
            }
            lines.extend(told);
            lines.extend(details(visit, quota));
        }
        if quotas.is_empty() {
            lines.push(html!(text, "iterations-unknown"));
        }
        lines.push(html!(text, "iterations-what"));
        let ads = Button::to(plain!(text, "button-ads", on = "unknown"), Ads, ());
        let chart = Button::below(plain!(text, "button-chart"), IterationsChart, ());
        Ok(View::new(Html::lines(lines)).row([ads, chart]))
    }
}

pub(in crate::screens) async fn quotas(visit: &Visit<'_>) -> Result<Vec<Quota>, Trouble> {
    let quotas = visit.api().iteration_usage(visit.key()).await?;
    visit.proved().await?;
    Ok(quotas)
}

/// The quota that a single line is about: the only one, or the first with both figures.
pub(in crate::screens) fn the_one(quotas: &[Quota]) -> Option<&Quota> {
    quotas.iter().find(|quota| figures(quota).is_some())
}

/// How many there are, and how many are used, where both are told and can be true.
pub(in crate::screens) fn figures(quota: &Quota) -> Option<(i64, i64)> {
    let figures = (quota.limit?, quota.progress?);
    (figures.0 >= 0 && figures.1 >= 0).then_some(figures)
}

/// The bar, the figures and the day; nothing without both figures.
pub(in crate::screens) fn lines(visit: &Visit<'_>, quota: &Quota) -> Vec<Html> {
    let Some((limit, used)) = figures(quota) else { return Vec::new() };
    let text = visit.text();
    let mut lines = Vec::new();
    if limit > 0 {
        lines.push(html!(text, "iterations-bar", bar = bar(percent(used, limit))));
    }
    lines.extend(self::used(visit, quota));
    lines.extend(end(quota, limit, used, visit.now()).map(|end| match end {
        End::Day(at, Some(renewed)) => {
            html!(text, "iterations-end", known = "yes", day = text.date(at), renewed = text.date(renewed))
        }
        End::Day(at, None) => html!(text, "iterations-end", known = "no", day = text.date(at), renewed = ""),
        End::Renewed(at) => html!(text, "iterations-last", day = text.date(at)),
        End::Over(Some(at)) => html!(text, "iterations-over", known = "yes", day = text.date(at)),
        End::Over(None) => html!(text, "iterations-over", known = "no", day = ""),
    }));
    lines
}

/// The one line that Home has.
pub fn home_line(visit: &Visit<'_>, quotas: &[Quota]) -> Option<Html> {
    used(visit, the_one(quotas)?)
}

/// `43,210 of 50,000 used`.
fn used(visit: &Visit<'_>, quota: &Quota) -> Option<Html> {
    let text = visit.text();
    let (limit, used) = figures(quota)?;
    Some(html!(text, "iterations-used", used = text.number(used), limit = text.number(limit)))
}

/// Of a hundred, rounded down.
fn percent(used: i64, limit: i64) -> i64 {
    let percent = i128::from(used.clamp(0, limit)) * 100 / i128::from(limit.max(1));
    i64::try_from(percent).unwrap_or(100)
}

/// When they end.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// On this day, at this pace; with the day on which they are renewed, if it is told.
    Day(DateTime<Utc>, Option<DateTime<Utc>>),
    /// Not before they are renewed on this day.
    Renewed(DateTime<Utc>),
    /// They have; with the day on which they are renewed, if it is told.
    Over(Option<DateTime<Utc>>),
}

fn end(quota: &Quota, limit: i64, used: i64, now: DateTime<Utc>) -> Option<End> {
    let time = |at: &Option<crate::api::Timestamp>| at.as_ref().and_then(crate::api::Timestamp::utc);
    let renewed = time(&quota.ended_at).filter(|at| *at > now && *at - now <= LONGEST_AHEAD);
    if used >= limit {
        return Some(End::Over(renewed));
    }
    let counted = now.signed_duration_since(time(&quota.started_at)?);
    if used <= 0 || counted < SHORTEST_COUNT {
        return None;
    }
    let left = i128::from(limit - used) * i128::from(counted.num_seconds()) / i128::from(used);
    let left = TimeDelta::try_seconds(i64::try_from(left).ok()?);
    match (left.filter(|left| *left <= LONGEST_AHEAD), renewed) {
        (Some(left), Some(renewed)) if now + left < renewed => Some(End::Day(now + left, Some(renewed))),
        (_, Some(renewed)) => Some(End::Renewed(renewed)),
        (Some(left), None) => Some(End::Day(now + left, None)),
        (None, None) => None,
    }
}

/// Extra points, and what ads change.
fn details(visit: &Visit<'_>, quota: &Quota) -> Vec<Html> {
    let text = visit.text();
    // A point may have parts; a whole number of them is enough to know.
    let points = quota.extra_points.and_then(|points| format!("{points:.0}").parse::<i64>().ok());
    let points = points.map(|points| html!(text, "iterations-extra", points = text.number(points)));
    points.into_iter().chain(limits(visit, quota)).collect()
}

/// What the plan gives without and with ads, where both are told.
fn limits(visit: &Visit<'_>, quota: &Quota) -> Option<Html> {
    let text = visit.text();
    let plan = quota.quotum_type.as_ref()?;
    let (without, with) = (text.number(plan.base_limit?), text.number(plan.ads_limit?));
    Some(html!(text, "iterations-limits", without = without, with = with))
}

/// Whether ads are on, and what that means.
pub struct Ads;
impl Named for Ads {
    const TAG: Tag = tag(b"ud");
    type At = ();
}
impl Place for Ads {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        let quotas = quotas(visit).await?;
        let text = visit.text();
        let state = state(&quotas);
        let mut lines =
            vec![html!(text, "ads-title", account = visit.asker.name(&visit.who.account), on = name(state))];
        lines.extend(quotas.first().and_then(|quota| limits(visit, quota)));
        lines.push(html!(text, "ads-what"));
        let on = Button::to(plain!(text, "button-ads-on"), SetAds, (On(true),));
        let off = Button::to(plain!(text, "button-ads-off"), SetAds, (On(false),));
        let buttons = match state {
            Some(true) => vec![off],
            Some(false) => vec![on],
            None => vec![on, off],
        };
        Ok(View::new(Html::lines(lines)).row(buttons))
    }
}

fn state(quotas: &[Quota]) -> Option<bool> {
    quotas.iter().find_map(|quota| quota.have_ads)
}

fn name(state: Option<bool>) -> &'static str {
    match state {
        Some(true) => "yes",
        Some(false) => "no",
        None => "unknown",
    }
}

/// On or off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct On(pub bool);

impl Number for On {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self.0)
    }

    fn read(number: i64) -> Option<Self> {
        match number {
            0 => Some(Self(false)),
            1 => Some(Self(true)),
            _ => None,
        }
    }
}

/// The place that says whether they are on.
pub fn ads(_: &Link) -> Option<Link> {
    Some(to(Ads, ()))
}

/// Turns ads on or off.
pub struct SetAds;
impl Named for SetAds {
    const TAG: Tag = tag(b"u1");
    type At = (On,);
}
impl Act for SetAds {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (On(on),): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let quotas = quotas(visit).await?;
        if state(&quotas) == Some(on) {
            return Err(Trouble::Elsewhere(to(Ads, ())));
        }
        let text = visit.text();
        let (account, limits) =
            (visit.asker.name(&visit.who.account), quotas.first().and_then(|quota| limits(visit, quota)));
        let question = html!(text, "ads-ask", account = account, on = name(Some(on)));
        Ok(Some(Ask {
            text: View::new(question).below_text(limits).below_text(Some(html!(text, "ads-what"))).text,
            yes: if on { plain!(text, "button-ads-on") } else { plain!(text, "button-ads-off") },
            no: plain!(text, "button-leave-it"),
        }))
    }

    async fn send(visit: &Visit<'_>, (On(on),): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.api().set_ads(visit.key(), on).await?;
        Ok(None)
    }

    fn after(_: Self::At, act: ActId) -> Link {
        to(Changed, (act,))
    }
}

/// What asking to turn ads on or off led to: as Bots.Business says it now.
pub(super) async fn after_ads(visit: &Visit<'_>, link: &Link, sent: &'static str) -> Shown {
    let wanted = link.numbers().first() == Some(&1);
    let now = state(&quotas(visit).await?);
    let text = visit.text();
    let seen = if now == Some(wanted) { "yes" } else { name(now.map(|_| false)) };
    let sentence = html!(text, "ads-changed", on = name(Some(wanted)), seen = seen, sent = sent);
    let ads = Button::to(plain!(text, "button-ads", on = "unknown"), Ads, ());
    let overview = Button::to(plain!(text, "button-account"), Overview, ());
    Ok(View::new(sentence).row([ads, overview]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quota(json: &str) -> Quota {
        crate::api::decode::object(json.as_bytes()).unwrap()
    }

    fn told(json: &str) -> Option<End> {
        let quota = quota(json);
        end(&quota, quota.limit.unwrap(), quota.progress.unwrap(), "2026-11-20T00:00:00Z".parse().unwrap())
    }

    fn day(text: &str) -> DateTime<Utc> {
        format!("{text}T00:00:00Z").parse().unwrap()
    }

    #[test]
    fn a_day_is_said_only_where_the_figures_allow_it() {
        let ten_days = r#""started_at": "2026-11-10T00:00:00.000Z""#;
        let december = r#""ended_at": "2026-12-10T00:00:00.000Z""#;
        let of = |used: i64, more: &str| told(&format!(r#"{{"limit": 1000, "progress": {used}{more}}}"#));
        assert_eq!(of(500, ""), None, "nobody said since when");
        assert_eq!(of(500, &format!(", {ten_days}")), Some(End::Day(day("2026-11-30"), None)));
        let both = Some(End::Day(day("2026-11-30"), Some(day("2026-12-10"))));
        assert_eq!(of(500, &format!(", {ten_days}, {december}")), both);
        assert_eq!(of(100, &format!(", {ten_days}, {december}")), Some(End::Renewed(day("2026-12-10"))));
        assert_eq!(of(1, &format!(", {ten_days}")), None, "in 27 years");
        assert_eq!(of(1, &format!(", {ten_days}, {december}")), Some(End::Renewed(day("2026-12-10"))));
        assert_eq!(of(0, &format!(", {ten_days}")), None);
        assert_eq!(of(1000, &format!(", {ten_days}, {december}")), Some(End::Over(Some(day("2026-12-10")))));
        assert_eq!(of(2000, ""), Some(End::Over(None)));
        assert_eq!(of(500, r#", "started_at": "2026-11-19T12:00:00Z""#), None, "half a day");
        assert_eq!(of(500, r#", "started_at": "2027-11-19T12:00:00Z""#), None, "ahead of now");
        assert_eq!(of(500, r#", "started_at": "soon""#), None);
        assert_eq!(of(i64::MAX, ""), Some(End::Over(None)));
        assert_eq!(told(&format!(r#"{{"limit": {}, "progress": 1, {ten_days}}}"#, i64::MAX)), None);
    }

    #[test]
    fn a_bar_has_ten_blocks_whatever_the_figures() {
        for (used, limit, shown) in [
            (0, 100, "░░░░░░░░░░"),
            (9, 100, "░░░░░░░░░░"),
            (86, 100, "▓▓▓▓▓▓▓▓░░"),
            (100, 100, "▓▓▓▓▓▓▓▓▓▓"),
            (500, 100, "▓▓▓▓▓▓▓▓▓▓"),
            (-5, 100, "░░░░░░░░░░"),
            (i64::MAX, i64::MAX, "▓▓▓▓▓▓▓▓▓▓"),
        ] {
            assert_eq!(bar(percent(used, limit)), shown);
        }
    }
}
