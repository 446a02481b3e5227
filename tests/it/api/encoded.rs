//! Answers are asked for as they are (RFC 9110, 12.5.3); one that comes encoded all the same is never decoded.

use bb_pocket::api::ApiError;
use serde_json::{Value, json};

use super::calls::{BOT, CALLS, sent, with_session};
use super::server::{Reply, Server, key};

fn encoded(reply: Reply) -> Reply {
    reply.with("content-encoding", "gzip")
}

#[tokio::test]
async fn every_call_asks_for_a_body_that_is_not_encoded() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        let _ = call.with(&server, &api, || Reply::new(418, "")).await;
    }
    let elsewhere = Server::elsewhere(|_| Reply::new(204, "")).await;
    elsewhere.api().reachable().await.unwrap();
    for seen in server.seen().into_iter().chain(elsewhere.seen()) {
        let asked: Vec<_> = seen.headers.get_all("accept-encoding").iter().collect();
        assert_eq!(asked, ["identity"], "{}", seen.path);
    }
}

#[tokio::test]
async fn an_encoded_answer_is_unreadable_whatever_its_status() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let why = || ApiError::Unreadable("an encoded body".into());
    for call in CALLS.iter() {
        // The body would be a success, so that nothing but the header can be what refuses it.
        for status in [200, 201, 401, 404, 422, 429, 500] {
            let told = call.told.clone();
            let answer = move || with_session(encoded(Reply::new(status, told.to_string())), call.signs_in());
            let answered = call.with(&server, &api, answer).await;
            assert_eq!(answered.unwrap_err(), sent(call.endpoint, why()), "{} after {status}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn every_name_of_an_encoding_counts_and_identity_is_none() {
    let list = json!([]);
    for (name, readable) in [
        ("identity", true),
        ("Identity, identity", true),
        ("", true),
        ("br", false),
        ("identity, gzip", false),
        ("GZIP", false),
        ("x", false),
    ] {
        let list = list.clone();
        let server = Server::start(move |_| Reply::json(&list).with("content-encoding", name)).await;
        assert_eq!(server.api().bots(&key(1)).await.is_ok(), readable, "{name:?}");
    }
    let twice = move || Reply::json(&list).with("content-encoding", "identity").with("content-encoding", "deflate");
    let server = Server::start(move |_| twice()).await;
    assert!(server.api().bots(&key(1)).await.is_err());
}

#[tokio::test]
async fn no_body_is_not_encoded() {
    let server = Server::start(|_| encoded(Reply::new(204, ""))).await;
    server.api().delete_bot(&key(1), BOT).await.unwrap();
    server.says(|_| encoded(Reply::new(404, "")));
    assert_eq!(server.api().delete_bot(&key(1), BOT).await, Err(ApiError::NotFound(None)));
    let never = json!({"error": Value::Null});
    server.says(move |_| encoded(Reply::json(&never)));
    assert!(matches!(server.api().delete_bot(&key(1), BOT).await, Err(ApiError::Uncertain(_))));
}
