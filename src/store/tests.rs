//! What the tables and their mirrors do where a person would never see it: failed commits, clocks set back, limits.

use std::time::Duration;

use chrono::TimeDelta;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};
use tempfile::TempDir;

use super::accounts::State;
use super::*;
use crate::credentials::ApiKey;
use crate::ids::{AccountId, ActId, ChatId, MessageId, UpdateId, UserId};
use crate::link::Link;

mod history;
mod reseal;
mod watches;

const ANNA: UserId = UserId::new(7001);
const CHAT: ChatId = ChatId::new(7001);
const MESSAGE: MessageId = MessageId::new(10);

struct Bench {
    store: Store,
    clock: Clock,
    ring: String,
    folder: TempDir,
}

impl Bench {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let ring = Vault::new_ring();
        let store = Self::opened(&folder, &ring, &clock).await;
        Self { store, clock, ring: ring.to_string(), folder }
    }

    async fn opened(folder: &TempDir, ring: &str, clock: &Clock) -> Store {
        Store::open(&folder.path().join("test.db"), Vault::parse(ring).unwrap(), clock.clone()).await.unwrap()
    }

    /// The same database in another process.
    async fn again(&self) -> Store {
        Self::opened(&self.folder, &self.ring, &self.clock).await
    }

    async fn run(&self, sql: &str) {
        let mut writer = self.store.writer.lock().await;
        writer.connection.execute(AssertSqlSafe(sql)).await.unwrap();
    }

    async fn texts(&self, sql: &str) -> Vec<String> {
        let mut writer = self.store.writer.lock().await;
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut writer.connection).await.unwrap();
        rows.iter().map(|row| row.try_get(0).unwrap()).collect()
    }

    async fn count(&self, of: &str) -> i64 {
        let counted = self.texts(&format!("SELECT CAST(COUNT(*) AS TEXT) FROM {of}")).await;
        counted[0].parse().unwrap()
    }

    fn press(&self, update: i64, link: &str) -> NewAct<'static> {
        let (update, accepted_at) = (UpdateId::new(update), self.clock.now_ms());
        NewAct { user: ANNA, update, accepted_at, link: at(link), payload: &[], on: Some(MESSAGE) }
    }

    async fn begins(&self, update: i64, link: &str) -> ActId {
        match self.store.begin_act(self.press(update, link)).await.unwrap() {
            Begun::New(act) => act,
            Begun::Known(..) => panic!("known"),
        }
    }

    async fn shows(&self, message: MessageId, ties: Ties) -> Result<(), StoreError> {
        self.store.shown(ANNA, CHAT, message, &ties).await
    }

    async fn links(&self, key: &str) -> AccountId {
        let key = ApiKey::parse(key).unwrap();
        match self.store.link(ANNA, &key, None, State::Checked).await.unwrap() {
            super::Linked::New(account) => account,
            other => panic!("{other:?}"),
        }
    }
}

fn at(link: &str) -> Link {
    link.parse().unwrap()
}

fn followed(link: &str) -> Ties {
    Ties { again: Some((at(link), 1, Duration::from_secs(1))), ..Ties::default() }
}

#[tokio::test]
async fn a_clock_set_back_does_not_make_a_press_one_that_was_made_before() {
    let bench = Bench::new().await;
    let act = bench.begins(1, "au 0 1").await;
    bench.shows(MESSAGE, Ties { act: Some(act), ..Ties::default() }).await.unwrap();
    bench.clock.advance(TimeDelta::hours(-1));
    let later = bench.begins(2, "au 0 1").await;
    assert!(later > act);
    let replayed = bench.store.begin_act(bench.press(2, "au 0 1")).await.unwrap();
    assert_eq!(replayed, Begun::Known(later, ActState::Prepared), "the same press is known all the same");
}

#[tokio::test]
async fn at_most_a_hundred_ended_acts_of_a_person_are_kept() {
    let bench = Bench::new().await;
    bench
        .run(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150)
             INSERT INTO acts (user_id, link, digest, state, made_at, expires_at, ended_at)
             SELECT 7001, 'au 0 1', x'', 'done', 1795435200000, 1795435200000, 1795435200000 FROM n",
        )
        .await;
    bench.begins(1, "au 0 1").await;
    bench.store.tidy().await.unwrap();
    assert_eq!(bench.count("acts WHERE state = 'done'").await, 100);
    assert_eq!(bench.count("acts WHERE state = 'prepared'").await, 1);
    assert_eq!(bench.count("acts WHERE id <= 50").await, 0, "the oldest go");
}

