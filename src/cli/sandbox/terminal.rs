//! Lines typed at a terminal: edited, and remembered while the sandbox runs.
//!
//! Owns the editor's thread, and that the terminal is afterwards as it was. What the bot says by itself is printed above the
//! line that is being typed.

use std::io;

use anyhow::Context as _;
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use rustyline::{Config, Editor, ExternalPrinter};
use tokio::sync::mpsc;

const PROMPT: &str = "> ";
/// Lines that are remembered.
const REMEMBERED: usize = 100;

/// A terminal with an editor.
pub(super) struct Terminal {
    /// Asks the editor for the next line.
    ask: mpsc::Sender<()>,
    lines: mpsc::Receiver<io::Result<Option<String>>>,
    /// Whether a line is being typed.
    asked: bool,
    printer: Box<dyn ExternalPrinter + Send>,
    _as_it_was: AsItWas,
}

/// Puts the terminal back as it was: a signal may end the sandbox in the middle of a line.
struct AsItWas(Termios);

impl Drop for AsItWas {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}

impl Terminal {
    pub(super) fn start() -> anyhow::Result<Self> {
        let as_it_was = AsItWas(tcgetattr(io::stdin()).context("the terminal")?);
        let config = Config::builder().max_history_size(REMEMBERED).context("the terminal")?.build();
        let history = MemHistory::with_config(&config);
        let mut editor: Editor<(), MemHistory> = Editor::with_history(config, history).context("the terminal")?;
        let printer = Box::new(editor.create_external_printer().context("the terminal")?);
        let (ask, mut asked) = mpsc::channel(1);
        let (sender, lines) = mpsc::channel(1);
        std::thread::spawn(move || {
            while asked.blocking_recv().is_some() {
                let line = read(&mut editor);
                let last = !matches!(line, Ok(Some(_)));
                if sender.blocking_send(line).is_err() || last {
                    break;
                }
            }
        });
        Ok(Self { ask, lines, asked: false, printer, _as_it_was: as_it_was })
    }

    /// The next line; nothing at Ctrl-D and Ctrl-C. May be dropped and called again: the line that is being typed stays.
    pub(super) async fn next(&mut self) -> io::Result<Option<String>> {
        if !self.asked {
            self.asked = self.ask.send(()).await.is_ok();
        }
        let line = self.lines.recv().await.unwrap_or(Ok(None));
        self.asked = false;
        line
    }

    /// Prints whole lines, above the one that is being typed.
    pub(super) fn print(&mut self, lines: String) -> io::Result<()> {
        self.printer.print(lines).map_err(io::Error::other)
    }
}

fn read(editor: &mut Editor<(), MemHistory>) -> io::Result<Option<String>> {
    match editor.readline(PROMPT) {
        Ok(line) => {
            // One that is not remembered is typed again.
            let _ = editor.add_history_entry(line.as_str());
            Ok(Some(line))
        }
        Err(ReadlineError::Eof | ReadlineError::Interrupted) => Ok(None),
        Err(error) => Err(io::Error::other(error)),
    }
}
