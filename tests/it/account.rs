//! An account at Bots.Business: what it has, who gets in, its address, password and key.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, DEMO_PASSWORD, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::ButtonAction;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::{TRIES, Talk, TestBot, bytes_of, contains, holds};

mod key;
mod password;

/// Anna with her account before her.
pub async fn at_the_account(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    contains(&anna.says("/account").await, "o…@example.com");
    anna
}

/// How often an endpoint was called.
pub fn calls(bot: &TestBot, endpoint: &str) -> usize {
    bot.api_calls().iter().filter(|name| *name == endpoint).count()
}

/// Presses a button twice before its answer is there.
pub async fn double_tap(anna: &Talk<'_>, endpoint: &str, label: &str) -> String {
    let held = Barrier::new();
    let telegram = &anna.bot.world.telegram;
    anna.bot.world.api.fault(endpoint, 1, Fault::Hold(held.clone()));
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, label).unwrap();
    held.reached(1).await;
    let second = telegram.press(&anna.person, anna.chat, message, label).unwrap().update().unwrap();
    telegram.acknowledged(second).await.unwrap();
    held.release();
    anna.sees_after(second).await;
    anna.last().text
}

/// Nothing that was sent, stored or shown holds any of these.
#[track_caller]
pub fn is_nowhere(bot: &TestBot, canaries: &[&str]) {
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    let stored = bytes_of(bot.world.folder.path());
    for canary in canaries {
        assert!(!sent.contains(canary), "{canary} was sent to Telegram");
        assert!(!holds(&stored, canary.as_bytes()), "{canary} is in the database's files");
    }
}

const QUOTA: &str = "get_iteration_usage";

#[tokio::test]
async fn an_account_is_seen_at_a_glance() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    insta::assert_snapshot!(anna.screen());
    for place in ["Iterations", "Plan", "Ads: off", "Telegram accounts", "Sessions · 2"] {
        anna.says("/account").await;
        insta::assert_snapshot!(format!("account {place}"), anna.presses(place).await);
    }
    anna.says("/account").await;
    anna.presses("Plan").await;
    insta::assert_snapshot!(anna.presses("Cloud plans").await);
    contains(&anna.says("/menu").await, "Iterations: 41,250 of 100,000 used");
    contains(&anna.presses("Account").await, "plan Free");
}

#[tokio::test]
async fn what_is_not_there_costs_a_line_and_not_the_view() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for endpoint in [QUOTA, "get_payment_plan", "get_session_tokens", "get_cloud_plans", "toggle_ads"] {
        bot.world.api.forget_route(endpoint);
    }
    insta::assert_snapshot!(anna.says("/account").await);
    // Missed twice, what leads nowhere is behind a button of its own.
    anna.says("/account").await;
    assert!(anna.last().button("Iterations").is_none() && anna.last().button("Plan").is_none());
    anna.presses("More (not working now)").await;
    assert!(anna.last().button("Iterations").is_some() && anna.last().button("Plan").is_some());
    contains(&anna.presses("Plan").await, "get_payment_plan");
    anna.says("/account").await;
    let ads = anna.presses("Ads").await;
    contains(&ads, "Bots.Business has nothing there");
    contains(&ads, QUOTA);
    let home = anna.says("/menu").await;
    assert!(!home.contains("Iterations"), "{home}");
}

#[tokio::test]
async fn empty_long_and_hostile_figures_are_told_as_they_are() {
    let name = format!("<b>Plan</b> & \u{202e}{} {DEMO_KEY}", "x".repeat(200));
    for (what, plan, quota) in [
        ("empty", json!({}), json!([])),
        ("odd", json!({"name": name, "command_execution_timeout": "1e300"}), json!([{"limit": 0, "progress": -7}])),
        ("words", json!({"name": ["x"]}), json!({"limit": "many", "progress": null, "have_ads": "perhaps"})),
        (
            "used up",
            json!({"name": "Free"}),
            json!({"limit": 100, "progress": 10_000, "ended_at": "2026-12-01T00:00:00Z"}),
        ),
        (
            "unknown since when",
            json!({"name": "Free"}),
            json!([{"limit": i64::MAX, "progress": 1, "extra_points": -1.5e12, "started_at": "yesterday"}]),
        ),
    ] {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        bot.world.api.fault("get_payment_plan", 9, Fault::Whole(200, plan.to_string()));
        bot.world.api.fault(QUOTA, 9, Fault::Whole(200, quota.to_string()));
        let overview = anna.says("/account").await;
        let iterations = anna.presses("Iterations").await;
        insta::assert_snapshot!(format!("figures {what}"), format!("{overview}\n\n{iterations}"));
        assert!(!anna.screen().contains(DEMO_KEY));
    }
}

