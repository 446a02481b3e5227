//! The simulated Bots.Business API as HTTP: authentication, refusals before the body is read, faults, the record of
//! calls (contract, sections 1 and 13). It does not know what an endpoint answers.

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::{Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::form::query_complaint;
use super::imports::{self, Row, Unreadable};
use super::reply::{Asked, Reply, error, missing};
use super::routes::{self, Answerer, Route};
use super::world::{Account, ApiCall, World};
use crate::sandbox::fault::{self, Step, Wording};
use crate::sandbox::server::{Answer, BODY_LIMIT};
use crate::sandbox::shared::Shared;
use crate::sandbox::stopwatch::Seen;

const WORDING: Wording = Wording { refused, busy };

/// Headers that a client may send. Any other could let a cache answer, put the key into a Referer, or reveal something.
const HEADERS: [&str; 7] =
    ["host", "user-agent", "accept", "accept-encoding", "connection", "content-type", "content-length"];
/// The headers of a session (contract, 1).
const SESSION: [&str; 3] = ["access-token", "client", "uid"];

const HTML_NOT_FOUND: &str = "<!DOCTYPE html>\n<html>\n<head><title>The page you were looking for doesn't exist \
     (404)</title></head>\n<body><h1>The page you were looking for doesn't exist.</h1></body>\n</html>\n";

/// Everything below `/v2`; any other path gets an HTML page.
pub(crate) fn router(world: Arc<Shared<World>>) -> Router {
    Router::new().fallback(serve).with_state(world)
}

/// A request as it was received.
struct Incoming {
    parts: Parts,
    body: Bytes,
    keys: Vec<String>,
    /// The parameters without the key.
    query: Vec<(String, String)>,
}

impl Incoming {
    async fn read(request: Request) -> Option<Incoming> {
        let (parts, body) = request.into_parts();
        let body = to_bytes(body, BODY_LIMIT).await.ok()?;
        let query = parts.uri.query().unwrap_or_default().as_bytes();
        let (keys, query): (Vec<_>, Vec<_>) =
            form_urlencoded::parse(query).into_owned().partition(|(name, _)| name == "api_key");
        let keys = keys.into_iter().map(|(_, key)| key).collect();
        Some(Incoming { parts, body, keys, query })
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name)?.to_str().ok()
    }

    fn call(&self, endpoint: &str) -> ApiCall {
        ApiCall {
            method: self.parts.method.to_string(),
            path: self.parts.uri.path().into(),
            endpoint: endpoint.into(),
            key: self.keys.first().cloned(),
            query: self.query.clone(),
            body: serde_json::from_slice(&self.body).ok(),
            status: None,
        }
    }
}

async fn serve(State(world): State<Arc<Shared<World>>>, request: Request) -> Response {
    let arrived = Instant::now();
    let Some(incoming) = Incoming::read(request).await else {
        return error(413, "the body is too large").whole();
    };
    let path = incoming.parts.uri.path();
    let found = world.look(|world| routes::find(&world.moved, incoming.parts.method.as_str(), path));
    let endpoint = found.as_ref().map_or("unknown", |(route, _)| route.name);
    let (number, fault) = world.change(|world| {
        world.calls.push(incoming.call(endpoint));
        (world.calls.len() - 1, world.faults.take(endpoint))
    });
    let (status, response) = match fault::meet(fault, &WORDING).await {
        Step::Answer(status, response) => (status, response),
        step => {
            let sheet = match &found {
                Some((route, ids)) if route.name == imports::START => sheet(&world, ids, &incoming).await,
                _ => None,
            };
            let answer = world.change(|world| match found {
                Some((route, ids)) if !world.forgotten.contains(endpoint) => {
                    answer(world, route, ids, &incoming, sheet).unwrap_or_else(|refusal| refusal)
                }
                _ => Answer::html(404, HTML_NOT_FOUND.into()),
            });
            let status = answer.status();
            match step {
                Step::ServeAndCut => (status, answer.cut()),
                Step::ServeAs(body) => (200, Answer::json(200, body).whole()),
                _ => (status, answer.whole()),
            }
        }
    };
    world.change(|world| {
        if let Some(call) = world.calls.get_mut(number) {
            call.status = Some(status);
        }
        if let Some(stopwatch) = &world.stopwatch {
            stopwatch.note(arrived, Seen::Served { path: path.to_owned(), took: arrived.elapsed() });
        }
    });
    response
}

