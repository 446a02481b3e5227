//! The Bots.Business client: one pipeline that sends, caps, decodes and redacts.
//!
//! Owns the only HTTP client that ever holds an API key. The key goes to the origin of the configured address and
//! nowhere else: no redirects, no Referer, no proxy, https unless on this machine. It must not know who asks, and
//! must not speak to people: [`ApiError`] tells the meaning, `screens` finds the words.

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use crate::credentials::ApiKey;
use crate::metrics::Metrics;

mod endpoint;
pub use endpoint::{Effect, Endpoint, Method, Provenance};
mod corrections;
pub use corrections::{Corrections, Mistake as CorrectionMistake};
mod error;
pub use error::{ApiError, from_status};
mod decode;
pub use decode::{list as decode_list, object as decode_object};
mod tolerant;
pub use tolerant::Timestamp;
mod request;
use request::{Caller, Request};
mod retry;
use retry::Tries;
mod turns;
use turns::Turns;
mod pages;
mod shelf;
use shelf::Shelf;

mod auth;
pub use auth::Session;
mod account;
pub use account::{LinkedAccount, PaymentPlan, Quota, QuotumType, UserPublic};
mod bots;
pub use bots::{Bot, BotStatus, CreateEditBot};
mod csv_imports;
pub use csv_imports::CsvImportTask;
mod git;
mod libraries;
pub use libraries::{InstalledLib, StoreLib};
mod error_logs;
pub use error_logs::ErrorLog;
mod folders;
pub use folders::Folder;
mod commands;
pub use commands::{Alias, Command, CommandChange, CommandFilter, NewCommand};
mod broadcasts;
pub use broadcasts::BroadcastTask;
mod chats;
pub use chats::Chat;
mod properties;
pub use properties::Property;
mod panels;
pub use panels::{AdminPanel, PanelField};
mod demo_store;
pub use demo_store::StoreBot;
mod plans;
pub use plans::CloudPlan;
mod probe;
pub use probe::{Probe, Probed};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WHOLE_REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// First pause between two tries of a read.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Idle connections are dropped before a server or its proxy would do it in the middle of a request.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
/// Largest body that is read, bytes.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// A client for one server. Cheap to clone; clones share the limits of a key.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    base: Url,
    metrics: Metrics,
    whole_request: Duration,
    first_pause: Duration,
    corrections: Arc<Corrections>,
    turns: Arc<Turns>,
    store_libs: Shelf<StoreLib>,
    cloud_plans: Shelf<CloudPlan>,
}

/// What came back with a success.
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Zeroizing<Vec<u8>>,
}

/// A call that gave no body to decode; status 0 when there was no answer at all.
struct Failed {
    status: u16,
    error: ApiError,
    /// Whether the server has nothing at the address.
    leads_nowhere: bool,
}

