//! The properties of a bot (contract, 8): whatever its code stored, secrets among it.

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{SecretValue, tolerant};
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, PropertyId};

tolerant! {
    /// A property.
    #[derive(Debug, Clone)]
    pub struct Property {
        /// Its number; without one it cannot be deleted.
        pub id: Option<PropertyId>,
        /// Its name.
        pub name: Option<ApiText>,
        /// `string`, `integer`, `float`, `boolean`, `json`, `text`, `datetime`, or another word.
        #[serde(rename = "type")]
        pub kind: Option<ApiText>,
        /// Its value: a text as it is, everything else as JSON.
        pub value: Option<SecretValue>,
        /// The person it belongs to, as Bots.Business numbers them; the bot's own when not set.
        pub user_id: Option<i64>,
    }
}

impl Identified for Property {
    type Id = PropertyId;

    fn id(&self) -> Option<PropertyId> {
        self.id
    }
}

impl Api {
    /// A page of a bot's properties, from 1. That there are pages is an assumption.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn properties_page(&self, key: &ApiKey, bot: BotId, page: u32) -> Result<Vec<Property>, ApiError> {
        self.list(key, Request::new(Endpoint::GetProperties, [bot.get()]).asking("page", page)).await
    }

    /// All properties of a bot that have a number.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn properties(&self, key: &ApiKey, bot: BotId) -> Result<Vec<Property>, ApiError> {
        self.all_pages(key, || Request::new(Endpoint::GetProperties, [bot.get()])).await
    }

    /// Deletes a property.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn delete_property(&self, key: &ApiKey, bot: BotId, property: PropertyId) -> Result<(), ApiError> {
        self.deleted(key, Request::new(Endpoint::DeleteProperty, [bot.get(), property.get()])).await
    }
}
