//! Two weeks of a made-up account, twice: over the end of summer time and over its begin. Bursts, flapping, outages, somebody
//! who blocks the bot and returns, a log that is cleared and numbers that begin anew; with the exact list of all that its
//! person is told.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use bb_pocket::sandbox::fault::Fault;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::{Days, ErrorSketch, SHOP, TestBot, contains};
use crate::support::Talk;

const OTHER: i64 = 77;

/// The days, and the list.
struct Weeks<'a> {
    bot: &'a TestBot,
    anna: Talk<'a>,
    days: Days<'a>,
    told: Vec<String>,
}

impl<'a> Weeks<'a> {
    /// Anna in Berlin, who sleeps from 22 to 8 and watches two bots, from this noon on.
    async fn from(bot: &'a TestBot, noon: &str) -> Self {
        let anna = bot.linked().await;
        let noon: DateTime<Utc> = noon.parse().unwrap();
        bot.clock.advance(noon - bot.clock.now());
        bot.world.api.add_bot(DEMO_KEY, OTHER, "Tea Room");
        anna.says("/settings").await;
        anna.presses("My time…").await;
        let summer = anna.last().button("14:00").is_some() && noon.format("%m").to_string() == "10";
        anna.presses(if summer { "14:00" } else { "13:00" }).await;
        anna.presses("Berlin, Paris, Rome").await;
        anna.presses("Quiet hours…").await;
        contains(&anna.presses("22:00–08:00").await, "Quiet hours: 22:00–08:00");
        anna.says("/watches").await;
        anna.presses("Watch all my bots").await;
        let days = Days::new(bot).await;
        let mut weeks = Self { bot, anna, days, told: Vec::new() };
        weeks.minutes(10).await;
        assert!(weeks.told.is_empty(), "{:?}", weeks.told);
        weeks
    }

    /// Every look of this time.
    async fn minutes(&mut self, minutes: i64) {
        let told = self.days.pass(minutes).await;
        let day = |line: &String| format!("{} {line}", self.bot.clock.now().format("%d %b"));
        self.told.extend(told.iter().map(day));
    }

    /// Hours in which nothing happens: a look at the end of each.
    async fn hours(&mut self, hours: i64) {
        for _ in 0..hours {
            self.bot.clock.advance(TimeDelta::minutes(58));
            self.minutes(2).await;
        }
    }

    fn fails(&self, bot: i64, times: i64, title: &str) {
        let one =
            |second| ErrorSketch::new(self.bot.clock.now() + TimeDelta::milliseconds(second), title).command("/run");
        self.bot.world.api.add_errors(bot, (0..times).map(one));
    }

    fn status(&self, bot: i64, status: &str) {
        self.bot.world.api.set_status(bot, Some(status));
    }
}

/// Fourteen days from this noon on.
async fn story(noon: &str) -> String {
    let bot = TestBot::start().await;
    let mut weeks = Weeks::from(&bot, noon).await;
    // Day 1: a burst of two kinds, with more of it; and its end.
    weeks.fails(SHOP, 40, "TypeError: x is null");
    weeks.fails(SHOP, 2, "Odd");
    weeks.minutes(20).await;
    weeks.fails(SHOP, 9, "TypeError: x is null");
    weeks.minutes(20).await;
    weeks.hours(23).await;
    // Day 2, and the night in which the clocks change: two bots, one message in the morning.
    weeks.hours(9).await;
    weeks.fails(SHOP, 3, "Timeout 17");
    weeks.status(OTHER, "stopped");
    weeks.minutes(30).await;
    weeks.status(OTHER, "works");
    weeks.minutes(30).await;
    weeks.hours(14).await;
    // Day 3: the log is cleared, and numbers begin anew: the same error comes again.
    weeks.bot.world.api.clear_errors(SHOP);
    weeks.minutes(20).await;
    let error = json!({"id": 1, "created_at": weeks.bot.clock.now(), "title": "Timeout 18"});
    weeks.bot.world.api.put(SHOP, Thing::ErrorLog, error);
    weeks.minutes(30).await;
    weeks.hours(23).await;
    // Day 4: flapping.
    for status in ["stopped", "works"].into_iter().cycle().take(8) {
        weeks.status(SHOP, status);
        weeks.minutes(8).await;
    }
    weeks.hours(23).await;
    // Day 5: Bots.Business is away for three hours; meanwhile nothing happened.
    for endpoint in ["get_bots", "get_error_logs", "get_iteration_usage"] {
        weeks.bot.world.api.fault(endpoint, 100_000, Fault::Status(503, String::new()));
    }
    weeks.minutes(30).await;
    weeks.hours(3).await;
    for endpoint in ["get_bots", "get_error_logs", "get_iteration_usage"] {
        weeks.bot.world.api.heal(endpoint);
    }
    weeks.hours(21).await;
    // Day 6 and 7: she blocks the bot, and returns.
    let blocked = weeks.bot.world.telegram.block(weeks.anna.chat);
    weeks.bot.world.answered(blocked).await.unwrap();
    weeks.hours(24).await;
    weeks.fails(OTHER, 5, "Quota");
    weeks.status(SHOP, "stopped");
    weeks.hours(3).await;
    let back = weeks.bot.world.telegram.unblock(weeks.anna.chat);
    weeks.bot.world.answered(back).await.unwrap();
    weeks.minutes(30).await;
    weeks.status(SHOP, "works");
    weeks.minutes(30).await;
    weeks.hours(20).await;
    // Days 8 to 14: iterations become few, and one bot is deleted.
    weeks.bot.world.api.set_iterations_used(DEMO_KEY, 85_000);
    weeks.minutes(20).await;
    weeks.hours(72).await;
    weeks.bot.world.api.remove_bot(DEMO_KEY, OTHER);
    weeks.minutes(20).await;
    weeks.hours(72).await;
    weeks.told.join("\n")
}

#[tokio::test]
async fn two_weeks_over_the_end_of_summer_time() {
    insta::assert_snapshot!("two_weeks_autumn", story("2027-10-29T12:00:00Z").await);
}

#[tokio::test]
async fn two_weeks_over_its_begin() {
    insta::assert_snapshot!("two_weeks_spring", story("2027-03-26T12:00:00Z").await);
}
