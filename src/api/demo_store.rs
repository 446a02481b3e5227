//! The store of demo bots (contract, 11).

use serde::{Deserialize, Serialize};

use super::call::request::Request;
use super::call::tolerant;
use super::{Api, ApiError, ApiText, Bot, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::StoreBotId;

/// A demo bot that can be installed.
#[derive(Debug, Clone, Deserialize)]
pub struct StoreBot {
    /// Its number.
    #[serde(deserialize_with = "tolerant::id")]
    pub id: StoreBotId,
    /// Its name.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub name: Option<ApiText>,
    /// What it does.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub description: Option<ApiText>,
}

#[derive(Serialize)]
struct InstallBody {
    id: i64,
}

impl Api {
    /// The demo bots.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn store_bots(&self, key: &ApiKey) -> Result<Vec<StoreBot>, ApiError> {
        self.list(key, Request::new(Endpoint::GetStoreBots, [])).await
    }

    /// Installs a demo bot into the account. The new bot, where the answer tells it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn install_demo_bot(&self, key: &ApiKey, bot: StoreBotId) -> Result<Option<Bot>, ApiError> {
        let request = Request::new(Endpoint::InstallDemoBot, []).sending(&InstallBody { id: bot.get() })?;
        self.accepted_with(key, request).await
    }
}