/// The sheet that an import is asked for, fetched while the caller waits: the state is locked while it changes.
async fn sheet(world: &Shared<World>, ids: &[i64], incoming: &Incoming) -> Option<Result<Vec<Row>, Unreadable>> {
    let body: Option<Value> = serde_json::from_slice(&incoming.body).ok();
    let sent = body.and_then(|body| Some(body.get("csv_url")?.as_str()?.to_owned()));
    let stored = || {
        let bot = ids.first().copied().unwrap_or_default();
        world.change(|world| world.bot_mut(bot)?.text("csv_url").map(str::to_owned))
    };
    imports::fetched(&sent.or_else(stored)?).await
}

fn answer(
    world: &mut World,
    route: &Route,
    ids: Vec<i64>,
    incoming: &Incoming,
    sheet: Option<Result<Vec<Row>, Unreadable>>,
) -> Reply {
    let complaint = complaint(route, incoming);
    if let Some(complaint) = complaint {
        return Err(error(422, &complaint));
    }
    let body = route.form.read(incoming.header("content-type"), &incoming.body);
    let body = body.map_err(|complaint| error(422, &complaint))?;
    let query = incoming.query.clone();
    let asked = Asked { now: world.now(), numbers: world.numbers.clone(), ids, query, body, sheet };
    if let Answerer::Nobody(answer) = route.answerer {
        return answer(world, &asked);
    }
    let place = world.accounts.iter().position(|account| lets_in(account, incoming));
    let place = place.ok_or_else(stranger)?;
    world.settle(place);
    if let Answerer::Among(answer) = route.answerer {
        return answer(world, place, &asked);
    }
    let account = world.accounts.get_mut(place).ok_or_else(stranger)?;
    match route.answerer {
        Answerer::Account(answer) => answer(account, &asked),
        Answerer::Bot(answer) => {
            // A bot of another account is answered like a missing one.
            let bot = account.bot_mut(asked.id(0)).ok_or_else(|| missing("Bot"))?;
            if route.sealed && bot.protected {
                return Err(error(403, "Bot is protected"));
            }
            let reply = answer(bot, &asked);
            let spent = std::mem::take(&mut bot.spent);
            account.progress += spent;
            reply
        }
        Answerer::Nobody(_) | Answerer::Among(_) => Err(stranger()),
    }
}

/// What the client did wrong, such as an unknown header or two keys.
fn complaint(route: &Route, incoming: &Incoming) -> Option<String> {
    let known = |name: &str| HEADERS.contains(&name) || SESSION.contains(&name);
    if let Some(header) = incoming.parts.headers.keys().find(|name| !known(name.as_str())) {
        return Some(format!("unexpected header {header}"));
    }
    if let Some(complaint) = query_complaint(route.parameters, &incoming.query) {
        return Some(complaint);
    }
    let session = SESSION.iter().filter(|name| incoming.parts.headers.contains_key(**name)).count();
    let for_nobody = matches!(route.answerer, Answerer::Nobody(_));
    match (for_nobody, incoming.keys.len(), session) {
        (true, 0, 0) | (false, 1, 0) | (false, 0, 3) => None,
        (true, ..) => Some("neither api_key nor a session belongs here".into()),
        (false, 0, 0) => Some("api_key is missing".into()),
        (false, 0, _) => Some("a session has the headers Access-Token, Client and Uid".into()),
        (false, 1, _) => Some("either api_key or a session, not both".into()),
        (false, ..) => Some("api_key is given more than once".into()),
    }
}

fn lets_in(account: &Account, incoming: &Incoming) -> bool {
    match incoming.keys.first() {
        Some(key) => account.key == *key,
        None => account.sessions.iter().any(|session| {
            SESSION.map(|name| incoming.header(name))
                == [&session.access_token, &session.client, &session.uid].map(|text| Some(text.as_str()))
        }),
    }
}

fn stranger() -> Answer {
    let errors = json!({ "errors": ["You need to sign in or sign up before continuing."] });
    Answer::json(401, errors.to_string())
}

/// The answer of a `Status` fault; HTML when the text looks like it.
fn refused(status: u16, body: &str) -> Answer {
    match body.starts_with('<') {
        true => Answer::html(status, body.into()),
        false => Answer::json(status, body.into()),
    }
}

fn busy(seconds: u32) -> Answer {
    error(429, "Too many requests").with_header("retry-after", seconds.to_string())
}
