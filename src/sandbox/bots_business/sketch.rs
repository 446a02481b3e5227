//! Short descriptions of bots and errors for tests and the demo, and how a bot reacts to being started or stopped. For
//! answers that the real API would hardly give there is raw JSON (`put`, `put_bot`).

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::bot::bot_object;
use super::jobs::{LAUNCH_SECONDS, WORKS};
use super::sample::error_log;
use super::world::{set, stamp};

/// A bot to be added: running and with a token, unless set otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BotSketch {
    pub(crate) id: i64,
    name: String,
    status: Option<String>,
    token: bool,
    last_run_at: Option<DateTime<Utc>>,
}

impl BotSketch {
    pub fn new(id: i64, name: &str) -> BotSketch {
        BotSketch { id, name: name.into(), status: Some(WORKS.into()), token: true, last_run_at: None }
    }

    /// `works`, `stopped`, any other word, or `None` for null.
    pub fn status(self, status: Option<&str>) -> BotSketch {
        BotSketch { status: status.map(str::to_owned), ..self }
    }

    /// Without a Telegram token, so that it cannot be started.
    pub fn without_token(self) -> BotSketch {
        BotSketch { token: false, ..self }
    }

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

/// An error to be added, without command and stack trace unless set otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorSketch {
    at: DateTime<Utc>,
    title: String,
    trace: Option<String>,
    command: Option<String>,
}

impl ErrorSketch {
    pub fn new(at: DateTime<Utc>, title: &str) -> ErrorSketch {
        ErrorSketch { at, title: title.into(), trace: None, command: None }
    }

    pub fn trace(self, trace: &str) -> ErrorSketch {
        ErrorSketch { trace: Some(trace.into()), ..self }
    }

    /// The command need not exist.
    pub fn command(self, command: &str) -> ErrorSketch {
        ErrorSketch { command: Some(command.into()), ..self }
    }

    pub(crate) fn object(&self, id: i64) -> Value {
        error_log(id, &stamp(&self.at), &self.title, self.trace.as_deref(), self.command.as_deref())
    }
}

/// How a bot reacts when it is asked to start or stop. Seconds are the clock's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obedience {
    /// It obeys after this many seconds; until then the status is the request's.
    After(i64),
    /// The status is the request's for this many seconds, then this word, whatever was requested.
    EndsAs(i64, String),
    /// The request is accepted, and the status stays the request's for ever.
    Hangs,
    /// The request is accepted with a success, and nothing changes.
    Ignores,
    /// The request is refused with status 200 for this reason (contract, 13.3). Other refusals are faults.
    Refuses(String),
}

impl Default for Obedience {
    fn default() -> Obedience {
        Obedience::After(LAUNCH_SECONDS)
    }
}

/// How an import of a bot ends.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ImportEnding {
    /// With `ok`, unless its sheet cannot be read.
    #[default]
    Ok,
    /// With `error`, when half of the sheet is written (contract, "CSV import semantics": not a transaction).
    Halfway,
    /// With this word, when all is written.
    Word(String),
    /// Never: it stays in progress.
    Never,
}
