//! CSV imports (contract, 4.8): the one page of the documentation that is complete.

use serde::Deserialize;

use super::{Api, ApiError, Endpoint, tolerant};
use crate::credentials::ApiKey;
use crate::ids::{BotId, TaskId};

/// The state of a CSV import: the seven documented fields. Each may be missing or null; none is ever made up.
#[derive(Debug, Default, Deserialize)]
pub struct CsvImportTask {
    /// The API's word. Only `ok` is documented; others are shown as they are.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub status: Option<String>,
    /// The task that the answer names; not always the one asked for.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub task_id: Option<i64>,
    /// The bot that the answer names.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub bot_id: Option<i64>,
    /// Commands created.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub new_count: Option<i64>,
    /// Commands overwritten.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub updated_count: Option<i64>,
    /// Commands removed.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub destroyed_count: Option<i64>,
    /// When it was created, as the API wrote it: ISO 8601 in UTC with milliseconds.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub created_at: Option<String>,
}

impl Api {
    /// How an import went.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for an unknown bot as for an unknown task; only the words can tell which.
    pub async fn csv_import_task(&self, key: &ApiKey, bot: BotId, task: TaskId) -> Result<CsvImportTask, ApiError> {
        self.object(Endpoint::GetCsvImportTask(bot, task), key).await
    }
}
