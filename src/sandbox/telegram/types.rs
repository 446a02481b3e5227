//! The data that tests and the terminal read from the simulated Telegram: people, chats, messages, events, calls. No
//! behaviour of the server.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::file::File;
use super::html::Span;

/// A person who talks to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user id; also that of the private chat.
    pub id: i64,
    pub first_name: String,
    /// Without the @.
    pub username: Option<String>,
    /// The language of the person's app, like `en`.
    pub language_code: Option<String>,
}

impl Person {
    /// An English-speaking person without a user name.
    pub fn new(id: i64, first_name: &str) -> Person {
        Person { id, first_name: first_name.into(), username: None, language_code: Some("en".into()) }
    }

    pub fn chat(&self) -> Chat {
        Chat::Private(self.id)
    }
}

/// A chat that the bot can be in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chat {
    /// By the person's id.
    Private(i64),
    /// By its id, which is negative; a supergroup's begins with -100.
    Group(i64),
}

impl Chat {
    /// The Bot API's chat id.
    pub fn id(self) -> i64 {
        match self {
            Chat::Private(id) | Chat::Group(id) => id,
        }
    }

    pub(crate) fn from_id(id: i64) -> Chat {
        match id < 0 {
            true => Chat::Group(id),
            false => Chat::Private(id),
        }
    }

    /// The type, in the Bot API's words.
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Chat::Private(_) => "private",
            Chat::Group(id) if id < -1_000_000_000_000 => "supergroup",
            Chat::Group(_) => "group",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateNumber(pub i64);

/// A message as it looks now, or as it looked at the time of an event.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Private chats share one sequence of numbers, every group has its own.
    pub id: i32,
    pub chat: Chat,
    /// `None` for the bot.
    pub author: Option<Person>,
    /// The visible text, without tags; the caption of a file.
    pub text: String,
    /// What the bot sent, if it sent HTML.
    pub html: Option<String>,
    /// The text in runs of one style.
    pub spans: Vec<Span>,
    pub buttons: Vec<Vec<Button>>,
    /// The message that it replies to.
    pub reply_to: Option<i32>,
    pub silent: bool,
    pub file: Option<File>,
    /// It cannot be forwarded or saved.
    pub protected: bool,
    /// A picture that is hidden until tapped.
    pub spoiler: bool,
    pub sent_at: DateTime<Utc>,
    pub edited_at: Option<DateTime<Utc>>,
}

impl Message {
    pub fn from_bot(&self) -> bool {
        self.author.is_none()
    }

    pub fn edited(&self) -> bool {
        self.edited_at.is_some()
    }

    /// File and text in one line, for the message of a failed test.
    fn gist(&self) -> String {
        match &self.file {
            None => format!("{:?}", self.text),
            Some(file) => format!("{file} {:?}", self.text),
        }
    }

    pub fn button(&self, label: &str) -> Option<&Button> {
        self.buttons.iter().flatten().find(|button| button.label == label)
    }

    /// The labels of all buttons, in reading order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    pub label: String,
    pub action: ButtonAction,
    /// `primary`, `success` or `danger`, if the bot set one (Bot API 9.4).
    pub style: Option<String>,
}

/// What a press of a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ButtonAction {
    /// Sends the bot this `callback_data`.
    Callback(String),
    /// Copies this text; the bot receives nothing.
    Copy(String),
    /// Opens this address; the bot receives nothing.
    Url(String),
    /// Opens this web app; the bot receives nothing.
    WebApp(String),
}

/// The effect of a press.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The bot receives this update.
    Told(UpdateNumber),
    /// This text is in the clipboard.
    Copied(String),
    /// This address was opened.
    Opened(String),
}

impl Pressed {
    /// The update that the bot receives, if any.
    pub fn update(&self) -> Option<UpdateNumber> {
        match self {
            Pressed::Told(update) => Some(*update),
            Pressed::Copied(_) | Pressed::Opened(_) => None,
        }
    }
}

