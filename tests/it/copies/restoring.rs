//! Restoring as a job: what is written, once, and what is told of it.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use super::{
    EMPTY, EMPTY_ROOM, ROOM, SHOP, contents, copy_of, ended, file, jobs_done, restores, with_an_empty_bot, writes,
};
use crate::support::{TestBot, contains, until};

#[tokio::test]
async fn a_bot_is_restored_into_an_empty_one_with_no_call_more_than_needed() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    contains(&restores(&anna, EMPTY_ROOM, copy.as_bytes()).await, "8 new · 0 overwritten · 0 unchanged");
    let calls = bot.api_calls().len();
    anna.presses("Restore now").await;
    contains(&ended(&anna).await, "✅ Corner is restored\n10 of 10 done");
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
    let made: Vec<String> = bot.api_calls()[calls..].to_vec();
    assert_eq!(writes(&bot, calls), 10, "{made:?}");
    assert_eq!(made.len(), 10 + 2, "one reading of the tree: {made:?}");
    // Now it is the same: nothing is written, by either bot's copy.
    let calls = bot.api_calls().len();
    let again = restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    contains(&again, "0 new · 0 overwritten · 8 unchanged");
    assert!(!again.contains("Restore now"));
    contains(&restores(&anna, ROOM, copy.as_bytes()).await, "Everything in the file is in the bot already");
    assert_eq!(writes(&bot, calls), 0);
}

/// Answer, code, folder, whether it waits, seconds and group.
type Fields = (Value, Value, Value, bool, Option<i64>, String);

/// Commands with whatever a field can hold.
fn commands() -> impl Strategy<Value = Vec<Value>> {
    let text = prop_oneof![
        Just(Value::Null),
        "[ -~\n]{1,40}".prop_map(Value::from),
        Just(json!("\n\n\n")),
        Just(json!("<b>&amp;</b>\u{202e}שלום 👩‍👩‍👧 \u{0}\u{7}")),
        Just(json!("x".repeat(200_000))),
    ];
    let folder = prop_oneof![Just(Value::Null), Just(json!(71)), Just(json!(72))];
    let one = (text.clone(), text, folder, any::<bool>(), prop::option::of(1..9_999_i64), "[a-z]{0,5}");
    prop::collection::vec(one, 1..7).prop_map(|all| {
        let command = |(place, (answer, code, folder, waits, seconds, group)): (usize, Fields)| {
            json!({
                "id": 9_000 + place, "bot_id": SHOP, "command": format!("/c{place} <'{group}'>"), "answer": answer, "code": code,
                "commands_folder_id": folder, "need_reply": waits, "auto_retry_time": seconds, "help": group,
                "keyboard_body": null, "commands_group": if group.is_empty() { Value::Null } else { json!({"title": group}) },
                "aliases": [{"id": 1, "command": format!("zz{place}")}, {"id": 2, "command": format!("aa{place}")}],
            })
        };
        all.into_iter().enumerate().map(command).collect()
    })
}

#[tokio::test]
async fn whatever_a_bot_has_comes_back_the_same() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..6 {
        let all = commands().new_tree(&mut runner).unwrap().current();
        let bot = TestBot::start().await;
        let anna = with_an_empty_bot(&bot).await;
        bot.world.api.add_bot(DEMO_KEY, 501, "Source");
        for (id, title) in [(71, "=Menu <b>"), (72, "עברית 🍕")] {
            bot.world.api.put(501, Thing::Folder, json!({"id": id, "title": title}));
        }
        all.iter().for_each(|one| bot.world.api.put(501, Thing::Command, one.clone()));
        let copy = copy_of(&anna, "/start 2ra_0_0_dx").await;
        contains(&restores(&anna, EMPTY_ROOM, copy.as_bytes()).await, "Restore Corner from this file?");
        anna.presses("Restore now").await;
        contains(&ended(&anna).await, "✅ Corner is restored");
        assert_eq!(contents(&bot, EMPTY), contents(&bot, 501));
        let calls = bot.api_calls().len();
        let again = copy_of(&anna, EMPTY_ROOM).await;
        let same = restores(&anna, EMPTY_ROOM, again.as_bytes()).await;
        contains(&same, "Everything in the file is in the bot already");
        assert_eq!(writes(&bot, calls), 0);
    }
}

#[tokio::test]
async fn what_is_not_in_the_file_is_removed_only_when_asked() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let copy = br#"{"bb-pocket-copy":1,"commands":[{"command":"/start","answer":"Only me"}]}"#;
    let preview = restores(&anna, ROOM, copy).await;
    contains(&preview, "0 new · 1 overwritten · 0 unchanged");
    contains(&preview, "1 command would lose this: keyboard");
    contains(&preview, "Not in the file, so they stay");
    contains(&anna.presses("Also remove 7").await, "To be removed");
    contains(&anna.presses("Remove nothing").await, "so they stay");
    anna.presses("Also remove 7").await;
    anna.presses("Restore now").await;
    contains(&ended(&anna).await, "8 of 8 done");
    let (commands, folders) = contents(&bot, SHOP);
    assert_eq!(commands.keys().collect::<Vec<_>>(), ["/start"]);
    assert_eq!(folders.len(), 2, "folders stay");
    // The version before it is kept.
    anna.says("/start 2dr_0_0_1nuxf_35x").await;
    contains(&anna.presses("Versions").await, "1. until");
}

