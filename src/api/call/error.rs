//! `ApiError`: what went wrong at Bots.Business, by meaning and not by status.
//!
//! Owns the reading of failures, also of those that come inside HTTP 200. No variant can hold a URL: the key is in it.

use std::fmt;
use std::time::Duration;

use serde::de::{Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize as _, Deserializer as _};

use serde_json::{Map, Value};
use url::Url;

use super::Endpoint;
use crate::api::api_text::ApiText;
use crate::credentials::{ApiKey, masked};

/// Longest text of the API's own that is shown, characters.
const MAX_WORDS: usize = 200;
/// The fields that [`inside`] and [`leads_nowhere`] look at.
const FAILURE_FIELDS: [&str; 4] = ["error", "errors", "success", "status"];

/// Why a call returned nothing that can be used. Only `NotFound` says something about the thing that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The key is wrong or was reset: 401, or the sign-in sentence inside another status (contract, 1 and 13.2).
    #[error("the key was rejected")]
    KeyRejected,
    /// 404, or an error text that says "not found" inside 200; with the API's words when it gave some.
    #[error("not found")]
    NotFound(Option<ApiText>),
    /// Any other refusal, with the API's words when it gave some. Also errors inside HTTP 200 (contract, 13.3).
    #[error("refused")]
    Refused(Option<ApiText>),
    /// A refusal by a list of `errors`: credentials or input are wrong (contract, 13.2).
    #[error("invalid")]
    Invalid(ApiText),
    /// 429, or a read's 503 that says when the server is back; to be asked again after this time, when the API said one.
    #[error("busy")]
    Busy {
        /// From `Retry-After`, at most [`crate::api::LONGEST_WAIT`].
        retry_after: Option<Duration>,
    },
    /// No answer: a connection that failed, a time-out, a 5xx.
    #[error("unavailable")]
    Unavailable,
    /// An answer that is not what this call answers with: not JSON, another shape, too large, encoded.
    #[error("unreadable: {0}")]
    Unreadable(String),
    /// A change was sent, and its answer never came or proves nothing: it may have been done. Not to be sent again
    /// before somebody has looked.
    #[error("sent, and not known whether it was done: {0}")]
    Uncertain(String),
    /// The thing to be changed is no longer as the one who changes it saw it. Nothing was changed.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// The server has nothing at this endpoint's address, which is an assumption (contract, 14.1) or a correction. The
    /// operator can correct it, see [`crate::api::Corrections`].
    #[error("nothing is at the address of {0}")]
    EndpointUnknown(Endpoint),
}

impl ApiError {
    /// All that [`ApiError::word`] returns.
    pub const WORDS: [&str; 10] = [
        "rejected_key",
        "not_found",
        "refused",
        "invalid",
        "busy",
        "unavailable",
        "unreadable",
        "uncertain",
        "changed_meanwhile",
        "endpoint_unknown",
    ];

    /// One word for it, for the metrics.
    pub fn word(&self) -> &'static str {
        match self {
            Self::KeyRejected => "rejected_key",
            Self::NotFound(_) => "not_found",
            Self::Refused(_) => "refused",
            Self::Invalid(_) => "invalid",
            Self::Busy { .. } => "busy",
            Self::Unavailable => "unavailable",
            Self::Unreadable(_) => "unreadable",
            Self::Uncertain(_) => "uncertain",
            Self::ChangedMeanwhile => "changed_meanwhile",
            Self::EndpointUnknown(_) => "endpoint_unknown",
        }
    }

    /// Whether it says nothing but "not now": the same read may succeed in a moment.
    pub fn may_pass(&self) -> bool {
        matches!(self, Self::Busy { .. } | Self::Unavailable | Self::Unreadable(_))
    }

    /// What the API says about it, when it gave words.
    pub fn words(&self) -> Option<&ApiText> {
        match self {
            Self::NotFound(words) | Self::Refused(words) => words.as_ref(),
            Self::Invalid(words) => Some(words),
            _ => None,
        }
    }

    /// Without the API's words where they repeat a secret that the call carried, such as a bot's token, or the password in
    /// an address.
    pub(in crate::api) fn sparing<'a>(self, secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let of_address = |secret: &str| Url::parse(secret).ok()?.password().map(str::to_owned);
        let secrets: Vec<String> =
            secrets.into_iter().flat_map(|it| [Some(it.to_owned()), of_address(it)]).flatten().collect();
        let repeats = |words: &ApiText| words.repeats(secrets.iter().map(String::as_str));
        match self {
            Self::NotFound(Some(words)) if repeats(&words) => Self::NotFound(None),
            Self::Refused(Some(words)) if repeats(&words) => Self::Refused(None),
            Self::Invalid(words) if repeats(&words) => Self::Refused(None),
            other => other,
        }
    }

    /// The error for the log. Its reason can name a field of the answer, and a hostile answer can have a field that is
    /// called like the caller's key.
    pub(super) fn without(self, own: &ApiKey) -> Self {
        match self {
            Self::Unreadable(why) => Self::Unreadable(masked(&why, Some(own))),
            Self::Uncertain(why) => Self::Uncertain(masked(&why, Some(own))),
            other => other,
        }
    }

    /// What an error means once a change was sent.
    pub(super) fn after_sending(self) -> Self {
        match self {
            Self::Unavailable => Self::Uncertain("no answer".to_owned()),
            Self::Unreadable(why) => Self::Uncertain(why),
            other => other,
        }
    }
}

