//! CSV imports of the simulated Bots.Business (contract, 4.7, 4.8 and "CSV import semantics"). No address is fetched:
//! every sheet has the same rows, and one with `broken` in its address ends with an error.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::bot::{Bot, Thing};
use super::commands;
use super::jobs::{IMPORT_SECONDS, Work};
use super::reply::{Asked, Reply, error, error_inside, ok};
use super::world::{Numbers, set, stamp};

/// The rows of every sheet: command and answer.
const SHEET: [(&str, &str); 4] = [
    ("/price", "New prices from the sheet"),
    ("/delivery", "Two days"),
    ("/returns", "Within two weeks"),
    ("/faq", "Ask us anything"),
];

pub(crate) fn task(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.tasks.get(&asked.id(1)).map(ok).ok_or_else(|| error(404, "Not found"))
}

pub(crate) fn start(bot: &mut Bot, asked: &Asked) -> Reply {
    if !asked.text("csv_url").is_empty() {
        bot.change("csv_url", asked.text("csv_url"), &asked.now);
    }
    if bot.text("csv_url").is_none() {
        return Err(error_inside("Csv url is empty"));
    }
    let number = asked.numbers.next();
    let task = task_object(bot.id, number, "in progress", [0, 0, 0], &asked.stamp());
    let told = ok(&task);
    bot.tasks.insert(number, task);
    let counts = counts(bot);
    bot.later(asked.now, IMPORT_SECONDS, Work::Import(number, counts));
    Ok(told)
}

/// The answer for an import task.
pub(crate) fn task_object(bot: i64, task: i64, status: &str, counts: [i64; 3], created_at: &str) -> Value {
    let [new, updated, destroyed] = counts;
    json!({
        "status": status,
        "task_id": task,
        "bot_id": bot,
        "new_count": new,
        "updated_count": updated,
        "destroyed_count": destroyed,
        "created_at": created_at,
    })
}

/// Sets the counts of an import as they are after this many seconds.
pub(crate) fn progress(bot: &mut Bot, task: i64, counts: [i64; 3], seconds: i64) {
    tell(bot, task, "in progress", counts.map(|count| count * seconds / IMPORT_SECONDS));
}

/// Ends an import: all commands are written, or a part of them.
pub(crate) fn finish(bot: &mut Bot, task: i64, counts: [i64; 3], at: &DateTime<Utc>, numbers: &Numbers) {
    if bot.text("csv_url").is_some_and(|url| url.contains("broken")) {
        return tell(bot, task, "error", [0, 0, 0]);
    }
    bot.all_mut(Thing::Command).retain(|command| !(by_csv(command) && row(command).is_none()));
    for (name, answer) in SHEET {
        let id = bot.id;
        let commands = bot.all_mut(Thing::Command);
        let mut command = match commands.iter().position(|command| is_named(command, name)) {
            Some(place) => commands.remove(place),
            None => {
                let mut command = commands::simple(id, name, answer, at, numbers);
                set(&mut command, "created_via_csv_import", true);
                command
            }
        };
        set(&mut command, "answer", answer);
        set(&mut command, "last_csv_import_at", stamp(at));
        set(&mut command, "updated_at", stamp(at));
        commands.push(command);
    }
    tell(bot, task, "ok", counts);
}

fn tell(bot: &mut Bot, task: i64, status: &str, counts: [i64; 3]) {
    if let Some(told) = bot.tasks.get_mut(&task) {
        set(told, "status", status);
        for (field, count) in ["new_count", "updated_count", "destroyed_count"].into_iter().zip(counts) {
            set(told, field, count);
        }
    }
}

/// The commands that the sheet will create, overwrite and remove. Commands made by hand are never removed.
fn counts(bot: &Bot) -> [i64; 3] {
    let commands = bot.all(Thing::Command);
    let there = SHEET.iter().filter(|(name, _)| commands.iter().any(|command| is_named(command, name))).count();
    let gone = commands.iter().filter(|command| by_csv(command) && row(command).is_none()).count();
    [SHEET.len() - there, there, gone].map(|count| i64::try_from(count).unwrap_or_default())
}

fn row(command: &Value) -> Option<&'static (&'static str, &'static str)> {
    SHEET.iter().find(|(name, _)| is_named(command, name))
}

fn is_named(command: &Value, name: &str) -> bool {
    command.get("command").and_then(Value::as_str) == Some(name)
}

fn by_csv(command: &Value) -> bool {
    command.get("created_via_csv_import") == Some(&Value::Bool(true))
}
