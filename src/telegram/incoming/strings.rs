//! The strings of a message, wherever they are: in polls, contacts, file names, quotes, links, and in fields of newer
//! kinds that nobody here has heard of.
//!
//! Owns which fields are nobody's words. It must not know what is looked for.

use std::borrow::Cow;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

/// Fields that hold no words of the message itself: who and where it is from, what it answers, Telegram's own numbers.
/// Fields whose names end in `_id` are such numbers too.
const NOT_WORDS: [&str; 12] = [
    "caption",
    "chat",
    "forward_from",
    "forward_origin",
    "from",
    "pinned_message",
    "reply_markup",
    "reply_to_message",
    "sender_business_bot",
    "sender_chat",
    "text",
    "via_bot",
];

/// Fields of a rich text that are no words of it (Bot API, RichText).
const MARKS: [&str; 3] = ["type", "url", "name"];

/// The first string of a message beside its text and caption that is looked for.
pub(super) fn first(message: &str, wanted: impl Fn(&str) -> bool) -> Option<String> {
    let mut search = Search { wanted, found: None };
    if search.through(message).is_err() && search.found.is_none() {
        // Where a message is too deep to be read on, what was read before counts.
        let _ = search.through(&without_surrogates(message));
    }
    search.found
}

/// The text of a rich message, a line a block.
pub(super) fn joined(rich: &str) -> String {
    let mut text = String::new();
    let parts = serde_json::from_str(rich).or_else(|_| serde_json::from_str(&without_surrogates(rich)));
    join(&parts.unwrap_or_default(), &mut text);
    text.trim_end().to_owned()
}

fn join(part: &Value, text: &mut String) {
    match part {
        Value::String(piece) => text.push_str(piece),
        Value::Array(parts) => parts.iter().for_each(|part| join(part, text)),
        Value::Object(fields) => {
            let words = fields.iter().filter(|(name, _)| is_words(name) && !MARKS.contains(&name.as_str()));
            for (name, field) in words {
                match field {
                    Value::Array(blocks) if name == "blocks" => blocks.iter().for_each(|block| {
                        join(block, text);
                        text.push('\n');
                    }),
                    _ => join(field, text),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// JSON whose escapes of surrogates are those of the replacement character: serde refuses half a pair.
fn without_surrogates(json: &str) -> String {
    let mut cleaned = String::with_capacity(json.len());
    let mut rest = json;
    while let Some((before, escape)) = rest.split_once('\\') {
        let surrogate = escape.as_bytes().first_chunk().is_some_and(|[u, d, half]: &[u8; 3]| {
            *u == b'u'
                && d.eq_ignore_ascii_case(&b'd')
                && matches!(half.to_ascii_lowercase(), b'8' | b'9' | b'a'..=b'f')
        });
        // The escaped character goes along, so that an escaped backslash begins nothing.
        let taken = if surrogate { 5 } else { escape.chars().next().map_or(0, char::len_utf8) };
        let (escaped, after) = escape.split_at_checked(taken).unwrap_or((escape, ""));
        cleaned.extend([before, "\\", if surrogate { "ufffd" } else { escaped }]);
        rest = after;
    }
    cleaned + rest
}

fn is_words(field: &str) -> bool {
    !field.ends_with("_id")
}

struct Search<F> {
    wanted: F,
    found: Option<String>,
}

impl<F: Fn(&str) -> bool> Search<F> {
    fn through(&mut self, message: &str) -> serde_json::Result<()> {
        Part { search: self, top: true }.deserialize(&mut serde_json::Deserializer::from_str(message))
    }

    fn look(&mut self, text: &str) {
        if self.found.is_none() && (self.wanted)(text) {
            self.found = Some(text.to_owned());
        }
    }
}

/// A value of the message on its way through serde: nothing of it is kept but what is found.
struct Part<'a, F> {
    search: &'a mut Search<F>,
    top: bool,
}

impl<'de, F: Fn(&str) -> bool> DeserializeSeed<'de> for Part<'_, F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de, F: Fn(&str) -> bool> Visitor<'de> for Part<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E>(self, text: &str) -> Result<(), E> {
        self.search.look(text);
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<(), A::Error> {
        while let Some(name) = fields.next_key::<Cow<'de, str>>()? {
            if !is_words(&name) || (self.top && NOT_WORDS.contains(&&*name)) {
                fields.next_value::<IgnoredAny>()?;
            } else {
                fields.next_value_seed(Part { search: self.search, top: false })?;
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut parts: A) -> Result<(), A::Error> {
        while parts.next_element_seed(Part { search: self.search, top: false })?.is_some() {}
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }
}
