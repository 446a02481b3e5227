//! The queue of updates for the bot: numbering, the kinds it wants, acknowledgement by offset (Bot API, "Getting
//! updates"; the server's `TQueue`). It knows nothing of chats.

use chrono::{DateTime, Duration, Utc};
use serde_json::Value;

use super::types::UpdateNumber;

/// Every kind of update in the Bot API.
const KINDS: [&str; 24] = [
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "message_reaction",
    "message_reaction_count",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "chat_boost",
    "removed_chat_boost",
    "managed_bot",
];

/// Sent only to bots that list them in `allowed_updates`.
const ON_DEMAND: [&str; 3] = ["chat_member", "message_reaction", "message_reaction_count"];

/// An offset that is further ahead than this is ignored, as one of another sequence.
const AHEAD: i64 = 10;
/// An offset that is further behind than this is ignored.
const BEHIND: i64 = 100_000;

pub(crate) struct Updates {
    next: i64,
    waiting: Vec<Waiting>,
    wanted: Vec<String>,
    /// Batches still to be handed out in reverse order.
    reversed: usize,
    /// Batches still to be handed out once more after they were acknowledged.
    repeated: usize,
}

struct Waiting {
    number: i64,
    kind: Option<String>,
    json: String,
    since: DateTime<Utc>,
    /// Its number was given by a test: it is handed out at least once, whatever the offset.
    by_hand: bool,
    handed_out: bool,
}

impl Updates {
    pub(crate) fn new() -> Updates {
        Updates { next: 700_000_001, waiting: Vec::new(), wanted: Vec::new(), reversed: 0, repeated: 0 }
    }

    /// Queues an update with the next number, unless the bot does not want its kind.
    pub(crate) fn queue(&mut self, kind: &str, content: Value, now: DateTime<Utc>) -> UpdateNumber {
        let number = self.take_number();
        let mut update = serde_json::Map::from_iter([("update_id".to_owned(), number.into())]);
        update.insert(kind.to_owned(), content);
        self.add(number, Some(kind.to_owned()), Value::Object(update).to_string(), now, false);
        UpdateNumber(number)
    }

    /// Queues a raw update. A missing number is added; what is not a JSON object is sent as it is.
    pub(crate) fn queue_raw(&mut self, json: &str, now: DateTime<Utc>) -> UpdateNumber {
        let Ok(Value::Object(mut update)) = serde_json::from_str(json) else {
            let number = self.take_number();
            self.add(number, None, json.to_owned(), now, false);
            return UpdateNumber(number);
        };
        let kind = update.keys().find(|key| KINDS.contains(&key.as_str())).cloned();
        match update.get("update_id").and_then(Value::as_i64) {
            Some(number) => {
                self.next = self.next.max(number.saturating_add(1));
                self.add(number, kind, json.to_owned(), now, true);
                UpdateNumber(number)
            }
            None => {
                let number = self.take_number();
                update.insert("update_id".to_owned(), number.into());
                self.add(number, kind, Value::Object(update).to_string(), now, false);
                UpdateNumber(number)
            }
        }
    }

    /// Sets the next number. The queue must be empty.
    pub(crate) fn restart_at(&mut self, next: i64) {
        self.next = next;
    }

    /// Sets the kinds that the bot wants; an empty list means all but [`ON_DEMAND`].
    pub(crate) fn want(&mut self, kinds: Vec<String>) {
        self.wanted = kinds;
    }

    pub(crate) fn wanted(&self) -> &[String] {
        &self.wanted
    }

    /// Removes the updates below the offset.
    pub(crate) fn acknowledge(&mut self, offset: i64) {
        if offset < 0 {
            let kept = usize::try_from(offset.unsigned_abs()).unwrap_or(usize::MAX);
            let forgotten = self.waiting.len().saturating_sub(kept);
            self.waiting.drain(..forgotten);
        } else if offset <= self.next.saturating_add(AHEAD)
            && (offset >= self.next.saturating_sub(BEHIND) || self.by_hand())
        {
            self.waiting.retain(|update| update.number >= offset || update.by_hand && !update.handed_out);
        }
    }

    /// The next batch; the same updates again until they are acknowledged.
    pub(crate) fn hand_out(&mut self, limit: usize, now: DateTime<Utc>) -> Vec<String> {
        self.waiting.retain(|update| now - update.since <= kept_for(update.kind.as_deref()));
        let repeat = self.repeated > 0 && !self.waiting.is_empty();
        let mut batch = Vec::with_capacity(limit.min(self.waiting.len()));
        for update in self.waiting.iter_mut().take(limit) {
            update.handed_out = !repeat;
            update.by_hand |= repeat;
            batch.push(update.json.clone());
        }
        self.repeated -= usize::from(repeat);
        if self.reversed > 0 && batch.len() > 1 {
            self.reversed -= 1;
            batch.reverse();
        }
        batch
    }

    /// The numbers of the next batch.
    pub(crate) fn numbers(&self, limit: usize) -> Vec<i64> {
        self.waiting.iter().take(limit).map(|update| update.number).collect()
    }

