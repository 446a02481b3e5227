//! A bot's git: its repository without its password, the public deploy key, the export, and the import that empties it first.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, GIT_SECONDS, Thing};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::ButtonAction;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::bot_more::looks;
use crate::launch::{becomes, nothing_is_followed};
use crate::support::{Talk, TestBot, bytes_of, contains, holds};

const SHOP: i64 = 2_792_787;
/// An address with a password, and one whose word has a key's shape: neither is tried as a key.
const WITH_PASSWORD: &str = "https://you:FAKE-git-pass@git.example/you/shop.git";
const WITH_TOKEN: &str = "https://FAKEgittokenFAKEgittokenFAKEgittoken0001@git.example/you/shop.git";

fn requests(bot: &TestBot, endpoint: &str) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

fn shop(bot: &TestBot) -> Value {
    bot.world.api.bot(SHOP).unwrap()
}

async fn at_git(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    contains(&anna.presses("Git remote").await, "Git of My Shop");
    anna
}

#[tokio::test]
async fn the_deploy_key_is_shown_whole_and_copied_where_a_button_can() {
    let bot = TestBot::start().await;
    let anna = at_git(&bot).await;
    insta::assert_snapshot!("git", anna.screen());
    let copied = anna.presses("Copy deploy key").await;
    assert_eq!(copied, "copied: ssh-rsa AAAAB3NzaC1yc2EFAKE/deploy/key/not/real/2792787");
    // A real one is longer than a button's text may be.
    let key = format!("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB{}==", "FAKEkey/".repeat(43));
    let mut long = shop(&bot);
    long["rsa_public_key"] = json!(format!("{key} bot@bots.business\n"));
    bot.world.api.put_bot(DEMO_KEY, SHOP, long.clone());
    anna.presses("Refresh").await;
    assert!(anna.last().button("Copy deploy key").is_none() && anna.last().text.contains(&key));
    // Anything else is not shown: it may be the private half.
    long["rsa_public_key"] = json!("-----BEGIN RSA PRIVATE KEY-----\nFAKE-private\n");
    bot.world.api.put_bot(DEMO_KEY, SHOP, long);
    let shown = anna.presses("Refresh").await;
    contains(&shown, "Bots.Business gave me no deploy key");
    assert!(!shown.contains("PRIVATE"), "{shown}");
}

#[tokio::test]
async fn an_address_with_a_password_is_stored_and_never_shown() {
    let bot = TestBot::start().await;
    let anna = at_git(&bot).await;
    for address in [WITH_PASSWORD, WITH_TOKEN] {
        contains(&anna.presses("Other git remote…").await, "I delete your message");
        let asked = anna.says(address).await;
        contains(&asked, "Give “My Shop” another git remote?");
        contains(&asked, "New · Git: git.example/you/shop.git");
        contains(&anna.presses("Use the new one").await, "Git: git.example/you/shop.git");
        assert_eq!(shop(&bot)["git_remote"], address);
        anna.says("/bot My Shop").await;
        anna.presses("More").await;
        anna.presses("Git remote").await;
    }
    contains(&anna.presses("Git export").await, "To git.example/you/shop.git");
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    let stored = bytes_of(bot.world.folder.path());
    for secret in ["FAKE-git-pass", "FAKEgittoken"] {
        assert!(!sent.contains(secret), "«{secret}» was sent to Telegram");
        assert!(!holds(&stored, secret.as_bytes()), "«{secret}» is in the database");
    }
    assert!(bot.world.api.calls().iter().all(|call| call.key.as_deref() == Some(DEMO_KEY)), "nothing else was tried");
}

#[tokio::test]
async fn what_is_no_address_is_asked_for_again() {
    let bot = TestBot::start().await;
    let anna = at_git(&bot).await;
    anna.presses("Other git remote…").await;
    contains(&anna.says("my secret words").await, "That is no address of a repository");
    let asked = anna.says("git@github.com:you/shop.git").await;
    contains(&asked, "New · Git: github.com:you/shop.git");
    contains(&anna.presses("Keep the old one").await, "More of My Shop");
    assert_eq!(requests(&bot, "edit_bot"), 0);
}

