//! What an endpoint is asked and how it answers: the words and shapes that several of them share.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::world::{Numbers, stamp};
use crate::sandbox::server::Answer;

/// An answer; the refusals are errors, so that an endpoint can end with one anywhere.
pub(crate) type Reply = Result<Answer, Answer>;

/// A call that passed every check that needs no knowledge of the thing asked for.
pub(crate) struct Asked {
    pub(crate) now: DateTime<Utc>,
    pub(crate) numbers: Numbers,
    /// The numbers in the path, in its order; 0 for what is no number, which nothing has.
    pub(crate) ids: Vec<i64>,
    /// Parameters of the address beside the key.
    pub(crate) query: Vec<(String, String)>,
    /// The fields of the body.
    pub(crate) body: Map<String, Value>,
}

impl Asked {
    /// A number of the path, counted from 0.
    pub(crate) fn id(&self, place: usize) -> i64 {
        self.ids.get(place).copied().unwrap_or_default()
    }

    /// A text of the body; empty when there is none.
    pub(crate) fn text(&self, field: &str) -> &str {
        self.body.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// A number of the body.
    pub(crate) fn number(&self, field: &str) -> i64 {
        self.body.get(field).and_then(Value::as_i64).unwrap_or_default()
    }

    /// A parameter of the address.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// Now, as the API writes it.
    pub(crate) fn stamp(&self) -> String {
        stamp(&self.now)
    }
}

pub(crate) fn ok(value: &Value) -> Answer {
    Answer::json(200, value.to_string())
}

/// A list as it is.
pub(crate) fn list(things: &[Value]) -> Answer {
    ok(&Value::from(things.to_vec()))
}

/// `{"error": …}` with a status of its own.
pub(crate) fn error(status: u16, reason: &str) -> Answer {
    Answer::json(status, json!({ "error": reason }).to_string())
}

/// `{"errors": […]}` inside a success (contract, 13.3).
pub(crate) fn errors_inside(reason: &str) -> Answer {
    ok(&json!({ "errors": [reason] }))
}

/// `{"error": …}` inside a success (contract, 13.3).
pub(crate) fn error_inside(reason: &str) -> Answer {
    error(200, reason)
}

pub(crate) fn missing(what: &str) -> Answer {
    error(404, &format!("{what} not found"))
}
