//! Making, copying and moving a command: once, under a name that is free, and with all that it had.

use bb_pocket::sandbox::fault::{Barrier, Fault};

use super::*;

/// The card of `/order` of the shop.
const ORDER_CARD: &str = "/start 2cm_0_0_1nuxf_35z";

fn named(bot: &TestBot, of: i64, name: &str) -> Vec<Value> {
    bot.world.api.all(of, Thing::Command).into_iter().filter(|command| command["command"] == name).collect()
}

/// In the prompt for a name.
async fn asked<'a>(bot: &'a TestBot, list: &str) -> Talk<'a> {
    let anna = bot.linked().await;
    anna.says(list).await;
    anna.presses("New").await;
    anna
}

#[tokio::test]
async fn how_making_copying_and_moving_look_on_a_phone() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/commands My Shop").await;
    let mut seen = vec![anna.presses("New").await, anna.says("= /Start").await, anna.presses("Make it").await];
    seen.push(anna.presses("Copy…").await);
    seen.push(anna.says("=/start").await);
    seen.push(anna.says("/hallo").await);
    seen.push(anna.presses("Move…").await);
    seen.push(anna.presses("📁 Shop").await);
    insta::assert_snapshot!(seen.join("\n\n"));
}

#[tokio::test]
async fn a_command_is_made_by_its_name_where_new_was_pressed() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    let looked = calls(&bot, "get_folders");
    contains(&anna.says("/fresh").await, "✅ /fresh is made.");
    let once = [calls(&bot, "get_folders") - looked, calls(&bot, "create_command"), calls(&bot, "get_command")];
    assert_eq!(once, [1, 1, 1], "looked, made, shown");
    contains(&anna.presses("Change").await, "Change /fresh");
    contains(&anna.presses("‹ Back").await, "/fresh of My Shop");
    anna.says("/commands My Shop").await;
    anna.presses("📁 Shop · 3").await;
    anna.presses("New").await;
    contains(&anna.screen(), "A new command in 📁 Shop");
    contains(&anna.says("Price list").await, "Folder: Shop");
    assert_eq!(named(&bot, SHOP, "Price list")[0]["commands_folder_id"], json!(501));
}

#[tokio::test]
async fn names_that_break_a_rule_are_refused_with_the_rule() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    for (name, rule) in [
        ("a\nb", "A name is one line"),
        ("= \u{200b}", "at least one character that can be seen"),
        (&"x".repeat(101)[..], "at most 100 characters"),
        (&format!("/a {BOT_TOKEN}")[..], "looks like a key or a token"),
    ] {
        let refused = anna.says(name).await;
        contains(&refused, rule);
        assert!(!unwrapped(&refused).contains("FAKE-token"), "{refused}");
    }
    let there = anna.says("/start").await;
    assert!(!there.contains("is there already"), "our own command, typed without the sign");
    anna.says("/commands My Shop").await;
    anna.presses("New").await;
    contains(&anna.says("= /start").await, "/start is there already");
    contains(&anna.says("still asked").await, "still asked is made");
    anna.says("/commands My Shop").await;
    anna.presses("New").await;
    anna.says("=/start").await;
    contains(&anna.presses("Open /start").await, "/start of My Shop");
    assert_eq!(calls(&bot, "create_command"), 1);
}

#[tokio::test]
async fn special_and_similar_names_are_explained_first() {
    let bot = TestBot::start().await;
    bot.world.api.add_bot(DEMO_KEY, OTHER, "Corner");
    let cases = [
        ("/commands Corner", "*", "* runs on every message that has no command of its own"),
        ("/commands Corner", "@", "runs before every command"),
        ("/commands Corner", "@@", "runs after every command"),
        ("/commands Corner", "!", "I don't know what Bots.Business does with it"),
        ("/commands My Shop", "/ORDER", "There is /order: only upper and lower case differ"),
        ("/commands My Shop", "Hello", "It is an alias of /start already"),
    ];
    for ((list, name, told), person) in cases.into_iter().zip(100..) {
        let talk = bot.talk(person, "Anna");
        talk.says(DEMO_KEY).await;
        talk.says(list).await;
        talk.presses("New").await;
        contains(&talk.says(name).await, told);
        contains(&talk.presses("Not now").await, "ommands");
    }
    assert_eq!(calls(&bot, "create_command"), 0);
    let anna = asked(&bot, "/commands My Shop").await;
    anna.says("@@").await;
    contains(&anna.presses("Make it").await, "✅ @@ is made");
    assert_eq!(named(&bot, SHOP, "@@").len(), 1);
}

