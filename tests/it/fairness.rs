//! What waits for Telegram or for Bots.Business takes no room of anybody else's, and is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use bb_pocket::ids::ChatId;
use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Call, Chat, Event, Limits, Person, Telegram};
use bb_pocket::telegram::pace::Pace;
use serde_json::json;

use crate::process::Operated;
use crate::support::{Talk, TestBot, beside, contains, noon};

/// Waits until the bot has sent so many messages with these words to a chat.
async fn sees(telegram: &Telegram, chat: Chat, words: &str, times: usize) {
    let there = |events: &[Event]| count(events, chat, words) >= times;
    telegram.wait_for(there).await.unwrap_or_else(|_| panic!("{chat:?} never saw «{words}» {times} times"));
}

fn count(events: &[Event], chat: Chat, words: &str) -> usize {
    let sent =
        |event: &&Event| matches!(event, Event::Sent(message) if message.chat == chat && message.text.contains(words));
    events.iter().filter(sent).count()
}

fn calls(calls: &[Call], method: &str) -> usize {
    calls.iter().filter(|call| call.method == method).count()
}

/// People with an account each.
async fn linked(bot: &TestBot, count: i64) -> Vec<Talk<'_>> {
    let people: Vec<Talk<'_>> = (0..count).map(|number| bot.talk(10_000 + number, "Anna")).collect();
    for person in &people {
        let key = format!("FAKE-account-key-FAKE-account-key-{:06}", person.chat.id());
        bot.world.api.add_account(&format!("{}@example.com", person.chat.id()), &key);
        bot.world.api.add_bot(&key, person.chat.id(), "Shop");
        bot.world.api.put_task(person.chat.id(), 123, json!({"status": "ok", "task_id": 123}));
        person.starts_saying(&key);
    }
    for person in &people {
        sees(&bot.world.telegram, person.chat, "Connected as", 1).await;
    }
    people
}

/// A newcomer gets the first screen.
async fn is_answered(newcomer: &Talk<'_>) {
    newcomer.starts_saying("/help");
    sees(&newcomer.bot.world.telegram, newcomer.chat, "What I can do", 1).await;
}

#[tokio::test]
async fn three_hundred_chats_that_telegram_makes_wait_hold_up_nobody() {
    let bot = TestBot::start().await;
    let telegram = &bot.world.telegram;
    let people: Vec<Talk<'_>> = (0..300).map(|number| bot.talk(10_000 + number, "Anna")).collect();
    telegram.fault("sendmessage", people.len(), Fault::RetryAfter(60));
    for person in &people {
        person.starts_saying("/help");
    }
    telegram.wait_for_calls(|seen| calls(seen, "sendmessage") >= people.len()).await.unwrap();
    // More than the thousand updates that used to be all the room there was.
    for number in 0..4 {
        for person in &people {
            person.starts_saying(&format!("/x{number}"));
        }
    }
    is_answered(&bot.talk(7, "Boris")).await;
}

#[tokio::test]
async fn a_hundred_chats_whose_messages_hang_hold_up_nobody() {
    let bot = TestBot::start().await;
    let (telegram, held) = (&bot.world.telegram, Barrier::new());
    let people: Vec<Talk<'_>> = (0..100).map(|number| bot.talk(10_000 + number, "Anna")).collect();
    telegram.fault("sendmessage", people.len(), Fault::Hold(held.clone()));
    for person in &people {
        person.starts_saying("/help");
    }
    held.reached(people.len()).await;
    is_answered(&bot.talk(7, "Boris")).await;
    held.release();
    for person in &people {
        sees(telegram, person.chat, "What I can do", 1).await;
    }
}

#[tokio::test]
async fn three_hundred_keys_that_the_api_holds_hold_up_no_other_key() {
    let bot = TestBot::start().await;
    let held = Barrier::new();
    let people = linked(&bot, 301).await;
    let (boris, people) = people.split_last().unwrap();
    bot.world.api.fault("get_csv_import_task", people.len(), Fault::Hold(held.clone()));
    for person in people {
        person.starts_saying(&format!("/csvstatus {} 123", person.chat.id()));
    }
    held.reached(people.len()).await;
    boris.starts_saying(&format!("/csvstatus {} 123", boris.chat.id()));
    sees(&bot.world.telegram, boris.chat, "CSV import", 1).await;
    held.release();
}