#[tokio::test]
async fn no_press_reads_all_acts_of_its_person() {
    let bench = Bench::new().await;
    for (sql, index) in [(acts::SAME_PRESS, "acts_by_update (update_id=?)"), (acts::SAME_BUTTON, "digest=?)")] {
        let mut writer = bench.store.writer.lock().await;
        let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        let plan = explain.fetch_all(&mut writer.connection).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get("detail").unwrap()).collect();
        assert!(plan.iter().any(|step| step.contains(index)), "{plan:?}");
        let slow = |step: &String| step.contains("SCAN acts") || step.contains("TEMP B-TREE");
        assert!(!plan.iter().any(slow), "{plan:?}");
    }
}

/// The newest commit that writes into a table fails, as on a full disk.
const FAILING: &str = "
    CREATE TABLE broken (account INTEGER REFERENCES accounts (id) DEFERRABLE INITIALLY DEFERRED);
    CREATE TRIGGER fails AFTER UPDATE ON acts BEGIN INSERT INTO broken VALUES (9999); END;
    CREATE TRIGGER fails_too AFTER INSERT ON follow_ups BEGIN INSERT INTO broken VALUES (9999); END;
    CREATE TRIGGER fails_also AFTER DELETE ON follow_ups BEGIN INSERT INTO broken VALUES (9999); END";

fn question(link: &str) -> Question {
    Question { link: at(link), back: None, asked_by: None }
}

#[tokio::test]
async fn what_was_not_committed_is_in_no_mirror() {
    let bench = Bench::new().await;
    bench.shows(MESSAGE, Ties { asking: Asking::Ask(question("bw 0")), ..Ties::default() }).await.unwrap();
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    let act = bench.begins(1, "au 0 1").await;
    bench.run(FAILING).await;
    let ends = Ties { asking: Asking::End, act: Some(act), again: None };
    assert!(bench.shows(MESSAGE, ends).await.is_err());
    assert_eq!(bench.store.question(ANNA), Some(question("bw 0")));
    assert!(bench.store.followed.has(CHAT, MESSAGE), "the row is there, so it must be known");
    let other = MessageId::new(11);
    assert!(bench.shows(other, followed("bo 0 1")).await.is_err());
    assert!(!bench.store.followed.has(CHAT, other));
    assert_eq!((bench.count("questions").await, bench.count("follow_ups").await), (1, 1));
}

impl Bench {
    async fn due(&self) -> usize {
        self.store.due_follow_ups(20).await.unwrap().len()
    }
}

#[tokio::test]
async fn a_visit_that_is_never_shown_is_begun_three_times_and_then_ended() {
    let bench = Bench::new().await;
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    for _ in 0..2 {
        bench.clock.advance(TimeDelta::seconds(61));
        assert_eq!(bench.due().await, 1);
    }
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    for _ in 0..3 {
        bench.clock.advance(TimeDelta::seconds(61));
        assert_eq!(bench.due().await, 1, "it was shown meanwhile");
    }
    assert!(bench.store.followed.has(CHAT, MESSAGE));
    bench.clock.advance(TimeDelta::seconds(61));
    assert_eq!(bench.due().await, 0);
    assert_eq!(bench.count("follow_ups").await, 0);
    assert!(!bench.store.followed.has(CHAT, MESSAGE));
}

#[tokio::test]
async fn a_clock_set_back_holds_up_no_follow_up() {
    let bench = Bench::new().await;
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    assert_eq!(bench.due().await, 0);
    bench.clock.advance(TimeDelta::hours(-2));
    assert_eq!(bench.due().await, 1);
}

#[tokio::test]
async fn what_nobody_asked_for_replaces_no_question_that_was_asked_meanwhile() {
    let bench = Bench::new().await;
    let by_itself = Ties { asking: Asking::AskIfNone(question("sk 0")), ..Ties::default() };
    bench.shows(MESSAGE, Ties { asking: Asking::Ask(question("an 0 1")), ..Ties::default() }).await.unwrap();
    bench.shows(MESSAGE, by_itself).await.unwrap();
    assert_eq!(bench.store.question(ANNA), Some(question("an 0 1")));
    bench.clock.advance(TimeDelta::minutes(15));
    bench.shows(MESSAGE, by_itself).await.unwrap();
    assert_eq!(bench.store.question(ANNA), Some(question("sk 0")), "the other one's time is over");
}

