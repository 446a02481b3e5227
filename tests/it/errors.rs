//! The errors of a bot: equal ones as one line, one in full, cleared and told truly; no secret in any of it.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, ErrorSketch, Obedience};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{Event, Message};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, contains, unwrapped};

const SHOP: i64 = 2_792_787;
/// A bot without errors.
const EMPTY: i64 = 2_792_790;

/// A moment before the stories begin.
fn before(minutes: i64) -> DateTime<Utc> {
    crate::support::noon().now() - TimeDelta::minutes(minutes)
}

/// How often the errors were cleared.
fn clears(bot: &TestBot) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == "clear_error_logs").count()
}

#[tokio::test]
async fn equal_errors_are_one_line_newest_first() {
    let bot = TestBot::start().await;
    bot.world.api.furnish();
    let anna = bot.linked().await;
    anna.says("/bots").await;
    let list = anna.says("/errors my shop").await;
    contains(&list, "Errors of My Shop · 12 in 4 kinds");
    contains(&list, "1. 6× TypeError: Cannot read properties of null (reading 'price')");
    contains(&list, "/order · 11:56");
    contains(&list, "2. 3× SyntaxError: Unexpected token '}'");
    // The same title in another command is another error.
    assert_eq!(unwrapped(&list).matches("Forbidden: bot was blocked by the user").count(), 2, "{list}");
    assert_eq!(anna.last().labels(), ["1", "2", "3", "4", "Clear all 12", "‹ Back", "Refresh", "Home"]);
}

#[tokio::test]
async fn titles_that_differ_in_their_numbers_only_are_equal() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let error = |minute: i64, title: &str, command: &str| ErrorSketch::new(before(minute), title).command(command);
    let errors = [
        error(3, "x is null at 5:17", "/a"),
        error(2, "x is null at 12:3", "/a"),
        error(1, "x is null at 12:3", "/b"),
        error(4, "y is null at 12:3", "/a"),
    ];
    bot.world.api.add_errors(EMPTY, errors);
    let list = anna.says(&format!("/errors {EMPTY}")).await;
    contains(&list, "4 in 3 kinds");
    contains(&list, "1. x is null at 12:3");
    contains(&list, "2. 2× x is null at 12:3");
    contains(&list, "3. y is null at 12:3");
}

#[tokio::test]
async fn kinds_that_begin_alike_are_told_apart() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let title =
        |end: &str| format!("Error: the request to the payment server at pay.example failed while the order was {end}");
    let errors = [
        ErrorSketch::new(before(1), &title("being checked")).command("/pay"),
        ErrorSketch::new(before(2), &title("being paid")).command("/pay"),
        // What is not seen makes no other kind.
        ErrorSketch::new(before(3), &title("being\u{200b} paid")).command("/pay"),
    ];
    bot.world.api.add_errors(EMPTY, errors);
    let list = anna.says(&format!("/errors {EMPTY}")).await;
    contains(&list, "3 in 2 kinds");
    contains(&list, "being checked");
    contains(&list, "being paid");
    insta::assert_snapshot!("told_apart", anna.looks_at());
}

#[tokio::test]
async fn many_kinds_come_in_pages() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let letter = |place: i64| char::from(b'a' + u8::try_from(place).unwrap());
    bot.world.api.add_errors(EMPTY, (0..19).map(|at| ErrorSketch::new(before(at), &format!("Error {}", letter(at)))));
    contains(&anna.says(&format!("/errors {EMPTY}")).await, "19 in 19 kinds");
    assert_eq!(anna.last().labels()[..9], ["1", "2", "3", "4", "5", "6", "7", "8", "›"]);
    let second = anna.presses("›").await;
    contains(&second, "9. Error i");
    assert_eq!(anna.last().labels()[8..10], ["‹", "›"]);
    contains(&anna.presses("›").await, "19. Error s");
    assert_eq!(anna.last().labels()[..4], ["17", "18", "19", "‹"]);
    contains(&anna.presses("19").await, "Error s");
    contains(&anna.presses("‹ Back").await, "1. Error a");
}

