//! The road itself: nothing is lost, nothing runs twice, one chat does not hurt another.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Event, Telegram};
use serde_json::{Value, json};

use crate::support::{TestBot, beside, contains};

fn update(id: i64, text: &str) -> String {
    json!({"update_id": id, "message": {"message_id": id % 100_000, "date": 1_795_435_387, "text": text,
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"},
        "chat": {"id": 7001, "first_name": "Anna", "type": "private"}}})
    .to_string()
}

fn sent(telegram: &Telegram) -> usize {
    telegram.calls().iter().filter(|call| call.method == "sendmessage" && call.status == Some(200)).count()
}

#[tokio::test]
async fn a_repeated_update_has_one_effect() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    let before = sent(&bot.world.telegram);
    let last = bot.world.telegram.push_raw(&update(800_000_001, "/help"));
    anna.sees_after(last).await;
    let again = bot.world.telegram.push_raw(&update(800_000_001, "/help"));
    anna.sees_after(again).await;
    anna.says("/cancel").await;
    assert_eq!(sent(&bot.world.telegram), before + 2, "one answer to /help, one to /cancel");
}

#[tokio::test]
async fn a_batch_in_another_order_that_comes_twice_is_answered_once() {
    let bot = TestBot::start().await;
    let (anna, boris) = (bot.talk(7001, "Anna"), bot.talk(7002, "Boris"));
    anna.says("/start").await;
    let before = sent(&bot.world.telegram);
    bot.world.telegram.reorder(1);
    bot.world.telegram.repeat(1);
    let updates = [anna.starts_saying("/help"), boris.starts_saying("/help")];
    for update in updates {
        bot.world.answered(update).await.unwrap();
    }
    contains(&anna.says("/privacy").await, "What I store");
    assert_eq!(sent(&bot.world.telegram), before + 3, "one answer to each /help, one to /privacy");
}

#[tokio::test]
async fn numbers_that_start_again_are_no_repeats() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/help").await, "What I can do");
    bot.world.telegram.restart_update_numbers(5);
    contains(&anna.says("/help").await, "What I can do");
}

#[tokio::test]
async fn updates_that_do_not_parse_are_passed_over() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    for odd in [
        r#"{"message":{"message_id":1}}"#.to_owned(),
        r#"{"message":"text"}"#.to_owned(),
        r#"{"unheard_of":{"x":1}}"#.to_owned(),
        json!({"message": {"message_id": 3, "text": "x".repeat(1_000_000)}}).to_string(),
        "{}".to_owned(),
    ] {
        let update = bot.world.telegram.push_raw(&odd);
        bot.world.answered(update).await.unwrap();
    }
    contains(&anna.says("/help").await, "What I can do");
}

#[tokio::test]
async fn a_million_characters_are_answered_with_a_sentence() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says(&format!("/csvstatus {}", "9".repeat(1_000_000))).await, "That number is too long");
    anna.says("/cancel").await;
    contains(&anna.says(&format!("/{}", "x".repeat(1_000_000))).await, "I don't know /xxx");
    contains(&anna.says(&"word ".repeat(200_000)).await, "I did not understand that");
}

#[tokio::test]
async fn updates_of_a_chat_are_answered_in_order() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let mut last = None;
    for task in 501..=515 {
        bot.world.api.put_task(2_792_787, task, json!({"status": "ok", "task_id": task}));
        last = Some(anna.starts_saying(&format!("/csvstatus 2792787 {task}")));
    }
    anna.sees_after(last.unwrap()).await;
    let answered: Vec<String> = bot
        .world
        .telegram
        .messages(anna.chat)
        .into_iter()
        .filter(|message| message.from_bot())
        .filter_map(|message| {
            message.text.lines().nth(1).and_then(|line| line.split("import ").nth(1)).map(str::to_owned)
        })
        .collect();
    assert_eq!(answered, (501..=515).map(|task| task.to_string()).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_chat_that_waits_holds_no_other_up() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let boris = bot.talk(7002, "Boris");
    boris.says(DEMO_KEY).await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let mut waiting = anna.starts_saying("/csvstatus 2792787 123");
    held.reached(1).await;
    for _ in 0..15 {
        waiting = anna.starts_saying("/csvstatus 2792787 123");
    }
    let asked = boris.starts_saying("/csvstatus 2792787 123");
    bot.world.telegram.acknowledged(asked).await.unwrap();
    let chat = boris.chat;
    let answered = |events: &[Event]| {
        events.iter().any(|event| matches!(event, Event::Sent(message) if message.chat == chat && message.text.contains("CSV import")))
    };
    bot.world.telegram.wait_for(answered).await.unwrap();
    held.release();
    anna.sees_after(waiting).await;
}

