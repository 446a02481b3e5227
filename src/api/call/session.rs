//! A session: what signing in gives, sent in place of a key.
//!
//! Owns the three headers. It never prints.

use std::fmt;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};

/// The headers of a session. The documentation spells the last one "Uuid" as well (contract, 1).
const ACCESS_TOKEN: &str = "Access-Token";
const CLIENT: &str = "Client";
const UID: &str = "Uid";

/// A session: what signing in gives, and what is sent in place of a key.
#[derive(Clone)]
pub struct Session {
    access_token: SecretString,
    client: SecretString,
    uid: SecretString,
}

impl Session {
    pub(in crate::api) fn read(headers: &HeaderMap) -> Option<Self> {
        let header = |name| headers.get(name)?.to_str().ok().filter(|text| !text.is_empty()).map(SecretString::from);
        Some(Self {
            access_token: header(ACCESS_TOKEN)?,
            client: header(CLIENT)?,
            uid: header(UID).or_else(|| header("Uuid"))?,
        })
    }

    /// The headers that a request carries in this session's name.
    pub(super) fn headers(&self) -> [(&'static str, &str); 3] {
        [
            (ACCESS_TOKEN, self.access_token.expose_secret()),
            (CLIENT, self.client.expose_secret()),
            (UID, self.uid.expose_secret()),
        ]
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(hidden)")
    }
}
