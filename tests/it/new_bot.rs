//! A new bot: its name, its token by a message that is deleted, and one request, whatever happens in between.

use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::Event;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::launch::crashes::{press, shows};
use crate::launch::{becomes, nothing_is_followed};
use crate::process::{Operated, crashes};
use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, bytes_of, contains, holds};

/// How many bots were asked for.
fn requests(bot: &TestBot) -> Vec<Value> {
    let calls = bot.world.api.calls();
    calls.into_iter().filter(|call| call.endpoint == "create_bot").filter_map(|call| call.body).collect()
}

/// Anna, asked for the token of “Tea Shop”.
async fn at_the_token(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bots").await;
    contains(&anna.presses("New bot").await, "A new bot: how is it called?");
    contains(&anna.says("  Tea\u{200b}  Shop ").await, "A token for “Tea Shop”");
    anna
}

fn new_bots(bot: &TestBot) -> Vec<Value> {
    let ids = bot.world.api.bots_of(DEMO_KEY);
    let bots = ids.into_iter().filter_map(|id| bot.world.api.bot(id));
    bots.filter(|bot| bot["name"] == "Tea Shop").collect()
}

#[tokio::test]
async fn a_bot_is_made_by_its_name_and_a_token_that_nobody_sees() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    assert_eq!(anna.last().labels(), ["Without a token", "‹ Back", "Home"]);
    let made = anna.says(BOT_TOKEN).await;
    contains(&made, "✅ Tea Shop is made");
    contains(&made, "It has a token, and can start.");
    assert_eq!(anna.last().labels(), ["Start", "Open", "‹ Back", "Refresh", "Home"]);
    let deleted = |event: &Event| matches!(event, Event::Deleted { .. });
    assert_eq!(bot.world.telegram.events().iter().filter(|event| deleted(event)).count(), 2, "the key and the token");
    assert_eq!(requests(&bot), [json!({"name": "Tea Shop", "token": BOT_TOKEN})]);
    contains(&anna.presses("Open").await, "▫️ never launched");
    no_token_is_seen(&bot);
}

/// The token is in no message of the bot, and not in its database.
fn no_token_is_seen(bot: &TestBot) {
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert!(!sent.contains("FAKE-token"), "a token was sent to Telegram");
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"FAKE-token"), "a token is in the database");
}

#[tokio::test]
async fn a_bot_is_made_without_a_token_and_gets_one_later() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    contains(&anna.presses("Without a token").await, "It has no token yet, so it cannot start.");
    assert_eq!(requests(&bot), [json!({"name": "Tea Shop"})]);
    contains(&anna.presses("Open").await, "It has no bot token, so it cannot start");
    contains(&anna.presses("Add token").await, "The token of Tea Shop");
    let told = anna.says(BOT_TOKEN).await;
    contains(&told, "✅ Tea Shop is changed");
    contains(&told, "Token: of Telegram bot 987654");
    assert!(anna.last().button("Start").is_some());
    assert_eq!(new_bots(&bot)[0]["token"], BOT_TOKEN);
    no_token_is_seen(&bot);
}

#[tokio::test]
async fn one_name_makes_one_bot_however_often_its_buttons_are_pressed() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    let step = anna.last().id;
    let telegram = &bot.world.telegram;
    anna.says(BOT_TOKEN).await;
    // The older message still has its button.
    contains(&anna.presses_on(step, "Without a token").await, "✅ Tea Shop is made");
    bot.clock.advance(TimeDelta::minutes(5));
    // And a double tap on a fresh one.
    anna.says("/bots").await;
    anna.presses("New bot").await;
    contains(&anna.says("Tea Shop").await, "A bot of yours is called so already");
    let fresh = anna.last().id;
    telegram.press(&anna.person, anna.chat, fresh, "Without a token").unwrap();
    let second = telegram.press(&anna.person, anna.chat, fresh, "Without a token").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "✅ Tea Shop is made");
    assert_eq!((requests(&bot).len(), new_bots(&bot).len()), (2, 2));
}

#[tokio::test]
async fn names_that_are_none_are_asked_for_again() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/menu").await;
    anna.presses("New bot").await;
    contains(&anna.says("\u{200b}\u{feff}").await, "That name cannot be seen");
    contains(&anna.says(&"long ".repeat(60)).await, "Send one of up to 100 characters");
    contains(&anna.says("<b>& “Tea”").await, "A token for “<b>& “Tea””");
    contains(&anna.says("My Shop").await, "That is no bot token");
    assert!(requests(&bot).is_empty());
    contains(&anna.presses("‹ Back").await, "Your bots");
}

