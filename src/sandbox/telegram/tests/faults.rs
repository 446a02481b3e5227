//! The switches for what goes wrong with calls.

use super::*;

impl Scene {
    async fn send_to(&self, chat: Chat, text: &str) -> Result<Value, String> {
        self.call("sendMessage", json!({ "chat_id": chat.id(), "text": text })).await
    }
}

const GROUP: Chat = Chat::Group(-1_000_000_000_100);

#[tokio::test]
async fn limits_are_enforced_by_the_clock_when_asked_for() {
    let scene = start().await;
    scene.ann_says("hi");
    for number in 0..10 {
        scene.send(&number.to_string()).await.unwrap();
    }
    assert_eq!(scene.telegram.floods(), 0, "nobody asked for limits");
    scene.telegram.enforce_limits(scene.clock.clone());
    let first = scene.send("first").await.unwrap()["message_id"].clone();
    for number in 0..3 {
        scene.send(&number.to_string()).await.unwrap();
    }
    let edit = json!({ "chat_id": 7001, "message_id": first, "text": "edited" });
    scene.call("editMessageText", edit).await.unwrap();
    let (status, body) =
        scene.raw_call(&scene.telegram.token(), "sendMessage", json!({ "chat_id": 7001, "text": "x" })).await;
    assert!(status == 429 && body.contains(r#""parameters":{"retry_after":1}"#), "an edit counts: {body}");
    scene.call("sendChatAction", json!({ "chat_id": 7001, "action": "typing" })).await.unwrap();
    scene.call("deleteMessage", json!({ "chat_id": 7001, "message_id": first })).await.unwrap();
    assert_eq!(scene.telegram.floods(), 1);
    assert_eq!(scene.telegram.calls().iter().filter(|call| call.status == Some(429)).count(), 1);
    scene.clock.advance(Duration::seconds(1));
    scene.send("later").await.unwrap();
    assert_eq!(scene.telegram.floods(), 1);
}

#[tokio::test]
async fn a_chat_waits_until_it_is_released_and_no_other_does() {
    let scene = start().await;
    scene.ann_says("hi");
    scene.telegram.say(&scene.ann, GROUP, "/help");
    scene.telegram.make_chat_wait(scene.chat(), 60);
    for _ in 0..3 {
        assert_eq!(scene.send("x").await, Err("Too Many Requests: retry after 60".into()));
    }
    scene.send_to(GROUP, "x").await.unwrap();
    scene.telegram.release_chat(scene.chat());
    scene.send("x").await.unwrap();
    scene.telegram.make_all_wait(7);
    for chat in [scene.chat(), GROUP] {
        assert_eq!(scene.send_to(chat, "x").await, Err("Too Many Requests: retry after 7".into()));
    }
    scene.call("getMe", json!({})).await.unwrap();
    scene.telegram.release_all();
    scene.send("x").await.unwrap();
}

#[tokio::test]
async fn a_held_chat_hangs_alone() {
    let scene = start().await;
    scene.ann_says("hi");
    scene.telegram.say(&scene.ann, GROUP, "/help");
    let held = scene.telegram.hold_chat(scene.chat());
    let beside = async {
        held.reached(1).await;
        scene.send_to(GROUP, "beside").await.unwrap();
        assert!(scene.telegram.last_from_bot(scene.chat()).is_none());
        held.release();
    };
    let (sent, ()) = tokio::join!(scene.send("held"), beside);
    sent.unwrap();
}

#[tokio::test]
async fn an_answer_can_be_anything_whether_it_was_served_or_not() {
    let scene = start().await;
    scene.ann_says("hi");
    let send = json!({ "chat_id": 7001, "text": "x" });
    scene.telegram.fault("sendMessage", 1, Fault::ServedAs("<html>".into()));
    scene.telegram.fault("sendMessage", 1, Fault::Whole(404, "<h1>nginx</h1>".into()));
    let token = scene.telegram.token();
    let call = || scene.raw_call(&token, "sendMessage", send.clone());
    assert_eq!(call().await, (200, "<html>".into()));
    assert_eq!(scene.telegram.messages(scene.chat()).len(), 2);
    assert_eq!(call().await, (404, "<h1>nginx</h1>".into()));
    assert_eq!(scene.telegram.messages(scene.chat()).len(), 2);
}

#[tokio::test]
async fn nobody_polls_beside_a_webhook() {
    let scene = start().await;
    let poll = scene.call("getUpdates", json!({ "timeout": 50 }));
    let set = async {
        scene.telegram.wait_for_calls(|calls| calls.len() == 1).await.unwrap();
        scene.telegram.set_webhook("https://shop.example/hook");
    };
    let (ended, ()) = tokio::join!(poll, set);
    assert_eq!(ended, Err("Conflict: terminated by setWebhook request".into()));
    let refused = scene.call("getUpdates", json!({})).await.unwrap_err();
    assert!(refused.starts_with("Conflict: can't use getUpdates method while webhook is active"), "{refused}");
    assert_eq!(scene.call("getWebhookInfo", json!({})).await.unwrap()["url"], "https://shop.example/hook");
    scene.call("deleteWebhook", json!({})).await.unwrap();
    assert_eq!(scene.call("getUpdates", json!({})).await, Ok(json!([])));
}