/// Why a person cannot press or edit.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GestureError {
    /// It was deleted, or never existed.
    #[error("there is no message {0} in this chat")]
    NoMessage(i32),
    #[error("no button {wanted:?}, only {present:?}")]
    NoButton { wanted: String, present: Vec<String> },
    /// People can edit only their own messages.
    #[error("somebody else wrote message {0}")]
    NotTheirs(i32),
}

/// Something that happened in a chat.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A person sent a message.
    Said(Message),
    /// A person edited a message.
    Reworded(Message),
    /// A person pressed a button that calls the bot.
    Pressed {
        message: Message,
        /// The button's label; its data when no button has it.
        label: String,
        who: Person,
    },
    /// The bot sent a message.
    Sent(Message),
    /// The bot edited its message.
    Edited(Message),
    /// The bot deleted this message.
    Deleted(Message),
    /// The bot called `sendChatAction`.
    Typing {
        chat: Chat,
        /// `typing`, `upload_document` …
        action: String,
    },
    /// The bot answered a press.
    Answered {
        chat: Chat,
        message_id: i32,
        /// The text that pops up, if any.
        toast: Option<String>,
        /// Whether the text has to be closed by hand.
        alert: bool,
        /// The address that the phone opens.
        url: Option<String>,
    },
    /// A person blocked the bot, or a group removed it.
    Blocked(Chat),
    /// A person unblocked the bot, or a group added it again.
    Unblocked(Chat),
}

impl Event {
    pub fn chat(&self) -> Chat {
        match self {
            Event::Typing { chat, .. }
            | Event::Answered { chat, .. }
            | Event::Blocked(chat)
            | Event::Unblocked(chat) => *chat,
            Event::Said(message) | Event::Reworded(message) | Event::Sent(message) => message.chat,
            Event::Edited(message) | Event::Deleted(message) | Event::Pressed { message, .. } => message.chat,
        }
    }

    /// The message concerned, if there is one.
    pub fn message_id(&self) -> Option<i32> {
        match self {
            Event::Typing { .. } | Event::Blocked(_) | Event::Unblocked(_) => None,
            Event::Answered { message_id, .. } => Some(*message_id),
            Event::Said(message) | Event::Reworded(message) | Event::Sent(message) => Some(message.id),
            Event::Edited(message) | Event::Deleted(message) | Event::Pressed { message, .. } => Some(message.id),
        }
    }
}

impl fmt::Display for Event {
    /// One line, for the message of a failed test.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chat = self.chat().id();
        match self {
            Event::Said(message) => write!(out, "{chat} #{} said {}", message.id, message.gist()),
            Event::Reworded(message) => write!(out, "{chat} #{} reworded {}", message.id, message.gist()),
            Event::Pressed { message, label, .. } => write!(out, "{chat} #{} pressed [{label}]", message.id),
            Event::Sent(message) => {
                write!(out, "{chat} #{} bot sent {} {:?}", message.id, message.gist(), message.labels())
            }
            Event::Edited(message) => {
                write!(out, "{chat} #{} bot edited {} {:?}", message.id, message.gist(), message.labels())
            }
            Event::Deleted(message) => write!(out, "{chat} #{} bot deleted {}", message.id, message.gist()),
            Event::Typing { action, .. } => write!(out, "{chat} bot shows {action}"),
            Event::Answered { message_id, toast, .. } => write!(out, "{chat} #{message_id} press answered {toast:?}"),
            Event::Blocked(_) => write!(out, "{chat} blocked the bot"),
            Event::Unblocked(_) => write!(out, "{chat} unblocked the bot"),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// In lower case.
    pub method: String,
    pub body: Value,
    /// The status of the answer; `None` until there is one.
    pub status: Option<u16>,
    /// The error's description, if it failed.
    pub description: Option<String>,
}

/// A wait ended without success. Its text shows the events or calls so far.
#[derive(thiserror::Error)]
#[error("{0}")]
pub struct Timeout(pub(crate) String);

impl fmt::Debug for Timeout {
    // `unwrap` prints this, so it has to be readable.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
