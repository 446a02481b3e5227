//! An account without its key: by e-mail and password, by opening one, by Telegram, by a mailed password. What is typed
//! goes to Bots.Business once, and is nowhere afterwards.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, DEMO_PASSWORD, SECOND_KEY};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::json;

use crate::account::{calls, double_tap, is_nowhere};
use crate::process::Operated;
use crate::support::{TRIES, Talk, TestBot, bytes_of, contains, holds};

mod telegram;

const EMAIL: &str = "owner@example.com";
/// Planted where nothing may show it.
const CANARY: &str = "CANARY-pass-word-41";

/// A stranger at the way that this button names.
pub async fn at_the_door<'a>(bot: &'a TestBot, label: &str) -> Talk<'a> {
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    anna.presses("I have no key at hand").await;
    anna.presses(label).await;
    anna
}

#[tokio::test]
async fn somebody_signs_in_by_two_messages_and_only_the_key_is_kept() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    insta::assert_snapshot!(anna.presses("I have no key at hand").await);
    insta::assert_snapshot!(anna.presses("Sign in").await);
    insta::assert_snapshot!(anna.says(EMAIL).await);
    insta::assert_snapshot!(anna.says(DEMO_PASSWORD).await);
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    contains(&anna.says("/accounts").await, "✅ 1. o…@example.com · key …0001");
    assert_eq!((calls(&bot, "sign_in"), calls(&bot, "get_user")), (1, 1));
    is_nowhere(&bot, &[EMAIL, DEMO_PASSWORD, DEMO_KEY, "FAKE-access", "FAKE-session"]);
}

#[tokio::test]
async fn address_and_password_in_one_message_are_understood() {
    for text in [
        format!("{EMAIL} {DEMO_PASSWORD}"),
        format!("{EMAIL}\n{DEMO_PASSWORD}"),
        format!("login: {EMAIL} password: {DEMO_PASSWORD}"),
        format!("{EMAIL}:{DEMO_PASSWORD}"),
    ] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        anna.says("/signin").await;
        let seen = anna.says(&text).await;
        contains(&seen, "your message was deleted");
        contains(&seen, "✅ Connected as o…@example.com");
        is_nowhere(&bot, &[EMAIL, DEMO_PASSWORD]);
    }
}

#[tokio::test]
async fn a_command_with_a_login_behind_it_is_deleted_and_not_used() {
    for text in [format!("/signin {EMAIL} {CANARY}"), format!("/signin {EMAIL}"), format!("{EMAIL} {CANARY}")] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        let seen = anna.says(&text).await;
        if text.contains(CANARY) || text.starts_with('/') {
            contains(&seen, "your message was deleted");
        }
        assert_eq!(bot.api_calls(), Vec::<String>::new());
        is_nowhere(&bot, &[CANARY]);
    }
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says(&format!("{EMAIL} {CANARY}")).await, "That looks like a password");
    contains(&anna.presses("Sign in").await, "Connect your account");
}

