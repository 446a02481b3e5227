//! From an answer's body to what was asked for, or to the error that it is.
//!
//! Owns what counts as a success. An error inside it comes first (contract, 13.3); then it has to be of the very shape
//! that this call answers with. Whatever is in doubt is no success.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::error::{self, ApiError};
use crate::credentials::masked;
use crate::text::one_line;

/// Longest name of a place in an answer that is logged: names come from outside.
const MAX_PLACE: usize = 80;

/// Most memory that the things of one list may take, bytes, beside their texts. Ten bytes of an answer can be a thing
/// of hundreds.
const MAX_THINGS: usize = 16 * 1024 * 1024;

/// Largest body of an answer whose form is not known, bytes.
const MAX_SAID: usize = 256 * 1024;
/// Words by which a deletion says that it was done.
const DONE: [&str; 6] = ["ok", "deleted", "done", "destroyed", "removed", "success"];

/// Something that can only be read from a JSON object: serde would take a list for an object, field by field.
struct Object<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map))
            }
        }

        deserializer.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

/// One thing.
///
/// # Errors
/// The error inside the answer, or [`ApiError::Unreadable`] when it is not of this shape.
pub fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    no_error_inside(body)?;
    json::<Object<T>>(body).map(|object| object.0)
}

/// What is taken from a list, held up to [`MAX_THINGS`].
struct Things<T> {
    read: Vec<T>,
    unreadable: usize,
    /// Whether there were more than may be held.
    full: bool,
}

/// Reads a list, item by item, with what makes a thing of each.
struct Items<E, T>(fn(E) -> Option<T>);

impl<'de, E: Deserialize<'de>, T> Visitor<'de> for Items<E, T> {
    type Value = Things<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Things<T>, A::Error> {
        let most = MAX_THINGS / size_of::<T>().max(1);
        let mut things = Things { read: Vec::new(), unreadable: 0, full: false };
        while !things.full
            && let Some(item) = items.next_element()?
        {
            match (self.0)(item) {
                Some(thing) => things.read.push(thing),
                None => things.unreadable += 1,
            }
            things.full = things.read.len() >= most;
        }
        // The rest has to be JSON, too.
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(things)
    }
}

fn items<'a, E: Deserialize<'a>, T>(body: &'a [u8], thing: fn(E) -> Option<T>) -> serde_json::Result<Things<T>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let things = json.deserialize_seq(Items(thing))?;
    json.end()?;
    Ok(things)
}

/// A list of things. One that cannot be read is left out and logged, and does not hide the others.
///
/// # Errors
/// The error inside the answer, or [`ApiError::Unreadable`] when it is not of this shape, or has more things than can
/// be held.
pub fn list<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, ApiError> {
    no_error_inside(body)?;
    // Nearly always every thing can be read: one pass over the body then.
    let all = items(body, |item: Object<T>| Some(item.0));
    let things = match all {
        Ok(things) => things,
        Err(_) => items(body, |item: &RawValue| json::<Object<T>>(item.get().as_bytes()).ok().map(|item| item.0))
            .map_err(|error| ApiError::Unreadable(format!("a list: {:?}", error.classify())))?,
    };
    match things {
        Things { full: true, .. } => Err(ApiError::Unreadable("more things than a list may have".to_owned())),
        Things { read, unreadable: 1.., .. } if read.is_empty() => {
            Err(ApiError::Unreadable(format!("none of {} things in a list", things.unreadable)))
        }
        Things { read, unreadable, .. } => {
            if unreadable > 0 {
                tracing::warn!(unreadable, readable = read.len(), "things in a list could not be read");
            }
            Ok(read)
        }
    }
}

/// A list of bare texts.
///
/// # Errors
/// As [`list`], but every text has to be one.
pub fn texts<T: From<String>>(body: &[u8]) -> Result<Vec<T>, ApiError> {
    no_error_inside(body)?;
    match items(body, |text: String| Some(T::from(text))) {
        Ok(Things { full: false, read, .. }) => Ok(read),
        Ok(_) => Err(ApiError::Unreadable("more things than a list may have".to_owned())),
        Err(error) => Err(ApiError::Unreadable(format!("a list of texts: {:?}", error.classify()))),
    }
}

/// A thing, or a list of them.
///
/// # Errors
/// The error inside the answer, or [`ApiError::Unreadable`] when it is not of this shape.
pub fn one_or_many<T: DeserializeOwned>(body: &[u8]) -> Result<Vec<T>, ApiError> {
    if first(body) == Some(b'[') { list(body) } else { object(body).map(|one| vec![one]) }
}

/// A thing without a number, if at least one of its fields could be read.
///
/// # Errors
/// [`ApiError::Unreadable`] when no field could be read.
pub fn not_empty<T: Default + PartialEq>(thing: T) -> Result<T, ApiError> {
    if thing == T::default() {
        Err(ApiError::Unreadable("nothing of what was asked for".to_owned()))
    } else {
        Ok(thing)
    }
}