#[tokio::test]
async fn waiting_for_telegrams_turn_is_obeyed_and_the_answer_kept() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.telegram.fault("sendmessage", 1, Fault::RetryAfter(1));
    let begun = tokio::time::Instant::now();
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    assert!(begun.elapsed() >= std::time::Duration::from_secs(1), "not a second earlier than Telegram allows");
}

#[tokio::test]
async fn telegram_may_fail_and_every_answer_comes() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    // A 200 that is not Telegram's is taken as sent (`refusals`), so only polls get it.
    bot.world.telegram.fault("getupdates", 2, Fault::Garbage("<html>".into()));
    for fault in [Fault::Status(502, "Bad Gateway".into()), Fault::Status(500, "x".into())] {
        bot.world.telegram.fault("sendmessage", 2, fault.clone());
        bot.world.telegram.fault("getupdates", 2, fault);
        contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    }
    bot.world.telegram.fault("getupdates", 2, Fault::Conflict);
    contains(&anna.says("/help").await, "What I can do");
}

#[tokio::test]
async fn a_person_who_blocked_the_bot_gets_no_second_try() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.telegram.block(anna.chat);
    let before = bot.world.telegram.calls().iter().filter(|call| call.method == "sendmessage").count();
    anna.says("/help").await;
    let after = bot.world.telegram.calls().iter().filter(|call| call.method == "sendmessage").count();
    assert_eq!(after, before + 1);
    bot.world.telegram.unblock(anna.chat);
    contains(&anna.says("/help").await, "What I can do");
}

#[tokio::test]
async fn a_store_that_fails_is_said_with_a_number() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    database.run("ALTER TABLE accounts RENAME TO elsewhere").await;
    // Rows are kept for a minute.
    bot.clock.advance(chrono::TimeDelta::seconds(60));
    contains(&anna.says("/csvstatus 2792787 123").await, "Sorry, something broke on my side");
    database.run("ALTER TABLE elsewhere RENAME TO accounts").await;
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test]
async fn a_finished_update_leaves_only_its_number() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("hello, this is a message").await;
    let database = beside::Database::open(&bot).await;
    let rows: Vec<(i64, Option<Vec<u8>>)> = database.rows("SELECT update_id, body FROM inbox").await;
    assert!(rows.len() >= 2 && rows.iter().all(|(_, body)| body.is_none()), "{rows:?}");
}

#[tokio::test]
async fn polls_say_what_they_want_and_acknowledge_what_they_have() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let last = anna.starts_saying("/help");
    anna.sees_after(last).await;
    let polls: Vec<Value> = bot
        .world
        .telegram
        .calls()
        .into_iter()
        .filter(|call| call.method == "getupdates")
        .map(|call| call.body)
        .collect();
    assert!(polls.iter().all(
        |poll| poll["allowed_updates"] == json!(["message", "edited_message", "callback_query", "my_chat_member"])
    ));
    assert!(polls[0].get("offset").is_none_or(Value::is_null), "the first poll knows no offset: {}", polls[0]);
    assert_eq!(polls.last().unwrap()["offset"], json!(last.0 + 1));
}

#[tokio::test]
async fn a_database_that_is_locked_for_a_while_loses_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    let lock = database.lock().await;
    let asked = anna.starts_saying("/csvstatus 2792787 123");
    let polled = bot.world.telegram.calls().len();
    bot.world.telegram.wait_for_calls(|calls| calls.len() >= polled).await.unwrap();
    assert_eq!(anna.sees(), "", "nothing is answered before it is stored");
    drop(lock);
    contains(&anna.sees_after(asked).await, "New      21");
}

#[tokio::test]
async fn a_full_disk_is_waited_out() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    // A trigger stands in for a disk that is full: the batch that finishes updates fails until it is gone.
    database.run("CREATE TRIGGER full BEFORE UPDATE ON inbox BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END").await;
    let before = bot.world.telegram.events().len();
    anna.starts_saying("/csvstatus 2792787 123");
    let answered = |events: &[Event]| events[before..].iter().any(|event| matches!(event, Event::Sent(_)));
    bot.world.telegram.wait_for(answered).await.unwrap();
    database.run("DROP TRIGGER full").await;
    bot.world.app.idle().await;
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}
