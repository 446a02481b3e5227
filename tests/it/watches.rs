//! Watches, by the one that tells when an import ends: what a person is told, how often, and what it costs.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Call, Event, Message};
use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::beside::Database;
use crate::support::{self, TRIES, Talk, TestBot, contains};

mod crashes;
mod kind;

const SHOP: i64 = 2_792_787;
/// The import that is watched.
const TASK: i64 = 124;
const NEW_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0099";
const ENDED: &str = "✅ CSV import: ok";

fn task(status: &str) -> Value {
    json!({
        "status": status, "task_id": TASK, "bot_id": SHOP, "new_count": 3, "updated_count": 2, "destroyed_count": 1,
        "created_at": "2026-11-23T12:03:00.000Z",
    })
}

fn set(bot: &TestBot, status: &str) {
    bot.world.api.put_task(SHOP, TASK, task(status));
}

/// Somebody with the demo account who is to be told when the import ends.
async fn watching<'a>(bot: &'a TestBot, id: i64, name: &str) -> Talk<'a> {
    set(bot, "in progress");
    let talk = bot.talk(id, name);
    talk.says(DEMO_KEY).await;
    talk.says("/csvstatus 2792787 124").await;
    contains(&talk.presses("Tell me when it ends").await, "🔔 I look at it and tell you here when it ends.");
    assert!(talk.last().button("Stop watching").is_some() && talk.last().button("Tell me when it ends").is_none());
    talk
}

/// Lets seconds pass, and waits until whatever is due by then was looked at.
async fn pass(bot: &TestBot, seconds: i64) {
    bot.clock.advance(TimeDelta::seconds(seconds));
    let database = Database::open(bot).await;
    let open = format!(
        "SELECT COUNT(*) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL AND (tries > 0 OR due_at <= {})",
        bot.clock.now_ms()
    );
    until(&database, &open, 0).await;
}

async fn until(database: &Database, sql: &str, count: i64) {
    support::until(sql, async || database.rows::<(i64,)>(sql).await == [(count,)]).await;
}

/// Waits until nothing is to be told.
async fn told(bot: &TestBot) {
    until(&Database::open(bot).await, "SELECT COUNT(*) FROM notices WHERE told_at IS NULL", 0).await;
}

async fn no_watch_is_left(bot: &TestBot) {
    until(&Database::open(bot).await, "SELECT COUNT(*) FROM watches", 0).await;
}

/// How often the import was asked for.
fn looks(bot: &TestBot) -> usize {
    bot.api_calls().iter().filter(|name| *name == "get_csv_import_task").count()
}

/// The messages in which a chat was told this.
fn heard(talk: &Talk<'_>, words: &str) -> Vec<Message> {
    let sent = |event: Event| match event {
        Event::Sent(message) if message.chat == talk.chat && message.text.contains(words) => Some(message),
        _ => None,
    };
    talk.bot.world.telegram.events().into_iter().filter_map(sent).collect()
}

async fn hears(talk: &Talk<'_>, words: &str) {
    let chat = talk.chat;
    let sent =
        |event: &Event| matches!(event, Event::Sent(message) if message.chat == chat && message.text.contains(words));
    talk.bot.world.telegram.wait_for(|events| events.iter().any(sent)).await.unwrap();
    told(talk.bot).await;
}

fn last_sending(bot: &TestBot) -> Call {
    bot.world.telegram.calls().into_iter().rfind(|call| call.method == "sendmessage").unwrap()
}

#[tokio::test]
async fn the_end_is_told_once_and_heard() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    pass(&bot, 2).await;
    assert!(heard(&anna, ENDED).is_empty());
    set(&bot, "ok");
    pass(&bot, 2).await;
    hears(&anna, ENDED).await;
    assert!(last_sending(&bot).body.get("disable_notification").is_none(), "it is heard");
    contains(&heard(&anna, ENDED)[0].text, "Updated  2");
    no_watch_is_left(&bot).await;
    let looks_before = looks(&bot);
    pass(&bot, 3600).await;
    anna.says("/help").await;
    assert_eq!((looks(&bot), heard(&anna, ENDED).len()), (looks_before, 1));
}

#[tokio::test]
async fn a_failure_is_an_end_and_an_unknown_word_is_none() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    for word in ["in progress", "importing…", "OK"] {
        set(&bot, word);
        pass(&bot, 2).await;
        told(&bot).await;
    }
    assert!(heard(&anna, "CSV import: OK").is_empty());
    set(&bot, "failed");
    pass(&bot, 2).await;
    hears(&anna, "⚠️ CSV import: failed").await;
}

#[tokio::test]
async fn a_silent_watch_is_not_heard() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    Database::open(&bot).await.run("UPDATE watches SET silent = 1").await;
    set(&bot, "ok");
    pass(&bot, 2).await;
    hears(&anna, ENDED).await;
    assert_eq!(last_sending(&bot).body["disable_notification"], true);
}