#[tokio::test]
async fn hostile_names_are_shown_as_text_and_made_as_they_are() {
    let bot = TestBot::start().await;
    let anna = empty(&bot).await;
    for name in ["<b>x</b>&amp;", "שלום", "👨‍👩‍👧", "a, b", "/a_b*`", "x\u{202e}y"] {
        anna.says("/commands Corner").await;
        anna.presses("New").await;
        contains(&anna.says(name).await, "is made");
        assert_eq!(named(&bot, OTHER, name).len(), 1, "{name}: {}", anna.screen());
    }
    nothing_was_refused(&bot);
}

#[tokio::test]
async fn two_people_with_the_same_key_make_no_name_twice() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    let bob = bot.talk(7002, "Bob");
    bob.says(DEMO_KEY).await;
    bob.says("/commands My Shop").await;
    bob.presses("New").await;
    bob.says("@").await;
    contains(&anna.says("@").await, "Make @ in My Shop?");
    contains(&bob.presses("Make it").await, "✅ @ is made");
    contains(&anna.presses("Make it").await, "@ is there already");
    assert_eq!(named(&bot, SHOP, "@").len(), 1);
}

#[tokio::test]
async fn a_name_answered_twice_at_once_is_made_once() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    anna.says("@").await;
    let held = Barrier::new();
    bot.world.api.fault("create_command", 1, Fault::Hold(held.clone()));
    let (telegram, message) = (&bot.world.telegram, anna.last().id);
    let taps = [(); 2].map(|()| telegram.press(&anna.person, anna.chat, message, "Make it").unwrap().update().unwrap());
    held.reached(1).await;
    held.release();
    for tap in taps {
        bot.world.answered(tap).await.unwrap();
    }
    contains(&anna.screen(), "✅ @ is made");
    assert_eq!(named(&bot, SHOP, "@").len(), 1);
}

#[tokio::test]
async fn a_refusal_and_an_answer_that_never_came_are_told_as_they_are() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    bot.world.api.fault("create_command", 1, Fault::Status(422, r#"{"error": "Too many"}"#.into()));
    let refused = anna.says("/fresh").await;
    contains(&refused, "It was not made");
    contains(&refused, "Too many");
    anna.presses("Another name").await;
    bot.world.api.fault("create_command", 1, Fault::CutBody);
    contains(&anna.says("/fresh").await, "✅ /fresh is there. I don't know if it was my request.");
    anna.says("/commands My Shop").await;
    anna.presses("New").await;
    bot.world.api.fault("create_command", 1, Fault::Status(503, String::new()));
    contains(&anna.says("/other").await, "❔ I don't know if /other was made. It is not in the list now.");
}

#[tokio::test]
async fn a_copy_has_all_fields_and_what_it_shares_is_said_first() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    anna.presses("Copy…").await;
    contains(&anna.says("/order2").await, "✅ /order2 is made, with all fields.");
    anna.says("/start 2cm_0_0_1nuxf_360").await;
    anna.presses("Copy…").await;
    contains(&anna.says("/report2").await, "The copy runs by itself as well. Each run costs an iteration.");
    contains(&anna.presses("Copy it").await, "Only for: admins");
    assert_eq!(named(&bot, SHOP, "/report2")[0]["auto_retry_time"], named(&bot, SHOP, "/report")[0]["auto_retry_time"]);
}

