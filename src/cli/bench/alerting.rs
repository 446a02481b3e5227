//! Many bots that are watched: what their watches cost in memory and between the calls, and what others notice while the
//! API is slow.
//!
//! Owns the accounts of this measurement, and a database of them for other measurements. The watches are stored before
//! the bot starts.

use std::net::TcpListener;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail, ensure};
use chrono::{TimeDelta, Utc};
use futures_util::{StreamExt as _, TryStreamExt as _, stream};

use super::drive::{Bench, Run};
use crate::app;
use crate::cli::health;
use crate::clock::Clock;
use crate::config::Config;
use crate::credentials::ApiKey;
use crate::frame::to;
use crate::ids::{BotId, UserId};
use crate::input;
use crate::link::Link;
use crate::sandbox::bots_business::{BotSketch, BotsBusiness};
use crate::screens::alerts::{self, iterations::IterationsWatch};
use crate::store::{Linked, State, Store};
use crate::vault::Vault;

/// Watches of each account: its bots, and its iterations.
pub(super) const EACH: i64 = 10;
const BOTS_EACH: i64 = EACH - 1;
const FIRST_PERSON: i64 = 40_000_000;
const FIRST_BOT: i64 = 3_000_000;
/// The watches are so old that all are due at the start, which spreads them over a minute, and young enough not to have been
/// away for long.
const AGE: TimeDelta = TimeDelta::minutes(20);
/// Longest time until each was looked at.
const LONGEST: Duration = Duration::from_secs(180);
/// How long the watches are left alone while their cost is measured: the next look is due after four minutes.
pub(super) const QUIET: Duration = Duration::from_secs(10);

/// What a call of a slow API takes, and how long the watches have for themselves before others ask.
pub(super) const SLOW: Duration = Duration::from_secs(1);
const ALONE: Duration = Duration::from_secs(40);
/// Later than this is late: an upper bound of the metrics' buckets, seconds.
pub(super) const LATE: &str = "15.0";
/// Those who ask meanwhile, and how many at the same time.
pub(super) const BYSTANDERS: u32 = 200;
const WINDOW: usize = 20;
const LARGEST_PAGE: u64 = 1024 * 1024;

/// Bots among which the accounts of a database for other measurements share theirs, and how long until all were looked at.
const POOL: i64 = 900;
const PERIOD: Duration = Duration::from_secs(240);

/// The figures of the watches.
pub(super) struct Figures {
    /// The bot's processor time from its start until everything was looked at once.
    pub(super) first: Option<Duration>,
    /// Calls of the API until then.
    pub(super) calls: usize,
    /// The bot's processor time per second after that.
    pub(super) cpu: Option<Duration>,
    /// Calls of the API in these [`QUIET`] seconds.
    pub(super) later: usize,
    pub(super) memory_kb: Option<u64>,
}

/// What is noticed while the API is slow.
pub(super) struct Slow {
    /// Looks that began, and those of them that were late.
    pub(super) looks: u64,
    pub(super) late: u64,
    /// The answers to those who asked: where nothing is watched, and beside the watches.
    pub(super) without: Run,
    pub(super) beside: Run,
}

