//! The process ends while a digest or a message about several things is told: it is told at least once, and twice only where
//! nobody can know that it arrived.

use std::time::Duration;

use bb_pocket::clock::Clock;
use bb_pocket::frame::to;
use bb_pocket::ids::{AccountId, BotId, TaskId, UserId};
use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::telegram::Event;
use bb_pocket::screens::imports::ImportEnds;
use bb_pocket::store::Store;
use bb_pocket::vault::Vault;
use serde_json::{Value, json};

use super::SHOP;
use crate::process::{Operated, crashes};

/// Somebody whose account is linked; the bot has stopped in good order.
async fn linked() -> Operated {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    operated
}

/// The database of a bot that does not run, and whose it is.
async fn database(operated: &Operated) -> (Store, UserId, AccountId) {
    let folder = operated.folder.path().join("data");
    let vault = Vault::from_file(&folder.join("bb-pocket.keys")).unwrap();
    let store = Store::open(&folder.join("bb-pocket.db"), vault, Clock::system()).await.unwrap();
    let user = UserId::new(operated.anna.id);
    let account = store.accounts(user).await.unwrap().current().unwrap().id;
    (store, user, account)
}

fn count(operated: &Operated, words: &str) -> usize {
    let told = |event: &&Event| matches!(event, Event::Sent(message) if message.text.contains(words));
    operated.telegram.events().iter().filter(told).count()
}

/// Ends the process at this place, and starts it again until it is told so often.
async fn told(operated: &Operated, place: &'static str, words: &str, times: usize) {
    crashes(operated, place, || ()).await;
    let child = operated.start();
    let all = |events: &[Event]| {
        let told = |event: &&Event| matches!(event, Event::Sent(message) if message.text.contains(words));
        events.iter().filter(told).count() >= times
    };
    let seen = operated.telegram.wait_for(all).await;
    assert!(seen.is_ok(), "{place}: {:#?}", operated.telegram.messages(operated.anna.chat()));
    operated.says("/privacy", "store").await;
    operated.ends(child);
    // What was told is told, also for the next process.
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    assert_eq!(count(operated, words), times, "{place}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_digest_is_told_whatever_step_the_process_ends_at() {
    for (place, times) in [
        ("watch-looked", 1),
        ("watch-storing", 1),
        ("watch-stored", 1),
        ("watch-ready", 1),
        ("watch-sent", 2),
        ("watch-told", 1),
    ] {
        let operated = linked().await;
        let child = operated.start();
        operated.says("/watches", "What I watch for you").await;
        for (label, shown) in [("Daily digest", "Off."), ("Turn on, 09:00", "On: at 09:00")] {
            operated.presses(label);
            let shows = |event: &Event| match event {
                Event::Sent(message) | Event::Edited(message) => message.text.contains(shown),
                _ => false,
            };
            operated.telegram.wait_for(|events| events.iter().any(shows)).await.unwrap();
        }
        operated.ends(child);
        // Its hour is a minute ago, and it comes on quiet days too.
        let (store, user, account) = database(&operated).await;
        let digest = store.watches(user).await.unwrap()[0];
        let now = Clock::system().now_ms();
        let due = |seen: Option<&[u8]>| {
            let mut kept: Value = seen.map_or_else(|| json!({}), |seen| serde_json::from_slice(seen).unwrap());
            kept["due"] = json!(now - 60_000);
            kept["quiet_days"] = json!(true);
            kept.to_string().into_bytes()
        };
        assert!(store.change_seen(user, account, digest, due).await.unwrap());
        assert!(store.start_watch(user, account, digest, Duration::ZERO, false).await.unwrap());
        store.close().await;
        told(&operated, place, "Your bots since", times).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn several_things_in_one_message_are_told_whatever_step_the_process_ends_at() {
    const IMPORTS: i64 = 9;
    for (place, times) in [("gather-ready", 1), ("gather-sent", 2), ("gather-told", 1)] {
        let operated = linked().await;
        let tasks = 200..200 + IMPORTS;
        for task in tasks.clone() {
            operated.api.put_task(SHOP, task, json!({"status": "ok", "task_id": task, "bot_id": SHOP}));
        }
        let (store, user, account) = database(&operated).await;
        let all: Vec<_> =
            tasks.clone().map(|task| (to(ImportEnds, (BotId::new(SHOP), TaskId::new(task))), Duration::ZERO)).collect();
        assert_eq!(store.start_watches(user, account, &all, false).await.unwrap(), all.len());
        store.close().await;
        told(&operated, place, "🔔 And ", times).await;
        // What came after it was drawn is in its next edit: a clock that went on is one that was set.
        crate::support::beside::set(&operated, "UPDATE gathers SET due_at = 1 WHERE ended_at IS NULL").await;
        let child = operated.start();
        let all = |events: &[Event]| {
            let text = |event: &Event| match event {
                Event::Sent(message) | Event::Edited(message) => message.text.clone(),
                _ => String::new(),
            };
            let texts: Vec<String> = events.iter().map(text).collect();
            let is_told = |task: i64| {
                let (itself, listed) = (format!("import {task}"), format!("Import {task} has ended"));
                texts
                    .iter()
                    .any(|text| text.contains(&listed) || text.contains("CSV import: ok") && text.contains(&itself))
            };
            tasks.clone().all(is_told)
        };
        operated.says("/help", "What I can do").await;
        let seen = operated.telegram.wait_for(all).await;
        assert!(seen.is_ok(), "{place}: not all are told: {:#?}", operated.telegram.messages(operated.anna.chat()));
        operated.ends(child);
        assert!(count(&operated, "🔔 And ") <= 2 && count(&operated, "CSV import: ok") <= 7, "{place}");
    }
}
