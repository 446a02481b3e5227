//! Runs updates: one of a chat at a time, many chats at once; between them, what a chat is told by itself.
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

use super::deliver::{Deliver, Delivered, Target};
use super::incoming::{Address, Incoming, Origin};
use super::patience::Patience;
use super::router::{Reply, Router, Unhandled};
use crate::crash_point;
use crate::frame::Drawn;
use crate::ids::{ChatId, MessageId, UpdateId, UserId};
use crate::metrics::Metrics;
use crate::screens::fallback;
use crate::store::{Deferred, FollowUp, Store, Ties};

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
    patience: Patience,
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
    by_chat: HashMap<ChatId, Lane>,
    by_user: HashMap<UserId, usize>,
}

/// What waits in one chat: updates first.
#[derive(Default)]
struct Lane {
    updates: VecDeque<Job>,
    notices: VecDeque<Box<Notice>>,
}

enum Work {
    Update(Job),
    Notice(Box<Notice>),
}

/// An update to run.
pub struct Job {
    /// The update.
    pub incoming: Incoming,
    /// When it was accepted, ms since 1970 UTC.
    pub accepted_at: i64,
    /// How often it was begun by processes before this one; `None` for a fresh one.
    pub attempts: Option<i64>,
}

/// A place that visited itself again. It is drawn before it comes here: an update never waits for its calls of the API,
/// only for its one edit.
pub struct Notice {
    /// What it follows.
    pub follow: FollowUp,
    /// What it shows.
    pub drawn: Drawn,
}

impl Runner {
    /// A runner that begins nothing new once `stop` is cancelled.
    pub fn new(
        router: Router,
        deliver: Arc<Deliver>,
        patience: Patience,
        metrics: Metrics,
        stop: CancellationToken,
    ) -> Self {
        Self(Arc::new(Shared {
            store: router.house.store.clone(),
            router,
            deliver,
            patience,
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
            self.lane(&mut lanes, chat).updates.push_back(job);
        }
    }

    /// Puts a notice into its chat's lane. A newer one replaces the older one of the same message.
    pub fn tell(&self, notice: Box<Notice>) {
        let chat = notice.follow.chat;
        let mut lanes = self.0.lanes();
        let notices = &mut self.lane(&mut lanes, chat).notices;
        notices.retain(|older| older.follow.message != notice.follow.message);
        notices.push_back(notice);
    }

    /// The lane of a chat, which runs from now on.
    fn lane<'a>(&self, lanes: &'a mut Lanes, chat: ChatId) -> &'a mut Lane {
        match lanes.by_chat.entry(chat) {
            Entry::Occupied(lane) => lane.into_mut(),
            Entry::Vacant(none) => {
                self.0.tasks.spawn(Arc::clone(&self.0).run_lane(chat));
                none.insert(Lane::default())
            }
        }
    }

    /// How many updates of this chat wait, and how many of this person's are unfinished, whichever is more: nobody
    /// may fill the waiting line alone.
    pub fn backlog(&self, origin: &Origin) -> usize {
        let lanes = self.0.lanes();
        let in_chat = lanes.by_chat.get(&origin.chat).map_or(0, |lane| lane.updates.len() + 1);
        in_chat.max(lanes.by_user.get(&origin.user).copied().unwrap_or(0))
    }

    /// Notes that this many updates are finished in the store.
    pub fn finished(&self, updates: usize) {
        self.0.count(|waiting| waiting.saturating_sub(updates));
    }

