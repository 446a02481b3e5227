//! What an endpoint receives and returns: the error shapes that several of them share.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::imports::{Row, Unreadable};
use super::world::{Numbers, stamp};
use crate::sandbox::server::Answer;

/// Both sides are answers; `Err` is a refusal, so that an endpoint can return one with `?`.
pub(crate) type Reply = Result<Answer, Answer>;

/// A call that passed every check that does not need the thing asked for.
pub(crate) struct Asked {
    pub(crate) now: DateTime<Utc>,
    pub(crate) numbers: Numbers,
    /// The numbers in the path, in order; 0 in place of what is not a number, as nothing has that number.
    pub(crate) ids: Vec<i64>,
    /// The URL's parameters without the key.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Map<String, Value>,
    /// The sheet of an import that is asked for, where it is on this machine.
    pub(crate) sheet: Option<Result<Vec<Row>, Unreadable>>,
}

impl Asked {
    /// A number of the path, by its index.
    pub(crate) fn id(&self, place: usize) -> i64 {
        self.ids.get(place).copied().unwrap_or_default()
    }

    /// A text of the body; empty when it is missing.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.body.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of the body; 0 when it is missing.
    pub(crate) fn number(&self, field: &str) -> i64 {
        self.body.get(field).and_then(Value::as_i64).unwrap_or_default()
    }

    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The current time, as the API writes it.
    pub(crate) fn stamp(&self) -> String {
        stamp(&self.now)
    }
}

pub(crate) fn ok(value: &Value) -> Answer {
    Answer::json(200, value.to_string())
}

pub(crate) fn list(things: &[Value]) -> Answer {
    ok(&Value::from(things.to_vec()))
}

pub(crate) fn error(status: u16, reason: &str) -> Answer {
    Answer::json(status, json!({ "error": reason }).to_string())
}

/// `{"errors": […]}` with status 200 (contract, 13.3).
pub(crate) fn errors_inside(reason: &str) -> Answer {
    ok(&json!({ "errors": [reason] }))
}

/// `{"error": …}` with status 200 (contract, 13.3).
pub(crate) fn error_inside(reason: &str) -> Answer {
    error(200, reason)
}

pub(crate) fn missing(what: &str) -> Answer {
    error(404, &format!("{what} not found"))
}
