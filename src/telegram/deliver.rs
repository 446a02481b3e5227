//! From a view to a message: the only place that knows how Telegram says things.
//!
//! Owns sending, editing and deleting with their limits: a 429 is obeyed to the second, an outage is waited out, and
//! waiting holds nobody else up. It must not decide what is said.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};
use teloxide::payloads::{
    AnswerCallbackQuery, DeleteMessage, EditMessageText, EditMessageTextSetters as _, SendChatAction,
    SendChatActionSetters as _, SendMessage, SendMessageSetters as _,
};
use teloxide::types::{
    CallbackQueryId, ChatAction, ChatId as TelegramChat, InlineKeyboardMarkup, LinkPreviewOptions,
    MessageId as TelegramMessage, ParseMode, ReplyMarkup, ReplyParameters,
};
use tokio::sync::{Semaphore, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::incoming::{Address, FileRef};
use super::pace::Pace;
use super::refusal::Meaning;
use super::upload::{FilePart, Form};
use super::wire::{CallError, Wire};
use crate::frame::{File, FileKind, View};
use crate::ids::{ChatId, MessageId};
use crate::text::Html;
use crate::turns::Turns;

mod group;
mod keyboard;
mod secret;
pub use group::InGroup;

/// Longest message (Bot API, sendMessage), UTF-16 units after entities parsing.
const MAX_TEXT: usize = 4096;
/// Longest caption (Bot API, sendDocument), UTF-16 units after entities parsing.
const MAX_CAPTION: usize = 1024;
/// Largest file that is taken from a person where code is awaited, and where a file is (Bot API, getFile), bytes.
pub const MAX_CODE_FILE: usize = 1024 * 1024;
pub const MAX_FILE: usize = 20 * 1024 * 1024;
/// Large files in memory at once.
const LARGE_FILES: usize = 2;
/// Longest toast (Bot API, answerCallbackQuery), characters.
const MAX_TOAST: usize = 200;
/// Calls at once that Telegram answers soon.
const SOON: usize = 64;
/// Calls at once that it keeps waiting.
const WAITING: usize = 384;
/// When a call is one of those.
const A_MOMENT: Duration = Duration::from_millis(25);
/// Longest wait for Telegram's turn that an answer spends in memory; after a longer one it is made again.
const LONGEST_HELD: Duration = Duration::from_secs(120);
/// How long a call is repeated that fails for no reason that Telegram names, while others succeed.
const GIVES_UP: Duration = Duration::from_secs(10 * 60);
/// Longest wait for the bot's own name.
const OWN_NAME: Duration = Duration::from_secs(5);

/// Longest that a passing word may hold up the answer behind it.
const PASSING: Duration = Duration::from_secs(3);
/// How often a failed deletion is tried again.
const DELETE_AGAIN: usize = 3;
/// Longest wait for a turn to delete; after that its writer is asked to do it.
const LONGEST_TURN: Duration = Duration::from_secs(5);

/// Sends to Telegram.
pub struct Deliver {
    wire: Wire,
    turns: Turns,
    /// To be held while a file larger than [`MAX_CODE_FILE`] may be in memory.
    pub large_files: Semaphore,
    /// When a call of somebody's succeeded last.
    succeeded: Mutex<Option<Instant>>,
    /// When to say what is not an answer.
    pub pace: Pace,
    username: watch::Sender<Option<String>>,
    backoff: ExponentialBuilder,
    stop: CancellationToken,
}

/// Where a view goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A message of its own.
    New,
    /// In the place of this message of ours; when that is no longer possible, a message of its own.
    Instead(MessageId),
}

/// What became of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivered {
    /// It is there to be read, its end in this message; no message where there was nothing to show.
    Shown(Option<MessageId>),
    /// Telegram refused it for good.
    Refused(Refusal),
    /// Telegram asks to wait longer than an answer is kept: it is to be made again then.
    Later(Duration),
    /// The process stops; the next start delivers it.
    Interrupted,
}

/// Why a call was not settled.
enum Unsettled {
    Refused(CallError),
    Later(Duration),
    Stopping,
}

