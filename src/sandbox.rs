//! A world to run and test the bot in without an account anywhere: Telegram and Bots.Business, simulated on loopback
//! over real HTTP, strict about what they accept, and with faults on request. Used by the command line's sandbox and
//! by tests only; no part of the bot itself may use it.

pub mod bots_business;
pub mod control;
pub mod fault;
pub mod phone;
pub mod picture;
pub mod stopwatch;
pub mod telegram;

mod lines;
mod server;
mod shared;
