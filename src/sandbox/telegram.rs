//! Telegram on loopback: the Bot API over real HTTP, and the people on the other side of it. This file is the handle
//! for tests; the rules are in the folder. It must refuse whatever Telegram refuses: a forgiving simulator hides bugs.

pub mod html;

mod faults;
mod file;
mod gestures;
mod limits;
mod markup;
mod media;
mod messages;
mod methods;
mod objects;
mod params;
mod refusal;
mod types;
mod updates;
mod uploads;
mod wire;
mod world;

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use serde_json::Value;

pub(crate) use self::file::mime_of;
pub use self::file::{File, FileKind};
use self::gestures::{Document, Which};
pub use self::html::{Span, Style};
pub use self::limits::Limits;
pub use self::types::{
    Button, ButtonAction, Call, Chat, Event, GestureError, Message, Person, Pressed, Timeout, UpdateNumber,
};
use self::world::World;
use crate::clock::Clock;
use crate::sandbox::server::Server;
use crate::sandbox::shared::{DEADLINE, Shared};
use crate::sandbox::stopwatch::Stopwatch;

/// A simulated Telegram. Clones share it; it ends when the last one is dropped.
#[derive(Clone)]
pub struct Telegram {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

impl Telegram {
    /// Starts on a free port of 127.0.0.1. Dates follow `clock`; waits take real time.
    pub async fn start(clock: Clock) -> io::Result<Telegram> {
        let world = Arc::new(Shared::new(World::new(clock)));
        let server = Arc::new(Server::start(wire::router(world.clone())).await?);
        Ok(Telegram { world, server })
    }

    /// The address of the Bot API, like `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The one valid token of the bot; another simulated Telegram has another.
    pub fn token(&self) -> String {
        self.world.look(|world| world.token.clone())
    }

    /// Without the @.
    pub fn bot_username(&self) -> &str {
        objects::BOT_USERNAME
    }

    /// Closes the port and every open connection.
    pub async fn stop(&self) {
        self.server.stop().await;
    }
}

/// Actions of people.
impl Telegram {
    /// A person sends a message.
    pub fn say(&self, who: &Person, chat: Chat, text: &str) -> UpdateNumber {
        self.world.change(|world| world.say(who, chat, text))
    }

    /// A person sends a file with this name and type; `caption` may be empty. People may send larger files than a bot
    /// can download.
    pub fn send_document(
        &self,
        who: &Person,
        chat: Chat,
        name: &str,
        mime: &str,
        bytes: impl Into<Arc<[u8]>>,
        caption: &str,
    ) -> UpdateNumber {
        let document = Document { name, mime, bytes: bytes.into(), caption };
        self.world.change(|world| world.send_document(who, chat, document))
    }

    /// A person edits a message of their own.
    pub fn edit(&self, who: &Person, chat: Chat, message_id: i32, text: &str) -> Result<UpdateNumber, GestureError> {
        self.world.change(|world| world.edit(who, chat, message_id, text))
    }

    /// A person presses the first button with this label.
    pub fn press(&self, who: &Person, chat: Chat, message_id: i32, label: &str) -> Result<Pressed, GestureError> {
        self.world.change(|world| world.press(who, chat, message_id, Which::Label(label)))
    }

    /// A person presses the button at this index, counted from 0 in reading order: for labels that occur twice.
    pub fn press_nth(&self, who: &Person, chat: Chat, message_id: i32, index: usize) -> Result<Pressed, GestureError> {
        self.world.change(|world| world.press(who, chat, message_id, Which::Place(index)))
    }

    /// A press with data that no button has, also under a message that does not exist.
    pub fn forge_press(&self, who: &Person, chat: Chat, message_id: i32, data: &str) -> UpdateNumber {
        self.world.change(|world| world.forge_press(who, chat, message_id, data))
    }

    /// The person blocks the bot, or the group removes it: it can send nothing there from now on.
    pub fn block(&self, chat: Chat) -> UpdateNumber {
        self.world.change(|world| world.set_blocked(chat, true))
    }

    /// The reverse of [`Telegram::block`].
    pub fn unblock(&self, chat: Chat) -> UpdateNumber {
        self.world.change(|world| world.set_blocked(chat, false))
    }

    /// A person adds the bot to a group with this title.
    pub fn add_to_group(&self, who: &Person, chat: Chat, title: &str) -> UpdateNumber {
        self.world.change(|world| world.set_member(who, chat, title, true))
    }

    /// The reverse of [`Telegram::add_to_group`], by whomever.
    pub fn remove_from_group(&self, who: &Person, chat: Chat, title: &str) -> UpdateNumber {
        self.world.change(|world| world.set_member(who, chat, title, false))
    }

