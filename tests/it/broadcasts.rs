//! Broadcasts: seen with their progress, followed for a minute, paused, resumed and deleted once, told as it was seen.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::ButtonAction;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::launch::{becomes, nothing_is_followed};
use crate::support::{TRIES, Talk, TestBot, contains};

const SHOP: i64 = 2_792_787;
const EMPTY: i64 = 2_792_790;

fn requests(bot: &TestBot, endpoint: &str) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

fn task(id: i64, status: &str, [total, position]: [i64; 2]) -> Value {
    json!({"id": id, "bot_id": SHOP, "status": status, "total": total, "cur_position": position, "errors_count": 7,
        "created_at": "2026-11-23T10:00:00.000Z"})
}

/// Anna with the broadcasts of her shop before her.
async fn at_the_broadcasts(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Broadcasts").await, "Broadcasts of My Shop");
    anna
}

/// Anna with one of them before her.
async fn at<'a>(bot: &'a TestBot, label: &str) -> Talk<'a> {
    let anna = at_the_broadcasts(bot).await;
    anna.presses(label).await;
    anna
}

/// The list that the API gives while nothing has changed yet.
fn as_it_was(bot: &TestBot, times: usize) {
    let list = Value::from(bot.world.api.all(SHOP, Thing::Broadcast)).to_string();
    bot.world.api.fault("get_broadcast_tasks", times, Fault::Garbage(list));
}

#[tokio::test]
async fn broadcasts_are_listed_with_their_progress() {
    let bot = TestBot::start().await;
    bot.world.api.put(SHOP, Thing::Broadcast, task(806, "in progress", [1_000, 612]));
    let anna = at_the_broadcasts(&bot).await;
    contains(&anna.screen(), "▓▓▓▓▓▓░░░░ 61 % · 612 of 1,000");
    assert_eq!(anna.last().labels()[..3], ["🟢 806", "⚠️ 805", "✅ 804"]);
    let mut seen = vec![anna.looks_at()];
    anna.presses("🟢 806").await;
    seen.push(anna.looks_at());
    contains(&seen[1], "Errors 7");
    anna.presses("‹ Back").await;
    anna.presses("⚪ 803").await;
    seen.push(anna.looks_at());
    assert_eq!(anna.last().labels()[..2], ["Resume…", "Delete…"]);
    anna.presses("‹ Back").await;
    anna.presses("▫️ 801").await;
    seen.push(anna.looks_at());
    contains(&seen[3], "The total may still grow");
    anna.presses("‹ Back").await;
    anna.presses("✅ 804").await;
    assert_eq!(anna.last().labels()[0], "Delete…");
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn deleting_a_finished_broadcast_says_that_nothing_is_stopped() {
    for (status, told) in [
        ("finished", "It is finished: deleting it stops nothing."),
        ("terminated", "It ended early: deleting it stops nothing."),
    ] {
        let bot = TestBot::start().await;
        bot.world.api.put(SHOP, Thing::Broadcast, task(901, status, [10, 4]));
        let anna = at_the_broadcasts(&bot).await;
        let label = anna.last().labels()[0].to_owned();
        anna.presses(&label).await;
        let asked = anna.presses("Delete…").await;
        contains(&asked, "Delete broadcast 901 of My Shop?");
        contains(&asked, told);
        assert!(!asked.contains("not reached"), "{asked}");
    }
}

#[tokio::test]
async fn many_broadcasts_come_in_pages_newest_first() {
    let bot = TestBot::start().await;
    for id in 901..=906 {
        bot.world.api.put(SHOP, Thing::Broadcast, task(id, "finished", [10, 10]));
    }
    let anna = at_the_broadcasts(&bot).await;
    contains(&anna.screen(), "Broadcasts of My Shop · 1–8 of 11");
    assert_eq!(anna.last().labels()[0], "✅ 906");
    contains(&anna.presses("›").await, "Broadcasts of My Shop · 9–11 of 11");
}

#[tokio::test]
async fn without_any_the_code_that_starts_one_is_there_to_copy() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    anna.presses("Broadcasts").await;
    let none = anna.looks_at();
    contains(&none, "has no broadcasts");
    contains(&none, "Your bot's own code starts it; I can't");
    contains(&anna.presses("Copy the code").await, "Bot.runAll({");
    let ButtonAction::Copy(code) = anna.last().button("Copy the code").unwrap().action.clone() else {
        panic!("copies")
    };
    assert!(code.len() <= 256 && none.contains("command: \"/news\""), "{none}");
    // A list with some of them leads there too.
    anna.says("/bot My Shop").await;
    anna.presses("Broadcasts").await;
    anna.presses("How one is started").await;
    let how = anna.looks_at();
    contains(&how, "Bot.runAll({");
    contains(&anna.presses("‹ Back").await, "Broadcasts of My Shop");
    insta::assert_snapshot!(format!("{none}\n\n{how}"));
}

