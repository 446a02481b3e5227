//! Reading fields as the API sends them: any may be missing, null, or of a neighbouring type (contract, 1).
//!
//! Owns [`tolerant!`], with which the types of answers are written, and how each type of field is read. A field that
//! cannot be read is `None`, and shown as not given; only the number of a thing is required.

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret as _, SecretString};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api::ApiText;
use crate::credentials::ApiKey;
use crate::ids::{
    BbChatId, BotId, BroadcastId, ChatId, CommandId, ErrorLogId, FolderId, LibId, PanelId, PropertyId, StoreBotId,
    TaskId,
};

/// When something happened, as the API wrote it: ISO 8601 in UTC with milliseconds (contract, 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timestamp(ApiText);

impl Timestamp {
    /// As the API wrote it.
    pub fn text(&self) -> &ApiText {
        &self.0
    }

    /// As a time; `None` when it is written in another way.
    pub fn utc(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(self.0.verbatim()).ok().map(|at| at.with_timezone(&Utc))
    }
}

/// A value of any kind that only its owner may see.
#[derive(Debug, Clone)]
pub struct SecretValue(SecretString);

impl SecretValue {
    /// The value: a text as it is, everything else as JSON.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Defines structs that are read from an answer. Each field is read by its type: `Option<T>` is `None` when it is
/// missing or cannot be read as a [`Tolerant`] `T`, `Vec<T>` leaves out the items that cannot, and any other type is
/// required.
macro_rules! tolerant {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($fields:tt)* } $($rest:tt)*) => {
        tolerant!(@fields [$(#[$meta])* $vis struct $name] [] $($fields)*);
        impl $crate::api::call::tolerant::Tolerant for $name {
            fn read(value: ::serde_json::Value) -> Option<Self> {
                // serde would take a list for an object, field by field.
                value.is_object().then(|| ::serde_json::from_value(value).ok()).flatten()
            }
        }
        tolerant!($($rest)*);
    };
    () => {};
    (@fields [$($head:tt)*] [$($done:tt)*]) => {
        #[derive(::serde::Deserialize)]
        $($head)* { $($done)* }
    };
    (@fields $head:tt [$($done:tt)*] $(#[$m:meta])* $v:vis $field:ident: Option<$type:ty>, $($rest:tt)*) => {
        tolerant!(@fields $head [
            $($done)* $(#[$m])*
            #[serde(default, deserialize_with = "crate::api::call::tolerant::optional")]
            $v $field: Option<$type>,
        ] $($rest)*);
    };
    (@fields $head:tt [$($done:tt)*] $(#[$m:meta])* $v:vis $field:ident: Vec<$type:ty>, $($rest:tt)*) => {
        tolerant!(@fields $head [
            $($done)* $(#[$m])*
            #[serde(default, deserialize_with = "crate::api::call::tolerant::items")]
            $v $field: Vec<$type>,
        ] $($rest)*);
    };
    (@fields $head:tt [$($done:tt)*] $(#[$m:meta])* $v:vis $field:ident: $type:ty, $($rest:tt)*) => {
        tolerant!(@fields $head [
            $($done)* $(#[$m])*
            #[serde(deserialize_with = "crate::api::call::tolerant::required")]
            $v $field: $type,
        ] $($rest)*);
    };
}
pub(in crate::api) use tolerant;

/// A type of field.
pub(in crate::api) trait Tolerant: Sized {
    /// Reads it from a value of its own or of a neighbouring type; `None` when that is not possible.
    fn read(value: Value) -> Option<Self>;
}

pub(in crate::api) fn optional<'de, D: Deserializer<'de>, T: Tolerant>(from: D) -> Result<Option<T>, D::Error> {
    Value::deserialize(from).map(T::read)
}

pub(in crate::api) fn items<'de, D: Deserializer<'de>, T: Tolerant>(from: D) -> Result<Vec<T>, D::Error> {
    let Value::Array(items) = Value::deserialize(from)? else { return Ok(Vec::new()) };
    Ok(items.into_iter().filter_map(T::read).collect())
}

pub(in crate::api) fn required<'de, D: Deserializer<'de>, T: Tolerant>(from: D) -> Result<T, D::Error> {
    optional(from)?.ok_or_else(|| D::Error::custom("a required field cannot be read"))
}

/// Also when it comes as a string or as `21.0`.
impl Tolerant for i64 {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// A float that is a whole number and exact as one.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, so the cast loses nothing")]
fn whole(float: f64) -> Option<i64> {
    (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
}

/// Finite, also when it comes as a string.
impl Tolerant for f64 {
    fn read(value: Value) -> Option<Self> {
        let read: Option<Self> = match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        read.filter(|number| number.is_finite())
    }
}

/// Also when it comes as a string or as 0 and 1.
impl Tolerant for bool {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(truth),
            Value::Number(number) => match number.as_i64() {
                Some(0) => Some(false),
                Some(1) => Some(true),
                _ => None,
            },
            Value::String(text) => text.trim().parse().ok(),
            _ => None,
        }
    }
}

/// Also when it comes as a number or a truth value. Blank is not given.
fn string(value: Value) -> Option<String> {
    match value {
        Value::String(text) => (!text.trim().is_empty()).then_some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

impl Tolerant for ApiText {
    fn read(value: Value) -> Option<Self> {
        string(value).map(Self::from)
    }
}

/// Whatever way it is written in.
impl Tolerant for Timestamp {
    fn read(value: Value) -> Option<Self> {
        ApiText::read(value).map(Self)
    }
}

impl Tolerant for SecretString {
    fn read(value: Value) -> Option<Self> {
        string(value).map(Self::from)
    }
}

impl Tolerant for SecretValue {
    fn read(value: Value) -> Option<Self> {
        match value {
            Value::Null => None,
            Value::String(text) => Some(Self(text.into())),
            other => Some(Self(other.to_string().into())),
        }
    }
}

impl Tolerant for ApiKey {
    fn read(value: Value) -> Option<Self> {
        Self::parse(SecretString::read(value)?.expose_secret())
    }
}

/// Telegram's own numbers may be negative.
impl Tolerant for ChatId {
    fn read(value: Value) -> Option<Self> {
        i64::read(value).map(Self::new)
    }
}

macro_rules! ids {
    ($($id:ident)*) => {
        $(impl Tolerant for $id {
            fn read(value: Value) -> Option<Self> {
                Self::try_from(i64::read(value)?).ok()
            }
        })*
    };
}

ids! { BbChatId BotId BroadcastId CommandId ErrorLogId FolderId LibId PanelId PropertyId StoreBotId TaskId }
