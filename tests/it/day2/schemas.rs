//! Databases as every earlier version left them, kept in `tests/schemas/`: the bot of today opens each, and every step only
//! adds, so that what a version knows is still there after the next one.
//!
//! A new migration makes the one before it an earlier version: its file is written by
//! `SCHEMAS=write cargo test --locked --test it schemas`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::PathBuf;

use sha2::{Digest as _, Sha384};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions};
use sqlx::{AssertSqlSafe, Row as _};

use super::beside::{database, used};
use super::*;
use crate::process::Operated;

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

/// Every column of every table.
async fn columns(sql: &str) -> BTreeSet<String> {
    let pool = memory(sql).await;
    let rows = sqlx::query(
        "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    )
    .fetch_all(&pool)
    .await
    .unwrap();
    rows.iter().map(|row| row.try_get(0).unwrap()).collect()
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

#[tokio::test]
async fn every_step_only_adds() {
    let all = migrations();
    for (before, after) in all.iter().zip(all.iter().skip(1)) {
        let (before, after) = (columns(&dump(&before.0)).await, columns(&dump(&after.0)).await);
        let gone: Vec<_> = before.difference(&after).collect();
        assert!(gone.is_empty(), "the version before needs {gone:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_bot_of_today_goes_on_with_the_database_of_every_earlier_version() {
    let operated = used().await;
    let account = account_of(&operated).await;
    let mut all = migrations();
    all.pop();
    for (number, ..) in all {
        made_before(&operated, &number, &account).await;
        let child = operated.start();
        operated.says("/csvstatus 2792787 123", "New      21").await;
        operated.ends(child);
    }
}