#[tokio::test]
async fn fifty_people_who_flood_a_slow_api_make_nobody_wait() {
    let bot = TestBot::start().await;
    let held = Barrier::new();
    let people = linked(&bot, 50).await;
    bot.world.api.fault("get_csv_import_task", 50 * 40, Fault::Hold(held.clone()));
    for _ in 0..40 {
        for person in &people {
            person.starts_saying(&format!("/csvstatus {} 123", person.chat.id()));
        }
    }
    held.reached(people.len()).await;
    is_answered(&bot.talk(7, "Boris")).await;
    // The surplus is refused with a word, and what was accepted is answered.
    let one = people.first().unwrap();
    held.release();
    sees(&bot.world.telegram, one.chat, "That was a lot at once", 1).await;
    sees(&bot.world.telegram, one.chat, "CSV import", 15).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_waits_for_an_hour_holds_no_memory_and_comes_after_a_restart() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says("/start", "Bots.Business").await;
    let before = operated.telegram.events().len();
    let sent = calls(&operated.telegram.calls(), "sendmessage");
    operated.telegram.fault("sendmessage", 1, Fault::RetryAfter(3600));
    for words in ["/help", "/x1", "/x2"] {
        operated.telegram.say(&operated.anna, operated.anna.chat(), words);
    }
    operated.telegram.wait_for_calls(|seen| calls(seen, "sendmessage") > sent).await.unwrap();
    operated.ends(child);
    let child = operated.start();
    operated.sees(before, "I don't know /x2").await;
    operated.ends(child);
    let events = operated.telegram.events();
    let texts: Vec<&str> = events[before..]
        .iter()
        .filter_map(|event| match event {
            Event::Sent(message) => message.text.lines().next(),
            _ => None,
        })
        .collect();
    assert!(texts.iter().any(|text| text.contains("What I can do")), "{texts:?}");
    let place = |words: &str| texts.iter().position(|text| text.contains(words));
    assert!(place("What I can do") < place("/x1") && place("/x1") < place("/x2"), "out of order: {texts:?}");
}

fn part(number: i64, more: serde_json::Value) -> String {
    let mut message = json!({"message_id": number, "date": 1_795_435_387, "media_group_id": "13579", "photo": [],
        "from": {"id": 7001, "is_bot": false, "first_name": "Anna"},
        "chat": {"id": 7001, "first_name": "Anna", "type": "private"}});
    message.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"update_id": 800_000_000 + number, "message": message}).to_string()
}

#[tokio::test]
async fn an_album_gets_one_answer() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    let mut last = None;
    for number in 1..=4 {
        last = Some(bot.world.telegram.push_raw(&part(number, json!({}))));
    }
    let seen = anna.sees_after(last.unwrap()).await;
    assert_eq!(seen.matches("I read words only").count(), 1, "{seen}");
    // A part that comes late is not answered again.
    let late = bot.world.telegram.push_raw(&part(5, json!({})));
    assert_eq!(anna.sees_after(late).await, "");
}

#[tokio::test]
async fn the_caption_of_an_album_counts_wherever_it_is() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    let mut last = None;
    for number in 1..=6 {
        let more = if number == 5 { json!({"caption": "/help"}) } else { json!({}) };
        last = Some(bot.world.telegram.push_raw(&part(number, more)));
    }
    let seen = anna.sees_after(last.unwrap()).await;
    contains(&seen, "What I can do");
    assert!(!seen.contains("I read words only"), "{seen}");
    let rows: Vec<(i64,)> =
        beside::Database::open(&bot).await.rows("SELECT update_id FROM inbox WHERE body IS NOT NULL").await;
    assert!(rows.is_empty(), "not finished: {rows:?}");
}

