//! Reading fields as the API sends them: any may be missing, null, or of a neighbouring type (contract, 1).
//!
//! Owns the conversions for serde. What cannot be read is `None`, and shown as not given; only a number by which a
//! thing is known has to be there.

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::api::ApiText;

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

/// A whole number, also when it comes as a string or as `21.0`.
pub(in crate::api) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_i64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A float that is a whole number and exact as one.
#[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53, so the cast loses nothing")]
fn whole(float: f64) -> Option<i64> {
    (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
}

/// Any finite number, also when it comes as a string.
pub(in crate::api) fn float<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let read: Option<f64> = match Value::deserialize(deserializer)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    Ok(read.filter(|number| number.is_finite()))
}

/// A truth value, also when it comes as a string or as 0 and 1.
pub(in crate::api) fn truth<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Bool(truth) => Some(truth),
        Value::Number(number) => {
            number.as_i64().and_then(|number| [false, true].get(usize::try_from(number).ok()?).copied())
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    })
}

/// A text, also when it comes as a number or a truth value. Blank is not given.
pub(in crate::api) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<ApiText>, D::Error> {
    string(deserializer).map(|text| text.map(ApiText::from))
}

fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => (!text.trim().is_empty()).then_some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    })
}

/// A moment, whatever way it is written in.
pub(in crate::api) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    text(deserializer).map(|text| text.map(Timestamp))
}

/// A text that nobody but its owner may see.
pub(in crate::api) fn secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    string(deserializer).map(|text| text.map(SecretString::from))
}

/// A value of any kind that nobody but its owner may see: a text as it is, everything else as JSON.
pub(in crate::api) fn any_secret<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<SecretString>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::Null => None,
        Value::String(text) => Some(text.into()),
        other => Some(other.to_string().into()),
    })
}

/// The number by which a thing is known.
///
/// # Errors
/// When it is missing or none: what cannot be named cannot be shown as there.
pub(in crate::api) fn id<'de, D: Deserializer<'de>, T: TryFrom<i64>>(deserializer: D) -> Result<T, D::Error> {
    some_id(deserializer)?.ok_or_else(|| D::Error::custom("no usable id"))
}

/// The number of a thing that may be known without one.
pub(in crate::api) fn some_id<'de, D: Deserializer<'de>, T: TryFrom<i64>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    Ok(number(deserializer)?.and_then(|number| T::try_from(number).ok()))
}

/// Something within another thing; `None` when it is no object, or not what it should be.
pub(in crate::api) fn inner<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok(value.is_object().then(|| serde_json::from_value(value).ok()).flatten())
}

/// Things within another thing. Those that are not what they should be are left out.
pub(in crate::api) fn inner_list<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    let Value::Array(items) = Value::deserialize(deserializer)? else { return Ok(Vec::new()) };
    let objects = items.into_iter().filter(Value::is_object);
    Ok(objects.filter_map(|item| serde_json::from_value(item).ok()).collect())
}
