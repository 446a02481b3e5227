//! Signing in and up (contract, 2). These calls are made in nobody's name.

use std::fmt;

use reqwest::header::HeaderMap;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};

use super::request::{Caller, Request};
use super::{Api, ApiError, Endpoint, decode, tolerant};

/// The headers of a session. The documentation spells the last one "Uuid" as well (contract, 1).
const ACCESS_TOKEN: &str = "Access-Token";
const CLIENT: &str = "Client";
const UID: &str = "Uid";

/// A session: what signing in gives, and what stands in for a key.
#[derive(Clone)]
pub struct Session {
    access_token: SecretString,
    client: SecretString,
    uid: SecretString,
}

impl Session {
    fn read(headers: &HeaderMap) -> Option<Self> {
        let header = |name| headers.get(name)?.to_str().ok().filter(|text| !text.is_empty()).map(SecretString::from);
        Some(Self {
            access_token: header(ACCESS_TOKEN)?,
            client: header(CLIENT)?,
            uid: header(UID).or_else(|| header("Uuid"))?,
        })
    }

    /// The headers that a request carries in this session's name.
    pub(super) fn headers(&self) -> [(&'static str, &str); 3] {
        [
            (ACCESS_TOKEN, self.access_token.expose_secret()),
            (CLIENT, self.client.expose_secret()),
            (UID, self.uid.expose_secret()),
        ]
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Session(hidden)")
    }
}

/// A link that lets whoever opens it act for an account.
#[derive(Deserialize)]
pub(super) struct SecretLink {
    #[serde(default, deserialize_with = "tolerant::secret")]
    url: Option<SecretString>,
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
    /// Signs in. With the session, [`Api::user_in`] tells the account and its key.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] for a wrong password; [`ApiError::Unreadable`] when no session came along.
    pub async fn sign_in(&self, email: &str, password: &SecretString) -> Result<Session, ApiError> {
        let body = SignInBody { email, password: password.expose_secret() };
        let request = Request::new(Endpoint::SignIn, []).sending(&body)?;
        self.answer(Caller::Nobody, request, |answer| {
            decode::done(&answer.body)?;
            Session::read(&answer.headers).ok_or_else(|| ApiError::Unreadable("no session".to_owned()))
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
        self.answer(Caller::Nobody, request, |answer| decode::done(&answer.body)).await
    }

    /// Has a new password mailed: the old one ends.
    ///
    /// # Errors
    /// Every [`ApiError`].
    pub async fn reset_password(&self, email: &str) -> Result<(), ApiError> {
        let request = Request::new(Endpoint::ResetPassword, []).sending(&EmailBody { email })?;
        self.answer(Caller::Nobody, request, |answer| decode::done(&answer.body)).await
    }

    /// A fresh link to the official bot, by which a person signs in with Telegram. It can expire.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn telegram_login_url(&self) -> Result<SecretString, ApiError> {
        let request = Request::new(Endpoint::GetTelegramLoginUrl, []);
        self.answer(Caller::Nobody, request, |answer| SecretLink::read(&answer.body)).await
    }

    /// Asks whether the person has come back from Telegram. `None` while they have not.
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn telegram_login(&self) -> Result<Option<Session>, ApiError> {
        let request = Request::new(Endpoint::TelegramLogin, []);
        self.answer(Caller::Nobody, request, |answer| {
            decode::done(&answer.body)?;
            Ok(Session::read(&answer.headers))
        })
        .await
    }
}