#[tokio::test]
async fn without_a_repository_the_way_to_one_is_shown() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot refer").await;
    anna.presses("More").await;
    for label in ["Git export", "Git import…"] {
        contains(&anna.presses(label).await, "Refer & Earn <beta> has no git remote");
        contains(&anna.presses("Git remote").await, "Git: –");
        assert!(anna.last().button("Git export").is_none() && anna.last().button("Set git remote…").is_some());
        contains(&anna.presses("‹ Back").await, "More of Refer & Earn <beta>");
    }
    anna.presses("Git remote").await;
    anna.presses("Set git remote…").await;
    // Nothing is lost by it: it is not asked about.
    contains(&anna.says("git@git.example:fake/refer.git").await, "Git: git.example:fake/refer.git");
}

#[tokio::test]
async fn an_export_is_asked_about_sent_once_and_told_as_taken() {
    let bot = TestBot::start().await;
    let anna = at_git(&bot).await;
    let asked = anna.presses("Git export").await;
    contains(&asked, "Export “My Shop” to git?");
    contains(&asked, "To git.example:fake/my-shop.git, into a new branch BB_Export_…. It costs 5 iterations.");
    let message = anna.last().id;
    let telegram = &bot.world.telegram;
    telegram.press(&anna.person, anna.chat, message, "Export it").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Export it").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "✅ Bots.Business took the export of My Shop");
    assert_eq!(requests(&bot, "git_export"), 1);
    anna.presses("‹ Back").await;
    bot.clock.advance(TimeDelta::minutes(1));
    anna.presses("Git export").await;
    bot.world.api.fault("git_export", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Export it").await, "I don't know if the export of My Shop began");
    bot.world.api.protect(SHOP);
    anna.presses("‹ Back").await;
    bot.clock.advance(TimeDelta::minutes(1));
    anna.presses("Git export").await;
    contains(
        &anna.presses("Export it").await,
        "This bot is protected: its maker does not let it be copied or exported",
    );
    bot.world.api.forget_route("git_export");
    anna.presses("‹ Back").await;
    bot.clock.advance(TimeDelta::minutes(1));
    anna.presses("Git export").await;
    contains(&anna.presses("Export it").await, "The address that I know for this is wrong");
}

/// Anna with the last question before an import.
async fn at_the_import(bot: &TestBot) -> Talk<'_> {
    let anna = at_git(bot).await;
    let room = anna.presses("Git import…").await;
    contains(&room, "This deletes all 8 commands and 2 libraries of My Shop first.");
    contains(&room, "Then git.example:fake/my-shop.git is read. If that fails, the bot stays empty.");
    contains(&room, "Send its name to go on: My Shop");
    // The way to a copy is a message of its own; the question is asked again by Refresh.
    let question = anna.last().id;
    anna.presses("Keep a copy first").await;
    assert_ne!(anna.last().id, question);
    anna.presses_on(question, "Refresh").await;
    contains(&anna.says("yes").await, "That is not its name");
    contains(&anna.says("My Shop").await, "Empty “My Shop” and read it from git now?");
    assert_eq!(anna.last().labels(), ["Keep it as it is", "Empty and import"]);
    anna
}

#[tokio::test]
async fn an_import_is_followed_until_the_commands_are_others() {
    let bot = TestBot::start().await;
    let anna = at_the_import(&bot).await;
    let message = anna.last().id;
    let telegram = &bot.world.telegram;
    telegram.press(&anna.person, anna.chat, message, "Empty and import").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Empty and import").unwrap().update().unwrap();
    let told = anna.sees_after(second).await;
    contains(&told, "⏳ Asked Bots.Business to import My Shop from git");
    contains(&told, "its commands are deleted; no new ones yet");
    for (wait, passed, next) in [(3, 3, 7), (7, 10, 10), (10, 20, 10), (10, 30, 15), (15, 45, 15)] {
        looks(&anna, wait, &format!("{passed} seconds"), Some(next)).await;
    }
    bot.clock.advance(TimeDelta::seconds(15));
    assert_eq!(GIT_SECONDS, 60);
    let end = becomes(&anna, "✅ My Shop has other commands now. Seen after 1 minute.").await;
    contains(&end.text, "What I see: 3 commands. More may come: Bots.Business does not say when it ends");
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot, "git_import"), 1);
    contains(&anna.presses_on(end.id, "Commands").await, "Commands of My Shop");
}

