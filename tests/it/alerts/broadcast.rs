//! The watch of a broadcast: what is told of it, and what can be done beside it.

use bb_pocket::sandbox::bots_business::Thing;
use serde_json::json;

use super::{Days, SHOP, TestBot, contains};
use crate::support::Talk;

const TASK: i64 = 810;

fn set(bot: &TestBot, status: &str, passed: i64, errors: i64) {
    let task = json!({"id": TASK, "status": status, "total": 1000, "cur_position": passed, "errors_count": errors,
        "created_at": "2026-11-23T12:00:00.000Z"});
    match bot.world.api.all(SHOP, Thing::Broadcast).iter().any(|one| one["id"] == TASK) {
        true => bot.world.api.replace(SHOP, Thing::Broadcast, task),
        false => bot.world.api.put(SHOP, Thing::Broadcast, task),
    }
}

async fn watching(bot: &TestBot) -> (Talk<'_>, Days<'_>) {
    set(bot, "in progress", 100, 0);
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("Broadcasts").await;
    anna.presses(&format!("🟢 {TASK}")).await;
    anna.presses("Tell me how it goes").await;
    assert!(anna.last().button("Stop watching").is_some() && anna.last().button("Tell me how it goes").is_none());
    let mut days = Days::new(bot).await;
    assert_eq!(days.pass(2).await, Vec::<String>::new());
    (anna, days)
}

#[tokio::test]
async fn half_errors_standing_still_and_the_end_are_told() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    let mut told = Vec::new();
    set(&bot, "in progress", 520, 2);
    told.extend(days.pass(3).await);
    set(&bot, "in progress", 600, 40);
    told.extend(days.pass(3).await);
    insta::assert_snapshot!("broadcast_errors", anna.looks_at());
    told.extend(days.pass(30).await);
    set(&bot, "in progress", 700, 42);
    told.extend(days.pass(3).await);
    set(&bot, "finished", 1000, 42);
    told.extend(days.pass(3).await);
    set(&bot, "in progress", 1, 0);
    told.extend(days.pass(60).await);
    insta::assert_snapshot!("broadcast", told.join("\n"));
}

#[tokio::test]
async fn it_is_paused_beside_the_alert_and_then_does_not_stand_still() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    set(&bot, "in progress", 200, 40);
    assert_eq!(days.pass(3).await.len(), 1);
    contains(&anna.presses("Pause").await, "paused");
    assert_eq!(days.pass(60).await, Vec::<String>::new());
    assert_eq!(
        bot.world.api.all(SHOP, Thing::Broadcast).iter().find(|one| one["id"] == TASK).unwrap()["status"],
        "paused"
    );
}

#[tokio::test]
async fn one_that_is_deleted_ends_with_a_word_and_one_that_is_stopped_without() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    anna.presses("Stop watching").await;
    set(&bot, "finished", 1000, 0);
    assert_eq!(days.pass(60).await, Vec::<String>::new());

    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    let card = anna.last().id;
    anna.says("/bot My Shop").await;
    let update = bot.world.telegram.press(&anna.person, anna.chat, card, "Delete…").unwrap();
    anna.sees_after(update.update().unwrap()).await;
    let update = bot.world.telegram.press(&anna.person, anna.chat, card, "Delete it").unwrap();
    anna.sees_after(update.update().unwrap()).await;
    let told = days.pass(30).await;
    assert_eq!(told.iter().filter(|line| line.contains("is not there any more")).count(), 1, "{told:?}");
}
