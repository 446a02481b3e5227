//! `/csvstatus <bot> <task>`: the reason this bot exists.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::{TestBot, contains};

#[tokio::test]
async fn the_documentations_sample_is_answered_with_its_counts() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    insta::assert_snapshot!(anna.says("/csvstatus 2792787 123").await);
}

#[tokio::test]
async fn every_way_of_writing_it_is_understood() {
    let bot = TestBot::start().await;
    for (person, written) in (8000..).zip([
        "/csvstatus 2792787 123",
        "/CsvStatus 2792787,123",
        "/csvstatus 2792787/123",
        "/csvstatus bot 2792787 task 123",
        "/csvstatus import 123 of bot 2792787",
        "/csvstatus My Shop 123",
        "/csvstatus 123 2792787",
        "/csvstatus\n2792787\n123",
        "/csvstatus https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
        "/csvstatus@bb_pocket_sandbox_bot 2792787 123",
        "2792787 123",
        "https://api.bots.business/v2/bots/2792787/csv_import_tasks/123",
    ]) {
        let anna = bot.talk(person, "Anna");
        anna.says(DEMO_KEY).await;
        let seen = anna.says(written).await;
        assert!(seen.contains("New      21"), "{written}: {seen}");
    }
}

#[tokio::test]
async fn refresh_edits_in_place_and_shows_the_new_time_and_counts() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    let card = anna.last().id;
    bot.clock.advance(TimeDelta::seconds(61));
    bot.world.api.put_task(2_792_787, 123, json!({"status": "ok", "new_count": 22}));
    let seen = anna.presses("Refresh").await;
    contains(&seen, "New      22");
    contains(&seen, "Checked 12:04:08 UTC");
    assert_eq!(anna.last().id, card, "no new message");
    assert_eq!(anna.presses("Copy import number").await, "copied: 123");
}

#[tokio::test]
async fn refresh_without_any_change_is_no_error() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    assert_eq!(anna.presses("Refresh").await, "", "the same second, the same words: nothing to edit, nothing to say");
}

#[tokio::test]
async fn refresh_of_a_message_that_is_gone_sends_a_fresh_one() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    bot.clock.advance(TimeDelta::seconds(1));
    bot.world.telegram.fault("editmessagetext", 1, Fault::Status(400, "Bad Request: message to edit not found".into()));
    let card = anna.last().id;
    contains(&anna.presses("Refresh").await, "New      21");
    assert!(anna.last().id > card);
}

#[tokio::test]
async fn an_edited_command_is_answered_like_a_new_one() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus 2792787 124").await, "has no import 124");
    let written = bot.world.telegram.messages(anna.chat).into_iter().rfind(|message| !message.from_bot()).unwrap();
    contains(&anna.rewords(written.id, "/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test]
async fn nothing_given_asks_for_the_bot_and_then_for_the_task() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    insta::assert_snapshot!(anna.says("/csvstatus").await);
    anna.says("2792787").await;
    insta::assert_snapshot!(anna.says("123").await);
}

#[tokio::test]
async fn a_recent_pair_or_a_bot_by_name_is_a_tap() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    anna.says("/csvstatus").await;
    contains(&anna.presses("My Shop · 123 · 12:03").await, "New      21");
    contains(&anna.says("tomorrow").await, "I did not understand that");
    anna.says("/csvstatus").await;
    contains(&anna.presses("My Shop").await, "Which import of My Shop?");
    contains(&anna.says("123").await, "New      21");
}

#[tokio::test]
async fn bots_that_cannot_be_listed_are_asked_for_by_number() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.forget_route("get_bots");
    let seen = anna.says("/csvstatus").await;
    contains(&seen, "Send the bot's number, like 2792787.");
    assert_eq!(anna.last().labels(), ["Try again", "Home"]);
    assert!(!seen.contains("Checked"), "nothing was read: {seen}");
    contains(&anna.says("2792787").await, "Which import of My Shop?");
}

#[tokio::test]
async fn one_number_is_the_bot() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus 2792787").await, "Which import of My Shop?");
    contains(&anna.says("123").await, "New      21");
}

#[tokio::test]
async fn one_number_that_is_no_bot_is_the_import() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus 123").await, "Import 123 of which bot?");
    contains(&anna.presses("My Shop").await, "New      21");
}

#[tokio::test]
async fn cancel_or_another_beginning_ends_a_question_and_reading_does_not() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787").await;
    contains(&anna.says("/cancel").await, "Cancelled. Nothing was changed.");
    contains(&anna.says("latest").await, "I did not understand that");
    anna.says("/csvstatus 2792787").await;
    contains(&anna.presses("Cancel").await, "Commands 8 · Errors 3");
    contains(&anna.says("latest").await, "I did not understand that");
    anna.says("/csvstatus 2792787").await;
    anna.says("/help").await;
    contains(&anna.says("123").await, "New      21");
    anna.says("/csvstatus 2792787").await;
    anna.says("/start").await;
    contains(&anna.says("123").await, "No bot 123 in o…@example.com");
    contains(&anna.says("/cancel").await, "There is nothing to cancel.");
}

