//! The one way of all calls: limits, tries, request, response and its cap.
//!
//! Owns what leaves and what comes in as bytes. It must not know what a call is about, but for its line of the table.

use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap, RETRY_AFTER};
use tokio::time::Instant;
use url::Url;
use zeroize::Zeroizing;

use super::endpoint::{self, Effect, Endpoint, Method, Provenance};
use super::error::{self, ApiError, from_status};
use super::request::{Caller, Request};
use super::retry::Tries;
use crate::api::Api;

/// Largest body that is read, bytes.
const MAX_BODY: usize = 8 * 1024 * 1024;

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
            match caller {
                Caller::Key(key) => error.without(key),
                Caller::Nobody | Caller::Session(_) => error,
            }
        });
        let took = started.elapsed();
        self.metrics.api_call(endpoint.name(), answer.as_ref().err().map_or("ok", ApiError::word), took);
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
            let turn = match caller {
                Caller::Key(key) => self.limits.take(key).await,
                Caller::Nobody | Caller::Session(_) => None,
            };
            let sent = self.send(caller, request).await;
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
        let body =
            capped(response).await.map_err(|error| Failed { status, error, sent: true, leads_nowhere: false })?;
        let reads = request.endpoint.row().effect == Effect::Reads;
        match status {
            200..300 => Ok(Response { status, headers, body }),
            304 if reads => Ok(Response { status, headers, body }),
            _ => {
                let leads_nowhere = error::leads_nowhere(status, &body);
                let error = match leads_nowhere && self.is_doubtful(request.endpoint) {
                    true => ApiError::EndpointUnknown(request.endpoint),
                    false => from_status(status, &body, retry_after(&headers)),
                };
                Err(Failed { status, error, sent: true, leads_nowhere })
            }
        }
    }

    /// Whether an endpoint's address is somebody's guess: ours, or the operator's.
    fn is_doubtful(&self, endpoint: Endpoint) -> bool {
        endpoint.row().provenance == Provenance::Assumed || self.corrections.concerns(endpoint)
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

    pub(in crate::api) fn address(&self, request: &Request) -> Url {
        let (_, path) = self.corrections.of(request.endpoint);
        let mut address = self.base.clone();
        let base = self.base.path().trim_end_matches('/');
        address.set_path(&format!("{base}{}", endpoint::fill(path, &request.ids)));
        address
    }
}

impl From<reqwest::Error> for Failed {
    fn from(error: reqwest::Error) -> Self {
        let sent = !error.is_connect() && !error.is_builder();
        Self { status: 0, error: error.into(), sent, leads_nowhere: false }
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