#[tokio::test]
async fn a_wrong_password_is_told_and_kept_nowhere() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    for wrong in ["hello", "anna@host", "@"] {
        let seen = anna.says(wrong).await;
        contains(&seen, "That is no e-mail address");
        contains(&seen, "your message was deleted");
    }
    anna.says(EMAIL).await;
    insta::assert_snapshot!(anna.says(CANARY).await);
    is_nowhere(&bot, &[EMAIL, CANARY]);
    contains(&anna.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn what_bots_business_says_instead_is_told_without_the_secrets() {
    for (fault, told) in [
        (Fault::Status(422, json!({"errors": ["Too many attempts"]}).to_string()), "Its words: “Too many attempts”"),
        (
            Fault::Status(422, json!({"errors": [format!("{CANARY} is wrong")]}).to_string()),
            "no reason that I can show",
        ),
        (Fault::Status(422, json!({"errors": ["Owner@Example.com?"]}).to_string()), "no reason that I can show"),
        (Fault::Status(503, String::new()), "I don't know if it was done"),
        (Fault::Whole(200, json!({"data": {}}).to_string()), "I don't know if it was done"),
        (Fault::Status(429, String::new()), "Bots.Business is busy"),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_door(&bot, "Sign in").await;
        bot.world.api.fault("sign_in", 1, fault);
        contains(&anna.says(&format!("{EMAIL} {CANARY}")).await, told);
        assert_eq!(calls(&bot, "sign_in"), 1);
        is_nowhere(&bot, &[CANARY, EMAIL]);
    }
}

#[tokio::test]
async fn a_sign_in_whose_answer_is_cut_off_connects_nothing() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    bot.world.api.fault("sign_in", 1, Fault::CutBody);
    contains(&anna.says(&format!("{EMAIL} {DEMO_PASSWORD}")).await, "I don't know if it was done");
    contains(&anna.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn a_session_without_its_key_connects_nothing() {
    for (fault, told) in [
        (Fault::Whole(200, json!({"id": 1, "email": EMAIL}).to_string()), "Signed in, but without a key"),
        (Fault::Whole(200, json!({"id": 1, "api_key": "short"}).to_string()), "Signed in, but without a key"),
        (Fault::Status(500, String::new()), "Bots.Business did not answer"),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_door(&bot, "Sign in").await;
        bot.world.api.fault("get_user", TRIES, fault);
        contains(&anna.says(&format!("{EMAIL} {DEMO_PASSWORD}")).await, told);
        contains(&anna.says("/accounts").await, "No account yet");
        is_nowhere(&bot, &[DEMO_PASSWORD, "FAKE-access", "FAKE-session"]);
    }
}

#[tokio::test]
async fn an_account_that_is_here_already_gets_its_present_key() {
    const NEW: &str = "FAKE-fresh-key-FAKE-fresh-key-FAKE-00012";
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.reset_key(DEMO_KEY, NEW);
    anna.says("/accounts").await;
    anna.presses("Sign in").await;
    anna.presses("Sign in").await;
    contains(&anna.says(&format!("{EMAIL} {DEMO_PASSWORD}")).await, "It was here before");
    let accounts = anna.says("/accounts").await;
    contains(&accounts, "✅ 1. o…@example.com · key …0012");
    assert!(!accounts.contains("2."), "{accounts}");
}

#[tokio::test]
async fn a_message_that_could_not_be_deleted_is_told_first() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    let refused = || Fault::Status(400, "Bad Request: message can't be deleted".into());
    bot.world.telegram.fault("deletemessage", 1, refused());
    contains(&anna.says(EMAIL).await, "I could not delete your message. Please delete it now.");
    bot.world.telegram.fault("deletemessage", 1, refused());
    contains(&anna.says(DEMO_PASSWORD).await, "I could not delete your message. Please delete it now.");
    assert_eq!(calls(&bot, "sign_in"), 0);
    contains(&double_tap(&anna, "sign_in", "Go on").await, "✅ Connected as o…@example.com");
    assert_eq!(calls(&bot, "sign_in"), 1);
}

#[tokio::test]
async fn nobody_guesses_passwords_through_the_bot() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for number in 0..7 {
        bot.clock.advance(TimeDelta::seconds(30));
        anna.says("/signin").await;
        let seen = anna.says(&format!("{EMAIL} wrong-{number}")).await;
        let told = if number < 5 { "does not know this e-mail with this password" } else { "That was a lot of tries" };
        contains(&seen, told);
    }
    assert_eq!(calls(&bot, "sign_in"), 5);
    // Erasing everything is no way to more tries.
    anna.says("/forget").await;
    anna.presses("Erase everything").await;
    anna.says("/signin").await;
    contains(&anna.says(&format!("{EMAIL} wrong-again")).await, "That was a lot of tries");
    assert_eq!(calls(&bot, "sign_in"), 5);
    // Others are not held up, and neither is she an hour later.
    let boris = bot.talk(7002, "Boris");
    boris.says("/signin").await;
    contains(&boris.says(&format!("second@shop.example {DEMO_PASSWORD}")).await, "✅ Connected as s…@shop.example");
    bot.clock.advance(TimeDelta::minutes(61));
    anna.says("/signin").await;
    contains(&anna.says(&format!("{EMAIL} {DEMO_PASSWORD}")).await, "✅ Connected as o…@example.com");
}

#[tokio::test]
async fn an_account_is_opened_after_its_terms_were_named() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Open an account").await;
    contains(&anna.says("fresh@example.com").await, "Now a password for it");
    insta::assert_snapshot!(anna.says(CANARY).await);
    assert_eq!(calls(&bot, "sign_up"), 0);
    let told = double_tap(&anna, "sign_up", "Open it").await;
    contains(&told, "✅ Connected as f…@example.com");
    assert_eq!(calls(&bot, "sign_up"), 1);
    let key = bot.world.api.key_of("fresh@example.com").unwrap();
    is_nowhere(&bot, &[CANARY, key.as_str(), "FAKE-access", "FAKE-session"]);
    contains(&anna.says("/bots").await, "No bots in this account");
}

