//! The account that a key belongs to (contract, 3).

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::auth::{EmailBody, SecretLink};
use super::call::request::{Caller, Request};
use super::call::tolerant::{Timestamp, tolerant};
use super::{Api, ApiError, ApiText, Endpoint, Session, decode};
use crate::credentials::ApiKey;

tolerant! {
    /// An account: the menu's "User Public", and its key if the response contains it.
    #[derive(Debug, Clone)]
    pub struct UserPublic {
        /// Its number.
        pub id: Option<i64>,
        /// Its e-mail address.
        pub email: Option<ApiText>,
        /// Its key.
        pub api_key: Option<ApiKey>,
        /// When it was opened.
        pub created_at: Option<Timestamp>,
    }
}

tolerant! {
    /// A Telegram account linked to a Bots.Business account. The same one can come more than once (contract, 3).
    #[derive(Debug, Clone)]
    pub struct LinkedAccount {
        /// Its number at Bots.Business.
        pub id: Option<i64>,
        /// Telegram's own number.
        pub telegramid: Option<ApiText>,
        /// First name, as its owner wrote it.
        pub first_name: Option<ApiText>,
        /// Name without the `@`.
        pub username: Option<ApiText>,
        /// Language, such as `en`.
        pub language_code: Option<ApiText>,
    }
}

tolerant! {
    /// How many iterations an account has, and has used.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct Quota {
        /// How many there are until it is renewed.
        pub limit: Option<i64>,
        /// How many are used.
        pub progress: Option<i64>,
        /// Bought beside the plan.
        pub extra_points: Option<f64>,
        /// Whether the account shows ads for more iterations.
        pub have_ads: Option<bool>,
        /// What the plan gives.
        pub quotum_type: Option<QuotumType>,
        /// Since when they are counted. The API may not send it: bots' own code sees it (contract, 3).
        pub started_at: Option<Timestamp>,
        /// Until when they are counted; as above.
        pub ended_at: Option<Timestamp>,
    }
}

tolerant! {
    /// What a plan gives with and without ads.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct QuotumType {
        /// Iterations without ads.
        pub base_limit: Option<i64>,
        /// Iterations with ads.
        pub ads_limit: Option<i64>,
    }
}

tolerant! {
    /// What an account pays for.
    #[derive(Debug, Clone, Default, PartialEq)]
    pub struct PaymentPlan {
        /// Its name.
        pub name: Option<ApiText>,
        /// How long a command may run, in a unit that nobody documented.
        pub command_execution_timeout: Option<f64>,
    }
}

#[derive(Serialize)]
struct PasswordChange<'a> {
    current_password: &'a str,
    password: &'a str,
    password_confirmation: &'a str,
}

#[derive(Serialize)]
struct Ads {
    have_ads: bool,
}

/// An answer without number and e-mail address is not an account.
fn read_user(body: &[u8]) -> Result<UserPublic, ApiError> {
    let user: UserPublic = decode::object(body)?;
    if user.id.is_none() && user.email.is_none() {
        return Err(ApiError::Unreadable("an account without number and address".to_owned()));
    }
    Ok(user)
}

impl Api {
    /// The account of a key: the check that a key is right.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] or [`ApiError::Invalid`] say that it is wrong; all others say nothing about it.
    pub async fn user(&self, key: &ApiKey) -> Result<UserPublic, ApiError> {
        let request = Request::new(Endpoint::GetUser, []);
        self.call(Caller::Key(key), request, |response| read_user(&response.body)).await
    }

    /// The account of somebody who signed in, with its key.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] when the session has ended.
    pub async fn user_in(&self, session: &Session) -> Result<UserPublic, ApiError> {
        let request = Request::new(Endpoint::GetUser, []);
        self.call(Caller::Session(session), request, |response| read_user(&response.body)).await
    }

    /// Changes the password.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] with what the API says of either password.
    pub async fn update_password(
        &self,
        key: &ApiKey,
        current: &SecretString,
        new: &SecretString,
    ) -> Result<(), ApiError> {
        let (current_password, password) = (current.expose_secret(), new.expose_secret());
        let body = PasswordChange { current_password, password, password_confirmation: password };
        self.accepted(key, Request::new(Endpoint::UpdatePassword, []).sending(&body)?).await
    }

    /// Changes the e-mail address.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] when it is not an address, or is taken.
    pub async fn update_email(&self, key: &ApiKey, email: &str) -> Result<(), ApiError> {
        self.accepted(key, Request::new(Endpoint::UpdateEmail, []).sending(&EmailBody { email })?).await
    }

    /// The Telegram accounts that are linked to it.
    pub async fn linked_accounts(&self, key: &ApiKey) -> Result<Vec<LinkedAccount>, ApiError> {
        self.list(key, Request::new(Endpoint::GetLinkedAccounts, [])).await
    }

    /// A link that connects whoever opens it to this account.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn telegram_link_url(&self, key: &ApiKey) -> Result<SecretString, ApiError> {
        let request = Request::new(Endpoint::GetTelegramLinkUrl, []);
        self.call(Caller::Key(key), request, |response| SecretLink::read(&response.body)).await
    }

    /// One text per device that is signed in.
    pub async fn session_tokens(&self, key: &ApiKey) -> Result<Vec<SecretString>, ApiError> {
        let request = Request::new(Endpoint::GetSessionTokens, []);
        self.call(Caller::Key(key), request, |response| decode::texts(&response.body)).await
    }

    /// Signs every device out.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn log_out_all_devices(&self, key: &ApiKey) -> Result<(), ApiError> {
        self.deleted(key, Request::new(Endpoint::LogOutAllDevices, [])).await
    }

    /// Replaces the key: this one stops working, unless the call failed. Returns the new one if the response contains it.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn reset_api_key(&self, key: &ApiKey) -> Result<Option<ApiKey>, ApiError> {
        let request = Request::new(Endpoint::ResetApiKey, []);
        self.call(Caller::Key(key), request, |response| {
            let account: Option<UserPublic> = decode::accepted_with(&response.body)?;
            match account.and_then(|account| account.api_key) {
                Some(same) if same == *key => Err(ApiError::Unreadable("the same key".to_owned())),
                new => Ok(new),
            }
        })
        .await
    }

    /// How many iterations are used. The answer may be one quota or several.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn iteration_usage(&self, key: &ApiKey) -> Result<Vec<Quota>, ApiError> {
        let request = Request::new(Endpoint::GetIterationUsage, []);
        self.call(Caller::Key(key), request, |response| {
            decode::one_or_many(&response.body)?.into_iter().map(decode::not_empty::<Quota>).collect()
        })
        .await
    }

    /// Turns ads on or off.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn set_ads(&self, key: &ApiKey, have_ads: bool) -> Result<(), ApiError> {
        self.accepted(key, Request::new(Endpoint::ToggleAds, []).sending(&Ads { have_ads })?).await
    }

    /// What the account pays for.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn payment_plan(&self, key: &ApiKey) -> Result<PaymentPlan, ApiError> {
        let request = Request::new(Endpoint::GetPaymentPlan, []);
        self.call(Caller::Key(key), request, |response| decode::not_empty(decode::object(&response.body)?)).await
    }
}
