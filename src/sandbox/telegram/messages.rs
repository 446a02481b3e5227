//! The bot's actions in chats: send, edit, delete, answer a press, show "typing". Owns Telegram's limits and its errors
//! for them (Bot API, "sendMessage" and following).

use chrono::Duration;
use serde_json::{Value, json};

use super::html::{self, Span, Style};
use super::markup;
use super::objects;
use super::params::Params;
use super::refusal::Refusal;
use super::types::{Button, Chat, Event, Message};
use super::world::{Draft, World};

const LONGEST_TEXT: usize = 4096;
const LONGEST_TOAST: usize = 200;
const ACTIONS: [&str; 11] = [
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
];
const NOT_MODIFIED: &str = "message is not modified: specified new message content and reply markup are exactly the \
     same as a current content and reply markup of the message";
const TOO_OLD_PRESS: &str = "query is too old and response timeout expired or query ID is invalid";

pub(crate) fn send_message(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = writable_chat(world, params)?;
    let Body { spans, html } = text(params)?;
    let draft = Draft {
        html,
        spans,
        buttons: markup::read(params, chat)?,
        reply_to: answered_message(world, params, chat)?,
        silent: params.flag("disable_notification")?,
        protected: params.flag("protect_content")?,
        ..Draft::default()
    };
    let message = world.add_message(chat, draft);
    world.events.push(Event::Sent(message.clone()));
    Ok(objects::message(world, &message))
}

pub(crate) fn edit_message_text(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let body = text(params)?;
    let (chat, current) = own_message(world, params)?;
    if current.file.is_some() {
        return Err(Refusal::bad("there is no text in the message to edit"));
    }
    let buttons = markup::read(params, chat)?;
    exchange(world, &current, body, buttons)
}

/// The bot's own message that is to be edited.
pub(crate) fn own_message(world: &World, params: &Params) -> Result<(Chat, Message), Refusal> {
    let chat = known_chat(world, params)?;
    let message = world.message(chat, message_id(params)?);
    let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
    match message.from_bot() {
        true => Ok((chat, message.clone())),
        false => Err(Refusal::bad("message can't be edited")),
    }
}

/// Replaces text and buttons of the bot's message.
pub(crate) fn exchange(
    world: &mut World,
    current: &Message,
    body: Body,
    buttons: Vec<Vec<Button>>,
) -> Result<Value, Refusal> {
    if current.spans == body.spans && current.buttons == buttons {
        return Err(Refusal::bad(NOT_MODIFIED));
    }
    let draft = Draft { html: body.html, spans: body.spans, buttons, ..Draft::default() };
    let message = world.reword(current.chat, current.id, draft);
    let message = message.ok_or_else(|| Refusal::bad("message to edit not found"))?;
    world.events.push(Event::Edited(message.clone()));
    Ok(objects::message(world, &message))
}

pub(crate) fn delete_message(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = known_chat(world, params)?;
    let id = message_id(params)?;
    let message = world.message(chat, id).ok_or_else(|| Refusal::bad("message to delete not found"))?.clone();
    let admin = world.room(chat).bot_is_admin;
    if matches!(chat, Chat::Group(_)) && !message.from_bot() && !admin {
        return Err(Refusal::bad("message can't be deleted"));
    }
    if world.now() - message.sent_at > Duration::hours(48) && !admin {
        return Err(Refusal::bad("message can't be deleted for everyone"));
    }
    world.remove(chat, id);
    world.events.push(Event::Deleted(message));
    Ok(json!(true))
}

pub(crate) fn answer_callback_query(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let toast = params.text("text")?.filter(|toast| !toast.is_empty()).map(str::to_owned);
    if toast.as_deref().is_some_and(|toast| objects::utf16_length(toast) > LONGEST_TOAST) {
        return Err(Refusal::bad("MESSAGE_TOO_LONG"));
    }
    let alert = params.flag("show_alert")?;
    // Other addresses are for games.
    let own = format!("https://t.me/{}?start=", objects::BOT_USERNAME);
    let url = params.text("url")?.map(str::to_owned);
    if url.as_ref().is_some_and(|url| !url.starts_with(&own)) {
        return Err(Refusal::bad("URL_INVALID"));
    }
    let now = world.now();
    let press = params.text("callback_query_id")?.and_then(|id| world.presses.get_mut(id));
    let press = press.filter(|press| !press.answered && now - press.at <= Duration::seconds(150));
    let press = press.ok_or_else(|| Refusal::bad(TOO_OLD_PRESS))?;
    press.answered = true;
    let (chat, message_id) = (press.chat, press.message_id);
    world.events.push(Event::Answered { chat, message_id, toast, alert, url });
    Ok(json!(true))
}

