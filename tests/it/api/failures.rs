//! Every way in which the API says no, at each of the 55 calls: each is the error that it is, and never a success.

use std::time::Duration;

use bb_pocket::api::{ApiError, Endpoint, LONGEST_WAIT, Provenance};
use serde_json::{Value, json};

use super::calls::{CALLS, proves_nothing, sent, with_session};
use super::server::{Reply, Server};

const PAGE: &str = "<!DOCTYPE html><html><body>Welcome</body></html>";

/// Has every call answered like this, and compares what comes of it.
async fn every_call(answer: fn() -> Reply, expected: impl Fn(Endpoint) -> ApiError) {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        // A session in the headers makes no success of a failure.
        let answered = call.with(&server, &api, move || with_session(answer(), true)).await;
        assert_eq!(
            answered.map(|answered| answered.shown),
            Err(sent(call.endpoint, expected(call.endpoint))),
            "{}",
            call.endpoint
        );
    }
}

fn said(status: u16, body: Value) -> Reply {
    Reply::new(status, body.to_string()).with("content-type", "application/json")
}

fn unless_assumed(endpoint: Endpoint, otherwise: ApiError) -> ApiError {
    match endpoint.row().provenance {
        Provenance::Assumed => ApiError::EndpointUnknown(endpoint),
        Provenance::Documented | Provenance::Observed => otherwise,
    }
}

#[tokio::test]
async fn a_wrong_key_is_told_with_401() {
    let body = || said(401, json!({"errors": ["You need to sign in or sign up before continuing."]}));
    every_call(body, |_| ApiError::KeyRejected).await;
    every_call(|| Reply::new(401, ""), |_| ApiError::KeyRejected).await;
}

#[tokio::test]
async fn a_wrong_key_is_told_by_the_sentence_whatever_the_status() {
    let body = || said(200, json!({"errors": ["You need to sign in or sign up before continuing."]}));
    every_call(body, |_| ApiError::KeyRejected).await;
}

#[tokio::test]
async fn a_bot_that_is_not_there_is_told_with_its_words() {
    let expected = |_| ApiError::NotFound(Some("Bot not found".into()));
    every_call(|| said(404, json!({"error": "Bot not found"})), expected).await;
    every_call(|| said(200, json!({"error": "Bot not found"})), expected).await;
}

#[tokio::test]
async fn what_is_wrong_with_a_field_is_told_with_422() {
    let expected = |_| ApiError::Invalid("name is too short".into());
    every_call(|| said(422, json!({"errors": {"name": ["is too short"]}})), expected).await;
    every_call(|| said(200, json!({"errors": {"name": ["is too short"], "token": []}})), expected).await;
}

#[tokio::test]
async fn a_refusal_inside_200_is_no_success() {
    every_call(
        || said(200, json!({"error": "already installed"})),
        |_| ApiError::Refused(Some("already installed".into())),
    )
    .await;
    every_call(|| said(200, json!({"errors": ["Name is taken"]})), |_| ApiError::Invalid("Name is taken".into())).await;
    every_call(|| said(200, json!({"success": false})), |_| ApiError::Refused(None)).await;
    every_call(|| said(200, json!({"id": 7, "success": "false"})), |_| ApiError::Refused(None)).await;
}

#[tokio::test]
async fn a_refusal_spelt_with_escapes_is_no_success() {
    let body = || Reply::new(200, r#"{"id": 2792787, "\u0065rror": "protected"}"#);
    every_call(body, |_| ApiError::Refused(Some("protected".into()))).await;
}

#[tokio::test]
async fn any_other_refusal_is_one_with_and_without_words() {
    every_call(|| said(403, json!({"error": "protected bot"})), |_| ApiError::Refused(Some("protected bot".into())))
        .await;
    every_call(|| Reply::new(400, PAGE), |_| ApiError::Refused(None)).await;
    every_call(|| said(409, json!([1, 2])), |_| ApiError::Refused(None)).await;
}

#[tokio::test]
async fn too_many_requests_tell_when_to_come_back() {
    let busy = || said(429, json!({"error": "slow down"})).with("retry-after", "60");
    every_call(busy, |_| ApiError::Busy { retry_after: Some(Duration::from_secs(60)) }).await;
    every_call(|| Reply::new(429, PAGE).with("retry-after", "tomorrow"), |_| ApiError::Busy { retry_after: None })
        .await;
    let for_ever = || Reply::new(429, "").with("retry-after", u64::MAX.to_string());
    every_call(for_ever, |_| ApiError::Busy { retry_after: Some(LONGEST_WAIT) }).await;
}

#[tokio::test]
async fn a_server_in_trouble_says_nothing_about_the_thing() {
    every_call(|| Reply::new(500, PAGE), |_| ApiError::Unavailable).await;
    every_call(|| said(503, json!({"error": "Bot not found"})), |_| ApiError::Unavailable).await;
    every_call(Reply::broken, |_| ApiError::Unavailable).await;
}

#[tokio::test]
async fn nothing_at_an_assumed_address_is_no_missing_thing() {
    for answer in [|| Reply::new(404, PAGE), || Reply::new(404, ""), || said(404, json!({"id": 1}))] {
        every_call(answer, |endpoint| unless_assumed(endpoint, ApiError::NotFound(None))).await;
    }
    let rails = || said(404, json!({"status": 404, "error": "Not Found"}));
    every_call(rails, |endpoint| unless_assumed(endpoint, ApiError::NotFound(Some("Not Found".into())))).await;
    every_call(|| Reply::new(405, ""), |endpoint| unless_assumed(endpoint, ApiError::Refused(None))).await;
}

#[tokio::test]
async fn a_redirect_leads_nowhere() {
    let away = || Reply::new(302, "").with("location", "http://127.0.0.1:1/elsewhere");
    every_call(away, |_| ApiError::Unreadable("status 302".into())).await;
}

#[tokio::test]
async fn nothing_is_made_of_not_modified_without_a_body() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        let answered = call.with(&server, &api, || with_session(Reply::new(304, ""), true)).await;
        assert!(answered.as_ref().is_err_and(proves_nothing), "{}: {answered:?}", call.endpoint);
        assert_eq!(server.seen().len(), call.first.len() + 1, "{}", call.endpoint);
    }
}
