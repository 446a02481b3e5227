//! Changes that replace a whole thing: it is read, merged and written, or nothing is (contract, 13.7 and 4.4).

use bb_pocket::api::{ApiError, Command, CommandChange, CommandField, CreateEditBot, Endpoint};
use bb_pocket::ids::{FolderId, PanelId};
use serde_json::{Value, json};

use super::calls::{BOT, COMMAND, CSV_URL, TOKEN, call, proves_nothing};
use super::server::{Reply, Seen, Server, key};

/// A server whose thing is this, and which answers a change with another one, or with this one changed.
async fn with(now: Value, changed: Value) -> Server {
    Server::start(move |seen| Reply::json(&if seen.method == "GET" { now.clone() } else { taken(&changed, seen) }))
        .await
}

/// A thing after the change that a request asks for.
fn taken(thing: &Value, seen: &Seen) -> Value {
    let mut thing = thing.clone();
    if let (Some(fields), Some(sent)) = (thing.as_object_mut(), seen.body.as_object())
        && fields.contains_key("id")
    {
        let read_as = |name: &str| if name == "bjs_code" { "code".to_owned() } else { name.to_owned() };
        let read = |name: &String| !["aliases", "group", "fields"].contains(&name.as_str());
        fields.extend(sent.iter().filter(|(name, _)| read(name)).map(|(name, value)| (read_as(name), value.clone())));
    }
    thing
}

fn command() -> Value {
    call(Endpoint::GetCommand).told.clone()
}

async fn edit(server: &Server, change: CommandChange) -> Result<Command, ApiError> {
    server.api().edit_command(&key(1), BOT, COMMAND, &change, None).await
}

/// What was written, if anything was.
fn put(server: &Server) -> Option<Value> {
    let puts: Vec<Value> =
        server.seen().into_iter().filter(|seen| seen.method == "PUT").map(|seen| seen.body).collect();
    assert!(puts.len() <= 1, "written {} times", puts.len());
    puts.into_iter().next()
}

#[tokio::test]
async fn a_change_of_nothing_writes_all_ten_fields_back() {
    let server = with(command(), command()).await;
    edit(&server, CommandChange::default()).await.unwrap();
    let mut written = call(Endpoint::EditCommand).sends.clone();
    written["answer"] = command()["answer"].clone();
    assert_eq!(put(&server), Some(written.clone()));
    assert_eq!(written.as_object().unwrap().len(), 10);
}

#[tokio::test]
async fn each_field_is_changed_alone() {
    let text = |text: &str| Some(Some(text.to_owned()));
    let none = CommandChange::default;
    let changes = [
        ("command", json!("/new"), CommandChange { command: Some("/new".into()), ..none() }),
        ("aliases", json!("a, b"), CommandChange { aliases: text("a, b"), ..none() }),
        ("answer", json!("Ask me."), CommandChange { answer: text("Ask me."), ..none() }),
        ("group", json!("staff"), CommandChange { group: text("staff"), ..none() }),
        ("help", json!("new"), CommandChange { help: text("new"), ..none() }),
        ("keyboard_body", json!("One, Two"), CommandChange { keyboard_body: text("One, Two"), ..none() }),
        ("commands_folder_id", json!(34), CommandChange { folder: Some(Some(FolderId::new(34))), ..none() }),
        ("auto_retry_time", json!(60), CommandChange { auto_retry_time: Some(Some(60)), ..none() }),
        ("bjs_code", json!("x()"), CommandChange { code: text("x()"), ..none() }),
        ("need_reply", json!(false), CommandChange { need_reply: Some(false), ..none() }),
        ("aliases", json!(""), CommandChange { aliases: Some(None), ..none() }),
        ("answer", json!(null), CommandChange { answer: Some(None), ..none() }),
        ("group", json!(""), CommandChange { group: Some(None), ..none() }),
        ("help", json!(null), CommandChange { help: Some(None), ..none() }),
        ("keyboard_body", json!(null), CommandChange { keyboard_body: Some(None), ..none() }),
        ("commands_folder_id", json!(null), CommandChange { folder: Some(None), ..none() }),
        ("auto_retry_time", json!(""), CommandChange { auto_retry_time: Some(None), ..none() }),
        ("bjs_code", json!(null), CommandChange { code: Some(None), ..none() }),
    ];
    let server = with(command(), command()).await;
    for (field, value, change) in changes {
        edit(&server, change).await.unwrap();
        let mut written = call(Endpoint::EditCommand).sends.clone();
        written["answer"] = command()["answer"].clone();
        written[field] = value;
        assert_eq!(put(&server), Some(written));
    }
}

