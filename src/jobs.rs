//! Jobs at work: does their steps, one after the other, beside the lanes.
//!
//! Owns one loop, and the order within a step: claimed in a commit, sent, its end stored. A step that is found claimed may
//! have been sent: it is looked for, and sent again only where it is not there. It knows no feature: what a step does is the
//! table's (`frame/job.rs`).

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::api::ApiError;
use crate::clock::Clock;
use crate::crash_point;
use crate::frame::job::Steps;
use crate::frame::row::Outcome;
use crate::frame::{Arrival, Asker, House, Trouble, trouble};
use crate::store::{ClaimedStep, JobStep, Rests, Store, StoreError, Working};
use crate::telegram::due::Due;
use crate::telegram::runner::Runner;

/// Jobs at work at once.
const JOBS: usize = 20;
/// Steps of a job until another one has its turn.
const STEPS: usize = 20;
/// Longest step: shorter than its lease (`store/jobs/working.rs`).
const STEP: Duration = Duration::from_secs(75);
/// How long after it was sent a step is looked for, ms: longer than a request may take, so that it is not still under
/// way.
const SETTLED_MS: i64 = 20_000;
/// How often a step is sent that was never there when it was looked for.
const MAX_CLAIMS: i64 = 3;
/// How often in a row a job waits for the API, and how long at first and at most, ms. Twenty minutes in all.
const MAX_TRIES: i64 = 24;
const FIRST_WAIT_MS: i64 = 1_000;
const LONGEST_WAIT_MS: i64 = 60_000;

/// Works on what is due until `stop`, which also cuts the steps under way: the next start looks for them.
pub async fn work(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let working = Due::new(runner.clone(), clock.clone(), JOBS, stop.clone());
    working.over("jobs", || work_on_due(&store, &clock, &runner, &working)).await;
}

/// Begins to work on as many jobs as may be under way, else waits until one is due.
async fn work_on_due(store: &Store, clock: &Clock, runner: &Runner, working: &Due) -> Result<(), StoreError> {
    let due = store.due_jobs(working.room().await).await?;
    if due.is_empty() {
        working.wait(store.next_job().await?, store.jobs_changed()).await;
    }
    for job in due {
        working.begin(work_on(runner.clone(), clock.clone(), job)).await;
    }
    Ok(())
}

/// How a job goes on.
enum Next {
    /// With its next step.
    Step,
    /// At this time, ms since 1970 UTC; true: because it could not go on.
    At(i64, bool),
    /// When its person says so.
    Rests(Rests),
    /// With no other step.
    Ended,
    /// It was stopped, or somebody else works on it.
    Left,
}

async fn work_on(runner: Runner, clock: Clock, job: Working) {
    let house = &runner.router().house;
    let stored = match next(&runner, &clock, &job).await {
        Ok(Next::Step) => house.store.put_off_job(&job, clock.now_ms(), false).await,
        Ok(Next::At(_, true)) if job.tries >= MAX_TRIES => house.store.end_job(&job, Some(Rests::Away)).await,
        Ok(Next::At(until, failed)) => house.store.put_off_job(&job, until, failed).await,
        Ok(Next::Rests(why)) => house.store.end_job(&job, Some(why)).await,
        Ok(Next::Ended) => house.store.end_job(&job, None).await,
        Ok(Next::Left) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = stored {
        tracing::error!(%error, job = job.id.get(), "a job could not go on; it does when its lease ends");
    }
}

/// Does steps until something else is to be done.
async fn next(runner: &Runner, clock: &Clock, job: &Working) -> Result<Next, StoreError> {
    let router = runner.router();
    let house = &router.house;
    let Some(steps) = house.job_of(&job.work).filter(|_| router.admits(job.user)) else {
        return Ok(Next::Rests(Rests::Fails));
    };
    let asker = Asker { user: job.user, private: true, text: router.text.clone() };
    let link = job.work.of(job.account);
    let arrival = Arrival::by_itself(house, &asker, link);
    let worker = Worker { house, clock, job, steps, arrival: &arrival };
    for _ in 0..STEPS {
        let next = match house.store.next_step(job).await? {
            None => Next::Ended,
            Some(step) if step.sent_at.is_some() => worker.look(&step).await?,
            Some(step) => worker.send(&step).await?,
        };
        if !matches!(next, Next::Step) {
            return Ok(next);
        }
    }
    Ok(Next::Step)
}

/// One job and what its steps are done with.
struct Worker<'a> {
    house: &'a House,
    clock: &'a Clock,
    job: &'a Working,
    steps: Steps,
    arrival: &'a Arrival<'a>,
}

