//! Databases as every earlier version left them, kept in `tests/schemas/`: the bot of today opens each. And the way back: a
//! step after which an older program would do harm says so, and all others leave a database that the version before uses.
//!
//! A new migration makes the one before it an earlier version: its file is written by
//! `SCHEMAS=write cargo test --locked --test it schemas`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use bb_pocket::sandbox::telegram::Event;
use sha2::{Digest as _, Sha384};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Row as _};

use super::beside::{command, database, sql, used};
use super::*;
use crate::process::Operated;
use crate::support::contains;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Number, name and text of each migration.
fn migrations() -> Vec<(String, String, String)> {
    let mut all: Vec<_> = std::fs::read_dir(root().join("migrations"))
        .unwrap()
        .map(|file| {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let (number, name) = name.split_once('_').unwrap();
            (number.to_owned(), name.replace('_', " "), std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    all.sort();
    all
}

fn kept(number: &str) -> PathBuf {
    root().join("tests/schemas").join(format!("{number}.sql"))
}

/// What sqlx notes of each step, and a few rows of before that hold no secret.
fn dump(up_to: &str) -> String {
    let mut sql = String::from(
        "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY, description TEXT NOT NULL, \
         installed_on TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, success BOOLEAN NOT NULL, checksum BLOB NOT NULL, \
         execution_time BIGINT NOT NULL);\n",
    );
    for (number, name, text) in migrations().into_iter().filter(|(number, ..)| number.as_str() <= up_to) {
        let checksum: String = Sha384::digest(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        write!(
            sql,
            "{text}\nINSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES \
             ({}, '{name}', TRUE, x'{checksum}', 1);\n",
            number.trim_start_matches('0')
        )
        .unwrap();
        if number == "0001" {
            sql.push_str("INSERT INTO inbox (update_id, accepted_at, finished_at) VALUES (1, 1, 2);\n");
        }
    }
    sql
}

async fn memory(sql: &str) -> SqlitePool {
    let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&pool).await.unwrap();
    pool
}

/// The account of a bot's person as it is stored: what seals it, the key, the address.
pub(super) async fn account_of(operated: &Operated) -> (String, Vec<u8>, Vec<u8>) {
    let pool = database(operated).await;
    let row = sqlx::query("SELECT sealed_by, api_key, email FROM accounts").fetch_one(&pool).await.unwrap();
    pool.close().await;
    (row.try_get(0).unwrap(), row.try_get(1).unwrap(), row.try_get(2).unwrap())
}

/// Puts a database of an earlier version in the place of a stopped bot's, with its account.
pub(super) async fn made_before(operated: &Operated, number: &str, account: &(String, Vec<u8>, Vec<u8>)) {
    let file = operated.folder.path().join("data/bb-pocket.db");
    for end in ["db", "db-wal", "db-shm"] {
        drop(std::fs::remove_file(file.with_extension(end)));
    }
    let pool =
        SqlitePool::connect_with(SqliteConnectOptions::new().filename(&file).create_if_missing(true)).await.unwrap();
    let sql = std::fs::read_to_string(kept(number)).unwrap();
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&pool).await.unwrap();
    sqlx::query(
        "INSERT INTO accounts (id, user_id, sealed_by, api_key, email, state, linked_at)
         VALUES (1, 7001, $1, $2, $3, 'checked', 1)",
    )
    .bind(&account.0)
    .bind(&account.1)
    .bind(&account.2)
    .execute(&pool)
    .await
    .unwrap();
    sqlx::query("INSERT INTO current_accounts VALUES (7001, 1)").execute(&pool).await.unwrap();
    pool.close().await;
}

#[test]
fn the_database_of_every_earlier_version_is_kept() {
    let mut all = migrations();
    all.pop();
    for (number, ..) in all {
        let path = kept(&number);
        if std::env::var_os("SCHEMAS").is_some_and(|what| what == "write") && !path.exists() {
            std::fs::write(&path, dump(&number)).unwrap();
        }
        let sql = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("no {}: SCHEMAS=write cargo test --locked --test it schemas", path.display()));
        assert_eq!(sql, dump(&number), "a migration was changed after it was released");
    }
}

/// The number of the newest version but one.
pub(super) fn version_before() -> String {
    migrations().into_iter().rev().nth(1).unwrap().0
}

/// What a database is made of: columns with what an older INSERT has to know of them, triggers, and indexes that refuse rows.
struct Made {
    columns: BTreeSet<String>,
    /// Columns that a row must have, and that have no default.
    needed: BTreeSet<String>,
    refusing: BTreeSet<String>,
    readable_by: i64,
}

async fn made(sql: &str) -> Made {
    let pool = memory(sql).await;
    let all = async |query: &str| -> BTreeSet<String> {
        let rows = sqlx::query(AssertSqlSafe(query.to_owned())).fetch_all(&pool).await.unwrap();
        rows.iter().map(|row| row.try_get(0).unwrap()).collect()
    };
    let of_tables = "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
                     WHERE m.type = 'table'";
    let needed = format!("{of_tables} AND c.\"notnull\" AND c.dflt_value IS NULL AND NOT c.pk");
    let refusing = "SELECT tbl_name || ' by ' || name FROM sqlite_master
                    WHERE type = 'trigger' OR (type = 'index' AND sql LIKE 'CREATE UNIQUE%')";
    let (columns, needed, refusing) = (all(of_tables).await, all(&needed).await, all(refusing).await);
    let readable_by = sqlx::query("PRAGMA user_version").fetch_one(&pool).await.unwrap().try_get(0).unwrap();
    Made { columns, needed, refusing, readable_by }
}

/// Why a program that knows one database would do harm to the next one; nothing when it would not.
fn harm(before: &Made, after: &Made) -> Vec<String> {
    let table = |part: &str| part.split(['.', ' ']).next().unwrap_or_default().to_owned();
    let known: BTreeSet<String> = before.columns.iter().map(|column| table(column)).collect();
    let in_known = |part: &&String| known.contains(&table(part));
    let gone = before.columns.difference(&after.columns).map(|it| format!("{it} is gone"));
    let needed = after.needed.difference(&before.needed).filter(in_known).map(|it| format!("{it} has to be given"));
    let refusing = after.refusing.difference(&before.refusing).filter(in_known).map(|it| format!("{it} refuses rows"));
    gone.chain(needed).chain(refusing).collect()
}

/// The first step that says which programs may use a database.
const SAYS_SO: i64 = 23;

#[tokio::test]
async fn a_step_that_older_programs_would_do_harm_to_says_so() {
    let all = migrations();
    for (before, after) in all.iter().zip(all.iter().skip(1)) {
        let number: i64 = after.0.parse().unwrap();
        let (before, after) = (made(&dump(&before.0)).await, made(&dump(&after.0)).await);
        let harm = harm(&before, &after);
        match number {
            ..SAYS_SO => assert!(!harm.iter().any(|why| why.ends_with("gone")), "{number}: {harm:?}"),
            SAYS_SO => assert_eq!(after.readable_by, SAYS_SO),
            _ if harm.is_empty() => {
                assert!([before.readable_by, number].contains(&after.readable_by), "{number}: {}", after.readable_by);
            }
            _ => assert_eq!(after.readable_by, number, "PRAGMA user_version = {number}: {harm:?}"),
        }
    }
}

#[tokio::test]
async fn what_would_do_harm_is_found() {
    let before = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); PRAGMA user_version = 23;";
    for (step, expected) in [
        ("CREATE TABLE u (id INTEGER PRIMARY KEY, c TEXT NOT NULL UNIQUE)", ""),
        ("CREATE TABLE u (c TEXT NOT NULL); CREATE UNIQUE INDEX only ON u (c)", ""),
        ("ALTER TABLE t ADD COLUMN c TEXT", ""),
        ("ALTER TABLE t ADD COLUMN c BIGINT NOT NULL DEFAULT 0", ""),
        ("CREATE INDEX fast ON t (a)", ""),
        ("ALTER TABLE t DROP COLUMN b", "t.b is gone"),
        ("ALTER TABLE t RENAME COLUMN b TO c", "t.b is gone"),
        (
            "DROP TABLE t; CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT, c TEXT NOT NULL)",
            "t.c has to be given",
        ),
        ("CREATE UNIQUE INDEX only ON t (a)", "t by only refuses rows"),
        ("CREATE TRIGGER no BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'no'); END", "t by no refuses rows"),
    ] {
        let found = harm(&made(before).await, &made(&format!("{before}{step};")).await);
        assert_eq!(found.join(", "), expected, "{step}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_of_today_goes_on_with_the_database_of_every_earlier_version() {
    let operated = used().await;
    let account = account_of(&operated).await;
    let mut all = migrations();
    all.pop();
    // After a kill between two steps of an upgrade it is as one of these, too: each step is a commit.
    for (number, ..) in all {
        made_before(&operated, &number, &account).await;
        let child = operated.start();
        operated.says("/csvstatus 2792787 123", "New      21").await;
        operated.ends(child);
    }
}

/// What the next version might do: a column, a table of people, and a step that this program does not know.
const NEXT: [&str; 4] = [
    "ALTER TABLE accounts ADD COLUMN colour TEXT",
    "CREATE TABLE songs (id INTEGER PRIMARY KEY, user_id BIGINT NOT NULL, title TEXT NOT NULL)",
    "INSERT INTO songs (user_id, title) VALUES (7001, 'Quagga'), (7002, 'Okapi')",
    "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
     VALUES (9999, 'songs', TRUE, x'00', 0)",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_version_before_goes_on_with_a_database_of_the_next_one() {
    let operated = used().await;
    for step in NEXT {
        sql(&operated, step).await;
    }
    let words = "was used by a newer bb-pocket (schema 9999, this one knows";
    let (code, told) = command(&operated, &["check"]);
    assert_eq!(code, Some(0), "{told}");
    contains(&told, &format!("warning  database: data/bb-pocket.db {words}"));
    let (code, told) = command(&operated, &["backup", "copy.db"]);
    assert_eq!(code, Some(0), "{told}");
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    // It may have sealed what this one does not know.
    let (code, told) = command(&operated, &["rotate-keys"]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "run that version");
    operated.says("/forget", "Erase all I store about you?").await;
    operated.presses("Erase everything");
    let erased =
        |event: &Event| matches!(event, Event::Edited(it) if it.text.contains("Everything about you is erased"));
    operated.telegram.wait_for(|events| events.iter().any(erased)).await.unwrap();
    contains(&operated.ends(child), words);
    let pool = database(&operated).await;
    let rows = sqlx::query("SELECT title FROM songs").fetch_all(&pool).await.unwrap();
    let left: Vec<String> = rows.iter().map(|row| row.try_get(0).unwrap()).collect();
    pool.close().await;
    assert_eq!(left, ["Okapi"], "a person is erased from what only the next version knows, too");
}