#[tokio::test]
async fn a_broadcast_under_way_follows_itself_for_a_minute() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    contains(&anna.screen(), "▓▓▓▓░░░░░░ 40 % · 960 of 2,400");
    bot.world.api.replace(SHOP, Thing::Broadcast, task(802, "in progress", [2_400, 1_200]));
    bot.clock.advance(TimeDelta::seconds(4));
    becomes(&anna, "▓▓▓▓▓░░░░░ 50 % · 1,200 of 2,400").await;
    // Not read for a moment: it is said, and looked at again.
    bot.world.api.fault("get_broadcast_tasks", TRIES, Fault::Status(503, String::new()));
    bot.clock.advance(TimeDelta::seconds(6));
    becomes(&anna, "did not say just now how far broadcast 802 of My Shop is").await;
    bot.world.api.replace(SHOP, Thing::Broadcast, task(802, "finished", [2_400, 2_400]));
    bot.clock.advance(TimeDelta::seconds(10));
    becomes(&anna, "✅ finished").await;
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn following_ends_after_a_minute() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    let mut position = 860;
    for wait in [4, 6, 10, 15, 25] {
        position += 24;
        bot.world.api.replace(SHOP, Thing::Broadcast, task(802, "in progress", [2_400, position]));
        bot.clock.advance(TimeDelta::seconds(wait));
        becomes(&anna, &format!("· {position} of 2,400")).await;
    }
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn a_broadcast_is_paused_resumed_and_deleted_by_tapping() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    anna.presses("Pause").await;
    let mut seen = vec![anna.looks_at()];
    contains(&seen[0], "Broadcast 802 of My Shop is paused.");
    anna.presses("Resume…").await;
    seen.push(anna.looks_at());
    contains(&seen[1], "It goes on to the 1,440 chats not reached yet. Each costs 1 iteration.");
    assert_eq!(anna.last().labels(), ["Keep it paused", "Resume it"]);
    anna.presses("Resume it").await;
    seen.push(anna.looks_at());
    contains(&seen[2], "Broadcast 802 of My Shop goes on.");
    anna.presses("Delete…").await;
    seen.push(anna.looks_at());
    contains(&seen[3], "1,440 chats were not reached yet. As far as I know nothing is sent there any more.");
    contains(&anna.presses("Keep it").await, "Broadcast 802 of My Shop");
    anna.presses("Delete…").await;
    anna.presses("Delete it").await;
    seen.push(anna.looks_at());
    contains(&seen[4], "✅ Broadcast 802 of My Shop is deleted.");
    contains(&anna.presses("Broadcasts").await, "Broadcasts of My Shop · 4");
    for endpoint in ["pause_broadcast_task", "resume_broadcast_task", "delete_broadcast_task"] {
        assert_eq!(requests(&bot, endpoint), 1, "{endpoint}");
    }
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn a_change_is_looked_for_until_it_is_seen() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    let before = Value::from(bot.world.api.all(SHOP, Thing::Broadcast)).to_string();
    // The question reads, and then three looks still see it run.
    bot.world.api.fault("get_broadcast_tasks", 4, Fault::Garbage(before));
    contains(&anna.presses("Pause").await, "⏳ Asked Bots.Business to pause broadcast 802 of My Shop… 0 s");
    assert_eq!(anna.last().labels()[0], "Look again");
    bot.clock.advance(TimeDelta::seconds(1));
    becomes(&anna, "pause broadcast 802 of My Shop… 1 s").await;
    bot.clock.advance(TimeDelta::seconds(2));
    becomes(&anna, "pause broadcast 802 of My Shop… 3 s").await;
    bot.clock.advance(TimeDelta::seconds(3));
    becomes(&anna, "Broadcast 802 of My Shop is paused.").await;
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot, "pause_broadcast_task"), 1);
}

#[tokio::test]
async fn what_is_not_seen_within_a_minute_is_not_claimed() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "⚪ 803").await;
    anna.presses("Delete…").await;
    bot.world.api.fault("delete_broadcast_task", 1, Fault::Garbage("{}".into()));
    contains(&anna.presses("Delete it").await, "⏳ Asked Bots.Business to delete broadcast 803");
    let mut passed = 0;
    for wait in [1, 2, 3, 5, 8, 13] {
        passed += wait;
        bot.clock.advance(TimeDelta::seconds(wait));
        becomes(&anna, &format!("of My Shop… {passed} s")).await;
    }
    bot.clock.advance(TimeDelta::seconds(28));
    becomes(&anna, "❔ I don't know yet: after 60 s broadcast 803 of My Shop is still there.").await;
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot, "delete_broadcast_task"), 1);
}

#[tokio::test]
async fn two_taps_pause_once() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    let telegram = &bot.world.telegram;
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, "Pause").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Pause").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "Broadcast 802 of My Shop is paused");
    assert_eq!(requests(&bot, "pause_broadcast_task"), 1);
}

