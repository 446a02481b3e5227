//! A round of looks in databases with few and many watches of which equally many are due: it must cost what is due, not what
//! exists.
//!
//! Owns the databases. It runs in this process: the statements that the bot executes, without the calls of the API.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use chrono::Utc;
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use crate::clock::Clock;
use crate::credentials::ApiKey;
use crate::ids::{BotId, UserId};
use crate::screens::alerts;
use crate::store::{Found, Linked, State, Store};
use crate::vault::Vault;

/// How many watches there are.
pub(super) const SIZES: [i64; 3] = [1_000, 10_000, 100_000];
/// How many of them are due, and how many looks are under way at the same time in the bot.
pub(super) const DUE: i64 = 1_000;
pub(super) const AT_ONCE: usize = 20;
/// Watches of each person: as many as one may have.
const EACH: i64 = 50;
/// Bytes that a watch keeps.
const SEEN: usize = 300;
/// The others are due after this.
const LATER: Duration = Duration::from_secs(24 * 60 * 60);
const FIRST_PERSON: i64 = 50_000_000;

/// A database, and what a round took in it: those that are due are claimed, what each saw is stored, and the next time is
/// asked for.
pub(super) struct Figures {
    pub(super) watches: i64,
    pub(super) round: Duration,
    pub(super) longest: Duration,
}

pub(super) async fn measure() -> anyhow::Result<Vec<Figures>> {
    let mut figures = Vec::new();
    for watches in SIZES {
        figures.push(of(watches).await?);
    }
    Ok(figures)
}

async fn of(watches: i64) -> anyhow::Result<Figures> {
    let folder = tempfile::Builder::new().prefix("bb-pocket-bench-").tempdir()?;
    let vault = Vault::create_file(&folder.path().join("bench.keys"))?;
    let store = Store::open(&folder.path().join("bench.db"), vault, Clock::fixed(Utc::now())).await?;
    fill(&store, watches).await?;
    let (mut rounds, mut all, mut longest) = (0_u32, Duration::ZERO, Duration::ZERO);
    let mut looked = 0;
    loop {
        let begun = Instant::now();
        let due = store.due_watches(AT_ONCE).await?;
        for watching in &due {
            let found = Found { seen: Some(vec![b'x'; SEEN]), next: Some(LATER), ..Found::default() };
            store.store_looks(&[(watching, found)]).await?;
        }
        store.next_watch().await?;
        if due.is_empty() {
            break;
        }
        looked += due.len();
        rounds += 1;
        all += begun.elapsed();
        longest = longest.max(begun.elapsed());
    }
    ensure!(looked == usize::try_from(DUE)?, "{looked} looks instead of {DUE}");
    store.close().await;
    Ok(Figures { watches, round: all / rounds.max(1), longest })
}

async fn fill(store: &Store, watches: i64) -> anyhow::Result<()> {
    let people = |person: i64| async move {
        let key = ApiKey::parse(&format!("BENCH-round-real-{person:0>23}")).context("a key of the bench")?;
        let user = UserId::new(FIRST_PERSON + person);
        let Linked::New(account) = store.link(user, &key, None, State::Checked).await? else { bail!("known already") };
        let first = if person * EACH < DUE { Duration::ZERO } else { LATER };
        let all: Vec<_> =
            (person * EACH..(person + 1) * EACH).map(|id| (alerts::of_bot(BotId::new(id + 1)), first)).collect();
        ensure!(store.start_watches(user, account, &all, false).await? == all.len(), "no watch");
        anyhow::Ok(())
    };
    stream::iter((0..watches / EACH).map(people)).buffer_unordered(64).try_collect::<()>().await
}