/// The `true` of a call that answers with nothing else (contract, 13.1).
///
/// # Errors
/// The error inside the answer; [`ApiError::Refused`] for `false`; [`ApiError::Unreadable`] for everything else.
pub fn exactly_true(body: &[u8]) -> Result<(), ApiError> {
    match said(body)? {
        Said::Yes => Ok(()),
        Said::Nothing | Said::Object | Said::Words(_) => {
            Err(ApiError::Unreadable("neither true nor an error".to_owned()))
        }
    }
}

/// A success whose body nobody documented: nothing, `true`, or an object without an error in it. Words, numbers and
/// lists do not count: they may say why nothing was done.
///
/// # Errors
/// The error inside the answer; [`ApiError::Refused`] for `false`; [`ApiError::Unreadable`] for a page or another text.
pub fn accepted(body: &[u8]) -> Result<(), ApiError> {
    match said(body)? {
        Said::Nothing | Said::Yes | Said::Object => Ok(()),
        Said::Words(_) => Err(ApiError::Unreadable("words instead of an answer".to_owned())),
    }
}

/// The same for a deletion, which may answer with a word as well (contract, 13.4): one that says that it was done.
///
/// # Errors
/// As [`accepted`]; [`ApiError::Unreadable`] for other words.
pub fn deleted(body: &[u8]) -> Result<(), ApiError> {
    match said(body)? {
        Said::Nothing | Said::Yes | Said::Object => Ok(()),
        Said::Words(words) if DONE.contains(&words.trim().trim_end_matches('.').to_lowercase().as_str()) => Ok(()),
        Said::Words(_) => Err(ApiError::Unreadable("words that do not say that it was done".to_owned())),
    }
}

/// The same, with the object in the answer if there is one that can be read.
///
/// # Errors
/// As [`accepted`].
pub fn accepted_with<T: DeserializeOwned>(body: &[u8]) -> Result<Option<T>, ApiError> {
    accepted(body)?;
    Ok(object(body).ok())
}

/// What a body without a known shape says.
enum Said {
    Nothing,
    Yes,
    Object,
    /// Words, bare or in quotes.
    Words(String),
}

fn said(body: &[u8]) -> Result<Said, ApiError> {
    if body.len() > MAX_SAID {
        return Err(ApiError::Unreadable("more than an answer to a change has to say".to_owned()));
    }
    let text = std::str::from_utf8(body).map_err(|_| ApiError::Unreadable("not UTF-8".to_owned()))?;
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Ok(Said::Nothing);
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        // Half of an answer, or one behind something else, is no word.
        return match text.contains(['{', '[', '"', '<']) {
            true => Err(ApiError::Unreadable("broken JSON or a page".to_owned())),
            false => Ok(Said::Words(text.to_owned())),
        };
    };
    if let Some(error) = error::inside(&value).or_else(|| error::inside_state(&value)) {
        return Err(error);
    }
    match value {
        Value::Bool(true) => Ok(Said::Yes),
        Value::Bool(false) => Err(ApiError::Refused(None)),
        Value::String(word) if word == "true" => Ok(Said::Yes),
        Value::String(word) if word == "false" => Err(ApiError::Refused(None)),
        Value::String(words) => Ok(Said::Words(words)),
        Value::Object(_) => Ok(Said::Object),
        Value::Null | Value::Number(_) | Value::Array(_) => {
            Err(ApiError::Unreadable("nothing that says whether it was done".to_owned()))
        }
    }
}

/// Reads a body. Only what cannot be read is read once more, to name the place.
fn json<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, ApiError> {
    if let Ok(answer) = serde_json::from_slice(body) {
        return Ok(answer);
    }
    let mut json = serde_json::Deserializer::from_slice(body);
    let answer = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // The names of fields come from outside as well. A long one is not cut: half of a key would not be masked.
        let place = error.path().to_string();
        let place = if place.len() > MAX_PLACE { "…".to_owned() } else { one_line(&masked(&place, None), MAX_PLACE) };
        ApiError::Unreadable(format!("at `{place}`: {:?}", error.inner().classify()))
    })?;
    json.end().map_err(|_| ApiError::Unreadable("more than one value".to_owned()))?;
    Ok(answer)
}

/// The body is read once more only when an error field may be in it, perhaps spelt with escapes. What cannot be read as
/// a whole then is no success: serde would skip an error text that is not UTF-8.
fn no_error_inside(body: &[u8]) -> Result<(), ApiError> {
    // A list has no fields of its own.
    if first(body) == Some(b'[') {
        return Ok(());
    }
    let suspicious = [&b"\"error"[..], b"\"success\"", b"\\u"].iter().any(|mark| contains(body, mark));
    if !suspicious {
        return Ok(());
    }
    match error::failure_fields(body) {
        Ok(fields) => error::inside(&fields).map_or(Ok(()), Err),
        Err(error) => Err(ApiError::Unreadable(format!("beside an error field: {:?}", error.classify()))),
    }
}

fn first(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    !needle.is_empty() && memchr::memmem::find(haystack, needle).is_some()
}
