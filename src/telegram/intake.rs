//! Long polling: takes updates from Telegram and loses none.
//!
//! Owns the offset. A batch is sealed and stored in one commit, and only the next poll's offset acknowledges it;
//! teloxide's Dispatcher acknowledges first, and a crash loses what it held. Presses are answered here, at once.
//! It must not handle anything: it hands over to the runner.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use serde::Serialize;
use serde_json::value::RawValue;
use teloxide::payloads::GetUpdates;
use teloxide::requests::Payload as _;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::bucket::{self, Admission, Buckets};
use super::deliver::Deliver;
use super::incoming::{self, Event, Incoming};
use super::runner::{Job, Runner};
use super::wire::{CallError, Wire};
use crate::clock::Clock;
use crate::crash_point;
use crate::credentials;
use crate::frame::Asker;
use crate::ids::{ChatId, MessageId, UpdateId};
use crate::link::Spot;
use crate::metrics::Metrics;
use crate::plain;
use crate::screens::fallback;
use crate::store::{Accepted, Store, StoreError, Storing};

mod resume;
mod unstored;
use unstored::{Told, Waits};

/// Longest that Telegram holds a poll, seconds (Bot API, getUpdates). The first poll, and one after trouble or a pause,
/// is not held: whether polling works is known at once.
const POLL_SECONDS: u32 = 50;
/// Most updates of one poll (Bot API, getUpdates). Fewer are asked for while they are too large together.
const MOST_UPDATES: u8 = 100;
/// Limit for the way of a poll to Telegram and back.
const WAY: Duration = Duration::from_secs(10);
/// Lanes that may be at work before polling pauses. Telegram keeps the rest for a day.
const MAX_LANES: usize = 500;
/// Updates of one person that may be unfinished before more of them are refused.
const MAX_OF_A_PERSON: usize = 30;
/// The same of one chat, which may be a group. Most of them are kept as numbers.
const MAX_IN_A_CHAT: usize = 300;

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
    #[error("Telegram repeats updates that were acknowledged")]
    Repeated,
}

/// The updates that are asked for.
const ALLOWED: [&str; 4] = ["message", "edited_message", "callback_query", "my_chat_member"];

/// A poll (Bot API, getUpdates). teloxide's payload holds the offset in 32 bits.
#[derive(Serialize)]
struct Poll {
    #[serde(skip_serializing_if = "Option::is_none")]
    offset: Option<i64>,
    limit: u8,
    timeout: u32,
    allowed_updates: [&'static str; 4],
}

/// An update that passed its sender's bucket, with its JSON to be stored.
struct Admitted<'a> {
    incoming: Incoming,
    json: &'a str,
    /// Whether others of its chat or person wait before it.
    behind: bool,
}

/// What cannot wait for its turn in the chat, but for its row.
enum AtOnce {
    /// Ends the spinner of a press.
    Answer { query: String, toast: Option<String>, opens: Option<String> },
    /// Deletes a message that is nothing but a credential.
    Delete(ChatId, MessageId),
}

/// What a batch was taken for.
#[derive(Default)]
struct Batch<'a> {
    admitted: Vec<Admitted<'a>>,
    /// Over their senders' limits, and whether that is to be told.
    refused: Vec<(Incoming, bool)>,
}

impl Intake {
    /// Polls until `stop`.
    pub async fn run(self) {
        let stop = self.stop.clone();
        stop.run_until_cancelled(self.poll()).await;
    }

