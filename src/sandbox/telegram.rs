//! Telegram on loopback: the Bot API over real HTTP, and the people on the other side of it. What a test does to it
//! and sees of it stands here; the rules are in the folder. It must refuse whatever Telegram refuses: a forgiving
//! simulator hides bugs.

pub mod html;

mod file;
mod gestures;
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
pub use self::types::{
    Button, ButtonAction, Call, Chat, Event, GestureError, Message, Person, Pressed, Timeout, UpdateNumber,
};
use self::world::World;
use crate::clock::Clock;
use crate::sandbox::fault::Fault;
use crate::sandbox::server::Server;
use crate::sandbox::shared::{DEADLINE, Shared};
use crate::sandbox::stopwatch::Stopwatch;

/// A simulated Telegram. Clones are the same one; it ends with the last of them.
#[derive(Clone)]
pub struct Telegram {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

impl Telegram {
    /// Starts it on a free port of 127.0.0.1. All its dates are the clock's; its waits are real.
    pub async fn start(clock: Clock) -> io::Result<Telegram> {
        let world = Arc::new(Shared::new(World::new(clock)));
        let server = Arc::new(Server::start(wire::router(world.clone())).await?);
        Ok(Telegram { world, server })
    }

    /// Where the Bot API is, like `http://127.0.0.1:40123`.
    pub fn url(&self) -> String {
        format!("http://{}", self.server.address())
    }

    /// The token of the simulated bot.
    pub fn token(&self) -> String {
        wire::TOKEN.to_owned()
    }

    /// The name of the simulated bot, without the @.
    pub fn bot_username(&self) -> &str {
        objects::BOT_USERNAME
    }

    /// Ends it: every open call breaks off, the port closes.
    pub async fn stop(&self) {
        self.server.stop().await;
    }
}

/// What people do.
impl Telegram {
    /// Somebody writes a message.
    pub fn say(&self, who: &Person, chat: Chat, text: &str) -> UpdateNumber {
        self.world.change(|world| world.say(who, chat, text))
    }

    /// Somebody sends a file of this name and type; `caption` may be empty. A person may send larger ones than a bot can
    /// fetch.
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

    /// Somebody edits a message of their own.
    pub fn edit(&self, who: &Person, chat: Chat, message_id: i32, text: &str) -> Result<UpdateNumber, GestureError> {
        self.world.change(|world| world.edit(who, chat, message_id, text))
    }

    /// Somebody presses the first button with this label.
    pub fn press(&self, who: &Person, chat: Chat, message_id: i32, label: &str) -> Result<Pressed, GestureError> {
        self.world.change(|world| world.press(who, chat, message_id, Which::Label(label)))
    }

    /// Somebody presses the button at this place, counted from 0 in reading order: for labels that come twice.
    pub fn press_nth(&self, who: &Person, chat: Chat, message_id: i32, index: usize) -> Result<Pressed, GestureError> {
        self.world.change(|world| world.press(who, chat, message_id, Which::Place(index)))
    }

    /// A press with data that no button carries, also under a message that is gone.
    pub fn forge_press(&self, who: &Person, chat: Chat, message_id: i32, data: &str) -> UpdateNumber {
        self.world.change(|world| world.forge_press(who, chat, message_id, data))
    }

    /// The person blocks the bot, or the group removes it: sending there is forbidden from now on.
    pub fn block(&self, chat: Chat) -> UpdateNumber {
        self.world.change(|world| world.set_blocked(chat, true))
    }

    /// The reverse of `block`.
    pub fn unblock(&self, chat: Chat) -> UpdateNumber {
        self.world.change(|world| world.set_blocked(chat, false))
    }

