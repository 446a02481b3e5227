//! Settings: one's own time, asked for by the clock; silent or loud; nothing is asked of the database for those who set
//! nothing.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use chrono::TimeDelta;
use serde_json::json;

use crate::process::Operated;
use crate::support::beside::Database;
use crate::support::{Talk, TestBot, contains};

const SHOP: i64 = 2_792_787;

async fn settings_of(bot: &TestBot) -> Vec<(Option<String>, bool)> {
    Database::open(bot).await.rows("SELECT zone, silent FROM settings").await
}

/// Says that it is this time, in this place.
async fn is_there(anna: &Talk<'_>, time: &str, place: &str) -> String {
    anna.says("/settings").await;
    anna.presses("My time…").await;
    contains(&anna.presses(time).await, "Where is that?");
    anna.presses(place).await
}

#[tokio::test]
async fn a_stranger_and_a_linked_person_have_settings() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let seen = anna.says("/settings").await;
    contains(&seen, "I don't know it, so I show UTC: 12:03 now");
    assert!(!seen.contains("Account in use"));
    anna.says(DEMO_KEY).await;
    anna.says("/menu").await;
    contains(&anna.presses("Settings").await, "Account in use: o…@example.com");
    insta::assert_snapshot!("settings", anna.screen().rsplit("\n\n").next().unwrap());
    contains(&anna.presses("What do you store?").await, "Your time zone");
    anna.says("/settings").await;
    contains(&anna.presses("Erase all about me…").await, "Erase all I store about you?");
}

#[tokio::test]
async fn the_time_is_asked_by_the_clock_and_shown_from_then_on() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/bot My Shop").await, "Checked 12:03:07 UTC");
    anna.says("/settings").await;
    contains(&anna.presses("My time…").await, "What time is it where you are?");
    insta::assert_snapshot!("clocks", anna.screen().rsplit("\n\n").next().unwrap());
    anna.presses("13:03").await;
    insta::assert_snapshot!("places", anna.screen().rsplit("\n\n").next().unwrap());
    contains(&anna.presses("Berlin, Paris, Rome").await, "Your time: 13:03");
    let card = anna.says("/bot My Shop").await;
    contains(&card, "Checked 13:03:07");
    assert!(!card.contains("UTC"), "{card}");
    assert_eq!(settings_of(&bot).await, [(Some("Europe/Berlin".to_owned()), false)]);
    // Half a year later it is summer there.
    bot.clock.advance(TimeDelta::days(200));
    contains(&anna.says("/settings").await, "Your time: 14:03");
    anna.presses("My time…").await;
    contains(&anna.presses("I don't say").await, "I show UTC: 12:03 now");
    contains(&anna.says("/bot My Shop").await, "UTC");
}

/// Says it where the time is asked for.
async fn types(anna: &Talk<'_>, words: &str) -> String {
    anna.says("/settings").await;
    anna.presses("My time…").await;
    anna.says(words).await
}

#[tokio::test]
async fn the_time_or_the_place_may_be_typed() {
    for (words, zone, time) in [
        ("Europe/Berlin", "Europe/Berlin", "13:03"),
        ("berlin", "Europe/Berlin", "13:03"),
        ("New York", "America/New_York", "07:03"),
        ("Mumbai", "Asia/Kolkata", "17:33"),
        ("UTC+3", "+03:00", "15:03"),
        ("GMT-5:30", "-05:30", "06:33"),
        ("utc", "+00:00", "12:03"),
    ] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        contains(&types(&anna, words).await, &format!("Your time: {time}"));
        assert_eq!(settings_of(&bot).await, [(Some(zone.to_owned()), false)], "{words}");
    }
    for (words, city, time) in [
        ("13:03", "Berlin, Paris, Rome", "13:03"),
        ("1:05 pm", "Berlin, Paris, Rome", "13:03"),
        ("13.00", "Berlin, Paris, Rome", "13:03"),
        ("17:34", "Delhi, Mumbai", "17:33"),
        ("5:33PM", "Delhi, Mumbai", "17:33"),
    ] {
        let bot = TestBot::start().await;
        let anna = bot.talk(7001, "Anna");
        contains(&types(&anna, words).await, "Where is that?");
        contains(&anna.presses(city).await, &format!("Your time: {time}"));
    }
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    // Nothing says which half of the day it is.
    contains(&types(&anna, "1:03").await, "In the morning, or later?");
    insta::assert_snapshot!("which_half", anna.looks_at());
    anna.presses("13:03").await;
    contains(&anna.presses("Berlin, Paris, Rome").await, "Your time: 13:03");
    // A city where the places are asked for.
    types(&anna, "13:03").await;
    contains(&anna.says("Rome").await, "Your time: 13:03");
}