#[tokio::test]
async fn a_copy_sends_all_ten_fields_and_is_held_against_its_answer() {
    let server = with(command(), command()).await;
    let now = server.api().editable_command(&key(1), BOT, COMMAND).await.unwrap();
    server.api().create_command_with(&key(1), BOT, now.fields()).await.unwrap();
    let sent = server.seen().into_iter().find(|seen| seen.method == "POST").unwrap().body;
    let mut written = call(Endpoint::EditCommand).sends.clone();
    written["answer"] = command()["answer"].clone();
    assert_eq!(sent, written);
    let mut other = now.fields().clone();
    other.put(CommandField::Code, "x()");
    let cut = Server::start(|_| {
        let mut cut = command();
        cut["code"] = json!("y()");
        Reply::json(&cut)
    });
    let made = cut.await.api().create_command_with(&key(1), BOT, &other).await;
    assert!(matches!(made, Err(ApiError::Uncertain(_))), "{made:?}");
}

#[tokio::test]
async fn an_empty_command_stays_empty() {
    let now = json!({
        "id": 501, "command": "*", "help": null, "answer": null, "keyboard_body": null, "need_reply": null,
        "auto_retry_time": null, "code": null, "commands_folder_id": null, "aliases": []
    });
    let server = with(now, command()).await;
    edit(&server, CommandChange::default()).await.unwrap();
    let written = json!({
        "command": "*", "aliases": "", "answer": null, "group": "", "help": null, "keyboard_body": null,
        "commands_folder_id": null, "auto_retry_time": "", "bjs_code": null, "need_reply": false
    });
    assert_eq!(put(&server), Some(written));
}

#[tokio::test]
async fn a_field_that_has_to_stay_and_cannot_be_read_stops_the_change() {
    let fields = [
        "command",
        "aliases",
        "answer",
        "help",
        "keyboard_body",
        "commands_folder_id",
        "auto_retry_time",
        "code",
        "need_reply",
    ];
    let mut broken = Vec::new();
    for field in fields {
        let mut without = command();
        without.as_object_mut().unwrap().remove(field);
        broken.push(without);
        broken.push(changed(field, json!({"text": 5})));
    }
    broken.extend([
        changed("command", json!(null)),
        changed("aliases", json!(null)),
        changed("aliases", json!([{"name": "help"}])),
        changed("aliases", json!(["help", "support"])),
        changed("commands_group", json!({"name": "admins"})),
        changed("commands_group", json!("admins")),
        changed("need_reply", json!("sometimes")),
    ]);
    for now in broken {
        let server = with(now.clone(), command()).await;
        let answered =
            edit(&server, CommandChange { answer: Some(Some("x".into())), ..CommandChange::default() }).await;
        assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?} of {now}");
        assert_eq!(put(&server), None, "{now}");
    }
}

fn changed(field: &str, value: Value) -> Value {
    let mut now = command();
    now[field] = value;
    now
}

#[tokio::test]
async fn another_command_than_asked_for_is_not_written_over_this_one() {
    for other in [json!(502), json!(null), json!("x")] {
        let server = with(changed("id", other), command()).await;
        let answered = edit(&server, CommandChange::default()).await;
        assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?}");
        assert_eq!(put(&server), None);
    }
}

#[tokio::test]
async fn a_command_that_somebody_else_changed_is_left_alone() {
    for now in [changed("updated_at", json!("2025-10-25T11:18:49.959Z")), changed("updated_at", json!(null))] {
        let server = Server::start(|_| Reply::new(418, "")).await;
        let edit = call(Endpoint::EditCommand);
        server.says(move |_| Reply::json(&now));
        assert_eq!(edit.ask(&server.api()).await.unwrap_err(), ApiError::ChangedMeanwhile);
        assert_eq!(put(&server), None);
    }
}

