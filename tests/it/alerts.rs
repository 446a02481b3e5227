//! Alerts: two days of a made-up account, with the list of all that its person is told, and what each button makes of it.

use std::process::Child;
use std::time::Duration;

use bb_pocket::sandbox::bots_business::{DEMO_KEY, ErrorSketch};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{Call, Event};
use chrono::{DateTime, TimeDelta, Utc};

use crate::process::{Operated, crashes};
use crate::support::beside::Database;
use crate::support::{BOT_TOKEN, TRIES, Talk, TestBot, bytes_of, contains, holds, until};

mod broadcast;
mod calls;
mod crashes;
mod limits;
mod outage;
mod quiet;
mod sound;
mod team;
mod weeks;

const SHOP: i64 = 2_792_787;
const NEW_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0099";

/// What is looked at, visited or told by now and is not done.
fn open(now: i64) -> String {
    format!(
        "SELECT (SELECT COUNT(*) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL AND (tries > 0 OR due_at <= {now}))
             + (SELECT COUNT(*) FROM notices WHERE told_at IS NULL AND due_at IS NOT NULL)
             + (SELECT COUNT(*) FROM gathers WHERE ended_at IS NULL AND (due_at <= {now} OR due_at > until OR (
                 why = 'many' AND due_at > {now} + 60000
                 AND (SELECT COUNT(*) FROM notices WHERE gather_id = gathers.id) > shown)))
             + (SELECT COUNT(*) FROM team_news WHERE due_at <= {now} OR lease_at IS NOT NULL)
             + (SELECT COUNT(*) FROM follow_ups WHERE due_at <= {now} OR tries > 0)"
    )
}

/// What may stay open, for the reader of a failure.
const OPEN: &str = "SELECT 'watch ' || question, looks || ' looks, ' || tries || ' tries', due_at FROM watches
    UNION ALL SELECT 'notice', link, due_at FROM notices WHERE told_at IS NULL
    UNION ALL SELECT 'gather', why || ' until ' || until, due_at FROM gathers WHERE ended_at IS NULL
    UNION ALL SELECT 'group', COALESCE(link, 'copy') || ', ' || tries || ' tries', due_at FROM team_news WHERE due_at IS NOT NULL
    UNION ALL SELECT 'follow-up', link || ', ' || tries || ' tries', due_at FROM follow_ups";

const NEXT: &str = "SELECT MIN(at) FROM (SELECT MIN(due_at) AS at FROM watches WHERE paused IS NULL
    UNION ALL SELECT MIN(due_at) FROM notices WHERE told_at IS NULL
    UNION ALL SELECT MIN(due_at) FROM gathers WHERE ended_at IS NULL UNION ALL SELECT MIN(due_at) FROM team_news
    UNION ALL SELECT MIN(due_at) FROM follow_ups)";

/// Time that passes for a watched account, and what its person is told meanwhile.
struct Days<'a> {
    bot: &'a TestBot,
    database: Database,
    calls: usize,
}

impl<'a> Days<'a> {
    async fn new(bot: &'a TestBot) -> Self {
        let mut days = Self { bot, database: Database::open(bot).await, calls: 0 };
        days.settle().await;
        days.calls = bot.world.telegram.calls().len();
        days
    }

