//! The simulated Bot API as HTTP: paths, tokens, parameters, response envelopes, downloads, the long poll, the faults.
//! The methods themselves are in `methods`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::Method as Verb;
use axum::response::Response;
use serde_json::{Value, json};

use super::media;
use super::methods;
use super::params::Params;
use super::refusal::Refusal;
use super::types::Call;
use super::uploads;
use super::world::World;
use crate::sandbox::fault::{self, CONFLICT, Step, Wording};
use crate::sandbox::server::{Answer, BODY_LIMIT};
use crate::sandbox::shared::Shared;
use crate::sandbox::stopwatch::Seen;

const LONGEST_POLL: u64 = 50;
const WORDING: Wording = Wording { refused, busy };

const WEBHOOK_ACTIVE: &str = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the \
     webhook first";
const WEBHOOK_SET: &str = "terminated by setWebhook request";

/// The name of a download in the list of calls and for faults.
pub(crate) const FETCH: &str = "file";

/// Serves `/bot<token>/<method>`, the method in any case, and the files at `/file/bot<token>/<path>`.
pub(crate) fn router(world: Arc<Shared<World>>) -> Router {
    Router::new().fallback(serve).layer(DefaultBodyLimit::max(uploads::LARGEST_BODY)).with_state(world)
}

async fn serve(State(world): State<Arc<Shared<World>>>, request: Request) -> Response {
    match understand(request, &world.look(|world| world.token.clone())).await {
        Err(refusal) => with_parameters(&refusal).whole(),
        Ok((method, params)) => {
            let number = world.change(|world| note(world, &method, &params));
            answer(&world, number, &method, &params).await
        }
    }
}

/// The method and parameters of a request with the `valid` token.
async fn understand(request: Request, valid: &str) -> Result<(String, Params), Refusal> {
    let path = request.uri().path();
    let (is_file, path) = path.strip_prefix("/file").map_or((false, path), |path| (true, path));
    let path = path.strip_prefix("/bot").ok_or_else(Refusal::not_found)?;
    let (token, rest) = path.split_once('/').ok_or_else(Refusal::not_found)?;
    if token.replace("%3A", ":") != valid {
        return Err(Refusal::unauthorized());
    }
    match (is_file, request.method()) {
        // teloxide escapes the slash in the path.
        (true, &Verb::GET) => Ok((FETCH.to_owned(), Params::one("file_path", &rest.replace("%2F", "/")))),
        (true, _) => Err(Refusal::not_found()),
        (false, _) if rest.eq_ignore_ascii_case(FETCH) => Err(Refusal::no_method()),
        (false, _) => Ok((rest.to_lowercase(), parameters(request).await?)),
    }
}

async fn parameters(request: Request) -> Result<Params, Refusal> {
    let content_type = request.headers().get("content-type").and_then(|value| value.to_str().ok());
    let content_type = content_type.unwrap_or_default().to_owned();
    match *request.method() {
        Verb::GET => Ok(Params::from_query(request.uri().query().unwrap_or_default())),
        Verb::POST if content_type.starts_with("multipart/form-data") => uploads::read(request).await,
        Verb::POST => {
            let body = to_bytes(request.into_body(), BODY_LIMIT).await;
            let body = body.map_err(|_| Refusal::bad("request body is too large"))?;
            match body.is_empty() || content_type.starts_with("application/json") {
                true => Params::from_json(&body),
                false => Err(Refusal::bad("the sandbox reads JSON bodies and multipart/form-data only")),
            }
        }
        _ => Err(Refusal::not_found()),
    }
}

/// Adds the call to the list of calls, before it has any effect.
fn note(world: &mut World, method: &str, params: &Params) -> usize {
    world.calls.push(Call { method: method.into(), body: params.to_value(), status: None, description: None });
    world.calls.len() - 1
}

fn note_outcome(world: &mut World, number: usize, status: u16, description: Option<String>) {
    if let Some(call) = world.calls.get_mut(number) {
        call.status = Some(status);
        call.description = description;
    }
}

async fn answer(world: &Shared<World>, number: usize, method: &str, params: &Params) -> Response {
    let arrived = Instant::now();
    let chat = params.integer("chat_id").ok().flatten();
    let fault = world.change(|world| world.faults.take_in(method, chat));
    let step = match fault::meet(fault, &WORDING).await {
        Step::Answer(status, response) => {
            world.change(|world| note_outcome(world, number, status, Some("fault on request".into())));
            return response;
        }
        step => step,
    };
    if let Some(seconds) = chat.and_then(|chat| world.change(|world| world.flood(method, chat))) {
        world.change(|world| note_outcome(world, number, 429, Some(format!("flood: retry after {seconds}"))));
        return busy(seconds).whole();
    }
    let result = match method {
        FETCH => world.look(|world| media::fetch(world, params)).map(|file| Answer::bytes(file.bytes.to_vec())),
        "getupdates" => get_updates(world, params).await.map(|result| envelope(&result)),
        _ => world.change(|world| call(world, method, params)).map(|result| envelope(&result.to_string())),
    };
    let answer = match result {
        Ok(answer) => {
            world.change(|world| {
                note_outcome(world, number, 200, None);
                measure(world, arrived, method, params);
            });
            answer
        }
        Err(refusal) => {
            let answer = with_parameters(&refusal);
            let Refusal { status, description, .. } = refusal;
            world.change(|world| note_outcome(world, number, status, Some(description)));
            answer
        }
    };
    match step {
        Step::ServeAndCut => answer.cut(),
        Step::ServeAs(body) => Answer::json(200, body).whole(),
        _ => answer.whole(),
    }
}

