//! The one test binary: the real bot over real HTTP against the simulators, one file per feature. A test reads as a
//! story: given a linked user, when they send, then they see. `snapshots/` holds what they see, as a phone shows it.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests fail loudly, and nobody uses them from outside"
)]

mod support;

mod account;
mod accounts;
mod actions;
mod alerts;
mod api;
mod asked_secrets;
mod bot_more;
mod bots;
mod broadcasts;
mod chats;
mod commands;
mod copies;
mod crash;
mod crawler;
mod csvstatus;
mod day2;
mod demo_store;
mod digest;
mod editing;
mod endpoints;
mod errors;
mod fairness;
mod forget;
mod frame;
mod fuzz;
mod git;
mod groups;
mod history;
mod house;
mod imports;
mod launch;
mod libraries;
mod linking;
mod manners;
mod new_bot;
mod operating;
mod panels;
mod process;
mod properties;
mod reach;
mod readonly;
mod refusals;
mod reveal;
mod road;
mod routes;
mod rows;
mod secrets;
mod serve;
mod settings;
mod sheets;
mod signing;
mod simulated;
mod story;
mod trouble;
mod views;
mod watches;
mod wire;
