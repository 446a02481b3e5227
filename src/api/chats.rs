//! The chats of a bot (contract, 7). They have two numbers: the API's own, by which they are blocked, and Telegram's.

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BbChatId, BotId, ChatId};

tolerant! {
    /// A chat.
    #[derive(Debug, Clone)]
    pub struct Chat {
        /// Its number at Bots.Business: the one to block it by.
        pub id: BbChatId,
        /// Telegram's own number of it, negative for groups. Comes as a text.
        #[serde(rename = "chatid")]
        pub telegram_id: Option<ChatId>,
        /// Its name.
        pub title: Option<ApiText>,
        /// `private`, `group`, `supergroup`, or another word.
        pub chat_type: Option<ApiText>,
        /// Whose it is.
        pub bot_id: Option<BotId>,
        /// The person, as Bots.Business numbers them.
        pub user_id: Option<i64>,
        /// When it began.
        pub created_at: Option<Timestamp>,
        /// When it was changed last.
        pub updated_at: Option<Timestamp>,
    }
}

impl Identified for Chat {
    type Id = BbChatId;

    fn id(&self) -> Option<BbChatId> {
        Some(self.id)
    }
}

impl Api {
    /// A page of a bot's chats, from 1. That there are pages is an assumption.
    pub async fn chats_page(&self, key: &ApiKey, bot: BotId, page: u32) -> Result<Vec<Chat>, ApiError> {
        self.list(key, Request::new(Endpoint::GetChats, [bot.get()]).asking("page", page)).await
    }

    /// All chats of a bot.
    pub async fn chats(&self, key: &ApiKey, bot: BotId) -> Result<Vec<Chat>, ApiError> {
        self.all_pages(key, || Request::new(Endpoint::GetChats, [bot.get()])).await
    }

    /// Blocks a chat.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] when the answer is not about this chat.
    pub async fn block_chat(&self, key: &ApiKey, bot: BotId, chat: BbChatId) -> Result<Chat, ApiError> {
        self.one_with_id(key, Request::new(Endpoint::BlockChat, [bot.get(), chat.get()]), chat).await
    }

    /// Lifts a block. A person who blocked the bot in Telegram stays away. Returns the chat if the response contains it.
    pub async fn unblock_chat(&self, key: &ApiKey, bot: BotId, chat: BbChatId) -> Result<Option<Chat>, ApiError> {
        self.accepted_with_id(key, Request::new(Endpoint::UnblockChat, [bot.get(), chat.get()]), chat).await
    }
}
