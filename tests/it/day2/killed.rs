//! A disk that is full, and kill -9 in the middle of an upgrade, a rotation and a backup: what was there stays, and what was
//! begun goes on.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::telegram::{Event, Person};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{ConnectOptions as _, Connection as _};

use super::beside::{command, sql, used};
use super::schemas::{account_of, made_before};
use super::*;
use crate::process::{Operated, terminate};
use crate::support::contains;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_is_told_to_people_and_loses_nothing() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    let people: Vec<Person> = (0..40).map(|number| Person::new(8000 + number, "Anna")).collect();
    let long = "x".repeat(3_000);
    for person in &people {
        operated.telegram.say(person, person.chat(), &format!("/{long}"));
    }
    let mut settings = operated.settings.clone();
    settings.insert("FAILPOINTS", "disk-size=return(40)".to_owned());
    let child = bb_pocket(&[], &settings, operated.folder.path()).spawn().unwrap();
    let told = |events: &[Event], person: &Person, words: &str| {
        let to =
            |event: &&Event| matches!(event, Event::Sent(it) if it.chat == person.chat() && it.text.contains(words));
        events.iter().filter(to).count()
    };
    let word = "I cannot store anything just now";
    operated.telegram.wait_for(|events| people.iter().all(|it| told(events, it, word) == 1)).await.unwrap();
    // Whoever comes meanwhile is told too, though nothing is acknowledged.
    let late = Person::new(8999, "Late");
    operated.telegram.say(&late, late.chat(), "/help");
    operated.telegram.wait_for(|events| told(events, &late, word) == 1).await.unwrap();
    terminate(&child);
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
    let child = operated.start();
    let answered = |events: &[Event]| {
        people.iter().all(|it| told(events, it, "I don't know") == 1) && told(events, &late, "What I can do") == 1
    };
    operated.telegram.wait_for(answered).await.unwrap();
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_the_middle_of_an_upgrade_leaves_a_database_that_goes_on() {
    let operated = used().await;
    let account = account_of(&operated).await;
    made_before(&operated, "0001", &account).await;
    // Wherever it is after so long: opening, in one of the steps, or polling.
    for wait in [0, 4, 8, 12, 16, 20, 30, 40, 60] {
        let mut child = operated.start();
        std::thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let (code, told) = command(&operated, &["check"]);
        assert_eq!(code, Some(0), "after {wait} ms: {told}");
    }
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_write_that_was_interrupted_before_there_was_a_log_is_told_and_undone() {
    let operated = used().await;
    let file = operated.folder.path().join("data/bb-pocket.db");
    let journal = operated.folder.path().join("data/bb-pocket.db-journal");
    let options = SqliteConnectOptions::new().filename(&file).journal_mode(SqliteJournalMode::Delete);
    let mut connection = options.connect().await.unwrap();
    // More than fits into its cache, so that the journal is on the disk.
    for statement in [
        "PRAGMA cache_size = 5",
        "BEGIN IMMEDIATE",
        "UPDATE accounts SET user_id = 1",
        "CREATE TABLE large (bytes BLOB)",
        "INSERT INTO large WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
             SELECT randomblob(4000) FROM n",
    ] {
        sqlx::query(statement).execute(&mut connection).await.unwrap();
    }
    let left = [&file, &journal].map(|file| (file, std::fs::read(file).unwrap()));
    connection.close().await.unwrap();
    for (file, bytes) in left {
        std::fs::write(file, bytes).unwrap();
    }
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(0), "{told}");
    contains(&told, "a write was interrupted; the next start undoes");
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_the_middle_of_a_rotation_leaves_everything_readable() {
    let mut operated = used().await;
    operated.settings.insert("FAILPOINTS", "reseal-row=return".to_owned());
    let (code, told) = command(&operated, &["rotate-keys"]);
    assert_eq!(code, None, "it was killed: {told}");
    operated.settings.remove("FAILPOINTS");
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    let (code, told) = command(&operated, &["rotate-keys"]);
    assert_eq!(code, Some(0), "{told}");
    contains(&told, "Going on with a rotation that was interrupted");
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_in_the_middle_of_a_backup_leaves_no_copy_and_no_trace_on_the_bot() {
    let mut operated = used().await;
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.settings.insert("FAILPOINTS", "backup-written=return".to_owned());
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, None, "it was killed: {told}");
    operated.settings.remove("FAILPOINTS");
    assert!(!operated.folder.path().join("copy.db").exists());
    operated.says("/csvstatus 2792787 123", "New      21").await;
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{told}");
    operated.ends(child);
    sql(&operated, "PRAGMA integrity_check").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_be_written_is_told_in_plain_words() {
    let operated = used().await;
    let database = operated.folder.path().join("data/bb-pocket.db");
    // A folder in the place of the log: as with a read-only disk, nothing can be opened for writing, not even by root.
    let log = database.with_extension("db-wal");
    // A busy machine may leave the log there.
    drop(std::fs::remove_file(&log));
    std::fs::create_dir(log).unwrap();
    let (code, told) = command(&operated, &["run"]);
    assert_eq!(code, Some(1), "{told}");
    assert!(!told.contains("code: 14"), "{told}");
}
