//! `sandbox`: a chat in the terminal with the bot in a simulated world.
//!
//! Owns reading lines and printing events. `sandbox/phone.rs` owns what a message looks like, `terminal.rs` the line that is
//! being typed.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write as _};

use anyhow::ensure;
use tokio::sync::mpsc;

use self::terminal::Terminal;
use super::tell;
use super::world::{GROUP_TITLE, World};
use crate::clock::Clock;
use crate::input::{Lines, Unread};
use crate::sandbox::bots_business::{DEMO_KEY, DEMO_PASSWORD, SECOND_KEY};
use crate::sandbox::phone::{self, Look};
use crate::sandbox::telegram::{Chat, Event, Telegram};
use crate::shutdown;

mod terminal;

/// Longer than any message, bytes.
const LONGEST_LINE: usize = 64 * 1024;
/// Words that end the chat.
const ENDS: [&str; 2] = ["exit", "quit"];

/// Draws the events of the chat, each once.
pub(super) struct Screen {
    look: Look,
    /// Whether standard input is a terminal: then the person's own messages are visible already, as they were typed.
    typed: bool,
    seen: usize,
    /// Whether the newest line is of the group.
    in_group: bool,
}

impl Screen {
    pub(super) fn new() -> Self {
        let ansi = io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        Self { look: Look { ansi, numbered: true, ..Look::default() }, typed: false, seen: 0, in_group: false }
    }

    /// The new events, an empty line after each.
    pub(super) fn news(&mut self, telegram: &Telegram) -> String {
        let events = telegram.events();
        let mut news = String::new();
        for event in events.iter().skip(self.seen) {
            let own = matches!(event, Event::Said(_) | Event::Pressed { .. });
            match phone::event(event, &self.look) {
                // Writing to a String cannot fail.
                Some(drawn) if !(own && self.typed) => {
                    self.turn_to(event.chat(), &mut news);
                    let _ = writeln!(news, "{drawn}\n");
                }
                _ => {}
            }
        }
        self.seen = events.len();
        news
    }

    /// Says in which chat it goes on.
    fn turn_to(&mut self, chat: Chat, news: &mut String) {
        let in_group = matches!(chat, Chat::Group(_));
        // Writing to a String cannot fail.
        let _ = match std::mem::replace(&mut self.in_group, in_group) {
            before if before == in_group => Ok(()),
            true => writeln!(news, "— in your private chat —\n"),
            false => writeln!(news, "— in the group “{GROUP_TITLE}” —\n"),
        };
    }
}

/// Where lines come from, and the bot's words go.
enum Ends {
    /// A terminal at both ends.
    Terminal(Box<Terminal>),
    /// Standard input and output, whatever they are.
    Pipe(mpsc::Receiver<Result<String, Unread>>),
}

impl Ends {
    fn new() -> anyhow::Result<Self> {
        let terminal = io::stdin().is_terminal() && io::stdout().is_terminal();
        Ok(if terminal { Self::Terminal(Box::new(Terminal::start()?)) } else { Self::Pipe(piped()) })
    }

    /// The next line, or nothing at the end of the input.
    async fn next(&mut self) -> io::Result<Option<Result<String, Unread>>> {
        match self {
            Self::Terminal(terminal) => Ok(terminal.next().await?.map(Ok)),
            Self::Pipe(lines) => Ok(lines.recv().await),
        }
    }

    fn print(&mut self, lines: String) -> io::Result<()> {
        match self {
            Self::Terminal(terminal) if !lines.is_empty() => terminal.print(lines),
            Self::Terminal(_) => Ok(()),
            Self::Pipe(_) => {
                let mut out = io::stdout().lock();
                out.write_all(lines.as_bytes())?;
                out.flush()
            }
        }
    }
}

/// Chats until the end of the input.
pub(super) async fn chat() -> anyhow::Result<()> {
    let world = World::start(Clock::system()).await?;
    world.api.furnish();
    world.api.link_telegram(DEMO_KEY, &world.person);
    let mut screen = Screen { typed: io::stdin().is_terminal(), ..Screen::new() };
    welcome()?;
    let stop = shutdown::listen()?;
    let left_out = stop.run_until_cancelled(converse(&world, &mut screen)).await.unwrap_or(Ok(0))?;
    world.stop().await;
    ensure!(left_out == 0, "{left_out} lines of standard input were left out");
    Ok(())
}

/// Returns how many lines were left out.
async fn converse(world: &World, screen: &mut Screen) -> anyhow::Result<u32> {
    let mut ends = Ends::new()?;
    let (mut left_out, mut mails) = (0, 0);
    loop {
        let seen = screen.seen;
        let line = tokio::select! {
            line = ends.next() => line?,
            // What the bot does by itself meanwhile is printed at once.
            _ = world.telegram.wait_for(|events| events.len() > seen) => {
                ends.print(screen.news(&world.telegram))?;
                continue;
            }
        };
        match line {
            None => return Ok(left_out),
            Some(Ok(line)) if ENDS.contains(&line.trim()) => return Ok(left_out),
            Some(Ok(line)) if line.trim().is_empty() => {}
            Some(Ok(line)) => {
                let word = world.line(&line).await?;
                ends.print(screen.news(&world.telegram))?;
                let mailed = world.api.mails().into_iter().skip(mails);
                let mailed: Vec<_> = mailed.map(|(to, mail)| format!("· mail to {to}: {mail} ·")).collect();
                mails += mailed.len();
                for word in word.into_iter().chain(mailed) {
                    ends.print(format!("{word}\n\n"))?;
                }
            }
            // The lines after it may be well; a failure of the input itself is the last one.
            Some(Err(error)) => {
                tell(&format!("bb-pocket: {error}; left out"));
                left_out += 1;
            }
        }
    }
}

fn welcome() -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "A simulated chat: nothing here leaves this machine, nothing is kept.")?;
    writeln!(out, "Demo key (fake): {DEMO_KEY}")?;
    writeln!(out, "Another account: {SECOND_KEY} (bot 3100001, task 55)")?;
    writeln!(out, "To sign in without a key: owner@example.com, password {DEMO_PASSWORD}")?;
    writeln!(out, "Try /start, paste the key, then /import My Shop, or /csvstatus 2792787 123.")?;
    writeln!(out, "A number presses that button, like 1; where the bot asks for something, #1 does.")?;
    writeln!(out, "/file PATH sends a file, /save PATH keeps the bot's newest; /group TEXT writes in a group;")?;
    writeln!(out, "exit or Ctrl-D ends.\n")
}

/// Lines of standard input, read by a thread: a pending read of tokio's own would keep the process from ending.
fn piped() -> mpsc::Receiver<Result<String, Unread>> {
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
