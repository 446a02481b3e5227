//! More of a bot: its fields, copies, and deleting it; no secret of it is shown, and nothing is done twice.

use bb_pocket::sandbox::bots_business::{BotSketch, COPY_SECONDS, DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::Message;
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::launch::{becomes, nothing_is_followed};
use crate::support::beside::Database;
use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, bytes_of, contains, holds};

const SHOP: i64 = 2_792_787;
/// Its token in the simulated Bots.Business.
const SHOP_TOKEN: &str = "SANDBOX-fake-shop-token";
/// Another token of the same Telegram bot.
const SAME_BOT: &str = "2792787:FAKE-token-FAKE-token-FAKE-token-01";
/// The identifier of a published sheet: its last six characters may be shown.
const SHEET: &str = "2PACX-1vFAKEcanarysheetFAKEcanarysheet00ABCDEF";

/// What is asked of an endpoint.
fn bodies(bot: &TestBot, endpoint: &str) -> Vec<Value> {
    let calls = bot.world.api.calls();
    calls.into_iter().filter(|call| call.endpoint == endpoint).map(|call| call.body.unwrap_or_default()).collect()
}

/// Anna with More of her shop before her.
async fn at_more(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("More").await, "More of My Shop");
    anna
}

/// Somebody else with the same account and More of a bot before them: one person alone would write too fast.
async fn another_at_more(bot: &TestBot, person: i64, id: i64) -> Talk<'_> {
    let talk = bot.talk(person, "Anna");
    talk.says(DEMO_KEY).await;
    talk.says(&format!("/bot {id}")).await;
    talk.presses("More").await;
    talk.sees();
    talk
}

/// Lets seconds pass, and waits until the newest message holds these words and the next look is planned, if there is one.
pub async fn looks(talk: &Talk<'_>, wait: i64, words: &str, next: Option<i64>) {
    talk.bot.clock.advance(TimeDelta::seconds(wait));
    let (database, now) = (Database::open(talk.bot).await, talk.bot.clock.now_ms());
    // A visit that is under way has a row too: it is counted as a try until it is shown.
    let planned: Vec<(i64, i64)> = next.map(|next| (now + next * 1000, 0)).into_iter().collect();
    let seen = async {
        while !talk.last().text.contains(words)
            || database.rows::<(i64, i64)>("SELECT due_at, tries FROM follow_ups").await != planned
        {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
    };
    let seen = tokio::time::timeout(std::time::Duration::from_secs(60), seen).await;
    assert!(seen.is_ok(), "«{words}» and a look after {next:?} s were not seen:\n{}", talk.last().text);
}

fn shop(bot: &TestBot) -> Value {
    bot.world.api.bot(SHOP).unwrap()
}

#[tokio::test]
async fn how_it_looks_on_a_phone() {
    let bot = TestBot::start().await;
    bot.world.api.set_sheet(SHOP, &bot.world.sheets.published_link(SHEET));
    let anna = at_more(&bot).await;
    let mut seen = vec![anna.screen()];
    for label in ["Name", "Token", "Sheet", "Copy bot", "Git import…", "Delete…"] {
        let person = 7100 + i64::try_from(seen.len()).unwrap();
        seen.push(format!("\n{}", another_at_more(&bot, person, SHOP).await.presses(label).await));
    }
    anna.presses("Token").await;
    seen.push(format!("\n{}", anna.says(BOT_TOKEN).await));
    seen.push(format!("\n{}", anna.presses("Use the new one").await));
    insta::assert_snapshot!("more", seen.join("\n"));
}

#[tokio::test]
async fn a_name_is_changed_at_once_and_the_other_fields_stay() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    let before = shop(&bot);
    contains(&anna.presses("Name").await, "Another name for My Shop");
    let told = anna.says("Tea & <Coffee>").await;
    contains(&told, "Tea & <Coffee> is changed");
    contains(&told, "Before: My Shop");
    let sent = bodies(&bot, "edit_bot");
    let all = json!({"name": "Tea & <Coffee>", "token": before["token"], "csv_url": before["csv_url"],
        "git_remote": before["git_remote"]});
    assert_eq!(sent, [all]);
    bot.clock.advance(TimeDelta::minutes(1));
    contains(&anna.presses("Other name").await, "Another name for Tea & <Coffee>");
    contains(&anna.says("Tea & <Coffee>").await, "is called so already");
    assert_eq!(bodies(&bot, "edit_bot").len(), 1);
}