#[tokio::test]
async fn a_csv_is_an_import_without_a_sheet() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ROOM).await;
    anna.presses("As a CSV").await;
    let csv = file(&anna);
    contains(&restores(&anna, ROOM, csv.as_bytes()).await, "Everything in the file is in the bot already");
    let edited = csv.replace("\"/start\",", "\"/begin\",");
    let preview = restores(&anna, ROOM, edited.as_bytes()).await;
    contains(&preview, "1 new · 0 overwritten · 7 unchanged");
    contains(&preview, "It costs no import");
    anna.presses("Restore now").await;
    ended(&anna).await;
    let (commands, _) = contents(&bot, SHOP);
    let without_name = |name: &str| {
        let mut command = commands[name].clone();
        ["command", "scenarios", "last_auto_retry_at", "folder"]
            .iter()
            .for_each(|field| drop(command.as_object_mut().unwrap().remove(*field)));
        command
    };
    assert_eq!(without_name("/begin"), without_name("/start"));
}

#[tokio::test]
async fn a_bot_that_changed_meanwhile_is_shown_again() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    bot.world.api.put(EMPTY, Thing::Command, json!({"id": 9, "command": "/start", "answer": "New", "aliases": []}));
    let calls = bot.api_calls().len();
    contains(&anna.presses("Restore now").await, "7 new · 1 overwritten");
    assert_eq!(writes(&bot, calls), 0);
    anna.presses("Restore now").await;
    contains(&ended(&anna).await, "10 of 10 done");
}

#[tokio::test]
async fn a_double_tap_restores_once() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let preview = anna.last().id;
    let first = bot.world.telegram.press(&anna.person, anna.chat, preview, "Restore now").unwrap().update().unwrap();
    let second = bot.world.telegram.press(&anna.person, anna.chat, preview, "Restore now").unwrap().update().unwrap();
    anna.sees_after(first).await;
    anna.sees_after(second).await;
    ended(&anna).await;
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
    let creates = bot.api_calls().iter().filter(|call| *call == "create_command").count();
    assert_eq!(creates, 8);
}

#[tokio::test]
async fn a_job_is_stopped_in_the_middle_and_goes_on() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let held = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(held.clone()));
    contains(&anna.presses("Restore now").await, "⏳ Restoring Corner…");
    held.reached(1).await;
    contains(&anna.presses("Stop").await, "Corner: stopped");
    // Somebody else's work on the same bot is not begun meanwhile by the same person twice.
    held.release();
    ended(&anna).await;
    bot.world.answered(bot.world.telegram.say(&anna.person, anna.chat, EMPTY_ROOM)).await.unwrap();
    contains(&anna.presses("The last restore or replacement").await, "Corner: stopped");
    let creates = || bot.api_calls().iter().filter(|call| *call == "create_command").count();
    assert_eq!(creates(), 1, "the step under way came to its end, and no other was begun");
    anna.presses("Go on").await;
    contains(&ended(&anna).await, "10 of 10 done");
    assert_eq!((creates(), contents(&bot, EMPTY)), (8, contents(&bot, SHOP)));
}

#[tokio::test]
async fn a_lost_answer_is_looked_for_and_not_sent_again() {
    for (endpoint, doubled) in [("create_command", 8), ("create_folder", 2)] {
        let bot = TestBot::start().await;
        let anna = with_an_empty_bot(&bot).await;
        let copy = copy_of(&anna, ROOM).await;
        restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
        bot.world.api.fault(endpoint, 1, Fault::CutBody);
        anna.presses("Restore now").await;
        // It waits until the request cannot be under way any more.
        let waits = async || {
            let database = crate::support::beside::Database::open(&bot).await;
            let due = "SELECT due_at - 20000 FROM jobs WHERE state = 'runs'";
            database.rows::<(i64,)>(due).await.first().is_some_and(|(due,)| *due == bot.clock.now_ms())
        };
        until("the job waits", waits).await;
        bot.clock.advance(TimeDelta::seconds(21));
        contains(&ended(&anna).await, "10 of 10 done");
        assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP), "{endpoint}");
        assert_eq!(bot.api_calls().iter().filter(|call| *call == endpoint).count(), doubled);
    }
}

#[tokio::test]
async fn what_failed_is_named_with_its_reason_and_tried_again() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let said = json!({"errors": {"command": ["<b>is too odd</b>"]}}).to_string();
    bot.world.api.fault("create_command", 2, Fault::Whole(422, said));
    anna.presses("Restore now").await;
    let report = ended(&anna).await;
    contains(&report, "⚠️ Corner: not everything worked\n8 of 10 done");
    contains(&report, "2 did not work");
    contains(&report, "<b>is too odd</b>");
    anna.presses("All reasons as a file").await;
    contains(&file(&anna), "NOT DONE: 2");
    anna.says(EMPTY_ROOM).await;
    anna.presses("The last restore or replacement").await;
    anna.presses("Try the failed ones again").await;
    contains(&ended(&anna).await, "10 of 10 done");
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
}

