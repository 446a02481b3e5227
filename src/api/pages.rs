//! Lists that come in pages (contract, 13.8): from page 1 until one is empty, or comes again because the server does
//! not know pages.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher as _};

use serde::de::DeserializeOwned;

use super::request::{Caller, Request};
use super::{Api, ApiError, decode};
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
        let (mut all, mut known, mut last) = (Vec::new(), HashSet::new(), None);
        for page in 1..=MAX_PAGES {
            let request = request().asking("page", page);
            let (things, mark): (Vec<T>, u64) = self
                .answer(Caller::Key(key), request, |answer| Ok((decode::list(&answer.body)?, mark(&answer.body))))
                .await?;
            // Things without a number are known again by their whole page alone.
            if last.replace(mark) == Some(mark) {
                return Ok(all);
            }
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

/// By what a page is known again.
fn mark(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}
