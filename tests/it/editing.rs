//! Changing a command: what is typed gathers in a draft, what saving would change is shown, and it is written once.

use std::collections::BTreeMap;

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

use crate::support::{Talk, TestBot, bytes_of, contains, holds, unwrapped};

mod crashes;
mod removing;
mod sequences;

/// The shop with its commands `/start`, which has an answer, a keyboard and aliases, `/order`, which has code, and
/// `/report`, which has auto-retry and a group.
const SHOP: i64 = 2_792_787;
const START: i64 = 4101;
const ORDER: i64 = 4103;
/// Their drafts.
const START_DRAFT: &str = "/start 2dr_0_0_1nuxf_35x";
const ORDER_DRAFT: &str = "/start 2dr_0_0_1nuxf_35z";
const REPORT_DRAFT: &str = "/start 2dr_0_0_1nuxf_360";
/// Fields that change by themselves.
const OF_THE_SERVER: [&str; 4] = ["updated_at", "aliases", "bjs_mode", "last_auto_retry_at"];

/// A command as Bots.Business has it.
fn command(bot: &TestBot, id: i64) -> Value {
    let all = bot.world.api.all(SHOP, Thing::Command);
    all.into_iter().find(|command| command["id"] == id).unwrap()
}

/// What is in a command, in one form: empty is empty however it is written, and aliases are their names.
fn contents(command: &Value) -> BTreeMap<String, String> {
    let one = |value: &Value| match value {
        Value::Null | Value::Bool(false) => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let fields = command.as_object().unwrap().iter().filter(|(name, _)| !OF_THE_SERVER.contains(&name.as_str()));
    let mut contents: BTreeMap<String, String> = fields.map(|(name, value)| (name.clone(), one(value))).collect();
    contents.retain(|_, text| !text.is_empty());
    let aliases: Vec<&str> =
        command["aliases"].as_array().unwrap().iter().filter_map(|a| a["command"].as_str()).collect();
    contents.insert("aliases".to_owned(), aliases.join(", "));
    contents
}

fn puts(bot: &TestBot) -> usize {
    bot.api_calls().iter().filter(|call| *call == "edit_command").count()
}

/// Somebody else changes a field.
fn changes_elsewhere(bot: &TestBot, id: i64, field: &str, value: Value) {
    let mut changed = command(bot, id);
    changed[field] = value;
    changed["updated_at"] = json!("2026-11-23T12:01:00.000Z");
    bot.world.api.replace(SHOP, Thing::Command, changed);
}

async fn sends(talk: &Talk<'_>, name: &str, bytes: &[u8]) -> String {
    let update = talk.bot.world.telegram.send_document(&talk.person, talk.chat, name, "text/plain", bytes, "");
    talk.sees_after(update).await
}

/// The text of the newest file that the bot sent.
fn file(talk: &Talk<'_>) -> String {
    talk.last().file.unwrap().text()
}

#[tokio::test]
async fn a_change_is_compared_saved_and_undone() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let before = contents(&command(&bot, START));
    contains(&anna.says(START_DRAFT).await, "What do you want to change?");
    let answer = anna.presses("Answer").await;
    contains(&answer, "Welcome to *My Shop*!");
    contains(&answer, "At most 4,096 characters");
    contains(&anna.says("Welcome!\nSee /price").await, "Draft of /start: answer changed");
    contains(&anna.screen(), "Nothing is saved yet");
    assert_eq!(puts(&bot), 0);
    let compared = anna.presses("See changes").await;
    contains(&compared, "answer · +2 −1");
    contains(&compared, "- Welcome to *My Shop*!");
    contains(&compared, "+ See /price");
    let calls = bot.api_calls().len();
    contains(&anna.presses("Save").await, "✅ /start is saved: answer");
    assert_eq!(bot.api_calls()[calls..], ["get_command", "edit_command"], "no call more than needed");
    let mut expected = before.clone();
    expected.insert("answer".into(), "Welcome!\nSee /price".into());
    assert_eq!(contents(&command(&bot, START)), expected);
    let calls = bot.api_calls().len();
    contains(&anna.presses("Undo").await, "↩️ /start is as before: answer");
    assert_eq!(bot.api_calls()[calls..], ["get_command", "edit_command"], "at once");
    assert_eq!(contents(&command(&bot, START)), before);
    contains(&anna.presses("Versions").await, "1. until 12:03 · 1 kB");
}