    /// Ends an update of an earlier process that nobody expects an answer to.
    pub fn skip(&self, id: UpdateId) {
        self.0.count(|waiting| waiting + 1);
        self.0.store.defer(Deferred::Finished(id));
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

    /// Pops the next work of a chat; removes the lane when it is empty.
    fn next(&self, chat: ChatId) -> Option<Work> {
        let mut lanes = self.lanes();
        let lane = lanes.by_chat.get_mut(&chat)?;
        let update = lane.updates.pop_front().map(Work::Update);
        let next = update.or_else(|| lane.notices.pop_front().map(Work::Notice));
        if next.is_none() {
            lanes.by_chat.remove(&chat);
        }
        next
    }

    async fn run_lane(self: Arc<Self>, chat: ChatId) {
        while !self.stop.is_cancelled() {
            match self.next(chat) {
                Some(Work::Update(job)) => self.run_update(job).await,
                Some(Work::Notice(notice)) => {
                    if AssertUnwindSafe(self.show_notice(notice)).catch_unwind().await.is_err() {
                        tracing::error!("a notice could not be shown: a panic");
                    }
                }
                None => return,
            }
        }
    }

    async fn run_update(&self, job: Job) {
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
            self.store.defer(Deferred::Finished(id));
        }
        self.left(origin.user);
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
            Some(attempts) if attempts >= MAX_ATTEMPTS => Ok((Some(self.set_aside(incoming)), None)),
            Some(_) => match self.begin_again(incoming.id).await {
                true => self.handle(incoming, job.accepted_at).await,
                false => Err(Unhandled::Stopping),
            },
            None => self.handle(incoming, job.accepted_at).await,
        };
        drop(slot);
        let Ok((reply, passing)) = reply else { return Delivered::Interrupted };
        let delivered = match reply {
            Some(reply) => self.send(&incoming.origin.address(), reply).await,
            None => Delivered::Shown(None),
        };
        if let Some(passing) = passing {
            self.deliver.delete(incoming.origin.chat, passing).await;
        }
        delivered
    }

    /// Returns the reply, and the message that was sent while it was made. A handler's panic or error becomes an apology
    /// with a number that stands in the log.
    async fn handle(
        &self,
        incoming: &Incoming,
        accepted_at: i64,
    ) -> Result<(Option<Reply>, Option<MessageId>), Unhandled> {
        let asker = self.router.asker(incoming);
        // Boxed: the future is large, and would be copied on its way into the next one.
        let work = Box::pin(self.router.handle(&self.deliver, incoming, accepted_at, &asker));
        let work = AssertUnwindSafe(work).catch_unwind();
        let (handled, passing) = self.patience.accompany(&self.deliver, &incoming.origin, &asker, work).await;
        let error_id = error_id(incoming.id);
        match handled {
            Ok(Err(Unhandled::Store(error))) => tracing::error!(error_id, %error, "a handler failed"),
            Ok(Err(unhandled)) => return Err(unhandled),
            Ok(Ok(reply)) => return Ok((reply, passing)),
            // Where it happened was logged by the panic hook; what it said may hold anything.
            Err(_) => tracing::error!(error_id, "a handler panicked"),
        }
        self.metrics.failed();
        let drawn = Drawn::aside(fallback::sorry(&asker, &error_id));
        Ok((Some(Reply { drawn, target: Target::New }), passing))
    }

    async fn send(&self, address: &Address, reply: Reply) -> Delivered {
        crash_point!("deliver-ready");
        let Reply { drawn: Drawn { view, ties }, target } = reply;
        let delivered = self.deliver.deliver(address, target, view).await;
        crash_point!("deliver-sent");
        if let Delivered::Shown(Some(message)) = delivered {
            self.note_shown(address, message, &ties).await;
        }
        delivered
    }

    async fn note_shown(&self, address: &Address, message: MessageId, ties: &Ties) {
        if let Err(error) = self.store.shown(address.owner, address.chat, message, ties).await {
            tracing::error!(%error, "what a message asks or follows is not stored: its buttons and answers are void");
        }
    }

    /// Edits the message of a follow-up, unless a press was faster. Both write in the lane, so they never race.
    async fn show_notice(&self, notice: Box<Notice>) {
        let Notice { follow, drawn: Drawn { view, ties } } = *notice;
        if !self.store.is_followed(&follow) {
            return;
        }
        let address = Address { chat: follow.chat, thread: None, owner: follow.user, private: true, reply_to: None };
        crash_point!("notice-ready");
        let delivered = self.deliver.refresh(&address, follow.message, view).await;
        crash_point!("notice-sent");
        let ended = match delivered {
            Delivered::Interrupted => return,
            Delivered::Shown(Some(message)) => {
                self.note_shown(&address, message, &ties).await;
                message != follow.message
            }
            Delivered::Shown(None) | Delivered::Refused(_) => true,
        };
        if ended && let Err(error) = self.store.unfollow(&follow).await {
            tracing::error!(%error, "a follow-up could not be ended; it is visited again");
        }
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
        let drawn = Drawn::aside(fallback::set_aside(&self.router.asker(incoming), &error_id));
        Reply { drawn, target: Target::New }
    }
}

/// The number that a person can tell the operator.
fn error_id(id: UpdateId) -> String {
    format!("E{id}")
}
