//! Where a reader is, as far as it matters for their clock.
//!
//! Owns the zones of the world and their summer times (the IANA time zone database, by `chrono-tz`).

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, FixedOffset, LocalResult, NaiveDateTime, Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;

/// A place with its rules, or a fixed distance from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    /// A place: `Europe/Berlin`.
    Place(Tz),
    /// A distance that never changes: `+05:30`.
    Fixed(FixedOffset),
}

/// Not a zone.
#[derive(Debug, thiserror::Error)]
#[error("not a time zone")]
pub struct ZoneError;

impl Zone {
    /// A fixed distance from UTC, minutes to the east; `None` when no place is so far away.
    pub fn fixed(minutes: i32) -> Option<Self> {
        let offset = FixedOffset::east_opt(minutes.checked_mul(60)?)?;
        (-12 * 60..=14 * 60).contains(&minutes).then_some(Self::Fixed(offset))
    }

    /// A place by its name in the database, `Europe/Berlin`, or by the last part of that, `Berlin`; in letters of any case,
    /// with spaces or underscores. Names such as `Etc/GMT-3` mean the opposite of what people mean by them: they are none.
    pub fn named(words: &str) -> Option<Self> {
        let wanted = words.trim().replace(' ', "_");
        let places = || chrono_tz::TZ_VARIANTS.iter().filter(|place| !place.name().starts_with("Etc/"));
        let is = |name: &str| name.eq_ignore_ascii_case(&wanted);
        let whole = places().find(|place| is(place.name()));
        whole
            .or_else(|| places().find(|place| place.name().rsplit('/').next().is_some_and(is)))
            .copied()
            .map(Self::Place)
    }

    /// What a clock there shows at a moment.
    pub fn local(self, at: DateTime<Utc>) -> NaiveDateTime {
        match self {
            Self::Place(place) => at.with_timezone(&place).naive_local(),
            Self::Fixed(offset) => at.with_timezone(&offset).naive_local(),
        }
    }

    /// The moments at which a clock there shows this: the first, and the last where it shows it twice. A time that the
    /// clocks leave out is as long after them as it would have been.
    pub fn moments(self, local: NaiveDateTime) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let place = match self {
            Self::Fixed(offset) => {
                return local.and_local_timezone(offset).single().map(|at| (at.to_utc(), at.to_utc()));
            }
            Self::Place(place) => place,
        };
        match local.and_local_timezone(place) {
            LocalResult::Single(at) => Some((at.to_utc(), at.to_utc())),
            LocalResult::Ambiguous(first, last) => Some((first.to_utc(), last.to_utc())),
            LocalResult::None => {
                // A day before, the clocks were not changed yet.
                let before = local.checked_sub_days(Days::new(1))?;
                let offset = place.offset_from_local_datetime(&before).earliest()?.fix();
                let at = local.and_local_timezone(offset).single()?.to_utc();
                Some((at, at))
            }
        }
    }

    /// How far it is from UTC at a moment, minutes to the east.
    pub fn minutes(self, at: DateTime<Utc>) -> i32 {
        let offset = match self {
            Self::Place(place) => place.offset_from_utc_datetime(&at.naive_utc()).fix(),
            Self::Fixed(offset) => offset,
        };
        offset.local_minus_utc() / 60
    }
}

/// As it is stored.
impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Place(place) => f.write_str(place.name()),
            Self::Fixed(offset) => write!(f, "{offset}"),
        }
    }
}

impl FromStr for Zone {
    type Err = ZoneError;

    fn from_str(stored: &str) -> Result<Self, ZoneError> {
        if stored.starts_with(['+', '-']) {
            return stored.parse().map(Self::Fixed).map_err(|_| ZoneError);
        }
        stored.parse().map(Self::Place).map_err(|_| ZoneError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_read_back_as_they_are_stored() {
        let fixed = [-720, -210, 0, 330, 345, 840].map(|minutes| Zone::fixed(minutes).unwrap());
        for zone in fixed.into_iter().chain(["Europe/Berlin", "Asia/Kolkata"].map(|name| name.parse().unwrap())) {
            assert_eq!(zone.to_string().parse::<Zone>().unwrap(), zone);
        }
        assert!(Zone::fixed(841).is_none() && Zone::fixed(i32::MAX).is_none());
        for stored in ["", "Nowhere/Else", "+99:99", "UTC+1"] {
            assert!(stored.parse::<Zone>().is_err(), "{stored}");
        }
    }

    #[test]
    fn a_place_knows_its_summer_time() {
        let berlin: Zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(
            ["2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z"].map(|at| berlin.minutes(at.parse().unwrap())),
            [60, 120]
        );
        let katmandu: Zone = "Asia/Kathmandu".parse().unwrap();
        assert_eq!(katmandu.minutes("2026-01-01T00:00:00Z".parse().unwrap()), 345);
    }
}
