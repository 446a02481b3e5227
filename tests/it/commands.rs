//! The commands of a bot: the tree, search with the place that matched, one in full, its code as a file; read once a
//! minute; no secret in any of it.

use bb_pocket::api::{Api, CommandChange, NewCommand};
use bb_pocket::credentials::ApiKey;
use bb_pocket::ids::{BotId, CommandId, FolderId};
use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, contains, unwrapped};

mod folders;
mod making;

const SHOP: i64 = 2_792_787;
const OTHER: i64 = 50;

/// A running bot without commands.
async fn empty(bot: &TestBot) -> Talk<'_> {
    bot.world.api.add_bot(DEMO_KEY, OTHER, "Corner");
    bot.linked().await
}

/// Adds a command with these fields to the empty bot.
fn put(bot: &TestBot, id: i64, name: &str, fields: Value) {
    let mut command = json!({"id": id, "bot_id": OTHER, "command": name, "aliases": []});
    command.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    bot.world.api.put(OTHER, Thing::Command, command);
}

/// How often an endpoint was called.
fn calls(bot: &TestBot, endpoint: &str) -> usize {
    bot.api_calls().iter().filter(|call| *call == endpoint).count()
}

/// Another client of the same account, as the app is.
fn elsewhere(bot: &TestBot) -> (Api, ApiKey) {
    (Api::new(bot.world.api.url().parse().unwrap()).unwrap(), ApiKey::parse(DEMO_KEY).unwrap())
}

/// Telegram took everything that was sent.
fn nothing_was_refused(bot: &TestBot) {
    let calls = bot.world.telegram.calls();
    let refused = calls.iter().find(|call| call.status.is_some_and(|status| status >= 400));
    assert!(refused.is_none(), "{refused:?}");
}

#[tokio::test]
async fn a_tree_of_two_levels_with_counts() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    let mut shown = vec![anna.presses("Commands").await];
    for label in ["📁 Service · 3", "‹ Back", "📁 Shop · 3", "‹ Back", "/start"] {
        shown.push(format!("— {label} —\n{}", anna.presses(label).await));
    }
    insta::assert_snapshot!(shown.join("\n\n"));
    contains(&anna.presses("‹ Back").await, "Commands of My Shop · 8");
    contains(&anna.presses("‹ Back").await, "Commands 8");
}

#[tokio::test]
async fn a_card_has_all_that_a_command_has() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands my shop").await;
    let mut shown = Vec::new();
    for (folder, command) in
        [("📁 Shop · 3", "/order"), ("📁 Shop · 3", "/price"), ("📁 Service · 3", "/report · admins")]
    {
        anna.presses(folder).await;
        shown.push(anna.presses(command).await);
        anna.presses("‹ Back").await;
    }
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[tokio::test]
async fn a_card_leads_back_to_its_page() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.add_commands(OTHER, 20);
    anna.says("/commands Corner").await;
    anna.presses("›").await;
    anna.presses("/more18").await;
    contains(&anna.presses("In the list: 9–16").await, "9–16 of 20");
    anna.says("/commands My Shop").await;
    anna.presses("📁 Shop · 3").await;
    anna.presses("/sizes").await;
    contains(&anna.presses("📁 Shop").await, "A folder of My Shop");
}

#[tokio::test]
async fn none_one_eight_and_nine_commands() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    contains(&anna.says("/commands corner").await, "No commands in Corner yet");
    assert_eq!(anna.last().labels(), ["New", "New folder", "Copy of the bot", "‹ Back", "Refresh", "Home"]);
    bot.world.api.add_commands(OTHER, 1);
    contains(&anna.presses("Refresh").await, "Commands of Corner · 1");
    assert_eq!(anna.last().labels(), ["/more1", "New", "New folder", "Copy of the bot", "‹ Back", "Refresh", "Home"]);
    bot.world.api.add_commands(OTHER, 7);
    contains(&anna.presses("Refresh").await, "Commands of Corner · 8");
    assert_eq!(anna.last().labels().len(), 8 + 7);
    bot.world.api.add_commands(OTHER, 1);
    contains(&anna.presses("Refresh").await, "1–8 of 9");
    assert_eq!(
        anna.last().labels()[8..],
        ["Search", "›", "New", "New folder", "Copy of the bot", "‹ Back", "Refresh", "Home"]
    );
    contains(&anna.presses("›").await, "9–9 of 9");
    assert_eq!(anna.last().labels()[1..4], ["‹", "Search", "New"]);
}