#[tokio::test]
async fn ads_are_turned_on_after_a_question_and_told_as_they_are_then() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Ads: off").await;
    insta::assert_snapshot!(anna.presses("Turn ads on").await);
    anna.presses("Leave it").await;
    assert_eq!(calls(&bot, "toggle_ads"), 0);
    anna.says("/account").await;
    anna.presses("Ads: off").await;
    anna.presses("Turn ads on").await;
    contains(&double_tap(&anna, "toggle_ads", "Turn ads on").await, "✅ Ads are on");
    assert_eq!(calls(&bot, "toggle_ads"), 1);
    contains(&anna.says("/account").await, "of 150,000 used");
    // The old button: it is so already.
    anna.presses("Ads: on").await;
    let ads = anna.last();
    anna.presses("Turn ads off").await;
    anna.presses("Turn ads off").await;
    // Later than a second tap would come.
    bot.clock.advance(TimeDelta::seconds(3));
    let ButtonAction::Callback(data) = ads.button("Turn ads off").unwrap().action.clone() else { panic!("a callback") };
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, &data);
    anna.sees_after(update).await;
    contains(&anna.last().text, "Ads of o…@example.com: off");
    assert_eq!(calls(&bot, "toggle_ads"), 2);
}

#[tokio::test]
async fn ads_that_are_refused_or_in_doubt_are_told_so() {
    for (fault, told) in [
        (Fault::Status(422, json!({"error": "Not in your plan"}).to_string()), "Its words: “Not in your plan”"),
        (Fault::Garbage("<html>".into()), "I don't know if my request arrived. Bots.Business says that ads are off."),
        (Fault::CutBody, "✅ Ads are on"),
        (Fault::ServedAs("{}".into()), "✅ Ads are on"),
        (Fault::Whole(200, "true".into()), "Bots.Business took it, and still says that ads are off."),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("Ads: off").await;
        anna.presses("Turn ads on").await;
        bot.world.api.fault("toggle_ads", 1, fault);
        contains(&anna.presses("Turn ads on").await, told);
    }
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Ads: off").await;
    anna.presses("Turn ads on").await;
    bot.world.api.forget_route("toggle_ads");
    contains(&anna.presses("Turn ads on").await, "endpoint toggle_ads");
}

#[tokio::test]
async fn linked_telegram_accounts_are_listed_once_and_hostile_names_are_plain() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    let seen = anna.presses("Telegram accounts").await;
    assert_eq!(seen.matches("7001").count(), 1, "the API lists the same one twice: {seen}");
    contains(&seen, "(you)");
    let person = |id: i64, name: &str| json!({"id": id, "telegramid": 8000 + id, "first_name": name, "username": "x"});
    let mut people = vec![
        json!({"id": 1}),
        json!({"id": 2, "telegramid": "<b>7</b>", "first_name": "<a href='x'>\u{202e}Eve", "username": "@@eve"}),
        json!({"id": 3, "telegramid": null, "first_name": DEMO_KEY, "username": "y".repeat(500)}),
    ];
    people.extend((4..45).map(|id| person(id, "Ann")));
    bot.world.api.fault("get_linked_accounts", 1, Fault::Whole(200, json!(people).to_string()));
    insta::assert_snapshot!(anna.presses("Refresh").await);
    bot.world.api.fault("get_linked_accounts", 1, Fault::Whole(200, "[]".into()));
    contains(&anna.presses("Refresh").await, "No Telegram account is linked to o…@example.com");
}

#[tokio::test]
async fn another_telegram_account_is_linked_by_an_address_that_opens() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Telegram accounts").await;
    insta::assert_snapshot!(anna.presses("Link another").await);
    contains(&anna.presses("Open Telegram").await, "opened: https://t.me/BotsBusinessAdminBot?start=FAKE-link-");
    contains(&anna.presses("Look again").await, "Telegram accounts of o…@example.com");
    bot.world.api.forget_route("get_telegram_link_url");
    contains(&anna.presses("Link another").await, "endpoint get_telegram_link_url");
}

#[tokio::test]
async fn an_address_that_is_none_never_becomes_a_button() {
    for address in [
        "https://t.me@evil.example/x",
        "https://127.0.0.1/x",
        "https://t.me/\u{202e}x",
        "https://evil\\@t.me",
        "https:///t.me",
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("Telegram accounts").await;
        bot.world.api.fault("get_telegram_link_url", 1, Fault::Whole(200, json!({ "url": address }).to_string()));
        contains(&anna.presses("Link another").await, "I don't open that address");
        let opens = |message: &bb_pocket::sandbox::telegram::Message| {
            message.buttons.iter().flatten().any(|button| matches!(button.action, ButtonAction::Url(_)))
        };
        assert!(!opens(&anna.last()), "{address}");
    }
    for address in ["http://t.me/x", "javascript:alert(1)", ""] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("Telegram accounts").await;
        bot.world.api.fault("get_telegram_link_url", TRIES, Fault::Whole(200, json!({ "url": address }).to_string()));
        contains(&anna.presses("Link another").await, "I could not read the answer");
    }
}

