//! Reading fields as the API sends them: any may be missing, null, or of a neighbouring type (contract, 1).
//!
//! Owns the conversions for serde. They never fail: what cannot be read is `None`, and shown as not given.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// A whole number, also when it comes as a string or as `21.0`.
pub(super) fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
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

/// A text, also when it comes as a number or a truth value. Blank is not given.
pub(super) fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => (!text.trim().is_empty()).then_some(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    })
}