#[tokio::test]
async fn a_token_is_asked_about_with_what_is_known_of_it() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    let room = anna.presses("Token").await;
    contains(&room, "Token: of Telegram bot 2792787");
    contains(&room, "It runs. Bots.Business does not say if a running bot takes a new token by itself");
    let asked = anna.says(BOT_TOKEN).await;
    contains(&asked, "Give “My Shop” another token?");
    contains(&asked, "Now · Token: of Telegram bot 2792787");
    contains(&asked, "New · Token: of Telegram bot 987654");
    contains(&asked, "It is another Telegram bot: whoever writes to the present one gets no answer any more");
    assert_eq!(anna.last().labels(), ["Keep the old one", "Use the new one"]);
    contains(&anna.presses("Keep the old one").await, "More of My Shop");
    anna.presses("Token").await;
    contains(&anna.says(SAME_BOT).await, "It is the same Telegram bot, with another token");
    let told = anna.presses("Use the new one").await;
    contains(&told, "✅ My Shop is changed");
    contains(&told, "if it does not answer then, stop it and start it again");
    assert_eq!((shop(&bot)["token"].as_str(), bodies(&bot, "edit_bot").len()), (Some(SAME_BOT), 1));
    no_secret_is_seen(&bot, &["FAKE-token", SHOP_TOKEN]);
}

fn no_secret_is_seen(bot: &TestBot, secrets: &[&str]) {
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    let stored = bytes_of(bot.world.folder.path());
    for secret in secrets {
        assert!(!sent.contains(secret), "«{secret}» was sent to Telegram");
        assert!(!holds(&stored, secret.as_bytes()), "«{secret}» is in the database");
    }
}

#[tokio::test]
async fn a_field_is_emptied_after_a_question() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Token").await;
    let asked = anna.presses("Remove the token…").await;
    contains(&asked, "Remove the token of “My Shop”?");
    contains(&asked, "It runs now, and I don't know what Bots.Business does with a running bot that loses its token");
    contains(&anna.presses("Remove it").await, "Token: –");
    assert_eq!(shop(&bot)["token"], Value::Null);
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    anna.presses("Sheet").await;
    anna.presses("Remove the link…").await;
    contains(&anna.presses("Remove it").await, "Sheet: –");
    assert_eq!(shop(&bot)["csv_url"], Value::Null);
    assert_eq!(shop(&bot)["git_remote"], "git@git.example:fake/my-shop.git", "the others stay");
}

#[tokio::test]
async fn a_sheet_is_shown_by_the_end_of_its_link_or_its_server_alone() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    // Where a name or a password may be, nothing is shown.
    bot.world.api.set_sheet(SHOP, "https://FAKE-user:FAKE-pass@files.example/FAKE-path.csv");
    contains(&anna.presses("Sheet").await, "Sheet: set");
    bot.world.api.set_sheet(SHOP, "https://files.example/FAKE-path.csv?FAKE-query");
    contains(&anna.presses("Refresh").await, "Sheet: files.example\n");
    contains(&anna.says("my sheet").await, "link");
    let asked = anna.says(&bot.world.sheets.published_link(SHEET)).await;
    contains(&asked, "New · Sheet: …ABCDEF");
    contains(&asked, "I cannot bring the old address back");
    contains(&anna.presses("Use the new one").await, "Sheet: …ABCDEF");
    assert!(shop(&bot)["csv_url"].as_str().unwrap().contains("canarysheet"));
    no_secret_is_seen(&bot, &["canarysheet", "FAKE-user", "FAKE-pass", "FAKE-path", "FAKE-query"]);
}

#[tokio::test]
async fn a_stale_question_says_that_it_is_so_already() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Sheet").await;
    let room = anna.last().id;
    anna.presses("Remove the link…").await;
    anna.presses("Remove it").await;
    anna.says("/bot My Shop").await;
    let old = bb_pocket::frame::to(
        bb_pocket::screens::bot::Edit,
        (bb_pocket::ids::BotId::new(SHOP), bb_pocket::screens::bot::Field::Sheet),
    );
    let old = old.of(bb_pocket::ids::AccountId::new(1));
    let old = old.encode(bb_pocket::ids::UserId::new(7001), bb_pocket::link::Spot::Here);
    bot.clock.advance(TimeDelta::minutes(1));
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, room, &old);
    contains(&anna.sees_after(update).await, "has this sheet already, or none to remove");
    assert_eq!(bodies(&bot, "edit_bot").len(), 1);
}