#[tokio::test]
async fn two_thousand_commands_are_read_once_for_many_presses() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.add_commands(OTHER, 2_000);
    contains(&anna.says("/commands Corner").await, "1–8 of 2,000");
    let pages = calls(&bot, "get_commands");
    assert!((41..=42).contains(&pages), "{pages} calls for 40 pages");
    for _ in 0..5 {
        anna.presses("›").await;
    }
    contains(&anna.presses("›").await, "49–56 of 2,000");
    anna.presses("Search").await;
    contains(&anna.says("more777").await, "/more777 of Corner");
    contains(&anna.presses("‹ Back").await, "1–8 of 2,000");
    assert_eq!((calls(&bot, "get_commands"), calls(&bot, "get_folders")), (pages, 1));
    // Its own time is said, and Refresh reads again.
    bot.clock.advance(TimeDelta::seconds(5));
    contains(&anna.presses("›").await, "Checked 12:03:07 UTC");
    contains(&anna.presses("Refresh").await, "Checked 12:03:12 UTC");
    assert_eq!(calls(&bot, "get_folders"), 2);
}

#[tokio::test]
async fn every_change_of_a_command_or_a_folder_is_seen_at_once() {
    let bot = TestBot::start().await;
    let (api, key) = elsewhere(&bot);
    let shop = BotId::new(SHOP);
    let read = async || {
        let tree = api.command_tree(&key, shop).await.unwrap();
        let again = api.command_tree(&key, shop).await.unwrap();
        assert!(std::sync::Arc::ptr_eq(&tree, &again), "read twice without a change");
        (tree.commands.len(), tree.folders.len())
    };
    assert_eq!(read().await, (8, 2));
    let new = NewCommand { command: "/new".to_owned(), ..NewCommand::default() };
    let made = api.create_command(&key, shop, &new).await.unwrap();
    assert_eq!(read().await, (9, 2));
    let folder = api.create_folder(&key, shop, "New").await.unwrap();
    assert_eq!(read().await, (9, 3));
    let change = CommandChange { folder: Some(Some(folder.id)), ..CommandChange::default() };
    api.edit_command(&key, shop, made.id, &change, None).await.unwrap();
    assert_eq!(api.command_tree(&key, shop).await.unwrap().of_folder(Some(folder.id)).count(), 1);
    api.delete_folder(&key, shop, folder.id).await.unwrap();
    assert_eq!(api.command_tree(&key, shop).await.unwrap().of_folder(Some(folder.id)).count(), 0);
    // Whatever the answer to a change says.
    bot.world.api.fault("delete_command", 1, Fault::ServedAs(json!({"error": "Odd"}).to_string()));
    api.delete_command(&key, shop, made.id).await.unwrap_err();
    assert_eq!(read().await, (8, 2));
}

#[tokio::test]
async fn forget_forgets_what_was_read() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    anna.says("/forget").await;
    contains(&anna.presses("Erase everything").await, "Everything about you is erased");
    anna.says(DEMO_KEY).await;
    let before = calls(&bot, "get_folders");
    anna.says("/commands My Shop").await;
    assert_eq!(calls(&bot, "get_folders"), before + 1);
}

