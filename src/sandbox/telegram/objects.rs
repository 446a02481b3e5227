//! The Bot API's objects as JSON: users, chats, messages with their entities. Only the fields that teloxide and careful
//! readers expect.

use serde_json::{Map, Value, json};

use super::file::{File, FileKind};
use super::html::{Span, Style};
use super::markup;
use super::types::{Chat, Message, Person};
use super::world::World;

/// The simulated bot's number: the part of its token before the colon.
pub(crate) const BOT_ID: i64 = 123_456_789;
/// Without the @.
pub(crate) const BOT_USERNAME: &str = "bb_pocket_sandbox_bot";

pub(crate) fn bot() -> Value {
    json!({ "id": BOT_ID, "is_bot": true, "first_name": "BB Pocket (sandbox)", "username": BOT_USERNAME })
}

pub(crate) fn user(person: &Person) -> Value {
    let mut user = Map::from_iter([
        ("id".to_owned(), json!(person.id)),
        ("is_bot".to_owned(), json!(false)),
        ("first_name".to_owned(), json!(person.first_name)),
    ]);
    if let Some(username) = &person.username {
        user.insert("username".to_owned(), json!(username));
    }
    if let Some(language) = &person.language_code {
        user.insert("language_code".to_owned(), json!(language));
    }
    Value::Object(user)
}

pub(crate) fn chat(world: &World, chat: Chat) -> Value {
    let person = world.rooms.get(&chat).and_then(|room| room.person.as_ref());
    match (chat, person) {
        (Chat::Group(id), _) => {
            let title = world.rooms.get(&chat).and_then(|room| room.title.as_deref()).unwrap_or("Sandbox group");
            json!({ "id": id, "type": chat.kind(), "title": title })
        }
        (Chat::Private(id), None) => json!({ "id": id, "type": "private", "first_name": "Somebody" }),
        (Chat::Private(id), Some(person)) => match &person.username {
            Some(name) => json!({ "id": id, "type": "private", "first_name": person.first_name, "username": name }),
            None => json!({ "id": id, "type": "private", "first_name": person.first_name }),
        },
    }
}

/// A `Message`, with the message that it replies to.
pub(crate) fn message(world: &World, message: &Message) -> Value {
    let mut object = bare_message(world, message);
    if let Some(answered) = message.reply_to.and_then(|id| world.message(message.chat, id)) {
        object.insert("reply_to_message".to_owned(), Value::Object(bare_message(world, answered)));
    }
    Value::Object(object)
}

fn bare_message(world: &World, message: &Message) -> Map<String, Value> {
    let mut object = Map::from_iter([
        ("message_id".to_owned(), json!(message.id)),
        ("date".to_owned(), json!(message.sent_at.timestamp())),
        ("chat".to_owned(), chat(world, message.chat)),
        ("from".to_owned(), message.author.as_ref().map_or_else(bot, user)),
    ]);
    let (text, entities_of) = match &message.file {
        None => ("text", "entities"),
        Some(file) => {
            let (kind, value) = attached(file);
            object.insert(kind.to_owned(), value);
            ("caption", "caption_entities")
        }
    };
    if message.file.is_none() || !message.text.is_empty() {
        object.insert(text.to_owned(), json!(message.text));
    }
    let entities = match message.from_bot() {
        true => styled_entities(&message.spans),
        false => command_entity(&message.text).into_iter().collect(),
    };
    if !entities.is_empty() {
        object.insert(entities_of.to_owned(), json!(entities));
    }
    if let Some(edited_at) = message.edited_at {
        object.insert("edit_date".to_owned(), json!(edited_at.timestamp()));
    }
    for (flag, set) in [("has_protected_content", message.protected), ("has_media_spoiler", message.spoiler)] {
        if set {
            object.insert(flag.to_owned(), json!(true));
        }
    }
    if !message.buttons.is_empty() {
        object.insert("reply_markup".to_owned(), markup::write(&message.buttons));
    }
    object
}

