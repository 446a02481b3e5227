//! Watches at work: looks at what is due, and tells what was found.
//!
//! Owns two loops. [`look`] makes one call for all who watch the same thing with the same key, and stores what was seen
//! together with what is to be told; `telling` draws that and hands it to its chat's lane. Neither sends, and neither
//! knows a feature: what a look is, is the table's (`frame/watch.rs`).
//!
//! - `budget`: how many calls a minute
//! - `wall`: Bots.Business in trouble
//! - `doubts`: a key that was refused once
//! - `telling`: what is told when, by itself or with others
//! - `teams`: what groups are told of that
//! - [`quiet`]: a person's quiet hours

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::num::NonZeroU32;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::crash_point;
use crate::frame::watch::{Look, Steps, Unseen};
use crate::frame::{Arrival, Asker, House};
use crate::ids::UserId;
use crate::metrics::Metrics;
use crate::store::{Account, Found, Store, StoreError, Telling, Watching};
use crate::telegram::due::Due;
use crate::telegram::runner::Runner;

mod budget;
mod doubts;
pub mod quiet;
mod teams;
mod telling;
mod wall;
use budget::Budget;
use doubts::{CONFIRM, Doubts};
pub use telling::tell;
use wall::{Changed, PROBE, Wall};

/// Looks under way at once.
const LOOKS: usize = 20;
/// Longest look: shorter than its lease (`store/watches.rs`).
const LOOK: Duration = Duration::from_secs(50);

/// How long a watch waits that this version does not know.
const UNKNOWN: Duration = Duration::from_secs(60 * 60);

/// A wall that stood for longer is an absence: what is found after it is told in one message, ms.
const LONG_MS: i64 = 60 * 60 * 1000;

/// All who watch the same thing with the same key: one call.
struct Group {
    steps: Steps,
    members: Vec<(Watching, Account)>,
}

/// What all looks share.
struct Looking {
    clock: Clock,
    runner: Runner,
    metrics: Metrics,
    wall: Wall,
    doubts: Doubts,
    budget: Budget,
}

impl Looking {
    fn store(&self) -> &Store {
        &self.runner.router().house.store
    }
}

/// Looks at what is due until `stop`, which also cuts the looks under way: the next start makes them again. `budget`: the
/// most requests of Bots.Business in a minute.
pub async fn look(clock: Clock, runner: Runner, metrics: Metrics, budget: Option<NonZeroU32>, stop: CancellationToken) {
    let looks = Due::new(runner.clone(), clock.clone(), LOOKS, stop);
    let (wall, doubts, budget) = (Wall::default(), Doubts::default(), Budget::new(budget));
    let looking = Arc::new(Looking { clock: clock.clone(), runner, metrics, wall, doubts, budget });
    let mut last = clock.now();
    let look = || {
        let set_back = clock.now() < last;
        last = clock.now();
        let (looking, looks) = (&looking, &looks);
        async move {
            if set_back {
                looking.store().watch_sooner().await?;
            }
            look_at_due(looking, looks).await
        }
    };
    looks.over("watches", look).await;
}

/// Begins as many looks at what is due as may be under way, else waits until something is.
async fn look_at_due(looking: &Arc<Looking>, looks: &Due) -> Result<(), StoreError> {
    let (store, now) = (looking.store(), looking.clock.now_ms());
    let room = looking.budget.room(looks.room().await, now);
    if room == 0 {
        looks.wait(Some(looking.budget.next(now)), std::future::pending()).await;
        return Ok(());
    }
    let stands = looking.wall.stands();
    if let Some(rest) = looking.wall.rests(now) {
        store.put_off_watches(rest).await?;
    }
    let due = store.due_watches(if stands { 1 } else { room }).await?;
    if due.is_empty() {
        looks.wait(store.next_watch().await?, store.watches_changed()).await;
    }
    for watching in &due {
        looking.metrics.watch_looked(Duration::from_millis(u64::try_from(now - watching.due_at).unwrap_or(0)));
    }
    let groups = grouped(&looking.runner, due).await;
    looking.budget.begin(groups.len(), now);
    for group in groups {
        match stands {
            // The others wait for what this one finds.
            true => visit(Arc::clone(looking), group).await,
            false => looks.begin(visit(Arc::clone(looking), group)).await,
        }
    }
    Ok(())
}

