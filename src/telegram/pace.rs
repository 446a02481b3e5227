//! When the bot says something by itself, and when it says again what Telegram refused to take at once.
//!
//! Owns Telegram's limits as its FAQ names them ("My bot is hitting limits"). Answers to people are not held back here:
//! they obey a 429 when it comes.

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
/// Chats that are remembered; each is forgotten by itself after its pause.
const CHATS: usize = 10_000;
/// Chats that are told to wait at the same time, before the bot takes it for its own limit.
const STRAINED: usize = 3;

/// The pace of what is not an answer. Shared by all who send.
#[derive(Default)]
pub struct Pace(Mutex<State>);

struct State {
    own: Rate,
    again: Rate,
    chats: LruCache<ChatId, Instant>,
    /// Until when a chat has to wait.
    told: LruCache<ChatId, Instant>,
}

impl State {
    fn take(&mut self, chat: ChatId, private: bool, at: Instant) {
        self.own.take(at);
        self.chats.insert(chat, at + if private { IN_A_CHAT } else { IN_A_GROUP });
    }
}

impl Default for State {
    fn default() -> Self {
        Self { own: Rate(None), again: Rate(None), chats: LruCache::new(CHATS), told: LruCache::new(CHATS) }
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
        state.take(chat, private, now);
        Ok(())
    }

    /// An answer goes to this chat now: what nobody asked for waits the longer.
    pub fn answered(&self, chat: ChatId, private: bool, now: Instant) {
        let mut state = self.state();
        let next = state.own.next(now);
        state.take(chat, private, next);
    }

    /// Takes the next turn for a call that was told to wait until `at`: all that wait must not come back at once.
    pub fn again(&self, at: Instant) -> Instant {
        let mut state = self.state();
        let at = state.again.next(at);
        state.again.take(at);
        at
    }

    /// Telegram told this chat to wait.
    pub fn told(&self, chat: ChatId, wait: Duration) {
        // A wait beyond the clock's end is as good as none: nobody lives to see it.
        let Some(until) = Instant::now().checked_add(wait) else { return };
        self.state().told.insert(chat, until);
    }

    /// Whether several chats have to wait: then it may be the bot's own limit, and what is not an answer is left out.
    pub fn is_strained(&self) -> bool {
        let mut state = self.state();
        let now = Instant::now();
        while state.told.iter().next().is_some_and(|(_, until)| *until <= now) {
            state.told.remove_lru();
        }
        state.told.iter().filter(|(_, until)| **until > now).take(STRAINED).count() == STRAINED
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