    async fn settle(&self) {
        let waiting = async {
            while self.database.rows::<(i64,)>(&open(self.bot.clock.now_ms())).await != [(0,)] {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        let waited = tokio::time::timeout(Duration::from_secs(60), waiting).await;
        if waited.is_err() {
            let open: Vec<(String, String, Option<i64>)> = self.database.rows(OPEN).await;
            let (time, now) = (self.bot.clock.now(), self.bot.clock.now_ms());
            panic!("something stays open at {time} ({now}): {open:#?}");
        }
    }

    /// Goes from one due thing to the next, for so many minutes, and returns what was told by itself: when, whether it is
    /// heard, and its first line.
    async fn pass(&mut self, minutes: i64) -> Vec<String> {
        let end = self.bot.clock.now() + TimeDelta::minutes(minutes);
        // What a person was answered before is not told by itself.
        self.calls = self.bot.world.telegram.calls().len();
        let mut told = Vec::new();
        loop {
            self.settle().await;
            told.extend(self.news());
            let next = self.database.rows::<(Option<i64>,)>(NEXT).await[0].0;
            let next = next.and_then(DateTime::<Utc>::from_timestamp_millis).filter(|next| *next <= end);
            let now = self.bot.clock.now();
            self.bot.clock.advance(next.unwrap_or(end).max(now) - now);
            if next.is_none() {
                return told;
            }
        }
    }

    fn news(&mut self) -> Vec<String> {
        let calls = self.bot.world.telegram.calls().split_off(self.calls);
        self.calls += calls.len();
        let time = self.bot.clock.now().format("%H:%M");
        let sent = calls.iter().filter(|call| call.method == "sendmessage");
        let line = |call: &Call| {
            let sound = if call.body["disable_notification"] == true { "silent" } else { "LOUD" };
            let text = call.body["text"].as_str().unwrap().replace("<b>", "").replace("</b>", "");
            format!("{time} {sound} {}", text.lines().next().unwrap())
        };
        sent.map(line).collect()
    }

    fn errors(&self, times: i64, title: &str, command: &str) {
        let at = self.bot.clock.now();
        let one = |_| ErrorSketch::new(at, title).command(command).trace("at run (/code:12:5)");
        self.bot.world.api.add_errors(SHOP, (0..times).map(one));
    }
}

/// Anna, who watches her shop.
async fn watching(bot: &TestBot) -> (Talk<'_>, Days<'_>) {
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    contains(&anna.presses("🔔 Alerts").await, "Off. If you want, I look every few minutes");
    contains(&anna.presses("Watch it").await, "With a sound");
    let mut days = Days::new(bot).await;
    assert_eq!(days.pass(5).await, Vec::<String>::new(), "what was there before is no news");
    (anna, days)
}

#[tokio::test]
async fn two_days_of_an_account() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    anna.says("/watches").await;
    anna.presses("Watch the iterations").await;
    let mut told = days.pass(15).await;
    // A storm of three kinds, which goes on for ten minutes.
    days.errors(40, "TypeError: x is null", "/start");
    days.errors(1, "Bad Request: chat not found", "/send");
    days.errors(1, "Odd", "/odd");
    told.extend(days.pass(5).await);
    let alert = anna.last().id;
    days.errors(20, "TypeError: x is null", "/start");
    told.extend(days.pass(10).await);
    contains(&anna.last().text, "62 times");
    assert_eq!(anna.last().id, alert, "more of it is an edit");
    told.extend(days.pass(8 * 60).await);
    // It stops, and somebody starts it again.
    bot.world.api.set_status(SHOP, Some("stopped"));
    told.extend(days.pass(20).await);
    bot.world.api.set_status(SHOP, Some("works"));
    told.extend(days.pass(20).await);
    // She stops and starts it here.
    for verb in [("Stop", "Stop it"), ("Start", "")] {
        anna.says("/bot My Shop").await;
        anna.presses(verb.0).await;
        if !verb.1.is_empty() {
            anna.presses(verb.1).await;
        }
        told.extend(days.pass(30).await);
    }
    // Bots.Business is away for a while.
    for (endpoint, looks) in [("get_bots", 15), ("get_error_logs", 15), ("get_iteration_usage", 6)] {
        bot.world.api.fault(endpoint, looks * TRIES, Fault::Status(503, String::new()));
    }
    told.extend(days.pass(2 * 60).await);
    // Iterations become few, in steps, and are renewed.
    for used in [85_000, 96_000, 100_000, 0] {
        bot.world.api.set_iterations_used(DEMO_KEY, used);
        told.extend(days.pass(60).await);
    }
    // A night of one error an hour.
    for _ in 0..10 {
        days.errors(1, "Timeout", "/pay");
        told.extend(days.pass(60).await);
    }
    told.extend(days.pass(8 * 60).await);
    // Flapping.
    for status in ["stopped", "works"].into_iter().cycle().take(8) {
        bot.world.api.set_status(SHOP, Some(status));
        told.extend(days.pass(10).await);
    }
    told.extend(days.pass(5 * 60).await);
    // It is deleted.
    bot.world.api.remove_bot(DEMO_KEY, SHOP);
    told.extend(days.pass(3 * 60).await);
    bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
    told.extend(days.pass(3 * 60).await);
    insta::assert_snapshot!("two_days", told.join("\n"));
}

#[tokio::test]
async fn an_alert_says_what_where_how_often_and_what_to_do() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    days.errors(3, "TypeError: Cannot read properties of null", "/start");
    days.pass(5).await;
    insta::assert_snapshot!("alert_of_one_kind", anna.looks_at());
    for kind in ["one", "two", "three", "four"] {
        days.errors(1, &format!("<b>{kind}</b> \u{202e}{}", "long ".repeat(60)), "/a<b>&");
    }
    days.pass(15).await;
    insta::assert_snapshot!("alert_of_many_hostile_kinds", anna.looks_at());
    contains(&anna.presses("Never 1").await, "1 kind of error is never told");
    contains(&anna.presses("Tell all errors again").await, "Alerts of My Shop");
    assert!(!anna.last().text.contains("never told"));
}

