//! Runs updates: one of a chat at a time, many chats at once; between them, what a chat is told by itself.
//!
//! Owns the lanes and what happens when a handler fails. A flood, a slow call or a panic hurts its own chat only:
//! teloxide's Dispatcher would stop every chat when one has 64 waiting. What takes long, whatever it waits for, is parked:
//! it takes up no room that others need. An update ends here: when its reply is delivered or finally refused, its row in
//! the inbox is finished.

use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::sync::{Semaphore, watch};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use self::lanes::{Kept, Lanes, Queued, Room, Work};
use super::deliver::{Deliver, Delivered, Target};
use super::incoming::{Address, Incoming, Origin};
use super::patience::Patience;
use super::router::{Reply, Router, Unhandled};
use crate::crash_point;
use crate::frame::{Cause, Drawn};
use crate::ids::{ChatId, MessageId, UpdateId, UserId};
use crate::metrics::Metrics;
use crate::screens::fallback;
use crate::store::{Deferred, Store, StoreError, Ties};

mod albums;
mod alone;
mod lanes;
mod notices;
mod secret;
mod teams;
pub use lanes::Job;
pub use notices::Notice;

/// Time after which a lane is parked.
const PARK_AFTER: Duration = Duration::from_secs(1);
/// Pause between tries while the store does not answer.
const STORE_PAUSE: Duration = Duration::from_secs(1);
/// Starts that meet an update unfinished, before it is set aside: the first runs it beside others, the next ones alone.
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
    room: watch::Sender<Room>,
    /// Held by the one update that was under way when an earlier process ended.
    alone: Semaphore,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// How an update ended, as its lane sees it.
