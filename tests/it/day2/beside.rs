//! Commands beside the running bot, and after it: nobody is locked out, nothing is migrated, nothing is done twice.

use std::process::Stdio;

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{AssertSqlSafe, Row as _};

use super::schemas::{account_of, made_before, version_before};
use super::*;
use crate::process::{Operated, terminate};
use crate::support::{contains, until};

pub(super) fn command(operated: &Operated, arguments: &[&str]) -> (Option<i32>, String) {
    printed(&finished(bb_pocket(arguments, &operated.settings, operated.folder.path())))
}

pub(super) async fn database(operated: &Operated) -> SqlitePool {
    let options = SqliteConnectOptions::new().filename(operated.folder.path().join("data/bb-pocket.db"));
    SqlitePool::connect_with(options).await.unwrap()
}

pub(super) async fn sql(operated: &Operated, statement: &str) {
    let pool = database(operated).await;
    sqlx::query(AssertSqlSafe(statement)).execute(&pool).await.unwrap();
    pool.close().await;
}

async fn text_of(operated: &Operated, query: &str) -> String {
    let pool = database(operated).await;
    let text = sqlx::query(AssertSqlSafe(query)).fetch_one(&pool).await.unwrap().try_get(0).unwrap();
    pool.close().await;
    text
}

/// A bot that was run, has an account, and is stopped.
pub(super) async fn used() -> Operated {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    operated
}

const SCHEMA: &str = "SELECT CAST(MAX(version) AS TEXT) FROM _sqlx_migrations";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_bot_on_a_database_does_not_start() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    std::os::unix::fs::symlink("data", operated.folder.path().join("other")).unwrap();
    for name in ["sqlite://data/bb-pocket.db", "sqlite://other/bb-pocket.db"] {
        let mut settings = operated.settings.clone();
        settings.insert("DATABASE_URL", name.to_owned());
        let (code, told) = printed(&finished(bb_pocket(&["run"], &settings, operated.folder.path())));
        assert_eq!(code, Some(3), "{told}");
        contains(&told, &format!("bb-pocket run (pid {}) uses this database", child.id()));
    }
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
    let mut child = operated.start();
    operated.says("/help", "What I can do").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_command_migrates_a_database() {
    let operated = used().await;
    let account = account_of(&operated).await;
    made_before(&operated, &version_before(), &account).await;
    let before = text_of(&operated, SCHEMA).await;
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(text_of(&operated, SCHEMA).await, before, "the backup changed the database");
    let (code, told) = command(&operated, &["rotate-keys"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "the database is of an older version");
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(0), "{told}");
    contains(&told, "warning  database: data/bb-pocket.db is of an older version");
    assert_eq!(text_of(&operated, SCHEMA).await, before);
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
    assert_ne!(text_of(&operated, SCHEMA).await, before, "the start of the bot does");
}

/// A bot whose key file is a copy that was lent to it when it started, as systemd does it.
struct Lent {
    operated: Operated,
    /// The settings of whoever rotates: the original.
    mine: BTreeMap<&'static str, String>,
}

impl Lent {
    async fn new() -> Self {
        let mut operated = used().await;
        let folder = operated.folder.path();
        std::fs::rename(folder.join("data/bb-pocket.keys"), folder.join("original")).unwrap();
        let mut mine = operated.settings.clone();
        mine.insert("BB_POCKET_KEY_FILE", folder.join("original").display().to_string());
        mine.remove("TELOXIDE_TOKEN");
        operated.settings.insert("BB_POCKET_KEY_FILE", folder.join("lent").display().to_string());
        let lent = Self { operated, mine };
        lent.lend();
        lent
    }

    fn lend(&self) {
        let folder = self.operated.folder.path();
        std::fs::copy(folder.join("original"), folder.join("lent")).unwrap();
    }