#[tokio::test]
async fn a_question_ends_by_itself_after_a_quarter_of_an_hour() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787").await;
    bot.clock.advance(TimeDelta::minutes(15));
    contains(&anna.says("latest").await, "I did not understand that");
}

#[tokio::test]
async fn what_is_no_number_is_said_and_the_question_stands() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus pizza 123").await, "No bot of yours is called “pizza”");
    contains(&anna.says("/csvstatus 2792787 9999999999999999999").await, "That number is too long");
    contains(&anna.says("/csvstatus 1 2 3").await, "That is more than two numbers");
    contains(&anna.says("/csvstatus https://example.com/sheet").await, "I can't read that link");
    contains(&anna.says("/csvstatus 2792787 latest").await, "No bot of yours is called “latest”");
    assert!(
        bot.api_calls().iter().all(|call| ["get_user", "get_bots"].contains(&call.as_str())),
        "nothing but the list was asked for what was not understood: {:?}",
        bot.api_calls()
    );
    anna.says("/csvstatus 2792787").await;
    contains(&anna.says("the latest").await, "“latest” is no import number");
    contains(&anna.says("123").await, "New      21");
}

#[tokio::test]
async fn a_bot_is_found_by_its_name_when_only_one_is_meant() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.add_bot(DEMO_KEY, 2_792_791, "My Second Shop");
    anna.says("/csvstatus").await;
    contains(&anna.says("shop").await, "Several bots have such a name");
    assert_eq!(anna.last().labels(), ["My Shop", "My Second Shop", "Home"]);
    contains(&anna.says("my SHOP").await, "Which import of My Shop?");
}

#[tokio::test]
async fn after_a_wrong_number_the_right_one_is_enough() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus 2792787 124").await, "has no import 124");
    contains(&anna.says("123").await, "New      21");
    contains(&anna.says("/csvstatus 9999 123").await, "No bot 9999");
    contains(&anna.says("2792787").await, "New      21");
}

#[tokio::test]
async fn an_unknown_task_is_told_from_an_unknown_bot() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    insta::assert_snapshot!(anna.says("/csvstatus 2792787 124").await);
    insta::assert_snapshot!(anna.says("/csvstatus 9999 123").await);
}

#[tokio::test]
async fn an_import_that_is_not_there_is_asked_for_once() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 124").await;
    assert_eq!(bot.api_calls(), ["get_user", "get_csv_import_task", "get_bots", "get_bot"]);
}

#[tokio::test]
async fn where_the_api_does_not_say_which_of_the_two_neither_do_we() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.forget_route("get_bot");
    insta::assert_snapshot!(anna.says("/csvstatus 2792787 124").await);
    contains(&anna.presses("Other import").await, "Which import of bot 2792787?");
    contains(&anna.says("123").await, "New      21");
}

#[tokio::test]
async fn a_server_that_knows_nothing_but_the_status_page_is_enough() {
    let bot = TestBot::start().await;
    for route in ["get_user", "get_bots", "get_bot"] {
        bot.world.api.forget_route(route);
    }
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says(DEMO_KEY).await, "Key saved, not checked yet");
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
    contains(&anna.says("/csvstatus 2792787 124").await, "No such bot or import");
    contains(&anna.says("/accounts").await, "✅ 1. key …0001");
}

#[tokio::test]
async fn with_several_accounts_the_answer_names_the_one_asked_and_offers_the_others() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    contains(&anna.says("/csvstatus 3100001 55").await, "Account: s…@shop.example");
    insta::assert_snapshot!(anna.says("/csvstatus 2792787 123").await);
    let seen = anna.presses("Ask o…@example.com").await;
    contains(&seen, "Account: o…@example.com");
    contains(&seen, "New      21");
    bot.clock.advance(TimeDelta::seconds(1));
    contains(&anna.presses("Refresh").await, "Account: o…@example.com");
    contains(&anna.says("/accounts").await, "✅ 2. s…@shop.example");
}

#[tokio::test]
async fn a_long_name_is_cut_on_the_button_below_unreadable_words() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.add_bot(DEMO_KEY, 50, &"long name ".repeat(20));
    anna.says("/csvstatus 50 what").await;
    let labels = anna.last().labels().join("|");
    contains(&labels, "long name long");
    assert!(anna.last().labels().iter().all(|label| label.chars().count() <= 32), "{labels}");
}
