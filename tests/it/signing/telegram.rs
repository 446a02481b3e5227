//! Signing in with Telegram: looked at until it is done or over, and kept only for the person whose Telegram it is.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use chrono::TimeDelta;
use serde_json::json;

use super::at_the_door;
use crate::account::{calls, double_tap, is_nowhere};
use crate::launch::{becomes, nothing_is_followed};
use crate::support::beside::Database;
use crate::support::{TestBot, contains};

const BUTTON: &str = "Sign in with Telegram";

#[tokio::test]
async fn somebody_comes_back_from_telegram_and_is_connected() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    insta::assert_snapshot!(anna.screen());
    contains(&anna.presses("Open Telegram").await, "opened: https://t.me/BotsBusinessAdminBot?start=FAKE-login-");
    bot.clock.advance(TimeDelta::seconds(2));
    becomes(&anna, "I look whether you did… 2 s").await;
    bot.world.api.finish_telegram_login(DEMO_KEY);
    bot.clock.advance(TimeDelta::seconds(3));
    let seen = becomes(&anna, "✅ Connected as o…@example.com").await;
    assert!(seen.labels().iter().all(|label| !label.contains("Open")), "{:?}", seen.labels());
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    is_nowhere(&bot, &[DEMO_KEY, "FAKE-access", "FAKE-session"]);
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn looking_ends_by_itself_and_can_be_done_by_a_press() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    let mut passed = 0;
    for wait in [2, 3, 3, 4, 5, 5, 5, 6, 8, 8, 10, 10, 12, 15, 15, 20, 20, 25, 25, 25, 25, 25] {
        bot.clock.advance(TimeDelta::seconds(wait));
        passed += wait;
        becomes(&anna, &format!("{passed} s")).await;
    }
    becomes(&anna, "I looked for 276 s and stopped").await;
    let looks = calls(&bot, "telegram_login");
    bot.clock.advance(TimeDelta::seconds(100));
    anna.says("/help").await;
    assert_eq!(calls(&bot, "telegram_login"), looks);
    let waiting =
        bot.world.telegram.messages(anna.chat).into_iter().rfind(|message| message.text.contains("stopped")).unwrap();
    bot.world.api.finish_telegram_login(DEMO_KEY);
    contains(&anna.presses_on(waiting.id, "Look now").await, "✅ Connected as o…@example.com");
}

#[tokio::test]
async fn the_sign_in_of_somebody_else_is_never_kept() {
    let bot = TestBot::start().await;
    // The account of the key is linked to Anna's Telegram account, and Mallory asks at the same time.
    let mallory = bot.talk(6666, "Mallory");
    mallory.says("/start").await;
    mallory.presses("I have no key at hand").await;
    mallory.presses(BUTTON).await;
    bot.world.api.finish_telegram_login(DEMO_KEY);
    contains(&mallory.presses("Look now").await, "That sign-in is not yours");
    contains(&mallory.says("/accounts").await, "No account yet");
    is_nowhere(&bot, &[DEMO_KEY]);
    // An account that is linked to nobody is nobody's, too.
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    bot.world.api.finish_telegram_login(SECOND_KEY);
    contains(&anna.presses("Look now").await, "That sign-in is not yours");
}

/// A look is made beside the lane: what it finds after /forget is nobody's.
#[tokio::test]
async fn a_login_that_comes_back_after_everything_was_erased_is_not_kept() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    bot.world.api.finish_telegram_login(DEMO_KEY);
    let held = Barrier::new();
    bot.world.api.fault("get_linked_accounts", 1, Fault::Hold(held.clone()));
    bot.clock.advance(TimeDelta::seconds(2));
    held.reached(1).await;
    anna.says("/forget").await;
    contains(&anna.presses("Erase everything").await, "Everything about you is");
    held.release();
    let database = Database::open(&bot).await;
    anna.says("/help").await;
    contains(&anna.says("/accounts").await, "No account yet");
    assert_eq!(database.rows::<(i64,)>("SELECT COUNT(*) FROM accounts").await, [(0,)]);
    is_nowhere(&bot, &[DEMO_KEY]);
}

#[tokio::test]
async fn a_login_that_is_over_can_be_begun_again() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    bot.clock.advance(TimeDelta::minutes(11));
    becomes(&anna, "That sign-in is over").await;
    nothing_is_followed(&anna).await;
    let over =
        bot.world.telegram.messages(anna.chat).into_iter().rfind(|message| message.text.contains("is over")).unwrap();
    contains(&anna.presses_on(over.id, "Begin again").await, "It opens t.me");
}

#[tokio::test]
async fn a_look_that_fails_for_a_moment_is_made_again() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    for fault in [Fault::Status(503, String::new()), Fault::Garbage("<html>".into()), Fault::Status(429, String::new())]
    {
        bot.world.api.fault("telegram_login", 1, fault);
        anna.presses("Look now").await;
        contains(&anna.last().text, "I look whether you did…");
    }
    bot.world.api.finish_telegram_login(DEMO_KEY);
    bot.world.api.fault("get_linked_accounts", 9, Fault::Status(503, String::new()));
    contains(&anna.presses("Look now").await, "That sign-in is over");
    contains(&anna.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn an_address_that_is_not_there_or_odd_is_told() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    anna.presses("I have no key at hand").await;
    bot.world.api.fault(
        "get_telegram_login_url",
        1,
        Fault::Whole(200, json!({"url": "https://1.2.3.4/x"}).to_string()),
    );
    contains(&anna.presses(BUTTON).await, "I don't open that address");
    // Later than a second tap would come.
    bot.clock.advance(TimeDelta::seconds(3));
    bot.world.api.fault("get_telegram_login_url", 1, Fault::CutBody);
    contains(&anna.presses("Begin again").await, "I don't know if the sign-in began");
    bot.clock.advance(TimeDelta::seconds(3));
    contains(&double_tap(&anna, "get_telegram_login_url", "Begin again").await, "It opens t.me");
    bot.world.api.forget_route("telegram_login");
    contains(&anna.presses("Look now").await, "endpoint telegram_login");
    bot.world.api.forget_route("get_telegram_login_url");
    let bot = TestBot::start().await;
    bot.world.api.forget_route("get_telegram_login_url");
    let anna = at_the_door(&bot, BUTTON).await;
    contains(&anna.screen(), "endpoint get_telegram_login_url");
}

#[tokio::test]
async fn a_login_that_was_left_for_another_way_is_told_so() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, BUTTON).await;
    let waiting = anna.last().id;
    bot.world.api.finish_telegram_login(DEMO_KEY);
    // What is held for the password takes the place of the login.
    bot.world.api.fault("telegram_login", 9, Fault::Status(503, String::new()));
    anna.says("/signin").await;
    anna.says("owner@example.com").await;
    let left = anna.presses_on(waiting, "Look now").await;
    contains(&left, "It ended, or you went on another way. Nothing was sent now.");
    assert_eq!(anna.bot.api_calls().iter().filter(|call| *call == "get_user").count(), 0);
    contains(&anna.presses_on(waiting, "Begin again").await, "Connect your account");
}
