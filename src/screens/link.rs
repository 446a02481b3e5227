//! Connecting an account. The message that brought the key is gone before anything here runs.

use super::{Asker, Button, Route, Screens, Tap, View};
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
    /// As the catalogue's sentences select by it.
    fn name(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::DeletedEdited => "edited",
            Self::NotDeleted => "kept",
        }
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

    /// Says that an account is needed first, and remembers what to offer after it. From a group the way leads to the
    /// same place in the private chat.
    pub(super) async fn need_key(&self, asker: &Asker, then: Option<(BotId, TaskId)>) -> Result<View, StoreError> {
        if !asker.private {
            let place = then.map_or(Route::Start, |(bot, task)| Route::CsvImport { account: None, bot, task });
            return Ok(asker.in_private(html!(asker.text, "need-key-group"), place));
        }
        self.store.ask(asker.user, Question::Key { then }).await?;
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
            Ok(user) => (user.email.map(|email| email.shown(key)), State::Checked),
            Err(ApiError::KeyRejected | ApiError::Invalid(_)) => return self.refused(asker, message, pasted).await,
            // The call is not documented everywhere: everything else says nothing about the key.
            Err(_) => (None, State::Unchecked),
        };
        let linked = self.store.link(asker.user, key, email.as_deref(), state).await?;
        let then = match self.store.end_prompt(asker.user).await? {
            Some(Question::Key { then }) => pasted.or(then),
            _ => pasted,
        };
        let id = match linked {
            Linked::New(id) | Linked::Replaced(id) | Linked::Same(id) => id,
            Linked::TooMany => return Ok(too_many(asker, message)),
        };
        let name = super::accounts::name(asker, email.as_deref(), key);
        let message = html!(asker.text, "message", message = message.name());
        let mut text = match (state, linked) {
            (State::Checked, Linked::Replaced(_)) => {
                html!(asker.text, "linked-again", account = name, message = message)
            }
            (State::Checked, Linked::Same(_)) => html!(asker.text, "linked-still", account = name, message = message),
            (State::Checked, _) => html!(asker.text, "linked", account = name, message = message),
            _ => html!(asker.text, "linked-unchecked", message = message),
        };
        if self.store.accounts(asker.user).await?.all.len() > 1 {
            text = Html::lines([text, html!(asker.text, "linked-in-use")]);
        }
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
        let text = html!(asker.text, "key-refused", message = message.name());
        Ok(View::new(text).row([asker.button_cancel()]))
    }

    /// Says that a bot token is no API key. Nothing was done with it.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn bot_token(&self, asker: &Asker, message: Message) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(View::new(html!(asker.text, "bot-token-group", message = message.name())));
        }
        if !matches!(self.store.prompt(asker.user), Some(Question::Key { .. })) {
            self.store.ask(asker.user, Question::Key { then: None }).await?;
        }
        Ok(View::new(html!(asker.text, "bot-token", message = message.name())).row([asker.button_cancel()]))
    }
}

/// Says that what came instead of a key cannot be one. The question stands.
pub fn not_a_key(asker: &Asker, message: Message) -> View {
    View::new(html!(asker.text, "not-a-key", message = message.name())).row([asker.button_cancel()])
}

/// Says that a word looks like a key and is none: it was badly copied.
pub fn almost_key(asker: &Asker, message: Message) -> View {
    let add = Button::tap(plain!(asker.text, "button-add-account"), Tap::AskKey);
    View::new(html!(asker.text, "almost-key", message = message.name())).row([add])
}

/// Tells the owner of a key that was sent where others read.
pub fn key_in_group(asker: &Asker, message: Message) -> View {
    asker.in_private(html!(asker.text, "key-in-group", message = message.name()), Route::Start)
}

/// Says that a key is not taken from a link, a forwarded message or another bot: it may be somebody else's.
pub fn not_your_words(asker: &Asker, message: Message) -> View {
    let add = Button::tap(plain!(asker.text, "button-add-account"), Tap::AskKey);
    View::new(html!(asker.text, "not-your-words", message = message.name())).row([add])
}

/// Sends everything about keys and accounts to the private chat.
pub fn between_us(asker: &Asker) -> View {
    asker.in_private(html!(asker.text, "between-us"), Route::Start)
}

fn too_many(asker: &Asker, message: Message) -> View {
    let count = i64::try_from(MAX_ACCOUNTS).unwrap_or(i64::MAX);
    let text = html!(asker.text, "too-many-accounts", count = count, message = message.name());
    View::new(text).row([asker.button_accounts()])
}