#[tokio::test]
async fn moving_changes_the_folder_and_nothing_else() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let before = bot.world.api.all(SHOP, Thing::Command);
    anna.says(ORDER_CARD).await;
    let choice = anna.presses("Move…").await;
    contains(&choice, "It is in 📁 Shop now");
    assert_eq!(anna.last().labels()[..3], ["📁 Service", "No folder", "New folder"]);
    let message = anna.last().id;
    contains(&anna.presses("📁 Service").await, "✅ Moved");
    contains(&anna.screen(), "Folder: Service");
    contains(&anna.presses_on(message, "Move…").await, "It is in 📁 Service now");
    contains(&anna.presses_on(message, "No folder").await, "✅ Moved");
    anna.presses_on(message, "Move…").await;
    contains(&anna.presses_on(message, "📁 Shop").await, "Folder: Shop");
    assert_eq!(calls(&bot, "edit_command"), 3);
    let mut after = bot.world.api.all(SHOP, Thing::Command);
    for (before, after) in before.iter().zip(&mut after) {
        after["updated_at"] = before["updated_at"].clone();
        after["aliases"] = before["aliases"].clone();
        assert_eq!(before, after);
    }
}

#[tokio::test]
async fn moving_where_it_is_already_or_where_nothing_is_writes_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    anna.presses("Move…").await;
    let message = anna.last().id;
    let mut moved = named(&bot, SHOP, "/order").remove(0);
    moved["commands_folder_id"] = json!(502);
    bot.world.api.replace(SHOP, Thing::Command, moved);
    contains(&anna.presses_on(message, "📁 Service").await, "/order of My Shop");
    assert_eq!(calls(&bot, "edit_command"), 0);
    anna.presses("Move…").await;
    bot.world.api.fault("edit_command", 1, Fault::Status(404, r#"{"error": "Folder not found"}"#.into()));
    contains(&anna.presses("📁 Shop").await, "It was not moved");
    contains(&anna.presses("Back to the command").await, "Folder: Service");
    anna.presses("Move…").await;
    bot.world.api.fault("edit_command", 1, Fault::CutBody);
    contains(&anna.presses("No folder").await, "✅ It is there. I don't know if it was my request.");
    let gone = bot.world.telegram.forge_press(&anna.person, anna.chat, message, "2nm_5eh_1_1nuxf_2s_0");
    contains(&anna.sees_after(gone).await, "That is not there any more");
}

#[tokio::test]
async fn a_protected_bot_and_a_refused_key_are_told() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(ORDER_CARD).await;
    let card = anna.last().id;
    anna.says("/commands My Shop").await;
    let list = anna.last().id;
    bot.world.api.protect(SHOP);
    anna.presses_on(list, "Refresh").await;
    for (tag, numbers) in [("nq", "1nuxf_0"), ("nf", "1nuxf_35z_0"), ("nw", "1nuxf"), ("nd", "1nuxf_35z")] {
        let press = bot.world.telegram.forge_press(&anna.person, anna.chat, card, &format!("2{tag}_5eh_1_{numbers}"));
        contains(&anna.sees_after(press).await, "protected");
    }
    bot.world.api.reset_key(DEMO_KEY, "DEMO-KEY-not-real-DEMO-KEY-not-real-0777");
    let press = bot.world.telegram.forge_press(&anna.person, anna.chat, card, "2nd_5eh_1_1nuxf_35z");
    contains(&anna.sees_after(press).await, "was refused");
    assert_eq!(calls(&bot, "delete_command"), 0);
}

#[tokio::test]
async fn an_address_that_is_wrong_is_told_and_nothing_is_claimed() {
    let bot = TestBot::start().await;
    let anna = asked(&bot, "/commands My Shop").await;
    bot.world.api.forget_route("create_command");
    let told = anna.says("/fresh").await;
    contains(&told, "It was not made");
    anna.says("/commands My Shop").await;
    anna.presses("New folder").await;
    bot.world.api.forget_route("create_folder");
    contains(&anna.says("Winter").await, "The folder was not made");
}
