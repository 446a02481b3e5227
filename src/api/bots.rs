//! The bots of an account (contract, 4). Their Telegram tokens come in clear text and are not read.

use serde::Deserialize;

use super::{Api, ApiError, Endpoint, tolerant};
use crate::credentials::ApiKey;
use crate::ids::BotId;

/// A bot as lists show it.
#[derive(Debug, Deserialize)]
pub struct Bot {
    #[serde(default, deserialize_with = "tolerant::number")]
    id: Option<i64>,
    /// Its name, as its owner wrote it: anything.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub name: Option<String>,
}

impl Bot {
    /// Its number, when the API gave a usable one.
    pub fn id(&self) -> Option<BotId> {
        self.id.filter(|id| *id > 0).map(BotId::new)
    }
}

impl Api {
    /// All bots of the account, in the API's order.
    ///
    /// # Errors
    /// Every [`ApiError`]; an answer that is not a list is [`ApiError::Unreadable`].
    pub async fn bots(&self, key: &ApiKey) -> Result<Vec<Bot>, ApiError> {
        self.list(Endpoint::GetBots, key).await
    }

    /// One bot.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist or belongs to somebody else.
    pub async fn bot(&self, key: &ApiKey, bot: BotId) -> Result<Bot, ApiError> {
        self.object(Endpoint::GetBot(bot), key).await
    }
}
