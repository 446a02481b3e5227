//! Deleting a command and making it again: once, with all its fields, and never over another one.

use super::*;
use bb_pocket::sandbox::bots_business::SECOND_KEY;

const ORDER_CARD: &str = "/start 2cm_0_0_1nuxf_35z";
const REPORT_CARD: &str = "/start 2cm_0_0_1nuxf_360";

fn all_called(bot: &TestBot, name: &str) -> Vec<Value> {
    bot.world.api.all(SHOP, Thing::Command).into_iter().filter(|command| command["command"] == name).collect()
}

fn count(bot: &TestBot, endpoint: &str) -> usize {
    bot.api_calls().iter().filter(|call| *call == endpoint).count()
}

/// What can be written of a command.
fn written(command: &Value) -> BTreeMap<String, String> {
    let mut contents = contents(command);
    contents.retain(|name, _| {
        !["id", "created_at", "created_via_csv_import", "last_csv_import_at", "scenarios"].contains(&&**name)
    });
    contents
}

async fn deleted(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    anna.presses("Delete…").await;
    anna.presses("Delete it").await;
    anna
}

#[tokio::test]
async fn how_deleting_and_undoing_look_on_a_phone() {
    let bot = TestBot::start().await;
    changes_elsewhere(&bot, ORDER, "created_via_csv_import", json!(true));
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    let mut seen = vec![anna.presses("Delete…").await, anna.presses("Delete it").await];
    let message = anna.last().id;
    anna.says("/commands My Shop").await;
    seen.push(anna.presses("Deleted lately").await);
    seen.push(anna.presses_on(message, "Undo").await);
    anna.says("/commands My Shop").await;
    assert!(!anna.last().labels().contains(&"Deleted lately"), "{}", anna.screen());
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn undo_gives_all_fields_back_and_keeps_the_former_versions() {
    let bot = TestBot::start().await;
    for (card, name) in [(ORDER_CARD, "/order"), (REPORT_CARD, "/report")] {
        let anna = bot.linked().await;
        let before = all_called(&bot, name).remove(0);
        anna.says(card).await;
        anna.presses("Delete…").await;
        contains(&anna.presses("Delete it").await, &format!("✅ {name} is deleted"));
        assert!(all_called(&bot, name).is_empty());
        contains(&anna.presses("Undo").await, "✅ It is back, with all its fields. It has a new number.");
        let after = all_called(&bot, name);
        assert_eq!(after.len(), 1);
        assert_eq!(written(&after[0]), written(&before));
        contains(&anna.presses("Versions").await, "1. until 12:03");
    }
    assert_eq!((count(&bot, "delete_command"), count(&bot, "create_command")), (2, 2));
}

#[tokio::test]
async fn an_undo_pressed_again_makes_no_second_one() {
    let bot = TestBot::start().await;
    let anna = deleted(&bot).await;
    let message = anna.last().id;
    anna.presses("Undo").await;
    let undo = bot.world.telegram.forge_press(&anna.person, anna.chat, message, "2nu_5eh_1_1nuxf_35z_1");
    anna.sees_after(undo).await;
    bot.clock.advance(TimeDelta::minutes(1));
    let undo = bot.world.telegram.forge_press(&anna.person, anna.chat, message, "2nu_5eh_1_1nuxf_35z_1");
    contains(&anna.sees_after(undo).await, "That is no longer kept");
    assert_eq!((all_called(&bot, "/order").len(), count(&bot, "create_command")), (1, 1));
}

#[tokio::test]
async fn a_name_that_is_there_again_is_told() {
    let bot = TestBot::start().await;
    let anna = deleted(&bot).await;
    let mut other = command(&bot, START);
    other["id"] = json!(9_001);
    other["command"] = json!("/order");
    bot.world.api.put(SHOP, Thing::Command, other);
    let told = anna.presses("Undo").await;
    contains(&told, "/order is there already");
    contains(&told, "rename or delete this one first, and press Undo again");
    assert_eq!(count(&bot, "create_command"), 0);
    contains(&anna.presses("Open /order").await, "/order of My Shop");
}

#[tokio::test]
async fn a_folder_that_went_meanwhile_does_not_hold_up_the_undo() {
    let bot = TestBot::start().await;
    let anna = deleted(&bot).await;
    let gone = "/start 2co_0_0_1nuxf_dx_0";
    let message = anna.last().id;
    anna.says(gone).await;
    anna.presses("Delete folder…").await;
    anna.presses("Move all 2 out…").await;
    anna.presses("Move them").await;
    anna.presses("Delete folder…").await;
    contains(&anna.presses("Delete it").await, "✅ The folder Shop is deleted");
    contains(&anna.presses_on(message, "Undo").await, "Its folder is gone: it is in none.");
    assert_eq!(all_called(&bot, "/order")[0]["commands_folder_id"], Value::Null);
}

#[tokio::test]
async fn a_refused_deletion_keeps_no_version_and_one_in_doubt_is_told_by_what_is_there() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    anna.presses("Delete…").await;
    bot.world.api.fault("delete_command", 1, Fault::Status(403, r#"{"error": "Not yours"}"#.into()));
    let refused = anna.presses("Delete it").await;
    contains(&refused, "⚠️ It was not deleted");
    contains(&refused, "Not yours");
    contains(&anna.presses("Versions").await, "No former versions");
    anna.says(ORDER_CARD).await;
    anna.presses("Delete…").await;
    bot.world.api.fault("delete_command", 1, Fault::Status(503, String::new()));
    contains(&anna.presses("Delete it").await, "❔ I don't know if it was deleted. It is still there.");
    assert_eq!(all_called(&bot, "/order").len(), 1);
    let anna = bot.talk(7003, "Carl");
    anna.says(DEMO_KEY).await;
    anna.says(ORDER_CARD).await;
    anna.presses("Delete…").await;
    let held = Barrier::new();
    bot.world.api.fault("delete_command", 1, Fault::Hold(held.clone()));
    let (telegram, message) = (&bot.world.telegram, anna.last().id);
    let taps =
        [(); 2].map(|()| telegram.press(&anna.person, anna.chat, message, "Delete it").unwrap().update().unwrap());
    held.reached(1).await;
    held.release();
    for tap in taps {
        bot.world.answered(tap).await.unwrap();
    }
    contains(&anna.screen(), "✅ /order is deleted");
    assert_eq!(count(&bot, "delete_command"), 3, "two taps, one call");
}

#[tokio::test]
async fn what_somebody_else_deleted_can_be_made_again_from_its_last_version() {
    let bot = TestBot::start().await;
    let (anna, bob) = (bot.linked().await, bot.talk(7002, "Bob"));
    anna.says(START_DRAFT).await;
    anna.presses("Answer").await;
    anna.says("Welcome!").await;
    anna.presses("Save").await;
    bob.says(DEMO_KEY).await;
    bob.says("/start 2cm_0_0_1nuxf_35x").await;
    bob.presses("Delete…").await;
    contains(&bob.presses("Delete it").await, "✅ /start is deleted");
    contains(&anna.presses("Change more").await, "That is not there any more");
    anna.says("/commands My Shop").await;
    contains(&anna.presses("Deleted lately").await, "Deleted from My Shop lately · 1");
    anna.presses("/start · 12:03").await;
    assert_eq!(all_called(&bot, "/start")[0]["answer"], "Welcome to *My Shop*!");
    contains(&bob.presses("Undo").await, "/start is there already");
}

#[tokio::test]
async fn what_is_kept_is_sealed_ends_after_thirty_days_and_is_only_for_its_person() {
    let bot = TestBot::start().await;
    changes_elsewhere(&bot, ORDER, "answer", json!("zanzibar"));
    let anna = deleted(&bot).await;
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"zanzibar"));
    let bob = bot.talk(7002, "Bob");
    bob.says(SECOND_KEY).await;
    bob.says(DEMO_KEY).await;
    bob.says("/commands My Shop").await;
    assert!(!bob.last().labels().contains(&"Deleted lately"));
    bot.clock.advance(TimeDelta::days(31));
    contains(&anna.presses("Undo").await, "That is no longer kept");
    anna.says("/commands My Shop").await;
    assert!(!anna.last().labels().contains(&"Deleted lately"));
}