#[tokio::test]
async fn an_account_that_is_not_opened_or_not_surely_is_told_so() {
    for (fault, given, told) in [
        (None, format!("{EMAIL} {CANARY}"), "email has already been taken"),
        (None, "fresh@example.com ab1".to_owned(), "password is too short"),
        (Some(("sign_up", Fault::CutBody)), format!("fresh@example.com {CANARY}"), "Try to sign in"),
        (
            Some(("sign_in", Fault::Status(401, json!({"errors": ["Confirm your mail"]}).to_string()))),
            format!("fresh@example.com {CANARY}"),
            "✅ The account is open",
        ),
        (
            Some(("sign_in", Fault::Status(503, String::new()))),
            format!("fresh@example.com {CANARY}"),
            "✅ The account is open",
        ),
    ] {
        let bot = TestBot::start().await;
        let anna = at_the_door(&bot, "Open an account").await;
        anna.says(&given).await;
        if let Some((endpoint, fault)) = fault {
            bot.world.api.fault(endpoint, 1, fault);
        }
        contains(&anna.presses("Open it").await, told);
        assert_eq!(calls(&bot, "sign_up"), 1);
        is_nowhere(&bot, &[CANARY]);
    }
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Open an account").await;
    anna.says(&format!("fresh@example.com {CANARY}")).await;
    contains(&anna.presses("Not now").await, "Connect your account");
    assert_eq!(calls(&bot, "sign_up"), 0);
}

#[tokio::test]
async fn a_new_password_is_mailed_to_an_address_once() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Mail me a new password").await;
    insta::assert_snapshot!(anna.says(EMAIL).await);
    let told = double_tap(&anna, "reset_password", "Mail it").await;
    contains(&told, "A new password is on its way to your mailbox");
    assert_eq!(bot.world.api.mails().len(), 1);
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Mail me a new password").await;
    anna.says("nobody@example.com").await;
    contains(&anna.presses("Mail it").await, "Unable to find user with this email.");
    anna.presses("Begin again").await;
    anna.says(EMAIL).await;
    bot.world.api.fault("reset_password", 1, Fault::CutBody);
    contains(&anna.presses("Mail it").await, "Look into your mailbox before you try again");
}

#[tokio::test]
async fn a_question_that_was_left_takes_no_secret_any_more() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    anna.says(EMAIL).await;
    contains(&anna.says("/cancel").await, "Cancelled");
    anna.says(&format!("second@shop.example {CANARY}")).await;
    assert_eq!(calls(&bot, "sign_in"), 0);
    // What was held for signing in opens no account: the question of another way is another one.
    anna.says("/signin").await;
    anna.says(EMAIL).await;
    bot.clock.advance(TimeDelta::minutes(16));
    anna.says(DEMO_PASSWORD).await;
    assert_eq!(calls(&bot, "sign_in"), 0, "the question is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_line_and_no_file_holds_what_was_typed() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says("/signin", "Sign in: which e-mail?").await;
    operated.says(EMAIL, "Now its password").await;
    operated.says(CANARY, "does not know this e-mail").await;
    operated.says("/signin", "Sign in: which e-mail?").await;
    operated.says(&format!("{EMAIL} {DEMO_PASSWORD}"), "Connected as o…@example.com").await;
    let stored = bytes_of(&operated.folder.path().join("data"));
    let logged = operated.ends(child);
    contains(&logged, "called Bots.Business");
    for canary in [EMAIL, CANARY, DEMO_PASSWORD, DEMO_KEY, "FAKE-access", "FAKE-session"] {
        assert!(!logged.contains(canary), "{canary} is in the log");
        assert!(!holds(&stored, canary.as_bytes()), "{canary} is in a file");
    }
}

#[tokio::test]
async fn whoever_has_ten_accounts_is_told_and_keeps_them() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for number in 0..10 {
        let key = format!("FAKE-many-key-FAKE-many-key-FAKE-many-{number:02}");
        bot.world.api.add_account(&format!("many{number}@example.com"), &key);
        anna.says(&key).await;
        bot.clock.advance(TimeDelta::seconds(10));
    }
    anna.says("/signin").await;
    contains(&anna.says(&format!("{EMAIL} {DEMO_PASSWORD}")).await, "You have 10 accounts here already");
    is_nowhere(&bot, &[DEMO_KEY, SECOND_KEY]);
}

