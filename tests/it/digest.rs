//! The digest: once a day at an hour of the person's, what happened, with a chart; off until it is asked for.

use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{Event, FileKind, Message};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use crate::history::{errors, hours, watching};
use crate::support::beside::Database;
use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, contains};

const SHOP: i64 = 2_792_787;

async fn turns_on(anna: &Talk<'_>) {
    anna.says("/watches").await;
    contains(&anna.presses("Daily digest").await, "Off.");
    contains(&anna.presses("Turn on, 09:00").await, "On: at 09:00, unless nothing happened.");
    // The first look finds out when the first one is due.
    minutes(anna.bot, 1).await;
}

async fn minutes(bot: &TestBot, minutes: i64) {
    bot.world.passes(&bot.clock, TimeDelta::minutes(minutes), || Ok(())).await.unwrap();
}

/// The next morning, from two minutes before nine on; the night is one jump, as for a process that slept.
async fn morning(bot: &TestBot) {
    let now = bot.clock.now();
    let today = now.date_naive().and_hms_opt(8, 58, 0).unwrap().and_utc();
    bot.clock.advance(if today > now { today - now } else { today + TimeDelta::days(1) - now });
    minutes(bot, 10).await;
}

fn digests(bot: &TestBot) -> Vec<Message> {
    let sent = |event: &Event| match event {
        Event::Sent(message) if message.text.starts_with("Your bots since") => Some(message.clone()),
        _ => None,
    };
    bot.world.telegram.events().iter().filter_map(sent).collect()
}

/// When they came, UTC.
fn times(bot: &TestBot) -> Vec<String> {
    digests(bot).iter().map(|digest| digest.sent_at.format("%d %H:%M").to_string()).collect()
}

#[tokio::test]
async fn it_is_turned_on_set_and_turned_off() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/watches").await;
    anna.presses("Daily digest").await;
    insta::assert_snapshot!("digest_off", anna.looks_at());
    let room = anna.last().id;
    anna.presses("Turn on, 09:00").await;
    hours(&bot, 1).await;
    contains(&anna.says("/watches").await, "Digest: 09:00");
    assert!(!anna.last().text.contains("import"), "a digest is no import");
    anna.presses("Digest: 09:00").await;
    insta::assert_snapshot!("digest_on", anna.looks_at());
    anna.presses("Other hour").await;
    insta::assert_snapshot!("digest_hours", anna.looks_at());
    contains(&anna.presses("21:00").await, "On: at 21:00");
    hours(&bot, 1).await;
    anna.says("/watches").await;
    contains(&anna.presses("Digest: 21:00").await, "The next one: 21:01.");
    contains(&anna.presses("Quiet days too").await, "at 21:00, every day.");
    contains(&anna.presses("Not on quiet days").await, "unless nothing happened.");
    let stale = anna.last().id;
    contains(&anna.presses("Turn off").await, "Off.");
    anna.says("/watches").await;
    // The buttons of a message that was edited meanwhile are pressed as they were.
    for message in [room, stale] {
        let update = bot.world.telegram.forge_press(&anna.person, anna.chat, message, "2hs_5eh_1_2s");
        anna.sees_after(update).await;
    }
    hours(&bot, 48).await;
    assert_eq!(digests(&bot).len(), 0);
    let group = bot.talk_in(-100, 7001, "Anna").says("/start 2hn_0_0").await;
    assert!(!group.contains("Your bots since"), "{group}");
}

