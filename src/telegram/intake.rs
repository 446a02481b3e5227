//! Long polling: takes updates from Telegram and loses none.
//!
//! Owns the offset. A batch is sealed and stored in one commit, and only the next poll's offset acknowledges it;
//! teloxide's Dispatcher acknowledges first, and a crash loses what it held. Presses are answered here, at once.
//! It must not handle anything: it hands over to the runner.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use serde::Deserialize;
use serde_json::value::RawValue;
use teloxide::payloads::{GetUpdates, GetUpdatesSetters as _};
use teloxide::requests::Payload as _;
use teloxide::types::{AllowedUpdate, Update, UpdateKind};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::bucket::{self, Admission, Buckets};
use super::commands;
use super::deliver::Deliver;
use super::incoming::{Event, Incoming};
use super::runner::{Job, Runner};
use super::wire::{CallError, Wire};
use crate::clock::Clock;
use crate::crash_point;
use crate::credentials;
use crate::frame::Asker;
use crate::ids::{MessageId, UpdateId};
use crate::metrics::Metrics;
use crate::plain;
use crate::screens::fallback;
use crate::store::{Accepted, Store, StoreError, Waiting};

/// Longest that Telegram holds a poll, seconds (Bot API, getUpdates). The first poll, and one after trouble or a pause,
/// is not held: whether polling works is known at once.
const POLL_SECONDS: u32 = 50;
/// Limit for the whole request: the poll and its way.
const POLL_TIMEOUT: Duration = Duration::from_secs(POLL_SECONDS as u64 + 10);
/// Updates that may be unfinished before polling pauses. Telegram keeps the rest for a day.
const MAX_UNFINISHED: usize = 1_000;

/// Updates of one chat, or of one person, that may be unfinished before more of them are refused.
const MAX_BACKLOG: usize = 30;

/// The intake.
pub struct Intake {
    /// The way to Telegram.
    pub wire: Wire,
    /// Where updates are stored.
    pub store: Store,
    /// Who handles them.
    pub runner: Runner,
    /// Who answers presses.
    pub deliver: Arc<Deliver>,
    /// Pauses after failures.
    pub backoff: ExponentialBuilder,
    /// What is counted.
    pub metrics: Metrics,
    /// The time that signs of life are dated by.
    pub clock: Clock,
    /// Ends the polling.
    pub stop: CancellationToken,
}

/// Why a round gave nothing.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Telegram(#[from] CallError),
    #[error("updates could not be stored: {0}")]
    Store(#[from] StoreError),
    #[error("updates without a number")]
    Numberless,
}

/// An update that passed its sender's bucket, with its JSON to be stored.
struct Admitted<'a> {
    incoming: Incoming,
    json: &'a str,
}

impl Intake {
    /// Hands over what earlier processes accepted and did not finish.
    pub async fn resume(&self) -> Result<(), StoreError> {
        let waiting = self.store.inbox().waiting().await?;
        if !waiting.is_empty() {
            tracing::info!(updates = waiting.len(), "going on with what waited");
        }
        let mut jobs = Vec::with_capacity(waiting.len());
        for update in waiting {
            let Some(json) = update.json else {
                tracing::error!(update_id = update.id.get(), "a waiting update does not open; it is kept");
                continue;
            };
            match parse(update.id, &json) {
                Some(incoming) => {
                    let Waiting { accepted_at, attempts, .. } = update;
                    jobs.push(Job { incoming, accepted_at, attempts: Some(attempts) });
                }
                None => self.runner.skip(update.id),
            }
        }
        self.runner.take(jobs);
        Ok(())
    }

    /// Polls until `stop`.
    pub async fn run(self) {
        let stop = self.stop.clone();
        stop.run_until_cancelled(self.poll()).await;
    }

    async fn poll(self) {
        let mut buckets = Buckets::default();
        let mut offset = None;
        let mut failing = Failing::new(&self.backoff);
        let mut held = 0;
        self.metrics.begun(self.clock.now());
        loop {
            if self.wait_for_room().await {
                held = 0;
            }
            match self.round(offset, held, &mut buckets).await {
                Ok(next) => {
                    self.metrics.polled(self.clock.now());
                    failing.over();
                    (offset, held) = (next, POLL_SECONDS);
                    // Whoever waits for an answer comes before the next poll: there is one thread.
                    tokio::task::yield_now().await;
                }
                Err(trouble) => {
                    failing.pause(&trouble).await;
                    held = 0;
                }
            }
        }
    }

