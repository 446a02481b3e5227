//! What is stored once a view is shown: which act its message tells of, what it asks, whether it is followed.
//!
//! Owns one commit for all of it. Nothing is written where there is nothing to note: the plain press stays as fast as
//! it is.

use std::time::Duration;

use super::{Durability, Question, Store, StoreError};
use crate::ids::{ActId, ChatId, MessageId, UserId};
use crate::link::Link;

/// What becomes of the person's standing question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Asking {
    /// Nothing: what was shown is read beside it.
    #[default]
    Keep,
    /// It ends.
    End,
    /// This one replaces it.
    Ask(Question),
    /// This one is asked, unless another one stands when it is shown.
    AskIfNone(Question),
}

/// What a shown view is tied to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Ties {
    /// What it asks.
    pub asking: Asking,
    /// The act that its message asks about or tells of.
    pub act: Option<ActId>,
    /// The place that visits itself again in its message, the looks so far, and the time until the next one.
    pub again: Option<(Link, u16, Duration)>,
}

impl Store {
    /// Notes that a view was shown in this message.
    ///
    /// # Errors
    /// When it was not stored: an act cannot be confirmed then, a question not be answered.
    pub async fn shown(&self, user: UserId, chat: ChatId, message: MessageId, ties: &Ties) -> Result<(), StoreError> {
        let question = match ties.asking {
            Asking::Keep => None,
            Asking::End => self.questions.has(user).then_some(None),
            Asking::Ask(question) => Some(Some(question)),
            Asking::AskIfNone(question) => self.question(user).is_none().then_some(Some(question)),
        };
        let follows = ties.again.is_some() || self.followed.has(chat, message);
        if question.is_none() && ties.act.is_none() && !follows {
            return Ok(());
        }
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let asked = match question {
            Some(question) => Some(self.set_question(&mut transaction, user, question).await?),
            None => None,
        };
        if let Some(act) = ties.act {
            sqlx::query("UPDATE acts SET message_id = $1, told_at = $2 WHERE id = $3 AND user_id = $4")
                .bind(message.get())
                .bind(self.clock.now_ms())
                .bind(act.get())
                .bind(user.get())
                .execute(&mut *transaction)
                .await?;
        }
        let followed = match follows {
            true => Some(self.set_follow_up(&mut transaction, user, (chat, message), ties.again).await?),
            false => None,
        };
        transaction.commit().await?;
        // The mirrors follow what is committed, before anybody else has the writer.
        if let Some(asked) = asked {
            self.questions.set(user, asked);
        }
        if let Some(followed) = followed {
            self.followed.set((chat, message), followed);
        }
        Ok(())
    }
}
