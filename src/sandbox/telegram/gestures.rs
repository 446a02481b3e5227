//! The actions of people: write, edit, press, block. Each one changes the chat, is added to the events, and queues the
//! update that Telegram would send. The bot's actions are in `messages`.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use super::file::{File, FileKind, clean_name};
use super::html::{Span, Style};
use super::objects;
use super::types::{Button, ButtonAction, Chat, Event, GestureError, Message, Person, Pressed, UpdateNumber};
use super::world::{Draft, Press, World};

/// Which button of a message is pressed.
#[derive(Clone, Copy)]
pub(crate) enum Which<'label> {
    /// The first one with this label.
    Label(&'label str),
    /// The one at this index, counted from 0 in reading order.
    Place(usize),
}

impl Which<'_> {
    fn of(self, message: &Message) -> Option<&Button> {
        match self {
            Which::Label(label) => message.button(label),
            Which::Place(place) => message.buttons.iter().flatten().nth(place),
        }
    }
}

impl fmt::Display for Which<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Which::Label(label) => out.write_str(label),
            Which::Place(place) => write!(out, "number {place}, counted from 0"),
        }
    }
}

/// A file that a person sends.
pub(crate) struct Document<'text> {
    pub(crate) name: &'text str,
    pub(crate) mime: &'text str,
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) caption: &'text str,
}

impl World {
    pub(crate) fn say(&mut self, who: &Person, chat: Chat, text: &str) -> UpdateNumber {
        self.arrive(who, chat, written(who, text))
    }

    pub(crate) fn send_document(&mut self, who: &Person, chat: Chat, document: Document<'_>) -> UpdateNumber {
        let Document { name, mime, bytes, caption } = document;
        let (kind, name, mime) = (FileKind::Document, clean_name(name), mime.to_owned());
        let file = self.keep(|number| File { kind, name, mime, bytes, number, pixels: [0, 0] });
        self.arrive(who, chat, Draft { file: Some(file), ..written(who, caption) })
    }

    fn arrive(&mut self, who: &Person, chat: Chat, draft: Draft) -> UpdateNumber {
        self.room(chat).person = Some(who.clone());
        let message = self.add_message(chat, draft);
        self.events.push(Event::Said(message.clone()));
        let object = objects::message(self, &message);
        self.updates.queue("message", object, self.clock.now())
    }

    pub(crate) fn edit(&mut self, who: &Person, chat: Chat, id: i32, text: &str) -> Result<UpdateNumber, GestureError> {
        let message = self.message(chat, id).ok_or(GestureError::NoMessage(id))?;
        if message.author.as_ref().map(|author| author.id) != Some(who.id) {
            return Err(GestureError::NotTheirs(id));
        }
        let message = self.reword(chat, id, written(who, text)).ok_or(GestureError::NoMessage(id))?;
        self.events.push(Event::Reworded(message.clone()));
        let object = objects::message(self, &message);
        Ok(self.updates.queue("edited_message", object, self.clock.now()))
    }

    pub(crate) fn press(
        &mut self,
        who: &Person,
        chat: Chat,
        id: i32,
        which: Which<'_>,
    ) -> Result<Pressed, GestureError> {
        let message = self.message(chat, id).ok_or(GestureError::NoMessage(id))?.clone();
        let button = which.of(&message).ok_or_else(|| GestureError::NoButton {
            wanted: which.to_string(),
            present: message.labels().into_iter().map(str::to_owned).collect(),
        })?;
        let label = button.label.clone();
        Ok(match &button.action {
            ButtonAction::Copy(text) => Pressed::Copied(text.clone()),
            ButtonAction::Url(url) | ButtonAction::WebApp(url) => Pressed::Opened(url.clone()),
            ButtonAction::Callback(data) => {
                self.events.push(Event::Pressed { message: message.clone(), label, who: who.clone() });
                let object = objects::message(self, &message);
                Pressed::Told(self.queue_press(who, chat, id, object, data))
            }
        })
    }

