//! All that touches Telegram and teloxide.
//!
//! We use teloxide's types, payloads and client, not its `Dispatcher`, which acknowledges updates before they are
//! handled, lets one chat's full queue stop every chat, and ends with the update after a panic (teloxide#1435).
//! What replaces it is small: [`intake`] and [`runner`]. In the order of an update's way:
//!
//! - [`wire`]: one call of the Bot API
//! - [`refusal`]: what Telegram means when it refuses one
//! - [`intake`]: long polling; stores a batch before it is acknowledged
//! - [`bucket`]: how much one person may send
//! - [`incoming`]: an update reduced to what this bot reads
//! - [`runner`]: one update of a chat at a time, many chats at once
//! - [`router`]: from an update to a screen
//! - [`commands`]: the commands as people type them, and the bot's profile
//! - [`patience`]: what is shown while a screen takes its time
//! - [`deliver`]: from a view to a message
//! - [`pace`]: what nobody asked for, and what waits for Telegram
//! - `upload`: files, both ways
//! - [`due`]: loops over what is due
//! - [`follow`]: places that visit themselves again
//! - [`hide`]: messages that delete themselves

pub mod after_secrets;
pub mod bucket;
pub mod commands;
pub mod deliver;
pub mod due;
pub mod everybody;
pub mod follow;
pub mod hide;
pub mod incoming;
pub mod intake;
pub mod pace;
pub mod patience;
pub mod refusal;
pub mod router;
pub mod runner;
mod upload;
pub mod wire;
