//! How many things a bot has, as far as that is known in time.
//!
//! Owns what is said where a number is missing. It must not hold up the view that shows it.

use std::time::Duration;

use tokio::time::error::Elapsed;

use crate::api::{ApiError, ApiText};
use crate::frame::Visit;
use crate::html;
use crate::text::Html;

/// How long the counts may hold up a view.
pub(super) const COUNTS_TIMEOUT: Duration = Duration::from_secs(2);

/// How many things a bot has, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    Known(usize),
    /// Not said in time.
    Late,
    /// The maker of a bot from the store does not let it be read.
    Protected,
    /// The call failed.
    Failed,
}

impl Count {
    pub(super) fn of<T>(visit: &Visit<'_>, answer: Result<Result<Vec<T>, ApiError>, Elapsed>) -> Self {
        // The API has no code for it: a refusal that says so (contract, 13.16).
        let protects = |words: &ApiText| words.shown(visit.key()).to_lowercase().contains("protected");
        match answer {
            Ok(Ok(things)) => Self::Known(things.len()),
            Ok(Err(ApiError::Refused(Some(words)))) if protects(&words) => Self::Protected,
            Ok(Err(_)) => Self::Failed,
            Err(_) => Self::Late,
        }
    }

    pub(super) fn shown(self, visit: &Visit<'_>) -> String {
        match self {
            Self::Known(count) => visit.text().number(i64::try_from(count).unwrap_or(i64::MAX)),
            _ => "–".to_owned(),
        }
    }
}

/// The counts, and why one of them is missing.
pub(super) fn counts(visit: &Visit<'_>, commands: &Count, errors: &Count) -> Vec<Html> {
    let text = visit.text();
    let mut lines = vec![html!(text, "bot-counts", commands = commands.shown(visit), errors = errors.shown(visit))];
    let any = |count| [commands, errors].contains(&&count);
    if any(Count::Protected) {
        lines.push(html!(text, "bot-protected"));
    }
    if any(Count::Failed) {
        lines.push(html!(text, "bot-counts-failed"));
    } else if any(Count::Late) {
        lines.push(html!(text, "bot-counts-missing"));
    }
    lines
}