#[tokio::test]
async fn search_says_where_the_words_are() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.add_commands(OTHER, 7);
    put(&bot, 901, "/price", json!({"answer": "A list:\nTea 3, *coffee* 4"}));
    put(&bot, 902, "/buy", json!({"code": "let a = 1\n\n  Bot.sendMessage('Coffee is out')", "bjs_mode": true}));
    put(&bot, 903, "/drink", json!({"aliases": [{"id": 1, "command": "coffee please"}]}));
    put(&bot, 904, "/Coffee_menu", json!({}));
    anna.says("/commands Corner").await;
    contains(&anna.presses("Search").await, "Which command of Corner?");
    insta::assert_snapshot!(anna.says("COFFEE").await);
    assert_eq!(anna.last().labels()[..5], ["/Coffee_menu", "/drink", "/price", "/buy", "Search"]);
    contains(&anna.presses("/buy").await, "Bot.sendMessage('Coffee is out')");
    // A name alone needs no explanation.
    anna.says("/commands Corner").await;
    anna.presses("Search").await;
    contains(&anna.says("coffee_").await, "/Coffee_menu of Corner");
    anna.says("/commands Corner").await;
    anna.presses("Search").await;
    contains(&anna.says("tulips").await, "No command of Corner has “tulips”");
    contains(&anna.says(&"please".repeat(40)).await, "That is too long to look for");
    contains(&anna.says("please").await, "/drink: alias");
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn many_results_come_in_pages_and_old_ones_are_told_truly() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.add_commands(OTHER, 20);
    anna.says("/commands Corner").await;
    anna.presses("Search").await;
    contains(&anna.says("/more").await, "1–8 of 20");
    contains(&anna.presses("›").await, "9–16 of 20");
    // Whatever is gone by then is not shown.
    bot.world.api.fault("get_commands", TRIES, Fault::Status(503, String::new()));
    anna.says("/commands Corner").await;
    contains(&anna.presses("Refresh").await, "Bots.Business did not answer");
    contains(&anna.presses("Try again").await, "1–8 of 20");
}

#[tokio::test]
async fn code_that_the_list_does_not_have_is_not_claimed_to_be_searched() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.add_commands(OTHER, 9);
    put(&bot, 901, "/hidden", json!({"bjs_mode": true, "code": null}));
    anna.says("/commands Corner").await;
    anna.presses("Search").await;
    let told = anna.says("tulips").await;
    contains(&told, "The code of 1 command was not in the list that Bots.Business gave me");
    anna.says("/hidden").await;
    anna.says("/commands Corner").await;
    contains(&anna.presses("/hidden").await, "Bots.Business says that it has code, but gave none that can be seen");
}

