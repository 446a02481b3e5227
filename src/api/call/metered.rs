//! How many requests something makes, tries included.
//!
//! Owns the count alone; what it is for, its user knows.

use std::cell::Cell;

tokio::task_local! {
    static REQUESTS: Cell<u32>;
}

/// Does something, and returns how many requests of Bots.Business it made in its own task.
pub async fn metered<T>(what: impl Future<Output = T>) -> (T, u32) {
    let counted = async {
        let done = what.await;
        (done, REQUESTS.with(Cell::get))
    };
    REQUESTS.scope(Cell::new(0), counted).await
}

/// A request is about to leave. Where nobody counts, nothing happens.
pub(in crate::api) fn note() {
    let _ = REQUESTS.try_with(|requests| requests.set(requests.get().saturating_add(1)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn requests_are_counted_where_somebody_counts() {
        note();
        assert_eq!(metered(async { note() }).await, ((), 1));
        assert_eq!(metered(async { tokio::join!(async { note() }, async { note() }) }).await, (((), ()), 2));
    }
}
