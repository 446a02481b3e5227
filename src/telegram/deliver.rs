//! From a view to a message: the only place that knows how Telegram says things.
//!
//! Owns sending, editing and deleting with their limits: a 429 is obeyed to the second, an outage is waited out, and
//! waiting holds nobody else up. It must not decide what is said.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use serde::Deserialize;
use teloxide::payloads::{
    AnswerCallbackQuery, DeleteMessage, EditMessageText, EditMessageTextSetters as _, SendChatAction,
    SendChatActionSetters as _, SendMessage, SendMessageSetters as _,
};
use teloxide::types::{
    CallbackQueryId, ChatAction, ChatId as TelegramChat, CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup,
    LinkPreviewOptions, MessageId as TelegramMessage, ParseMode, ReplyParameters,
};
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::incoming::Origin;
use super::wire::{CallError, Wire};
use crate::ids::{ChatId, MessageId};
use crate::screens::{Button, Press, Tap, View};
use crate::text::Html;

/// Longest message (Bot API, sendMessage), UTF-16 units after entities parsing.
const MAX_TEXT: usize = 4096;
/// Longest toast (Bot API, answerCallbackQuery), characters.
const MAX_TOAST: usize = 200;
/// Calls under way at once. A call that waits for its turn again holds none of them.
const CALLS_AT_ONCE: usize = 64;

/// Longest that a passing word may hold up the answer behind it.
const PASSING: Duration = Duration::from_secs(3);
/// How often a failed deletion is tried again.
const DELETE_AGAIN: usize = 3;
/// Longest wait for a turn to delete; after that its writer is asked to do it.
const LONGEST_TURN: Duration = Duration::from_secs(5);

/// Sends to Telegram.
pub struct Deliver {
    wire: Wire,
    calls: Semaphore,
    username: watch::Sender<Option<String>>,
    backoff: ExponentialBuilder,
    stop: CancellationToken,
}

/// Where a view goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// A message of its own.
    New,
    /// In the place of this message of ours; when that is no longer possible, a message of its own.
    Instead(MessageId),
}

/// What became of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is there to be read, its end in this message; or Telegram refused it for good.
    Settled(Option<MessageId>),
    /// The process stops; the next start delivers it.
    Interrupted,
}

/// The part of a sent message that we need.
#[derive(Deserialize)]
struct Sent {
    message_id: i32,
}

impl Deliver {
    /// A sender that gives up waiting when `stop` is cancelled.
    pub fn new(wire: Wire, backoff: ExponentialBuilder, stop: CancellationToken) -> Self {
        let calls = Semaphore::new(CALLS_AT_ONCE);
        Self { wire, calls, username: watch::Sender::new(None), backoff, stop }
    }

    /// Learns the bot's own name, however long it takes.
    pub async fn learn_username(&self) {
        let mut backoff = self.backoff.build();
        loop {
            match self.wire.username().await {
                Ok(username) => {
                    self.username.send_replace(Some(username));
                    return;
                }
                Err(error) => tracing::debug!(%error, "the bot's own name is not known yet"),
            }
            tokio::time::sleep(backoff.next().unwrap_or(LONGEST_TURN)).await;
        }
    }

    /// The bot's own name; waits until it is known. `None` when the process stops before that.
    pub async fn username(&self) -> Option<String> {
        let mut username = self.username.subscribe();
        let known = self.stop.run_until_cancelled(username.wait_for(Option::is_some)).await?;
        known.ok()?.clone()
    }

    /// Brings a view to its place, however long Telegram asks to wait. A text too long for one message goes on below;
    /// the buttons stand under its end.
    pub async fn deliver(&self, origin: &Origin, place: Place, view: View) -> Delivered {
        let keyboard = self.keyboard(origin, view.buttons).await;
        let parts = view.text.split(MAX_TEXT);
        let mut shown = None;
        for (number, part) in parts.iter().enumerate() {
            let place = if number == 0 { place } else { Place::New };
            let keyboard = keyboard.as_ref().filter(|_| number + 1 == parts.len());
            match self.until_settled(|| self.put(origin, place, part, keyboard)).await {
                None => return Delivered::Interrupted,
                Some(Ok(message)) => shown = Some(message),
                Some(Err(error)) => {
                    tracing::info!(%error, "Telegram refused an answer for good");
                    return Delivered::Settled(None);
                }
            }
        }
        Delivered::Settled(shown)
    }

    /// Sends a view once and returns its message, for what is said in passing. No message is no harm.
    pub async fn mention(&self, origin: &Origin, view: &View) -> Option<MessageId> {
        let sent = tokio::time::timeout(PASSING, self.send(origin, &view.text, None)).await.ok()?;
        sent.inspect_err(|error| tracing::debug!(%error, "a passing word was not sent")).ok()
    }

    /// Deletes a message, and tells whether it is gone. Tried a few times: a secret may stand in it.
    pub async fn delete(&self, chat: ChatId, message: MessageId) -> bool {
        let payload = DeleteMessage::new(TelegramChat(chat.get()), telegram_message(message));
        let mut deleted = self.once(self.wire.call::<_, bool>(&payload)).await;
        for pause in self.backoff.build().take(DELETE_AGAIN) {
            let pause = match deleted {
                Err(CallError::RetryAfter(wait)) if wait <= LONGEST_TURN => wait,
                Err(CallError::NoAnswer) => pause,
                _ => break,
            };
            tokio::time::sleep(pause).await;
            deleted = self.once(self.wire.call::<_, bool>(&payload)).await;
        }
        match deleted {
            // Gone already: deleted before a crash, or by its writer.
            Ok(_) | Err(CallError::MessageGone) => true,
            Err(error) => {
                tracing::info!(%error, "a message could not be deleted");
                false
            }
        }
    }

