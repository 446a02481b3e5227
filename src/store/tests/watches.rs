//! The leases, the commits and the pauses of watches.

use super::super::{Found, Telling, Watching};
use super::*;
use crate::ids::{MessageId, WatchId};

const IMPORT: &str = "in 0 2792787 124";
const PERIOD: Duration = Duration::from_secs(10);

impl Bench {
    /// Anna with an account and a watch of it.
    async fn watching() -> (Self, AccountId) {
        let bench = Self::new().await;
        let account = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
        assert!(bench.watches(account, IMPORT).await);
        (bench, account)
    }

    async fn watches(&self, account: AccountId, link: &str) -> bool {
        self.store.start_watch(ANNA, account, at(link), PERIOD, false).await.unwrap()
    }

    async fn claims(&self, seconds: i64) -> Vec<Watching> {
        self.clock.advance(TimeDelta::seconds(seconds));
        self.store.due_watches(20).await.unwrap()
    }

    async fn finds(&self, watching: &Watching, found: Found) {
        self.store.store_looks(&[(watching, found)]).await.unwrap();
    }

    async fn news(&self) -> Vec<News> {
        self.store.due_news(20).await.unwrap()
    }
}

fn same() -> Found {
    Found { next: Some(PERIOD), ..Found::default() }
}

fn over() -> Found {
    Found { tells: Some(Telling::heard(at("ci 0 2792787 124"))), ..Found::default() }
}

#[tokio::test]
async fn a_watch_is_begun_once_for_a_person_and_a_thing() {
    let (bench, account) = Bench::watching().await;
    assert!(bench.watches(account, IMPORT).await);
    assert_eq!(bench.store.watches(ANNA).await.unwrap(), [at("in 1 2792787 124")]);
    assert!(!bench.watches(AccountId::new(99), IMPORT).await, "no account of hers");
    let boris = UserId::new(7002);
    assert!(!bench.store.start_watch(boris, account, at(IMPORT), PERIOD, false).await.unwrap(), "not his");
}

#[tokio::test]
async fn a_look_is_leased_and_a_late_one_changes_nothing() {
    let (bench, _) = Bench::watching().await;
    assert!(bench.claims(9).await.is_empty(), "not due yet");
    let first = bench.claims(1).await.remove(0);
    assert!(bench.claims(59).await.is_empty(), "under way");
    let second = bench.claims(1).await.remove(0);
    bench.finds(&first, over()).await;
    assert!(bench.news().await.is_empty(), "the look before the last one is void");
    bench.finds(&second, over()).await;
    bench.finds(&second, over()).await;
    assert_eq!(bench.count("notices").await, 1);
    assert!(bench.claims(3600).await.is_empty(), "it is over");
}

#[tokio::test]
async fn those_who_ask_the_same_are_looked_at_together() {
    let (bench, account) = Bench::watching().await;
    let other = bench.links("FAKE-account-key-FAKE-account-key-000002").await;
    bench.clock.advance(TimeDelta::seconds(4));
    bench.watches(other, IMPORT).await;
    bench.watches(account, "in 0 2792787 125").await;
    let due = bench.claims(6).await;
    assert_eq!(due.iter().map(|it| it.account).collect::<Vec<_>>(), [account, other]);
    assert!(due.iter().all(|it| it.question == at(IMPORT)), "the other thing is not due");
}

#[tokio::test]
async fn what_was_seen_is_sealed_kept_and_sealed_anew() {
    let (bench, _) = Bench::watching().await;
    let due = bench.claims(10).await.remove(0);
    assert!(due.seen.is_none());
    bench.finds(&due, Found { seen: Some(b"zanzibar".to_vec()), ..same() }).await;
    let due = bench.claims(10).await.remove(0);
    assert_eq!(due.seen.as_deref(), Some(&b"zanzibar"[..]));
    bench.finds(&due, same()).await;
    let stored = bench.texts("SELECT hex(seen) FROM watches").await.remove(0);
    assert!(!stored.contains("7A616E7A69626172"), "{stored}");
    let newer = Vault::new_ring();
    let ring = format!("{},{}", bench.ring.trim(), newer.trim());
    let rotated = Bench::opened(&bench.folder, &ring, &bench.clock).await;
    assert_eq!((rotated.to_reseal().await.unwrap(), rotated.reseal().await.unwrap()), (2, 2));
    assert_eq!(rotated.unused_keys().await.unwrap().len(), 1);
    bench.clock.advance(TimeDelta::seconds(10));
    let rotated = Bench::opened(&bench.folder, &newer, &bench.clock).await;
    let due = rotated.due_watches(20).await.unwrap().remove(0);
    assert_eq!(due.seen.as_deref(), Some(&b"zanzibar"[..]));
}