#[tokio::test]
async fn how_a_change_looks_on_a_phone() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let mut seen = vec![anna.says(ORDER_DRAFT).await, anna.presses("Code").await];
    seen.push(anna.says("let amount = Number(message)\nif (amount > 3 {\n  Bot.sendMessage(\"Many\")\n}").await);
    seen.push(anna.presses("Done").await);
    seen.push(anna.presses("See changes").await);
    changes_elsewhere(&bot, ORDER, "help", json!("Somebody's"));
    seen.push(anna.presses("Save").await);
    seen.push(anna.presses("Save mine").await);
    seen.push(anna.presses("Versions").await);
    seen.push(anna.presses("1").await);
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn each_field_is_changed_by_a_message() {
    let bot = TestBot::start().await;
    let changes = [
        ("Name", "= /bots", "command", json!("/bots")),
        ("Name", "/buy", "command", json!("/buy")),
        ("Answer", "/price is the list", "answer", json!("/price is the list")),
        ("Code", "// a\nrun()", "code", json!("// a\nrun()")),
        ("Keyboard", "A, B\n/c", "keyboard_body", json!("A, B\n/c")),
        ("Help", "What it does", "help", json!("What it does")),
        ("Group", "vip", "commands_group", json!({"title": "vip"})),
        ("Auto-retry", "3600", "auto_retry_time", json!(3600)),
    ];
    for ((button, words, field, expected), person) in changes.into_iter().zip(100..) {
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says(ORDER_DRAFT).await;
        talk.presses(button).await;
        let mut told = talk.says(words).await;
        if button == "Code" {
            told = talk.presses("Done").await;
        }
        contains(&told, "changed");
        talk.presses("Save").await;
        assert_eq!(command(&bot, ORDER)[field], expected, "{}", talk.screen());
    }
    let talk = bot.linked().await;
    talk.says(ORDER_DRAFT).await;
    talk.presses("Aliases").await;
    talk.says("Buy, ORDER").await;
    talk.presses("Waiting").await;
    talk.presses("Do not wait").await;
    contains(&talk.screen(), "aliases, wait for answer changed");
    talk.presses("Save").await;
    assert_eq!(contents(&command(&bot, ORDER))["aliases"], "buy, order");
    assert_eq!(command(&bot, ORDER)["need_reply"], json!(false));
}

#[tokio::test]
async fn a_field_is_emptied_and_a_draft_that_changes_nothing_is_none() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    contains(&anna.presses("Empty it").await, "Draft of /order: code changed");
    contains(&anna.presses("See changes").await, "- let amount = Number(message)");
    anna.presses("Save").await;
    assert_eq!(command(&bot, ORDER)["code"], Value::Null);
    anna.presses("Change more").await;
    anna.presses("Answer").await;
    contains(&anna.says("Other").await, "answer changed");
    anna.presses("• Answer").await;
    contains(&anna.says("How many?").await, "What do you want to change?");
    anna.presses("Code").await;
    contains(&anna.says("run()").await, "Part 1 is in the draft");
    contains(&anna.presses("Done").await, "code changed");
    anna.presses("• Code").await;
    anna.presses("Add to its end").await;
    contains(&anna.says("stop()").await, "2 lines so far");
    assert_eq!(puts(&bot), 1);
}

#[tokio::test]
async fn what_breaks_a_rule_is_refused_with_the_rule() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    contains(&anna.says(&"x".repeat(4_097)).await, "at most 4,096 characters");
    contains(&sends(&anna, "answer.txt", "x".repeat(5_000).as_bytes()).await, "at most 4,096 characters");
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    contains(&anna.presses("Empty it").await, "A keyboard needs an answer");
    anna.says(START_DRAFT).await;
    anna.presses("Auto-retry").await;
    contains(&anna.says("soon").await, "whole number of seconds");
    contains(&anna.says("60").await, "Auto-retry needs code");
    let bob = bot.talk(7002, "Bob");
    bob.says(DEMO_KEY).await;
    bob.says(REPORT_DRAFT).await;
    bob.presses("Keyboard").await;
    contains(&bob.says("A, B").await, "A keyboard needs an answer");
    bob.says(REPORT_DRAFT).await;
    bob.presses("Aliases").await;
    contains(&bob.says("a,,b").await, "names with commas between");
    bob.says(REPORT_DRAFT).await;
    contains(&bob.presses("Name").await, "Upper and lower case are different names. *, @, @@ and ! are special");
    contains(&bob.says("two\nlines").await, "A name is one line");
    assert_eq!(puts(&bot), 0);
}

