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
    /// Not served; this status with this whole body.
    Whole(u16, String),
    /// Served, but the answer is status 200 with this body.
    ServedAs(String),
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
    /// Only the calls for this chat.
    chat: Option<i64>,
    left: usize,
    fault: Fault,
}

impl FaultPlan {
    /// `target` is the name of a method or an endpoint, in any case, or several with `|` between; `*` matches all.
    pub(crate) fn add(&mut self, target: &str, times: usize, fault: Fault) {
        self.plan(target, None, times, fault);
    }

    /// The same for the calls for one chat.
    pub(crate) fn add_in(&mut self, chat: i64, target: &str, times: usize, fault: Fault) {
        self.plan(target, Some(chat), times, fault);
    }

    fn plan(&mut self, target: &str, chat: Option<i64>, times: usize, fault: Fault) {
        self.0.push(Planned { target: target.to_lowercase(), chat, left: times, fault });
    }

    /// Forgets what was planned for a chat, or with `None` for this target in all chats.
    pub(crate) fn forget(&mut self, chat: Option<i64>, target: &str) {
        self.0.retain(|planned| planned.chat != chat || chat.is_none() && planned.target != target);
    }

    /// Takes the fault for the next call of `name`.
    pub(crate) fn take(&mut self, name: &str) -> Option<Fault> {
        self.take_in(name, None)
    }

    /// Takes the fault for the next call of `name` for this chat.
    pub(crate) fn take_in(&mut self, name: &str, chat: Option<i64>) -> Option<Fault> {
        let planned = self.0.iter_mut().find(|planned| planned.left > 0 && planned.is_for(name, chat))?;
        planned.left -= 1;
        Some(planned.fault.clone())
    }
}

impl Planned {
    fn is_for(&self, name: &str, chat: Option<i64>) -> bool {
        let here = self.chat.is_none() || self.chat == chat;
        here && (self.target == "*" || self.target.split('|').any(|target| target == name))
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
    /// Serve it, and send status 200 with this body.
    ServeAs(String),
    /// Send this answer, with its status.
    Answer(u16, Response),
}

/// Applies the fault, and waits as long as it says.
pub(crate) async fn meet(fault: Option<Fault>, wording: &Wording) -> Step {
    let answer = match fault {
        None => return Step::Serve,
        Some(Fault::CutBody) => return Step::ServeAndCut,
        Some(Fault::ServedAs(body)) => return Step::ServeAs(body),
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
        Some(Fault::Whole(status, body)) => Answer::json(status, body),
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

    #[test]
    fn a_fault_of_a_chat_is_met_there_alone_until_it_is_forgotten() {
        let mut plan = FaultPlan::default();
        plan.add_in(7, "sendMessage|sendPhoto", usize::MAX, Fault::RetryAfter(60));
        plan.add("sendPhoto", usize::MAX, Fault::Conflict);
        for name in ["sendmessage", "sendphoto"] {
            assert!(matches!(plan.take_in(name, Some(7)), Some(Fault::RetryAfter(60))), "{name}");
        }
        assert!(matches!(plan.take_in("sendphoto", Some(8)), Some(Fault::Conflict)));
        assert!(plan.take_in("sendmessage", Some(8)).is_none() && plan.take("sendmessage").is_none());
        plan.forget(Some(7), "");
        assert!(matches!(plan.take_in("sendphoto", Some(7)), Some(Fault::Conflict)));
        plan.forget(None, "sendphoto");
        assert!(plan.take_in("sendphoto", Some(7)).is_none());
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
