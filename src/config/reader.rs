//! Reads one setting at a time: what a value must be, and what the mistake says otherwise.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;

use super::path::{database_file, plain_path};
use super::{
    ALLOW_HTTP, API_URL, ApiSettings, DATABASE_URL, ENDPOINTS, KEY_FILE, KEYS, Keys, LISTEN, LOG, Mistake, OPERATOR,
    OPERATOR_IDS, OUR_PREFIX, SETTINGS, SHEET_HOSTS, TOKEN, TOKEN_FILE, WATCH_CALLS, likely,
};
use crate::address::is_loopback;
use crate::api::Corrections;
use crate::credentials::is_bot_token;
use crate::ids::UserId;
use crate::input;
use crate::sheets::SheetHosts;
use crate::vault::Vault;

/// Far larger than a token, bytes.
const TOKEN_LIMIT: u64 = 4 * 1024;
/// Far larger than corrections of all endpoints, bytes.
pub const CORRECTIONS_LIMIT: u64 = 256 * 1024;
/// Calls of watches in a minute: ten a second when nothing is set; more than the largest is a misprint.
const WATCH_CALLS_DEFAULT: NonZeroU32 = NonZeroU32::new(600).unwrap();
const MOST_WATCH_CALLS: u32 = 100_000;
/// The key file created in the database's folder when no other source of keys is set.
const OWN_KEY_FILE: &str = "bb-pocket.keys";

