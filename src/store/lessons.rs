//! What use taught about the addresses of the API's endpoints: a row an endpoint, and nothing about any person.
//!
//! Owns the table alone. What a row means is the client's.

use std::path::Path;

use chrono::NaiveDate;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{ConnectOptions as _, Connection as _, Row as _};

use super::{Durability, Store, StoreError};

/// What is known of an endpoint's address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLesson {
    /// The name of the endpoint.
    pub endpoint: String,
    /// The address it is about.
    pub address: String,
    /// The last day on which a call succeeded.
    pub worked_on: Option<NaiveDate>,
    /// Since when the server has nothing there.
    pub missing_since: Option<NaiveDate>,
}

impl Store {
    /// Stores a lesson in place of the endpoint's former one.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn learn(&self, lesson: &StoredLesson) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query(
            "INSERT INTO lessons (endpoint, address, worked_on, missing_since) VALUES ($1, $2, $3, $4)
             ON CONFLICT (endpoint) DO UPDATE SET address = excluded.address, worked_on = excluded.worked_on,
                 missing_since = excluded.missing_since",
        )
        .bind(&lesson.endpoint)
        .bind(&lesson.address)
        .bind(lesson.worked_on.map(|day| day.to_string()))
        .bind(lesson.missing_since.map(|day| day.to_string()))
        .execute(&mut writer.connection)
        .await?;
        Ok(())
    }

    /// All that is known.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn lessons(&self) -> Result<Vec<StoredLesson>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        read(&mut reader).await
    }

    /// The same of a database that nobody else needs to have open, without its keys. Changes nothing; a database that is
    /// not there, or of an older version, knows nothing.
    ///
    /// # Errors
    /// When it cannot be read.
    pub async fn lessons_in(path: &Path) -> Result<Vec<StoredLesson>, StoreError> {
        if !path.exists() {
            return Ok(Vec::new());
        }
        let mut connection = super::looking(path).connect().await?;
        let known = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'lessons'";
        let known = sqlx::query(known).fetch_one(&mut connection).await?.try_get::<i64, _>(0)? > 0;
        let lessons = if known { read(&mut connection).await? } else { Vec::new() };
        connection.close().await?;
        Ok(lessons)
    }
}

async fn read(from: &mut SqliteConnection) -> Result<Vec<StoredLesson>, StoreError> {
    let sql = "SELECT endpoint, address, worked_on, missing_since FROM lessons ORDER BY endpoint";
    let rows = sqlx::query(sql).fetch_all(from).await?;
    Ok(rows.iter().map(lesson).collect::<Result<_, sqlx::Error>>()?)
}

fn lesson(row: &SqliteRow) -> Result<StoredLesson, sqlx::Error> {
    let day = |column: &str| -> Result<Option<NaiveDate>, sqlx::Error> {
        Ok(row.try_get::<Option<String>, _>(column)?.and_then(|day| day.parse().ok()))
    };
    Ok(StoredLesson {
        endpoint: row.try_get("endpoint")?,
        address: row.try_get("address")?,
        worked_on: day("worked_on")?,
        missing_since: day("missing_since")?,
    })
}
