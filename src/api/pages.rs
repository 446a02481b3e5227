//! Lists that come in pages (contract, 13.8): from page 1 until one is empty, or comes again because the server does
//! not know pages.

use std::collections::HashSet;
use std::hash::Hash;

use serde::de::DeserializeOwned;

use super::{Api, ApiError, Request};
use crate::credentials::ApiKey;

/// Most pages that are read of one list.
const MAX_PAGES: u32 = 400;

/// Something that has a number.
pub(super) trait Identified: DeserializeOwned {
    /// By what it is known.
    type Id: Eq + Hash;

    /// Its number; `None` when it has none, and cannot be told from others.
    fn id(&self) -> Option<Self::Id>;

    /// Whether it is the thing of this number.
    fn is(&self, id: &Self::Id) -> bool {
        self.id().as_ref() == Some(id)
    }
}

impl Api {
    /// Reads a list to its end, each thing once.
    pub(super) async fn all_pages<T: Identified>(
        &self,
        key: &ApiKey,
        request: impl Fn() -> Request,
    ) -> Result<Vec<T>, ApiError> {
        let (mut all, mut known) = (Vec::new(), HashSet::new());
        for page in 1..=MAX_PAGES {
            let things: Vec<T> = self.list(key, request().asking("page", page)).await?;
            let before = all.len();
            // A list that grows while it is read shows its last ones again on the next page.
            all.extend(things.into_iter().filter(|thing| thing.id().is_none_or(|id| known.insert(id))));
            if all.len() == before {
                return Ok(all);
            }
        }
        Err(ApiError::Unreadable(format!("a list of more than {MAX_PAGES} pages")))
    }
}