/// The variables, and the mistakes found so far.
pub(super) struct Reader<'a> {
    variables: &'a BTreeMap<String, String>,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(variables: &'a BTreeMap<String, String>) -> Self {
        let mut reader = Self { variables, mistakes: Vec::new() };
        // Docker's --env-file takes quotes as a part of the value. A name to show may have them.
        for name in SETTINGS.into_iter().filter(|name| *name != OPERATOR) {
            if variables.get(name).is_some_and(|value| unquoted(value.trim()).is_some()) {
                reader.mistake::<()>(name, "is in quotes; write it without them");
            }
        }
        reader
    }

    /// The trimmed value of a setting; `None` when it is empty. Quotes were told already.
    pub(super) fn get(&self, setting: &str) -> Option<&'a str> {
        let value = self.variables.get(setting)?.trim();
        let value = if setting == OPERATOR { value } else { unquoted(value).unwrap_or(value) };
        (!value.is_empty()).then_some(value)
    }

    fn mistake<T>(&mut self, setting: &str, problem: impl Into<String>) -> Option<T> {
        self.mistakes.push(Mistake::new(setting, problem));
        None
    }

    /// Tells of misspelt settings, and returns the names that are not ours.
    pub(super) fn unknown(&mut self) -> Vec<String> {
        let ours = self.variables.iter().filter(|(name, _)| name.starts_with(OUR_PREFIX));
        let unknown = ours.filter(|(name, _)| !SETTINGS.contains(&name.as_str()));
        let (links, misspelt): (Vec<_>, Vec<_>) = unknown.partition(|(name, value)| is_service_link(name, value));
        for (name, _) in misspelt {
            let problem = match likely(name) {
                Some(meant) => format!("there is no such setting; did you mean {meant}?"),
                None => "there is no such setting; see .env.example".to_owned(),
            };
            self.mistake::<()>(name, problem);
        }
        links.into_iter().map(|(name, _)| name.clone()).collect()
    }

    pub(super) fn token(&mut self) -> Option<SecretString> {
        match (self.get(TOKEN), self.get(TOKEN_FILE)) {
            (Some(_), Some(_)) => self.mistake(TOKEN, format!("set either this or {TOKEN_FILE}, not both")),
            (Some(token), None) => self.token_of(TOKEN, token),
            (None, Some(file)) => self.token_in(file),
            (None, None) => self.mistake(TOKEN, "not set; @BotFather gives you one with /newbot"),
        }
    }

    fn token_of(&mut self, setting: &str, token: &str) -> Option<SecretString> {
        if is_bot_token(token) {
            return Some(token.into());
        }
        if unquoted(token).is_some() {
            return self.mistake(setting, "the token is in quotes; write it without them");
        }
        self.mistake(setting, "not a bot token; one looks like 123456:AbC… as @BotFather wrote it")
    }

    /// The token from a file that only its owner can read, as systemd and containers pass secrets.
    fn token_in(&mut self, file: &str) -> Option<SecretString> {
        let path = self.path(TOKEN_FILE, file)?;
        match input::private_file(&path, TOKEN_LIMIT) {
            Ok(text) => self.token_of(TOKEN_FILE, text.trim()),
            Err(error) => self.mistake(TOKEN_FILE, error.to_string()),
        }
    }

    fn path(&mut self, setting: &str, text: &str) -> Option<PathBuf> {
        plain_path(text).map_or_else(|problem| self.mistake(setting, problem), Some)
    }

    pub(super) fn address(&mut self, setting: &str, default: &str, allow_http: bool) -> Option<Url> {
        let Ok(url) = Url::parse(self.get(setting).unwrap_or(default)) else {
            return self.mistake(setting, format!("not an address; write one like {default}"));
        };
        let plain = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        match url.scheme() {
            _ if !plain || url.password().is_some() => {
                self.mistake(setting, format!("an address without ?, # or @; write one like {default}"))
            }
            "https" => Some(url),
            "http" if allow_http || is_loopback(&url) => Some(url),
            "http" => self
                .mistake(setting, format!("http would send secrets in clear text; use https, or set {ALLOW_HTTP}=yes")),
            _ => self.mistake(setting, format!("not http or https; write one like {default}")),
        }
    }

    pub(super) fn watch_calls(&mut self) -> NonZeroU32 {
        let Some(calls) = self.get(WATCH_CALLS) else { return WATCH_CALLS_DEFAULT };
        match calls.parse::<NonZeroU32>() {
            Ok(calls) if calls.get() <= MOST_WATCH_CALLS => calls,
            _ => {
                self.mistake::<()>(WATCH_CALLS, format!("not a number from 1 to {MOST_WATCH_CALLS}; unset, it is 600"));
                WATCH_CALLS_DEFAULT
            }
        }
    }

    pub(super) fn allow_http(&mut self) -> bool {
        self.choice(ALLOW_HTTP, &[("no", false), ("yes", true)])
    }

    pub(super) fn api(&mut self, allow_http: bool) -> ApiSettings {
        let url = self.address(API_URL, "https://api.bots.business/v2", allow_http);
        ApiSettings { url, corrections: self.corrections().unwrap_or_default() }
    }

    fn corrections(&mut self) -> Option<Corrections> {
        let file = self.get(ENDPOINTS)?;
        let path = self.path(ENDPOINTS, file)?;
        let text = match input::file(&path, CORRECTIONS_LIMIT) {
            Ok(text) => text,
            Err(error) => return self.mistake(ENDPOINTS, error.to_string()),
        };
        match Corrections::parse(&text) {
            Ok(corrections) => Some(corrections),
            Err(mistakes) => {
                for mistake in mistakes {
                    self.mistake::<()>(ENDPOINTS, format!("{file}, {mistake}"));
                }
                None
            }
        }
    }

    pub(super) fn database(&mut self) -> Option<PathBuf> {
        let url = self.get(DATABASE_URL).unwrap_or("sqlite://data/bb-pocket.db");
        database_file(url).map_or_else(|problem| self.mistake(DATABASE_URL, problem), Some)
    }

    pub(super) fn keys(&mut self, database: Option<&Path>) -> Option<Keys> {
        match (self.get(KEYS), self.get(KEY_FILE)) {
            (Some(_), Some(_)) => self.mistake(KEYS, format!("set either this or {KEY_FILE}, not both")),
            (Some(ring), None) => match Vault::parse(ring) {
                Ok(_) => Some(Keys::Ring(ring.into())),
                Err(error) => self.mistake(KEYS, error.to_string()),
            },
            (None, Some(file)) => self.path(KEY_FILE, file).map(Keys::File),
            (None, None) => Some(Keys::Own(database?.with_file_name(OWN_KEY_FILE))),
        }
    }

    /// Who runs this copy, in words. A number there was meant to be the other setting.
    pub(super) fn operator(&mut self) -> Option<String> {
        let name = self.get(OPERATOR)?;
        if name.chars().all(|c| c.is_ascii_digit() || [',', ' '].contains(&c)) {
            let problem = format!("a name and a way to reach you; Telegram ids go into {OPERATOR_IDS}");
            return self.mistake(OPERATOR, problem);
        }
        Some(name.to_owned())
    }

    pub(super) fn users(&mut self, setting: &str) -> Option<HashSet<UserId>> {
        let words = self.get(setting)?.split([',', ' ']).filter(|word| !word.is_empty());
        let users: Option<HashSet<UserId>> =
            words.map(|word| word.parse().ok().filter(|id| *id > 0).map(UserId::new)).collect();
        users
            .filter(|users| !users.is_empty())
            .or_else(|| self.mistake(setting, "not Telegram user ids; write numbers with commas between"))
    }

    /// The usual hosts when not set, also after a mistake.
    pub(super) fn sheet_hosts(&mut self, allow_loopback: bool) -> SheetHosts {
        let Some(list) = self.get(SHEET_HOSTS) else { return SheetHosts::usual() };
        SheetHosts::parse(list, allow_loopback).unwrap_or_else(|mistake| {
            self.mistake::<()>(SHEET_HOSTS, mistake.to_string());
            SheetHosts::usual()
        })
    }

    pub(super) fn listen(&mut self) -> Option<SocketAddr> {
        match self.get(LISTEN)?.parse::<SocketAddr>() {
            Ok(address) if address.port() != 0 => Some(address),
            _ => self.mistake(LISTEN, "not an address with a port; write one like 127.0.0.1:9090"),
        }
    }

    pub(super) fn log(&mut self) -> String {
        let filter = self.get(LOG).unwrap_or("info").to_owned();
        if let Err(problem) = crate::telemetry::check_filter(&filter) {
            self.mistake::<()>(LOG, problem);
        }
        filter
    }

    /// One of a few words. The first is the default, also after a mistake.
    pub(super) fn choice<T: Copy + Default>(&mut self, setting: &str, words: &[(&str, T)]) -> T {
        let Some(value) = self.get(setting) else {
            return words.first().map(|(_, meaning)| *meaning).unwrap_or_default();
        };
        words.iter().find(|(word, _)| *word == value).map(|(_, meaning)| *meaning).unwrap_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.mistake::<()>(setting, format!("write {}", known.join(" or ")));
            T::default()
        })
    }
}

/// The text inside of quotes around all of it.
fn unquoted(value: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| value.strip_prefix(quote)?.strip_suffix(quote))
}

/// Whether Kubernetes made a variable for a service called like us (its documentation, "Accessing the Service",
/// environment variables), such as `BB_POCKET_PORT=tcp://10.0.0.1:9090`.
fn is_service_link(name: &str, value: &str) -> bool {
    const SCHEMES: [&str; 3] = ["tcp://", "udp://", "sctp://"];
    let has_port = |rest: &str| {
        let mut words = rest.split('_');
        let port = words.next().is_some_and(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit()));
        port && words.next().is_some_and(|word| ["TCP", "UDP", "SCTP"].contains(&word))
    };
    name.ends_with("_SERVICE_HOST")
        || name.ends_with("_SERVICE_PORT")
        || name.contains("_SERVICE_PORT_")
        || (name.ends_with("_PORT") && SCHEMES.iter().any(|scheme| value.starts_with(scheme)))
        || name.rsplit_once("_PORT_").is_some_and(|(_, rest)| has_port(rest))
        || name.split_once("_PORT_").is_some_and(|(_, rest)| has_port(rest))
}
