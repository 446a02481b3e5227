//! Watches at work: looks at what is due, and tells what was found.
//!
//! Owns two loops. [`look`] makes one call for all who watch the same thing with the same key, and stores what was seen
//! together with what is to be told; [`telling`] draws that and hands it to its chat's lane. Neither sends, and neither
//! knows a feature: what a look is, is the table's (`frame/watch.rs`).
//!
//! - [`telling`]: what is told when, by itself or with others
//! - [`quiet`]: a person's quiet hours

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::crash_point;
use crate::frame::watch::{Look, Steps, Unseen};
use crate::frame::{Arrival, Asker, House};
use crate::ids::UserId;
use crate::link::Link;
use crate::store::{Account, Found, Store, StoreError, Telling, Watching};
use crate::telegram::due::Due;
use crate::telegram::runner::Runner;

pub mod quiet;
mod telling;
pub use telling::tell;

/// Looks under way at once.
const LOOKS: usize = 20;
/// Longest look: shorter than its lease (`store/watches.rs`).
const LOOK: Duration = Duration::from_secs(50);

/// All who watch the same thing with the same key: one call.
struct Group {
    steps: Steps,
    members: Vec<(Watching, Account)>,
}

/// Looks at what is due until `stop`, which also cuts the looks under way: the next start makes them again.
pub async fn look(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let looks = Due::new(runner.clone(), clock.clone(), LOOKS, stop.clone());
    let mut last = clock.now();
    let look = || {
        let set_back = clock.now() < last;
        last = clock.now();
        let (store, clock, runner, looks) = (&store, &clock, &runner, &looks);
        async move {
            if set_back {
                store.watch_sooner().await?;
            }
            look_at_due(store, clock, runner, looks).await
        }
    };
    looks.over("watches", look).await;
}

/// Begins as many looks at what is due as may be under way, else waits until something is.
async fn look_at_due(store: &Store, clock: &Clock, runner: &Runner, looks: &Due) -> Result<(), StoreError> {
    let due = store.due_watches(looks.room().await).await?;
    if due.is_empty() {
        looks.wait(store.next_watch().await?, store.watches_changed()).await;
    }
    for group in grouped(runner, due).await {
        looks.begin(visit(runner.clone(), clock.clone(), group)).await;
    }
    Ok(())
}

/// Puts those together who watch the same with the same key. What nobody may watch any more ends.
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
        let account = accounts.find(watching.account).filter(|_| router.admits(watching.user));
        let (Some(account), Some(steps)) = (account, house.watch_of(&watching.question)) else {
            end(&house.store, &watching).await;
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
async fn visit(runner: Runner, clock: Clock, group: Group) {
    let house = &runner.router().house;
    let Some((first, _)) = group.members.first() else { return };
    crash_point!("watch-claimed");
    let asker = asker(&runner, first.user);
    let arrival = arrival(house, &asker, first.question.of(first.account));
    let seen: Vec<Option<&[u8]>> = group.members.iter().map(|(watching, _)| watching.seen.as_deref()).collect();
    let looking = AssertUnwindSafe(house.look(&arrival, &seen)).catch_unwind();
    let looked = match timeout(LOOK, looking).await {
        Ok(Ok(looked)) => looked,
        Ok(Err(_)) => {
            tracing::error!("a look panicked");
            Err(Unseen::Unread(None))
        }
        Err(_) => Err(Unseen::Unread(None)),
    };
    crash_point!("watch-looked");
    let now = clock.now_ms();
    let stored = match looked {
        Ok(looks) => store(house, &group, now, looks.into_iter().map(Some), None).await,
        Err(Unseen::Unread(wait)) => store(house, &group, now, group.members.iter().map(|_| None), wait).await,
        Err(Unseen::Rejected) => reject(house, &group).await,
        Err(Unseen::Void) => {
            end(&house.store, first).await;
            Ok(())
        }
    };
    if let Err(error) = stored {
        tracing::error!(%error, "what was seen could not be stored; it is looked at again");
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
        let (seen, tells, next) = match look {
            Some(Look::Over(link)) => (None, Some(Telling::heard(link)), None),
            Some(Look::Tell(seen, link)) => (Some(seen), Some(Telling::heard(link)), next),
            Some(Look::Goes(goes)) => (Some(goes.seen), goes.tells, Some(goes.next)),
            Some(Look::Seen(seen)) => (Some(seen), None, next),
            Some(Look::Same) | None => (None, None, next),
        };
        let given_up = next.is_none() && tells.is_none();
        let tells = if given_up { (group.steps.given_up)(&watching.question).map(Telling::heard) } else { tells };
        (watching, Found { seen, tells, next })
    });
    house.store.store_looks(&looks.collect::<Vec<_>>()).await
}

/// The key was refused: what is watched with it rests, and its people are told.
async fn reject(house: &House, group: &Group) -> Result<(), StoreError> {
    for (watching, account) in &group.members {
        let about = (group.steps.about)(&watching.question).unwrap_or(house.table.accounts);
        house.store.reject_watched(account, watching, about).await?;
    }
    Ok(())
}

async fn end(store: &Store, watching: &Watching) {
    tracing::warn!(watch = watching.id.get(), "a watch is void and ends");
    if let Err(error) = store.end_watch(watching.user, watching.account, watching.question).await {
        tracing::error!(%error, "a watch could not be ended; it is tried again");
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

fn arrival<'a>(house: &'a House, asker: &'a Asker, link: Link) -> Arrival<'a> {
    Arrival { house, asker, link, words: "", cause: None, on: None, back: None, looks: 0 }
}
