//! Health and metrics for the operator's tools: `/healthz`, `/readyz`, `/metrics`.
//!
//! Owns the listening socket and the responses. It accepts GET and HEAD only, changes nothing, returns nothing about a
//! person, and limits its connections (`http/door.rs`).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::clock::Clock;
use crate::metrics::Metrics;
use crate::store::Store;

mod door;
use door::Door;

/// A poll lasts up to 50 s and its request up to 60 s; two of them without success mean that Telegram is away.
const LONGEST_SILENCE: Duration = Duration::from_secs(120);
/// Time limit for the write that proves that the database can be written.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long responses under way may take when the server stops.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// The content type of `/metrics` (OpenMetrics 1.0).
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What the handlers read.
#[derive(Clone)]
pub struct Watched {
    pub metrics: Metrics,
    pub store: Store,
    pub clock: Clock,
    /// What can be watched: the tag of its links, and how it is called.
    pub kinds: Arc<[(String, &'static str)]>,
    /// Cancelled once the bot begins to stop.
    pub stopping: CancellationToken,
    /// A semaphore with one permit: one probe of the database at a time, however many requests there are.
    pub probing: Arc<Semaphore>,
}

/// The running server. It stops when dropped.
pub struct Http {
    address: SocketAddr,
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Http {
    /// Binds the address and serves until stopped or dropped.
    pub async fn start(address: SocketAddr, watched: Watched) -> std::io::Result<Self> {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/healthz", get(healthz))
            .route("/readyz", get(readyz))
            .route("/metrics", get(metrics))
            .with_state(watched);
        let stop = CancellationToken::new();
        let end = stop.clone().cancelled_owned();
        let task = tokio::spawn(async move {
            // `axum::serve` returns only after the shutdown.
            let _ = axum::serve(Door::new(listener), router).with_graceful_shutdown(end).await;
        });
        Ok(Self { address, stop: stop.drop_guard(), task })
    }

    /// The bound address; its port is the chosen one when port 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port, and gives responses under way a second to finish.
    pub async fn stop(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if timeout(LAST_ANSWERS, &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// 200 while the bot does its part: its poll loop goes on, and the database can be written. 503 otherwise. That Telegram
/// is away is said and is no reason: restarting the bot does not bring it back.
async fn healthz(State(watched): State<Watched>) -> Response {
    let Watched { metrics, clock, .. } = &watched;
    let now = clock.now();
    let writable = takes_writes(&watched).await;
    let mut reasons = Vec::new();
    reasons.extend(metrics.hangs(now).then(|| "the poll loop does not go on".to_owned()));
    reasons.extend((!writable).then(|| "the database takes no writes".to_owned()));
    reasons.extend(missing_key(&watched.store).await);
    let body = json!({
        "healthy": reasons.is_empty(),
        "reasons": reasons,
        "telegram_answers": hears_telegram(metrics, now),
        "last_poll_age_seconds": metrics.last_poll().map(|at| (now - at).num_seconds().max(0)),
        "intake_paused": metrics.is_paused(),
        "database_writable": writable,
    });
    said(reasons.is_empty(), &body)
}

/// Whether a poll succeeded lately. Before the first one there is as much time.
fn hears_telegram(metrics: &Metrics, now: DateTime<Utc>) -> bool {
    metrics.is_paused() || metrics.silence(now).num_seconds().unsigned_abs() <= LONGEST_SILENCE.as_secs()
}

/// 200 between the first successful poll and the stop signal, while Telegram answers; 503 otherwise.
async fn readyz(State(watched): State<Watched>) -> Response {
    let Watched { metrics, clock, stopping, .. } = &watched;
    let state = match metrics.last_poll() {
        _ if stopping.is_cancelled() => "stopping",
        None => "starting",
        Some(_) if !hears_telegram(metrics, clock.now()) => "without Telegram",
        Some(_) => "ready",
    };
    said(state == "ready", &json!({ "state": state }))
}

async fn metrics(State(watched): State<Watched>) -> Response {
    match watched.store.size().await {
        Ok(bytes) => watched.metrics.database(bytes),
        Err(error) => tracing::debug!(%error, "the size of the database is not known"),
    }
    match watched.store.people().await {
        Ok((people, accounts)) => watched.metrics.people(people, accounts),
        Err(error) => tracing::debug!(%error, "how many people there are is not known"),
    }
    count_watches(&watched).await;
    answer(StatusCode::OK, OPEN_METRICS, watched.metrics.text())
}

/// Of each kind that there is, also where nobody watches.
async fn count_watches(watched: &Watched) {
    let counts = match watched.store.watches_by_tag().await {
        Ok(counts) => counts,
        Err(error) => return tracing::debug!(%error, "how many watches there are is not known"),
    };
    for (tag, kind) in watched.kinds.iter() {
        watched.metrics.watches(kind, counts.get(tag).copied().unwrap_or(0));
    }
}

/// The probe runs on after the timeout and keeps its permit: while the database is locked, probes do not pile up.
async fn takes_writes(watched: &Watched) -> bool {
    let probed = timeout(PROBE_TIMEOUT, async {
        let turn = Arc::clone(&watched.probing).acquire_owned().await.ok()?;
        let store = watched.store.clone();
        let probe = tokio::spawn(async move {
            let _turn = turn;
            store.probe().await
        });
        probe.await.ok()?.inspect_err(|error| tracing::debug!(%error, "the database takes no writes")).ok()
    });
    probed.await.ok().flatten().is_some()
}

/// Whose rows are sealed by a key that this process does not have gets no answer any more.
async fn missing_key(store: &Store) -> Option<String> {
    match store.unknown_key().await {
        Ok(key) => key.map(|key| format!("rows are sealed by key {key}, which this process does not have; restart it")),
        Err(error) => {
            tracing::debug!(%error, "which keys are needed is not known");
            None
        }
    }
}

fn said(good: bool, body: &Value) -> Response {
    let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer(status, "application/json", body.to_string())
}

/// One response per connection: [`Door`] limits a connection's time, and could cut off a later request.
fn answer(status: StatusCode, form: &'static str, body: String) -> Response {
    (status, [(CONTENT_TYPE, form), (CACHE_CONTROL, "no-store"), (CONNECTION, "close")], body).into_response()
}
