//! The content of the simulated Bots.Business at its start: the documentation's sample, a shop that has some of
//! everything, and a second account. All secrets in it are visibly fake.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeZone, Utc};
use serde_json::{Value, json};

use super::bot::{Bot, Thing, bot_object};
use super::commands::{aliases, blank, restrict};
use super::imports::task_object;
use super::world::{Account, Session, World, set, stamp};
use crate::clock::Clock;

/// The key of `owner@example.com`: the right shape, and visibly fake.
pub const DEMO_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0001";
/// The key of `second@shop.example`.
pub const SECOND_KEY: &str = "DEMO-KEY-not-real-DEMO-KEY-not-real-0002";
/// The password of every account at its start.
pub const DEMO_PASSWORD: &str = "FAKE-password";

pub(crate) const SHOP: i64 = 2_792_787;

/// The accounts of the documentation's samples, and one more.
pub(crate) fn world(clock: Clock) -> World {
    let opened = opened();
    let mut world = World::empty(clock);
    let mut idle = Bot::new(2_792_790, bot_object(2_792_790, "Refer & Earn <beta>", None, &opened));
    set(&mut idle.object, "token", Value::Null);
    let mut owner = Account::new("owner@example.com", DEMO_PASSWORD, DEMO_KEY, opened);
    owner.bots = vec![shop(&world, &opened), idle];
    owner.progress = 41_250;
    owner.sessions = vec![Session::new(&owner.email, &world.numbers), Session::new(&owner.email, &world.numbers)];
    owner.linked = linked();
    let mut other = Bot::new(3_100_001, bot_object(3_100_001, "Second Shop", Some("works"), &opened));
    let large = task_object(3_100_001, 55, "ok", [1_204_567, 12, 3], "2026-01-05T08:00:00.000Z");
    other.tasks.insert(55, large);
    let mut second = Account::new("second@shop.example", DEMO_PASSWORD, SECOND_KEY, opened);
    second.bots.push(other);
    world.open(owner);
    world.open(second);
    world
}

/// When everything was made.
pub(crate) fn opened() -> DateTime<Utc> {
    Utc.timestamp_opt(1_736_496_000, 0).single().unwrap_or_default()
}

/// The same Telegram account twice, a known bug of the real API (contract, 3).
fn linked() -> Vec<Value> {
    let account = |id: i64| json!({ "id": id, "telegramid": 7001, "first_name": "Anna", "username": "anna_fake", "language_code": "en" });
    vec![account(31), account(32)]
}

fn shop(world: &World, at: &DateTime<Utc>) -> Bot {
    let mut shop = Bot::new(SHOP, bot_object(SHOP, "My Shop", Some("works"), at));
    set(&mut shop.object, "csv_url", "https://sheets.example/FAKE-shop-sheet.csv");
    set(&mut shop.object, "git_remote", "git@git.example:fake/my-shop.git");
    set(&mut shop.object, "last_run_at", stamp(at));
    shop.tasks.insert(123, task_object(SHOP, 123, "ok", [21, 0, 0], "2025-10-25T11:18:49.958Z"));
    shop.blocked = BTreeSet::from([9004]);
    let things = [
        (Thing::Folder, folders(at)),
        (Thing::Command, shop_commands(world, at)),
        (Thing::Chat, chats(at)),
        (Thing::Property, properties()),
        (Thing::Panel, vec![panel(at)]),
        (Thing::Broadcast, broadcasts(at)),
        (Thing::ErrorLog, error_logs()),
        (Thing::Lib, vec![json!({ "id": 10, "name": "Referral Lib" }), json!({ "id": 12, "name": "Random Lib" })]),
    ];
    for (thing, all) in things {
        *shop.all_mut(thing) = all;
    }
    shop
}

fn folders(at: &DateTime<Utc>) -> Vec<Value> {
    let at = stamp(at);
    let folder =
        |id: i64, title: &str| json!({ "id": id, "title": title, "bot_id": SHOP, "created_at": at, "updated_at": at });
    vec![folder(501, "Shop"), folder(502, "Service")]
}

/// 4101 to 4108: with everything a command can have, two of them made by an import.
pub(crate) fn shop_commands(world: &World, at: &DateTime<Utc>) -> Vec<Value> {
    let command = |id: i64, name: &str, fields: Value| {
        let mut command = blank(SHOP, id, at);
        set(&mut command, "command", name);
        for (field, value) in fields.as_object().into_iter().flatten() {
            set(&mut command, field, value.clone());
        }
        command
    };
    let mut start = command(
        4101,
        "/start",
        json!({ "answer": "Welcome to *My Shop*!", "keyboard_body": "Prices, Order\nHelp", "help": "The beginning" }),
    );
    set(&mut start, "aliases", aliases("hello, home", 4101, at, &world.numbers));
    let mut report = command(
        4104,
        "/report",
        json!({ "code": "Bot.sendMessage(\"Sold: \" + Bot.getProperty(\"sold\"))", "bjs_mode": true, "auto_retry_time": 86400,
            "last_auto_retry_at": "2026-11-22T12:00:00.000Z", "commands_folder_id": 502 }),
    );
    restrict(&mut report, "admins");
    let code = "let amount = Number(message)\nBot.sendMessage(\"Ordered: \" + amount)";
    vec![
        start,
        command(4102, "/price", by_csv("Tea 3, coffee 4")),
        command(
            4103,
            "/order",
            json!({ "answer": "How many?", "need_reply": true, "code": code, "bjs_mode": true, "commands_folder_id": 501 }),
        ),
        report,
        command(4105, "/sizes", by_csv("S, M and L")),
        command(4106, "*", json!({ "answer": "I did not understand that", "help": "Everything else" })),
        command(
            4107,
            "!",
            json!({ "code": "Bot.sendMessage(\"Something broke\")", "bjs_mode": true, "commands_folder_id": 502 }),
        ),
        command(4108, "/Help", json!({ "answer": "<b>Ask</b> & we answer", "commands_folder_id": 502 })),
    ]
}

