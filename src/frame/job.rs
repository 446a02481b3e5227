//! A job: long work in steps that each change something, done one after the other, also across restarts.
//!
//! Owns what a step is: one change, and how to look whether it was done. It must not know when a step is due, or how its
//! end is stored: that is the engine's (`src/jobs.rs`).

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::House;
use super::named::Named;
use super::row::{Boxed, Kind, Outcome};
use super::trouble::Trouble;
use super::visit::{Arrival, Linked, Visit};
use crate::ids::JobId;
use crate::link::Link;

/// Work that is done in steps. Its link has the numbers of what it works on.
pub trait Job: Named {
    /// One step: stored sealed.
    type Step: Serialize + DeserializeOwned + Send + Sync;

    /// Does a step: at most one change. Returns the number of what it made, for the steps behind it. A view as an error
    /// is the reason why it failed.
    fn send(
        visit: &Visit<'_>,
        at: Self::At,
        job: JobId,
        step: &Self::Step,
    ) -> impl Future<Output = Result<Option<i64>, Trouble>> + Send;

    /// Looks whether a step that was sent is done; `None`: it is not. Must not change anything anywhere.
    fn look(
        visit: &Visit<'_>,
        at: Self::At,
        job: JobId,
        step: &Self::Step,
    ) -> impl Future<Output = Result<Option<Option<i64>>, Trouble>> + Send;

    /// Looks whether what the job works on is there at all: asked where the API did not find something. Without it no
    /// other step is tried. Must not change anything anywhere.
    fn is_there(visit: &Visit<'_>, at: Self::At) -> impl Future<Output = Result<bool, Trouble>> + Send;
}

/// What a step of a row gives.
pub type Does<T> = for<'a> fn(&'a Arrival<'a>, JobId, &'a [u8]) -> Boxed<'a, Outcome<T>>;

/// The steps of a job's row.
#[derive(Clone, Copy)]
pub struct Steps {
    /// [`Job::send`].
    pub send: Does<Option<i64>>,
    /// [`Job::look`].
    pub look: Does<Option<Option<i64>>>,
    /// [`Job::is_there`].
    pub is_there: Does<bool>,
}

impl Steps {
    pub(super) const fn of<J: Job>() -> Self {
        Self { send: sent::<J>, look: looked::<J>, is_there: is_there::<J> }
    }
}

/// Admits the account of the job, reads the step, and does the work.
macro_rules! working {
    ($job:ident, $at:ident, $bytes:ident, |$visit:ident, $numbers:ident, $step:ident| $work:expr) => {
        Box::pin(async move {
            let $visit = match Visit::<Linked>::admit($at).await {
                Ok(visit) => visit,
                Err(trouble) => return Outcome { result: Err(trouble), account: None, line: None },
            };
            let result = match (super::named::at::<$job>(&$at.link), serde_json::from_slice::<$job::Step>($bytes)) {
                (Some($numbers), Ok($step)) => $work,
                _ => Err(Trouble::Stale),
            };
            Outcome { result, account: Some($visit.who.account.clone()), line: None }
        })
    };
}

fn sent<'a, J: Job>(at: &'a Arrival<'a>, job: JobId, step: &'a [u8]) -> Boxed<'a, Outcome<Option<i64>>> {
    working!(J, at, step, |visit, numbers, step| J::send(&visit, numbers, job, &step).await)
}

fn looked<'a, J: Job>(at: &'a Arrival<'a>, job: JobId, step: &'a [u8]) -> Boxed<'a, Outcome<Option<Option<i64>>>> {
    working!(J, at, step, |visit, numbers, step| J::look(&visit, numbers, job, &step).await)
}

fn is_there<'a, J: Job>(at: &'a Arrival<'a>, _: JobId, step: &'a [u8]) -> Boxed<'a, Outcome<bool>> {
    working!(J, at, step, |visit, numbers, _step| J::is_there(&visit, numbers).await)
}

impl House {
    /// How the steps of a job are done; `None` when the link names no job.
    pub fn job_of(&self, link: &Link) -> Option<Steps> {
        match self.table.row(link)?.kind {
            Kind::Job(steps) => Some(steps),
            _ => None,
        }
    }
}
