//! One bot of the simulated Bots.Business and all that it has. It keeps things and finds them; what may be done with
//! them is the endpoints' affair.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::jobs::{Job, Work};
use super::reply::missing;
use super::sketch::Obedience;
use super::world::{set, stamp};
use crate::sandbox::server::Answer;

/// What a bot has several of. Each is a JSON object with an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Commands, without the folder's object, which is added when they are shown.
    Command,
    /// Folders of commands.
    Folder,
    /// Chats.
    Chat,
    /// Properties.
    Property,
    /// Admin panels.
    Panel,
    /// Broadcasts.
    Broadcast,
    /// Errors.
    ErrorLog,
    /// Installed libraries.
    Lib,
}

/// A bot.
pub(crate) struct Bot {
    pub(crate) id: i64,
    /// As the list shows it, its Telegram token in clear; or as odd as a test wants it.
    pub(crate) object: Value,
    /// What is said of its imports, by task.
    pub(crate) tasks: BTreeMap<i64, Value>,
    /// Chats that are blocked. How the API shows it is not known (contract, 7), so it does not.
    pub(crate) blocked: BTreeSet<i64>,
    /// Whether it was bought and hides its commands (contract, 13.16).
    pub(crate) protected: bool,
    /// What comes of being told to start or stop.
    pub(crate) obedience: Obedience,
    /// Errors that come up while the next clearing is under way.
    pub(crate) while_clearing: Vec<Value>,
    /// What is under way.
    pub(crate) jobs: Vec<Job>,
    things: BTreeMap<Thing, Vec<Value>>,
}

impl Bot {
    pub(crate) fn new(id: i64, object: Value) -> Bot {
        Bot {
            id,
            object,
            tasks: BTreeMap::new(),
            blocked: BTreeSet::new(),
            protected: false,
            obedience: Obedience::default(),
            while_clearing: Vec::new(),
            jobs: Vec::new(),
            things: BTreeMap::new(),
        }
    }

    /// Everything of a kind, in order of making.
    pub(crate) fn all(&self, thing: Thing) -> &[Value] {
        self.things.get(&thing).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn all_mut(&mut self, thing: Thing) -> &mut Vec<Value> {
        self.things.entry(thing).or_default()
    }

    /// One by its number, or the answer that there is none.
    pub(crate) fn find(&self, thing: Thing, id: i64) -> Result<&Value, Answer> {
        self.all(thing).iter().find(|one| has_id(one, id)).ok_or_else(|| missing(thing.name()))
    }

    pub(crate) fn find_mut(&mut self, thing: Thing, id: i64) -> Result<&mut Value, Answer> {
        self.all_mut(thing).iter_mut().find(|one| has_id(one, id)).ok_or_else(|| missing(thing.name()))
    }

    pub(crate) fn remove(&mut self, thing: Thing, id: i64) -> Result<Value, Answer> {
        let things = self.all_mut(thing);
        let place = things.iter().position(|one| has_id(one, id)).ok_or_else(|| missing(thing.name()))?;
        Ok(things.remove(place))
    }

    /// A text of the bot's own fields; none when it is empty.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.object.get(field)?.as_str().filter(|text| !text.is_empty())
    }

    /// Writes one of its own fields.
    pub(crate) fn change(&mut self, field: &str, value: impl Into<Value>, now: &DateTime<Utc>) {
        set(&mut self.object, field, value);
        set(&mut self.object, "updated_at", stamp(now));
    }

    /// Has something happen so many seconds from now.
    pub(crate) fn later(&mut self, now: DateTime<Utc>, seconds: i64, work: Work) {
        self.jobs.push(Job { begun: now, due: now + TimeDelta::seconds(seconds), work });
    }
}

impl Thing {
    /// As the API's refusals call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Thing::Command => "Command",
            Thing::Folder => "Folder",
            Thing::Chat => "Chat",
            Thing::Property => "Property",
            Thing::Panel => "Active option",
            Thing::Broadcast => "Task",
            Thing::ErrorLog => "Error log",
            Thing::Lib => "Lib",
        }
    }
}

pub(crate) fn has_id(thing: &Value, id: i64) -> bool {
    thing.get("id").and_then(Value::as_i64) == Some(id)
}

/// A bot as the API shows it, its Telegram token in clear.
pub(crate) fn bot_object(id: i64, name: &str, status: Option<&str>, created_at: &DateTime<Utc>) -> Value {
    json!({
        "id": id,
        "name": name,
        "token": format!("{id}:SANDBOX-fake-shop-token-not-real-xx"),
        "status": status,
        "created_at": stamp(created_at),
        "updated_at": stamp(created_at),
        "last_run_at": null,
        "pic_url": null,
        "csv_url": null,
        "git_remote": null,
        "rsa_public_key": format!("ssh-rsa FAKE-deploy-key-not-real bot{id}"),
        "store_bot_id": null,
    })
}
