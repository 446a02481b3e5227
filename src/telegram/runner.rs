//! Runs updates: one of a chat at a time, many chats at once.
//!
//! Owns the lanes, the slots and what happens when a handler fails. A flood, a slow call or a panic hurts its own
//! chat only; teloxide's Dispatcher would stop every chat when one has 64 waiting. An update ends here: when its
//! reply is delivered or finally refused, its row in the inbox is finished.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::deliver::{Deliver, Delivered, Place};
use super::incoming::{Incoming, Origin};
use super::router::{Reply, Router, Unhandled};
use crate::crash_point;
use crate::ids::{ChatId, UpdateId, UserId};
use crate::metrics::Metrics;
use crate::screens::manners;
use crate::store::{Later, Store};

/// Handlers under way at once. An answer that waits for Telegram's turn holds no slot.
const SLOTS: usize = 256;
/// Pause between tries while the store does not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// Tries that an update gets which was under way when the process ended, before it is set aside.
pub const MAX_ATTEMPTS: i64 = 3;

/// The runner. Cheap to clone.
#[derive(Clone)]
pub struct Runner(Arc<Shared>);

struct Shared {
    router: Router,
    deliver: Arc<Deliver>,
    store: Store,
    metrics: Metrics,
    lanes: Mutex<Lanes>,
    slots: Semaphore,
    waiting: watch::Sender<usize>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// What waits or runs.
#[derive(Default)]
struct Lanes {
    by_chat: HashMap<ChatId, VecDeque<Job>>,
    by_user: HashMap<UserId, usize>,
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
    pub fn new(router: Router, deliver: Arc<Deliver>, store: Store, metrics: Metrics, stop: CancellationToken) -> Self {
        Self(Arc::new(Shared {
            router,
            deliver,
            store,
            metrics,
            lanes: Mutex::default(),
            slots: Semaphore::new(SLOTS),
            waiting: watch::Sender::new(0),
            tasks: TaskTracker::new(),
            stop,
        }))
    }

    /// Takes updates in order; returns at once.
    pub fn take(&self, jobs: Vec<Job>) {
        self.0.count(|waiting| waiting + jobs.len());
        for job in jobs {
            let Origin { chat, user, .. } = job.incoming.origin;
            let mut lanes = self.0.lanes();
            *lanes.by_user.entry(user).or_default() += 1;
            match lanes.by_chat.get_mut(&chat) {
                Some(lane) => lane.push_back(job),
                None => {
                    lanes.by_chat.insert(chat, VecDeque::from([job]));
                    self.0.tasks.spawn(Arc::clone(&self.0).run_lane(chat));
                }
            }
        }
    }

    /// How many updates of this chat wait, and how many of this person's are unfinished, whichever is more: nobody
    /// may fill the waiting line alone.
    pub fn backlog(&self, origin: &Origin) -> usize {
        let lanes = self.0.lanes();
        let in_chat = lanes.by_chat.get(&origin.chat).map_or(0, |lane| lane.len() + 1);
        in_chat.max(lanes.by_user.get(&origin.user).copied().unwrap_or(0))
    }

    /// Notes that this many updates are finished in the store.
    pub fn finished(&self, updates: usize) {
        self.0.count(|waiting| waiting.saturating_sub(updates));
    }

    /// Ends an update of an earlier process that nobody expects an answer to.
    pub fn skip(&self, id: UpdateId) {
        self.0.count(|waiting| waiting + 1);
        self.0.store.later(Later::Finished(id));
    }

    /// Whether `limit` updates or more are unfinished.
    pub fn is_full(&self, limit: usize) -> bool {
        *self.0.waiting.borrow() >= limit
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
    fn lanes(&self) -> MutexGuard<'_, Lanes> {
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self, change: impl FnOnce(usize) -> usize) {
        self.waiting.send_modify(|waiting| {
            *waiting = change(*waiting);
            self.metrics.waiting(*waiting);
        });
    }

