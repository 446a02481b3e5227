//! When Bots.Business says no, or nothing: one sentence each, and no claim that it did not make.

use std::time::Duration;

use bb_pocket::api::Api;
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;

use crate::support::{TRIES, TestBot, contains, noon, tries, unwrapped};

#[tokio::test]
async fn each_kind_of_trouble_has_its_own_sentence() {
    let bot = TestBot::start().await;
    let html = "<!DOCTYPE html><h1>It works!</h1>";
    let deep = format!("{}{}", r#"{"status":"#, "[".repeat(10_000));
    for (person, (fault, sentence)) in (8000..).zip([
        (Fault::Status(500, "oops".into()), "Bots.Business did not answer"),
        (Fault::Status(503, html.into()), "Bots.Business did not answer"),
        (Fault::CutBody, "Bots.Business did not answer"),
        (Fault::Garbage(html.into()), "I could not read the answer"),
        (Fault::Garbage(String::new()), "I could not read the answer"),
        (Fault::Garbage("true".into()), "I could not read the answer"),
        (Fault::Garbage("\"ok\"".into()), "I could not read the answer"),
        (Fault::Garbage("[]".into()), "I could not read the answer"),
        (Fault::Garbage("{\"status\":\"ok\"".into()), "I could not read the answer"),
        (Fault::Garbage("{\"status\":\"ok\"} {}".into()), "I could not read the answer"),
        (Fault::Garbage(deep), "I could not read the answer"),
        (Fault::Endless, "I could not read the answer"),
        (Fault::Status(302, String::new()), "I could not read the answer"),
        // So long nobody waits: it is not tried again.
        (Fault::RetryAfter(9), "Try again in 9 seconds."),
        (Fault::RetryAfter(300), "Try again in 5 minutes."),
        (Fault::RetryAfter(3_600), "Try again in 1 hour."),
        (Fault::RetryAfter(80_000), "Try again in 23 hours."),
        (Fault::RetryAfter(86_400), "Try again tomorrow."),
        (Fault::RetryAfter(u32::MAX), "Try again tomorrow."),
        (Fault::Status(429, "{}".into()), "Try again in a little while."),
        (Fault::Status(422, r#"{"error":"Bot is protected"}"#.into()), "Its words: “Bot is protected”"),
        (Fault::Status(422, r#"{"error":"Bot is protected"}"#.into()), "its maker does not let this be seen or done"),
        (Fault::Status(403, String::new()), "It gave no reason. Perhaps this account may not do that"),
        (Fault::Garbage(r#"{"error":"Import is <b>off</b>"}"#.into()), "Its words: “Import is <b>off</b>”"),
        (Fault::Garbage(r#"{"error":"Bot not found"}"#.into()), "No bot 2792787 in o…@example.com"),
        (
            Fault::Status(401, r#"{"errors":["You need to sign in or sign up before continuing."]}"#.into()),
            "Your key for o…@example.com was refused",
        ),
    ]) {
        let told = format!("{fault:.60?}");
        let anna = bot.talk(person, "Anna");
        anna.says(DEMO_KEY).await;
        bot.world.api.fault("get_csv_import_task", tries(&fault), fault);
        let seen = anna.says("/csvstatus 2792787 123").await;
        assert!(unwrapped(&seen).contains(sentence), "{told}: {seen}");
        assert!(!seen.contains("CSV import:") && !seen.contains("New"), "{told} was taken for an answer: {seen}");
    }
}

#[tokio::test]
async fn a_key_that_is_refused_once_stays_and_a_second_refusal_is_believed() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.presses("Watch all my bots").await;
    let database = crate::support::beside::Database::open(&bot).await;
    let state = "SELECT (SELECT state FROM accounts), (SELECT COUNT(*) FROM watches WHERE paused IS NOT NULL)";
    bot.world.api.fault("get_csv_import_task", 1, Fault::Status(401, "{}".into()));
    contains(&anna.says("/csvstatus 2792787 123").await, "Your key for o…@example.com was refused once");
    assert_eq!(database.rows::<(String, i64)>(state).await, [("checked".to_owned(), 0)]);
    contains(&anna.presses("Try again").await, "CSV import: ok");
    // Nobody says whether it is right: that is no second refusal.
    bot.world.api.fault("get_csv_import_task", 1, Fault::Status(401, "{}".into()));
    bot.world.api.fault("get_user", 3, Fault::Status(503, String::new()));
    contains(&anna.says("/csvstatus 2792787 123").await, "was refused once");
    bot.world.api.fault("get_csv_import_task|get_user", 2, Fault::Status(401, "{}".into()));
    contains(&anna.says("/csvstatus 2792787 123").await, "It may have been reset");
    let (kept, paused) = database.rows::<(String, i64)>(state).await[0].clone();
    assert!(kept == "rejected" && paused > 0, "{kept} {paused}");
}

#[tokio::test]
async fn a_key_refused_inside_a_success_is_a_refused_key() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let body = r#"{"errors":["You need to sign in or sign up before continuing."]}"#;
    bot.world.api.fault("get_csv_import_task", 1, Fault::Garbage(body.into()));
    contains(&anna.says("/csvstatus 2792787 123").await, "Your key for o…@example.com was refused");
}

#[tokio::test]
async fn an_answer_that_repeats_the_key_is_shown_to_nobody() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for (fault, sentence) in [
        (Fault::Status(400, format!(r#"{{"error":"Bad request: GET /v2?api_key={DEMO_KEY}"}}"#)), "?api_key=****"),
        (Fault::Garbage(r#"{"error":"\u0046AKE-other-key-FAKE-other-key-FAKE-00002"}"#.into()), "Its words: “****"),
        (
            Fault::Garbage(r#"{"status":"/bot987654:FAKE-token-FAKE-token-FAKE-token-00"}"#.into()),
            "CSV import: /bot****",
        ),
        (Fault::Garbage(format!(r#"{{"error":"{DEMO_KEY}"}}"#)), "Its words: “****"),
        (Fault::Garbage(format!(r#"{{"status":"{DEMO_KEY}"}}"#)), "CSV import: ****"),
    ] {
        bot.world.api.fault("get_csv_import_task", tries(&fault), fault);
        contains(&anna.says("/csvstatus 2792787 123").await, sentence);
    }
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert!(!sent.contains("DEMO-KEY") && !sent.contains("FAKE-other") && !sent.contains("FAKE-token"));
}

#[tokio::test]
async fn try_again_asks_the_same_question_in_place() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.fault("get_csv_import_task", TRIES, Fault::Status(503, String::new()));
    anna.says("/csvstatus 2792787 123").await;
    let message = anna.last().id;
    contains(&anna.presses("Try again").await, "New      21");
    assert_eq!(anna.last().id, message);
}

#[tokio::test]
async fn a_server_that_never_answers_is_given_up() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let silent = api.url();
    let bot = TestBot::start_with(|parts| {
        parts.api =
            Api::new(silent.parse().unwrap()).unwrap().with_timeouts(Duration::from_millis(100), Duration::ZERO);
    })
    .await;
    let anna = bot.talk(7001, "Anna");
    anna.says(DEMO_KEY).await;
    api.fault("*", 10, Fault::Hold(bb_pocket::sandbox::fault::Barrier::new()));
    contains(&anna.says("/csvstatus 2792787 123").await, "Bots.Business did not answer");
}

#[tokio::test]
async fn a_server_that_is_not_there_is_said() {
    let gone = BotsBusiness::start(noon()).await.unwrap();
    let address = gone.url();
    gone.stop().await;
    let bot = TestBot::start_with(|parts| parts.api = Api::new(address.parse().unwrap()).unwrap()).await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says(DEMO_KEY).await, "Key saved, not checked yet");
    contains(&anna.says("/csvstatus 2792787 123").await, "Bots.Business did not answer");
}
