//! The simulated Telegram's memory: chats with their messages, the presses under way, the journal, the bot's profile.
//! It is told what happens and notes it; what is allowed is decided elsewhere (`methods`, `messages`, `gestures`).

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::file::File;
use super::html::Span;
use super::types::{Button, Call, Chat, Event, Message, Person};
use super::updates::Updates;
use crate::clock::Clock;
use crate::sandbox::fault::FaultPlan;
use crate::sandbox::stopwatch::Stopwatch;

/// Everything that the server and the handle share.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) updates: Updates,
    /// How many polls have begun; the last one is in force.
    pub(crate) polls: u64,
    pub(crate) rooms: BTreeMap<Chat, Room>,
    pub(crate) presses: BTreeMap<String, Press>,
    pub(crate) events: Vec<Event>,
    pub(crate) calls: Vec<Call>,
    pub(crate) faults: FaultPlan,
    pub(crate) stopwatch: Option<Stopwatch>,
    /// What the bot says of itself: commands by scope and language, descriptions by language.
    pub(crate) profile: BTreeMap<String, Value>,
    /// Every file that was ever in a chat, by its number.
    pub(crate) files: Vec<Kept>,
    last_private_id: i32,
}

/// One chat.
#[derive(Default)]
pub(crate) struct Room {
    /// Whoever wrote last.
    pub(crate) person: Option<Person>,
    pub(crate) blocked: bool,
    pub(crate) bot_is_admin: bool,
    pub(crate) messages: Vec<Message>,
    last_group_id: i32,
}

/// A button press that the bot was told of.
pub(crate) struct Press {
    pub(crate) chat: Chat,
    pub(crate) message_id: i32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) answered: bool,
}

/// A file that Telegram has.
pub(crate) struct Kept {
    pub(crate) file: File,
    /// Until when its path can be used, once `getFile` gave it.
    pub(crate) until: Option<DateTime<Utc>>,
}

/// What a new message carries.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) author: Option<Person>,
    pub(crate) html: Option<String>,
    pub(crate) spans: Vec<Span>,
    pub(crate) buttons: Vec<Vec<Button>>,
    pub(crate) reply_to: Option<i32>,
    pub(crate) silent: bool,
    pub(crate) file: Option<File>,
    pub(crate) protected: bool,
    pub(crate) spoiler: bool,
}

impl World {
    pub(crate) fn new(clock: Clock) -> World {
        World {
            clock,
            updates: Updates::new(),
            polls: 0,
            rooms: BTreeMap::new(),
            presses: BTreeMap::new(),
            events: Vec::new(),
            calls: Vec::new(),
            faults: FaultPlan::default(),
            stopwatch: None,
            profile: BTreeMap::new(),
            files: Vec::new(),
            last_private_id: 0,
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn room(&mut self, chat: Chat) -> &mut Room {
        self.rooms.entry(chat).or_default()
    }

    /// The messages of a chat, none if nobody ever wrote there.
    pub(crate) fn messages(&self, chat: Chat) -> &[Message] {
        self.rooms.get(&chat).map(|room| room.messages.as_slice()).unwrap_or_default()
    }

    pub(crate) fn message(&self, chat: Chat, id: i32) -> Option<&Message> {
        self.messages(chat).iter().find(|message| message.id == id)
    }

    /// Puts a message into a chat.
    pub(crate) fn add_message(&mut self, chat: Chat, draft: Draft) -> Message {
        let message = Message {
            id: self.next_message_id(chat),
            chat,
            text: draft.spans.iter().map(|span| span.text.as_str()).collect(),
            author: draft.author,
            html: draft.html,
            spans: draft.spans,
            buttons: draft.buttons,
            reply_to: draft.reply_to,
            silent: draft.silent,
            file: draft.file,
            protected: draft.protected,
            spoiler: draft.spoiler,
            sent_at: self.now(),
            edited_at: None,
        };
        self.room(chat).messages.push(message.clone());
        message
    }

    /// Puts other words and buttons into a message, and leaves the rest; `None` if it is not there.
    pub(crate) fn reword(&mut self, chat: Chat, id: i32, draft: Draft) -> Option<Message> {
        let now = self.now();
        let message = self.room(chat).messages.iter_mut().find(|message| message.id == id)?;
        message.text = draft.spans.iter().map(|span| span.text.as_str()).collect();
        message.html = draft.html;
        message.spans = draft.spans;
        message.buttons = draft.buttons;
        message.edited_at = Some(now);
        Some(message.clone())
    }

    /// Gives a file its number and keeps it.
    pub(crate) fn keep(&mut self, file: impl FnOnce(usize) -> File) -> File {
        let file = file(self.files.len());
        self.files.push(Kept { file: file.clone(), until: None });
        file
    }

    /// Takes a message out of its chat.
    pub(crate) fn remove(&mut self, chat: Chat, id: i32) {
        self.room(chat).messages.retain(|message| message.id != id);
    }

    /// Private chats share one row of numbers; in groups they begin anew, so that two chats have equal ones.
    fn next_message_id(&mut self, chat: Chat) -> i32 {
        let last = match chat {
            Chat::Private(_) => &mut self.last_private_id,
            Chat::Group(_) => &mut self.room(chat).last_group_id,
        };
        *last += 1;
        *last
    }
}
