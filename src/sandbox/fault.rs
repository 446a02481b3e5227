//! Faults on request, the same for both simulators: which call meets which fault, and the barrier that holds calls.
//! Each simulator words its own errors.

use std::time::Duration;

use axum::response::Response;
use tokio::sync::watch;

use crate::sandbox::server::Answer;

/// What happens to a call, instead of or beside being served.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Not served; this status with Telegram's description, or with the whole body of a Bots.Business answer.
    Status(u16, String),
    /// Not served; status 429, to be tried again after this many seconds.
    RetryAfter(u32),
    /// Served, but the connection breaks in the middle of the answer: the caller cannot know that it was served.
    CutBody,
    /// Not served; status 200 with this body.
    Garbage(String),
    /// Not served; status 200 with a body that never ends.
    Endless,
    /// Not served; status 302 to this address.
    Redirect(String),
    /// Served after this time.
    Delay(Duration),
    /// Served after the barrier is released.
    Hold(Barrier),
    /// Not served; status 409, as if a second copy of the bot were running.
    Conflict,
}

/// Holds calls until it is released. Clones are the same barrier.
#[derive(Clone, Debug)]
pub struct Barrier {
    arrived: watch::Sender<usize>,
    open: watch::Sender<bool>,
}

impl Barrier {
    pub fn new() -> Barrier {
        Barrier { arrived: watch::Sender::new(0), open: watch::Sender::new(false) }
    }

    /// Lets all calls through, now and later.
    pub fn release(&self) {
        self.open.send_replace(true);
    }

    /// Waits until `count` calls have arrived at the barrier.
    pub async fn reached(&self, count: usize) {
        // The sender lives in `self`, so this cannot fail.
        let _ = self.arrived.subscribe().wait_for(|arrived| *arrived >= count).await;
    }

    async fn pass(&self) {
        self.arrived.send_modify(|arrived| *arrived += 1);
        let _ = self.open.subscribe().wait_for(|open| *open).await;
    }
}

impl Default for Barrier {
    fn default() -> Barrier {
        Barrier::new()
    }
}

/// Planned faults; of several that match a call, the first one planned is used up first.
#[derive(Default)]
pub(crate) struct FaultPlan(Vec<Planned>);

struct Planned {
    target: String,
    left: usize,
    fault: Fault,
}

impl FaultPlan {
    /// `target` is the name of a method or an endpoint, in any case; `*` matches all.
    pub(crate) fn add(&mut self, target: &str, times: usize, fault: Fault) {
        self.0.push(Planned { target: target.to_lowercase(), left: times, fault });
    }

    /// Takes the fault for the next call of `name`.
    pub(crate) fn take(&mut self, name: &str) -> Option<Fault> {
        let planned =
            self.0.iter_mut().find(|planned| planned.left > 0 && (planned.target == "*" || planned.target == name))?;
        planned.left -= 1;
        Some(planned.fault.clone())
    }
}

/// A simulator's form of an error.
pub(crate) struct Wording {
    pub(crate) refused: fn(u16, &str) -> Answer,
    pub(crate) busy: fn(u32) -> Answer,
}

/// How a call continues after its fault.
pub(crate) enum Step {
    Serve,
    /// Serve it, and cut the answer.
    ServeAndCut,
    /// Send this answer, with its status.
    Answer(u16, Response),
}

/// Applies the fault, and waits as long as it says.
pub(crate) async fn meet(fault: Option<Fault>, wording: &Wording) -> Step {
    let answer = match fault {
        None => return Step::Serve,
        Some(Fault::CutBody) => return Step::ServeAndCut,
        Some(Fault::Delay(time)) => {
            tokio::time::sleep(time).await;
            return Step::Serve;
        }
        Some(Fault::Hold(barrier)) => {
            barrier.pass().await;
            return Step::Serve;
        }
        Some(Fault::Endless) => return Step::Answer(200, Answer::json(200, String::new()).endless()),
        Some(Fault::Status(status, text)) => (wording.refused)(status, &text),
        Some(Fault::RetryAfter(seconds)) => (wording.busy)(seconds),
        Some(Fault::Garbage(body)) => Answer::json(200, body),
        Some(Fault::Redirect(address)) => Answer::html(302, String::new()).with_header("location", address),
        Some(Fault::Conflict) => (wording.refused)(409, CONFLICT),
    };
    Step::Answer(answer.status(), answer.whole())
}

/// Telegram's error for a bot that runs twice.
pub(crate) const CONFLICT: &str =
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_met_in_the_order_planned_and_then_used_up() {
        let mut plan = FaultPlan::default();
        plan.add("sendMessage", 1, Fault::CutBody);
        plan.add("*", 1, Fault::Conflict);
        assert!(matches!(plan.take("sendmessage"), Some(Fault::CutBody)));
        assert!(matches!(plan.take("getme"), Some(Fault::Conflict)));
        assert!(plan.take("sendmessage").is_none());
    }

    #[tokio::test]
    async fn a_barrier_holds_until_released() {
        let barrier = Barrier::new();
        let held = tokio::spawn({
            let barrier = barrier.clone();
            async move { barrier.pass().await }
        });
        barrier.reached(1).await;
        assert!(!held.is_finished());
        barrier.release();
        assert!(held.await.is_ok());
    }
}
