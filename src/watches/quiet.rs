//! Quiet hours: whether they are now, and when they end.
//!
//! Owns the boundaries. They are computed afresh from the local date and time, so that they are right on the days on which
//! the clocks change. It must not know what is held back.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::store::Settings;
use crate::text::Zone;

/// When a person's quiet hours end, where they are now; none without a time zone, because nobody knows their night then.
pub fn until(settings: &Settings, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let (from, to) = settings.quiet.filter(|(from, to)| from != to)?;
    let zone: Zone = settings.zone.as_deref()?.parse().ok()?;
    let today = zone.local(now).date();
    // Those that began yesterday may go on; a night is one of them.
    [today.checked_sub_days(Days::new(1))?, today].into_iter().find_map(|day| {
        let (begin, _) = moments(zone, day, from)?;
        let (_, end) = moments(zone, ending(day, from, to)?, to)?;
        (begin <= now && now < end).then_some(end)
    })
}

/// The day on which quiet hours end that begin on this one.
fn ending(day: NaiveDate, from: u16, to: u16) -> Option<NaiveDate> {
    if to > from { Some(day) } else { day.checked_add_days(Days::new(1)) }
}

fn moments(zone: Zone, day: NaiveDate, minutes: u16) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    zone.moments(day.and_time(NaiveTime::MIN) + TimeDelta::minutes(minutes.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn night(zone: &str, hours: (u16, u16)) -> Settings {
        Settings { zone: Some(zone.into()), quiet: Some((hours.0 * 60, hours.1 * 60)), ..Settings::default() }
    }

    fn ends(settings: &Settings, now: &str) -> Option<String> {
        until(settings, now.parse().unwrap()).map(|end| end.format("%d %H:%M").to_string())
    }

    #[test]
    fn a_night_goes_over_midnight_and_ends_at_its_minute() {
        let berlin = night("Europe/Berlin", (22, 8));
        for (now, end) in [
            ("2026-11-23T20:59:59Z", None),
            ("2026-11-23T21:00:00Z", Some("24 07:00")),
            ("2026-11-24T06:59:59Z", Some("24 07:00")),
            ("2026-11-24T07:00:00Z", None),
        ] {
            assert_eq!(ends(&berlin, now).as_deref(), end, "{now}");
        }
        let noon = night("Asia/Kolkata", (12, 14));
        assert_eq!(ends(&noon, "2026-11-23T07:00:00Z").as_deref(), Some("23 08:30"));
        assert_eq!(ends(&noon, "2026-11-23T08:30:00Z"), None);
        assert_eq!(ends(&night("Europe/Berlin", (8, 8)), "2026-11-23T21:00:00Z"), None, "no hours at all");
        assert_eq!(until(&Settings { zone: None, ..berlin }, "2026-11-23T21:00:00Z".parse().unwrap()), None);
    }

    #[test]
    fn summer_time_makes_a_night_shorter_or_longer() {
        let berlin = night("Europe/Berlin", (22, 8));
        // The clocks go from 2 to 3 on 29 March, and from 3 to 2 on 25 October.
        assert_eq!(ends(&berlin, "2026-03-28T21:00:00Z").as_deref(), Some("29 06:00"));
        assert_eq!(ends(&berlin, "2026-03-29T06:00:00Z"), None);
        assert_eq!(
            ends(&berlin, "2026-03-29T20:00:00Z").as_deref(),
            Some("30 06:00"),
            "22:00 is an hour earlier by now"
        );
        assert_eq!(ends(&berlin, "2026-10-24T20:00:00Z").as_deref(), Some("25 07:00"));
        assert_eq!(ends(&berlin, "2026-10-25T06:30:00Z").as_deref(), Some("25 07:00"));
        assert_eq!(ends(&berlin, "2026-10-25T20:30:00Z"), None);
    }

    #[test]
    fn boundaries_in_a_gap_and_in_a_fold_are_moments() {
        let odd = |zone: &str, from, to| Settings { quiet: Some((from, to)), ..night(zone, (0, 0)) };
        // 02:30 is not there on 29 March: an hour later by the clock. On 25 October it is there twice: the first begins, and
        // the second ends.
        assert_eq!(ends(&odd("Europe/Berlin", 22 * 60, 150), "2026-03-29T00:30:00Z").as_deref(), Some("29 01:30"));
        assert_eq!(ends(&odd("Europe/Berlin", 22 * 60, 150), "2026-10-25T00:45:00Z").as_deref(), Some("25 01:30"));
        assert_eq!(ends(&odd("Europe/Berlin", 150, 480), "2026-10-25T00:30:00Z").as_deref(), Some("25 07:00"));
        // Half an hour is what Lord Howe's clocks change by.
        assert_eq!(
            ends(&odd("Australia/Lord_Howe", 22 * 60, 135), "2026-10-03T15:00:00Z").as_deref(),
            Some("03 15:45")
        );
    }
}
