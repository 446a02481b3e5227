//! What the bot counts and measures about itself, for `/metrics`.
//!
//! Owns the names of the series and their text form (OpenMetrics, which Prometheus reads). Every label value is a
//! `&'static str` of this program, so the number of series is bounded, and no id, name or secret can become a label.
//! What rules and dashboards ask for is there from the start, at zero: a rate misses the first event of a series that comes
//! with it. Recording costs a few atomic operations. Must not decide anything.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

mod process;

/// Upper bounds of the buckets for handling an update, seconds: most take one API call, some wait for Telegram.
const HANDLING: [f64; 10] = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// Upper bounds of the buckets for an API call, seconds; the client's own limit is 15 s.
const API_CALL: [f64; 9] = [0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];
/// Upper bounds of the buckets for a call of the Bot API that is no poll, seconds; the client's own limit is 30 s.
const TELEGRAM_CALL: [f64; 9] = [0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// How a call that succeeded is counted.
pub const OK: &str = "ok";

/// Longest time that the intake may be late, beyond what it announced.
const LATE: TimeDelta = TimeDelta::seconds(60);
/// How long the intake may take after it started or resumed: a poll is held for up to 50 s, its way takes up to 10.
const FIRST_TURN: Duration = Duration::from_secs(60);

/// Upper bounds of the buckets for how late a look of a watch begins, seconds.
const LATENESS: [f64; 8] = [1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 21600.0];

/// All series. Cheap to clone; clones share their values.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    series: Series,
    registry: Registry,
    /// When the intake last started, polled with success, paused or resumed, seconds since 1970.
    heard_at: AtomicI64,
    /// When the intake said that it is heard of again, seconds since 1970.
    due_at: AtomicI64,
    started: Instant,
    /// Calls that failed, by whom they asked and how they ended.
    failed: Mutex<BTreeMap<(&'static str, &'static str), u64>>,
}

/// What went wrong since the start: by whom, how it is called, how often.
pub type Failures = Vec<(&'static str, &'static str, u64)>;

struct Series {
    accepted: Counter,
    refused: Counter,
    handled: Counter,
    failed: Counter,
    set_aside: Counter,
    waiting: Gauge,
    handling: Histogram,
    paused: Gauge,
    last_poll: Gauge,
    database: Gauge,
    people: Gauge,
    accounts: Gauge,
    telegram_calls: Family<TelegramCall, Counter>,
    telegram_call: Histogram,
    api_calls: Family<ApiCall, Counter>,
    api_call: Histogram,
    watch_lateness: Histogram,
    watch_calls: Counter,
    watches_paused: Gauge,
    watches: Family<OfKind, Gauge>,
}

