//! The demo store: a bot is installed once, looked for in the list, and named only where it can be told.

use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::launch::{becomes, nothing_is_followed};
use crate::support::{TRIES, Talk, TestBot, contains};

fn requests(bot: &TestBot) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == "install_demo_bot").count()
}

/// The account's list as it is now, as the API gives it.
fn list(bot: &TestBot) -> Value {
    bot.world.api.bots_of(DEMO_KEY).into_iter().filter_map(|id| bot.world.api.bot(id)).collect()
}

/// Anna with a demo bot before her.
async fn at_the_shop(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bots").await;
    contains(&anna.presses("Demo store").await, "Demo bots · 3");
    contains(&anna.presses("Demo shop").await, "A catalogue with a basket");
    anna
}

#[tokio::test]
async fn a_demo_bot_is_installed_by_tapping() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bots").await;
    anna.presses("Demo store").await;
    let mut seen = vec![anna.looks_at()];
    anna.presses("Demo shop").await;
    seen.push(anna.looks_at());
    anna.presses("Install").await;
    seen.push(anna.looks_at());
    contains(&seen[2], "✅ Demo shop is installed, in your list as Demo shop.");
    anna.presses("⚪ Demo shop").await;
    seen.push(anna.looks_at());
    contains(&seen[3], "It has no bot token");
    assert_eq!(requests(&bot), 1);
    nothing_is_followed(&anna).await;
    // Another one is asked about.
    anna.says("/bots").await;
    anna.presses("Demo store").await;
    anna.presses("Demo shop").await;
    anna.presses("Install").await;
    seen.push(anna.looks_at());
    contains(&seen[4], "Install Demo shop once more? You have it already as Demo shop.");
    contains(&anna.presses("Not now").await, "A catalogue with a basket");
    assert_eq!(requests(&bot), 1);
    anna.presses("Install").await;
    contains(&anna.presses("Install another").await, "✅ Demo shop is installed");
    assert_eq!(bot.world.api.bots_of(DEMO_KEY).len(), 4);
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn two_taps_install_once() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    let telegram = &bot.world.telegram;
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, "Install").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Install").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "✅ Demo shop is installed");
    assert_eq!(requests(&bot), 1);
    assert_eq!(bot.world.api.bots_of(DEMO_KEY).len(), 3);
}

#[tokio::test]
async fn the_new_bot_is_looked_for_until_it_is_in_the_list() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    let before = list(&bot).to_string();
    // Two reads before it is sent, and two looks.
    bot.world.api.fault("get_bots", 4, Fault::Garbage(before));
    contains(&anna.presses("Install").await, "⏳ Asked Bots.Business to install Demo shop… 0 s");
    assert_eq!(anna.last().labels()[0], "Look again");
    bot.clock.advance(TimeDelta::seconds(1));
    becomes(&anna, "install Demo shop… 1 s").await;
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    bot.clock.advance(TimeDelta::seconds(2));
    becomes(&anna, "It did not show your bots just now; I keep looking… 3 s").await;
    bot.clock.advance(TimeDelta::seconds(3));
    becomes(&anna, "✅ Demo shop is installed, in your list as Demo shop.").await;
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn what_is_not_seen_within_a_minute_is_not_claimed() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    bot.world.api.fault("install_demo_bot", 1, Fault::Garbage("true".into()));
    anna.presses("Install").await;
    let mut passed = 0;
    for wait in [1, 2, 3, 5, 8, 13] {
        passed += wait;
        bot.clock.advance(TimeDelta::seconds(wait));
        becomes(&anna, &format!("install Demo shop… {passed} s")).await;
    }
    bot.clock.advance(TimeDelta::seconds(28));
    let message = becomes(&anna, "❔ I don't know yet: after 60 s Demo shop is not in your list.").await.id;
    nothing_is_followed(&anna).await;
    // An hour later the button shows the demo bot.
    bot.clock.advance(TimeDelta::hours(2));
    contains(&anna.presses_on(message, "Look again").await, "A catalogue with a basket");
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn a_bot_that_may_be_another_one_is_not_named() {
    // The answer says nothing but yes, and the new bots do not say where they come from.
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    bot.world.api.fault("install_demo_bot", 1, Fault::Garbage("true".into()));
    contains(&anna.presses("Install").await, "⏳ Asked Bots.Business");
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(51, "Shop <i>one</i>").status(Some("stopped"))]);
    anna.presses("Look again").await;
    let one = anna.looks_at();
    contains(&one, "❔ Shop <i>one</i> is new in your list. It is probably Demo shop: Bots.Business does not say.");
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(52, "Shop two")]);
    anna.presses("Refresh").await;
    let two = anna.looks_at();
    contains(&two, "I can't tell which of them is Demo shop");
    assert_eq!(anna.last().labels()[..2], ["🟢 Shop two", "⚪ Shop <i>one</i>"]);
    insta::assert_snapshot!(format!("{one}\n\n{two}"));
}