#[tokio::test]
async fn it_comes_at_nine_silently_with_a_chart_and_not_on_quiet_days() {
    let bot = TestBot::start().await;
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(31, "Pizza"), BotSketch::new(32, "Quiz").status(Some("stopped"))]);
    let anna = watching(&bot).await;
    turns_on(&anna).await;
    errors(&bot, SHOP, 214);
    minutes(&bot, 10).await;
    morning(&bot).await;
    assert_eq!(times(&bot), ["24 09:01"]);
    let digest = digests(&bot).remove(0);
    assert!(digest.silent && digest.file.as_ref().is_some_and(|file| file.kind == FileKind::Picture));
    insta::assert_snapshot!("digest", bb_pocket::sandbox::phone::bubble(&digest, 40, false));
    morning(&bot).await;
    morning(&bot).await;
    assert_eq!(times(&bot), ["24 09:01"], "nothing happened since");
    anna.says("/watches").await;
    anna.presses("Digest: 09:00").await;
    anna.presses("Quiet days too").await;
    morning(&bot).await;
    assert_eq!(times(&bot), ["24 09:01", "27 09:01"]);
    contains(&digests(&bot)[1].text, "No errors.");
    errors(&bot, SHOP, 3);
    minutes(&bot, 10).await;
    morning(&bot).await;
    contains(&digests(&bot)[2].text, "3 errors");
    contains(&digests(&bot)[2].text, "since 27 Nov, 09:00");
    contains(&anna.presses_on(digests(&bot)[2].id, "All bots").await, "My Shop");
}

#[tokio::test]
async fn each_thing_that_happens_is_a_reason_to_tell() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    turns_on(&anna).await;
    hours(&bot, 24).await;
    assert_eq!(times(&bot), Vec::<String>::new());
    bot.world.api.set_status(SHOP, Some("stopped"));
    hours(&bot, 24).await;
    assert_eq!(times(&bot), ["25 09:01"], "it stopped, and nobody watches it");
    bot.world.api.put_task(SHOP, 124, json!({"status": "ok"}));
    anna.says("/csvstatus 2792787 124").await;
    hours(&bot, 24).await;
    contains(&digests(&bot)[1].text, "1 import");
    bot.world.api.set_iterations_used(DEMO_KEY, 90_000);
    hours(&bot, 24).await;
    contains(&digests(&bot)[2].text, "90,000 of 100,000 used");
    assert!(digests(&bot)[2].file.is_none(), "nothing was counted, so nothing is drawn");
}

#[tokio::test]
async fn it_keeps_its_hour_when_the_clocks_change() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    turns_on(&anna).await;
    anna.says("/watches").await;
    anna.presses("Digest: 09:00").await;
    anna.presses("Quiet days too").await;
    anna.presses("My time…").await;
    anna.presses("13:04").await;
    contains(&anna.presses("Berlin, Paris, Rome").await, "Your time: 13:04");
    hours(&bot, 24).await;
    assert_eq!(times(&bot), ["24 08:01"], "the zone that was set later counts");
    let eve: DateTime<Utc> = "2027-03-26T12:00:00Z".parse().unwrap();
    bot.clock.advance(eve - bot.clock.now());
    hours(&bot, 72).await;
    assert_eq!(times(&bot)[1..], ["27 08:01", "28 07:01", "29 07:01"]);
}

#[tokio::test]
async fn an_hour_of_trouble_puts_it_off_and_half_a_day_leaves_it_to_the_next() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    turns_on(&anna).await;
    errors(&bot, SHOP, 5);
    minutes(&bot, 10).await;
    bot.world.api.fault("get_bots", 6 * TRIES, Fault::Status(503, String::new()));
    morning(&bot).await;
    assert_eq!(digests(&bot).len(), 0, "Bots.Business is away");
    minutes(&bot, 40).await;
    let late = times(&bot);
    assert!(late.len() == 1 && late[0].as_str() > "24 09:08", "{late:?}");
    contains(&digests(&bot)[0].text, "5 errors");
    // The process sleeps until the evening of the next day.
    errors(&bot, SHOP, 7);
    bot.clock.advance(TimeDelta::hours(36));
    minutes(&bot, 10).await;
    assert_eq!(digests(&bot).len(), 1, "too late");
    morning(&bot).await;
    assert_eq!(digests(&bot).len(), 2);
    contains(&digests(&bot)[1].text, "7 errors");
}

