//! Connecting an account. The message that brought the key is gone before anything here runs.

use super::{Asker, Button, Route, Screens, View};
use crate::api::ApiError;
use crate::credentials::ApiKey;
use crate::html;
use crate::ids::{BotId, TaskId};
use crate::plain;
use crate::store::{Linked, MAX_ACCOUNTS, Question, State, StoreError};
use crate::text::Html;

/// What became of the message that held a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Message {
    /// It is gone.
    Deleted,
    /// It was an edited one, and it is gone.
    DeletedEdited,
    /// Telegram did not delete it; its writer has to.
    NotDeleted,
}

impl Message {
    fn gone(self) -> bool {
        self != Self::NotDeleted
    }
}

impl Screens {
    /// Asks for a key.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn ask_key(&self, asker: &Asker) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(between_us(asker));
        }
        self.store.ask(asker.user, Question::Key { then: None }).await?;
        Ok(View::new(html!(asker.text, "ask-key")).row([asker.button_cancel()]))
    }

    /// Says that an account is needed first, and remembers what to offer after it.
    pub(super) async fn need_key(&self, asker: &Asker, then: Option<(BotId, TaskId)>) -> Result<View, StoreError> {
        self.store.ask(asker.user, Question::Key { then }).await?;
        if !asker.private {
            return Ok(asker.in_private(html!(asker.text, "need-key-group"), Route::Start));
        }
        Ok(View::new(html!(asker.text, "need-key")).row([asker.button_cancel()]))
    }

    /// Tries a key and keeps it, unless Bots.Business refuses it. `pasted` is the import whose address held the key.
    ///
    /// # Errors
    /// When the store does not answer: the key is not kept then.
    pub async fn link(
        &self,
        asker: &Asker,
        key: &ApiKey,
        message: Message,
        pasted: Option<(BotId, TaskId)>,
    ) -> Result<View, StoreError> {
        let (email, state) = match self.api.user(key).await {
            Ok(user) => (user.email, State::Checked),
            Err(ApiError::KeyRejected | ApiError::Refused(_)) => return self.refused(asker, message, pasted).await,
            // The call is not documented everywhere: everything else says nothing about the key.
            Err(_) => (None, State::Unchecked),
        };
        let linked = self.store.link(asker.user, key, email.as_deref(), state).await?;
        let then = match self.store.end_prompt(asker.user).await? {
            Some(Question::Key { then }) => pasted.or(then),
            _ => pasted,
        };
        let (id, replaced) = match linked {
            Linked::New(id) => (id, false),
            Linked::Replaced(id) => (id, true),
            Linked::TooMany => return Ok(too_many(asker, message)),
        };
        let name = super::accounts::name(asker, email.as_deref(), key);
        let message = deletion(asker, message);
        let text = match (state, replaced) {
            (State::Checked, true) => html!(asker.text, "linked-again", account = name, message = message),
            (State::Checked, false) => html!(asker.text, "linked", account = name, message = message),
            _ => html!(asker.text, "linked-unchecked", message = message),
        };
        let view = View::new(text);
        Ok(match then {
            Some((bot, task)) => {
                let label = plain!(asker.text, "button-check-again", bot = bot.to_string(), task = task.to_string());
                let route = Route::CsvImport { account: Some(id), bot, task };
                view.row([Button::open(label, route)]).row([asker.button_accounts()])
            }
            None => view.row([asker.button_check(), asker.button_accounts()]),
        })
    }

    /// The question stands on, so that the next paste is taken for the key that was asked for.
    async fn refused(
        &self,
        asker: &Asker,
        message: Message,
        pasted: Option<(BotId, TaskId)>,
    ) -> Result<View, StoreError> {
        let then = match self.store.prompt(asker.user) {
            Some(Question::Key { then }) => pasted.or(then),
            _ => pasted,
        };
        self.store.ask(asker.user, Question::Key { then }).await?;
        let message = if message.gone() {
            html!(asker.text, "refused-deleted")
        } else {
            html!(asker.text, "refused-not-deleted")
        };
        Ok(View::new(html!(asker.text, "key-refused", message = message)).row([asker.button_cancel()]))
    }

    /// Says that a bot token is no API key. Nothing was done with it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn bot_token(&self, asker: &Asker, message: Message) -> Result<View, StoreError> {
        let message =
            if message.gone() { html!(asker.text, "token-deleted") } else { html!(asker.text, "token-not-deleted") };
        if !asker.private {
            return Ok(View::new(html!(asker.text, "bot-token-group", message = message)));
        }
        if !matches!(self.store.prompt(asker.user), Some(Question::Key { .. })) {
            self.store.ask(asker.user, Question::Key { then: None }).await?;
        }
        Ok(View::new(html!(asker.text, "bot-token", message = message)).row([asker.button_cancel()]))
    }
}

/// Says that what came instead of a key cannot be one. The question stands.
pub fn not_a_key(asker: &Asker, message: Message) -> View {
    let message = if message.gone() {
        html!(asker.text, "not-a-key-deleted")
    } else {
        html!(asker.text, "not-a-key-not-deleted")
    };
    View::new(html!(asker.text, "not-a-key", message = message)).row([asker.button_cancel()])
}

/// Tells the owner of a key that was sent where others read.
pub fn key_in_group(asker: &Asker, message: Message) -> View {
    let message =
        if message.gone() { html!(asker.text, "group-deleted") } else { html!(asker.text, "group-not-deleted") };
    asker.in_private(html!(asker.text, "key-in-group", message = message), Route::Start)
}

/// Sends everything about keys and accounts to the private chat.
pub fn between_us(asker: &Asker) -> View {
    asker.in_private(html!(asker.text, "between-us"), Route::Start)
}

fn deletion(asker: &Asker, message: Message) -> Html {
    match message {
        Message::Deleted => html!(asker.text, "message-deleted"),
        Message::DeletedEdited => html!(asker.text, "message-deleted-edited"),
        Message::NotDeleted => html!(asker.text, "message-not-deleted"),
    }
}

fn too_many(asker: &Asker, message: Message) -> View {
    let count = i64::try_from(MAX_ACCOUNTS).unwrap_or(i64::MAX);
    let message =
        if message.gone() { html!(asker.text, "refused-deleted") } else { html!(asker.text, "refused-not-deleted") };
    View::new(html!(asker.text, "too-many-accounts", count = count, message = message)).row([asker.button_accounts()])
}