#[tokio::test]
async fn everybody_is_logged_out_once_and_what_is_seen_then_is_told() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Sessions · 2").await;
    assert!(!anna.screen().contains("FAKE-session"), "tokens are never shown");
    insta::assert_snapshot!(anna.presses("Log out everywhere").await);
    anna.presses("Stay signed in").await;
    assert_eq!(calls(&bot, "log_out_all_devices"), 0);
    let list = anna.last();
    anna.presses("Log out everywhere").await;
    let told = double_tap(&anna, "log_out_all_devices", "Log out").await;
    contains(&told, "Signed in nowhere now");
    contains(&told, "The Api Key still works");
    assert_eq!(calls(&bot, "log_out_all_devices"), 1);
    bot.clock.advance(TimeDelta::seconds(3));
    let ButtonAction::Callback(data) = list.button("Log out everywhere").unwrap().action.clone() else {
        panic!("a callback")
    };
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, &data);
    anna.sees_after(update).await;
    contains(&anna.last().text, "o…@example.com is signed in nowhere");
    assert_eq!(calls(&bot, "log_out_all_devices"), 1);
    is_nowhere(&bot, &["FAKE-session"]);
}

#[tokio::test]
async fn logging_out_that_ends_the_key_too_asks_for_the_new_one() {
    const NEW: &str = "FAKE-fresh-key-FAKE-fresh-key-FAKE-00012";
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Sessions · 2").await;
    anna.presses("Log out everywhere").await;
    let held = Barrier::new();
    bot.world.api.fault("log_out_all_devices", 1, Fault::Hold(held.clone()));
    let pressed = bot.world.telegram.press(&anna.person, anna.chat, anna.last().id, "Log out").unwrap();
    held.reached(1).await;
    held.release();
    let refused = Fault::Status(401, json!({"errors": ["no"]}).to_string());
    bot.world.api.fault("get_session_tokens|get_user", 2, refused);
    contains(&anna.sees_after(pressed.update().unwrap()).await, "Your key for o…@example.com was refused");
    bot.world.api.reset_key(DEMO_KEY, NEW);
    contains(&anna.says(NEW).await, "New key for o…@example.com");
}

#[tokio::test]
async fn an_address_is_changed_after_a_question_that_shows_it() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    contains(&anna.presses("E-mail").await, "A new e-mail for o…@example.com");
    for wrong in ["new", "new@host", "a b@example.com", "new@example.com and more"] {
        contains(&anna.says(wrong).await, "That is no e-mail address");
    }
    insta::assert_snapshot!(anna.says(" New@Example.com ").await);
    contains(&double_tap(&anna, "update_email", "Change it").await, "✅ The e-mail is n…@example.com now");
    assert_eq!(calls(&bot, "update_email"), 1);
    assert_eq!(bot.world.api.key_of("new@example.com").as_deref(), Some(DEMO_KEY));
    contains(&anna.says("/accounts").await, "n…@example.com");
}

#[tokio::test]
async fn an_address_that_is_refused_or_in_doubt_is_not_claimed() {
    for (fault, told) in [
        (None, "Its words: “Email has already been taken”"),
        (Some(Fault::CutBody), "The e-mail is n…@example.com now"),
        (Some(Fault::Garbage("<html>".into())), "The e-mail is still o…@example.com"),
        (Some(Fault::Whole(200, "{}".into())), "it may want to be confirmed in your mailbox first"),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("E-mail").await;
        let wanted = if fault.is_none() { "second@shop.example" } else { "new@example.com" };
        anna.says(wanted).await;
        if let Some(fault) = fault {
            bot.world.api.fault("update_email", 1, fault);
        }
        contains(&anna.presses("Change it").await, told);
    }
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("E-mail").await;
    anna.says("new@example.com").await;
    anna.presses("Keep the old one").await;
    assert_eq!(calls(&bot, "update_email"), 0);
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_and_leads_back() {
    const NEW: &str = "FAKE-fresh-key-FAKE-fresh-key-FAKE-00012";
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.reset_key(DEMO_KEY, NEW);
    contains(&anna.says("/account").await, "Your key for o…@example.com was refused");
    anna.says(NEW).await;
    contains(&anna.presses("Go on").await, "plan Free");
}

#[tokio::test]
async fn with_two_accounts_each_change_names_its_own() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    contains(&anna.says("/account").await, "s…@shop.example");
    contains(&anna.presses("Password").await, "A new password for s…@shop.example");
    anna.says(DEMO_PASSWORD).await;
    anna.says("/accounts").await;
    anna.presses("Use 1").await;
    // The question went with the press: the next word is no answer any more, and is deleted in case it was meant for one.
    contains(&anna.says("FAKE-other").await, "It could be a password");
    assert_eq!(calls(&bot, "update_password"), 0);
}
