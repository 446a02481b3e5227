//! How the bots of an account are, as read a moment ago: many who watch them cost one call.
//!
//! Owns the sharing alone. It holds a bot's number, its status and its name, never its token.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hashlink::LruCache;

use super::super::{Api, ApiError, ApiText};
use crate::credentials::ApiKey;
use crate::ids::BotId;

/// Most keys whose readings are held; beyond, the least recently used goes.
const MANY: usize = 2_000;

/// A bot as it was read.
#[derive(Debug, Clone)]
pub struct Dot {
    /// Its number.
    pub id: BotId,
    /// Its name.
    pub name: Option<ApiText>,
    /// Its status word.
    pub status: Option<ApiText>,
}

/// All bots of an account at one moment.
#[derive(Debug, Clone)]
pub struct Dots {
    /// When they were read, ms since 1970 UTC.
    pub at: i64,
    /// The bots.
    pub bots: Arc<[Dot]>,
}

/// Held while it is read: whoever else wants it waits for the same answer.
type Reading = Arc<tokio::sync::Mutex<Option<Dots>>>;

/// The readings by the key's mark. Clones share them.
#[derive(Clone)]
pub(in crate::api) struct Readings(Arc<Mutex<LruCache<u64, Reading>>>);

impl Default for Readings {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(LruCache::new(MANY))))
    }
}

impl Readings {
    fn of(&self, mark: u64) -> Reading {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(all.entry(mark).or_insert_with(Reading::default))
    }
}

impl Api {
    /// How the bots of the account are, read at most so long ago. Those who ask at the same time share one call.
    ///
    /// # Errors
    /// As [`Api::bots`]. A failure is not shared: the next one asks again.
    pub async fn dots(&self, key: &ApiKey, age: Duration) -> Result<Dots, ApiError> {
        let reading = self.dots.of(self.limits.mark(key));
        let mut held = reading.lock().await;
        let now = self.clock.now_ms();
        let age = i64::try_from(age.as_millis()).unwrap_or(i64::MAX);
        if let Some(dots) = held.as_ref().filter(|dots| (0..=age).contains(&(now - dots.at))) {
            return Ok(dots.clone());
        }
        let bots = self.bots(key).await?;
        let bots = bots.into_iter().map(|bot| Dot { id: bot.id, name: bot.name, status: bot.status }).collect();
        let dots = Dots { at: self.clock.now_ms(), bots };
        *held = Some(dots.clone());
        Ok(dots)
    }
}
