//! The libraries of a bot in the simulated Bots.Business (contract, 4.12 to 4.14).

use serde_json::{Value, json};

use super::bot::{Bot, Thing, has_id};
use super::reply::{Asked, Reply, error_inside, list, missing, ok};
use super::store;

pub(crate) fn installed(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Lib)))
}

/// Answers with a bare `true`; a refusal has status 200 (contract, 13.1 and 13.3).
pub(crate) fn install(bot: &mut Bot, asked: &Asked) -> Reply {
    let id = asked.number("lib_id");
    let libs = store::store_libs();
    let lib = libs.iter().find(|lib| has_id(lib, id)).ok_or_else(|| missing("Lib"))?;
    if bot.find(Thing::Lib, id).is_ok() {
        return Err(error_inside("Lib is already installed"));
    }
    let lib = json!({ "id": id, "name": lib.get("name") });
    bot.all_mut(Thing::Lib).push(lib);
    Ok(ok(&Value::Bool(true)))
}

/// Answers with `true` as a text (contract, 13.1).
pub(crate) fn uninstall(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.remove(Thing::Lib, asked.id(1))?;
    Ok(ok(&"true".into()))
}