#[tokio::test]
async fn who_blocked_the_bot_is_left_alone() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    turns_on(&anna).await;
    errors(&bot, SHOP, 5);
    minutes(&bot, 10).await;
    bot.world.telegram.block(anna.chat);
    morning(&bot).await;
    let (calls, api_calls) = (bot.world.telegram.calls().len(), bot.api_calls().len());
    for _ in 0..3 {
        morning(&bot).await;
    }
    let sent = bot.world.telegram.calls().split_off(calls);
    assert!(sent.iter().all(|call| !call.method.starts_with("send")), "{sent:?}");
    assert_eq!((digests(&bot).len(), bot.api_calls().len()), (0, api_calls));
}

#[tokio::test]
async fn one_whose_answer_is_lost_comes_twice_at_most_and_a_refused_picture_leaves_the_text() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    turns_on(&anna).await;
    errors(&bot, SHOP, 5);
    minutes(&bot, 10).await;
    bot.world.telegram.fault("sendPhoto", 1, Fault::CutBody);
    morning(&bot).await;
    let came = digests(&bot).len();
    assert!((1..=2).contains(&came), "{came}");
    let refused = json!({ "ok": false, "error_code": 400, "description": "Bad Request: IMAGE_PROCESS_FAILED" });
    bot.world.telegram.fault("sendPhoto", 2, Fault::Whole(400, refused.to_string()));
    errors(&bot, SHOP, 6);
    minutes(&bot, 10).await;
    morning(&bot).await;
    let last = digests(&bot).pop().unwrap();
    assert!(digests(&bot).len() == came + 1 && last.file.is_none() && last.silent, "{last:?}");
    contains(&last.text, "6 errors");
    anna.says("/start 2hn_0_0").await;
    assert!(digests(&bot).len() == came + 2 && anna.last().file.is_none(), "an answer is not lost either");
}

#[tokio::test]
async fn one_is_sent_now_whether_it_is_on_or_not() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/watches").await;
    anna.presses("Daily digest").await;
    anna.presses("Send one now").await;
    insta::assert_snapshot!("digest_now", anna.looks_at());
    anna.presses("Daily digest").await;
    bot.world.api.fault("get_iteration_usage", TRIES, Fault::Status(503, String::new()));
    let without = anna.presses("Send one now").await;
    contains(&without, "run.");
    assert!(!without.contains("Iterations"), "{without}");
    // A reading is shared for a minute.
    minutes(&bot, 2).await;
    anna.says("/watches").await;
    anna.presses("Daily digest").await;
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    assert!(!anna.presses("Send one now").await.contains("Your bots since"));
    anna.says("/watches").await;
    anna.presses("Daily digest").await;
    bot.world.api.reset_key(DEMO_KEY, SECOND_KEY);
    assert!(!anna.presses("Send one now").await.contains("Your bots since"));
}

#[tokio::test]
async fn hostile_names_and_figures_fit_a_caption_and_secrets_are_starred() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let (database, day) = (Database::open(&bot).await, bot.clock.now_ms() / 86_400_000);
    for id in 1..=9 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("<b>{id}&\u{202e}{BOT_TOKEN}{}", "long ".repeat(60)));
        // As many errors at noon.
        let row = format!("SELECT id, {id}, 0, {day}, '{}{}' FROM accounts", ",".repeat(12), u64::MAX - id as u64);
        database.run(&format!("INSERT INTO history (account_id, bot_id, series, day, hours) {row}")).await;
    }
    bot.world.api.set_iterations_used(DEMO_KEY, i64::MAX);
    turns_on(&anna).await;
    morning(&bot).await;
    let digest = digests(&bot).remove(0);
    insta::assert_snapshot!("digest_hostile", bb_pocket::sandbox::phone::bubble(&digest, 40, false));
    assert!(digest.file.is_some() && digest.text.encode_utf16().count() < 1024);
    assert!(!digest.text.contains("FAKE-token"));
}
