//! `sandbox --story`: plays a day of a watched account, and prints what its owner's phone shows, with simulated times.
//!
//! Owns the day. It checks nothing: a test holds its transcript.

use std::io::{self, IsTerminal as _, Write as _};
use std::time::Duration;

use anyhow::{Context as _, ensure};
use chrono::{DateTime, TimeDelta, Utc};

use super::world::World;
use crate::clock::Clock;
use crate::sandbox::bots_business::{DEMO_KEY, ErrorSketch};
use crate::sandbox::phone::{self, Look};
use crate::sandbox::telegram::{Event, Message};

/// When the owner begins; the story itself begins some hours later, so that there is something in the chart.
const BEGIN: &str = "2026-11-23T04:00:00Z";
const BEFORE: i64 = 6;
/// How long an hour takes where somebody looks on.
const HOUR: Duration = Duration::from_millis(2_500);
const SHOP: i64 = 2_792_787;
/// Iterations used at the beginning, and in each hour.
const USED: i64 = 41_000;
const USED_AN_HOUR: i64 = 290;

/// What happens in an hour of the day, counted from ten o'clock: minutes from then, and what.
const DAY: [(i64, i64, Happens); 4] =
    [(1, 0, Happens::Stops), (1, 1, Happens::Errors(40)), (1, 6, Happens::Errors(174)), (2, 30, Happens::Starts)];

#[derive(Clone, Copy)]
enum Happens {
    Stops,
    Errors(i64),
    Starts,
}

/// Plays the day.
pub(super) async fn play() -> anyhow::Result<()> {
    let clock = Clock::fixed(BEGIN.parse::<DateTime<Utc>>()?);
    let world = World::start(clock.clone()).await?;
    let mut story = Story { seen: 0, look: Look { ansi: io::stdout().is_terminal(), ..Look::default() }, world, clock };
    let paced = io::stdout().is_terminal();
    story.begin().await?;
    for hour in 0..24 {
        let mut minute = 0;
        for (_, at, happens) in DAY.iter().filter(|(of, ..)| *of == hour) {
            story.minutes(at - minute).await?;
            minute = *at;
            story.happens(*happens)?;
        }
        story.minutes(60 - minute).await?;
        story.world.api.set_iterations_used(DEMO_KEY, USED + USED_AN_HOUR * (BEFORE + hour));
        if paced {
            tokio::time::sleep(HOUR).await;
        }
    }
    story.says(&format!("{} · the day is over", story.time()))?;
    story.world.stop().await;
    Ok(())
}

struct Story {
    world: World,
    clock: Clock,
    look: Look,
    /// How many events were printed.
    seen: usize,
}

impl Story {
    /// The owner connects an account, watches its bots and asks for a digest; some quiet hours pass.
    async fn begin(&mut self) -> anyhow::Result<()> {
        self.world.line(DEMO_KEY).await?;
        self.world.line("/watches").await?;
        for label in ["Watch all my bots", "Daily digest", "Turn on, 09:00"] {
            self.presses(label).await?;
        }
        for hour in 0..BEFORE {
            self.world.api.set_iterations_used(DEMO_KEY, USED + USED_AN_HOUR * hour);
            self.world.passes(&self.clock, TimeDelta::hours(1), || Ok(())).await?;
        }
        self.seen = self.world.telegram.events().len();
        self.says("A day in a minute: what the phone of somebody shows who watches two bots and asked for a digest.")?;
        self.says("The hours before were quiet, and nothing came. Times are simulated.\n")?;
        self.says(&format!("{} · the day begins\n", self.time()))
    }

    async fn presses(&self, label: &str) -> anyhow::Result<()> {
        let message = self.world.telegram.last_from_bot(self.world.person.chat()).context("the bot said nothing")?;
        let place = message.labels().iter().position(|one| *one == label);
        let place = place.with_context(|| format!("there is no button {label:?}"))?;
        ensure!(self.world.line(&format!("#{}", place + 1)).await?.is_none(), "{label:?} did nothing");
        Ok(())
    }

    fn happens(&self, happens: Happens) -> anyhow::Result<()> {
        let now = self.clock.now();
        let words = match happens {
            Happens::Stops => {
                self.world.api.set_status(SHOP, Some("stopped"));
                "My Shop stops".to_owned()
            }
            Happens::Errors(count) => {
                let error = |_| ErrorSketch::new(now, "Error: the bot is stopped").command("/pay");
                self.world.api.add_errors(SHOP, (0..count).map(error));
                format!("{count} errors in My Shop")
            }
            Happens::Starts => {
                self.world.api.set_status(SHOP, Some("works"));
                "My Shop is started again in the app".to_owned()
            }
        };
        self.says(&format!("{} · {words}\n", self.time()))
    }

    /// Lets time pass, and prints what the phone shows meanwhile.
    async fn minutes(&mut self, minutes: i64) -> anyhow::Result<()> {
        let (clock, telegram, look) = (self.clock.clone(), self.world.telegram.clone(), self.look);
        let seen = &mut self.seen;
        let shows = || {
            let events = telegram.events();
            for event in events.iter().skip(*seen) {
                show(event, clock.now(), &look)?;
            }
            *seen = events.len();
            Ok(())
        };
        self.world.passes(&self.clock, TimeDelta::minutes(minutes), shows).await
    }

    fn time(&self) -> String {
        time(self.clock.now())
    }

    fn says(&self, line: &str) -> anyhow::Result<()> {
        Ok(writeln!(io::stdout(), "{line}")?)
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.format("%a %H:%M").to_string()
}

/// Prints what is visible, with its time and whether it is heard.
fn show(event: &Event, now: DateTime<Utc>, look: &Look) -> anyhow::Result<()> {
    let how = match event {
        Event::Sent(Message { silent: true, .. }) => "a silent message",
        Event::Sent(_) => "a message with a sound",
        Event::Edited(_) => "an edit, which nobody hears",
        _ => "on the phone",
    };
    if let Some(drawn) = phone::event(event, look) {
        writeln!(io::stdout(), "{} · {how}\n{drawn}\n", time(now))?;
    }
    Ok(())
}
