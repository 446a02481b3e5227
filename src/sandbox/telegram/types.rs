//! What a test or a terminal sees of the simulated Telegram: people, chats, messages, the journal. Plain data, no
//! behaviour of the server.

use std::fmt;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::file::File;
use super::html::Span;

/// Somebody who talks to the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Telegram's number for the person; also that of the private chat.
    pub id: i64,
    /// The first name.
    pub first_name: String,
    /// The name behind the @, if any.
    pub username: Option<String>,
    /// The language of the person's app, like `en`.
    pub language_code: Option<String>,
}

impl Person {
    /// An English-speaking person without a user name.
    pub fn new(id: i64, first_name: &str) -> Person {
        Person { id, first_name: first_name.into(), username: None, language_code: Some("en".into()) }
    }

    /// The person's private chat with the bot.
    pub fn chat(&self) -> Chat {
        Chat::Private(self.id)
    }
}

/// A chat the bot is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chat {
    /// A private chat; its number is the person's.
    Private(i64),
    /// A group; its number is negative, and a supergroup's begins with -100.
    Group(i64),
}

impl Chat {
    /// Telegram's number for the chat.
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

/// The number of an update.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UpdateNumber(pub i64);

/// A message as it looks now, or looked when the journal noted it.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Its number. Private chats share one row of numbers, every group has its own.
    pub id: i32,
    /// Where it stands.
    pub chat: Chat,
    /// Who wrote it; `None` for the bot.
    pub author: Option<Person>,
    /// What is read, without tags; of a message with a file, its caption.
    pub text: String,
    /// What the bot sent, when it sent HTML.
    pub html: Option<String>,
    /// The text in runs of one style.
    pub spans: Vec<Span>,
    /// The rows of buttons under it.
    pub buttons: Vec<Vec<Button>>,
    /// The message it answers.
    pub reply_to: Option<i32>,
    /// Sent without a sound.
    pub silent: bool,
    /// The file it carries.
    pub file: Option<File>,
    /// Sent so that it cannot be forwarded or saved.
    pub protected: bool,
    /// A picture that is hidden until tapped.
    pub spoiler: bool,
    /// When it was sent.
    pub sent_at: DateTime<Utc>,
    /// When it was last edited.
    pub edited_at: Option<DateTime<Utc>>,
}

impl Message {
    /// Whether the bot wrote it.
    pub fn from_bot(&self) -> bool {
        self.author.is_none()
    }

    /// Whether it was edited.
    pub fn edited(&self) -> bool {
        self.edited_at.is_some()
    }

    /// The file, if it has one, and the text, for a line of the journal.
    fn gist(&self) -> String {
        match &self.file {
            None => format!("{:?}", self.text),
            Some(file) => format!("{file} {:?}", self.text),
        }
    }

    /// The first button with this label.
    pub fn button(&self, label: &str) -> Option<&Button> {
        self.buttons.iter().flatten().find(|button| button.label == label)
    }

    /// The labels of all buttons, in reading order.
    pub fn labels(&self) -> Vec<&str> {
        self.buttons.iter().flatten().map(|button| button.label.as_str()).collect()
    }
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub label: String,
    /// What a press does.
    pub action: ButtonAction,
    /// Its colour, if the bot asked for one (Bot API 9.4: `primary`, `success`, `danger`).
    pub style: Option<String>,
}

/// What a press of a button does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ButtonAction {
    /// Tells the bot, with this `callback_data`.
    Callback(String),
    /// Copies this text; the bot is not told.
    Copy(String),
    /// Opens this address; the bot is not told.
    Url(String),
    /// Opens this web app; the bot is not told.
    WebApp(String),
}

/// What came of pressing a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// The bot is told in this update.
    Told(UpdateNumber),
    /// The text is in the clipboard.
    Copied(String),
    /// The address is opened.
    Opened(String),
}

impl Pressed {
    /// The update, if there is one.
    pub fn update(&self) -> Option<UpdateNumber> {
        match self {
            Pressed::Told(update) => Some(*update),
            Pressed::Copied(_) | Pressed::Opened(_) => None,
        }
    }
}

/// Why a person cannot press or edit something.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum GestureError {
    /// It was deleted, or never was.
    #[error("there is no message {0} in this chat")]
    NoMessage(i32),
    /// The message has other buttons, these.
    #[error("no button {wanted:?}, only {present:?}")]
    NoButton {
        /// The label looked for.
        wanted: String,
        /// The labels there are.
        present: Vec<String>,
    },
    /// Only its author can edit a message.
    #[error("somebody else wrote message {0}")]
    NotTheirs(i32),
}

/// One thing that happened in a chat.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A person wrote.
    Said(Message),
    /// A person edited a message.
    Reworded(Message),
    /// A person pressed a button that tells the bot.
    Pressed {
        /// The message with the button.
        message: Message,
        /// What the button says; the data, when no such button is there.
        label: String,
        /// Who pressed.
        who: Person,
    },
    /// The bot wrote.
    Sent(Message),
    /// The bot edited its message.
    Edited(Message),
    /// The bot deleted a message, which looked like this.
    Deleted(Message),
    /// The bot shows that it is busy.
    Typing {
        /// Where.
        chat: Chat,
        /// As what: `typing`, `upload_document` …
        action: String,
    },
    /// The bot answered a press.
    Answered {
        /// Where the button is.
        chat: Chat,
        /// Under which message.
        message_id: i32,
        /// The text that pops up, if any.
        toast: Option<String>,
        /// Whether the text must be closed by hand.
        alert: bool,
    },
    /// A person blocked the bot, or a group removed it.
    Blocked(Chat),
    /// A person unblocked the bot, or a group took it back.
    Unblocked(Chat),
}

impl Event {
    /// Where it happened.
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

    /// To which message.
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

/// One call of the Bot API.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// The method, in lower case.
    pub method: String,
    /// The parameters.
    pub body: Value,
    /// The status of the answer; `None` while there is none.
    pub status: Option<u16>,
    /// What was wrong, when something was.
    pub description: Option<String>,
}

/// What was waited for did not come. Its text shows the journal.
#[derive(thiserror::Error)]
#[error("{0}")]
pub struct Timeout(pub(crate) String);

impl fmt::Debug for Timeout {
    // `unwrap` prints this, so the journal must stay readable.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
