//! Linking an account: the first impression, and the most dangerous moment.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};

use crate::support::{BOT_TOKEN, TRIES, TestBot, WRONG_KEY, contains, tries};

#[tokio::test]
async fn a_newcomer_links_in_two_steps() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    anna.says(DEMO_KEY).await;
    insta::assert_snapshot!(anna.screen());
}

#[tokio::test]
async fn the_message_with_the_key_is_deleted_before_the_key_is_used() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let held = Barrier::new();
    bot.world.telegram.fault("deletemessage", 1, Fault::Hold(held.clone()));
    let given = anna.starts_saying(&format!("/setkey {DEMO_KEY}"));
    held.reached(1).await;
    assert_eq!(bot.api_calls(), Vec::<String>::new(), "the key was used while its message stood");
    held.release();
    contains(&anna.sees_after(given).await, "Connected as o…@example.com");
    assert!(!anna.screen().contains("DEMO-KEY"), "{}", anna.screen());
}

#[tokio::test]
async fn every_way_of_giving_a_key_links_the_account() {
    for given in [
        DEMO_KEY.to_owned(),
        format!("/setkey {DEMO_KEY}"),
        format!("/SETKEY   {DEMO_KEY}"),
        format!("/setkey\n{DEMO_KEY}"),
        format!("my key: {DEMO_KEY}, is that right?"),
        format!("`{DEMO_KEY}`"),
    ] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        let seen = anna.says(&given).await;
        contains(&seen, "✅ Connected as o…@example.com");
        contains(&seen, "your message was deleted");
    }
}

#[tokio::test]
async fn setkey_alone_asks_and_takes_the_next_message() {
    let bot = TestBot::start().await;
    bot.world.api.add_account("short@example.com", "fake-key-of-22-letters");
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/setkey").await, "Paste your Api Key here");
    contains(&anna.says("hello").await, "That is not an Api Key");
    let seen = anna.says("fake-key-of-22-letters").await;
    contains(&seen, "your message was deleted");
    contains(&seen, "Connected as s…@example.com");
}

#[tokio::test]
async fn setkey_tries_a_long_word_but_no_short_one_and_no_sentence() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for given in ["/setkey word", "/setkey a-word-of-19-chars.", "/setkey please use my key"] {
        let seen = anna.says(given).await;
        contains(&seen, "That is not an Api Key");
        contains(&seen, "your message was deleted");
    }
    assert_eq!(bot.api_calls(), Vec::<String>::new(), "a short word and a sentence are not tried");
    let seen = anna.says("/setkey a-word-of-20-letters").await;
    contains(&seen, "Bots.Business refused this key");
    contains(&seen, "your message was deleted");
}

