//! Inline keyboards: parsed as strictly as Telegram does, and written as JSON. It knows nothing of messages.

use serde_json::{Map, Value, json};

use super::params::Params;
use super::refusal::Refusal;
use super::types::{Button, ButtonAction, Chat};

/// What a button may have besides its label and its one action.
const EXTRAS: [&str; 2] = ["style", "icon_custom_emoji_id"];
const MOST_BUTTONS: usize = 100;

/// The keyboard in `reply_markup`; no rows when it is missing.
pub(crate) fn read(params: &Params, chat: Chat) -> Result<Vec<Vec<Button>>, Refusal> {
    let Some(markup) = params.json("reply_markup")? else { return Ok(Vec::new()) };
    let fields = markup.as_object().ok_or_else(|| Refusal::bad("object expected as reply markup"))?;
    let rows = match (fields.len(), fields.get("inline_keyboard")) {
        (1, Some(Value::Array(rows))) => rows,
        _ => return Err(Refusal::bad("the sandbox knows no reply markup but inline_keyboard")),
    };
    let mut keyboard = Vec::new();
    for row in rows {
        let row = row.as_array().ok_or_else(|| invalid("a row must be an Array of InlineKeyboardButton"))?;
        keyboard.push(row.iter().map(|button| read_button(button, chat)).collect::<Result<Vec<_>, _>>()?);
    }
    keyboard.retain(|row| !row.is_empty());
    match keyboard.iter().flatten().count() > MOST_BUTTONS {
        true => Err(Refusal::bad("REPLY_MARKUP_TOO_LONG")),
        false => Ok(keyboard),
    }
}

/// The keyboard as Telegram returns it.
pub(crate) fn write(buttons: &[Vec<Button>]) -> Value {
    let rows = buttons.iter().map(|row| row.iter().map(write_button).collect::<Vec<_>>());
    json!({ "inline_keyboard": rows.collect::<Vec<_>>() })
}

fn invalid(reason: &str) -> Refusal {
    Refusal::bad(format!("can't parse inline keyboard button: {reason}"))
}

fn read_button(button: &Value, chat: Chat) -> Result<Button, Refusal> {
    let fields = button.as_object().ok_or_else(|| invalid("Object expected"))?;
    let label = fields.get("text").and_then(Value::as_str).ok_or_else(|| invalid("Field \"text\" must be a String"))?;
    if label.trim().is_empty() {
        return Err(invalid("Field \"text\" must not be empty"));
    }
    let actions = fields.iter().filter(|(name, _)| *name != "text" && !EXTRAS.contains(&name.as_str()));
    let action = match actions.collect::<Vec<_>>().as_slice() {
        [] => return Err(invalid("Text buttons are unallowed in the inline keyboard")),
        [(name, value)] => read_action(name, value, chat)?,
        _ => return Err(invalid("exactly one action expected")),
    };
    Ok(Button { label: label.into(), action, style: read_style(fields)? })
}

fn read_style(fields: &Map<String, Value>) -> Result<Option<String>, Refusal> {
    match fields.get("style").map(|style| style.as_str()) {
        None => Ok(None),
        Some(Some(style @ ("primary" | "success" | "danger"))) => Ok(Some(style.into())),
        Some(_) => Err(invalid("invalid button style specified")),
    }
}

fn read_action(name: &str, value: &Value, chat: Chat) -> Result<ButtonAction, Refusal> {
    let inner = |field: &str| value.get(field).and_then(Value::as_str);
    match (name, value.as_str()) {
        ("callback_data", Some(data)) => match (1..=64).contains(&data.len()) {
            true => Ok(ButtonAction::Callback(data.into())),
            false => Err(Refusal::bad("BUTTON_DATA_INVALID")),
        },
        ("url", Some(url)) => match is_address(url) {
            true => Ok(ButtonAction::Url(url.into())),
            false => Err(Refusal::bad(format!("inline keyboard button URL '{url}' is invalid: Wrong HTTP URL"))),
        },
        ("copy_text", None) => match inner("text") {
            Some(text) if (1..=256).contains(&text.encode_utf16().count()) => Ok(ButtonAction::Copy(text.into())),
            _ => Err(Refusal::bad("BUTTON_COPY_TEXT_INVALID")),
        },
        ("web_app", None) => match (chat, inner("url")) {
            (Chat::Private(_), Some(url)) if url.starts_with("https://") => Ok(ButtonAction::WebApp(url.into())),
            _ => Err(Refusal::bad("BUTTON_TYPE_INVALID")),
        },
        _ => Err(invalid(&format!("the sandbox knows no such action: {name}"))),
    }
}

fn is_address(url: &str) -> bool {
    let rest = ["https://", "http://", "tg://"].iter().find_map(|scheme| url.strip_prefix(scheme));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

fn write_button(button: &Button) -> Value {
    let (name, action) = match &button.action {
        ButtonAction::Callback(data) => ("callback_data", json!(data)),
        ButtonAction::Copy(text) => ("copy_text", json!({ "text": text })),
        ButtonAction::Url(url) => ("url", json!(url)),
        ButtonAction::WebApp(url) => ("web_app", json!({ "url": url })),
    };
    let mut fields = Map::from_iter([("text".to_owned(), json!(button.label)), (name.to_owned(), action)]);
    if let Some(style) = &button.style {
        fields.insert("style".to_owned(), json!(style));
    }
    Value::Object(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_one(button: Value) -> Result<Vec<Vec<Button>>, Refusal> {
        let body = json!({ "reply_markup": { "inline_keyboard": [[button]] } });
        read(&Params::from_json(body.to_string().as_bytes())?, Chat::Private(1))
    }

    #[test]
    fn callback_data_is_counted_in_bytes() {
        assert!(read_one(json!({ "text": "x", "callback_data": "é".repeat(32) })).is_ok());
        let too_long = read_one(json!({ "text": "x", "callback_data": "é".repeat(33) }));
        assert_eq!(too_long, Err(Refusal::bad("BUTTON_DATA_INVALID")));
        assert_eq!(read_one(json!({ "text": "x", "callback_data": "" })), Err(Refusal::bad("BUTTON_DATA_INVALID")));
    }

    #[test]
    fn a_button_needs_a_label_and_exactly_one_action() {
        assert!(read_one(json!({ "text": " ", "callback_data": "a" })).is_err());
        assert!(read_one(json!({ "text": "x" })).is_err());
        assert!(read_one(json!({ "text": "x", "callback_data": "a", "url": "https://x.example" })).is_err());
        assert!(read_one(json!({ "text": "x", "url": "javascript:alert(1)" })).is_err());
        assert!(read_one(json!({ "text": "x", "copy_text": { "text": "" } })).is_err());
    }

    #[test]
    fn what_is_read_is_written_back() {
        let button = json!({ "text": "Copy", "copy_text": { "text": "123" }, "style": "primary" });
        let keyboard = read_one(button.clone()).unwrap_or_default();
        assert_eq!(write(&keyboard), json!({ "inline_keyboard": [[button]] }));
    }
}
