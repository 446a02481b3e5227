//! What people are told while nothing can be stored: a full disk must not be silent.
//!
//! Owns who was told. The word comes from memory and needs no row, so it may come again after a restart. What waits is
//! neither acknowledged nor forgotten: it is answered once the database takes it. Must not store or acknowledge.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use teloxide::payloads::GetUpdates;
use teloxide::requests::Payload as _;

use super::{Intake, MOST_UPDATES, Poll, WAY, parse};
use crate::ids::UserId;
use crate::plain;
use crate::screens::fallback;
use crate::telegram::incoming::{self, Event, Incoming, Origin};

/// How long the database may refuse before people are told: a moment is no trouble of anybody's.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// Whoever waits for an answer: an update without its text.
pub(super) struct Waits {
    origin: Origin,
    /// The press, whose spinner has to end.
    query: Option<String>,
}

impl Waits {
    pub(super) fn of(incoming: &Incoming) -> Option<Self> {
        let query = match &incoming.event {
            Event::Press { query, .. } => Some(query.clone()),
            Event::Text(_) | Event::Wordless { .. } => None,
            Event::Member { .. } | Event::Group { .. } => return None,
        };
        Some(Self { origin: incoming.origin, query })
    }
}

/// Who was told, while the trouble lasts.
#[derive(Default)]
pub(super) struct Told(HashSet<UserId>);

impl Told {
    /// Tells the people of a batch, each once.
    pub(super) fn tell(&mut self, intake: &Intake, waiting: impl IntoIterator<Item = Waits>) {
        for Waits { origin, query } in waiting {
            if !self.0.insert(origin.user) || !intake.runner.router().admits(origin.user) {
                continue;
            }
            let asker = intake.runner.router().asker_of(origin.user, origin.private);
            let deliver = Arc::clone(&intake.deliver);
            intake.runner.beside(async move {
                if let Some(query) = query {
                    deliver.answer_press(query, Some(plain!(asker.text, "toast-unstored"))).await;
                }
                if asker.private {
                    deliver.mention(&origin.address(), &fallback::unstored(&asker)).await;
                }
            });
        }
    }

    /// Looks who wrote meanwhile, and tells them too. The offset stays, so that nothing of it is acknowledged: Telegram
    /// shows a hundred waiting updates at most.
    pub(super) async fn look(&mut self, intake: &Intake, offset: Option<i64>) {
        let allowed_updates = super::ALLOWED;
        let poll = Poll { offset, limit: MOST_UPDATES, timeout: 0, allowed_updates };
        let Ok(body) = intake.wire.post(GetUpdates::NAME, &poll, WAY).await else { return };
        let Ok(batch) = intake.wire.read::<Vec<&RawValue>>(GetUpdates::NAME, &body) else { return };
        let waiting: Vec<Waits> = batch
            .iter()
            .filter_map(|raw| parse(incoming::number(raw.get())?, raw.get()))
            .filter_map(|incoming| Waits::of(&incoming))
            .collect();
        self.tell(intake, waiting);
    }
}
