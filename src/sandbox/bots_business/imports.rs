//! CSV imports of the simulated Bots.Business (contract, 4.7, 4.8 and "CSV import semantics"): row by row, not a
//! transaction. A sheet on this machine is really fetched; nothing else ever is: every other address has the same four
//! rows, and one with `broken` in it ends with an error.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::bot::{Bot, Thing};
use super::commands;
use super::jobs::{IMPORT_SECONDS, Work};
use super::reply::{Asked, Reply, error, error_inside, ok};
use super::sample::error_log;
use super::sketch::ImportEnding;
use super::world::{Numbers, set, stamp};

mod sheet;
pub(crate) use self::sheet::{Row, Unreadable, fetched};

/// The endpoint that starts one.
pub(crate) const START: &str = "start_csv_import";

/// The rows of a sheet that is not fetched: command and answer.
const SHEET: [(&str, &str); 4] = [
    ("/price", "New prices from the sheet"),
    ("/delivery", "Two days"),
    ("/returns", "Within two weeks"),
    ("/faq", "Ask us anything"),
];
/// What an import costs, iterations.
const COST: i64 = 5;
/// When one ends that never does, seconds.
const NEVER: i64 = 100 * 365 * 24 * 60 * 60;

/// An import under way.
#[derive(Clone)]
pub(crate) struct Import {
    task: i64,
    rows: Vec<Row>,
    written: usize,
    /// New, updated, removed.
    counts: [i64; 3],
    ending: ImportEnding,
    readable: bool,
}

pub(crate) fn task(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.tasks.get(&asked.id(1)).map(ok).ok_or_else(|| error(404, "Not found"))
}

pub(crate) fn start(bot: &mut Bot, asked: &Asked) -> Reply {
    if !asked.text("csv_url").is_empty() {
        bot.change("csv_url", asked.text("csv_url"), &asked.now);
    }
    let Some(address) = bot.text("csv_url") else { return Err(error_inside("Csv url is empty")) };
    let readable = !address.contains("broken") && !matches!(asked.sheet, Some(Err(Unreadable)));
    let rows = match &asked.sheet {
        Some(rows) => rows.clone().unwrap_or_default(),
        None => SHEET.iter().map(|(name, answer)| Row::answering(name, answer)).collect(),
    };
    let number = asked.numbers.next();
    let task = task_object(bot.id, number, "in progress", [0; 3], &asked.stamp());
    let told = ok(&task);
    bot.tasks.insert(number, task);
    bot.spent += COST;
    let ending = bot.ending.clone();
    let seconds = if ending == ImportEnding::Never { NEVER } else { IMPORT_SECONDS };
    let import = Import { task: number, rows, written: 0, counts: [0; 3], ending, readable };
    bot.later(asked.now, seconds, Work::Import(import));
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

/// Writes the rows that an import has come to after this many seconds.
pub(crate) fn progress(bot: &mut Bot, import: &mut Import, seconds: i64, now: &DateTime<Utc>, numbers: &Numbers) {
    let seconds = usize::try_from(seconds.min(IMPORT_SECONDS)).unwrap_or_default();
    let whole = usize::try_from(IMPORT_SECONDS).unwrap_or(1);
    write_to(bot, import, import.rows.len() * seconds / whole, now, numbers);
    tell(bot, import, "in progress");
}

/// Ends an import.
pub(crate) fn finish(bot: &mut Bot, import: &mut Import, at: &DateTime<Utc>, numbers: &Numbers) {
    if !import.readable {
        return tell(bot, import, "error");
    }
    write_to(bot, import, import.rows.len(), at, numbers);
    if import.ending == ImportEnding::Halfway {
        let error = error_log(numbers.next(), &stamp(at), "Sorry. Error occurs", None, None);
        bot.all_mut(Thing::ErrorLog).push(error);
        return tell(bot, import, "error");
    }
    let commands = bot.all_mut(Thing::Command);
    let before = commands.len();
    commands.retain(|command| !by_csv(command) || import.rows.iter().any(|row| is_named(command, row.name())));
    let removed = count(before - commands.len());
    import.counts = {
        let [new, updated, _] = import.counts;
        [new, updated, removed]
    };
    match import.ending.clone() {
        ImportEnding::Word(word) => tell(bot, import, &word),
        _ => tell(bot, import, "ok"),
    }
}

/// Writes the rows up to this one; of an import that fails at most the half.
fn write_to(bot: &mut Bot, import: &mut Import, end: usize, at: &DateTime<Utc>, numbers: &Numbers) {
    let most = if import.ending == ImportEnding::Halfway { import.rows.len() / 2 } else { import.rows.len() };
    let end = end.min(most).max(import.written);
    for row in import.rows.iter().take(end).skip(import.written) {
        let [new, updated, removed] = import.counts;
        import.counts = match write(bot, row, at, numbers) {
            true => [new + 1, updated, removed],
            false => [new, updated + 1, removed],
        };
    }
    import.written = end;
}

/// Writes a command; whether it is a new one.
fn write(bot: &mut Bot, row: &Row, at: &DateTime<Utc>, numbers: &Numbers) -> bool {
    let id = bot.id;
    let all = bot.all_mut(Thing::Command);
    let place = all.iter().position(|command| is_named(command, row.name()));
    let mut command = match place {
        Some(place) => all.remove(place),
        None => {
            let mut command = commands::blank(id, numbers.next(), at);
            set(&mut command, "command", row.name());
            set(&mut command, "created_via_csv_import", true);
            command
        }
    };
    row.write(&mut command, at, numbers);
    set(&mut command, "last_csv_import_at", stamp(at));
    set(&mut command, "updated_at", stamp(at));
    match place {
        Some(place) => all.insert(place, command),
        None => all.push(command),
    }
    place.is_none()
}

fn tell(bot: &mut Bot, import: &Import, status: &str) {
    if let Some(told) = bot.tasks.get_mut(&import.task) {
        set(told, "status", status);
        for (field, count) in ["new_count", "updated_count", "destroyed_count"].into_iter().zip(import.counts) {
            set(told, field, count);
        }
    }
}

fn count(things: usize) -> i64 {
    i64::try_from(things).unwrap_or_default()
}

fn is_named(command: &Value, name: &str) -> bool {
    command.get("command").and_then(Value::as_str) == Some(name)
}

fn by_csv(command: &Value) -> bool {
    command.get("created_via_csv_import") == Some(&Value::Bool(true))
}
