//! Chats, properties, panels and broadcasts.

use super::*;

#[tokio::test]
async fn chats_have_two_numbers_and_are_blocked_by_the_apis_own() {
    let scene = Scene::start().await;
    let chats = scene.get("/bots/2792787/chats").await;
    assert_eq!((&chats[0]["id"], &chats[0]["chatid"]), (&json!(9001), &json!("7001")));
    assert_eq!(scene.get("/bots/2792787/chats?page=7").await, chats, "pages are not known");
    assert!(scene.api.is_blocked(2_792_787, 9004) && !scene.api.is_blocked(2_792_787, 9001));
    assert_eq!(scene.call("POST", "/bots/2792787/chats/9001/block", None).await.ok()["id"], 9001);
    assert!(scene.api.is_blocked(2_792_787, 9001));
    assert_eq!(scene.call("POST", "/bots/2792787/chats/9001/unblock", None).await.ok()["id"], 9001);
    assert!(!scene.api.is_blocked(2_792_787, 9001));
    scene.call("POST", "/bots/2792787/chats/7001/block", None).await.refuses(404, "Chat not found");
}

#[tokio::test]
async fn properties_are_of_every_type_and_can_only_be_deleted() {
    let scene = Scene::start().await;
    let properties = scene.get("/bots/2792787/properties?page=2").await;
    let mut kinds: Vec<String> =
        each(&properties, "type").iter().map(|kind| kind.as_str().unwrap().to_owned()).collect();
    kinds.sort();
    kinds.dedup();
    assert_eq!(kinds, ["boolean", "datetime", "float", "integer", "json", "string", "text"]);
    assert_eq!(scene.call("DELETE", "/bots/2792787/properties/705", None).await, Told(200, "OK".into()));
    scene.call("DELETE", "/bots/2792787/properties/705", None).await.refuses(404, "Property not found");
    assert_eq!(scene.api.all(2_792_787, Thing::Property).len(), 7);
}

#[tokio::test]
async fn a_panel_sent_back_whole_is_saved() {
    let scene = Scene::start().await;
    let mut panel = scene.get("/bots/2792787/active_options").await[0].clone();
    panel["fields"][1]["value"] = json!("25");
    panel["fields"][4]["value"] = json!("FAKE-other-token");
    let saved = scene.call("PUT", "/bots/2792787/active_options/301", Some(panel)).await.ok();
    assert_eq!(saved["fields"][1]["value"], 25, "a text is read as the field's type");
    assert_eq!(saved["fields"][4]["value"], "FAKE-other-token");
    assert_eq!(scene.get("/bots/2792787/active_options").await[0], saved);
}

#[tokio::test]
async fn a_panel_takes_nothing_but_values() {
    let scene = Scene::start().await;
    let before = scene.api.all(2_792_787, Thing::Panel);
    let put = |body: Value| scene.call("PUT", "/bots/2792787/active_options/301", Some(body));
    put(json!({ "title": "Other" })).await.refuses(422, "title of a panel cannot be changed");
    put(json!({ "values": {} })).await.refuses(422, "unexpected field values");
    put(json!({ "fields": {} })).await.refuses(422, "wrong type of fields");
    put(json!({ "fields": [{ "name": "nothing", "value": 1 }] })).await.refuses(404, "Field not found");
    put(json!({ "fields": [{ "name": "open", "colour": 1 }] })).await.refuses(422, "unexpected field colour");
    for (name, value) in
        [("open", json!("perhaps")), ("max_items", json!(1.5)), ("tax", json!("x")), ("title", json!(1))]
    {
        put(json!({ "fields": [{ "name": name, "value": value }] })).await.refuses(422, "wrong value");
    }
    assert_eq!(scene.api.all(2_792_787, Thing::Panel), before);
}

#[tokio::test]
async fn broadcasts_are_paused_resumed_and_deleted() {
    let scene = Scene::start().await;
    let path = "/bots/2792787/run_all_tasks";
    let statuses = each(&scene.get(path).await, "status");
    assert_eq!(statuses, ["new", "in progress", "paused", "finished", "terminated"]);
    let turn = async |task: i64, verb: &str| scene.call("POST", &format!("{path}/{task}/{verb}"), None).await;
    assert_eq!(turn(802, "pause").await.ok()["status"], "paused");
    assert_eq!(turn(802, "resume").await.ok()["status"], "in progress");
    turn(804, "pause").await.refuses(422, "Task is finished");
    turn(801, "resume").await.refuses(422, "Task is new");
    turn(1, "pause").await.refuses(404, "Task not found");
    assert_eq!(scene.call("DELETE", &format!("{path}/802"), None).await.ok()["status"], "terminated");
    assert_eq!(each(&scene.get(path).await, "id"), [801, 803, 804, 805]);
}