#[tokio::test]
async fn more_kinds_than_have_room_are_counted_and_said() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    let kinds = ["a", "b", "c", "d", "e", "f", "g", "h"];
    for (one, other) in kinds.into_iter().flat_map(|one| kinds.map(|other| (one, other))) {
        days.errors(2, &format!("Odd {one}{other}"), "/odd");
    }
    let told = days.pass(5).await;
    assert!(told.len() == 1 && told[0].contains("64 kinds of errors, 128 times"), "{told:?}");
    contains(&anna.last().text, "And 61 more kinds.");
    days.errors(5, "Odd aa", "/odd");
    assert_eq!(days.pass(30).await, Vec::<String>::new(), "it was told already");
    contains(&anna.last().text, "64 kinds of errors, 133 times");
}

#[tokio::test]
async fn a_message_is_not_edited_any_more_once_its_person_blocked_the_bot() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    days.errors(3, "TypeError", "/start");
    assert_eq!(days.pass(5).await.len(), 1);
    days.errors(3, "TypeError", "/start");
    let blocked = bot.world.telegram.block(anna.chat);
    bot.world.answered(blocked).await.unwrap();
    let calls = || bot.world.telegram.calls().iter().filter(|call| call.method.starts_with("edit")).count();
    let before = calls();
    days.pass(60).await;
    assert_eq!(calls(), before, "no call that can only be refused");
    assert_eq!(days.database.rows::<(i64,)>("SELECT COUNT(*) FROM follow_ups").await, [(0,)]);
    let back = bot.world.telegram.unblock(anna.chat);
    bot.world.answered(back).await.unwrap();
    days.errors(3, "Another", "/start");
    let told = days.pass(30).await;
    assert!(told.len() == 1 && told[0].contains("My Shop"), "{told:?}");
}

#[tokio::test]
async fn an_error_that_is_never_to_be_told_is_not_and_others_are() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    days.errors(3, "Noise 17", "/start");
    assert_eq!(days.pass(5).await.len(), 1);
    let message = anna.last().id;
    contains(&anna.presses("This error: never again").await, "1 kind of error is never told");
    contains(&anna.says("/bot My Shop").await, "My Shop");
    days.errors(30, "Noise 18", "/start");
    assert_eq!(days.pass(30 * 60).await, Vec::<String>::new());
    days.errors(1, "Noise 18", "/other");
    assert_eq!(days.pass(10).await.len(), 1, "another command is another error");
    // The message was taken over by the room.
    let update = bot.world.telegram.press(&anna.person, anna.chat, message, "Stop watching").unwrap();
    anna.sees_after(update.update().unwrap()).await;
    days.errors(1, "Something else", "/other");
    assert_eq!(days.pass(60).await, Vec::<String>::new(), "stopped");
}

