//! One call of the Bot API: teloxide's payload in, a small answer out.
//!
//! Owns the HTTP exchange and its limits; what answers mean is in `wire/answer.rs` and [`refusal`](super::refusal).
//! teloxide's own `Request` is not used: it sleeps 10 s inside the caller on a 5xx, its errors can print whole bodies
//! (pasted keys with them), and it cannot lend raw updates. Must not retry: whoever calls knows what may be repeated.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use teloxide::Bot;
use teloxide::net::default_reqwest_settings;
use teloxide::payloads::{GetMe, GetWebhookInfo};
use teloxide::requests::Payload;
use url::Url;

use self::answer::{Failure, Reading, Sent};
use super::refusal::{Meaning, shortened};
use crate::address::is_loopback;
use crate::credentials;
use crate::ids::MessageId;
use crate::metrics::{Metrics, OK};

mod answer;
mod error;

pub use self::error::CallError;

/// Pause before, and between, the questions whether the other side is still there.
const KEEPALIVE: Duration = Duration::from_secs(3);
/// Most payloads are smaller, bytes.
const USUAL_PAYLOAD: usize = 1024;
/// Limit for every call but the long poll.
const CALL_TIMEOUT: Duration = Duration::from_secs(30);

/// Limit for sending a file.
const UPLOAD_TIMEOUT: Duration = Duration::from_secs(60);

/// Largest answer to a poll that is read, bytes. 100 updates can be larger: a rich message alone may have 400 kB.
const LARGEST_POLL: usize = 16 << 20;
/// Largest answer to any other call that is read, bytes.
const LARGEST_ANSWER: usize = 1 << 20;
/// Largest room that is made on the word of a Content-Length, bytes.
const FIRST_ROOM: u64 = 64 << 10;

/// The calls that are counted from the start, at zero: what rules and dashboards ask for.
const EXPECTED: [(&str, &[&str]); 12] = [
    (POLL, &[OK, "no_answer", "retry_after", "another_poller", "webhook", "unknown_token", "wrong_address", "refused"]),
    ("SendMessage", &[OK, "no_answer", "retry_after", "blocked", "deactivated", "refused"]),
    ("EditMessageText", &[OK, "no_answer", "retry_after", "not_modified", "message_gone", "refused"]),
    ("DeleteMessage", &[OK, "no_answer", "retry_after", "message_gone", "not_deletable", "refused"]),
    ("AnswerCallbackQuery", &[OK, "no_answer", "retry_after", "too_old", "refused"]),
    ("SendDocument", USUAL),
    ("SendPhoto", USUAL),
    ("SendChatAction", USUAL),
    ("GetFile", USUAL),
    ("GetMe", USUAL),
    ("SetMyCommands", USUAL),
    ("SetMyDescription", USUAL),
];
const USUAL: &[&str] = &[OK, "no_answer", "retry_after", "refused"];

/// The method whose answers may be larger, and are never taken as done unread.
const POLL: &str = "GetUpdates";

/// Unknown words of Telegram that are logged at most, each once.
const MANY_UNKNOWN: usize = 50;

/// The way to Telegram. Cheap to clone.
#[derive(Clone)]
pub struct Wire {
    bot: Bot,
    metrics: Metrics,
    addresses: Arc<Mutex<HashMap<&'static str, Url>>>,
    /// Unknown words that were logged already, shortened.
    logged: Arc<Mutex<Vec<String>>>,
}

/// What came back for a call, for [`Wire::read`].
pub struct Body {
    status: u16,
    bytes: Vec<u8>,
    /// False when the connection broke before the end, or the body is over the limit.
    whole: bool,
}

impl Wire {
    /// The way to the Bot API at an address, on the client settings that teloxide asks for. No redirects and no
    /// Referer: the token stands in the address.
    ///
    /// # Errors
    /// When the TLS library cannot start.
    pub fn new(token: &SecretString, address: Url) -> reqwest::Result<Self> {
        // A connection that nobody answers on any more is noticed long before a poll ends.
        let mut client = default_reqwest_settings()
            .redirect(Policy::none())
            .referer(false)
            .tcp_keepalive(KEEPALIVE)
            .tcp_keepalive_interval(KEEPALIVE)
            .tcp_keepalive_retries(2);
        if is_loopback(&address) {
            client = client.no_proxy();
        }
        let bot = Bot::with_client(token.expose_secret(), client.build()?).set_api_url(address);
        Ok(Self { bot, metrics: Metrics::default(), logged: Arc::default(), addresses: Arc::default() })
    }

    /// The same way, whose calls are counted there.
    #[must_use]
    pub fn counted(self, metrics: Metrics) -> Self {
        EXPECTED.iter().for_each(|(method, outcomes)| metrics.expects_of_telegram(method, outcomes));
        Self { metrics, ..self }
    }

