//! The simulated Bots.Business, called over HTTP as the bot calls it. This file has what all endpoints share, the
//! folder what each one answers.

mod accounts;
mod bots;
mod commands;
mod later;
mod strictness;
mod things;

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use serde_json::{Value, json};

use super::*;
use crate::sandbox::fault::Barrier;

async fn start() -> BotsBusiness {
    BotsBusiness::start(Clock::fixed(DateTime::UNIX_EPOCH)).await.unwrap()
}

async fn get(api: &BotsBusiness, path_and_query: &str) -> (u16, String) {
    let response = reqwest::get(format!("{}{path_and_query}", api.url())).await.unwrap();
    (response.status().as_u16(), response.text().await.unwrap())
}

async fn get_json(api: &BotsBusiness, path: &str, key: &str) -> (u16, Value) {
    let (status, body) = get(api, &format!("{path}?api_key={key}")).await;
    (status, serde_json::from_str(&body).unwrap())
}

/// A simulator and its clock.
struct Scene {
    api: BotsBusiness,
    clock: Clock,
}

/// Status and body of an answer.
#[derive(Debug, PartialEq)]
struct Told(u16, String);

impl Scene {
    async fn start() -> Scene {
        let clock = Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap());
        Scene { api: BotsBusiness::start(clock.clone()).await.unwrap(), clock }
    }

    /// A call with the owner's key, with a JSON body or none.
    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Told {
        let mark = if path.contains('?') { '&' } else { '?' };
        self.bare(method, &format!("{path}{mark}api_key={DEMO_KEY}"), body).await
    }

    /// A call without a key.
    async fn bare(&self, method: &str, path: &str, body: Option<Value>) -> Told {
        let mut call = self.request(method, path);
        if let Some(body) = body {
            call = call.header("content-type", "application/json").body(body.to_string());
        }
        Told::from(call).await
    }

    fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().unwrap();
        reqwest::Client::new().request(method, format!("{}{path}", self.api.url()))
    }

    async fn get(&self, path: &str) -> Value {
        self.call("GET", path, None).await.ok()
    }

    fn wait(&self, seconds: i64) {
        self.clock.advance(TimeDelta::seconds(seconds));
    }
}

