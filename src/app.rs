//! Builds the parts, starts them in order, stops them in reverse.
//!
//! Owns the wiring and nothing else. It must not know where its parts come from: the settings or a sandbox.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::ExponentialBuilder;
use teloxide::Bot;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval_at, timeout};
use tokio_util::sync::CancellationToken;

use crate::api::Api;
use crate::clock::Clock;
use crate::config::{Config, Keys, is_loopback};
use crate::ids::UserId;
use crate::screens::Screens;
use crate::shutdown;
use crate::store::{Store, prepare_folder};
use crate::telegram::commands;
use crate::telegram::deliver::Deliver;
use crate::telegram::intake::Intake;
use crate::telegram::patience::Patience;
use crate::telegram::router::Router;
use crate::telegram::runner::Runner;
use crate::telegram::wire::Wire;
use crate::text::Text;
use crate::vault::{RingError, Vault};

/// How long running work may go on after the first signal.
const GRACE: Duration = Duration::from_secs(10);
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
/// Not at start, when there is better to do.
const FIRST_TIDY: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// What the bot is made of.
pub struct Parts {
    /// teloxide's bot: client, token and address.
    pub bot: Bot,
    /// The Bots.Business API.
    pub api: Api,
    /// The database.
    pub store: Store,
    /// The time shown.
    pub clock: Clock,
    /// The words.
    pub text: Text,
    /// Who runs this copy.
    pub operator: Option<String>,
    /// Who may use it.
    pub allowed: Option<HashSet<UserId>>,
    /// When a person is told that work is under way.
    pub patience: Patience,
    /// The first and the longest pause between tries while Telegram does not answer.
    pub pauses: (Duration, Duration),
}

/// A running bot.
pub struct App {
    runner: Runner,
    store: Store,
    stop: CancellationToken,
    give_up: CancellationToken,
    close_store: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    writing: JoinHandle<()>,
}

impl App {
    /// Starts the bot: goes on with what waited, then polls.
    ///
    /// # Errors
    /// When what waits cannot be read.
    pub async fn start(parts: Parts) -> anyhow::Result<Self> {
        let (stop, give_up, close_store) =
            (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
        let wire = Wire::new(parts.bot);
        let backoff = endless_backoff(parts.pauses);
        let deliver = Arc::new(Deliver::new(wire.clone(), backoff, give_up.clone()));
        let store = parts.store;
        let screens = Screens { api: parts.api, store: store.clone(), clock: parts.clock, operator: parts.operator };
        let router = Router { screens, text: parts.text.clone(), allowed: parts.allowed, patience: parts.patience };
        let runner = Runner::new(router, Arc::clone(&deliver), store.clone(), stop.clone());
        let intake = Intake {
            wire: wire.clone(),
            store: store.clone(),
            runner: runner.clone(),
            deliver: Arc::clone(&deliver),
            backoff,
            stop: stop.clone(),
        };
        let writing = tokio::spawn(write(store.clone(), runner.clone(), close_store.clone()));
        intake.resume().await?;
        let tasks = vec![
            tokio::spawn(intake.run()),
            tokio::spawn(until(stop.clone(), async move { deliver.learn_username().await })),
            tokio::spawn(until(stop.clone(), introduce(wire, parts.text))),
            tokio::spawn(until(stop.clone(), tidy(store.clone()))),
        ];
        Ok(Self { runner, store, stop, give_up, close_store, tasks, writing })
    }

    /// Waits until everything accepted so far is answered and finished in the store.
    pub async fn idle(&self) {
        self.runner.room(1).await;
    }

    /// Stops the intake, lets running work end, writes what is finished, closes the database. What did not end in
    /// time waits in the inbox for the next start.
    pub async fn stop(self) {
        self.stop.cancel();
        for task in self.tasks {
            log_panic(task.await);
        }
        if timeout(GRACE, self.runner.drained()).await.is_err() {
            tracing::warn!("work under way goes on at the next start");
            self.give_up.cancel();
        }
        self.close_store.cancel();
        log_panic(self.writing.await);
        self.store.close().await;
    }
}

/// Runs the bot as the settings say, until a signal.
///
/// # Errors
/// When a part cannot be built.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let signal = shutdown::listen()?;
    let clock = Clock::system();
    let store = Store::open(&config.database, vault(&config.keys)?, clock.clone()).await?;
    let parts = Parts {
        bot: bot(&config)?,
        api: Api::new(config.api_url)?,
        store,
        clock,
        text: Text::english()?,
        operator: config.operator,
        allowed: config.allowed_users,
        patience: Patience::default(),
        pauses: (FIRST_PAUSE, LONGEST_PAUSE),
    };
    let app = App::start(parts).await?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), "running");
    signal.cancelled().await;
    app.stop().await;
    Ok(())
}

/// teloxide's bot, on the client settings it asks for.
///
/// # Errors
/// When the TLS library cannot start.
pub fn bot(config: &Config) -> anyhow::Result<Bot> {
    use secrecy::ExposeSecret as _;
    let mut client = teloxide::net::default_reqwest_settings();
    if is_loopback(&config.telegram_url) {
        client = client.no_proxy();
    }
    Ok(Bot::with_client(config.token.expose_secret(), client.build()?).set_api_url(config.telegram_url.clone()))
}

/// The key ring that the settings name; a missing one of our own is made.
///
/// # Errors
/// When the ring cannot be read, is open to others, or cannot be made.
pub fn vault(keys: &Keys) -> Result<Vault, RingError> {
    use secrecy::ExposeSecret as _;
    match keys {
        Keys::Ring(ring) => Vault::parse(ring.expose_secret()),
        Keys::File(file) => Vault::from_file(file),
        Keys::Own(file) if file.exists() => Vault::from_file(file),
        Keys::Own(file) => {
            prepare_folder(file).map_err(|error| RingError::File { path: file.display().to_string(), error })?;
            let vault = Vault::create_file(file)?;
            tracing::warn!(file = %file.display(), "made a key file; keep a copy apart from the database's backups");
            Ok(vault)
        }
    }
}

fn endless_backoff((first, longest): (Duration, Duration)) -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(first).with_max_delay(longest).without_max_times().with_jitter()
}

async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    stop.run_until_cancelled(work).await;
}

async fn write(store: Store, runner: Runner, stop: CancellationToken) {
    store.write_later(stop, |updates| runner.finished(updates)).await;
}

/// The menu is a courtesy: without it every command still works.
async fn introduce(wire: Wire, text: Text) {
    if let Err(error) = commands::introduce(&wire, &text).await {
        tracing::warn!(%error, "the command menu could not be registered");
    }
}

async fn tidy(store: Store) {
    let mut tick = interval_at(Instant::now() + FIRST_TIDY, TIDY_EVERY);
    loop {
        tick.tick().await;
        match store.inbox().tidy().await {
            Ok(0) => {}
            Ok(updates) => tracing::debug!(updates, "forgot the numbers of old updates"),
            Err(error) => tracing::warn!(%error, "old update numbers were not removed; the next hour tries again"),
        }
    }
}

fn log_panic(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err() {
        tracing::error!("a part of the bot ended by a panic");
    }
}