    async fn poll(self) {
        let mut buckets = Buckets::default();
        let mut offset = None;
        let mut failing = Failing::new(&self);
        let (mut held, mut limit) = (0, MOST_UPDATES);
        self.metrics.begun(self.clock.now());
        loop {
            if self.wait_for_room().await {
                held = 0;
            }
            match self.round(&mut offset, (held, limit), &mut buckets).await {
                Err(Trouble::Telegram(CallError::TooLarge(_))) if limit > 1 => limit /= 2,
                Err(Trouble::Telegram(CallError::TooLarge(Some(first)))) => pass_over(&mut offset, first),
                Ok(()) => {
                    limit = limit.saturating_mul(2).min(MOST_UPDATES);
                    self.metrics.polled(self.clock.now());
                    failing.over();
                    held = POLL_SECONDS;
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

    /// Waits while too many lanes are at work, and tells whether that was so.
    async fn wait_for_room(&self) -> bool {
        let full = self.runner.is_full(MAX_LANES);
        if full {
            self.metrics.paused(true, self.clock.now());
            self.runner.has_room(MAX_LANES).await;
            self.metrics.paused(false, self.clock.now());
        }
        full
    }

    /// One poll: what it brought is stored when this returns, and `offset` acknowledges it. The offset comes from this
    /// batch only: numbers can restart (Bot API, Update).
    async fn round(
        &self,
        offset: &mut Option<i64>,
        (held, limit): (u32, u8),
        buckets: &mut Buckets,
    ) -> Result<(), Trouble> {
        let poll = Poll { offset: *offset, limit, timeout: held, allowed_updates: ALLOWED };
        self.metrics.turned(self.clock.now(), Duration::from_secs(held.into()) + WAY);
        let body = self.wire.post(GetUpdates::NAME, &poll, Duration::from_secs(held.into()) + WAY).await?;
        let batch: Vec<&RawValue> = self.wire.read(GetUpdates::NAME, &body)?;
        let received: Vec<(UpdateId, &str)> =
            batch.iter().filter_map(|raw| Some((number(raw.get())?, raw.get()))).collect();
        let Some(last) = received.iter().map(|(id, _)| *id).max() else {
            return if batch.is_empty() { Ok(()) } else { Err(Trouble::Numberless) };
        };
        let acknowledged = offset.is_some_and(|offset| last.get() < offset);
        let known = self.accept(received, buckets, *offset).await;
        crash_point!("intake-taken");
        *offset = Some(last.get().saturating_add(1));
        if acknowledged && known { Err(Trouble::Repeated) } else { Ok(()) }
    }

    /// Hands over what passes its sender's bucket, and stores it. What nobody expects an answer to is not stored. Returns
    /// whether there was nothing new.
    async fn accept(&self, received: Vec<(UpdateId, &str)>, buckets: &mut Buckets, offset: Option<i64>) -> bool {
        let Batch { admitted, refused } = self.admit(received, buckets);
        crash_point!("intake-received");
        let rows: Vec<Accepted<'_>> =
            admitted.iter().map(|update| Accepted { id: update.incoming.id, json: update.json }).collect();
        let at_once: Vec<(UpdateId, AtOnce)> =
            admitted.iter().filter_map(|update| Some((update.incoming.id, self.at_once(update)?))).collect();
        let accepted_at = self.clock.now_ms();
        let (storing, stored) = Storing::begin();
        let job = |update: Admitted<'_>| Job {
            incoming: update.incoming,
            accepted_at,
            attempts: None,
            stored: stored.clone(),
        };
        let waiting: Vec<Waits> = admitted.iter().filter_map(|update| Waits::of(&update.incoming)).collect();
        self.runner.take(admitted.into_iter().map(job).collect());
        let new = self.store(&rows, accepted_at, (waiting, offset)).await;
        crash_point!("intake-stored");
        self.metrics.accepted(new.len());
        let nothing_new = new.is_empty() && refused.is_empty();
        at_once.into_iter().filter(|(id, _)| new.contains(id)).for_each(|(_, task)| self.begin(task));
        storing.done(new);
        self.refuse(refused);
        nothing_new
    }

    /// Sorts a batch. The same update twice in it counts once.
    fn admit<'a>(&self, received: Vec<(UpdateId, &'a str)>, buckets: &mut Buckets) -> Batch<'a> {
        let now = Instant::now();
        let mut batch = Batch::default();
        let mut met = HashSet::with_capacity(received.len());
        for (id, json) in received {
            let Some(incoming) = met.insert(id).then(|| parse(id, json)).flatten() else { continue };
            let (in_chat, of_person) = self.runner.backlog(&incoming.origin);
            let over = in_chat >= MAX_IN_A_CHAT || of_person >= MAX_OF_A_PERSON;
            let user = incoming.origin.user;
            match if over { buckets.refuse(user, now) } else { buckets.admit(user, now) } {
                Admission::Admitted => {
                    batch.admitted.push(Admitted { incoming, json, behind: in_chat + of_person > 0 })
                }
                Admission::RefusedFirst => batch.refused.push((incoming, true)),
                Admission::Refused => batch.refused.push((incoming, false)),
            }
        }
        batch
    }

