//! The time, the place or the distance from UTC that somebody types instead of pressing it.
//!
//! Owns how such words are read. A time is only believed where some clock of the world shows it now.

use super::{Ahead, KnownPlace, Where, clocks, set};
use crate::characters;
use crate::frame::prompt::Words;
use crate::frame::{Anyone, Button, Named, Prompt, Taken, Trouble, View, Visit, to};
use crate::html;
use crate::link::{Tag, tag};
use crate::plain;
use crate::screens::settings::Settings;
use crate::text::{Html, Text, Zone};

/// How far a watch may be off, and an answer late, minutes.
const MAX_OFF: i32 = 7;
/// Minutes of a day, and of half of it.
const DAY: i32 = super::DAY;
const HALF_A_DAY: i32 = DAY / 2;

/// "What time is it where you are?", answered by words.
pub struct TypedTime;
impl Named for TypedTime {
    const TAG: Tag = tag(b"y4");
    type At = ();
}
impl Prompt for TypedTime {
    type Who = Anyone;
    type Answer = Words;

    async fn ask(visit: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
        Ok(html!(visit.text(), "zone-ask-time"))
    }

    async fn take(visit: &Visit<'_, Anyone>, (): (), Words(words): Words) -> Result<Taken, Trouble> {
        let (text, words) = (visit.text(), plain_words(&words));
        let fixed = distance(&words).and_then(Zone::fixed);
        if let Some(zone) = fixed.or_else(|| place(text, &words)) {
            set(visit, Some(zone)).await?;
            return Ok(Taken::Go(to(Settings, ())));
        }
        let clocks = clocks(visit.now());
        let times = times(&words);
        let known: Vec<(i32, Ahead)> = times.iter().filter_map(|time| nearest(&clocks, *time)).collect();
        Ok(match known[..] {
            [(_, ahead)] => Taken::Go(to(Where, (ahead,))),
            [] => {
                let read = if times.is_empty() { "no" } else { "yes" };
                let now = text.clone().in_zone(None).time_of_day(visit.now());
                Taken::Again(html!(text, "zone-not-read", read = read, now = now))
            }
            _ => {
                let utc = text.clone().in_zone(None);
                let label = |ahead: Ahead| utc.time_of_day(visit.now() + ahead.delta());
                let buttons = known.iter().map(|(_, ahead)| Button::to(label(*ahead), Where, (*ahead,)));
                let view = View::new(html!(text, "zone-which-half")).row(buttons);
                Taken::Show(Box::new(view.asks(Self, ())))
            }
        })
    }
}

/// In small letters, with ASCII digits and one kind of space and dash.
fn plain_words(words: &str) -> String {
    let plain = |c: char| match c {
        c if characters::is_space(c) => ' ',
        c if characters::is_dash(c) => '-',
        c => characters::digit(c).unwrap_or_else(|| characters::narrow(c)),
    };
    let words: String = characters::seen(words).chars().map(plain).collect();
    words.trim().trim_end_matches(['.', '!']).to_lowercase()
}

/// A distance from UTC, minutes: `utc+3`, `gmt-5:30`, `+0530`, `utc`.
fn distance(words: &str) -> Option<i32> {
    let behind = words.strip_prefix("utc").or_else(|| words.strip_prefix("gmt"));
    let rest = behind.unwrap_or(words).trim();
    if rest.is_empty() {
        return behind.map(|_| 0);
    }
    let (sign, rest) = match rest.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, rest.strip_prefix('-')?),
    };
    let (hours, minutes) = hours_and_minutes(rest.trim())?;
    Some(sign * (hours * 60 + minutes))
}

/// A place of the world by its name, or a city of the buttons.
fn place(text: &Text, words: &str) -> Option<Zone> {
    let is_there = |place: &KnownPlace| {
        let label = plain!(text, "zone-place", place = crate::frame::named::Number::get(*place));
        label.split(',').any(|city| city.trim().to_lowercase() == words)
    };
    Zone::named(words).or_else(|| KnownPlace::all().find(is_there)?.zone())
}

/// The minutes of the day that words can mean: two where nothing says which half of it.
fn times(words: &str) -> Vec<i32> {
    let letter = words.find(char::is_alphabetic).unwrap_or(words.len());
    let (head, tail) = words.split_at_checked(letter).unwrap_or((words, ""));
    // `14h30`
    let (head, tail) = match tail.strip_prefix('h') {
        Some(minutes) if minutes.chars().all(|c| c.is_ascii_digit()) => (format!("{head}:{minutes}"), ""),
        _ => (head.to_owned(), tail),
    };
    let tail: String = tail.chars().filter(|c| c.is_alphabetic()).collect();
    let Some((hours, minutes)) = hours_and_minutes(head.trim().trim_end_matches(':')) else { return Vec::new() };
    let of = |hours: i32| (hours * 60 + minutes).rem_euclid(DAY);
    let in_half = (1..=12).contains(&hours);
    match tail.as_str() {
        "am" | "a" if in_half => vec![of(hours % 12)],
        "pm" | "p" if in_half => vec![of(hours % 12 + 12)],
        "" if in_half && !head.starts_with('0') => vec![of(hours), (of(hours) + HALF_A_DAY).rem_euclid(DAY)],
        "" | "am" | "pm" | "uhr" | "h" | "hrs" if hours <= 24 => vec![of(hours)],
        _ => Vec::new(),
    }
}