#[tokio::test]
async fn a_caption_that_is_written_anew_is_answered() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    let first = bot.world.telegram.push_raw(&part(1, json!({"caption": "/help"})));
    contains(&anna.sees_after(first).await, "What I can do");
    let mut edited: serde_json::Value = serde_json::from_str(&part(2, json!({"caption": DEMO_KEY}))).unwrap();
    let message = edited["message"].take();
    edited = json!({"update_id": edited["update_id"], "edited_message": message});
    let edited = bot.world.telegram.push_raw(&edited.to_string());
    contains(&anna.sees_after(edited).await, "Connected as");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_album_that_has_to_wait_long_is_answered_afterwards() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says("/start", "Bots.Business").await;
    let (before, sent) = (operated.telegram.events().len(), calls(&operated.telegram.calls(), "sendmessage"));
    operated.telegram.fault("sendmessage", 1, Fault::RetryAfter(3600));
    for number in 1..=3 {
        operated.telegram.push_raw(&part(number, if number == 2 { json!({"caption": "/help"}) } else { json!({}) }));
    }
    operated.telegram.wait_for_calls(|seen| calls(seen, "sendmessage") > sent).await.unwrap();
    operated.ends(child);
    let child = operated.start();
    operated.sees(before, "What I can do").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_process_that_is_killed_while_telegram_hangs_sets_nobodys_message_aside() {
    let operated = Operated::new().await;
    let people: Vec<Person> = (0..3).map(|number| Person::new(8_000 + number, "Anna")).collect();
    let held: Vec<Barrier> = people.iter().map(|person| operated.telegram.hold_chat(person.chat())).collect();
    for person in &people {
        operated.telegram.say(person, person.chat(), "/help");
    }
    for _ in 0..5 {
        let goal = calls(&operated.telegram.calls(), "sendmessage") + 1;
        let mut child = operated.start();
        operated.telegram.wait_for_calls(|seen| calls(seen, "sendmessage") >= goal).await.unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let child = operated.start();
    held.iter().for_each(Barrier::release);
    for person in &people {
        sees(&operated.telegram, person.chat(), "What I can do", 1).await;
    }
    operated.ends(child);
    let events = operated.telegram.events();
    let aside = people.iter().map(|person| count(&events, person.chat(), "set one of your messages aside"));
    assert_eq!(aside.sum::<usize>(), 0);
}

#[tokio::test]
async fn updates_that_are_too_large_together_are_fetched_one_after_the_other() {
    let bot = TestBot::start().await;
    let filler = "x".repeat(400_000);
    for number in 1..=42 {
        let large = json!({"reply_markup": {"filler": filler}, "media_group_id": null});
        bot.world.telegram.push_raw(&part(number, large));
    }
    is_answered(&bot.talk(7, "Boris")).await;
}

#[tokio::test]
async fn a_key_in_any_part_of_an_album_goes() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    let photo = bot.world.telegram.push_raw(&part(1, json!({"caption": "/help"})));
    let secret = bot.world.telegram.push_raw(&part(2, json!({"caption": DEMO_KEY})));
    anna.sees_after(photo).await;
    anna.sees_after(secret).await;
    let deleted: BTreeSet<i64> = bot
        .world
        .telegram
        .calls()
        .iter()
        .filter(|call| call.method == "deletemessage")
        .filter_map(|call| call.body["message_id"].as_i64())
        .collect();
    assert!(deleted.contains(&2), "{deleted:?}");
}

#[tokio::test]
async fn update_numbers_beyond_31_bits_are_acknowledged() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/start").await;
    for first in [i64::from(i32::MAX), i64::from(u32::MAX)] {
        bot.world.telegram.restart_update_numbers(first);
        for _ in 0..3 {
            contains(&anna.says("/help").await, "What I can do");
        }
    }
    let polls = calls(&bot.world.telegram.calls(), "getupdates");
    assert!(polls < 60, "{polls} polls for seven messages");
}

#[tokio::test]
async fn a_row_that_is_not_stored_yet_lets_nothing_out() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    let database = beside::Database::open(&bot).await;
    let lock = database.lock().await;
    let (asked, sent) = (bot.api_calls().len(), bot.world.telegram.calls().len());
    let told = anna.starts_saying("/csvstatus 2792787 123");
    // It is drawn while its row waits for the database.
    bot.world.api.wait_for_calls(asked + 1).await.unwrap();
    let key = bot.talk(7002, "Boris");
    key.starts_saying(DEMO_KEY);
    assert_eq!(anna.sees(), "", "nothing is sent before it is stored");
    let after: Vec<String> = bot.world.telegram.calls()[sent..].iter().map(|call| call.method.clone()).collect();
    assert!(after.iter().all(|method| method == "getupdates"), "{after:?}");
    drop(lock);
    contains(&anna.sees_after(told).await, "New      21");
}