#[tokio::test]
async fn a_notice_is_told_at_most_twice_and_ends_what_is_over() {
    let (bench, _) = Bench::watching().await;
    let due = bench.claims(10).await.remove(0);
    bench.finds(&due, over()).await;
    let news = bench.news().await.remove(0);
    assert_eq!(news.link, at("ci 1 2792787 124"));
    assert!(bench.news().await.is_empty(), "under way");
    assert_eq!(bench.store.begin_news(news.id).await.unwrap(), Some(true), "it is heard");
    bench.store.put_off(news.id, PERIOD, true).await.unwrap();
    bench.clock.advance(TimeDelta::seconds(10));
    assert_eq!(bench.news().await.len(), 1);
    for begins in [true, true, false] {
        assert_eq!(bench.store.begin_news(news.id).await.unwrap().is_some(), begins);
    }
    bench.again().await.begin().await.unwrap();
    assert!(bench.news().await.is_empty(), "sent twice by processes that ended");
    assert_eq!((bench.count("watches").await, bench.count("notices").await), (0, 0));
}

#[tokio::test]
async fn a_watch_that_goes_on_keeps_what_it_told_for_a_week() {
    let (bench, _) = Bench::watching().await;
    let due = bench.claims(10).await.remove(0);
    bench.finds(&due, Found { tells: Some(Telling::heard(at("ci 0 1 2"))), ..same() }).await;
    let news = bench.news().await.remove(0);
    bench.store.told(news.id).await.unwrap();
    bench.store.tidy().await.unwrap();
    assert_eq!((bench.count("watches").await, bench.count("notices").await), (1, 1));
    bench.clock.advance(TimeDelta::days(8));
    bench.store.tidy().await.unwrap();
    assert_eq!((bench.count("watches").await, bench.count("notices").await), (1, 0));
}

#[tokio::test]
async fn a_message_about_several_is_told_at_most_twice_and_keeps_what_it_lists() {
    let (bench, account) = Bench::watching().await;
    bench.watches(account, "in 0 2792787 125").await;
    for due in bench.claims(10).await {
        bench.finds(&due, over()).await;
    }
    let night = bench.clock.now_ms() + 1000;
    for news in bench.news().await {
        assert!(bench.store.gather(news.id, ANNA, Some(night)).await.unwrap());
    }
    assert!(bench.news().await.is_empty() && bench.store.due_gathers(20).await.unwrap().is_empty());
    assert_eq!(bench.store.next_news().await.unwrap(), Some(night));
    bench.clock.advance(TimeDelta::seconds(1));
    let gather = bench.store.due_gathers(20).await.unwrap().remove(0);
    assert_eq!(bench.store.ripen(gather).await.unwrap(), Some(2));
    assert_eq!(bench.store.gathered(ANNA, gather.id).await.unwrap().unwrap().1.len(), 2);
    assert!(bench.store.gathered(UserId::new(7002), gather.id).await.unwrap().is_none(), "hers alone");
    assert!(bench.store.begin_gather(gather.id).await.unwrap().unwrap().loud);
    // The process ends: it is told once more, and never a third time.
    let again = bench.again().await;
    again.begin().await.unwrap();
    let gather = again.due_gathers(20).await.unwrap().remove(0);
    assert!(again.begin_gather(gather.id).await.unwrap().is_some());
    assert!(again.begin_gather(gather.id).await.unwrap().is_none());
    again.gather_told(gather, Some(MessageId::new(1)), 2).await.unwrap();
    assert_eq!(bench.count("watches").await, 0, "what is over and told ends");
    assert!(again.next_news().await.unwrap().is_none());
}

#[tokio::test]
async fn everybody_has_a_turn_where_not_all_can_be_looked_at() {
    let (bench, account) = Bench::watching().await;
    for number in 0..40 {
        bench.watches(account, &format!("in 0 1 {}", number + 1)).await;
    }
    bench
        .run(
            "INSERT INTO watches (user_id, account_id, question, silent, begun_at, due_at, period)
        SELECT 7002, account_id, 'in 0 9 9', 0, begun_at, due_at + 5000, period FROM watches LIMIT 1",
        )
        .await;
    bench.clock.advance(TimeDelta::seconds(60));
    let mut users = Vec::new();
    for _ in 0..4 {
        users.extend(bench.store.due_watches(1).await.unwrap().into_iter().map(|due| due.user.get()));
    }
    assert_eq!(users.iter().filter(|user| **user == 7002).count(), 1, "{users:?}");
    assert!(users[..2].contains(&7002), "her forty do not come before his one: {users:?}");
}

