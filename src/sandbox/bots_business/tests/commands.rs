//! Commands and folders: different field names for reading and writing, replacement as a whole, pages.

use super::*;

const COMMANDS: &str = "/bots/2792787/commands";

#[tokio::test]
async fn a_command_is_written_by_one_set_of_names_and_read_by_another() {
    let scene = Scene::start().await;
    let body = json!({
        "command": "/New", "aliases": "One, TWO", "answer": "Hi", "group": "admins", "help": "h", "keyboard_body": "a,b",
        "commands_folder_id": 501, "auto_retry_time": "60", "bjs_code": "x()", "need_reply": true,
    });
    let made = scene.call("POST", COMMANDS, Some(body)).await.ok();
    let read = scene.get(&format!("{COMMANDS}/{}", made["id"])).await;
    assert_eq!(made, read);
    assert_eq!(each(&read["aliases"], "command"), ["one", "two"]);
    assert_eq!(read["aliases"][0]["bot_command_id"], read["id"]);
    assert_eq!((&read["code"], &read["bjs_mode"], read.get("bjs_code")), (&json!("x()"), &json!(true), None));
    assert_eq!((&read["commands_group"]["title"], read.get("group")), (&json!("admins"), None));
    assert_eq!((&read["commands_folder"]["title"], &read["auto_retry_time"]), (&json!("Shop"), &json!(60)));
    let least = scene.call("POST", COMMANDS, Some(json!({ "command": "/least" }))).await.ok();
    assert_eq!((&least["need_reply"], least.get("commands_group")), (&Value::Null, None));
}

#[tokio::test]
async fn a_change_replaces_all_that_can_be_written() {
    let scene = Scene::start().await;
    let before = scene.get(&format!("{COMMANDS}/4101")).await;
    assert!(before["answer"].is_string() && before["aliases"][0].is_object());
    scene.wait(1);
    let body = json!({ "command": "/begin", "commands_folder_id": null });
    let after = scene.call("PUT", &format!("{COMMANDS}/4101"), Some(body)).await.ok();
    assert_eq!((&after["command"], &after["answer"], &after["help"]), (&json!("/begin"), &Value::Null, &Value::Null));
    assert_eq!((&after["aliases"], &after["keyboard_body"]), (&json!([]), &Value::Null));
    assert_eq!(after["created_at"], before["created_at"]);
    assert_eq!(after["updated_at"], "2026-11-23T12:00:01.000Z");
}

#[tokio::test]
async fn what_cannot_be_a_command_is_refused_and_nothing_changes() {
    let scene = Scene::start().await;
    let before = scene.get(&format!("{COMMANDS}/4101")).await;
    for (method, path) in [("POST", COMMANDS.to_owned()), ("PUT", format!("{COMMANDS}/4101"))] {
        let blank = scene.call(method, &path, Some(json!({ "command": "" }))).await;
        assert_eq!((blank.0, blank.json()), (422, json!({ "errors": { "command": ["can't be blank"] } })));
        let nowhere = json!({ "command": "/x", "commands_folder_id": 9 });
        scene.call(method, &path, Some(nowhere)).await.refuses(404, "Folder not found");
    }
    assert_eq!(scene.get(&format!("{COMMANDS}/4101")).await, before);
    scene.call("GET", &format!("{COMMANDS}/1"), None).await.refuses(404, "Command not found");
    scene
        .call("PUT", &format!("{COMMANDS}/1"), Some(json!({ "command": "/x" })))
        .await
        .refuses(404, "Command not found");
}

#[tokio::test]
async fn commands_come_in_pages_of_50_until_an_empty_one() {
    let scene = Scene::start().await;
    scene.api.add_commands(2_792_787, 60);
    let mut counts = Vec::new();
    for page in 1..=3 {
        counts.push(scene.get(&format!("{COMMANDS}?page={page}")).await.as_array().unwrap().len());
    }
    assert_eq!(counts, [50, 18, 0]);
    assert_eq!(scene.get(COMMANDS).await.as_array().unwrap().len(), 68, "without a page all come");
}

#[tokio::test]
async fn commands_are_filtered() {
    let scene = Scene::start().await;
    let found = async |query: &str| each(&scene.get(&format!("{COMMANDS}?{query}")).await, "id");
    assert_eq!(found("q=PRICE").await, [4102]);
    assert_eq!(found("folder_id=502").await, [4104, 4107, 4108]);
    assert_eq!(found("without_folders=true").await, [4101, 4106]);
    assert_eq!(found("page=1&q=order&folder_id=501").await, [4103]);
}

#[tokio::test]
async fn a_deleted_command_answers_nothing_and_a_deleted_folder_a_word() {
    let scene = Scene::start().await;
    assert_eq!(scene.call("DELETE", &format!("{COMMANDS}/4101"), None).await, Told(204, String::new()));
    scene.call("DELETE", &format!("{COMMANDS}/4101"), None).await.refuses(404, "Command not found");
    let deleted = scene.call("DELETE", "/bots/2792787/commands_folders/502", None).await;
    assert_eq!(deleted, Told(200, "Deleted".into()));
    let command = scene.get(&format!("{COMMANDS}/4108")).await;
    assert_eq!((&command["commands_folder_id"], &command["commands_folder"]), (&Value::Null, &Value::Null));
}

#[tokio::test]
async fn folders_are_made_and_listed() {
    let scene = Scene::start().await;
    let path = "/bots/2792787/commands_folders";
    let made = scene.call("POST", path, Some(json!({ "title": "New" }))).await.ok();
    assert_eq!((&made["title"], &made["bot_id"]), (&json!("New"), &json!(2_792_787)));
    assert_eq!(each(&scene.get(path).await, "title"), ["Shop", "Service", "New"]);
    let blank = scene.call("POST", path, Some(json!({ "title": "" }))).await.ok();
    assert_eq!(blank, json!({ "errors": ["Title can't be blank"] }));
}
