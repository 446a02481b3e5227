//! A place: what can be seen. It draws and only reads, with the key of whoever asks.

use super::named::Named;
use super::trouble::Shown;
use super::visit::{Visit, Who};

/// A place that can be visited.
pub trait Place: Named {
    /// What its visitors have to be.
    type Who: Who;
    /// Whether it may be shown where others read.
    const GROUPS: bool = false;
    /// Draws it. Must not change anything anywhere.
    fn show(visit: &Visit<'_, Self::Who>, at: Self::At) -> impl Future<Output = Shown> + Send;
}
