//! The bots of an account (contract, 4). Their Telegram tokens come in clear text: they are secrets from here on.

use std::collections::BTreeMap;

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::{Map, Value};

use super::call::identity::Identified;
use super::call::request::Request;
use super::call::tolerant::{Timestamp, tolerant};
use super::libraries::InstalledLib;
use super::{Api, ApiError, ApiText, Endpoint};
use crate::credentials::ApiKey;
use crate::ids::{BotId, StoreBotId};

mod lately;
pub(super) use lately::Readings;
pub use lately::{Dot, Dots};

tolerant! {
    /// The menu's "Bot".
    #[derive(Debug, Clone)]
    pub struct Bot {
        /// Its number.
        pub id: BotId,
        /// Its name, as its owner wrote it: anything.
        pub name: Option<ApiText>,
        /// Its Telegram token.
        pub token: Option<SecretString>,
        /// `works`, `stopped`, a word in between, or nothing when it never ran. Unknown words are kept (contract, 13.10).
        pub status: Option<ApiText>,
        /// Where its picture is. Telegram's own addresses of files hold the token.
        pub pic_url: Option<SecretString>,
        /// Where its commands are imported from. Can hold a key in its address.
        pub csv_url: Option<SecretString>,
        /// Its git repository. Can hold a password in its address.
        pub git_remote: Option<SecretString>,
        /// The public half of its deploy key; see [`Bot::deploy_key`].
        pub rsa_public_key: Option<ApiText>,
        /// When it ran last.
        pub last_run_at: Option<Timestamp>,
        /// The demo bot that it was made from.
        pub store_bot_id: Option<StoreBotId>,
        /// Its libraries, if the response contains them.
        pub libs: Vec<InstalledLib>,
        /// When it was made.
        pub created_at: Option<Timestamp>,
        /// When it was changed last.
        pub updated_at: Option<Timestamp>,
    }
}

impl Bot {
    /// Its public deploy key as git hosts take it, `ssh-rsa AAAAB3NzaC1yc2E…`, without a comment. It is public, and must
    /// not be altered: masking could take a part of it for an API key. `None` when it is anything else than such a key.
    pub fn deploy_key(&self) -> Option<&str> {
        let text = self.rsa_public_key.as_ref()?.verbatim().trim();
        let key = text.strip_prefix("ssh-rsa ")?;
        let base64 = |c: char| c.is_ascii_alphanumeric() || "+/=".contains(c);
        let end = key.find(|c| !base64(c)).unwrap_or(key.len());
        // The name of the algorithm with its length before it, in base64 (RFC 4253, 6.6).
        let (body, comment) = key.split_at_checked(end)?;
        let is_key = body.starts_with("AAAAB3NzaC1yc2E") && (comment.is_empty() || comment.starts_with(' '));
        is_key.then(|| text.get(..text.len() - comment.len())).flatten()
    }
}

impl Identified for Bot {
    type Id = BotId;

    fn id(&self) -> Option<BotId> {
        Some(self.id)
    }
}

/// What can be written of a bot: the menu's "Create & Edit Bot". `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct CreateEditBot {
    /// Its name. A new bot needs one.
    pub name: Option<String>,
    /// Its Telegram token. A bot without one cannot be started.
    pub token: Option<SecretString>,
    /// Where its commands are imported from.
    pub csv_url: Option<SecretString>,
    /// Its git repository.
    pub git_remote: Option<SecretString>,
}

/// A field of a bot that can be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BotField {
    /// Its Telegram token.
    Token,
    /// Where its commands are imported from.
    CsvUrl,
    /// Its git repository.
    GitRemote,
}

impl BotField {
    /// The field as the API names it.
    fn name(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::CsvUrl => "csv_url",
            Self::GitRemote => "git_remote",
        }
    }
}

/// What a bot can be asked to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BotStatus {
    /// Start.
    StartLaunch,
    /// Stop.
    StartStopping,
}

#[derive(Serialize)]
struct StatusBody {
    status: &'static str,
}

