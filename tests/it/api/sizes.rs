//! How large an answer may be, by what was asked for: beyond, it is unreadable, and not read on.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use axum::body::{Body, Bytes};
use bb_pocket::api::{ApiError, Endpoint, Size};
use futures_util::{StreamExt as _, stream};
use serde_json::json;

use super::calls::{CALLS, call, sent, with_session};
use super::server::{Reply, Server, key};

/// Bytes given at a time.
const PIECE: usize = 16 * 1024;
/// More than lies between a client that stopped reading and its server: buffers of both ends.
const ON_THE_WAY: usize = 8 * 1024 * 1024;

fn over() -> ApiError {
    ApiError::Unreadable("a body over the limit".into())
}

/// The answer with blanks behind it, so that it has this many bytes.
fn filled(told: &serde_json::Value, bytes: usize) -> Bytes {
    let mut body = told.to_string().into_bytes();
    body.resize(bytes, b' ');
    body.into()
}

/// A body of blanks without end, and how many bytes of it were given.
fn endless(status: u16) -> (Reply, Arc<AtomicUsize>) {
    let given = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&given);
    let piece = Bytes::from(vec![b' '; PIECE]);
    let pieces = stream::repeat(piece).map(move |piece| {
        counted.fetch_add(PIECE, Relaxed);
        Ok::<_, std::io::Error>(piece)
    });
    (Reply::new(status, Body::from_stream(pieces)), given)
}

#[tokio::test]
async fn each_call_takes_an_answer_up_to_its_size_and_none_beyond() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        let most = call.endpoint.row().size.bytes();
        let answer = |bytes: usize| {
            let body = filled(&call.told, bytes);
            move || with_session(Reply::new(200, body.clone()), call.signs_in())
        };
        // An answer to a change that has no form of its own is read up to 256 kB (see `decode`).
        let _ = call.with(&server, &api, answer(most.min(256 * 1024))).await.unwrap();
        let beyond = call.with(&server, &api, answer(most + 1)).await;
        assert_eq!(beyond.unwrap_err(), sent(call.endpoint, over()), "{}", call.endpoint);
        let cut_in_pieces = {
            let body = filled(&call.told, most + 1);
            move || {
                let (first, rest) = (body.slice(..most / 2), body.slice(most / 2..));
                let pieces = stream::iter([first, rest].map(Ok::<_, std::io::Error>));
                with_session(Reply::new(200, Body::from_stream(pieces)), call.signs_in())
            }
        };
        let beyond = call.with(&server, &api, cut_in_pieces).await;
        assert_eq!(beyond.unwrap_err(), sent(call.endpoint, over()), "{} in pieces", call.endpoint);
    }
}

#[tokio::test]
async fn what_needs_little_reads_little() {
    for endpoint in [Endpoint::GetUser, Endpoint::GetCsvImportTask, Endpoint::SetBotStatus, Endpoint::InstallLib] {
        assert_eq!(endpoint.row().size, Size::Small, "{endpoint}");
        let (reply, given) = endless(200);
        let mut reply = Some(reply);
        let server = Server::start(move |_| reply.take().unwrap_or_else(Reply::never)).await;
        let answered = call(endpoint).ask(&server.api()).await;
        assert_eq!(answered.unwrap_err(), sent(endpoint, over()), "{endpoint}");
        let given = given.load(Relaxed);
        assert!(given < ON_THE_WAY, "{endpoint}: {given} bytes were taken");
    }
}

#[tokio::test]
async fn an_error_is_small_whatever_was_asked_for() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        let error = filled(&json!({"error": "Bot is protected"}), Size::Small.bytes());
        let answered = call.with(&server, &api, move || Reply::new(422, error.clone())).await;
        assert_eq!(answered.unwrap_err(), ApiError::Refused(Some("Bot is protected".into())), "{}", call.endpoint);
        let error = filled(&json!({"error": "Bot is protected"}), Size::Small.bytes() + 1);
        let answered = call.with(&server, &api, move || Reply::new(422, error.clone())).await;
        assert_eq!(answered.unwrap_err(), sent(call.endpoint, over()), "{}", call.endpoint);
    }
}

#[tokio::test]
async fn a_status_that_says_all_needs_no_body() {
    for (status, error) in [
        (401, ApiError::KeyRejected),
        (429, ApiError::Busy { retry_after: None }),
        (500, ApiError::Unavailable),
        (503, ApiError::Unavailable),
    ] {
        let server = Server::start(move |_| endless(status).0).await;
        assert_eq!(server.api().bots(&key(1)).await.unwrap_err(), error, "{status}");
    }
}

#[tokio::test]
async fn a_list_of_tiny_things_does_not_become_hundreds_of_megabytes() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let (api, key) = (server.api(), key(1));
    let many = |thing: &str| Bytes::from(format!("[{}{thing}]", format!("{thing},").repeat(5_000_000 / thing.len())));
    let why = || ApiError::Unreadable("more things than a list may have".into());
    for (things, odd) in [(many("{\"id\":1}"), "all can be read"), (many("{\"id\":1},5"), "some cannot be read")] {
        server.says(move |_| Reply::new(200, things.clone()));
        assert_eq!(api.bots(&key).await.unwrap_err(), why(), "{odd}");
    }
    let texts = many("\"\"");
    server.says(move |_| Reply::new(200, texts.clone()));
    assert_eq!(api.session_tokens(&key).await.unwrap_err(), why());
    let enough = Bytes::from(format!("[{}{{\"id\":1}}]", "{\"id\":1},".repeat(20_000)));
    server.says(move |_| Reply::new(200, enough.clone()));
    assert_eq!(api.bots(&key).await.unwrap().len(), 20_001);
}