#[tokio::test]
async fn words_that_are_no_time_are_asked_again() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&types(&anna, "<b>soon</b>").await, "I don't read a time in that");
    contains(&anna.says("25:61").await, "I don't read a time in that");
    contains(&anna.says("12:40").await, "I know no place with that time now It is 12:03 UTC");
    contains(&anna.says("UTC+99").await, "I don't read a time in that");
    contains(&anna.says("Lisbon").await, "Your time: 12:03");
    // The question is over.
    let seen = anna.says("14:30").await;
    assert!(!seen.contains("Where is that"), "{seen}");
}

#[tokio::test]
async fn half_hours_and_the_date_line_are_there_too() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&is_there(&anna, "17:33", "Delhi, Mumbai").await, "Your time: 17:33");
    contains(&is_there(&anna, "17:48", "Kathmandu").await, "Your time: 17:48");
    // Nobody's city has it now: it is a distance.
    contains(&is_there(&anna, "20:48", "Elsewhere, always UTC+8:45").await, "Your time: 20:48");
    assert_eq!(settings_of(&bot).await, [(Some("+08:45".to_owned()), false)]);
    anna.says("/settings").await;
    anna.presses("My time…").await;
    anna.presses("02:03").await;
    let labels: Vec<String> = anna.last().labels().into_iter().map(str::to_owned).collect();
    for label in ["Honolulu", "Elsewhere, always UTC+14", "Elsewhere, always UTC-10"] {
        assert!(labels.iter().any(|one| one == label), "{label} is not in {labels:?}");
    }
    anna.presses("Elsewhere, always UTC+14").await;
    contains(&anna.says("/bot My Shop").await, "Checked 02:03:07");
}

#[tokio::test]
async fn others_in_a_group_read_utc() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    is_there(&anna, "13:03", "Berlin, Paris, Rome").await;
    let group = bot.talk_in(-100, 7001, "Anna");
    contains(&group.says("/csvstatus 2792787 123").await, "Checked 12:03:07 UTC");
    contains(&group.says("/settings").await, "That is between us two");
}

#[tokio::test]
async fn whoever_is_silent_hears_no_notice_also_of_what_is_watched_already() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for task in [124, 125] {
        bot.world.api.put_task(SHOP, task, json!({"status": "in progress"}));
    }
    anna.says("/csvstatus 2792787 124").await;
    anna.presses("Tell me when it ends").await;
    anna.says("/settings").await;
    contains(&anna.presses("Be silent").await, "without a sound");
    anna.says("/csvstatus 2792787 125").await;
    anna.presses("Tell me when it ends").await;
    let database = Database::open(&bot).await;
    let silent: Vec<(bool,)> = database.rows("SELECT silent FROM watches").await;
    assert_eq!(silent, [(true,), (true,)]);
    anna.says("/settings").await;
    contains(&anna.presses("Be heard").await, "with a sound");
    let silent: Vec<(bool,)> = database.rows("SELECT silent FROM watches").await;
    assert_eq!(silent, [(false,), (false,)]);
}

#[tokio::test]
async fn an_update_asks_no_database_for_settings() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    is_there(&anna, "13:03", "Berlin, Paris, Rome").await;
    // Whatever is in the table now: the mirror is read.
    Database::open(&bot).await.run("DROP TABLE settings").await;
    contains(&anna.says("/bot My Shop").await, "Checked 13:03:07");
    contains(&bot.talk(7002, "Boris").says("/help").await, "What I can do");
}

#[tokio::test]
async fn forget_forgets_them() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    is_there(&anna, "13:03", "Berlin, Paris, Rome").await;
    anna.says("/forget").await;
    anna.presses("Erase everything").await;
    assert!(settings_of(&bot).await.is_empty());
    contains(&anna.says("/settings").await, "I show UTC: 12:03 now");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn they_outlive_a_restart() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/settings", "I show UTC").await;
    operated.ends(child);
    crate::support::beside::set(
        &operated,
        "INSERT INTO settings (user_id, zone, silent) VALUES (7001, 'Asia/Kolkata', 1)",
    )
    .await;
    let child = operated.start();
    operated.says("/settings", "without a sound").await;
    operated.says("/bot My Shop", "My Shop").await;
    operated.ends(child);
    let last = operated.telegram.last_from_bot(operated.anna.chat()).unwrap();
    assert!(!last.text.contains("UTC"), "{}", last.text);
}
