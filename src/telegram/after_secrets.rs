//! Who was asked for a password lately: what they write next may be one, although no question awaits it any more.
//!
//! Owns a time and a question for each person, in memory only. It must not look at what anybody writes.

use std::sync::{Mutex, MutexGuard, PoisonError};

use hashlink::LruCache;

use crate::ids::UserId;
use crate::link::Link;

/// Most people of whom it is kept.
const MANY: usize = 5_000;
/// How long a question is open, ms (`store/questions.rs`).
const OPEN_MS: i64 = 15 * 60 * 1000;
/// How long words may be a password after its question was answered or left, ms.
const AFTER_MS: i64 = 10 * 60 * 1000;

/// The questions for passwords that were asked lately, by person.
pub struct AfterSecrets(Mutex<LruCache<UserId, (i64, Link)>>);

impl Default for AfterSecrets {
    fn default() -> Self {
        Self(Mutex::new(LruCache::new(MANY)))
    }
}

impl AfterSecrets {
    /// A question for a password is asked now.
    pub fn asked(&self, user: UserId, question: Link, now: i64) {
        self.note(user, question, now.saturating_add(OPEN_MS + AFTER_MS));
    }

    /// Its person wrote or pressed something while it was open: it is answered now, or left.
    pub fn met(&self, user: UserId, question: Link, now: i64) {
        self.note(user, question, now.saturating_add(AFTER_MS));
    }

    /// The question that words of this person may still be meant for.
    pub fn question(&self, user: UserId, now: i64) -> Option<Link> {
        self.all().get(&user).filter(|(until, _)| *until > now).map(|(_, question)| *question)
    }

    fn note(&self, user: UserId, question: Link, until: i64) {
        let mut all = self.all();
        let before = all.get(&user).map_or(i64::MIN, |(until, _)| *until);
        all.insert(user, (before.max(until), question));
    }

    fn all(&self) -> MutexGuard<'_, LruCache<UserId, (i64, Link)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_kept_while_it_is_open_and_for_ten_minutes_after() {
        let (anna, boris) = (UserId::new(7001), UserId::new(7002));
        let link: Link = "lp 0 1".parse().unwrap();
        let kept = AfterSecrets::default();
        kept.asked(anna, link, 0);
        assert_eq!(kept.question(anna, OPEN_MS + AFTER_MS - 1), Some(link));
        assert_eq!((kept.question(anna, OPEN_MS + AFTER_MS), kept.question(boris, 0)), (None, None));
        kept.met(anna, link, 1);
        assert_eq!(kept.question(anna, OPEN_MS), Some(link), "an answer does not make it shorter");
        kept.met(anna, link, OPEN_MS + AFTER_MS);
        assert_eq!(kept.question(anna, OPEN_MS + 2 * AFTER_MS - 1), Some(link));
    }
}