impl Told {
    async fn from(call: reqwest::RequestBuilder) -> Told {
        let response = call.send().await.unwrap();
        Told(response.status().as_u16(), response.text().await.unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.1).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    #[track_caller]
    fn ok(&self) -> Value {
        assert_eq!(self.0, 200, "{self:?}");
        self.json()
    }

    /// A refusal in the shape `{"error": …}`.
    #[track_caller]
    fn refuses(&self, status: u16, reason: &str) {
        let said = self.json()["error"].as_str().unwrap_or_default().to_owned();
        assert!(self.0 == status && said.contains(reason), "{self:?} is not {status} with {reason}");
    }
}

/// One field of each object in a list.
fn each(list: &Value, field: &str) -> Vec<Value> {
    list.as_array().unwrap().iter().map(|one| one[field].clone()).collect()
}

#[test]
fn keys_and_tokens_have_the_shape_of_real_ones() {
    let valid = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '-';
    for key in [DEMO_KEY, SECOND_KEY] {
        assert!(key.len() == 40 && key.chars().all(valid));
    }
    let bot = bot_object(1, "x", None, &DateTime::UNIX_EPOCH);
    assert_eq!(bot["token"].as_str().unwrap().len(), "1:".len() + 35);
}

#[tokio::test]
async fn the_owner_of_the_sample_sees_the_account_the_bots_and_the_import() {
    let api = start().await;
    let (_, user) = get_json(&api, "/user", DEMO_KEY).await;
    assert_eq!(user["email"], "owner@example.com");
    let (_, bots) = get_json(&api, "/bots", DEMO_KEY).await;
    assert_eq!((&bots[0]["name"], &bots[1]["name"]), (&json!("My Shop"), &json!("Refer & Earn <beta>")));
    let (_, task) = get_json(&api, "/bots/2792787/csv_import_tasks/123", DEMO_KEY).await;
    assert_eq!((&task["new_count"], &task["created_at"]), (&json!(21), &json!("2025-10-25T11:18:49.958Z")));
}

#[tokio::test]
async fn somebody_elses_bot_is_not_found() {
    let api = start().await;
    let not_found = (404, json!({ "error": "Bot not found" }));
    assert_eq!(get_json(&api, "/bots/2792787/csv_import_tasks/123", SECOND_KEY).await, not_found);
    assert_eq!(get_json(&api, "/bots/999", DEMO_KEY).await, not_found);
    let no_task = get_json(&api, "/bots/2792787/csv_import_tasks/124", DEMO_KEY).await;
    assert_eq!(no_task, (404, json!({ "error": "Not found" })));
}

#[tokio::test]
async fn a_wrong_or_reset_key_is_refused() {
    let api = start().await;
    let (status, body) = get_json(&api, "/user", "wrong").await;
    assert_eq!((status, body), (401, json!({ "errors": ["You need to sign in or sign up before continuing."] })));
    api.reset_key(DEMO_KEY, "new");
    assert_eq!(get_json(&api, "/user", DEMO_KEY).await.0, 401);
    assert_eq!(get_json(&api, "/user", "new").await.0, 200);
}

#[tokio::test]
async fn faults_are_met_as_planned() {
    let api = start().await;
    api.fault("get_user", 1, Fault::RetryAfter(7));
    api.fault("get_user", 1, Fault::Status(502, "<h1>Bad gateway</h1>".into()));
    api.fault("get_user", 1, Fault::CutBody);
    api.fault("get_user", 1, Fault::Garbage("oops".into()));
    let url = format!("{}/user?api_key={DEMO_KEY}", api.url());
    let busy = reqwest::get(&url).await.unwrap();
    assert_eq!((busy.status().as_u16(), busy.headers()["retry-after"].to_str().unwrap()), (429, "7"));
    let down = reqwest::get(&url).await.unwrap();
    assert_eq!(down.headers()["content-type"], "text/html; charset=utf-8");
    let cut = reqwest::get(&url).await.unwrap();
    assert!(cut.status() == 200 && cut.text().await.is_err());
    assert_eq!(get(&api, &format!("/user?api_key={DEMO_KEY}")).await, (200, "oops".into()));
    let statuses: Vec<_> = api.calls().into_iter().map(|call| call.status).collect();
    assert_eq!(statuses, [Some(429), Some(502), Some(200), Some(200)]);
}

#[tokio::test]
async fn an_answer_can_lead_elsewhere_or_never_end() {
    let api = start().await;
    api.fault("get_user", 1, Fault::Redirect("http://127.0.0.1:9/".into()));
    api.fault("get_user", 1, Fault::Endless);
    let url = format!("{}/user?api_key={DEMO_KEY}", api.url());
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let elsewhere = client.get(&url).send().await.unwrap();
    assert_eq!(
        (elsewhere.status().as_u16(), &elsewhere.headers()["location"]),
        (302, &"http://127.0.0.1:9/".parse().unwrap())
    );
    let mut endless = client.get(&url).send().await.unwrap();
    let mut read = 0;
    while read < 1 << 21 {
        read += endless.chunk().await.unwrap().unwrap().len();
    }
}

#[tokio::test]
async fn a_forgotten_route_answers_a_page() {
    let api = start().await;
    api.forget_route("get_bots");
    let (status, page) = get(&api, &format!("/bots?api_key={DEMO_KEY}")).await;
    assert!(status == 404 && page.contains("<html>"));
    assert_eq!(get_json(&api, "/user", DEMO_KEY).await.0, 200);
}

#[tokio::test]
async fn held_calls_wait_and_stopping_hangs_up_on_them() {
    let api = start().await;
    let barrier = Barrier::new();
    api.fault("*", 2, Fault::Hold(barrier.clone()));
    let url = format!("{}/user?api_key={DEMO_KEY}", api.url());
    let held = tokio::spawn(reqwest::get(url.clone()));
    barrier.reached(1).await;
    assert_eq!(api.calls()[0].status, None);
    barrier.release();
    assert_eq!(held.await.unwrap().unwrap().status(), 200);
    api.fault("*", 1, Fault::Delay(Duration::from_secs(600)));
    // The second planned hold is released now, so the third call is the one that waits.
    assert!(reqwest::get(&url).await.is_ok());
    let waiting = tokio::spawn(async move { reqwest::get(url).await?.text().await });
    api.wait_for_calls(3).await.unwrap();
    api.stop().await;
    assert!(waiting.await.unwrap().is_err());
}