#[tokio::test]
async fn a_bot_that_does_not_learn_its_name_answers_all_the_same() {
    let bot = TestBot::start_with(|parts| parts.pauses = (Duration::from_millis(5), Duration::from_millis(20))).await;
    let held = Barrier::new();
    bot.world.telegram.fault("getme", 1_000, Fault::Hold(held));
    let anna = bot.linked().await;
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_while_an_update_is_read_is_survived() {
    let mut operated = Operated::new().await;
    operated.settings.insert("FAILPOINTS", "parse=1*panic->off".to_owned());
    let child = operated.start();
    let odd = operated.telegram.push_raw(&json!({"message": {"message_id": 1}}).to_string());
    operated.telegram.acknowledged(odd).await.unwrap();
    operated.says("/help", "What I can do").await;
    let log = operated.ends(child);
    contains(&log, "an update of an unknown form is passed over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waited_for_more_than_a_day_is_ended_with_one_word() {
    let operated = Operated::new().await;
    let mut child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let held = Barrier::new();
    operated.api.fault("get_csv_import_task", 9, Fault::Hold(held.clone()));
    let mut last = None;
    for _ in 0..3 {
        last = Some(operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123"));
    }
    held.reached(1).await;
    operated.telegram.acknowledged(last.unwrap()).await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    beside::set(&operated, "UPDATE inbox SET accepted_at = accepted_at - 90000000 WHERE body IS NOT NULL").await;
    let before = operated.telegram.events().len();
    let child = operated.start();
    operated.sees(before, "I was away for more than a day").await;
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    let events = operated.telegram.events();
    assert_eq!(count(&events[before..], operated.anna.chat(), "more than a day"), 1);
    assert_eq!(count(&events[before..], operated.anna.chat(), "New      21"), 0);
}

/// An hour in which a thousand people ask every other minute, and every tenth of them has an answer that follows itself.
#[test]
fn an_hour_of_a_thousand_people_earns_no_429() {
    const PEOPLE: i64 = 1_000;
    let (pace, mut limits) = (Pace::default(), Limits::default());
    let (start, noon) = (tokio::time::Instant::now(), noon().now());
    let mut takes = |chat: i64, at: Duration| limits.take(chat, noon + chrono::TimeDelta::from_std(at).unwrap());
    // Reproducible and without a pattern (Numerical Recipes, quick and dirty generators).
    let mut state = 1_u64;
    let mut minutes = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223) % (1 << 32);
        Duration::from_millis(60_000 + state % 120_000)
    };
    // What is due when: a question of a person (no edits left to make), or the next edits of their answer.
    let mut due: BTreeSet<(Duration, i64, u32)> = (1..=PEOPLE).map(|person| (minutes(), person, 0)).collect();
    let (mut said, mut edited) = (0, 0);
    while let Some((at, person, edits)) = due.pop_first().filter(|(at, ..)| *at < Duration::from_secs(3_600)) {
        let chat = ChatId::new(person);
        if edits == 0 {
            pace.answered(chat, true, start + at);
            assert_eq!(takes(person, at), Ok(()), "answer {said} after {at:?}");
            said += 1;
            due.insert((at + minutes(), person, 0));
            if person % 10 == 0 {
                due.insert((at + Duration::from_secs(1), person, 6));
            }
            continue;
        }
        match pace.own(chat, true, start + at) {
            Err(next) => _ = due.insert((next - start, person, edits)),
            Ok(()) => {
                assert_eq!(takes(person, at), Ok(()), "edit {edited} after {at:?}");
                edited += 1;
                if edits > 1 {
                    due.insert((at + Duration::from_secs(1), person, edits - 1));
                }
            }
        }
    }
    assert!(said > 25_000 && edited > 15_000, "{said} answers, {edited} edits");
}

/// Whatever Telegram does, and however often the process ends: every message is answered, in its order.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mixture_of_faults_and_ends_loses_nothing_and_keeps_the_order() {
    const PEOPLE: i64 = 30;
    const EACH: usize = 6;
    let operated = Operated::new().await;
    let people: Vec<Person> = (0..PEOPLE).map(|number| Person::new(8_000 + number, "Anna")).collect();
    for place in 0..EACH {
        for person in &people {
            operated.telegram.say(person, person.chat(), &format!("/x{place:03}"));
        }
    }
    let mixture = [
        Fault::RetryAfter(1),
        Fault::Status(502, "Bad Gateway".into()),
        Fault::CutBody,
        Fault::Delay(Duration::from_millis(30)),
        Fault::Status(500, "Internal Server Error".into()),
        Fault::RetryAfter(0),
    ];
    for (number, fault) in mixture.iter().cycle().take(36).enumerate() {
        operated.telegram.fault(if number % 18 == 4 { "getupdates" } else { "sendmessage" }, 1, fault.clone());
    }
    for progress in [10, 25] {
        let mut child = operated.start();
        let goal = calls(&operated.telegram.calls(), "sendmessage") + progress;
        operated.telegram.wait_for_calls(|seen| calls(seen, "sendmessage") >= goal).await.unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let child = operated.start();
    for person in &people {
        sees(&operated.telegram, person.chat(), &format!("/x{:03}", EACH - 1), 1).await;
    }
    operated.ends(child);
    let events = operated.telegram.events();
    for person in &people {
        let mut seen: Vec<String> = Vec::new();
        for event in &events {
            let Event::Sent(message) = event else { continue };
            let echo = message.text.split("/x").nth(1).map(|rest| rest.chars().take(3).collect::<String>());
            if let Some(echo) = echo.filter(|echo| message.chat == person.chat() && !seen.contains(echo)) {
                seen.push(echo);
            }
        }
        let expected: Vec<String> = (0..EACH).map(|place| format!("{place:03}")).collect();
        assert_eq!(seen, expected, "{:?}", person.chat());
    }
}
