//! Health and metrics for the operator's machines: `/healthz`, `/readyz`, `/metrics`.
//!
//! Owns the listening socket and what is said there. It takes GET only (and HEAD, which HTTP counts with it), changes
//! nothing, tells nothing of anybody, and no caller can hold it: see [`door`].

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
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

/// A poll lasts up to 50 s and its request up to 60; after two of them without success something is wrong.
const LONGEST_SILENCE: Duration = Duration::from_secs(120);
/// Limit for the write that shows that the database takes writes.
const PROBE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long answers under way may take at the end.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// The form of `/metrics` (OpenMetrics 1.0).
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is looked at.
#[derive(Clone)]
pub struct Watched {
    /// What the bot counts.
    pub metrics: Metrics,
    /// The database.
    pub store: Store,
    /// The time that ages are measured by.
    pub clock: Clock,
    /// Cancelled once the bot stops.
    pub stopping: CancellationToken,
    /// One probe of the database at a time, however many ask.
    pub probing: Arc<Semaphore>,
}

/// The running server. It stops when dropped.
pub struct Http {
    address: SocketAddr,
    stop: DropGuard,
    task: JoinHandle<()>,
}

impl Http {
    /// Listens at an address, and answers from now on.
    ///
    /// # Errors
    /// When the address cannot be listened at.
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
            // An accept loop ends only when told to.
            let _ = axum::serve(Door::new(listener), router).with_graceful_shutdown(end).await;
        });
        Ok(Self { address, stop: stop.drop_guard(), task })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the port, and lets answers under way end.
    pub async fn stop(self) {
        let Self { stop, mut task, .. } = self;
        drop(stop);
        if timeout(LAST_ANSWERS, &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Whether this process does its work: it polls, or has a good reason not to, and the database takes writes.
async fn healthz(State(watched): State<Watched>) -> Response {
    let Watched { metrics, clock, .. } = &watched;
    let (now, paused) = (clock.now(), metrics.is_paused());
    let silence = metrics.silence(now).num_seconds();
    let deaf = !paused && silence.unsigned_abs() > LONGEST_SILENCE.as_secs();
    let writable = takes_writes(&watched).await;
    let mut reasons = Vec::new();
    reasons.extend(deaf.then(|| format!("no successful poll of Telegram for {silence} s")));
    reasons.extend((!writable).then(|| "the database takes no writes".to_owned()));
    let body = json!({
        "healthy": reasons.is_empty(),
        "reasons": reasons,
        "last_poll_age_seconds": metrics.last_poll().map(|at| (now - at).num_seconds().max(0)),
        "intake_paused": paused,
        "database_writable": writable,
    });
    said(reasons.is_empty(), &body)
}

/// Whether it has begun its work, and not begun to end it.
async fn readyz(State(watched): State<Watched>) -> Response {
    let state = match watched.metrics.last_poll() {
        _ if watched.stopping.is_cancelled() => "stopping",
        None => "starting",
        Some(_) => "ready",
    };
    said(state == "ready", &json!({ "state": state }))
}

async fn metrics(State(watched): State<Watched>) -> Response {
    match watched.store.size().await {
        Ok(bytes) => watched.metrics.database(bytes),
        Err(error) => tracing::debug!(%error, "the size of the database is not known"),
    }
    answer(StatusCode::OK, OPEN_METRICS, watched.metrics.text())
}

/// A probe goes on when nobody waits for it any more: while the database is locked, askers do not pile up before it.
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

fn said(good: bool, body: &Value) -> Response {
    let status = if good { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    answer(status, "application/json", body.to_string())
}

/// One answer a connection: idle ones would be hung up on by the door, in the middle of somebody's next question.
fn answer(status: StatusCode, form: &'static str, body: String) -> Response {
    (status, [(CONTENT_TYPE, form), (CACHE_CONTROL, "no-store"), (CONNECTION, "close")], body).into_response()
}
