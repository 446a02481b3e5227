//! Numbers, dates, times and durations, written as the catalogue's language writes them.
//!
//! Owns which unit is shown and how it is rounded; separators, names of months and their order are messages. Times are
//! those of the reader's zone; where that is not known they are UTC, and say so.

use std::time::Duration;

use chrono::{DateTime, Datelike as _, NaiveDateTime, Timelike as _, Utc};

use super::Text;
use crate::plain;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

impl Text {
    /// A number with its thousands apart: `1,204,567`.
    pub fn number(&self, number: i64) -> String {
        if (0..1000).contains(&number) {
            return number.to_string();
        }
        let separator = plain!(self, "number-thousands");
        let digits = number.unsigned_abs().to_string();
        let mut shown = String::with_capacity(digits.len() * 2);
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                shown.push_str(&separator);
            }
            shown.push(digit);
        }
        if number < 0 { plain!(self, "number-negative", number = shown) } else { shown }
    }

    /// A moment as it stays right for ever: `21 Nov 2026, 10:00`, or `21 Nov 2026, 10:00 UTC`.
    pub fn date_time(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at);
        let (date, time) = (self.full_date(local), self.minutes(local));
        match self.zone {
            Some(_) => plain!(self, "date-with-time", date = date, time = time),
            None => plain!(self, "date-with-time-utc", date = date, time = time),
        }
    }

    /// A time of day to the second, `12:03:07` or `12:03:07 UTC`: when something was looked at.
    pub fn clock_time(&self, at: DateTime<Utc>) -> String {
        let local = self.local(at);
        let [hours, minutes, seconds] = [local.hour(), local.minute(), local.second()].map(two_digits);
        let time = plain!(self, "time-seconds", hours = hours, minutes = minutes, seconds = seconds);
        if self.zone.is_some() { time } else { plain!(self, "time-utc", time = time) }
    }

    /// A time of day, `12:03`.
    pub fn time_of_day(&self, at: DateTime<Utc>) -> String {
        self.minutes(self.local(at))
    }

    /// What the reader's clock and calendar show.
    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        self.zone.map_or_else(|| at.naive_utc(), |zone| zone.local(at))
    }

    /// A moment as short as it can be told from now: `10:00` today, `21 Nov, 10:00` this year, else with the year.
    pub fn short_time(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (at, now) = (self.local(at), self.local(now));
        let time = self.minutes(at);
        if at.date() == now.date() {
            return time;
        }
        let date = if at.year() == now.year() {
            plain!(self, "date-of-year", day = i64::from(at.day()), month = self.month(at))
        } else {
            self.full_date(at)
        };
        plain!(self, "date-with-time", date = date, time = time)
    }

    /// A wait in words, rounded up to its largest sensible unit: `40 seconds`, `3 minutes`, at most `more than a day`.
    pub fn duration(&self, duration: Duration) -> String {
        let seconds = duration.as_secs().saturating_add(u64::from(duration.subsec_nanos() > 0));
        // A unit and a half is still told in the smaller one, unless it is exactly whole.
        let counts_in = |unit: u64| seconds > unit + unit / 2 || (seconds >= unit && seconds.is_multiple_of(unit));
        let count = |unit: u64| i64::try_from(seconds.div_ceil(unit)).unwrap_or(i64::MAX);
        match seconds {
            _ if duration < Duration::from_secs(1) => plain!(self, "duration-instant"),
            _ if seconds > DAY => plain!(self, "duration-long"),
            _ if counts_in(HOUR) => {
                plain!(self, "duration-hours", count = count(HOUR), shown = self.number(count(HOUR)))
            }
            _ if counts_in(MINUTE) => {
                plain!(self, "duration-minutes", count = count(MINUTE), shown = self.number(count(MINUTE)))
            }
            _ => plain!(self, "duration-seconds", count = count(1), shown = self.number(count(1))),
        }
    }

    /// How long ago, in the largest whole unit: `3 hours ago`. Nothing when the moment is ahead of now.
    pub fn ago(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> Option<String> {
        let passed = now.signed_duration_since(at);
        let months = whole_months(at, now);
        let shown = |count: i64| self.number(count);
        Some(match (months, passed.num_days(), passed.num_hours(), passed.num_minutes()) {
            _ if passed.num_seconds() < 0 => return None,
            (12.., ..) => plain!(self, "passed-years", count = months / 12, shown = shown(months / 12)),
            (1.., ..) => plain!(self, "passed-months", count = months, shown = shown(months)),
            (_, days @ 1.., ..) => plain!(self, "passed-days", count = days, shown = shown(days)),
            (_, _, hours @ 1.., _) => plain!(self, "passed-hours", count = hours, shown = shown(hours)),
            (_, _, _, minutes @ 1..) => plain!(self, "passed-minutes", count = minutes, shown = shown(minutes)),
            _ => plain!(self, "passed-now"),
        })
    }

    /// A day as the reader's calendar shows it: `28 Nov 2026`.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        self.full_date(self.local(at))
    }

    fn full_date(&self, at: NaiveDateTime) -> String {
        plain!(self, "date-full", day = i64::from(at.day()), month = self.month(at), year = at.year().to_string())
    }

    fn minutes(&self, at: NaiveDateTime) -> String {
        plain!(self, "time-minutes", hours = two_digits(at.hour()), minutes = two_digits(at.minute()))
    }

    fn month(&self, at: NaiveDateTime) -> String {
        plain!(self, "month-short", month = i64::from(at.month()))
    }
}