#[tokio::test]
async fn what_cannot_be_read_first_is_not_changed() {
    for (endpoint, status) in [
        (Endpoint::EditCommand, 404),
        (Endpoint::EditBot, 404),
        (Endpoint::StartCsvImport, 404),
        (Endpoint::UpdateAdminPanel, 404),
        (Endpoint::EditCommand, 500),
        (Endpoint::EditBot, 500),
    ] {
        let server = Server::start(move |_| Reply::new(status, "")).await;
        assert!(call(endpoint).ask(&server.api()).await.is_err());
        assert!(server.seen().iter().all(|seen| seen.method == "GET"), "{endpoint} after {status}");
    }
}

fn bot() -> Value {
    call(Endpoint::GetBot).told.clone()
}

#[tokio::test]
async fn a_bot_is_written_back_as_it_was_read() {
    let mut now = bot();
    now["csv_url"] = json!(null);
    now.as_object_mut().unwrap().remove("git_remote");
    let server = with(now, bot()).await;
    server.api().edit_bot(&key(1), BOT, &CreateEditBot::default()).await.unwrap();
    assert_eq!(put(&server), Some(json!({"name": "Shop", "token": TOKEN, "csv_url": null})));
}

#[tokio::test]
async fn every_field_of_a_bot_can_be_changed() {
    let server = with(bot(), bot()).await;
    let changes = CreateEditBot {
        name: Some("New".into()),
        token: Some("1:new".into()),
        csv_url: Some("https://example.com/new".into()),
        git_remote: Some("git@example.com:new".into()),
    };
    server.api().edit_bot(&key(1), BOT, &changes).await.unwrap();
    let written = json!({
        "name": "New", "token": "1:new", "csv_url": "https://example.com/new", "git_remote": "git@example.com:new"
    });
    assert_eq!(put(&server), Some(written));
}

#[tokio::test]
async fn a_bot_that_cannot_be_read_as_the_one_meant_is_left_alone() {
    let other = |field: &str, value: Value| {
        let mut now = bot();
        now[field] = value;
        now
    };
    let odd = [
        other("id", json!(1)),
        other("id", json!(null)),
        other("token", json!(5)),
        other("name", json!([])),
        json!({}),
    ];
    for now in odd {
        let server = with(now.clone(), bot()).await;
        let answered = server.api().edit_bot(&key(1), BOT, &CreateEditBot::default()).await;
        assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?} of {now}");
        assert_eq!(put(&server), None, "{now}");
    }
}

#[tokio::test]
async fn an_import_from_a_new_address_stores_it_with_the_bot_first() {
    let server = with(bot(), bot()).await;
    let address = "https://sheets.example.com/new".into();
    server.api().start_csv_import(&key(1), BOT, Some(&address)).await.unwrap();
    let seen = server.seen();
    let order: Vec<_> = seen.iter().filter_map(|seen| seen.endpoint).collect();
    assert_eq!(order, [Endpoint::GetBot, Endpoint::EditBot, Endpoint::StartCsvImport]);
    assert_eq!(seen[1].body["csv_url"], "https://sheets.example.com/new");
    assert_eq!(seen[1].body["token"], TOKEN);
    assert_ne!(seen[1].body["csv_url"], CSV_URL);
}

#[tokio::test]
async fn no_import_starts_when_the_bot_did_not_take_the_address() {
    let server = with(bot(), json!({"error": "protected"})).await;
    let answered = server.api().start_csv_import(&key(1), BOT, Some(&CSV_URL.into())).await;
    assert_eq!(answered, Err(ApiError::Refused(Some("protected".into()))));
    assert_eq!(server.seen().last().unwrap().endpoint, Some(Endpoint::EditBot));
}

