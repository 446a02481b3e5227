//! One call before it is sent: endpoint, numbers of its path, parameters, body, and in whose name.
//!
//! Owns nothing that outlives the call, and never prints: passwords pass here.

use serde::Serialize;
use zeroize::Zeroizing;

use super::auth::Session;
use super::{ApiError, Endpoint};
use crate::credentials::ApiKey;

/// In whose name a call is made.
#[derive(Clone, Copy)]
pub(super) enum Caller<'a> {
    /// Nobody's: signing in.
    Nobody,
    /// The owner's of a key.
    Key(&'a ApiKey),
    /// Somebody's who signed in.
    Session(&'a Session),
}

/// One call.
pub(super) struct Request {
    pub(super) endpoint: Endpoint,
    /// The numbers of its path, in the path's order.
    pub(super) ids: Vec<i64>,
    /// Parameters beside the key.
    pub(super) parameters: Vec<(&'static str, String)>,
    pub(super) body: Option<Zeroizing<Vec<u8>>>,
}

impl Request {
    /// A call of an endpoint whose path takes these numbers.
    pub(super) fn new<const N: usize>(endpoint: Endpoint, ids: [i64; N]) -> Self {
        Self { endpoint, ids: ids.to_vec(), parameters: Vec::new(), body: None }
    }

    /// With a parameter in the address.
    pub(super) fn asking(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// With a JSON body.
    ///
    /// # Errors
    /// None that can happen with the bodies of this module.
    pub(super) fn sending(mut self, body: &impl Serialize) -> Result<Self, ApiError> {
        let written = serde_json::to_vec(body).map_err(|_| ApiError::Unreadable("a body of our own".to_owned()))?;
        self.body = Some(Zeroizing::new(written));
        Ok(self)
    }
}
