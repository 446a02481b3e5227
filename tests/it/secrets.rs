//! A planted key is looked for everywhere it must not be.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::Fault;

use crate::support::{BOT_TOKEN, TRIES, TestBot, WRONG_KEY, beside, bytes_of, contains, holds};

/// The parts of the planted secrets that nothing may show.
const CANARIES: [&str; 3] = ["DEMO-KEY-not-real", "FAKE-wrong-key", "FAKE-token-FAKE"];

#[tokio::test]
async fn no_key_is_in_the_database_or_in_any_message() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says(DEMO_KEY).await;
    anna.says(&format!("/setkey {WRONG_KEY}")).await;
    anna.says(BOT_TOKEN).await;
    bot.world.api.fault("get_csv_import_task", 1, Fault::Redirect("http://127.0.0.1:1/elsewhere".into()));
    anna.says("/csvstatus 2792787 123").await;
    bot.world.api.fault("get_csv_import_task", TRIES, Fault::CutBody);
    anna.says("/csvstatus 2792787 123").await;
    for command in ["/start", "/accounts", "/csvstatus", "/privacy", "/help"] {
        anna.says(command).await;
    }
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    let stored = bytes_of(bot.world.folder.path());
    assert!(!stored.is_empty());
    for canary in CANARIES {
        assert!(!sent.contains(canary), "{canary} was sent");
        assert!(!holds(&stored, canary.as_bytes()), "{canary} is in the database");
    }
    assert!(!holds(&stored, b"owner@example.com"), "addresses are sealed too");
}

#[tokio::test]
async fn a_waiting_update_is_sealed() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let held = bb_pocket::sandbox::fault::Barrier::new();
    bot.world.telegram.fault("deletemessage", 1, Fault::Hold(held.clone()));
    let update = anna.starts_saying(DEMO_KEY);
    held.reached(1).await;
    let stored = bytes_of(bot.world.folder.path());
    assert!(!holds(&stored, b"DEMO-KEY") && !holds(&stored, b"Anna"), "the inbox holds the update in clear text");
    held.release();
    anna.sees_after(update).await;
}

#[tokio::test]
async fn the_key_follows_no_redirect() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let elsewhere = bb_pocket::sandbox::bots_business::BotsBusiness::start(bot.clock.clone()).await.unwrap();
    let target = format!("{}/bots/2792787/csv_import_tasks/123", elsewhere.url());
    bot.world.api.fault("get_csv_import_task", 1, Fault::Redirect(target));
    anna.says("/csvstatus 2792787 123").await;
    assert!(elsewhere.calls().is_empty());
}

#[tokio::test]
async fn a_row_moved_to_another_person_does_not_open() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let mallory = bot.talk(6666, "Mallory");
    mallory.says(bb_pocket::sandbox::bots_business::SECOND_KEY).await;
    let database = beside::Database::open(&bot).await;
    let theft = "UPDATE accounts SET (api_key, email) = (SELECT api_key, email FROM accounts WHERE user_id = 7001) WHERE user_id = 6666";
    database.run(theft).await;
    // What another process changes is read again after a minute.
    bot.clock.advance(chrono::TimeDelta::seconds(60));
    let calls = bot.api_calls().len();
    contains(&mallory.says("/csvstatus 2792787 123").await, "Sorry, something broke on my side");
    contains(&mallory.says("/accounts").await, "Sorry, something broke on my side");
    assert_eq!(bot.api_calls().len(), calls);
}

/// A change of one field sends the others along: a refusal may repeat any of them.
#[tokio::test]
async fn a_refusal_that_repeats_a_secret_of_the_call_is_told_without_its_words() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let mut shop = bot.world.api.bot(2_792_787).unwrap();
    shop["git_remote"] = "https://you:FAKE-git-pass@git.example/a.git".into();
    bot.world.api.put_bot(DEMO_KEY, 2_792_787, shop);
    let told = ["Git remote https://you:FAKE-git-pass@git.example/a.git is away", "fake-GIT-pass is wrong"];
    for (number, words) in told.into_iter().enumerate() {
        let answer = serde_json::json!({ "error": words }).to_string();
        bot.world.api.fault("edit_bot", 1, Fault::Status(200, answer));
        anna.says("/bot My Shop").await;
        anna.presses("More").await;
        anna.presses("Name").await;
        contains(&anna.says(&format!("Name {number}")).await, "It gave no reason");
    }
    let answer = serde_json::json!({ "error": "Another reason" }).to_string();
    bot.world.api.fault("edit_bot", 1, Fault::Status(200, answer));
    anna.says("/bot My Shop").await;
    anna.presses("More").await;
    anna.presses("Name").await;
    contains(&anna.says("A third name").await, "Another reason");
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert!(!sent.to_lowercase().contains("fake-git-pass"), "the password was sent");
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"FAKE-git-pass"));
}
