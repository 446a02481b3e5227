//! What the client sends. That the document allows it is checked by the server, in these and all other tests.

use bb_pocket::api::{Api, ApiError, CommandFilter, Endpoint, NewCommand};
use bb_pocket::ids::FolderId;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::calls::{BOT, CALLS, SESSION, call, with_session};
use super::server::{Reply, Seen, Server, key};

#[tokio::test]
async fn every_call_asks_once_at_its_address_and_sends_what_it_was_given() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        call.told_of(&server, &api, &call.told).await.unwrap();
        let seen: Vec<Seen> =
            server.seen().into_iter().filter(|seen| seen.asks("page").is_none_or(|page| page == "1")).collect();
        let (asked, before) = seen.split_last().unwrap();
        let first: Vec<Endpoint> = before.iter().filter_map(|seen| seen.endpoint).collect();
        assert_eq!(first, call.first.iter().map(|(endpoint, _)| *endpoint).collect::<Vec<_>>(), "{}", call.endpoint);
        assert_eq!((asked.method.as_str(), asked.path.as_str()), (call.endpoint.row().method.name(), call.path));
        assert_eq!(asked.body, call.sends, "{}", call.endpoint);
    }
}

#[tokio::test]
async fn the_key_goes_into_the_query_and_nowhere_else() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter() {
        server.says(call.answering(|| Reply::new(500, "")));
        let key = key(7);
        let _ = (call.run)(&api, &key).await;
        for seen in server.seen() {
            assert_eq!(
                seen.asks("api_key"),
                call.endpoint.needs_account().then_some(key.expose()),
                "{}",
                call.endpoint
            );
            let beside = format!("{:?} {:?} {}", seen.headers, seen.raw, seen.path);
            assert!(!beside.contains(key.expose()), "{}: {beside}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn no_request_depends_on_what_was_answered_before() {
    let server = Server::start(|_| Reply::json(&json!([])).with("etag", "\"x\"").with("set-cookie", "a=b")).await;
    let api = server.api();
    for _ in 0..2 {
        api.bots(&key(1)).await.unwrap();
    }
    for seen in server.seen() {
        for name in ["if-none-match", "if-modified-since", "cookie", "referer", "authorization"] {
            assert!(!seen.headers.contains_key(name), "{name} was sent");
        }
    }
}

#[tokio::test]
async fn what_a_person_searches_for_cannot_become_another_parameter() {
    let server = Server::start(|_| Reply::json(&json!([]))).await;
    let q = "a&folder_id=1#x?api_key=y%26 ü";
    let filter = CommandFilter { q: Some(q.into()), folder: Some(FolderId::new(33)), without_folders: true };
    server.api().commands(&key(1), BOT, &filter).await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!(seen.asks("q"), Some(q));
    assert_eq!((seen.asks("folder_id"), seen.asks("without_folders")), (Some("33"), Some("true")));
}

#[tokio::test]
async fn a_command_with_a_name_alone_is_sent_with_nothing_else() {
    let answer = call(Endpoint::CreateCommand).told.clone();
    let server = Server::start(move |_| Reply::json(&answer)).await;
    let command = NewCommand { command: "/help".into(), ..NewCommand::default() };
    server.api().create_command(&key(1), BOT, &command).await.unwrap();
    assert_eq!(server.seen().remove(0).body, json!({"command": "/help"}));
}

#[tokio::test]
async fn an_import_from_the_same_address_touches_nothing_but_the_import() {
    let server = Server::in_turn([Reply::json(&json!(true))]).await;
    assert_eq!(server.api().start_csv_import(&key(1), BOT, None).await.unwrap(), None);
    let seen = server.seen();
    assert_eq!(seen.iter().filter_map(|seen| seen.endpoint).collect::<Vec<_>>(), [Endpoint::StartCsvImport]);
    assert!(seen[0].raw.is_empty());
}

#[tokio::test]
async fn a_base_address_may_end_with_a_slash() {
    let server = Server::in_turn([Reply::json(&json!([]))]).await;
    Api::new(format!("{}/", server.base()).parse().unwrap()).unwrap().bots(&key(1)).await.unwrap();
    assert_eq!(server.seen().remove(0).path, "/bots");
}

#[tokio::test]
async fn whoever_signs_in_is_known_by_three_headers_and_no_key() {
    let user = call(Endpoint::GetUser).told.clone();
    let server = Server::in_turn([with_session(Reply::json(&json!({})), true), Reply::json(&user)]).await;
    let api = server.api();
    let session = api.sign_in("anna@example.com", &"FAKE-password".into()).await.unwrap();
    let account = api.user_in(&session).await.unwrap();
    assert_eq!(account.id, Some(7));
    let asked = server.seen().pop().unwrap();
    for (name, value) in SESSION {
        assert_eq!(asked.headers[name], value);
    }
    assert_eq!(asked.asks("api_key"), None);
}

#[tokio::test]
async fn a_session_may_name_its_user_by_the_documentations_header() {
    let reply = Reply::json(&json!({})).with("access-token", "a").with("client", "b").with("uuid", "c");
    let server = Server::in_turn([reply, Reply::json(&json!({"id": 7}))]).await;
    let api = server.api();
    let session = api.sign_in("anna@example.com", &"FAKE-password".into()).await.unwrap();
    api.user_in(&session).await.unwrap();
    assert_eq!(server.seen().pop().unwrap().headers["uid"], "c");
}

#[tokio::test]
async fn without_all_three_headers_nobody_is_signed_in() {
    for missing in 0..3 {
        let partly = || {
            let headers = SESSION.into_iter().enumerate().filter(|(at, _)| *at != missing);
            headers.fold(Reply::json(&json!({"data": {}})), |reply, (_, (name, value))| reply.with(name, value))
        };
        let server = Server::in_turn([partly(), partly()]).await;
        let api = server.api();
        let password = SecretString::from("FAKE-password");
        assert!(matches!(api.sign_in("anna@example.com", &password).await, Err(ApiError::Uncertain(_))));
        assert!(api.telegram_login().await.unwrap().is_none(), "still waiting");
    }
}

#[tokio::test]
async fn looking_whether_anything_answers_sends_no_key() {
    let server = Server::elsewhere(|_| Reply::new(401, "")).await;
    server.api().reachable().await.unwrap();
    let seen = server.seen().remove(0);
    assert_eq!((seen.query.len(), seen.body), (0, Value::Null));
    server.says(|_| Reply::new(502, ""));
    assert_eq!(server.api().reachable().await, Err(ApiError::Unavailable));
}
