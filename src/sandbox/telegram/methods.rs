//! The table of the simulated methods of the Bot API, each with its parameters, and the small ones themselves: the
//! bot's profile, the state of its webhook.

use serde_json::{Value, json};

use super::media;
use super::messages;
use super::objects;
use super::params::Params;
use super::refusal::Refusal;
use super::world::World;

/// The function that serves a method.
pub(crate) type Serve = fn(&mut World, &Params) -> Result<Value, Refusal>;

/// A method: its function, and the parameters that it has (Bot API 9.4).
pub(crate) struct Method {
    pub(crate) parameters: &'static [&'static str],
    pub(crate) serve: Serve,
}

/// The method with this name in lower case. `getUpdates` is missing: it waits, so the server handles it.
pub(crate) fn find(name: &str) -> Option<Method> {
    let (parameters, serve): (&'static [&'static str], Serve) = match name {
        "getme" => (&[], get_me),
        "getwebhookinfo" => (&[], get_webhook_info),
        "deletewebhook" => (&["drop_pending_updates"], delete_webhook),
        "setmycommands" => (&["commands", "scope", "language_code"], set_my_commands),
        "getmycommands" => (&["scope", "language_code"], get_my_commands),
        "setmydescription" => (&["description", "language_code"], set_my_description),
        "setmyshortdescription" => (&["short_description", "language_code"], set_my_short_description),
        "sendmessage" => (SEND_MESSAGE, messages::send_message),
        "editmessagetext" => (EDIT_MESSAGE_TEXT, messages::edit_message_text),
        "senddocument" => (SEND_DOCUMENT, media::send_document),
        "sendphoto" => (SEND_PHOTO, media::send_photo),
        "editmessagecaption" => (EDIT_MESSAGE_CAPTION, media::edit_message_caption),
        "editmessagereplymarkup" => (EDIT_MESSAGE_REPLY_MARKUP, media::edit_message_reply_markup),
        "getfile" => (&["file_id"], media::get_file),
        "deletemessage" => (&["chat_id", "message_id"], messages::delete_message),
        "answercallbackquery" => (ANSWER_CALLBACK_QUERY, messages::answer_callback_query),
        "sendchataction" => (SEND_CHAT_ACTION, messages::send_chat_action),
        _ => return None,
    };
    Some(Method { parameters, serve })
}

const SEND_MESSAGE: &[&str] = &[
    "business_connection_id",
    "chat_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "text",
    "parse_mode",
    "entities",
    "link_preview_options",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "message_effect_id",
    "suggested_post_parameters",
    "reply_parameters",
    "reply_markup",
];
const EDIT_MESSAGE_TEXT: &[&str] = &[
    "business_connection_id",
    "chat_id",
    "message_id",
    "inline_message_id",
    "text",
    "parse_mode",
    "entities",
    "link_preview_options",
    "reply_markup",
];
const SEND_DOCUMENT: &[&str] = &[
    "business_connection_id",
    "chat_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "document",
    "thumbnail",
    "caption",
    "parse_mode",
    "caption_entities",
    "disable_content_type_detection",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "message_effect_id",
    "suggested_post_parameters",
    "reply_parameters",
    "reply_markup",
];
const SEND_PHOTO: &[&str] = &[
    "business_connection_id",
    "chat_id",
    "message_thread_id",
    "direct_messages_topic_id",
    "photo",
    "caption",
    "parse_mode",
    "caption_entities",
    "show_caption_above_media",
    "has_spoiler",
    "disable_notification",
    "protect_content",
    "allow_paid_broadcast",
    "message_effect_id",
    "suggested_post_parameters",
    "reply_parameters",
    "reply_markup",
];
const EDIT_MESSAGE_CAPTION: &[&str] = &[
    "business_connection_id",
    "chat_id",
    "message_id",
    "inline_message_id",
    "caption",
    "parse_mode",
    "caption_entities",
    "show_caption_above_media",
    "reply_markup",
];
const EDIT_MESSAGE_REPLY_MARKUP: &[&str] =
    &["business_connection_id", "chat_id", "message_id", "inline_message_id", "reply_markup"];