/// Reports a message that arrived to the measurement.
fn measure(world: &World, arrived: Instant, method: &str, params: &Params) {
    if let (Some(stopwatch), "sendmessage" | "editmessagetext") = (&world.stopwatch, method) {
        let chat = params.integer("chat_id").ok().flatten().unwrap_or_default();
        let text = params.text("text").ok().flatten().unwrap_or_default().to_owned();
        stopwatch.note(arrived, Seen::Sent { chat, text });
    }
}

fn call(world: &mut World, name: &str, params: &Params) -> Result<Value, Refusal> {
    let method = methods::find(name).ok_or_else(Refusal::no_method)?;
    params.only(method.parameters)?;
    (method.serve)(world, params)
}

/// The long poll. The result is text, since a test may have queued what is not JSON.
async fn get_updates(world: &Shared<World>, params: &Params) -> Result<String, Refusal> {
    params.only(&["offset", "limit", "timeout", "allowed_updates"])?;
    let limit = params.integer("limit")?.filter(|limit| (1..=100).contains(limit)).unwrap_or(100);
    let limit = usize::try_from(limit).unwrap_or(100);
    let timeout = u64::try_from(params.integer("timeout")?.unwrap_or(0)).unwrap_or(0).min(LONGEST_POLL);
    let offset = params.integer("offset")?.unwrap_or(0);
    let wanted = params.json("allowed_updates")?.map(kinds).transpose()?;
    if world.look(|world| world.webhook.is_some()) {
        return Err(Refusal::conflict(WEBHOOK_ACTIVE));
    }
    let turn = world.change(|world| begin_poll(world, offset, wanted));
    let batch = world.until(|world| next_batch(world, turn, limit));
    match tokio::time::timeout(Duration::from_secs(timeout), batch).await {
        Ok(batch) => batch.map(|batch| format!("[{}]", batch.join(","))),
        Err(_) => Ok("[]".into()),
    }
}

fn begin_poll(world: &mut World, offset: i64, wanted: Option<Vec<String>>) -> u64 {
    world.polls += 1;
    if let Some(stopwatch) = &world.stopwatch {
        stopwatch.note(Instant::now(), Seen::Polled);
    }
    if offset != 0 {
        world.updates.acknowledge(offset);
    }
    if let Some(wanted) = wanted {
        world.updates.want(wanted);
    }
    world.polls
}

/// The result of a poll, if it has one: updates, or the refusal because a newer poll took over.
fn next_batch(world: &mut World, turn: u64, limit: usize) -> Option<Result<Vec<String>, Refusal>> {
    if world.webhook.is_some() {
        return Some(Err(Refusal::conflict(WEBHOOK_SET)));
    }
    if world.polls != turn {
        return Some(Err(Refusal::conflict(CONFLICT)));
    }
    let batch = world.updates.hand_out(limit, world.clock.now());
    if batch.is_empty() {
        return None;
    }
    if let Some(stopwatch) = &world.stopwatch {
        stopwatch.note(Instant::now(), Seen::HandedOut(world.updates.numbers(limit)));
    }
    Some(Ok(batch))
}

fn kinds(list: Value) -> Result<Vec<String>, Refusal> {
    serde_json::from_value(list).map_err(|_| Refusal::bad("can't parse allowed updates: expected an Array of String"))
}

fn envelope(result: &str) -> Answer {
    Answer::json(200, format!(r#"{{"ok":true,"result":{result}}}"#))
}

fn refused(status: u16, description: &str) -> Answer {
    Answer::json(status, json!({ "ok": false, "error_code": status, "description": description }).to_string())
}

/// A refusal, with what the Bot API tells beside its words.
fn with_parameters(Refusal { status, description, migrate_to }: &Refusal) -> Answer {
    let mut body = json!({ "ok": false, "error_code": status, "description": description });
    if let (Some(to), Some(fields)) = (migrate_to, body.as_object_mut()) {
        fields.insert("parameters".to_owned(), json!({ "migrate_to_chat_id": to }));
    }
    Answer::json(*status, body.to_string())
}

fn busy(seconds: u32) -> Answer {
    let description = format!("Too Many Requests: retry after {seconds}");
    let parameters = json!({ "retry_after": seconds });
    let body = json!({ "ok": false, "error_code": 429, "description": description, "parameters": parameters });
    Answer::json(429, body.to_string()).with_header("retry-after", seconds.to_string())
}