/// What Anna wrote last is no longer in her chat.
fn is_gone(talk: &Talk<'_>, canary: &str) {
    let there = talk.bot.world.telegram.messages(talk.chat);
    assert!(!there.iter().any(|message| message.text.contains(canary)), "{canary} is still in the chat");
}

#[tokio::test]
async fn a_wrong_password_is_asked_for_again_and_the_second_try_is_deleted_too() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    anna.says(EMAIL).await;
    let seen = anna.says(CANARY).await;
    contains(&seen, "does not know this e-mail with this password");
    contains(&seen, "Send the password again");
    contains(&anna.says(DEMO_PASSWORD).await, "✅ Connected as o…@example.com");
    is_gone(&anna, DEMO_PASSWORD);
    is_gone(&anna, CANARY);
    assert_eq!(calls(&bot, "sign_in"), 2);
    is_nowhere(&bot, &[EMAIL, CANARY, DEMO_PASSWORD]);
}

#[tokio::test]
async fn a_password_is_deleted_after_its_question_was_left_too() {
    for left in ["/cancel", "/help", "/settings", "wait"] {
        let bot = TestBot::start().await;
        let anna = at_the_door(&bot, "Sign in").await;
        anna.says(EMAIL).await;
        match left {
            "wait" => bot.clock.advance(TimeDelta::minutes(16)),
            _ => drop(anna.says(left).await),
        }
        if left == "/help" {
            anna.says("/cancel").await;
        }
        let seen = anna.says(CANARY).await;
        contains(&seen, "It could be a password");
        is_gone(&anna, CANARY);
        is_nowhere(&bot, &[CANARY]);
        assert_eq!(calls(&bot, "sign_in"), 0);
    }
    // What failed to go is said.
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    anna.says("/cancel").await;
    bot.world.telegram.fault("deletemessage", 1, Fault::Status(400, "Bad Request: message can't be deleted".into()));
    contains(&anna.says(CANARY).await, "I could not delete your message");
}

#[tokio::test]
async fn words_with_a_meaning_are_no_password_after_a_question_was_left() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/signin").await;
    anna.says("/cancel").await;
    for (words, seen) in
        [("Shop", "My Shop"), ("2792787", "My Shop"), ("help", "/signin"), ("some words here", "did not")]
    {
        let told = anna.says(words).await;
        contains(&told, seen);
        assert!(!told.contains("could be a password"), "{told}");
    }
    anna.says("/signin").await;
    anna.says("/cancel").await;
    bot.clock.advance(TimeDelta::minutes(26));
    let told = anna.says("hello").await;
    assert!(!told.contains("could be a password"), "the time is over: {told}");
}

#[tokio::test]
async fn an_account_that_was_not_opened_leaves_no_second_password() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Open an account").await;
    anna.says(EMAIL).await;
    anna.says("FAKE-first-one").await;
    anna.presses("Open it").await;
    contains(&anna.says(CANARY).await, "It could be a password");
    is_gone(&anna, CANARY);
}

#[tokio::test]
async fn a_key_where_a_login_is_asked_for_connects() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    contains(&anna.says(DEMO_KEY).await, "✅ Connected as o…@example.com");
    is_gone(&anna, DEMO_KEY);
    assert_eq!(calls(&bot, "sign_in"), 0);
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/signin Owner@Example.com").await, "Now its password");
    is_gone(&anna, "Owner@");
    contains(&anna.says(DEMO_PASSWORD).await, "✅ Connected as o…@example.com");
}

#[tokio::test]
async fn back_after_cancel_leads_to_where_it_was_asked() {
    let bot = TestBot::start().await;
    let anna = at_the_door(&bot, "Sign in").await;
    anna.presses("Cancel").await;
    contains(&anna.looks_at(), "Connect your account");
    anna.presses("Sign in").await;
    contains(&anna.says("/cancel").await, "Cancelled. Nothing was changed.");
    contains(&anna.presses("‹ Back").await, "Connect your account");
    let linked = bot.linked().await;
    linked.says("/bot My Shop").await;
    linked.presses("More").await;
    linked.presses("Token").await;
    contains(&linked.says("/cancel").await, "Cancelled. Nothing was changed.");
    contains(&linked.presses("‹ Back").await, "My Shop");
    assert!(linked.last().button("Token").is_some());
}
