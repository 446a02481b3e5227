//! The table of endpoints: method and path of every call the bot makes.
//!
//! Owns names and addresses, nothing else. All of these are reads that change nothing.

use crate::ids::{BotId, TaskId};

/// One call with its path parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint {
    /// GET `/user`: the account of the key; the cheapest check of one (contract, 3).
    GetUser,
    /// GET `/bots`: all bots of the account (contract, 4.2).
    GetBots,
    /// GET `/bots/{id}` (contract, 4.3).
    GetBot(BotId),
    /// GET `/bots/{id}/csv_import_tasks/{task_id}` (contract, 4.8).
    GetCsvImportTask(BotId, TaskId),
}

impl Endpoint {
    /// The name for logs: never the path, which could one day carry more than numbers.
    pub fn name(self) -> &'static str {
        match self {
            Self::GetUser => "get_user",
            Self::GetBots => "get_bots",
            Self::GetBot(_) => "get_bot",
            Self::GetCsvImportTask(..) => "get_csv_import_task",
        }
    }

    /// The path below the base address, without a slash at its end (contract, 13.9).
    pub fn path(self) -> String {
        match self {
            Self::GetUser => "/user".to_owned(),
            Self::GetBots => "/bots".to_owned(),
            Self::GetBot(bot) => format!("/bots/{bot}"),
            Self::GetCsvImportTask(bot, task) => format!("/bots/{bot}/csv_import_tasks/{task}"),
        }
    }
}
