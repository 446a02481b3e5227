//! The command line: `run` (default), `sandbox`, `check`.
//!
//! Owns arguments, exit codes and what is printed to a terminal. No secret is ever taken from the command line.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app;
use crate::config::{Config, Mistake};
use crate::telemetry::{self, LogFormat};

mod check;
mod demo;
mod sandbox;
pub mod world;

/// Exit code when something failed while running.
const FAILED: u8 = 1;
/// Exit code when the settings are wrong; clap uses the same for wrong arguments.
const WRONG_SETTINGS: u8 = 2;

const EXAMPLES: &str = "\
Examples:
  bb-pocket sandbox              chat with the bot: no token, no network
  bb-pocket sandbox --demo       see a short conversation
  bb-pocket check                look at the settings without running
  bb-pocket                      run the bot

Settings come from the environment and from .env; see .env.example.
Exit codes: 0 done, 1 failed, 2 wrong settings or arguments.";

/// A Telegram bot that puts your Bots.Business bots in your pocket.
#[derive(Parser)]
#[command(version, about, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Run the bot until SIGINT or SIGTERM (default)
    Run,
    /// Chat with the bot in this terminal: Telegram and Bots.Business are simulated on this machine
    Sandbox {
        /// Play a short scripted conversation; exit code 0 when everything was as it should be
        #[arg(long)]
        demo: bool,
        /// Draw the demo's conversation into this SVG file
        #[arg(long, value_name = "FILE", requires = "demo")]
        picture: Option<PathBuf>,
    },
    /// Check settings, database, file modes, token and API, a line each
    Check,
}

/// Does what the arguments say.
pub async fn main() -> ExitCode {
    // Only the binary of the tests has failpoints; they are set by the variable FAILPOINTS.
    let _failpoints = fail::has_failpoints().then(fail::FailScenario::setup);
    match Arguments::parse().command.unwrap_or(Command::Run) {
        Command::Run => run().await,
        Command::Sandbox { demo, picture } => {
            telemetry::start(&std::env::var("RUST_LOG").unwrap_or("error".to_owned()), LogFormat::Text);
            finish(if demo { demo::play(picture.as_deref()).await } else { sandbox::chat().await })
        }
        Command::Check => check::check(&variables()).await,
    }
}

async fn run() -> ExitCode {
    match Config::read(&variables()) {
        Err(mistakes) => {
            tell_mistakes(&mistakes);
            ExitCode::from(WRONG_SETTINGS)
        }
        Ok(config) => {
            telemetry::start(&config.log, config.log_format);
            finish(app::run(config).await)
        }
    }
}

/// The environment, and what `.env` adds to it.
fn variables() -> BTreeMap<String, String> {
    let from_file = dotenvy::from_filename_iter(".env").into_iter().flatten().filter_map(Result::ok);
    from_file.chain(std::env::vars()).collect()
}

fn finish(done: anyhow::Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("bb-pocket: {error:#}"));
            ExitCode::from(FAILED)
        }
    }
}

fn tell_mistakes(mistakes: &[Mistake]) {
    tell("These settings are wrong:");
    for mistake in mistakes {
        tell(&format!("  {mistake}"));
    }
    tell("Set them in the environment or in .env; .env.example lists them all. Try `bb-pocket sandbox` without any.");
}

/// A line for the person at the terminal. A closed terminal is no reason to fail.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
