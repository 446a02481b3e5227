//! bb-pocket: a Telegram bot that puts its users' Bots.Business bots in their pockets.
//!
//! The house, from the street to the cellar. Arrows of use point down only; a test holds the sources to it.
//!
//! - [`cli`]: the command line: run, sandbox, check, endpoints, health
//! - [`app`]: builds the parts, starts and stops them
//! - [`telegram`]: all that touches Telegram: intake ► runner ► router ► … ► deliver
//! - [`watches`]: looks at what people watch, and tells them; beside telegram
//! - [`jobs`]: does long work step by step; beside telegram
//! - [`http`]: health and metrics for the operator's machines, beside telegram
//! - [`screens`]: the table of all that a person can see and do, one file per feature
//! - [`frame`]: what every screen would repeat: from a link to a view, acts, prompts, failures as sentences
//! - [`api`]: the Bots.Business client: 55 endpoints, typed. "Contract" in its remarks is `docs/bots-business-api.md`,
//!   what is known of that API and where each fact comes from
//! - [`sheets`]: sheets for CSV imports, beside api: their links, fetched safely, read, and what an import would do
//! - [`store`]: SQLite: inbox, accounts, acts, questions, follow-ups, watches, jobs
//! - [`vault`]: seals what must not be read from a stolen database
//! - [`text`]: the catalogue of every sentence
//! - [`credentials`]: keys and tokens, and how they are found in a text
//! - [`metrics`]: what the bot counts about itself
//! - [`chart`]: draws charts: bars, an area, digits
//! - [`characters`]: what is not seen, dashes, spaces and digits, as phones send them
//! - [`input`]: reads files and lines that come from outside
//! - [`link`]: what a button holds: a tag, an account, numbers
//! - [`ids`], [`clock`], [`address`]: numbers as types, the time, what an address tells
//! - [`turns`]: how many calls at once
//! - [`crash`]: where tests end the process
//!
//! Beside it: [`config`], [`telemetry`], [`service`] and [`shutdown`] (used by `app` and `cli`), [`sandbox`] (the simulators, used
//! by `cli` and tests).
//!
//! What always holds:
//! - An accepted update is in the inbox until its reply is delivered or refused for good.
//! - An API key is a [`credentials::ApiKey`] from the first line that touches it. Nothing prints one; it goes to the
//!   origin of the configured API and nowhere else; at rest it is sealed for its owner.
//! - A message with a credential is deleted before the credential is used.
//! - A view never claims what the API did not say. A change is sent once; one whose answer proves nothing is
//!   uncertain, neither done nor failed.
//! - Inside, only valid values: text becomes numbers and types at the border.

pub mod cli;

pub mod app;
pub mod config;
pub mod service;
pub mod shutdown;
pub mod telemetry;

pub mod http;
pub mod jobs;
pub mod telegram;
pub mod watches;

pub mod screens;

pub mod frame;

pub mod api;
pub mod sheets;
pub mod store;

pub mod text;
pub mod vault;

pub mod address;
pub mod characters;
pub mod chart;
pub mod clock;
pub mod crash;
pub mod credentials;
pub mod ids;
pub mod input;
pub mod link;
pub mod metrics;
pub mod turns;

pub mod sandbox;
