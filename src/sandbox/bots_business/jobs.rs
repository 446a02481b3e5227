//! Delayed changes in the simulated Bots.Business: starts and stops, copies, git, imports. Time is the clock's; every
//! change that is due is made before a call is answered.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::bot::{Bot, Thing, bot_object};
use super::world::{Numbers, set, stamp};
use super::{commands, imports};
use imports::Import;

/// Seconds between the request to start or stop and its effect.
pub const LAUNCH_SECONDS: i64 = 3;
/// Seconds until a copy is in the list.
pub const COPY_SECONDS: i64 = 5;
/// Seconds that an import from a CSV takes.
pub const IMPORT_SECONDS: i64 = 10;
/// Seconds that an export to git or an import from it takes.
pub const GIT_SECONDS: i64 = 60;

pub(crate) const WORKS: &str = "works";

#[derive(Clone)]
pub(crate) struct Job {
    pub(crate) begun: DateTime<Utc>,
    pub(crate) due: DateTime<Utc>,
    pub(crate) work: Work,
}

#[derive(Clone)]
pub(crate) enum Work {
    /// Sets the bot's status.
    Become(String),
    Copy,
    GitExport,
    GitImport,
    Import(Import),
}

/// Effects outside the bot.
pub(crate) enum Done {
    Copied(Box<Bot>),
    /// A mail to the owner of the bot.
    Mail(String),
}

/// Finishes the jobs that are due, and updates the progress of the others.
pub(crate) fn settle(bot: &mut Bot, now: DateTime<Utc>, numbers: &Numbers) -> Vec<Done> {
    let (mut due, mut left): (Vec<Job>, Vec<Job>) =
        std::mem::take(&mut bot.jobs).into_iter().partition(|job| job.due <= now);
    due.sort_by_key(|job| job.due);
    for job in &mut left {
        if let Work::Import(import) = &mut job.work {
            imports::progress(bot, import, (now - job.begun).num_seconds(), &now, numbers);
        }
    }
    bot.jobs = left;
    due.into_iter().filter_map(|job| finish(bot, job, numbers)).collect()
}

fn finish(bot: &mut Bot, mut job: Job, numbers: &Numbers) -> Option<Done> {
    match &mut job.work {
        Work::Become(status) => {
            bot.change("status", status.as_str(), &job.due);
            if status == WORKS {
                set(&mut bot.object, "last_run_at", stamp(&job.due));
            }
            None
        }
        Work::Copy => Some(Done::Copied(Box::new(copy(bot, &job, numbers)))),
        Work::GitExport => Some(Done::Mail(format!("Bot {} is exported to a new branch", bot.id))),
        Work::GitImport => Some(Done::Mail(git_import(bot, &job, numbers))),
        Work::Import(import) => {
            imports::finish(bot, import, &job.due, numbers);
            None
        }
    }
}

/// A copy is stopped and has no token (contract, 4.9); its commands, folders and libraries are its own.
fn copy(bot: &Bot, job: &Job, numbers: &Numbers) -> Bot {
    let id = numbers.next();
    let name = format!("Cloned bot: {}", bot.text("name").unwrap_or_default());
    let mut clone = Bot::new(id, bot_object(id, &name, Some("stopped"), &job.due));
    set(&mut clone.object, "token", Value::Null);
    for thing in [Thing::Folder, Thing::Command] {
        for original in bot.all(thing) {
            let mut one = original.clone();
            set(&mut one, "bot_id", id);
            clone.all_mut(thing).push(one);
        }
    }
    renumber(&mut clone, numbers);
    clone.all_mut(Thing::Lib).extend_from_slice(bot.all(Thing::Lib));
    clone
}

/// Gives the folders and commands of a copy new numbers; each command stays in its folder.
fn renumber(clone: &mut Bot, numbers: &Numbers) {
    let mut moved = Vec::new();
    for folder in clone.all_mut(Thing::Folder) {
        let new = numbers.next();
        moved.push((folder.get("id").cloned(), new));
        set(folder, "id", new);
    }
    for command in clone.all_mut(Thing::Command) {
        set(command, "id", numbers.next());
        if let Some((_, new)) = moved.iter().find(|(old, _)| old.as_ref() == command.get("commands_folder_id")) {
            set(command, "commands_folder_id", *new);
        }
    }
}

/// An address with `broken` in it leaves the bot empty, as it is by now (contract, 4.11).
fn git_import(bot: &mut Bot, job: &Job, numbers: &Numbers) -> String {
    if bot.text("git_remote").is_some_and(|remote| remote.contains("broken")) {
        return format!("Bot {}: the import from git failed", bot.id);
    }
    for (name, answer) in [("/start", "Hello from git"), ("/help", "Written in git"), ("*", "What do you mean?")] {
        let command = commands::simple(bot.id, name, answer, &job.due, numbers);
        bot.all_mut(Thing::Command).push(command);
    }
    format!("Bot {} is imported from git", bot.id)
}