    /// The next update of a chat; the lane goes with its last one.
    fn next(&self, chat: ChatId) -> Option<Job> {
        let mut lanes = self.lanes();
        let next = lanes.by_chat.get_mut(&chat)?.pop_front();
        if next.is_none() {
            lanes.by_chat.remove(&chat);
        }
        next
    }

    async fn run_lane(self: Arc<Self>, chat: ChatId) {
        while !self.stop.is_cancelled() {
            let Some(job) = self.next(chat) else { return };
            let Incoming { id, origin, .. } = job.incoming;
            let begun = Instant::now();
            let settled = match AssertUnwindSafe(self.run(job)).catch_unwind().await {
                Ok(delivered) => delivered != Delivered::Interrupted,
                // A panic outside the handler: the lane goes on, and this update is not tried for ever.
                Err(_) => {
                    tracing::error!(error_id = error_id(id), "an answer could not be sent: a panic");
                    true
                }
            };
            if settled {
                self.metrics.handled(begun.elapsed());
                self.store.later(Later::Finished(id));
            }
            self.left(origin.user);
        }
    }

    fn left(&self, user: UserId) {
        if let Entry::Occupied(mut count) = self.lanes().by_user.entry(user) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }

    async fn run(&self, job: Job) -> Delivered {
        crash_point!("runner-begun");
        let incoming = &job.incoming;
        let slot = self.slots.acquire().await;
        let reply = match job.attempts {
            Some(attempts) if attempts >= MAX_ATTEMPTS => Ok(Some(self.set_aside(incoming))),
            Some(_) => match self.begin_again(incoming.id).await {
                true => self.handle(incoming).await,
                false => Err(Unhandled::Stopping),
            },
            None => self.handle(incoming).await,
        };
        drop(slot);
        match reply {
            Ok(Some(reply)) => self.send(incoming, reply).await,
            Ok(None) => Delivered::Settled(None),
            Err(_) => Delivered::Interrupted,
        }
    }

    /// A handler's panic or error becomes an apology with a number that stands in the log.
    async fn handle(&self, incoming: &Incoming) -> Result<Option<Reply>, Unhandled> {
        let handling = AssertUnwindSafe(self.router.handle(&self.deliver, incoming)).catch_unwind();
        let error_id = error_id(incoming.id);
        match handling.await {
            Ok(Err(Unhandled::Store(error))) => tracing::error!(error_id, %error, "a handler failed"),
            Ok(handled) => return handled,
            // Where it happened was logged by the panic hook; what it said may hold anything.
            Err(_) => tracing::error!(error_id, "a handler panicked"),
        }
        self.metrics.failed();
        let view = manners::sorry(&self.router.asker(incoming), &error_id);
        Ok(Some(Reply { view, place: Place::New, passing: None }))
    }

    async fn send(&self, incoming: &Incoming, reply: Reply) -> Delivered {
        crash_point!("deliver-ready");
        let action = reply.view.action();
        let delivered = self.deliver.deliver(&incoming.origin, reply.place, reply.view).await;
        crash_point!("deliver-sent");
        if let (Delivered::Settled(Some(message)), Some(action)) = (delivered, action)
            && let Err(error) = self.store.bind_action(action, message).await
        {
            tracing::error!(%error, "an action is not bound to its message and cannot be confirmed");
        }
        if let Some(passing) = reply.passing {
            self.deliver.delete(incoming.origin.chat, passing).await;
        }
        delivered
    }

    /// Counts the attempt before it begins, however long the store takes. False when the process stops before that.
    async fn begin_again(&self, id: UpdateId) -> bool {
        while let Err(error) = self.store.inbox().begin_again(id).await {
            tracing::error!(%error, "a waiting update could not be begun again; trying on");
            if self.stop.run_until_cancelled(tokio::time::sleep(STORE_PAUSE)).await.is_none() {
                return false;
            }
        }
        true
    }

    fn set_aside(&self, incoming: &Incoming) -> Reply {
        self.metrics.set_aside();
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
