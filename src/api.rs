//! The Bots.Business client: one pipeline that sends, caps, decodes and redacts.
//!
//! Owns the only HTTP client that ever holds an API key. The key goes to the origin of the configured address and
//! nowhere else: no redirects, no Referer, no proxy, https unless on this machine. It must not know who asks, and
//! must not speak to people: [`ApiError`] tells the meaning, `screens` finds the words.

use std::time::Duration;

use serde::de::DeserializeOwned;
use tokio::time::Instant;
use url::Url;

use crate::credentials::ApiKey;
use crate::metrics::Metrics;
use crate::text::one_line;

mod endpoint;
pub use endpoint::Endpoint;
mod error;
pub use error::{ApiError, from_status};
mod tolerant;

mod account;
pub use account::User;
mod bots;
pub use bots::Bot;
mod csv_imports;
pub use csv_imports::CsvImportTask;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WHOLE_REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// Idle connections are dropped before a server or its proxy would do it in the middle of a request.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);
/// Largest body that is read, bytes.
const MAX_BODY: usize = 8 * 1024 * 1024;

/// Longest name of a place in an answer that is logged: names come from outside.
const MAX_PLACE: usize = 80;

/// A client for one server. Cheap to clone.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    base: Url,
    metrics: Metrics,
}

impl Api {
    /// A client for the server at `base`, such as `https://api.bots.business/v2`.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(base: Url) -> reqwest::Result<Self> {
        Self::with_timeout(base, WHOLE_REQUEST_TIMEOUT)
    }

    /// The same with another limit for a whole request.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn with_timeout(base: Url, whole_request: Duration) -> reqwest::Result<Self> {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .https_only(base.scheme() == "https")
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(whole_request)
            .pool_idle_timeout(IDLE_CONNECTION)
            .tcp_nodelay(true)
            .user_agent(concat!("bb-pocket/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http, base, metrics: Metrics::default() })
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
        let answer = self.http.get(self.address(Endpoint::GetUser)).send().await?;
        if answer.status().is_server_error() { Err(ApiError::Unavailable) } else { Ok(()) }
    }

    /// Asks for one thing.
    async fn object<T: DeserializeOwned>(&self, endpoint: Endpoint, key: &ApiKey) -> Result<T, ApiError> {
        self.read(endpoint, key, b'{').await
    }

    /// Asks for a list.
    async fn list<T: DeserializeOwned>(&self, endpoint: Endpoint, key: &ApiKey) -> Result<Vec<T>, ApiError> {
        self.read(endpoint, key, b'[').await
    }

    async fn read<T: DeserializeOwned>(&self, endpoint: Endpoint, key: &ApiKey, opens: u8) -> Result<T, ApiError> {
        let started = Instant::now();
        let (status, answer) = match self.send(endpoint, key).await {
            Ok((status, body)) => (status, decode(&body, opens)),
            Err(Failed { status, error }) => (status, Err(error)),
        };
        let took = started.elapsed();
        self.metrics.api_call(endpoint.name(), answer.as_ref().err().map_or("ok", ApiError::word), took);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => tracing::debug!(endpoint = endpoint.name(), status, duration_ms, "called Bots.Business"),
            Err(error) => {
                tracing::info!(endpoint = endpoint.name(), status, duration_ms, %error, "called Bots.Business");
            }
        }
        answer
    }

    /// Sends, and reads the body of a success. 304 is one too (contract, 13.5).
    async fn send(&self, endpoint: Endpoint, key: &ApiKey) -> Result<(u16, Vec<u8>), Failed> {
        let mut address = self.address(endpoint);
        address.query_pairs_mut().append_pair("api_key", key.expose());
        let response = self.http.get(address).send().await?;
        let status = response.status().as_u16();
        let retry_after = retry_after(&response);
        let body = capped(response).await.map_err(|error| Failed { status, error })?;
        // Only the account's own page may name the key; anything else that repeats it must not be shown to anybody.
        let repeats = endpoint != Endpoint::GetUser && contains(&body, key.expose().as_bytes());
        match status {
            200..300 | 304 if repeats => {
                let error = ApiError::Unreadable("the answer repeats the key".to_owned());
                Err(Failed { status, error })
            }
            _ if repeats => Err(Failed { status, error: error::from_status(status, b"", retry_after) }),
            200..300 | 304 => Ok((status, body)),
            _ => Err(Failed { status, error: error::from_status(status, &body, retry_after) }),
        }
    }

    fn address(&self, endpoint: Endpoint) -> Url {
        let mut address = self.base.clone();
        address.set_path(&format!("{}{}", self.base.path().trim_end_matches('/'), endpoint.path()));
        address
    }
}

/// A call that gave no body to decode; status 0 when there was no answer at all.
struct Failed {
    status: u16,
    error: ApiError,
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        Self { status: 0, error: error.into() }
    }
}

fn retry_after(response: &reqwest::Response) -> Option<Duration> {
    let value = response.headers().get(reqwest::header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

async fn capped(mut response: reqwest::Response) -> Result<Vec<u8>, ApiError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > MAX_BODY {
            return Err(ApiError::Unreadable("a body over the limit".to_owned()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// Reads the body of a success. An error inside it comes first; only then is it taken for what was asked. `opens` is
/// its first character: serde would read a list as an object whose fields are all missing.
///
/// # Errors
/// What the answer says went wrong, or [`ApiError::Unreadable`].
pub fn decode<T: DeserializeOwned>(body: &[u8], opens: u8) -> Result<T, ApiError> {
    if let Some(error) = error_inside(body) {
        return Err(error);
    }
    if first(body) != Some(opens) {
        return Err(ApiError::Unreadable(format!("does not begin with `{}`", char::from(opens))));
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let answer = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = one_line(&error.path().to_string(), MAX_PLACE);
        ApiError::Unreadable(format!("at `{place}`: {:?}", error.inner().classify()))
    })?;
    json.end().map_err(|_| ApiError::Unreadable("more than one value".to_owned()))?;
    Ok(answer)
}

/// The whole body is read as JSON only when an error field may be in it, perhaps spelt with escapes. What cannot be
/// read as a whole then is no success: serde would skip an error text that is not UTF-8.
fn error_inside(body: &[u8]) -> Option<ApiError> {
    // A list has no fields of its own.
    let suspicious = first(body) != Some(b'[') && (contains(body, b"\"error") || contains(body, b"\\u"));
    suspicious.then_some(())?;
    match serde_json::from_slice(body) {
        Ok(whole) => error::told(&whole),
        Err(error) => Some(ApiError::Unreadable(format!("beside an error field: {:?}", error.classify()))),
    }
}

fn first(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && haystack.windows(needle.len()).any(|window| window == needle)
}