#[tokio::test]
async fn a_refused_key_is_told_once_and_a_new_one_goes_on() {
    let (bench, account) = Bench::watching().await;
    bench.watches(account, "in 0 2792787 125").await;
    let due = bench.claims(10).await;
    let refused = bench.store.accounts(ANNA).await.unwrap().find(account).unwrap().clone();
    for watching in &due {
        bench.store.reject_watched(&refused, watching, at("ci 0 1 2")).await.unwrap();
    }
    assert_eq!(bench.news().await.len(), 1);
    bench.finds(&due[0], over()).await;
    assert!(bench.claims(3600).await.is_empty());
    let key = ApiKey::parse("FAKE-account-key-FAKE-account-key-000009").unwrap();
    bench.store.link(ANNA, &key, None, State::Checked).await.unwrap();
    assert_eq!(bench.claims(0).await.len(), 2);
    // A refusal of the old key comes late.
    bench.store.reject_watched(&refused, &due[0], at("ci 0 1 2")).await.unwrap();
    assert_eq!(bench.count("watches WHERE paused IS NULL").await, 2);
}

#[tokio::test]
async fn an_account_that_replaces_another_takes_its_watches_along() {
    let (bench, _) = Bench::watching().await;
    let key = ApiKey::parse("FAKE-account-key-FAKE-account-key-000002").unwrap();
    let other = bench.links(key.expose()).await;
    let known = bench.store.accounts(ANNA).await.unwrap();
    for account in &known.all {
        bench.store.confirm(ANNA, account, Some("owner@example.com")).await.unwrap();
    }
    assert_eq!(bench.count("accounts").await, 1);
    assert_eq!(bench.store.watches(ANNA).await.unwrap(), [at(&format!("in {other} 2792787 124"))]);
}

#[tokio::test]
async fn whoever_blocked_the_bot_is_known_after_a_restart() {
    let (bench, _) = Bench::watching().await;
    let due = bench.claims(10).await.remove(0);
    bench.finds(&due, over()).await;
    bench.store.pause_person(ANNA).await.unwrap();
    let again = bench.again().await;
    again.begin().await.unwrap();
    assert!(again.due_news(20).await.unwrap().is_empty() && again.next_news().await.unwrap().is_none());
    again.resume_person(UserId::new(7002)).await.unwrap();
    assert!(again.due_news(20).await.unwrap().is_empty());
    again.resume_person(ANNA).await.unwrap();
    assert_eq!(again.due_news(20).await.unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_overdue_at_a_start_is_spread_and_leases_are_void() {
    let (bench, account) = Bench::watching().await;
    for number in 0..49 {
        bench.watches(account, &format!("in 0 1 {}", number + 1)).await;
    }
    assert!(!bench.watches(account, "in 0 3 3").await, "as many as one may have");
    assert_eq!(bench.claims(10).await.len(), 20);
    bench.again().await.begin().await.unwrap();
    let spread = bench.texts("SELECT CAST(MAX(due_at) - MIN(due_at) AS TEXT) FROM watches").await;
    assert_eq!(spread, [(49 * 60).to_string()]);
    let first = bench.store.next_watch().await.unwrap();
    assert_eq!(first, Some(bench.clock.now_ms()));
}

#[tokio::test]
async fn a_row_that_does_not_open_harms_no_other() {
    let (bench, account) = Bench::watching().await;
    bench.watches(account, "in 0 1 1").await;
    bench.run(&format!("UPDATE watches SET sealed_by = 'k-gone', seen = x'00' WHERE id = {}", WatchId::new(1))).await;
    assert_eq!(bench.claims(10).await.len(), 1);
    assert_eq!(bench.count("watches").await, 2);
}

#[tokio::test]
async fn what_is_due_is_found_by_an_index() {
    let bench = Bench::new().await;
    for sql in [
        super::super::watches::DUE.replace("$1", "1").replace("$2", "1"),
        super::super::watches::SAME_QUESTION.replace("$1", "1").replace("$3", "1").replace("$4", "'[]'"),
        "SELECT MIN(due_at) FROM watches WHERE paused IS NULL AND due_at IS NOT NULL".to_owned(),
        "SELECT id FROM notices WHERE told_at IS NULL AND due_at <= 1 ORDER BY due_at LIMIT 1".to_owned(),
        "DELETE FROM watches WHERE account_id = 1".to_owned(),
        "DELETE FROM watches WHERE user_id = 1".to_owned(),
        "DELETE FROM notices WHERE watch_id = 1".to_owned(),
    ] {
        let plan = bench.plan(&sql).await;
        assert!(plan.iter().any(|step| step.contains("USING") && step.contains("INDEX")), "{sql}: {plan:?}");
        assert!(!plan.iter().any(|step| step == "SCAN watches" || step == "SCAN notices"), "{sql}: {plan:?}");
    }
}

impl Bench {
    async fn plan(&self, sql: &str) -> Vec<String> {
        let mut writer = self.store.writer.lock().await;
        let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        let plan = explain.fetch_all(&mut writer.connection).await.unwrap();
        plan.iter().map(|row| row.try_get("detail").unwrap()).collect()
    }
}
