//! A new Api key: sealed in the place of the old one before anything else, whatever ends the process, and shown only to
//! whoever asks for it.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::Event;
use serde_json::json;

use super::{at_the_account, calls, double_tap, is_nowhere};
use crate::launch::crashes::{press, shows};
use crate::process::{Operated, crashes};
use crate::support::{TestBot, contains};

fn new_key(bot: &TestBot) -> String {
    bot.world.api.key_of("owner@example.com").unwrap()
}

#[tokio::test]
async fn a_new_key_takes_the_place_of_the_old_one_and_is_not_shown() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    insta::assert_snapshot!(anna.presses("New Api Key").await);
    anna.presses("Keep the old one").await;
    assert_eq!((calls(&bot, "reset_api_key"), new_key(&bot).as_str()), (0, DEMO_KEY));
    anna.presses("New Api Key").await;
    let told = double_tap(&anna, "reset_api_key", "Make a new key").await;
    contains(&told, "✅ o…@example.com has a new Api Key");
    assert_eq!(calls(&bot, "reset_api_key"), 1);
    let new = new_key(&bot);
    assert_ne!(new, DEMO_KEY);
    contains(&told, &format!("It ends with …{}", &new[36..]));
    is_nowhere(&bot, &[new.as_str(), DEMO_KEY]);
    let accounts = anna.says("/accounts").await;
    contains(&accounts, &format!("✅ 1. o…@example.com · key …{}", &new[36..]));
    assert!(!accounts.contains("2."), "{accounts}");
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test]
async fn the_new_key_is_shown_to_whoever_asks_and_goes_by_itself() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("New Api Key").await;
    anna.presses("Make a new key").await;
    let new = new_key(&bot);
    anna.presses("Reveal").await;
    let shown = anna.last();
    assert!(shown.text.contains(&new) && shown.protected, "{shown:?}");
    bot.clock.advance(chrono::TimeDelta::seconds(61));
    let gone = |events: &[Event]| events.iter().any(|event| matches!(event, Event::Deleted(it) if it.id == shown.id));
    bot.world.telegram.wait_for(gone).await.unwrap();
    assert!(!anna.screen().contains(&new));
}

#[tokio::test]
async fn what_is_watched_goes_on_with_the_new_key() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.put_task(2_792_787, 124, json!({"status": "in progress"}));
    anna.says("/csvstatus 2792787 124").await;
    anna.presses("Tell me when it ends").await;
    anna.says("/account").await;
    anna.presses("New Api Key").await;
    anna.presses("Make a new key").await;
    bot.world.api.put_task(2_792_787, 124, json!({"status": "ok", "bot_id": 2_792_787, "task_id": 124}));
    bot.clock.advance(chrono::TimeDelta::seconds(120));
    let ended = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Sent(message) if message.text.contains("✅ CSV import: ok")))
    };
    bot.world.telegram.wait_for(ended).await.unwrap();
}

#[tokio::test]
async fn others_with_the_old_key_are_asked_for_the_new_one() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    let boris = bot.talk(7002, "Boris");
    boris.says(DEMO_KEY).await;
    anna.presses("New Api Key").await;
    anna.presses("Make a new key").await;
    contains(&boris.says("/account").await, "Your key for o…@example.com was refused");
}

#[tokio::test]
async fn an_answer_that_was_lost_is_told_and_the_key_asked_for() {
    for fault in [Fault::CutBody, Fault::ServedAs("<html>".into()), Fault::ServedAs(json!({"ok": true}).to_string())] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("New Api Key").await;
        bot.world.api.fault("reset_api_key", 1, fault);
        let seen = anna.presses("Make a new key").await;
        contains(&seen, "o…@example.com has a new Api Key, and I did not get it");
        contains(&anna.says("/accounts").await, "⚠️ key refused");
        anna.says("/account").await;
        contains(&anna.says(&new_key(&bot)).await, "New key for o…@example.com");
        contains(&anna.says("/account").await, "plan Free");
        is_nowhere(&bot, &[new_key(&bot).as_str(), DEMO_KEY]);
    }
}

#[tokio::test]
async fn a_key_that_was_not_replaced_is_not_called_new() {
    for (fault, told) in [
        (Fault::Garbage("<html>".into()), "I see no new Api Key for o…@example.com"),
        (Fault::Status(503, String::new()), "I see no new Api Key for o…@example.com"),
        (Fault::Whole(200, json!({"api_key": DEMO_KEY}).to_string()), "I see no new Api Key for o…@example.com"),
        (Fault::Status(422, json!({"error": "Not now"}).to_string()), "Its words: “Not now”"),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("New Api Key").await;
        bot.world.api.fault("reset_api_key", 1, fault);
        let seen = anna.presses("Make a new key").await;
        contains(&seen, told);
        assert!(anna.last().button("Reveal").is_none());
        contains(&anna.says("/accounts").await, "key …0001");
    }
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("New Api Key").await;
    bot.world.api.forget_route("reset_api_key");
    contains(&anna.presses("Make a new key").await, "endpoint reset_api_key");
}

#[tokio::test]
async fn the_key_of_the_account_that_was_asked_about_is_replaced() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("New Api Key").await;
    let question = anna.last().id;
    anna.says(SECOND_KEY).await;
    contains(&anna.presses_on(question, "Make a new key").await, "o…@example.com has a new Api Key");
    let accounts = anna.says("/accounts").await;
    contains(&accounts, &format!("1. o…@example.com · key …{}", &new_key(&bot)[36..]));
    contains(&accounts, "2. s…@shop.example · key …0002");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_is_made_once_and_told_truly_whatever_step_the_process_ends_at() {
    for (place, made, told) in [
        ("act-claimed", 0, "I see no new Api Key for o…@example.com"),
        ("key-made", 1, "has a new Api Key, and I did not get it"),
        ("key-stored", 1, "✅ o…@example.com has a new Api Key"),
        ("act-sent", 1, "✅ o…@example.com has a new Api Key"),
        ("act-ended", 1, "✅ o…@example.com has a new Api Key"),
        ("deliver-sent", 1, "✅ o…@example.com has a new Api Key"),
    ] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/account", "o…@example.com").await;
        press(&operated, "New Api Key");
        shows(&operated.telegram, "Make a new Api Key for o…@example.com?").await;
        operated.ends(child);
        crashes(&operated, place, || press(&operated, "Make a new key")).await;
        let child = operated.start();
        shows(&operated.telegram, told).await;
        operated.says("/help", "What I can do").await;
        let calls = operated.api.calls();
        assert_eq!(calls.iter().filter(|call| call.endpoint == "reset_api_key").count(), made, "{place}");
        let new = operated.api.key_of("owner@example.com").unwrap();
        let sent: String = operated.telegram.calls().iter().map(|call| call.body.to_string()).collect();
        assert!(!sent.contains(&new), "{place}: the key was shown");
        if place == "key-made" {
            operated.says(&new, "New key for o…@example.com").await;
        }
        operated.says("/csvstatus 2792787 123", "New      21").await;
        operated.ends(child);
    }
}
