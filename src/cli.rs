//! The command line: `run` (default), `sandbox`, `check`, `endpoints`, `health`, `rotate-keys`, `backup`, `man`,
//! `completions`.
//!
//! Owns arguments, exit codes and what is printed to a terminal. No secret is ever taken from the arguments:
//! other users of the machine can read them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{CommandFactory as _, Parser, Subcommand};
use clap_complete::Shell;
use secrecy::SecretString;
use url::Url;

use crate::api::Corrections;
use crate::app;
use crate::config::{Config, EnvFile, Mistake, Upkeep};
use crate::store::StoreError;
use crate::telemetry::{self, LogFormat};

mod bench;
mod check;
mod demo;
mod endpoints;
mod health;
mod papers;
mod probe;
mod routes;
mod sandbox;
mod serve;
mod story;
mod upkeep;
pub mod world;

/// The version, and which commit it was built of.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (", env!("BB_POCKET_BUILD"), ")");

/// Exit code when something failed while running.
const FAILED: u8 = 1;
/// Exit code when the settings are wrong; clap uses the same for wrong arguments.
const WRONG_SETTINGS: u8 = 2;
/// Exit code when another process has the database.
const IN_USE: u8 = 3;
/// Exit code of `rotate-keys` when the running bot has to be restarted before it can go on.
const RESTART_NEEDED: u8 = 4;

/// Read from the working directory, for a person who runs the bot by hand.
const ENV_FILE: &str = ".env";

const EXAMPLES: &str = "\
Examples:
  bb-pocket sandbox              chat with the bot: no token, no network
  bb-pocket sandbox --demo       see a short conversation
  bb-pocket sandbox --story      a day in a minute: what comes by itself
  bb-pocket sandbox --serve      simulators for any bot and any tool
  bb-pocket sandbox --bench      measure the bot on this machine
  bb-pocket check                look at the settings without running
  bb-pocket check --api          try the addresses of the Bots.Business API with your key
  bb-pocket check --routes       ask which of its addresses exist, without a key
  bb-pocket endpoints            all that this API can do, and how well it is known
  bb-pocket backup copy.db       copy the database while the bot runs
  bb-pocket rotate-keys          seal everything with a new key
  bb-pocket                      run the bot
  bb-pocket health               ask the bot that runs with these settings how it is

Settings come from the environment and from .env; see .env.example.
Exit codes: 0 done (health: well), 1 failed (health: not well), 2 wrong settings or arguments, 3 another process uses the
database, 4 a key was added and the bot has to be restarted before rotate-keys can go on.";

/// A Telegram bot that puts your Bots.Business bots in your pocket.
#[derive(Parser)]
#[command(version = VERSION, about, after_help = EXAMPLES)]
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
        /// Play a day in a minute, on a simulated clock: a bot stops, and what its owner's phone shows
        #[arg(long, conflicts_with = "demo")]
        story: bool,
        /// Serve the two simulators alone, print the settings for a bot to use them, and run until SIGINT or SIGTERM
        #[arg(long, conflicts_with_all = ["demo", "story"])]
        serve: bool,
        /// Measure the bot between the simulators, and print a table
        #[arg(long, conflicts_with_all = ["demo", "story", "serve"])]
        bench: bool,
        /// How many people the bench has
        #[arg(long, value_name = "N", requires = "bench", default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(1..=20_000))]
        people: u32,
        /// Make a database with 10,000 watches instead, for a run of the bot beside others
        #[arg(long, value_name = "FILE", requires = "bench", hide = true)]
        watches_into: Option<PathBuf>,
        /// Draw the demo's conversation into this SVG file
        #[arg(long, value_name = "FILE", requires = "demo")]
        picture: Option<PathBuf>,
    },
    /// Check settings, database, file modes, token and API, a line each
    Check {
        /// Try the addresses of the API's reads instead; takes a key from BB_API_KEY or standard input
        #[arg(long)]
        api: bool,
        /// Ask which of the API's addresses exist instead; needs no key, changes nothing, takes a minute
        #[arg(long, conflicts_with = "api")]
        routes: bool,
        /// Write what was found into this file, for BB_POCKET_ENDPOINTS
        #[arg(long, value_name = "FILE", requires = "routes")]
        write: Option<PathBuf>,
        /// Ask for the two addresses of the Telegram login, too; begins a login that nobody ends
        #[arg(long, requires = "routes")]
        logins: bool,
        /// Between two requests, ms
        #[arg(long, value_name = "MS", requires = "routes", default_value_t = 500, value_parser = clap::value_parser!(u64).range(..=60_000))]
        pause: u64,
    },
    /// Print the API's endpoints, and how well each one's address is known
    Endpoints {
        /// As JSON
        #[arg(long)]
        json: bool,
    },
    /// Add a sealing key and seal everything anew, once the running bot knows the key; may be interrupted and run again
    RotateKeys,
    /// Copy the database into a new file; may run beside the bot
    Backup {
        /// The file to be made
        file: PathBuf,
    },
    /// Write the man pages, one for each command, into a folder that is there
    Man {
        /// The folder
        folder: PathBuf,
    },
    /// Print what a shell needs to complete commands and options
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Ask the running bot whether it is well, at HTTP_LISTEN; for a container's health check
    Health {
        /// Wait until it is well, this long at most, seconds
        #[arg(long, value_name = "SECONDS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=3_600))]
        wait: u64,
    },
}

