//! Reports events with their times to a measurement: an update handed out, a message sent, an API call served. Without
//! a measurement nothing is reported.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

#[derive(Debug)]
pub struct Sighting {
    pub at: Instant,
    pub seen: Seen,
}

#[derive(Debug)]
pub enum Seen {
    /// The bot called `getUpdates`.
    Polled,
    /// Updates were sent to the bot; by their numbers.
    HandedOut(Vec<i64>),
    /// A message of the bot arrived, or another text for one.
    Sent { chat: i64, text: String },
    Served {
        path: String,
        /// With the delays of planned faults.
        took: Duration,
    },
}

/// The sending half, for the simulators.
#[derive(Clone)]
pub struct Stopwatch(UnboundedSender<Sighting>);

impl Stopwatch {
    /// The stopwatch for the simulators, and the receiver of its events.
    pub fn new() -> (Stopwatch, UnboundedReceiver<Sighting>) {
        let (sender, sightings) = unbounded_channel();
        (Stopwatch(sender), sightings)
    }

    pub(crate) fn note(&self, at: Instant, seen: Seen) {
        // An error means that the measurement is over.
        let _ = self.0.send(Sighting { at, seen });
    }
}
