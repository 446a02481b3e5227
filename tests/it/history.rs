//! What is counted hour by hour while somebody watches, and how its charts come to a phone.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, ErrorSketch};
use bb_pocket::sandbox::telegram::FileKind;
use chrono::TimeDelta;

use crate::support::beside::Database;
use crate::support::{Talk, TestBot, contains};

const SHOP: i64 = 2_792_787;

/// Lets hours pass.
pub async fn hours(bot: &TestBot, hours: i64) {
    bot.world.passes(&bot.clock, TimeDelta::hours(hours), || Ok(())).await.unwrap();
}

pub fn errors(bot: &TestBot, of: i64, times: i64) {
    let at = bot.clock.now();
    bot.world.api.add_errors(of, (0..times).map(|_| ErrorSketch::new(at, "TypeError: x is null").command("/start")));
}

/// Anna, who watches her shop and her iterations.
pub async fn watching(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/watches").await;
    anna.presses("Watch the iterations").await;
    anna.says("/bot My Shop").await;
    anna.presses("🔔 Alerts").await;
    contains(&anna.presses("Watch it").await, "With a sound");
    hours(bot, 1).await;
    anna
}

#[tokio::test]
async fn an_empty_history_says_what_fills_it() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("📈 Chart").await;
    insta::assert_snapshot!("history_empty", anna.looks_at());
    assert!(anna.last().file.is_none());
    anna.presses("🔔 Alerts").await;
    anna.presses("Watch it").await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("📈 Chart").await, "A watch of this bot is on: look again in a few minutes.");
    anna.says("/account").await;
    anna.presses("Iterations").await;
    contains(&anna.presses("📈 Chart").await, "I count while a watch of the iterations is on.");
    anna.presses("What I watch").await;
    anna.presses("Watch the iterations").await;
    anna.says("/account").await;
    anna.presses("Iterations").await;
    contains(&anna.presses("📈 Chart").await, "The watch of the iterations is on");
}

#[tokio::test]
async fn what_the_looks_see_is_counted_without_a_call_and_drawn() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    errors(&bot, SHOP, 3);
    hours(&bot, 30).await;
    errors(&bot, SHOP, 40);
    bot.world.api.set_iterations_used(DEMO_KEY, 61_000);
    hours(&bot, 1).await;
    anna.says("/bot My Shop").await;
    let calls = bot.api_calls().len();
    anna.presses("📈 Chart").await;
    assert_eq!(bot.api_calls().len(), calls, "a chart costs no call");
    insta::assert_snapshot!("history_errors", anna.looks_at());
    let picture = anna.last().file.unwrap();
    assert_eq!(picture.kind, FileKind::Picture);
    assert!(picture.size() < 20_000, "{} bytes", picture.size());
    anna.says("/account").await;
    anna.presses("Iterations").await;
    anna.presses("📈 Chart").await;
    insta::assert_snapshot!("history_iterations", anna.looks_at());
    contains(&anna.presses("What I watch").await, "What I watch for you");
}

#[tokio::test]
async fn a_time_without_looks_is_unknown_and_what_was_counted_once_is_never_counted_again() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    errors(&bot, SHOP, 2);
    hours(&bot, 2).await;
    anna.says("/bot My Shop").await;
    anna.presses("🔔 Alerts").await;
    anna.presses("Stop watching").await;
    hours(&bot, 10).await;
    anna.says("/bot My Shop").await;
    anna.presses("🔔 Alerts").await;
    anna.presses("Watch it").await;
    hours(&bot, 2).await;
    anna.says("/bot My Shop").await;
    let chart = anna.presses("📈 Chart").await;
    contains(&chart, "2 in 14 days.");
    contains(&chart, "Stripes");
    let stored: Vec<(String,)> =
        Database::open(&bot).await.rows("SELECT hours FROM history WHERE series = 0 ORDER BY day").await;
    let known = |(hours,): &(String,)| hours.split(',').filter(|hour| !hour.is_empty()).count();
    assert!((5..=8).contains(&stored.iter().map(known).sum::<usize>()), "{stored:?}");
}

#[tokio::test]
async fn two_people_of_one_account_each_have_their_own_history_and_forget_erases_one() {
    let bot = TestBot::start().await;
    let anna = watching(&bot).await;
    let boris = bot.talk(7002, "Boris");
    boris.says(DEMO_KEY).await;
    boris.says("/bot My Shop").await;
    boris.presses("🔔 Alerts").await;
    boris.presses("Watch it").await;
    hours(&bot, 1).await;
    errors(&bot, SHOP, 5);
    hours(&bot, 1).await;
    for talk in [&anna, &boris] {
        talk.says("/bot My Shop").await;
        contains(&talk.presses("📈 Chart").await, "5 in 14 days.");
    }
    let database = Database::open(&bot).await;
    let count = async || database.rows::<(i64,)>("SELECT COUNT(DISTINCT account_id) FROM history").await[0].0;
    assert_eq!(count().await, 2);
    anna.says("/forget").await;
    anna.presses("Erase everything").await;
    assert_eq!(count().await, 1);
    hours(&bot, 1).await;
    assert_eq!(count().await, 1, "nobody counts for her any more");
    contains(&bot.talk_in(-100, 7002, "Boris").says("/start 2hc_0_0_1nuxf").await, "private");
}

#[tokio::test]
async fn a_bot_with_a_hostile_name_has_a_chart_too() {
    let bot = TestBot::start().await;
    let name = format!("<b>&\u{202e}{}", "long ".repeat(60));
    bot.world.api.add_bot(DEMO_KEY, 5, &name);
    let anna = bot.linked().await;
    anna.says("/start 2kb_0_0_5").await;
    anna.presses("Watch it").await;
    hours(&bot, 1).await;
    errors(&bot, 5, 1);
    hours(&bot, 1).await;
    anna.says("/bot 5").await;
    anna.presses("📈 Chart").await;
    insta::assert_snapshot!("history_hostile", anna.looks_at());
}