#[tokio::test]
async fn code_comes_as_a_file_or_in_several_messages() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    contains(&sends(&anna, "order.js", "\u{feff}let a = 1\nrun(a)\n".as_bytes()).await, "code changed");
    anna.presses("Save").await;
    assert_eq!(command(&bot, ORDER)["code"], "let a = 1\nrun(a)\n");
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    let part = |letter: &str| format!("let {letter} = '{}'", "x".repeat(3_600));
    contains(&anna.says(&part("a")).await, "Part 1 is in the draft: 1 line so far");
    contains(&anna.says(&part("b")).await, "Part 2 is in the draft: 2 lines so far");
    contains(&anna.says("run()").await, "Part 3 is in the draft: 3 lines so far");
    contains(&anna.presses("Done").await, "code changed");
    contains(&anna.presses("See changes").await, "too long for a message");
    anna.presses("Changes as file").await;
    contains(&file(&anna), "+ run()");
    anna.says(ORDER_DRAFT).await;
    anna.presses("Save").await;
    assert_eq!(command(&bot, ORDER)["code"], format!("{}\n{}\nrun()", part("a"), part("b")));
}

#[tokio::test]
async fn code_that_looks_broken_is_warned_about_and_saved_all_the_same() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    anna.says("let a = 1\nfunction f() {\n  run(a)").await;
    contains(&anna.presses("Done").await, "Line 2: a function begins here and has no end");
    contains(&anna.presses("See changes").await, "You can save it all the same");
    contains(&anna.presses("Save").await, "is saved");
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_never_overwritten_unseen() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Mine").await;
    changes_elsewhere(&bot, START, "answer", json!("Theirs"));
    let told = anna.presses("Save").await;
    contains(&told, "✋ An import or somebody changed /start at 12:01");
    assert_eq!(puts(&bot), 0);
    let choices = anna.last().id;
    anna.presses("Theirs").await;
    contains(&file(&anna), "== answer\nTheirs\n");
    anna.presses_on(choices, "Mine").await;
    contains(&file(&anna), "== answer\nMine\n");
    changes_elsewhere(&bot, START, "help", json!("Again"));
    contains(&anna.presses_on(choices, "Save mine").await, "✋ An import or somebody changed /start");
    assert_eq!(puts(&bot), 0, "this state of it was not seen");
    contains(
        &anna.presses_on(choices, "Back to draft").await,
        "An import or somebody changed this command after you began",
    );
    anna.presses_on(choices, "Save").await;
    contains(&anna.presses_on(choices, "Save mine").await, "✅ /start is saved: answer");
    let now = command(&bot, START);
    assert_eq!((&now["answer"], &now["help"]), (&json!("Mine"), &json!("Again")));
}

#[tokio::test]
async fn theirs_can_be_kept() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Mine").await;
    changes_elsewhere(&bot, START, "answer", json!("Theirs"));
    anna.presses("See changes").await;
    contains(&anna.presses("Keep theirs").await, "Throw away your draft of /start? Your changes are lost: answer");
    contains(&anna.presses("Throw it away").await, "What do you want to change?");
    assert_eq!((puts(&bot), &command(&bot, START)["answer"]), (0, &json!("Theirs")));
}

#[tokio::test]
async fn a_draft_that_changed_after_its_diff_was_read_is_not_saved_by_it() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("One").await;
    anna.presses("See changes").await;
    let old = anna.last().id;
    anna.says(START_DRAFT).await;
    anna.presses("Help").await;
    anna.says("Two").await;
    let told = anna.presses_on(old, "Save").await;
    contains(&told, "+ Two");
    assert_eq!(puts(&bot), 0, "this was not seen");
    contains(&anna.presses_on(old, "Save").await, "✅ /start is saved: answer, help");
}