#[tokio::test]
async fn a_removed_account_takes_what_was_asked_done_and_followed_with_it() {
    let bench = Bench::new().await;
    let first = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    let other = bench.links("FAKE-account-key-FAKE-account-key-000002").await;
    for (number, account) in [(1, first), (2, other)] {
        bench.begins(number, &format!("bs {account} 2792787")).await;
        bench.begins(number + 10, &format!("bs {account}")).await;
        bench.shows(MessageId::new(100 + number), followed(&format!("bl {account} 5"))).await.unwrap();
    }
    let asks = Asking::Ask(question(&format!("ti {first} 2792787")));
    bench.shows(MESSAGE, Ties { asking: asks, ..Ties::default() }).await.unwrap();
    let act = bench.begins(3, &format!("ar 0 {first}")).await;
    bench.shows(MESSAGE, Ties { act: Some(act), ..Ties::default() }).await.unwrap();
    let press = UpdateId::new(4);
    let erased = bench.store.erase(ANNA, MESSAGE, act, press, Erasure::Account(first)).await.unwrap();
    assert!(matches!(erased, Erased::Done { .. }));
    let left = bench.texts("SELECT link FROM acts ORDER BY id").await;
    assert_eq!(left, [format!("bs {other} 2792787"), format!("bs {other}"), format!("ar 0 {first}")]);
    assert_eq!(bench.texts("SELECT link FROM follow_ups").await, [format!("bl {other} 5")]);
    assert_eq!(bench.count("questions").await, 0);
    assert_eq!(bench.store.question(ANNA), None);
    let known = |message| bench.store.followed.has(CHAT, MessageId::new(message));
    assert!(!known(101) && known(102));
}

#[tokio::test]
async fn erased_is_not_said_to_somebody_who_has_rows() {
    let bench = Bench::new().await;
    let act = bench.begins(1, "fo 0").await;
    bench.shows(MESSAGE, Ties { act: Some(act), ..Ties::default() }).await.unwrap();
    let erase = async |user, update| {
        bench.store.erase(user, MESSAGE, act, UpdateId::new(update), Erasure::Person).await.unwrap()
    };
    assert!(matches!(erase(ANNA, 2).await, Erased::Done { .. }));
    assert!(matches!(erase(ANNA, 2).await, Erased::Done { .. }), "the same press after a crash");
    let mallory = UserId::new(6666);
    let key = ApiKey::parse("FAKE-account-key-FAKE-account-key-000003").unwrap();
    bench.store.link(mallory, &key, None, State::Checked).await.unwrap();
    assert_eq!(erase(mallory, 3).await, Erased::Over);
    assert_eq!(bench.count("accounts").await, 1);
}

#[tokio::test]
async fn at_most_twenty_notes_of_a_person_are_kept() {
    let bench = Bench::new().await;
    let first = bench.store.note(ANNA, "word 0").await.unwrap();
    let others = bench.store.note(UserId::new(7002), "hers").await.unwrap();
    for number in 1..=19 {
        bench.store.note(ANNA, &format!("word {number}")).await.unwrap();
    }
    assert_eq!(bench.store.noted(ANNA, first).await.unwrap().as_deref(), Some("word 0"));
    let last = bench.store.note(ANNA, "word 20").await.unwrap();
    assert_eq!(bench.store.noted(ANNA, first).await.unwrap(), None);
    assert_eq!(bench.store.noted(ANNA, last).await.unwrap().as_deref(), Some("word 20"));
    assert_eq!(bench.store.noted(UserId::new(7002), others).await.unwrap().as_deref(), Some("hers"));
    assert_eq!(bench.count("notes").await, 21);
}

#[tokio::test]
async fn what_tidying_and_removing_look_for_has_an_index() {
    let bench = Bench::new().await;
    for sql in [
        "DELETE FROM notes WHERE made_at < $1",
        "DELETE FROM current_accounts WHERE account_id = $1",
        "DELETE FROM acts WHERE user_id = $1",
    ] {
        let mut writer = bench.store.writer.lock().await;
        let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")));
        let plan = explain.fetch_all(&mut writer.connection).await.unwrap();
        let plan: Vec<String> = plan.iter().map(|row| row.try_get("detail").unwrap()).collect();
        assert!(plan.iter().all(|step| step.starts_with("SEARCH")), "{sql}: {plan:?}");
    }
}