#[tokio::test]
async fn an_error_in_the_message_of_a_stop_can_be_left_out_for_ever_too() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    bot.world.api.set_status(SHOP, Some("stopped"));
    days.errors(3, "Noise 17", "/start");
    assert_eq!(days.pass(5).await.len(), 1);
    contains(&anna.last().text, "My Shop stopped");
    contains(&anna.last().text, "An error, 3 times");
    contains(&anna.presses("This error: never again").await, "1 kind of error is never told");
    bot.world.api.set_status(SHOP, Some("works"));
    assert_eq!(days.pass(20).await.len(), 1, "it runs again");
    days.errors(30, "Noise 18", "/start");
    assert_eq!(days.pass(60).await, Vec::<String>::new());
    days.errors(1, "Something else", "/start");
    assert_eq!(days.pass(20).await.len(), 1);
}

#[tokio::test]
async fn a_muted_bot_costs_no_call_and_is_told_once_afterwards() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    days.errors(1, "One", "/start");
    assert_eq!(days.pass(5).await.len(), 1);
    contains(&anna.presses("Mute 8 h").await, "Muted until");
    contains(&anna.says("/watches").await, "My Shop · muted");
    let calls = bot.api_calls().len();
    for _ in 0..7 {
        days.errors(5, "Two", "/start");
        bot.world.api.set_status(SHOP, Some("stopped"));
        assert_eq!(days.pass(60).await, Vec::<String>::new());
    }
    assert_eq!(bot.api_calls().len(), calls);
    let told = days.pass(90).await;
    assert_eq!(told.iter().filter(|line| line.contains("kinds of errors")).count(), 1, "{told:?}");
    assert_eq!(told.iter().filter(|line| line.contains("stopped")).count(), 1, "{told:?}");
    assert_eq!(told.len(), 2, "{told:?}");
    anna.says("/bot My Shop").await;
    anna.presses("🔔 Alerts").await;
    anna.presses("Mute 1 week").await;
    contains(&anna.presses("End the mute").await, "With a sound");
}

#[tokio::test]
async fn six_sounds_an_hour_and_nothing_is_lost() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for id in 1..=8 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    contains(&anna.presses("Watch all my bots").await, "What I watch for you");
    let mut days = Days::new(&bot).await;
    days.pass(5).await;
    for id in 1..=8 {
        bot.world.api.set_status(id, Some("stopped"));
    }
    let told = days.pass(20).await;
    let heard = told.iter().filter(|line| line.contains("LOUD")).count();
    assert_eq!((told.len(), heard), (7, 6), "{told:#?}");
    assert!(told[6].ends_with("silent 🔔 And 2 more"), "{told:#?}");
}

#[tokio::test]
async fn all_bots_of_an_account_share_one_reading() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for id in 1..=20 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    anna.presses("Watch all my bots").await;
    let mut days = Days::new(&bot).await;
    days.pass(5).await;
    let count = |name: &str| bot.api_calls().iter().filter(|call| *call == name).count();
    days.pass(60).await;
    let (before, logs) = (count("get_bots"), count("get_error_logs"));
    days.pass(60).await;
    let (calls, logs) = (count("get_bots") - before, count("get_error_logs") - logs);
    assert!((13..=20).contains(&calls), "{calls} readings of the bots in an hour");
    assert!((20 * 3..=20 * 5).contains(&logs), "{logs} readings of the errors of 20 quiet bots in an hour");
}

