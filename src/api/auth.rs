//! Signing in and up (contract, 2). These calls are made in nobody's name.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;

use super::call::request::{Caller, Request};
use super::call::tolerant::tolerant;
use super::{Api, ApiError, Endpoint, Session, decode};

tolerant! {
    /// A link that lets whoever opens it act for an account.
    pub(super) struct SecretLink {
        url: Option<SecretString>,
    }
}

impl SecretLink {
    /// Reads a link; an answer without one is no success.
    pub(super) fn read(body: &[u8]) -> Result<SecretString, ApiError> {
        let link: Self = decode::object(body)?;
        let address = link.url.filter(|url| url.expose_secret().starts_with("https://"));
        address.ok_or_else(|| ApiError::Unreadable("no address".to_owned()))
    }
}

#[derive(Serialize)]
struct SignInBody<'a> {
    email: &'a str,
    password: &'a str,
}

#[derive(Serialize)]
struct SignUpBody<'a> {
    email: &'a str,
    password: &'a str,
    password_confirmation: &'a str,
}

/// A body that is an address alone.
#[derive(Serialize)]
pub(super) struct EmailBody<'a> {
    pub(super) email: &'a str,
}

impl Api {
    /// Signs in. With the session, [`Api::user_in`] returns the account and its key.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] for a wrong password; [`ApiError::Unreadable`] when no session came along.
    pub async fn sign_in(&self, email: &str, password: &SecretString) -> Result<Session, ApiError> {
        let body = SignInBody { email, password: password.expose_secret() };
        let request = Request::new(Endpoint::SignIn, []).sending(&body)?;
        self.call(Caller::Nobody, request, |response| {
            decode::accepted(&response.body)?;
            Session::read(&response.headers).ok_or_else(|| ApiError::Unreadable("no session".to_owned()))
        })
        .await
    }

    /// Opens an account.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] with what the API says of the address or the password.
    pub async fn sign_up(&self, email: &str, password: &SecretString) -> Result<(), ApiError> {
        let password = password.expose_secret();
        let body = SignUpBody { email, password, password_confirmation: password };
        let request = Request::new(Endpoint::SignUp, []).sending(&body)?;
        self.call(Caller::Nobody, request, |response| decode::accepted(&response.body)).await
    }

    /// Has a new password mailed: the old one ends.
    pub async fn reset_password(&self, email: &str) -> Result<(), ApiError> {
        let request = Request::new(Endpoint::ResetPassword, []).sending(&EmailBody { email })?;
        self.call(Caller::Nobody, request, |response| decode::accepted(&response.body)).await
    }

    /// A fresh link to the official bot, by which a person signs in with Telegram. It can expire.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn telegram_login_url(&self) -> Result<SecretString, ApiError> {
        let request = Request::new(Endpoint::GetTelegramLoginUrl, []);
        self.call(Caller::Nobody, request, |response| SecretLink::read(&response.body)).await
    }

    /// Asks whether the person has come back from Telegram. `None` while they have not.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn telegram_login(&self) -> Result<Option<Session>, ApiError> {
        let request = Request::new(Endpoint::TelegramLogin, []);
        self.call(Caller::Nobody, request, |response| {
            decode::accepted(&response.body)?;
            Ok(Session::read(&response.headers))
        })
        .await
    }
}
