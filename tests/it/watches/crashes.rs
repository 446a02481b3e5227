//! The process ends while something is watched: between every two steps. The result is lost never, and told twice only
//! where nobody can know that it arrived.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::telegram::Event;

use super::{ENDED, SHOP, TASK, task};
use crate::process::{Operated, crashes};

async fn shows(operated: &Operated, words: &str) {
    let shown = |event: &Event| match event {
        Event::Sent(message) | Event::Edited(message) => message.text.contains(words),
        _ => false,
    };
    operated.telegram.wait_for(|events| events.iter().any(shown)).await.unwrap();
}

/// The real bot whose person watches an import; it has stopped in good order.
async fn operated_watching() -> Operated {
    let operated = Operated::new().await;
    operated.api.put_task(SHOP, TASK, task("in progress"));
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/csvstatus 2792787 124", "in progress").await;
    operated.presses("Tell me when it ends");
    shows(&operated, "🔔 I look at it").await;
    operated.ends(child);
    operated
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_result_is_told_whatever_step_the_process_ends_at() {
    for (place, times) in [
        ("watch-claimed", 1),
        ("watch-looked", 1),
        ("watch-storing", 1),
        ("watch-stored", 1),
        ("watch-ready", 1),
        ("watch-sent", 2),
        ("watch-told", 1),
    ] {
        let operated = operated_watching().await;
        operated.api.put_task(SHOP, TASK, task("ok"));
        crashes(&operated, place, || ()).await;
        let child = operated.start();
        shows(&operated, ENDED).await;
        operated.says("/help", "What I can do").await;
        if times == 2 {
            let twice = |events: &[Event]| count(events) == 2;
            operated.telegram.wait_for(twice).await.unwrap();
        }
        operated.ends(child);
        let child = operated.start();
        operated.says("/privacy", "store").await;
        operated.ends(child);
        assert_eq!(count(&operated.telegram.events()), times, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_notice_that_was_sent_twice_is_not_sent_again() {
    let operated = operated_watching().await;
    operated.api.put_task(SHOP, TASK, task("ok"));
    crashes(&operated, "watch-sent", || ()).await;
    crashes(&operated, "watch-sent", || ()).await;
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
    assert_eq!(count(&operated.telegram.events()), 2);
}

fn count(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Sent(message) if message.text.contains(ENDED))).count()
}
