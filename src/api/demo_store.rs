//! The store of demo bots (contract, 11).

use serde::Serialize;

use super::call::request::Request;
use super::call::tolerant::tolerant;
use super::{Api, ApiError, ApiText, Bot, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::StoreBotId;

tolerant! {
    /// A demo bot that can be installed.
    #[derive(Debug, Clone)]
    pub struct StoreBot {
        /// Its number.
        pub id: StoreBotId,
        /// Its name.
        pub name: Option<ApiText>,
        /// What it does.
        pub description: Option<ApiText>,
    }
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

    /// Installs a demo bot into the account. Returns the new bot if the response contains it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn install_demo_bot(&self, key: &ApiKey, bot: StoreBotId) -> Result<Option<Bot>, ApiError> {
        let request = Request::new(Endpoint::InstallDemoBot, []).sending(&InstallBody { id: bot.get() })?;
        self.accepted_with(key, request).await
    }
}
