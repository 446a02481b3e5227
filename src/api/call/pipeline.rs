//! The one way of all calls: limits, tries, request, response and its cap.
//!
//! Owns what leaves and what comes in as bytes. It must not know what a call is about, but for its line of the table.

use reqwest::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING};
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use super::endpoint::{self, Effect, Endpoint, Method, Provenance, Size};
use super::error::{self, ApiError, by_status, from_status};
use super::metered;
use super::request::{Caller, Request};
use super::retry::{Tries, asked_wait};
use crate::api::Api;
use crate::metrics::OK;

/// What came back with a success.
pub(in crate::api) struct Response {
    status: u16,
    pub(in crate::api) headers: HeaderMap,
    pub(in crate::api) body: Zeroizing<Vec<u8>>,
}

/// A call that gave no body to decode; status 0 when there was no answer at all.
pub(in crate::api) struct Failed {
    pub(in crate::api) status: u16,
    pub(in crate::api) error: ApiError,
    /// Whether the server may have got it.
    sent: bool,
    /// Whether the server has nothing at the address.
    pub(in crate::api) leads_nowhere: bool,
}

impl Api {
    /// Makes a call and reads its answer: the one way of all calls, counted and traced.
    pub(in crate::api) async fn call<T>(
        &self,
        caller: Caller<'_>,
        request: Request,
        read: impl Fn(&Response) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let started = Instant::now();
        let endpoint = request.endpoint;
        let (status, sent, answer) = match self.with_tries(caller, &request).await {
            Ok(response) => (response.status, true, read(&response)),
            Err(Failed { status, error, sent, .. }) => (status, sent, Err(error)),
        };
        let changes = endpoint.row().effect == Effect::Changes;
        let answer = answer.map_err(|error| {
            let error = if changes && sent { error.after_sending() } else { error };
            match caller.key() {
                Some(key) => error.without(key),
                None => error,
            }
        });
        self.learn(endpoint, &answer);
        let took = started.elapsed();
        self.metrics.api_call(endpoint.name(), answer.as_ref().err().map_or(OK, ApiError::word), took);
        let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        match &answer {
            Ok(_) => tracing::debug!(%endpoint, status, duration_ms, "called Bots.Business"),
            Err(error) => tracing::info!(%endpoint, status, duration_ms, %error, "called Bots.Business"),
        }
        answer
    }

    async fn with_tries(&self, caller: Caller<'_>, request: &Request) -> Result<Response, Failed> {
        let (method, _) = self.corrections.of(request.endpoint);
        let mut tries = Tries::of(request.endpoint, method, self.first_pause);
        loop {
            let turn = self.limits.take(caller.key()).await;
            metered::note();
            let sent = self.turns.take(|| self.send(caller, request)).await;
            // Whoever waits for another try holds no turn.
            drop(turn);
            match sent {
                Err(failed) => match tries.next(&failed.error) {
                    Some(pause) => tokio::time::sleep(pause).await,
                    None => return Err(failed),
                },
                Ok(response) => return Ok(response),
            }
        }
    }

    /// Sends, and reads the body of a success. 304 is one too, where something was asked for (contract, 13.5).
    pub(in crate::api) async fn send(&self, caller: Caller<'_>, request: &Request) -> Result<Response, Failed> {
        let mut response = self.http.execute(self.http_request(caller, request)?).await?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let row = request.endpoint.row();
        let reads = row.effect == Effect::Reads;
        let success = matches!(status, 200..300) || (status == 304 && reads);
        let wait = asked_wait(&headers, self.clock.now());
        let failed = |error, leads_nowhere| Failed { status, error, sent: true, leads_nowhere };
        if is_encoded(&headers) && response.content_length() != Some(0) {
            return Err(failed(ApiError::Unreadable("an encoded body".to_owned()), false));
        }
        let limit = if success { row.size } else { Size::Small };
        let body = match capped(response, limit.bytes()).await {
            Ok(body) => body,
            // A page about a server in trouble may be of any size.
            Err(error) => return Err(failed(by_status(status, wait).unwrap_or(error), false)),
        };
        if success {
            return Ok(Response { status, headers, body });
        }
        let leads_nowhere = error::leads_nowhere(status, &body);
        let error = match wait {
            _ if leads_nowhere && self.is_doubtful(request.endpoint) => ApiError::EndpointUnknown(request.endpoint),
            // After a change it does not say that nothing was done: a gateway may have passed it on.
            Some(_) if status == 503 && reads => ApiError::Busy { retry_after: wait },
            _ => from_status(status, &body, wait),
        };
        Err(failed(error, leads_nowhere))
    }

    /// Whatever else an answer says, such as that a key is wrong, says nothing certain about the address.
    fn learn<T>(&self, endpoint: Endpoint, answer: &Result<T, ApiError>) {
        match answer {
            Ok(_) if self.is_doubtful(endpoint) => self.lessons.worked(endpoint, self.clock.now().date_naive()),
            Err(ApiError::EndpointUnknown(_)) => self.lessons.missed(endpoint, self.clock.now().date_naive()),
            Ok(_) | Err(_) => {}
        }
    }

    /// Whether an endpoint's address is somebody's guess: ours, or the operator's.
    fn is_doubtful(&self, endpoint: Endpoint) -> bool {
        endpoint.row().provenance == Provenance::Assumed || self.corrections.corrects(endpoint)
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
        let key = caller.key().map(|key| ("api_key", key.expose()));
        let parameters = request.parameters.iter().map(|(name, value)| (*name, value.as_str())).chain(key);
        // Looked at first: a query of no pairs would be written as a lone `?`.
        let mut parameters = parameters.peekable();
        if parameters.peek().is_some() {
            address.query_pairs_mut().extend_pairs(parameters);
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

    pub(in crate::api) fn address(&self, request: &Request) -> Url {
        let (_, path) = self.corrections.of(request.endpoint);
        let mut address = self.base.clone();
        let base = self.base.path().trim_end_matches('/');
        address.set_path(&endpoint::fill(base, path, &request.ids));
        address
    }
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        let sent = !error.is_connect() && !error.is_builder();
        Self { status: 0, error: error.into(), sent, leads_nowhere: false }
    }
}

/// Whether a body has to be decoded before it can be read, though it was asked for as it is.
pub(in crate::api) fn is_encoded(headers: &HeaderMap) -> bool {
    let any = |name, plain: &[&str]| {
        let words = headers.get_all(name).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
        words.map(<[u8]>::trim_ascii).any(|word| !plain.iter().any(|plain| word.eq_ignore_ascii_case(plain.as_bytes())))
    };
    any(CONTENT_ENCODING, &["", "identity"]) || any(TRANSFER_ENCODING, &["", "identity", "chunked"])
}

/// The body, unless it has more bytes than `limit`: the rest of it is not read then.
pub(in crate::api) async fn capped(
    mut response: reqwest::Response,
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, ApiError> {
    let over = || ApiError::Unreadable("a body over the limit".to_owned());
    let expected = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
    if expected > limit {
        return Err(over());
    }
    let mut body = Zeroizing::new(Vec::with_capacity(expected));
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > limit {
            return Err(over());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}
