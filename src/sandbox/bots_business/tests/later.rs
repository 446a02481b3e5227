//! Delayed changes as the clock advances: starts and stops, copies, git and imports.

use super::*;

async fn status(scene: &Scene, bot: i64) -> Value {
    scene.get(&format!("/bots/{bot}")).await["status"].clone()
}

async fn wish(scene: &Scene, bot: i64, status: &str) -> Told {
    scene.call("POST", &format!("/bots/{bot}/status"), Some(json!({ "status": status }))).await
}

#[tokio::test]
async fn a_bot_stops_and_starts_a_while_after_it_was_asked() {
    let scene = Scene::start().await;
    assert_eq!(wish(&scene, 2_792_787, "start_stopping").await.ok()["status"], "start_stopping");
    scene.wait(LAUNCH_SECONDS - 1);
    assert_eq!(status(&scene, 2_792_787).await, "start_stopping");
    scene.wait(1);
    assert_eq!(status(&scene, 2_792_787).await, "stopped");
    wish(&scene, 2_792_787, "start_launch").await.ok();
    scene.wait(LAUNCH_SECONDS);
    assert_eq!(status(&scene, 2_792_787).await, "works");
    assert_eq!(scene.api.bot(2_792_787).unwrap()["last_run_at"], "2026-11-23T12:00:06.000Z");
}

#[tokio::test]
async fn the_last_wish_counts_and_without_a_token_nothing_starts() {
    let scene = Scene::start().await;
    wish(&scene, 2_792_787, "start_stopping").await.ok();
    wish(&scene, 2_792_787, "start_launch").await.ok();
    scene.wait(60);
    assert_eq!(status(&scene, 2_792_787).await, "works");
    wish(&scene, 2_792_790, "start_launch").await.refuses(200, "token is missing");
    assert_eq!(status(&scene, 2_792_790).await, Value::Null);
}

#[tokio::test]
async fn a_bot_can_take_its_time_end_otherwise_or_not_obey_at_all() {
    let scene = Scene::start().await;
    let obeys = |obedience: Obedience| scene.api.set_obedience(2_792_787, obedience);
    obeys(Obedience::After(90));
    wish(&scene, 2_792_787, "start_stopping").await.ok();
    scene.wait(89);
    assert_eq!(status(&scene, 2_792_787).await, "start_stopping");
    scene.wait(1);
    assert_eq!(status(&scene, 2_792_787).await, "stopped");
    obeys(Obedience::Ignores);
    assert_eq!(wish(&scene, 2_792_787, "start_launch").await.ok()["status"], "stopped");
    scene.wait(3600);
    assert_eq!(status(&scene, 2_792_787).await, "stopped");
    obeys(Obedience::Refuses("Too many bots".into()));
    wish(&scene, 2_792_787, "start_launch").await.refuses(200, "Too many bots");
    obeys(Obedience::EndsAs(5, "blocked".into()));
    wish(&scene, 2_792_787, "start_launch").await.ok();
    scene.wait(5);
    assert_eq!(status(&scene, 2_792_787).await, "blocked");
    obeys(Obedience::Hangs);
    wish(&scene, 2_792_787, "start_launch").await.ok();
    scene.wait(3600);
    assert_eq!(status(&scene, 2_792_787).await, "start_launch");
}

#[tokio::test]
async fn a_copy_turns_up_in_the_list() {
    let scene = Scene::start().await;
    scene.call("GET", "/bots/2792787/copy", None).await.ok();
    assert_eq!(scene.get("/bots").await.as_array().unwrap().len(), 2);
    scene.wait(COPY_SECONDS);
    let copy = scene.get("/bots").await[2].clone();
    assert_eq!((&copy["name"], &copy["status"]), (&json!("Cloned bot: My Shop"), &json!("stopped")));
    assert_eq!(copy["token"], Value::Null);
    let id = copy["id"].as_i64().unwrap();
    let order = scene.get(&format!("/bots/{id}/commands?q=order")).await[0].clone();
    assert_eq!((&order["bot_id"], &order["commands_folder"]["title"]), (&json!(id), &json!("Shop")));
    assert_eq!(order["commands_folder"]["bot_id"], id);
    assert_eq!(scene.get(&format!("/bots/{id}/chats")).await, json!([]));
}

