//! The libraries of a bot and of the store: seen, found, installed and uninstalled once, told as it was seen.

use bb_pocket::sandbox::bots_business::Thing;
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::phone::{self, Look};
use bb_pocket::sandbox::telegram::Event;
use serde_json::json;

use crate::support::{TRIES, Talk, TestBot, WRONG_KEY, contains, unwrapped};

const SHOP: i64 = 2_792_787;
const EMPTY: i64 = 2_792_790;

/// Anna, with the libraries of her shop before her.
async fn at_the_libraries(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Libraries").await, "Libraries of My Shop · 2");
    anna
}

fn requests(bot: &TestBot, endpoint: &str) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

fn installed(bot: &TestBot) -> Vec<i64> {
    bot.world.api.all(SHOP, Thing::Lib).iter().map(|lib| lib["id"].as_i64().unwrap()).collect()
}

/// What is seen of every message since the start, newest form last.
fn all_shown(bot: &TestBot) -> String {
    let events = bot.world.telegram.events();
    let shown = events.iter().filter(|event| matches!(event, Event::Sent(_) | Event::Edited(_)));
    shown.filter_map(|event| phone::event(event, &Look::default())).collect()
}

#[tokio::test]
async fn a_library_is_installed_and_uninstalled_by_tapping() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    let mut seen = vec![anna.looks_at()];
    anna.presses("Store").await;
    seen.push(anna.looks_at());
    contains(&seen[1], "Libraries of the store · 1–8 of 10");
    assert_eq!(
        anna.last().labels()[..3],
        ["✅ Referral Lib · 5,210", "✅ Random Lib · 3,105", "Membership Checker · 2,870"]
    );
    anna.presses("Google Sheet Lib · 871").await;
    seen.push(anna.looks_at());
    anna.presses("Install").await;
    seen.push(anna.looks_at());
    contains(&seen[3], "✅ Google Sheet Lib is installed in My Shop.");
    assert_eq!(installed(&bot), [10, 12, 15]);
    anna.presses("The library").await;
    seen.push(anna.looks_at());
    contains(&seen[4], "✅ Installed in My Shop");
    anna.presses("Uninstall…").await;
    seen.push(anna.looks_at());
    contains(&seen[5], "Uninstall Google Sheet Lib from My Shop?");
    assert_eq!(anna.last().labels(), ["Keep it", "Uninstall it"]);
    contains(&anna.presses("Keep it").await, "✅ Installed in My Shop");
    anna.presses("Uninstall…").await;
    anna.presses("Uninstall it").await;
    seen.push(anna.looks_at());
    contains(&seen[6], "✅ Google Sheet Lib is uninstalled: My Shop does not have it any more.");
    assert_eq!(installed(&bot), [10, 12]);
    contains(&anna.presses("Libraries").await, "Libraries of My Shop · 2");
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn the_store_is_searched_by_names_and_descriptions() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    anna.presses("Store").await;
    contains(&anna.presses("Search").await, "Which library?");
    contains(&anna.says("zzz").await, "No library of the store has “zzz”");
    contains(&anna.says("who").await, "Libraries like “who” · 3");
    bot.clock.advance(chrono::TimeDelta::minutes(1));
    contains(&anna.presses("Refresh").await, "Libraries like “who” · 3");
    anna.presses("‹ Back").await;
    anna.presses("Store").await;
    anna.presses("Search").await;
    // The only one is shown at once.
    contains(&anna.says("SHEETS").await, "Google Sheet Lib");
    contains(&anna.screen(), "Reads and writes <b>sheets</b>");
}

#[tokio::test]
async fn a_bot_without_libraries_and_a_store_without_any_say_so() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(&format!("/bot {EMPTY}")).await;
    contains(&anna.presses("Libraries").await, "has no libraries");
    bot.world.api.fault("get_store_libs", 1, Fault::Garbage("[]".into()));
    contains(&anna.presses("Store").await, "The store is empty");
}