/// `'static` keeps out everything that comes from a person or the network.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TelegramCall {
    method: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfKind {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ApiCall {
    endpoint: &'static str,
    outcome: &'static str,
}

/// Counts of updates.
impl Metrics {
    /// These updates passed the rate limit of their senders and are stored.
    pub fn accepted(&self, updates: usize) {
        self.0.series.accepted.inc_by(count(updates));
    }

    /// These updates exceeded the rate limit of their senders.
    pub fn refused(&self, updates: usize) {
        self.0.series.refused.inc_by(count(updates));
    }

    /// The reply to an update was delivered or refused for good. `took`: since its turn in its chat came.
    pub fn handled(&self, took: Duration) {
        self.0.series.handled.inc();
        self.0.series.handling.observe(took.as_secs_f64());
    }

    /// A handler failed or panicked, and the person got an apology.
    pub fn failed(&self) {
        self.0.series.failed.inc();
    }

    /// The process ended too often while it handled this update, which is now skipped.
    pub fn set_aside(&self) {
        self.0.series.set_aside.inc();
    }

    /// The number of stored updates that are not finished.
    pub fn waiting(&self, updates: usize) {
        self.0.series.waiting.set(i64::try_from(updates).unwrap_or(i64::MAX));
    }
}

/// State of the intake.
impl Metrics {
    /// The intake starts: [`Metrics::silence`] counts from here until the first poll.
    pub fn begun(&self, at: DateTime<Utc>) {
        self.0.heard_at.store(at.timestamp(), Relaxed);
        self.turned(at, FIRST_TURN);
    }

    /// The intake goes on, and is heard of again within this time, unless it hangs.
    pub fn turned(&self, at: DateTime<Utc>, within: Duration) {
        let within = i64::try_from(within.as_secs()).unwrap_or(i64::MAX);
        self.0.due_at.store(at.timestamp().saturating_add(within), Relaxed);
    }

    /// A poll of Telegram succeeded.
    pub fn polled(&self, at: DateTime<Utc>) {
        self.0.series.last_poll.set(at.timestamp());
        self.begun(at);
    }

    /// The intake pauses because too many updates wait, or resumes.
    pub fn paused(&self, paused: bool, at: DateTime<Utc>) {
        self.0.series.paused.set(i64::from(paused));
        self.begun(at);
    }

    pub fn is_paused(&self) -> bool {
        self.0.series.paused.get() != 0
    }

    /// Whether the intake hangs: it did not come back when it said, nor a minute later. One that Telegram does not answer
    /// comes back, tries on, and does not hang.
    pub fn hangs(&self, now: DateTime<Utc>) -> bool {
        let late = now.timestamp().saturating_sub(self.0.due_at.load(Relaxed));
        !self.is_paused() && late > LATE.num_seconds()
    }

    /// The last successful poll of this process.
    pub fn last_poll(&self) -> Option<DateTime<Utc>> {
        Some(self.0.series.last_poll.get()).filter(|at| *at > 0).and_then(|at| DateTime::from_timestamp(at, 0))
    }

    /// Time since the intake last started, polled with success, paused or resumed; zero when the clock was set back.
    pub fn silence(&self, now: DateTime<Utc>) -> TimeDelta {
        TimeDelta::seconds(now.timestamp().saturating_sub(self.0.heard_at.load(Relaxed)).max(0))
    }
}

/// What the bot tells its operator in a chat.
impl Metrics {
    /// Since the process started.
    pub fn uptime(&self) -> Duration {
        self.0.started.elapsed()
    }

    /// The number of stored updates that are not finished.
    pub fn unfinished(&self) -> i64 {
        self.0.series.waiting.get()
    }

    /// What failed since the start, the most frequent first.
    pub fn failures(&self) -> Failures {
        let of_calls = self.0.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all: Failures = of_calls.iter().map(|((who, word), count)| (*who, *word, *count)).collect();
        drop(of_calls);
        let series = &self.0.series;
        all.extend([("bot", "sorry", series.failed.get()), ("bot", "set_aside", series.set_aside.get())]);
        all.retain(|(.., count)| *count > 0);
        all.sort_by_key(|(.., count)| std::cmp::Reverse(*count));
        all
    }
}

/// Calls to others, and the page.
impl Metrics {
    /// A call of the Bot API ended. `outcome` is a word of ours, such as `ok`.
    pub fn telegram_call(&self, method: &'static str, outcome: &'static str) {
        self.0.series.telegram_calls.get_or_create(&TelegramCall { method, outcome }).inc();
        self.note_failure("Telegram", outcome);
    }

    /// A call of the Bot API that is no poll took this long, however it ended.
    pub fn telegram_took(&self, took: Duration) {
        self.0.series.telegram_call.observe(took.as_secs_f64());
    }

    /// A call of the Bots.Business API ended. `outcome` as in [`Metrics::telegram_call`].
    pub fn api_call(&self, endpoint: &'static str, outcome: &'static str, took: Duration) {
        self.0.series.api_calls.get_or_create(&ApiCall { endpoint, outcome }).inc();
        self.0.series.api_call.observe(took.as_secs_f64());
        self.note_failure("Bots.Business", outcome);
    }

    fn note_failure(&self, who: &'static str, outcome: &'static str) {
        if outcome != OK {
            let mut failed = self.0.failed.lock().unwrap_or_else(PoisonError::into_inner);
            *failed.entry((who, outcome)).or_default() += 1;
        }
    }

    /// Makes the series of such calls of the Bot API, at zero.
    pub fn expects_of_telegram(&self, method: &'static str, outcomes: &[&'static str]) {
        for outcome in outcomes {
            drop(self.0.series.telegram_calls.get_or_create(&TelegramCall { method, outcome }));
        }
    }

    /// Makes the series of such calls of the Bots.Business API, at zero.
    pub fn expects_of_the_api(&self, endpoint: &'static str, outcomes: &[&'static str]) {
        for outcome in outcomes {
            drop(self.0.series.api_calls.get_or_create(&ApiCall { endpoint, outcome }));
        }
    }

    /// People with an account, and their accounts; set each time the page is requested.
    pub fn people(&self, people: i64, accounts: i64) {
        self.0.series.people.set(people);
        self.0.series.accounts.set(accounts);
    }

    /// How many watches of a kind there are, also those that rest; set each time the page is requested.
    pub fn watches(&self, kind: &'static str, count: i64) {
        self.0.series.watches.get_or_create(&OfKind { kind }).set(count);
    }

    /// A watch is looked at, so long after it was due.
    pub fn watch_looked(&self, late: Duration) {
        self.0.series.watch_lateness.observe(late.as_secs_f64());
    }

    /// A look of watches made so many calls of the Bots.Business API, tries included.
    pub fn watch_calls(&self, calls: u32) {
        self.0.series.watch_calls.inc_by(u64::from(calls));
    }

    /// Watches pause, because Bots.Business does not answer, or go on.
    pub fn watches_paused(&self, paused: bool) {
        self.0.series.watches_paused.set(i64::from(paused));
    }

    /// Size of the database, bytes; set each time the page is requested.
    pub fn database(&self, bytes: u64) {
        self.0.series.database.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// The page: all series as OpenMetrics text.
    pub fn text(&self) -> String {
        let mut page = String::with_capacity(4096);
        // Writing to a String cannot fail.
        let _ = text::encode(&mut page, &self.0.registry);
        page
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let series = Series {
            accepted: Counter::default(),
            refused: Counter::default(),
            handled: Counter::default(),
            failed: Counter::default(),
            set_aside: Counter::default(),
            waiting: Gauge::default(),
            handling: Histogram::new(HANDLING),
            paused: Gauge::default(),
            last_poll: Gauge::default(),
            database: Gauge::default(),
            people: Gauge::default(),
            accounts: Gauge::default(),
            telegram_calls: Family::default(),
            telegram_call: Histogram::new(TELEGRAM_CALL),
            api_calls: Family::default(),
            api_call: Histogram::new(API_CALL),
            watch_lateness: Histogram::new(LATENESS),
            watch_calls: Counter::default(),
            watches_paused: Gauge::default(),
            watches: Family::default(),
        };
        let registry = registry(&series);
        Self(Arc::new(Inner {
            series,
            registry,
            heard_at: AtomicI64::default(),
            due_at: AtomicI64::new(i64::MAX),
            started: Instant::now(),
            failed: Mutex::default(),
        }))
    }
}