enum Ended {
    /// Its row may be finished.
    Settled,
    /// The process stops: the next start does it again.
    Interrupted,
    /// There is no row to finish: the same update came before, or its person was erased.
    NoRow,
    /// It is to be done again after this time.
    Later(Duration, Kept),
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
            room: watch::Sender::default(),
            alone: Semaphore::new(1),
            tasks: TaskTracker::new(),
            stop,
        }))
    }

    /// Takes updates in order; returns at once.
    pub fn take(&self, jobs: Vec<Job>) {
        self.0.room(|room| room.unfinished += jobs.len());
        for job in jobs {
            let chat = job.incoming.origin.chat;
            if self.0.lanes().push(job) {
                self.0.begin_lane(chat);
            }
        }
    }

    /// Puts a notice into its chat's lane when the bot may say something there by itself.
    pub async fn tell(&self, notice: Box<Notice>) {
        let (chat, private) = (notice.chat(), notice.is_private());
        while let Err(next) = self.0.deliver.pace.own(chat, private, Instant::now()) {
            tokio::time::sleep_until(next).await;
        }
        if self.0.lanes().tell(notice) {
            self.0.begin_lane(chat);
        }
    }

    /// How many updates of this chat, and how many of this person, are not over.
    pub fn backlog(&self, origin: &Origin) -> (usize, usize) {
        let lanes = self.0.lanes();
        (lanes.in_chat(origin.chat), lanes.of(origin.user))
    }

    /// Notes that this many updates are finished in the store.
    pub fn finished(&self, updates: usize) {
        self.0.room(|room| room.unfinished = room.unfinished.saturating_sub(updates));
    }

    /// Ends an update of an earlier process that nobody expects an answer to.
    pub fn skip(&self, id: UpdateId) {
        self.0.room(|room| room.unfinished += 1);
        self.0.store.defer(Deferred::Finished(id));
    }

    /// Whether this many lanes take up room.
    pub fn is_full(&self, lanes: usize) -> bool {
        self.0.room.borrow().taken() >= lanes
    }

    /// Waits until fewer lanes take up room.
    pub async fn has_room(&self, lanes: usize) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.0.room.subscribe().wait_for(|room| room.taken() < lanes).await;
    }

    /// Waits until every update is finished in the store.
    pub async fn idle(&self) {
        let _ = self.0.room.subscribe().wait_for(|room| room.unfinished == 0).await;
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

    fn room(&self, change: impl FnOnce(&mut Room)) {
        self.room.send_modify(|room| {
            change(room);
            self.metrics.waiting(room.unfinished);
        });
    }

    fn begin_lane(self: &Arc<Self>, chat: ChatId) {
        self.room(|room| room.running += 1);
        self.tasks.spawn(Arc::clone(self).run_lane(chat));
    }

    async fn run_lane(self: Arc<Self>, chat: ChatId) {
        while !self.stop.is_cancelled() {
            let next = self.lanes().next(chat);
            match next {
                Some(Work::Update(queued)) => {
                    if let Some(wait) = self.run_update(chat, queued).await {
                        self.sleep_lane(chat, wait);
                        break;
                    }
                }
                Some(Work::Notice(notice)) => {
                    if AssertUnwindSafe(self.show_notice(notice)).catch_unwind().await.is_err() {
                        tracing::error!("a notice could not be shown: a panic");
                    }
                }
                None => break,
            }
        }
        self.room(|room| room.running -= 1);
    }

    /// Ends the task of a lane, and begins it again after this time. Nothing but numbers is in memory meanwhile.
    fn sleep_lane(self: &Arc<Self>, chat: ChatId, wait: Duration) {
        self.lanes().park(chat);
        let shared = Arc::clone(self);
        self.tasks.spawn(async move {
            let stop = shared.stop.clone();
            let until = Instant::now().checked_add(wait).map(|until| shared.deliver.pace.again(until));
            let slept = async { tokio::time::sleep_until(until.unwrap_or_else(far_away)).await };
            if stop.run_until_cancelled(slept).await.is_some() {
                shared.lanes().unpark(chat);
                shared.begin_lane(chat);
            }
        });
    }

    /// Runs an update; returns how long its chat is to be left alone, if it is.
    async fn run_update(&self, chat: ChatId, queued: Queued) -> Option<Duration> {
        let (first, begun) = ((queued.id(), queued.user()), Instant::now());
        // What is logged on the way has the number that the person can tell.
        let span = tracing::error_span!("update", id = error_id(first.0));
        let mut work = pin!(AssertUnwindSafe(self.run(queued)).catch_unwind().instrument(span));
        let ended = match timeout(PARK_AFTER, &mut work).await {
            Ok(ended) => ended,
            Err(_) => {
                self.park(chat);
                let ended = work.await;
                self.unpark(chat);
                ended
            }
        };
        // A panic outside the handler: the lane goes on, and this update is not tried for ever.
        let ((id, user), ended) = ended.unwrap_or_else(|_| {
            tracing::error!(error_id = error_id(first.0), "an answer could not be sent: a panic");
            (first, Ended::Settled)
        });
        if let Ended::Later(wait, kept) = ended {
            self.lanes().put_back(chat, kept);
            return Some(wait);
        }
        if let Ended::Settled = ended {
            self.metrics.handled(begun.elapsed());
        }
        self.over(id, user, &ended);
        None
    }

    /// An update is over for its lane.
    fn over(&self, id: UpdateId, user: UserId, ended: &Ended) {
        match ended {
            Ended::Settled => self.store.defer(Deferred::Finished(id)),
            Ended::NoRow => self.room(|room| room.unfinished -= 1),
            Ended::Interrupted | Ended::Later(..) => {}
        }
        self.lanes().left(user);
    }

    fn park(&self, chat: ChatId) {
        self.lanes().park(chat);
        self.room(|room| {
            room.running -= 1;
            room.parked += 1;
        });
    }

    fn unpark(&self, chat: ChatId) {
        self.lanes().unpark(chat);
        self.room(|room| {
            room.parked -= 1;
            room.running += 1;
        });
    }

    /// Returns which update ran, and how it ended: of an album it need not be the one that was the first.
    async fn run(&self, queued: Queued) -> ((UpdateId, UserId), Ended) {
        let first = (queued.id(), queued.user());
        let job = match self.job(queued).await {
            Ok(job) => job,
            Err(ended) => return (first, ended),
        };
        crash_point!("runner-begun");
        match job.incoming.album.is_some() {
            false => (first, self.run_job(job).await),
            true => Box::pin(self.run_album(job)).await,
        }
    }

    async fn job(&self, queued: Queued) -> Result<Job, Ended> {
        match queued {
            Queued::Held(job) => Ok(*job),
            Queued::Kept(kept) => Box::pin(self.load(kept)).await,
        }
    }

    /// An update that was there when an earlier process ended, and when the one before that ended, may be the reason: it
    /// runs alone among its like, and is counted before.
    async fn run_job(&self, job: Job) -> Ended {
        match job.attempts {
            None | Some(..=0 | MAX_ATTEMPTS..) => self.answer(job).await,
            Some(_) => Box::pin(self.answer_alone(job)).await,
        }
    }

    /// Handles an update and delivers the reply. A reply may be drawn while the update's row is being stored; nothing is
    /// sent before it is.
    async fn answer(&self, job: Job) -> Ended {
        let incoming = &job.incoming;
        let handled = match job.attempts {
            Some(MAX_ATTEMPTS..) => Ok((Some(Box::pin(self.set_aside(incoming)).await), None)),
            _ => self.handle(&job).await,
        };
        crash_point!("runner-drawn");
        let (reply, passing) = match handled {
            Ok(handled) => handled,
            Err(Unhandled::Stopping) => return Ended::Interrupted,
            Err(Unhandled::Store(_)) => return Ended::NoRow,
        };
        if job.stored.stored(incoming.id).await.is_err() {
            return Ended::NoRow;
        }
        let delivered = match reply {
            Some(reply) => self.send(&incoming.address(), reply).await,
            None => Delivered::Shown(None),
        };
        if let Some(passing) = passing {
            Box::pin(self.deliver.delete(incoming.address().chat, passing)).await;
        }
        match delivered {
            Delivered::Shown(_) | Delivered::Refused(_) => Ended::Settled,
            // It ended nothing, so it need not run alone again.
            Delivered::Later(wait) => Ended::Later(wait, Kept { attempts: None, ..Kept::of(&job) }),
            Delivered::Interrupted => Ended::Interrupted,
        }
    }

    /// Reads an update whose row alone was kept, however long the store takes.
    async fn load(&self, kept: Kept) -> Result<Job, Ended> {
        let Kept { id, attempts, stored, .. } = kept;
        if stored.stored(id).await.is_err() {
            return Err(Ended::NoRow);
        }
        let found = loop {
            match self.store.inbox().one(id).await {
                Ok(found) => break found,
                Err(error) => tracing::error!(%error, "a waiting update could not be read; trying on"),
            }
            if self.stop.run_until_cancelled(tokio::time::sleep(STORE_PAUSE)).await.is_none() {
                return Err(Ended::Interrupted);
            }
        };
        let Some(found) = found else { return Err(Ended::NoRow) };
        let Some(json) = found.json else {
            tracing::error!(update_id = id.get(), "a waiting update does not open; it is kept");
            return Err(Ended::NoRow);
        };
        let incoming = Incoming::read(id, &json).ok_or(Ended::Settled)?;
        Ok(Job { incoming, accepted_at: found.accepted_at, attempts, stored })
    }

    /// Returns the reply, and the message that was sent while it was made. A handler's panic or error becomes an apology
    /// with a number that stands in the log.
    async fn handle(&self, job: &Job) -> Result<(Option<Reply>, Option<MessageId>), Unhandled> {
        let Job { incoming, accepted_at, stored, .. } = job;
        let asker = self.router.asker(incoming);
        let cause = Cause { update: incoming.id, accepted_at: *accepted_at, stored };
        // Boxed: the future is large, and would be copied on its way into the next one.
        let work = Box::pin(self.router.handle(incoming, cause, &asker));
        let work = AssertUnwindSafe(work).catch_unwind();
        let address = incoming.address();
        let (handled, passing) = self.patience.accompany(&self.deliver, &address, &asker, cause, work).await;
        let error_id = error_id(incoming.id);
        match handled {
            Ok(Err(Unhandled::Store(error))) if !matches!(error, StoreError::NotNew) => {
                tracing::error!(error_id, %error, "a handler failed");
            }
            Ok(Err(unhandled)) => return Err(unhandled),
            Ok(Ok(reply)) => return Ok((reply, passing)),
            // Where it happened was logged by the panic hook; what it said may hold anything.
            Err(_) => tracing::error!(error_id, "a handler panicked"),
        }
        self.metrics.failed();
        self.leave_no_secret(job).await;
        let drawn = Drawn::aside(fallback::sorry(&asker, self.router.house.operator.as_deref(), &error_id));
        Ok((Some(Reply { drawn, target: Target::New }), passing))
    }

    /// What must not stay in the chat goes, wherever its handler failed.
    async fn leave_no_secret(&self, job: &Job) {
        let Some(message) = self.router.secret(&job.incoming) else { return };
        if job.stored.stored(job.incoming.id).await.is_ok() {
            self.deliver.delete(job.incoming.origin.chat, message).await;
        }
    }

    async fn send(&self, address: &Address, reply: Reply) -> Delivered {
        crash_point!("deliver-ready");
        let Reply { drawn: Drawn { mut view, ties }, target } = reply;
        let delivered = match view.secret.take() {
            None => self.deliver.deliver(address, target, view).await,
            Some(secret) => Box::pin(self.reveal(address, view, secret)).await,
        };
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
}

/// A time that nobody waits for.
fn far_away() -> Instant {
    Instant::now() + Duration::from_secs(365 * 24 * 60 * 60)
}

/// The number that a person can tell the operator.
fn error_id(id: UpdateId) -> String {
    format!("E{id}")
}
