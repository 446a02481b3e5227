//! Each watch with a sound, without one, or off, and muted from whatever it tells: imports, broadcasts, iterations, the key.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use serde_json::json;

use super::{Database, Days, NEW_KEY, SHOP, TestBot, contains, watching};
use crate::support::Talk;

const IMPORT: i64 = 124;
const BROADCAST: i64 = 810;

fn import(bot: &TestBot, status: &str) {
    bot.world.api.put_task(SHOP, IMPORT, json!({"status": status, "task_id": IMPORT, "bot_id": SHOP}));
}

/// Anna, who watches an import and a broadcast.
async fn watching_both(bot: &TestBot) -> (Talk<'_>, Days<'_>) {
    import(bot, "in progress");
    let task = json!({"id": BROADCAST, "status": "in progress", "total": 1000, "cur_position": 100, "errors_count": 0,
        "created_at": "2026-11-23T12:00:00.000Z"});
    bot.world.api.put(SHOP, Thing::Broadcast, task);
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 124").await;
    anna.presses("Tell me when it ends").await;
    anna.says("/bot My Shop").await;
    anna.presses("Broadcasts").await;
    anna.presses(&format!("🟢 {BROADCAST}")).await;
    anna.presses("Tell me how it goes").await;
    let days = Days::new(bot).await;
    (anna, days)
}

#[tokio::test]
async fn an_import_is_told_silently_or_not_at_all() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_both(&bot).await;
    contains(&anna.says("/watches").await, "And 2 imports and broadcasts until they end.");
    contains(&anna.presses("Imports, broadcasts").await, "What I watch until it ends");
    insta::assert_snapshot!("sound_ending", anna.looks_at());
    contains(&anna.presses("Import 124 of My Shop").await, "With a sound");
    insta::assert_snapshot!("sound_import", anna.looks_at());
    contains(&anna.presses("Be silent").await, "Silent");
    import(&bot, "ok");
    let told = days.pass(5).await;
    assert!(told.len() == 1 && told[0].contains("silent ✅ CSV import: ok"), "{told:?}");
    // The other one is turned off where it is shown.
    contains(&anna.says("/watches").await, "And 1 import or broadcast");
    anna.presses("Imports, broadcasts").await;
    anna.presses("Broadcast 810 of My Shop").await;
    contains(&anna.presses("Stop watching").await, "What I watch for you");
    assert!(anna.last().button("Imports, broadcasts").is_none());
    assert_eq!(Database::open(&bot).await.rows::<(i64,)>("SELECT COUNT(*) FROM watches").await, [(0,)]);
}

#[tokio::test]
async fn a_muted_import_is_told_when_the_mute_ends_and_costs_no_call() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_both(&bot).await;
    anna.presses("Stop watching").await;
    anna.says("/csvstatus 2792787 124").await;
    anna.presses("🔔 Alerts").await;
    contains(&anna.presses("Mute 1 h").await, "Muted until");
    import(&bot, "ok");
    let calls = || bot.api_calls().iter().filter(|call| *call == "get_csv_import_task").count();
    let before = calls();
    assert_eq!(days.pass(50).await, Vec::<String>::new());
    assert_eq!(calls(), before);
    let told = days.pass(15).await;
    assert!(told.len() == 1 && told[0].contains("LOUD ✅ CSV import: ok"), "{told:?}");
    // A button of a watch that is over leads to what there is.
    let anna = bot.talk(7001, "Anna");
    anna.says("/csvstatus 2792787 124").await;
    assert!(anna.last().button("🔔 Alerts").is_none());
}

