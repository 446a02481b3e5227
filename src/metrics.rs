//! What the bot counts and measures about itself, for `/metrics`.
//!
//! Owns the names of the series and how they are written (OpenMetrics text, which Prometheus reads). A label is always
//! a word that stands in this program's text, so the number of series is bounded, and no id, name or secret of anybody
//! can become one. Recording is a few atomic operations and allocates nothing once a series is there. Must not decide
//! anything.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering::Relaxed};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

/// Upper bounds of the buckets of an update's handling, seconds: most take one call of the API, some wait for Telegram.
const HANDLING: [f64; 10] = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0];
/// Upper bounds of the buckets of an API call, seconds; its own limit is 15 s.
const API_CALL: [f64; 9] = [0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0];

/// All that is counted. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    series: Series,
    registry: Registry,
    /// When the intake last polled or paused with success, seconds since 1970.
    alive_at: AtomicI64,
}

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
    telegram_calls: Family<TelegramCall, Counter>,
    api_calls: Family<ApiCall, Counter>,
    api_call: Histogram,
}

/// Words of the program's own text only: that is what `'static` stands for here.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TelegramCall {
    method: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ApiCall {
    endpoint: &'static str,
    outcome: &'static str,
}

/// What happens to updates.
impl Metrics {
    /// So many updates passed their senders' buckets and are stored.
    pub fn accepted(&self, updates: usize) {
        self.0.series.accepted.inc_by(count(updates));
    }

    /// So many updates were more than their senders may send.
    pub fn refused(&self, updates: usize) {
        self.0.series.refused.inc_by(count(updates));
    }

    /// An update ended: its answer was delivered or refused for good, so long after its turn came.
    pub fn handled(&self, took: Duration) {
        self.0.series.handled.inc();
        self.0.series.handling.observe(took.as_secs_f64());
    }

    /// A handler failed or panicked, and its person got an apology.
    pub fn failed(&self) {
        self.0.series.failed.inc();
    }

    /// An update ended the process too often and was set aside.
    pub fn set_aside(&self) {
        self.0.series.set_aside.inc();
    }

    /// So many updates are unfinished now.
    pub fn waiting(&self, updates: usize) {
        self.0.series.waiting.set(i64::try_from(updates).unwrap_or(i64::MAX));
    }
}

/// Whether the intake lives.
impl Metrics {
    /// The intake begins: from now on its polls are waited for.
    pub fn begun(&self, at: DateTime<Utc>) {
        self.0.alive_at.store(at.timestamp(), Relaxed);
    }

    /// A poll succeeded.
    pub fn polled(&self, at: DateTime<Utc>) {
        self.0.series.last_poll.set(at.timestamp());
        self.begun(at);
    }

    /// The intake begins or ends a pause, because too many updates wait.
    pub fn paused(&self, paused: bool, at: DateTime<Utc>) {
        self.0.series.paused.set(i64::from(paused));
        self.begun(at);
    }

    /// Whether it makes such a pause now.
    pub fn is_paused(&self) -> bool {
        self.0.series.paused.get() != 0
    }

    /// The last successful poll, if there was one.
    pub fn last_poll(&self) -> Option<DateTime<Utc>> {
        Some(self.0.series.last_poll.get()).filter(|at| *at > 0).and_then(|at| DateTime::from_timestamp(at, 0))
    }

    /// How long ago the intake last began, polled or paused. A clock that was set back counts as no time.
    pub fn silence(&self, now: DateTime<Utc>) -> TimeDelta {
        TimeDelta::seconds(now.timestamp().saturating_sub(self.0.alive_at.load(Relaxed)).max(0))
    }
}

/// What goes out.
impl Metrics {
    /// A call of the Bot API ended.
    pub fn telegram_call(&self, method: &'static str, outcome: &'static str) {
        self.0.series.telegram_calls.get_or_create(&TelegramCall { method, outcome }).inc();
    }

    /// A call of the Bots.Business API ended.
    pub fn api_call(&self, endpoint: &'static str, outcome: &'static str, took: Duration) {
        self.0.series.api_calls.get_or_create(&ApiCall { endpoint, outcome }).inc();
        self.0.series.api_call.observe(took.as_secs_f64());
    }

    /// How large the database is, bytes; told when somebody asks for the text.
    pub fn database(&self, bytes: u64) {
        self.0.series.database.set(i64::try_from(bytes).unwrap_or(i64::MAX));
    }

    /// All series as OpenMetrics text.
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
            telegram_calls: Family::default(),
            api_calls: Family::default(),
            api_call: Histogram::new(API_CALL),
        };
        let registry = registry(&series);
        Self(Arc::new(Inner { series, registry, alive_at: AtomicI64::default() }))
    }
}

fn registry(series: &Series) -> Registry {
    let mut all = Registry::with_prefix("bb_pocket");
    all.register("build", "The program that runs", Info::new([("version", env!("CARGO_PKG_VERSION"))]));
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
    all.register("telegram_calls", "Calls of the Bot API", series.telegram_calls.clone());
    all.register("api_calls", "Calls of the Bots.Business API", series.api_calls.clone());
    all.register_with_unit("api_call", "Time of such a call", Unit::Seconds, series.api_call.clone());
    all
}

fn count(updates: usize) -> u64 {
    u64::try_from(updates).unwrap_or(u64::MAX)
}
