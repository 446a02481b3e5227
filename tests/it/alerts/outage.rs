//! Away: the bot for a day, its person for a day, Bots.Business for a while. One summary each, and no storm.

use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY, ErrorSketch};
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;

use super::{Days, NEW_KEY, SHOP, TestBot, contains, watching};
use crate::support::metric;

fn all_stop(api: &BotsBusiness) {
    (1..=20).for_each(|id| api.set_status(id, Some("stopped")));
}

async fn watching_twenty(bot: &TestBot) {
    let anna = bot.linked().await;
    for id in 1..=20 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    anna.presses("Watch all my bots").await;
    Days::new(bot).await.pass(5).await;
}

#[tokio::test]
async fn after_a_day_of_outage_there_is_one_summary() {
    let bot = TestBot::start().await;
    watching_twenty(&bot).await;
    let clock = bot.clock.clone();
    let bot = bot
        .restarted(|api| {
            clock.advance(TimeDelta::days(1));
            all_stop(api);
            for id in 1..=20 {
                api.add_errors(id, [ErrorSketch::new(clock.now(), "Odd").command("/odd")]);
            }
        })
        .await;
    let mut days = Days::new(&bot).await;
    let told = days.pass(60).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    contains(&told[0], "LOUD 🔔 What came meanwhile: 20");
    let summary = bot.talk(7001, "Anna").last().text;
    contains(&summary, "And 5 more.");
    contains(&summary, "stopped, 1 error");
    assert_eq!(days.pass(3 * 60).await, Vec::<String>::new());
}

#[tokio::test]
async fn after_a_short_restart_all_is_told_as_ever() {
    let bot = TestBot::start().await;
    watching(&bot).await;
    let clock = bot.clock.clone();
    let bot = bot
        .restarted(|api| {
            clock.advance(TimeDelta::minutes(20));
            api.set_status(SHOP, Some("stopped"));
        })
        .await;
    let told = Days::new(&bot).await.pass(20).await;
    assert!(told.len() == 1 && told[0].contains("LOUD ⚪ My Shop stopped"), "{told:?}");
}

#[tokio::test]
async fn whoever_comes_back_gets_one_summary() {
    let bot = TestBot::start().await;
    watching_twenty(&bot).await;
    let anna = bot.talk(7001, "Anna");
    let blocked = bot.world.telegram.block(anna.chat);
    bot.world.answered(blocked).await.unwrap();
    let mut days = Days::new(&bot).await;
    days.pass(24 * 60).await;
    all_stop(&bot.world.api);
    let back = bot.world.telegram.unblock(anna.chat);
    bot.world.answered(back).await.unwrap();
    let told = days.pass(60).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    contains(&told[0], "LOUD 🔔 What came meanwhile: 20");
}

#[tokio::test]
async fn trouble_of_bots_business_is_nobodys_trouble_and_told_to_the_operator_once() {
    let mut metrics = None;
    let bot = TestBot::start_with(|parts| metrics = Some(parts.metrics.clone())).await;
    watching_twenty(&bot).await;
    let paused = || metrics.as_ref().unwrap().text().contains("bb_pocket_watches_paused 1\n");
    let mut days = Days::new(&bot).await;
    for endpoint in ["get_bots", "get_error_logs", "get_iteration_usage"] {
        bot.world.api.fault(endpoint, 1_000_000, Fault::Status(503, String::new()));
    }
    all_stop(&bot.world.api);
    assert_eq!(days.pass(15).await, Vec::<String>::new());
    assert!(paused());
    // Looks are counted: how often a look tries a call depends on the time that it really takes.
    let looks = || metric(&metrics.as_ref().unwrap().text(), "bb_pocket_watch_lateness_seconds_count");
    let before = looks();
    assert_eq!(days.pass(60).await, Vec::<String>::new());
    let made = looks() - before;
    assert!((60.0..=150.0).contains(&made), "a look every 30 s asks: {made} in an hour");
    for endpoint in ["get_bots", "get_error_logs", "get_iteration_usage"] {
        bot.world.api.heal(endpoint);
    }
    let told = days.pass(30).await;
    assert!(!paused());
    assert_eq!(told.len(), 1, "{told:#?}");
    contains(&told[0], "LOUD 🔔 What came meanwhile: 20");
}

#[tokio::test]
async fn one_refusal_alone_says_nothing() {
    let bot = TestBot::start().await;
    let (_, mut days) = watching(&bot).await;
    let refused = || Fault::Status(401, r#"{"errors":["You need to sign in or sign up before continuing."]}"#.into());
    for _ in 0..5 {
        bot.world.api.fault("get_bots", 1, refused());
        assert_eq!(days.pass(20).await, Vec::<String>::new());
        bot.world.api.fault("get_error_logs", 1, refused());
        assert_eq!(days.pass(20).await, Vec::<String>::new());
    }
    bot.world.api.set_status(SHOP, Some("stopped"));
    let told = days.pass(30).await;
    assert!(told.len() == 1 && told[0].contains("My Shop stopped"), "{told:?}");
    bot.world.api.fault("*", 1_000, refused());
    let told = days.pass(30).await;
    assert!(told.len() == 1 && told[0].contains("LOUD 🔑 Your key for"), "{told:?}");
}

#[tokio::test]
async fn a_refused_key_is_told_once_with_what_to_do_and_a_new_one_resumes() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
    let told = days.pass(24 * 60).await;
    assert!(told.len() == 1 && told[0].contains("LOUD 🔑 Your key for"), "{told:?}");
    assert!(!anna.last().text.contains(DEMO_KEY));
    contains(&anna.says(NEW_KEY).await, "✅");
    bot.world.api.set_status(SHOP, Some("stopped"));
    let told = days.pass(30).await;
    assert!(told.len() == 1 && told[0].contains("My Shop stopped"), "{told:?}");
}