/// Puts those together who watch the same with the same key. What nobody may watch any more ends, and what this version
/// does not know waits.
async fn grouped(runner: &Runner, due: Vec<Watching>) -> Vec<Group> {
    let router = runner.router();
    let house = &router.house;
    let mut groups: Vec<Group> = Vec::new();
    for watching in due {
        let accounts = match house.store.accounts(watching.user).await {
            Ok(accounts) => accounts,
            Err(error) => {
                tracing::error!(%error, "an account could not be read; it is looked again when the lease ends");
                continue;
            }
        };
        let Some(account) = accounts.find(watching.account).filter(|_| router.admits(watching.user)) else {
            end(&house.store, &watching).await;
            continue;
        };
        let Some(steps) = house.watch_of(&watching.question) else {
            put_off(&house.store, &watching).await;
            continue;
        };
        let joins = |group: &&mut Group| {
            group
                .members
                .first()
                .is_some_and(|(one, other)| one.question == watching.question && other.key == account.key)
        };
        match groups.iter_mut().find(joins) {
            Some(group) => group.members.push((watching, account.clone())),
            None => groups.push(Group { steps, members: vec![(watching, account.clone())] }),
        }
    }
    groups
}

/// Looks once for a group, and stores what that means for each of its members.
async fn visit(looking: Arc<Looking>, group: Group) {
    let house = &looking.runner.router().house;
    let Some((first, _)) = group.members.first() else { return };
    crash_point!("watch-claimed");
    let asker = asker(&looking.runner, first.user);
    let arrival = Arrival::by_itself(house, &asker, first.question.of(first.account));
    let seen: Vec<Option<&[u8]>> = group.members.iter().map(|(watching, _)| watching.seen.as_deref()).collect();
    let look = AssertUnwindSafe(house.look(&arrival, &seen)).catch_unwind();
    let (looked, requests) = match timeout(LOOK, look).await {
        Ok(Ok(looked)) => looked,
        Ok(Err(_)) => {
            tracing::error!("a look panicked");
            (Err(Unseen::Refused), 1)
        }
        Err(_) => (Err(Unseen::Unread(None)), 1),
    };
    crash_point!("watch-looked");
    let now = looking.clock.now_ms();
    looking.budget.end(requests, now);
    looking.metrics.watch_calls(requests);
    let judged = answered(&looking, !matches!(looked, Err(Unseen::Unread(_))), now).await;
    if matches!(looked, Ok(_) | Err(Unseen::Refused)) {
        group.members.iter().for_each(|(_, account)| looking.doubts.accepted(account.id));
    }
    let nobody = group.members.iter().map(|_| None);
    let stored = match looked {
        Ok(_) | Err(Unseen::Rejected | Unseen::Void) if !judged => store(house, &group, now, nobody, Some(PROBE)).await,
        Ok(looks) => store(house, &group, now, looks.into_iter().map(Some), None).await,
        Err(Unseen::Refused) => store(house, &group, now, nobody, None).await,
        Err(Unseen::Unread(wait)) => store(house, &group, now, nobody, wait).await,
        Err(Unseen::Rejected) => refused(&looking, &group, now).await,
        Err(Unseen::Void) => {
            end(&house.store, first).await;
            Ok(())
        }
    };
    if let Err(error) = stored {
        tracing::error!(%error, "what was seen could not be stored; it is looked at again");
    }
}

