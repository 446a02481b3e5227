//! A server on this machine that answers as it is told, and remembers what it was asked. What the client sends beside
//! the document is an error of whatever test made it do so.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Response};
use bb_pocket::api::{Api, Endpoint};
use bb_pocket::credentials::ApiKey;
use futures_util::{StreamExt as _, stream};
use serde_json::Value;
use tokio::sync::{Semaphore, watch};
use url::Url;

use super::openapi;

/// Long enough for the slowest machine: no test waits for it.
const LONG: Duration = Duration::from_secs(60);

/// A key of the real shape, visibly fake; each number another one.
pub fn key(number: usize) -> ApiKey {
    ApiKey::parse(&format!("FAKE-key-{number:031}")).unwrap()
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Seen {
    pub method: String,
    /// Below the base address.
    pub path: String,
    pub query: Vec<(String, String)>,
    pub headers: HeaderMap,
    pub raw: Bytes,
    /// The body as JSON; null when there is none.
    pub body: Value,
    /// What it asks for, where the document knows it.
    pub endpoint: Option<Endpoint>,
}

impl Seen {
    pub fn asks(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// What is answered.
pub struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Body,
    held: Option<Arc<Semaphore>>,
    breaks: bool,
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Body>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), held: None, breaks: false }
    }

    pub fn json(value: &Value) -> Self {
        Self::new(200, value.to_string()).with("content-type", "application/json")
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// Given when the gate lets one more through.
    pub fn held(self, gate: &Arc<Semaphore>) -> Self {
        Self { held: Some(Arc::clone(gate)), ..self }
    }

    pub fn never() -> Self {
        Self::new(200, "").held(&Arc::new(Semaphore::new(0)))
    }

    /// The connection ends without an answer.
    pub fn broken() -> Self {
        Self { breaks: true, ..Self::new(200, "") }
    }

    /// The connection ends in the middle of the body.
    pub fn half(body: &Value) -> Self {
        let whole = body.to_string().into_bytes();
        let first = Bytes::copy_from_slice(&whole[..whole.len() / 2]);
        let parts = stream::iter([Ok(first), Err(std::io::Error::other("the end"))]);
        // The first part has to be out before the connection ends.
        let parts = parts.then(|part| async {
            tokio::task::yield_now().await;
            part
        });
        Self::new(200, Body::from_stream(parts))
    }
}

type Script = Box<dyn FnMut(&Seen) -> Reply + Send>;

/// The server. When it goes it tells what it saw that should not be.
pub struct Server {
    base: Url,
    inner: Arc<Inner>,
}

struct Inner {
    script: Mutex<Script>,
    seen: watch::Sender<Vec<Seen>>,
    /// Whether requests have to keep to the document.
    checked: bool,
    problems: Mutex<Vec<String>>,
}

impl Server {
    pub async fn start(script: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        Self::start_as(true, script).await
    }

    /// One whose addresses are not the document's.
    pub async fn elsewhere(script: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        Self::start_as(false, script).await
    }

    async fn start_as(checked: bool, script: impl FnMut(&Seen) -> Reply + Send + 'static) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}/v2", listener.local_addr().unwrap()).parse().unwrap();
        let (script, problems) = (Mutex::new(Box::new(script) as Script), Mutex::default());
        let inner = Arc::new(Inner { script, seen: watch::Sender::default(), checked, problems });
        let routes = Router::new().fallback(answer).with_state(Arc::clone(&inner));
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        Self { base, inner }
    }

    /// One that gives these answers in their order, and none after them.
    pub async fn in_turn(replies: impl IntoIterator<Item = Reply>) -> Self {
        let mut replies = replies.into_iter().collect::<Vec<_>>().into_iter();
        Self::start(move |_| replies.next().unwrap_or_else(|| Reply::new(418, "nothing more to say"))).await
    }

    pub fn says(&self, script: impl FnMut(&Seen) -> Reply + Send + 'static) {
        *self.inner.script.lock().unwrap() = Box::new(script);
    }

    pub fn base(&self) -> &Url {
        &self.base
    }

    /// A client of it that waits long for answers, and not at all between tries.
    pub fn api(&self) -> Api {
        Api::new(self.base.clone()).unwrap().with_timeouts(LONG, Duration::ZERO)
    }

    /// What it was asked since the last time.
    pub fn seen(&self) -> Vec<Seen> {
        self.inner.seen.send_replace(Vec::new())
    }

    /// Waits until so many requests are there that are meant.
    pub async fn reached(&self, count: usize, meant: impl Fn(&Seen) -> bool) {
        let enough = |seen: &Vec<Seen>| seen.iter().filter(|seen| meant(seen)).count() >= count;
        let mut seen = self.inner.seen.subscribe();
        // A request that never comes fails the test instead of holding it up.
        tokio::time::timeout(LONG, seen.wait_for(enough)).await.unwrap().unwrap();
    }

    pub fn count(&self, meant: impl Fn(&Seen) -> bool) -> usize {
        self.inner.seen.borrow().iter().filter(|seen| meant(seen)).count()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let problems = std::mem::take(&mut *self.inner.problems.lock().unwrap());
        if !std::thread::panicking() {
            assert!(problems.is_empty(), "the document does not allow:\n{}", problems.join("\n"));
        }
    }
}

async fn answer(State(inner): State<Arc<Inner>>, request: Request) -> Response<Body> {
    let seen = read(request).await;
    if inner.checked {
        inner.problems.lock().unwrap().extend(openapi::problems(&seen));
    }
    let reply = (inner.script.lock().unwrap())(&seen);
    inner.seen.send_modify(|all| all.push(seen));
    if let Some(gate) = reply.held {
        gate.acquire().await.unwrap().forget();
    }
    if reply.breaks {
        // Unwinding ends the connection; done so, it prints nothing.
        std::panic::resume_unwind(Box::new("the connection breaks"));
    }
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(reply.body).unwrap()
}

async fn read(request: Request) -> Seen {
    let (head, body) = request.into_parts();
    let raw = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    let path = head.uri.path();
    let path = path.strip_prefix("/v2").unwrap_or(path).to_owned();
    let query = url::form_urlencoded::parse(head.uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let endpoint = openapi::find(head.method.as_str(), &path).and_then(|found| Endpoint::find(&found.name));
    let body = serde_json::from_slice(&raw).unwrap_or_default();
    Seen { method: head.method.to_string(), path, query, headers: head.headers, raw, body, endpoint }
}