    /// Calls a method and reads its result.
    pub async fn call<P: Payload + Serialize, T: DeserializeOwned>(&self, payload: &P) -> Result<T, CallError> {
        let body = self.post(P::NAME, payload, CALL_TIMEOUT).await?;
        self.read(P::NAME, &body)
    }

    /// Sends or edits a message, and returns its number where that can be read. A 2xx is done whatever its body is, so
    /// that a message is not sent twice because its number is not known.
    pub async fn send<P: Payload + Serialize>(&self, payload: &P) -> Result<Option<MessageId>, CallError> {
        let body = self.post(P::NAME, payload, CALL_TIMEOUT).await?;
        self.sent(P::NAME, &body)
    }

    /// The bot's own name, without the @ (Bot API, getMe).
    pub async fn username(&self) -> Result<String, CallError> {
        #[derive(Deserialize)]
        struct Me {
            username: String,
        }
        let body = self.post(GetMe::NAME, &GetMe::new(), CALL_TIMEOUT).await?;
        match self.read::<Me>(GetMe::NAME, &body) {
            Ok(me) => Ok(me.username),
            // A page of a website, say: here nothing is at stake, and the operator learns why.
            Err(CallError::NoAnswer) if body.is_somebody_elses() => Err(CallError::WrongAddress(self.asked())),
            Err(error) => Err(error),
        }
    }

    /// Whether a webhook is set, so that polling is refused (Bot API, getWebhookInfo).
    pub async fn has_webhook(&self) -> Result<bool, CallError> {
        #[derive(Deserialize)]
        struct Info {
            #[serde(default)]
            url: String,
        }
        self.call::<_, Info>(&GetWebhookInfo::new()).await.map(|info| !info.url.is_empty())
    }

    /// Calls a method and returns what came back, for [`Wire::read`]. The name is also the metrics' label.
    ///
    /// # Errors
    /// [`CallError::NoAnswer`] alone: whatever has a status is an answer.
    pub async fn post<P: Serialize + ?Sized>(
        &self,
        method: &'static str,
        payload: &P,
        timeout: Duration,
    ) -> Result<Body, CallError> {
        let mut json = Vec::with_capacity(USUAL_PAYLOAD);
        serde_json::to_writer(&mut json, payload).map_err(|_| CallError::Refused(Meaning::Unknown))?;
        let request = self
            .bot
            .client()
            .post(self.address(method))
            .header(reqwest::header::CONTENT_TYPE, "application/json")
            .timeout(timeout)
            .body(json);
        self.body(method, request).await
    }

    /// Reads the result of a call, which may borrow from the body.
    pub fn read<'a, T: Deserialize<'a>>(&self, method: &'static str, body: &'a Body) -> Result<T, CallError> {
        let result = match body.reading() {
            Reading::Result(result) => Ok(result),
            Reading::Refused(failure) => Err(self.refused(method, &failure)),
            Reading::Unreadable => Err(self.unreadable(body.status)),
        };
        self.count(method, result.as_ref().err());
        result
    }

    /// Reads the number of a message that was sent; see [`Wire::send`].
    pub(super) fn sent(&self, method: &'static str, body: &Body) -> Result<Option<MessageId>, CallError> {
        let result = match body.reading::<Sent>() {
            Reading::Result(sent) => Ok(sent.message()),
            Reading::Refused(failure) => Err(self.refused(method, &failure)),
            Reading::Unreadable if (200..300).contains(&body.status) => Ok(None),
            Reading::Unreadable => Err(self.unreadable(body.status)),
        };
        if result == Ok(None) {
            tracing::info!(method, "Telegram took a message, and its number cannot be read");
        }
        self.count(method, result.as_ref().err());
        result
    }

    /// Posts a multipart form and returns what came back.
    pub(super) async fn post_form(
        &self,
        method: &'static str,
        form: reqwest::multipart::Form,
    ) -> Result<Body, CallError> {
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
            401 => Err(CallError::Refused(Meaning::UnknownToken)),
            429 => Err(CallError::Busy),
            400..500 => Err(CallError::Refused(Meaning::File)),
            _ => Err(CallError::NoAnswer),
        }
    }
}

impl Wire {
    async fn body(&self, method: &'static str, request: reqwest::RequestBuilder) -> Result<Body, CallError> {
        let begun = Instant::now();
        let body = self.read_body(method, request).await;
        // A poll is held until there is something to tell.
        if method != POLL {
            self.metrics.telegram_took(begun.elapsed());
        }
        body
    }

