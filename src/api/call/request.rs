//! One call before it is sent: endpoint, numbers of its path, parameters and body; and its caller.
//!
//! Owns nothing that outlives the call, and never prints: passwords pass here.

use serde::Serialize;
use zeroize::Zeroizing;

use super::{ApiError, Endpoint, Session};
use crate::credentials::ApiKey;

/// Who is identified to the server by a call.
#[derive(Clone, Copy)]
pub(in crate::api) enum Caller<'a> {
    /// Nobody: signing in.
    Nobody,
    /// The owner of a key.
    Key(&'a ApiKey),
    /// Somebody who signed in.
    Session(&'a Session),
}

impl<'a> Caller<'a> {
    /// The key, when that is what identifies the caller.
    pub(in crate::api) fn key(self) -> Option<&'a ApiKey> {
        match self {
            Self::Key(key) => Some(key),
            Self::Nobody | Self::Session(_) => None,
        }
    }
}

/// One call.
pub(in crate::api) struct Request {
    pub(in crate::api) endpoint: Endpoint,
    /// The numbers of its path, in the path's order.
    pub(in crate::api) ids: Vec<i64>,
    /// Parameters beside the key.
    pub(in crate::api) parameters: Vec<(&'static str, String)>,
    pub(in crate::api) body: Option<Zeroizing<Vec<u8>>>,
}

impl Request {
    /// A call of an endpoint whose path takes these numbers.
    pub(in crate::api) fn new<const N: usize>(endpoint: Endpoint, ids: [i64; N]) -> Self {
        Self { endpoint, ids: ids.to_vec(), parameters: Vec::new(), body: None }
    }

    /// With a parameter in the address.
    pub(in crate::api) fn asking(mut self, name: &'static str, value: impl ToString) -> Self {
        self.parameters.push((name, value.to_string()));
        self
    }

    /// With a JSON body.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] when it cannot be serialized; every body of this crate can.
    pub(in crate::api) fn sending(mut self, body: &impl Serialize) -> Result<Self, ApiError> {
        let written = serde_json::to_vec(body).map_err(|_| ApiError::Unreadable("a body of our own".to_owned()))?;
        self.body = Some(Zeroizing::new(written));
        Ok(self)
    }
}