#[tokio::test]
async fn a_change_without_an_answer_is_not_claimed() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Name").await;
    bot.world.api.fault("edit_bot", 1, Fault::CutBody);
    let told = anna.says("Tea Shop").await;
    contains(&told, "I don't know if Tea Shop was changed");
    contains(&told, "Name: Tea Shop");
    anna.presses("Look again").await;
    assert_eq!(bodies(&bot, "edit_bot").len(), 1);
    bot.world.api.fault("edit_bot", 1, Fault::Status(422, json!({"error": "Name is reserved"}).to_string()));
    anna.presses("Other name").await;
    let refused = anna.says("Admin").await;
    contains(&refused, "Nothing was changed");
    contains(&refused, "Name is reserved");
}

#[tokio::test]
async fn a_copy_is_asked_for_once_and_followed_until_it_is_there() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    let ask = anna.presses("Copy bot").await;
    contains(&ask, "Copy “My Shop”?");
    contains(&ask, "It will be called “Cloned bot: My Shop”, stopped, without token.");
    let message = anna.last().id;
    let telegram = &bot.world.telegram;
    telegram.press(&anna.person, anna.chat, message, "Copy it").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Copy it").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "⏳ Asked for a copy of My Shop… less than a second");
    // Asked again from the card, also later: the same message.
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    contains(&anna.presses("Copy bot").await, "⏳ Asked for a copy of My Shop");
    bot.clock.advance(TimeDelta::seconds(COPY_SECONDS));
    becomes(&anna, "✅ It is here").await;
    assert_eq!(anna.last().labels(), ["Open", "‹ Back", "Refresh", "Home"]);
    assert_eq!(bodies(&bot, "copy_bot").len(), 1);
    contains(&anna.presses("Open").await, "Cloned bot: My Shop");
    // Now that it is there, another one may be wished for.
    anna.says("/bot 2792787").await;
    anna.presses("More").await;
    contains(&anna.presses("Copy bot").await, "A bot of that name is there already");
    anna.presses("Copy it").await;
    assert_eq!(bodies(&bot, "copy_bot").len(), 2);
}

#[tokio::test]
async fn a_copy_that_does_not_come_is_not_claimed_and_can_be_looked_for() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Copy bot").await;
    bot.world.api.fault("copy_bot", 1, Fault::Status(502, String::new()));
    contains(&anna.presses("Copy it").await, "I don't know if my request for a copy of My Shop arrived");
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    bot.clock.advance(TimeDelta::seconds(2));
    becomes(&anna, "did not say just now which bots there are").await;
    let waits = [3, 5, 5, 10, 15, 20, 30, 30, 60, 60, 60];
    let passed = [
        "5 seconds",
        "10 seconds",
        "15 seconds",
        "25 seconds",
        "40 seconds",
        "1 minute",
        "90 seconds",
        "2 minutes",
        "3 minutes",
        "4 minutes",
        "5 minutes",
    ];
    for (look, (wait, passed)) in waits.into_iter().zip(passed).enumerate() {
        looks(&anna, wait, passed, waits.get(look + 1).copied()).await;
    }
    let end = anna.last();
    contains(&end.text, "I don't see it yet.");
    contains(&end.text, "No new bot is called “Cloned bot: My Shop”");
    nothing_is_followed(&anna).await;
    // Two that look alike: none is called the right one.
    let twins = [BotSketch::new(61, "Cloned bot: My Shop"), BotSketch::new(62, "Cloned bot: My Shop")];
    bot.world.api.add_bots(DEMO_KEY, twins);
    contains(&anna.presses_on(end.id, "Look again").await, "2 new bots are called so");
    assert_eq!(bodies(&bot, "copy_bot").len(), 1);
}

