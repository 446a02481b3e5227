//! Trying addresses: which of the reads that change nothing are answered, for the operator (contract, 14.1).
//!
//! Owns what may be tried: GETs that only read, each once, and never Copy Bot. It shows no content of any answer.

use serde_json::Value;

use super::call::request::{Caller, Request};
use super::{Api, ApiError, CommandFilter, Effect, Endpoint, Method};
use crate::credentials::ApiKey;
use crate::ids::BotId;

/// An endpoint that was tried, or why it was not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// Which one.
    pub endpoint: Endpoint,
    /// What came of it.
    pub outcome: Probed,
}

/// What came of trying an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Probed {
    /// Something answered that can be read as what it should be.
    Answers,
    /// The server has nothing there.
    Nothing,
    /// Something answered that shows neither.
    Unclear(ApiError),
    /// There is nothing to try it with, such as a bot.
    Untried,
}

impl Api {
    /// Tries every read that changes nothing, one after the other, with the account's first bot where one is needed.
    ///
    /// # Errors
    /// [`ApiError::KeyRejected`] when the key is wrong: then no other address can be tried.
    pub async fn probe(&self, key: &ApiKey) -> Result<Vec<Probe>, ApiError> {
        if let Err(ApiError::KeyRejected) = self.user(key).await {
            return Err(ApiError::KeyRejected);
        }
        let bot = self.bots(key).await.ok().and_then(|bots| bots.first().map(|bot| bot.id));
        let mut probes = Vec::new();
        for endpoint in Endpoint::ALL {
            let (method, _) = self.corrections.of(endpoint);
            if method == Method::Get && endpoint.row().effect == Effect::Reads {
                let outcome = match self.ids(key, endpoint, bot).await {
                    Some(ids) => self.probe_one(key, endpoint, ids).await,
                    None => Probed::Untried,
                };
                probes.push(Probe { endpoint, outcome });
            }
        }
        Ok(probes)
    }

    async fn probe_one(&self, key: &ApiKey, endpoint: Endpoint, ids: Vec<i64>) -> Probed {
        let request = Request { ids, ..Request::new(endpoint, []) };
        let _turn = self.limits.take(Some(key)).await;
        match self.send(Caller::Key(key), &request).await {
            Ok(response) if is_json(&response.body) => Probed::Answers,
            Ok(_) => Probed::Unclear(ApiError::Unreadable("not JSON".to_owned())),
            Err(failed) if failed.leads_nowhere => Probed::Nothing,
            // A thing that is missing was looked for, so the address is right.
            Err(failed) if matches!(failed.error, ApiError::NotFound(_)) => Probed::Answers,
            Err(failed) if failed.status >= 500 => {
                Probed::Unclear(ApiError::Unreadable(format!("status {}", failed.status)))
            }
            Err(failed) => Probed::Unclear(failed.error),
        }
    }

    /// Numbers for an endpoint's path: the first bot, and the first thing in a list of that bot.
    async fn ids(&self, key: &ApiKey, endpoint: Endpoint, bot: Option<BotId>) -> Option<Vec<i64>> {
        let needed = endpoint.row().path.matches('{').count();
        match (needed, bot, endpoint) {
            (0, ..) => Some(Vec::new()),
            (1, Some(bot), _) => Some(vec![bot.get()]),
            (2, Some(bot), Endpoint::GetCommand) => {
                let commands = self.commands_page(key, bot, &CommandFilter::default(), 1).await.ok()?;
                Some(vec![bot.get(), commands.first()?.id.get()])
            }
            // No list contains imports. A "not found" of the import's own proves the address as well.
            (2, Some(bot), Endpoint::GetCsvImportTask) => Some(vec![bot.get(), 1]),
            _ => None,
        }
    }
}

fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<Value>(body).is_ok()
}
