//! What went wrong in a bot (contract, 4.15 and 4.16).

use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, ErrorLogId};

tolerant! {
    /// An error. The command that it names may be deleted by now.
    #[derive(Debug, Clone)]
    pub struct ErrorLog {
        /// Its number.
        pub id: ErrorLogId,
        /// When it happened.
        pub created_at: Option<Timestamp>,
        /// What it says.
        pub title: Option<ApiText>,
        /// Where in the code.
        pub stack_trace: Option<ApiText>,
        scenario: Option<Scenario>,
    }
}

tolerant! {
    #[derive(Debug, Clone)]
    struct Scenario {
        bot_command: Option<BotCommand>,
    }
}

tolerant! {
    #[derive(Debug, Clone)]
    struct BotCommand {
        command: Option<ApiText>,
    }
}

impl ErrorLog {
    /// The command in which it happened.
    pub fn command(&self) -> Option<&ApiText> {
        self.scenario.as_ref()?.bot_command.as_ref()?.command.as_ref()
    }
}

impl Api {
    /// The errors of a bot, in the API's order.
    pub async fn error_logs(&self, key: &ApiKey, bot: BotId) -> Result<Vec<ErrorLog>, ApiError> {
        self.list(key, Request::new(Endpoint::GetErrorLogs, [bot.get()])).await
    }

    /// Deletes all errors of a bot.
    pub async fn clear_error_logs(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        self.deleted(key, Request::new(Endpoint::ClearErrorLogs, [bot.get()])).await
    }
}