#[tokio::test]
async fn a_refused_key_is_not_kept() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    insta::assert_snapshot!(anna.says(WRONG_KEY).await);
    contains(&anna.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn errors_inside_a_success_refuse_the_key_too() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for errors in [r#"{"errors":["You need to sign in"]}"#, r#"{"errors":["User not found"]}"#] {
        bot.world.api.fault("get_user", 1, Fault::Status(200, errors.into()));
        contains(&anna.says(WRONG_KEY).await, "Bots.Business refused this key");
    }
    contains(&anna.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn a_key_that_could_not_be_checked_is_saved_and_checked_by_its_first_use() {
    let nothing_said = [
        Fault::Status(404, "<h1>no such page</h1>".into()),
        Fault::Status(503, "down".into()),
        Fault::Status(403, r#"{"error":"Forbidden"}"#.into()),
        Fault::Garbage("<html>hello</html>".into()),
        Fault::CutBody,
        Fault::Status(200, "[]".into()),
    ];
    for fault in nothing_said {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        let told = format!("{fault:?}");
        bot.world.api.fault("get_user", tries(&fault), fault);
        contains(&anna.says(DEMO_KEY).await, "Key saved, not checked yet");
        contains(&anna.says("/accounts").await, "✅ 1. key …0001 · not checked yet");
        contains(&anna.says("/csvstatus 2792787 123").await, "✅ CSV import: ok");
        let accounts = anna.says("/accounts").await;
        contains(&accounts, "✅ 1. o…@example.com · key …0001");
        assert!(!accounts.contains("not checked"), "{told}: {accounts}");
    }
}

#[tokio::test]
async fn an_unchecked_key_that_turns_out_wrong_is_told_at_its_first_use() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    bot.world.api.fault("get_user", TRIES, Fault::Status(503, String::new()));
    contains(&anna.says(WRONG_KEY).await, "Key saved, not checked yet");
    contains(&anna.says("/csvstatus 2792787 123").await, "Your key for key …0009 was refused");
    contains(&anna.says("/accounts").await, "⚠️ key refused");
    contains(&anna.says(DEMO_KEY).await, "New key for o…@example.com");
    assert!(!anna.says("/accounts").await.contains("…0009"), "the dead key made room for the new one");
}

#[tokio::test]
async fn a_bot_token_is_deleted_and_never_used() {
    for given in [BOT_TOKEN.to_owned(), format!("/setkey {BOT_TOKEN}"), format!("here: {BOT_TOKEN}")] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        let seen = anna.says(&given).await;
        contains(&seen, "your message was deleted");
        contains(&seen, "That is a bot token, not your Api Key");
        assert_eq!(bot.api_calls(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_deletion_that_failed_is_said() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for (given, expected) in [
        (DEMO_KEY, "I could not delete your message. Please delete it. The key is encrypted."),
        (WRONG_KEY, "I could not delete your message. Please delete it. I did not keep the key."),
        (BOT_TOKEN, "I could not delete it. Please delete it. I did not use it."),
    ] {
        bot.world.telegram.fault(
            "deletemessage",
            1,
            Fault::Status(400, "Bad Request: message can't be deleted".into()),
        );
        anna.says(given).await;
        contains(&anna.last().text, expected);
    }
}

#[tokio::test]
async fn a_key_in_an_edited_message_has_its_own_sentence() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("hello").await;
    let hello = bot.world.telegram.messages(anna.chat)[0].id;
    let seen = anna.rewords(hello, DEMO_KEY).await;
    contains(&seen, "your message was deleted");
    contains(&anna.last().text, "You edited your key into a message. I deleted that message");
}

#[tokio::test]
async fn a_new_key_for_the_same_address_replaces_the_old_one() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-new-key-FAKE-new-key-FAKE-new-00077");
    let seen = anna.says("FAKE-new-key-FAKE-new-key-FAKE-new-00077").await;
    contains(&seen, "New key for o…@example.com");
    let accounts = anna.says("/accounts").await;
    contains(&accounts, "✅ 1. o…@example.com · key …0077");
    assert!(!accounts.contains("2."), "{accounts}");
}

#[tokio::test]
async fn the_same_key_twice_is_one_account_also_while_unchecked() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    bot.world.api.fault("get_user", 2 * TRIES, Fault::Status(503, String::new()));
    anna.says(DEMO_KEY).await;
    anna.says(DEMO_KEY).await;
    let accounts = anna.says("/accounts").await;
    assert!(!accounts.contains("2."), "{accounts}");
    contains(&anna.says(DEMO_KEY).await, "Still connected as o…@example.com");
}

#[tokio::test]
async fn a_badly_copied_key_is_deleted_too() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for copied in [&DEMO_KEY[..39], &format!("{DEMO_KEY}x")] {
        let seen = anna.says(copied).await;
        contains(&seen, "your message was deleted");
        contains(&seen, "That looks like a badly copied Api Key");
    }
    assert_eq!(bot.api_calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_rejected_key_leads_to_a_new_one_and_back_to_the_question() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.reset_key(DEMO_KEY, "FAKE-new-key-FAKE-new-key-FAKE-new-00077");
    anna.says("/csvstatus 2792787 123").await;
    contains(&anna.says("FAKE-new-key-FAKE-new-key-FAKE-new-00077").await, "New key for o…@example.com");
    anna.presses("Go on").await;
    insta::assert_snapshot!(anna.screen());
}

#[tokio::test]
async fn a_question_asked_before_linking_is_offered_after_it() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/csvstatus 2792787 123").await, "First connect your account");
    anna.says(DEMO_KEY).await;
    contains(&anna.presses("Go on").await, "New      21");
}

#[tokio::test]
async fn a_pasted_address_with_a_key_in_it_is_a_pasted_key() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let address = format!("https://api.bots.business/v2/bots/2792787/csv_import_tasks/123?api_key={DEMO_KEY}");
    let seen = anna.says(&format!("/csvstatus {address}")).await;
    contains(&seen, "your message was deleted");
    contains(&anna.presses("Go on").await, "New      21");
}

#[tokio::test]
async fn there_is_a_most_number_of_accounts() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for number in 0..10 {
        let key = format!("FAKE-account-key-FAKE-account-key-{number:06}");
        bot.world.api.add_account(&format!("{number}@example.com"), &key);
        contains(&anna.says(&key).await, "Connected as");
    }
    contains(&anna.says(SECOND_KEY).await, "You have 10 accounts here already");
}