/// Notes whether Bots.Business answered, and returns whether what it said may be judged. Its trouble is told to the operator
/// once, and to nobody else.
async fn answered(looking: &Looking, answered: bool, now: i64) -> bool {
    let changed = if answered { looking.wall.answered(now) } else { looking.wall.failed(now) };
    match changed {
        Changed::Nothing { judged } => judged,
        Changed::Stands => {
            tracing::error!(
                "Bots.Business does not answer: nothing is judged until it does, and one look a moment asks"
            );
            looking.metrics.watches_paused(true);
            false
        }
        Changed::Over { after } => {
            tracing::warn!(minutes = after / 60_000, "Bots.Business answers again, and watches go on");
            looking.metrics.watches_paused(false);
            if after >= LONG_MS
                && let Err(error) = looking.store().gather_after_an_absence().await
            {
                tracing::error!(%error, "what is found now is told one by one");
            }
            true
        }
    }
}

/// Stores what was seen, and what is to be told. A look that saw nothing leaves everything as it was but the time of the
/// next one.
async fn store(
    house: &House,
    group: &Group,
    now: i64,
    looks: impl Iterator<Item = Option<Look>>,
    wait: Option<Duration>,
) -> Result<(), StoreError> {
    let members = group.members.iter().map(|(watching, _)| watching);
    let looks = members.zip(looks).map(|(watching, look)| {
        let age = Duration::from_millis(u64::try_from(now - watching.begun_at).unwrap_or(0));
        let next = (group.steps.next)(age).map(|next| jittered(next, watching).max(wait.unwrap_or_default()));
        let counted = look.as_ref().and_then(Look::counted);
        let (seen, tells, next) = match look {
            Some(Look::Over(link)) => (None, Some(Telling::heard(link)), None),
            Some(Look::Tell(seen, link)) => (Some(seen), Some(Telling::heard(link)), next),
            Some(Look::Goes(goes)) => (Some(goes.seen), goes.tells, Some(goes.next)),
            Some(Look::Seen(seen)) => (Some(seen), None, next),
            Some(Look::Same) | None => (None, None, next),
        };
        let given_up = next.is_none() && tells.is_none();
        let tells = if given_up { (group.steps.given_up)(&watching.question).map(Telling::heard) } else { tells };
        (watching, Found { seen, tells, next, counted })
    });
    house.store.store_looks(&looks.collect::<Vec<_>>()).await
}

/// The key was refused. Once says nothing: it is looked at again. Twice, and what is watched with it rests, and its people
/// are told.
async fn refused(looking: &Looking, group: &Group, now: i64) -> Result<(), StoreError> {
    let house = &looking.runner.router().house;
    let mut again = Vec::new();
    for (watching, account) in &group.members {
        if looking.doubts.refused(account.id, now) {
            let about = (group.steps.about)(&watching.question).unwrap_or(house.table.accounts);
            house.store.reject_watched(account, watching, about).await?;
        } else {
            again.push((watching, Found { next: Some(CONFIRM), ..Found::default() }));
        }
    }
    if again.is_empty() { Ok(()) } else { house.store.store_looks(&again).await }
}

async fn end(store: &Store, watching: &Watching) {
    tracing::warn!(watch = watching.id.get(), "a watch is void and ends");
    if let Err(error) = store.end_watch(watching.user, watching.account, watching.question).await {
        tracing::error!(%error, "a watch could not be ended; it is tried again");
    }
}

/// A later version began this watch, and may come back.
async fn put_off(store: &Store, watching: &Watching) {
    let later = Found { next: Some(UNKNOWN), ..Found::default() };
    if let Err(error) = store.store_looks(&[(watching, later)]).await {
        tracing::error!(%error, "a watch could not be put off; it is when its lease ends");
    }
}

/// A tenth more or less, the same for all who ask the same at the same time: they stay together.
fn jittered(next: Duration, watching: &Watching) -> Duration {
    let mut hasher = DefaultHasher::new();
    (watching.question, next).hash(&mut hasher);
    let share = u32::try_from(hasher.finish() % 201).unwrap_or(100);
    next * (900 + share) / 1000
}

/// Everything that a watch says is private.
fn asker(runner: &Runner, user: UserId) -> Asker {
    runner.router().asker_of(user, true)
}
