//! Calls are few: quiet bots are read seldom, a budget bounds all, and everybody has a turn.

use std::num::NonZeroU32;
use std::time::Duration;

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use chrono::TimeDelta;

use super::{Database, TestBot, watching};
use crate::support::metric;

#[tokio::test]
async fn errors_are_read_often_while_some_come_and_seldom_when_none_do() {
    let bot = TestBot::start().await;
    let (_, mut days) = watching(&bot).await;
    let reads = || bot.api_calls().iter().filter(|call| *call == "get_error_logs").count();
    days.pass(60).await;
    let before = reads();
    days.pass(60).await;
    let quiet = reads() - before;
    assert!((3..=5).contains(&quiet), "every quarter of an hour: {quiet}");
    days.errors(1, "Odd", "/odd");
    days.pass(16).await;
    let before = reads();
    for _ in 0..6 {
        days.errors(1, "Odd", "/odd");
        days.pass(10).await;
    }
    let busy = reads() - before;
    assert!((20..=40).contains(&busy), "every two minutes: {busy}");
    assert!(bot.api_calls().iter().filter(|call| *call == "get_bots").count() < 120);
}

/// Lets time pass second by second until something is so, and returns how many seconds passed. With a budget something is
/// always due, so nobody can wait until nothing is: the clock may run ahead of a slow machine, which only makes calls rarer.
async fn seconds_until(bot: &TestBot, database: &Database, what: &str, mut is_so: impl AsyncFnMut() -> bool) -> i64 {
    let mut seconds = 0;
    let passing = async {
        while !is_so().await {
            bot.clock.advance(TimeDelta::seconds(1));
            seconds += 1;
            while database.rows::<(i64,)>("SELECT COUNT(*) FROM watches WHERE tries > 0").await != [(0,)] {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(120), passing).await.unwrap_or_else(|_| panic!("{what}"));
    seconds
}

#[tokio::test]
async fn a_budget_bounds_all_and_everybody_has_a_turn() {
    let mut metrics = None;
    let bot = TestBot::start_with(|parts| {
        parts.watch_calls_per_minute = NonZeroU32::new(6);
        metrics = Some(parts.metrics.clone());
    })
    .await;
    let anna = bot.linked().await;
    for id in 1..=40 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    anna.presses("Watch all my bots").await;
    let boris = bot.talk(7002, "Boris");
    boris.says(SECOND_KEY).await;
    boris.says("/watches").await;
    boris.presses("Watch the iterations").await;
    let database = Database::open(&bot).await;
    let looks = async |person: i64| {
        let looks = format!("SELECT COALESCE(SUM(looks), 0) FROM watches WHERE user_id = {person}");
        database.rows::<(i64,)>(&looks).await[0].0
    };
    seconds_until(&bot, &database, "Boris has no turn", async || looks(7002).await > 0).await;
    let hers = looks(7001).await;
    assert!(hers < 20, "Boris waits for no bot of Anna's, of which {hers} were looked at");
    let watched = ["get_bots", "get_error_logs", "get_iteration_usage"];
    let calls = || bot.api_calls().iter().filter(|call| watched.contains(&call.as_str())).count();
    let before = calls();
    let seconds = seconds_until(&bot, &database, "no calls are made", async || calls() >= before + 50).await;
    let most = seconds / 10 + 3;
    assert!(most >= 50, "50 calls in {seconds} s, of at most six a minute");
    seconds_until(&bot, &database, "hers are not looked at", async || looks(7001).await >= 30).await;
    let page = metrics.unwrap().text();
    let value = |name: &str| metric(&page, name);
    assert!(value("bb_pocket_watch_calls_total") >= 40.0);
    let late =
        value("bb_pocket_watch_lateness_seconds_count") - value("bb_pocket_watch_lateness_seconds_bucket{le=\"60.0\"}");
    assert!(late >= 10.0, "late ones are counted: {page}");
}
