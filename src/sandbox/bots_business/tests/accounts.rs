//! Sign-in and sign-up, and the account of a key.

use super::*;

/// The headers of a session that an answer gave.
fn session(response: &reqwest::Response) -> [(&'static str, String); 3] {
    ["access-token", "client", "uid"].map(|name| (name, response.headers()[name].to_str().unwrap().to_owned()))
}

async fn sign_in(scene: &Scene, email: &str, password: &str) -> reqwest::Response {
    let body = json!({ "email": email, "password": password }).to_string();
    let call = scene.request("POST", "/auth/sign_in").header("content-type", "application/json").body(body);
    call.send().await.unwrap()
}

async fn user_of(scene: &Scene, session: [(&'static str, String); 3]) -> Told {
    let mut call = scene.request("GET", "/user");
    for (name, value) in session {
        call = call.header(name, value);
    }
    Told::from(call).await
}

#[tokio::test]
async fn a_session_stands_in_for_a_key_until_all_devices_are_logged_out() {
    let scene = Scene::start().await;
    let signed_in = sign_in(&scene, " Owner@Example.com", DEMO_PASSWORD).await;
    let session = session(&signed_in);
    let body = signed_in.text().await.unwrap();
    assert!(body.contains("owner@example.com") && !body.contains("DEMO-KEY"), "{body}");
    assert_eq!(user_of(&scene, session.clone()).await.ok()["api_key"], DEMO_KEY);
    let tokens = scene.get("/user/tokens").await;
    assert!(tokens.as_array().unwrap().len() == 3 && tokens[2].as_str().unwrap().len() == 22, "{tokens}");
    assert_eq!(scene.call("DELETE", "/user/tokens", None).await, Told(204, String::new()));
    assert_eq!(user_of(&scene, session).await.0, 401);
    assert_eq!(scene.get("/user/tokens").await, json!([]));
}

#[tokio::test]
async fn wrong_credentials_are_refused_in_the_librarys_words() {
    let scene = Scene::start().await;
    let refused = sign_in(&scene, "owner@example.com", "wrong").await;
    assert!(refused.status() == 401 && !refused.headers().contains_key("access-token"));
    let words = json!({ "success": false, "errors": ["Invalid login credentials. Please try again."] });
    assert_eq!(refused.json::<Value>().await.unwrap(), words);
}

#[tokio::test]
async fn a_new_account_has_a_key_of_its_own() {
    let scene = Scene::start().await;
    let sign_up = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password, "password_confirmation": password });
        scene.bare("POST", "/auth", Some(body)).await
    };
    assert_eq!(sign_up("new@example.com", "secret-not-real").await.ok()["status"], "success");
    let key = scene.api.key_of("new@example.com").unwrap();
    assert_eq!(key.len(), 40);
    assert_eq!(scene.bare("GET", &format!("/bots?api_key={key}"), None).await.ok(), json!([]));
    let taken = sign_up("New@example.com", "secret-not-real").await;
    assert_eq!((taken.0, &taken.json()["errors"]["email"][0]), (422, &json!("has already been taken")));
    assert_eq!(sign_up("x", "secret-not-real").await.0, 422);
    assert_eq!(sign_up("y@example.com", "short").await.0, 422);
}

#[tokio::test]
async fn telegram_signs_in_whoever_comes_back_in_time() {
    let scene = Scene::start().await;
    let poll = async || scene.bare("GET", "/auth/telegram_login", None).await;
    poll().await.refuses(404, "not found");
    let url = scene.bare("POST", "/auth/telegram_login_url", None).await.ok();
    assert!(url["url"].as_str().unwrap().starts_with("https://t.me/"));
    assert_eq!(poll().await.ok(), json!({ "status": "pending" }));
    scene.api.finish_telegram_login(SECOND_KEY);
    let response = scene.request("GET", "/auth/telegram_login").send().await.unwrap();
    assert_eq!(user_of(&scene, session(&response)).await.ok()["email"], "second@shop.example");
    poll().await.refuses(404, "not found");
    scene.bare("POST", "/auth/telegram_login_url", None).await.ok();
    scene.wait(600);
    poll().await.refuses(404, "expired");
}

#[tokio::test]
async fn passwords_are_changed_and_mailed() {
    let scene = Scene::start().await;
    let change = |current: &str, new: &str, again: &str| {
        let body = json!({ "current_password": current, "password": new, "password_confirmation": again });
        scene.call("PUT", "/user/password", Some(body))
    };
    assert_eq!(change("wrong", "FAKE-new", "FAKE-new").await.0, 422);
    assert_eq!(change(DEMO_PASSWORD, "FAKE-new", "FAKE-other").await.0, 422);
    assert_eq!(change(DEMO_PASSWORD, "FAKE-new", "FAKE-new").await.ok()["success"], true);
    assert!(scene.api.has_password(DEMO_KEY, "FAKE-new"));
    let reset = |email: &str| scene.bare("POST", "/user/reset_password", Some(json!({ "email": email })));
    assert_eq!(reset("nobody@example.com").await.0, 404);
    assert_eq!(reset("owner@example.com").await.0, 200);
    let (to, mail) = scene.api.mails().pop().unwrap();
    assert_eq!(to, "owner@example.com");
    assert!(scene.api.has_password(DEMO_KEY, mail.rsplit(' ').next().unwrap()));
}

#[tokio::test]
async fn an_address_is_kept_trimmed_and_refused_inside_a_success() {
    let scene = Scene::start().await;
    let change = |email: &str| scene.call("POST", "/user/email", Some(json!({ "email": email })));
    assert_eq!(change("second@shop.example").await.ok(), json!({ "errors": ["Email has already been taken"] }));
    assert_eq!(change("nonsense").await.ok(), json!({ "errors": ["Email is invalid"] }));
    assert_eq!(change(" New@Example.com ").await.ok()["email"], "new@example.com");
}

#[tokio::test]
async fn a_reset_key_is_told_once_and_the_old_one_is_dead() {
    let scene = Scene::start().await;
    let key = scene.call("POST", "/user/reset_api_key", None).await.ok()["api_key"].as_str().unwrap().to_owned();
    assert_eq!(scene.call("GET", "/user", None).await.0, 401);
    assert_eq!(scene.bare("GET", &format!("/user?api_key={key}"), None).await.ok()["email"], "owner@example.com");
}

#[tokio::test]
async fn what_an_account_has_is_told() {
    let scene = Scene::start().await;
    let linked = scene.get("/user/linked_accounts").await;
    assert_eq!(each(&linked, "telegramid"), [7001, 7001], "the same one twice, as the real one does");
    assert!(scene.get("/user/telegram_link_url").await["url"].as_str().unwrap().contains("FAKE"));
    let quota = scene.get("/user/quotas").await;
    assert_eq!(
        (&quota[0]["limit"], &quota[0]["progress"], &quota[0]["have_ads"]),
        (&json!(100_000), &json!(41_250), &json!(false))
    );
    assert_eq!(scene.call("POST", "/user/ads", Some(json!({ "have_ads": true }))).await.ok(), true);
    let quota = scene.get("/user/quotas").await;
    assert_eq!((&quota[0]["limit"], &quota[0]["have_ads"]), (&json!(150_000), &json!(true)));
    assert_eq!(scene.get("/user/payment_plan").await["name"], "Free");
    assert_eq!(scene.get("/cloud_plans").await.as_array().unwrap().len(), 7);
}