/// Parses the arguments and runs the command. Wrong arguments end the process with exit code 2.
pub async fn main() -> ExitCode {
    // Only the test binary has failpoints; the variable FAILPOINTS sets them.
    let _failpoints = fail::has_failpoints().then(fail::FailScenario::setup);
    match Arguments::parse().command.unwrap_or(Command::Run) {
        Command::Run => with(settings(), run).await,
        Command::Sandbox { demo, picture, story, serve, bench, people, watches_into } => {
            telemetry::start(&std::env::var("RUST_LOG").unwrap_or("error".to_owned()), LogFormat::Text);
            finish(match (demo, story, serve, bench) {
                (true, ..) => demo::play(picture.as_deref()).await,
                (_, true, ..) => story::play().await,
                (.., true, _) => serve::serve().await,
                (.., true) => match watches_into {
                    Some(file) => bench::watches_into(&file).await,
                    None => bench::bench(people).await,
                },
                _ => sandbox::chat().await,
            })
        }
        Command::Check { routes: true, write, pause, logins, .. } => {
            let wishes = routes::Wishes { pause: Duration::from_millis(pause), logins, file: write };
            with(api_settings(), async |api| routes::routes(api.url, api.corrections, wishes).await).await
        }
        Command::Check { api: true, .. } => {
            with(api_settings(), async |api| probe::probe(api.url, api.corrections, api.key).await).await
        }
        Command::Check { .. } => with(settings(), async |config| check::check(&config).await).await,
        Command::Endpoints { json } => {
            let listed =
                async |api: ApiSettings| endpoints::endpoints(api.url, api.corrections, &api.database, json).await;
            with(api_settings(), listed).await
        }
        Command::RotateKeys => with(upkeep_settings(), async |upkeep| upkeep::rotate_keys(&upkeep).await).await,
        Command::Backup { file } => {
            with(upkeep_settings(), async |upkeep| finish(upkeep::backup(&upkeep, &file).await)).await
        }
        Command::Man { folder } => finish(papers::man(Arguments::command(), &folder)),
        Command::Completions { shell } => finish(papers::completions(Arguments::command(), shell)),
        Command::Health { wait } => {
            with(listen(), async |listen| health::health(listen, Duration::from_secs(wait)).await).await
        }
    }
}

async fn run(config: Config) -> ExitCode {
    telemetry::start(&config.log, config.log_format);
    match app::run(config).await {
        Err(error) if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_in_use) => {
            tell(&format!("bb-pocket: {error:#}"));
            ExitCode::from(IN_USE)
        }
        Err(error) if error.is::<app::TokenRefused>() => {
            tell(&format!("bb-pocket: {error:#}"));
            ExitCode::from(WRONG_SETTINGS)
        }
        ended => finish(ended),
    }
}

