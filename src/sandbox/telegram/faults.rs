//! The handle's switches for what goes wrong with calls: faults, chats that Telegram makes wait, limits, a webhook.

use super::types::Chat;
use super::{Limits, Telegram};
use crate::clock::Clock;
use crate::sandbox::fault::{Barrier, Fault};

/// The methods that write a message or edit one.
const MESSAGES: &str = "sendmessage|senddocument|sendphoto|editmessagetext|editmessagecaption|editmessagereplymarkup";

/// Faults.
impl Telegram {
    /// The next `times` calls of a method (`*`: of any; `file`: the download of a file) meet this fault.
    pub fn fault(&self, method: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add(method, times, fault));
    }

    /// The same for the calls for one chat.
    pub fn fault_in(&self, chat: Chat, method: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add_in(chat.id(), method, times, fault));
    }

    /// Every message and edit for this chat gets 429 with this time, until [`Telegram::release_chat`].
    pub fn make_chat_wait(&self, chat: Chat, seconds: u32) {
        self.fault_in(chat, MESSAGES, usize::MAX, Fault::RetryAfter(seconds));
    }

    /// Every message and edit for this chat hangs until the barrier is released.
    pub fn hold_chat(&self, chat: Chat) -> Barrier {
        let barrier = Barrier::new();
        self.fault_in(chat, MESSAGES, usize::MAX, Fault::Hold(barrier.clone()));
        barrier
    }

    /// Ends all faults of this chat.
    pub fn release_chat(&self, chat: Chat) {
        self.world.change(|world| world.faults.forget(Some(chat.id()), ""));
    }

    /// Every message and edit gets 429 with this time, as when the token's own limit is reached, until
    /// [`Telegram::release_all`].
    pub fn make_all_wait(&self, seconds: u32) {
        self.fault(MESSAGES, usize::MAX, Fault::RetryAfter(seconds));
    }

    /// The reverse of [`Telegram::make_all_wait`].
    pub fn release_all(&self) {
        self.world.change(|world| world.faults.forget(None, MESSAGES));
    }

    /// Another program sets a webhook: polling is refused until `deleteWebhook` is called.
    pub fn set_webhook(&self, url: &str) {
        self.world.change(|world| world.webhook = Some(url.to_owned()));
    }

    /// From now on Telegram's limits for messages hold, by this clock: what exceeds them is refused with 429. See
    /// [`Limits`].
    pub fn enforce_limits(&self, clock: Clock) {
        self.world.change(|world| world.limits = Some((Limits::default(), clock)));
    }

    /// How many messages and edits the limits refused.
    pub fn floods(&self) -> usize {
        self.world.look(|world| world.limits.as_ref().map_or(0, |(limits, _)| limits.floods()))
    }
}
