//! What is tried again, and what is sent once whatever happens (contract, 13.6 and 13.15).

use std::time::{Duration, Instant};

use bb_pocket::api::{Api, ApiError, Corrections, Endpoint, LONGEST_WAIT};
use serde_json::json;

use super::calls::{BOT, CALLS};
use super::server::{Reply, Server, key};

/// Failures after which nothing is known of the thing asked for.
fn troubles() -> [fn() -> Reply; 5] {
    [
        || Reply::new(500, ""),
        || Reply::new(503, "<html>"),
        || Reply::new(429, ""),
        || Reply::broken(),
        || Reply::half(&json!({"id": 5})),
    ]
}

#[tokio::test]
async fn a_read_is_tried_three_times_and_a_change_once() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        for trouble in troubles() {
            assert!(call.with(&server, &api, trouble).await.is_err());
            let tries = server.seen().iter().filter(|seen| seen.endpoint == Some(call.endpoint)).count();
            assert_eq!(tries, if call.reads() { 3 } else { 1 }, "{}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn a_read_that_works_again_is_a_success() {
    for trouble in troubles() {
        let server = Server::in_turn([trouble(), trouble(), Reply::json(&json!([]))]).await;
        assert!(server.api().bots(&key(1)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn what_says_something_of_the_thing_is_not_asked_again() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter().filter(|call| call.reads()) {
        for status in [200, 302, 400, 401, 403, 404, 422] {
            call.with(&server, &api, move || Reply::new(status, "")).await.unwrap_err();
            assert_eq!(server.seen().len(), 1, "{} after {status}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn a_copy_is_asked_for_once_also_when_a_used_connection_breaks() {
    // A connection that lay idle and ends under a request is what HTTP clients like to try again.
    let replies = [Reply::json(&json!([])), Reply::broken(), Reply::json(&json!([])), Reply::new(500, "")];
    let server = Server::in_turn(replies).await;
    let (api, key) = (server.api(), key(1));
    for _ in 0..2 {
        api.bots(&key).await.unwrap();
        assert_eq!(api.copy_bot(&key, BOT).await, Err(ApiError::Uncertain("no answer".into())));
    }
    assert_eq!(server.count(|seen| seen.endpoint == Some(Endpoint::CopyBot)), 2);
}

#[tokio::test]
async fn no_correction_makes_a_change_a_read() {
    let text = "[git_import]\nmethod = \"GET\"\n[get_properties]\nmethod = \"POST\"\n";
    let server = Server::elsewhere(|_| Reply::new(500, "")).await;
    let api = server.api().corrected(Corrections::parse(text).unwrap());
    api.git_import(&key(1), BOT).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    // Nor is a POST tried again because the table thought it read.
    api.properties_page(&key(1), BOT, 1).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_read_comes_back_when_it_was_told_to() {
    let server = Server::in_turn([Reply::new(429, "").with("retry-after", "1"), Reply::json(&json!([]))]).await;
    let began = Instant::now();
    server.api().bots(&key(1)).await.unwrap();
    // Waiting longer is no error, so that this cannot fail on a slow machine.
    assert!(began.elapsed() >= Duration::from_secs(1));
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn nobody_waits_longer_than_a_person_would() {
    for seconds in ["8", "9", "3600", "18446744073709551615"] {
        let server = Server::start(move |_| Reply::new(429, "").with("retry-after", seconds)).await;
        let answered = server.api().bots(&key(1)).await;
        let told = Duration::from_secs(seconds.parse().unwrap()).min(LONGEST_WAIT);
        assert_eq!(answered.unwrap_err(), ApiError::Busy { retry_after: Some(told) });
        assert_eq!(server.seen().len(), 1, "after {seconds} s");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unavailable_to_every_call() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/v2", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let api = Api::new(base).unwrap().with_timeouts(Duration::from_secs(60), Duration::ZERO);
    for call in CALLS.iter() {
        assert_eq!(call.ask(&api).await.unwrap_err(), ApiError::Unavailable, "{}", call.endpoint);
    }
}
