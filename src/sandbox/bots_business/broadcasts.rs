//! Broadcasts in the simulated Bots.Business (contract, 6). They change only when paused, resumed or deleted.

use serde_json::Value;

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, error, list, ok};
use super::world::set;

pub(crate) fn all(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Broadcast)))
}

/// Answers with the broadcast in its last state.
pub(crate) fn delete(bot: &mut Bot, asked: &Asked) -> Reply {
    let mut task = bot.remove(Thing::Broadcast, asked.id(1))?;
    set(&mut task, "status", "terminated");
    Ok(ok(&task))
}

pub(crate) fn pause(bot: &mut Bot, asked: &Asked) -> Reply {
    turn(bot, asked, &["new", "in progress"], "paused")
}

pub(crate) fn resume(bot: &mut Bot, asked: &Asked) -> Reply {
    turn(bot, asked, &["paused"], "in progress")
}

fn turn(bot: &mut Bot, asked: &Asked, from: &[&str], to: &str) -> Reply {
    let task = bot.find_mut(Thing::Broadcast, asked.id(1))?;
    let status = task.get("status").and_then(Value::as_str).unwrap_or_default();
    if !from.contains(&status) {
        return Err(error(422, &format!("Task is {status}")));
    }
    set(task, "status", to);
    Ok(ok(task))
}
