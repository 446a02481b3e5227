//! What the service manager is told (systemd, sd_notify(3)): that the bot is ready, stops, and is alive.
//!
//! Without one, as in a shell or a container, nothing is told. It must not decide whether the bot is well: the poll loop
//! says when it is heard of again, and a bot that is not in time is not called alive any more.

use std::time::Duration;

use sd_notify::NotifyState;

use crate::clock::Clock;
use crate::metrics::Metrics;

/// How often within the watchdog's limit the bot is called alive.
const TIMES: u32 = 3;
/// Shortest pause between two of them.
const LEAST: Duration = Duration::from_millis(50);

/// The bot polls, or tries to.
pub fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The bot stops.
pub fn stopping() {
    tell(&[NotifyState::Stopping]);
}

/// A line for `systemctl status`.
pub fn status(line: &str) {
    tell(&[NotifyState::Status(line)]);
}

/// Calls the bot alive while its poll loop is, where the service manager asks for it (`WatchdogSec=`).
pub async fn feed(metrics: Metrics, clock: Clock) {
    let Some(limit) = sd_notify::watchdog_enabled() else { return };
    let mut tick = tokio::time::interval((limit / TIMES).max(LEAST));
    loop {
        tick.tick().await;
        if metrics.hangs(clock.now()) {
            tracing::error!("the poll loop hangs; the service manager is not told that the bot is alive");
        } else {
            tell(&[NotifyState::Watchdog]);
        }
    }
}

fn tell(states: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(states) {
        tracing::debug!(%error, "the service manager was not told");
    }
}
