//! `check` answers whether the bot would run, for whom, and how well: where it says ok, `run` runs.

use super::beside::{command, sql, used};
use super::*;
use crate::process::Operated;
use crate::support::contains;

/// Neither runs, and both give the reason.
fn neither_runs(operated: &Operated, reason: &str) {
    for arguments in [&["check"][..], &["run"][..]] {
        let (code, told) = command(operated, arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {told}");
        contains(&told, reason);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_a_newer_version_is_told_as_such() {
    let operated = used().await;
    sql(
        &operated,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
         VALUES (9999, 'later', TRUE, x'00', 0)",
    )
    .await;
    neither_runs(&operated, "was used by a newer bb-pocket (schema 9999, this one knows");
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "a backup can be made of any version: {told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_changed_or_half_done_step_is_told() {
    let operated = used().await;
    sql(&operated, "UPDATE _sqlx_migrations SET success = FALSE WHERE version = 3").await;
    neither_runs(&operated, "was left in the middle of step 3 of an upgrade");
    sql(&operated, "UPDATE _sqlx_migrations SET success = TRUE, checksum = x'00' WHERE version = 3").await;
    neither_runs(&operated, "was made by a build that is no release (step 3 differs)");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_that_is_gone_is_named() {
    let operated = used().await;
    sql(&operated, "DROP TABLE reveals").await;
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "WRONG    database: data/bb-pocket.db: the database lacks reveals");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_to_nothing_is_no_new_database() {
    let operated = Operated::new().await;
    let data = operated.folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::os::unix::fs::symlink("nowhere.db", data.join("bb-pocket.db")).unwrap();
    neither_runs(&operated, "is a link to a file that is missing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_is_gone_beside_its_key_file_is_told() {
    let operated = used().await;
    let data = operated.folder.path().join("data");
    std::fs::rename(data.join("bb-pocket.db"), operated.folder.path().join("moved.db")).unwrap();
    let (_, told) = command(&operated, &["check"]);
    contains(&told, "warning  keys: data/bb-pocket.keys is there and its database is not");
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    contains(&operated.ends(child), "everybody is a stranger");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_says_who_may_use_it_and_who_runs_it() {
    let mut operated = used().await;
    operated.settings.insert("HTTPS_PROXY", "http://user:FAKE-password@127.0.0.1:1".to_owned());
    operated.settings.insert("BB_POCKET_PORT", "tcp://10.0.0.1:9090".to_owned());
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(0), "{told}");
    contains(&told, "overlooked, because Kubernetes sets them: BB_POCKET_PORT");
    contains(&told, "warning  people: everybody who finds the bot may use it");
    contains(&told, &format!("running: bb-pocket run (pid {}) uses this database now", child.id()));
    assert!(!told.contains("FAKE"), "{told}");
    operated.settings.insert("BB_POCKET_ALLOWED_USERS", "7001,7002".to_owned());
    let (_, told) = command(&operated, &["check"]);
    contains(&told, "ok       people: 2 may use it, nobody else");
    contains(&operated.ends(child), "Telegram knows the token");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_that_telegram_does_not_know_ends_the_bot() {
    let mut operated = Operated::new().await;
    operated.settings.insert("TELOXIDE_TOKEN", FAKE_TOKEN.to_owned());
    let (code, told) = command(&operated, &["run"]);
    assert_eq!(code, Some(2), "{told}");
    contains(&told, "TELOXIDE_TOKEN: Telegram does not know this token");
    assert!(!told.contains("FAKE"), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_that_is_taken_is_wrong_before_the_bot_is_started() {
    let mut operated = used().await;
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    operated.settings.insert("HTTP_LISTEN", taken.local_addr().unwrap().to_string());
    neither_runs(&operated, "Address already in use");
}
