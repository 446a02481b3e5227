//! What went wrong in a bot (contract, 4.15 and 4.16).

use serde::Deserialize;

use super::call::request::Request;
use super::call::tolerant::{self, Timestamp};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, ErrorLogId};

/// An error. The command that it names may be deleted by now.
#[derive(Debug, Clone, Deserialize)]
pub struct ErrorLog {
    /// Its number.
    #[serde(deserialize_with = "tolerant::id")]
    pub id: ErrorLogId,
    /// When it happened.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub created_at: Option<Timestamp>,
    /// What it says.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub title: Option<ApiText>,
    /// Where in the code.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub stack_trace: Option<ApiText>,
    #[serde(default, deserialize_with = "tolerant::inner")]
    scenario: Option<Scenario>,
}

#[derive(Debug, Clone, Deserialize)]
struct Scenario {
    #[serde(default, deserialize_with = "tolerant::inner")]
    bot_command: Option<BotCommand>,
}

#[derive(Debug, Clone, Deserialize)]
struct BotCommand {
    #[serde(default, deserialize_with = "tolerant::text")]
    command: Option<ApiText>,
}

impl ErrorLog {
    /// The command in which it happened.
    pub fn command(&self) -> Option<&ApiText> {
        self.scenario.as_ref()?.bot_command.as_ref()?.command.as_ref()
    }
}

impl Api {
    /// The errors of a bot, in the API's order.
    ///
    /// # Errors
    /// Every [`ApiError`].
    pub async fn error_logs(&self, key: &ApiKey, bot: BotId) -> Result<Vec<ErrorLog>, ApiError> {
        self.list(key, Request::new(Endpoint::GetErrorLogs, [bot.get()])).await
    }

    /// Deletes all errors of a bot.
    ///
    /// # Errors
    /// Every [`ApiError`].
    pub async fn clear_error_logs(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        self.deleted(key, Request::new(Endpoint::ClearErrorLogs, [bot.get()])).await
    }
}