impl From<reqwest::Error> for ApiError {
    /// Keeps the kind and drops the rest: a reqwest error prints its URL, which contains the key.
    fn from(error: reqwest::Error) -> Self {
        tracing::debug!(error = %error.without_url(), "no answer from Bots.Business");
        Self::Unavailable
    }
}

/// Whether an answer comes from a server that has nothing at an address, and not from a thing that is missing: a 404
/// without words of its own, or a 405. Rails words it `{"status":404,"error":"Not Found"}`.
pub(in crate::api) fn leads_nowhere(status: u16, body: &[u8]) -> bool {
    let generic = || match failure_fields(body) {
        Ok(body) => inside(&body).is_none() || body.get("status").is_some_and(|status| *status == 404),
        Err(_) => true,
    };
    status == 405 || (status == 404 && generic())
}

/// A failure whose status says all: whatever body came along changes nothing.
pub(super) fn by_status(status: u16, retry_after: Option<Duration>) -> Option<ApiError> {
    match status {
        401 => Some(ApiError::KeyRejected),
        408 | 425 | 500.. => Some(ApiError::Unavailable),
        429 => Some(ApiError::Busy { retry_after }),
        300..=399 => Some(ApiError::Unreadable(format!("status {status}"))),
        _ => None,
    }
}

/// Reads a failure from a status that is no success.
pub fn from_status(status: u16, body: &[u8], retry_after: Option<Duration>) -> ApiError {
    let body = || failure_fields(body).ok();
    match by_status(status, retry_after) {
        Some(error) => error,
        None if status == 404 => {
            ApiError::NotFound(body().and_then(|body| words(&body, "error").or_else(|| words(&body, "errors"))))
        }
        None => body().as_ref().and_then(inside).unwrap_or(ApiError::Refused(None)),
    }
}

/// Reads the fields of a body that can say that something failed. The rest has to be JSON, and is not held: a tree of
/// all of it would take ten times the body's size.
pub(in crate::api) fn failure_fields(body: &[u8]) -> serde_json::Result<Value> {
    struct Fields;

    impl<'de> Visitor<'de> for Fields {
        type Value = Map<String, Value>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut fields = Map::new();
            while let Some(name) = map.next_key::<String>()? {
                match FAILURE_FIELDS.contains(&name.as_str()) {
                    true => drop(fields.insert(name, map.next_value()?)),
                    false => drop(map.next_value::<IgnoredAny>()?),
                }
            }
            Ok(fields)
        }
    }

    // A value that is skipped is not checked to be UTF-8.
    let body = std::str::from_utf8(body).map_err(serde_json::Error::custom)?;
    let mut json = serde_json::Deserializer::from_str(body);
    let fields = match body.trim_ascii_start().starts_with('{') {
        true => Value::Object(json.deserialize_map(Fields)?),
        false => IgnoredAny::deserialize(&mut json).map(|_| Value::Null)?,
    };
    json.end()?;
    Ok(fields)
}

/// Reads a failure from the body alone: `{"errors": …}` or `{"error": …}` that say something, or `"success": false`,
/// whatever the status.
pub(in crate::api) fn inside(body: &Value) -> Option<ApiError> {
    if let Some(words) = words(body, "errors") {
        let sign_in = words.verbatim().to_lowercase().contains("need to sign in");
        return Some(if sign_in { ApiError::KeyRejected } else { ApiError::Invalid(words) });
    }
    let Some(words) = words(body, "error") else {
        let failed = body.get("success").is_some_and(|success| *success == false || *success == "false");
        return failed.then_some(ApiError::Refused(None));
    };
    let missing = words.verbatim().to_lowercase().contains("not found");
    Some(if missing { ApiError::NotFound(Some(words)) } else { ApiError::Refused(Some(words)) })
}

