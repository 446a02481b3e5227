//! The files of a copy, and files that are none.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use serde_json::{Value, json};

use super::{ROOM, SHOP, copy_of, file, restores, sends, writes};
use crate::support::{TestBot, bytes_of, contains, holds};

#[tokio::test]
async fn a_copy_has_every_field_that_the_api_gives() {
    let bot = TestBot::start().await;
    bot.world.api.put(SHOP, Thing::Folder, json!({"id": 77, "title": "Häuser 🏠", "unheard_of": [1, {"a": null}]}));
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    contains(&anna.presses("Copy of the bot").await, "8 commands, 3 folders");
    let calls = bot.api_calls().len();
    contains(&anna.presses("Keep a copy").await, "Keep it somewhere safe");
    assert!(bot.api_calls()[calls..].iter().all(|call| call.starts_with("get_")), "a copy only reads");
    let copy: Value = serde_json::from_str(&file(&anna)).unwrap();
    assert_eq!(copy["bb-pocket-copy"], 1);
    assert_eq!(copy["bot"], json!({"id": SHOP, "name": "My Shop"}));
    assert_eq!(copy["folders"], Value::from(bot.world.api.all(SHOP, Thing::Folder)));
    for (kept, had) in copy["commands"].as_array().unwrap().iter().zip(bot.world.api.all(SHOP, Thing::Command)) {
        for (name, value) in had.as_object().unwrap() {
            assert_eq!(&kept[name], value, "{name}");
        }
    }
}

#[tokio::test]
async fn a_csv_holds_no_formula_and_says_what_it_lacks() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.put(SHOP, Thing::Command, json!({"id": 9, "command": "@", "answer": "=1+1\nb", "aliases": []}));
    anna.says(ROOM).await;
    contains(&anna.presses("As a CSV").await, "It has no folders");
    let csv = file(&anna);
    contains(
        &csv,
        "\"command\",\"answer\",\"aliases\",\"help\",\"keyboard\",\"need_reply\",\"scenarios\",\"group\",\"auto_retry\"",
    );
    contains(&csv, "\"'@\",\"'=1+1\nb\"");
}

#[tokio::test]
async fn a_copy_with_a_key_in_it_says_so_and_keeps_it() {
    let token = "987654:FAKE-token-FAKE-token-FAKE-token-00";
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let code = format!("call('{token}')");
    bot.world.api.put(SHOP, Thing::Command, json!({"id": 9, "command": "/call", "code": code, "aliases": []}));
    bot.world.api.put(SHOP, Thing::Command, json!({"id": 10, "command": "/call", "aliases": []}));
    anna.says(ROOM).await;
    let said = anna.presses("Keep a copy").await;
    contains(&said, "1 command has a key or a token inside");
    contains(&said, "/call is there twice");
    assert!(!said.contains(token) && file(&anna).contains(token));
    // What is restored from it is kept sealed.
    let copy = file(&anna).replacen("\"/call\"", "\"/call2\"", 1);
    contains(&restores(&anna, ROOM, copy.as_bytes()).await, "Restore My Shop from this file?");
    assert!(!holds(&bytes_of(bot.world.folder.path()), token.as_bytes()), "the token is in the database");
}

#[tokio::test]
async fn a_protected_bot_is_explained() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.protect(SHOP);
    contains(&anna.says(ROOM).await, "This bot is protected");
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, "2rj_5eh_0_1nuxf");
    contains(&anna.sees_after(update).await, "This bot is protected");
}

#[tokio::test]
async fn a_file_that_is_no_copy_is_refused_with_the_place() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let calls = bot.api_calls().len();
    let deep = format!("{{\"bb-pocket-copy\":1,\"commands\":[{}", "[".repeat(200_000));
    let first = restores(&anna, ROOM, b"\x89PNG\r\n\x1a\n\0\0").await;
    contains(&first, "This is no copy that I know");
    for (bytes, said) in [
        (&b"{}"[..], "This is no copy that I know"),
        (b"", "This is no copy that I know"),
        (b"<html><body>Sign in</body></html>", "This is no copy that I know"),
        (b"{\"bb-pocket-copy\":1,\n\"commands\":[\n", "Its JSON breaks at line 3"),
        (deep.as_bytes(), "Its JSON breaks at line 1"),
        (b"{\"bb-pocket-copy\":2,\"commands\":[]}", "It is of version 2; I read version 1"),
        (b"{\"bb-pocket-copy\":1,\"commands\":[]}", "No command is in this file"),
        (b"{\"bb-pocket-copy\":1,\"commands\":[{\"command\":\"/a\"},{}]}", "Number 2 in the file has none"),
        (b"{\"bb-pocket-copy\":1,\"commands\":[{\"command\":\"/a\",\"answer\":{}}]}", "I can't read /a"),
        (b"{\"bb-pocket-copy\":1,\"commands\":[{\"command\":\"/a\"},{\"command\":\"/a\"}]}", "/a is there twice"),
        (b"command,answer\n/a,x\n/a,y\n", "Line 3"),
        (b"command,answer\n/a\n", "Line 2"),
    ] {
        contains(&sends(&anna, "x", bytes).await, said);
    }
    let large = vec![b'x'; 20 * 1024 * 1024 + 1];
    contains(&sends(&anna, "x", &large).await, "a copy of a bot up to 20 MB");
    assert_eq!(writes(&bot, calls), 0);
    // The question stands: a good file is taken after all of that.
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    let copy = copy_of(&bert, ROOM).await;
    contains(&sends(&anna, "copy", copy.as_bytes()).await, "Everything in the file is in the bot already");
}

#[tokio::test]
async fn how_restoring_looks_on_a_phone() {
    let bot = TestBot::start().await;
    let anna = super::with_an_empty_bot(&bot).await;
    let mut seen = vec![anna.says(super::ROOM).await, anna.presses("Keep a copy").await];
    let copy = file(&anna);
    bot.world.api.put(
        super::EMPTY,
        Thing::Command,
        json!({"id": 9, "command": "/start", "answer": "Old", "code": "x()", "keyboard_body": null, "aliases": []}),
    );
    bot.world.api.put(
        super::EMPTY,
        Thing::Command,
        json!({"id": 10, "command": "/old <b>&", "answer": "Old", "aliases": []}),
    );
    seen.push(anna.says(super::EMPTY_ROOM).await);
    seen.push(anna.presses("Restore from a file…").await);
    seen.push(sends(&anna, "copy.json", copy.as_bytes()).await);
    seen.push(anna.presses("Also remove 1").await);
    seen.push(anna.presses("Show all").await);
    seen.push(file(&anna));
    insta::assert_snapshot!(seen.join("\n\n"));
}
