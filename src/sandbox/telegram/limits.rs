//! Telegram's limits for what a bot sends (Bot FAQ, "My bot is hitting limits"): about one message a second in a chat
//! with a person, 20 a minute in a group, 30 a second in all. Telegram publishes no burst; a few messages at once were
//! always let through. It knows no methods' effects and reads no clock: the time is given.

use std::collections::{HashMap, VecDeque};

use chrono::{DateTime, TimeDelta, Utc};

/// Messages at once in a chat with a person.
const BURST: i32 = 5;
/// After a burst, the time between two messages in a chat with a person.
const APART: TimeDelta = TimeDelta::seconds(1);
const IN_A_GROUP: Window = Window { messages: 20, time: TimeDelta::seconds(60) };
const IN_ALL: Window = Window { messages: 30, time: TimeDelta::seconds(1) };

/// Whether a method writes or edits a message. `name` is in lower case.
pub(crate) fn counts(name: &str) -> bool {
    name != "sendchataction" && (name.starts_with("send") || name.starts_with("editmessage"))
}

/// Who sent how much, lately. What is refused does not count.
#[derive(Debug, Default)]
pub struct Limits {
    /// By a person's id: when the burst will be whole again.
    people: HashMap<i64, DateTime<Utc>>,
    groups: HashMap<i64, VecDeque<DateTime<Utc>>>,
    all: VecDeque<DateTime<Utc>>,
    floods: usize,
}

/// So many messages in any span of this time.
struct Window {
    messages: usize,
    time: TimeDelta,
}

impl Limits {
    /// Counts a message or an edit; refused with the seconds to wait, rounded up.
    ///
    /// # Errors
    /// When it exceeds the limit of its chat or of all chats.
    pub fn take(&mut self, chat: i64, now: DateTime<Utc>) -> Result<(), u32> {
        let wait = self.wait(chat, now).max(IN_ALL.wait(&mut self.all, now));
        if wait > TimeDelta::zero() {
            self.floods += 1;
            let seconds = wait.to_std().unwrap_or_default().as_millis().div_ceil(1_000);
            return Err(u32::try_from(seconds).unwrap_or(u32::MAX));
        }
        self.all.push_back(now);
        if chat < 0 {
            self.groups.entry(chat).or_default().push_back(now);
        } else {
            let whole = self.people.entry(chat).or_insert(now);
            *whole = (*whole).max(now) + APART;
        }
        Ok(())
    }

    /// How many were refused.
    pub fn floods(&self) -> usize {
        self.floods
    }

    fn wait(&mut self, chat: i64, now: DateTime<Utc>) -> TimeDelta {
        if chat < 0 {
            return IN_A_GROUP.wait(self.groups.entry(chat).or_default(), now);
        }
        let whole = self.people.get(&chat).copied().unwrap_or(now);
        whole - now - APART * (BURST - 1)
    }
}

impl Window {
    /// The time until one more fits; zero or less when it does now.
    fn wait(&self, sent: &mut VecDeque<DateTime<Utc>>, now: DateTime<Utc>) -> TimeDelta {
        while sent.front().is_some_and(|first| now - *first >= self.time) {
            sent.pop_front();
        }
        match sent.front() {
            Some(first) if sent.len() >= self.messages => *first + self.time - now,
            _ => TimeDelta::zero(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds after some moment.
    fn at(milliseconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::milliseconds(milliseconds)
    }

    #[test]
    fn a_person_gets_a_burst_and_then_a_message_a_second() {
        let mut limits = Limits::default();
        for _ in 0..5 {
            assert_eq!(limits.take(7, at(0)), Ok(()));
        }
        assert_eq!(limits.take(7, at(0)), Err(1));
        assert_eq!(limits.take(7, at(400)), Err(1), "what was refused does not count");
        assert_eq!(limits.take(8, at(400)), Ok(()), "each chat has its own");
        assert_eq!(limits.take(7, at(1_000)), Ok(()));
        assert_eq!(limits.take(7, at(1_999)), Err(1));
        let mut steady = (2..100).map(|second| limits.take(7, at(second * 1_000)));
        assert!(steady.all(|taken| taken.is_ok()));
        for _ in 0..5 {
            assert_eq!(limits.take(7, at(200_000)), Ok(()), "the burst is whole again");
        }
        assert_eq!(limits.floods(), 3);
    }

    #[test]
    fn a_group_gets_twenty_in_any_minute() {
        let mut limits = Limits::default();
        for number in 0..20 {
            assert_eq!(limits.take(-100, at(number * 1_000)), Ok(()));
        }
        assert_eq!(limits.take(-100, at(20_500)), Err(40));
        assert_eq!(limits.take(-100, at(59_999)), Err(1));
        assert_eq!(limits.take(-100, at(60_000)), Ok(()));
        assert_eq!(limits.take(-100, at(60_001)), Err(1));
        assert_eq!(limits.take(-200, at(60_001)), Ok(()));
    }

    #[test]
    fn all_chats_share_thirty_a_second() {
        let mut limits = Limits::default();
        for chat in 1..=30 {
            assert_eq!(limits.take(chat, at(0)), Ok(()));
        }
        assert_eq!(limits.take(31, at(999)), Err(1));
        assert_eq!(limits.take(31, at(1_000)), Ok(()));
    }

    #[test]
    fn edits_and_files_count_and_what_shows_nothing_does_not() {
        for name in ["sendmessage", "senddocument", "editmessagetext", "editmessagereplymarkup"] {
            assert!(counts(name), "{name}");
        }
        for name in ["sendchataction", "deletemessage", "answercallbackquery", "getupdates"] {
            assert!(!counts(name), "{name}");
        }
    }
}
