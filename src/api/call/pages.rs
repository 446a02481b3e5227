//! Lists that come in pages (contract, 13.8): from page 1 until one is empty, or comes again because the server does
//! not know pages.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hasher as _};

use super::identity::Identified;
use super::request::{Caller, Request};
use super::{ApiError, decode};
use crate::api::Api;
use crate::credentials::ApiKey;

/// Most pages that are read of one list.
const MAX_PAGES: u32 = 400;

/// Most that one list may hold, bytes of its answers.
const MAX_LIST: usize = 32 * 1024 * 1024;

/// A list as far as it is read.
struct List<T: Identified> {
    all: Vec<T>,
    known: HashSet<T::Id>,
    last: Option<u64>,
    bytes: usize,
}

/// A page, by what it is known again, and its bytes.
struct Page<T> {
    things: Vec<T>,
    mark: u64,
    bytes: usize,
}

impl<T: Identified> List<T> {
    /// Takes a page; whether there may be another one. A list that grows while it is read shows its last things again
    /// on the next page.
    fn takes(&mut self, page: Page<T>) -> Result<bool, ApiError> {
        // Things without a number are known again by their whole page alone.
        if self.last.replace(page.mark) == Some(page.mark) {
            return Ok(false);
        }
        self.bytes += page.bytes;
        if self.bytes > MAX_LIST {
            return Err(ApiError::Unreadable("a list over the limit".to_owned()));
        }
        let before = self.all.len();
        let known = &mut self.known;
        self.all.extend(page.things.into_iter().filter(|thing| thing.id().is_none_or(|id| known.insert(id))));
        Ok(self.all.len() > before)
    }
}

impl Api {
    /// Reads a list to its end, each thing once.
    pub(in crate::api) async fn all_pages<T: Identified>(
        &self,
        key: &ApiKey,
        request: impl Fn() -> Request,
    ) -> Result<Vec<T>, ApiError> {
        Ok(self.all_pages_measured(key, request).await?.0)
    }

    /// The same, with the bytes of its answers. After the first page two are asked for at a time: the last one is not
    /// known before it came.
    pub(in crate::api) async fn all_pages_measured<T: Identified>(
        &self,
        key: &ApiKey,
        request: impl Fn() -> Request,
    ) -> Result<(Vec<T>, usize), ApiError> {
        let page = |number: u32| self.page::<T>(key, request().asking("page", number));
        let mut list = List { all: Vec::new(), known: HashSet::new(), last: None, bytes: 0 };
        if !list.takes(page(1).await?)? {
            return Ok((list.all, list.bytes));
        }
        for number in (2..=MAX_PAGES).step_by(2) {
            let (one, next) = tokio::join!(page(number), page(number + 1));
            // What became of the page behind the last one does not matter.
            if !list.takes(one?)? || !list.takes(next?)? {
                return Ok((list.all, list.bytes));
            }
        }
        Err(ApiError::Unreadable(format!("a list of more than {MAX_PAGES} pages")))
    }

    async fn page<T: Identified>(&self, key: &ApiKey, request: Request) -> Result<Page<T>, ApiError> {
        self.call(Caller::Key(key), request, |response| {
            let things = decode::list(&response.body)?;
            Ok(Page { things, mark: mark(&response.body), bytes: response.body.len() })
        })
        .await
    }
}

/// By what a page is known again.
fn mark(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(body);
    hasher.finish()
}
