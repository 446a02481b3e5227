//! `sandbox --demo`: plays a short conversation, checks it, and draws it on request.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

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
/// How long a person takes to read a line, and a message at most.
const A_LINE: Duration = Duration::from_millis(180);
const LONGEST_LOOK: Duration = Duration::from_secs(3);

/// A step of the conversation, and a part of what the bot shows after it.
enum Step {
    /// This is typed; a number presses that button.
    Types(&'static str, &'static str),
    /// So many milliseconds pass, and the bot says this by itself.
    Passes(i64, &'static str),
}

use Step::{Passes, Types};

const SCRIPT: [Step; 11] = [
    Types("/start", "Paste it here"),
    Types(DEMO_KEY, "Connected as o…@example.com"),
    Types("/menu", "🟢 5 run"),
    Types("/import my shop", "Sheet …l-0001"),
    Types("1", "3 new · 3 overwritten · 1 removed"),
    Types("1", "Importing into My Shop"),
    Passes(6_000, "Updated  3"),
    // The watch looks again within two seconds, the message that follows the import after them.
    Passes(3_000, "New      2"),
    Passes(1_990, "As the preview said."),
    Passes(2_000, "CSV import ok"),
    Types("/csvstatus 2792787 123", "New      21"),
];

/// Plays the conversation, and draws it into the file `picture`. Fails when the bot does not say what the script
/// expects.
pub(super) async fn play(picture: Option<&Path>) -> anyhow::Result<()> {
    let clock = Clock::fixed(NOON.parse::<DateTime<Utc>>()?);
    let world = World::start(clock.clone()).await?;
    world.api.furnish();
    let mut screen = Screen::new();
    for step in &SCRIPT {
        let expected = match step {
            Types(line, expected) => {
                world.line(line).await?;
                expected
            }
            Passes(time, expected) => {
                world.follows(&clock, TimeDelta::milliseconds(*time), expected).await?;
                expected
            }
        };
        print(&screen.news(&world.telegram)).await?;
        let said = world.telegram.last_from_bot(world.person.chat()).context("the bot said nothing")?;
        ensure!(said.text.contains(expected), "the bot did not say {expected:?}");
        // Nothing is due meanwhile, so that the output never changes.
        if !said.text.starts_with('⏳') {
            clock.advance(PAUSE);
        }
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
    if io::stdout().is_terminal() {
        writeln!(io::stdout(), "That was the demo. Now try it yourself: bb-pocket sandbox")?;
    }
    Ok(())
}

/// Prints what happened. A person who watches gets the time to read it.
async fn print(news: &str) -> io::Result<()> {
    {
        let mut out = io::stdout().lock();
        out.write_all(news.as_bytes())?;
        out.flush()?;
    }
    if io::stdout().is_terminal() {
        let lines = u32::try_from(news.lines().count()).unwrap_or(u32::MAX);
        tokio::time::sleep(A_LINE.saturating_mul(lines).min(LONGEST_LOOK)).await;
    }
    Ok(())
}

/// The chat as it went on: a message that is edited is drawn again, because what it showed before is a part of the story.
fn items(events: &[Event]) -> Vec<Item> {
    let mut items: Vec<(i32, Item)> = Vec::new();
    for event in events {
        match event {
            Event::Said(message) | Event::Sent(message) | Event::Edited(message) | Event::Reworded(message) => {
                let time = message.edited_at.unwrap_or(message.sent_at).format("%H:%M").to_string();
                items.push((message.id, Item::Bubble { message: message.clone(), time }));
            }
            Event::Pressed { message, label, .. } => items.push((message.id, Item::Note(format!("pressed [{label}]")))),
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