#[tokio::test]
async fn without_an_answer_nothing_is_sent_again() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    bot.world.api.fault("install_demo_bot", 1, Fault::CutBody);
    contains(&anna.presses("Install").await, "It is probably demo bot 71");
    assert_eq!(requests(&bot), 1);
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    bot.world.api.fault("install_demo_bot", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Install").await, "⏳ I don't know if my request to install demo bot 71 arrived");
    anna.presses("Look again").await;
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn refusals_and_stale_buttons_are_told() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    let words = json!({"error": "Too <many> bots"}).to_string();
    bot.world.api.fault("install_demo_bot", 1, Fault::Status(422, words));
    let refused = anna.presses("Install").await;
    contains(&refused, "⚠️ It was not installed");
    contains(&refused, "Too <many> bots");
    anna.says("/bots").await;
    anna.presses("Demo store").await;
    anna.presses("Echo").await;
    contains(&anna.screen(), "The store does not say what it does.");
    bot.world.api.fault("get_store_bots", 2, Fault::Garbage("[]".into()));
    contains(&anna.presses("Install").await, "That demo bot is not there any more");
    assert_eq!(requests(&bot), 1);
    bot.world.api.fault("get_store_bots", 1, Fault::Garbage("[]".into()));
    contains(&anna.presses("‹ Back").await, "The demo store is empty");
    contains(&anna.presses("Refresh").await, "Demo bots · 3");
}

#[tokio::test]
async fn addresses_that_are_not_there_say_so_and_a_rejected_key_asks() {
    let bot = TestBot::start().await;
    let anna = at_the_shop(&bot).await;
    bot.world.api.forget_route("install_demo_bot");
    let told = anna.presses("Install").await;
    contains(&told, "⚠️ It was not installed");
    contains(&told, "install_demo_bot");
    bot.world.api.forget_route("get_store_bots");
    anna.says("/bots").await;
    contains(&anna.presses("Demo store").await, "get_store_bots");
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bots").await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-demo-key-FAKE-demo-key-FAKE-demo-01");
    contains(&anna.presses("Demo store").await, "was refused");
}

#[tokio::test]
async fn hostile_demo_bots_do_no_harm() {
    let bot = TestBot::start().await;
    let hostile = json!([
        {"id": 1, "name": "<b>bold</b> & \"x\"", "description": "<i>x</i>\n\u{202e}y"},
        {"id": 2, "name": "\u{200b}", "description": null},
        {"id": 3, "name": "متجر تجريبي", "description": "م".repeat(4_000)},
        {"id": 4, "name": "👨‍👩‍👧".repeat(1_500), "description": "x"},
    ]);
    bot.world.api.fault("get_store_bots", 9, Fault::Garbage(hostile.to_string()));
    let anna = bot.linked().await;
    anna.says("/bots").await;
    anna.presses("Demo store").await;
    let mut seen = vec![anna.looks_at()];
    for place in 0..4 {
        let list = anna.last();
        let update = bot.world.telegram.press_nth(&anna.person, anna.chat, list.id, place).unwrap().update().unwrap();
        anna.sees_after(update).await;
        seen.push(anna.looks_at());
        anna.presses("‹ Back").await;
    }
    insta::assert_snapshot!(seen.join("\n\n"));
}
