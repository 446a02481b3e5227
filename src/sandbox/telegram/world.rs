//! The state of the simulated Telegram: chats with their messages, presses, events, calls, the bot's profile. It
//! records what happens; `methods`, `messages` and `gestures` decide what is allowed.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::file::File;
use super::html::Span;
use super::limits::{self, Limits};
use super::types::{Button, Call, Chat, Event, Message, Person};
use super::updates::Updates;
use crate::clock::Clock;
use crate::sandbox::fault::FaultPlan;
use crate::sandbox::stopwatch::Stopwatch;

/// The state that the server and the handle share.
pub(crate) struct World {
    /// The one valid token of the bot.
    pub(crate) token: String,
    pub(crate) clock: Clock,
    pub(crate) updates: Updates,
    /// The number of polls so far; only the last one is answered with updates.
    pub(crate) polls: u64,
    pub(crate) rooms: BTreeMap<Chat, Room>,
    pub(crate) presses: BTreeMap<String, Press>,
    pub(crate) events: Vec<Event>,
    pub(crate) calls: Vec<Call>,
    pub(crate) faults: FaultPlan,
    /// Telegram's limits for messages, and the time that they follow; `None` while they are not enforced.
    pub(crate) limits: Option<(Limits, Clock)>,
    /// The address of the webhook that another program set.
    pub(crate) webhook: Option<String>,
    pub(crate) stopwatch: Option<Stopwatch>,
    /// The bot's profile: commands by scope and language, descriptions by language.
    pub(crate) profile: BTreeMap<String, Value>,
    /// Every file that was ever sent, by its number.
    pub(crate) files: Vec<Kept>,
    last_private_id: i32,
}

#[derive(Default)]
pub(crate) struct Room {
    /// The last person who wrote.
    pub(crate) person: Option<Person>,
    pub(crate) blocked: bool,
    pub(crate) bot_is_admin: bool,
    /// The title of a group.
    pub(crate) title: Option<String>,
    /// The supergroup that a group became.
    pub(crate) moved_to: Option<Chat>,
    pub(crate) messages: Vec<Message>,
    last_group_id: i32,
}

/// A press that was sent to the bot as an update.
pub(crate) struct Press {
    pub(crate) chat: Chat,
    pub(crate) message_id: i32,
    pub(crate) at: DateTime<Utc>,
    pub(crate) answered: bool,
}

/// A stored file.
pub(crate) struct Kept {
    pub(crate) file: File,
    /// How long the path from `getFile` can be used.
    pub(crate) until: Option<DateTime<Utc>>,
}

/// The content of a new message.
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

/// A token that no other simulated Telegram of this machine has: a bot that outlived its own, and asks at a port that
/// was given out anew, must be refused there. The part after the colon has 35 characters, as in a real one.
fn fresh_token() -> String {
    static STARTED: AtomicU32 = AtomicU32::new(0);
    let number = STARTED.fetch_add(1, Ordering::Relaxed);
    format!("123456789:SANDBOX-fake-not-real-{:07}-{number:05}", std::process::id())
}

impl World {
    pub(crate) fn new(clock: Clock) -> World {
        World {
            token: fresh_token(),
            clock,
            updates: Updates::new(),
            polls: 0,
            rooms: BTreeMap::new(),
            presses: BTreeMap::new(),
            events: Vec::new(),
            calls: Vec::new(),
            faults: FaultPlan::default(),
            limits: None,
            webhook: None,
            stopwatch: None,
            profile: BTreeMap::new(),
            files: Vec::new(),
            last_private_id: 0,
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Counts a call; the seconds to wait when it is a message over a limit.
    pub(crate) fn flood(&mut self, method: &str, chat: i64) -> Option<u32> {
        let (limits, clock) = self.limits.as_mut()?;
        limits::counts(method).then(|| limits.take(chat, clock.now()).err())?
    }

    pub(crate) fn room(&mut self, chat: Chat) -> &mut Room {
        self.rooms.entry(chat).or_default()
    }

    /// The messages of a chat; empty if nobody ever wrote there.
    pub(crate) fn messages(&self, chat: Chat) -> &[Message] {
        self.rooms.get(&chat).map(|room| room.messages.as_slice()).unwrap_or_default()
    }

    pub(crate) fn message(&self, chat: Chat, id: i32) -> Option<&Message> {
        self.messages(chat).iter().find(|message| message.id == id)
    }

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

    /// Replaces text and buttons of a message; `None` if it does not exist.
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

    /// Stores a file under the next number.
    pub(crate) fn keep(&mut self, file: impl FnOnce(usize) -> File) -> File {
        let file = file(self.files.len());
        self.files.push(Kept { file: file.clone(), until: None });
        file
    }

    pub(crate) fn remove(&mut self, chat: Chat, id: i32) {
        self.room(chat).messages.retain(|message| message.id != id);
    }

    /// Private chats share one sequence of numbers; in every group it begins anew, so that equal numbers occur.
    fn next_message_id(&mut self, chat: Chat) -> i32 {
        let last = match chat {
            Chat::Private(_) => &mut self.last_private_id,
            Chat::Group(_) => &mut self.room(chat).last_group_id,
        };
        *last += 1;
        *last
    }
}
