//! The remote control, called over HTTP as any tool would.

use chrono::DateTime;

use super::*;
use crate::clock::Clock;

/// Simulators, their remote control, and a client.
struct Scene {
    telegram: Telegram,
    api: BotsBusiness,
    control: Control,
    client: reqwest::Client,
}

async fn start() -> Scene {
    let clock = Clock::fixed(DateTime::UNIX_EPOCH);
    let telegram = Telegram::start(clock.clone()).await.unwrap();
    let api = BotsBusiness::start(clock).await.unwrap();
    let control = Control::start(telegram.clone(), api.clone()).await.unwrap();
    Scene { telegram, api, control, client: reqwest::Client::new() }
}

impl Scene {
    async fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let request = self.client.post(format!("{}/{path}", self.control.url())).body(body.to_owned());
        read(request.send().await.unwrap()).await
    }

    async fn messages(&self, query: &str) -> (u16, Value) {
        let url = format!("{}/messages?{query}", self.control.url());
        read(self.client.get(url).send().await.unwrap()).await
    }

    /// The status of the bot's call.
    async fn bot_calls(&self, method: &str, body: Value) -> (u16, String) {
        let url = format!("{}/bot{}/{method}", self.telegram.url(), self.telegram.token());
        let request = self.client.post(url).header("content-type", "application/json").body(body.to_string());
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap_or_else(|_| "cut".to_owned()))
    }

    /// The texts of the updates in a poll.
    async fn poll(&self, offset: i64) -> Vec<String> {
        let (_, body) = self.bot_calls("getUpdates", json!({ "offset": offset })).await;
        let answer: Value = serde_json::from_str(&body).unwrap();
        let updates = answer["result"].as_array().unwrap();
        updates.iter().map(|update| update["message"]["text"].as_str().unwrap().to_owned()).collect()
    }

    async fn plans(&self, fault: &str) {
        let (status, said) = self.post("fault", fault).await;
        assert_eq!((status, said), (200, json!({ "done": true })), "{fault}");
    }
}

async fn read(answer: reqwest::Response) -> (u16, Value) {
    let status = answer.status().as_u16();
    (status, serde_json::from_str(&answer.text().await.unwrap()).unwrap())
}