/// `14:30`, `14.30`, `14 30`, `1430`, `14`; seconds are left out.
fn hours_and_minutes(words: &str) -> Option<(i32, i32)> {
    let parts: Vec<&str> = words.split([':', '.', ' ', '-']).filter(|part| !part.is_empty()).collect();
    let (hours, minutes) = match parts[..] {
        [one] if (3..=4).contains(&one.len()) => one.split_at_checked(one.len() - 2)?,
        [hours] => (hours, "0"),
        [hours, minutes] | [hours, minutes, _] => (hours, minutes),
        _ => return None,
    };
    let number =
        |part: &str| part.parse::<i32>().ok().filter(|_| part.len() <= 2 && part.bytes().all(|b| b.is_ascii_digit()));
    Some((number(hours)?, number(minutes).filter(|minutes| *minutes < 60)?))
}

/// The clock of the world that shows this time now, as good as exactly.
fn nearest(clocks: &std::collections::BTreeMap<i32, Ahead>, time: i32) -> Option<(i32, Ahead)> {
    let off = |shown: i32| {
        let later = (shown - time).rem_euclid(DAY);
        later.min(DAY - later)
    };
    let all = clocks.iter().map(|(shown, ahead)| (off(*shown), *ahead));
    all.filter(|(off, _)| *off <= MAX_OFF).min_by_key(|(off, _)| *off)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times_of(words: &str) -> Vec<i32> {
        times(&plain_words(words))
    }

    #[test]
    fn a_time_is_read_as_people_write_it() {
        let half_past_two_pm = 14 * 60 + 30;
        for words in [
            "14:30",
            "14.30",
            "14 30",
            "1430",
            "14h30",
            "2:30 pm",
            "2:30PM",
            "2.30 p.m.",
            "١٤:٣٠",
            "１４：３０",
            "14:30:59",
            "14:30 Uhr",
        ] {
            assert_eq!(times_of(words), [half_past_two_pm], "{words}");
        }
        assert_eq!(times_of("2:30"), [150, 150 + HALF_A_DAY]);
        assert_eq!(times_of("12:05"), [725, 5]);
        assert_eq!((times_of("02:30"), times_of("12 am"), times_of("12 pm")), (vec![150], vec![0], vec![720]));
        assert_eq!((times_of("0:10"), times_of("24:00"), times_of("2 pm")), (vec![10], vec![0], vec![840]));
        for words in ["", "25:00", "14:60", "half two", "14:30 tomorrow", "1:2:3:4", "13 bananas", "99999", "+3"] {
            assert_eq!(times_of(words), Vec::<i32>::new(), "{words}");
        }
    }

    #[test]
    fn a_distance_is_read_as_people_write_it() {
        let of = |words: &str| distance(&plain_words(words));
        for (words, minutes) in [
            ("UTC+3", 180),
            ("utc +3", 180),
            ("GMT-5:30", -330),
            ("+0530", 330),
            ("UTC−3", -180),
            ("UTC", 0),
            ("gmt", 0),
            ("+5.5", 305),
        ] {
            assert_eq!(of(words), Some(minutes), "{words}");
        }
        for words in ["3", "UTC3", "UTC+", "+x", "Berlin", "+1:2:3:4", "utc+-3"] {
            assert!(of(words).is_none() || words == "utc+-3", "{words}");
        }
    }

    #[test]
    fn a_place_is_found_by_its_name() {
        let text = Text::english().unwrap();
        let of = |words: &str| place(&text, &plain_words(words)).map(|zone| zone.to_string());
        for (words, zone) in [
            ("Europe/Berlin", "Europe/Berlin"),
            ("europe/berlin", "Europe/Berlin"),
            ("Berlin", "Europe/Berlin"),
            ("new york", "America/New_York"),
            ("America/New York", "America/New_York"),
            ("Mumbai", "Asia/Kolkata"),
        ] {
            assert_eq!(of(words).as_deref(), Some(zone), "{words}");
        }
        assert_eq!((of("Atlantis"), of(""), of("Etc/GMT-3")), (None, None, None));
    }
}
