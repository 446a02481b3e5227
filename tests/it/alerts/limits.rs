//! Over the limits: the rest is in one message, which is edited as more comes, and nothing is lost.

use super::{DEMO_KEY, Database, Days, ErrorSketch, TestBot, contains};
use crate::support::Talk;

/// Anna, who watches so many bots besides those of the demo.
async fn watching_many(bot: &TestBot, many: i64) -> (Talk<'_>, Days<'_>) {
    let anna = bot.linked().await;
    for id in 1..=many {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    anna.presses("Watch all my bots").await;
    let mut days = Days::new(bot).await;
    days.pass(5).await;
    (anna, days)
}

fn stop(bot: &TestBot, ids: std::ops::RangeInclusive<i64>) {
    ids.for_each(|id| bot.world.api.set_status(id, Some("stopped")));
}

fn fails(bot: &TestBot, id: i64) {
    let at = bot.clock.now();
    bot.world.api.add_errors(id, [ErrorSketch::new(at, &format!("Odd {id}")).command("/odd")]);
}

#[tokio::test]
async fn what_is_more_than_six_an_hour_is_one_message_that_is_edited() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_many(&bot, 12).await;
    stop(&bot, 1..=8);
    days.pass(20).await;
    // Which of them come last is nobody's choice.
    let seen = anna.looks_at().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>();
    insta::assert_snapshot!("and_more", seen);
    let message = anna.last().id;
    (9..=11).for_each(|id| fails(&bot, id));
    assert_eq!(days.pass(20).await, Vec::<String>::new(), "an edit");
    assert_eq!(anna.last().id, message);
    contains(&anna.last().text, "And 5 more");
    contains(&anna.last().text, "Bot 9: an error");
    // An hour later there are sounds again.
    days.pass(45).await;
    fails(&bot, 12);
    let told = days.pass(20).await;
    assert!(told.len() == 1 && told[0].contains("LOUD ⚠️ Bot 12: an error"), "{told:?}");
    let open = Database::open(&bot).await.rows::<(i64,)>("SELECT COUNT(*) FROM notices WHERE told_at IS NULL").await;
    assert_eq!(open, [(0,)]);
}

#[tokio::test]
async fn whoever_reads_something_else_in_that_message_is_told_in_a_new_one() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_many(&bot, 9).await;
    stop(&bot, 1..=8);
    days.pass(20).await;
    let named = anna.last().labels()[0].to_owned();
    contains(&anna.presses(&named).await, "Alerts of Bot");
    fails(&bot, 9);
    let told = days.pass(20).await;
    assert!(told.len() == 1 && told[0].contains("silent 🔔 And 1 more"), "{told:?}");
    assert!(!anna.last().text.contains("stopped"), "what was told is not told again: {}", anna.last().text);
}

#[tokio::test]
async fn six_messages_a_minute_also_without_a_sound() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching_many(&bot, 10).await;
    anna.says("/settings").await;
    anna.presses("Be silent").await;
    stop(&bot, 1..=10);
    let told = days.pass(20).await;
    assert!(told.iter().all(|line| line.contains("silent")), "{told:#?}");
    let mut minutes = std::collections::BTreeMap::<&str, usize>::new();
    told.iter().for_each(|line| *minutes.entry(&line[..5]).or_default() += 1);
    assert!(minutes.values().all(|count| *count <= 7), "{told:#?}");
    let text = told.join("\n");
    let single = told.iter().filter(|line| line.ends_with("stopped")).count();
    contains(&text, &format!("And {} more", 10 - single));
    assert!(single >= 6, "{told:#?}");
}

#[tokio::test]
async fn hostile_names_and_many_of_them_fit() {
    let bot = TestBot::start().await;
    let (anna, mut days) = {
        let anna = bot.linked().await;
        for id in 1..=30 {
            bot.world.api.add_bot(DEMO_KEY, id, &format!("<b>{id}</b> \u{202e}{}", "long ".repeat(40)));
        }
        anna.presses("Watch all my bots").await;
        (anna, Days::new(&bot).await)
    };
    days.pass(5).await;
    stop(&bot, 1..=30);
    days.pass(20).await;
    let last = anna.last();
    contains(&last.text, "And 9 more.");
    assert!(last.text.chars().count() < 4096 && !last.text.contains('\u{202e}'), "{}", last.text);
}