#[tokio::test]
async fn a_broadcast_is_muted_from_its_alert() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_both(&bot).await;
    days.pass(2).await;
    let task = |passed: i64, errors: i64| {
        json!({"id": BROADCAST, "status": "in progress", "total": 1000, "cur_position": passed, "errors_count": errors,
            "created_at": "2026-11-23T12:00:00.000Z"})
    };
    bot.world.api.replace(SHOP, Thing::Broadcast, task(200, 40));
    assert_eq!(days.pass(3).await.len(), 1);
    contains(&anna.presses("Mute 8 h").await, "Muted until");
    bot.world.api.replace(SHOP, Thing::Broadcast, task(300, 140));
    assert_eq!(days.pass(7 * 60).await, Vec::<String>::new());
    contains(&anna.presses("End the mute").await, "With a sound");
    assert_eq!(days.pass(3).await.len(), 1, "what came meanwhile is told once");
}

#[tokio::test]
async fn the_iterations_are_muted_from_their_alert() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/watches").await;
    anna.presses("Watch the iterations").await;
    let mut days = Days::new(&bot).await;
    days.pass(5).await;
    bot.world.api.set_iterations_used(DEMO_KEY, 85_000);
    assert_eq!(days.pass(20).await.len(), 1);
    insta::assert_snapshot!("iterations_alert", anna.looks_at());
    contains(&anna.presses("Mute 1 week").await, "Iterations of o…@example.com");
    contains(&anna.says("/watches").await, "Iterations left · muted");
    bot.world.api.set_iterations_used(DEMO_KEY, 96_000);
    assert_eq!(days.pass(24 * 60).await, Vec::<String>::new());
    anna.says("/watches").await;
    anna.presses("Iterations: muted").await;
    anna.presses("End the mute").await;
    let told = days.pass(20).await;
    assert!(told.len() == 1 && told[0].contains("5 % of your iterations"), "{told:?}");
}

#[tokio::test]
async fn a_refused_key_is_told_as_the_person_wants() {
    for (presses, expected) in [(0, "LOUD 🔑"), (1, "silent 🔑"), (2, "")] {
        let bot = TestBot::start().await;
        let (anna, mut days) = watching(&bot).await;
        contains(&anna.says("/watches").await, "A refused key · heard");
        for label in ["Silence the key", "Unwatch the key"].into_iter().take(presses) {
            anna.presses(label).await;
        }
        bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
        let told = days.pass(60).await;
        assert_eq!(told.len(), usize::from(!expected.is_empty()), "{told:?}");
        assert!(told.iter().all(|line| line.contains(expected)), "{told:?}");
        let paused = Database::open(&bot).await.rows::<(Option<String>,)>("SELECT paused FROM watches").await;
        assert_eq!(paused, [(Some("key".to_owned()),)], "nobody looks with it");
        contains(&anna.says("/watches").await, "was refused");
    }
    let bot = TestBot::start().await;
    let (anna, _) = watching(&bot).await;
    anna.says("/watches").await;
    for label in ["Silence the key", "Unwatch the key", "Hear the key"] {
        anna.presses(label).await;
    }
    contains(&anna.last().text, "A refused key · heard");
}

#[tokio::test]
async fn everything_in_a_gathered_message_is_muted_at_once() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for id in 1..=10 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    anna.presses("Watch all my bots").await;
    let mut days = Days::new(&bot).await;
    days.pass(5).await;
    (1..=10).for_each(|id| bot.world.api.set_status(id, Some("stopped")));
    let told = days.pass(20).await;
    assert!(told.last().is_some_and(|last| last.contains("And 4 more")), "{told:?}");
    contains(&anna.presses("Mute 8 h").await, "What I watch for you");
    let muted = "SELECT COUNT(*) FROM watches WHERE muted_until IS NOT NULL";
    assert_eq!(days.database.rows::<(i64,)>(muted).await, [(4,)]);
    (1..=10).for_each(|id| bot.world.api.set_status(id, Some("works")));
    let told = days.pass(60).await;
    assert_eq!(told.iter().filter(|line| line.contains("runs again")).count(), 6, "{told:?}");
}

#[tokio::test]
async fn what_is_offered_first_says_its_limits() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let offered = crate::support::unwrapped(&anna.last().text);
    contains(&offered, "I look every 2 to 15 minutes, ring 6 times an hour at most, and watch up to 50 things.");
    assert!(anna.last().button("Watch all my bots").is_some());
}