    /// See [`Telegram::reorder`](super::Telegram::reorder).
    pub(crate) fn reverse(&mut self, batches: usize) {
        self.reversed += batches;
    }

    /// See [`Telegram::repeat`](super::Telegram::repeat).
    pub(crate) fn repeat(&mut self, batches: usize) {
        self.repeated += batches;
    }

    pub(crate) fn is_waiting(&self, update: UpdateNumber) -> bool {
        self.waiting.iter().any(|waiting| waiting.number == update.0)
    }

    pub(crate) fn count(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn clear(&mut self) {
        self.waiting.clear();
    }

    fn by_hand(&self) -> bool {
        self.waiting.iter().any(|update| update.by_hand)
    }

    fn take_number(&mut self) -> i64 {
        let number = self.next;
        self.next = number.saturating_add(1);
        number
    }

    fn add(&mut self, number: i64, kind: Option<String>, json: String, since: DateTime<Utc>, by_hand: bool) {
        let wanted = match kind.as_deref() {
            None => true,
            Some(kind) if self.wanted.is_empty() => !ON_DEMAND.contains(&kind),
            Some(kind) => self.wanted.iter().any(|wanted| wanted == kind),
        };
        if wanted {
            self.waiting.push(Waiting { number, kind, json, since, by_hand, handed_out: false });
        }
    }
}

/// Telegram drops an update after this time, a press sooner than a message.
fn kept_for(kind: Option<&str>) -> Duration {
    match kind {
        Some("callback_query") => Duration::seconds(150),
        _ => Duration::hours(24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> DateTime<Utc> {
        DateTime::UNIX_EPOCH
    }

    fn with_messages(count: usize) -> Updates {
        let mut updates = Updates::new();
        for text in 0..count {
            updates.queue("message", text.into(), now());
        }
        updates
    }

    #[test]
    fn updates_come_again_until_an_offset_is_above_them() {
        let mut updates = with_messages(3);
        assert_eq!(updates.hand_out(2, now()).len(), 2);
        assert_eq!(updates.hand_out(100, now()).len(), 3);
        updates.acknowledge(700_000_003);
        assert_eq!(updates.hand_out(100, now()), [r#"{"message":2,"update_id":700000003}"#]);
    }

    #[test]
    fn a_negative_offset_keeps_the_last_ones_only() {
        let mut updates = with_messages(5);
        updates.acknowledge(-2);
        assert_eq!(updates.count(), 2);
    }

    #[test]
    fn an_offset_far_ahead_acknowledges_nothing() {
        let mut updates = with_messages(2);
        updates.clear();
        updates.restart_at(5);
        updates.queue("message", 9.into(), now());
        updates.acknowledge(700_000_003);
        assert_eq!(updates.count(), 1);
    }

    #[test]
    fn unwanted_kinds_are_dropped_when_they_would_be_queued() {
        let mut updates = with_messages(1);
        updates.want(vec!["callback_query".into()]);
        updates.queue("message", 2.into(), now());
        assert_eq!(updates.count(), 1);
        updates.want(Vec::new());
        updates.queue("chat_member", 3.into(), now());
        assert_eq!(updates.count(), 1);
    }

    #[test]
    fn a_repeated_number_is_handed_out_once_more() {
        let mut updates = with_messages(1);
        updates.acknowledge(700_000_002);
        updates.queue_raw(r#"{"update_id":700000001,"message":0}"#, now());
        updates.acknowledge(700_000_002);
        assert_eq!(updates.hand_out(100, now()).len(), 1);
        updates.acknowledge(700_000_002);
        assert_eq!(updates.count(), 0);
    }

    #[test]
    fn a_batch_comes_again_after_it_was_acknowledged() {
        let mut updates = with_messages(2);
        updates.repeat(1);
        let first = updates.hand_out(100, now());
        updates.acknowledge(700_000_003);
        assert_eq!(updates.hand_out(100, now()), first);
        updates.acknowledge(700_000_003);
        assert_eq!(updates.count(), 0);
    }

    #[test]
    fn a_batch_comes_last_first_and_in_order_when_it_comes_again() {
        let mut updates = with_messages(3);
        updates.reverse(1);
        assert_eq!(updates.hand_out(1, now()).len(), 1, "one update has no other order");
        let mut first = updates.hand_out(100, now());
        let second = updates.hand_out(100, now());
        assert_ne!(first, second);
        first.reverse();
        assert_eq!(first, second);
    }

    #[test]
    fn old_presses_are_given_up_before_old_messages() {
        let mut updates = with_messages(1);
        updates.queue("callback_query", 2.into(), now());
        assert_eq!(updates.hand_out(100, now() + Duration::seconds(150)).len(), 2);
        assert_eq!(updates.hand_out(100, now() + Duration::seconds(151)).len(), 1);
        assert_eq!(updates.hand_out(100, now() + Duration::hours(25)).len(), 0);
    }
}