fn two_digits(number: u32) -> String {
    format!("{number:02}")
}

fn whole_months(at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    let calendar = |time: DateTime<Utc>| i64::from(time.year()) * 12 + i64::from(time.month0());
    let begun = (now.day(), now.time()) < (at.day(), at.time());
    calendar(now) - calendar(at) - i64::from(begun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Text {
        Text::english().unwrap()
    }

    fn moment(at: &str) -> DateTime<Utc> {
        at.parse().unwrap()
    }

    #[test]
    fn numbers_are_grouped() {
        for (number, shown) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_204_567, "1,204,567"), (-1234, "-1,234")] {
            assert_eq!(text().number(number), shown);
        }
        assert_eq!(text().number(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn moments_are_written_in_full_or_short() {
        let at = moment("2026-11-21T10:00:09Z");
        assert_eq!(text().date_time(at), "21 Nov 2026, 10:00 UTC");
        assert_eq!(text().clock_time(at), "10:00:09 UTC");
        for (now, shown) in [
            ("2026-11-21T23:59:59Z", "10:00"),
            ("2026-11-22T00:00:00Z", "21 Nov, 10:00"),
            ("2027-01-01T00:00:00Z", "21 Nov 2026, 10:00"),
        ] {
            assert_eq!(text().short_time(at, moment(now)), shown);
        }
        let months: Vec<String> =
            (1..=12).map(|month| text().date_time(moment(&format!("2026-{month:02}-01T00:00:00Z")))).collect();
        assert_eq!(months.first().unwrap(), "1 Jan 2026, 00:00 UTC");
        assert_eq!(months.iter().collect::<std::collections::BTreeSet<_>>().len(), 12);
    }

    #[test]
    fn who_said_where_they_are_reads_their_own_time() {
        let there = |zone: &str| text().in_zone(Some(zone.parse().unwrap()));
        let (winter, summer) = (moment("2026-11-21T23:30:09Z"), moment("2026-07-01T23:30:09Z"));
        assert_eq!(there("Europe/Berlin").date_time(winter), "22 Nov 2026, 00:30");
        assert_eq!(there("Europe/Berlin").date_time(summer), "2 Jul 2026, 01:30");
        assert_eq!(there("+05:30").clock_time(winter), "05:00:09");
        // Today is the reader's today.
        assert_eq!(there("-03:30").short_time(winter, moment("2026-11-22T03:00:00Z")), "20:00");
        assert_eq!(there("Asia/Tokyo").short_time(winter, moment("2026-11-21T10:00:00Z")), "22 Nov, 08:30");
    }

    #[test]
    fn a_wait_is_told_in_its_largest_sensible_unit_and_never_absurdly() {
        for (millis, shown) in [
            (0, "less than a second"),
            (999, "less than a second"),
            (1_000, "1 second"),
            (1_001, "2 seconds"),
            (60_000, "1 minute"),
            (90_000, "90 seconds"),
            (91_000, "2 minutes"),
            (3_600_000, "1 hour"),
            (5_000_000, "84 minutes"),
            (86_400_000, "24 hours"),
            (86_400_001, "more than a day"),
            (u64::MAX, "more than a day"),
        ] {
            assert_eq!(text().duration(Duration::from_millis(millis)), shown, "{millis}");
        }
        assert_eq!(text().duration(Duration::from_secs(1_000_000_000_000_000_000)), "more than a day");
        assert_eq!(text().duration(Duration::MAX), "more than a day");
    }

    #[test]
    fn time_passed_is_told_in_whole_units() {
        let now = moment("2026-11-23T12:03:07Z");
        for (at, expected) in [
            ("2025-10-25T11:18:49.958Z", Some("1 year ago")),
            ("2024-11-23T12:03:07Z", Some("2 years ago")),
            ("2024-11-23T12:03:08Z", Some("1 year ago")),
            ("2026-10-24T12:03:07Z", Some("30 days ago")),
            ("2026-10-23T12:03:07Z", Some("1 month ago")),
            ("2026-11-22T12:03:07Z", Some("1 day ago")),
            ("2026-11-23T09:03:07Z", Some("3 hours ago")),
            ("2026-11-23T12:02:00Z", Some("1 minute ago")),
            ("2026-11-23T12:03:00Z", Some("just now")),
            ("2026-11-23T12:03:09Z", None),
        ] {
            assert_eq!(text().ago(moment(at), now).as_deref(), expected, "{at}");
        }
    }
}
