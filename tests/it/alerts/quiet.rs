//! Quiet hours: nothing by night, one message in the morning, and the clocks that change.

use super::{DEMO_KEY, Days, SHOP, TestBot, contains, watching};
use crate::support::Talk;

/// Anna in Berlin, with this night. It is 13:03 there.
async fn sleeping<'a>(bot: &'a TestBot, night: &str) -> (Talk<'a>, Days<'a>) {
    let (anna, days) = watching(bot).await;
    anna.says("/settings").await;
    contains(&anna.presses("Quiet hours…").await, "I don't know your time");
    anna.presses("My time…").await;
    anna.presses("13:08").await;
    anna.presses("Berlin, Paris, Rome").await;
    contains(&anna.presses("Quiet hours…").await, "Quiet hours: none");
    contains(&anna.presses(night).await, "Quiet hours: 22:00–08:00");
    (anna, days)
}

#[tokio::test]
async fn a_night_is_one_message_in_the_morning() {
    let bot = TestBot::start().await;
    let (anna, mut days) = sleeping(&bot, "22:00–08:00").await;
    // 21:58 there.
    assert_eq!(days.pass(8 * 60 + 50).await, Vec::<String>::new());
    bot.world.api.set_status(SHOP, Some("stopped"));
    assert_eq!(days.pass(30).await, Vec::<String>::new());
    days.errors(3, "Odd", "/odd");
    assert_eq!(days.pass(30).await, Vec::<String>::new());
    bot.world.api.set_status(SHOP, Some("works"));
    assert_eq!(days.pass(60).await, Vec::<String>::new());
    let told = days.pass(9 * 60).await;
    assert_eq!(told, ["07:00 LOUD 🌙 In your quiet hours: 2"]);
    insta::assert_snapshot!("after_a_night", anna.looks_at());
    bot.world.api.set_status(SHOP, Some("stopped"));
    assert_eq!(days.pass(20).await.len(), 1, "by day at once");
}

#[tokio::test]
async fn a_single_thing_of_a_night_is_told_as_itself() {
    let bot = TestBot::start().await;
    let (_, mut days) = sleeping(&bot, "22:00–08:00").await;
    days.pass(16 * 60).await;
    days.errors(3, "Odd", "/odd");
    let told = days.pass(4 * 60).await;
    assert_eq!(told.len(), 1, "{told:?}");
    contains(&told[0], "07:00 LOUD ⚠️ My Shop: an error, 3 times since");
}

#[tokio::test]
async fn whoever_wants_is_woken_by_what_is_urgent() {
    let bot = TestBot::start().await;
    let (anna, mut days) = sleeping(&bot, "22:00–08:00").await;
    contains(&anna.presses("Wake me if one stops").await, "I tell you at once");
    insta::assert_snapshot!("quiet", anna.looks_at());
    days.pass(10 * 60).await;
    days.errors(3, "Odd", "/odd");
    bot.world.api.set_status(SHOP, Some("stopped"));
    let told = days.pass(60).await;
    assert!(told.len() == 1 && told[0].contains("LOUD ⚪ My Shop stopped"), "{told:?}");
    bot.world.api.reset_key(DEMO_KEY, super::NEW_KEY);
    let told = days.pass(60).await;
    assert!(told.len() == 1 && told[0].contains("LOUD 🔑 Your key"), "{told:?}");
}

#[tokio::test]
async fn quiet_hours_that_are_ended_or_moved_keep_nothing_back() {
    let bot = TestBot::start().await;
    let (anna, mut days) = sleeping(&bot, "22:00–08:00").await;
    days.pass(10 * 60).await;
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.errors(3, "Odd", "/odd");
    assert_eq!(days.pass(60).await, Vec::<String>::new());
    anna.says("/settings").await;
    anna.presses("Quiet hours…").await;
    anna.presses("Other hours…").await;
    contains(&anna.presses("23:00").await, "Quiet from 23:00 until when?");
    contains(&anna.presses("10:00").await, "Quiet hours: 23:00–10:00");
    assert_eq!(days.pass(9 * 60 + 30).await, Vec::<String>::new(), "until ten now");
    let told = days.pass(60).await;
    assert!(told.len() == 1 && told[0].contains("09:00 LOUD ⚪ My Shop stopped"), "{told:?}");
    // The next night they are ended while they last.
    days.pass(13 * 60 + 30).await;
    bot.world.api.set_status(SHOP, Some("works"));
    assert_eq!(days.pass(30).await, Vec::<String>::new());
    anna.says("/settings").await;
    anna.presses("Quiet hours…").await;
    anna.presses("No quiet hours").await;
    let told = days.pass(1).await;
    assert!(told.iter().any(|line| line.contains("My Shop runs again")), "{told:?}");
}

/// Lets the days pass in which nothing happens.
async fn skip(bot: &TestBot, days: &mut Days<'_>, to: &str) {
    let to: chrono::DateTime<chrono::Utc> = to.parse().unwrap();
    bot.clock.advance(to - bot.clock.now());
    days.pass(5).await;
}

#[tokio::test]
async fn the_clocks_change_and_eight_in_the_morning_stays_eight() {
    let bot = TestBot::start().await;
    let (_, mut days) = sleeping(&bot, "22:00–08:00").await;
    for (evening, title, morning) in [
        // In winter 8 is 7 UTC, in summer 6; the clocks change in the night between.
        ("2027-03-27T20:40:00Z", "Spring", "06:00"),
        ("2027-03-28T19:40:00Z", "Summer", "06:00"),
        ("2027-10-30T19:40:00Z", "Autumn", "07:00"),
        ("2027-10-31T20:40:00Z", "Winter", "07:00"),
    ] {
        skip(&bot, &mut days, evening).await;
        assert_eq!(days.pass(20).await, Vec::<String>::new());
        days.errors(3, title, "/odd");
        let told = days.pass(12 * 60).await;
        assert!(!told.is_empty() && told[0].starts_with(morning), "{title}: {told:?}");
    }
}
