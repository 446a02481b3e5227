//! CSV imports (contract, 4.7 and 4.8). How one went is the one page of the documentation that is complete.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::call::request::{Caller, Request};
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, CreateEditBot, Endpoint, decode};
use crate::credentials::ApiKey;
use crate::ids::{BotId, TaskId};

tolerant! {
    /// The state of a CSV import: the seven documented fields. Each may be missing or null; a missing one is never replaced by a default.
    #[derive(Debug, Clone, Default, PartialEq, Eq)]
    pub struct CsvImportTask {
        /// The API's word. Only `ok` is documented; others are shown as they are.
        pub status: Option<ApiText>,
        /// The task that the answer names; not always the one asked for.
        pub task_id: Option<TaskId>,
        /// The bot that the answer names.
        pub bot_id: Option<BotId>,
        /// Commands created.
        pub new_count: Option<i64>,
        /// Commands overwritten.
        pub updated_count: Option<i64>,
        /// Commands removed.
        pub destroyed_count: Option<i64>,
        /// When it was created.
        pub created_at: Option<Timestamp>,
    }
}

#[derive(Serialize)]
struct StartBody<'a> {
    csv_url: &'a str,
}

impl Api {
    /// How an import went.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for an unknown bot and for an unknown task; only its words may say which.
    pub async fn csv_import_task(&self, key: &ApiKey, bot: BotId, task: TaskId) -> Result<CsvImportTask, ApiError> {
        let request = Request::new(Endpoint::GetCsvImportTask, [bot.get(), task.get()]);
        self.call(Caller::Key(key), request, |response| decode::not_empty(decode::object(&response.body)?)).await
    }

    /// Starts an import, from a new address if one is given: it is stored with the bot first, and sent along as well,
    /// because it is not known where the API reads it (contract, 4.7). Returns the task if the response contains it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong; the bot has its new address then. Nothing is
    /// imported when the bot did not take the address.
    pub async fn start_csv_import(
        &self,
        key: &ApiKey,
        bot: BotId,
        csv_url: Option<&SecretString>,
    ) -> Result<Option<CsvImportTask>, ApiError> {
        let _changing = self.changes_commands(key, bot);
        let mut request = Request::new(Endpoint::StartCsvImport, [bot.get()]);
        if let Some(csv_url) = csv_url {
            let changes = CreateEditBot { csv_url: Some(csv_url.clone()), ..CreateEditBot::default() };
            let mut edited = self.edit_bot(key, bot, &changes).await?;
            if edited.csv_url.is_none() {
                edited = self.bot(key, bot).await?;
            }
            // An import from another sheet than was meant would remove commands.
            if edited.csv_url.as_ref().map(SecretString::expose_secret) != Some(csv_url.expose_secret()) {
                return Err(ApiError::Unreadable("the bot did not take the address".to_owned()));
            }
            request = request.sending(&StartBody { csv_url: csv_url.expose_secret() })?;
        }
        let started: Result<Option<CsvImportTask>, ApiError> = self.accepted_with(key, request).await;
        let task = started.map_err(|error| error.sparing(csv_url.map(SecretString::expose_secret)))?;
        Ok(task.filter(|task| task.task_id.is_some()))
    }
}
