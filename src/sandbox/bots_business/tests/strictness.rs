//! What the simulator refuses at every endpoint.

use super::*;

#[test]
fn there_are_55_endpoints_with_names_of_their_own() {
    let names: std::collections::BTreeSet<_> = endpoints().collect();
    assert_eq!((names.len(), endpoints().count()), (55, 55));
}

#[test]
fn the_document_names_every_endpoint() {
    let document = include_str!("../../../../docs/sandbox.md");
    for endpoint in endpoints() {
        assert!(document.contains(&format!("`{endpoint}`")), "docs/sandbox.md does not name {endpoint}");
    }
}

#[tokio::test]
async fn a_wrong_method_or_path_is_a_page() {
    let scene = Scene::start().await;
    for (method, path) in [
        ("POST", "/user"),
        ("PATCH", "/user"),
        ("PUT", "/bots"),
        ("GET", "/bots/"),
        ("GET", "/bots/2792787/status"),
        ("GET", "/bots/2792787/"),
        ("GET", "/nothing"),
    ] {
        let Told(status, page) = scene.call(method, path, None).await;
        assert!(status == 404 && page.starts_with("<!DOCTYPE html>"), "{method} {path}: {status}");
        assert_eq!(scene.api.calls().pop().unwrap().endpoint, "unknown");
    }
}

#[tokio::test]
async fn a_forgotten_endpoint_leaves_others_on_its_path() {
    let scene = Scene::start().await;
    scene.api.forget_route("delete_bot");
    assert_eq!(scene.call("DELETE", "/bots/2792787", None).await.0, 404);
    assert_eq!(scene.get("/bots/2792787").await["name"], "My Shop");
}

#[tokio::test]
async fn unexpected_parameters_and_headers_are_refused() {
    let scene = Scene::start().await;
    for (path, reason) in [
        ("/user?page=1", "unexpected query parameter page"),
        ("/bots/2792787/chats?q=x", "unexpected query parameter q"),
        ("/bots/2792787/commands?page=0", "wrong value of page"),
        ("/bots/2792787/commands?page=1&page=2", "page is given more than once"),
        ("/bots/2792787/commands?folder_id=x", "wrong value of folder_id"),
        ("/bots/2792787/commands?without_folders=1", "wrong value of without_folders"),
        ("/user?api_key=x", "api_key is given more than once"),
    ] {
        scene.call("GET", path, None).await.refuses(422, reason);
    }
    for header in ["Referer", "If-None-Match", "Cookie", "X-Api-Key"] {
        let call = scene.request("GET", &format!("/user?api_key={DEMO_KEY}")).header(header, "x");
        Told::from(call).await.refuses(422, "unexpected header");
    }
}

#[tokio::test]
async fn somebody_has_to_call_and_only_in_one_way() {
    let scene = Scene::start().await;
    scene.bare("GET", "/user", None).await.refuses(422, "api_key is missing");
    Told::from(scene.request("GET", "/user").header("Uid", "x")).await.refuses(422, "Access-Token, Client and Uid");
    let both = scene.request("GET", &format!("/user?api_key={DEMO_KEY}")).header("Uid", "x");
    Told::from(both).await.refuses(422, "not both");
    for (method, path) in [
        ("POST", "/auth/sign_in"),
        ("POST", "/auth"),
        ("POST", "/auth/telegram_login_url"),
        ("GET", "/auth/telegram_login"),
        ("POST", "/user/reset_password"),
    ] {
        scene.call(method, path, None).await.refuses(422, "neither api_key nor a session");
    }
}

#[tokio::test]
async fn a_body_is_what_the_endpoint_takes_or_refused() {
    let scene = Scene::start().await;
    for (method, path, body, reason) in [
        ("GET", "/user", Some(json!({})), "unexpected body"),
        ("DELETE", "/bots/2792787/error_logs", Some(json!({})), "unexpected body"),
        ("POST", "/bots", None, "the body is missing"),
        ("POST", "/bots", Some(json!([])), "no JSON object"),
        ("POST", "/bots", Some(json!({})), "the field name is missing"),
        ("POST", "/bots", Some(json!({ "name": "x", "status": "works" })), "unexpected field status"),
        ("POST", "/bots", Some(json!({ "name": 5 })), "wrong type of name"),
        ("POST", "/bots/2792787/libs", Some(json!({ "lib_id": "10" })), "wrong type of lib_id"),
        ("POST", "/bots/2792787/status", Some(json!({ "status": "works" })), "status must be start_launch"),
        ("POST", "/bots/2792787/commands", Some(json!({ "command": "/x", "code": "" })), "unexpected field code"),
        ("POST", "/bots/2792787/commands", Some(json!({ "command": "/x", "aliases": ["a"] })), "wrong type of aliases"),
        ("POST", "/user/ads", Some(json!({ "have_ads": "true" })), "wrong type of have_ads"),
        ("PUT", "/bots/2792787/active_options/301", None, "the body is missing"),
    ] {
        scene.call(method, path, body).await.refuses(422, reason);
    }
    assert_eq!(scene.api.bots_of(DEMO_KEY), [2_792_787, 2_792_790], "nothing was made");
}

#[tokio::test]
async fn a_body_is_json_and_says_so() {
    let scene = Scene::start().await;
    let path = format!("/bots?api_key={DEMO_KEY}");
    let body = r#"{"name":"x"}"#;
    Told::from(scene.request("POST", &path).body(body)).await.refuses(422, "must be application/json");
    let form = scene.request("POST", &path).header("content-type", "application/x-www-form-urlencoded").body("name=x");
    Told::from(form).await.refuses(422, "must be application/json");
    let get = scene.request("GET", &path).header("content-type", "application/json");
    Told::from(get).await.refuses(422, "a content type without a body");
    let charset = scene.request("POST", &path).header("content-type", "application/json; charset=utf-8").body(body);
    assert_eq!(Told::from(charset).await.0, 200);
}

#[tokio::test]
async fn every_call_is_kept_as_it_came() {
    let scene = Scene::start().await;
    scene.get("/bots/2792787/commands?page=1&q=price").await;
    scene.call("POST", "/bots/2792787/libs", Some(json!({ "lib_id": 15 }))).await.ok();
    let [listed, installed] = scene.api.calls().try_into().unwrap();
    let text = |text: &str| text.to_owned();
    let expected = ApiCall {
        method: text("GET"),
        path: text("/v2/bots/2792787/commands"),
        endpoint: text("get_commands"),
        key: Some(text(DEMO_KEY)),
        query: vec![(text("page"), text("1")), (text("q"), text("price"))],
        body: None,
        status: Some(200),
    };
    assert_eq!(listed, expected);
    assert_eq!((installed.endpoint.as_str(), installed.body), ("install_lib", Some(json!({ "lib_id": 15 }))));
}