#[tokio::test]
async fn two_people_with_the_same_key_do_not_overwrite_each_other() {
    let bot = TestBot::start().await;
    let (anna, bob) = (bot.linked().await, bot.talk(7002, "Bob"));
    bob.says(DEMO_KEY).await;
    for (talk, words) in [(&anna, "Anna's"), (&bob, "Bob's")] {
        talk.says(START_DRAFT).await;
        talk.presses("Answer").await;
        talk.says(words).await;
        talk.presses("See changes").await;
    }
    contains(&anna.presses("Save").await, "✅ /start is saved");
    contains(&bob.presses("Save").await, "✋ An import or somebody changed /start");
    assert_eq!(command(&bot, START)["answer"], "Anna's");
    bob.says(START_DRAFT).await;
    contains(&bob.presses("Versions").await, "No former versions");
}

#[tokio::test]
async fn a_save_tapped_twice_is_written_once() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Once").await;
    let held = Barrier::new();
    bot.world.api.fault("edit_command", 1, Fault::Hold(held.clone()));
    let (telegram, message) = (&bot.world.telegram, anna.last().id);
    let taps = [(); 2].map(|()| telegram.press(&anna.person, anna.chat, message, "Save").unwrap().update().unwrap());
    held.reached(1).await;
    held.release();
    for tap in taps {
        bot.world.answered(tap).await.unwrap();
    }
    contains(&anna.screen(), "✅ /start is saved");
    assert_eq!(puts(&bot), 1);
    anna.presses("Versions").await;
    assert!(!anna.screen().contains("2. until"), "one save, one version");
}

#[tokio::test]
async fn a_refused_save_keeps_the_draft_and_no_version() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("No").await;
    bot.world.api.fault("edit_command", 1, Fault::Status(422, r#"{"error": "Too much"}"#.into()));
    let refused = anna.presses("Save").await;
    contains(&refused, "It was not saved");
    contains(&refused, "Too much");
    contains(&anna.presses("Back to draft").await, "Draft of /start: answer changed");
    contains(&anna.presses("Versions").await, "No former versions");
}

#[tokio::test]
async fn a_save_without_an_answer_is_told_by_what_is_there() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Perhaps").await;
    bot.world.api.fault("edit_command", 1, Fault::CutBody);
    let told = anna.presses("Save").await;
    contains(&told, "✅ /start is at Bots.Business as in your draft. I don't know if it was my request.");
    assert_eq!(puts(&bot), 1);
}

#[tokio::test]
async fn hostile_code_is_shown_compared_and_kept_as_it_is() {
    let bot = TestBot::start().await;
    let large: String = (0..10_000).map(|line| format!("let a{line} = {line};\n")).collect();
    let codes = ["<b>&amp;</b> <script>", "let a = '👨‍👩‍👧 \u{202e}אבג'", "\n\n\n", &large, "a\r\nb\r\n"];
    for (code, person) in codes.into_iter().zip(200..) {
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says(ORDER_DRAFT).await;
        talk.presses("Code").await;
        let taken = sends(&talk, "code.js", code.as_bytes()).await;
        if code.trim().is_empty() {
            contains(&taken, "Please send text, or a text file");
            continue;
        }
        contains(&talk.presses("See changes").await, "code · +");
        talk.presses("Changes as file").await;
        talk.says(ORDER_DRAFT).await;
        contains(&talk.presses("Save").await, "is saved");
        assert_eq!(command(&bot, ORDER)["code"], code);
        talk.presses("Change more").await;
        talk.presses("Code").await;
    }
    let refused = bot.world.telegram.calls().into_iter().find(|call| call.status.is_some_and(|status| status >= 400));
    assert!(refused.is_none(), "{refused:?}");
}

#[tokio::test]
async fn no_token_is_shown_and_none_is_lost() {
    let bot = TestBot::start().await;
    let code = |end: char| format!("let t = '123456:FAKE-bot-token-FAKE-bot-token-0000{end}'\nsend(t)");
    changes_elsewhere(&bot, ORDER, "code", json!(code('1')));
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    contains(&anna.presses("Code").await, "let t = '****");
    sends(&anna, "code.js", code('2').as_bytes()).await;
    contains(&anna.presses("See changes").await, "code · +1 −1");
    let folder = bot.world.folder.path().to_owned();
    let stored = bytes_of(&folder);
    assert!(!holds(&stored, b"FAKE-bot-token"), "a draft is sealed");
    anna.presses("Save").await;
    assert_eq!(command(&bot, ORDER)["code"], code('2'));
    assert!(!holds(&bytes_of(&folder), b"FAKE-bot-token"), "a version is sealed");
    anna.presses("Undo").await;
    assert_eq!(command(&bot, ORDER)["code"], code('1'));
    let screen = anna.screen();
    assert!(!unwrapped(&screen).contains("FAKE-bot-token"), "{screen}");
}