#[tokio::test]
async fn a_panel_or_field_that_is_not_there_is_not_saved() {
    let panels = call(Endpoint::GetAdminPanels).told.clone();
    let server = with(panels, json!({})).await;
    for (panel, field) in [(91, "secret"), (90, "secrets")] {
        let values = [(field, "x".into())];
        let answered = server.api().update_admin_panel(&key(1), BOT, PanelId::new(panel), &values).await;
        assert_eq!(answered.unwrap_err(), ApiError::NotFound(None));
        assert_eq!(put(&server), None);
    }
}

#[tokio::test]
async fn a_change_that_the_answer_does_not_show_is_not_claimed() {
    let server =
        Server::start(|seen| Reply::json(&if seen.path.contains("commands") { command() } else { bot() })).await;
    let change = CommandChange { code: Some(Some("x()".into())), ..CommandChange::default() };
    assert!(matches!(edit(&server, change).await, Err(ApiError::Uncertain(_))));
    let change = CreateEditBot { name: Some("New".into()), ..CreateEditBot::default() };
    assert!(matches!(server.api().edit_bot(&key(1), BOT, &change).await, Err(ApiError::Uncertain(_))));
}

#[tokio::test]
async fn no_import_runs_from_another_sheet_than_was_meant() {
    let mut silent = bot();
    silent.as_object_mut().unwrap().remove("csv_url");
    // The answer to the change does not tell the address, and the bot still has the old one.
    let server =
        Server::start(move |seen| Reply::json(&if seen.method == "GET" { bot() } else { silent.clone() })).await;
    let answered = server.api().start_csv_import(&key(1), BOT, Some(&"https://example.com/new".into())).await;
    assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?}");
    assert!(server.seen().iter().all(|seen| seen.endpoint != Some(Endpoint::StartCsvImport)));
}

#[tokio::test]
async fn a_restriction_that_is_told_by_another_name_is_not_lifted() {
    let mut now = command();
    now.as_object_mut().unwrap().remove("commands_group");
    now["commands_group_id"] = json!(7);
    let server = with(now, command()).await;
    assert!(matches!(edit(&server, CommandChange::default()).await, Err(ApiError::Unreadable(_))));
    assert_eq!(put(&server), None);
}

#[tokio::test]
async fn a_panels_values_are_saved_in_the_type_of_their_field() {
    let field = |name: &str, kind: &str, value: Value| json!({"name": name, "type": kind, "value": value});
    let fields = json!([
        field("open", "checkbox", json!(false)),
        field("items", "integer", json!(1)),
        field("tax", "float", json!(1.5)),
        field("code", "string", json!("7")),
    ]);
    let panel = json!({"id": 90, "title": "Shop", "fields": fields});
    let server = with(json!([panel]), panel.clone()).await;
    for (field, value) in [("open", "yes"), ("items", "2.5"), ("tax", "many"), ("tax", "null")] {
        let refused = server.api().update_admin_panel(&key(1), BOT, PanelId::new(90), &[(field, value.into())]).await;
        assert!(matches!(refused, Err(ApiError::Invalid(_))), "{field} {value}");
        assert_eq!(put(&server), None);
    }
    let values = [("open", "true".into()), ("items", "25".into()), ("tax", "2.5".into()), ("code", "8".into())];
    server.api().update_admin_panel(&key(1), BOT, PanelId::new(90), &values).await.unwrap();
    let written = put(&server).unwrap();
    let saved: Vec<&Value> = written["fields"].as_array().unwrap().iter().map(|field| &field["value"]).collect();
    assert_eq!(saved, [&json!(true), &json!(25), &json!(2.5), &json!("8")]);
    assert_eq!(written["title"], "Shop");
}

#[tokio::test]
async fn an_answer_about_another_thing_proves_nothing() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let known: Vec<_> = super::calls::CALLS.iter().filter_map(|call| Some((call, call.known_by?))).collect();
    assert_eq!(known.len(), 10);
    for (call, place) in known {
        let mut told = call.told.clone();
        *told.pointer_mut(place).unwrap() = json!(999_999);
        let answered = call.told_of(&server, &api, &told).await;
        assert!(answered.as_ref().is_err_and(proves_nothing), "{}: {answered:?}", call.endpoint);
    }
}
