//! Builds the parts, starts them in order, stops them in reverse.
//!
//! Owns the wiring and nothing else. It must not know where its parts come from: the settings or a sandbox.

use std::collections::HashSet;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use backon::{BackoffBuilder as _, ExponentialBuilder};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio::time::{Instant, interval, interval_at, timeout, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::api::{Api, Lesson};
use crate::clock::Clock;
use crate::config::{Config, Keys};
use crate::frame::row::{Kind, Row};
use crate::frame::{Desk, House, Names, Table, Tries};
use crate::http::{Http, Watched};
use crate::ids::UserId;
use crate::input::{self, others_can_read};
use crate::jobs;
use crate::metrics::Metrics;
use crate::screens::TABLE;
use crate::service;
use crate::sheets::Fetcher;
use crate::shutdown;
use crate::store::{Store, StoreError, StoredLesson, prepare_folder};
use crate::telegram::after_secrets::AfterSecrets;
use crate::telegram::commands;
use crate::telegram::deliver::Deliver;
use crate::telegram::everybody::tell_everybody;
use crate::telegram::follow::follow;
use crate::telegram::hide::hide;
use crate::telegram::intake::Intake;
use crate::telegram::pace::Pace;
use crate::telegram::patience::Patience;
use crate::telegram::refusal::Meaning;
use crate::telegram::router::Router;
use crate::telegram::runner::Runner;
use crate::telegram::wire::{CallError, Wire};
use crate::text::Text;
use crate::vault::Vault;
use crate::watches;

/// How long running work may go on after the first signal.
const GRACE: Duration = Duration::from_secs(6);
/// From the first signal to the end of the process; service managers often kill after ten seconds.
const LONGEST_STOP: Duration = Duration::from_millis(9_500);
/// How long work that was given up may take to let go.
const LAST_WORDS: Duration = Duration::from_secs(1);
const TIDY_EVERY: Duration = Duration::from_secs(60 * 60);
const HELD_EVERY: Duration = Duration::from_secs(60);
/// Not at start, when there is better to do.
const FIRST_TIDY: Duration = Duration::from_secs(60);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Jitter doubles it at most: nobody waits longer than ten seconds after Telegram is back.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// What the bot is made of.
pub struct Parts {
    /// The way to Telegram.
    pub wire: Wire,
    /// The Bots.Business API.
    pub api: Api,
    /// What fetches sheets.
    pub sheets: Fetcher,
    /// The database.
    pub store: Store,
    /// The time shown.
    pub clock: Clock,
    /// The words.
    pub text: Text,
    /// Who runs this copy.
    pub operator: Option<String>,
    /// Who may look after it from their chat.
    pub operators: HashSet<UserId>,
    /// Who may use it.
    pub allowed: Option<HashSet<UserId>>,
    /// All that can be seen and done.
    pub table: &'static Table,
    /// When a person is told that work is under way.
    pub patience: Patience,
    /// The first and the longest pause between tries while Telegram does not answer.
    pub pauses: (Duration, Duration),
    /// Between messages that nobody asked for.
    pub pace: Pace,
    /// How many calls of Bots.Business watches may make in a minute; as many as are needed when not set.
    pub watch_calls_per_minute: Option<NonZeroU32>,
    /// What is counted. A fresh one will do.
    pub metrics: Metrics,
    /// Where health and metrics are told; nowhere when not set.
    pub listen: Option<SocketAddr>,
}

/// A running bot.
pub struct App {
    runner: Runner,
    store: Store,
    stop: CancellationToken,
    give_up: CancellationToken,
    close_store: CancellationToken,
    polling: JoinHandle<()>,
    writing: JoinHandle<()>,
    http: Option<Http>,
    /// A bot that is dropped stops: nobody could stop it any more.
    _guards: [DropGuard; 3],
}

impl App {
    /// Starts the bot: listens for its operator, goes on with what waited, then polls.
    ///
    /// # Errors
    /// When the port cannot be had (nothing has begun then), or what waits cannot be read.
    pub async fn start(parts: Parts) -> anyhow::Result<Self> {
        let (stop, give_up, close_store) =
            (CancellationToken::new(), CancellationToken::new(), CancellationToken::new());
        let http = listen(&parts, &stop).await?;
        parts.store.begin().await?;
        let (metrics, clock) = (parts.metrics, parts.clock);
        let (watched, feeding) = (metrics.clone(), clock.clone());
        let wire = parts.wire.counted(metrics.clone());
        let backoff = endless_backoff(parts.pauses);
        let deliver = Arc::new(Deliver::new(wire.clone(), backoff, parts.pace, give_up.clone()));
        let store = parts.store;
        let api = parts.api.counted(metrics.clone()).timed(clock.clone());
        remember(&store, &api).await?;
        let learning = learn(store.clone(), api.clone());
        let house = House {
            api,
            sheets: Desk::new(parts.sheets),
            store: store.clone(),
            clock: clock.clone(),
            operator: parts.operator,
            operators: parts.operators,
            metrics: metrics.clone(),
            names: Names::default(),
            tries: Tries::default(),
            table: parts.table,
        };
        let (text, deliver_too) = (parts.text.clone(), Arc::clone(&deliver));
        let after_secrets = AfterSecrets::default();
        let router = Router { house, text, allowed: parts.allowed, deliver: deliver_too, after_secrets };
        let runner = Runner::new(router, Arc::clone(&deliver), parts.patience, metrics.clone(), stop.clone());
        let intake = Intake {
            wire: wire.clone(),
            store: store.clone(),
            runner: runner.clone(),
            deliver: Arc::clone(&deliver),
            backoff,
            metrics: metrics.clone(),
            clock: clock.clone(),
            stop: stop.clone(),
        };
        let writing = tokio::spawn(write(store.clone(), runner.clone(), close_store.clone()));
        intake.resume().await?;
        runner.beside(until(stop.clone(), async move { deliver.learn_username().await }));
        runner.beside(until(stop.clone(), introduce(wire, parts.table, parts.text)));
        runner.beside(follow(store.clone(), clock.clone(), runner.clone(), stop.clone()));
        runner.beside(tell_everybody(store.clone(), clock.clone(), runner.clone(), stop.clone()));
        runner.beside(hide(store.clone(), clock.clone(), runner.clone(), stop.clone()));
        let budget = parts.watch_calls_per_minute;
        runner.beside(watches::look(clock.clone(), runner.clone(), metrics.clone(), budget, stop.clone()));
        runner.beside(watches::tell(store.clone(), clock.clone(), runner.clone(), stop.clone()));
        runner.beside(jobs::work(store.clone(), clock, runner.clone(), stop.clone()));
        runner.beside(until(stop.clone(), learning));
        runner.beside(until(stop.clone(), tidy(store.clone())));
        runner.beside(until(stop.clone(), forget_held(store.clone())));
        runner.beside(until(stop.clone(), watch(store.clone())));
        runner.beside(until(stop.clone(), service::feed(watched, feeding)));
        let polling = tokio::spawn(intake.run());
        let guards = [&stop, &give_up, &close_store].map(|token| token.clone().drop_guard());
        Ok(Self { runner, store, stop, give_up, close_store, polling, writing, http, _guards: guards })
    }

    /// Where health and metrics are told.
    pub fn http_address(&self) -> Option<SocketAddr> {
        self.http.as_ref().map(Http::address)
    }

    /// Waits until everything accepted so far is answered and finished in the store.
    pub async fn idle(&self) {
        self.runner.idle().await;
    }

    /// Waits until a part without which the bot is deaf ends by itself, which only a panic can do.
    pub async fn broken(&mut self) {
        tokio::select! { _ = &mut self.polling => {}, _ = &mut self.writing => {} }
    }

    /// Stops the intake, lets running work end, writes what is finished, closes the database. What did not end in
    /// time waits in the inbox for the next start.
    pub async fn stop(self) {
        let end = Instant::now() + LONGEST_STOP;
        self.stop.cancel();
        if !self.polling.is_finished() {
            log_panic(self.polling.await);
        }
        if timeout(GRACE, self.runner.drained()).await.is_err() {
            tracing::warn!("work under way goes on at the next start");
            self.give_up.cancel();
            let _ = timeout(LAST_WORDS, self.runner.drained()).await;
        }
        self.close_store.cancel();
        if let Some(http) = self.http {
            http.stop().await;
        }
        if timeout_at(end, close(self.store, self.writing)).await.is_err() {
            tracing::warn!("the database is locked by another process; what was not written is done at the next start");
        }
    }
}

/// Runs the bot as the settings say, until a signal.
///
/// # Errors
/// When a part cannot be built.
pub async fn run(config: Config) -> anyhow::Result<()> {
    let signal = shutdown::listen()?;
    let clock = Clock::system();
    warn_of_open_files(&config.database);
    if let Some(warning) = &config.warning {
        tracing::warn!("{warning}");
    }
    let store = open_store(&config.database, vault(&config)?, clock.clone())
        .await
        .with_context(|| config.database.display().to_string())?;
    let parts = Parts {
        wire: Wire::new(&config.token, config.telegram_url)?,
        api: Api::new(config.api_url)?.corrected(config.corrections),
        sheets: Fetcher::new(config.sheet_hosts),
        store,
        clock,
        text: Text::english()?,
        operator: config.operator,
        operators: config.operators,
        allowed: config.allowed_users,
        table: &TABLE,
        patience: Patience::default(),
        pauses: (FIRST_PAUSE, LONGEST_PAUSE),
        pace: Pace::default(),
        watch_calls_per_minute: Some(config.watch_calls_per_minute),
        metrics: Metrics::default(),
        listen: config.listen,
    };
    if !config.overlooked.is_empty() {
        tracing::info!(names = config.overlooked.join(", "), "overlooked, because Kubernetes sets them");
    }
    let wire = parts.wire.clone();
    let mut app = App::start(parts).await?;
    tracing::info!(version = env!("CARGO_PKG_VERSION"), build = env!("BB_POCKET_BUILD"), "running");
    service::ready();
    let end = tokio::select! {
        () = signal.cancelled() => End::Signal,
        () = app.broken() => End::Panic,
        () = refused(wire) => End::Refused,
    };
    service::stopping();
    app.stop().await;
    match end {
        End::Signal => Ok(()),
        End::Panic => anyhow::bail!("a part of the bot ended by a panic; see the log"),
        End::Refused => Err(TokenRefused.into()),
    }
}

enum End {
    Signal,
    Panic,
    Refused,
}

/// Telegram does not know the bot's token, so that no try brings anything.
#[derive(Debug, thiserror::Error)]
#[error("TELOXIDE_TOKEN: Telegram does not know this token; @BotFather shows the one that counts")]
pub struct TokenRefused;

/// Waits until Telegram says that it does not know the token. Once it has known it, a refusal is told by the polls: it may
/// pass, and what people wrote waits meanwhile.
async fn refused(wire: Wire) {
    let mut pauses = endless_backoff((FIRST_PAUSE, LONGEST_PAUSE)).build();
    loop {
        match wire.username().await {
            Ok(name) => {
                tracing::info!(bot = format!("@{name}"), "Telegram knows the token");
                service::status(&format!("running as @{name}"));
                return std::future::pending().await;
            }
            Err(CallError::Refused(Meaning::UnknownToken)) => return,
            Err(_) => tokio::time::sleep(pauses.next().unwrap_or(LONGEST_PAUSE)).await,
        }
    }
}

/// The database, which has to take writes: nothing is accepted that cannot be stored.
async fn open_store(database: &Path, vault: Vault, clock: Clock) -> Result<Store, StoreError> {
    let store = Store::open_alone(database, vault, clock).await?;
    store.probe().await?;
    Ok(store)
}

/// The key ring that the settings name. One of our own is made for a new database, and for no other: a lost key file
/// must be told, not replaced.
///
/// # Errors
/// When the ring cannot be read, is open to others, cannot be made, or is missing beside its database.
pub fn vault(config: &Config) -> anyhow::Result<Vault> {
    input::refuse_no_file(&config.database)?;
    if let Keys::Own(file) = &config.keys
        && !file.exists()
        && !config.database.exists()
    {
        prepare_folder(file).with_context(|| format!("the folder of {}", file.display()))?;
        let vault = Vault::create_file(file)?;
        tracing::warn!(file = %file.display(), "made a key file; keep a copy apart from the database's backups");
        return Ok(vault);
    }
    if let Keys::Own(file) = &config.keys
        && std::fs::metadata(&config.database).map_or(0, |database| database.len()) == 0
    {
        let (file, database) = (file.display(), config.database.display());
        tracing::warn!(%file, %database, "the key file is there and its database is not: everybody is a stranger");
    }
    existing_vault(&config.keys, &config.database)
}

/// The key ring of a database that exists: it is read, never made.
///
/// # Errors
/// When the ring cannot be read, is open to others, or is missing.
pub fn existing_vault(keys: &Keys, database: &Path) -> anyhow::Result<Vault> {
    use secrecy::ExposeSecret as _;
    input::refuse_no_file(database)?;
    match keys {
        Keys::Ring(ring) => Ok(Vault::parse(ring.expose_secret())?),
        Keys::Own(file) if !file.exists() => {
            anyhow::bail!(
                "the database {} is there, its key file {} is not; put it back",
                database.display(),
                file.display()
            )
        }
        Keys::File(file) | Keys::Own(file) => Ok(Vault::from_file(file)?),
    }
}

/// Files that we make are private; others may have been copied here.
fn warn_of_open_files(database: &Path) {
    if others_can_read(database).unwrap_or(false) {
        tracing::warn!(file = %database.display(), "others can read the database; run: chmod 600 on it");
    }
}

fn endless_backoff((first, longest): (Duration, Duration)) -> ExponentialBuilder {
    ExponentialBuilder::default().with_min_delay(first).with_max_delay(longest).without_max_times().with_jitter()
}

/// The first thing of all: a port in use is told before anything has begun.
async fn listen(parts: &Parts, stop: &CancellationToken) -> anyhow::Result<Option<Http>> {
    let Some(address) = parts.listen else { return Ok(None) };
    let watched = Watched {
        metrics: parts.metrics.clone(),
        store: parts.store.clone(),
        clock: parts.clock.clone(),
        kinds: kinds_of_watches(parts.table),
        stopping: stop.clone(),
        probing: Arc::new(Semaphore::new(1)),
    };
    parts.metrics.begun(parts.clock.now());
    let http = Http::start(address, watched).await.with_context(|| format!("HTTP_LISTEN: {address}"))?;
    tracing::info!(address = %http.address(), "telling health and metrics");
    Ok(Some(http))
}

/// The tag and the name of all that can be watched.
fn kinds_of_watches(table: &Table) -> Arc<[(String, &'static str)]> {
    let kind = |row: &Row| match row.kind {
        Kind::Watch(steps) => Some((row.tag.to_string(), steps.kind)),
        _ => None,
    };
    table.rows().iter().filter_map(kind).collect()
}

async fn until(stop: CancellationToken, work: impl Future<Output = ()>) {
    stop.run_until_cancelled(work).await;
}

async fn write(store: Store, runner: Runner, stop: CancellationToken) {
    store.write_deferred(stop, |updates| runner.finished(updates)).await;
}

/// The menu is a courtesy: without it every command still works.
async fn introduce(wire: Wire, table: &'static Table, text: Text) {
    if let Err(error) = commands::introduce(&wire, table, &text).await {
        tracing::warn!(%error, "the command menu could not be registered");
    }
}

async fn watch(store: Store) {
    store.watch_beside().await;
}

/// What use taught about the API's addresses before.
async fn remember(store: &Store, api: &Api) -> Result<(), StoreError> {
    let lesson = |StoredLesson { endpoint, address, worked_on, missing_since }| Lesson {
        endpoint,
        address,
        worked_on,
        missing_since,
    };
    let lessons: Vec<Lesson> = store.lessons().await?.into_iter().map(lesson).collect();
    api.remember(&lessons);
    Ok(())
}

/// Stores what use teaches about them. What cannot be stored is learned again another day.
async fn learn(store: Store, api: Api) {
    loop {
        for Lesson { endpoint, address, worked_on, missing_since } in api.learned().await {
            let lesson = StoredLesson { endpoint, address, worked_on, missing_since };
            if let Err(error) = store.learn(&lesson).await {
                tracing::warn!(%error, endpoint = lesson.endpoint, "what was learned about an address is not stored");
            }
        }
    }
}

async fn tidy(store: Store) {
    let mut tick = interval_at(Instant::now() + FIRST_TIDY, TIDY_EVERY);
    loop {
        tick.tick().await;
        match store.tidy().await {
            Ok(0) => {}
            Ok(updates) => tracing::debug!(updates, "forgot the numbers of old updates"),
            Err(error) => tracing::warn!(%error, "old update numbers were not removed; the next hour tries again"),
        }
        match store.erase_traces().await {
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the database's log was not emptied; the next hour tries again"),
        }
    }
}

/// Secrets between two questions live for minutes, also those of before the start.
async fn forget_held(store: Store) {
    let mut tick = interval(HELD_EVERY);
    loop {
        tick.tick().await;
        if let Err(error) = store.drop_old_held().await {
            tracing::warn!(%error, "secrets that are over were not deleted; the next minute tries again");
        }
    }
}

/// Writes what is finished, and closes the database.
async fn close(store: Store, writing: JoinHandle<()>) {
    if !writing.is_finished() {
        log_panic(writing.await);
    }
    if let Err(error) = store.inbox().forgive().await {
        tracing::warn!(%error, "attempts that ended in good order stay counted");
    }
    store.close().await;
}

fn log_panic(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err() {
        tracing::error!("a part of the bot ended by a panic");
    }
}