impl From<Unsettled> for Delivered {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Refused(error) => refused(&error),
            Unsettled::Later(wait) => Self::Later(wait),
            Unsettled::Stopping => Self::Interrupted,
        }
    }
}

/// Why Telegram refused a view for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The person blocked the bot, or it was removed from the group.
    Blocked,
    /// Anything else.
    Other,
}

/// A file could not be fetched: too large, gone, or Telegram did not answer.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// More bytes than are taken.
    #[error("a file over the limit")]
    TooLarge,
    /// Telegram did not give it.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Deliver {
    /// A sender that gives up waiting when `stop` is cancelled.
    pub fn new(wire: Wire, backoff: ExponentialBuilder, pace: Pace, stop: CancellationToken) -> Self {
        let turns = Turns::new(SOON, WAITING, A_MOMENT);
        let (large_files, username) = (Semaphore::new(LARGE_FILES), watch::Sender::new(None));
        Self { wire, turns, large_files, succeeded: Mutex::default(), pace, username, backoff, stop }
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

    /// The bot's own name; waits for it a moment. `None` while Telegram does not tell it.
    pub async fn username(&self) -> Option<String> {
        let mut username = self.username.subscribe();
        let known = tokio::time::timeout(OWN_NAME, username.wait_for(Option::is_some)).await.ok()?;
        known.ok()?.clone()
    }

    /// Whether the bot has this name; `None` while Telegram does not tell its own.
    pub fn is_called(&self, name: &str) -> Option<bool> {
        self.username.borrow().as_ref().map(|username| name.eq_ignore_ascii_case(username))
    }

    /// Brings a view to its target, however long Telegram asks to wait. A file is a message of its own, above the text
    /// where that is too long to be its caption. A text too long for one message goes on below; the buttons are under
    /// its end.
    pub async fn deliver(&self, address: &Address, target: Target, view: View) -> Delivered {
        self.pace.answered(address.chat, address.private, Instant::now());
        let keyboard = self.keyboard(address, view.buttons).await;
        match view.file {
            None => self.deliver_text(address, target, view.text, keyboard).await,
            Some(file) => Box::pin(self.deliver_file(address, file, view.text, keyboard)).await,
        }
    }

    async fn deliver_file(
        &self,
        address: &Address,
        file: File,
        text: Html,
        keyboard: Option<InlineKeyboardMarkup>,
    ) -> Delivered {
        let captioned = text.units() <= MAX_CAPTION;
        let (caption, under) = if captioned { (Some(&text), keyboard.as_ref()) } else { (None, None) };
        match self.until_settled(address.chat, || self.send_file(address, &file, caption, under, false)).await {
            Ok(message) if captioned => Delivered::Shown(message),
            Err(Unsettled::Refused(error)) if !is_the_files_fault(&error) => Unsettled::Refused(error).into(),
            // Its text is better than nothing.
            Ok(_) | Err(Unsettled::Refused(_)) => self.deliver_text(address, Target::New, text, keyboard).await,
            Err(unsettled) => unsettled.into(),
        }
    }

    /// Edits a message with what nobody waits for. It is tried once: where Telegram asks to wait or does not answer, the
    /// chat is not held up, and the message stays as it is ([`Delivered::Interrupted`]).
    pub async fn refresh(&self, address: &Address, message: MessageId, view: View) -> Delivered {
        if self.pace.is_strained(Instant::now()) {
            return Delivered::Later(LONGEST_TURN);
        }
        if view.file.is_some() || view.text.units() > MAX_TEXT {
            return self.deliver(address, Target::Instead(message), view).await;
        }
        let keyboard = self.keyboard(address, view.buttons).await;
        let new = self::message(address, view.text, keyboard);
        match self.put(address, Target::Instead(message), &new).await {
            Ok(message) => Delivered::Shown(message),
            Err(error) if error.may_pass() => Delivered::Interrupted,
            Err(error) => refused(&error),
        }
    }

    /// Sends what nobody asked for, as a message of its own; `loud`: with a sound. It is tried once: where Telegram asks to
    /// wait or does not answer, the chat is not held up, and it is to be made again ([`Delivered::Later`]). A text too long
    /// for one message is delivered like an answer. Where a file is refused, its text is sent alone.
    pub async fn announce(&self, address: &Address, view: View, loud: bool) -> Delivered {
        if self.pace.is_strained(Instant::now()) {
            return Delivered::Later(LONGEST_TURN);
        }
        if view.text.units() > if view.file.is_some() { MAX_CAPTION } else { MAX_TEXT } {
            return self.deliver(address, Target::New, view).await;
        }
        let keyboard = self.keyboard(address, view.buttons).await;
        let with_file = match &view.file {
            Some(file) => Some(self.send_file(address, file, Some(&view.text), keyboard.as_ref(), !loud).await),
            None => None,
        };
        let sent = match with_file {
            Some(sent) if !sent.as_ref().is_err_and(is_the_files_fault) => sent,
            _ => {
                let mut new = message(address, view.text, keyboard);
                new.disable_notification = (!loud).then_some(true);
                self.send(address, &new).await
            }
        };
        match sent {
            Ok(message) => Delivered::Shown(message),
            Err(error) if error.may_pass() => {
                self.told_to_wait(address.chat, &error);
                Delivered::Later(error.pause(LONGEST_TURN))
            }
            Err(error) => refused(&error),
        }
    }

    async fn deliver_text(
        &self,
        address: &Address,
        target: Target,
        text: Html,
        mut keyboard: Option<InlineKeyboardMarkup>,
    ) -> Delivered {
        let parts = text.split(MAX_TEXT);
        let (last, mut shown) = (parts.len().saturating_sub(1), None);
        for (number, part) in parts.into_iter().enumerate() {
            let target = if number == 0 { target } else { Target::New };
            let message = message(address, part, if number == last { keyboard.take() } else { None });
            match self.until_settled(address.chat, || self.put(address, target, &message)).await {
                Ok(message) => shown = message,
                Err(unsettled) => return unsettled.into(),
            }
        }
        Delivered::Shown(shown)
    }

    /// Fetches a file that somebody sent (Bot API, getFile), from the configured server only; at most `most` bytes.
    ///
    /// # Errors
    /// When it is larger, gone, or Telegram does not give it.
    pub async fn fetch(&self, file: &FileRef, most: usize) -> Result<File, FetchError> {
        if file.size > most as u64 {
            return Err(FetchError::TooLarge);
        }
        let path = self.turns.take(|| self.wire.file_path(&file.id)).await?;
        let bytes = self.turns.take(|| self.wire.download(&path, most)).await?.ok_or(FetchError::TooLarge)?;
        Ok(File { name: file.name.clone(), bytes, kind: FileKind::Document })
    }

    /// Sends a view once and returns its message, for what is said in passing. No message is no harm.
    pub async fn mention(&self, address: &Address, view: &View) -> Option<MessageId> {
        let message = message(address, view.text.clone(), None);
        let sent = tokio::time::timeout(PASSING, self.send(address, &message)).await.ok()?;
        sent.inspect_err(|error| tracing::debug!(%error, "a passing word was not sent")).ok()?
    }

    /// Deletes a message, and tells whether it is gone. Tried a few times: a secret may stand in it.
    pub async fn delete(&self, chat: ChatId, message: MessageId) -> bool {
        let payload = DeleteMessage::new(TelegramChat(chat.get()), telegram_message(message));
        let mut deleted = self.turns.take(|| self.wire.call::<_, bool>(&payload)).await;
        for pause in self.backoff.build().take(DELETE_AGAIN) {
            let pause = match deleted {
                Err(CallError::NoAnswer) => pause,
                Err(ref error) if error.wait().is_some_and(|wait| wait <= LONGEST_TURN) => error.pause(pause),
                _ => break,
            };
            tokio::time::sleep(pause).await;
            deleted = self.turns.take(|| self.wire.call::<_, bool>(&payload)).await;
        }
        match deleted {
            // Gone already: deleted before a crash, or by its writer.
            Ok(_) | Err(CallError::Refused(Meaning::MessageGone)) => true,
            Err(error) => {
                tracing::info!(%error, "a message could not be deleted");
                false
            }
        }
    }

    /// Shows "typing…" for some seconds. Nobody needs to know when that fails.
    pub async fn typing(&self, address: &Address) {
        let mut payload = SendChatAction::new(TelegramChat(address.chat.get()), ChatAction::Typing);
        if let Some(thread) = address.thread {
            payload = payload.message_thread_id(thread);
        }
        if let Err(error) = self.turns.take(|| self.wire.call::<_, bool>(&payload)).await {
            tracing::debug!(%error, "typing was not shown");
        }
    }

    /// Ends the spinner of a pressed button, with a word or without. Late presses cannot be answered: no harm.
    pub async fn answer_press(&self, query: String, toast: Option<String>) {
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query));
        payload.text = toast.map(|toast| crate::text::one_line_of_units(&toast, MAX_TOAST));
        if let Err(error) = self.turns.take(|| self.wire.call::<_, bool>(&payload)).await {
            tracing::debug!(%error, "a press was not answered");
        }
    }

    /// Ends the spinner of a press with the private chat, opened at a place: `start` is what its `/start` brings (Bot API,
    /// answerCallbackQuery: `url`). While the bot's own name is not known the press does nothing.
    pub async fn open_private(&self, query: String, start: &str) {
        let mut payload = AnswerCallbackQuery::new(CallbackQueryId(query));
        let name = self.username().await;
        payload.url =
            name.and_then(|name| Url::parse_with_params(&format!("https://t.me/{name}"), [("start", start)]).ok());
        if let Err(error) = self.turns.take(|| self.wire.call::<_, bool>(&payload)).await {
            tracing::debug!(%error, "a press did not open the private chat");
        }
    }

    async fn put(
        &self,
        address: &Address,
        target: Target,
        message: &SendMessage,
    ) -> Result<Option<MessageId>, CallError> {
        match target {
            Target::New => self.send(address, message).await,
            Target::Instead(old) => Box::pin(self.edit_or_send(address, old, message)).await,
        }
    }

    async fn edit_or_send(
        &self,
        address: &Address,
        old: MessageId,
        message: &SendMessage,
    ) -> Result<Option<MessageId>, CallError> {
        match self.edit(old, message).await {
            Ok(()) | Err(CallError::Refused(Meaning::NotModified)) => Ok(Some(old)),
            // A message with a file has no text to edit, and other reasons may come: a new message always can.
            Err(error) if error.wants_new_message() => self.send(address, message).await,
            Err(error) => Err(error),
        }
    }

    async fn send(&self, address: &Address, message: &SendMessage) -> Result<Option<MessageId>, CallError> {
        let sent = self.turns.take(|| self.wire.send(message)).await;
        let again = match sent {
            Err(CallError::Migrated(chat)) => SendMessage { chat_id: TelegramChat(chat).into(), ..message.clone() },
            // The topic may be closed or gone; the answer is better in the group than nowhere.
            Err(CallError::Refused(meaning)) if address.thread.is_some() && meaning.may_be_the_topic() => {
                SendMessage { message_thread_id: None, ..message.clone() }
            }
            _ => return sent,
        };
        Box::pin(async { self.turns.take(|| self.wire.send(&again)).await }).await
    }

    async fn send_file(
        &self,
        address: &Address,
        file: &File,
        caption: Option<&Html>,
        keyboard: Option<&InlineKeyboardMarkup>,
        silent: bool,
    ) -> Result<Option<MessageId>, CallError> {
        let mut form = Form {
            chat: address.chat.get(),
            thread: address.thread,
            reply_to: address.reply_to.map(reply_to),
            caption: caption.map(Html::as_str),
            keyboard,
            silent,
            file: FilePart { kind: file.kind, name: &file.name, bytes: &file.bytes },
        };
        let sent = self.turns.take(|| self.wire.upload(&form)).await;
        match sent {
            Err(CallError::Migrated(chat)) => form.chat = chat,
            Err(CallError::Refused(meaning)) if form.thread.is_some() && meaning.may_be_the_topic() => {
                form.thread = None
            }
            _ => return sent,
        }
        self.turns.take(|| self.wire.upload(&form)).await
    }

    async fn edit(&self, old: MessageId, message: &SendMessage) -> Result<(), CallError> {
        let mut payload = EditMessageText::new(message.chat_id.clone(), telegram_message(old), &message.text)
            .parse_mode(ParseMode::Html)
            .link_preview_options(no_preview());
        if let Some(ReplyMarkup::InlineKeyboard(keyboard)) = &message.reply_markup {
            payload = payload.reply_markup(keyboard.clone());
        }
        self.turns.take(|| self.wire.send(&payload)).await.map(drop)
    }

    /// Whether a call failed for long, and others made later succeeded.
    fn is_hopeless(&self, begun: Instant) -> bool {
        let succeeded = *self.succeeded.lock().unwrap_or_else(PoisonError::into_inner);
        begun.elapsed() > GIVES_UP && succeeded.is_some_and(|at| at > begun)
    }

    /// Slow mode is a chat's own affair.
    fn told_to_wait(&self, chat: ChatId, error: &CallError) {
        if matches!(error, CallError::RetryAfter(_) | CallError::Busy) {
            self.pace.told(chat, Instant::now());
        }
    }

    /// Tries until Telegram took it or refused it for good: what was asked must be answered.
    async fn until_settled<T, F>(&self, chat: ChatId, mut call: impl FnMut() -> F) -> Result<T, Unsettled>
    where
        F: Future<Output = Result<T, CallError>>,
    {
        let (mut backoff, begun) = (self.backoff.build(), Instant::now());
        loop {
            let until = match call().await {
                // Something between us and Telegram dislikes this very message: its chat must not wait for it for ever.
                Err(error) if error.wait().is_none() && error.may_pass() && self.is_hopeless(begun) => {
                    return Err(Unsettled::Refused(error));
                }
                Err(error) if error.may_pass() => {
                    let pause = error.pause(backoff.next().unwrap_or(LONGEST_TURN));
                    match error.wait() {
                        Some(wait) if wait > LONGEST_HELD => return Err(Unsettled::Later(wait)),
                        Some(_) => {
                            self.told_to_wait(chat, &error);
                            self.pace.again(Instant::now() + pause)
                        }
                        None => Instant::now() + pause,
                    }
                }
                settled => {
                    if settled.is_ok() {
                        *self.succeeded.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
                    }
                    return settled.map_err(Unsettled::Refused);
                }
            };
            let waited = self.stop.run_until_cancelled(tokio::time::sleep_until(until)).await;
            waited.ok_or(Unsettled::Stopping)?;
        }
    }
}

