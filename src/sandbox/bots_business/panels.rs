//! Admin panels and properties, which a bot's own code creates, in the simulated Bots.Business (contract, 8 and 10).

use serde_json::{Map, Value};

use super::bot::{Bot, Thing};
use super::reply::{Asked, Reply, error, list, missing, ok};
use super::world::set;
use crate::sandbox::server::Answer;

/// All properties at once: this endpoint has no pages, and ignores a request for one (contract, 13.8).
pub(crate) fn properties(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Property)))
}

/// Answers with a word that is not JSON (contract, 13.4).
pub(crate) fn delete_property(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.remove(Thing::Property, asked.id(1))?;
    Ok(Answer::text(200, "OK".into()))
}

pub(crate) fn all(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::Panel)))
}

/// Accepts the panel's own structure with other values; any other change of it is refused.
pub(crate) fn update(bot: &mut Bot, asked: &Asked) -> Reply {
    let panel = bot.find_mut(Thing::Panel, asked.id(1))?;
    let mut saved = panel.clone();
    for (name, value) in &asked.body {
        match panel.get(name) {
            None => return Err(error(422, &format!("unexpected field {name}"))),
            Some(_) if name == "fields" => save(&mut saved, value)?,
            Some(now) if now != value => return Err(error(422, &format!("{name} of a panel cannot be changed"))),
            Some(_) => {}
        }
    }
    set(&mut saved, "updated_at", asked.stamp());
    *panel = saved;
    Ok(ok(panel))
}

fn save(panel: &mut Value, sent: &Value) -> Result<(), Answer> {
    let fields = panel.get_mut("fields").and_then(Value::as_array_mut).ok_or_else(|| missing("Field"))?;
    let sent = sent.as_array().ok_or_else(|| error(422, "wrong type of fields"))?;
    for one in sent.iter() {
        let one = one.as_object().ok_or_else(|| error(422, "a field of a panel is an object"))?;
        let field = fields.iter_mut().find(|field| field.get("name") == one.get("name"));
        save_field(field.ok_or_else(|| missing("Field"))?, one)?;
    }
    Ok(())
}

/// Accepts a text for any type that it can be parsed as, as forms send it.
fn save_field(field: &mut Value, sent: &Map<String, Value>) -> Result<(), Answer> {
    if let Some(name) = sent.keys().find(|name| field.get(name.as_str()).is_none()) {
        return Err(error(422, &format!("unexpected field {name} of a panel's field")));
    }
    let Some(value) = sent.get("value") else { return Ok(()) };
    let kind = field.get("type").and_then(Value::as_str).unwrap_or_default();
    let read = match (kind, value) {
        (_, Value::Null) => Some(Value::Null),
        ("checkbox", Value::Bool(_)) => Some(value.clone()),
        ("checkbox", Value::String(text)) => text.parse().ok().map(Value::Bool),
        ("integer", Value::Number(number)) => number.is_i64().then(|| value.clone()),
        ("integer", Value::String(text)) => text.trim().parse().ok().map(|number: i64| number.into()),
        ("float", Value::Number(_)) => Some(value.clone()),
        ("float", Value::String(text)) => text.trim().parse().ok().map(|number: f64| number.into()),
        ("checkbox" | "integer" | "float", _) => None,
        (_, value) => value.is_string().then(|| value.clone()),
    };
    let read = read.ok_or_else(|| error(422, &format!("wrong value for a field of type {kind}")))?;
    set(field, "value", read);
    Ok(())
}
