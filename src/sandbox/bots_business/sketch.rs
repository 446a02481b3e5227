//! Bots and errors as a test or the demo wishes for them, in few words, and how a bot takes being started or stopped.
//! For answers that the real API would hardly give there is raw JSON (`put`, `put_bot`).

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::bot::bot_object;
use super::jobs::{LAUNCH_SECONDS, WORKS};
use super::sample::error_log;
use super::world::{set, stamp};

/// A bot to be made: running and with a token, unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotSketch {
    pub(crate) id: i64,
    name: String,
    status: Option<String>,
    token: bool,
    last_run_at: Option<DateTime<Utc>>,
}

impl BotSketch {
    /// A bot with this number and name.
    pub fn new(id: i64, name: &str) -> BotSketch {
        BotSketch { id, name: name.into(), status: Some(WORKS.into()), token: true, last_run_at: None }
    }

    /// With this status: `works`, `stopped`, any other word, or `None` for null.
    pub fn status(self, status: Option<&str>) -> BotSketch {
        BotSketch { status: status.map(str::to_owned), ..self }
    }

    /// Without a Telegram token, so that it cannot be started.
    pub fn without_token(self) -> BotSketch {
        BotSketch { token: false, ..self }
    }

    /// Started at this time.
    pub fn last_run(self, at: DateTime<Utc>) -> BotSketch {
        BotSketch { last_run_at: Some(at), ..self }
    }

    pub(crate) fn object(&self, now: &DateTime<Utc>) -> Value {
        let mut object = bot_object(self.id, &self.name, self.status.as_deref(), now);
        if !self.token {
            set(&mut object, "token", Value::Null);
        }
        if let Some(at) = &self.last_run_at {
            set(&mut object, "last_run_at", stamp(at));
        }
        object
    }
}

/// An error to come up, in no command and without a stack trace unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorSketch {
    at: DateTime<Utc>,
    title: String,
    trace: Option<String>,
    command: Option<String>,
}

impl ErrorSketch {
    /// An error that says this and came up at this time.
    pub fn new(at: DateTime<Utc>, title: &str) -> ErrorSketch {
        ErrorSketch { at, title: title.into(), trace: None, command: None }
    }

    /// With this stack trace.
    pub fn trace(self, trace: &str) -> ErrorSketch {
        ErrorSketch { trace: Some(trace.into()), ..self }
    }

    /// In this command, which need not exist.
    pub fn command(self, command: &str) -> ErrorSketch {
        ErrorSketch { command: Some(command.into()), ..self }
    }

    pub(crate) fn object(&self, id: i64) -> Value {
        error_log(id, &stamp(&self.at), &self.title, self.trace.as_deref(), self.command.as_deref())
    }
}

/// What comes of telling a bot to start or stop. Seconds are the clock's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obedience {
    /// It is done after so many seconds; until then the status is the wish.
    After(i64),
    /// The status is the wish for so many seconds and then this word, whatever was wished.
    EndsAs(i64, String),
    /// It is accepted, and the status stays the wish for ever.
    Hangs,
    /// It is accepted with a success, and nothing changes.
    Ignores,
    /// It is refused for this reason, inside a success (contract, 13.3). For other refusals there are faults.
    Refuses(String),
}

impl Default for Obedience {
    fn default() -> Obedience {
        Obedience::After(LAUNCH_SECONDS)
    }
}
