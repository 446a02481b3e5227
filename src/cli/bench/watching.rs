//! Many people who want to be told when an import ends: what their watches cost while nothing happens, and how soon a
//! result is told.
//!
//! Owns the people of this measurement: ten for each key and import.

use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use chrono::{TimeDelta, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;

use super::drive::{Bench, Question};
use crate::app;
use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::ApiKey;
use crate::frame::{Watch as _, to};
use crate::ids::{BotId, TaskId, UserId};
use crate::sandbox::bots_business::BotsBusiness;
use crate::sandbox::telegram::Person;
use crate::screens::imports::ImportEnds;
use crate::store::{Linked, State, Store};

const PEOPLE_EACH: i64 = 10;
const FIRST: i64 = 30_000_000;
const TASK: i64 = 77;
/// How old the watches are: from ten minutes on an import is looked at every few minutes.
const AGE: TimeDelta = TimeDelta::minutes(20);
/// How long the watches are left alone while their cost is measured.
pub(super) const QUIET: Duration = Duration::from_secs(10);

/// The figures of the watches.
pub(super) struct Figures {
    /// The bot's processor time from its start until every import was looked at once.
    pub(super) first: Option<Duration>,
    /// Calls of the API until then.
    pub(super) calls: usize,
    /// The bot's processor time per second after that.
    pub(super) cpu: Option<Duration>,
    /// Calls of the API in these [`QUIET`] seconds.
    pub(super) later: usize,
    pub(super) memory_kb: Option<u64>,
    /// From the end of an import to the message.
    pub(super) told: Duration,
}

fn people(imports: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..imports * PEOPLE_EACH).map(|number| (FIRST + number, number / PEOPLE_EACH))
}

fn key(import: i64) -> String {
    format!("BENCH-watch-real-{import:0>23}")
}

fn bot(import: i64) -> i64 {
    5_000_000 + import
}

/// The watches are stored before the bot starts: to begin each in the chat would wait for the disk for many minutes. They
/// are as old as [`AGE`], so that all of them are due at the start and looked at every few minutes from then on.
pub(super) async fn measure(imports: i64) -> anyhow::Result<Figures> {
    let mut bench = Bench::start_after(1, &[], async |config, api| prepare(config, api, imports).await).await?;
    bench.calls(usize::try_from(imports)?).await?;
    let (first, calls) = (bench.cpu(), bench.api().calls().len());
    let (cpu, later) = bench.rests(QUIET).await;
    let memory_kb = bench.memory("VmRSS:");
    let told = told(&mut bench, imports).await?;
    Ok(Figures { first, calls, cpu, later, memory_kb, told })
}

async fn prepare(config: &Config, api: &BotsBusiness, imports: i64) -> anyhow::Result<()> {
    (0..imports).for_each(|import| begin(api, import));
    let clock = Clock::fixed(Utc::now() - AGE);
    let store = Store::open(&config.database, app::vault(config)?, clock).await?;
    let store = &store;
    let watch = |(person, import): (i64, i64)| async move {
        let key = ApiKey::parse(&key(import)).context("a key of the bench")?;
        let (user, state) = (UserId::new(person), State::Checked);
        let Linked::New(account) = store.link(user, &key, None, state).await? else { bail!("a person was there") };
        let at = (BotId::new(bot(import)), TaskId::new(TASK));
        let first = ImportEnds::next(Duration::ZERO).unwrap_or_default();
        ensure!(store.start_watch(user, account, to(ImportEnds, at), first, false).await?, "no watch");
        anyhow::Ok(())
    };
    stream::iter(people(imports).map(watch)).buffer_unordered(64).try_collect::<()>().await?;
    store.close().await;
    Ok(())
}

/// An import that does not end yet.
fn begin(api: &BotsBusiness, import: i64) {
    api.add_account("somebody@example.com", &key(import));
    api.add_bot(&key(import), bot(import), "A bot");
    api.put_task(bot(import), TASK, json!({ "status": "in progress", "task_id": TASK }));
}

/// One more person watches a fresh import, which then ends.
async fn told(bench: &mut Bench, import: i64) -> anyhow::Result<Duration> {
    let person = FIRST - 1;
    begin(bench.api(), import);
    for question in [
        Question::new(person, format!("/setkey {}", key(import)), "Connected"),
        Question::new(person, format!("/csvstatus {} {TASK}", bot(import)), "in progress"),
        Question::press(person, "Tell me when it ends", "I look at it"),
    ] {
        bench.run(std::iter::once(question), 1).await?;
    }
    let begun = Instant::now();
    bench.api().put_task(bot(import), TASK, json!({ "status": "ok", "task_id": TASK }));
    bench.sees(&Person::new(person, "Somebody"), "CSV import: ok").await?;
    Ok(begun.elapsed())
}