    /// Shows "typing…" for some seconds. Nobody needs to know when that fails.
    pub async fn typing(&self, origin: &Origin) {
        let mut payload = SendChatAction::new(TelegramChat(origin.chat.get()), ChatAction::Typing);
        if let Some(thread) = origin.thread {
            payload = payload.message_thread_id(thread);
        }
        if let Err(error) = self.once(self.wire.call::<_, bool>(&payload)).await {
            tracing::debug!(%error, "typing was not shown");
        }
    }

    /// Ends the spinner of a pressed button, with a word or without. Late presses cannot be answered: no harm.
    pub async fn answer_press(&self, query: String, toast: Option<String>) {
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query));
        payload.text = toast.map(|toast| crate::text::one_line_of_units(&toast, MAX_TOAST));
        if let Err(error) = self.once(self.wire.call::<_, bool>(&payload)).await {
            tracing::debug!(%error, "a press was not answered");
        }
    }

    async fn put(
        &self,
        origin: &Origin,
        place: Place,
        text: &Html,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<MessageId, CallError> {
        match place {
            Place::New => self.send(origin, text, keyboard).await,
            Place::Instead(message) => match self.edit(origin, message, text, keyboard).await {
                Ok(()) | Err(CallError::NotModified) => Ok(message),
                Err(CallError::MessageGone | CallError::Migrated(_)) => self.send(origin, text, keyboard).await,
                Err(error) => Err(error),
            },
        }
    }

    async fn send(
        &self,
        origin: &Origin,
        text: &Html,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<MessageId, CallError> {
        let mut payload = SendMessage::new(TelegramChat(origin.chat.get()), text.as_str())
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(thread) = origin.thread {
            payload = payload.message_thread_id(thread);
        }
        if let (false, Some(message)) = (origin.private, origin.message) {
            payload = payload.reply_parameters(ReplyParameters {
                message_id: telegram_message(message),
                allow_sending_without_reply: Some(true),
                ..ReplyParameters::default()
            });
        }
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        let mut sent = self.once(self.wire.call::<_, Sent>(&payload)).await;
        match sent {
            Err(CallError::Migrated(chat)) => payload.chat_id = TelegramChat(chat).into(),
            // The topic may be closed or gone; the answer is better in the group than nowhere.
            Err(CallError::Refused(400)) if origin.thread.is_some() => payload.message_thread_id = None,
            _ => return sent.map(|sent| MessageId::new(i64::from(sent.message_id))),
        }
        sent = self.once(self.wire.call::<_, Sent>(&payload)).await;
        sent.map(|sent| MessageId::new(i64::from(sent.message_id)))
    }

    async fn edit(
        &self,
        origin: &Origin,
        message: MessageId,
        text: &Html,
        keyboard: Option<&InlineKeyboardMarkup>,
    ) -> Result<(), CallError> {
        let mut payload =
            EditMessageText::new(TelegramChat(origin.chat.get()), telegram_message(message), text.as_str())
                .parse_mode(ParseMode::Html)
                .link_preview_options(no_preview());
        if let Some(keyboard) = keyboard {
            payload = payload.reply_markup(keyboard.clone());
        }
        self.once(self.wire.call::<_, Sent>(&payload)).await.map(drop)
    }

    /// One try, in its turn.
    async fn once<T>(&self, call: impl Future<Output = Result<T, CallError>>) -> Result<T, CallError> {
        let _turn = self.calls.acquire().await;
        call.await
    }

    /// Tries until Telegram took it or refused it for good: what was asked must be answered. `None` when the process
    /// stops before that.
    async fn until_settled<T, F>(&self, mut call: impl FnMut() -> F) -> Option<Result<T, CallError>>
    where
        F: Future<Output = Result<T, CallError>>,
    {
        let mut backoff = self.backoff.build();
        loop {
            let wait = match call().await {
                Err(CallError::RetryAfter(wait)) => wait,
                Err(CallError::NoAnswer | CallError::UnknownToken | CallError::Conflict) => {
                    backoff.next().unwrap_or(LONGEST_TURN)
                }
                settled => return Some(settled),
            };
            self.stop.run_until_cancelled(tokio::time::sleep(wait)).await?;
        }
    }

    async fn keyboard(&self, origin: &Origin, rows: Vec<Vec<Button>>) -> Option<InlineKeyboardMarkup> {
        let mut keyboard = Vec::with_capacity(rows.len());
        for row in rows {
            let mut shown = Vec::with_capacity(row.len());
            for button in row {
                shown.extend(self.button(origin, button).await);
            }
            keyboard.push(shown);
        }
        (!keyboard.is_empty()).then(|| InlineKeyboardMarkup::new(keyboard))
    }

    /// A button for the person who asked; a link to the private chat waits for the bot's own name.
    async fn button(&self, origin: &Origin, button: Button) -> Option<InlineKeyboardButton> {
        Some(match button.press {
            Press::Tap(tap) => InlineKeyboardButton::callback(button.label, tap.encode(origin.user)),
            Press::Copy(text) => InlineKeyboardButton::copy_text_button(button.label, CopyTextButton { text }),
            Press::Private(route) => {
                let (username, start) = (self.username().await?, Tap::Open(route).encode(origin.user));
                let link = Url::parse_with_params(&format!("https://t.me/{username}"), [("start", start)]).ok()?;
                InlineKeyboardButton::url(button.label, link)
            }
        })
    }
}

fn telegram_message(message: MessageId) -> TelegramMessage {
    TelegramMessage(i32::try_from(message.get()).unwrap_or(0))
}

fn no_preview() -> LinkPreviewOptions {
    LinkPreviewOptions {
        is_disabled: true,
        url: None,
        prefer_small_media: false,
        prefer_large_media: false,
        show_above_text: false,
    }
}
