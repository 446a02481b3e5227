//! The time of day, so that tests and the demo can hold it still.
//!
//! Owns "now" in UTC, and waiting for a time of day. It must not be used to measure how long something takes: that is
//! `tokio::time::Instant`.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

/// Longest sleep before the machine's clock is read again: somebody may have set it meanwhile, and a sleep takes no
/// notice of that.
const RECHECK: Duration = Duration::from_secs(10);

/// Where "now" comes from. Clones share one time.
#[derive(Clone, Debug)]
pub struct Clock(Option<Arc<watch::Sender<DateTime<Utc>>>>);

impl Clock {
    /// The machine's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands still until it is advanced.
    pub fn fixed(at: DateTime<Utc>) -> Self {
        Self(Some(Arc::new(watch::Sender::new(at))))
    }

    /// The present moment, UTC.
    pub fn now(&self) -> DateTime<Utc> {
        match &self.0 {
            None => Utc::now(),
            Some(at) => *at.borrow(),
        }
    }

    /// The present moment as the store keeps it: milliseconds since 1970, UTC.
    pub fn now_ms(&self) -> i64 {
        self.now().timestamp_millis()
    }

    /// Moves a fixed clock and wakes whoever waits for a time that has come; the machine's clock cannot be moved.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(at) = &self.0 {
            at.send_modify(|at| *at += by);
        }
    }

    /// Returns once the clock shows `at` or later; at once when it does already.
    ///
    /// When the machine's clock is set while this waits, it returns within 10 s of the time shown. Dropping the future
    /// ends the wait.
    pub async fn wait_until(&self, at: DateTime<Utc>) {
        match &self.0 {
            Some(time) => {
                // The sender lives in `self`, so this cannot fail.
                let _ = time.subscribe().wait_for(|now| *now >= at).await;
            }
            None => {
                while let Some(pause) = pause(at - self.now()) {
                    tokio::time::sleep(pause).await;
                }
            }
        }
    }
}

/// How long to sleep before the machine's clock is read again; `None` when no time is left.
fn pause(left: TimeDelta) -> Option<Duration> {
    let left = left.to_std().ok().filter(|left| !left.is_zero())?;
    Some(left.min(RECHECK))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    /// Starts a wait and lets it come to rest.
    async fn waiter(clock: &Clock, until: DateTime<Utc>) -> tokio::task::JoinHandle<()> {
        let clock = clock.clone();
        let waiter = tokio::spawn(async move { clock.wait_until(until).await });
        tokio::task::yield_now().await;
        waiter
    }

    #[tokio::test]
    async fn a_time_that_has_come_is_not_waited_for() {
        Clock::fixed(at(10)).wait_until(at(10)).await;
        Clock::fixed(at(10)).wait_until(at(9)).await;
        Clock::system().wait_until(Utc::now()).await;
        Clock::system().wait_until(DateTime::<Utc>::MIN_UTC).await;
    }

    #[tokio::test]
    async fn each_waiter_wakes_at_its_own_time() {
        let clock = Clock::fixed(at(0));
        let (soon, too, late) =
            (waiter(&clock, at(5)).await, waiter(&clock, at(5)).await, waiter(&clock, at(60)).await);
        clock.advance(TimeDelta::seconds(4));
        tokio::task::yield_now().await;
        assert!(!soon.is_finished() && !too.is_finished());
        clock.advance(TimeDelta::seconds(2));
        soon.await.unwrap();
        too.await.unwrap();
        assert!(!late.is_finished());
        clock.advance(TimeDelta::hours(1));
        late.await.unwrap();
    }

    #[tokio::test]
    async fn a_clone_moves_the_time_of_all() {
        let clock = Clock::fixed(at(0));
        let waiter = waiter(&clock, at(1)).await;
        clock.clone().advance(TimeDelta::seconds(1));
        waiter.await.unwrap();
        assert_eq!(clock.now(), at(1));
    }

    #[tokio::test]
    async fn a_fixed_clock_set_back_wakes_nobody() {
        let clock = Clock::fixed(at(10));
        let waiter = waiter(&clock, at(11)).await;
        clock.advance(TimeDelta::seconds(-5));
        clock.advance(TimeDelta::seconds(5));
        tokio::task::yield_now().await;
        assert!(!waiter.is_finished());
        clock.advance(TimeDelta::seconds(1));
        waiter.await.unwrap();
    }

    #[tokio::test]
    async fn the_machines_clock_has_reached_the_time_when_the_wait_ends() {
        let (clock, until) = (Clock::system(), Utc::now() + TimeDelta::milliseconds(30));
        clock.wait_until(until).await;
        assert!(Utc::now() >= until);
    }

    #[test]
    fn a_long_wait_reads_the_machines_clock_now_and_then() {
        assert_eq!(pause(TimeDelta::days(30)), Some(RECHECK));
        assert_eq!(pause(TimeDelta::milliseconds(30)), Some(Duration::from_millis(30)));
        assert_eq!(pause(TimeDelta::zero()), None);
        assert_eq!(pause(TimeDelta::days(-30)), None);
    }
}