#[tokio::test]
async fn an_import_that_fails_leaves_what_is_seen() {
    let bot = TestBot::start().await;
    let mut broken = shop(&bot);
    broken["git_remote"] = json!("git@git.example:fake/broken.git");
    bot.world.api.put_bot(DEMO_KEY, SHOP, broken);
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    anna.presses("Git import…").await;
    anna.says("My Shop").await;
    anna.presses("Empty and import").await;
    let waits = [3, 7, 10, 10, 15, 15, 30, 30, 60, 60, 60, 60, 60, 60, 60, 60];
    let mut passed = 0;
    for (look, wait) in waits.into_iter().enumerate() {
        passed += wait;
        let shown = match passed {
            60.. if passed % 60 == 0 => format!("{} minute", passed / 60),
            _ => format!("{passed} second"),
        };
        looks(&anna, wait, &shown, waits.get(look + 1).copied()).await;
    }
    let end = anna.last();
    contains(&end.text, "I can't tell if the import of My Shop has ended");
    contains(&end.text, "it has no commands. If the mail says that the import failed, it stays empty");
    assert!(end.button("Copy of the bot").is_some(), "{:?}", end.labels());
    nothing_is_followed(&anna).await;
    assert!(bot.world.api.all(SHOP, Thing::Command).is_empty());
}

#[tokio::test]
async fn an_import_that_did_not_begin_is_told_as_it_is_seen() {
    let bot = TestBot::start().await;
    let anna = at_the_import(&bot).await;
    bot.world.api.fault("git_import", 1, Fault::Status(502, String::new()));
    let told = anna.presses("Empty and import").await;
    contains(&told, "I don't know if my request to import My Shop from git arrived");
    contains(&told, "its commands are the same as before");
    // A cut answer: it was done, and the commands say so.
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    anna.presses("Git import…").await;
    anna.says("My Shop").await;
    bot.world.api.fault("git_import", 1, Fault::CutBody);
    let told = anna.presses("Empty and import").await;
    contains(&told, "Asked Bots.Business to import My Shop from git");
    assert_eq!(requests(&bot, "git_import"), 2);
}

#[tokio::test]
async fn a_refused_import_a_wrong_address_and_another_name_change_nothing() {
    let bot = TestBot::start().await;
    let anna = at_the_import(&bot).await;
    let words = json!({"error": "Git is off today"}).to_string();
    bot.world.api.fault("git_import", 1, Fault::Status(422, words));
    let refused = anna.presses("Empty and import").await;
    contains(&refused, "Nothing was imported");
    contains(&refused, "Git is off today");
    bot.world.api.forget_route("git_import");
    anna.presses("‹ Back").await;
    anna.presses("Git import…").await;
    anna.says("My Shop").await;
    contains(&anna.presses("Empty and import").await, "The address that I know for this is wrong");
    anna.presses("‹ Back").await;
    anna.presses("Git import…").await;
    anna.says("My Shop").await;
    let mut renamed = shop(&bot);
    renamed["name"] = json!("My Better Shop");
    bot.world.api.put_bot(DEMO_KEY, SHOP, renamed);
    contains(&anna.presses("Empty and import").await, "Send its name to go on: My Better Shop");
    assert_eq!(bot.world.api.all(SHOP, Thing::Command).len(), 8);
}

#[tokio::test]
async fn a_protected_bot_is_imported_without_being_counted() {
    let bot = TestBot::start().await;
    bot.world.api.protect(SHOP);
    let anna = at_git(&bot).await;
    let room = anna.presses("Git import…").await;
    contains(&room, "This deletes all commands and libraries of My Shop first.");
    contains(&room, "This bot is protected, so I can't count its commands");
    assert!(anna.last().button("Keep a copy first").is_none());
    anna.says("My Shop").await;
    contains(&anna.presses("Empty and import").await, "Its commands are protected, so I can't see more");
    nothing_is_followed(&anna).await;
    let pressed = |label: &str| anna.last().button(label).map(|button| button.action.clone());
    assert!(!matches!(pressed("Look again"), Some(ButtonAction::Callback(_))));
}
