//! One request for a route, and its answer as it came.
//!
//! Owns what is sent: a key that cannot be right where one is asked for, no body, 0 for every number, and a User-Agent
//! that says who asks for what. Redirects are not followed.

use std::time::Duration;

use reqwest::header::USER_AGENT;

use super::Address;
use crate::api::call::endpoint::fill;
use crate::api::call::pipeline::{capped, is_encoded};
use crate::api::call::retry::asked_wait;
use crate::api::{Api, Endpoint, Method, Size};

/// A key of the known shape that nobody can have been given: it says what it is.
pub(super) const WRONG_KEY: &str = "this-is-no-key-bb-pocket-looks-for-route";
/// Who asks, and for what.
const WHO: &str = concat!("bb-pocket/", env!("CARGO_PKG_VERSION"), " (check --routes)");
/// In place of every number of a path: nothing has it.
const NO_NUMBERS: [i64; 3] = [0; 3];

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    /// What `Retry-After` asks for.
    pub(super) retry_after: Option<Duration>,
    /// The body; empty when it is too large, encoded or broken off.
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Whether the server asks to come again later, and after which time if it said one.
    pub(super) fn asks_to_wait(&self) -> Option<Option<Duration>> {
        let waits = self.status == 429 || (self.status == 503 && self.retry_after.is_some());
        waits.then_some(self.retry_after)
    }
}

impl Api {
    /// Asks once; `None` when no answer came. `endpoint` says whether a key is asked for.
    pub(super) async fn ask_route(&self, endpoint: Endpoint, address: &Address) -> Option<Answer> {
        let method = match address.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut url = self.base.clone();
        url.set_path(&fill(self.base.path().trim_end_matches('/'), &address.path, &NO_NUMBERS));
        if endpoint.needs_account() {
            url.query_pairs_mut().append_pair("api_key", WRONG_KEY);
        }
        let request = self.http.request(method, url).header(USER_AGENT, WHO).timeout(self.whole_request);
        let answer = request.send().await;
        let answer = answer.inspect_err(|error| tracing::debug!(timeout = error.is_timeout(), "no answer for a route"));
        let answer = answer.ok()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = match is_encoded(&headers) {
            true => Vec::new(),
            false => capped(answer, Size::Small.bytes()).await.map(|body| body.to_vec()).unwrap_or_default(),
        };
        Some(Answer { status, retry_after: asked_wait(&headers, self.clock.now()), body })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::ApiKey;

    #[test]
    fn the_wrong_key_has_the_shape_of_a_key() {
        assert!(ApiKey::parse(WRONG_KEY).is_some_and(|key| key.has_known_shape()));
    }
}
