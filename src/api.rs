//! The Bots.Business client. Each resource has a file here with its types and calls: `bots` ► `bot`, `edit_bot`, …
//! How a call is made and its answer read is below `call`.
//!
//! Owns the only HTTP client that ever holds an API key. The key goes to the origin of the configured address and
//! nowhere else: no redirects, no Referer, no proxy, https unless on this machine. It must not know who asks, and
//! must not speak to people: [`ApiError`] has the meaning of a failure, `screens` has the words.
//!
//! Every call can fail with every [`ApiError`]. "Errors" in the remarks names those that mean something special there.

#![warn(missing_docs)]

use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use url::Url;

use crate::clock::Clock;
use crate::metrics::{Metrics, OK};
use crate::turns::Turns;

mod call;
pub use call::alternatives::Address;
pub use call::corrections::{Corrections, Mistake as CorrectionMistake};
pub use call::decode;
pub use call::docs_page::DocsPage;
pub use call::endpoint::{Effect, Endpoint, Method, Provenance, Size};
pub use call::error::{ApiError, from_status};
use call::key_limits::{self, KeyLimits};
use call::lessons::Lessons;
pub use call::lessons::{Lesson, address as lesson_address};
use call::list_cache::ListCache;
pub use call::metered::metered;
use call::request::Request;
pub use call::retry::LONGEST_WAIT;
pub use call::session::Session;
pub use call::tolerant::{SecretValue, Timestamp};
mod api_text;
pub use api_text::ApiText;

mod account;
mod auth;
pub use account::{LinkedAccount, PaymentPlan, Quota, QuotumType, UserPublic};
mod bots;
pub use bots::{Bot, BotField, BotStatus, CreateEditBot, Dot, Dots};
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
use commands::KeptTrees;
pub use commands::{
    Alias, Command, CommandChange, CommandField, CommandFields, CommandFilter, CommandTree, Editable, Given, NewCommand,
};
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
mod routes;
pub use routes::{Asked, Found, LOGINS, Manner, Routes, Stopped, Told};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const WHOLE_REQUEST_TIMEOUT: Duration = Duration::from_secs(15);
/// First pause between two tries of a read.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
/// Calls at once that are answered soon.
const SOON: usize = 320;
/// When a call is one that is kept waiting.
const A_MOMENT: Duration = Duration::from_millis(100);
/// Idle connections are dropped before a server or its proxy would do it in the middle of a request.
const IDLE_CONNECTION: Duration = Duration::from_secs(30);

/// A client for one server. Cheap to clone; clones share the limits of a key.
#[derive(Clone)]
pub struct Api {
    http: reqwest::Client,
    base: Url,
    metrics: Metrics,
    clock: Clock,
    whole_request: Duration,
    first_pause: Duration,
    corrections: Arc<Corrections>,
    limits: Arc<KeyLimits>,
    turns: Arc<Turns>,
    store_libs: ListCache<StoreLib>,
    cloud_plans: ListCache<CloudPlan>,
    trees: KeptTrees,
    dots: bots::Readings,
    lessons: Arc<Lessons>,
}

impl Api {
    /// A client for the server at `base`, such as `https://api.bots.business/v2`.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(base: Url) -> reqwest::Result<Self> {
        // Without it, any encoding may come (RFC 9110, 12.5.3).
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static("identity"))]);
        let http = reqwest::Client::builder()
            .default_headers(headers)
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
            clock: Clock::system(),
            whole_request: WHOLE_REQUEST_TIMEOUT,
            first_pause: FIRST_PAUSE,
            corrections: Arc::default(),
            limits: Arc::default(),
            turns: Arc::new(Turns::new(SOON, key_limits::IN_ALL, A_MOMENT)),
            store_libs: ListCache::default(),
            cloud_plans: ListCache::default(),
            trees: KeptTrees::default(),
            dots: bots::Readings::default(),
            lessons: Arc::default(),
        })
    }

    /// The same with another limit for a whole request, and another first pause before a read is tried again.
    #[must_use]
    pub fn with_timeouts(self, whole_request: Duration, first_pause: Duration) -> Self {
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
        for endpoint in Endpoint::ALL {
            metrics.expects_of_the_api(endpoint.name(), &[OK]);
            metrics.expects_of_the_api(endpoint.name(), &ApiError::WORDS);
        }
        Self { metrics, ..self }
    }

    /// The same, whose dates are compared with this clock.
    #[must_use]
    pub fn timed(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Takes over what was learned before. What is about another address than the one that is used now is left out.
    pub fn remember(&self, lessons: &[Lesson]) {
        for lesson in lessons {
            let endpoint = Endpoint::find(&lesson.endpoint);
            let same = |of: &Endpoint| lesson_address(&self.base, &self.corrections, *of) == lesson.address;
            if let Some(endpoint) = endpoint.filter(same) {
                self.lessons.remember(endpoint, lesson);
            }
        }
    }

    /// Waits until use taught something about an endpoint's address, and returns all that is new: what should be stored.
    pub async fn learned(&self) -> Vec<Lesson> {
        let lesson = |(endpoint, worked_on, missing_since): (Endpoint, _, _)| Lesson {
            endpoint: endpoint.name().to_owned(),
            address: lesson_address(&self.base, &self.corrections, endpoint),
            worked_on,
            missing_since,
        };
        self.lessons.news().await.into_iter().map(lesson).collect()
    }

    /// Whether the server had nothing at the endpoint's address, twice in a row.
    pub fn is_missing(&self, endpoint: Endpoint) -> bool {
        self.lessons.is_missing(endpoint)
    }

    /// Whether anything answers at the address. Sends no key.
    ///
    /// # Errors
    /// [`ApiError::Unavailable`] when nothing does, or a 5xx.
    pub async fn reachable(&self) -> Result<(), ApiError> {
        let address = self.address(&Request::new(Endpoint::GetUser, []));
        let _turn = self.limits.take(None).await;
        let answer = self.http.get(address).timeout(self.whole_request).send().await?;
        if answer.status().is_server_error() { Err(ApiError::Unavailable) } else { Ok(()) }
    }
}