#[tokio::test]
async fn the_draft_leads_back_to_its_command() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(START_DRAFT).await;
    contains(&anna.presses("‹ Back").await, "/start of My Shop");
    anna.presses("Change").await;
    anna.presses("Answer").await;
    anna.says("Hi").await;
    anna.presses("Save").await;
    anna.presses("Change more").await;
    contains(&anna.presses("‹ Back").await, "/start of My Shop");
}

#[tokio::test]
async fn whatever_a_command_has_a_copy_and_an_undo_have_too() {
    let bot = TestBot::start().await;
    let mut runner = TestRunner::deterministic();
    for person in 3_000..3_025 {
        let original = sequences::some(&mut runner, sequences::any_command());
        bot.world.api.replace(SHOP, Thing::Command, original.clone());
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says(ORDER_CARD).await;
        talk.presses("Copy…").await;
        let name = format!("/copy{person}");
        talk.says(&name).await;
        if talk.last().button("Copy it").is_some() {
            talk.presses("Copy it").await;
        }
        let (mut copy, mut before) = (written(&all_called(&bot, &name)[0]), written(&original));
        assert_eq!((copy.remove("command"), before.remove("command")), (Some(name), Some("/order".to_owned())));
        assert_eq!(copy, before, "{}", talk.screen());
        talk.says(ORDER_CARD).await;
        talk.presses("Delete…").await;
        talk.presses("Delete it").await;
        talk.presses("Undo").await;
        let mut again = all_called(&bot, "/order");
        assert_eq!(again.len(), 1, "{}", talk.screen());
        assert_eq!(written(&again[0]), written(&original), "{}", talk.screen());
        // The next one finds the name free.
        again[0]["command"] = json!(format!("/undone{person}"));
        bot.world.api.replace(SHOP, Thing::Command, again.remove(0));
    }
}