#[tokio::test]
async fn a_token_in_botfathers_own_words_is_taken_and_two_are_not() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    let two = format!("{BOT_TOKEN}\n{}", BOT_TOKEN.replace("987654", "987655"));
    contains(&anna.says(&two).await, "That is no bot token");
    let words = format!("Use this token to access the HTTP API:\n{BOT_TOKEN}\nKeep it secure.");
    contains(&anna.says(&words).await, "✅ Tea Shop is made");
    no_token_is_seen(&bot);
}

#[tokio::test]
async fn a_refused_token_is_told_and_another_one_taken() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    let refusal = json!({"errors": [format!("Token {BOT_TOKEN} has already been taken")]}).to_string();
    bot.world.api.fault("create_bot", 1, Fault::Garbage(refusal));
    let refused = anna.says(BOT_TOKEN).await;
    contains(&refused, "⚠️ No bot was made");
    contains(&refused, "has already been taken");
    bot.clock.advance(TimeDelta::minutes(1));
    contains(&anna.presses("Other token").await, "A token for “Tea Shop”");
    contains(&anna.says(BOT_TOKEN).await, "✅ Tea Shop is made");
    assert_eq!(new_bots(&bot).len(), 1);
    no_token_is_seen(&bot);
}

#[tokio::test]
async fn a_token_that_could_not_be_deleted_is_asked_about() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    let refused = Fault::Status(400, "Bad Request: message can't be deleted".into());
    bot.world.telegram.fault("deletemessage", 1, refused);
    let asked = anna.says(BOT_TOKEN).await;
    contains(&asked, "Make “Tea Shop” with this token?");
    contains(&asked, "⚠️ I could not delete your message. Please delete it.");
    assert!(requests(&bot).is_empty());
    contains(&anna.presses("Make it").await, "✅ Tea Shop is made");
    assert_eq!(requests(&bot).len(), 1);
}

#[tokio::test]
async fn without_an_answer_the_list_says_what_became_of_it() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    bot.world.api.fault("create_bot", 1, Fault::CutBody);
    let seen = anna.presses("Without a token").await;
    contains(&seen, "✅ Tea Shop is there. I got no answer when I asked for it; it was not there before.");
    nothing_is_followed(&anna).await;
    assert_eq!((requests(&bot).len(), new_bots(&bot).len()), (1, 1));
}

#[tokio::test]
async fn what_never_turns_up_is_not_claimed_and_not_sent_again() {
    let bot = TestBot::start().await;
    // A bot that was called so before is not taken for the new one.
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(50, "Tea Shop")]);
    let anna = at_the_token(&bot).await;
    bot.world.api.fault("create_bot", 1, Fault::Status(502, String::new()));
    let step = anna.last().id;
    contains(&anna.presses("Without a token").await, "⏳ I don't know if my request to make Tea Shop arrived");
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    bot.clock.advance(TimeDelta::seconds(1));
    becomes(&anna, "did not say just now which bots there are").await;
    for wait in [2, 3, 5, 8, 13, 28] {
        bot.clock.advance(TimeDelta::seconds(wait));
        becomes(&anna, &format!("{} s", (bot.clock.now() - crate::support::noon().now()).num_seconds())).await;
    }
    let end = anna.last();
    contains(&end.text, "I don't see it yet.");
    contains(&end.text, "I asked once for Tea Shop, 60 s ago");
    assert_eq!(end.labels(), ["Look again", "New bot", "‹ Back", "Home"]);
    assert_eq!(step, end.id);
    // Two of the name at once: none is called the right one.
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(51, "Tea Shop"), BotSketch::new(52, "Tea Shop")]);
    contains(&anna.presses("Look again").await, "2 new bots are called Tea Shop");
    assert_eq!(anna.last().labels()[..2], ["Tea Shop · 12:04", "Tea Shop · 12:04"]);
    assert_eq!(requests(&bot).len(), 1);
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_before_anything_is_made() {
    let bot = TestBot::start().await;
    let anna = at_the_token(&bot).await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-other-key-FAKE-other-key-FAKE-00009");
    contains(&anna.says(BOT_TOKEN).await, "Your key for o…@example.com was refused");
    assert!(new_bots(&bot).is_empty());
    no_token_is_seen(&bot);
}