#[tokio::test]
async fn one_error_is_shown_in_full_with_a_plain_sentence() {
    let bot = TestBot::start().await;
    bot.world.api.furnish();
    let anna = bot.linked().await;
    anna.says(&format!("/errors {SHOP}")).await;
    let one = anna.presses("1").await;
    contains(&one, "TypeError: Cannot read properties of null (reading 'price')");
    contains(&one, "6 times; this is the newest");
    contains(&one, "In plain words: the code reads something that is not there");
    contains(&one, "at /order:14:27");
    let list = anna.last().id;
    anna.presses("Trace as a file").await;
    let sent = anna.last();
    let file = sent.file.unwrap();
    assert!(file.name.starts_with("error-") && file.name.ends_with(".txt"), "{}", file.name);
    contains(&file.text(), "at forEach (<anonymous>)");
    assert_ne!(sent.id, list, "a file is a message of its own");
    // Shown without a trace: no button for a file.
    anna.presses_on(list, "‹ Back").await;
    contains(&anna.presses_on(list, "4").await, "Bots.Business gave no trace");
    let shown = bot.world.telegram.messages(anna.chat).into_iter().find(|message| message.id == list).unwrap();
    assert!(shown.button("Trace as a file").is_none());
    contains(&anna.screen(), "this user blocked your bot or left Telegram");
}

#[tokio::test]
async fn a_long_trace_comes_as_a_file_with_every_line() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let trace: String = (1..=400).map(|line| format!("    at step{line} (/start:{line}:1)\n")).collect();
    let error = ErrorSketch::new(before(1), "RangeError: <too> deep & wide").trace(&trace).command("/start");
    bot.world.api.add_errors(EMPTY, [error]);
    anna.says(&format!("/errors {EMPTY}")).await;
    let one = anna.presses("1").await;
    contains(&one, "The trace is too long for a message: get it as a file");
    assert!(!one.contains("step399"));
    anna.presses("Trace as a file").await;
    let sent = anna.last();
    contains(&sent.text, "RangeError: <too> deep & wide");
    let text = sent.file.as_ref().unwrap().text();
    assert!(text.starts_with("RangeError: <too> deep & wide\n/start\n"), "{text}");
    for line in [1, 250, 400] {
        contains(&text, &format!("at step{line} (/start:{line}:1)"));
    }
    assert!(sent.button("‹ Back").is_some() && sent.button("Home").is_some());
    contains(&anna.presses("‹ Back").await, "The trace is too long for a message");
}

#[tokio::test]
async fn an_error_that_is_gone_says_so() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(&format!("/errors {SHOP}")).await;
    anna.presses("1").await;
    bot.world.api.fault("get_error_logs", 2, Fault::Garbage("[]".into()));
    contains(&anna.presses("Refresh").await, "That error is not there any more");
    contains(&anna.presses("‹ Back").await, "No errors in");
}

#[tokio::test]
async fn no_errors_is_a_sentence_and_a_failure_is_another() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/errors refer").await, "No errors in Refer & Earn <beta>");
    bot.world.api.fault("get_error_logs", TRIES, Fault::Status(503, String::new()));
    let failed = anna.says("/errors My Shop").await;
    contains(&failed, "Bots.Business did not answer");
    assert!(!failed.contains("No errors"), "{failed}");
    contains(&anna.presses("Try again").await, "3 in 3 kinds");
    contains(&anna.says("/errors 999").await, "No bot 999");
    contains(&anna.says("/errors").await, "Errors of which bot?");
    contains(&anna.presses("🟢 My Shop").await, "3 in 3 kinds");
}

#[tokio::test]
async fn clearing_asks_with_the_number_and_tells_what_is_left() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bots").await;
    anna.says("/errors My Shop").await;
    contains(&anna.presses("Clear all 3").await, "Clear all 3 errors of My Shop?");
    assert_eq!(anna.last().labels(), ["Keep them", "Clear them"]);
    contains(&anna.presses("Keep them").await, "3 in 3 kinds");
    assert_eq!(clears(&bot), 0);
    anna.presses("Clear all 3").await;
    contains(&anna.presses("Clear them").await, "✅ Cleared 3 errors of My Shop");
    assert_eq!(clears(&bot), 1);
    contains(&anna.presses("‹ Back").await, "Commands 8 · Errors 0");
}

