//! The folders of commands (contract, 5).

use serde::Serialize;

use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, FolderId};

tolerant! {
    /// A folder.
    #[derive(Debug, Clone)]
    pub struct Folder {
        /// Its number.
        pub id: FolderId,
        /// Its name.
        pub title: Option<ApiText>,
        /// Whose it is.
        pub bot_id: Option<BotId>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was changed last.
        pub updated_at: Option<Timestamp>,
    }
}

#[derive(Serialize)]
struct FolderBody<'a> {
    title: &'a str,
}

impl Api {
    /// The folders of a bot.
    pub async fn folders(&self, key: &ApiKey, bot: BotId) -> Result<Vec<Folder>, ApiError> {
        self.list(key, Request::new(Endpoint::GetFolders, [bot.get()])).await
    }

    /// Makes a folder.
    pub async fn create_folder(&self, key: &ApiKey, bot: BotId, title: &str) -> Result<Folder, ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.one(key, Request::new(Endpoint::CreateFolder, [bot.get()]).sending(&FolderBody { title })?).await
    }

    /// Deletes a folder. What becomes of its commands is not known.
    pub async fn delete_folder(&self, key: &ApiKey, bot: BotId, folder: FolderId) -> Result<(), ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.deleted(key, Request::new(Endpoint::DeleteFolder, [bot.get(), folder.get()])).await
    }
}
