//! A simulated world to run and test the bot in without any account: Telegram and Bots.Business on loopback over real
//! HTTP, strict about what they accept, with faults on request. Only the command line's sandbox and tests use it; no
//! part of the bot may.

pub mod bots_business;
pub mod control;
pub mod fault;
pub mod phone;
pub mod picture;
pub mod sheets;
pub mod stopwatch;
pub mod telegram;

mod lines;
mod server;
mod shared;
