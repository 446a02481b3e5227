//! What cannot be undone: asked first, done once, true when it is said.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::Event;
use chrono::TimeDelta;

use crate::support::{TRIES, Talk, TestBot, beside, bytes_of, contains, holds};

#[tokio::test]
async fn forget_asks_first_and_erases_everything() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    anna.says("shop").await;
    anna.says("/csvstatus").await;
    insta::assert_snapshot!(anna.says("/forget").await);
    insta::assert_snapshot!(anna.presses("Erase everything").await);
    contains(&anna.says("/accounts").await, "No account yet");
    let database = beside::Database::open(&bot).await;
    let own = ["accounts", "current_accounts", "questions", "follow_ups", "notes", "recent"];
    for table in own.into_iter().chain(["recent_imports", "prompts", "actions"]) {
        let rows: Vec<(i64,)> = database.rows(&format!("SELECT COUNT(*) FROM {table}")).await;
        assert_eq!(rows[0].0, 0, "{table}");
    }
    // The finished act stays for a second tap, with nobody's number and no words.
    let acts: Vec<(i64, Vec<u8>, Option<Vec<u8>>)> = database.rows("SELECT user_id, digest, payload FROM acts").await;
    assert_eq!(acts, [(0, Vec::new(), None)]);
}

#[tokio::test]
async fn what_was_forgotten_is_in_no_file_of_the_database() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    let sealed: Vec<(Vec<u8>, Vec<u8>)> = database.rows("SELECT api_key, email FROM accounts").await;
    let (key, email) = &sealed[0];
    drop(database);
    let folder = bot.world.folder.path();
    assert!(holds(&bytes_of(folder), key) && holds(&bytes_of(folder), email), "sealed, they are there before");
    anna.says("/forget").await;
    contains(&anna.presses("Erase everything").await, "Everything about you is erased");
    assert!(!holds(&bytes_of(folder), key), "the sealed key lingers");
    assert!(!holds(&bytes_of(folder), email), "the sealed address lingers");
}

#[tokio::test]
async fn while_somebody_reads_erased_is_not_said() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    let reader = database.read().await;
    anna.says("/forget").await;
    let seen = anna.presses("Erase everything").await;
    contains(&seen, "Everything about you is deleted");
    assert!(!seen.contains("erased"), "{seen}");
    drop(reader);
}

#[tokio::test]
async fn removed_is_not_called_erased_while_somebody_reads() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let database = beside::Database::open(&bot).await;
    let reader = database.read().await;
    anna.says("/accounts").await;
    anna.presses("Remove…").await;
    let seen = anna.presses("Remove it").await;
    contains(&seen, "Remains of it may stay");
    assert!(!seen.contains("erased"), "{seen}");
    drop(reader);
}

#[tokio::test]
async fn an_expired_question_of_somebody_without_accounts_claims_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/forget").await;
    bot.clock.advance(TimeDelta::minutes(10));
    contains(&anna.presses("Erase everything").await, "That question is over");
}

#[tokio::test]
async fn a_name_given_while_an_unchecked_key_is_tried_stays() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    bot.world.api.fault("get_user", TRIES, Fault::Status(503, String::new()));
    anna.says(DEMO_KEY).await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let group = bot.talk_in(-100_500, 7001, "Anna");
    let asked = group.starts_saying("/csvstatus 2792787 123");
    held.reached(1).await;
    // The group's question is not answered yet, so the bot is not idle: what is seen is waited for.
    anna.starts_saying("/accounts");
    seen(&bot, &anna, "Your accounts").await;
    bot.world.telegram.press(&anna.person, anna.chat, anna.last().id, "Rename…").unwrap();
    seen(&bot, &anna, "A new name for").await;
    anna.starts_saying("My shop");
    seen(&bot, &anna, "1. My shop").await;
    held.release();
    group.sees_after(asked).await;
    contains(&anna.says("/accounts").await, "1. My shop");
}

async fn seen(bot: &TestBot, talk: &Talk<'_>, words: &str) {
    let chat = talk.chat;
    let there = |events: &[Event]| {
        events.iter().any(|event| {
            matches!(event, Event::Sent(message) | Event::Edited(message) if message.chat == chat && message.text.contains(words))
        })
    };
    bot.world.telegram.wait_for(there).await.unwrap();
}

#[tokio::test]
async fn a_confirm_button_works_once_and_not_for_ever() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/forget").await;
    let question = anna.last();
    let code = question.button("Erase everything").unwrap().action.clone();
    let bb_pocket::sandbox::telegram::ButtonAction::Callback(code) = code else { panic!("a callback") };
    bot.clock.advance(TimeDelta::minutes(10));
    contains(&anna.presses("Erase everything").await, "That question is over");
    contains(&anna.says("/accounts").await, "o…@example.com");
    anna.says("/forget").await;
    let press = |message: i32, code: &str| bot.world.telegram.forge_press(&anna.person, anna.chat, message, code);
    let update = press(anna.last().id, &code);
    contains(&anna.sees_after(update).await, "That question is over");
    anna.says("/forget").await;
    let fresh = anna.last();
    anna.presses("Erase everything").await;
    anna.says(bb_pocket::sandbox::bots_business::DEMO_KEY).await;
    let bb_pocket::sandbox::telegram::ButtonAction::Callback(used) =
        fresh.button("Erase everything").unwrap().action.clone()
    else {
        panic!("a callback")
    };
    let update = press(fresh.id, &used);
    contains(&anna.sees_after(update).await, "That question is over");
    contains(&anna.says("/accounts").await, "o…@example.com");
}

#[tokio::test]
async fn nobody_confirms_for_another() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/forget").await;
    let mallory = bot.talk(6666, "Mallory");
    mallory.says("/start").await;
    for action in 1..5 {
        for owner in ["556", "5eh"] {
            let code = format!("2yy_{owner}_0_{action}");
            let update = bot.world.telegram.forge_press(&mallory.person, mallory.chat, anna.last().id, &code);
            let seen = mallory.sees_after(update).await;
            assert!(!seen.contains("erased") && !seen.contains("deleted"), "{code}: {seen}");
        }
    }
    contains(&anna.says("/accounts").await, "o…@example.com");
}

#[tokio::test]
async fn keeping_changes_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/forget").await;
    let seen = anna.presses("Keep it").await;
    contains(&seen, "o…@example.com");
    contains(&seen, "[Bots] [Check an import]");
    contains(&anna.says("/accounts").await, "o…@example.com");
}

#[tokio::test]
async fn one_of_several_accounts_is_removed() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    anna.says("/accounts").await;
    insta::assert_snapshot!(anna.presses("Remove…").await);
    insta::assert_snapshot!(anna.presses("s…@shop.example").await);
    contains(&anna.presses("Remove it").await, "Removed");
    let accounts = anna.says("/accounts").await;
    contains(&accounts, "✅ 1. o…@example.com");
    assert!(!accounts.contains("shop"), "{accounts}");
}

#[tokio::test]
async fn an_account_gets_a_name() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    anna.says("/accounts").await;
    anna.presses("Rename…").await;
    contains(&anna.presses("s…@shop.example").await, "A new name for s…@shop.example");
    contains(&anna.says("\u{200b}").await, "That name cannot be seen");
    contains(&anna.says("<b>My shop</b> & more").await, "2. <b>My shop</b> & more · key …0002");
    contains(&anna.says("/csvstatus 3100001 55").await, "Account: <b>My shop</b> & more");
    anna.says(SECOND_KEY).await;
    contains(&anna.says("/accounts").await, "<b>My shop</b> & more");
    anna.says("/accounts").await;
}