    /// Stores a batch, however long the database takes: it passed the buckets, and must not be charged again. Its people
    /// are told when that is more than a moment.
    async fn store(
        &self,
        rows: &[Accepted<'_>],
        accepted_at: i64,
        (mut waiting, offset): (Vec<Waits>, Option<i64>),
    ) -> HashSet<UpdateId> {
        let (mut failing, mut told, begun) = (Failing::new(self), Told::default(), Instant::now());
        loop {
            match self.store.inbox().accept(rows, accepted_at).await {
                Ok(new) => {
                    failing.over();
                    return new;
                }
                Err(error) => failing.pause(&Trouble::Store(error)).await,
            }
            if begun.elapsed() >= unstored::PATIENCE {
                told.tell(self, std::mem::take(&mut waiting));
                told.look(self, offset).await;
            }
        }
    }

    fn at_once(&self, update: &Admitted<'_>) -> Option<AtOnce> {
        let incoming = &update.incoming;
        match &incoming.event {
            Event::Press { .. } => self.answer_to_press(incoming, None),
            Event::Text(words) if update.behind && words.credential && credentials::is_nothing_but(&words.text) => {
                Some(AtOnce::Delete(incoming.origin.chat, words.message))
            }
            Event::Text(_) | Event::Wordless { .. } | Event::Member { .. } | Event::Group { .. } => None,
        }
    }

    fn begin(&self, task: AtOnce) {
        let deliver = Arc::clone(&self.deliver);
        self.runner.beside(async move {
            match task {
                AtOnce::Answer { query, toast: None, opens: Some(start) } => deliver.open_private(query, &start).await,
                AtOnce::Answer { query, toast, .. } => deliver.answer_press(query, toast).await,
                AtOnce::Delete(chat, message) => drop(deliver.delete(chat, message).await),
            }
        });
    }

    /// Refused updates: their sender is told once, and credentials are removed all the same, before anything is said.
    fn refuse(&self, refused: Vec<(Incoming, bool)>) {
        self.metrics.refused(refused.len());
        let seconds = i64::try_from(bucket::PAUSE.as_secs()).unwrap_or(i64::MAX);
        let router = self.runner.router();
        for (incoming, _) in &refused {
            let secret = router.secret(incoming);
            secret.into_iter().for_each(|message| self.begin(AtOnce::Delete(incoming.origin.chat, message)));
        }
        for (incoming, _) in refused.into_iter().filter(|(_, first)| *first) {
            let asker = self.runner.router().asker(&incoming);
            let answer = self.answer_to_press(&incoming, Some(flood_toast(&asker, seconds)));
            answer.into_iter().for_each(|answer| self.begin(answer));
            if asker.private {
                let deliver = Arc::clone(&self.deliver);
                self.runner.beside(async move {
                    deliver.mention(&incoming.origin.address(), &fallback::flood(&asker, seconds)).await;
                });
            }
        }
    }

    /// Ends the spinner of a press, whatever the press will do. Only the person it was made for may press a button.
    fn answer_to_press(&self, incoming: &Incoming, refusal: Option<String>) -> Option<AtOnce> {
        let Event::Press { query, pressed, .. } = &incoming.event else { return None };
        let router = self.runner.router();
        let asker = router.asker(incoming);
        let foreign = pressed.is_some_and(|pressed| pressed.owner != asker.user);
        let ahead = pressed.filter(|pressed| !asker.private && router.house.opens_in_private(&pressed.link));
        let not_yours = || match ahead {
            Some(_) => plain!(asker.text, "toast-not-your-alert"),
            None => plain!(asker.text, "toast-not-yours"),
        };
        let toast = refusal.or_else(|| foreign.then(not_yours));
        let opens = ahead.map(|pressed| pressed.link.encode(asker.user, Spot::Here));
        Some(AtOnce::Answer { query: query.clone(), toast, opens })
    }
}

fn flood_toast(asker: &Asker, seconds: i64) -> String {
    plain!(asker.text, "toast-flood", count = seconds, shown = asker.text.number(seconds))
}

/// Acknowledges one update that is too large by itself: nothing of it is read but its number.
fn pass_over(offset: &mut Option<i64>, id: i64) {
    tracing::warn!(update_id = id, "an update of more bytes than are read is passed over");
    *offset = Some(id.saturating_add(1));
}

/// The number comes first: an update that does not parse otherwise is still acknowledged.
fn number(json: &str) -> Option<UpdateId> {
    let number = incoming::number(json);
    if number.is_none() {
        tracing::warn!("an update without a number is passed over");
    }
    number
}

/// Reads an update. A panic on the way would end the process again at every start, because the update is not acknowledged
/// then: it is one of an unknown form.
fn parse(id: UpdateId, json: &str) -> Option<Incoming> {
    let read = std::panic::catch_unwind(|| {
        fail::fail_point!("parse");
        Incoming::read(id, json)
    });
    read.unwrap_or_else(|_| {
        tracing::warn!(update_id = id.get(), "an update of an unknown form is passed over");
        None
    })
}

/// Pauses between failures, and one log line when trouble begins, changes or ends.
struct Failing<'a> {
    intake: &'a Intake,
    backoff: ExponentialBackoff,
    told: Option<String>,
}

impl<'a> Failing<'a> {
    fn new(intake: &'a Intake) -> Self {
        Self { intake, backoff: intake.backoff.build(), told: None }
    }

    fn over(&mut self) {
        if self.told.take().is_some() {
            tracing::info!("polling Telegram again");
            self.backoff = self.intake.backoff.build();
        }
    }

    async fn pause(&mut self, trouble: &Trouble) {
        let wait = match trouble {
            Trouble::Telegram(error) => error.pause(self.backoff.next().unwrap_or(WAY)),
            _ => self.backoff.next().unwrap_or(WAY),
        };
        let reason = trouble.to_string();
        if self.told.as_ref() != Some(&reason) {
            tracing::warn!(%reason, "no updates from Telegram for now; trying on");
            self.told = Some(reason);
        }
        self.intake.metrics.turned(self.intake.clock.now(), wait + WAY);
        tokio::time::sleep(wait).await;
    }
}