/// How many calls of an endpoint were made.
fn calls(operated: &Operated, endpoint: &str) -> usize {
    operated.api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

/// Presses a button, and waits for what it shows.
async fn presses(operated: &Operated, label: &str, words: &str) {
    press(operated, label);
    shows(&operated.telegram, words).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_is_made_once_whatever_step_the_process_ends_at() {
    for (place, sent, sentence) in [
        ("act-claimed", 0, "I don't know if my request to make Tea Shop arrived"),
        ("act-sent", 1, "Tea Shop is there. I got no answer when I asked for it"),
        ("act-ended", 1, "Tea Shop is made"),
        ("deliver-sent", 1, "Tea Shop is made"),
    ] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/bots", "Your bots").await;
        presses(&operated, "New bot", "how is it called?").await;
        operated.says("Tea Shop", "A token for “Tea Shop”").await;
        operated.ends(child);
        crashes(&operated, place, || press(&operated, "Without a token")).await;
        let child = operated.start();
        shows(&operated.telegram, sentence).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(calls(&operated, "create_bot"), sent, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_asked_for_once_whatever_step_the_process_ends_at() {
    for (place, sent) in [("act-claimed", 0), ("act-sent", 1), ("deliver-sent", 1)] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/bot My Shop", "runs").await;
        presses(&operated, "More", "More of My Shop").await;
        presses(&operated, "Copy bot", "Copy “My Shop”?").await;
        operated.ends(child);
        crashes(&operated, place, || press(&operated, "Copy it")).await;
        let child = operated.start();
        let known = if place == "deliver-sent" { "Asked for a copy of" } else { "my request for a copy of" };
        shows(&operated.telegram, known).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(calls(&operated, "copy_bot"), sent, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_of_a_bot_is_in_a_log_or_a_file() {
    let mut operated = Operated::new().await;
    operated.settings.insert("RUST_LOG", "debug".to_owned());
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/bots", "Your bots").await;
    presses(&operated, "New bot", "how is it called?").await;
    operated.says("Tea Shop", "A token for “Tea Shop”").await;
    operated.says(BOT_TOKEN, "Tea Shop is made").await;
    operated.says("/bot My Shop", "runs").await;
    presses(&operated, "More", "More of My Shop").await;
    presses(&operated, "Sheet", "The sheet of My Shop").await;
    operated.says("https://files.example/FAKE-canary-sheet.csv", "Give “My Shop” another sheet?").await;
    presses(&operated, "Use the new one", "is changed").await;
    operated.says("/bot My Shop", "runs").await;
    presses(&operated, "More", "More of My Shop").await;
    presses(&operated, "Git remote", "Git of My Shop").await;
    presses(&operated, "Other git remote…", "The git remote of My Shop").await;
    operated.says("https://you:FAKE-git-pass@git.example/a.git", "Give “My Shop” another git remote?").await;
    operated.api.fault("edit_bot", 1, Fault::CutBody);
    presses(&operated, "Use the new one", "I don't know if My Shop was changed").await;
    let sent: String = operated.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    let log = operated.ends(child);
    contains(&log, "called Bots.Business");
    let stored = bytes_of(&operated.folder.path().join("data"));
    for secret in ["FAKE-token", "FAKE-canary-sheet", "FAKE-git-pass", "SANDBOX-fake"] {
        assert!(!log.contains(secret), "«{secret}» is in the log");
        assert!(!sent.contains(secret), "«{secret}» was sent to Telegram");
        assert!(!holds(&stored, secret.as_bytes()), "«{secret}» is in a file");
    }
}

#[tokio::test]
async fn what_holds_a_credential_is_no_name_and_the_question_stays_open() {
    let (short, long) = (&BOT_TOKEN[..BOT_TOKEN.len() - 1], format!("{BOT_TOKEN}1"));
    for given in [BOT_TOKEN, short, &long, &format!("my token {long}"), &DEMO_KEY[..39], "anna@example.com hunter2!"] {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        anna.says("/bots").await;
        anna.presses("New bot").await;
        let seen = anna.says(given).await;
        contains(&seen, "your message was deleted");
        contains(&seen, "A new bot: how is it called?");
        assert_eq!(anna.last().labels().last().map(|label| label.to_string()).as_deref(), Some("Cancel"), "{given}");
        contains(&anna.says("Tea Shop").await, "A token for “Tea Shop”");
        contains(&anna.says(&long).await, "A token is digits, a colon");
        assert!(anna.last().button("Without a token").is_some());
        anna.presses("Without a token").await;
        assert_eq!(requests(&bot), [json!({"name": "Tea Shop"})]);
        no_token_is_seen(&bot);
    }
    // A bot that is there keeps its name.
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot 2792787").await;
    anna.presses("More").await;
    anna.presses("Name").await;
    let seen = anna.says(&long).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "new name");
    assert!(!bot.api_calls().iter().any(|call| call == "edit_bot"), "{:?}", bot.api_calls());
}