/// Reads a failure from the state in an answer to a change: `"ok": false`, `"status": "error"` or a number of
/// HTTP's own. Nobody documented these; a success must not be made of them.
pub(super) fn inside_state(body: &Value) -> Option<ApiError> {
    let no = |field: &str| {
        let denies = |value: &Value| match value {
            Value::Bool(truth) => !truth,
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::String(word) => ["false", "no", "error", "failed"].contains(&word.to_lowercase().as_str()),
            Value::Null | Value::Array(_) | Value::Object(_) => false,
        };
        body.get(field).is_some_and(denies)
    };
    let bad_status = body.get("status").is_some_and(|status| match status {
        Value::Number(number) => number.as_i64().is_some_and(|number| number >= 400),
        Value::String(word) => ["error", "fail"].iter().any(|begin| word.to_lowercase().starts_with(begin)),
        _ => false,
    });
    (bad_status || ["ok", "success", "result"].into_iter().any(no)).then(|| ApiError::Refused(words(body, "message")))
}

/// The words of a field. `null`, `false`, zero and empty ones mean that there is no error.
fn words(body: &Value, field: &str) -> Option<ApiText> {
    let words = words_of(body.get(field)?)?;
    Some(ApiText::shortened(&words, MAX_WORDS))
}

fn words_of(value: &Value) -> Option<String> {
    match value {
        Value::Null | Value::Bool(false) => None,
        Value::Number(number) if number.as_f64() == Some(0.0) => None,
        Value::String(text) => (!text.trim().is_empty()).then(|| text.clone()),
        Value::Array(items) => join(items.iter().filter_map(words_of)),
        // devise says everything twice: by field, and in sentences.
        Value::Object(fields) => fields.get("full_messages").and_then(words_of).or_else(|| {
            join(fields.iter().filter_map(|(name, value)| words_of(value).map(|words| format!("{name} {words}"))))
        }),
        other => Some(other.to_string()),
    }
}

fn join(words: impl Iterator<Item = String>) -> Option<String> {
    let words: Vec<String> = words.take(5).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn both_error_shapes_are_read() {
        let sign_in = json!({"errors": ["You need to sign in or sign up before continuing."]});
        assert_eq!(inside(&sign_in), Some(ApiError::KeyRejected));
        let missing = json!({"error": "Bot not found"});
        assert_eq!(inside(&missing), Some(ApiError::NotFound(Some("Bot not found".into()))));
        let refused = json!({"errors": {"name": ["is too short"], "token": []}});
        assert_eq!(inside(&refused), Some(ApiError::Invalid("name is too short".into())));
        let empty = json!({"errors": {"email": ["is taken"], "full_messages": []}});
        assert_eq!(inside(&empty), Some(ApiError::Invalid("email is taken".into())));
        let devise = json!({"errors": {"email": ["is taken"], "full_messages": ["Email is taken"]}});
        assert_eq!(inside(&devise), Some(ApiError::Invalid("Email is taken".into())));
        let sentence = br#"{"errors":["You need to sign in or sign up before continuing."]}"#;
        assert_eq!(from_status(403, sentence, None), ApiError::KeyRejected);
    }

    #[test]
    fn an_empty_error_is_no_error() {
        for body in [
            json!({"error": null}),
            json!({"errors": []}),
            json!({"error": ""}),
            json!({"error": false}),
            json!({"errors": 0}),
            json!([]),
        ] {
            assert_eq!(inside(&body), None, "{body}");
        }
    }

    #[test]
    fn the_words_of_the_api_are_kept_short_and_on_one_line() {
        let body = json!({"error": format!("a\n\u{202e}{}", "b".repeat(500))}).to_string();
        let ApiError::Refused(Some(words)) = from_status(422, body.as_bytes(), None) else { panic!("a refusal") };
        let words = words.shown(&crate::credentials::ApiKey::parse("FAKE-key").unwrap());
        assert_eq!(words.chars().count(), MAX_WORDS);
        assert!(!words.contains(['\n', '\u{202e}']));
    }
}