    /// Makes the bot an administrator of a group: it may delete everybody's messages there.
    pub fn make_admin(&self, chat: Chat) {
        self.world.change(|world| world.room(chat).bot_is_admin = true);
    }
}

/// What goes wrong.
impl Telegram {
    /// Queues a raw update. Its number is filled in when missing; one given is kept and handed out at least once,
    /// even when it was acknowledged before. A text that is not a JSON object goes out as it stands.
    pub fn push_raw(&self, update_json: &str) -> UpdateNumber {
        self.world.change(|world| {
            let now = world.now();
            world.updates.queue_raw(update_json, now)
        })
    }

    /// Lets the numbers of updates go on from here, as Telegram does after an idle week; for an empty queue.
    pub fn restart_update_numbers(&self, next: i64) {
        self.world.change(|world| world.updates.restart_at(next));
    }

    /// The next so many batches of more than one update are handed out last first. Telegram promises no order.
    pub fn reorder(&self, batches: usize) {
        self.world.change(|world| world.updates.reverse(batches));
    }

    /// The next so many batches are handed out once more after they were acknowledged, as when Telegram lost that.
    pub fn repeat(&self, batches: usize) {
        self.world.change(|world| world.updates.repeat(batches));
    }

    /// The next `times` calls of a method (`*`: of any; `file`: the download of a file) meet this fault.
    pub fn fault(&self, method: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add(method, times, fault));
    }
}

/// What can be seen.
impl Telegram {
    /// The messages of a chat as they look now, oldest first.
    pub fn messages(&self, chat: Chat) -> Vec<Message> {
        self.world.look(|world| world.messages(chat).to_vec())
    }

    /// The bot's newest message in a chat.
    pub fn last_from_bot(&self, chat: Chat) -> Option<Message> {
        self.world.look(|world| world.last_from_bot(chat).cloned())
    }

    /// Everything that happened in the chats, in order.
    pub fn events(&self) -> Vec<Event> {
        self.world.look(|world| world.events.clone())
    }

    /// Every call of the Bot API that bore the right token, in order of arrival.
    pub fn calls(&self) -> Vec<Call> {
        self.world.look(|world| world.calls.clone())
    }

    /// The default commands as the bot last set them for a language (empty: for all).
    pub fn commands(&self, language: &str) -> Value {
        let key = format!(r#"commands {{"type":"default"}} {language}"#);
        self.world.look(|world| world.profile.get(&key).cloned().unwrap_or(Value::Null))
    }

    /// Whether the Bot API has a method of this name, in any case; `file` is the download of a file.
    pub fn has_method(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        name == "getupdates" || name == wire::FETCH || methods::find(&name).is_some()
    }

    /// Tells a measurement what happens from now on.
    pub fn measure(&self, stopwatch: Stopwatch) {
        self.world.change(|world| world.stopwatch = Some(stopwatch));
    }

    /// Waits until the journal of events is as wished; at most 10 seconds.
    pub async fn wait_for(&self, mut wish: impl FnMut(&[Event]) -> bool) -> Result<(), Timeout> {
        self.until(|world| wish(&world.events)).await
    }

    /// Waits until the journal of calls is as wished; at most 10 seconds.
    pub async fn wait_for_calls(&self, mut wish: impl FnMut(&[Call]) -> bool) -> Result<(), Timeout> {
        self.until(|world| wish(&world.calls)).await
    }

    /// Waits until the bot acknowledged an update by polling with an offset above it; at most 10 seconds. An update
    /// that was never wanted counts as acknowledged.
    pub async fn acknowledged(&self, update: UpdateNumber) -> Result<(), Timeout> {
        self.until(|world| !world.updates.is_waiting(update)).await
    }

    async fn until(&self, mut wish: impl FnMut(&World) -> bool) -> Result<(), Timeout> {
        let met = self.world.until(|world| wish(world).then_some(()));
        let result = tokio::time::timeout(DEADLINE, met).await;
        result.map_err(|_| Timeout(self.world.look(journal)))
    }
}

/// The journal as a text, for the message of a failed test.
fn journal(world: &World) -> String {
    let mut text = "waited 10 s in vain; this happened:\n".to_owned();
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
