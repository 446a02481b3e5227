//! `sandbox`: a chat in the terminal with the bot in a simulated world.
//!
//! Owns reading lines and printing events. `sandbox/phone.rs` owns what a message looks like.

use std::io::{self, IsTerminal as _, Write as _};

use anyhow::ensure;
use tokio::sync::mpsc;

use super::tell;
use super::world::World;
use crate::clock::Clock;
use crate::input::{Lines, Unread};
use crate::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};
use crate::sandbox::phone::{self, Look};
use crate::sandbox::telegram::{Event, Telegram};
use crate::shutdown;

/// Longer than any message, bytes.
const LONGEST_LINE: usize = 64 * 1024;

/// Prints the events of the chat, each once.
pub(super) struct Screen {
    look: Look,
    /// Whether standard input is a terminal: then the person's own messages are visible already, as they were typed.
    typed: bool,
    seen: usize,
}

impl Screen {
    pub(super) fn new() -> Self {
        let ansi = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { look: Look { ansi, numbered: true, ..Look::default() }, typed: io::stdin().is_terminal(), seen: 0 }
    }

    /// The next line, or nothing at the end of the input. What the bot does by itself meanwhile is printed at once.
    async fn next(&mut self, lines: &mut Typed, telegram: &Telegram) -> io::Result<Option<Result<String, Unread>>> {
        loop {
            let seen = self.seen;
            tokio::select! {
                line = lines.recv() => return Ok(line),
                news = telegram.wait_for(|events| events.len() > seen) => if news.is_ok() {
                    self.show(telegram)?;
                    prompt()?;
                },
            }
        }
    }

    /// Prints the new events, an empty line after each.
    pub(super) fn show(&mut self, telegram: &Telegram) -> io::Result<()> {
        let events = telegram.events();
        let mut out = io::stdout().lock();
        for event in events.iter().skip(self.seen) {
            let own = matches!(event, Event::Said(_) | Event::Pressed { .. });
            match phone::event(event, &self.look) {
                Some(drawn) if !(own && self.typed) => writeln!(out, "{drawn}\n")?,
                _ => {}
            }
        }
        self.seen = events.len();
        out.flush()
    }
}

/// Chats until the end of the input.
pub(super) async fn chat() -> anyhow::Result<()> {
    let world = World::start(Clock::system()).await?;
    world.api.furnish();
    let mut screen = Screen::new();
    welcome()?;
    let mut lines = lines();
    prompt()?;
    let stop = shutdown::listen()?;
    let mut left_out = 0_u32;
    while let Some(line) = stop.run_until_cancelled(screen.next(&mut lines, &world.telegram)).await {
        let Some(line) = line? else { break };
        let line = match line {
            Ok(line) => line,
            // The lines after it may be well; a failure of the input itself is the last one.
            Err(error) => {
                tell(&format!("bb-pocket: {error}; left out"));
                left_out += 1;
                continue;
            }
        };
        if !line.trim().is_empty() {
            let word = world.line(&line).await?;
            screen.show(&world.telegram)?;
            if let Some(word) = word {
                writeln!(io::stdout(), "{word}\n")?;
            }
        }
        prompt()?;
    }
    world.stop().await;
    ensure!(left_out == 0, "{left_out} lines of standard input were left out");
    Ok(())
}

fn welcome() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "A simulated chat: nothing here leaves this machine, nothing is kept.")?;
    writeln!(out, "Demo key (fake): {DEMO_KEY}")?;
    writeln!(out, "Another account: {SECOND_KEY} (bot 3100001, task 55)")?;
    writeln!(out, "Try /start, paste the key, then /import My Shop, or /csvstatus 2792787 123.")?;
    writeln!(out, "A number presses that button, like 1 or #1; /file PATH sends a file, /save PATH keeps")?;
    writeln!(out, "the bot's newest. Ctrl-D ends.\n")
}

/// Prints `> ` when standard input and output are a terminal.
fn prompt() -> io::Result<()> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Ok(());
    }
    let mut out = io::stdout().lock();
    write!(out, "> ")?;
    out.flush()
}

type Typed = mpsc::Receiver<Result<String, Unread>>;

/// Lines of standard input, read by a thread: a pending read of tokio's own would keep the process from ending.
fn lines() -> Typed {
    let (sender, receiver) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut lines = Lines::new("standard input", io::stdin().lock(), LONGEST_LINE);
        while let Some(line) = lines.next_line() {
            let ended = line.as_ref().is_err_and(Unread::is_final);
            if sender.blocking_send(line).is_err() || ended {
                break;
            }
        }
    });
    receiver
}
