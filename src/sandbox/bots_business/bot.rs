//! One bot of the simulated Bots.Business and all that it has. Stores and finds things; the endpoints decide what may
//! be done with them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::jobs::{Job, Work};
use super::reply::missing;
use super::sketch::{ImportEnding, Obedience};
use super::world::{set, stamp};
use crate::sandbox::server::Answer;

/// What a bot has several of. Each is a JSON object with an `id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Stored without the folder's object, which is added to an answer.
    Command,
    Folder,
    Chat,
    Property,
    Panel,
    Broadcast,
    ErrorLog,
    /// Installed libraries.
    Lib,
}

#[derive(Clone)]
pub(crate) struct Bot {
    pub(crate) id: i64,
    /// As the list shows it, its Telegram token in clear text; or any JSON that a test put here.
    pub(crate) object: Value,
    /// The answers for its imports, by task.
    pub(crate) tasks: BTreeMap<i64, Value>,
    /// Blocked chats. No answer shows them, because it is not known how the API does (contract, 7).
    pub(crate) blocked: BTreeSet<i64>,
    /// Whether it was bought and hides its commands (contract, 13.16).
    pub(crate) protected: bool,
    /// How it reacts when it is asked to start or stop.
    pub(crate) obedience: Obedience,
    /// Chats on a page of its list; `None`: they come all at once.
    pub(crate) chats_a_page: Option<usize>,
    /// How its imports end.
    pub(crate) ending: ImportEnding,
    /// Iterations that are not counted in the account yet.
    pub(crate) spent: i64,
    /// Errors that are added during the next clearing.
    pub(crate) while_clearing: Vec<Value>,
    /// Jobs that are not finished.
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
            chats_a_page: None,
            ending: ImportEnding::default(),
            spent: 0,
            while_clearing: Vec::new(),
            jobs: Vec::new(),
            things: BTreeMap::new(),
        }
    }

    /// All things of a kind, in order of creation.
    pub(crate) fn all(&self, thing: Thing) -> &[Value] {
        self.things.get(&thing).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn all_mut(&mut self, thing: Thing) -> &mut Vec<Value> {
        self.things.entry(thing).or_default()
    }

    /// The thing with this number, or the 404 answer.
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

    /// A text of the bot's own fields; `None` when it is empty.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.object.get(field)?.as_str().filter(|text| !text.is_empty())
    }

    /// Writes one of its own fields, and `updated_at`.
    pub(crate) fn change(&mut self, field: &str, value: impl Into<Value>, now: &DateTime<Utc>) {
        set(&mut self.object, field, value);
        set(&mut self.object, "updated_at", stamp(now));
    }

    /// Plans work for this many seconds from now.
    pub(crate) fn later(&mut self, now: DateTime<Utc>, seconds: i64, work: Work) {
        self.jobs.push(Job { begun: now, due: now + TimeDelta::seconds(seconds), work });
    }
}

impl Thing {
    /// The name of a thing in the API's error messages.
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

/// A bot as the API shows it, its Telegram token in clear text.
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
        "rsa_public_key": format!("ssh-rsa AAAAB3NzaC1yc2EFAKE/deploy/key/not/real/{id} bot{id}"),
        "store_bot_id": null,
    })
}