impl Api {
    /// A client for the server at `base`, such as `https://api.bots.business/v2`.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(base: Url) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .https_only(base.scheme() == "https")
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_idle_timeout(IDLE_CONNECTION)
            .tcp_nodelay(true)
            .user_agent(concat!("bb-pocket/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self {
            http,
            base,
            metrics: Metrics::default(),
            whole_request: WHOLE_REQUEST_TIMEOUT,
            first_pause: FIRST_PAUSE,
            corrections: Arc::default(),
            turns: Arc::default(),
            store_libs: Shelf::default(),
            cloud_plans: Shelf::default(),
        })
    }

    /// The same with another limit for a whole request, and another first pause before a read is tried again.
    #[must_use]
    pub fn with_patience(self, whole_request: Duration, first_pause: Duration) -> Self {
        Self { whole_request, first_pause, ..self }
    }

    /// The same with the operator's corrections of methods and paths.
    #[must_use]
    pub fn corrected(self, corrections: Corrections) -> Self {
        Self { corrections: Arc::new(corrections), ..self }
    }

    /// The same client, whose calls are counted there.
    #[must_use]
    pub fn counted(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
    }

    /// Whether anything answers at the address. Sends no key.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] when nothing does, or a 5xx.
    pub async fn reachable(&self) -> Result<(), ApiError> {
        let address = self.address(&Request::new(Endpoint::GetUser, []));
        let answer = self.http.get(address).timeout(self.whole_request).send().await?;
        if answer.status().is_server_error() { Err(ApiError::Unavailable) } else { Ok(()) }
    }

    /// Asks for one thing.
    async fn object<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<T, ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::object(&answer.body)).await
    }

    /// Asks for all fields of one thing, which will be written back: an answer about another one is none.
    async fn whole(&self, key: &ApiKey, request: Request, id: i64) -> Result<Map<String, Value>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| {
            let now: Map<String, Value> = decode::object(&answer.body)?;
            let told = now.get("id").and_then(|id| tolerant::number(id).ok().flatten());
            if told == Some(id) { Ok(now) } else { Err(ApiError::about_another()) }
        })
        .await
    }

    /// Asks for a list.
    async fn list<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<Vec<T>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::list(&answer.body)).await
    }

    /// Changes something; the body of a success is not documented.
    async fn change(&self, key: &ApiKey, request: Request) -> Result<(), ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::done(&answer.body)).await
    }

    /// Changes something, and reads what the answer tells of it if it does.
    async fn perhaps<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<Option<T>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::perhaps(&answer.body)).await
    }

    /// Deletes something.
    async fn delete(&self, key: &ApiKey, request: Request) -> Result<(), ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::deleted(&answer.body)).await
    }

    /// Makes a call and reads its answer: the one way of all calls, counted and traced.
    async fn answer<T>(
        &self,
        caller: Caller<'_>,
        request: Request,
        read: impl Fn(&Answer) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let started = Instant::now();
        let endpoint = request.endpoint;
        let (status, answer) = match self.with_tries(caller, &request).await {
            Ok(answer) => (answer.status, read(&answer)),
            Err(Failed { status, error, .. }) => (status, Err(error)),
        };
        let took = started.elapsed();
        self.metrics.api_call(endpoint.name(), answer.as_ref().err().map_or("ok", ApiError::word), took);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => tracing::debug!(%endpoint, status, duration_ms, "called Bots.Business"),
            Err(error) => tracing::info!(%endpoint, status, duration_ms, %error, "called Bots.Business"),
        }
        answer
    }

    async fn with_tries(&self, caller: Caller<'_>, request: &Request) -> Result<Answer, Failed> {
        let (method, _) = self.corrections.of(request.endpoint);
        let mut tries = Tries::of(request.endpoint, method, self.first_pause);
        loop {
            let turn = match caller {
                Caller::Key(key) => self.turns.take(key).await,
                Caller::Nobody | Caller::Session(_) => None,
            };
            let answer = self.send(caller, request).await;
            // Whoever waits for another try holds no turn.
            drop(turn);
            match answer {
                Err(failed) => match tries.next(&failed.error) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(failed),
                },
                Ok(answer) => return Ok(answer),
            }
        }
    }

    /// Sends, and reads the body of a success. 304 is one too, where something was asked for (contract, 13.5).
    async fn send(&self, caller: Caller<'_>, request: &Request) -> Result<Answer, Failed> {
        let mut response = self.http.execute(self.http_request(caller, request)?).await?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = capped(response).await.map_err(|error| Failed { status, error, leads_nowhere: false })?;
        let repeats = match caller {
            Caller::Key(key) => Some(key.expose().as_bytes()).filter(|key| decode::contains(&body, key)),
            Caller::Nobody | Caller::Session(_) => None,
        };
        let reads = request.endpoint.row().effect == Effect::Reads;
        match (status, repeats) {
            (200..300, _) | (304, _) if status != 304 || reads => {
                // A key in an answer must not be shown to anybody, wherever it stands; a refusal is written by nobody.
                let keeps = || request.endpoint.is_verbatim() && !decode::refuses(&body);
                if let Some(key) = repeats.filter(|_| !keeps()) {
                    mask(&mut body, key);
                }
                Ok(Answer { status, headers, body })
            }
            (_, repeated) => {
                let body = if repeated.is_some() { &[][..] } else { &body };
                let leads_nowhere = error::leads_nowhere(status, body);
                let error = if leads_nowhere && request.endpoint.row().provenance == Provenance::Assumed {
                    ApiError::EndpointUnknown(request.endpoint)
                } else {
                    from_status(status, body, retry_after(&headers))
                };
                Err(Failed { status, error, leads_nowhere })
            }
        }
    }

    fn http_request(&self, caller: Caller<'_>, request: &Request) -> Result<reqwest::Request, Failed> {
        let (method, _) = self.corrections.of(request.endpoint);
        let method = match method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut address = self.address(request);
        for (name, value) in &request.parameters {
            address.query_pairs_mut().append_pair(name, value);
        }
        if let Caller::Key(key) = caller {
            address.query_pairs_mut().append_pair("api_key", key.expose());
        }
        let mut built = self.http.request(method, address).timeout(self.whole_request);
        if let Caller::Session(session) = caller {
            for (name, value) in session.headers() {
                built = built.header(name, value);
            }
        }
        if let Some(body) = &request.body {
            built = built.header(CONTENT_TYPE, "application/json").body(body.to_vec());
        }
        Ok(built.build()?)
    }

    fn address(&self, request: &Request) -> Url {
        let (_, path) = self.corrections.of(request.endpoint);
        let mut address = self.base.clone();
        let base = self.base.path().trim_end_matches('/');
        address.set_path(&format!("{base}{}", endpoint::fill(path, &request.ids)));
        address
    }
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self { status: 0, error: error.into(), leads_nowhere: false }
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

async fn capped(mut response: reqwest::Response) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let expected = response.content_length().and_then(|length| usize::try_from(length).ok()).unwrap_or(0);
    let mut body = Zeroizing::new(Vec::with_capacity(expected.min(MAX_BODY)));
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(ApiError::Unreadable("a body over the limit".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Overwrites a key wherever it stands in a body, which stays as long as it was.
fn mask(body: &mut [u8], key: &[u8]) {
    let mut at = 0;
    while let Some(found) = body.get(at..).and_then(|rest| rest.windows(key.len()).position(|window| window == key)) {
        let (from, to) = (at + found, at + found + key.len());
        if let Some(repeated) = body.get_mut(from..to) {
            repeated.fill(b'*');
        }
        at = to;
    }
}
