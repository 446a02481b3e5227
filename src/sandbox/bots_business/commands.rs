//! Commands in the simulated Bots.Business (contract, 5): read and written with different field names, replaced as a
//! whole, listed in pages.

use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, list, missing, ok};
use super::world::{Numbers, set, stamp};
use crate::sandbox::server::Answer;

/// Commands per page.
pub const COMMANDS_A_PAGE: usize = 50;

/// All commands without `page`; otherwise one page from 1, and an empty one after the last (contract, 13.8).
pub(crate) fn all(bot: &mut Bot, asked: &Asked) -> Reply {
    let found = bot.all(Thing::Command).iter().filter(|command| is_wanted(command, asked));
    let shown = found.map(|command| shown(bot, command));
    let page = asked.parameter("page").and_then(|page| page.parse::<usize>().ok());
    Ok(list(&match page {
        None => shown.collect::<Vec<_>>(),
        Some(page) => shown.skip((page - 1).saturating_mul(COMMANDS_A_PAGE)).take(COMMANDS_A_PAGE).collect(),
    }))
}

pub(crate) fn one(bot: &mut Bot, asked: &Asked) -> Reply {
    Ok(ok(&shown(bot, bot.find(Thing::Command, asked.id(1))?)))
}

pub(crate) fn create(bot: &mut Bot, asked: &Asked) -> Reply {
    check(bot, asked)?;
    let mut command = blank(bot.id, asked.numbers.next(), &asked.now);
    write(&mut command, asked);
    let told = ok(&shown(bot, &command));
    bot.all_mut(Thing::Command).push(command);
    Ok(told)
}

/// Replaces every field that can be written: one that is not sent becomes null (contract, 13.7).
pub(crate) fn edit(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.find(Thing::Command, asked.id(1))?;
    check(bot, asked)?;
    let command = bot.find_mut(Thing::Command, asked.id(1))?;
    write(command, asked);
    set(command, "updated_at", asked.stamp());
    let command = command.clone();
    Ok(ok(&shown(bot, &command)))
}

/// Answers without a body (contract, 13.4).
pub(crate) fn delete(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.remove(Thing::Command, asked.id(1))?;
    Ok(Answer::empty(204))
}

/// A command with an answer, and defaults otherwise.
pub(crate) fn simple(bot: i64, name: &str, answer: &str, at: &DateTime<Utc>, numbers: &Numbers) -> Value {
    let mut command = blank(bot, numbers.next(), at);
    set(&mut command, "command", name);
    set(&mut command, "answer", answer);
    command
}

pub(crate) fn blank(bot: i64, id: i64, at: &DateTime<Utc>) -> Value {
    json!({
        "id": id,
        "bot_id": bot,
        "command": "",
        "help": null,
        "answer": null,
        "keyboard_body": null,
        "need_reply": null,
        "auto_retry_time": null,
        "last_auto_retry_at": null,
        "bjs_mode": false,
        "code": null,
        "commands_folder_id": null,
        "aliases": [],
        "scenarios": [],
        "last_csv_import_at": null,
        "created_via_csv_import": false,
        "created_at": stamp(at),
        "updated_at": stamp(at),
    })
}

/// Aliases as they are stored: in lower case, each an object with a number.
pub(crate) fn aliases(names: &str, command: i64, at: &DateTime<Utc>, numbers: &Numbers) -> Value {
    let at = stamp(at);
    let names = names.split(',').map(|name| name.trim().to_lowercase()).filter(|name| !name.is_empty());
    let alias = |name: String| {
        json!({
            "id": numbers.next(),
            "command": name,
            "bot_command_id": command,
            "created_at": at,
            "updated_at": at,
        })
    };
    names.map(alias).collect()
}

/// A command with the object of its folder.
fn shown(bot: &Bot, command: &Value) -> Value {
    let mut shown = command.clone();
    let folder = command.get("commands_folder_id").and_then(Value::as_i64);
    let folder = folder.and_then(|id| bot.find(Thing::Folder, id).ok()).cloned();
    set(&mut shown, "commands_folder", folder);
    shown
}

fn is_wanted(command: &Value, asked: &Asked) -> bool {
    let folder = command.get("commands_folder_id").and_then(Value::as_i64);
    let text = |name: &str| command.get(name).and_then(Value::as_str).unwrap_or_default().to_lowercase();
    let has_text = asked.parameter("q").is_none_or(|q| {
        let q = q.to_lowercase();
        ["command", "answer", "code", "help"].into_iter().any(|name| text(name).contains(&q))
    });
    let in_folder = asked.parameter("folder_id").is_none_or(|wanted| wanted.parse().ok() == folder);
    has_text && in_folder && (asked.parameter("without_folders") != Some("true") || folder.is_none())
}

/// What the server refuses; the app refuses more.
fn check(bot: &Bot, asked: &Asked) -> Result<(), Answer> {
    if asked.text("command").trim().is_empty() {
        let errors = json!({ "errors": { "command": ["can't be blank"] } });
        return Err(Answer::json(422, errors.to_string()));
    }
    match asked.body.get("commands_folder_id").and_then(Value::as_i64) {
        Some(folder) if bot.find(Thing::Folder, folder).is_err() => Err(missing("Folder")),
        _ => Ok(()),
    }
}

/// Translates field names from writing to reading.
fn write(command: &mut Value, asked: &Asked) {
    let body = |field: &str| asked.body.get(field).cloned().unwrap_or(Value::Null);
    for field in ["command", "help", "answer", "keyboard_body", "need_reply", "commands_folder_id"] {
        set(command, field, body(field));
    }
    let seconds = match body("auto_retry_time") {
        Value::String(text) => text.parse::<i64>().ok().into(),
        seconds => seconds,
    };
    set(command, "auto_retry_time", seconds);
    set(command, "bjs_mode", !asked.text("bjs_code").is_empty());
    set(command, "code", body("bjs_code"));
    let id = command.get("id").and_then(Value::as_i64).unwrap_or_default();
    set(command, "aliases", aliases(asked.text("aliases"), id, &asked.now, &asked.numbers));
    restrict(command, asked.text("group"));
}

/// Sets the group; it is shown for a restricted command only.
pub(crate) fn restrict(command: &mut Value, group: &str) {
    if group.is_empty() {
        command.as_object_mut().map(|fields: &mut Map<String, Value>| fields.remove("commands_group"));
    } else {
        set(command, "commands_group", json!({ "title": group }));
    }
}