#[tokio::test]
async fn a_key_in_a_link_or_a_forwarded_message_connects_nobody() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let seen = anna.says(&format!("/start {DEMO_KEY}")).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "I did not connect that key");
    let forwarded = serde_json::json!({"message": {"message_id": 2, "date": 1_795_435_387, "text": DEMO_KEY,
        "forward_origin": {"type": "hidden_user", "date": 1_795_435_000, "sender_user_name": "Mallory"},
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"}, "chat": {"id": 7001, "first_name": "Anna", "type": "private"}}});
    let update = bot.world.telegram.push_raw(&forwarded.to_string());
    contains(&anna.sees_after(update).await, "I did not connect that key");
    contains(&anna.says("/accounts").await, "No account yet");
    assert_eq!(bot.api_calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_deletion_that_telegram_puts_off_is_tried_again() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    bot.world.telegram.fault("deletemessage", 2, Fault::Status(502, "Bad Gateway".into()));
    let seen = anna.says(DEMO_KEY).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "Your message is deleted");
}

/// A message of Anna's that she did not write.
fn forwarded(text: &str) -> String {
    serde_json::json!({"message": {"message_id": 2, "date": 1_795_435_387, "text": text,
        "forward_origin": {"type": "hidden_user", "date": 1_795_435_000, "sender_user_name": "Mallory"},
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"}, "chat": {"id": 7001, "first_name": "Anna", "type": "private"}}})
    .to_string()
}

#[tokio::test]
async fn a_key_that_is_not_taken_leaves_another_question_open() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    contains(&anna.presses("Rename…").await, "new name");
    for (given, said) in [
        (DEMO_KEY[..39].to_owned(), "That looks like a badly copied Api Key"),
        (WRONG_KEY.to_owned(), "Bots.Business refused this key"),
        (BOT_TOKEN.to_owned(), "That is a bot token"),
        (format!("/start {WRONG_KEY}"), "I did not connect that key"),
    ] {
        contains(&anna.says(&given).await, said);
        assert!(anna.last().button("Add account").is_some(), "{said}");
    }
    let update = bot.world.telegram.push_raw(&forwarded(WRONG_KEY));
    contains(&anna.sees_after(update).await, "I did not connect that key");
    anna.says("My shop").await;
    contains(&anna.says("/accounts").await, "1. My shop");
}

#[tokio::test]
async fn what_cannot_be_a_key_is_not_sent_to_bots_business() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/setkey").await, "Paste your Api Key here");
    for given in ["https://app.bots.business/profile", "anna.the.owner@example.com", "correct!horse!battery!staple"] {
        contains(&anna.says(given).await, "That is not an Api Key");
    }
    assert_eq!(bot.api_calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_word_of_another_length_is_stored_only_when_bots_business_accepts_it() {
    let bot = TestBot::start().await;
    bot.world.api.add_account("short@example.com", "fake-key-of-22-letters");
    let anna = bot.talk(7001, "Anna");
    anna.says("/setkey").await;
    bot.world.api.fault("get_user", TRIES, Fault::Status(503, String::new()));
    let seen = anna.says("fake-key-of-22-letters").await;
    contains(&seen, "I could not check this word now");
    contains(&seen, "your message was deleted");
    contains(&anna.says("fake-key-of-22-letters").await, "Connected as s…@example.com");
}

#[tokio::test]
async fn a_mistyped_key_behind_a_command_is_deleted() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for command in ["/help", "/xyzzy", "/csvstatus", "/bot"] {
        let seen = anna.says(&format!("{command} {DEMO_KEY}x")).await;
        contains(&seen, "your message was deleted");
        contains(&seen, "That looks like a badly copied Api Key");
    }
}

#[tokio::test]
async fn a_key_in_full_width_letters_is_a_key() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let wide = |c: char| char::from_u32(u32::from(c) + 0xfee0).unwrap();
    let seen = anna.says(&DEMO_KEY.chars().map(wide).collect::<String>()).await;
    contains(&seen, "your message was deleted");
    contains(&seen, "Connected as o…@example.com");
}

#[tokio::test]
async fn a_token_pasted_by_somebody_linked_asks_for_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says(BOT_TOKEN).await, "That is a bot token, not your Api Key");
    contains(&anna.says("My Shop").await, "Bot 2792787");
    assert!(anna.screen().contains("My Shop"), "her next words were taken for a key");
}

#[tokio::test]
async fn a_password_in_an_address_or_by_itself_is_deleted() {
    for (given, said) in [
        ("https://anna:FAKE_pass41@host.example/x.git", "There is a password in that address"),
        ("clone https://FAKE_pass41:x@host.example/x.git please", "There is a password in that address"),
        ("Password: FAKE_pass41", "That looks like a password"),
        ("my password is FAKE_pass41", "That looks like a password"),
    ] {
        for linked in [false, true] {
            let bot = TestBot::start().await;
            let anna = if linked { bot.linked().await } else { bot.talk(7001, "Anna") };
            let seen = anna.says(given).await;
            contains(&seen, "your message was deleted");
            contains(&seen, said);
            crate::account::is_nowhere(&bot, &["FAKE_pass41"]);
        }
    }
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let seen = anna.says("git@github.com:you/shop.git").await;
    assert!(!seen.contains("deleted"), "{seen}");
    contains(&seen, "That is the address of a git repository");
}
