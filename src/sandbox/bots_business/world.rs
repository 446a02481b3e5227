//! The simulated Bots.Business's memory: accounts, bots, imports, calls. It starts with the sample of the API's
//! documentation, and answers nothing itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde_json::{Value, json};

use crate::clock::Clock;
use crate::sandbox::fault::FaultPlan;
use crate::sandbox::stopwatch::Stopwatch;

/// The key of `owner@example.com`. No real one: it only has the right shape.
pub const DEMO_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0001";
/// The key of `second@shop.example`.
pub const SECOND_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0002";

/// Everything that the server and the handle share.
pub(crate) struct World {
    clock: Clock,
    pub(crate) accounts: Vec<Account>,
    /// What is said of an import, by bot and task.
    pub(crate) tasks: BTreeMap<(i64, i64), Value>,
    pub(crate) calls: Vec<ApiCall>,
    pub(crate) faults: FaultPlan,
    pub(crate) stopwatch: Option<Stopwatch>,
    /// Endpoints that this server does not have.
    pub(crate) forgotten: BTreeSet<String>,
}

/// An account and its bots, by number.
pub(crate) struct Account {
    pub(crate) id: u64,
    pub(crate) email: String,
    pub(crate) key: String,
    pub(crate) created_at: DateTime<Utc>,
    pub(crate) bots: Vec<(i64, Value)>,
}

/// One call of the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiCall {
    /// The HTTP method.
    pub method: String,
    /// The path, without the query: the key is in that.
    pub path: String,
    /// Which endpoint the path belongs to: `user`, `bots`, `bot`, `csv_import_task`, or `unknown`.
    pub endpoint: String,
    /// The key it came with.
    pub key: Option<String>,
    /// The status of the answer; `None` while there is none.
    pub status: Option<u16>,
}

impl World {
    /// The world that the documentation's samples come from, and one more account.
    pub(crate) fn sample(clock: Clock) -> World {
        let opened = Utc.timestamp_opt(1_736_496_000, 0).single().unwrap_or_default();
        let account = |id, email: &str, key: &str, bots| Account {
            id,
            email: email.into(),
            key: key.into(),
            created_at: opened,
            bots,
        };
        let shop = bot_object(2_792_787, "My Shop", Some("works"), &opened);
        let mut idle = bot_object(2_792_790, "Refer & Earn <beta>", None, &opened);
        if let Some(token) = idle.get_mut("token") {
            *token = Value::Null;
        }
        let second = bot_object(3_100_001, "Second Shop", Some("works"), &opened);
        World {
            clock,
            accounts: vec![
                account(1001, "owner@example.com", DEMO_KEY, vec![(2_792_787, shop), (2_792_790, idle)]),
                account(1002, "second@shop.example", SECOND_KEY, vec![(3_100_001, second)]),
            ],
            tasks: BTreeMap::from([
                ((2_792_787, 123), task(2_792_787, 123, [21, 0, 0], "2025-10-25T11:18:49.958Z")),
                ((3_100_001, 55), task(3_100_001, 55, [1_204_567, 12, 3], "2026-01-05T08:00:00.000Z")),
            ]),
            calls: Vec::new(),
            faults: FaultPlan::default(),
            stopwatch: None,
            forgotten: BTreeSet::new(),
        }
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    pub(crate) fn account(&self, key: &str) -> Option<&Account> {
        self.accounts.iter().find(|account| account.key == key)
    }

    pub(crate) fn put_bot(&mut self, key: &str, id: i64, bot: Value) {
        if let Some(account) = self.accounts.iter_mut().find(|account| account.key == key) {
            account.bots.retain(|(other, _)| *other != id);
            account.bots.push((id, bot));
        }
    }
}

impl Account {
    pub(crate) fn bot(&self, id: i64) -> Option<&Value> {
        self.bots.iter().find(|(other, _)| *other == id).map(|(_, bot)| bot)
    }

    /// The account as GET /user shows it.
    pub(crate) fn object(&self) -> Value {
        let created_at = stamp(&self.created_at);
        json!({ "id": self.id, "email": self.email, "created_at": created_at, "api_key": self.key })
    }
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
        "pic_url": null,
        "csv_url": null,
        "git_remote": null,
    })
}

fn task(bot: i64, task: i64, [new, updated, destroyed]: [u64; 3], created_at: &str) -> Value {
    json!({
        "status": "ok",
        "task_id": task,
        "bot_id": bot,
        "new_count": new,
        "updated_count": updated,
        "destroyed_count": destroyed,
        "created_at": created_at,
    })
}

/// ISO 8601 in UTC with milliseconds (contract, section 1).
fn stamp(time: &DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}
