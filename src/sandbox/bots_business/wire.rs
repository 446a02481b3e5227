//! The simulated Bots.Business API as HTTP: which path is which endpoint, who is let in, what is answered, the faults
//! (contract, sections 1, 3, 4 and 13).

use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde_json::{Value, json};
use url::form_urlencoded;

use super::world::{Account, ApiCall, World};
use crate::sandbox::fault::{self, Step, Wording};
use crate::sandbox::server::Answer;
use crate::sandbox::shared::Shared;
use crate::sandbox::stopwatch::Seen;

const WORDING: Wording = Wording { refused, busy };

/// Headers that would make a cache answer, or carry the key away in an address.
const UNWANTED_HEADERS: [&str; 3] = ["if-none-match", "if-modified-since", "referer"];

const HTML_NOT_FOUND: &str = "<!DOCTYPE html>\n<html>\n<head><title>The page you were looking for doesn't exist \
     (404)</title></head>\n<body><h1>The page you were looking for doesn't exist.</h1></body>\n</html>\n";

/// Everything below `/v2`; anything else is a page for people.
pub(crate) fn router(world: Arc<Shared<World>>) -> Router {
    Router::new().fallback(serve).with_state(world)
}

/// What a path leads to. Numbers that are none lead nowhere.
#[derive(Clone, Copy)]
enum Endpoint {
    User,
    Bots,
    Bot(Option<i64>),
    CsvImportTask(Option<i64>, Option<i64>),
    Unknown,
}

impl Endpoint {
    fn of(path: &str) -> Endpoint {
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["", "v2", "user"] => Endpoint::User,
            ["", "v2", "bots"] => Endpoint::Bots,
            ["", "v2", "bots", bot] if !bot.is_empty() => Endpoint::Bot(bot.parse().ok()),
            ["", "v2", "bots", bot, "csv_import_tasks", task] if !task.is_empty() => {
                Endpoint::CsvImportTask(bot.parse().ok(), task.parse().ok())
            }
            _ => Endpoint::Unknown,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Endpoint::User => "user",
            Endpoint::Bots => "bots",
            Endpoint::Bot(_) => "bot",
            Endpoint::CsvImportTask(..) => "csv_import_task",
            Endpoint::Unknown => "unknown",
        }
    }
}

async fn serve(State(world): State<Arc<Shared<World>>>, request: Request) -> Response {
    let arrived = Instant::now();
    let endpoint = Endpoint::of(request.uri().path());
    let query = request.uri().query().unwrap_or_default().as_bytes();
    let query: Vec<(String, String)> = form_urlencoded::parse(query).into_owned().collect();
    let (number, fault) =
        world.change(|world| (note(world, endpoint, &request, &query), world.faults.take(endpoint.name())));
    let (status, response) = match fault::meet(fault, &WORDING).await {
        Step::Answer(status, response) => (status, response),
        step => {
            let complaint = complaint(request.method().as_str(), request.headers(), &query);
            let answer = world.look(|world| answer(world, endpoint, complaint, &query));
            let status = answer.status();
            (status, if matches!(step, Step::ServeAndCut) { answer.cut() } else { answer.whole() })
        }
    };
    world.change(|world| {
        note_outcome(world, number, status);
        if let Some(stopwatch) = &world.stopwatch {
            let (path, took) = (request.uri().path().to_owned(), arrived.elapsed());
            stopwatch.note(arrived, Seen::Served { path, took });
        }
    });
    response
}

fn note(world: &mut World, endpoint: Endpoint, request: &Request, query: &[(String, String)]) -> usize {
    world.calls.push(ApiCall {
        method: request.method().to_string(),
        path: request.uri().path().into(),
        endpoint: endpoint.name().into(),
        key: query.iter().find(|(name, _)| name == "api_key").map(|(_, key)| key.clone()),
        status: None,
    });
    world.calls.len() - 1
}

fn note_outcome(world: &mut World, number: usize, status: u16) {
    if let Some(call) = world.calls.get_mut(number) {
        call.status = Some(status);
    }
}

/// What a careful client never does.
fn complaint(method: &str, headers: &HeaderMap, query: &[(String, String)]) -> Option<String> {
    if method != "GET" {
        return Some(format!("the sandbox serves GET only, not {method}"));
    }
    if let Some(header) = UNWANTED_HEADERS.iter().find(|header| headers.contains_key(**header)) {
        return Some(format!("unexpected header {header}"));
    }
    if let Some((name, _)) = query.iter().find(|(name, _)| name != "api_key") {
        return Some(format!("unexpected query parameter {name}"));
    }
    match query.len() {
        0 => Some("api_key is missing".into()),
        1 => None,
        _ => Some("api_key is given more than once".into()),
    }
}

fn answer(world: &World, endpoint: Endpoint, complaint: Option<String>, query: &[(String, String)]) -> Answer {
    if matches!(endpoint, Endpoint::Unknown) || world.forgotten.contains(endpoint.name()) {
        return Answer::html(404, HTML_NOT_FOUND.into());
    }
    if let Some(complaint) = complaint {
        return error(422, &complaint);
    }
    let account = query.first().and_then(|(_, key)| world.account(key));
    let Some(account) = account else {
        let errors = json!({ "errors": ["You need to sign in or sign up before continuing."] });
        return Answer::json(401, errors.to_string());
    };
    match endpoint {
        Endpoint::User => ok(&account.object()),
        Endpoint::Bots => ok(&account.bots.iter().map(|(_, bot)| bot.clone()).collect()),
        Endpoint::Bot(bot) => with_bot(account, bot, |_, bot| ok(bot)),
        Endpoint::CsvImportTask(bot, task) => with_bot(account, bot, |bot, _| {
            let task = task.and_then(|task| world.tasks.get(&(bot, task)));
            task.map_or_else(|| error(404, "Not found"), ok)
        }),
        Endpoint::Unknown => Answer::html(404, HTML_NOT_FOUND.into()),
    }
}

/// Somebody else's bot is no bot.
fn with_bot(account: &Account, bot: Option<i64>, found: impl FnOnce(i64, &Value) -> Answer) -> Answer {
    let bot = bot.and_then(|id| account.bot(id).map(|bot| (id, bot)));
    bot.map_or_else(|| error(404, "Bot not found"), |(id, bot)| found(id, bot))
}

fn ok(value: &Value) -> Answer {
    Answer::json(200, value.to_string())
}

fn error(status: u16, reason: &str) -> Answer {
    Answer::json(status, json!({ "error": reason }).to_string())
}

/// A fault's own body, as a page when it looks like one.
fn refused(status: u16, body: &str) -> Answer {
    match body.starts_with('<') {
        true => Answer::html(status, body.into()),
        false => Answer::json(status, body.into()),
    }
}

fn busy(seconds: u32) -> Answer {
    error(429, "Too many requests").with_header("retry-after", seconds.to_string())
}
