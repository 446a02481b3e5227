//! Quiet hours: when nothing is told, and what may break that.
//!
//! Owns which hours are offered. Whether they are now is the engine's (`watches/quiet.rs`).

use chrono::{NaiveTime, TimeDelta};

use super::Settings;
use super::zone::TimeOfDay;
use crate::frame::named::Number;
use crate::frame::{Act, Anyone, Button, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store;
use crate::text::{Html, Text};

/// The nights that are offered.
const NIGHTS: [(u16, u16); 2] = [(22, 8), (23, 7)];
/// Buttons with an hour in a row.
const HOURS_IN_A_ROW: usize = 4;
const HOURS: u16 = 24;
const MINUTES: u16 = 60;

/// A whole hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hour(u16);

impl Number for Hour {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        self.0.into()
    }

    fn read(number: i64) -> Option<Self> {
        u16::try_from(number).ok().filter(|hour| *hour < HOURS).map(Self)
    }
}

impl Hour {
    fn all() -> impl Iterator<Item = Self> {
        (0..HOURS).map(Self)
    }

    fn label(self, text: &Text) -> String {
        shown(text, self.0 * MINUTES)
    }
}

/// The quiet hours as they are.
pub fn room(_: &Link) -> Option<Link> {
    Some(to(Quiet, ()))
}

/// Where they are asked for.
pub fn from(_: &Link) -> Option<Link> {
    Some(to(From, ()))
}

/// `22:00`
fn shown(text: &Text, minutes: u16) -> String {
    let time = NaiveTime::MIN + TimeDelta::minutes(minutes.into());
    text.clone().in_zone(None).time_of_day(chrono::NaiveDate::default().and_time(time).and_utc())
}

/// What the settings say of the quiet hours.
pub(super) fn line(text: &Text, wanted: &store::Settings) -> Html {
    let (from, to) = wanted.quiet.map(|(from, to)| (shown(text, from), shown(text, to))).unwrap_or_default();
    html!(text, "settings-quiet", on = state(wanted), from = from, to = to)
}

fn state(wanted: &store::Settings) -> &'static str {
    match (wanted.quiet, &wanted.zone) {
        (None, _) => "no",
        (Some(_), None) => "lost",
        (Some(_), Some(_)) => "yes",
    }
}

/// Whether and when it is quiet.
pub struct Quiet;
impl Named for Quiet {
    const TAG: Tag = tag(b"wq");
    type At = ();
}
impl Place for Quiet {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let wanted = visit.store().settings(visit.asker.user);
        if wanted.zone.is_none() {
            let time = Button::to(plain!(text, "button-time-zone"), TimeOfDay, ());
            return Ok(View::new(html!(text, "quiet-no-zone")).row([time]));
        }
        let other = Button::to(plain!(text, "button-other-hours"), From, ());
        let Some(_) = wanted.quiet else {
            let night = |(from, to): (u16, u16)| {
                let (from, to) = (Hour(from), Hour(to));
                let label = plain!(text, "button-night", from = from.label(text), to = to.label(text));
                Button::to(label, SetQuiet, (from, to))
            };
            return Ok(View::new(html!(text, "quiet-off")).row(NIGHTS.map(night)).row([other]));
        };
        let broken = if wanted.quiet_broken { "yes" } else { "no" };
        let lines = [line(text, &wanted), html!(text, "quiet-on"), html!(text, "quiet-broken", broken = broken)];
        let breaks = match wanted.quiet_broken {
            true => Button::to(plain!(text, "button-never-wake"), Breaks, (Wakes(false),)),
            false => Button::to(plain!(text, "button-wake"), Breaks, (Wakes(true),)),
        };
        let off = Button::to(plain!(text, "button-no-quiet"), NoQuiet, ());
        Ok(View::new(Html::lines(lines)).row([breaks]).row([other, off]))
    }
}

/// When they begin.
pub struct From;
impl Named for From {
    const TAG: Tag = tag(b"wf");
    type At = ();
}
impl Place for From {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let text = visit.text();
        let hours = Hour::all().map(|hour| Button::to(hour.label(text), Until, (hour,)));
        Ok(in_rows(View::new(html!(text, "quiet-ask-from")), hours))
    }
}

/// When they end.
pub struct Until;
impl Named for Until {
    const TAG: Tag = tag(b"wn");
    type At = (Hour,);
}
impl Place for Until {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (from,): Self::At) -> Shown {
        let text = visit.text();
        let others = Hour::all().filter(|hour| *hour != from);
        let hours = others.map(|hour| Button::to(hour.label(text), SetQuiet, (from, hour)));
        Ok(in_rows(View::new(html!(text, "quiet-ask-until", from = from.label(text))), hours))
    }
}

fn in_rows(view: View, hours: impl Iterator<Item = Button>) -> View {
    let hours: Vec<Button> = hours.collect();
    hours.chunks(HOURS_IN_A_ROW).fold(view, |view, row| view.row(row.iter().cloned()))
}

/// Sets the hours.
pub struct SetQuiet;
impl Named for SetQuiet {
    const TAG: Tag = tag(b"wu");
    type At = (Hour, Hour);
}
impl Act for SetQuiet {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (from, to): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let hours = (from.0 * MINUTES, to.0 * MINUTES);
        visit.store().set_quiet(visit.asker.user, Some(hours)).await?;
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Quiet, ())
    }
}

/// Tells at any hour.
pub struct NoQuiet;
impl Named for NoQuiet {
    const TAG: Tag = tag(b"wx");
    type At = ();
}
impl Act for NoQuiet {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_quiet(visit.asker.user, None).await?;
        Ok(None)
    }

    fn after((): (), _: ActId) -> Link {
        to(Settings, ())
    }
}

/// Whether what is urgent is told in quiet hours, as a number of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wakes(bool);

impl Number for Wakes {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self.0)
    }

    fn read(number: i64) -> Option<Self> {
        [Self(false), Self(true)].into_iter().find(|wakes| wakes.get() == number)
    }
}

/// Sets that.
pub struct Breaks;
impl Named for Breaks {
    const TAG: Tag = tag(b"wb");
    type At = (Wakes,);
}
impl Act for Breaks {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (Wakes(wakes),): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        visit.store().set_quiet_broken(visit.asker.user, wakes).await?;
        Ok(None)
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Quiet, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_read_back_and_are_written_as_clocks_do() {
        let text = Text::english().unwrap();
        let labels: Vec<String> = Hour::all().map(|hour| Hour::read(hour.get()).unwrap().label(&text)).collect();
        assert_eq!((labels.len(), labels[0].as_str(), labels[23].as_str()), (24, "00:00", "23:00"));
        assert_eq!(Hour::read(24), None);
    }
}