#[tokio::test]
async fn a_protected_bot_and_a_wrong_address_are_explained() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    bot.world.api.protect(SHOP);
    anna.presses("Copy bot").await;
    let refused = anna.presses("Copy it").await;
    contains(&refused, "There is no copy");
    contains(&refused, "This bot is protected: its maker does not let it be copied or exported");
    bot.world.api.forget_route("copy_bot");
    anna.presses("‹ Back").await;
    anna.presses("Copy bot").await;
    let wrong = anna.presses("Copy it").await;
    contains(&wrong, "The address that I know for this is wrong");
    contains(&wrong, "copy_bot");
}

#[tokio::test]
async fn a_bot_is_deleted_after_its_name_was_typed_and_a_button_pressed() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    let room = anna.presses("Delete…").await;
    contains(&room, "Commands 8 · Chats 4 · Libraries 2");
    contains(&room, "It runs: its users get no answers any more");
    contains(&room, "Send its name to go on: My Shop");
    contains(&anna.says("my shops").await, "That is not its name");
    contains(&anna.says(" My \u{a0}Shop\u{200b}").await, "Delete “My Shop” for good?");
    assert!(bodies(&bot, "delete_bot").is_empty());
    contains(&anna.presses("Delete it").await, "✅ My Shop is deleted");
    assert_eq!(anna.last().labels(), ["All bots", "Home"]);
    assert_eq!(bot.world.api.bots_of(DEMO_KEY), [2_792_790]);
    let list = anna.presses("All bots").await;
    assert!(!list.contains("My Shop"), "{list}");
}

#[tokio::test]
async fn a_bot_that_is_gone_or_renamed_meanwhile_is_not_deleted() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Delete…").await;
    anna.says("My Shop").await;
    let mut renamed = shop(&bot);
    renamed["name"] = json!("My Better Shop");
    bot.world.api.put_bot(DEMO_KEY, SHOP, renamed);
    contains(&anna.presses("Delete it").await, "Send its name to go on: My Better Shop");
    anna.says("My Better Shop").await;
    bot.world.api.fault("get_bot", 2, Fault::Status(404, json!({"error": "Bot not found"}).to_string()));
    contains(&anna.presses("Delete it").await, "is gone already");
    assert!(bodies(&bot, "delete_bot").is_empty());
}

#[tokio::test]
async fn a_deletion_without_an_answer_is_told_as_it_is_seen() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    for (fault, told) in [
        (Fault::Status(502, String::new()), "I don't know if it was deleted. My Shop is still there."),
        (Fault::Status(403, json!({"error": "Not yours"}).to_string()), "My Shop was not deleted"),
        (Fault::CutBody, "My Shop is not there any more. I don't know if it was my request that deleted it."),
    ] {
        anna.says("/bot My Shop").await;
        anna.presses("More").await;
        anna.presses("Delete…").await;
        anna.says("2792787").await;
        bot.world.api.fault("delete_bot", 1, fault);
        contains(&anna.presses("Delete it").await, told);
        bot.clock.advance(TimeDelta::minutes(1));
    }
    assert_eq!(bodies(&bot, "delete_bot").len(), 3);
}

#[tokio::test]
async fn what_is_stored_of_a_deleted_bot_goes_with_it() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.put_task(SHOP, 124, json!({"status": "in progress"}));
    anna.says("/csvstatus 2792787 124").await;
    anna.presses("Tell me when it ends").await;
    anna.says("/start 2dr_0_0_1nuxf_35y").await;
    let database = Database::open(&bot).await;
    database
        .run(
            "INSERT INTO drafts (user_id, account_id, bot_id, command_id, sealed_by, body, based_on, changed_at)
             VALUES (7001, 1, 2792787, 4101, '', x'', 0, 1795000000000), (7001, 1, 2792790, 1, '', x'', 0, 1795000000000)",
        )
        .await;
    let count = "SELECT (SELECT COUNT(*) FROM watches), (SELECT COUNT(*) FROM drafts)";
    assert_eq!(database.rows::<(i64, i64)>(count).await, [(1, 2)]);
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    anna.presses("Delete…").await;
    anna.says("My Shop").await;
    anna.presses("Delete it").await;
    assert_eq!(database.rows::<(i64, i64)>(count).await, [(0, 1)], "another bot's draft stays");
}