pub(crate) fn send_chat_action(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let chat = writable_chat(world, params)?;
    let action = params.text("action")?.filter(|action| ACTIONS.contains(action));
    let action = action.ok_or_else(|| Refusal::bad("wrong parameter action in request"))?.to_owned();
    world.events.push(Event::Typing { chat, action });
    Ok(json!(true))
}

/// A chat in which the bot may write: somebody has written there before.
fn known_chat(world: &World, params: &Params) -> Result<Chat, Refusal> {
    match params.json("chat_id")? {
        None => Err(Refusal::bad("chat_id is empty")),
        // A public name, of which the sandbox has none, or not a chat at all.
        Some(_) => {
            let chat = params.integer("chat_id").ok().flatten().map(Chat::from_id);
            let chat =
                chat.filter(|chat| world.rooms.contains_key(chat)).ok_or_else(|| Refusal::bad("chat not found"))?;
            match world.rooms.get(&chat).and_then(|room| room.moved_to) {
                Some(to) => Err(Refusal::migrated(to.id())),
                None => Ok(chat),
            }
        }
    }
}

pub(crate) fn writable_chat(world: &World, params: &Params) -> Result<Chat, Refusal> {
    let chat = known_chat(world, params)?;
    let blocked = world.rooms.get(&chat).is_some_and(|room| room.blocked);
    match (blocked, chat) {
        (false, _) => Ok(chat),
        (true, Chat::Private(_)) => Err(Refusal::forbidden("bot was blocked by the user")),
        (true, Chat::Group(_)) => Err(Refusal::forbidden(&format!("bot was kicked from the {} chat", chat.kind()))),
    }
}

fn message_id(params: &Params) -> Result<i32, Refusal> {
    let id = params.integer("message_id")?.ok_or_else(|| Refusal::bad("message identifier is not specified"))?;
    i32::try_from(id).map_err(|_| Refusal::bad("message identifier is invalid"))
}

pub(crate) fn answered_message(world: &World, params: &Params, chat: Chat) -> Result<Option<i32>, Refusal> {
    let Some(reply) = params.json("reply_parameters")? else { return Ok(None) };
    let id = reply.get("message_id").and_then(Value::as_i64).and_then(|id| i32::try_from(id).ok());
    let id = id.ok_or_else(|| Refusal::bad("can't parse reply parameters: Field \"message_id\" must be a Number"))?;
    let may_be_missing = reply.get("allow_sending_without_reply").and_then(Value::as_bool).unwrap_or(false);
    match world.message(chat, id) {
        Some(_) => Ok(Some(id)),
        None if may_be_missing => Ok(None),
        None => Err(Refusal::bad("message to be replied not found")),
    }
}

/// A text as styled runs, and its HTML source.
pub(crate) struct Body {
    pub(crate) spans: Vec<Span>,
    pub(crate) html: Option<String>,
}

impl Body {
    /// In UTF-16 code units, entities decoded.
    pub(crate) fn length(&self) -> usize {
        self.spans.iter().map(|span| objects::utf16_length(&span.text)).sum()
    }
}

/// The text of a message without a file.
fn text(params: &Params) -> Result<Body, Refusal> {
    let body = styled(params, "text", "entities")?;
    match body.length() {
        0 => Err(Refusal::bad("message text is empty")),
        1..=LONGEST_TEXT => Ok(body),
        _ => Err(Refusal::bad("message is too long")),
    }
}

/// A text or a caption; the caller checks its length.
pub(crate) fn styled(params: &Params, field: &str, entities: &str) -> Result<Body, Refusal> {
    let text = params.text(field)?.unwrap_or_default();
    if params.json(entities)?.is_some() {
        return Err(Refusal::bad(format!("the sandbox knows no {entities} parameter: use parse_mode HTML")));
    }
    let (mut spans, html) = match params.text("parse_mode")?.unwrap_or_default().to_lowercase().as_str() {
        "" => (vec![Span { text: text.into(), style: Style::default() }], None),
        "html" => {
            let spans = html::parse(text).map_err(|reason| Refusal::bad(format!("can't parse entities: {reason}")))?;
            (spans, Some(text.to_owned()))
        }
        _ => return Err(Refusal::bad("the sandbox knows no parse_mode but HTML")),
    };
    trim(&mut spans);
    Ok(Body { spans, html })
}

/// Telegram trims white space at both ends, except at the start of monospace text.
fn trim(spans: &mut Vec<Span>) {
    while let Some(last) = spans.last_mut() {
        last.text.truncate(last.text.trim_end().len());
        if !last.text.is_empty() {
            break;
        }
        spans.pop();
    }
    while let Some(first) = spans.first_mut() {
        if first.style.code || first.style.pre {
            break;
        }
        first.text = first.text.trim_start().to_owned();
        if !first.text.is_empty() {
            break;
        }
        spans.remove(0);
    }
}