#[tokio::test]
async fn an_old_button_shows_what_is_so_by_now() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    bot.world.api.replace(SHOP, Thing::Broadcast, task(802, "finished", [2_400, 2_400]));
    contains(&anna.presses("Pause").await, "✅ finished");
    anna.presses("‹ Back").await;
    anna.presses("⚪ 803").await;
    anna.presses("Resume…").await;
    // Somebody else resumed it while the question was read.
    bot.world.api.replace(SHOP, Thing::Broadcast, task(803, "in progress", [1_000, 300]));
    contains(&anna.presses("Resume it").await, "🟢 in progress");
    anna.presses("Delete…").await;
    bot.world.api.fault("get_broadcast_tasks", 2, Fault::Garbage("[]".into()));
    contains(&anna.presses("Delete it").await, "Broadcast 803 is not there any more");
    for endpoint in ["pause_broadcast_task", "resume_broadcast_task", "delete_broadcast_task"] {
        assert_eq!(requests(&bot, endpoint), 0, "{endpoint}");
    }
}

#[tokio::test]
async fn one_that_ends_before_its_pause_says_so() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    as_it_was(&bot, 1);
    bot.world.api.fault("pause_broadcast_task", 1, Fault::Garbage("{}".into()));
    bot.world.api.replace(SHOP, Thing::Broadcast, task(802, "terminated", [2_400, 1_000]));
    let told = anna.presses("Pause").await;
    contains(&told, "Broadcast 802 of My Shop ended before that.");
    contains(&told, "⚠️ ended early");
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn a_refusal_is_told_in_the_apis_words() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    let words = json!({"error": "Task is <busy>"}).to_string();
    bot.world.api.fault("pause_broadcast_task", 1, Fault::Status(422, words));
    let refused = anna.presses("Pause").await;
    contains(&refused, "⚠️ Bots.Business did not pause broadcast 802");
    contains(&refused, "Task is <busy>");
    contains(&anna.presses("The broadcast").await, "🟢 in progress");
}

#[tokio::test]
async fn what_has_no_answer_is_told_as_it_is_seen() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    bot.world.api.fault("pause_broadcast_task", 1, Fault::CutBody);
    contains(&anna.presses("Pause").await, "is paused. I don't know if it was my request that paused it.");
    anna.presses("Resume…").await;
    bot.world.api.fault("resume_broadcast_task", 1, Fault::Status(502, String::new()));
    contains(
        &anna.presses("Resume it").await,
        "⏳ I don't know if my request to resume broadcast 802 of My Shop arrived",
    );
    bot.clock.advance(TimeDelta::seconds(1));
    becomes(&anna, "I keep looking… 1 s").await;
    bot.world.api.fault("get_broadcast_tasks", TRIES, Fault::Status(503, String::new()));
    bot.clock.advance(TimeDelta::seconds(2));
    becomes(&anna, "I don't know if I asked Bots.Business to resume broadcast 802").await;
    assert_eq!(requests(&bot, "resume_broadcast_task"), 1);
}

#[tokio::test]
async fn addresses_that_are_not_there_say_so() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    bot.world.api.forget_route("pause_broadcast_task");
    let told = anna.presses("Pause").await;
    contains(&told, "⚠️ Bots.Business did not pause broadcast 802");
    contains(&told, "pause_broadcast_task");
    bot.world.api.forget_route("get_broadcast_tasks");
    contains(&anna.presses("The broadcast").await, "Bots.Business has nothing there");
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Broadcasts").await, "get_broadcast_tasks");
}

#[tokio::test]
async fn a_rejected_key_asks_for_a_new_one() {
    let bot = TestBot::start().await;
    let anna = at(&bot, "🟢 802").await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-cast-key-FAKE-cast-key-FAKE-cast-01");
    contains(&anna.presses("Pause").await, "was refused");
    assert_eq!(bot.world.api.all(SHOP, Thing::Broadcast)[1]["status"], "in progress");
}

#[tokio::test]
async fn words_and_figures_that_nobody_knows_are_shown_as_they_are() {
    let bot = TestBot::start().await;
    let odd = [
        json!({"id": 1, "status": "<b>warming</b>\u{202e} up and a very long story about it, longer than a line"}),
        json!({"id": 2, "status": null, "total": "x", "cur_position": 12, "progress": null, "errors_count": []}),
        json!({"id": 3, "status": "in progress", "total": 10, "cur_position": -4, "errors_count": -1}),
        json!({"id": 4, "status": "paused", "total": 5, "cur_position": 900, "created_at": "<i>soon</i>"}),
        json!({"id": 5, "status": "ממתין", "progress": 55.5}),
    ];
    let list = json!(odd).to_string();
    bot.world.api.fault("get_broadcast_tasks", 11, Fault::Garbage(list));
    let anna = at_the_broadcasts(&bot).await;
    let mut seen = vec![anna.looks_at()];
    for label in ["❔ 1", "❔ 2", "🟢 3", "⚪ 4", "❔ 5"] {
        anna.presses(label).await;
        seen.push(anna.looks_at());
        anna.presses("‹ Back").await;
    }
    contains(&seen[1], "I don't know what that status means, nor if it still sends");
    insta::assert_snapshot!(seen.join("\n\n"));
}
