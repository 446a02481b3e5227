//! Telegram's JSON, as far as this bot reads it (Bot API, Update, Message, CallbackQuery).
//!
//! Owns tolerance: a field of another type than expected is a missing one, and never costs the fields beside it. Nothing
//! here decides what a message means.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::de::{Deserializer, IgnoredAny, Visitor};
use serde::{Deserialize, de};
use serde_json::value::RawValue;
use teloxide::types::{MessageId, ThreadId};

use super::{FileRef, strings};

/// The contents of a message other than text (Bot API, Message). What is not listed is one of Telegram's own words, such
/// as `new_chat_members`, or unknown: nobody expects an answer to it.
const CONTENT: [&str; 22] = [
    "animation",
    "audio",
    "checklist",
    "contact",
    "dice",
    "document",
    "game",
    "giveaway",
    "invoice",
    "live_photo",
    "location",
    "paid_media",
    "photo",
    "poll",
    "rich_message",
    "sticker",
    "story",
    "venue",
    "video",
    "video_note",
    "voice",
    "external_reply",
];

/// The kinds of update that are asked for, unread.
#[derive(Deserialize)]
pub(super) struct Update<'a> {
    #[serde(default, borrow, deserialize_with = "json")]
    pub(super) message: Option<&'a str>,
    #[serde(default, borrow, deserialize_with = "json")]
    pub(super) edited_message: Option<&'a str>,
    #[serde(default, borrow, deserialize_with = "json")]
    pub(super) callback_query: Option<&'a str>,
    #[serde(default, borrow, deserialize_with = "json")]
    pub(super) my_chat_member: Option<&'a str>,
}

/// A message.
#[derive(Deserialize)]
pub(super) struct Message<'a> {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) message_id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) date: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) from: Option<User>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) sender_chat: Option<Chat<'a>>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) chat: Option<Chat<'a>>,
    #[serde(default, deserialize_with = "lenient")]
    message_thread_id: Option<i32>,
    #[serde(default, deserialize_with = "lenient")]
    is_topic_message: Option<bool>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) text: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) caption: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) media_group_id: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "json")]
    rich_message: Option<&'a str>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) migrate_to_chat_id: Option<i64>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) document: Option<Document<'a>>,
    #[serde(default, deserialize_with = "lenient")]
    reply_to_message: Option<Replied>,
    pub(super) forward_origin: Option<IgnoredAny>,
    pub(super) via_bot: Option<IgnoredAny>,
}

/// A press of a button.
#[derive(Deserialize)]
pub(super) struct Query<'a> {
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) id: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) from: Option<User>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) message: Option<Message<'a>>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) data: Option<Cow<'a, str>>,
}

/// What became of the bot in a chat (Bot API, ChatMemberUpdated).
#[derive(Deserialize)]
pub(super) struct Membership<'a> {
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) chat: Option<Chat<'a>>,
    #[serde(default, deserialize_with = "lenient")]
    pub(super) from: Option<User>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) old_chat_member: Option<Member<'a>>,
    #[serde(default, borrow, deserialize_with = "lenient")]
    pub(super) new_chat_member: Option<Member<'a>>,
}

/// What a member is (Bot API, ChatMember).
#[derive(Deserialize)]
pub(super) struct Member<'a> {
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) status: Option<Cow<'a, str>>,
}

/// A person or a bot. Their ids have at most 52 significant bits (Bot API, User).
#[derive(Deserialize)]
pub(super) struct User {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) id: Option<i64>,
    #[serde(default, deserialize_with = "lenient")]
    is_bot: Option<bool>,
}

/// A chat.
#[derive(Deserialize)]
pub(super) struct Chat<'a> {
    #[serde(default, deserialize_with = "lenient")]
    pub(super) id: Option<i64>,
    #[serde(rename = "type", default, borrow, deserialize_with = "words")]
    kind: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "words")]
    pub(super) title: Option<Cow<'a, str>>,
}

/// A file.
#[derive(Deserialize)]
pub(super) struct Document<'a> {
    #[serde(default, borrow, deserialize_with = "words")]
    file_id: Option<Cow<'a, str>>,
    #[serde(default, borrow, deserialize_with = "words")]
    file_name: Option<Cow<'a, str>>,
    #[serde(default, deserialize_with = "lenient")]
    file_size: Option<u64>,
}

