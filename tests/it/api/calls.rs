//! All 55 calls with fixed arguments: what each asks, a realistic answer (facts of the contract), and what it is read
//! as. The one list that the other tests go through.

use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use bb_pocket::api::{Api, ApiError, Effect, Endpoint};
use bb_pocket::credentials::ApiKey;
use bb_pocket::ids::{BotId, CommandId};
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use super::server::{Reply, Seen, Server, key};
use super::shown::Answered;

mod account;
mod bots;
mod commands;
mod inside;

pub const BOT: BotId = BotId::new(2_792_787);
pub const COMMAND: CommandId = CommandId::new(501);
pub const WHEN: &str = "2025-10-25T11:18:49.958Z";
/// A bot token of the real shape, visibly fake.
pub const TOKEN: &str = "123456:FAKE-bot-token-FAKE-bot-token-00001";
pub const CSV_URL: &str = "https://sheets.example.com/FAKE-csv-address?output=csv";
pub const SESSION: [(&str, &str); 3] =
    [("access-token", "FAKE-session-token"), ("client", "FAKE-session-client"), ("uid", "FAKE-session-uid")];

pub static CALLS: LazyLock<Vec<Call>> =
    LazyLock::new(|| [account::calls(), bots::calls(), commands::calls(), inside::calls()].concat());

pub type Run = for<'a> fn(&'a Api, &'a ApiKey) -> BoxFuture<'a, Result<Answered, ApiError>>;

/// What an error means at this endpoint once it was sent: of a change nobody knows whether it was done.
pub fn sent(endpoint: Endpoint, error: ApiError) -> ApiError {
    match (endpoint.row().effect, error) {
        (Effect::Changes, ApiError::Unavailable) => ApiError::Uncertain("no answer".into()),
        (Effect::Changes, ApiError::Unreadable(why)) => ApiError::Uncertain(why),
        (_, error) => error,
    }
}

/// Whether an answer was taken for nothing that can be read.
pub fn proves_nothing(error: &ApiError) -> bool {
    matches!(error, ApiError::Unreadable(_) | ApiError::Uncertain(_))
}

/// How the answer of a success looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The thing that was asked for.
    One,
    /// A list of things.
    Many,
    /// The thing, or nothing that tells of it.
    Perhaps,
    /// Nobody knows.
    Done,
    /// The same, or a bare text.
    Deletion,
    /// `true`.
    True,
}

/// One call.
#[derive(Clone)]
pub struct Call {
    pub endpoint: Endpoint,
    pub shape: Shape,
    pub run: Run,
    /// Where it asks.
    pub path: &'static str,
    /// What it sends.
    pub sends: Value,
    /// A realistic success.
    pub told: Value,
    /// What that is read as.
    pub shows: Value,
    /// Where the number stands by which the answer is known to be about the thing asked for.
    pub known_by: Option<&'static str>,
    /// What it reads first.
    pub first: Vec<(Endpoint, Value)>,
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.endpoint.name())
    }
}

impl Call {
    fn new(endpoint: Endpoint, shape: Shape, path: &'static str, run: Run) -> Self {
        let (told, first) = (json!(true), Vec::new());
        Self { endpoint, shape, run, path, sends: Value::Null, told, shows: Value::Null, known_by: None, first }
    }

    fn sends(self, sends: Value) -> Self {
        Self { sends, ..self }
    }

    fn told(self, told: Value, shows: Value) -> Self {
        Self { told, shows, ..self }
    }

    fn known_by(self, place: &'static str) -> Self {
        Self { known_by: Some(place), ..self }
    }

    fn after(self, first: impl IntoIterator<Item = (Endpoint, Value)>) -> Self {
        Self { first: first.into_iter().collect(), ..self }
    }

    /// Calls with a key that nobody used before, so that nothing is kept of it.
    pub async fn ask(&self, api: &Api) -> Result<Answered, ApiError> {
        static NEXT: AtomicUsize = AtomicUsize::new(1000);
        (self.run)(api, &key(NEXT.fetch_add(1, Relaxed))).await
    }

    /// A script that gives this answer to the call itself, and the right ones to what it reads first.
    pub fn answering(
        &self,
        answer: impl Fn() -> Reply + Send + 'static,
    ) -> impl FnMut(&Seen) -> Reply + Send + 'static {
        let (endpoint, first) = (self.endpoint, self.first.clone());
        move |seen| match first.iter().find(|(own, _)| Some(*own) == seen.endpoint) {
            Some((_, body)) => Reply::json(body),
            None if seen.endpoint != Some(endpoint) => Reply::new(418, "not what this call asks"),
            None if seen.asks("page").is_some_and(|page| page != "1") => Reply::json(&json!([])),
            None => answer(),
        }
    }

    /// The call, answered like this.
    pub async fn with(
        &self,
        server: &Server,
        api: &Api,
        answer: impl Fn() -> Reply + Send + 'static,
    ) -> Result<Answered, ApiError> {
        server.says(self.answering(answer));
        self.ask(api).await
    }

    /// The call, answered with this JSON and status 200, and a session in the headers where one signs in.
    pub async fn told_of(&self, server: &Server, api: &Api, body: &Value) -> Result<Answered, ApiError> {
        let (body, signs_in) = (body.clone(), self.signs_in());
        self.with(server, api, move || with_session(Reply::json(&body), signs_in)).await
    }

    pub fn signs_in(&self) -> bool {
        matches!(self.endpoint, Endpoint::SignIn | Endpoint::TelegramLogin)
    }

    pub fn reads(&self) -> bool {
        self.endpoint.row().effect == bb_pocket::api::Effect::Reads
    }
}

pub fn with_session(reply: Reply, signs_in: bool) -> Reply {
    SESSION.into_iter().filter(|_| signs_in).fold(reply, |reply, (name, value)| reply.with(name, value))
}

/// A call as a function that a list can hold.
macro_rules! asking {
    (|$api:ident, $key:ident| $call:expr) => {
        |$api, $key| Box::pin(async move { $call.await.map(|answer| $crate::api::shown::answered(answer, $key)) })
    };
}
use asking;

/// The call of an endpoint.
pub fn call(endpoint: Endpoint) -> &'static Call {
    CALLS.iter().find(|call| call.endpoint == endpoint).unwrap()
}