impl CreateEditBot {
    /// The fields as the API writes them.
    fn fields(&self) -> impl Iterator<Item = (&'static str, Value)> {
        let secret = |secret: &Option<SecretString>| secret.as_ref().map(|text| text.expose_secret().into());
        [
            ("name", self.name.as_deref().map(Value::from)),
            ("token", secret(&self.token)),
            ("csv_url", secret(&self.csv_url)),
            ("git_remote", secret(&self.git_remote)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
    }
}

impl Api {
    /// All bots of the account, in the API's order.
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] when the answer is not a list.
    pub async fn bots(&self, key: &ApiKey) -> Result<Vec<Bot>, ApiError> {
        self.list(key, Request::new(Endpoint::GetBots, [])).await
    }

    /// One bot.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist or belongs to somebody else.
    pub async fn bot(&self, key: &ApiKey, bot: BotId) -> Result<Bot, ApiError> {
        self.one_with_id(key, Request::new(Endpoint::GetBot, [bot.get()]), bot).await
    }

    /// Makes a bot.
    ///
    /// # Errors
    /// [`ApiError::Invalid`] or [`ApiError::Refused`] with what the API says, also when it comes with HTTP 200.
    pub async fn create_bot(&self, key: &ApiKey, bot: &CreateEditBot) -> Result<Bot, ApiError> {
        let body: Map<String, Value> = bot.fields().map(|(name, value)| (name.to_owned(), value)).collect();
        let request = Request::new(Endpoint::CreateBot, []).sending(&body)?;
        self.one(key, request).await.map_err(|error| error.sparing(secrets(&body)))
    }

    /// Changes a bot. The fields that stay are read first and sent along: one client was seen to clear what it did
    /// not send (contract, 4.4).
    ///
    /// # Errors
    /// [`ApiError::Unreadable`] when a field that has to stay could not be read: nothing is changed then.
    /// [`ApiError::Uncertain`] when the answer shows another value than was sent.
    pub async fn edit_bot(&self, key: &ApiKey, bot: BotId, changes: &CreateEditBot) -> Result<Bot, ApiError> {
        self.rewrite_bot(key, bot, changes.fields().collect()).await
    }

    /// Empties a field of a bot: null is what empties one (contract, 4.4). The other fields stay, as in
    /// [`Api::edit_bot`].
    ///
    /// # Errors
    /// As [`Api::edit_bot`].
    pub async fn empty_bot_field(&self, key: &ApiKey, bot: BotId, field: BotField) -> Result<Bot, ApiError> {
        self.rewrite_bot(key, bot, BTreeMap::from([(field.name(), Value::Null)])).await
    }

    async fn rewrite_bot(
        &self,
        key: &ApiKey,
        bot: BotId,
        changes: BTreeMap<&'static str, Value>,
    ) -> Result<Bot, ApiError> {
        let now = self.fields_with_id(key, Request::new(Endpoint::GetBot, [bot.get()]), bot.get()).await?;
        let mut body = writable(&now)?;
        body.extend(changes.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        let request = Request::new(Endpoint::EditBot, [bot.get()]).sending(&body)?;
        let edited = self.one_as_sent(key, request, bot, &changes).await;
        edited.map_err(|error| error.sparing(secrets(&body)))
    }

    /// Deletes a bot with all that it has, for good.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] when it does not exist or belongs to somebody else.
    pub async fn delete_bot(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        let _changing = self.changes_commands(key, bot);
        self.deleted(key, Request::new(Endpoint::DeleteBot, [bot.get()])).await
    }

    /// Asks a bot to start or stop. It does so later: the returned bot has the status of this moment, and [`Api::bot`] returns the later one.
    pub async fn set_bot_status(&self, key: &ApiKey, bot: BotId, status: BotStatus) -> Result<Bot, ApiError> {
        let status = match status {
            BotStatus::StartLaunch => "start_launch",
            BotStatus::StartStopping => "start_stopping",
        };
        let request = Request::new(Endpoint::SetBotStatus, [bot.get()]).sending(&StatusBody { status })?;
        self.one_with_id(key, request, bot).await
    }

    /// Asks for a copy of a bot, made later: it turns up in the list, stopped and without a token. A GET that changes
    /// something: it is sent once (contract, 4.9).
    ///
    /// # Errors
    /// [`ApiError::EndpointUnknown`] when the assumed address is wrong.
    pub async fn copy_bot(&self, key: &ApiKey, bot: BotId) -> Result<(), ApiError> {
        self.accepted(key, Request::new(Endpoint::CopyBot, [bot.get()])).await
    }
}

/// What a bot's fields hold that nobody may repeat in a message. A token is starred by its shape wherever it is.
fn secrets(body: &Map<String, Value>) -> impl Iterator<Item = &str> {
    [BotField::CsvUrl, BotField::GitRemote].into_iter().filter_map(|it| body.get(it.name())?.as_str())
}

/// The fields of a bot that can be written, as they are. Every answer has name and token; if it lacks one of
/// the others, that one is not sent either (contract, 4.4).
fn writable(now: &Map<String, Value>) -> Result<Map<String, Value>, ApiError> {
    let mut body = Map::new();
    for name in ["name", "token", "csv_url", "git_remote"] {
        match now.get(name) {
            None if !["name", "token"].contains(&name) => {}
            Some(value @ (Value::String(_) | Value::Null)) => drop(body.insert(name.to_owned(), value.clone())),
            None | Some(_) => return Err(ApiError::Unreadable(format!("`{name}` of the bot, which has to stay"))),
        }
    }
    Ok(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deploy_key(text: &str) -> Option<String> {
        let bot: Bot = serde_json::from_value(serde_json::json!({"id": 1, "rsa_public_key": text})).unwrap();
        bot.deploy_key().map(str::to_owned)
    }

    #[test]
    fn a_deploy_key_is_given_unaltered_and_nothing_else_is() {
        let run = "x".repeat(40);
        let key = format!("ssh-rsa AAAAB3NzaC1yc2EAAAADAQAB+{run}/{run}==");
        assert_eq!(deploy_key(&format!("{key} bot@bots.business\n")), Some(key.clone()));
        assert_eq!(deploy_key(&key), Some(key.clone()));
        for other in [run.as_str(), "ssh-rsa AAAA", &format!("{key}!"), &format!("{key}:{run}"), &format!("x {key}")] {
            assert_eq!(deploy_key(other), None, "{other}");
        }
    }
}
