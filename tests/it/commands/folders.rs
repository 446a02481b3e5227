//! Making and deleting folders: what is in one is moved out first, each command written once.

use bb_pocket::sandbox::fault::Fault;

use super::*;

const SHOP_FOLDER: i64 = 501;

fn folders(bot: &TestBot) -> Vec<Value> {
    bot.world.api.all(SHOP, Thing::Folder)
}

/// The names of the commands in a folder.
fn inside(bot: &TestBot, folder: i64) -> usize {
    bot.world.api.all(SHOP, Thing::Command).iter().filter(|command| command["commands_folder_id"] == folder).count()
}

async fn at_the_folder(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    anna.presses("📁 Shop · 3").await;
    anna
}

#[tokio::test]
async fn how_a_folder_is_made_emptied_and_deleted_on_a_phone() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    let mut seen = vec![anna.presses("New folder").await, anna.says("Winter ❄").await];
    anna.says("/commands My Shop").await;
    anna.presses("📁 Shop · 3").await;
    for label in ["Delete folder…", "Move all 3 out…", "Move them", "Delete folder…", "Delete it"] {
        seen.push(format!("— {label} —\n{}", anna.presses(label).await));
    }
    insta::assert_snapshot!(seen.join("\n\n"));
    assert_eq!((inside(&bot, SHOP_FOLDER), calls(&bot, "edit_command"), folders(&bot).len()), (0, 3, 2));
}

#[tokio::test]
async fn a_folder_is_made_once_under_a_title_that_is_free() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    anna.presses("New folder").await;
    contains(&anna.says("a\nb").await, "A name is one line");
    contains(&anna.says("\u{200b}").await, "one character that can be seen");
    contains(&anna.says(&"x".repeat(101)).await, "at most 100 characters");
    contains(&anna.says("Shop").await, "📁 Shop is there already");
    contains(&anna.presses("📁 Shop").await, "A folder of My Shop");
    assert_eq!(calls(&bot, "create_folder"), 0);
    for name in ["<b>x</b>", "שלום"] {
        anna.says("/commands My Shop").await;
        anna.presses("New folder").await;
        contains(&anna.says(name).await, "is made");
        assert_eq!(folders(&bot).last().unwrap()["title"], name);
    }
    contains(&anna.presses("New").await, "A new command in 📁");
    contains(&anna.says("/inside").await, "Folder: ");
    anna.says("/commands My Shop").await;
    anna.presses("New folder").await;
    bot.world.api.fault("create_folder", 1, Fault::CutBody);
    contains(&anna.says("Twice").await, "✅ 📁 Twice is there. I don't know if it was my request.");
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn a_folder_with_commands_is_not_deleted_unasked() {
    let bot = TestBot::start().await;
    let anna = at_the_folder(&bot).await;
    contains(&anna.presses("Delete folder…").await, "Bots.Business does not say what becomes of them");
    let asked = anna.presses("Delete it all the same…").await;
    contains(&asked, "⚠️ With 3 commands in it. They may be deleted too, and I keep no copy of them.");
    contains(&anna.presses("Keep it").await, "A folder of My Shop");
    assert_eq!(calls(&bot, "delete_folder"), 0);
    anna.presses("Delete folder…").await;
    anna.presses("Delete it all the same…").await;
    let deleted = anna.presses("Delete it").await;
    contains(&deleted, "✅ The folder Shop is deleted");
    contains(&deleted, "All 3 commands of it are still there.");
}

#[tokio::test]
async fn a_command_that_came_into_an_empty_folder_meanwhile_is_seen() {
    let bot = TestBot::start().await;
    let anna = at_the_folder(&bot).await;
    anna.presses("Delete folder…").await;
    anna.presses("Move all 3 out…").await;
    anna.presses("Move them").await;
    contains(&anna.presses("Delete folder…").await, "It is empty");
    let mut command = bot.world.api.all(SHOP, Thing::Command).remove(0);
    command["commands_folder_id"] = json!(SHOP_FOLDER);
    bot.world.api.replace(SHOP, Thing::Command, command);
    contains(&anna.presses("Delete it").await, "📁 Shop has 1 command in it");
    assert_eq!(calls(&bot, "delete_folder"), 0);
}

