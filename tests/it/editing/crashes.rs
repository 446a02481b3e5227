//! The process ends between the steps of a save: written once at most, and told as it is.

use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY, Thing};
use bb_pocket::sandbox::telegram::Event;

use super::{SHOP, START, START_DRAFT};
use crate::process::{Operated, crashes};

mod removing;

/// The real bot, stopped in good order while its person has a draft before them.
async fn operated_at_the_draft() -> Operated {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says(START_DRAFT, "What do you want to change?").await;
    press(&operated, "Answer");
    shows(&operated, "Send the new answer").await;
    operated.says("Changed", "Draft of /start: answer changed").await;
    operated.ends(child);
    operated
}

fn press(operated: &Operated, label: &str) {
    let chat = operated.anna.chat();
    let message = operated.telegram.last_from_bot(chat).unwrap();
    operated.telegram.press(&operated.anna, chat, message.id, label).unwrap();
}

/// Waits until the bot's newest message holds these words.
async fn shows(operated: &Operated, words: &str) {
    let newest = |events: &[Event]| {
        let shown = |event: &Event| match event {
            Event::Sent(message) | Event::Edited(message) => Some(message.text.contains(words)),
            _ => None,
        };
        events.iter().rev().find_map(shown) == Some(true)
    };
    operated.telegram.wait_for(newest).await.unwrap();
}

fn writes(api: &BotsBusiness) -> usize {
    api.calls().iter().filter(|call| call.endpoint == "edit_command").count()
}

fn answer(api: &BotsBusiness) -> String {
    let all = api.all(SHOP, Thing::Command);
    all.iter().find(|command| command["id"] == START).unwrap()["answer"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_draft_outlives_a_restart() {
    let operated = operated_at_the_draft().await;
    let child = operated.start();
    operated.says(START_DRAFT, "Draft of /start: answer changed").await;
    press(&operated, "Save");
    shows(&operated, "✅ /start is saved: answer").await;
    operated.ends(child);
    assert_eq!((writes(&operated.api), answer(&operated.api).as_str()), (1, "Changed"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_is_written_once_whatever_step_the_process_ends_at() {
    for (place, written, told) in [
        ("runner-begun", 1, "✅ /start is saved: answer"),
        ("act-claimed", 0, "❔ I don't know if it was saved. Bots.Business does not show it now: answer of /start"),
        ("act-sent", 1, "✅ /start is at Bots.Business as in your draft"),
        ("act-ended", 1, "✅ /start is saved: answer"),
        ("deliver-ready", 1, "✅ /start is saved: answer"),
    ] {
        let operated = operated_at_the_draft().await;
        crashes(&operated, place, || press(&operated, "Save")).await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!(writes(&operated.api), written, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_of_code_is_taken_once_whatever_step_the_process_ends_at() {
    let operated = operated_at_the_draft().await;
    let child = operated.start();
    operated.says(START_DRAFT, "Draft of /start").await;
    press(&operated, "Code");
    shows(&operated, "Send the new code").await;
    let part = format!("let a = '{}'", "x".repeat(3_600));
    operated.says(&part, "Part 1 is in the draft: 1 line").await;
    operated.ends(child);
    crashes(&operated, "deliver-ready", || {
        operated.telegram.say(&operated.anna, operated.anna.chat(), "run()");
    })
    .await;
    let child = operated.start();
    shows(&operated, "Part 2 is in the draft: 2 lines").await;
    operated.ends(child);
}