#[tokio::test]
async fn many_who_watch_the_same_with_the_same_key_cost_one_call() {
    let bot = TestBot::start().await;
    let mut people = Vec::new();
    for (id, name) in [(7001, "Anna"), (7002, "Boris"), (7003, "Clara"), (7004, "Dora")] {
        people.push(watching(&bot, id, name).await);
        // They begin at different times, and are looked at together all the same.
        pass(&bot, 1).await;
    }
    pass(&bot, 2).await;
    for _ in 0..5 {
        let before = looks(&bot);
        pass(&bot, 2).await;
        assert_eq!(looks(&bot), before + 1);
    }
    set(&bot, "ok");
    pass(&bot, 2).await;
    for person in &people {
        hears(person, ENDED).await;
        assert_eq!(heard(person, ENDED).len(), 1, "{}", person.person.first_name);
    }
}

#[tokio::test]
async fn a_slow_api_holds_no_answer_up() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    set(&bot, "ok");
    bot.clock.advance(TimeDelta::seconds(2));
    held.reached(1).await;
    contains(&anna.says("/help").await, "What I can do");
    assert!(heard(&anna, ENDED).is_empty());
    held.release();
    hears(&anna, ENDED).await;
}

#[tokio::test]
async fn what_cannot_be_read_is_no_end() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    for (times, fault) in [
        (TRIES, Fault::Status(503, String::new())),
        (TRIES, Fault::CutBody),
        (1, Fault::Garbage("<html>ok</html>".into())),
        (1, Fault::Status(404, "Not found".into())),
        (1, Fault::Status(403, "error".into())),
    ] {
        bot.world.api.fault("get_csv_import_task", times, fault);
        pass(&bot, 3).await;
        told(&bot).await;
    }
    assert!(heard(&anna, "CSV import").len() == 1, "only the card that was asked for");
    set(&bot, "ok");
    pass(&bot, 3).await;
    hears(&anna, ENDED).await;
}

#[tokio::test]
async fn a_result_that_cannot_be_drawn_is_told_when_it_can() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    set(&bot, "ok");
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    bot.clock.advance(TimeDelta::seconds(2));
    held.reached(1).await;
    // The look is answered; the drawing is not.
    bot.world.api.fault("get_csv_import_task", TRIES, Fault::Status(503, String::new()));
    held.release();
    let put_off = format!("SELECT COUNT(*) FROM notices WHERE due_at = {}", bot.clock.now_ms() + 30_000);
    until(&Database::open(&bot).await, &put_off, 1).await;
    assert!(heard(&anna, "Bots.Business").is_empty(), "no failure is told in place of the result");
    bot.clock.advance(TimeDelta::seconds(30));
    hears(&anna, ENDED).await;
}

#[tokio::test]
async fn a_rejected_key_rests_is_told_once_and_a_new_one_goes_on() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    bot.world.api.put_task(SHOP, 125, task("in progress"));
    anna.says("/csvstatus 2792787 125").await;
    anna.presses("Tell me when it ends").await;
    bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
    pass(&bot, 2).await;
    assert!(heard(&anna, "refused").is_empty(), "one answer alone may be a proxy's");
    pass(&bot, 65).await;
    hears(&anna, "refused").await;
    let (calls, messages) = (bot.api_calls().len(), heard(&anna, "refused").len());
    assert_eq!(messages, 1, "once for all watches of the account");
    set(&bot, "ok");
    pass(&bot, 3600).await;
    assert_eq!(bot.api_calls().len(), calls, "nobody looks with a refused key");
    contains(&anna.says(NEW_KEY).await, "✅");
    pass(&bot, 0).await;
    hears(&anna, ENDED).await;
    let database = Database::open(&bot).await;
    let left: Vec<(String, Option<String>)> = database.rows("SELECT question, paused FROM watches").await;
    assert_eq!(left, [("in 0 2792787 125".to_owned(), None)]);
}

#[tokio::test]
async fn a_key_that_a_screen_finds_refused_rests_too() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    bot.world.api.reset_key(DEMO_KEY, NEW_KEY);
    contains(&anna.says("/bots").await, "refused");
    let calls = bot.api_calls().len();
    pass(&bot, 60).await;
    told(&bot).await;
    assert_eq!((bot.api_calls().len(), heard(&anna, "refused").len()), (calls, 1));
}

#[tokio::test]
async fn whoever_blocked_the_bot_is_left_alone_until_they_return() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    let blocked = bot.world.telegram.block(anna.chat);
    bot.world.answered(blocked).await.unwrap();
    set(&bot, "ok");
    let (looks_before, calls) = (looks(&bot), bot.world.telegram.calls().len());
    pass(&bot, 3600).await;
    let sent = |bot: &TestBot, from: usize| {
        bot.world.telegram.calls()[from..].iter().filter(|call| call.method != "getupdates").count()
    };
    assert_eq!((looks(&bot), sent(&bot, calls)), (looks_before, 0));
    let back = bot.world.telegram.unblock(anna.chat);
    bot.world.answered(back).await.unwrap();
    hears(&anna, ENDED).await;
    assert_eq!(heard(&anna, ENDED).len(), 1);
}

