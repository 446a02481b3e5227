//! The time zone: a person says what time it is, and then which of a few places has their clock.
//!
//! Owns the places that are offered; [`typed`] reads what is typed instead. A place is better than a distance from UTC: it
//! knows its summer time.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use super::Settings;
use crate::frame::named::Number;
use crate::frame::{Act, Anyone, Button, Named, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::ActId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::screens::digest;
use crate::text::Zone;

pub mod typed;
use typed::TypedTime;

/// Minutes of a day.
const DAY: i32 = 24 * 60;
/// Buttons with a time in a row.
const TIMES_IN_A_ROW: usize = 4;
/// Buttons with a place in a row.
const PLACES_IN_A_ROW: usize = 2;

/// The places by their number, which outlives versions: at its end new ones may come. The catalogue has their names.
const PLACES: [&str; 54] = [
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Phoenix",
    "America/Denver",
    "America/Mexico_City",
    "America/Chicago",
    "America/Bogota",
    "America/New_York",
    "America/Caracas",
    "America/Santiago",
    "America/Halifax",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires",
    "Atlantic/Azores",
    "Africa/Accra",
    "Europe/London",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Europe/Berlin",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Europe/Athens",
    "Asia/Jerusalem",
    "Europe/Istanbul",
    "Europe/Moscow",
    "Africa/Nairobi",
    "Asia/Riyadh",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Kabul",
    "Asia/Karachi",
    "Asia/Tashkent",
    "Asia/Yekaterinburg",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Dhaka",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Jakarta",
    "Asia/Novosibirsk",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Australia/Perth",
    "Asia/Tokyo",
    "Australia/Darwin",
    "Australia/Adelaide",
    "Australia/Brisbane",
    "Australia/Sydney",
    "Asia/Vladivostok",
    "Pacific/Auckland",
    "Pacific/Fiji",
    "Pacific/Chatham",
];
/// Distances that no place of the list has at some times of the year, minutes.
const OTHERS: [i32; 8] = [-720, -660, -570, -120, 525, 630, 660, 840];

/// A place of the list as a number of a link, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownPlace(usize);

impl KnownPlace {
    fn all() -> impl Iterator<Item = Self> {
        (0..PLACES.len()).map(Self)
    }

    fn zone(self) -> Option<Zone> {
        PLACES.get(self.0)?.parse().ok()
    }
}

impl Number for KnownPlace {
    const DIGITS: usize = 2;

    fn get(self) -> i64 {
        crate::text::count(self.0 + 1)
    }

    fn read(number: i64) -> Option<Self> {
        Self::all().find(|place| place.get() == number)
    }
}

/// How far a clock is before UTC's, minutes of a day: what a person says who tells the time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ahead(i32);

impl Number for Ahead {
    const DIGITS: usize = 3;

    fn get(self) -> i64 {
        self.0.into()
    }

    fn read(number: i64) -> Option<Self> {
        i32::try_from(number).ok().filter(|minutes| (0..DAY).contains(minutes)).map(Self)
    }
}

impl Ahead {
    fn of(minutes: i32) -> Self {
        Self(minutes.rem_euclid(DAY))
    }

    fn delta(self) -> TimeDelta {
        TimeDelta::minutes(self.0.into())
    }

    /// The distances from UTC with such a clock: with the date line between them there are two.
    fn distances(self) -> impl Iterator<Item = i32> {
        [self.0, self.0 - DAY].into_iter().filter(|minutes| Zone::fixed(*minutes).is_some())
    }
}

/// The clocks of the world now, each with its distance from UTC.
fn clocks(now: DateTime<Utc>) -> BTreeMap<i32, Ahead> {
    let of_places = KnownPlace::all().filter_map(KnownPlace::zone).map(|zone| zone.minutes(now));
    let clocks = of_places.chain(OTHERS).map(Ahead::of);
    let minutes = i32::try_from(now.timestamp().div_euclid(60).rem_euclid(i64::from(DAY))).unwrap_or_default();
    clocks.map(|ahead| ((minutes + ahead.0).rem_euclid(DAY), ahead)).collect()
}

/// Where the time is asked for.
pub fn again(_: &Link) -> Option<Link> {
    Some(to(TimeOfDay, ()))
}

/// "What time is it where you are?", with the clocks of the world from midnight on.
pub struct TimeOfDay;
impl Named for TimeOfDay {
    const TAG: Tag = tag(b"oc");
    type At = ();
}
impl Place for TimeOfDay {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let (text, now) = (visit.text(), visit.now());
        // Every clock of the world shown by one of UTC that is so much ahead.
        let utc = text.clone().in_zone(None);
        let label = |ahead: Ahead| utc.time_of_day(now + ahead.delta());
        let buttons: Vec<Button> =
            clocks(now).into_values().map(|ahead| Button::to(label(ahead), Where, (ahead,))).collect();
        let view = View::new(html!(text, "zone-ask-time"));
        let view = buttons.chunks(TIMES_IN_A_ROW).fold(view, |view, row| view.row(row.iter().cloned()));
        Ok(view.row([Button::to(plain!(text, "button-zone-unset"), Unset, ())]).asks(TypedTime, ()))
    }
}

