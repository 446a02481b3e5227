//! Answers that are meant to hurt: too large, too deep, cut off, or never given.

use std::io::{Read as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use axum::body::{Body, Bytes};
use bb_pocket::api::{Api, ApiError, Endpoint};
use futures_util::{StreamExt as _, future, stream};
use serde_json::json;

use super::calls::{CALLS, call, sent};
use super::server::{Reply, Server, key};

const PIECE: usize = 1024 * 1024;

#[tokio::test]
async fn of_a_gigabyte_only_the_first_megabytes_are_taken() {
    let given = Arc::new(AtomicUsize::new(0));
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let asked = [Endpoint::GetUser, Endpoint::GetBots, Endpoint::DeleteBot, Endpoint::InstallLib];
    for endpoint in asked {
        let counted = Arc::clone(&given);
        let endless = move || {
            let counted = Arc::clone(&counted);
            let piece = Bytes::from(vec![b' '; PIECE]);
            let pieces = stream::iter(0..1024).map(move |_| {
                counted.fetch_add(1, Relaxed);
                Ok::<_, std::io::Error>(piece.clone())
            });
            Reply::new(200, Body::from_stream(pieces))
        };
        let answered = call(endpoint).with(&server, &api, endless).await;
        let expected = sent(endpoint, ApiError::Unreadable("a body over the limit".into()));
        assert_eq!(answered.unwrap_err(), expected, "{endpoint}");
    }
    let megabytes = given.load(Relaxed) / asked.len();
    assert!(megabytes < 64, "{megabytes} MB were taken");
}

#[tokio::test]
async fn no_depth_of_an_answer_breaks_anything() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let depth = 10_000;
    let lists = "[".repeat(depth) + &"]".repeat(depth);
    let objects = "{\"id\":".repeat(depth) + "1" + &"}".repeat(depth);
    let inside =
        format!("{{\"id\": 2792787, \"name\": {lists}, \"email\": \"x\", \"url\": {lists}, \"fields\": {lists}}}");
    let bodies = [lists.clone(), objects, inside.clone(), format!("[{inside}]"), "[".repeat(depth)];
    for call in CALLS.iter() {
        for body in bodies.clone() {
            let answered = call.with(&server, &api, move || Reply::new(200, body.clone())).await;
            // What stands too deep inside a thing is not read: the thing may still be one, and nothing more.
            if let Ok(answered) = answered {
                assert!(answered.printed.len() < 2_000, "{}: {}", call.endpoint, answered.printed.len());
            }
        }
    }
}

#[tokio::test]
async fn half_an_answer_is_none() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        let told = call.told.clone();
        let answered = call.with(&server, &api, move || Reply::half(&told)).await;
        assert_eq!(answered.unwrap_err(), sent(call.endpoint, ApiError::Unavailable), "{}", call.endpoint);
    }
}

#[tokio::test]
async fn nobody_waits_for_ever_for_a_server_that_does_not_answer() {
    let server = Server::start(|_| Reply::never()).await;
    let api = server.api().with_timeouts(Duration::from_millis(20), Duration::ZERO);
    let calls = CALLS.iter().filter(|call| call.first.is_empty());
    let answers = future::join_all(calls.map(|call| async { (call.endpoint, call.ask(&api).await) })).await;
    assert!(answers.len() > 45);
    for (endpoint, answered) in answers {
        assert_eq!(answered.unwrap_err(), sent(endpoint, ApiError::Unavailable), "{endpoint}");
    }
}

#[tokio::test]
async fn nobody_waits_for_ever_for_the_rest_of_an_answer() {
    let first = || stream::iter([Ok::<_, std::io::Error>(Bytes::from_static(b"[{\"id\": 1,"))]);
    let server = Server::start(move |_| Reply::new(200, Body::from_stream(first().chain(stream::pending())))).await;
    let api = server.api().with_timeouts(Duration::from_millis(20), Duration::ZERO);
    assert_eq!(api.bots(&key(1)).await.unwrap_err(), ApiError::Unavailable);
}

/// A server that gives one connection these very bytes; hyper would give a 304 no body.
fn bytes_to_one(answer: String) -> Api {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap()).parse().unwrap();
    std::thread::spawn(move || {
        let (mut connection, _) = listener.accept().unwrap();
        let _ = connection.read(&mut [0; 4096]);
        let _ = connection.write_all(answer.as_bytes());
    });
    Api::new(base).unwrap()
}

#[tokio::test]
async fn not_modified_with_a_body_is_no_success_that_was_not_one() {
    let list = json!([{"id": 3}]).to_string();
    let answer =
        format!("HTTP/1.1 304 Not Modified\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{list}", list.len());
    let answered = bytes_to_one(answer.clone()).linked_accounts(&key(1)).await;
    // HTTP gives a 304 no body, whatever its header says.
    assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?}");
    let answered = bytes_to_one(answer).copy_bot(&key(1), super::calls::BOT).await;
    assert_eq!(answered, Err(ApiError::Uncertain("status 304".into())));
}

#[tokio::test]
async fn what_is_no_http_is_no_answer() {
    for garbage in ["", "HTTP/1.1 200 OK\r\ncontent-length: -5\r\n\r\n{}", "\u{0}\u{1}\u{2}", "220 smtp ready\r\n"] {
        let answered = bytes_to_one(garbage.into()).delete_bot(&key(1), super::calls::BOT).await;
        assert_eq!(answered, Err(ApiError::Uncertain("no answer".into())), "{garbage:?}");
    }
}