const ANSWER_CALLBACK_QUERY: &[&str] = &["callback_query_id", "text", "show_alert", "url", "cache_time"];
const SEND_CHAT_ACTION: &[&str] = &["business_connection_id", "chat_id", "message_thread_id", "action"];

fn get_me(_: &mut World, _: &Params) -> Result<Value, Refusal> {
    let mut me = objects::bot();
    let abilities = [
        ("can_join_groups", true),
        ("can_read_all_group_messages", false),
        ("supports_inline_queries", false),
        ("can_connect_to_business", false),
        ("has_main_web_app", false),
    ];
    if let Some(fields) = me.as_object_mut() {
        fields.extend(abilities.map(|(name, able)| (name.to_owned(), json!(able))));
    }
    Ok(me)
}

fn get_webhook_info(world: &mut World, _: &Params) -> Result<Value, Refusal> {
    let waiting = world.updates.count();
    let url = world.webhook.as_deref().unwrap_or_default();
    let mut info = json!({ "url": url, "has_custom_certificate": false, "pending_update_count": waiting });
    if let (Some(fields), false) = (info.as_object_mut(), world.updates.wanted().is_empty()) {
        fields.insert("allowed_updates".into(), json!(world.updates.wanted()));
    }
    Ok(info)
}

fn delete_webhook(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    if params.flag("drop_pending_updates")? {
        world.updates.clear();
    }
    world.webhook = None;
    Ok(json!(true))
}

fn set_my_commands(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let Some(Value::Array(commands)) = params.json("commands")? else {
        return Err(Refusal::bad("can't parse commands: expected an Array of BotCommand"));
    };
    if commands.len() > 100 {
        return Err(Refusal::bad("BOT_COMMANDS_TOO_MUCH"));
    }
    let commands = commands.iter().map(command).collect::<Result<Vec<Value>, Refusal>>()?;
    let key = commands_key(params)?;
    world.profile.insert(key, Value::Array(commands));
    Ok(json!(true))
}

/// A command as Telegram stores it, without the slash.
fn command(command: &Value) -> Result<Value, Refusal> {
    let field = |name: &str| command.get(name).and_then(Value::as_str).unwrap_or_default();
    let name = field("command");
    let name = name.strip_prefix('/').unwrap_or(name);
    let valid = |next: char| next.is_ascii_lowercase() || next.is_ascii_digit() || next == '_';
    if !(1..=32).contains(&name.len()) || !name.chars().all(valid) {
        return Err(Refusal::bad("BOT_COMMAND_INVALID"));
    }
    if !(1..=256).contains(&objects::utf16_length(field("description").trim())) {
        return Err(Refusal::bad("BOT_COMMAND_DESCRIPTION_INVALID"));
    }
    Ok(json!({ "command": name, "description": field("description").trim() }))
}

fn get_my_commands(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let key = commands_key(params)?;
    Ok(world.profile.get(&key).cloned().unwrap_or_else(|| json!([])))
}

/// The key under which commands are stored: scope and language.
pub(crate) fn commands_key(params: &Params) -> Result<String, Refusal> {
    let scope = params.json("scope")?.unwrap_or_else(|| json!({ "type": "default" }));
    Ok(format!("commands {scope} {}", language(params)?))
}

fn language(params: &Params) -> Result<&str, Refusal> {
    let language = params.text("language_code")?.unwrap_or_default();
    match language.is_empty() || language.len() == 2 && language.chars().all(|next| next.is_ascii_lowercase()) {
        true => Ok(language),
        false => Err(Refusal::bad("invalid language code specified")),
    }
}

fn set_my_description(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    describe(world, params, "description", 512)
}

fn set_my_short_description(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    describe(world, params, "short_description", 120)
}

fn describe(world: &mut World, params: &Params, field: &str, longest: usize) -> Result<Value, Refusal> {
    let text = params.text(field)?.unwrap_or_default();
    if objects::utf16_length(text) > longest {
        return Err(Refusal::bad(format!("{field} is too long")));
    }
    world.profile.insert(format!("{field} {}", language(params)?), json!(text));
    Ok(json!(true))
}