/// Runs the command with the settings, or prints what is wrong with them.
async fn with<T>(settings: Result<T, Vec<Mistake>>, go_on: impl AsyncFnOnce(T) -> ExitCode) -> ExitCode {
    match settings {
        Ok(settings) => go_on(settings).await,
        Err(mistakes) => wrong_settings(&mistakes),
    }
}

fn settings() -> Result<Config, Vec<Mistake>> {
    let given = Given::new();
    let warning = given.file.warning.clone();
    let read = Config::read(&given.variables).map(|config| Config { warning, ..config });
    given.checked(read)
}

/// What the commands need that look after the database.
fn upkeep_settings() -> Result<Upkeep, Vec<Mistake>> {
    let given = Given::new();
    let read = Config::read_upkeep(&given.variables);
    given.checked(read)
}

/// The address of the running bot's health server.
fn listen() -> Result<SocketAddr, Vec<Mistake>> {
    let given = Given::new();
    let read = Config::read_listen(&given.variables);
    given.checked(read)
}

/// What the commands need that look at the Bots.Business API alone.
struct ApiSettings {
    url: Url,
    /// The operator's.
    corrections: Corrections,
    /// The value of `BB_API_KEY`, if it is set.
    key: Option<SecretString>,
    /// Where the database is, or would be.
    database: PathBuf,
}

fn api_settings() -> Result<ApiSettings, Vec<Mistake>> {
    let mut given = Given::new();
    let key = given.variables.remove(probe::KEY).map(SecretString::from);
    let read = Config::read_api(&given.variables).and_then(|(url, corrections)| {
        let database = Config::read_database(&given.variables)?;
        Ok(ApiSettings { url, corrections, key, database })
    });
    given.checked(read)
}

/// The variables of the environment and of `.env`; the environment wins.
struct Given {
    variables: BTreeMap<String, String>,
    file: EnvFile,
    mistakes: Vec<Mistake>,
}

impl Given {
    fn new() -> Self {
        let file = EnvFile::read(Path::new(ENV_FILE));
        let mut variables: BTreeMap<String, String> =
            file.values().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut mistakes = Vec::new();
        for (name, value) in std::env::vars_os() {
            // A name that is not UTF-8 is none of ours.
            let Ok(name) = name.into_string() else { continue };
            match value.into_string() {
                Ok(value) => drop(variables.insert(name, value)),
                Err(_) if Config::is_ours(&name) => mistakes.push(Mistake::new(&name, "is not UTF-8 text")),
                Err(_) => {}
            }
        }
        Self { variables, file, mistakes }
    }

    /// What was read, unless something is wrong anywhere. A mistake says where the setting came from.
    fn checked<T>(self, read: Result<T, Vec<Mistake>>) -> Result<T, Vec<Mistake>> {
        let Self { file, mut mistakes, .. } = self;
        let from_file = |name: &str| file.line(name).filter(|_| std::env::var_os(name).is_none());
        let read = read.map_err(|wrong| {
            mistakes.extend(wrong.into_iter().map(|Mistake { setting, problem }| match from_file(&setting) {
                Some(line) => Mistake { setting: format!("{setting} ({ENV_FILE}, line {line})"), problem },
                None => Mistake { setting, problem },
            }));
        });
        mistakes.splice(0..0, file.mistakes);
        match read {
            Ok(read) if mistakes.is_empty() => Ok(read),
            _ => Err(mistakes),
        }
    }
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

fn wrong_settings(mistakes: &[Mistake]) -> ExitCode {
    tell("These settings are wrong:");
    for mistake in mistakes {
        tell(&format!("  {mistake}"));
    }
    tell("Set them in the environment or in .env; .env.example lists them all. Try `bb-pocket sandbox` without any.");
    ExitCode::from(WRONG_SETTINGS)
}

/// Prints a line to standard error. A closed terminal is no reason to fail.
fn tell(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