    /// Waits while too many updates are unfinished, and tells whether that was so.
    async fn wait_for_room(&self) -> bool {
        let full = self.runner.is_full(MAX_UNFINISHED);
        if full {
            self.metrics.paused(true, self.clock.now());
            self.runner.room(MAX_UNFINISHED).await;
            self.metrics.paused(false, self.clock.now());
        }
        full
    }

    /// One poll: what it brought is stored when this returns the offset that acknowledges it. The offset comes from
    /// this batch only: numbers can restart (Bot API, Update).
    async fn round(&self, offset: Option<i64>, held: u32, buckets: &mut Buckets) -> Result<Option<i64>, Trouble> {
        let mut payload = GetUpdates::new().timeout(held).limit(100).allowed_updates([
            AllowedUpdate::Message,
            AllowedUpdate::EditedMessage,
            AllowedUpdate::CallbackQuery,
        ]);
        payload.offset = offset.and_then(|offset| i32::try_from(offset).ok());
        let body = self.wire.post(GetUpdates::NAME, &payload, POLL_TIMEOUT).await?;
        let batch: Vec<&RawValue> = self.wire.read(GetUpdates::NAME, &body)?;
        let received: Vec<(UpdateId, &str)> = batch.iter().filter_map(|raw| number(raw.get())).collect();
        let Some(last) = received.iter().map(|(id, _)| *id).max() else {
            return if batch.is_empty() { Ok(offset) } else { Err(Trouble::Numberless) };
        };
        self.accept(received, buckets).await;
        crash_point!("intake-taken");
        Ok(Some(last.get() + 1))
    }

    /// Stores what passes its sender's bucket and hands it over. What nobody expects an answer to is not stored.
    async fn accept(&self, received: Vec<(UpdateId, &str)>, buckets: &mut Buckets) {
        let now = Instant::now();
        let (mut admitted, mut refused) = (Vec::with_capacity(received.len()), Vec::new());
        for (id, json) in received {
            let Some(incoming) = parse(id, json) else { continue };
            match buckets.admit(incoming.origin.user, now) {
                Admission::Admitted if self.runner.backlog(&incoming.origin) < MAX_BACKLOG => {
                    admitted.push(Admitted { incoming, json });
                }
                Admission::RefusedFirst => refused.push((incoming, true)),
                Admission::Admitted | Admission::Refused => refused.push((incoming, false)),
            }
        }
        crash_point!("intake-received");
        let accepted_at = self.clock.now_ms();
        let new = self.store(&admitted, accepted_at).await;
        crash_point!("intake-stored");
        let fresh = admitted.into_iter().map(|update| update.incoming).filter(|incoming| new.contains(&incoming.id));
        let fresh: Vec<Incoming> = fresh.collect();
        self.metrics.accepted(fresh.len());
        fresh.iter().for_each(|incoming| self.at_once(incoming));
        self.runner.take(fresh.into_iter().map(|incoming| Job { incoming, accepted_at, attempts: None }).collect());
        self.refuse(refused);
    }