pub(super) async fn measure(accounts: i64) -> anyhow::Result<Figures> {
    let bench =
        Bench::start_after(1, &[many_calls()], async |config, api| prepare(config, api, accounts).await).await?;
    let (watches, begun) = (usize::try_from(accounts * EACH)?, Instant::now());
    while looked(&bench) < watches {
        ensure!(begun.elapsed() < LONGEST, "only {} of {watches} watches were looked at", looked(&bench));
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let (first, calls) = (bench.cpu(), bench.api().calls().len());
    let (cpu, later) = bench.rests(QUIET).await;
    Ok(Figures { first, calls, cpu, later, memory_kb: bench.memory("VmRSS:") })
}

pub(super) async fn slow(accounts: i64) -> anyhow::Result<Slow> {
    let mut bench = Bench::start(BYSTANDERS).await?;
    bench.link(BYSTANDERS).await?;
    bench.api_takes(SLOW);
    let without = bench.ask(BYSTANDERS, WINDOW).await?;
    drop(bench);
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let settings = [("HTTP_LISTEN", port.to_string()), many_calls()];
    let prepare = async |config: &Config, api: &BotsBusiness| prepare(config, api, accounts).await;
    let mut bench = Bench::start_after(BYSTANDERS, &settings, prepare).await?;
    bench.link(BYSTANDERS).await?;
    bench.api_takes(SLOW);
    tokio::time::sleep(ALONE).await;
    let beside = bench.ask(BYSTANDERS, WINDOW).await?;
    let (_, page) = health::ask(port, "/metrics", LARGEST_PAGE).await?;
    let value = |name: &str| {
        let line = page.lines().find(|line| line.starts_with(name)).with_context(|| format!("no {name}"))?;
        anyhow::Ok(line.rsplit(' ').next().unwrap_or_default().parse::<u64>()?)
    };
    let looks = value("bb_pocket_watch_lateness_seconds_count")?;
    let in_time = value(&format!("bb_pocket_watch_lateness_seconds_bucket{{le=\"{LATE}\"}}"))?;
    Ok(Slow { looks, late: looks - in_time, without, beside })
}

/// Makes a database in which 10,000 watches are looked at in the next minutes, for a run of the bot beside others: its key
/// file `FILE.keys`, and the list of bots that an API has to return for each of its accounts, `FILE.bots`.
pub(super) async fn database(file: &Path) -> anyhow::Result<()> {
    ensure!(!file.exists(), "{} is there already", file.display());
    let vault = Vault::create_file(&input::beside(file, ".keys"))?;
    let store = Store::open(file, vault, Clock::system()).await?;
    let accounts = 10_000 / EACH;
    begin(&store, accounts, |account| {
        let spread = |place: i64| PERIOD.mul_f64(f64::from(u32::try_from(account * EACH + place).unwrap_or(0)) / 1e4);
        let bot = |place: i64| BotId::new(1 + (account * EACH + place) % POOL);
        (0..EACH).map(|place| (alerts::of_bot(bot(place)), spread(place))).collect()
    })
    .await?;
    store.close().await;
    let bots: Vec<String> = (1..=POOL).map(|bot| format!(r#"{{"id":{bot},"status":"works"}}"#)).collect();
    std::fs::write(input::beside(file, ".bots"), format!("[{}]", bots.join(",")))?;
    Ok(())
}

/// The setting of an operator of so many watches: more calls a minute than they need.
pub(super) fn many_calls() -> (&'static str, String) {
    ("BB_POCKET_WATCH_CALLS_PER_MINUTE", "100000".to_owned())
}

/// How many watches were looked at: each makes one of these calls.
fn looked(bench: &Bench) -> usize {
    let calls = bench.api().calls();
    calls.iter().filter(|call| ["get_error_logs", "get_iteration_usage"].contains(&call.endpoint.as_str())).count()
}

async fn prepare(config: &Config, api: &BotsBusiness, accounts: i64) -> anyhow::Result<()> {
    for account in 0..accounts {
        api.add_account("somebody@example.com", &key(account));
        api.add_bots(&key(account), bots(account).map(|id| BotSketch::new(id, "A bot")));
    }
    let store = Store::open(&config.database, app::vault(config)?, Clock::fixed(Utc::now() - AGE)).await?;
    begin(&store, accounts, |account| {
        let bots = bots(account).map(|bot| alerts::of_bot(BotId::new(bot)));
        bots.map(|link| (link, Duration::from_secs(1))).collect()
    })
    .await?;
    store.close().await;
    Ok(())
}

fn bots(account: i64) -> impl Iterator<Item = i64> {
    (0..BOTS_EACH).map(move |place| FIRST_BOT + account * BOTS_EACH + place)
}

/// Links the accounts, each of a person of its own, and begins their watches.
async fn begin(store: &Store, accounts: i64, watches: impl Fn(i64) -> Vec<(Link, Duration)>) -> anyhow::Result<()> {
    let watches = &watches;
    let link = |account: i64| async move {
        let key = ApiKey::parse(&key(account)).context("a key of the bench")?;
        let user = UserId::new(FIRST_PERSON + account);
        let Linked::New(linked) = store.link(user, &key, None, State::Checked).await? else {
            bail!("a person was there")
        };
        let mut all = watches(account);
        if all.len() < usize::try_from(EACH)? {
            all.push((to(IterationsWatch, (linked,)), Duration::from_secs(1)));
        }
        ensure!(store.start_watches(user, linked, &all, false).await? == all.len(), "no watch");
        anyhow::Ok(())
    };
    stream::iter((0..accounts).map(link)).buffer_unordered(64).try_collect::<()>().await
}

fn key(account: i64) -> String {
    format!("BENCH-alert-real-{account:0>23}")
}
