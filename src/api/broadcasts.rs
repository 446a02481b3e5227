//! Broadcasts under way (contract, 6). They begin in a bot's own code; the API shows, pauses and ends them.

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, BroadcastId};

tolerant! {
    /// A broadcast. All its addresses are assumptions, and its fields are those that bots see.
    #[derive(Debug, Clone)]
    pub struct BroadcastTask {
        /// Its number.
        pub id: BroadcastId,
        /// `new`, `in progress`, `paused`, `terminated`, `finished`, or another word.
        pub status: Option<ApiText>,
        /// How far it is, percent.
        pub progress: Option<f64>,
        /// To how many chats; provisional while they are counted.
        pub total: Option<i64>,
        /// How many it has passed.
        pub cur_position: Option<i64>,
        /// How many could not be reached.
        pub errors_count: Option<i64>,
        /// When it began.
        pub created_at: Option<Timestamp>,
    }
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

    /// Pauses a broadcast. Returns its new state if the response contains it.
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

    /// Lets a paused broadcast go on. Returns its new state if the response contains it.
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