    /// Stores a batch, however long the database takes: it passed the buckets, and must not be charged again.
    async fn store(&self, admitted: &[Admitted<'_>], accepted_at: i64) -> HashSet<UpdateId> {
        let rows: Vec<Accepted<'_>> =
            admitted.iter().map(|update| Accepted { id: update.incoming.id, json: update.json }).collect();
        let mut failing = Failing::new(&self.backoff);
        loop {
            match self.store.inbox().accept(&rows, accepted_at).await {
                Ok(new) => {
                    failing.over();
                    return new;
                }
                Err(error) => failing.pause(&Trouble::Store(error)).await,
            }
        }
    }

    /// What cannot wait for the chat's turn: the spinner of a press, and a credential behind other messages.
    fn at_once(&self, incoming: &Incoming) {
        self.answer_press(incoming, None);
        if self.runner.backlog(&incoming.origin) == 0 {
            return;
        }
        if let Some(message) = bare_credential(incoming) {
            let (deliver, chat) = (Arc::clone(&self.deliver), incoming.origin.chat);
            self.runner.beside(async move {
                deliver.delete(chat, message).await;
            });
        }
    }

    /// Refused updates: their sender is told once, and credentials are removed all the same, one after the other.
    fn refuse(&self, refused: Vec<(Incoming, bool)>) {
        self.metrics.refused(refused.len());
        let seconds = i64::try_from(bucket::PAUSE.as_secs()).unwrap_or(i64::MAX);
        let (mut told, mut secrets) = (Vec::new(), Vec::new());
        for (incoming, first) in refused {
            let secret = credential(&incoming).or_else(|| self.awaited_secret(&incoming));
            secrets.extend(secret.map(|message| (incoming.origin.chat, message)));
            if first {
                let asker = self.runner.router().asker(&incoming);
                self.answer_press(&incoming, Some(flood_toast(&asker, seconds)));
                told.extend(asker.private.then_some((incoming.origin.address(), asker)));
            }
        }
        if told.is_empty() && secrets.is_empty() {
            return;
        }
        let deliver = Arc::clone(&self.deliver);
        self.runner.beside(async move {
            for (address, asker) in told {
                deliver.mention(&address, &fallback::flood(&asker, seconds)).await;
            }
            for (chat, message) in secrets {
                deliver.delete(chat, message).await;
            }
        });
    }

    /// The message of an update that was sent where a secret is awaited, whatever it holds: a password looks like words.
    fn awaited_secret(&self, incoming: &Incoming) -> Option<MessageId> {
        let Event::Text { message, text, edited: false, .. } = &incoming.event else { return None };
        let router = self.runner.router();
        let (_, takes) = router.house.awaited(&router.asker(incoming))?;
        let command = commands::read(router.house.table, text).is_some_and(|typed| typed.row.is_some());
        (takes.is_secret() && !command).then_some(*message)
    }

    /// Ends the spinner of a press, whatever the press will do. Only the person it was made for may press a button.
    fn answer_press(&self, incoming: &Incoming, refusal: Option<String>) {
        let Event::Press { query, pressed, .. } = &incoming.event else { return };
        let asker = self.runner.router().asker(incoming);
        let foreign = pressed.is_some_and(|pressed| pressed.owner != asker.user);
        let toast = refusal.or_else(|| foreign.then(|| plain!(asker.text, "toast-not-yours")));
        let (deliver, query) = (Arc::clone(&self.deliver), query.clone());
        self.runner.beside(async move { deliver.answer_press(query, toast).await });
    }
}

fn flood_toast(asker: &Asker, seconds: i64) -> String {
    plain!(asker.text, "toast-flood", count = seconds, shown = asker.text.number(seconds))
}

/// The message of an update that holds a credential.
fn credential(incoming: &Incoming) -> Option<MessageId> {
    match &incoming.event {
        Event::Text { message, text, to_the_bot, .. } => {
            incoming.origin.holds_credential(text, *to_the_bot).then_some(*message)
        }
        _ => None,
    }
}

/// The message of an update that is nothing but a credential. What else a message is, such as code that was asked for, is
/// known in its turn only.
fn bare_credential(incoming: &Incoming) -> Option<MessageId> {
    match &incoming.event {
        Event::Text { message, text, .. } => credentials::is_nothing_but(text).then_some(*message),
        _ => None,
    }
}

/// The number comes first: an update that does not parse otherwise is still acknowledged.
pub fn number(json: &str) -> Option<(UpdateId, &str)> {
    #[derive(Deserialize)]
    struct Number {
        update_id: i64,
    }
    let Ok(Number { update_id }) = serde_json::from_str(json) else {
        tracing::warn!("an update without a number is passed over");
        return None;
    };
    Some((UpdateId::new(update_id), json))
}

/// Parses an update. What teloxide cannot read is logged by its number alone, and is no reason to stop.
pub fn parse(id: UpdateId, json: &str) -> Option<Incoming> {
    match serde_json::from_str::<Update>(json) {
        Ok(Update { kind: UpdateKind::Error(_), .. }) | Err(_) => {
            tracing::warn!(update_id = id.get(), "an update of an unknown form is passed over");
            None
        }
        Ok(update) => Incoming::read(update),
    }
}

/// Pauses between failures, and one log line when trouble begins, changes or ends.
struct Failing<'a> {
    builder: &'a ExponentialBuilder,
    backoff: ExponentialBackoff,
    told: Option<String>,
}

impl<'a> Failing<'a> {
    fn new(builder: &'a ExponentialBuilder) -> Self {
        Self { builder, backoff: builder.build(), told: None }
    }

    fn over(&mut self) {
        if self.told.take().is_some() {
            tracing::info!("polling Telegram again");
            self.backoff = self.builder.build();
        }
    }

    async fn pause(&mut self, trouble: &Trouble) {
        let wait = match trouble {
            Trouble::Telegram(error) => error.pause(self.backoff.next().unwrap_or(POLL_TIMEOUT)),
            _ => self.backoff.next().unwrap_or(POLL_TIMEOUT),
        };
        let reason = trouble.to_string();
        if self.told.as_ref() != Some(&reason) {
            tracing::warn!(%reason, "no updates from Telegram for now; trying on");
            self.told = Some(reason);
        }
        tokio::time::sleep(wait).await;
    }
}