/// Which of the places with this clock it is.
pub struct Where;
impl Named for Where {
    const TAG: Tag = tag(b"ow");
    type At = (Ahead,);
}
impl Place for Where {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (ahead,): Self::At) -> Shown {
        let (text, now) = (visit.text(), visit.now());
        let there: Vec<Button> = KnownPlace::all()
            .filter(|place| place.zone().is_some_and(|zone| Ahead::of(zone.minutes(now)) == ahead))
            .map(|place| Button::to(plain!(text, "zone-place", place = place.get()), SetPlace, (place,)))
            .collect();
        let elsewhere = ahead.distances().filter_map(|minutes| {
            let label = plain!(text, "button-zone-fixed", distance = distance(minutes));
            Some(Button::to(label, SetFixed, (Distance::of(minutes)?,)))
        });
        let many = if there.is_empty() { "none" } else { "some" };
        let view = View::new(html!(text, "zone-ask-place", places = many));
        let view = there.chunks(PLACES_IN_A_ROW).fold(view, |view, row| view.row(row.iter().cloned()));
        Ok(elsewhere.fold(view, |view, button| view.row([button])).asks(TypedTime, ()))
    }
}

/// `+5:30`
fn distance(minutes: i32) -> String {
    let (hours, rest) = (minutes.abs() / 60, minutes.abs() % 60);
    let sign = if minutes < 0 { '-' } else { '+' };
    if rest == 0 { format!("{sign}{hours}") } else { format!("{sign}{hours}:{rest:02}") }
}

/// A distance from UTC as a number of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Distance(i32);

impl Distance {
    fn of(minutes: i32) -> Option<Self> {
        Zone::fixed(minutes).map(|_| Self(minutes))
    }
}

impl Number for Distance {
    const DIGITS: usize = 3;

    fn get(self) -> i64 {
        i64::from(self.0) + i64::from(DAY)
    }

    fn read(number: i64) -> Option<Self> {
        Self::of(i32::try_from(number).ok()?.checked_sub(DAY)?)
    }
}

async fn set(visit: &Visit<'_, Anyone>, zone: Option<Zone>) -> Result<Option<String>, Trouble> {
    let zone = zone.map(|zone| zone.to_string());
    visit.store().set_zone(visit.asker.user, zone.as_deref()).await?;
    digest::begin_anew(visit.store(), visit.asker.user).await?;
    Ok(None)
}

/// Sets a place.
pub struct SetPlace;
impl Named for SetPlace {
    const TAG: Tag = tag(b"op");
    type At = (KnownPlace,);
}
impl Act for SetPlace {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (place,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        set(visit, Some(place.zone().ok_or(Trouble::Stale)?)).await
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Settings, ())
    }
}

/// Sets a distance from UTC.
pub struct SetFixed;
impl Named for SetFixed {
    const TAG: Tag = tag(b"of");
    type At = (Distance,);
}
impl Act for SetFixed {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (distance,): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        set(visit, Zone::fixed(distance.0)).await
    }

    fn after(_: Self::At, _: ActId) -> Link {
        to(Settings, ())
    }
}

/// Forgets where a person is.
pub struct Unset;
impl Named for Unset {
    const TAG: Tag = tag(b"ou");
    type At = ();
}
impl Act for Unset {
    type Who = Anyone;
    type With = ();

    async fn send(visit: &Visit<'_, Anyone>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        set(visit, None).await
    }

    fn after((): (), _: ActId) -> Link {
        to(Settings, ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seasons() -> [DateTime<Utc>; 2] {
        ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z"].map(|at| at.parse().unwrap())
    }

    #[test]
    fn every_place_is_known_and_every_clock_leads_somewhere() {
        assert!(KnownPlace::all().all(|place| place.zone().is_some()));
        for now in seasons() {
            let clocks = clocks(now);
            assert!(clocks.len() >= 30, "{}", clocks.len());
            assert!(clocks.values().all(|ahead| ahead.distances().next().is_some()));
        }
    }

    #[test]
    fn a_handful_of_places_share_a_clock() {
        for now in seasons() {
            for ahead in clocks(now).into_values() {
                let zones = KnownPlace::all().filter_map(KnownPlace::zone);
                let there = zones.filter(|zone| Ahead::of(zone.minutes(now)) == ahead).count();
                assert!(there <= 8, "{there} at {ahead:?}");
            }
        }
    }

    #[test]
    fn numbers_of_links_read_back() {
        for place in KnownPlace::all() {
            assert_eq!(KnownPlace::read(place.get()), Some(place));
        }
        for minutes in [-720, -570, 0, 345, 840] {
            let distance = Distance::of(minutes).unwrap();
            assert_eq!(Distance::read(distance.get()), Some(distance));
        }
        assert_eq!((Distance::read(0), Ahead::read(1440), KnownPlace::read(0)), (None, None, None));
    }

    #[test]
    fn across_the_date_line_there_are_two() {
        assert_eq!(Ahead::of(840).distances().collect::<Vec<_>>(), [840, -600]);
        assert_eq!(Ahead::of(330).distances().collect::<Vec<_>>(), [330]);
        assert_eq!(distance(-210), "-3:30");
    }
}
