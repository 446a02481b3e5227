//! The Bots.Business client: one pipeline that sends, caps, decodes and redacts.
//!
//! Owns the only HTTP client that ever holds an API key. The key goes to the origin of the configured address and
//! nowhere else: no redirects, no Referer, no proxy, https unless on this machine. It must not know who asks, and
//! must not speak to people: [`ApiError`] tells the meaning, `screens` finds the words.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use url::Url;

use crate::credentials::ApiKey;
use crate::metrics::Metrics;

mod endpoint;
pub use endpoint::{Effect, Endpoint, Method, Provenance};
mod corrections;
pub use corrections::{Corrections, Mistake as CorrectionMistake};
mod api_text;
pub use api_text::ApiText;
mod error;
pub use error::{ApiError, from_status};
pub mod decode;
mod tolerant;
pub use tolerant::Timestamp;
mod request;
use request::{Caller, Request};
mod pipeline;
mod retry;
mod turns;
use turns::Turns;
mod identity;
use identity::{Identified, about, whole};
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

    /// A call that answers with this very thing; an answer about another one proves nothing.
    async fn this<T: Identified>(&self, key: &ApiKey, request: Request, id: T::Id) -> Result<T, ApiError> {
        self.answer(Caller::Key(key), request, |answer| about(decode::object(&answer.body)?, &id)).await
    }

    /// Replaces this very thing: where the answer shows a field that was changed, it has to show what was sent.
    async fn changed<T: Identified>(
        &self,
        key: &ApiKey,
        request: Request,
        id: T::Id,
        sent: &BTreeMap<&'static str, Value>,
    ) -> Result<T, ApiError> {
        self.answer(Caller::Key(key), request, |answer| {
            let told: Map<String, Value> = decode::object(&answer.body)?;
            let other = |(name, sent): (&&str, &Value)| told.get(*name).is_some_and(|told| !is_same(told, sent));
            if sent.iter().any(other) {
                return Err(ApiError::Unreadable("the answer shows other values than were sent".to_owned()));
            }
            about(decode::object(&answer.body)?, &id)
        })
        .await
    }

    /// Changes this very thing, and reads what the answer tells of it if it does.
    async fn perhaps_this<T: Identified>(
        &self,
        key: &ApiKey,
        request: Request,
        id: T::Id,
    ) -> Result<Option<T>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| {
            decode::perhaps(&answer.body)?.map(|thing| about(thing, &id)).transpose()
        })
        .await
    }

    /// Asks for all fields of one thing, which will be written back: an answer about another one is none.
    async fn whole(&self, key: &ApiKey, request: Request, id: i64) -> Result<Map<String, Value>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| whole(decode::object(&answer.body)?, id)).await
    }

    /// Asks for a list.
    async fn list<T: DeserializeOwned>(&self, key: &ApiKey, request: Request) -> Result<Vec<T>, ApiError> {
        self.answer(Caller::Key(key), request, |answer| decode::list(&answer.body)).await
    }

    /// Asks for a list that changes rarely, or takes the one that was kept.
    async fn kept_list<T: DeserializeOwned>(
        &self,
        key: &ApiKey,
        endpoint: Endpoint,
        shelf: &Shelf<T>,
    ) -> Result<Arc<[T]>, ApiError> {
        let mark = self.turns.mark(key);
        match shelf.find(mark) {
            Some(kept) => Ok(kept),
            None => Ok(shelf.keep(mark, self.list(key, Request::new(endpoint, [])).await?)),
        }
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
}

/// Whether a field shows what was sent, but for blanks around it; empty and null are one.
fn is_same(told: &Value, sent: &Value) -> bool {
    match (told, sent) {
        (Value::String(told), Value::String(sent)) => told.trim() == sent.trim(),
        (Value::Null, Value::String(sent)) => sent.trim().is_empty(),
        (Value::String(told), Value::Null) => told.trim().is_empty(),
        (told, sent) => told == sent,
    }
}
