//! The operator's corrections as they are really used, and the trying of addresses.

use bb_pocket::api::{ApiError, Corrections, Effect, Endpoint, Method, Probed};
use serde_json::json;

use super::calls::{BOT, CALLS, call};
use super::server::{Reply, Seen, Server, key};

fn corrections(text: &str) -> Corrections {
    Corrections::parse(text).unwrap()
}

#[tokio::test]
async fn every_call_goes_where_the_operator_says() {
    let server = Server::elsewhere(|_| Reply::new(403, "")).await;
    for call in CALLS.iter() {
        let row = call.endpoint.row();
        let method = if row.effect == Effect::Reads || row.method == Method::Put { "POST" } else { "PUT" };
        let text = format!("[{}]\nmethod = \"{method}\"\npath = \"/corrected{}\"\n", row.name, row.path);
        let told: Vec<_> = call.first.clone();
        server.says(move |seen: &Seen| match told.iter().find(|(own, _)| Some(*own) == seen.endpoint) {
            Some((_, body)) => Reply::json(body),
            None => Reply::new(403, ""),
        });
        let api = server.api().corrected(corrections(&text));
        assert_eq!(call.ask(&api).await.unwrap_err(), ApiError::Refused(None), "{}", call.endpoint);
        let asked = server.seen().pop().unwrap();
        assert_eq!((asked.method.as_str(), asked.path), (method, format!("/corrected{}", call.path)));
    }
}

#[tokio::test]
async fn a_correction_of_one_call_leaves_its_neighbours() {
    let server = Server::elsewhere(|_| Reply::json(&json!([]))).await;
    let api = server.api().corrected(corrections("[get_chats]\npath = \"/bots/{id}/people\"\n"));
    api.chats(&key(1), BOT).await.unwrap();
    api.folders(&key(1), BOT).await.unwrap();
    let paths: Vec<String> = server.seen().into_iter().map(|seen| seen.path).collect();
    assert_eq!(paths, ["/bots/2792787/people", "/bots/2792787/commands_folders"]);
}

/// The reads that a probe may try, but those for which nothing tells a number.
fn probed() -> Vec<Endpoint> {
    let reads = |endpoint: &Endpoint| endpoint.row().method == Method::Get && endpoint.row().effect == Effect::Reads;
    Endpoint::ALL.into_iter().filter(reads).collect()
}

/// Answers every read as its endpoint does.
fn truthful(seen: &Seen) -> Reply {
    seen.endpoint.map_or(Reply::new(404, ""), |endpoint| Reply::json(&call(endpoint).told))
}

#[tokio::test]
async fn a_probe_tries_every_read_and_nothing_that_changes_anything() {
    let server = Server::start(truthful).await;
    let probes = server.api().probe(&key(1)).await.unwrap();
    assert_eq!(probes.iter().map(|probe| probe.endpoint).collect::<Vec<_>>(), probed());
    assert!(probes.iter().all(|probe| probe.outcome == Probed::Answers), "{probes:?}");
    let seen = server.seen();
    assert!(
        seen.iter()
            .all(|seen| seen.method == "GET" && seen.endpoint.is_some_and(|it| it.row().effect == Effect::Reads))
    );
    for changing in [Endpoint::CopyBot, Endpoint::TelegramLogin] {
        assert!(!seen.iter().any(|seen| seen.endpoint == Some(changing)), "{changing}");
    }
    assert!(probed().iter().all(|endpoint| seen.iter().any(|seen| seen.endpoint == Some(*endpoint))));
}

#[tokio::test]
async fn a_probe_tells_a_wrong_address_from_a_missing_thing() {
    let server = Server::start(|seen| match seen.endpoint.unwrap() {
        Endpoint::GetProperties => Reply::new(404, "<html>No route</html>"),
        Endpoint::GetPaymentPlan => Reply::new(405, ""),
        Endpoint::GetCsvImportTask => Reply::new(404, json!({"error": "Task not found"}).to_string()),
        Endpoint::GetChats => Reply::new(500, ""),
        Endpoint::GetFolders => Reply::new(200, "<html>Sign in</html>"),
        endpoint => Reply::json(&call(endpoint).told),
    })
    .await;
    let probes = server.api().probe(&key(1)).await.unwrap();
    let outcome = |endpoint| probes.iter().find(|probe| probe.endpoint == endpoint).unwrap().outcome.clone();
    assert_eq!(outcome(Endpoint::GetProperties), Probed::Nothing);
    assert_eq!(outcome(Endpoint::GetPaymentPlan), Probed::Nothing);
    assert_eq!(outcome(Endpoint::GetCsvImportTask), Probed::Answers);
    assert_eq!(outcome(Endpoint::GetChats), Probed::Unclear(ApiError::Unreadable("status 500".into())));
    assert!(matches!(outcome(Endpoint::GetFolders), Probed::Unclear(ApiError::Unreadable(_))));
    assert_eq!(outcome(Endpoint::GetBots), Probed::Answers);
}

#[tokio::test]
async fn without_a_bot_only_the_accounts_own_addresses_are_tried() {
    let server = Server::start(|seen| match seen.endpoint {
        Some(Endpoint::GetBots) => Reply::json(&json!([])),
        _ => truthful(seen),
    })
    .await;
    for probe in server.api().probe(&key(1)).await.unwrap() {
        let needs_bot = probe.endpoint.row().path.contains("{id}");
        assert_eq!(probe.outcome, if needs_bot { Probed::Untried } else { Probed::Answers }, "{}", probe.endpoint);
    }
}

#[tokio::test]
async fn with_a_wrong_key_nothing_is_tried() {
    let server = Server::start(|_| Reply::new(401, "")).await;
    assert_eq!(server.api().probe(&key(1)).await, Err(ApiError::KeyRejected));
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_read_that_was_corrected_into_another_method_is_not_tried() {
    let server = Server::elsewhere(truthful).await;
    let api = server.api().corrected(corrections("[get_properties]\nmethod = \"POST\"\n"));
    let probes = api.probe(&key(1)).await.unwrap();
    assert!(probes.iter().all(|probe| probe.endpoint != Endpoint::GetProperties));
    assert!(server.seen().iter().all(|seen| seen.method == "GET"));
}

#[tokio::test]
async fn a_change_that_was_corrected_into_a_get_is_not_tried() {
    let server = Server::elsewhere(truthful).await;
    let api = server.api().corrected(corrections("[delete_bot]\nmethod = \"GET\"\npath = \"/bots/{id}/delete\"\n"));
    api.probe(&key(1)).await.unwrap();
    assert!(server.seen().iter().all(|seen| !seen.path.ends_with("/delete")));
}
