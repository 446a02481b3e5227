//! Libraries: those of a bot (contract, 4.12 to 4.14) and those of the store (contract, 9).

use std::sync::Arc;

use serde::Serialize;

use super::call::request::{Caller, Request};
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint, decode};
use crate::credentials::ApiKey;
use crate::ids::{BotId, LibId};

tolerant! {
    /// A library that a bot has.
    #[derive(Debug, Clone)]
    pub struct InstalledLib {
        /// Its number.
        pub id: LibId,
        /// Its name.
        pub name: Option<ApiText>,
    }
}

tolerant! {
    /// A library of the store.
    #[derive(Debug, Clone)]
    pub struct StoreLib {
        /// Its number.
        pub id: LibId,
        /// Its name.
        pub name: Option<ApiText>,
        /// What it is for.
        pub description: Option<ApiText>,
        /// Where its picture is.
        pub img_url: Option<ApiText>,
        /// How many bots have it.
        pub installations_count: Option<i64>,
        /// When it was changed last.
        pub updated_at: Option<Timestamp>,
    }
}

#[derive(Serialize)]
struct InstallBody {
    lib_id: i64,
}

impl Api {
    /// The libraries of a bot.
    pub async fn installed_libs(&self, key: &ApiKey, bot: BotId) -> Result<Vec<InstalledLib>, ApiError> {
        self.list(key, Request::new(Endpoint::GetInstalledLibs, [bot.get()])).await
    }

    /// Installs a library.
    ///
    /// # Errors
    /// [`ApiError::Refused`] with the API's words, such as that it is installed already; also with HTTP 200.
    pub async fn install_lib(&self, key: &ApiKey, bot: BotId, lib: LibId) -> Result<(), ApiError> {
        let body = InstallBody { lib_id: lib.get() };
        let request = Request::new(Endpoint::InstallLib, [bot.get()]).sending(&body)?;
        self.call(Caller::Key(key), request, |response| decode::exactly_true(&response.body)).await
    }

    /// Uninstalls a library.
    ///
    /// # Errors
    /// As [`Api::install_lib`].
    pub async fn uninstall_lib(&self, key: &ApiKey, bot: BotId, lib: LibId) -> Result<(), ApiError> {
        let request = Request::new(Endpoint::UninstallLib, [bot.get(), lib.get()]);
        self.call(Caller::Key(key), request, |response| decode::exactly_true(&response.body)).await
    }

    /// The libraries of the store, up to five minutes old.
    pub async fn store_libs(&self, key: &ApiKey) -> Result<Arc<[StoreLib]>, ApiError> {
        self.cached_list(key, Endpoint::GetStoreLibs, &self.store_libs).await
    }
}
