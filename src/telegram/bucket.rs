//! How much one person may send: a bucket each, before anything is stored.
//!
//! Owns the counting, as one point in time per person (the generic cell rate algorithm). A rate-limiting crate would
//! bring a concurrent map and its own clock for these lines, and not the pause that is told once.

use std::time::Duration;

use hashlink::LruCache;
use tokio::time::Instant;

use crate::ids::UserId;

/// What a person may send at once.
const BURST: u32 = 20;
/// What it refills by.
const ONE_EACH: Duration = Duration::from_secs(1);
/// How long a person is not listened to after too much.
pub const PAUSE: Duration = Duration::from_secs(10);
/// Most people remembered, at about 100 bytes each.
const MANY: usize = 100_000;

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

/// The buckets of all people who sent something lately, by who sent last.
///
/// A bucket is forgotten when it is full again and its owner is not refused: nothing is lost by that. So nobody gets
/// rid of a refusal by having others write, as long as fewer than `MANY` people write within one refill (20 s).
/// Beyond that the person who has been silent longest is forgotten: a flooder would need `MANY` other accounts that
/// all write while the flooder is silent, and would gain one burst of 20.
pub struct Buckets(LruCache<UserId, Bucket>);

struct Bucket {
    /// When the bucket will be full again.
    full_at: Instant,
    refused_until: Option<Instant>,
}

impl Bucket {
    fn is_refused(&self, now: Instant) -> bool {
        self.refused_until.is_some_and(|until| until > now)
    }

    fn is_forgettable(&self, now: Instant) -> bool {
        self.full_at <= now && !self.is_refused(now)
    }
}

impl Default for Buckets {
    fn default() -> Self {
        Self(LruCache::new(MANY))
    }
}

impl Buckets {
    /// Takes one update of this person out of their bucket.
    pub fn admit(&mut self, user: UserId, now: Instant) -> Admission {
        // Each bucket is removed once, so an update costs the same however many people there are.
        while self.0.iter().next().is_some_and(|(_, bucket)| bucket.is_forgettable(now)) {
            self.0.remove_lru();
        }
        let Some(bucket) = self.0.get_mut(&user) else {
            self.0.insert(user, Bucket { full_at: now + ONE_EACH, refused_until: None });
            return Admission::Admitted;
        };
        if bucket.is_refused(now) {
            return Admission::Refused;
        }
        let full_at = bucket.full_at.max(now) + ONE_EACH;
        if full_at > now + ONE_EACH * BURST {
            return self.refuse(user, now);
        }
        *bucket = Bucket { full_at, refused_until: None };
        Admission::Admitted
    }

    /// Refuses this person for a while, for a reason of the caller's.
    pub fn refuse(&mut self, user: UserId, now: Instant) -> Admission {
        let full_at = self.0.get(&user).map_or(now, |bucket| bucket.full_at);
        if self.0.get(&user).is_some_and(|bucket| bucket.is_refused(now)) {
            return Admission::Refused;
        }
        self.0.insert(user, Bucket { full_at, refused_until: Some(now + PAUSE) });
        Admission::RefusedFirst
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

    fn users(count: usize) -> impl Iterator<Item = UserId> {
        (0..count).map(|user| UserId::new(i64::try_from(user).unwrap()))
    }

    #[test]
    fn people_who_went_away_are_forgotten() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        for user in users(10_000) {
            buckets.admit(user, now);
        }
        buckets.admit(UserId::new(-1), now + Duration::from_secs(60));
        assert_eq!(buckets.0.len(), 1);
    }

    #[test]
    fn whoever_comes_after_ten_thousand_others_is_limited_like_any_other() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        for user in users(10_001) {
            assert_eq!(buckets.admit(user, now), Admission::Admitted);
        }
        for user in [0, 5_000, 10_000].map(UserId::new) {
            assert!((1..BURST).all(|_| buckets.admit(user, now) == Admission::Admitted));
            assert_eq!(buckets.admit(user, now), Admission::RefusedFirst);
            assert_eq!(buckets.admit(user, now), Admission::Refused);
        }
    }

    #[test]
    fn nobody_gets_rid_of_a_refusal_by_having_others_write() {
        let mut buckets = Buckets::default();
        let (now, flooder) = (Instant::now(), UserId::new(-1));
        while buckets.admit(flooder, now) != Admission::Refused {}
        for user in users(50_000) {
            buckets.admit(user, now + Duration::from_secs(9));
        }
        assert_eq!(buckets.admit(flooder, now + Duration::from_secs(9)), Admission::Refused);
    }

    #[test]
    fn a_silent_person_holds_up_nobody_elses_forgetting_for_long() {
        let mut buckets = Buckets::default();
        let (now, flooder) = (Instant::now(), UserId::new(-1));
        while buckets.admit(flooder, now) != Admission::Refused {}
        for user in users(1_000) {
            buckets.admit(user, now);
        }
        buckets.admit(UserId::new(1), now + Duration::from_secs(5));
        assert_eq!(buckets.0.len(), 1_001, "the flooder's bucket is not full yet");
        buckets.admit(UserId::new(1), now + Duration::from_secs(21));
        assert_eq!(buckets.0.len(), 1);
    }

    #[test]
    fn the_memory_has_a_limit() {
        let mut buckets = Buckets::default();
        let now = Instant::now();
        for user in users(MANY + 10) {
            buckets.admit(user, now);
        }
        assert_eq!(buckets.0.len(), MANY);
        assert_eq!(buckets.admit(UserId::new(-1), now), Admission::Admitted);
    }
}
