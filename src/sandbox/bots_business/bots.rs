//! Bots in the simulated Bots.Business, the actions on them, and their errors (contract, 4).

use serde_json::{Map, Value, json};

use super::bot::{Bot, Thing, bot_object};
use super::jobs::{COPY_SECONDS, GIT_SECONDS, WORKS, Work};
use super::reply::{Asked, Reply, error, error_inside, errors_inside, list, missing, ok};
use super::sketch::Obedience;
use super::world::{Account, set};
use crate::sandbox::server::Answer;

/// The fields of a bot that can be written.
const FIELDS: [&str; 4] = ["name", "token", "csv_url", "git_remote"];

pub(crate) fn all(account: &mut Account, _: &Asked) -> Reply {
    Ok(ok(&account.bots.iter().map(|bot| bot.object.clone()).collect()))
}

/// With its libraries, which the list does not show (contract, 4.3).
pub(crate) fn one(bot: &mut Bot, _: &Asked) -> Reply {
    let mut object = bot.object.clone();
    set(&mut object, "libs", bot.all(Thing::Lib));
    Ok(ok(&object))
}

pub(crate) fn create(account: &mut Account, asked: &Asked) -> Reply {
    if let Some(refusal) = refusal(&asked.body, None) {
        return Err(refusal);
    }
    let token = asked.body.get("token").filter(|token| token.is_string());
    if token.is_some() && account.bots.iter().any(|bot| bot.object.get("token") == token) {
        return Err(errors_inside("Token has already been taken"));
    }
    let id = asked.numbers.next();
    let mut bot = Bot::new(id, bot_object(id, "", None, &asked.now));
    set(&mut bot.object, "token", Value::Null);
    write(&mut bot, asked);
    let told = ok(&bot.object);
    account.bots.push(bot);
    Ok(told)
}

/// Fields that are not sent keep their values (contract, 4.4: inferred).
pub(crate) fn edit(bot: &mut Bot, asked: &Asked) -> Reply {
    if let Some(refusal) = refusal(&asked.body, Some(bot)) {
        return Err(refusal);
    }
    write(bot, asked);
    Ok(ok(&bot.object))
}

/// Answers with an empty body of type JSON (contract, 13.4).
pub(crate) fn delete(account: &mut Account, asked: &Asked) -> Reply {
    let place = account.bots.iter().position(|bot| bot.id == asked.id(0)).ok_or_else(|| missing("Bot"))?;
    account.bots.remove(place);
    Ok(Answer::json(200, String::new()))
}

/// Only records the request; the bot starts or stops later (contract, 4.6).
pub(crate) fn set_status(bot: &mut Bot, asked: &Asked) -> Reply {
    let wish = asked.text("status");
    let becomes = match wish {
        "start_launch" if bot.text("token").is_none() => return Err(error_inside("Bot token is missing")),
        "start_launch" => WORKS,
        "start_stopping" => "stopped",
        other => return Err(error(422, &format!("status must be start_launch or start_stopping, not {other:?}"))),
    };
    let (seconds, becomes) = match bot.obedience.clone() {
        Obedience::Refuses(reason) => return Err(error_inside(&reason)),
        Obedience::Ignores => return Ok(ok(&bot.object)),
        Obedience::Hangs => (None, String::new()),
        Obedience::After(seconds) => (Some(seconds), becomes.to_owned()),
        Obedience::EndsAs(seconds, status) => (Some(seconds), status),
    };
    bot.jobs.retain(|job| !matches!(job.work, Work::Become(_)));
    bot.change("status", wish, &asked.now);
    if let Some(seconds) = seconds {
        bot.later(asked.now, seconds, Work::Become(becomes));
    }
    Ok(ok(&bot.object))
}

/// A GET that changes something (contract, 13.6).
pub(crate) fn copy(bot: &mut Bot, asked: &Asked) -> Reply {
    bot.later(asked.now, COPY_SECONDS, Work::Copy);
    Ok(ok(&json!({ "success": true })))
}

pub(crate) fn git_export(bot: &mut Bot, asked: &Asked) -> Reply {
    has_remote(bot)?;
    bot.later(asked.now, GIT_SECONDS, Work::GitExport);
    Ok(ok(&Value::Bool(true)))
}

/// Empties the bot at once; the repository's content arrives later (contract, 4.11).
pub(crate) fn git_import(bot: &mut Bot, asked: &Asked) -> Reply {
    has_remote(bot)?;
    for thing in [Thing::Command, Thing::Folder, Thing::Lib] {
        bot.all_mut(thing).clear();
    }
    bot.later(asked.now, GIT_SECONDS, Work::GitImport);
    Ok(ok(&Value::Bool(true)))
}

pub(crate) fn error_logs(bot: &mut Bot, _: &Asked) -> Reply {
    Ok(list(bot.all(Thing::ErrorLog)))
}

pub(crate) fn clear_error_logs(bot: &mut Bot, _: &Asked) -> Reply {
    *bot.all_mut(Thing::ErrorLog) = std::mem::take(&mut bot.while_clearing);
    Ok(Answer::empty(204))
}

fn has_remote(bot: &Bot) -> Result<(), Answer> {
    bot.text("git_remote").map(|_| ()).ok_or_else(|| error(422, "Git remote is empty"))
}

fn write(bot: &mut Bot, asked: &Asked) {
    for field in FIELDS {
        if let Some(value) = asked.body.get(field) {
            bot.change(field, value.clone(), &asked.now);
        }
    }
}

/// Both shapes of an error, with status 200 (contract, 4.1 and 13.3). An unchanged token is accepted, whatever it is.
fn refusal(body: &Map<String, Value>, bot: Option<&Bot>) -> Option<Answer> {
    if body.get("name").and_then(Value::as_str).is_some_and(|name| name.trim().is_empty()) {
        return Some(errors_inside("Name can't be blank"));
    }
    let token = body.get("token")?;
    let stays = bot.is_some_and(|bot| bot.object.get("token") == Some(token));
    (!stays && token.as_str().is_some_and(|token| !is_token(token))).then(|| error_inside("Token is invalid"))
}

fn is_token(text: &str) -> bool {
    let letter = |next: char| next.is_ascii_alphanumeric() || next == '_' || next == '-';
    text.split_once(':').is_some_and(|(number, secret)| {
        !number.is_empty()
            && number.chars().all(|next| next.is_ascii_digit())
            && secret.len() == 35
            && secret.chars().all(letter)
    })
}