/// A `Document`, or the sizes of a photo: the sandbox has one size, and Telegram sends no name with it.
fn attached(file: &File) -> (&'static str, Value) {
    let (id, unique_id, size) = (file.id(), file.unique_id(), file.size());
    match file.kind {
        FileKind::Document => {
            let (name, mime) = (&file.name, &file.mime);
            let document = json!({
                "file_id": id, "file_unique_id": unique_id, "file_name": name, "mime_type": mime, "file_size": size,
            });
            ("document", document)
        }
        FileKind::Picture => {
            let [width, height] = file.pixels;
            let photo = json!([{
                "file_id": id, "file_unique_id": unique_id, "file_size": size, "width": width, "height": height,
            }]);
            ("photo", photo)
        }
    }
}

/// The Bot API counts offsets and lengths of entities in UTF-16 code units.
pub(crate) fn utf16_length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The entity of a command at the start of a text, as an app adds it.
fn command_entity(text: &str) -> Option<Value> {
    let rest = text.strip_prefix('/')?;
    let name = rest.find(|next: char| !next.is_ascii_alphanumeric() && next != '_').unwrap_or(rest.len());
    if !(1..=32).contains(&name) {
        return None;
    }
    let mention = rest.get(name..).and_then(|rest| rest.strip_prefix('@')).map_or(0, |mention| {
        let end = mention.find(|next: char| !next.is_ascii_alphanumeric() && next != '_').unwrap_or(mention.len());
        if end == 0 { 0 } else { end + 1 }
    });
    Some(json!({ "type": "bot_command", "offset": 0, "length": 1 + name + mention }))
}

/// Whether a style causes the entity.
type Has = fn(&Style) -> bool;

fn styled_entities(spans: &[Span]) -> Vec<Value> {
    let kinds: [(&str, Has); 8] = [
        ("blockquote", |style| style.quote),
        ("bold", |style| style.bold),
        ("italic", |style| style.italic),
        ("underline", |style| style.underline),
        ("strikethrough", |style| style.strike),
        ("spoiler", |style| style.spoiler),
        ("pre", |style| style.pre),
        ("code", |style| style.code),
    ];
    let mut entities: Vec<(usize, Value)> = Vec::new();
    for (kind, has) in kinds {
        entities.extend(
            runs(spans, has)
                .map(|(offset, length)| (offset, json!({ "type": kind, "offset": offset, "length": length }))),
        );
    }
    let mut offset = 0;
    for span in spans {
        let length = utf16_length(&span.text);
        if let Some(url) = &span.style.link {
            entities.push((offset, json!({ "type": "text_link", "offset": offset, "length": length, "url": url })));
        }
        offset += length;
    }
    entities.sort_by_key(|(offset, _)| *offset);
    entities.into_iter().map(|(_, entity)| entity).collect()
}

/// Offset and length of each run; neighbours that share the style are joined.
fn runs(spans: &[Span], has: Has) -> impl Iterator<Item = (usize, usize)> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    let mut offset = 0;
    for span in spans {
        let length = utf16_length(&span.text);
        match runs.last_mut() {
            Some(run) if has(&span.style) && run.0 + run.1 == offset => run.1 += length,
            _ if has(&span.style) => runs.push((offset, length)),
            _ => {}
        }
        offset += length;
    }
    runs.into_iter()
}

#[cfg(test)]
mod tests {
    use super::super::html;
    use super::*;

    #[test]
    fn entities_are_counted_in_utf16() {
        let spans = html::parse("✅ <b>😀<i>b</i></b> <code>1</code>").unwrap_or_default();
        let expected = json!([
            { "type": "bold", "offset": 2, "length": 3 },
            { "type": "italic", "offset": 4, "length": 1 },
            { "type": "code", "offset": 6, "length": 1 },
        ]);
        assert_eq!(json!(styled_entities(&spans)), expected);
    }

    #[test]
    fn a_command_is_marked_with_its_mention() {
        let length = |text| command_entity(text).and_then(|entity| entity.get("length")?.as_u64());
        assert_eq!(length("/csvstatus 1 2"), Some(10));
        assert_eq!(length("/help@bb_pocket_sandbox_bot x"), Some(27));
        assert_eq!(length("/"), None);
        assert_eq!(length("hello /help"), None);
    }
}
