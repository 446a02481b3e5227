//! What is refused before it takes the memory or the time of everybody, and two who write to one bot.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use serde_json::{Value, json};

use super::{
    EMPTY, EMPTY_ROOM, ROOM, SHOP, contents, copy_of, ended, file, jobs_done, restores, with_an_empty_bot, writes,
};
use crate::support::beside::Database;
use crate::support::{Talk, TestBot, contains, until};

fn with_code(bot: &TestBot, id: i64, code: &str) {
    let command = json!({"id": id, "bot_id": SHOP, "command": format!("/n{id}"), "answer": null, "code": code, "help": null,
        "keyboard_body": null, "need_reply": null, "auto_retry_time": null, "commands_folder_id": null, "aliases": []});
    bot.world.api.put(SHOP, Thing::Command, command);
}

async fn finds(talk: &Talk<'_>, find: &str) -> String {
    talk.says(ROOM).await;
    talk.presses("Find and replace…").await;
    talk.says(find).await
}

#[tokio::test]
async fn a_text_that_is_nearly_everywhere_is_not_replaced() {
    let bot = TestBot::start().await;
    with_code(&bot, 901, &"q".repeat(60_000));
    with_code(&bot, 902, &"q".repeat(60_000));
    let anna = bot.linked().await;
    contains(&finds(&anna, "q").await, "“q” is in more than 100,000 places");
    // The question stands.
    contains(&anna.says(&"q".repeat(100)).await, "is in 1,200 places of 2 commands");
}

#[tokio::test]
async fn a_replacement_that_would_be_too_much_at_once_is_refused_before_it_is_made() {
    let bot = TestBot::start().await;
    for id in 0..20 {
        with_code(&bot, 900 + id, &"qz".repeat(300));
    }
    let anna = bot.linked().await;
    finds(&anna, "qz").await;
    let refused = anna.says(&"b".repeat(3_000)).await;
    contains(&refused, "That would be too much at once");
    assert!(!anna.last().labels().iter().any(|label| label.starts_with("Replace all")), "{refused}");
    anna.presses("Other text").await;
    contains(&anna.says("b").await, "is in 6,000 places of 20 commands");
}

#[tokio::test]
async fn a_file_of_places_has_the_first_ones_and_says_how_many_are_left_out() {
    let bot = TestBot::start().await;
    with_code(&bot, 901, &"a qz\n".repeat(3_000));
    with_code(&bot, 902, "qz");
    let anna = bot.linked().await;
    finds(&anna, "qz").await;
    anna.says("b").await;
    anna.presses("Show all").await;
    let places = file(&anna);
    contains(&places, "code, 1: a [qz → b]");
    contains(&places, "code, 2,000: a [qz → b]");
    contains(&places, "and 1,001 more places");
    assert!(!places.contains("code, 2,001") && !places.contains("/n902"));
}

#[tokio::test]
async fn a_copy_that_is_nested_on_purpose_takes_no_more_than_it_is() {
    let bot = TestBot::start().await;
    // It is 200 kB; with a line for each value, and spaces before it, it would be 20 MB.
    let nested = (0..100).fold(json!(vec![0; 100_000]), |inside, _| json!([inside]));
    bot.world.api.put(SHOP, Thing::Command, json!({"id": 9, "command": "/deep", "aliases": [], "odd": nested}));
    let anna = bot.linked().await;
    let copy = copy_of(&anna, ROOM).await;
    assert!(copy.len() < 400_000);
    let copy: Value = serde_json::from_str(&copy).unwrap();
    let kept = copy["commands"].as_array().unwrap().iter().find(|command| command["command"] == "/deep").unwrap();
    let all = bot.world.api.all(SHOP, Thing::Command);
    assert_eq!(kept["odd"], all.iter().find(|command| command["command"] == "/deep").unwrap()["odd"]);
}

#[tokio::test]
async fn a_command_of_a_file_with_thousands_of_values_is_refused_by_its_place() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let aliases = vec!["{\"command\":\"a\"}"; 20_000].join(",");
    for odd in [format!("\"aliases\":[{aliases}]"), format!("\"odd\":{}0{}", "[".repeat(100), "]".repeat(100))] {
        let copy =
            format!("{{\"bb-pocket-copy\":1,\"commands\":[{{\"command\":\"/a\"}},{{\"command\":\"/b\",{odd}}}]}}");
        let said = restores(&anna, ROOM, copy.as_bytes()).await;
        contains(&said, "I can't read command 2");
    }
}

