//! The simulated Telegram, called over HTTP as a bot calls it.

mod faults;
mod media;

use chrono::{DateTime, Duration};
use serde_json::json;

use super::*;
use crate::sandbox::fault::{Barrier, Fault};

/// A person with a private chat, and a bot whose calls the test makes.
struct Scene {
    telegram: Telegram,
    clock: Clock,
    ann: Person,
}

async fn start() -> Scene {
    let clock = Clock::fixed(DateTime::UNIX_EPOCH + Duration::days(20_000));
    Scene { telegram: Telegram::start(clock.clone()).await.unwrap(), clock, ann: Person::new(7001, "Ann") }
}

impl Scene {
    fn chat(&self) -> Chat {
        self.ann.chat()
    }

    fn ann_says(&self, text: &str) -> UpdateNumber {
        self.telegram.say(&self.ann, self.chat(), text)
    }

    /// Status and body of a call.
    async fn raw_call(&self, token: &str, method: &str, body: Value) -> (u16, String) {
        let url = format!("{}/bot{token}/{method}", self.telegram.url());
        let request = reqwest::Client::new().post(url).header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.unwrap();
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The result of a call; the error is its description.
    async fn call(&self, method: &str, body: Value) -> Result<Value, String> {
        let (_, answer) = self.raw_call(&self.telegram.token(), method, body).await;
        let answer: Value = serde_json::from_str(&answer).unwrap();
        match answer["ok"] == true {
            true => Ok(answer["result"].clone()),
            false => Err(answer["description"].as_str().unwrap().to_owned()),
        }
    }

    async fn send(&self, text: &str) -> Result<Value, String> {
        self.call("SendMessage", json!({ "chat_id": 7001, "text": text, "parse_mode": "HTML" })).await
    }

    async fn poll(&self, offset: i64) -> Vec<Value> {
        let updates = self.call("getUpdates", json!({ "offset": offset })).await.unwrap();
        updates.as_array().unwrap().clone()
    }
}

#[tokio::test]
async fn a_message_comes_with_its_command_until_it_is_acknowledged() {
    let scene = start().await;
    let update = scene.ann_says("/start now");
    let first = scene.poll(0).await;
    assert_eq!(first[0]["message"]["entities"], json!([{ "type": "bot_command", "offset": 0, "length": 6 }]));
    assert_eq!(first[0]["message"]["from"]["language_code"], "en");
    assert_eq!(scene.poll(update.0).await.len(), 1);
    assert!(scene.poll(update.0 + 1).await.is_empty());
    scene.telegram.acknowledged(update).await.unwrap();
}

#[tokio::test]
async fn a_long_poll_ends_as_soon_as_somebody_writes() {
    let scene = start().await;
    let poll = scene.call("getUpdates", json!({ "timeout": 50 }));
    let write = async {
        scene.telegram.wait_for_calls(|calls| calls.len() == 1).await.unwrap();
        scene.ann_says("hello");
    };
    let (updates, ()) = tokio::join!(poll, write);
    assert_eq!(updates.unwrap()[0]["message"]["text"], "hello");
}

#[tokio::test]
async fn a_second_poller_ends_the_first() {
    let scene = start().await;
    let first = scene.call("getUpdates", json!({ "timeout": 50 }));
    let second = async {
        scene.telegram.wait_for_calls(|calls| calls.len() == 1).await.unwrap();
        scene.call("getupdates", json!({ "timeout": 0 })).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(first.unwrap_err().starts_with("Conflict: terminated by other getUpdates request"));
    assert_eq!(second, Ok(json!([])));
}

#[tokio::test]
async fn what_is_pushed_raw_arrives_as_it_is() {
    let scene = start().await;
    scene.telegram.push_raw("{broken");
    let url = format!("{}/bot{}/getUpdates?timeout=0", scene.telegram.url(), scene.telegram.token());
    let body = reqwest::get(url).await.unwrap().text().await.unwrap();
    assert_eq!(body, r#"{"ok":true,"result":[{broken]}"#);
}

#[tokio::test]
async fn the_text_is_checked_as_telegram_does() {
    let scene = start().await;
    assert_eq!(scene.send("x").await, Err("Bad Request: chat not found".into()));
    scene.ann_says("hi");
    assert_eq!(scene.send(" \n").await, Err("Bad Request: message text is empty".into()));
    assert_eq!(scene.send("<b></b>").await, Err("Bad Request: message text is empty".into()));
    assert!(scene.send(&format!("<b>{}</b>", "😀".repeat(2048))).await.is_ok());
    assert_eq!(scene.send(&"x".repeat(4097)).await, Err("Bad Request: message is too long".into()));
    let broken = "Bad Request: can't parse entities: Unsupported start tag \"beta\" at byte offset 0";
    assert_eq!(scene.send("<beta>").await, Err(broken.into()));
    let misspelt = json!({ "chat_id": 7001, "text": "x", "parsemode": "HTML" });
    assert_eq!(scene.call("sendMessage", misspelt).await, Err("Bad Request: unknown parameter parsemode".into()));
}

#[tokio::test]
async fn an_edit_changes_the_message_and_an_empty_one_is_refused() {
    let scene = start().await;
    scene.ann_says("hi");
    let keyboard = json!({ "inline_keyboard": [[{ "text": "Go", "callback_data": "go" }]] });
    let sent = json!({ "chat_id": 7001, "text": "<b>one</b>", "parse_mode": "HTML", "reply_markup": keyboard });
    let id = scene.call("sendMessage", sent).await.unwrap()["message_id"].clone();
    let same = json!({ "chat_id": 7001, "message_id": id, "text": "<strong>one</strong>", "parse_mode": "HTML", "reply_markup": keyboard });
    assert!(scene.call("editMessageText", same).await.unwrap_err().starts_with("Bad Request: message is not modified"));
    let other = json!({ "chat_id": 7001, "message_id": id, "text": "two" });
    assert!(scene.call("editMessageText", other).await.unwrap()["edit_date"].is_number());
    let message = scene.telegram.last_from_bot(scene.chat()).unwrap();
    assert!(message.text == "two" && message.edited() && message.buttons.is_empty());
    let anns = json!({ "chat_id": 7001, "message_id": 1, "text": "two" });
    assert_eq!(scene.call("editMessageText", anns).await, Err("Bad Request: message can't be edited".into()));
}

#[tokio::test]
async fn a_reply_needs_the_message_unless_told_otherwise() {
    let scene = start().await;
    scene.ann_says("hi");
    let reply = |to: i32, lenient: bool| {
        let parameters = json!({ "message_id": to, "allow_sending_without_reply": lenient });
        scene.call("sendMessage", json!({ "chat_id": 7001, "text": "x", "reply_parameters": parameters }))
    };
    assert_eq!(reply(1, false).await.unwrap()["reply_to_message"]["text"], "hi");
    assert_eq!(reply(99, false).await, Err("Bad Request: message to be replied not found".into()));
    assert!(reply(99, true).await.is_ok());
}

#[tokio::test]
async fn a_press_is_answered_once_and_in_time() {
    let scene = start().await;
    scene.ann_says("hi");
    let rows = json!([[{ "text": "Go", "callback_data": "go" }, { "text": "Copy", "copy_text": { "text": "123" } }]]);
    let sent = json!({ "chat_id": 7001, "text": "x", "reply_markup": { "inline_keyboard": rows } });
    scene.call("sendMessage", sent).await.unwrap();
    let press = |label: &str| scene.telegram.press(&scene.ann, scene.chat(), 2, label);
    assert_eq!(press("Copy"), Ok(Pressed::Copied("123".into())));
    assert!(matches!(press("Nope"), Err(GestureError::NoButton { .. })));
    assert!(press("Go").unwrap().update().is_some());
    let query = scene.poll(0).await[1]["callback_query"].clone();
    assert_eq!((&query["data"], &query["message"]["reply_markup"]["inline_keyboard"]), (&json!("go"), &rows));
    let answer = json!({ "callback_query_id": query["id"], "text": "Done" });
    assert_eq!(scene.call("answerCallbackQuery", answer.clone()).await, Ok(json!(true)));
    assert!(scene.call("answerCallbackQuery", answer).await.unwrap_err().contains("query is too old"));
    press("Go").unwrap();
    let late = scene.poll(0).await[2]["callback_query"]["id"].clone();
    scene.clock.advance(Duration::seconds(151));
    let answer = json!({ "callback_query_id": late });
    assert!(scene.call("answerCallbackQuery", answer).await.unwrap_err().contains("query is too old"));
}

#[tokio::test]
async fn buttons_with_one_label_are_pressed_by_their_place() {
    let scene = start().await;
    scene.ann_says("hi");
    let button = |data: &str| json!({ "text": "My Shop", "callback_data": data });
    let rows = json!([[button("a")], [button("b"), button("c")]]);
    let sent = json!({ "chat_id": 7001, "text": "x", "reply_markup": { "inline_keyboard": rows } });
    scene.call("sendMessage", sent).await.unwrap();
    let press = |place: usize| scene.telegram.press_nth(&scene.ann, scene.chat(), 2, place);
    let (third, first) = (press(2).unwrap(), press(0).unwrap());
    assert!(third.update() < first.update());
    let told: Vec<Value> = scene.poll(0).await[1..].iter().map(|it| it["callback_query"]["data"].clone()).collect();
    assert_eq!(told, ["c", "a"]);
    let missing = press(3).unwrap_err().to_string();
    assert_eq!(missing, r#"no button "number 3, counted from 0", only ["My Shop", "My Shop", "My Shop"]"#);
}

#[tokio::test]
async fn deletion_obeys_age_and_rights() {
    let scene = start().await;
    let group = Chat::Group(-1_000_000_000_042);
    scene.ann_says("key");
    scene.telegram.say(&scene.ann, group, "key");
    let delete = |chat: Chat| scene.call("deleteMessage", json!({ "chat_id": chat.id(), "message_id": 1 }));
    assert_eq!(delete(scene.chat()).await, Ok(json!(true)));
    assert!(scene.telegram.messages(scene.chat()).is_empty());
    assert_eq!(delete(scene.chat()).await, Err("Bad Request: message to delete not found".into()));
    assert_eq!(delete(group).await, Err("Bad Request: message can't be deleted".into()));
    scene.telegram.make_admin(group);
    assert_eq!(delete(group).await, Ok(json!(true)));
    scene.ann_says("old");
    scene.clock.advance(Duration::hours(49));
    let old = scene.call("deleteMessage", json!({ "chat_id": 7001, "message_id": 2 })).await;
    assert_eq!(old, Err("Bad Request: message can't be deleted for everyone".into()));
}

#[tokio::test]
async fn a_blocked_bot_cannot_send() {
    let scene = start().await;
    scene.ann_says("hi");
    scene.telegram.block(scene.chat());
    assert_eq!(scene.send("x").await, Err("Forbidden: bot was blocked by the user".into()));
    assert_eq!(scene.poll(0).await[1]["my_chat_member"]["new_chat_member"]["status"], "kicked");
    scene.telegram.unblock(scene.chat());
    assert!(scene.send("x").await.is_ok());
}

#[tokio::test]
async fn a_group_has_a_title_and_moves_when_it_becomes_a_supergroup() {
    let scene = start().await;
    let (group, super_group) = (Chat::Group(-42), Chat::Group(-1_000_000_000_042));
    scene.telegram.add_to_group(&scene.ann, group, "Team");
    let joined = scene.poll(0).await[0]["my_chat_member"].clone();
    assert_eq!((&joined["chat"]["title"], &joined["from"]["id"]), (&json!("Team"), &json!(7001)));
    assert_eq!(
        (&joined["old_chat_member"]["status"], &joined["new_chat_member"]["status"]),
        (&json!("left"), &json!("member"))
    );
    let send = |chat: Chat| scene.call("sendMessage", json!({ "chat_id": chat.id(), "text": "x" }));
    assert!(send(group).await.is_ok());
    scene.telegram.upgrade_group(&scene.ann, group, super_group);
    assert_eq!(scene.poll(0).await[1]["message"]["migrate_to_chat_id"], super_group.id());
    let sent = json!({ "chat_id": group.id(), "text": "x" });
    let (status, body) = scene.raw_call(&scene.telegram.token(), "sendMessage", sent).await;
    assert!(status == 400 && body.contains(r#""migrate_to_chat_id":-1000000000042"#), "{body}");
    assert!(send(super_group).await.is_ok());
    scene.telegram.remove_from_group(&scene.ann, super_group, "Team");
    assert_eq!(send(super_group).await, Err("Forbidden: bot was kicked from the supergroup chat".into()));
}

#[tokio::test]
async fn commands_are_checked_and_kept_without_the_slash() {
    let scene = start().await;
    let set = |command: &str| {
        let commands = json!([{ "command": command, "description": "Try" }]);
        scene.call("setMyCommands", json!({ "commands": commands }))
    };
    assert_eq!(set("/csvstatus").await, Ok(json!(true)));
    assert_eq!(set("CsvStatus").await, Err("Bad Request: BOT_COMMAND_INVALID".into()));
    let kept = json!([{ "command": "csvstatus", "description": "Try" }]);
    assert_eq!(scene.call("getMyCommands", json!({})).await, Ok(kept.clone()));
    assert_eq!(scene.telegram.commands(""), kept);
}

#[tokio::test]
async fn strangers_and_unknown_methods_are_turned_away() {
    let scene = start().await;
    assert_eq!(scene.raw_call("1:x", "getMe", json!({})).await.0, 401);
    let unknown = scene.raw_call(&scene.telegram.token(), "sendUnicorn", json!({})).await;
    assert_eq!(unknown, (404, r#"{"description":"Not Found: method not found","error_code":404,"ok":false}"#.into()));
    assert_eq!(scene.telegram.token().split_once(':').unwrap().1.len(), 35);
    assert_eq!(scene.call("getMe", json!({})).await.unwrap()["username"], scene.telegram.bot_username());
}

#[tokio::test]
async fn faults_are_met_as_planned() {
    let scene = start().await;
    scene.ann_says("hi");
    let barrier = Barrier::new();
    scene.telegram.fault("sendMessage", 1, Fault::RetryAfter(35));
    scene.telegram.fault("sendMessage", 1, Fault::Status(502, "Bad Gateway".into()));
    scene.telegram.fault("sendMessage", 1, Fault::Hold(barrier.clone()));
    let (status, body) = scene.raw_call(&scene.telegram.token(), "sendMessage", json!({})).await;
    assert!(status == 429 && body.contains(r#""parameters":{"retry_after":35}"#));
    assert_eq!(scene.send("x").await, Err("Bad Gateway".into()));
    let look = async {
        barrier.reached(1).await;
        assert_eq!(scene.telegram.messages(scene.chat()).len(), 1);
        barrier.release();
    };
    let (held, ()) = tokio::join!(scene.send("x"), look);
    assert!(held.is_ok());
}

#[tokio::test]
async fn a_cut_answer_hides_that_the_message_was_sent() {
    let scene = start().await;
    scene.ann_says("hi");
    scene.telegram.fault("sendMessage", 1, Fault::CutBody);
    let url = format!("{}/bot{}/sendMessage?chat_id=7001&text=x", scene.telegram.url(), scene.telegram.token());
    assert!(reqwest::get(url).await.unwrap().text().await.is_err());
    assert_eq!(scene.telegram.messages(scene.chat()).len(), 2);
}

#[tokio::test]
async fn the_server_ends_with_its_last_handle() {
    let Scene { telegram, .. } = start().await;
    let url = format!("{}/bot{}/getMe", telegram.url(), telegram.token());
    let open = tokio::spawn(reqwest::get(url.replace("getMe", "getUpdates?timeout=50")));
    telegram.wait_for_calls(|calls| calls.len() == 1).await.unwrap();
    drop(telegram);
    assert!(open.await.is_ok());
    let closed = async {
        while reqwest::get(&url).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    assert!(tokio::time::timeout(DEADLINE, closed).await.is_ok());
}
