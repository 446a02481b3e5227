//! Another password: by mail, or typed into a chat that keeps none of it.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, DEMO_PASSWORD};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::json;

use super::{at_the_account, calls, double_tap, is_nowhere};
use crate::support::{Talk, TestBot, contains};

/// Planted where nothing may show it.
const NEW: &str = "CANARY-new-word-77";

/// Anna, asked for the new password.
async fn asked_for_the_new_one(bot: &TestBot) -> Talk<'_> {
    let anna = at_the_account(bot).await;
    anna.presses("Password").await;
    let seen = anna.says(DEMO_PASSWORD).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "And the new one for o…@example.com");
    anna
}

#[tokio::test]
async fn a_password_is_changed_and_no_trace_of_it_is_left() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    insta::assert_snapshot!(anna.presses("Password").await);
    contains(&anna.says(DEMO_PASSWORD).await, "And the new one");
    let seen = anna.says(NEW).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "✅ The password of o…@example.com is changed");
    assert!(bot.world.api.has_password(DEMO_KEY, NEW));
    assert_eq!(calls(&bot, "update_password"), 1);
    is_nowhere(&bot, &[NEW, DEMO_PASSWORD]);
    // What was held is gone: no button and no word leads to a second change.
    anna.says(NEW).await;
    assert_eq!(calls(&bot, "update_password"), 1);
}

#[tokio::test]
async fn a_refusal_is_told_in_words_that_repeat_no_password() {
    for (body, told) in [
        (json!({"success": false, "errors": ["Current password is invalid"]}), "“Current password is invalid”"),
        (json!({"errors": [format!("Password {NEW} is too common")]}), "gave no reason that I can show"),
        (json!({"error": format!("not {}", DEMO_PASSWORD.to_uppercase())}), "gave no reason that I can show"),
    ] {
        let bot = TestBot::start().await;
        let anna = asked_for_the_new_one(&bot).await;
        bot.world.api.fault("update_password", 1, Fault::Whole(422, body.to_string()));
        let seen = anna.says(NEW).await;
        contains(&seen, "The password of o…@example.com is not changed");
        contains(&seen, told);
        is_nowhere(&bot, &[NEW, DEMO_PASSWORD]);
        // It is asked for again at once: the second try is deleted as well.
        contains(&seen, "Send the present password");
        contains(&anna.says(DEMO_PASSWORD).await, "And the new one");
        is_nowhere(&bot, &[NEW, DEMO_PASSWORD]);
    }
}

#[tokio::test]
async fn a_change_in_doubt_is_told_so_and_one_without_an_address_too() {
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    bot.world.api.fault("update_password", 1, Fault::CutBody);
    contains(&anna.says(NEW).await, "I don't know if the password of o…@example.com is changed");
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    bot.world.api.forget_route("update_password");
    contains(&anna.says(NEW).await, "endpoint update_password");
    is_nowhere(&bot, &[NEW, DEMO_PASSWORD]);
}

#[tokio::test]
async fn a_message_that_could_not_be_deleted_is_told_before_anything_is_sent() {
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    let refused = || Fault::Status(400, "Bad Request: message can't be deleted".into());
    bot.world.telegram.fault("deletemessage", 1, refused());
    contains(&anna.says(NEW).await, "I could not delete your message. Please delete it now.");
    assert_eq!(calls(&bot, "update_password"), 0);
    contains(&double_tap(&anna, "update_password", "Go on").await, "is changed");
    assert_eq!(calls(&bot, "update_password"), 1);
}

#[tokio::test]
async fn what_is_held_is_over_after_minutes() {
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    bot.clock.advance(TimeDelta::minutes(14));
    // The question is asked anew, and what was held is not: it is older.
    let refused = Fault::Status(400, "Bad Request: message can't be deleted".into());
    bot.world.telegram.fault("deletemessage", 1, refused);
    contains(&anna.says(NEW).await, "Please delete it now");
    bot.clock.advance(TimeDelta::minutes(16));
    contains(&anna.presses("Go on").await, "That took too long");
    assert_eq!(calls(&bot, "update_password"), 0);
}

#[tokio::test]
async fn the_same_password_twice_is_said_before_anything_is_sent() {
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    contains(&anna.says(DEMO_PASSWORD).await, "That is the present password");
    assert_eq!(calls(&bot, "update_password"), 0);
    contains(&anna.says(NEW).await, "is changed");
    is_nowhere(&bot, &[NEW, DEMO_PASSWORD]);
}

#[tokio::test]
async fn somebody_elses_words_are_no_password() {
    let bot = TestBot::start().await;
    let anna = asked_for_the_new_one(&bot).await;
    let long = "x".repeat(129);
    for wrong in [long.as_str(), "two\nlines"] {
        contains(&anna.says(wrong).await, "That is no password");
    }
    contains(&anna.says("/cancel").await, "Cancelled");
    anna.says("words").await;
    assert_eq!(calls(&bot, "update_password"), 0);
}

#[tokio::test]
async fn a_new_password_is_mailed_once() {
    let bot = TestBot::start().await;
    let anna = at_the_account(&bot).await;
    anna.presses("Password").await;
    insta::assert_snapshot!(anna.presses("Mail me one").await);
    let told = double_tap(&anna, "reset_password", "Mail it").await;
    contains(&told, "✅ A new password is on its way to o…@example.com");
    assert_eq!(bot.world.api.mails().len(), 1);
    assert_eq!(bot.world.api.mails()[0].0, "owner@example.com");
    is_nowhere(&bot, &["FAKE-password-"]);
}

#[tokio::test]
async fn a_mail_that_is_refused_or_in_doubt_is_told_so() {
    for (fault, told) in [
        (Fault::Status(422, json!({"error": "Too many mails"}).to_string()), "Its words: “Too many mails”"),
        (Fault::CutBody, "I don't know if a new password is on its way"),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_account(&bot).await;
        anna.presses("Password").await;
        anna.presses("Mail me one").await;
        bot.world.api.fault("reset_password", 1, fault);
        contains(&anna.presses("Mail it").await, told);
    }
}
