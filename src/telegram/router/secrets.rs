//! What must not stay in a chat: messages with a credential, words behind a command that takes a secret, and whatever is
//! sent where a secret is awaited.
//!
//! Owns that decision for every way an update can end, also one that is refused before it is handled. It deletes, and
//! must not say anything.

use super::{Message, Router, Unhandled, with_removal};
use crate::characters;
use crate::frame::prompt::{Removal, Said};
use crate::frame::{Arrival, Asker, Cause, Drawn, Kind, Row};
use crate::ids::{ChatId, MessageId};
use crate::link::Link;
use crate::screens::fallback;
use crate::store::{Question, StoreError};
use crate::telegram::commands::{self, Typed};
use crate::telegram::incoming::{Incoming, Words};

/// Shorter words are no password of anybody.
const SHORTEST_PASSWORD: usize = 4;

/// Whether a row asks for a secret.
fn takes_a_secret(row: &Row) -> bool {
    matches!(row.kind, Kind::Prompt { takes, .. } if takes.is_secret())
}

impl Router {
    /// The message of an update that must not stay in its chat: it holds a credential, brings one behind a command, or was
    /// sent where a secret is awaited, whatever it holds then: a password looks like words.
    pub fn secret(&self, incoming: &Incoming) -> Option<MessageId> {
        incoming
            .credential()
            .or_else(|| self.secret_behind_a_command(incoming))
            .or_else(|| self.awaited_secret(incoming))
            .or_else(|| self.late_secret(incoming))
    }

    fn secret_behind_a_command(&self, incoming: &Incoming) -> Option<MessageId> {
        let words = incoming.words()?;
        let (asker, text) = (self.asker(incoming), &words.text);
        let typed = commands::read(self.house.table, text, self.house.is_operator(asker.user))?;
        // In a group another bot's command is none of our business.
        let other = || commands::addressed(text).is_some_and(|name| self.deliver.is_called(name) == Some(false));
        let ours = asker.private || (typed.is_for_us_in_a_group(text) && !other());
        (ours && self.brings_a_secret(&asker, &typed, text)).then_some(words.message)
    }

    /// Whether words stand behind a command that takes a secret, or behind one that was probably meant to be such a one.
    pub(super) fn brings_a_secret(&self, asker: &Asker, typed: &Typed<'_>, text: &str) -> bool {
        if typed.arguments.is_empty() {
            return false;
        }
        if let Some((row, _)) = typed.row {
            return takes_a_secret(row);
        }
        let table = self.house.table;
        let meant = || fallback::meant(table, typed.name).and_then(|name| table.command(name));
        let is_command = self.house.awaited(asker).is_none_or(|(_, takes)| super::is_a_command(Some(typed), takes));
        let is_for_us = asker.private || commands::addressed(text).is_some();
        is_command && is_for_us && meant().is_some_and(|(row, _)| takes_a_secret(row))
    }

    fn awaited_secret(&self, incoming: &Incoming) -> Option<MessageId> {
        let message = incoming.message()?;
        let asker = self.asker(incoming);
        let (_, takes) = self.house.awaited(&asker)?;
        let staff = self.house.is_operator(asker.user);
        let typed = incoming.words().and_then(|words| commands::read(self.house.table, &words.text, staff));
        (takes.is_secret() && !super::is_a_command(typed.as_ref(), takes)).then_some(message)
    }

    /// A word that may be the answer to a question for a password that is over.
    fn late_secret(&self, incoming: &Incoming) -> Option<MessageId> {
        let words = incoming.words()?;
        self.late_question(&self.asker(incoming), words).map(|_| words.message)
    }

    /// The question for a password, no longer open, that this word may be meant for. Words that are several, or mean
    /// something without a question, are none.
    pub(super) fn late_question(&self, asker: &Asker, words: &Words) -> Option<Link> {
        let word = words.text.trim();
        let question = self.after_secrets.question(asker.user, self.house.clock.now_ms())?;
        let is_one =
            asker.private && word.chars().count() >= SHORTEST_PASSWORD && !word.chars().any(characters::is_space);
        let table = self.house.table;
        let means = || {
            commands::read(table, word, self.house.is_operator(asker.user)).is_some()
                || commands::bare(table, word).is_some()
                || table.pasted(word).is_some()
        };
        (is_one && !means()).then_some(question)
    }

    /// A message without words: where a secret is awaited it may be a picture of it.
    pub(super) async fn wordless(
        &self,
        asker: &Asker,
        cause: Cause<'_>,
        incoming: &Incoming,
        edited: bool,
    ) -> Result<Option<Drawn>, Unhandled> {
        if self.house.asked_by(asker, cause.update) {
            return Ok(None);
        }
        let awaited = self.awaited_secret(incoming).zip(self.house.awaited(asker));
        let Some((message, (Question { link, back, .. }, _))) = awaited else {
            let view = if self.admits(asker.user) { fallback::wordless(asker) } else { self.not_admitted(asker) };
            return Ok((!edited).then(|| Drawn::aside(view)));
        };
        let removal = self.remove(cause, incoming.origin.chat, message, edited).await?;
        if !self.admits(asker.user) {
            return Ok(Some(Drawn::aside(with_removal(asker, self.not_admitted(asker), removal))));
        }
        let arrival = Arrival { back, ..self.arrival(asker, cause, link) };
        Ok(Some(self.house.answer(&arrival, Said { removal, edited, ..Said::default() }).await?))
    }

    /// Words of somebody who may not use this copy: they may have been asked for a secret before.
    pub(super) async fn words_not_admitted(&self, message: &Message<'_>) -> Result<Option<Drawn>, Unhandled> {
        let asker = message.asker;
        let was_asked = self.house.awaited(asker).is_some_and(|(_, takes)| takes.is_secret());
        let removal = if was_asked { self.delete(message).await? } else { Removal::Untouched };
        let told = !message.words.edited || was_asked;
        Ok(told.then(|| Drawn::aside(with_removal(asker, self.not_admitted(asker), removal))))
    }

    pub(super) async fn delete(&self, message: &Message<'_>) -> Result<Removal, StoreError> {
        self.remove(message.cause, message.origin.chat, message.words.message, message.words.edited).await
    }

    async fn remove(
        &self,
        cause: Cause<'_>,
        chat: ChatId,
        message: MessageId,
        edited: bool,
    ) -> Result<Removal, StoreError> {
        cause.stored().await?;
        Ok(match self.deliver.delete(chat, message).await {
            true if edited => Removal::DeletedEdited,
            true => Removal::Deleted,
            false => Removal::NotDeleted,
        })
    }
}