#[tokio::test]
async fn errors_that_came_meanwhile_are_told() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bots").await;
    anna.says("/errors My Shop").await;
    anna.presses("Clear all 3").await;
    // One after the question, which is cleared too, and two while it is done.
    bot.world.api.add_errors(SHOP, [ErrorSketch::new(before(0), "Late")]);
    let new = ["New one", "Another"].map(|title| ErrorSketch::new(before(0), title));
    bot.world.api.add_errors_while_clearing(SHOP, new);
    contains(&anna.presses("Clear them").await, "✅ Cleared 4 errors of My Shop · 2 new ones came since");
    contains(&anna.presses("Errors").await, "2 in 2 kinds");
}

#[tokio::test]
async fn a_clearing_without_an_answer_is_not_claimed_and_not_sent_again() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/errors My Shop").await;
    anna.presses("Clear all 3").await;
    // The read before it finds three, the one after it none: somebody cleared them.
    bot.world.api.fault("get_error_logs", 1, Fault::Delay(std::time::Duration::ZERO));
    bot.world.api.fault("get_error_logs", 2, Fault::Garbage("[]".into()));
    bot.world.api.fault("clear_error_logs", 1, Fault::Status(502, String::new()));
    let told = anna.presses("Clear them").await;
    contains(&told, "No errors in My Shop any more. I don't know if it was my request that cleared them.");
    anna.presses("Refresh").await;
    assert_eq!(clears(&bot), 1);
}

#[tokio::test]
async fn a_clearing_that_did_nothing_is_told_as_unknown() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/errors My Shop").await;
    anna.presses("Clear all 3").await;
    bot.world.api.fault("clear_error_logs", 1, Fault::Status(503, String::new()));
    contains(&anna.presses("Clear them").await, "I don't know if they were cleared. 3 errors are there now.");
    assert_eq!(clears(&bot), 1);
    contains(&anna.presses("Errors").await, "3 in 3 kinds");
}

#[tokio::test]
async fn a_refused_clearing_is_told_in_the_apis_words() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/errors My Shop").await;
    anna.presses("Clear all 3").await;
    let words = json!({"error": "Not today"}).to_string();
    bot.world.api.fault("clear_error_logs", 1, Fault::Status(422, words));
    let refused = anna.presses("Clear them").await;
    contains(&refused, "The errors were not cleared");
    contains(&refused, "Not today");
    contains(&anna.presses("Errors").await, "3 in 3 kinds");
}

#[tokio::test]
async fn a_second_tap_on_clear_clears_once() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/errors My Shop").await;
    anna.presses("Clear all 3").await;
    let telegram = &bot.world.telegram;
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, "Clear them").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Clear them").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "Cleared 3 errors");
    assert_eq!(clears(&bot), 1);
}

/// The key of an account that has no key's shape, so that only knowing it hides it. It is given in an address: alone,
/// such a word is not tried as a key.
const OWN_KEY: &str = "own/key+of=odd~shape";
/// A word of the shape of another account's key.
const KEY_SHAPED: &str = "FAKEother-key-FAKEother-key-FAKE000other";

/// The secrets of these stories, and the parts of them that would be enough.
fn secrets() -> Vec<&'static str> {
    vec![OWN_KEY, "odd~shape", KEY_SHAPED, BOT_TOKEN, "FAKE-token-FAKE-token"]
}

/// A text with all of them in it.
fn leaky(words: &str) -> String {
    format!("{words} {OWN_KEY} {KEY_SHAPED} {BOT_TOKEN}")
}

/// Somebody whose account has a key of an odd shape.
async fn odd(bot: &TestBot) -> Talk<'_> {
    bot.world.api.add_account("odd@example.com", OWN_KEY);
    let odd = bot.talk(7006, "Odd");
    contains(&odd.says(&format!("/setkey ?api_key={OWN_KEY}")).await, "Connected as o…@example.com");
    odd
}

/// All that the bot showed: texts, buttons, files.
pub fn shown(bot: &TestBot) -> String {
    let mut all = String::new();
    let mut add = |message: &Message| {
        all.push_str(&message.text);
        for button in message.buttons.iter().flatten() {
            all.push_str(&format!(" {button:?} "));
        }
        if let Some(file) = &message.file {
            all.push_str(&format!("{} {}", file.name, file.text()));
        }
    };
    for event in bot.world.telegram.events() {
        match event {
            Event::Sent(message) | Event::Edited(message) => add(&message),
            _ => {}
        }
    }
    all
}

