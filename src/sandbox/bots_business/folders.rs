//! Folders of commands in the simulated Bots.Business (contract, 5).

use serde_json::{Value, json};

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, errors_inside, list, ok};
use super::world::set;
use crate::sandbox::server::Answer;

pub(crate) fn all(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Folder)))
}

pub(crate) fn create(bot: &mut Bot, asked: &Asked) -> Reply {
    let (title, at) = (asked.text("title"), asked.stamp());
    if title.trim().is_empty() {
        return Err(errors_inside("Title can't be blank"));
    }
    let id = asked.numbers.next();
    let folder = json!({ "id": id, "title": title, "bot_id": bot.id, "created_at": at, "updated_at": at });
    let told = ok(&folder);
    bot.all_mut(Thing::Folder).push(folder);
    Ok(told)
}

/// Its commands have no folder afterwards, which is a guess. Answers with a word that is not JSON (contract, 13.4).
pub(crate) fn delete(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.remove(Thing::Folder, asked.id(1))?;
    for command in bot.all_mut(Thing::Command) {
        if command.get("commands_folder_id").and_then(Value::as_i64) == Some(asked.id(1)) {
            set(command, "commands_folder_id", Value::Null);
        }
    }
    Ok(Answer::text(200, "Deleted".into()))
}
