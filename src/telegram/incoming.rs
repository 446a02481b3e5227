//! An update reduced to what this bot reads: parsed once, small while it waits.
//!
//! Owns the exhaustive look at teloxide's `Update`. No type here prints itself: a text may hold a key.

use teloxide::types::{Chat, MaybeInaccessibleMessage, Message, MessageKind, ThreadId, Update, UpdateKind, User};

use crate::ids::{ChatId, MessageId, UpdateId, UserId};

/// An update that somebody expects an answer to.
pub struct Incoming {
    /// Its number.
    pub id: UpdateId,
    /// Where it came from, which is where the answer goes.
    pub origin: Origin,
    /// The language of the person's Telegram, such as `en` or `pt-br`.
    pub language: Option<String>,
    /// What happened.
    pub event: Event,
}

/// Where an update came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin {
    /// The chat.
    pub chat: ChatId,
    /// The topic of a forum group.
    pub thread: Option<ThreadId>,
    /// The person.
    pub user: UserId,
    /// Whether it is the person's private chat with the bot.
    pub private: bool,
    /// The message that the answer refers to in a group.
    pub message: Option<MessageId>,
}

/// What happened.
pub enum Event {
    /// A text, or the caption of a picture or file.
    Text {
        /// The message.
        message: MessageId,
        /// The text.
        text: String,
        /// Whether it was written over an older one.
        edited: bool,
    },
    /// A press of a button.
    Press {
        /// What has to be answered at once.
        query: String,
        /// The message that was pressed, when Telegram still has it.
        message: Option<MessageId>,
        /// The button's callback data: anything, it can be forged.
        data: String,
    },
    /// A message without words: a sticker, a voice message, a picture.
    Wordless,
    /// A command by somebody who writes as a group or channel.
    Anonymous,
}

impl Incoming {
    /// Reduces an update. `None` when nobody expects an answer to it.
    pub fn read(update: Update) -> Option<Self> {
        let id = UpdateId::new(i64::from(update.id.0));
        match update.kind {
            UpdateKind::Message(message) => from_message(id, message, false),
            UpdateKind::EditedMessage(message) => from_message(id, message, true),
            UpdateKind::CallbackQuery(query) => {
                let message = query.message?;
                let (thread, message_id) = match &message {
                    MaybeInaccessibleMessage::Regular(message) => (thread(message), Some(message_id(message))),
                    MaybeInaccessibleMessage::Inaccessible(_) => (None, None),
                };
                Some(Self {
                    id,
                    origin: origin(message.chat(), &query.from, thread, None),
                    language: query.from.language_code,
                    event: Event::Press { query: query.id.0, message: message_id, data: query.data? },
                })
            }
            // None of these is asked for in `allowed_updates`; Telegram may still send what was queued before.
            _ => None,
        }
    }
}

fn from_message(id: UpdateId, message: Message, edited: bool) -> Option<Incoming> {
    let from = message.from.as_ref().filter(|from| !from.is_bot || message.sender_chat.is_some())?;
    let origin = origin(&message.chat, from, thread(&message), Some(message_id(&message)));
    let language = from.language_code.clone();
    let event = event(&message, origin, edited)?;
    Some(Incoming { id, origin, language, event })
}

fn event(message: &Message, origin: Origin, edited: bool) -> Option<Event> {
    if !matches!(message.kind, MessageKind::Common(_)) {
        return None;
    }
    match message.text().or(message.caption()) {
        Some(text) if message.sender_chat.is_some() => text.starts_with('/').then_some(Event::Anonymous),
        Some(text) => Some(Event::Text { message: message_id(message), text: text.to_owned(), edited }),
        None => (origin.private && !edited).then_some(Event::Wordless),
    }
}

fn origin(chat: &Chat, user: &User, thread: Option<ThreadId>, message: Option<MessageId>) -> Origin {
    // Telegram's user ids have at most 52 significant bits (Bot API, User).
    let user = UserId::new(i64::try_from(user.id.0).unwrap_or(i64::MAX));
    Origin { chat: ChatId::new(chat.id.0), thread, user, private: chat.is_private(), message }
}

fn thread(message: &Message) -> Option<ThreadId> {
    message.thread_id.filter(|_| message.is_topic_message)
}

fn message_id(message: &Message) -> MessageId {
    MessageId::new(i64::from(message.id.0))
}