/// A message of its own.
fn message(address: &Address, text: Html, keyboard: Option<InlineKeyboardMarkup>) -> SendMessage {
    let mut message = SendMessage::new(TelegramChat(address.chat.get()), text.into_string())
        .parse_mode(ParseMode::Html)
        .link_preview_options(no_preview());
    message.message_thread_id = address.thread;
    message.reply_parameters = address.reply_to.map(reply_to);
    message.reply_markup = keyboard.map(ReplyMarkup::InlineKeyboard);
    message
}

fn telegram_message(message: MessageId) -> TelegramMessage {
    TelegramMessage(i32::try_from(message.get()).unwrap_or(0))
}

fn reply_to(message: MessageId) -> ReplyParameters {
    ReplyParameters {
        message_id: telegram_message(message),
        allow_sending_without_reply: Some(true),
        ..ReplyParameters::default()
    }
}

/// Whether a text alone may be taken: the file was refused for good, and the chat is open.
fn is_the_files_fault(error: &CallError) -> bool {
    let may_text = !error.may_pass() && !error.meaning().is_some_and(Meaning::closes_chat);
    if may_text {
        tracing::info!(%error, "Telegram refused a file for good; its text is sent alone");
    }
    may_text
}

fn refused(error: &CallError) -> Delivered {
    tracing::info!(%error, "Telegram refused an answer for good");
    let closed = error.meaning().is_some_and(Meaning::closes_chat);
    Delivered::Refused(if closed { Refusal::Blocked } else { Refusal::Other })
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
