//! Broadcasts under way (contract, 6). They begin in a bot's own code; the API shows, pauses and ends them.

use serde::Deserialize;

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{self, Timestamp};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, BroadcastId};

/// A broadcast. All its addresses are assumptions, and its fields are those that bots see.
#[derive(Debug, Clone, Deserialize)]
pub struct BroadcastTask {
    /// Its number.
    #[serde(deserialize_with = "tolerant::id")]
    pub id: BroadcastId,
    /// `new`, `in progress`, `paused`, `terminated`, `finished`, or another word.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub status: Option<ApiText>,
    /// How far it is, percent.
    #[serde(default, deserialize_with = "tolerant::float")]
    pub progress: Option<f64>,
    /// To how many chats; provisional while they are counted.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub total: Option<i64>,
    /// How many it has passed.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub cur_position: Option<i64>,
    /// How many could not be reached.
    #[serde(default, deserialize_with = "tolerant::number")]
    pub errors_count: Option<i64>,
    /// When it began.
    #[serde(default, deserialize_with = "tolerant::time")]
    pub created_at: Option<Timestamp>,
}

impl Identified for BroadcastTask {
    type Id = BroadcastId;

    fn id(&self) -> Option<BroadcastId> {
        Some(self.id)
    }
}

impl Api {
    /// The broadcasts of a bot.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn broadcast_tasks(&self, key: &ApiKey, bot: BotId) -> Result<Vec<BroadcastTask>, ApiError> {
        self.list(key, Request::new(Endpoint::GetBroadcastTasks, [bot.get()])).await
    }

    /// Ends and deletes a broadcast.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn delete_broadcast_task(&self, key: &ApiKey, bot: BotId, task: BroadcastId) -> Result<(), ApiError> {
        self.deleted(key, Request::new(Endpoint::DeleteBroadcastTask, [bot.get(), task.get()])).await
    }

    /// Pauses a broadcast. How it is then, where the answer tells it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn pause_broadcast_task(
        &self,
        key: &ApiKey,
        bot: BotId,
        task: BroadcastId,
    ) -> Result<Option<BroadcastTask>, ApiError> {
        self.accepted_with_id(key, Request::new(Endpoint::PauseBroadcastTask, [bot.get(), task.get()]), task).await
    }

    /// Lets a paused broadcast go on. How it is then, where the answer tells it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn resume_broadcast_task(
        &self,
        key: &ApiKey,
        bot: BotId,
        task: BroadcastId,
    ) -> Result<Option<BroadcastTask>, ApiError> {
        self.accepted_with_id(key, Request::new(Endpoint::ResumeBroadcastTask, [bot.get(), task.get()]), task).await
    }
}