fn registry(series: &Series) -> Registry {
    let mut page = Registry::default();
    page.register_collector(Box::new(process::Process::default()));
    let all = page.sub_registry_with_prefix("bb_pocket");
    let build = [("version", env!("CARGO_PKG_VERSION")), ("build", env!("BB_POCKET_BUILD"))];
    all.register("build", "The program that runs", Info::new(build));
    all.register("updates_accepted", "Updates stored to be answered", series.accepted.clone());
    all.register("updates_refused", "Updates over their sender's limit", series.refused.clone());
    all.register("updates_handled", "Updates whose answer was delivered or refused for good", series.handled.clone());
    all.register("updates_failed", "Updates answered with an apology; see the log", series.failed.clone());
    all.register("updates_set_aside", "Updates that ended the process too often", series.set_aside.clone());
    all.register("updates_waiting", "Updates not finished yet", series.waiting.clone());
    let help = "From an update's turn in its chat to the end of its answer";
    all.register_with_unit("handling", help, Unit::Seconds, series.handling.clone());
    all.register("intake_paused", "1 while polling waits for the line to get shorter", series.paused.clone());
    let help = "When a poll last succeeded, seconds since 1970; 0: never";
    all.register_with_unit("last_poll_timestamp", help, Unit::Seconds, series.last_poll.clone());
    all.register_with_unit("database", "Size of the database and its log", Unit::Bytes, series.database.clone());
    all.register("people", "People who connected an account", series.people.clone());
    all.register("accounts", "Accounts that they connected", series.accounts.clone());
    all.register("telegram_calls", "Calls of the Bot API", series.telegram_calls.clone());
    let help = "Time of such a call that is no poll";
    all.register_with_unit("telegram_call", help, Unit::Seconds, series.telegram_call.clone());
    all.register("api_calls", "Calls of the Bots.Business API", series.api_calls.clone());
    let help = "Time of such a call";
    all.register_with_unit("api_call", help, Unit::Seconds, series.api_call.clone());
    let help = "From when a look of a watch was due until it began";
    all.register_with_unit("watch_lateness", help, Unit::Seconds, series.watch_lateness.clone());
    all.register("watch_calls", "Calls of the Bots.Business API that watches made", series.watch_calls.clone());
    let help = "1 while watches pause because Bots.Business does not answer";
    all.register("watches_paused", help, series.watches_paused.clone());
    all.register("watches", "What people watch, by kind, also what rests", series.watches.clone());
    page
}

fn count(updates: usize) -> u64 {
    u64::try_from(updates).unwrap_or(u64::MAX)
}
