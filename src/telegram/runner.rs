//! Runs updates: one of a chat at a time, many chats at once.
//!
//! Owns the lanes, the slots and what happens when a handler fails. A flood, a slow call or a panic hurts its own
//! chat only; teloxide's Dispatcher would stop every chat when one has 64 waiting. An update ends here: when its
//! reply is delivered or finally refused, its row in the inbox is finished.

use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt as _;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::deliver::{Deliver, Delivered, Place};
use super::incoming::Incoming;
use super::router::{Reply, Router};
use crate::ids::{ChatId, UpdateId};
use crate::screens::manners;
use crate::store::{Later, Store};

/// Handlers under way at once. Waiting for Telegram's turn holds no slot.
const SLOTS: usize = 512;
/// Tries that an update gets which was under way when the process ended, before it is set aside.
pub const MAX_ATTEMPTS: i64 = 3;

/// The runner. Cheap to clone.
#[derive(Clone)]
pub struct Runner(Arc<Shared>);

struct Shared {
    router: Router,
    deliver: Arc<Deliver>,
    store: Store,
    lanes: Mutex<HashMap<ChatId, VecDeque<Job>>>,
    slots: Semaphore,
    waiting: watch::Sender<usize>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// An update to run.
pub struct Job {
    /// The update.
    pub incoming: Incoming,
    /// How often it was begun by processes before this one; `None` for a fresh one.
    pub attempts: Option<i64>,
}

impl Runner {
    /// A runner that begins nothing new once `stop` is cancelled.
    pub fn new(router: Router, deliver: Arc<Deliver>, store: Store, stop: CancellationToken) -> Self {
        Self(Arc::new(Shared {
            router,
            deliver,
            store,
            lanes: Mutex::default(),
            slots: Semaphore::new(SLOTS),
            waiting: watch::Sender::new(0),
            tasks: TaskTracker::new(),
            stop,
        }))
    }

    /// Takes updates in order; returns at once.
    pub fn take(&self, jobs: Vec<Job>) {
        self.0.waiting.send_modify(|waiting| *waiting += jobs.len());
        for job in jobs {
            let chat = job.incoming.origin.chat;
            let mut lanes = self.0.lanes();
            match lanes.get_mut(&chat) {
                Some(lane) => lane.push_back(job),
                None => {
                    lanes.insert(chat, VecDeque::from([job]));
                    self.0.tasks.spawn(Arc::clone(&self.0).run_lane(chat));
                }
            }
        }
    }

    /// Notes that this many updates are finished in the store.
    pub fn finished(&self, updates: usize) {
        self.0.waiting.send_modify(|waiting| *waiting = waiting.saturating_sub(updates));
    }

    /// Ends an update that nobody expects an answer to.
    pub fn skip(&self, id: UpdateId) {
        self.0.waiting.send_modify(|waiting| *waiting += 1);
        self.0.store.later(Later::Finished(id));
    }

    /// Waits until fewer than `limit` updates are unfinished.
    pub async fn room(&self, limit: usize) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.0.waiting.subscribe().wait_for(|waiting| *waiting < limit).await;
    }

    /// What asks and answers on behalf of an update.
    pub fn router(&self) -> &Router {
        &self.0.router
    }

    /// Runs something small beside the lanes, and before the end of the process.
    pub fn beside(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.0.tasks.spawn(task);
    }

    /// Waits for everything that was begun.
    pub async fn drained(&self) {
        self.0.tasks.close();
        self.0.tasks.wait().await;
    }
}

impl Shared {
    fn lanes(&self) -> MutexGuard<'_, HashMap<ChatId, VecDeque<Job>>> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next update of a chat; the lane goes with its last one.
    fn next(&self, chat: ChatId) -> Option<Job> {
        let mut lanes = self.lanes();
        let next = lanes.get_mut(&chat)?.pop_front();
        if next.is_none() {
            lanes.remove(&chat);
        }
        next
    }

    async fn run_lane(self: Arc<Self>, chat: ChatId) {
        while !self.stop.is_cancelled() {
            let Some(job) = self.next(chat) else { return };
            self.run(job).await;
        }
    }

    async fn run(&self, job: Job) {
        let incoming = &job.incoming;
        let handled = async {
            let _slot = self.slots.acquire().await;
            match job.attempts {
                Some(attempts) if attempts >= MAX_ATTEMPTS => Some(self.set_aside(incoming)),
                Some(_) if !self.begin_again(incoming.id).await => return Err(()),
                _ => self.handle(incoming).await,
            }
            .map_or(Ok(None), |reply| Ok(Some(reply)))
        };
        let Ok(reply) = handled.await else { return };
        let delivered = match reply {
            Some(reply) => self.send(incoming, reply).await,
            None => Delivered::Done,
        };
        if delivered != Delivered::Interrupted {
            self.store.later(Later::Finished(incoming.id));
        }
    }

    /// A handler's panic or error becomes an apology with a number that stands in the log.
    async fn handle(&self, incoming: &Incoming) -> Option<Reply> {
        let handling = AssertUnwindSafe(self.router.handle(&self.deliver, incoming)).catch_unwind();
        let error_id = error_id(incoming.id);
        match handling.await {
            Ok(Ok(reply)) => return reply,
            Ok(Err(error)) => tracing::error!(error_id, %error, "a handler failed"),
            // Where it happened was logged by the panic hook; what it said may hold anything.
            Err(_) => tracing::error!(error_id, "a handler panicked"),
        }
        let view = manners::sorry(&self.router.asker(incoming), &error_id);
        Some(Reply { view, place: Place::New, passing: None })
    }

    async fn send(&self, incoming: &Incoming, reply: Reply) -> Delivered {
        let delivered = self.deliver.deliver(&incoming.origin, reply.place, reply.view).await;
        if let Some(passing) = reply.passing {
            self.deliver.delete(incoming.origin.chat, passing).await;
        }
        delivered
    }

    /// An update that cannot even be counted does not run: the next start tries again.
    async fn begin_again(&self, id: UpdateId) -> bool {
        let counted = self.store.inbox().begin_again(id).await;
        counted.inspect_err(|error| tracing::error!(%error, "a waiting update could not be begun again")).is_ok()
    }

    fn set_aside(&self, incoming: &Incoming) -> Reply {
        let error_id = error_id(incoming.id);
        tracing::error!(error_id, attempts = MAX_ATTEMPTS, "an update is set aside: the process ended during each try");
        let view = manners::set_aside(&self.router.asker(incoming), &error_id);
        Reply { view, place: Place::New, passing: None }
    }
}

/// The number that a person can tell the operator.
fn error_id(id: UpdateId) -> String {
    format!("E{id}")
}
