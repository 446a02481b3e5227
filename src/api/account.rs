//! The account that a key belongs to (contract, 3).

use serde::Deserialize;

use super::{Api, ApiError, Endpoint, tolerant};
use crate::credentials::ApiKey;

/// What `GET /user` tells of an account. The answer holds the key as well; it is not read.
#[derive(Debug, Deserialize)]
pub struct User {
    /// The account's e-mail address.
    #[serde(default, deserialize_with = "tolerant::text")]
    pub email: Option<String>,
}

impl Api {
    /// The account of a key: the check that a key is right.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] or [`ApiError::Invalid`] say that it is wrong; all others say nothing about it.
    pub async fn user(&self, key: &ApiKey) -> Result<User, ApiError> {
        self.object(Endpoint::GetUser, key).await
    }
}
