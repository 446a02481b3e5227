//! Bots: made, changed, deleted, protected, with their libraries and errors.

use super::*;

const TOKEN: &str = "555:FAKE-token-FAKE-token-FAKE-token-00";

#[tokio::test]
async fn a_bot_is_made_changed_and_deleted() {
    let scene = Scene::start().await;
    let made = scene.call("POST", "/bots", Some(json!({ "name": "New", "token": null }))).await.ok();
    assert_eq!((&made["name"], &made["token"], &made["status"]), (&json!("New"), &Value::Null, &Value::Null));
    let path = format!("/bots/{}", made["id"]);
    scene.wait(1);
    let changed = scene.call("PUT", &path, Some(json!({ "token": TOKEN, "csv_url": "https://x.example" }))).await.ok();
    assert_eq!((&changed["name"], &changed["token"]), (&json!("New"), &json!(TOKEN)), "what was not sent stays");
    assert_ne!(changed["updated_at"], made["updated_at"]);
    let cleared = scene.call("PUT", &path, Some(json!({ "csv_url": null }))).await.ok();
    assert_eq!(cleared["csv_url"], Value::Null);
    assert_eq!(scene.call("DELETE", &path, None).await, Told(200, String::new()));
    scene.call("GET", &path, None).await.refuses(404, "Bot not found");
    scene.call("DELETE", &path, None).await.refuses(404, "Bot not found");
}

#[tokio::test]
async fn what_is_wrong_with_a_bot_is_told_inside_a_success() {
    let scene = Scene::start().await;
    let make = |body: Value| scene.call("POST", "/bots", Some(body));
    assert_eq!(make(json!({ "name": " " })).await.ok(), json!({ "errors": ["Name can't be blank"] }));
    make(json!({ "name": "x", "token": "nonsense" })).await.refuses(200, "Token is invalid");
    make(json!({ "name": "x", "token": TOKEN })).await.ok();
    let taken = make(json!({ "name": "y", "token": TOKEN })).await.ok();
    assert_eq!(taken, json!({ "errors": ["Token has already been taken"] }));
    let edit = |body: Value| scene.call("PUT", "/bots/2792787", Some(body));
    edit(json!({ "token": "1:short" })).await.refuses(200, "Token is invalid");
    let own = scene.api.bot(2_792_787).unwrap()["token"].clone();
    assert_eq!(edit(json!({ "name": "Shop", "token": own })).await.ok()["name"], "Shop");
}

#[tokio::test]
async fn only_a_bot_alone_tells_its_libraries() {
    let scene = Scene::start().await;
    let bot = scene.get("/bots/2792787").await;
    assert_eq!(each(&bot["libs"], "id"), [10, 12]);
    assert_eq!(scene.get("/bots").await[0].get("libs"), None);
    assert_eq!(bot["libs"], scene.get("/bots/2792787/libs").await);
    assert!(bot["rsa_public_key"].as_str().unwrap().contains("FAKE"));
}

#[tokio::test]
async fn libraries_answer_with_a_bare_true_and_refuse_inside_a_success() {
    let scene = Scene::start().await;
    let install = |id: i64| scene.call("POST", "/bots/2792787/libs", Some(json!({ "lib_id": id })));
    assert_eq!(install(15).await, Told(200, "true".into()));
    install(15).await.refuses(200, "already installed");
    install(99).await.refuses(404, "Lib not found");
    assert_eq!(scene.api.all(2_792_787, Thing::Lib)[2], json!({ "id": 15, "name": "Google Sheet Lib" }));
    assert_eq!(scene.call("DELETE", "/bots/2792787/libs/15", None).await, Told(200, "\"true\"".into()));
    scene.call("DELETE", "/bots/2792787/libs/15", None).await.refuses(404, "Lib not found");
}

#[tokio::test]
async fn errors_come_up_and_are_cleared_without_a_body() {
    let scene = Scene::start().await;
    let id = scene.api.add_error(2_792_787, Some("/order"), "ReferenceError");
    let logs = scene.get("/bots/2792787/error_logs").await;
    assert_eq!((&logs[3]["id"], &logs[3]["created_at"]), (&json!(id), &json!("2026-11-23T12:00:00.000Z")));
    assert_eq!(logs[3]["scenario"]["bot_command"]["command"], "/order");
    assert_eq!((&logs[2]["scenario"], &logs[2]["stack_trace"]), (&Value::Null, &Value::Null));
    assert_eq!(scene.call("DELETE", "/bots/2792787/error_logs", None).await, Told(204, String::new()));
    assert_eq!(scene.get("/bots/2792787/error_logs").await, json!([]));
}