#[tokio::test]
async fn one_bot_is_restored_by_one_at_a_time_whoever_begins() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    restores(&bert, EMPTY_ROOM, copy.as_bytes()).await;
    let held = Barrier::new();
    bot.world.api.fault("create_folder", 1, Fault::Hold(held.clone()));
    anna.presses("Restore now").await;
    held.reached(1).await;
    let refused = bert.presses("Restore now").await;
    contains(&refused, "Somebody else writes to this bot");
    assert!(!refused.contains("Anna") && !bert.last().labels().contains(&"See it"), "{refused}");
    held.release();
    contains(&ended(&anna).await, "10 of 10 done");
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
    let creates = bot.api_calls().iter().filter(|call| *call == "create_command").count();
    assert_eq!(creates, 8);
}

#[tokio::test]
async fn a_job_goes_on_when_nobody_else_writes_and_makes_nothing_that_is_there() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let first = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(first.clone()));
    anna.presses("Restore now").await;
    first.reached(1).await;
    contains(&anna.presses("Stop").await, "Corner: stopped");
    first.release();
    until("a command is made", async || !bot.world.api.all(EMPTY, Thing::Command).is_empty()).await;
    // Bert restores the rest while hers is stopped; she cannot go on meanwhile.
    restores(&bert, EMPTY_ROOM, copy.as_bytes()).await;
    let second = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(second.clone()));
    bert.presses("Restore now").await;
    second.reached(1).await;
    contains(&anna.presses("Go on").await, "Somebody else writes to this bot");
    second.release();
    ended(&bert).await;
    anna.says(EMPTY_ROOM).await;
    anna.presses("The last restore or replacement").await;
    anna.presses("Go on").await;
    contains(&ended(&anna).await, "10 of 10 done");
    assert_eq!(contents(&bot, EMPTY), contents(&bot, SHOP));
    let creates = bot.api_calls().iter().filter(|call| *call == "create_command").count();
    assert_eq!(creates, 8);
}

#[tokio::test]
async fn what_was_made_otherwise_meanwhile_is_not_made_twice() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let held = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(held.clone()));
    anna.presses("Restore now").await;
    held.reached(1).await;
    anna.presses("Stop").await;
    held.release();
    until("a command is made", async || !bot.world.api.all(EMPTY, Thing::Command).is_empty()).await;
    let known: Value = bot.world.api.all(EMPTY, Thing::Command)[0]["command"].clone();
    let mut names = bot.world.api.all(SHOP, Thing::Command).into_iter().map(|one| one["command"].clone());
    let other = names.rfind(|name| *name != known).unwrap();
    bot.world.api.put(EMPTY, Thing::Command, json!({"id": 99, "command": other, "answer": "Mine", "aliases": []}));
    anna.presses("Go on").await;
    let report = ended(&anna).await;
    assert_eq!(jobs_done(&report), "9 of 10 done");
    contains(&report, "There is one now that I did not write so");
    assert_eq!(contents(&bot, EMPTY).0.len(), 8, "no name is there twice");
}

/// How many jobs are stored, and how many steps with something in them.
async fn stored(bot: &TestBot) -> (i64, i64) {
    let database = Database::open(bot).await;
    database.rows("SELECT (SELECT COUNT(*) FROM jobs), (SELECT COUNT(*) FROM job_steps WHERE body IS NOT NULL)").await
        [0]
}

async fn deletes(talk: &Talk<'_>) {
    talk.says("/bot Corner").await;
    talk.presses("More").await;
    talk.presses("Delete…").await;
    talk.says("500").await;
    contains(&talk.presses("Delete it").await, "is deleted");
}

#[tokio::test]
async fn the_jobs_of_a_deleted_bot_go_with_it() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let copy = copy_of(&anna, ROOM).await;
    // One that is kept: it is another bot's.
    restores(&anna, ROOM, copy.replace("\"answer\"", "\"Answer\"").as_bytes()).await;
    let said = json!({"errors": {"command": ["odd"]}}).to_string();
    bot.world.api.fault("create_command", 2, Fault::Whole(422, said));
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    anna.presses("Restore now").await;
    contains(&ended(&anna).await, "8 of 10 done");
    assert_eq!(stored(&bot).await, (2, 2));
    deletes(&anna).await;
    assert_eq!(stored(&bot).await, (1, 0));
}

#[tokio::test]
async fn a_job_on_a_bot_that_is_gone_ends_with_a_word_and_keeps_nothing() {
    let bot = TestBot::start().await;
    let anna = with_an_empty_bot(&bot).await;
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    let copy = copy_of(&anna, ROOM).await;
    restores(&anna, EMPTY_ROOM, copy.as_bytes()).await;
    let held = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(held.clone()));
    anna.presses("Restore now").await;
    held.reached(1).await;
    deletes(&bert).await;
    let calls = bot.api_calls().len();
    held.release();
    let report = ended(&anna).await;
    contains(&report, "Corner: stopped");
    contains(&report, "This bot is not there any more");
    assert_eq!(writes(&bot, calls), 0, "no other step is tried");
    assert!(!anna.last().labels().contains(&"Go on"));
    assert_eq!(stored(&bot).await, (1, 0));
}
