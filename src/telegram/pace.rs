//! When the bot says something by itself, and when it says again what Telegram refused to take at once.
//!
//! Owns Telegram's limits as its FAQ names them ("My bot is hitting limits"). Answers to people are not held back here:
//! they obey a 429 when it comes.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hashlink::LruCache;
use tokio::time::Instant;

use crate::ids::ChatId;

/// Between two messages in all: 25 a second, of the 30 that Telegram takes.
const IN_ALL: Duration = Duration::from_millis(40);
/// Between two messages in one private chat.
const IN_A_CHAT: Duration = Duration::from_secs(1);
/// Between two messages in one group: 20 a minute.
const IN_A_GROUP: Duration = Duration::from_secs(3);
/// Chats that are remembered.
const CHATS: usize = 10_000;
/// Chats that are told to wait within a moment, before the bot takes it for its own limit, and that moment.
const STRAINED: usize = 3;
const LATELY: Duration = Duration::from_secs(5);
/// How far answers push back what nobody asked for, at most.
const MOST_DEBT: Duration = Duration::from_secs(1);

/// The pace of what is not an answer. Shared by all who send.
pub struct Pace {
    in_a_chat: Duration,
    in_a_group: Duration,
    state: Mutex<State>,
}

impl Default for Pace {
    fn default() -> Self {
        Self::new(IN_A_CHAT, IN_A_GROUP)
    }
}

struct State {
    own: Rate,
    /// The turns of what was told to wait.
    again: BTreeSet<Instant>,
    chats: LruCache<ChatId, Instant>,
    /// When a chat was told to wait.
    told: LruCache<ChatId, Instant>,
}

impl State {
    fn take(&mut self, chat: ChatId, at: Instant, free: Instant) {
        self.own.take(at);
        self.chats.insert(chat, free);
    }
}

impl Default for State {
    fn default() -> Self {
        Self { own: Rate(None), again: BTreeSet::new(), chats: LruCache::new(CHATS), told: LruCache::new(CHATS) }
    }
}

/// One point in time each: the next free one.
struct Rate(Option<Instant>);

impl Rate {
    fn next(&self, now: Instant) -> Instant {
        self.0.map_or(now, |next| next.max(now))
    }

    fn take(&mut self, at: Instant) {
        self.0 = Some(at + IN_ALL);
    }
}

impl Pace {
    /// With other times between two messages in one private chat and in one group than Telegram asks for: a simulated one
    /// has no limits unless it is told to.
    pub fn new(in_a_chat: Duration, in_a_group: Duration) -> Self {
        Self { in_a_chat, in_a_group, state: Mutex::default() }
    }

    /// When a chat is free again after a message.
    fn free(&self, private: bool, at: Instant) -> Instant {
        at + if private { self.in_a_chat } else { self.in_a_group }
    }

    /// Takes a turn for something that nobody asked for in this chat.
    ///
    /// # Errors
    /// When it is not the time for it: when to try again. Answers may take the turn before that.
    pub fn own(&self, chat: ChatId, private: bool, now: Instant) -> Result<(), Instant> {
        let mut state = self.state();
        let free = state.chats.get(&chat).copied().unwrap_or(now).max(state.own.next(now));
        if free > now {
            return Err(free);
        }
        state.take(chat, now, self.free(private, now));
        Ok(())
    }

    /// An answer goes to this chat now: what nobody asked for waits the longer.
    pub fn answered(&self, chat: ChatId, private: bool, now: Instant) {
        let mut state = self.state();
        let next = state.own.next(now).min(now + MOST_DEBT);
        state.take(chat, next, self.free(private, next));
    }

    /// Takes the first free turn from `at` on for a call that was told to wait until then: all that wait must not come
    /// back at once.
    pub fn again(&self, at: Instant) -> Instant {
        let mut state = self.state();
        state.again = state.again.split_off(&Instant::now());
        let mut turn = at;
        while let Some(taken) = state.again.range(turn..turn + IN_ALL).next_back().copied().or_else(|| {
            let before = state.again.range(..turn).next_back().copied();
            before.filter(|before| *before + IN_ALL > turn)
        }) {
            turn = taken + IN_ALL;
        }
        state.again.insert(turn);
        turn
    }

    /// Telegram told this chat to wait.
    pub fn told(&self, chat: ChatId, now: Instant) {
        self.state().told.insert(chat, now);
    }

    /// Whether several chats were told to wait a moment ago: it may be the bot's own limit, and what is not an answer is
    /// put off.
    pub fn is_strained(&self, now: Instant) -> bool {
        let state = self.state();
        let lately = |told: &Instant| *told + LATELY > now;
        state.told.iter().filter(|(_, told)| lately(told)).take(STRAINED).count() == STRAINED
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_chat_that_waits_long_makes_no_other_one_wait() {
        let (pace, now) = (Pace::default(), Instant::now() + seconds(1));
        assert_eq!(pace.again(now + seconds(100)), now + seconds(100));
        assert_eq!(pace.again(now + seconds(1)), now + seconds(1));
        let again: Vec<Instant> = (0..5).map(|_| pace.again(now + seconds(1))).collect();
        let expected: Vec<Instant> = (1..=5).map(|place| now + seconds(1) + IN_ALL * place).collect();
        assert_eq!(again, expected, "one after the other");
        assert_eq!(pace.again(now + seconds(1) - IN_ALL / 2), now + seconds(1) + IN_ALL * 6);
    }

    #[test]
    fn a_burst_of_answers_holds_back_for_a_second_at_most() {
        let (pace, now) = (Pace::default(), Instant::now());
        (0..3_000).for_each(|chat| pace.answered(ChatId::new(chat), true, now));
        assert_eq!(pace.own(ChatId::new(-1), true, now + seconds(2)), Ok(()));
    }

    #[test]
    fn three_chats_that_were_told_a_moment_ago_are_a_strain_and_no_longer() {
        let (pace, now) = (Pace::default(), Instant::now());
        (0..2).for_each(|chat| pace.told(ChatId::new(chat), now));
        assert!(!pace.is_strained(now));
        pace.told(ChatId::new(2), now);
        assert!(pace.is_strained(now) && !pace.is_strained(now + LATELY));
    }
}
