//! The numbers of things: an answer about another thing than was asked for proves nothing.

use std::hash::Hash;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::ApiError;
use super::tolerant::Tolerant as _;

/// Something that has a number.
pub(in crate::api) trait Identified: DeserializeOwned {
    /// The type of its number.
    type Id: Eq + Hash;

    /// Its number; `None` when the answer has none, so that it cannot be distinguished from others.
    fn id(&self) -> Option<Self::Id>;
}

/// The thing, if its number is this one.
pub(super) fn with_id<T: Identified>(thing: T, id: &T::Id) -> Result<T, ApiError> {
    if thing.id().as_ref() == Some(id) { Ok(thing) } else { Err(another()) }
}

/// All fields of a thing, if its number is this one.
pub(super) fn fields_with_id(fields: Map<String, Value>, id: i64) -> Result<Map<String, Value>, ApiError> {
    if number_of(&fields) == Some(id) { Ok(fields) } else { Err(another()) }
}

/// The number of a thing whose fields are taken as they are.
pub(in crate::api) fn number_of(fields: &Map<String, Value>) -> Option<i64> {
    i64::read(fields.get("id")?.clone())
}

fn another() -> ApiError {
    ApiError::Unreadable("about another one than was asked for".to_owned())
}
