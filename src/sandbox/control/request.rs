//! The requests of the remote control, read strictly: an unknown field, method, endpoint or fault is refused by name,
//! so that a misspelt one does not pass for a fault that the bot survived.

use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use url::form_urlencoded;

use crate::sandbox::bots_business::endpoints;
use crate::sandbox::fault::Fault;
use crate::sandbox::telegram::{Chat, Person, Telegram};

/// The most calls or batches that one request can affect.
const MAX_TIMES: usize = 100_000;
/// Longest delay, milliseconds; every client has given up before.
const MAX_DELAY: u64 = 600_000;

/// `POST /control/fault`.
pub(super) struct FaultWish {
    pub(super) target: Target,
    pub(super) times: usize,
    pub(super) fault: Fault,
}

/// The simulator whose calls meet the fault.
pub(super) enum Target {
    Telegram(String),
    BotsBusiness(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FaultFields {
    method: Option<String>,
    endpoint: Option<String>,
    #[serde(default = "one")]
    times: usize,
    fault: FaultKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum FaultKind {
    Status(u16, String),
    RetryAfter(u32),
    CutBody,
    Garbage(String),
    Endless,
    Redirect(String),
    DelayMs(u64),
    Conflict,
}

impl FaultWish {
    pub(super) fn read(body: &[u8], telegram: &Telegram) -> Result<FaultWish, String> {
        let FaultFields { method, endpoint, times, fault } = read(body)?;
        let target = match (method, endpoint) {
            (Some(method), None) if method == "*" || telegram.has_method(&method) => Target::Telegram(method),
            (None, Some(endpoint)) if endpoint == "*" || endpoints().any(|known| known == endpoint) => {
                Target::BotsBusiness(endpoint)
            }
            (Some(method), None) => return Err(format!("no method {method:?}")),
            (None, Some(endpoint)) => {
                let known = endpoints().collect::<Vec<_>>().join(", ");
                return Err(format!("no endpoint {endpoint:?}, only {known} or \"*\""));
            }
            _ => return Err("name either a method of Telegram's or an endpoint of Bots.Business".to_owned()),
        };
        let times = within(times, "times")?;
        Ok(FaultWish { target, times, fault: fault.meant()? })
    }
}

impl FaultKind {
    fn meant(self) -> Result<Fault, String> {
        Ok(match self {
            FaultKind::Status(status @ 400..=599, text) => Fault::Status(status, text),
            FaultKind::Status(status, _) => return Err(format!("a fault has a status of 400 to 599, not {status}")),
            FaultKind::RetryAfter(seconds) => Fault::RetryAfter(seconds),
            FaultKind::CutBody => Fault::CutBody,
            FaultKind::Garbage(body) => Fault::Garbage(body),
            FaultKind::Endless => Fault::Endless,
            FaultKind::Redirect(address) => Fault::Redirect(address),
            FaultKind::DelayMs(time) if time <= MAX_DELAY => Fault::Delay(Duration::from_millis(time)),
            FaultKind::DelayMs(_) => return Err(format!("a delay has at most {MAX_DELAY} ms")),
            FaultKind::Conflict => Fault::Conflict,
        })
    }
}

/// `POST /control/say`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Say {
    user: i64,
    chat: Option<i64>,
    pub(super) text: String,
}

/// `POST /control/press`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Press {
    user: i64,
    chat: Option<i64>,
    pub(super) message_id: i32,
    pub(super) label: String,
}

impl Say {
    pub(super) fn read(body: &[u8]) -> Result<Say, String> {
        let say: Say = read(body)?;
        if say.text.is_empty() { Err("nobody can send an empty text".to_owned()) } else { Ok(say) }
    }

    /// The person, and the chat.
    pub(super) fn who(&self) -> Result<(Person, Chat), String> {
        who(self.user, self.chat)
    }
}

impl Press {
    pub(super) fn read(body: &[u8]) -> Result<Press, String> {
        read(body)
    }

    /// The person, and the chat.
    pub(super) fn who(&self) -> Result<(Person, Chat), String> {
        who(self.user, self.chat)
    }
}

/// `POST /control/reorder` and `POST /control/repeat`: the number of batches.
pub(super) fn batches(body: &[u8]) -> Result<usize, String> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Batches {
        #[serde(default = "one")]
        batches: usize,
    }
    let Batches { batches } = read(body)?;
    within(batches, "batches")
}

/// `GET /control/messages?user=7001`: a person's chat, or with `chat=-1001` a group, and a text to wait for.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) chat: Chat,
    pub(super) until: Option<String>,
}

impl Wanted {
    pub(super) fn read(query: &str) -> Result<Wanted, String> {
        let (mut chat, mut until) = (None, None);
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let number = || value.parse::<i64>().map_err(|_| format!("{value:?} is no number"));
            match name.as_ref() {
                "user" if chat.is_none() => chat = Some(who(number()?, None)?.1),
                "chat" if chat.is_none() => chat = Some(group(number()?)?),
                "until" if until.is_none() => until = Some(value.into_owned()),
                _ => return Err(format!("unexpected query parameter {name}")),
            }
        }
        let chat = chat.ok_or("write either ?user=7001 or ?chat=-1001")?;
        Ok(Wanted { chat, until })
    }
}

fn who(user: i64, chat: Option<i64>) -> Result<(Person, Chat), String> {
    if user <= 0 {
        return Err(format!("a person's number is above zero, not {user}"));
    }
    let person = Person::new(user, "Somebody");
    let chat = chat.map(group).transpose()?.unwrap_or(person.chat());
    Ok((person, chat))
}

fn group(number: i64) -> Result<Chat, String> {
    if number < 0 { Ok(Chat::Group(number)) } else { Err(format!("a group's number is below zero, not {number}")) }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

fn within(count: usize, name: &str) -> Result<usize, String> {
    match count {
        1..=MAX_TIMES => Ok(count),
        _ => Err(format!("{name} must be 1 to {MAX_TIMES}")),
    }
}

fn one() -> usize {
    1
}