    fn rotate(&self) -> (Option<i32>, String) {
        printed(&finished(bb_pocket(&["rotate-keys"], &self.mine, self.operated.folder.path())))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_rotated_beside_a_bot_with_a_lent_copy_lock_nobody_out() {
    let lent = Lent::new().await;
    let operated = &lent.operated;
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(4), "{told}");
    contains(&told, "Added key k-");
    contains(&told, &format!("bb-pocket run (pid {}) does not know key k-", child.id()));
    operated.says("/accounts", "o…@example.com").await;
    let (code, again) = lent.rotate();
    assert_eq!(code, Some(4), "{again}");
    contains(&again, "no new key");
    operated.ends(child);
    lent.lend();
    let child = operated.start();
    operated.says("/accounts", "o…@example.com").await;
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(0), "{told}");
    contains(&told, "Going on with a rotation");
    contains(&told, "No row needs these keys now: ");
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_of_a_bot_that_nobody_uses_yet_is_rotated_in_two_steps_too() {
    let lent = Lent::new().await;
    sql(&lent.operated, "DELETE FROM accounts").await;
    let child = lent.operated.start();
    lent.operated.says("/help", "What I can do").await;
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(4), "{told}");
    contains(&told, "Added key k-");
    lent.operated.ends(child);
    lent.lend();
    let child = lent.operated.start();
    lent.operated.says("/help", "What I can do").await;
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(0), "a key more with each run: {told}");
    contains(&told, "no new key");
    lent.operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ring_in_the_environment_is_rotated_by_adding_a_key_there() {
    let (old, new) = (format!("k-1:{}=", "A".repeat(43)), format!("k-2:{}A=", "B".repeat(42)));
    let mut operated = Operated::new().await;
    operated.settings.insert("BB_POCKET_KEYS", old.clone());
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let mut mine = operated.settings.clone();
    mine.insert("BB_POCKET_KEYS", format!("{old},{new}"));
    let rotate = || printed(&finished(bb_pocket(&["rotate-keys"], &mine, operated.folder.path())));
    let (code, told) = rotate();
    assert_eq!(code, Some(4), "the running bot has the old ring: {told}");
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
    operated.settings.insert("BB_POCKET_KEYS", format!("{old},{new}"));
    let child = operated.start();
    let (code, told) = printed(&finished(bb_pocket(&["rotate-keys"], &mine, operated.folder.path())));
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(text_of(&operated, "SELECT sealed_by FROM accounts").await, "k-2");
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_ring_that_becomes_unreadable_is_told_once_and_locks_nobody_out() {
    let operated = used().await;
    let (ring, log) = (operated.folder.path().join("data/bb-pocket.keys"), operated.folder.path().join("log"));
    let mut bot = bb_pocket(&[], &operated.settings, operated.folder.path());
    let child = bot.stderr(Stdio::from(std::fs::File::create(&log).unwrap())).spawn().unwrap();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    std::fs::rename(&ring, ring.with_extension("away")).unwrap();
    std::fs::create_dir(&ring).unwrap();
    let told = || std::fs::read_to_string(&log).unwrap();
    until("the folder is told", async || told().contains("is a folder, not a file")).await;
    operated.says("/csvstatus 2792787 123", "New      21").await;
    let (code, why) = self::command(&operated, &["check"]);
    assert_eq!(code, Some(1), "{why}");
    contains(&why, "WRONG    keys: ");
    std::fs::remove_dir(&ring).unwrap();
    std::fs::rename(ring.with_extension("away"), &ring).unwrap();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
    assert_eq!(told().matches("is a folder, not a file").count(), 1, "{}", told());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_waits_for_a_healthy_bot_is_told_why_it_is_not() {
    let operated = Operated::new().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let settings = BTreeMap::from([("HTTP_LISTEN", port.to_string())]);
    let began = Instant::now();
    let (code, told) = printed(&finished(bb_pocket(&["health", "--wait", "1"], &settings, operated.folder.path())));
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "nobody answers at");
    assert!(began.elapsed() >= Duration::from_secs(1) && began.elapsed() < Duration::from_secs(15));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_rotated_without_a_bot_and_an_old_copy_does_not_start_then() {
    let lent = Lent::new().await;
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(0), "{told}");
    let (code, told) = command(&lent.operated, &["run"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "which is not in the key ring; add it again");
    lent.lend();
    let child = lent.operated.start();
    lent.operated.says("/csvstatus 2792787 123", "New      21").await;
    lent.operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_key_file_that_cannot_be_changed_is_told_with_what_to_do() {
    let lent = Lent::new().await;
    // As a file that is mounted into a container: nothing can be made beside it, not even by root.
    let original = lent.operated.folder.path().join("original");
    std::fs::create_dir_all(original.with_extension("new").join("x")).unwrap();
    let (code, told) = lent.rotate();
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "no key was added: where ");
    contains(&told, "append a line of the form of the others, restart the bot");
    std::fs::remove_dir_all(original.with_extension("new")).unwrap();
    let child = lent.operated.start();
    lent.operated.says("/csvstatus 2792787 123", "New      21").await;
    lent.operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_without_a_key_that_rows_need_is_not_well() {
    let mut operated = used().await;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    operated.settings.insert("HTTP_LISTEN", port.to_string());
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    let (code, told) = command(&operated, &["health"]);
    assert_eq!(code, Some(0), "{told}");
    sql(&operated, "UPDATE accounts SET sealed_by = 'k-elsewhere'").await;
    let (code, told) = command(&operated, &["health"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "rows are sealed by key k-elsewhere, which this process does not have; restart it");
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_damaged_row_does_not_keep_the_bot_from_starting() {
    let operated = Operated::new().await;
    let child = operated.start();
    for number in 0..3 {
        let key = format!("FAKE-account-key-FAKE-account-key-{number:06}");
        operated.api.add_account(&format!("{number}@example.com"), &key);
        operated.says(&key, "Connected").await;
    }
    operated.ends(child);
    let first = "id = (SELECT MIN(id) FROM accounts)";
    sql(&operated, &format!("UPDATE accounts SET api_key = zeroblob(64) WHERE {first}")).await;
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_makes_no_folder_and_leaves_nothing_when_it_fails() {
    let operated = used().await;
    let folder = operated.folder.path();
    let (code, told) = command(&operated, &["backup", "missing/copy.db"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "there is no folder missing; make it first");
    assert!(!folder.join("missing").exists());
    let before = std::fs::read_dir(folder).unwrap().count();
    let database = folder.join("data/bb-pocket.db");
    let good = std::fs::read(&database).unwrap();
    std::fs::write(&database, vec![b'x'; 8192]).unwrap();
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(1), "{told}");
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), before, "something was left");
    std::fs::write(&database, good).unwrap();
    let mut settings = operated.settings.clone();
    settings.insert("FAILPOINTS", "backup-written=return".to_owned());
    let killed = finished(bb_pocket(&["backup", "copy.db"], &settings, folder));
    assert!(!killed.status.success());
    assert!(!folder.join("copy.db").exists(), "half a copy has the name of a whole one");
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{told}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_beside_the_log_of_another_database_is_refused() {
    let operated = Operated::new().await;
    let mut child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{told}");
    operated.says("/help", "What I can do").await;
    child.kill().unwrap();
    child.wait().unwrap();
    let data = operated.folder.path().join("data");
    std::fs::copy(operated.folder.path().join("copy.db"), data.join("bb-pocket.db")).unwrap();
    for arguments in [&["run"][..], &["check"][..], &["rotate-keys"][..], &["backup", "again.db"][..]] {
        let (code, told) = command(&operated, arguments);
        assert_eq!(code, Some(1), "{arguments:?}: {told}");
        contains(&told, "data/bb-pocket.db-wal is the log of the database that was there before this copy");
    }
    std::fs::remove_file(data.join("bb-pocket.db-wal")).unwrap();
    std::fs::remove_file(data.join("bb-pocket.db-shm")).unwrap();
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(0), "the middle of a restore: {told}");
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bot_whose_database_is_locked_stops_in_time() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let pool = database(&operated).await;
    let lock = pool.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let calls = operated.api.calls().len();
    operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123");
    operated.api.wait_for_calls(calls + 1).await.unwrap();
    let began = Instant::now();
    terminate(&child);
    let done = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    assert!(began.elapsed() < Duration::from_secs(10), "{:?}", began.elapsed());
    assert!(done.status.success(), "{}", text(&done.stderr));
    drop(lock);
    let before = operated.telegram.events().len();
    let child = operated.start();
    operated.sees(before, "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_answers_at_the_port_and_is_another_program_is_not_shown() {
    use std::io::{Read as _, Write as _};
    let operated = Operated::new().await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let served = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 512]);
        let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n<html>private page</html>");
    });
    let settings = BTreeMap::from([("HTTP_LISTEN", address)]);
    let mut asked = bb_pocket(&["health"], &settings, operated.folder.path());
    let done = finished({
        asked.stdin(Stdio::null());
        asked
    });
    served.join().unwrap();
    let (code, told) = printed(&done);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "is not bb-pocket");
    assert!(!told.contains("private"), "{told}");
}
