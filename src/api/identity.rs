//! By what things are known: an answer about another thing than was asked for proves nothing.

use std::hash::Hash;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{ApiError, tolerant};

/// Something that has a number.
pub(super) trait Identified: DeserializeOwned {
    /// By what it is known.
    type Id: Eq + Hash;

    /// Its number; `None` when it has none, and cannot be told from others.
    fn id(&self) -> Option<Self::Id>;
}

/// The thing, when it is the one of this number.
pub(super) fn about<T: Identified>(thing: T, id: &T::Id) -> Result<T, ApiError> {
    if thing.id().as_ref() == Some(id) { Ok(thing) } else { Err(another()) }
}

/// All fields of a thing, when it is the one of this number.
pub(super) fn whole(fields: Map<String, Value>, id: i64) -> Result<Map<String, Value>, ApiError> {
    if number_of(&fields) == Some(id) { Ok(fields) } else { Err(another()) }
}

/// The number of a thing whose fields are taken as they are.
pub(super) fn number_of(fields: &Map<String, Value>) -> Option<i64> {
    tolerant::number(fields.get("id")?).ok().flatten()
}

fn another() -> ApiError {
    ApiError::Unreadable("about another one than was asked for".to_owned())
}
