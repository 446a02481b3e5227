//! The process ends while a bot is started or stopped: sent once, told truly, and followed on.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Obedience};
use bb_pocket::sandbox::telegram::Telegram;
use serde_json::json;

use super::{WEATHER, add_weather, requests, says};
use crate::process::{Operated, crashes};

/// The real bot whose person has the card of a stopped bot before them; it has stopped in good order.
async fn operated_at_the_card(obedience: Obedience) -> Operated {
    let operated = Operated::new().await;
    add_weather(&operated.api, obedience);
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/bot Weather", "stopped").await;
    operated.ends(child);
    operated
}

pub fn press(operated: &Operated, label: &str) {
    let chat = operated.anna.chat();
    let message = operated.telegram.last_from_bot(chat).unwrap();
    operated.telegram.press(&operated.anna, chat, message.id, label).unwrap();
}

pub async fn shows(telegram: &Telegram, words: &str) {
    telegram.wait_for(|events| says(events, None, words)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_is_sent_once_whatever_step_the_process_ends_at() {
    for (place, sent) in [
        ("intake-stored", 1),
        ("runner-begun", 1),
        ("act-sent", 1),
        ("act-ended", 1),
        ("deliver-ready", 1),
        ("deliver-sent", 1),
        ("act-claimed", 0),
    ] {
        let operated = operated_at_the_card(Obedience::After(0)).await;
        crashes(&operated, place, || press(&operated, "Start")).await;
        let child = operated.start();
        let sentence = match sent {
            0 => "⏳ I don't know if my request to start Weather arrived. I keep looking…",
            _ => "🟢 Weather runs. Seen after",
        };
        shows(&operated.telegram, sentence).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(requests(&operated.api), sent, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_confirmed_stop_is_sent_once_whatever_step_the_process_ends_at() {
    for (place, sent) in
        [("runner-begun", 1), ("act-sent", 1), ("act-ended", 1), ("deliver-sent", 1), ("act-claimed", 0)]
    {
        let operated = Operated::new().await;
        operated.api.set_obedience(2_792_787, Obedience::After(0));
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/bot My Shop", "runs").await;
        press(&operated, "Stop");
        shows(&operated.telegram, "Stop “My Shop”?").await;
        operated.ends(child);
        crashes(&operated, place, || press(&operated, "Stop it")).await;
        let child = operated.start();
        let sentence = match sent {
            0 => "⏳ I don't know if my request to stop My Shop arrived. I keep looking…",
            _ => "⚪ My Shop is stopped. Seen after",
        };
        shows(&operated.telegram, sentence).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(requests(&operated.api), sent, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_following_goes_on_after_a_restart_and_after_an_end_at_every_step() {
    for place in ["", "notice-ready", "notice-sent"] {
        let operated = operated_at_the_card(Obedience::Hangs).await;
        if place.is_empty() {
            let child = operated.start();
            press(&operated, "Start");
            shows(&operated.telegram, "⏳ Asked Bots.Business to start Weather…").await;
            operated.ends(child);
        } else {
            crashes(&operated, place, || press(&operated, "Start")).await;
        }
        operated.api.put_bot(
            DEMO_KEY,
            WEATHER,
            json!({"id": WEATHER, "name": "Weather", "status": "works", "token": "1:x"}),
        );
        let child = operated.start();
        shows(&operated.telegram, "🟢 Weather runs. Seen after").await;
        operated.ends(child);
        assert_eq!(requests(&operated.api), 1, "{place}");
    }
}