#[tokio::test]
async fn restoring_over_a_draft_asks_first() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("First").await;
    contains(&anna.presses("Save").await, "is saved");
    anna.presses("Change more").await;
    anna.presses("Help").await;
    anna.says("Draft").await;
    anna.presses("Versions").await;
    contains(&anna.presses("1").await, "Restoring changes this:");
    contains(
        &anna.presses("Restore…").await,
        "Replace your draft of /start? It is not saved, and its changes are lost: help",
    );
    contains(&anna.presses("Keep the draft").await, "Former versions of /start");
    bot.clock.advance(TimeDelta::days(31));
    contains(&anna.says(START_DRAFT).await, "help changed");
    contains(&anna.presses("Versions").await, "No former versions");
}

#[tokio::test]
async fn a_name_that_another_command_has_is_not_given_a_second_time() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Name").await;
    let told = anna.says("= /start").await;
    contains(&told, "/start is there already");
    assert!(!told.contains("Draft of"), "{told}");
    // The question stays open.
    contains(&anna.says("= /Start").await, "There is /start: only upper and lower case differ");
    contains(&anna.screen(), "Draft of /order: name changed");
    // Somebody makes one of that name before it is saved.
    let mut other = command(&bot, START);
    other["id"] = json!(9_001);
    other["command"] = json!("/Start");
    bot.world.api.put(SHOP, Thing::Command, other);
    let refused = anna.presses("Save").await;
    contains(&refused, "/Start is there already");
    assert_eq!(puts(&bot), 0);
    contains(&anna.presses("Open /Start").await, "/Start of My Shop");
    let bob = bot.talk(7002, "Bob");
    bob.says(DEMO_KEY).await;
    bob.says(ORDER_DRAFT).await;
    bob.presses("Name").await;
    bob.says("= /start").await;
    contains(&bob.presses("Open /start").await, "/start of My Shop");
}

#[tokio::test]
async fn code_comes_in_as_many_messages_as_it_takes_short_or_long() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    contains(&anna.says("first()").await, "Part 1 is in the draft");
    contains(&anna.says("second()").await, "Part 2 is in the draft: 2 lines so far");
    contains(&anna.presses("Done").await, "Draft of /order: code changed");
    anna.presses("Save").await;
    assert_eq!(command(&bot, ORDER)["code"], "first()\nsecond()");
}

#[tokio::test]
async fn a_second_text_or_file_replaces_the_first_one() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_DRAFT).await;
    anna.presses("Code").await;
    contains(&sends(&anna, "a.js", b"wrong()").await, "Draft of /order: code changed");
    contains(&anna.screen(), "Another text or file replaces it");
    contains(&sends(&anna, "a.js", b"right()").await, "Draft of /order: code changed");
    anna.presses("• Code").await;
    contains(&anna.screen(), "right()");
    anna.says(ORDER_DRAFT).await;
    anna.presses("Answer").await;
    contains(&anna.says("One").await, "answer, code changed");
    contains(&anna.says("Two").await, "answer, code changed");
    anna.presses("Save").await;
    assert_eq!(
        (command(&bot, ORDER)["answer"].clone(), command(&bot, ORDER)["code"].clone()),
        (json!("Two"), json!("right()"))
    );
}

#[tokio::test]
async fn an_undo_writes_over_nobodys_change_and_leaves_no_draft() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Mine").await;
    anna.says("/start 2cm_0_0_1nuxf_35x").await;
    contains(&anna.screen(), "You have a draft of it that is not saved");
    anna.presses("Open the draft").await;
    anna.presses("Save").await;
    changes_elsewhere(&bot, START, "answer", json!("Theirs"));
    contains(&anna.presses("Undo").await, "Restoring changes this");
    assert_eq!((puts(&bot), command(&bot, START)["answer"].clone()), (1, json!("Theirs")));
    assert!(!anna.says("/start 2cm_0_0_1nuxf_35x").await.contains("You have a draft"));
}