    async fn read_body(&self, method: &'static str, request: reqwest::RequestBuilder) -> Result<Body, CallError> {
        let mut response = request.send().await.map_err(|error| {
            tracing::debug!(method, error = %error.without_url(), "no answer from Telegram");
            self.count(method, Some(&CallError::NoAnswer));
            CallError::NoAnswer
        })?;
        let status = response.status().as_u16();
        let most = if method.eq_ignore_ascii_case(POLL) { LARGEST_POLL } else { LARGEST_ANSWER };
        let room = response.content_length().unwrap_or_default().min(FIRST_ROOM);
        let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
        loop {
            match response.chunk().await {
                Ok(None) => return Ok(Body { status, bytes, whole: true }),
                Ok(Some(chunk)) if bytes.len() + chunk.len() <= most => bytes.extend_from_slice(&chunk),
                Ok(Some(_)) => {
                    tracing::warn!(method, status, most, "an answer of more bytes than are read");
                    if most == LARGEST_POLL && status == 200 {
                        self.count(method, Some(&CallError::TooLarge(None)));
                        return Err(CallError::TooLarge(first_number(&bytes)));
                    }
                    break;
                }
                Err(error) => {
                    tracing::debug!(method, status, error = %error.without_url(), "an answer was cut short");
                    break;
                }
            }
        }
        Ok(Body { status, bytes: Vec::new(), whole: false })
    }

    /// What a refusal means, here and at this address.
    fn refused(&self, method: &'static str, failure: &Failure) -> CallError {
        let error = failure.meant();
        match error {
            CallError::Refused(meaning @ (Meaning::NotFound | Meaning::NoMethod)) => self.not_found(meaning),
            CallError::Refused(Meaning::Unknown) => {
                self.log_unknown(method, failure);
                error
            }
            _ => error,
        }
    }

    /// What a status means whose body is not the Bot API's, or did not come to its end.
    fn unreadable(&self, status: u16) -> CallError {
        match status {
            // What a website or a proxy says to a request that is not for it; the Bot API has a body in its own form.
            300..400 | 400 | 404 | 405 | 410 => CallError::WrongAddress(self.asked()),
            413 => CallError::Refused(Meaning::FileTooBig),
            429 => CallError::Busy,
            _ => CallError::NoAnswer,
        }
    }

    /// A 404 in the Bot API's form. api.telegram.org says a bare "Not Found" to a token of a wrong shape, and to a path
    /// that does not begin with `/bot`; ours begins so, unless the configured address has a path of its own. Then that
    /// path is the mistake, also where the server took its parts for a token and a method.
    fn not_found(&self, meaning: Meaning) -> CallError {
        match (self.bot.api_url().path(), meaning) {
            ("" | "/", Meaning::NotFound) => CallError::Refused(Meaning::UnknownToken),
            ("" | "/", _) => CallError::Refused(meaning),
            _ => CallError::WrongAddress(self.asked()),
        }
    }

    /// The configured address, as it may be printed. An operator may have put a token or a password into it.
    fn asked(&self) -> Box<str> {
        let url = self.bot.api_url();
        let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
        let shown = format!("{}://{}{port}{}", url.scheme(), url.host_str().unwrap_or_default(), url.path());
        credentials::masked(&shown, None).into()
    }

    /// Logs words that are not in the table, each once.
    fn log_unknown(&self, method: &'static str, failure: &Failure) {
        let (code, words) = (failure.code, shortened(&failure.description));
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if logged.len() < MANY_UNKNOWN && !logged.contains(&words) {
            tracing::warn!(
                method,
                code,
                words,
                "Telegram refused a call in words that are not known; please report them"
            );
            logged.push(words);
        }
    }

    /// Counts a call by its outcome.
    fn count(&self, method: &'static str, error: Option<&CallError>) {
        self.metrics.telegram_call(method, error.map_or(OK, CallError::word));
    }

    /// The address of a method, taken apart once.
    fn address(&self, method: &'static str) -> Url {
        let mut known = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        known.entry(method).or_insert_with(|| self.address_of(method)).clone()
    }

    fn address_of(&self, method: &str) -> Url {
        let mut address = self.bot.api_url();
        // An address that cannot have a path was refused with the settings.
        if let Ok(mut path) = address.path_segments_mut() {
            path.pop_if_empty().push(&format!("bot{}", self.bot.token())).push(method);
        }
        address
    }
}

/// The number of the first update of a poll that was not read to its end.
fn first_number(head: &[u8]) -> Option<i64> {
    let name = b"\"update_id\":";
    let place = head.windows(name.len()).position(|window| window == name)?;
    let rest = head.get(place + name.len()..)?.trim_ascii_start();
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(rest.get(..digits)?).ok()?.parse().ok()
}

impl Body {
    fn reading<'a, T: Deserialize<'a>>(&'a self) -> Reading<T> {
        if self.whole { answer::read(&self.bytes, self.status) } else { Reading::Unreadable }
    }

    /// It came whole, and the Bot API cannot have sent it.
    fn is_somebody_elses(&self) -> bool {
        self.whole && self.status < 500 && !self.bytes.starts_with(b"{")
    }
}

/// Reads the result of an answer with status 200, which may borrow from the body. [`Wire::read`] knows the address and
/// counts too.
pub fn read<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, CallError> {
    match answer::read(body, 200) {
        Reading::Result(result) => Ok(result),
        Reading::Refused(failure) => Err(failure.meant()),
        Reading::Unreadable => Err(CallError::NoAnswer),
    }
}
