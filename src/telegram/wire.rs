//! One call of the Bot API: teloxide's payload in, a small answer out.
//!
//! Owns the HTTP exchange and the meaning of its failures. teloxide's own `Request` is not used: it sleeps 10 s
//! inside the caller on a 5xx, its errors can print whole bodies (pasted keys with them), and it cannot lend raw
//! updates. Must not retry: whoever calls knows what may be repeated.

use std::time::Duration;

use reqwest::redirect::Policy;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use teloxide::net::default_reqwest_settings;
use teloxide::payloads::GetMe;
use teloxide::requests::Payload;
use teloxide::{ApiError, Bot};
use url::Url;

use crate::address::is_loopback;
use crate::metrics::Metrics;

/// Limit for every call but the long poll.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Limit for sending a file.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60);

/// What Telegram says when the text of a file's message is to be edited; teloxide's list does not have it.
const NO_TEXT: &str = "Bad Request: there is no text in the message to edit";

/// The way to Telegram. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    bot: Bot,
    metrics: Metrics,
}

/// Why a call did nothing, or may have done nothing. No variant holds a text that Telegram repeated to us.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// 429: to be asked again after this time, and not a second earlier.
    #[error("Telegram asks to wait {} s", .0.as_secs())]
    RetryAfter(Duration),
    /// 409: another process polls with the same token.
    #[error("another process polls with this token")]
    Conflict,
    /// 401 or 404: Telegram does not know the token.
    #[error("Telegram does not know this token")]
    UnknownToken,
    /// 403: the person blocked the bot, or it was removed from the group.
    #[error("the bot may not write there")]
    Forbidden,
    /// The group became a supergroup with this id.
    #[error("the group has another id now")]
    Migrated(i64),
    /// What was to be changed is as it was to be: success.
    #[error("nothing to change")]
    NotModified,
    /// The message is gone, too old to be changed, or a file, which has no text to be changed.
    #[error("the message cannot be changed")]
    MessageGone,
    /// Any other 4xx: asking again does not help.
    #[error("refused with status {0}")]
    Refused(u16),
    /// A connection that failed, a time-out, a 5xx, an answer cut short: nobody knows if it was done.
    #[error("no answer from Telegram")]
    NoAnswer,
}

impl CallError {
    /// Whether the same call may succeed later.
    pub(super) fn may_pass(&self) -> bool {
        matches!(self, Self::RetryAfter(_) | Self::NoAnswer | Self::UnknownToken | Self::Conflict)
    }

    /// One word for it, for the metrics.
    fn word(&self) -> &'static str {
        match self {
            Self::RetryAfter(_) => "retry_after",
            Self::Conflict => "conflict",
            Self::UnknownToken => "unknown_token",
            Self::Forbidden => "forbidden",
            Self::Migrated(_) => "migrated",
            Self::NotModified => "not_modified",
            Self::MessageGone => "message_gone",
            Self::Refused(_) => "refused",
            Self::NoAnswer => "no_answer",
        }
    }
}

/// What every call answers with (Bot API, Making requests).
#[derive(Deserialize)]
#[serde(bound = "T: Deserialize<'de>")]
struct Answer<T> {
    #[serde(default)]
    ok: bool,
    #[serde(default = "Option::default")]
    result: Option<T>,
    #[serde(default)]
    error_code: u16,
    #[serde(default)]
    description: String,
    #[serde(default)]
    parameters: Parameters,
}

#[derive(Deserialize, Default)]
struct Parameters {
    retry_after: Option<u64>,
    migrate_to_chat_id: Option<i64>,
}