#[tokio::test]
async fn a_result_that_met_a_blocked_chat_is_told_to_who_writes_again() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    let forbidden = Fault::Status(403, "Forbidden: bot was blocked by the user".into());
    bot.world.telegram.fault_in(anna.chat, "sendmessage", 1, forbidden);
    set(&bot, "ok");
    pass(&bot, 2).await;
    let database = Database::open(&bot).await;
    until(&database, "SELECT COUNT(*) FROM watches WHERE paused = 'blocked'", 1).await;
    pass(&bot, 3600).await;
    assert!(heard(&anna, ENDED).is_empty());
    contains(&anna.says("/help").await, "What I can do");
    hears(&anna, ENDED).await;
    no_watch_is_left(&bot).await;
}

#[tokio::test]
async fn what_was_forgotten_removed_or_stopped_is_not_looked_at() {
    for way in ["forget", "remove", "stop"] {
        let bot = TestBot::start().await;
        let anna = watching(&bot, 7001, "Anna").await;
        match way {
            "forget" => {
                anna.says("/forget").await;
                anna.presses("Erase everything").await;
            }
            "remove" => {
                anna.says("/accounts").await;
                anna.presses("Remove…").await;
                anna.presses("Remove it").await;
            }
            _ => contains(&anna.presses("Stop watching").await, "CSV import: in progress"),
        }
        no_watch_is_left(&bot).await;
        set(&bot, "ok");
        let calls = looks(&bot);
        pass(&bot, 60).await;
        anna.says("/help").await;
        assert_eq!((looks(&bot), heard(&anna, ENDED).len()), (calls, 0), "{way}");
    }
}

#[tokio::test]
async fn a_watch_of_a_later_version_waits_for_it_at_no_cost() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    let database = Database::open(&bot).await;
    let question = database.rows::<(String,)>("SELECT question FROM watches").await.remove(0).0;
    database.run(&format!("UPDATE watches SET question = 'z9{}'", &question[2..])).await;
    set(&bot, "ok");
    let looks_before = looks(&bot);
    for _ in 0..3 {
        pass(&bot, 3_600).await;
    }
    assert_eq!(looks(&bot), looks_before);
    // The later version is back.
    database.run(&format!("UPDATE watches SET question = '{question}'")).await;
    pass(&bot, 3_600).await;
    hears(&anna, ENDED).await;
}

#[tokio::test]
async fn after_a_day_it_is_given_up_and_said_so() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    pass(&bot, 11 * 60).await;
    let before = looks(&bot);
    pass(&bot, 60).await;
    assert_eq!(looks(&bot), before, "every few minutes by now");
    // Also when it cannot be read then.
    bot.world.api.fault("get_csv_import_task", TRIES, Fault::Status(503, String::new()));
    pass(&bot, 24 * 3600).await;
    hears(&anna, "That import has not ended in 24 hours").await;
    no_watch_is_left(&bot).await;
    contains(&anna.presses("Tell me when it ends").await, "🔔 I look at it");
}

#[tokio::test]
async fn telegrams_wait_is_obeyed_and_the_result_kept() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    bot.world.telegram.make_chat_wait(anna.chat, 40);
    set(&bot, "ok");
    pass(&bot, 2).await;
    let database = Database::open(&bot).await;
    let put_off = format!("SELECT COUNT(*) FROM notices WHERE due_at = {}", bot.clock.now_ms() + 40_000);
    until(&database, &put_off, 1).await;
    bot.world.telegram.release_chat(anna.chat);
    bot.clock.advance(TimeDelta::seconds(39));
    contains(&anna.says("/help").await, "What I can do");
    assert!(heard(&anna, ENDED).is_empty(), "not a second earlier than Telegram allows");
    bot.clock.advance(TimeDelta::seconds(1));
    hears(&anna, ENDED).await;
    assert_eq!(heard(&anna, ENDED).len(), 1);
}

#[tokio::test]
async fn a_clock_set_back_holds_up_no_look() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    set(&bot, "ok");
    bot.clock.advance(TimeDelta::hours(-5));
    // The loop looks at the clock again whenever it is woken; a minute would do it too.
    bot.world.api.put_task(SHOP, 125, task("in progress"));
    anna.says("/csvstatus 2792787 125").await;
    anna.presses("Tell me when it ends").await;
    pass(&bot, 2).await;
    hears(&anna, ENDED).await;
}

#[tokio::test]
async fn there_is_an_end_to_what_one_person_can_watch_and_none_where_others_read() {
    let bot = TestBot::start().await;
    let anna = watching(&bot, 7001, "Anna").await;
    let more = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 49)
        INSERT INTO watches (user_id, account_id, question, silent, begun_at, due_at, period)
        SELECT 7001, 1, 'in 0 1 ' || i, 0, 0, 9999999999999, 60000 FROM n";
    Database::open(&bot).await.run(more).await;
    bot.world.api.put_task(SHOP, 125, task("in progress"));
    anna.says("/csvstatus 2792787 125").await;
    contains(&anna.presses("Tell me when it ends").await, "You watch 50 things already");
    let group = bot.talk_in(-100, 7001, "Anna");
    contains(&group.says("/csvstatus 2792787 125").await, "CSV import: in progress");
    assert!(group.last().button("Tell me when it ends").is_none());
}