#[tokio::test]
async fn somebody_writes_the_bot_answers_and_the_chat_is_seen() {
    let scene = start().await;
    let (status, told) = scene.post("say", r#"{"user":7001,"text":"/help"}"#).await;
    assert!(status == 200 && told["update_id"].is_i64(), "{told}");
    assert_eq!(scene.poll(0).await, ["/help"]);
    let button = json!({ "inline_keyboard": [[{ "text": "Open", "callback_data": "x" }]] });
    let sent = json!({ "chat_id": 7001, "text": "<b>Hi</b>", "parse_mode": "HTML", "reply_markup": button });
    assert_eq!(scene.bot_calls("sendMessage", sent).await.0, 200);
    let (_, chat) = scene.messages("user=7001").await;
    assert_eq!(chat["messages"][0]["from_bot"], false);
    let answer = &chat["messages"][1];
    assert_eq!((&answer["text"], &answer["html"]), (&json!("Hi"), &json!("<b>Hi</b>")));
    assert_eq!(answer["buttons"], json!([[{ "label": "Open", "callback_data": "x" }]]));
    let press = json!({ "user": 7001, "message_id": answer["message_id"], "label": "Open" }).to_string();
    assert_eq!(scene.post("press", &press).await.0, 200);
    let (status, said) = scene.post("press", &press.replace("Open", "Shut")).await;
    assert_eq!((status, &said["error"]), (422, &json!(r#"no button "Shut", only ["Open"]"#)));
}

#[tokio::test]
async fn every_fault_is_met_as_asked_for() {
    let scene = start().await;
    for (fault, status, part) in [
        (r#"{"status":[502,"Bad Gateway"]}"#, 502, "Bad Gateway"),
        (r#"{"retry_after":7}"#, 429, r#""retry_after":7"#),
        (r#""conflict""#, 409, "terminated by other getUpdates"),
        (r#"{"garbage":"oops"}"#, 200, "oops"),
        (r#""cut_body""#, 200, "cut"),
        (r#"{"redirect":"http://127.0.0.1:9/"}"#, 302, ""),
        (r#"{"delay_ms":1}"#, 200, "bb_pocket_sandbox_bot"),
    ] {
        scene.plans(&format!(r#"{{"method":"getMe","times":1,"fault":{fault}}}"#)).await;
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let url = format!("{}/bot{}/getMe", scene.telegram.url(), scene.telegram.token());
        let answer = client.get(url).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{fault}");
        let body = answer.text().await.unwrap_or_else(|_| "cut".to_owned());
        assert!(body.contains(part), "{fault}: {body}");
    }
    scene.plans(r#"{"endpoint":"*","fault":{"status":[503,"<h1>down</h1>"]}}"#).await;
    let answer = scene.client.get(format!("{}/user", scene.api.url())).send().await.unwrap();
    assert_eq!(answer.status().as_u16(), 503);
}

#[tokio::test]
async fn batches_come_in_another_order_and_come_again() {
    let scene = start().await;
    for text in ["one", "two"] {
        scene.post("say", &json!({ "user": 7001, "text": text }).to_string()).await;
    }
    scene.post("reorder", "{}").await;
    scene.post("repeat", r#"{"batches":1}"#).await;
    assert_eq!(scene.poll(0).await, ["two", "one"]);
    assert_eq!(scene.poll(700_000_003).await, ["one", "two"], "acknowledged, and there once more");
    assert!(scene.poll(700_000_003).await.is_empty());
}

#[tokio::test]
async fn an_update_goes_out_as_it_was_given() {
    let scene = start().await;
    let update = r#"{"update_id":800000001,"message":{"text":"as it is"}}"#;
    assert_eq!(scene.post("update", update).await, (200, json!({ "update_id": 800_000_001 })));
    let (_, body) = scene.bot_calls("getUpdates", json!({})).await;
    assert!(body.contains(update), "{body}");
    let largest = json!({ "update_id": i64::MAX }).to_string();
    assert_eq!(scene.post("update", &largest).await.0, 200);
    assert_eq!(scene.post("update", "no JSON at all").await.0, 200);
    assert_eq!(scene.bot_calls("getUpdates", json!({ "offset": i64::MAX })).await.0, 200);
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_the_reason() {
    let scene = start().await;
    for (path, body, reason) in [
        ("fault", r#"{"method":"sendMassage","fault":"conflict"}"#, "no method \"sendMassage\""),
        ("fault", r#"{"endpoint":"users","fault":"conflict"}"#, "no endpoint \"users\""),
        ("fault", r#"{"method":"getMe","endpoint":"get_user","fault":"conflict"}"#, "name either"),
        ("fault", r#"{"fault":"conflict"}"#, "name either"),
        ("fault", r#"{"method":"getMe","fault":"conflikt"}"#, "unknown variant `conflikt`"),
        ("fault", r#"{"method":"getMe","fault":{"status":[200,"fine"]}}"#, "400 to 599"),
        ("fault", r#"{"method":"getMe","fault":{"delay_ms":600001}}"#, "at most 600000 ms"),
        ("fault", r#"{"method":"getMe","times":0,"fault":"conflict"}"#, "times must be 1 to"),
        ("fault", r#"{"method":"getMe","time":2,"fault":"conflict"}"#, "unknown field `time`"),
        ("fault", "", "EOF"),
        ("say", r#"{"user":7001}"#, "missing field `text`"),
        ("say", r#"{"user":-1,"text":"x"}"#, "above zero"),
        ("say", r#"{"user":1,"chat":1,"text":"x"}"#, "below zero"),
        ("say", r#"{"user":1,"text":""}"#, "empty text"),
        ("press", r#"{"user":1,"message_id":1,"label":"x"}"#, "there is no message 1"),
        ("update", " ", "an update is missing"),
        ("repeat", r#"{"batches":0}"#, "batches must be 1 to"),
        ("reorder", r#"{"batch":1}"#, "unknown field `batch`"),
    ] {
        let (status, said) = scene.post(path, body).await;
        assert!(status == 422 && said["error"].as_str().unwrap().contains(reason), "{path} {body}: {status} {said}");
    }
    for query in ["", "until=x", "user=x", "user=0", "chat=5", "user=1&chat=-1", "who=1"] {
        assert_eq!(scene.messages(query).await.0, 422, "{query}");
    }
    assert_eq!(scene.post("messages", "{}").await.0, 404);
    assert_eq!(scene.telegram.calls().len(), 0, "nothing of it came to the simulators");
}