#[tokio::test]
async fn long_code_is_a_file_with_every_line() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    let code = |lines: usize| (1..=lines).map(|line| format!("\tstep({line})\n")).collect::<String>();
    put(&bot, 901, "/short", json!({"code": code(25)}));
    put(&bot, 902, "/long & <b>", json!({"code": code(26), "answer": "word ".repeat(800)}));
    anna.says("/commands Corner").await;
    let short = anna.presses("/short").await;
    contains(&short, "step(25)");
    anna.presses("Code as a file").await;
    assert_eq!(anna.last().file.unwrap().text(), code(25));
    anna.presses("‹ Back").await;
    anna.says("/commands Corner").await;
    let long = anna.presses("/long & <b>").await;
    contains(&long, "Code: 26 lines");
    contains(&long, "Cut here: all 4,000 characters are in the file");
    assert!(!long.contains("step(26)"), "{long}");
    let card = anna.last().id;
    anna.presses("Code as a file").await;
    let sent = anna.last();
    let file = sent.file.as_ref().unwrap();
    assert_eq!((file.name.as_str(), file.text()), ("longb-902.txt", code(26)));
    contains(&sent.text, "Code of /long & <b> · 26 lines");
    assert_ne!(sent.id, card, "a file is a message of its own");
    anna.presses_on(card, "Whole answer as a file").await;
    assert_eq!(anna.last().file.unwrap().text(), "word ".repeat(800));
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn a_full_card_is_one_message() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    anna.says(SECOND_KEY).await;
    anna.says(DEMO_KEY).await;
    let row = format!("{}\n", ["A very long label of a button"; 9].join(","));
    let code = format!("{}\n", "x".repeat(55)).repeat(25);
    let long = "long ".repeat(100);
    let aliases: Vec<Value> = (0..30).map(|_| json!({"command": long})).collect();
    let fields = json!({"answer": "word ".repeat(800), "code": code.trim(), "help": long, "keyboard_body": row.repeat(20),
        "aliases": aliases, "commands_group": {"title": long}, "auto_retry_time": 86_400, "need_reply": true,
        "last_auto_retry_at": "2025-11-22T12:00:00.000Z", "updated_at": "2025-11-22T12:00:00.000Z",
        "created_via_csv_import": true, "commands_folder_id": 77, "commands_folder": {"id": 77, "title": long}});
    put(&bot, 901, &long, fields);
    anna.says("/commands Corner").await;
    let folder = anna.last();
    anna.presses(folder.labels()[0]).await;
    let (command, sent) = (anna.last(), bot.world.telegram.messages(anna.chat).len());
    let card = anna.presses(command.labels()[0]).await;
    for part in ["and 22 more", "and 18 rows more", "all 4,000 characters are in the file", "Account: o…@example.com"]
    {
        contains(&card, part);
    }
    assert_eq!(bot.world.telegram.messages(anna.chat).len(), sent, "it took the list's place");
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn hostile_commands_do_no_harm() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    let names = ["<b>&\"", "\u{202e}backwards", "line\nbreak", "", "  ", "متجر 24", "🏴\u{e0067}\u{e007f}👨\u{200d}👩"];
    let huge = "x😀<".repeat(70_000);
    let texts = ["</pre><b>", "\n\n\n\n", "\u{202e}חנות\u{2066}", &huge, "&lt;\u{0}\u{200b}", "\r\n\t*_[`", names[0]];
    for (id, (name, text)) in (901..).zip(names.iter().zip(texts)) {
        let short: String = text.chars().take(300).collect();
        let fields = json!({"answer": text, "code": text, "help": short, "keyboard_body": short, "bjs_mode": true,
            "aliases": [{"command": short}], "commands_group": {"title": short}, "auto_retry_time": i64::MAX});
        put(&bot, id, name, fields);
    }
    put(
        &bot,
        920,
        &"long ".repeat(50),
        json!({"commands_folder_id": 77, "commands_folder": {"id": 77, "title": "</b>&\u{202e}"}}),
    );
    put(&bot, 921, "/lost", json!({"commands_folder_id": 78}));
    let mut shown = vec![anna.says("/commands Corner").await];
    let list = anna.last();
    let (list, labels) = (list.id, list.labels().into_iter().map(str::to_owned).collect::<Vec<_>>());
    for label in labels.iter().take(8) {
        shown.push(anna.presses_on(list, label).await);
        if anna.last().button("Code as a file").is_some() {
            anna.presses_on(list, "Code as a file").await;
            assert!(anna.last().file.is_some());
        }
        anna.presses_on(list, "‹ Back").await;
    }
    insta::assert_snapshot!(shown.join("\n\n"));
    nothing_was_refused(&bot);
    bot.world.api.add_commands(OTHER, 9);
    // Somebody else, so that nobody writes too fast.
    let anna = bot.talk(7_002, "Anna");
    anna.says(DEMO_KEY).await;
    anna.says("/commands Corner").await;
    anna.presses("Refresh").await;
    for (words, found) in [
        ("😀<", "command 904: alias"),
        ("</PRE>", "<b>&\": alias"),
        ("\u{202e}חנות", "line break: alias"),
        ("\n\n", "Please send text"),
    ] {
        anna.says("/commands Corner").await;
        anna.presses("Search").await;
        contains(&anna.says(words).await, found);
    }
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn a_command_that_is_gone_says_so_and_leaves_the_list() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let (api, key) = elsewhere(&bot);
    anna.says("/commands My Shop").await;
    let list = anna.last().id;
    api.delete_command(&key, BotId::new(SHOP), CommandId::new(4_101)).await.unwrap();
    contains(&anna.presses("/start").await, "That command is not there any more");
    contains(&anna.presses("Commands").await, "Commands of My Shop · 7");
    api.delete_folder(&key, BotId::new(SHOP), FolderId::new(501)).await.unwrap();
    anna.presses_on(list, "Refresh").await;
    anna.says("/commands My Shop").await;
    api.delete_folder(&key, BotId::new(SHOP), FolderId::new(502)).await.unwrap();
    contains(&anna.presses("📁 Service · 3").await, "Service");
    contains(&anna.presses("Refresh").await, "That folder is not there any more");
    contains(&anna.presses("‹ Back").await, "Commands of My Shop · 7");
}

