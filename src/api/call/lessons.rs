//! What use teaches about addresses that are somebody's guess: one where a call succeeded is right, one where the server
//! had nothing twice in a row is missing.
//!
//! Owns what is known of them in this process, and when a change of it is worth a write: at most once a day for a success.
//! It knows no person and no database; what it learned before comes from above, and what it learns is taken there.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;
use tokio::sync::Notify;
use url::Url;

use super::corrections::Corrections;
use super::endpoint::Endpoint;

/// How often in a row the server must have nothing at an address until it counts as missing.
const MISSES: u8 = 2;

/// What is known of an endpoint's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// The name of the endpoint.
    pub endpoint: String,
    /// The address it is about, as [`address`] writes it.
    pub address: String,
    /// The last day on which a call succeeded.
    pub worked_on: Option<NaiveDate>,
    /// Since when the server has nothing there.
    pub missing_since: Option<NaiveDate>,
}

/// An endpoint's address in one text, with the day on which the operator's file says it was proven. What was learned is
/// about this text: another server, or another line in the file, and it is forgotten.
pub fn address(base: &Url, corrections: &Corrections, endpoint: Endpoint) -> String {
    let (method, path) = corrections.of(endpoint);
    let base = base.as_str().trim_end_matches('/');
    let proven = corrections.proven(endpoint).map(|day| format!(" {day}")).unwrap_or_default();
    format!("{} {base}{path}{proven}", method.name())
}

/// What was learned so far.
#[derive(Default)]
pub(in crate::api) struct Lessons {
    known: Mutex<HashMap<Endpoint, Known>>,
    more: Notify,
}

#[derive(Clone, Copy, Default)]
struct Known {
    worked_on: Option<NaiveDate>,
    misses: u8,
    missing_since: Option<NaiveDate>,
    unwritten: bool,
}

impl Lessons {
    /// A call succeeded.
    pub(in crate::api) fn worked(&self, endpoint: Endpoint, today: NaiveDate) {
        self.learn(endpoint, |known| {
            let news = known.worked_on != Some(today) || known.missing_since.is_some();
            *known = Known { worked_on: Some(today), unwritten: known.unwritten, ..Known::default() };
            news
        });
    }

    /// The server had nothing at the address.
    pub(in crate::api) fn missed(&self, endpoint: Endpoint, today: NaiveDate) {
        self.learn(endpoint, |known| {
            known.misses = known.misses.saturating_add(1);
            let news = known.misses >= MISSES && known.missing_since.is_none();
            if news {
                known.missing_since = Some(today);
            }
            news
        });
    }

    fn learn(&self, endpoint: Endpoint, change: impl FnOnce(&mut Known) -> bool) {
        let mut all = self.lock();
        let known = all.entry(endpoint).or_default();
        if change(known) {
            known.unwritten = true;
            self.more.notify_one();
        }
    }

    pub(in crate::api) fn is_missing(&self, endpoint: Endpoint) -> bool {
        self.lock().get(&endpoint).is_some_and(|known| known.missing_since.is_some())
    }

    /// Takes over what was learned before about an address that is the same today.
    pub(in crate::api) fn remember(&self, endpoint: Endpoint, lesson: &Lesson) {
        let (worked_on, missing_since) = (lesson.worked_on, lesson.missing_since);
        let misses = if missing_since.is_some() { MISSES } else { 0 };
        self.lock().insert(endpoint, Known { worked_on, misses, missing_since, unwritten: false });
    }

    /// Waits for something new, and takes all of it: the endpoint, when it last worked, since when it is missing.
    pub(in crate::api) async fn news(&self) -> Vec<(Endpoint, Option<NaiveDate>, Option<NaiveDate>)> {
        loop {
            let news = self.take();
            if !news.is_empty() {
                return news;
            }
            self.more.notified().await;
        }
    }

    fn take(&self) -> Vec<(Endpoint, Option<NaiveDate>, Option<NaiveDate>)> {
        let mut all = self.lock();
        let news = |(endpoint, known): (&Endpoint, &mut Known)| {
            std::mem::take(&mut known.unwritten).then_some((*endpoint, known.worked_on, known.missing_since))
        };
        all.iter_mut().filter_map(news).collect()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Endpoint, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ADS: Endpoint = Endpoint::ToggleAds;

    fn day(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn a_success_is_news_once_a_day() {
        let lessons = Lessons::default();
        lessons.worked(ADS, day(1));
        assert_eq!(lessons.take(), [(ADS, Some(day(1)), None)]);
        lessons.worked(ADS, day(1));
        assert!(lessons.take().is_empty());
        lessons.worked(ADS, day(2));
        assert_eq!(lessons.take(), [(ADS, Some(day(2)), None)]);
    }

    #[test]
    fn only_two_misses_in_a_row_make_an_address_missing_and_a_success_ends_it() {
        let lessons = Lessons::default();
        lessons.missed(ADS, day(1));
        lessons.worked(ADS, day(1));
        lessons.missed(ADS, day(1));
        assert!(!lessons.is_missing(ADS));
        lessons.take();
        lessons.missed(ADS, day(2));
        assert!(lessons.is_missing(ADS));
        assert_eq!(lessons.take(), [(ADS, Some(day(1)), Some(day(2)))]);
        lessons.missed(ADS, day(3));
        assert!(lessons.take().is_empty(), "it is no news");
        lessons.worked(ADS, day(3));
        assert!(!lessons.is_missing(ADS));
        assert_eq!(lessons.take(), [(ADS, Some(day(3)), None)]);
    }

    #[test]
    fn another_server_path_or_proof_is_another_address() {
        let base: Url = "https://api.example/v2".parse().unwrap();
        let told = |text: &str| address(&base, &Corrections::parse(text).unwrap(), Endpoint::GetProperties);
        assert_eq!(told(""), "GET https://api.example/v2/bots/{id}/properties");
        let corrected = "[get_properties]\npath = \"/bots/{id}/props\"\nproven = \"2026-11-26\"\n";
        assert_eq!(told(corrected), "GET https://api.example/v2/bots/{id}/props 2026-11-26");
    }
}