#[tokio::test]
async fn a_refused_key_lets_the_job_wait() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    bot.world.api.fault("create_command", 1, Fault::Whole(401, "{}".to_owned()));
    anna.presses("Restore now").await;
    let waits = ended(&anna).await;
    contains(&waits, "Bots.Business refused your key");
    assert_eq!(jobs_done(&waits), "2 of 10 done");
    anna.presses("Go on").await;
    contains(&ended(&anna).await, "10 of 10 done");
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
}

#[tokio::test]
async fn two_people_restore_at_the_same_time_and_none_sees_the_others_job() {
    let bot = TestBot::start().await;
    bot.world.api.add_bot(DEMO_KEY, 501, "Second");
    let anna = with_an_empty_bot(&bot).await;
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    restores(&bert, "/start 2ra_0_0_dx", copy.as_bytes()).await;
    anna.presses("Restore now").await;
    bert.presses("Restore now").await;
    ended(&anna).await;
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
    assert_eq!(contents(&bot, 501), contents(&bot, SHOP));
    let room = bert.says(EMPTY_ROOM).await;
    assert!(!room.contains("The last restore"), "{room}");
    // Her job by its number: he is led to the room.
    let update = bot.world.telegram.forge_press(&bert.person, bert.chat, bert.last().id, "2rg_5ei_0_dw_1");
    bert.sees_after(update).await;
    contains(&bert.last().text, "Copy of Corner");
}

#[tokio::test]
async fn what_a_restore_removes_can_be_made_again() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let before = contents(&bot, SHOP).0;
    let copy = br#"{"bb-pocket-copy":1,"commands":[{"command":"/start","answer":"Only me"}]}"#;
    restores(&anna, ROOM, copy).await;
    let asked = anna.presses("Also remove 7").await;
    contains(&asked, "7 commands are removed");
    assert!(anna.last().button("Keep a copy first").is_some(), "{asked}");
    anna.presses("Restore now").await;
    let report = ended(&anna).await;
    contains(&report, "8 of 8 done");
    contains(&report, "7 removed commands are in “Deleted lately” for 30 days");
    contains(&anna.presses("Deleted lately").await, "Deleted from My Shop lately · 7");
    contains(&anna.presses("/order · 12:03").await, "It is back, with all its fields");
    let order = |commands: &std::collections::BTreeMap<String, Value>| {
        let mut order = commands["/order"].clone();
        drop(order.as_object_mut().unwrap().remove("scenarios"));
        order
    };
    assert_eq!(order(&contents(&bot, SHOP).0), order(&before));
}

#[tokio::test]
async fn a_removal_that_is_refused_leaves_nothing_to_undo() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let copy = br#"{"bb-pocket-copy":1,"commands":[{"command":"/start","answer":"Only me"}]}"#;
    restores(&anna, ROOM, copy).await;
    anna.presses("Also remove 7").await;
    bot.world.api.fault("delete_command", 7, Fault::Whole(422, json!({"error": "No"}).to_string()));
    anna.presses("Restore now").await;
    let report = ended(&anna).await;
    contains(&report, "7 did not work");
    assert!(!report.contains("Deleted lately"), "{report}");
    anna.presses("Try the failed ones again").await;
    contains(&ended(&anna).await, "7 removed commands are in “Deleted lately”");
}

#[tokio::test]
async fn a_copy_of_another_bot_is_called_so() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    contains(&restores(&anna, EMPTY_ROOM, copy.as_bytes()).await, "This copy is of “My Shop”, not of this bot");
    assert!(!restores(&anna, ROOM, copy.as_bytes()).await.contains("not of this bot"));
    // Its name is a stranger's text.
    let name = format!("<b>&amp; \u{202e}{} {}", crate::support::BOT_TOKEN, "long ".repeat(60));
    let copy = json!({"bb-pocket-copy": 1, "bot": {"id": 7, "name": name}, "commands": [{"command": "/a"}]});
    let told = restores(&anna, EMPTY_ROOM, copy.to_string().as_bytes()).await;
    contains(&told, "not of this bot");
    contains(&told, "<b>&amp;");
    assert!(
        !told.contains("FAKE-token") && !told.contains('\u{202e}') && !told.contains(&"long ".repeat(20)),
        "{told}"
    );
}

#[tokio::test]
async fn a_copy_that_does_not_say_whose_it_is_is_a_copy_all_the_same() {
    for odd in [json!(7), json!({"id": "7"}), json!({"name": []}), json!(null)] {
        let bot = TestBot::start().await;
        let anna = with_an_empty_bot(&bot).await;
        let copy = json!({"bb-pocket-copy": 1, "bot": odd, "commands": [{"command": "/a", "answer": "x"}]});
        let told = restores(&anna, EMPTY_ROOM, copy.to_string().as_bytes()).await;
        contains(&told, "Restore Corner from this file?");
        assert!(!told.contains("not of this bot"), "{told}");
    }
}
