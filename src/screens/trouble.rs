//! What an [`ApiError`] means to a person: one sentence that says what happened and what to do next, and claims
//! nothing that the API did not say.

use std::time::Duration;

use super::{Asker, Button, Route, View};
use crate::api::ApiError;
use crate::credentials::ApiKey;
use crate::text::Html;
use crate::{html, plain};

/// The view of a failure of a call made with `key` that says nothing about the thing asked for, with the way to ask again.
pub(super) fn view(asker: &Asker, key: &ApiKey, error: &ApiError, again: Route) -> View {
    let label = match error {
        ApiError::Uncertain(_) => plain!(asker.text, "button-look-again"),
        _ => plain!(asker.text, "button-try-again"),
    };
    View::new(sentence(asker, key, error)).row([Button::replace(label, again)])
}

fn sentence(asker: &Asker, key: &ApiKey, error: &ApiError) -> Html {
    match error {
        ApiError::Unavailable => html!(asker.text, "api-unavailable"),
        ApiError::Unreadable(_) => html!(asker.text, "api-unreadable"),
        ApiError::Busy { retry_after } => busy(asker, *retry_after),
        ApiError::Uncertain(_) => html!(asker.text, "api-uncertain"),
        ApiError::ChangedMeanwhile => html!(asker.text, "api-changed-meanwhile"),
        ApiError::EndpointUnknown(endpoint) => {
            html!(asker.text, "api-endpoint-unknown", endpoint = endpoint.name())
        }
        ApiError::Refused(Some(words)) | ApiError::Invalid(words) | ApiError::NotFound(Some(words)) => {
            html!(asker.text, "api-refused", message = words.shown(key))
        }
        ApiError::Refused(None) | ApiError::NotFound(None) | ApiError::KeyRejected => {
            html!(asker.text, "api-refused-silent")
        }
    }
}

fn busy(asker: &Asker, retry_after: Option<Duration>) -> Html {
    let seconds = retry_after.map_or(0, |wait| i64::try_from(wait.as_secs()).unwrap_or(i64::MAX));
    let known = if retry_after.is_some() { "yes" } else { "no" };
    html!(asker.text, "api-busy", known = known, seconds = asker.text.number(seconds))
}
