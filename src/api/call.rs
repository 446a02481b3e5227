//! How a call is made and its answer read. Each method here is named by what its success guarantees.
//!
//! [`request`] ► [`pipeline`] ([`key_limits`], [`retry`], [`error`]) ► [`decode`] ([`tolerant`], [`identity`], [`pages`]).

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use tokio::time::Instant;

use super::Api;
use crate::credentials::ApiKey;

pub(super) mod alternatives;
pub(super) mod corrections;
pub mod decode;
pub(super) mod docs_page;
pub(super) mod endpoint;
pub(super) mod error;
pub(super) mod identity;
pub(super) mod key_limits;
pub(super) mod lessons;
pub(super) mod list_cache;
pub(super) mod metered;
pub(super) mod pages;
pub(super) mod pipeline;
pub(super) mod request;
pub(super) mod retry;
pub(super) mod session;
pub(super) mod tolerant;

use endpoint::{Effect, Endpoint, Method};
use error::ApiError;
use identity::{Identified, fields_with_id, with_id};
use list_cache::ListCache;
use request::{Caller, Request};
use session::Session;

impl Api {
    /// One object, of whatever number: for things that are new, and for those without a number.
    pub(super) async fn one<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<T, ApiError> {
        self.call(Caller::Key(key), request, |response| decode::object(&response.body)).await
    }

    /// The thing of this number. An answer about another one is [`ApiError::Unreadable`].
    pub(super) async fn one_with_id<T: Identified>(
        &self,
        key: &ApiKey,
        request: Request,
        id: T::Id,
    ) -> Result<T, ApiError> {
        self.call(Caller::Key(key), request, |response| with_id(decode::object(&response.body)?, &id)).await
    }

    /// The thing of this number after it was replaced: each field that was sent and is in the answer has the value
    /// that was sent.
    pub(super) async fn one_as_sent<T: Identified>(
        &self,
        key: &ApiKey,
        request: Request,
        id: T::Id,
        sent: &BTreeMap<&'static str, Value>,
    ) -> Result<T, ApiError> {
        self.call(Caller::Key(key), request, |response| {
            is_as_sent(&response.body, sent)?;
            with_id(decode::object(&response.body)?, &id)
        })
        .await
    }

    /// The same for a thing that is new.
    pub(super) async fn new_as_sent<T: DeserializeOwned>(
        &self,
        key: &ApiKey,
        request: Request,
        sent: &BTreeMap<&'static str, Value>,
    ) -> Result<T, ApiError> {
        self.call(Caller::Key(key), request, |response| {
            is_as_sent(&response.body, sent)?;
            decode::object(&response.body)
        })
        .await
    }

    /// All fields of the thing of this number, unaltered, to be written back.
    pub(super) async fn fields_with_id(
        &self,
        key: &ApiKey,
        request: Request,
        id: i64,
    ) -> Result<Map<String, Value>, ApiError> {
        self.call(Caller::Key(key), request, |response| fields_with_id(decode::object(&response.body)?, id)).await
    }

    /// A list. Things in it that cannot be read are left out.
    pub(super) async fn list<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<Vec<T>, ApiError> {
        self.call(Caller::Key(key), request, |response| decode::list(&response.body)).await
    }

    /// A list that this key asked for at most [`list_cache::LIFETIME`] ago.
    pub(super) async fn cached_list<T: DeserializeOwned>(
        &self,
        key: &ApiKey,
        endpoint: Endpoint,
        cache: &ListCache<T>,
    ) -> Result<Arc<[T]>, ApiError> {
        let mark = self.limits.mark(key);
        if let Some(cached) = cache.find(mark, Instant::now()) {
            return Ok(cached);
        }
        self.call(Caller::Key(key), Request::new(endpoint, []), |response| {
            Ok(cache.keep(mark, decode::list(&response.body)?, response.body.len(), Instant::now()))
        })
        .await
    }

    /// A change that the answer does not refuse; what a success looks like is not documented.
    pub(super) async fn accepted(&self, key: &ApiKey, request: Request) -> Result<(), ApiError> {
        self.call(Caller::Key(key), request, |response| decode::accepted(&response.body)).await
    }

    /// The same, with the object in the answer if there is one.
    pub(super) async fn accepted_with<T: DeserializeOwned>(
        &self,
        key: &ApiKey,
        request: Request,
    ) -> Result<Option<T>, ApiError> {
        self.call(Caller::Key(key), request, |response| decode::accepted_with(&response.body)).await
    }

    /// The same. An object in the answer has this number.
    pub(super) async fn accepted_with_id<T: Identified>(
        &self,
        key: &ApiKey,
        request: Request,
        id: T::Id,
    ) -> Result<Option<T>, ApiError> {
        self.call(Caller::Key(key), request, |response| {
            decode::accepted_with(&response.body)?.map(|thing| with_id(thing, &id)).transpose()
        })
        .await
    }

    /// A deletion that the answer does not refuse.
    pub(super) async fn deleted(&self, key: &ApiKey, request: Request) -> Result<(), ApiError> {
        self.call(Caller::Key(key), request, |response| decode::deleted(&response.body)).await
    }
}

fn is_as_sent(body: &[u8], sent: &BTreeMap<&'static str, Value>) -> Result<(), ApiError> {
    let fields: Map<String, Value> = decode::object(body)?;
    let differs = |(name, sent): (&&str, &Value)| fields.get(*name).is_some_and(|now| !is_same(now, sent));
    match sent.iter().any(differs) {
        true => Err(ApiError::Unreadable("the answer shows other values than were sent".to_owned())),
        false => Ok(()),
    }
}

/// Whether a field has the value that was sent, but for blanks around it. Empty and null are the same.
fn is_same(now: &Value, sent: &Value) -> bool {
    match (now, sent) {
        (Value::String(now), Value::String(sent)) => now.trim() == sent.trim(),
        (Value::Null, Value::String(sent)) => sent.trim().is_empty(),
        (Value::String(now), Value::Null) => now.trim().is_empty(),
        (now, sent) => now == sent,
    }
}