#[tokio::test]
async fn a_git_import_empties_the_bot_at_once_and_fills_it_later() {
    let scene = Scene::start().await;
    assert_eq!(scene.call("POST", "/bots/2792787/git_import", None).await.ok(), true);
    assert_eq!(scene.get("/bots/2792787/commands").await, json!([]));
    scene.wait(GIT_SECONDS);
    assert_eq!(each(&scene.get("/bots/2792787/commands").await, "command"), ["/start", "/help", "*"]);
    assert!(scene.api.mails()[0].1.contains("imported from git"));
    scene.call("POST", "/bots/2792790/git_import", None).await.refuses(422, "Git remote is empty");
    let broken = json!({ "git_remote": "git@git.example:fake/broken.git" });
    scene.call("PUT", "/bots/2792787", Some(broken)).await.ok();
    scene.call("POST", "/bots/2792787/git_import", None).await.ok();
    scene.wait(GIT_SECONDS);
    assert_eq!(scene.get("/bots/2792787/commands").await, json!([]));
    assert!(scene.api.mails()[1].1.contains("failed"));
}

#[tokio::test]
async fn a_git_export_changes_nothing_and_is_mailed() {
    let scene = Scene::start().await;
    let before = scene.get("/bots/2792787").await;
    scene.call("POST", "/bots/2792787/git_export", None).await.ok();
    assert!(scene.api.mails().is_empty());
    scene.wait(GIT_SECONDS);
    assert!(scene.api.mails()[0].1.contains("exported"));
    assert_eq!(scene.get("/bots/2792787").await, before);
}

#[tokio::test]
async fn an_import_grows_and_ends_with_the_sheets_commands() {
    let scene = Scene::start().await;
    let task = scene.call("POST", "/bots/2792787/csv_import_tasks", None).await.ok();
    assert_eq!((&task["status"], &task["new_count"]), (&json!("in progress"), &json!(0)));
    let path = format!("/bots/2792787/csv_import_tasks/{}", task["task_id"]);
    scene.wait(IMPORT_SECONDS / 2);
    let half = scene.get(&path).await;
    assert_eq!((&half["status"], &half["new_count"]), (&json!("in progress"), &json!(1)));
    assert_eq!(half["updated_count"], 1);
    assert_eq!(each(&scene.get("/bots/2792787/commands?q=delivery").await, "command"), ["/delivery"]);
    assert_eq!(scene.get("/bots/2792787/commands?q=returns").await, json!([]));
    scene.wait(IMPORT_SECONDS);
    let done = scene.get(&path).await;
    assert_eq!(
        ["status", "new_count", "updated_count", "destroyed_count"].map(|field| done[field].clone()),
        [json!("ok"), json!(3), json!(1), json!(1)]
    );
    let names = each(&scene.get("/bots/2792787/commands").await, "command");
    assert!(
        names.contains(&json!("/delivery")) && names.contains(&json!("/start")) && !names.contains(&json!("/sizes"))
    );
    let price = scene.get("/bots/2792787/commands?q=/price").await;
    assert_eq!((&price[0]["id"], &price[0]["answer"]), (&json!(4102), &json!("New prices from the sheet")));
}

#[tokio::test]
async fn an_import_needs_a_sheet_and_can_fail() {
    let scene = Scene::start().await;
    scene.call("POST", "/bots/2792790/csv_import_tasks", None).await.refuses(200, "Csv url is empty");
    let broken = json!({ "csv_url": "https://sheets.example/broken.csv" });
    let task = scene.call("POST", "/bots/2792790/csv_import_tasks", Some(broken)).await.ok();
    scene.wait(IMPORT_SECONDS);
    let ended = scene.get(&format!("/bots/2792790/csv_import_tasks/{}", task["task_id"])).await;
    assert_eq!(ended["status"], "error");
    assert_eq!(scene.get("/bots/2792790/commands").await, json!([]));
}
