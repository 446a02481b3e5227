//! An update reduced to what this bot reads: parsed once, a press decoded once, small while it waits.
//!
//! Owns the exhaustive look at teloxide's `Update`. No type here prints itself: a text may hold a key.

use teloxide::types::{Chat, MaybeInaccessibleMessage, Message, MessageKind, ThreadId, Update, UpdateKind, User};

use crate::credentials;
use crate::ids::{ChatId, MessageId, UpdateId, UserId};
use crate::link::{Link, Pressed};

/// An update that somebody expects an answer to.
pub struct Incoming {
    /// Its number.
    pub id: UpdateId,
    /// Where it came from, which is where the answer goes.
    pub origin: Origin,
    /// What happened.
    pub event: Event,
}

/// Where something is sent: from an update's origin, or from a row of a follow-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The chat.
    pub chat: ChatId,
    /// The topic of a forum group.
    pub thread: Option<ThreadId>,
    /// The person for whom buttons are made.
    pub owner: UserId,
    /// Whether it is that person's private chat with the bot.
    pub private: bool,
    /// The message that a new one refers to; in groups only.
    pub reply_to: Option<MessageId>,
}

impl Origin {
    /// Whether a text that was written there holds a credential: anything like one in a private chat; where others read,
    /// only what is certainly one.
    pub fn holds_credential(&self, text: &str, to_the_bot: bool) -> bool {
        if self.private { credentials::find(text).is_some() } else { credentials::meant(text, to_the_bot).is_some() }
    }

    /// Where the answer goes.
    pub fn address(&self) -> Address {
        let Self { chat, thread, user, private, message, .. } = *self;
        Address { chat, thread, owner: user, private, reply_to: message.filter(|_| !private) }
    }
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
    /// Whether it was written in the name of a group or channel: `user` is that one's id then, not a person's.
    pub anonymous: bool,
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
        /// Whether it speaks to the bot: privately, by a command, or in answer to a bot's message.
        to_the_bot: bool,
        /// Whether its sender wrote it: not forwarded, not by another bot's help.
        own_words: bool,
        /// The file whose caption the text is; the text may be empty then.
        file: Option<FileRef>,
    },
    /// A press of a button.
    Press {
        /// What has to be answered at once.
        query: String,
        /// The message that was pressed, when Telegram still has it.
        message: Option<MessageId>,
        /// Whether that message is a text, which another one can replace; a file cannot become one.
        replaceable: bool,
        /// The button's callback data, decoded; `None` when it has another form. It can be forged.
        pressed: Option<Pressed>,
    },
    /// A message without words: a sticker, a voice message, a picture.
    Wordless,
}

/// A file as Telegram describes it.
pub struct FileRef {
    /// By what it can be fetched (Bot API, getFile).
    pub id: String,
    /// Its name, as its sender calls it.
    pub name: String,
    /// Its size as Telegram tells it, bytes.
    pub size: u32,
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
                let (thread, message_id, replaceable) = match &message {
                    MaybeInaccessibleMessage::Regular(message) => {
                        (thread(message), Some(message_id(message)), message.text().is_some())
                    }
                    MaybeInaccessibleMessage::Inaccessible(_) => (None, None, false),
                };
                Some(Self {
                    id,
                    origin: origin(message.chat(), user_id(&query.from), thread, None),
                    event: Event::Press {
                        query: query.id.0,
                        message: message_id,
                        replaceable,
                        pressed: Link::decode(&query.data?),
                    },
                })
            }
            // None of these is asked for in `allowed_updates`; Telegram may still send what was queued before.
            _ => None,
        }
    }
}

fn from_message(id: UpdateId, message: Message, edited: bool) -> Option<Incoming> {
    let (user, anonymous) = match &message.sender_chat {
        Some(group) => (UserId::new(group.id.0), true),
        None => (user_id(message.from.as_ref().filter(|from| !from.is_bot)?), false),
    };
    let origin = Origin { anonymous, ..origin(&message.chat, user, thread(&message), Some(message_id(&message))) };
    let event = event(&message, origin.private, edited)?;
    Some(Incoming { id, origin, event })
}

fn event(message: &Message, private: bool, edited: bool) -> Option<Event> {
    // All other kinds are Telegram's own words: somebody joined, a message was pinned.
    if !matches!(message.kind, MessageKind::Common(_) | MessageKind::Dice(_)) {
        return None;
    }
    let file = message.document().filter(|_| private).map(|document| FileRef {
        id: document.file.id.0.clone(),
        name: document.file_name.clone().unwrap_or_default(),
        size: document.file.size,
    });
    let text = match (message.text().or(message.caption()), &file) {
        (Some(text), _) => text,
        (None, Some(_)) => "",
        (None, None) => return (private && !edited).then_some(Event::Wordless),
    };
    let answers_a_bot = message.reply_to_message().and_then(|it| it.from.as_ref()).is_some_and(|from| from.is_bot);
    let to_the_bot = private || text.starts_with('/') || answers_a_bot;
    // In a group plain words are none of our business, but for credentials that must not stay there.
    if !private && !text.starts_with('/') && credentials::meant(text, to_the_bot).is_none() {
        return None;
    }
    let own_words = message.forward_origin().is_none() && message.via_bot.is_none();
    Some(Event::Text { message: message_id(message), text: text.to_owned(), edited, to_the_bot, own_words, file })
}

fn origin(chat: &Chat, user: UserId, thread: Option<ThreadId>, message: Option<MessageId>) -> Origin {
    Origin { chat: ChatId::new(chat.id.0), thread, user, private: chat.is_private(), anonymous: false, message }
}

/// Telegram's user ids have at most 52 significant bits (Bot API, User).
fn user_id(user: &User) -> UserId {
    UserId::new(i64::try_from(user.id.0).unwrap_or(i64::MAX))
}

fn thread(message: &Message) -> Option<ThreadId> {
    message.thread_id.filter(|_| message.is_topic_message)
}

fn message_id(message: &Message) -> MessageId {
    MessageId::new(i64::from(message.id.0))
}