/// Each row's end is behind a sealed body of up to a megabyte.
#[tokio::test]
async fn which_commands_have_versions_is_answered_by_an_index_alone() {
    let bench = Bench::new().await;
    let mut writer = bench.store.writer.lock().await;
    let explain = sqlx::query(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {}", drafts::LAST_VERSIONS)));
    let plan = explain.fetch_all(&mut writer.connection).await.unwrap();
    let plan: Vec<String> = plan.iter().map(|row| row.try_get("detail").unwrap()).collect();
    assert!(plan[0].contains("COVERING INDEX versions_by_command"), "{plan:?}");
}

#[tokio::test]
async fn opening_the_database_of_a_running_bot_changes_nothing() {
    let bench = Bench::new().await;
    let act = bench.begins(1, "au 0 1").await;
    let claimed = bench.store.claim_act(ANNA, None, act, UpdateId::new(1)).await.unwrap();
    assert!(matches!(claimed, Claimed::Now(..)));
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    let due = bench.texts("SELECT CAST(due_at AS TEXT) FROM follow_ups").await;
    drop(bench.again().await);
    assert_eq!(bench.texts("SELECT state FROM acts").await, ["sent"]);
    assert_eq!(bench.texts("SELECT CAST(due_at AS TEXT) FROM follow_ups").await, due);
}

#[tokio::test]
async fn a_bot_that_begins_takes_over_what_reads_and_deletes_what_does_not() {
    let bench = Bench::new().await;
    let act = bench.begins(1, "au 0 1").await;
    bench.store.claim_act(ANNA, None, act, UpdateId::new(1)).await.unwrap();
    bench.shows(MESSAGE, followed("bo 0 1")).await.unwrap();
    bench.shows(MessageId::new(11), followed("bo 0 2")).await.unwrap();
    bench.shows(MessageId::new(12), Ties { asking: Asking::Ask(question("bw 0")), ..Ties::default() }).await.unwrap();
    bench.run("UPDATE follow_ups SET link = 'of another form' WHERE message_id = 11").await;
    bench.run("INSERT INTO questions (user_id, link, deadline) VALUES (7002, 'of another form', 9999999999999)").await;
    let again = bench.again().await;
    again.begin().await.unwrap();
    assert_eq!(again.question(ANNA), Some(question("bw 0")));
    assert!(again.followed.has(CHAT, MESSAGE) && !again.followed.has(CHAT, MessageId::new(11)));
    assert_eq!((bench.count("questions").await, bench.count("follow_ups").await), (1, 1));
    assert_eq!(bench.texts("SELECT state FROM acts").await, ["unknown"]);
}

#[tokio::test]
async fn a_question_whose_time_is_over_is_deleted_within_the_hour() {
    let bench = Bench::new().await;
    bench.shows(MESSAGE, Ties { asking: Asking::Ask(question("bw 0")), ..Ties::default() }).await.unwrap();
    bench.store.tidy().await.unwrap();
    assert_eq!(bench.store.question(ANNA), Some(question("bw 0")));
    bench.clock.advance(TimeDelta::minutes(15));
    bench.store.tidy().await.unwrap();
    assert_eq!(bench.count("questions").await, 0);
    assert!(!bench.store.questions.has(ANNA));
}

#[tokio::test]
async fn no_address_no_name_and_no_words_are_printed_for_debugging() {
    let bench = Bench::new().await;
    let key = ApiKey::parse("FAKE-account-key-FAKE-account-key-000001").unwrap();
    bench.store.link(ANNA, &key, Some("owner@example.com"), State::Checked).await.unwrap();
    let id = bench.store.accounts(ANNA).await.unwrap().all[0].id;
    bench.store.rename(ANNA, id, "Quagga").await.unwrap();
    let act = bench.begins(1, "au 0 1").await;
    bench.store.claim_act(ANNA, None, act, UpdateId::new(1)).await.unwrap();
    bench.store.end_act(ANNA, act, End::Failed("zanzibar")).await.unwrap();
    let accounts = bench.store.accounts(ANNA).await.unwrap();
    let stored = bench.store.act(ANNA, act).await.unwrap().unwrap();
    let printed = format!("{accounts:?} {stored:?}");
    for secret in ["owner", "example", "Quagga", "FAKE", "zanzibar"] {
        assert!(!printed.contains(secret), "{printed}");
    }
    assert!(printed.contains("Checked") && printed.contains("Failed"), "{printed}");
}
