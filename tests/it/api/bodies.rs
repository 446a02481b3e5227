//! Odd bodies inside HTTP 200: which of them each kind of call may take for a success.

use bb_pocket::api::{ApiError, Endpoint};
use serde_json::json;

use super::calls::Shape::{self, Deletion, Done, Many, Perhaps, True};
use super::calls::{CALLS, Call, call, proves_nothing, with_session};
use super::server::{Reply, Server};

/// What tells nothing of a thing, so that only calls without a documented body can take it.
const VAGUE: &[Shape] = &[Done, Perhaps, Deletion];
const CLEAR: &[Shape] = &[Done, Perhaps, Deletion, True];

/// Bodies, and the kinds of calls of which each is a success.
const BODIES: [(&[u8], &[Shape]); 37] = [
    (b"true", CLEAR),
    (b" true\n", CLEAR),
    (b"\"true\"", CLEAR),
    (b"false", &[]),
    (b"\"false\"", &[]),
    (b"", VAGUE),
    (b" \r\n", VAGUE),
    (b"null", &[]),
    (b"0", &[]),
    (b"{\"ok\": false}", &[]),
    (b"{\"result\": \"error\", \"message\": \"Bot is protected\"}", &[]),
    (b"[\"Bot is protected\"]", &[]),
    (b"\xef\xbb\xbf{\"error\": \"Bot is protected\"}", &[]),
    (b"Command is locked", &[]),
    (b"Forbidden", &[]),
    (b"{}", VAGUE),
    (b"[]", &[Many]),
    (b"{\"state\": \"queued\"}", VAGUE),
    (b"Deleted", &[Deletion]),
    (b"true true", &[]),
    (b"\"Bot is protected\"", &[]),
    (b"\"OK\"", &[Deletion]),
    (b"<!DOCTYPE html><html>Sign in</html>", &[]),
    (b"\n <html>Sign in</html>", &[]),
    (b"\xef\xbb\xbf<!DOCTYPE html><html>Sign in</html>", &[]),
    (b"Sorry. <html>Sign in</html>", &[]),
    (b"<?xml version=\"1.0\"?><error/>", &[]),
    (b"{", &[]),
    (b"{\"id\": 2792787, \"name\": \"Sh", &[]),
    (b"[{\"id\": 1}", &[]),
    (b"\"tru", &[]),
    (b"{} {}", &[]),
    (b"[] []", &[]),
    (b"{\"id\": \"\xff\", \"name\": \"\xff\", \"url\": \"\xff\", \"limit\": \"\xff\", \"status\": \"\xff\"}", &[]),
    (b"\xff\xfe", &[]),
    (b"[[], [[1]]]", &[]),
    (b"[null, 5, \"x\", true, {\"id\": -1, \"id\": \"x\", \"name\": 1, \"name\": 2}]", &[]),
];

/// The quota may be a list of quotas, and any text the name of a session.
fn takes_too(call: &Call, body: &[u8]) -> bool {
    let texts = call.endpoint == Endpoint::GetSessionTokens && body == b"[\"Bot is protected\"]";
    texts || (call.endpoint == Endpoint::GetIterationUsage && body == b"[]")
}

#[tokio::test]
async fn no_call_takes_a_body_for_a_success_that_its_kind_does_not_have() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        for (body, kinds) in BODIES {
            let answered = call.with(&server, &api, move || with_session(Reply::new(200, body), call.signs_in())).await;
            let expected = kinds.contains(&call.shape) || takes_too(call, body);
            let body = String::from_utf8_lossy(body);
            assert_eq!(answered.is_ok(), expected, "{} of {body:?}: {answered:?}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn a_false_is_a_refusal() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter().filter(|call| ![Shape::One, Many].contains(&call.shape)) {
        for body in ["false", "\"false\""] {
            let error = call.with(&server, &api, move || with_session(Reply::new(200, body), true)).await.unwrap_err();
            assert_eq!(error, ApiError::Refused(None), "{}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn a_job_that_failed_at_once_was_not_begun() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let told = json!({"status": "error", "message": "Bot is protected"});
    for endpoint in [Endpoint::GitImport, Endpoint::CopyBot, Endpoint::StartCsvImport, Endpoint::DeleteBot] {
        let answered = call(endpoint).told_of(&server, &server.api(), &told).await;
        assert_eq!(answered.unwrap_err(), ApiError::Refused(Some("Bot is protected".into())), "{endpoint}");
    }
}

#[tokio::test]
async fn a_list_is_no_thing_and_a_thing_is_no_list() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter().filter(|call| call.endpoint != Endpoint::GetIterationUsage) {
        let other = match call.shape {
            Shape::One => json!([call.told]),
            Many => call.told[0].clone(),
            _ => continue,
        };
        let answered = call.told_of(&server, &api, &other).await;
        assert!(answered.as_ref().is_err_and(proves_nothing), "{}: {answered:?}", call.endpoint);
        // Nor is a list of the thing's values, in the order in which its fields stand.
        if let Some(fields) = call.told.as_object() {
            let values = fields.values().cloned().collect();
            let answered = call.told_of(&server, &api, &values).await;
            assert!(answered.as_ref().is_err_and(proves_nothing), "{}: {answered:?}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn one_thing_that_cannot_be_read_does_not_hide_the_others_of_a_list() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    // The texts of this one are all or none: how many there are is what is asked for.
    for call in CALLS.iter().filter(|call| call.shape == Many && call.endpoint != Endpoint::GetSessionTokens) {
        let mut told = call.told.as_array().unwrap().clone();
        told.insert(0, json!("odd"));
        told.push(json!([1]));
        let answered = call.told_of(&server, &api, &told.into()).await.unwrap();
        assert_eq!(answered.shown, call.shows, "{}", call.endpoint);
    }
}