#[tokio::test]
async fn names_that_cannot_be_typed_are_asked_for_by_number() {
    let bot = TestBot::start().await;
    let long = "long ".repeat(60);
    for (id, name) in [(71, "/shop"), (72, ""), (73, long.as_str()), (74, "\u{200b}")] {
        bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(id, name)]);
        let talk = another_at_more(&bot, 7000 + id, id).await;
        contains(&talk.presses("Delete…").await, &format!("Send its number to go on: {id}"));
        contains(&talk.says(&id.to_string()).await, "for good?");
        contains(&talk.presses("Delete it").await, "is deleted");
    }
    for (id, name, typed) in [(75, "<b>Ünï</b> 🍕❤️", "<b>Ünï</b> 🍕❤"), (76, "מסעדת הגן", "מסעדת הגן")]
    {
        bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(id, name)]);
        let talk = another_at_more(&bot, 7000 + id, id).await;
        talk.presses("Delete…").await;
        contains(&talk.says(typed).await, "for good?");
    }
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_and_nothing_is_done() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    anna.presses("Token").await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-other-key-FAKE-other-key-FAKE-00009");
    contains(&anna.says(BOT_TOKEN).await, "Your key for o…@example.com was refused");
    assert!(bodies(&bot, "edit_bot").is_empty());
    no_secret_is_seen(&bot, &["FAKE-token"]);
}

#[tokio::test]
async fn buttons_and_answers_act_with_the_account_they_were_shown_for() {
    let bot = TestBot::start().await;
    let anna = at_more(&bot).await;
    let more = anna.last().id;
    anna.says(SECOND_KEY).await;
    anna.presses_on(more, "Name").await;
    contains(&anna.says("Tea Shop").await, "Tea Shop is changed");
    let call = bot.world.api.calls().into_iter().rfind(|call| call.endpoint == "edit_bot").unwrap();
    assert_eq!(call.key.as_deref(), Some(DEMO_KEY));
}

#[tokio::test]
async fn no_view_shows_a_secret_of_a_bot() {
    let bot = TestBot::start().await;
    let mut hostile = shop(&bot);
    hostile["name"] = json!(format!("Shop {BOT_TOKEN}"));
    hostile["git_remote"] = json!("https://you:FAKE-git-pass@git.example/a.git");
    hostile["csv_url"] = json!(bot.world.sheets.published_link(SHEET));
    bot.world.api.put_bot(DEMO_KEY, SHOP, hostile);
    let labels = ["Name", "Token", "Sheet", "Git remote", "Copy bot", "Git export", "Git import…"];
    for (person, label) in (7100..).zip(labels) {
        another_at_more(&bot, person, SHOP).await.presses(label).await;
    }
    let anna = another_at_more(&bot, 7200, SHOP).await;
    anna.presses("Delete…").await;
    anna.says("2792787").await;
    assert!(anna.last().button("Delete it").is_some());
    no_secret_is_seen(&bot, &["FAKE-token", "FAKE-git-pass", "canarysheet", SHOP_TOKEN]);
    let refused = bot.world.telegram.calls().into_iter().find(|call| call.status == Some(400));
    assert!(refused.is_none(), "{refused:?}");
    let last: Message = anna.last();
    assert!(last.text.contains("*****"), "{}", last.text);
}

/// What keeps a copy is shown below the question, which stays there to be read: so it stays open.
#[tokio::test]
async fn a_copy_kept_first_leaves_the_question_for_the_name_open() {
    for (deed, asked) in [("Delete…", "Delete “My Shop” for good?"), ("Git import…", "Empty “My Shop” and read it")]
    {
        let bot = TestBot::start().await;
        let anna = at_more(&bot).await;
        anna.presses(deed).await;
        contains(&anna.presses("Keep a copy first").await, "A copy is a file");
        contains(&anna.presses("Keep a copy").await, "[file copy-2792787-");
        contains(&anna.says("My Shop").await, asked);
        // Whoever goes elsewhere from there has left the question.
        anna.says("/bot My Shop").await;
        anna.presses("More").await;
        anna.presses(deed).await;
        anna.presses("Keep a copy first").await;
        contains(&anna.presses("‹ Back").await, "Commands of My Shop");
        contains(&anna.says("My Shop").await, "Last run");
    }
}