fn by_csv(answer: &str) -> Value {
    let at = "2025-10-25T11:18:49.958Z";
    json!({ "answer": answer, "commands_folder_id": 501, "created_via_csv_import": true, "last_csv_import_at": at })
}

/// 9001 to 9004; the last one is blocked. Telegram's numbers are texts (contract, 13.13).
fn chats(at: &DateTime<Utc>) -> Vec<Value> {
    let at = stamp(at);
    let chat = |id: i64, chatid: &str, title: &str, kind: &str, user: Option<i64>| {
        json!({ "id": id, "chatid": chatid, "title": title, "chat_type": kind, "bot_id": SHOP, "user_id": user,
            "created_at": at, "updated_at": at })
    };
    vec![
        chat(9001, "7001", "Anna", "private", Some(61)),
        chat(9002, "7002", "Bob & <i>Co</i>", "private", Some(62)),
        chat(9003, "-1001234567890", "Shop talk", "supergroup", None),
        chat(9004, "7003", "Mallory", "private", Some(63)),
    ]
}

/// 701 to 708: each type, and one of a person.
fn properties() -> Vec<Value> {
    let property = |id: i64, name: &str, kind: &str, value: Value, user: Option<i64>| json!({ "id": id, "name": name, "type": kind, "value": value, "user_id": user });
    vec![
        property(701, "sold", "integer", json!(128), None),
        property(702, "discount", "float", json!(0.15), None),
        property(703, "greeting", "string", json!("Hello & welcome"), None),
        property(704, "about", "text", json!("Two lines\nof text"), None),
        property(705, "payment", "json", json!({ "provider": "none", "secret": "FAKE-payment-secret" }), None),
        property(706, "opened_at", "datetime", json!("2025-01-10T08:00:00.000Z"), None),
        property(707, "open", "boolean", json!(true), None),
        property(708, "balance", "integer", json!(15), Some(61)),
    ]
}

fn panel(at: &DateTime<Utc>) -> Value {
    let field = |name: &str, title: &str, kind: &str, value: Value| {
        json!({ "name": name, "title": title, "description": null, "type": kind, "placeholder": "", "icon": "settings",
            "value": value, "hidden": false })
    };
    json!({
        "id": 301,
        "bot_id": SHOP,
        "name": "ShopSettings",
        "title": "Shop settings",
        "description": "What the shop needs to know",
        "index": 0,
        "icon": "cart",
        "button_title": "Save",
        "on_saving": { "command": "/settingsSaved", "user_id": 61 },
        "fields": [
            field("open", "Open", "checkbox", json!(true)),
            field("max_items", "Most items", "integer", json!(10)),
            field("tax", "Tax", "float", json!(7.5)),
            field("title", "Title", "string", json!("My Shop")),
            field("payment_token", "Payment token", "password", json!("FAKE-payment-token")),
            field("terms", "Terms", "text", json!("Be kind.\nPay in time.")),
        ],
        "created_at": stamp(at),
        "updated_at": stamp(at),
    })
}

/// 801 to 805: one in each known state.
fn broadcasts(at: &DateTime<Utc>) -> Vec<Value> {
    let task = |id: i64, status: &str, [total, position, errors]: [i64; 3]| {
        json!({ "id": id, "bot_id": SHOP, "status": status, "progress": position * 100 / total, "total": total,
            "cur_position": position, "errors_count": errors, "created_at": stamp(at) })
    };
    vec![
        task(801, "new", [2400, 0, 0]),
        task(802, "in progress", [2400, 960, 12]),
        task(803, "paused", [1000, 250, 3]),
        task(804, "finished", [1800, 1800, 40]),
        task(805, "terminated", [1800, 90, 1]),
    ]
}

/// 601 to 603: with a command, with one that is gone, without any.
fn error_logs() -> Vec<Value> {
    vec![
        error_log(
            601,
            "2026-11-21T09:15:00.000Z",
            "ReferenceError: price is not defined",
            Some("at /order:1:14"),
            Some("/order"),
        ),
        error_log(602, "2026-11-22T18:40:12.500Z", "TypeError: x is undefined", Some("at /gone:3:1"), Some("/gone")),
        error_log(603, "2026-11-23T07:01:59.001Z", "Bad Request: message is too long", None, None),
    ]
}

/// An error as the API shows it.
pub(crate) fn error_log(id: i64, at: &str, title: &str, stack_trace: Option<&str>, command: Option<&str>) -> Value {
    let scenario = command.map(|command| json!({ "bot_command": { "command": command } }));
    json!({ "id": id, "created_at": at, "title": title, "stack_trace": stack_trace, "scenario": scenario })
}
