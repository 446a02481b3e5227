//! Why a place was not drawn, and what an [`ApiError`] means to a person: one sentence that says what happened and what
//! to do next, and claims nothing that the API did not say.

use crate::api::{ApiError, ApiText, LONGEST_WAIT};
use crate::html;
use crate::link::Link;
use crate::store::{Account, StoreError};
use crate::text::Html;

use super::View;
use super::visit::Asker;

/// Why a place was not drawn. `?` on a call of the API or the store is all that a screen does about it.
#[derive(Debug)]
pub enum Trouble {
    /// The API's call failed.
    Api(ApiError),
    /// The store did not answer: nobody can be told more than that something broke.
    Store(StoreError),
    /// The person has no linked account.
    NoAccount,
    /// The link's account is no longer there.
    Gone,
    /// The key of this account was refused.
    Rejected(Box<Account>),
    /// The link means nothing any more: a fresh screen is shown.
    Stale,
    /// What was asked for is to be seen elsewhere.
    Elsewhere(Link),
    /// This view says it.
    Shown(Box<View>),
}

/// A view, or why there is none.
pub type Shown = Result<View, Trouble>;

impl From<ApiError> for Trouble {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<View> for Trouble {
    fn from(view: View) -> Self {
        Self::Shown(Box::new(view))
    }
}

/// Longest of the API's words that are shown, characters.
const MAX_WORDS: usize = 200;

/// The API's words with their secrets masked; without an account's key nothing of them is shown.
fn shown(account: Option<&Account>, words: &ApiText) -> String {
    account.and_then(|account| words.line(&account.key, MAX_WORDS)).unwrap_or_else(|| "–".to_owned())
}

/// What a failed call means. The API's words are masked with the caller's key.
pub fn sentence(asker: &Asker, account: Option<&Account>, error: &ApiError) -> Html {
    let text = &asker.text;
    match error {
        ApiError::Unavailable => html!(text, "api-unavailable"),
        ApiError::Unreadable(_) => html!(text, "api-unreadable"),
        ApiError::Busy { retry_after } => match retry_after {
            // It may have asked for more: longer waits are cut to this one.
            Some(wait) if *wait >= LONGEST_WAIT => html!(text, "api-busy-long"),
            Some(wait) if !wait.is_zero() => html!(text, "api-busy", wait = text.duration(*wait)),
            Some(_) | None => html!(text, "api-busy-unknown"),
        },
        ApiError::Uncertain(_) => html!(text, "api-uncertain"),
        ApiError::ChangedMeanwhile => html!(text, "api-changed-meanwhile"),
        ApiError::EndpointUnknown(endpoint) => html!(text, "api-endpoint-unknown", endpoint = endpoint.name()),
        ApiError::NotFound(Some(words)) => html!(text, "api-not-found-words", message = shown(account, words)),
        ApiError::NotFound(None) => html!(text, "api-not-found"),
        ApiError::Refused(Some(words)) | ApiError::Invalid(words) => {
            html!(text, "api-refused", message = shown(account, words))
        }
        ApiError::Refused(None) => html!(text, "api-refused-silent"),
        ApiError::KeyRejected => html!(text, "api-key-rejected"),
    }
}
