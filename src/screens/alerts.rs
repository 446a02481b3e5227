//! Alerts: what is watched by itself, what is told of it, and how a person keeps it quiet.
//!
//! Owns the ways between its parts. What is told is drawn from what the watch saw, so that an alert costs no call and comes
//! also while Bots.Business does not answer.
//!
//! - [`bot_watch`]: reads a bot
//! - [`state`]: what a reading means
//! - [`alert`]: what is told
//! - [`room`]: the alerts of one bot: heard, silent, muted, off
//! - [`mod@list`]: everything that is watched
//! - [`broadcast`]: how a broadcast goes
//! - [`gathered`]: several notices in one message
//! - [`iterations`]: how many iterations are left
//! - [`teams`]: groups that are told as well
//! - [`sound`]: how an import, a broadcast and the iterations are heard
//! - [`key`]: how a refused key is told

use crate::frame::to;
use crate::ids::BotId;
use crate::link::Link;

pub mod alert;
pub use alert::Alert;
pub mod bot_watch;
pub mod broadcast;
pub use bot_watch::BotWatch;
pub mod gathered;
pub use gathered::Gathered;
pub mod iterations;
pub mod key;
pub use key::SetKey;
pub mod list;
pub use list::{All, WATCHES, Watches};
pub mod room;
pub use room::{Mute, Never, Room, Set};
pub mod sound;
pub use sound::{Ending, MuteOne, SetSound, Sound};
pub mod state;
pub mod teams;

/// The watch of a bot.
pub fn of_bot(bot: BotId) -> Link {
    to(BotWatch, (bot,))
}

/// The list.
pub fn list(_: &Link) -> Option<Link> {
    Some(to(Watches, (crate::frame::Page::FIRST,)))
}