#[tokio::test]
async fn errors_of_every_kind_come_up_also_while_others_are_cleared() {
    let scene = Scene::start().await;
    let error = |second: i64, title: &str| ErrorSketch::new(DateTime::UNIX_EPOCH + TimeDelta::seconds(second), title);
    let many = (0..300).map(|number| error(number, "Oops").trace("at /x:1:1").command("/x"));
    assert_eq!(scene.api.add_errors(2_792_790, many).len(), 300);
    let logs = scene.get("/bots/2792790/error_logs").await;
    assert_eq!((logs.as_array().unwrap().len(), &logs[299]["created_at"]), (300, &json!("1970-01-01T00:04:59.000Z")));
    assert_eq!((&logs[0]["title"], &logs[0]["stack_trace"]), (&json!("Oops"), &json!("at /x:1:1")));
    assert_eq!(logs[0]["scenario"]["bot_command"]["command"], "/x");
    scene.api.add_errors_while_clearing(2_792_790, [error(400, "New")]);
    assert_eq!(scene.get("/bots/2792790/error_logs").await, logs, "they are not there before");
    assert_eq!(scene.call("DELETE", "/bots/2792790/error_logs", None).await.0, 204);
    let left = scene.get("/bots/2792790/error_logs").await;
    assert_eq!((each(&left, "title"), &left[0]["scenario"]), (vec![json!("New")], &Value::Null));
    scene.call("DELETE", "/bots/2792790/error_logs", None).await;
    assert_eq!(scene.get("/bots/2792790/error_logs").await, json!([]));
}

#[tokio::test]
async fn an_account_can_have_bots_by_the_hundred() {
    let scene = Scene::start().await;
    let statuses = [Some("works"), Some("stopped"), None, Some("sleeping")];
    let bots = (0..500).zip(statuses.into_iter().cycle());
    let bots = bots.map(|(number, status)| BotSketch::new(4_000_000 + number, &format!("Bot {number}")).status(status));
    scene.api.add_bots(SECOND_KEY, bots.map(|bot| if bot.id % 2 == 0 { bot } else { bot.without_token() }));
    let (_, bots) = get_json(&scene.api, "/bots", SECOND_KEY).await;
    assert_eq!(bots.as_array().unwrap().len(), 501);
    assert_eq!(each(&json!(bots.as_array().unwrap()[1..5]), "status"), statuses.map(|status| json!(status)));
    assert_eq!((&bots[500]["name"], &bots[500]["token"]), (&json!("Bot 499"), &Value::Null));
    assert!(bots[499]["token"].is_string());
}

#[tokio::test]
async fn the_furnished_world_has_something_of_everything_and_keeps_the_sample() {
    let scene = Scene::start().await;
    let sample = (scene.get("/bots/2792787").await, scene.get("/bots/2792787/csv_import_tasks/123").await);
    scene.api.furnish();
    let now = (scene.get("/bots/2792787").await, scene.get("/bots/2792787/csv_import_tasks/123").await);
    assert_eq!(now, sample);
    let bots = scene.get("/bots").await;
    assert_eq!(bots.as_array().unwrap().len(), 10);
    let with = |status: Value| each(&bots, "status").into_iter().filter(|one| *one == status).count();
    assert_eq!((with(json!("works")), with(json!("stopped")), with(Value::Null)), (5, 3, 2));
    let names = each(&bots, "name");
    for name in ["🍕 Pizza Palace", "Support <b>&</b> Returns", "מסעדת הגן"] {
        assert!(names.contains(&json!(name)), "{name}");
    }
    let errors = scene.get("/bots/2792787/error_logs").await;
    let mut titles: Vec<String> = each(&errors, "title").iter().map(Value::to_string).collect();
    titles.sort();
    titles.dedup();
    assert_eq!((errors.as_array().unwrap().len(), titles.len()), (12, 3));
    let times = each(&errors, "created_at");
    assert!(times.is_sorted_by_key(Value::to_string), "the oldest first");
}

#[tokio::test]
async fn a_protected_bot_hides_its_commands_and_nothing_else() {
    let scene = Scene::start().await;
    scene.api.protect(2_792_787);
    for (method, path) in [
        ("GET", "commands"),
        ("GET", "commands/4101"),
        ("DELETE", "commands/4101"),
        ("GET", "copy"),
        ("POST", "git_export"),
        ("POST", "csv_import_tasks"),
    ] {
        scene.call(method, &format!("/bots/2792787/{path}"), None).await.refuses(403, "Bot is protected");
    }
    for path in ["chats", "properties", "active_options", "error_logs", "csv_import_tasks/123"] {
        scene.get(&format!("/bots/2792787/{path}")).await;
    }
}

#[tokio::test]
async fn a_demo_bot_is_there_at_once() {
    let scene = Scene::start().await;
    assert_eq!(each(&scene.get("/store/bots").await, "id"), [71, 72, 73]);
    let bot = scene.call("POST", "/bots/installed", Some(json!({ "id": 71 }))).await.ok();
    assert_eq!((&bot["name"], &bot["store_bot_id"], &bot["token"]), (&json!("Demo shop"), &json!(71), &Value::Null));
    assert_eq!(scene.get(&format!("/bots/{}/commands", bot["id"])).await[0]["command"], "/start");
    scene.call("POST", "/bots/installed", Some(json!({ "id": 1 }))).await.refuses(404, "Bot not found");
    assert_eq!(each(&scene.get("/store/libs").await, "id"), [10, 12, 15, 21, 22, 23, 24, 25, 26, 27]);
}
