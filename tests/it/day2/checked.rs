//! `check` answers whether the bot would run, for whom, and how well: where it says ok, `run` runs.

use std::os::unix::fs::PermissionsExt as _;

use bb_pocket::sandbox::bots_business::DEMO_KEY;

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
    sql(&operated, "PRAGMA user_version = 9999").await;
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
    contains(&told, "WRONG    database: data/bb-pocket.db: the database lacks reveals, reveals_due, reveals_of_user;");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_column_that_is_gone_is_named() {
    let operated = used().await;
    sql(&operated, "ALTER TABLE notices DROP COLUMN heard_at").await;
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "the database lacks notices.heard_at; restore a backup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_of_another_program_is_left_as_it_is() {
    let operated = Operated::new().await;
    let data = operated.folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    std::fs::write(data.join("bb-pocket.db"), "").unwrap();
    sql(&operated, "CREATE TABLE songs (title TEXT)").await;
    std::fs::write(data.join("bb-pocket.keys"), format!("k-1:{}=\n", "A".repeat(43))).unwrap();
    std::fs::set_permissions(data.join("bb-pocket.keys"), std::fs::Permissions::from_mode(0o600)).unwrap();
    neither_runs(&operated, "belongs to another program");
    sql(&operated, "DROP TABLE songs").await;
    let (_, told) = command(&operated, &["check"]);
    contains(&told, "is empty: nobody is known to the bot");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lock_that_cannot_be_had_is_told() {
    let operated = used().await;
    let lock = operated.folder.path().join("data/bb-pocket.db.lock");
    std::fs::remove_file(&lock).unwrap();
    std::fs::create_dir(&lock).unwrap();
    neither_runs(&operated, "bb-pocket.db.lock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_of_the_database_that_others_can_read_are_told() {
    let operated = used().await;
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    for ending in ["db", "db-wal"] {
        let file = operated.folder.path().join("data/bb-pocket").with_extension(ending);
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
        let (code, told) = command(&operated, &["check"]);
        assert_eq!(code, Some(0), "{told}");
        contains(&told, &format!("warning  files: data/bb-pocket.{ending} can be read by others; run: chmod 600"));
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_proxy_that_is_used_is_named() {
    let mut operated = used().await;
    operated.settings.insert("TELOXIDE_API_URL", "https://telegram.invalid".to_owned());
    operated.settings.insert("BB_API_URL", "https://bots.invalid".to_owned());
    operated.settings.insert("https_proxy", "http://user:FAKE-password@127.0.0.1:1".to_owned());
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(1), "{told}");
    let line = |part: &str| told.lines().find(|line| line.contains(part)).unwrap_or_default().to_owned();
    assert!(line("WRONG    Telegram: ").ends_with(", through https_proxy"), "{told}");
    assert!(line("WRONG    Bots.Business: ").ends_with(", directly: https_proxy is for Telegram"), "{told}");
    assert!(!told.contains("FAKE"), "{told}");
    operated.settings.insert("NO_PROXY", "telegram.invalid".to_owned());
    let (_, told) = command(&operated, &["check"]);
    contains(&told, ", directly though https_proxy is set: NO_PROXY excludes it");
}

/// Everything that must not be in a report, whatever is wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_can_be_pasted_into_an_issue() {
    let mut operated = Operated::new().await;
    let ring = format!("k-1:{}=", "RingCanary".repeat(5).split_at(42).0.to_owned() + "A");
    operated.settings.extend([
        ("BB_POCKET_KEYS", ring.clone()),
        ("BB_POCKET_ALLOWED_USERS", "7001,778899".to_owned()),
        ("BB_POCKET_OPERATOR_IDS", "7001".to_owned()),
        ("BB_POCKET_OPERATOR", "@canary_operator".to_owned()),
        ("ALL_PROXY", "http://user:canary-password@127.0.0.1:1".to_owned()),
    ]);
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    let token = operated.telegram.token();
    let secrets = [&token, ring.split_at(4).1, DEMO_KEY, "778899", "canary", "owner@example.com", "7001"];
    let clean = |operated: &Operated, expected: Option<i32>, words: &str| {
        let (code, told) = command(operated, &["check"]);
        assert_eq!(code, expected, "{told}");
        contains(&told, words);
        for secret in secrets {
            assert!(!told.contains(secret), "{secret} is in\n{told}");
        }
    };
    clean(&operated, Some(0), "ok       operators: 1 may look after it from their chat; people are told who runs it");
    operated.telegram.set_webhook("https://canary.example/hook");
    clean(&operated, Some(1), "a webhook is set");
    let good = operated.settings.clone();
    for (setting, value, code, words) in [
        ("TELOXIDE_TOKEN", "778899:canary", 2, "not a bot token"),
        ("TELOXIDE_TOKEN", "778899:canary-canary-canary-canary-canary-", 1, "does not know this token"),
        ("BB_API_URL", "https://owner:canary@bots.example/v2", 2, "an address without ?, # or @"),
        ("BB_API_URL", "http://127.0.0.1:1/v2", 1, "WRONG    Bots.Business: "),
        ("TELOXIDE_API_URL", "http://127.0.0.1:1", 1, "WRONG    Telegram: "),
        ("BB_POCKET_KEYS", "canary", 2, "BB_POCKET_KEYS: key 1 (line 1) is not"),
        ("BB_POCKET_KEYS", "k-1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1, "none opens with the ring's key"),
        ("BB_POCKET_KEYS", "k-2:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 1, "is not in the key ring"),
        ("BB_POCKET_ALLOWED_USERS", "778899,canary", 2, "not Telegram user ids"),
        ("BB_POCKET_CANARY", "canary", 2, "there is no such setting"),
    ] {
        operated.settings = good.clone();
        operated.settings.insert(setting, value.to_owned());
        clean(&operated, Some(code), words);
    }
    operated.settings = good;
    let database = operated.folder.path().join("data/bb-pocket.db");
    let bytes = std::fs::read(&database).unwrap();
    std::fs::write(&database, &bytes[..bytes.len() / 2]).unwrap();
    clean(&operated, Some(1), "WRONG    database: ");
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
    let log = operated.ends(child);
    contains(&log, "Telegram knows the token");
    contains(&log, "overlooked, because Kubernetes sets them names=\"BB_POCKET_PORT\"");
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
