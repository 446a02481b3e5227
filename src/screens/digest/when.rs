//! The moment of the next digest: an hour of the reader's day, also on the days on which the clock is changed.

use chrono::{DateTime, Days, LocalResult, NaiveDateTime, TimeDelta, TimeZone as _, Utc};

use crate::ids::UserId;
use crate::text::Zone;

/// Over how many seconds the digests of an hour are spread.
const SPREAD: i64 = 5 * 60;
/// The longest time that a change of the clock ever left out is a day (Apia, 30 December 2011); changes happen at quarters.
const QUARTERS: i64 = 4 * 25;

/// When the next digest is due after `now`: at this hour of the day there, and a little later, always the same for a person.
pub(super) fn next(now: DateTime<Utc>, zone: Option<Zone>, hour: u8, user: UserId) -> DateTime<Utc> {
    let later = TimeDelta::seconds(user.get().rem_euclid(SPREAD));
    let today = zone.map_or(now.naive_utc(), |zone| zone.local(now)).date();
    // Yesterday's may be ahead, where the date line or a change of the clock is in between.
    let days = [today.pred_opt(), Some(today), today.succ_opt(), today.checked_add_days(Days::new(2))];
    let moments = days.into_iter().flatten().filter_map(|day| day.and_hms_opt(u32::from(hour), 0, 0));
    let next = moments.map(|local| moment(zone, local) + later).find(|at| *at > now);
    next.unwrap_or(now + TimeDelta::days(1))
}

/// When a clock there shows this: the first time, where it does twice; the end of what is left out, where it never does.
fn moment(zone: Option<Zone>, local: NaiveDateTime) -> DateTime<Utc> {
    let on = |local: &NaiveDateTime| match zone {
        None => Some(local.and_utc()),
        Some(Zone::Fixed(offset)) => offset.from_local_datetime(local).earliest().map(|at| at.to_utc()),
        Some(Zone::Place(place)) => match place.from_local_datetime(local) {
            LocalResult::Single(at) | LocalResult::Ambiguous(at, _) => Some(at.to_utc()),
            LocalResult::None => None,
        },
    };
    let later = (0..QUARTERS).filter_map(|quarter| local.checked_add_signed(TimeDelta::minutes(15 * quarter)));
    later.into_iter().find_map(|local| on(&local)).unwrap_or_else(|| local.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOBODY: UserId = UserId::new(0);

    fn at(time: &str) -> DateTime<Utc> {
        time.parse().unwrap()
    }

    fn digests(from: &str, zone: &str, hour: u8, count: usize) -> Vec<String> {
        let zone: Option<Zone> = zone.parse().ok();
        let mut now = at(from);
        let mut all = Vec::new();
        for _ in 0..count {
            now = next(now, zone, hour, NOBODY);
            all.push(now.format("%d %H:%M").to_string());
        }
        all
    }

    #[test]
    fn it_is_the_same_hour_of_the_day_before_and_after_a_change_of_the_clock() {
        let autumn = digests("2026-10-23T12:00:00Z", "Europe/Berlin", 9, 4);
        assert_eq!(autumn, ["24 07:00", "25 08:00", "26 08:00", "27 08:00"]);
        let spring = digests("2027-03-26T12:00:00Z", "Europe/Berlin", 9, 4);
        assert_eq!(spring, ["27 08:00", "28 07:00", "29 07:00", "30 07:00"]);
        let south = digests("2026-10-02T12:00:00Z", "Australia/Sydney", 9, 3);
        assert_eq!(south, ["02 23:00", "03 22:00", "04 22:00"]);
    }

    #[test]
    fn an_hour_that_comes_twice_is_one_digest_and_one_that_never_comes_too() {
        assert_eq!(digests("2026-10-24T12:00:00Z", "Europe/Berlin", 2, 2), ["25 00:00", "26 01:00"]);
        assert_eq!(digests("2027-03-27T12:00:00Z", "Europe/Berlin", 2, 2), ["28 01:00", "29 00:00"]);
        // Cairo leaves out midnight.
        assert_eq!(digests("2026-04-23T12:00:00Z", "Africa/Cairo", 0, 2), ["23 22:00", "24 21:00"]);
        // Apia left out the whole of 30 December.
        assert_eq!(digests("2011-12-29T12:00:00Z", "Pacific/Apia", 9, 3), ["29 19:00", "30 10:00", "30 19:00"]);
    }

    #[test]
    fn without_a_zone_it_is_utc_and_everywhere_it_is_ahead_within_two_days() {
        assert_eq!(digests("2026-11-23T09:00:00Z", "", 9, 2), ["24 09:00", "25 09:00"]);
        for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kathmandu", "+14:00", "-12:00", "-03:30"] {
            let zone: Option<Zone> = zone.parse().ok();
            for step in 0..400 {
                let now = at("2026-01-01T00:00:00Z") + TimeDelta::hours(step * 23);
                for hour in [0, 9, 23] {
                    let next = next(now, zone, hour, NOBODY);
                    assert!(next > now && next - now <= TimeDelta::hours(25), "{now} {next}");
                }
            }
        }
    }

    #[test]
    fn people_are_spread_over_five_minutes_and_each_keeps_their_minute() {
        let now = at("2026-11-23T09:00:00Z");
        let of = |user| next(now, None, 9, UserId::new(user));
        assert_eq!(of(7001), of(7001));
        assert_eq!(of(7001) - of(7000), TimeDelta::seconds(1));
        assert!((0..999).all(|user| (of(user) - of(0)).num_seconds().rem_euclid(86_400) < SPREAD));
    }
}
