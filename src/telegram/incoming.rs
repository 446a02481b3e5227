//! An update reduced to what this bot reads: its credential and its press are decoded here, once; small while it waits.
//!
//! Owns the reading of Telegram's JSON (`incoming/raw.rs`). teloxide's `Update` is not used: a field of a newer Bot API empties a
//! whole message there, and some kinds of update panic. No type here prints itself: a text may hold a key.

use teloxide::types::ThreadId;

use crate::credentials;
use crate::ids::{ChatId, MessageId, UpdateId, UserId};
use crate::link::{Link, Pressed};

mod raw;
mod strings;

/// Longest title of a group that is kept, characters (Telegram's own limit for a title: 128).
const MAX_TITLE: usize = 128;

/// An update that somebody expects an answer to.
pub struct Incoming {
    /// Its number.
    pub id: UpdateId,
    /// Where it came from, which is where the answer goes.
    pub origin: Origin,
    /// What happened.
    pub event: Event,
    /// The album that the message is a part of (Bot API, Message: `media_group_id`).
    pub album: Option<Box<str>>,
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

impl Address {
    /// The private chat of a person: it has the person's own number (Bot API, Chat).
    pub fn of_a_person(user: UserId) -> Self {
        Self { chat: ChatId::new(user.get()), thread: None, owner: user, private: true, reply_to: None }
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

impl Origin {
    /// Where the answer goes.
    pub fn address(&self) -> Address {
        let Self { chat, thread, user, private, message, .. } = *self;
        Address { chat, thread, owner: user, private, reply_to: message.filter(|_| !private) }
    }
}

/// What happened.
pub enum Event {
    /// A text, or the caption of a picture or file.
    Text(Words),
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
    Wordless {
        /// Whether it was put over an older one: then it expects no answer of its own.
        edited: bool,
    },
    /// The person blocked the bot in their private chat, or is back. It gets no answer.
    Member {
        /// Whether they blocked it.
        blocked: bool,
    },
    /// Something became of the bot in a group. It gets no answer there.
    Group {
        /// The group.
        group: ChatId,
        /// What.
        change: GroupChange,
    },
}

/// What became of the bot in a group.
pub enum GroupChange {
    /// The person of the origin added it. What is said of that goes to their private chat.
    Joined {
        /// The group's title: anybody may have written it.
        title: String,
    },
    /// It was removed, by whomever.
    Left,
    /// The group is a supergroup with this number from now on.
    Moved(ChatId),
}

/// What somebody wrote.
pub struct Words {
    /// The message.
    pub message: MessageId,
    /// The text; where a credential is in another field of the message, such as a file's name, that field.
    pub text: String,
    /// Whether it holds a credential: anything like one in a private chat; where others read, only what is certainly one.
    pub credential: bool,
    /// Whether it was written over an older one.
    pub edited: bool,
    /// Whether its sender wrote it: not forwarded, not by another bot's help.
    pub own: bool,
    /// The file whose caption the text is; the text may be empty then.
    pub file: Option<FileRef>,
}

/// A file as Telegram describes it.
pub struct FileRef {
    /// By what it can be fetched (Bot API, getFile).
    pub id: String,
    /// Its name, as its sender calls it.
    pub name: String,
    /// Its size as Telegram tells it, bytes.
    pub size: u64,
}

/// The number of an update: it is read by itself, so that an update which cannot be read otherwise is acknowledged all
/// the same.
pub fn number(json: &str) -> Option<UpdateId> {
    raw::number(json).map(UpdateId::new)
}

impl Incoming {
    /// Reads an update. `None` when nobody expects an answer to it, and when it has no known form. Other kinds than those
    /// that are asked for in `allowed_updates` are looked at by their name alone; Telegram may still send what was queued
    /// before.
    pub fn read(id: UpdateId, json: &str) -> Option<Self> {
        let update = raw::update(json)?;
        if let Some(message) = update.message {
            from_message(id, message, false)
        } else if let Some(message) = update.edited_message {
            from_message(id, message, true)
        } else if let Some(membership) = update.my_chat_member {
            from_membership(id, membership)
        } else {
            from_press(id, update.callback_query?)
        }
    }

    /// Whether its sender waits for an answer.
    pub fn expects_answer(&self) -> bool {
        !matches!(self.event, Event::Member { .. } | Event::Group { .. })
    }

    /// Where the answer goes: to the person in private, where the bot was added to a group.
    pub fn address(&self) -> Address {
        match self.event {
            Event::Group { .. } => Address::of_a_person(self.origin.user),
            _ => self.origin.address(),
        }
    }

    /// The words of a message.
    pub fn words(&self) -> Option<&Words> {
        match &self.event {
            Event::Text(words) => Some(words),
            Event::Press { .. } | Event::Wordless { .. } | Event::Member { .. } | Event::Group { .. } => None,
        }
    }

    /// The message that somebody sent.
    pub fn message(&self) -> Option<MessageId> {
        match &self.event {
            Event::Text(words) => Some(words.message),
            Event::Wordless { .. } => self.origin.message,
            Event::Press { .. } | Event::Member { .. } | Event::Group { .. } => None,
        }
    }

    /// The message of an update that holds a credential.
    pub fn credential(&self) -> Option<MessageId> {
        self.words().filter(|words| words.credential).map(|words| words.message)
    }
}

fn from_message(id: UpdateId, json: &str, edited: bool) -> Option<Incoming> {
    let message = raw::message(json)?;
    let chat = message.chat.as_ref()?;
    if let Some(to) = message.migrate_to_chat_id.filter(|_| chat.is_group()) {
        return Some(in_group(id, ChatId::new(chat.id?), GroupChange::Moved(ChatId::new(to))));
    }
    let (user, anonymous) = match &message.sender_chat {
        Some(group) => (group.id?, true),
        None => (message.from.as_ref().filter(|from| !from.is_bot())?.id?, false),
    };
    let origin = Origin {
        chat: ChatId::new(chat.id?),
        thread: message.thread(),
        user: UserId::new(user),
        private: chat.is_private(),
        anonymous,
        message: Some(MessageId::new(message.message_id.unwrap_or(0))),
    };
    // What is written over an older text is no part that comes late.
    let album = message.media_group_id.as_deref().filter(|_| !edited).map(Box::from);
    let event = event(&message, json, &origin, edited)?;
    Some(Incoming { id, origin, event, album })
}

fn from_press(id: UpdateId, json: &str) -> Option<Incoming> {
    let query = raw::query(json)?;
    let message = query.message?;
    let chat = message.chat.as_ref()?;
    // An inaccessible message has no date (Bot API, InaccessibleMessage).
    let there = message.date.is_some_and(|date| date != 0);
    let origin = Origin {
        chat: ChatId::new(chat.id?),
        thread: message.thread().filter(|_| there),
        user: UserId::new(query.from?.id?),
        private: chat.is_private(),
        anonymous: false,
        message: None,
    };
    let event = Event::Press {
        query: query.id?.into_owned(),
        message: message.message_id.filter(|_| there).map(MessageId::new),
        replaceable: there && message.text.is_some(),
        pressed: Link::decode(&query.data?),
    };
    Some(Incoming { id, origin, event, album: None })
}

/// What becomes of the bot in a channel is not read.
fn from_membership(id: UpdateId, json: &str) -> Option<Incoming> {
    let raw::Membership { chat, from, old_chat_member, new_chat_member } = raw::membership(json)?;
    let chat = chat?;
    if chat.is_group() {
        let group = ChatId::new(chat.id?);
        let was_out = old_chat_member.as_ref().and_then(raw::Member::is_out);
        return match (was_out, new_chat_member?.is_out()?) {
            (_, true) => Some(in_group(id, group, GroupChange::Left)),
            (Some(true), false) => {
                // Who writes as the group cannot be known.
                let user = UserId::new(from.filter(|from| !from.is_bot())?.id?);
                let title = chat.title.as_deref().unwrap_or_default().chars().take(MAX_TITLE).collect();
                let event = Event::Group { group, change: GroupChange::Joined { title } };
                let origin =
                    Origin { chat: group, thread: None, user, private: false, anonymous: false, message: None };
                Some(Incoming { id, origin, event, album: None })
            }
            (_, false) => None,
        };
    }
    let chat = Some(chat).filter(raw::Chat::is_private)?;
    let blocked = match new_chat_member?.status?.as_ref() {
        "kicked" => true,
        "member" => false,
        _ => return None,
    };
    let origin = Origin {
        chat: ChatId::new(chat.id?),
        thread: None,
        user: UserId::new(from?.id?),
        private: true,
        anonymous: false,
        message: None,
    };
    Some(Incoming { id, origin, event: Event::Member { blocked }, album: None })
}

/// Something that nobody in the group is answered for: whoever did it counts as the group.
fn in_group(id: UpdateId, group: ChatId, change: GroupChange) -> Incoming {
    let user = UserId::new(group.get());
    let origin = Origin { chat: group, thread: None, user, private: false, anonymous: true, message: None };
    Incoming { id, origin, event: Event::Group { group, change }, album: None }
}

fn event(message: &raw::Message<'_>, json: &str, origin: &Origin, edited: bool) -> Option<Event> {
    let private = origin.private;
    let file = message.document.as_ref().filter(|_| private).and_then(raw::Document::file);
    let said =
        message.text.as_deref().or(message.caption.as_deref()).map(str::to_owned).or_else(|| message.rich_text());
    let command = said.as_ref().is_some_and(|text| text.starts_with('/'));
    let to_the_bot = private || command || message.answers_a_bot();
    let is_credential = |text: &str| {
        if private { credentials::find(text).is_some() } else { credentials::meant(text, to_the_bot).is_some() }
    };
    let credential = said.as_deref().is_some_and(is_credential);
    let elsewhere = if credential { None } else { strings::first(json, is_credential) };
    // In a group plain words are none of our business, but for credentials that must not stay there.
    if !private && !command && !credential && elsewhere.is_none() {
        return None;
    }
    let credential = credential || elsewhere.is_some();
    let text = match (elsewhere.or(said), &file) {
        (Some(text), _) => text,
        (None, Some(_)) => String::new(),
        // All other kinds are Telegram's own words: somebody joined, a message was pinned.
        (None, None) => return raw::has_content(json, edited).then_some(Event::Wordless { edited }),
    };
    let own = message.forward_origin.is_none() && message.via_bot.is_none();
    let message = MessageId::new(message.message_id.unwrap_or(0));
    Some(Event::Text(Words { message, text, credential, edited, own, file }))
}

#[cfg(test)]
mod tests;