#[derive(Deserialize)]
struct Replied {
    #[serde(default, deserialize_with = "lenient")]
    from: Option<User>,
}

/// The number of an update.
pub(super) fn number(json: &str) -> Option<i64> {
    #[derive(Deserialize)]
    struct Number {
        update_id: i64,
    }
    serde_json::from_str::<Number>(json).ok().map(|update| update.update_id)
}

/// An update by its kinds.
pub(super) fn update(json: &str) -> Option<Update<'_>> {
    object(json)
}

/// A message.
pub(super) fn message(json: &str) -> Option<Message<'_>> {
    object(json)
}

/// A press.
pub(super) fn query(json: &str) -> Option<Query<'_>> {
    object(json)
}

/// What became of the bot in a chat.
pub(super) fn membership(json: &str) -> Option<Membership<'_>> {
    object(json)
}

impl User {
    pub(super) fn is_bot(&self) -> bool {
        self.is_bot == Some(true)
    }
}

impl Chat<'_> {
    pub(super) fn is_private(&self) -> bool {
        self.kind.as_deref() == Some("private")
    }

    pub(super) fn is_group(&self) -> bool {
        matches!(self.kind.as_deref(), Some("group" | "supergroup"))
    }
}

impl Member<'_> {
    /// Whether that is one who is not in the chat.
    pub(super) fn is_out(&self) -> Option<bool> {
        match self.status.as_deref()? {
            "left" | "kicked" => Some(true),
            "member" | "administrator" | "creator" | "restricted" => Some(false),
            _ => None,
        }
    }
}

impl Document<'_> {
    pub(super) fn file(&self) -> Option<FileRef> {
        Some(FileRef {
            id: self.file_id.as_deref()?.to_owned(),
            name: self.file_name.as_deref().unwrap_or_default().to_owned(),
            size: self.file_size.unwrap_or(0),
        })
    }
}

impl Message<'_> {
    /// The topic of a forum group.
    pub(super) fn thread(&self) -> Option<ThreadId> {
        let thread = self.message_thread_id.filter(|_| self.is_topic_message == Some(true))?;
        Some(ThreadId(MessageId(thread)))
    }

    /// Whether it answers a message of a bot.
    pub(super) fn answers_a_bot(&self) -> bool {
        self.reply_to_message.as_ref().and_then(|message| message.from.as_ref()).is_some_and(User::is_bot)
    }

    /// The words of a rich message (Bot API, RichMessage: blocks, which hold their text in pieces).
    pub(super) fn rich_text(&self) -> Option<String> {
        self.rich_message.map(strings::joined).filter(|text| !text.is_empty())
    }
}

/// Whether a message without words is one that somebody sent. A live location is written anew as it moves, by nobody.
pub(super) fn has_content(json: &str, edited: bool) -> bool {
    let fields: BTreeMap<Cow<'_, str>, IgnoredAny> = serde_json::from_str(json).unwrap_or_default();
    let sent = |kind: &&str| !(edited && *kind == "location");
    CONTENT.into_iter().filter(sent).any(|kind| fields.contains_key(kind))
}

/// serde would read a list as an object, field by field.
fn object<'a, T: Deserialize<'a>>(json: &'a str) -> Option<T> {
    json.trim_start().starts_with('{').then(|| serde_json::from_str(json).ok()).flatten()
}

fn json<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Option<&'a str>, D::Error> {
    <&RawValue>::deserialize(from).map(|raw| Some(raw.get()).filter(|json| *json != "null"))
}

fn lenient<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    <&RawValue>::deserialize(from).map(|raw| serde_json::from_str(raw.get()).ok())
}

/// A string, also with halves of surrogate pairs in it, which serde refuses in a `str`.
fn words<'de: 'a, 'a, D: Deserializer<'de>>(from: D) -> Result<Option<Cow<'a, str>>, D::Error> {
    let raw = <&'de RawValue>::deserialize(from)?;
    Ok(serde_json::Deserializer::from_str(raw.get()).deserialize_bytes(Lossy).ok())
}

struct Lossy;

impl<'de> Visitor<'de> for Lossy {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(String::from_utf8_lossy(bytes))
    }

    fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
    }
}
