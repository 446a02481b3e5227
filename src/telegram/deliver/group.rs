//! What the bot says in a group by itself: it is tried once, and nobody there waits for it.
//!
//! Owns what a refusal means for the group. A message that somebody deleted there is not sent again.

use std::time::Duration;

use tokio::time::Instant;

use super::{Deliver, LONGEST_TURN, MAX_TEXT, message};
use crate::frame::View;
use crate::ids::{ChatId, MessageId};
use crate::telegram::incoming::Address;
use crate::telegram::refusal::Meaning;
use crate::telegram::wire::CallError;

/// What became of a message in a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InGroup {
    /// It is there to be read.
    Shown(Option<MessageId>),
    /// The group has another number: it is to be sent there.
    Moved(ChatId),
    /// Nothing can be sent there: the bot was removed, or may not write.
    Closed,
    /// It was refused for good.
    Refused,
    /// It is to be sent again after this time.
    Later(Duration),
}

impl Deliver {
    /// Sends a view to a group, or edits the message that shows it; `loud`: a new one with a sound.
    pub async fn tell_group(&self, address: &Address, edits: Option<MessageId>, view: View, loud: bool) -> InGroup {
        if self.pace.is_strained(Instant::now()) {
            return InGroup::Later(LONGEST_TURN);
        }
        let keyboard = self.keyboard(address, view.buttons).await;
        // What is told is short; were it not, its beginning says what matters.
        let Some(text) = view.text.split(MAX_TEXT).into_iter().next() else { return InGroup::Refused };
        let mut new = message(address, text, keyboard);
        new.disable_notification = (!loud).then_some(true);
        let told = match edits {
            None => self.turns.take(|| self.wire.send(&new)).await,
            Some(old) => self.edit(old, &new).await.map(|()| Some(old)),
        };
        let error = match told {
            Ok(message) => return InGroup::Shown(message),
            Err(error) => error,
        };
        match error {
            CallError::Refused(Meaning::NotModified) => InGroup::Shown(edits),
            CallError::Migrated(chat) => InGroup::Moved(ChatId::new(chat)),
            ref error if error.may_pass() => {
                self.told_to_wait(address.chat, error);
                InGroup::Later(error.pause(LONGEST_TURN))
            }
            error => {
                tracing::info!(%error, "Telegram refused what a group is told");
                let closed = error.meaning().is_some_and(|meaning| closes_group(meaning, edits.is_some()));
                if closed { InGroup::Closed } else { InGroup::Refused }
            }
        }
    }
}

/// Whether a group is closed to the bot, until somebody there changes that. An edit may be refused for less.
fn closes_group(meaning: Meaning, edits: bool) -> bool {
    let may_not_write = matches!(meaning, Meaning::NoRight | Meaning::ChatNotFound | Meaning::TopicClosed);
    meaning.closes_chat() || (may_not_write && !edits)
}