#[tokio::test]
async fn many_libraries_come_in_pages() {
    let bot = TestBot::start().await;
    for id in 101..=107 {
        bot.world.api.put(SHOP, Thing::Lib, json!({"id": id, "name": format!("Lib {id}")}));
    }
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("Libraries").await, "Libraries of My Shop · 1–8 of 9");
    contains(&anna.presses("›").await, "Libraries of My Shop · 9–9 of 9");
    contains(&anna.presses("Lib 107").await, "The store does not list it");
}

#[tokio::test]
async fn two_taps_install_once() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    anna.presses("Store").await;
    anna.presses("Membership Checker · 2,870").await;
    let telegram = &bot.world.telegram;
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, "Install").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Install").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "is installed in My Shop");
    assert_eq!(requests(&bot, "install_lib"), 1);
}

#[tokio::test]
async fn an_old_button_shows_what_is_so_by_now() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    anna.presses("Random Lib").await;
    bot.world.api.fault("get_installed_libs", 2, Fault::Garbage("[]".into()));
    contains(&anna.presses("Uninstall…").await, "Not installed in My Shop");
    assert!(anna.last().button("Uninstall it").is_none(), "it is gone already");
    contains(&anna.presses("Refresh").await, "✅ Installed in My Shop");
    // It vanishes between the question and the answer.
    bot.clock.advance(chrono::TimeDelta::minutes(1));
    anna.presses("Uninstall…").await;
    bot.world.api.fault("get_installed_libs", 2, Fault::Garbage("[]".into()));
    contains(&anna.presses("Uninstall it").await, "Not installed in My Shop");
    assert_eq!(requests(&bot, "uninstall_lib"), 0);
    // It is installed elsewhere while its card is looked at.
    bot.world.api.put(SHOP, Thing::Lib, json!({"id": 21, "name": "Currency Converter"}));
    anna.presses("Store").await;
    anna.presses("›").await;
    contains(&anna.presses("✅ Currency Converter · 42").await, "✅ Installed in My Shop");
    assert_eq!(requests(&bot, "install_lib"), 0);
}

#[tokio::test]
async fn a_library_that_nobody_has_any_more_says_so() {
    let bot = TestBot::start().await;
    bot.world.api.put(SHOP, Thing::Lib, json!({"id": 900, "name": "Old Lib"}));
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("Libraries").await;
    anna.presses("Old Lib").await;
    anna.presses("Uninstall…").await;
    contains(&anna.presses("Uninstall it").await, "✅ Old Lib is uninstalled");
    contains(&anna.presses("The library").await, "That library is not there any more");
    // Where the store does not answer, nobody says that it is gone.
    bot.world.api.put(SHOP, Thing::Lib, json!({"id": 901, "name": "Other Lib"}));
    let anna = at_a_fresh_store(&bot).await;
    bot.world.api.fault("get_store_libs", TRIES, Fault::Status(503, String::new()));
    contains(&anna.presses("Other Lib").await, "The store did not say now what it does");
}

/// Somebody else with the same account: nothing of the store is kept for them.
async fn at_a_fresh_store(bot: &TestBot) -> Talk<'_> {
    bot.world.api.reset_key(bb_pocket::sandbox::bots_business::DEMO_KEY, NEW_KEY);
    let boris = bot.talk(7002, "Boris");
    boris.says(NEW_KEY).await;
    boris.says("/bot My Shop").await;
    boris.presses("Libraries").await;
    boris
}

const NEW_KEY: &str = "FAKE-libs-key-FAKE-libs-key-FAKE-libs-01";

#[tokio::test]
async fn a_refusal_is_told_in_the_apis_words() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    anna.presses("Store").await;
    anna.presses("Membership Checker · 2,870").await;
    // A refusal comes with status 200 (contract, 13.3).
    let words = json!({"error": "Lib is <too> old"}).to_string();
    bot.world.api.fault("install_lib", 1, Fault::Garbage(words));
    let refused = anna.presses("Install").await;
    contains(&refused, "⚠️ It was not installed");
    contains(&refused, "Lib is <too> old");
    contains(&anna.presses("The library").await, "Not installed in My Shop");
    bot.world.api.fault("uninstall_lib", 1, Fault::Status(422, json!({"error": "Not today"}).to_string()));
    anna.presses("‹ Back").await;
    anna.presses("Random Lib").await;
    anna.presses("Uninstall…").await;
    contains(&anna.presses("Uninstall it").await, "⚠️ It was not uninstalled");
    assert_eq!(installed(&bot), [10, 12]);
}