impl Wire {
    /// The way to the Bot API at an address, on the client settings that teloxide asks for. No redirects and no
    /// Referer: the token stands in the address.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(token: &SecretString, address: Url) -> reqwest::Result<Self> {
        let mut client = default_reqwest_settings().redirect(Policy::none()).referer(false);
        if is_loopback(&address) {
            client = client.no_proxy();
        }
        let bot = Bot::with_client(token.expose_secret(), client.build()?).set_api_url(address);
        Ok(Self { bot, metrics: Metrics::default() })
    }

    /// The same way, whose calls are counted there.
    #[must_use]
    pub fn counted(self, metrics: Metrics) -> Self {
        Self { metrics, ..self }
    }

    /// Calls a method and reads its result.
    pub async fn call<P: Payload + Serialize, T: DeserializeOwned>(&self, payload: &P) -> Result<T, CallError> {
        let body = self.post::<P>(payload, CALL_TIMEOUT).await?;
        self.read::<P, T>(&body)
    }

    /// The bot's own name, without the @ (Bot API, getMe).
    pub async fn username(&self) -> Result<String, CallError> {
        #[derive(Deserialize)]
        struct Me {
            username: String,
        }
        self.call::<_, Me>(&GetMe::new()).await.map(|me| me.username)
    }

    /// Calls a method and returns the body as it came, for [`Wire::read`].
    ///
    /// # Errors
    /// [`CallError::NoAnswer`] alone: whatever has a body is an answer.
    pub async fn post<P: Payload>(&self, payload: &impl Serialize, timeout: Duration) -> Result<Vec<u8>, CallError> {
        let json = serde_json::to_vec(payload).map_err(|_| CallError::Refused(0))?;
        let request = self
            .bot
            .client()
            .post(self.address(P::NAME))
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .timeout(timeout)
            .body(json);
        self.body(P::NAME, request).await
    }

    /// Reads the result of a call, which may borrow from the body.
    pub fn read<'a, P: Payload, T: Deserialize<'a>>(&self, body: &'a [u8]) -> Result<T, CallError> {
        let result = read(body);
        self.count(P::NAME, result.as_ref().err());
        result
    }

    /// Posts a multipart form and returns the body as it came.
    pub(super) async fn post_form(
        &self,
        method: &'static str,
        form: reqwest::multipart::Form,
    ) -> Result<Vec<u8>, CallError> {
        let request = self.bot.client().post(self.address(method)).timeout(UPLOAD_TIMEOUT).multipart(form);
        self.body(method, request).await
    }

    /// Begins the download of a file; an answer that is none is [`CallError::Refused`] or no answer.
    pub(super) async fn get_file(&self, path: &str) -> Result<reqwest::Response, CallError> {
        let mut address = self.bot.api_url();
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.pop_if_empty().push("file").push(&format!("bot{}", self.bot.token())).extend(path.split('/'));
        }
        let sent = self.bot.client().get(address).timeout(CALL_TIMEOUT).send().await;
        let response = sent.map_err(|error| {
            tracing::debug!(error = %error.without_url(), "a file was not downloaded");
            CallError::NoAnswer
        })?;
        match response.status().as_u16() {
            200 => Ok(response),
            status @ 400..500 => Err(CallError::Refused(status)),
            _ => Err(CallError::NoAnswer),
        }
    }

    /// Counts a call by its outcome.
    pub(super) fn count(&self, method: &'static str, error: Option<&CallError>) {
        self.metrics.telegram_call(method, error.map_or("ok", CallError::word));
    }

    async fn body(&self, method: &'static str, request: reqwest::RequestBuilder) -> Result<Vec<u8>, CallError> {
        let sent = async { request.send().await?.bytes().await };
        match sent.await {
            Ok(body) => Ok(body.into()),
            Err(error) => {
                self.count(method, Some(&CallError::NoAnswer));
                tracing::debug!(method, error = %error.without_url(), "no answer from Telegram");
                Err(CallError::NoAnswer)
            }
        }
    }

    fn address(&self, method: &str) -> reqwest::Url {
        let mut address = self.bot.api_url();
        // An address that cannot have a path was refused with the settings.
        if let Ok(mut path) = address.path_segments_mut() {
            path.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(method);
        }
        address
    }
}

/// Reads an answer's result, which may borrow from the body. [`Wire::read`] counts it too.
pub fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, CallError> {
    // A body that is no answer of the Bot API comes from something between us and Telegram. serde would read a list
    // as an object whose fields are all missing.
    if body.first() != Some(&b'{') {
        return Err(CallError::NoAnswer);
    }
    let answer: Answer<T> = serde_json::from_slice(body).map_err(|_| CallError::NoAnswer)?;
    match answer {
        Answer { ok: true, result: Some(result), .. } => Ok(result),
        Answer { ok: true, result: None, .. } => Err(CallError::NoAnswer),
        Answer { error_code, description, parameters, .. } => Err(failure(error_code, description, &parameters)),
    }
}

fn failure(code: u16, description: String, parameters: &Parameters) -> CallError {
    if let Some(seconds) = parameters.retry_after {
        return CallError::RetryAfter(Duration::from_secs(seconds));
    }
    if let Some(chat) = parameters.migrate_to_chat_id {
        return CallError::Migrated(chat);
    }
    match code {
        401 | 404 => CallError::UnknownToken,
        403 => CallError::Forbidden,
        409 => CallError::Conflict,
        429 => CallError::RetryAfter(Duration::from_secs(1)),
        500.. => CallError::NoAnswer,
        _ if description == NO_TEXT => CallError::MessageGone,
        _ => match serde_json::from_value(serde_json::Value::String(description)) {
            Ok(ApiError::MessageNotModified) => CallError::NotModified,
            Ok(
                ApiError::MessageToEditNotFound
                | ApiError::MessageCantBeEdited
                | ApiError::MessageIdInvalid
                | ApiError::MessageToDeleteNotFound,
            ) => CallError::MessageGone,
            _ => CallError::Refused(code),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(body: &str) -> CallError {
        read::<bool>(body.as_bytes()).unwrap_err()
    }

    #[test]
    fn failures_are_read_by_meaning() {
        let wait = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7","parameters":{"retry_after":7}}"#;
        assert_eq!(error(wait), CallError::RetryAfter(Duration::from_secs(7)));
        let same = "Bad Request: message is not modified: specified new message content and reply markup are exactly \
                    the same as a current content and reply markup of the message";
        for (code, description, expected) in [
            (400, same, CallError::NotModified),
            (400, "Bad Request: message to edit not found", CallError::MessageGone),
            (400, NO_TEXT, CallError::MessageGone),
            (400, "Bad Request: can't parse entities: Unsupported start tag \"x\"", CallError::Refused(400)),
            (401, "Unauthorized", CallError::UnknownToken),
            (403, "Forbidden: bot was blocked by the user", CallError::Forbidden),
            (409, "Conflict: terminated by other getUpdates request", CallError::Conflict),
            (502, "Bad Gateway", CallError::NoAnswer),
        ] {
            let body = serde_json::json!({"ok": false, "error_code": code, "description": description});
            assert_eq!(error(&body.to_string()), expected, "{description}");
        }
    }

    #[test]
    fn what_is_not_telegrams_is_no_answer() {
        for body in ["", "<html>502</html>", "{", "[]", r#"{"ok":true}"#] {
            assert_eq!(error(body), CallError::NoAnswer, "{body}");
        }
    }
}
