//! `sandbox --demo`: plays a short conversation, checks it, and draws it on request.

use std::path::Path;

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};

use super::sandbox::Screen;
use super::world::World;
use crate::clock::Clock;
use crate::sandbox::bots_business::DEMO_KEY;
use crate::sandbox::picture::{Item, svg};
use crate::sandbox::telegram::Event;

/// The time of the demo, so that its output never changes.
const NOON: &str = "2026-11-23T12:03:07Z";
/// Time between two messages of the conversation.
const PAUSE: TimeDelta = TimeDelta::seconds(20);

/// What is typed, and a part of the bot's newest message.
const SCRIPT: [(&str, &str); 6] = [
    ("/start", "Paste it here"),
    (DEMO_KEY, "Connected as o…@example.com"),
    ("/menu", "🟢 5 run"),
    ("my shop", "Commands 8 · Errors 12"),
    ("/csvstatus My Shop 123", "New      21"),
    ("3", "Checked 12:04:47 UTC"),
];

/// Plays the conversation, and draws it into the file `picture`. Fails when the bot does not say what the script
/// expects.
pub(super) async fn play(picture: Option<&Path>) -> anyhow::Result<()> {
    let clock = Clock::fixed(NOON.parse::<DateTime<Utc>>()?);
    let world = World::start(clock.clone()).await?;
    world.api.furnish();
    let mut screen = Screen::new();
    for (line, expected) in SCRIPT {
        world.line(line).await?;
        screen.show(&world.telegram)?;
        let said = world.telegram.last_from_bot(world.person.chat()).context("the bot said nothing")?;
        ensure!(said.text.contains(expected), "after {line:?} the bot did not say {expected:?}");
        clock.advance(PAUSE);
    }
    ensure!(
        world.telegram.messages(world.person.chat()).iter().all(|message| !message.text.contains(DEMO_KEY)),
        "the pasted key is still in the chat"
    );
    if let Some(path) = picture {
        let drawn = svg("bb-pocket", &items(&world.telegram.events()));
        std::fs::write(path, drawn).with_context(|| path.display().to_string())?;
    }
    world.stop().await;
    Ok(())
}

/// The chat as it looks at the end; a note in place of the deleted key.
fn items(events: &[Event]) -> Vec<Item> {
    let mut items: Vec<(i32, Item)> = Vec::new();
    for event in events {
        match event {
            Event::Said(message) | Event::Sent(message) | Event::Edited(message) | Event::Reworded(message) => {
                let time = message.edited_at.unwrap_or(message.sent_at).format("%H:%M").to_string();
                let item = Item::Bubble { message: message.clone(), time };
                match items.iter_mut().find(|(id, _)| *id == message.id) {
                    Some((_, earlier)) => *earlier = item,
                    None => items.push((message.id, item)),
                }
            }
            Event::Deleted(message) => {
                if let Some((_, item)) = items.iter_mut().find(|(id, _)| *id == message.id) {
                    *item = Item::Vanished { note: "key pasted, deleted at once".to_owned() };
                }
            }
            _ => {}
        }
    }
    items.into_iter().map(|(_, item)| item).collect()
}
