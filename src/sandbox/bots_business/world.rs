//! The state of the simulated Bots.Business: accounts, what belongs to them, calls, mails. It makes no answers, and
//! knows nothing of HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};

use super::bot::Bot;
use super::jobs::{self, Done};
use crate::clock::Clock;
use crate::sandbox::fault::FaultPlan;
use crate::sandbox::stopwatch::Stopwatch;

/// The state that the server and the handle share.
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) numbers: Numbers,
    pub(crate) accounts: Vec<Account>,
    /// The login by Telegram that is not finished.
    pub(crate) login: Option<Login>,
    /// Address and text of each mail.
    pub(crate) mails: Vec<(String, String)>,
    pub(crate) calls: Vec<ApiCall>,
    pub(crate) faults: FaultPlan,
    pub(crate) stopwatch: Option<Stopwatch>,
    /// Endpoints whose route was removed.
    pub(crate) forgotten: BTreeSet<String>,
    /// Endpoints whose route was moved: to which method and path.
    pub(crate) moved: BTreeMap<String, (String, String)>,
}

/// An account; its bots are in the list's order.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) id: i64,
    pub(crate) email: String,
    pub(crate) password: String,
    pub(crate) key: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) linked: Vec<Value>,
    pub(crate) have_ads: bool,
    /// Iterations used.
    pub(crate) progress: i64,
    pub(crate) plan: Value,
    pub(crate) bots: Vec<Bot>,
}

/// A signed-in device.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) access_token: String,
    pub(crate) client: String,
    pub(crate) uid: String,
}

pub(crate) struct Login {
    pub(crate) until: DateTime<Utc>,
    /// The key of the account, once the person pressed Start.
    pub(crate) key: Option<String>,
}

/// Unique numbers. Clones share the counter.
#[derive(Clone)]
pub(crate) struct Numbers(Arc<AtomicI64>);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCall {
    pub method: String,
    /// The path without the query, which holds the key.
    pub path: String,
    /// The name of the endpoint, or `unknown`.
    pub endpoint: String,
    pub key: Option<String>,
    /// The other parameters of the URL.
    pub query: Vec<(String, String)>,
    /// The JSON body; `None` when there was none, or it was not JSON.
    pub body: Option<Value>,
    /// The status of the answer; `None` until there is one.
    pub status: Option<u16>,
}

impl World {
    pub(crate) fn empty(clock: Clock) -> World {
        World {
            clock,
            numbers: Numbers(Arc::new(AtomicI64::new(5_000_001))),
            accounts: Vec::new(),
            login: None,
            mails: Vec::new(),
            calls: Vec::new(),
            faults: FaultPlan::default(),
            stopwatch: None,
            forgotten: BTreeSet::new(),
            moved: BTreeMap::new(),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn open(&mut self, account: Account) {
        let id = i64::try_from(self.accounts.len()).unwrap_or_default() + 1001;
        self.accounts.push(Account { id, ..account });
    }

    pub(crate) fn account_mut(&mut self, key: &str) -> Option<&mut Account> {
        self.accounts.iter_mut().find(|account| account.key == key)
    }

    /// The bot with this number, of any account.
    pub(crate) fn bot_mut(&mut self, id: i64) -> Option<&mut Bot> {
        self.accounts.iter_mut().find_map(|account| account.bot_mut(id))
    }

    /// Makes every change that is due by now in the account at this index.
    pub(crate) fn settle(&mut self, place: usize) {
        let (now, numbers) = (self.clock.now(), self.numbers.clone());
        let Some(account) = self.accounts.get_mut(place) else { return };
        let done: Vec<Done> = account.bots.iter_mut().flat_map(|bot| jobs::settle(bot, now, &numbers)).collect();
        for done in done {
            match done {
                Done::Copied(bot) => account.bots.push(*bot),
                Done::Mail(text) => self.mails.push((account.email.clone(), text)),
            }
        }
    }

    /// As [`World::settle`], in all accounts.
    pub(crate) fn settle_all(&mut self) {
        for place in 0..self.accounts.len() {
            self.settle(place);
        }
    }
}

impl Account {
    /// An empty account without a number.
    pub(crate) fn new(email: &str, password: &str, key: &str, created_at: DateTime<Utc>) -> Account {
        Account {
            id: 0,
            email: email.into(),
            password: password.into(),
            key: key.into(),
            created_at,
            sessions: Vec::new(),
            linked: Vec::new(),
            have_ads: false,
            progress: 0,
            plan: json!({ "name": "Free", "command_execution_timeout": 10 }),
            bots: Vec::new(),
        }
    }

    pub(crate) fn bot_mut(&mut self, id: i64) -> Option<&mut Bot> {
        self.bots.iter_mut().find(|bot| bot.id == id)
    }

    /// Adds a bot, or replaces the JSON of the one with this number, which moves to the end of the list.
    pub(crate) fn put_bot(&mut self, id: i64, object: Value) {
        let known = self.bots.iter().position(|bot| bot.id == id).map(|place| self.bots.remove(place));
        let mut bot = known.unwrap_or_else(|| Bot::new(id, Value::Null));
        bot.object = object;
        self.bots.push(bot);
    }

    /// The account as `GET /user` shows it.
    pub(crate) fn object(&self) -> Value {
        let created_at = stamp(&self.created_at);
        json!({ "id": self.id, "email": self.email, "created_at": created_at, "api_key": self.key })
    }
}

impl Session {
    /// A new session with fake tokens.
    pub(crate) fn new(uid: &str, numbers: &Numbers) -> Session {
        let number = numbers.next();
        Session {
            access_token: format!("FAKE-access-{number:010}"),
            client: format!("FAKE-session-{number:09}"),
            uid: uid.into(),
        }
    }
}

impl Numbers {
    pub(crate) fn next(&self) -> i64 {
        self.0.fetch_add(1, Ordering::Relaxed)
    }
}

/// ISO 8601 in UTC with milliseconds (contract, section 1).
pub(crate) fn stamp(time: &DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Sets a field of an object; does nothing to any other value.
pub(crate) fn set(thing: &mut Value, field: &str, value: impl Into<Value>) {
    if let Some(fields) = thing.as_object_mut() {
        fields.insert(field.into(), value.into());
    }
}