#[tokio::test]
async fn a_rejected_key_leads_to_a_new_one_and_back_to_the_command() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    let new = "DEMO-KEY-not-real-DEMO-KEY-not-real-0009";
    bot.world.api.reset_key(DEMO_KEY, new);
    contains(&anna.presses("/start").await, "Your key for o…@example.com was refused");
    anna.says(new).await;
    assert!(anna.last().buttons.iter().flatten().count() > 0);
    contains(&anna.says("/commands My Shop").await, "Commands of My Shop · 8");
}

#[tokio::test]
async fn a_protected_bot_and_an_unknown_one_say_what_they_are() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.protect(SHOP);
    contains(&anna.says("/commands My Shop").await, "This bot is protected");
    contains(&anna.says("/commands 999").await, "No bot 999");
    contains(&anna.says("/commands").await, "Commands of which bot?");
}

/// A key that has no key's shape, so that only knowing it hides it.
const OWN_KEY: &str = "own/key+of=odd~shape";
const KEY_SHAPED: &str = "FAKEother-key-FAKEother-key-FAKE000other";

#[tokio::test]
async fn secrets_are_starred_in_lists_cards_results_and_files() {
    let bot = TestBot::start().await;
    bot.world.api.add_account("odd@example.com", OWN_KEY);
    bot.world.api.add_bot(OWN_KEY, OTHER, "Corner");
    let odd = bot.talk(7006, "Odd");
    odd.says(&format!("/setkey ?api_key={OWN_KEY}")).await;
    let leaky = |words: &str| format!("{words} {OWN_KEY} {KEY_SHAPED} {BOT_TOKEN}");
    let fields = json!({"answer": leaky("answer"), "code": leaky("code"), "help": leaky("help"), "bjs_mode": true,
        "keyboard_body": leaky("keys"), "aliases": [{"command": leaky("alias")}],
        "commands_group": {"title": leaky("group")},
        "commands_folder_id": 77, "commands_folder": {"id": 77, "title": leaky("folder")}});
    put(&bot, 901, &leaky("/start"), fields);
    put(&bot, 902, "/long", json!({"answer": leaky("answer").repeat(40), "code": leaky("\ncode").repeat(40)}));
    bot.world.api.add_commands(OTHER, 8);
    odd.says("/commands Corner").await;
    odd.presses("›").await;
    odd.presses("‹").await;
    let folder = odd.last().labels()[0].to_owned();
    odd.presses(&folder).await;
    let command = odd.last().labels()[0].to_owned();
    odd.presses(&command).await;
    odd.presses("Code as a file").await;
    contains(&odd.last().text, "Keys and tokens in it are starred");
    odd.says("/commands Corner").await;
    let long = odd.presses("/long").await;
    contains(&long, "*****");
    let card = odd.last().id;
    odd.presses_on(card, "Code as a file").await;
    odd.presses_on(card, "Whole answer as a file").await;
    // Somebody else, so that nobody writes too fast.
    let odd = bot.talk(7_007, "Odd");
    odd.says(&format!("/setkey ?api_key={OWN_KEY}")).await;
    for words in ["answer", "alias own", "code", "odd~shape"] {
        odd.says("/commands Corner").await;
        odd.presses("Search").await;
        odd.says(words).await;
    }
    let shown = crate::errors::shown(&bot);
    for secret in [OWN_KEY, "odd~shape", KEY_SHAPED, BOT_TOKEN, "FAKE-token-FAKE-token"] {
        let echoed = shown.matches(&format!("“{secret}”")).count();
        assert_eq!(unwrapped(&shown).matches(secret).count(), echoed, "«{secret}» is shown");
    }
}
