//! How much one person may send: a bucket each, before anything is stored.
//!
//! Owns the counting, as one point in time per person (the generic cell rate algorithm). A crate would bring a
//! concurrent map and its own clock for these forty lines, and not the pause that is told once.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

use crate::ids::UserId;

/// What a person may send at once.
const BURST: u32 = 20;
/// What it refills by.
const ONE_EACH: Duration = Duration::from_secs(1);
/// How long a person is not listened to after too much.
pub const PAUSE: Duration = Duration::from_secs(10);
/// People remembered before those who sent nothing lately are forgotten.
const MANY: usize = 10_000;

/// Whether an update goes on.
#[derive(Debug, PartialEq, Eq)]
pub enum Admission {
    /// It does.
    Admitted,
    /// It does not, and its sender does not know yet.
    RefusedFirst,
    /// It does not, and its sender was told.
    Refused,
}

/// The buckets of all people who sent something lately.
#[derive(Default)]
pub struct Buckets(HashMap<UserId, Bucket>);

struct Bucket {
    /// When the bucket will be full again.
    full_at: Instant,
    refused_until: Option<Instant>,
}

impl Buckets {
    /// Takes one update of this person out of their bucket.
    pub fn admit(&mut self, user: UserId, now: Instant) -> Admission {
        if self.0.len() >= MANY {
            self.0.retain(|_, bucket| bucket.full_at > now || bucket.refused_until.is_some_and(|until| until > now));
        }
        let bucket = self.0.entry(user).or_insert(Bucket { full_at: now, refused_until: None });
        if bucket.refused_until.is_some_and(|until| until > now) {
            return Admission::Refused;
        }
        let full_at = bucket.full_at.max(now) + ONE_EACH;
        if full_at > now + ONE_EACH * BURST {
            bucket.refused_until = Some(now + PAUSE);
            return Admission::RefusedFirst;
        }
        *bucket = Bucket { full_at, refused_until: None };
        Admission::Admitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_the_rest_is_refused_and_told_once() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        let mut send = |user: i64, after: u64| buckets.admit(UserId::new(user), now + Duration::from_secs(after));
        assert!((0..BURST).all(|_| send(1, 0) == Admission::Admitted));
        assert_eq!(send(1, 0), Admission::RefusedFirst);
        assert!((0..1000).all(|_| send(1, 5) == Admission::Refused));
        assert_eq!(send(2, 5), Admission::Admitted, "another person has their own bucket");
        let admitted = (0..BURST).filter(|_| send(1, 10) == Admission::Admitted).count();
        assert_eq!(admitted, 10, "ten seconds refill ten");
    }

    #[test]
    fn people_who_went_away_are_forgotten() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        for user in 0..MANY {
            buckets.admit(UserId::new(i64::try_from(user).unwrap()), now);
        }
        buckets.admit(UserId::new(-1), now + Duration::from_secs(60));
        assert_eq!(buckets.0.len(), 1);
    }
}
