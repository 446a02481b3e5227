//! What looks count: in the commit of the look, for 30 days, with its account.

use std::collections::BTreeMap;

use super::super::{Counted, Found, HOUR_MS, Series, history};
use super::*;
use crate::ids::BotId;

const BOT: BotId = BotId::new(2_792_787);
const PERIOD: Duration = Duration::from_secs(60);

impl Bench {
    fn hour(&self) -> i64 {
        self.clock.now_ms() / HOUR_MS
    }

    fn errors(&self, hours: &[(i64, u64)]) -> Option<Counted> {
        let hours: BTreeMap<i64, u64> = hours.iter().map(|(ago, errors)| (self.hour() - ago, *errors)).collect();
        Some(Counted::Errors(BOT, hours))
    }

    /// A look of the watch that counts this.
    async fn counts(&self, account: AccountId, counted: Option<Counted>) {
        assert!(self.store.start_watch(ANNA, account, at("kw 0 2792787"), Duration::ZERO, false).await.unwrap());
        let due = self.store.due_watches(20).await.unwrap().remove(0);
        let found = Found { next: Some(PERIOD), counted, ..Found::default() };
        self.store.store_looks(&[(&due, found.clone())]).await.unwrap();
        // A look that is over already counts nothing: its watch was begun anew since.
        assert!(self.store.start_watch(ANNA, account, at("kw 0 2792787"), Duration::ZERO, false).await.unwrap());
        let newer = self.store.due_watches(20).await.unwrap().remove(0);
        self.store.store_looks(&[(&due, found)]).await.unwrap();
        self.store.store_looks(&[(&newer, Found { next: Some(PERIOD), ..Found::default() })]).await.unwrap();
    }

    /// The last so many hours.
    async fn reads(&self, account: AccountId, series: Series, hours: i64) -> Vec<Option<u64>> {
        self.store.history(account, series, self.hour() + 1 - hours, hours).await.unwrap()
    }
}

#[tokio::test]
async fn errors_add_up_by_hour_and_unknown_hours_stay_unknown() {
    let bench = Bench::new().await;
    let account = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    bench.counts(account, bench.errors(&[(0, 0)])).await;
    bench.counts(account, bench.errors(&[(0, 2), (3, 1), (30, 5)])).await;
    bench.clock.advance(TimeDelta::hours(2));
    bench.counts(account, bench.errors(&[(0, u64::MAX), (2, 1)])).await;
    bench.counts(account, bench.errors(&[(0, 1)])).await;
    let read = bench.reads(account, Series::Errors(BOT), 33).await;
    assert_eq!((read[0], read[27], read[30], read[31], read[32]), (Some(5), Some(1), Some(3), None, Some(u64::MAX)));
    assert_eq!(read.iter().flatten().count(), 4);
    assert_eq!(bench.count("history").await, 2, "a row for each day");
    assert_eq!(bench.store.counted_bots(account, bench.hour()).await.unwrap(), [BOT]);
    assert_eq!(bench.reads(account, Series::Errors(BotId::new(1)), 33).await, [None; 33]);
}

#[tokio::test]
async fn of_iterations_the_newest_figures_of_an_hour_stay() {
    let bench = Bench::new().await;
    let account = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    for used in [10, 20, 15] {
        bench.counts(account, Some(Counted::Iterations { hour: bench.hour(), used, limit: 50 })).await;
    }
    assert_eq!(bench.reads(account, Series::Used, 2).await, [None, Some(15)]);
    assert_eq!(bench.reads(account, Series::Limit, 1).await, [Some(50)]);
    assert_eq!(bench.store.counted_bots(account, bench.hour()).await.unwrap(), []);
}

#[tokio::test]
async fn it_is_kept_for_thirty_days_and_goes_with_its_account() {
    let bench = Bench::new().await;
    let account = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    bench.counts(account, bench.errors(&[(0, 1)])).await;
    bench.clock.advance(TimeDelta::days(30));
    bench.store.tidy().await.unwrap();
    assert_eq!(bench.count("history").await, 1);
    bench.clock.advance(TimeDelta::days(1));
    bench.counts(account, bench.errors(&[(0, 1)])).await;
    bench.store.tidy().await.unwrap();
    assert_eq!(bench.count("history").await, 1);
    bench.run("DELETE FROM accounts").await;
    assert_eq!(bench.count("history").await, 0);
}

#[tokio::test]
async fn an_account_that_is_linked_anew_keeps_its_history() {
    let bench = Bench::new().await;
    let before = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    let email = Some("anna@example.com");
    let accounts = bench.store.accounts(ANNA).await.unwrap();
    bench.store.confirm(ANNA, accounts.find(before).unwrap(), email).await.unwrap();
    bench.counts(before, bench.errors(&[(0, 7)])).await;
    let after = bench.links("FAKE-account-key-FAKE-account-key-000002").await;
    assert_ne!(before, after);
    let accounts = bench.store.accounts(ANNA).await.unwrap();
    bench.store.confirm(ANNA, accounts.find(after).unwrap(), email).await.unwrap();
    assert_eq!(bench.reads(after, Series::Errors(BOT), 1).await, [Some(7)]);
}

#[tokio::test]
async fn what_is_read_counted_and_trimmed_has_an_index() {
    let bench = Bench::new().await;
    for sql in [
        history::TRIM,
        "SELECT hours FROM history WHERE account_id = $1 AND bot_id = $2 AND series = $3 AND day = $4",
        "SELECT 1 FROM history WHERE account_id = $1",
    ] {
        let plan = bench.texts_of_plan(sql).await;
        assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{sql}: {plan:?}");
    }
}

impl Bench {
    async fn texts_of_plan(&self, sql: &str) -> Vec<String> {
        let mut writer = self.store.writer.lock().await;
        let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        let plan = explain.fetch_all(&mut writer.connection).await.unwrap();
        plan.iter().map(|row| row.try_get("detail").unwrap()).collect()
    }
}