#[tokio::test]
async fn what_has_no_answer_is_told_as_it_is_seen() {
    for (fault, told) in [
        (Fault::CutBody, "✅ My Shop has Membership Checker. I don't know if it was my request that installed it."),
        (
            Fault::Status(502, String::new()),
            "❔ I don't know if my request arrived: My Shop does not have Membership Checker now.",
        ),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_libraries(&bot).await;
        anna.presses("Store").await;
        anna.presses("Membership Checker · 2,870").await;
        bot.world.api.fault("install_lib", 1, fault);
        contains(&anna.presses("Install").await, told);
        anna.presses("Refresh").await;
        assert_eq!(requests(&bot, "install_lib"), 1);
    }
    for (fault, told) in [
        (
            Fault::CutBody,
            "✅ My Shop does not have Random Lib any more. I don't know if it was my request that uninstalled it.",
        ),
        (Fault::Status(502, String::new()), "❔ I don't know if my request arrived: My Shop still has Random Lib."),
        (
            Fault::Garbage("true".into()),
            "❔ Bots.Business said yes, but still lists Random Lib among the libraries of My Shop.",
        ),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_libraries(&bot).await;
        anna.presses("Random Lib").await;
        anna.presses("Uninstall…").await;
        bot.world.api.fault("uninstall_lib", 1, fault);
        contains(&anna.presses("Uninstall it").await, told);
        assert_eq!(requests(&bot, "uninstall_lib"), 1);
    }
}

#[tokio::test]
async fn a_rejected_key_leads_back_to_the_libraries() {
    let bot = TestBot::start().await;
    let anna = at_the_libraries(&bot).await;
    bot.world.api.reset_key(bb_pocket::sandbox::bots_business::DEMO_KEY, NEW_KEY);
    contains(&anna.presses("Refresh").await, "was refused");
    contains(&anna.says(WRONG_KEY).await, "refused this key");
    anna.says(NEW_KEY).await;
    contains(&anna.presses("Go on").await, "Libraries of My Shop · 2");
}

#[tokio::test]
async fn hostile_libraries_do_no_harm() {
    let bot = TestBot::start().await;
    let hostile = [
        json!({"id": 1, "name": "<b>bold</b> & \"x\"", "description": "<i>x</i>\n\u{202e}y", "installations_count": -3}),
        json!({"id": 2, "name": "\u{202e}\u{200b}", "description": "", "installations_count": null}),
        json!({"id": 3, "name": "مكتبة كبيرة جدا للدفع والتحويل", "description": "x".repeat(5_000), "installations_count": i64::MAX}),
        json!({"id": 4, "name": "👨‍👩‍👧".repeat(2_000), "description": format!("key {NEW_KEY}"), "installations_count": "12"}),
        json!({"id": 5}),
        json!({"name": "no number"}),
    ];
    bot.world.api.fault("get_store_libs", 1, Fault::Garbage(json!(hostile).to_string()));
    let anna = at_the_libraries(&bot).await;
    anna.presses("Store").await;
    let mut seen = vec![anna.looks_at()];
    let labels: Vec<String> = anna.last().labels().iter().take(5).map(|label| (*label).to_owned()).collect();
    for label in labels {
        anna.presses(&label).await;
        seen.push(anna.looks_at());
        anna.presses("Store").await;
    }
    assert!(!all_shown(&bot).contains(NEW_KEY));
    assert!(!unwrapped(&seen[4]).contains("FAKE"), "{}", seen[4]);
    insta::assert_snapshot!(seen.join("\n\n"));
}