#[tokio::test]
async fn what_could_not_be_moved_is_told_and_what_was_moved_is_not_written_again() {
    let bot = TestBot::start().await;
    let anna = at_the_folder(&bot).await;
    anna.presses("Delete folder…").await;
    anna.presses("Move all 3 out…").await;
    bot.world.api.fault("edit_command", 1, Fault::Status(422, r#"{"error": "Locked"}"#.into()));
    let told = anna.presses("Move them").await;
    contains(&told, "✅ Moved 2 commands out of Shop");
    contains(&told, "⚠️ 1 failed");
    contains(&told, "Locked");
    contains(&told, "Still in it: /");
    assert_eq!((calls(&bot, "edit_command"), inside(&bot, SHOP_FOLDER)), (3, 1));
    // Not the same tap once more.
    bot.clock.advance(TimeDelta::seconds(3));
    contains(&anna.presses("Move the rest…").await, "Move the command out of Shop?");
    contains(&anna.presses("Move them").await, "The folder is empty now.");
    assert_eq!(calls(&bot, "edit_command"), 4);
}

#[tokio::test]
async fn a_server_that_ends_in_the_middle_is_not_asked_for_the_rest() {
    let bot = TestBot::start().await;
    let anna = at_the_folder(&bot).await;
    anna.presses("Delete folder…").await;
    anna.presses("Move all 3 out…").await;
    bot.world.api.fault("edit_command", 1, Fault::Status(429, String::new()));
    let told = anna.presses("Move them").await;
    contains(&told, "⚠️ Nothing was moved out of Shop");
    contains(&told, "2 were not tried after that.");
    assert_eq!((calls(&bot, "edit_command"), inside(&bot, SHOP_FOLDER)), (1, 3));
}

#[tokio::test]
async fn a_folder_of_many_is_not_moved_in_one_go() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    bot.world.api.put(OTHER, Thing::Folder, json!({"id": 9, "title": "Big", "bot_id": OTHER}));
    for id in 1..=21 {
        put(&bot, id, &format!("/c{id}"), json!({"commands_folder_id": 9}));
    }
    anna.says("/commands Corner").await;
    anna.presses("📁 Big · 21").await;
    let told = anna.presses("Delete folder…").await;
    contains(&told, "Move them out first: open each one and press Move…");
    assert!(!anna.last().labels().iter().any(|label| label.contains("Move all")), "{told}");
}

#[tokio::test]
async fn a_refused_deletion_and_one_without_an_answer_are_told() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.put(SHOP, Thing::Folder, json!({"id": 77, "title": "Old", "bot_id": SHOP}));
    anna.says("/commands My Shop").await;
    anna.presses("Refresh").await;
    anna.presses("📁 Old · 0").await;
    anna.presses("Delete folder…").await;
    bot.world.api.fault("delete_folder", 1, Fault::Status(403, r#"{"error": "No"}"#.into()));
    contains(&anna.presses("Delete it").await, "The folder was not deleted");
    contains(&anna.presses("Back to the folder").await, "📁 Old · 0");
    bot.clock.advance(TimeDelta::seconds(3));
    anna.presses("Delete folder…").await;
    bot.world.api.fault("delete_folder", 1, Fault::CutBody);
    contains(&anna.presses("Delete it").await, "✅ The folder is gone. I don't know if it was my request.");
}

#[tokio::test]
async fn a_folder_that_was_made_while_moving_leads_to_the_move() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/start 2cm_0_0_1nuxf_35z").await;
    anna.presses("Move…").await;
    contains(&anna.presses("New folder").await, "A new folder for /order");
    contains(&anna.says("Winter").await, "📁 Winter is made");
    contains(&anna.presses("Move /order there").await, "Folder: Winter");
    anna.presses("Move…").await;
    anna.presses("New folder").await;
    contains(&anna.says("Shop").await, "📁 Shop is there already");
    contains(&anna.presses("Move /order there").await, "Folder: Shop");
}