    /// A press without a button. A message that does not exist is "inaccessible", with date 0.
    pub(crate) fn forge_press(&mut self, who: &Person, chat: Chat, id: i32, data: &str) -> UpdateNumber {
        let object = match self.message(chat, id).cloned() {
            Some(message) => {
                let event = Event::Pressed { message: message.clone(), label: data.into(), who: who.clone() };
                self.events.push(event);
                objects::message(self, &message)
            }
            None => json!({ "chat": objects::chat(self, chat), "message_id": id, "date": 0 }),
        };
        self.queue_press(who, chat, id, object, data)
    }

    fn queue_press(&mut self, who: &Person, chat: Chat, message_id: i32, message: Value, data: &str) -> UpdateNumber {
        // Real ids are large numbers, written as text.
        let id = format!("{}", 4_000_000_000_000_000_000_u64 + self.presses.len() as u64);
        let press = Press { chat, message_id, at: self.now(), answered: false };
        self.presses.insert(id.clone(), press);
        let query = json!({
            "id": id,
            "from": objects::user(who),
            "message": message,
            "chat_instance": format!("{}", chat.id().wrapping_mul(7_919)),
            "data": data,
        });
        self.updates.queue("callback_query", query, self.clock.now())
    }

    /// The person blocks the bot, or the group removes it; or the reverse.
    pub(crate) fn set_blocked(&mut self, chat: Chat, blocked: bool) -> UpdateNumber {
        let room = self.room(chat);
        room.blocked = blocked;
        let person = room.person.clone().unwrap_or_else(|| Person::new(chat.id().abs(), "Somebody"));
        self.events.push(if blocked { Event::Blocked(chat) } else { Event::Unblocked(chat) });
        let (before, after) = match blocked {
            true => (member("member"), member("kicked")),
            false => (member("kicked"), member("member")),
        };
        let update = json!({
            "chat": objects::chat(self, chat),
            "from": objects::user(&person),
            "date": self.now().timestamp(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        self.updates.queue("my_chat_member", update, self.clock.now())
    }

    /// A person adds the bot to a group, or removes it.
    pub(crate) fn set_member(&mut self, who: &Person, chat: Chat, title: &str, joined: bool) -> UpdateNumber {
        let room = self.room(chat);
        (room.title, room.blocked) = (Some(title.to_owned()), !joined);
        self.events.push(if joined { Event::Unblocked(chat) } else { Event::Blocked(chat) });
        let (before, after) = match joined {
            true => (member("left"), member("member")),
            false => (member("member"), member("kicked")),
        };
        let update = json!({
            "chat": objects::chat(self, chat),
            "from": objects::user(who),
            "date": self.now().timestamp(),
            "old_chat_member": before,
            "new_chat_member": after,
        });
        self.updates.queue("my_chat_member", update, self.clock.now())
    }

    /// A group becomes a supergroup; returns the update that says so there.
    pub(crate) fn upgrade(&mut self, who: &Person, chat: Chat, to: Chat) -> UpdateNumber {
        let title = self.room(chat).title.clone();
        self.room(to).title = title;
        let mut told = UpdateNumber(0);
        for (place, field, other) in [(chat, "migrate_to_chat_id", to), (to, "migrate_from_chat_id", chat)] {
            let message = self.add_message(place, Draft { author: Some(who.clone()), ..Draft::default() });
            let mut object = objects::message(self, &message);
            if let Some(fields) = object.as_object_mut() {
                fields.remove("text");
                fields.insert(field.to_owned(), json!(other.id()));
            }
            let update = self.updates.queue("message", object, self.clock.now());
            told = if place == chat { update } else { told };
        }
        self.room(chat).moved_to = Some(to);
        told
    }

    /// The newest message of the bot in a chat.
    pub(crate) fn last_from_bot(&self, chat: Chat) -> Option<&Message> {
        self.messages(chat).iter().rev().find(|message| message.from_bot())
    }
}

fn written(who: &Person, text: &str) -> Draft {
    let spans = match text.is_empty() {
        true => Vec::new(),
        false => vec![Span { text: text.into(), style: Style::default() }],
    };
    Draft { author: Some(who.clone()), spans, ..Draft::default() }
}

/// The bot as a member of a chat.
fn member(status: &str) -> Value {
    match status {
        "kicked" => json!({ "user": objects::bot(), "status": status, "until_date": 0 }),
        _ => json!({ "user": objects::bot(), "status": status }),
    }
}