#[tokio::test]
async fn there_is_room_for_fifty_and_the_rest_is_said() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for id in 1..=60 {
        bot.world.api.add_bot(DEMO_KEY, id, &format!("Bot {id}"));
    }
    contains(&anna.presses("Watch all my bots").await, "You watch 50 things already");
    contains(&anna.presses("What I watch").await, "At most 50 things");
    let watches: Vec<(i64,)> = Database::open(&bot).await.rows("SELECT COUNT(*) FROM watches").await;
    assert_eq!(watches, [(50,)]);
}

#[tokio::test]
async fn a_bot_of_the_list_keeps_its_name_in_its_room() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/watches").await;
    contains(&anna.presses("My Shop").await, "Alerts of My Shop");
}

#[tokio::test]
async fn the_list_and_the_room_read_well() {
    let bot = TestBot::start().await;
    let (anna, _days) = watching(&bot).await;
    anna.says("/watches").await;
    insta::assert_snapshot!("watches", anna.looks_at());
    anna.presses("My Shop").await;
    anna.presses("Be silent").await;
    insta::assert_snapshot!("room", anna.looks_at());
    anna.says("/watches").await;
    contains(&anna.presses("Watch the iterations").await, "Iterations left · heard");
    contains(&anna.presses("Silence iterations").await, "Iterations left · silent");
    contains(&anna.presses("Unwatch iterations").await, "Iterations left · off");
    contains(&bot.talk_in(-100, 7001, "Anna").says("/watches").await, "That is between us two");
}

#[tokio::test]
async fn secrets_in_errors_are_starred_and_sealed() {
    let bot = TestBot::start().await;
    let (anna, mut days) = watching(&bot).await;
    days.errors(1, &format!("Zanzibar {DEMO_KEY} {BOT_TOKEN}"), &format!("/x {BOT_TOKEN}"));
    days.pass(5).await;
    contains(&anna.last().text, "Zanzibar ****");
    let shown = crate::errors::shown(&bot);
    let files = bytes_of(bot.world.folder.path());
    for secret in [DEMO_KEY, BOT_TOKEN, "FAKE-token"] {
        assert!(!shown.contains(secret) && !holds(&files, secret.as_bytes()), "{secret}");
    }
    assert!(!holds(&files, b"Zanzibar"), "what a watch saw is sealed");
    anna.says("/forget").await;
    anna.presses("Erase everything").await;
    days.errors(5, "After", "/start");
    assert_eq!(days.pass(60).await, Vec::<String>::new());
}

/// Anna watches her iterations, the bot stops, and few are left then. The next look is due at once.
async fn iterations_run_low(operated: &Operated, child: Child) {
    operated.says("/watches", "Iterations left · off").await;
    operated.presses("Watch the iterations");
    let looked = async || operated.api.calls().iter().any(|call| call.endpoint == "get_iteration_usage");
    until("the iterations are read", looked).await;
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    operated.api.set_iterations_used(DEMO_KEY, 85_000);
    // The next look is in a quarter of an hour; a clock that went on is one that was set.
    crate::support::beside::set(operated, "UPDATE watches SET due_at = 1").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_is_told_whatever_step_the_process_ends_at() {
    const FEW: &str = "20 % of your iterations are left";
    for (place, times) in [
        ("watch-looked", 1),
        ("watch-storing", 1),
        ("watch-stored", 1),
        ("watch-ready", 1),
        ("watch-sent", 2),
        ("watch-told", 1),
    ] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        iterations_run_low(&operated, child).await;
        crashes(&operated, place, || ()).await;
        let child = operated.start();
        let count = |events: &[Event]| {
            let told = |event: &&Event| matches!(event, Event::Sent(message) if message.text.contains(FEW));
            events.iter().filter(told).count()
        };
        operated.telegram.wait_for(|events| count(events) == times).await.unwrap();
        operated.says("/privacy", "store").await;
        operated.ends(child);
        assert_eq!(count(&operated.telegram.events()), times, "{place}");
    }
}