fn shows_no_secret(bot: &TestBot) {
    let shown = shown(bot);
    for secret in secrets() {
        assert!(!shown.contains(secret), "«{secret}» is shown:\n{shown}");
    }
}

#[tokio::test]
async fn secrets_in_errors_are_starred_in_messages_buttons_and_files() {
    let bot = TestBot::start().await;
    let odd = odd(&bot).await;
    let name = leaky("Shop");
    bot.world.api.put_bot(
        OWN_KEY,
        50,
        json!({"id": 50, "name": name, "status": leaky("odd word"), "token": BOT_TOKEN}),
    );
    let long = format!("{}\n{}", leaky("at"), "    at somewhere (/start:1:1)\n".repeat(200));
    let error = |title: &str| ErrorSketch::new(before(1), &leaky(title)).command(&leaky("/start"));
    bot.world.api.add_errors(50, [error("Short").trace(&leaky("at")), error("Long").trace(&long)]);
    for command in ["/bots", "/bot 50", "/errors 50", "/start", "/csvstatus"] {
        odd.says(command).await;
        shows_no_secret(&bot);
    }
    odd.says("/errors 50").await;
    for place in ["1", "2"] {
        let list = odd.last().id;
        odd.presses_on(list, place).await;
        odd.presses_on(list, "Trace as a file").await;
        assert!(odd.last().file.is_some());
        shows_no_secret(&bot);
        odd.presses_on(list, "‹ Back").await;
        odd.says("/errors 50").await;
    }
    odd.presses("Clear all 2").await;
    contains(&odd.presses("Clear them").await, "Cleared 2 errors");
    shows_no_secret(&bot);
    contains(&shown(&bot), "*****");
}

#[tokio::test]
async fn secrets_in_refusals_are_starred() {
    let bot = TestBot::start().await;
    let odd = odd(&bot).await;
    bot.world.api.add_bot(OWN_KEY, 50, "Shop");
    bot.world.api.set_obedience(50, Obedience::Refuses(leaky("Not you:")));
    odd.says("/bot Shop").await;
    odd.presses("Stop").await;
    contains(&odd.presses("Stop it").await, "Not you: *****");
    let refusal = || Fault::Status(422, json!({"error": leaky("Never:")}).to_string());
    for (endpoint, command) in [("get_error_logs", "/errors 50"), ("get_bot", "/bot 50"), ("get_bots", "/bots")] {
        bot.world.api.fault(endpoint, 1, refusal());
        contains(&odd.says(command).await, "Never: *****");
    }
    odd.says("/errors 50").await;
    shows_no_secret(&bot);
}

/// A text whose letters are escaped, as JSON allows for every one of them.
fn escaped(text: &str) -> String {
    text.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect()
}

#[tokio::test]
async fn secrets_in_json_escapes_are_starred() {
    let bot = TestBot::start().await;
    let odd = odd(&bot).await;
    bot.world.api.add_bot(OWN_KEY, 50, "Shop");
    let leaky = escaped(&leaky("Odd"));
    let log = format!(r#"[{{"id": 7, "title": "{leaky}", "stack_trace": "{leaky}", "created_at": null}}]"#);
    let valid: Value = serde_json::from_str(&log).unwrap();
    contains(valid[0]["title"].as_str().unwrap(), OWN_KEY);
    bot.world.api.fault("get_error_logs", 3, Fault::Garbage(log));
    contains(&odd.says("/errors 50").await, "Odd *****");
    odd.presses("1").await;
    odd.presses("Trace as a file").await;
    contains(&odd.last().file.unwrap().text(), "Odd *****");
    bot.world.api.fault("set_bot_status", 1, Fault::Status(422, format!(r#"{{"error": "{leaky}"}}"#)));
    odd.says("/bot 50").await;
    odd.presses("Stop").await;
    contains(&odd.presses("Stop it").await, "Odd *****");
    shows_no_secret(&bot);
}

#[tokio::test]
async fn the_accounts_own_key_is_starred_whoever_writes_it() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.add_error(SHOP, Some("/start"), &format!("Failed: {DEMO_KEY}"));
    let list = anna.says("/errors 2792787").await;
    contains(&list, "Failed: ****");
    assert!(!shown(&bot).contains("DEMO-KEY"), "{list}");
}
