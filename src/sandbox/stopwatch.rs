//! What a measurement needs to know, with its time: an update handed out, a message sent, an API call served. Nobody
//! is told unless somebody measures.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// Something that happened, and when.
#[derive(Debug)]
pub struct Sighting {
    /// When.
    pub at: Instant,
    /// What.
    pub seen: Seen,
}

/// What can be measured.
#[derive(Debug)]
pub enum Seen {
    /// The bot asked for updates.
    Polled,
    /// Updates went out to the bot, by their numbers.
    HandedOut(Vec<i64>),
    /// The bot's message arrived.
    Sent {
        /// In this chat.
        chat: i64,
        /// With these words.
        text: String,
    },
    /// The API served a call.
    Served {
        /// Of this path.
        path: String,
        /// In this time, delays on request included.
        took: Duration,
    },
}

/// Tells sightings to whoever measures.
#[derive(Clone)]
pub struct Stopwatch(UnboundedSender<Sighting>);

impl Stopwatch {
    /// A stopwatch to give to the simulators, and what they tell.
    pub fn new() -> (Stopwatch, UnboundedReceiver<Sighting>) {
        let (sender, sightings) = unbounded_channel();
        (Stopwatch(sender), sightings)
    }

    pub(crate) fn note(&self, at: Instant, seen: Seen) {
        // Nobody listens any more: the measurement is over.
        let _ = self.0.send(Sighting { at, seen });
    }
}