impl Worker<'_> {
    /// Claims a step, and sends it.
    async fn send(&self, step: &JobStep) -> Result<Next, StoreError> {
        if !self.house.store.claim_step(self.job, step).await? {
            return Ok(Next::Left);
        }
        let sending = (self.steps.send)(self.arrival, self.job.id, &step.body);
        let Some(Outcome { result, account, .. }) = settled(sending).await else { return Ok(self.settling()) };
        crash_point!("job-sent");
        let trouble = match result {
            Ok(made) => return self.ended(step, ClaimedStep::Done(made), Next::Step).await,
            Err(trouble) => trouble,
        };
        match &trouble {
            // It may have been done.
            Trouble::Api(ApiError::Uncertain(_)) => return Ok(self.settling()),
            Trouble::Api(ApiError::KeyRejected) | Trouble::Rejected(_) => {
                return self.ended(step, ClaimedStep::Prepared, Next::Rests(Rests::Key)).await;
            }
            // Nothing was sent.
            Trouble::Api(error @ (ApiError::Busy { .. } | ApiError::Unavailable)) => {
                return self.ended(step, ClaimedStep::Prepared, self.later(error)).await;
            }
            Trouble::Store(_) | Trouble::Gone | Trouble::NoAccount => {
                return self.ended(step, ClaimedStep::Prepared, self.later(&ApiError::Unavailable)).await;
            }
            _ => {}
        }
        let next = match &trouble {
            // Nothing is at the address: so it is for every other step.
            Trouble::Api(ApiError::EndpointUnknown(_)) | Trouble::Stale => Next::Rests(Rests::Fails),
            Trouble::Api(ApiError::NotFound(_)) if self.is_gone(step).await => Next::Rests(Rests::Gone),
            _ => Next::Step,
        };
        let words = match trouble {
            Trouble::Shown(view) => view.text.visible(),
            Trouble::Api(error) => trouble::sentence(self.arrival.asker, account.as_deref(), &error).visible(),
            _ => String::new(),
        };
        self.ended(step, ClaimedStep::Failed(&words), next).await
    }

    /// Looks for a step that was sent by whoever worked before, or whose answer was lost.
    async fn look(&self, step: &JobStep) -> Result<Next, StoreError> {
        let settled_at = step.sent_at.unwrap_or_default().saturating_add(SETTLED_MS);
        if self.clock.now_ms() < settled_at {
            return Ok(Next::At(settled_at, false));
        }
        let looking = (self.steps.look)(self.arrival, self.job.id, &step.body);
        let Some(Outcome { result, account, .. }) = settled(looking).await else {
            return Ok(self.later(&ApiError::Unavailable));
        };
        crash_point!("job-looked");
        match result {
            Ok(Some(made)) => self.ended(step, ClaimedStep::Done(made), Next::Step).await,
            Ok(None) if step.claims < MAX_CLAIMS => self.ended(step, ClaimedStep::Prepared, Next::Step).await,
            Ok(None) => self.ended(step, ClaimedStep::Unknown(""), Next::Step).await,
            Err(Trouble::Api(ApiError::KeyRejected) | Trouble::Rejected(_)) => Ok(Next::Rests(Rests::Key)),
            Err(Trouble::Api(error)) if error.may_pass() => Ok(self.later(&error)),
            Err(Trouble::Shown(view)) => self.ended(step, ClaimedStep::Failed(&view.text.visible()), Next::Step).await,
            Err(Trouble::Api(error)) => {
                let is_gone = matches!(error, ApiError::NotFound(_)) && self.is_gone(step).await;
                let next = if is_gone { Next::Rests(Rests::Gone) } else { Next::Step };
                let words = trouble::sentence(self.arrival.asker, account.as_deref(), &error).visible();
                self.ended(step, ClaimedStep::Unknown(&words), next).await
            }
            Err(_) => Ok(self.later(&ApiError::Unavailable)),
        }
    }

    /// Whether the API says that what the job works on is not there any more.
    async fn is_gone(&self, step: &JobStep) -> bool {
        let looking = (self.steps.is_there)(self.arrival, self.job.id, &step.body);
        matches!(settled(looking).await, Some(Outcome { result: Ok(false), .. }))
    }

    async fn ended(&self, step: &JobStep, how: ClaimedStep<'_>, next: Next) -> Result<Next, StoreError> {
        self.house.store.end_step(self.job, step, how).await?;
        Ok(next)
    }

    /// When a step that may be under way can be looked for.
    fn settling(&self) -> Next {
        Next::At(self.clock.now_ms().saturating_add(SETTLED_MS), false)
    }

    /// After a pause that doubles, or as long as the API asks for.
    fn later(&self, error: &ApiError) -> Next {
        let asked = match error {
            ApiError::Busy { retry_after } => retry_after.unwrap_or_default(),
            _ => Duration::ZERO,
        };
        let doubled = FIRST_WAIT_MS << self.job.tries.clamp(0, 10);
        let wait = doubled.min(LONGEST_WAIT_MS).max(i64::try_from(asked.as_millis()).unwrap_or(LONGEST_WAIT_MS));
        Next::At(self.clock.now_ms().saturating_add(wait), true)
    }
}

/// What a step gave; `None` when nobody knows what became of it.
async fn settled<T>(step: impl Future<Output = Outcome<T>>) -> Option<Outcome<T>> {
    match timeout(STEP, AssertUnwindSafe(step).catch_unwind()).await {
        Ok(Ok(outcome)) => Some(outcome),
        Ok(Err(_)) => {
            tracing::error!("a step of a job panicked");
            None
        }
        Err(_) => None,
    }
}
