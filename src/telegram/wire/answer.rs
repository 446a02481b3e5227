//! What the Bot API answers, read from the body: a result, or a refusal with its meaning. Anything may be missing or of
//! another type than documented, and no text of the answer is kept in an error.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::CallError;
use crate::ids::MessageId;
use crate::telegram::refusal::Meaning;

/// A body as it was read.
pub(super) enum Reading<T> {
    Result(T),
    Refused(Failure),
    /// It is not the Bot API's, or has not the result that was asked for.
    Unreadable,
}

/// A refusal, in the Bot API's form.
pub(super) struct Failure {
    pub(super) code: u16,
    pub(super) description: String,
    parameters: Parameters,
}

/// What every call answers with (Bot API, Making requests).
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Answer<T> {
    #[serde(default)]
    ok: bool,
    #[serde(default = "Option::default")]
    result: Option<T>,
    #[serde(default, deserialize_with = "number")]
    error_code: Option<i64>,
    #[serde(default, deserialize_with = "text")]
    description: String,
    #[serde(default, deserialize_with = "parameters")]
    parameters: Parameters,
}

/// The part of a sent message that we need (Bot API, Message).
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default, deserialize_with = "number")]
    message_id: Option<i64>,
}

impl Sent {
    pub(super) fn message(self) -> Option<MessageId> {
        self.message_id.filter(|id| *id > 0).map(MessageId::new)
    }
}

/// Bot API, ResponseParameters.
#[derive(Default)]
struct Parameters {
    /// Seconds; a fraction is rounded up, less than none is none.
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

/// Reads a body, which the result may borrow from. `status`: that of HTTP, where the body has no code.
pub(super) fn read<'a, T: Deserialize<'a>>(body: &'a [u8], status: u16) -> Reading<T> {
    // serde would read a list as an object whose fields are all missing.
    if body.first() != Some(&b'{') {
        return Reading::Unreadable;
    }
    match serde_json::from_slice::<Answer<T>>(body) {
        Ok(Answer { ok: true, result: Some(result), .. }) => Reading::Result(result),
        Ok(Answer { ok: false, error_code, description, parameters, .. }) => {
            let code = error_code.and_then(|code| u16::try_from(code).ok()).unwrap_or(status);
            // An object of somebody else's has neither.
            if error_code.is_none() && description.is_empty() {
                return Reading::Unreadable;
            }
            Reading::Refused(Failure { code, description, parameters })
        }
        Ok(Answer { ok: true, result: None, .. }) | Err(_) => Reading::Unreadable,
    }
}

impl Failure {
    /// What it means for the caller.
    pub(super) fn meant(&self) -> CallError {
        let meaning = Meaning::of(self.code, &self.description);
        if let Some(chat) = self.parameters.migrate_to_chat_id {
            return CallError::Migrated(chat);
        }
        if meaning == Meaning::SlowMode {
            return self.wait().map_or(CallError::Busy, CallError::SlowMode);
        }
        if self.code == 429 || self.parameters.retry_after.is_some() {
            return self.wait().map_or(CallError::Busy, CallError::RetryAfter);
        }
        match meaning {
            // The server's code is 500, and yet it was done.
            Meaning::DeletedAtOnce => CallError::Refused(meaning),
            _ if self.code >= 500 => CallError::NoAnswer,
            _ => CallError::Refused(meaning),
        }
    }

    /// The time that Telegram asks to wait; `None` when it gives none, or none at all to wait.
    fn wait(&self) -> Option<Duration> {
        let seconds = self.parameters.retry_after.or_else(|| seconds_in(&self.description))?;
        (seconds > 0).then(|| Duration::from_secs(seconds))
    }
}

/// The time in "Too Many Requests: retry after 7" and "SLOWMODE_WAIT_7", seconds.
fn seconds_in(description: &str) -> Option<u64> {
    let words = description.to_lowercase();
    let after = ["retry after ", "slowmode_wait_"].iter().find_map(|before| Some(words.split_once(before)?.1))?;
    let digits = after.split(|c: char| !c.is_ascii_digit()).next().filter(|digits| !digits.is_empty())?;
    // What does not fit is longer than anybody waits.
    Some(digits.parse().unwrap_or(u64::MAX))
}

fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    Ok(integer(&Value::deserialize(from)?))
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(text) => text,
        _ => String::new(),
    })
}

fn parameters<'de, D: Deserializer<'de>>(from: D) -> Result<Parameters, D::Error> {
    let given = Value::deserialize(from)?;
    Ok(Parameters {
        retry_after: given.get("retry_after").and_then(seconds),
        migrate_to_chat_id: given.get("migrate_to_chat_id").and_then(integer),
    })
}

/// A whole number, also one in quotation marks.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}

fn seconds(value: &Value) -> Option<u64> {
    if let Some(seconds) = value.as_u64() {
        return Some(seconds);
    }
    let seconds = value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).filter(|seconds| !seconds.is_nan())?;
    // `as` saturates, and there is no checked conversion.
    Some(seconds.ceil() as u64)
}

#[cfg(test)]
mod tests;
