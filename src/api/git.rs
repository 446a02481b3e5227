//! A bot's git repository (contract, 4.10 and 4.11). Both only start a job; the API cannot say when it ends.

use super::call::request::Request;
use super::{Api, ApiError, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::BotId;

impl Api {
    /// Asks for the bot to be written into its repository.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn git_export(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        self.accepted(key, Request::new(Endpoint::GitExport, [bot.get()])).await
    }

    /// Asks for the bot to be made anew from its repository: all its commands and libraries go first.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn git_import(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.accepted(key, Request::new(Endpoint::GitImport, [bot.get()])).await
    }
}
