//! The sandbox at a terminal: lines are edited and remembered, and the terminal is afterwards as it was.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};

use super::*;
use crate::process::terminate;

struct AtATerminal {
    child: Child,
    keyboard: File,
    screen: Receiver<Vec<u8>>,
    /// The end that the program has.
    other: File,
    seen: String,
}

impl AtATerminal {
    fn start(arguments: &[&str], folder: &Path) -> Self {
        let main: OwnedFd = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&main).unwrap();
        unlockpt(&main).unwrap();
        let name = ptsname(&main, Vec::new()).unwrap();
        let other = File::options().read(true).write(true).open(name.to_str().unwrap()).unwrap();
        let mut command = bb_pocket(arguments, &BTreeMap::from([("TERM", "xterm".to_owned())]), folder);
        let end = || Stdio::from(other.try_clone().unwrap());
        let child = command.stdin(end()).stdout(end()).stderr(end()).spawn().unwrap();
        let keyboard = File::from(main);
        let mut reading = keyboard.try_clone().unwrap();
        let (sender, screen) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reading.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { child, keyboard, screen, other, seen: String::new() }
    }

    fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).unwrap();
    }

    /// Waits for something new on the screen.
    fn sees(&mut self, expected: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        let mut new = String::new();
        while !new.contains(expected) {
            let left = end.saturating_duration_since(Instant::now());
            let bytes = self.screen.recv_timeout(left).unwrap_or_else(|_| panic!("no «{expected}» in\n{new}"));
            new.push_str(&text(&bytes));
        }
        self.seen.push_str(&new);
    }

    fn is_raw(&self) -> bool {
        !tcgetattr(&self.other).unwrap().local_modes.contains(LocalModes::ICANON)
    }

    fn ends(mut self) -> bool {
        self.child.wait().unwrap().success() && !self.is_raw()
    }
}

#[test]
fn lines_are_edited_and_remembered() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = AtATerminal::start(&["sandbox"], folder.path());
    terminal.sees("> ");
    // A letter too many, taken back; then Home and Delete on the first of two slashes.
    terminal.types("//helpx\u{7f}\u{1b}[H\u{1b}[3~\r");
    terminal.sees("What I can do");
    // The line before again.
    terminal.types("\u{1b}[A\r");
    terminal.sees("What I can do");
    terminal.types("quit\r");
    assert!(terminal.ends(), "it ends well, and the terminal is as it was");
}

#[test]
fn a_signal_in_the_middle_of_a_line_leaves_the_terminal_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let mut terminal = AtATerminal::start(&["sandbox"], folder.path());
    terminal.sees("> ");
    terminal.types("/hel");
    terminal.sees("/hel");
    assert!(terminal.is_raw());
    terminate(&terminal.child);
    assert!(terminal.ends());
}

#[test]
fn the_demo_has_a_pace_and_a_next_step_at_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let began = Instant::now();
    let mut terminal = AtATerminal::start(&["sandbox", "--demo"], folder.path());
    terminal.sees("Paste it here");
    terminal.sees("Connected as");
    assert!(began.elapsed() > Duration::from_secs(1), "nobody can follow this");
    terminal.child.kill().unwrap();
    terminal.child.wait().unwrap();
}
