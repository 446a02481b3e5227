//! Reads one setting at a time: what a value must be, and what the mistake says otherwise.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use super::{
    ALLOW_HTTP, ALLOWED_USERS, API_URL, ApiSettings, DATABASE_URL, ENDPOINTS, KEY_FILE, KEYS, Keys, LISTEN, LOG,
    Mistake, SETTINGS, SHEET_HOSTS, TOKEN, TOKEN_FILE,
};
use crate::address::is_loopback;
use crate::api::Corrections;
use crate::credentials::is_bot_token;
use crate::ids::UserId;
use crate::sheets::SheetHosts;
use crate::vault::{Vault, others_can_read};

/// An unknown variable that begins like this is a misspelt setting.
const OUR_PREFIX: &str = "BB_POCKET_";
/// The key file created in the database's folder when no other source of keys is set.
const OWN_KEY_FILE: &str = "bb-pocket.keys";

/// The variables, and the mistakes found so far.
pub(super) struct Reader<'a> {
    variables: &'a BTreeMap<String, String>,
    pub(super) mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(variables: &'a BTreeMap<String, String>) -> Self {
        Self { variables, mistakes: Vec::new() }
    }

    /// The trimmed value of a setting; `None` when it is empty.
    pub(super) fn get(&self, setting: &str) -> Option<&'a str> {
        self.variables.get(setting).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn mistake<T>(&mut self, setting: &str, problem: impl Into<String>) -> Option<T> {
        self.mistakes.push(Mistake::new(setting, problem));
        None
    }

    pub(super) fn unknown(&mut self) {
        let ours = self.variables.keys().filter(|name| name.starts_with(OUR_PREFIX));
        for name in ours.filter(|name| !SETTINGS.contains(&name.as_str())) {
            self.mistake::<()>(name, "there is no such setting; see .env.example");
        }
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
        self.mistake(setting, "not a bot token; one looks like 123456:AbC… as @BotFather wrote it")
    }

    /// The token from a file that only its owner can read, as systemd and containers pass secrets.
    fn token_in(&mut self, file: &str) -> Option<SecretString> {
        match others_can_read(Path::new(file)).and_then(|open| Ok((open, std::fs::read_to_string(file)?))) {
            Ok((true, _)) => self.mistake(TOKEN_FILE, format!("{file} can be read by others; run: chmod 600 {file}")),
            Ok((false, text)) => self.token_of(TOKEN_FILE, Zeroizing::new(text).trim()),
            Err(error) => self.mistake(TOKEN_FILE, format!("{file}: {error}")),
        }
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

    pub(super) fn allow_http(&mut self) -> bool {
        self.choice(ALLOW_HTTP, &[("no", false), ("yes", true)])
    }

    pub(super) fn api(&mut self, allow_http: bool) -> ApiSettings {
        let url = self.address(API_URL, "https://api.bots.business/v2", allow_http);
        ApiSettings { url, corrections: self.corrections().unwrap_or_default() }
    }

    fn corrections(&mut self) -> Option<Corrections> {
        let file = self.get(ENDPOINTS)?;
        let text = match std::fs::read_to_string(file) {
            Ok(text) => text,
            Err(error) => return self.mistake(ENDPOINTS, format!("{file}: {error}")),
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
        const EXAMPLE: &str = "write one like sqlite://data/bb-pocket.db";
        let url = self.get(DATABASE_URL).unwrap_or("sqlite://data/bb-pocket.db");
        let Some(path) = url.strip_prefix("sqlite:") else {
            return self.mistake(DATABASE_URL, format!("not an SQLite address; {EXAMPLE}"));
        };
        let (path, options) = path.strip_prefix("//").unwrap_or(path).split_once('?').unwrap_or((path, ""));
        let path = path.strip_prefix("//").unwrap_or(path);
        match (path, options) {
            ("" | ":memory:", _) => self.mistake(DATABASE_URL, format!("names no file; {EXAMPLE}")),
            (path, "" | "mode=rwc" | "mode=rw") => Some(PathBuf::from(path)),
            _ => self.mistake(DATABASE_URL, format!("only ?mode=rwc may follow the file; {EXAMPLE}")),
        }
    }

    pub(super) fn keys(&mut self, database: Option<&Path>) -> Option<Keys> {
        match (self.get(KEYS), self.get(KEY_FILE)) {
            (Some(_), Some(_)) => self.mistake(KEYS, format!("set either this or {KEY_FILE}, not both")),
            (Some(ring), None) => match Vault::parse(ring) {
                Ok(_) => Some(Keys::Ring(ring.into())),
                Err(error) => self.mistake(KEYS, error.to_string()),
            },
            (None, Some(file)) => Some(Keys::File(file.into())),
            (None, None) => Some(Keys::Own(database?.with_file_name(OWN_KEY_FILE))),
        }
    }

    pub(super) fn users(&mut self) -> Option<HashSet<UserId>> {
        let words = self.get(ALLOWED_USERS)?.split([',', ' ']).filter(|word| !word.is_empty());
        let users: Option<HashSet<UserId>> =
            words.map(|word| word.parse().ok().filter(|id| *id > 0).map(UserId::new)).collect();
        users.or_else(|| self.mistake(ALLOWED_USERS, "not Telegram user ids; write numbers with commas between"))
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
