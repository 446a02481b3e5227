//! One text in the place of another, and back.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use serde_json::json;

use super::{ROOM, SHOP, contents, ended, file, writes};
use crate::support::{Talk, TestBot, contains};

/// Three commands with the words, in answers and code.
fn furnished(bot: &TestBot) {
    let code = format!("let a = 'old.shop'\n{}'Old.shop' + 'old.shop'", "x".repeat(5_000));
    for (id, command, answer, code) in [
        (901, "/a", "See old.shop & <b>old.shop</b>", ""),
        (902, "/b", "Nothing", code.as_str()),
        (903, "/c", "old.shop", ""),
    ] {
        let command = json!({"id": id, "bot_id": SHOP, "command": command, "answer": answer, "code": code, "help": "old.shop",
            "keyboard_body": null, "need_reply": null, "auto_retry_time": null, "commands_folder_id": null, "aliases": []});
        bot.world.api.put(SHOP, Thing::Command, command);
    }
}

fn answer(bot: &TestBot, id: i64) -> String {
    let all = bot.world.api.all(SHOP, Thing::Command);
    all.iter().find(|command| command["id"] == id).unwrap()["answer"].as_str().unwrap_or_default().to_owned()
}

fn changes(bot: &TestBot, id: i64, field: &str, to: &str) {
    let mut command = bot.world.api.all(SHOP, Thing::Command).into_iter().find(|one| one["id"] == id).unwrap();
    command[field] = json!(to);
    bot.world.api.replace(SHOP, Thing::Command, command);
}

async fn finds(talk: &Talk<'_>, find: &str, with: &str) -> String {
    talk.says(ROOM).await;
    talk.presses("Find and replace…").await;
    talk.says(find).await;
    talk.says(with).await
}

#[tokio::test]
async fn a_text_is_replaced_everywhere_and_undone_at_once() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    let before = contents(&bot, SHOP);
    let preview = finds(&anna, "old.shop", "new.shop").await;
    contains(&preview, "“old.shop” is in 5 places of 3 commands");
    contains(&preview, "It becomes “new.shop”");
    contains(&preview, "/b · code, line 2");
    anna.presses("Show all").await;
    contains(&file(&anna), "answer, 1: See [old.shop → new.shop] & <b>old.shop</b>");
    let calls = bot.api_calls().len();
    finds(&anna, "old.shop", "new.shop").await;
    anna.presses("Replace all 5").await;
    contains(&ended(&anna).await, "✅ Replaced in My Shop\n3 of 3 done");
    assert_eq!(writes(&bot, calls), 3);
    assert_eq!(answer(&bot, 901), "See new.shop & <b>new.shop</b>");
    let (now, _) = contents(&bot, SHOP);
    assert_eq!(now["/b"]["code"], json!(before.0["/b"]["code"].as_str().unwrap().replace("old.shop", "new.shop")));
    assert_eq!(now["/b"]["help"], "old.shop", "only answers and code");
    contains(&anna.presses("Undo all").await, "3 commands get their former text again");
    anna.presses("Take it back").await;
    contains(&ended(&anna).await, "✅ Taken back in My Shop\n3 of 3 done");
    assert_eq!(contents(&bot, SHOP), before);
    // It is taken back once: the report leads there.
    let undone = anna.last().id;
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, undone, "2rg_5eh_0_1nuxf_1");
    anna.sees_after(update).await;
    contains(&anna.presses("See what was taken back").await, "Taken back in My Shop");
}

#[tokio::test]
async fn what_somebody_changed_meanwhile_stays_and_is_named() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    finds(&anna, "old.shop", "new.shop").await;
    anna.presses("Replace all 5").await;
    ended(&anna).await;
    changes(&bot, 903, "answer", "Somebody's");
    // Another field of it says nothing about the answer.
    changes(&bot, 901, "help", "Changed");
    anna.presses("Undo all").await;
    anna.presses("Take it back").await;
    let report = ended(&anna).await;
    contains(&report, "2 of 3 done");
    contains(&report, "• /c: Somebody changed it meanwhile: it stays as it is.");
    assert_eq!((answer(&bot, 903), answer(&bot, 901)), ("Somebody's".into(), "See old.shop & <b>old.shop</b>".into()));
    assert_eq!(contents(&bot, SHOP).0["/a"]["help"], "Changed");
}

#[tokio::test]
async fn a_command_that_changed_after_the_preview_is_shown_again() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    finds(&anna, "old.shop", "new.shop").await;
    changes(&bot, 903, "answer", "old.shop and old.shop");
    let calls = bot.api_calls().len();
    contains(&anna.presses("Replace all 5").await, "is in 6 places");
    assert_eq!(writes(&bot, calls), 0);
}

#[tokio::test]
async fn what_is_typed_is_taken_as_it_is() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    anna.says(ROOM).await;
    anna.presses("Find and replace…").await;
    contains(&anna.says("nowhere at all <b>").await, "“nowhere at all <b>” is nowhere in answers and code");
    contains(&anna.says("OLD.SHOP").await, "is nowhere");
    contains(&anna.says("<b>old.shop</b>").await, "is in 1 place of 1 command");
    contains(&anna.says("<b>old.shop</b>").await, "That is the same text");
    contains(&anna.says("=/start").await, "It becomes “/start”");
    anna.presses("Replace all 1").await;
    ended(&anna).await;
    assert_eq!(answer(&bot, 901), "See old.shop & /start");
    anna.says(ROOM).await;
    anna.presses("Find and replace…").await;
    anna.says("See ").await;
    contains(&anna.presses("Take it out").await, "It is taken out");
    anna.presses("Replace all 1").await;
    ended(&anna).await;
    assert!(!answer(&bot, 901).contains("See"));
}

#[tokio::test]
async fn an_answer_that_would_be_too_long_is_left_out() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    let preview = finds(&anna, "old.shop", &"y".repeat(2_100)).await;
    contains(&preview, "1 command is left out, because its text would be too long: /a");
}

#[tokio::test]
async fn a_token_in_a_place_is_starred_and_replaced() {
    let token = "987654:FAKE-token-FAKE-token-FAKE-token-00";
    let bot = TestBot::start().await;
    furnished(&bot);
    changes(&bot, 903, "answer", &format!("t={token};"));
    let anna = bot.linked().await;
    let preview = finds(&anna, "t=", "token=").await;
    assert!(preview.contains("***") && !preview.contains("FAKE-token"), "{preview}");
    anna.presses("Show all").await;
    assert!(!file(&anna).contains("FAKE-token"));
    finds(&anna, "t=", "token=").await;
    let label = anna.last().labels().iter().find(|label| label.starts_with("Replace all")).unwrap().to_string();
    anna.presses(&label).await;
    ended(&anna).await;
    assert_eq!(answer(&bot, 903), format!("token={token};"));
}

#[tokio::test]
async fn how_replacing_looks_on_a_phone() {
    let bot = TestBot::start().await;
    furnished(&bot);
    let anna = bot.linked().await;
    let mut seen = vec![anna.says(ROOM).await, anna.presses("Find and replace…").await, anna.says("old.shop").await];
    seen.push(anna.says("new.shop").await);
    anna.presses("Replace all 5").await;
    ended(&anna).await;
    seen.push(anna.screen().split("\n\n").last().unwrap_or_default().to_owned());
    seen.push(anna.presses("Undo all").await);
    insta::assert_snapshot!(seen.join("\n\n"));
    let bert = bot.talk(7002, "Bert");
    bert.says(DEMO_KEY).await;
    assert!(!bert.says(ROOM).await.contains("The last restore"));
}