    /// A group becomes a supergroup, with a number of its own; the bot is told by a message in the group, and what it sends
    /// there is refused with the new number.
    pub fn upgrade_group(&self, who: &Person, chat: Chat, to: Chat) -> UpdateNumber {
        self.world.change(|world| world.upgrade(who, chat, to))
    }

    /// Makes the bot an administrator of a group, which may delete the messages of all members.
    pub fn make_admin(&self, chat: Chat) {
        self.world.change(|world| world.room(chat).bot_is_admin = true);
    }
}

/// What goes wrong with updates. Faults of calls are in `faults`.
impl Telegram {
    /// Queues a raw update. A missing number is added; a number that is given is kept, and the update is handed out at
    /// least once, even when that number was acknowledged before. A text that is not a JSON object is sent as it is.
    pub fn push_raw(&self, update_json: &str) -> UpdateNumber {
        self.world.change(|world| {
            let now = world.now();
            world.updates.queue_raw(update_json, now)
        })
    }

    /// Sets the number of the next update, as Telegram does after an idle week. The queue must be empty.
    pub fn restart_update_numbers(&self, next: i64) {
        self.world.change(|world| world.updates.restart_at(next));
    }

    /// The next batches of more than one update are handed out in reverse order: Telegram promises no order.
    pub fn reorder(&self, batches: usize) {
        self.world.change(|world| world.updates.reverse(batches));
    }

    /// The next batches are handed out once more after they were acknowledged, as when Telegram lost the
    /// acknowledgement.
    pub fn repeat(&self, batches: usize) {
        self.world.change(|world| world.updates.repeat(batches));
    }
}

/// What tests can see.
impl Telegram {
    /// The messages of a chat as they look now, oldest first.
    pub fn messages(&self, chat: Chat) -> Vec<Message> {
        self.world.look(|world| world.messages(chat).to_vec())
    }

    /// The bot's newest message in a chat.
    pub fn last_from_bot(&self, chat: Chat) -> Option<Message> {
        self.world.look(|world| world.last_from_bot(chat).cloned())
    }

    /// Everything that happened in all chats, in order.
    pub fn events(&self) -> Vec<Event> {
        self.world.look(|world| world.events.clone())
    }

    /// Every call of the Bot API with the right token, in order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        self.world.look(|world| world.calls.clone())
    }

    /// The default commands that the bot set for a language (empty: for all languages).
    pub fn commands(&self, language: &str) -> Value {
        let key = format!(r#"commands {{"type":"default"}} {language}"#);
        self.world.look(|world| world.profile.get(&key).cloned().unwrap_or(Value::Null))
    }

    /// Whether the Bot API has a method with this name, in any case; `file` is the download of a file.
    pub fn has_method(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name == "getupdates" || name == wire::FETCH || methods::find(&name).is_some()
    }

    /// Reports events to a measurement from now on.
    pub fn measure(&self, stopwatch: Stopwatch) {
        self.world.change(|world| world.stopwatch = Some(stopwatch));
    }

    /// Waits until `wish` is true of the events; at most a minute.
    pub async fn wait_for(&self, mut wish: impl FnMut(&[Event]) -> bool) -> Result<(), Timeout> {
        self.until(|world| wish(&world.events)).await
    }

    /// Waits until `wish` is true of the calls; at most a minute.
    pub async fn wait_for_calls(&self, mut wish: impl FnMut(&[Call]) -> bool) -> Result<(), Timeout> {
        self.until(|world| wish(&world.calls)).await
    }

    /// Waits until the bot has acknowledged an update by polling with an offset above it; at most a minute. An update of a
    /// kind that the bot did not ask for counts as acknowledged.
    pub async fn acknowledged(&self, update: UpdateNumber) -> Result<(), Timeout> {
        self.until(|world| !world.updates.is_waiting(update)).await
    }

    async fn until(&self, mut wish: impl FnMut(&World) -> bool) -> Result<(), Timeout> {
        let met = self.world.until(|world| wish(world).then_some(()));
        let result = tokio::time::timeout(DEADLINE, met).await;
        result.map_err(|_| Timeout(self.world.look(journal)))
    }
}

/// The events as text, for the message of a failed test.
fn journal(world: &World) -> String {
    let mut text = "waited in vain; this happened:\n".to_owned();
    for event in &world.events {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "  {event}");
    }
    text.push_str("and the bot called:\n");
    for call in &world.calls {
        let status = call.status.map_or("unanswered".to_owned(), |status| status.to_string());
        let _ = writeln!(text, "  {} {status} {}", call.method, call.description.as_deref().unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests;
