//! Every setting, read from a map of variables; all mistakes are told at once.
//!
//! Owns names, defaults and checks of the settings. It must not read the environment itself, so that tests need not
//! change it.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use secrecy::SecretString;
use url::Url;
use zeroize::Zeroizing;

use crate::address::is_loopback;
use crate::credentials::is_bot_token;
use crate::ids::UserId;
use crate::telemetry::LogFormat;
use crate::vault::{Vault, others_can_read};

const TOKEN: &str = "TELOXIDE_TOKEN";
const TOKEN_FILE: &str = "TELOXIDE_TOKEN_FILE";
const TELEGRAM_URL: &str = "TELOXIDE_API_URL";
const API_URL: &str = "BB_API_URL";
const DATABASE_URL: &str = "DATABASE_URL";
const KEYS: &str = "BB_POCKET_KEYS";
const KEY_FILE: &str = "BB_POCKET_KEY_FILE";
const ALLOWED_USERS: &str = "BB_POCKET_ALLOWED_USERS";
const OPERATOR: &str = "BB_POCKET_OPERATOR";
const ALLOW_HTTP: &str = "BB_POCKET_ALLOW_HTTP";
const LISTEN: &str = "HTTP_LISTEN";
const LOG: &str = "RUST_LOG";
const LOG_FORMAT: &str = "LOG_FORMAT";

/// The names of all settings, as `.env.example` lists them.
pub const SETTINGS: [&str; 13] = [
    TOKEN,
    TOKEN_FILE,
    TELEGRAM_URL,
    API_URL,
    DATABASE_URL,
    KEYS,
    KEY_FILE,
    ALLOWED_USERS,
    OPERATOR,
    ALLOW_HTTP,
    LISTEN,
    LOG,
    LOG_FORMAT,
];

/// What begins like a setting of ours but is none is a slip of the pen.
const OUR_PREFIX: &str = "BB_POCKET_";
/// The key file that is made when no ring is set, in the database's folder.
const OWN_KEY_FILE: &str = "bb-pocket.keys";

/// The settings, checked.
#[derive(Debug)]
pub struct Config {
    /// The bot's token.
    pub token: SecretString,
    /// Where the Bot API is.
    pub telegram_url: Url,
    /// Where the Bots.Business API is.
    pub api_url: Url,
    /// The database's file.
    pub database: PathBuf,
    /// Where the sealing keys come from.
    pub keys: Keys,
    /// Who may use this copy; everybody when not set.
    pub allowed_users: Option<HashSet<UserId>>,
    /// Who runs this copy, for `/privacy`.
    pub operator: Option<String>,
    /// Where health and metrics are told; nowhere when not set.
    pub listen: Option<SocketAddr>,
    /// What is logged, in `tracing`'s terms.
    pub log: String,
    /// How it is logged.
    pub log_format: LogFormat,
}

/// Where the sealing keys come from.
#[derive(Debug)]
pub enum Keys {
    /// From the environment.
    Ring(SecretString),
    /// From a file that has to be there.
    File(PathBuf),
    /// From a file beside the database, made when it is missing.
    Own(PathBuf),
}

/// One mistake, told by the setting's name. A secret's value is never repeated.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The setting.
    pub setting: String,
    /// What is wrong with it, and what to write.
    pub problem: String,
}

impl Mistake {
    /// A mistake in a setting, or in the file of settings.
    pub fn new(setting: &str, problem: impl Into<String>) -> Self {
        Self { setting: setting.to_owned(), problem: problem.into() }
    }
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.setting, self.problem)
    }
}

impl Config {
    /// Reads the settings from variables.
    ///
    /// # Errors
    /// All mistakes at once.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader { variables, mistakes: Vec::new() };
        reader.unknown();
        let allow_http = reader.choice(ALLOW_HTTP, &[("no", false), ("yes", true)]);
        let token = reader.token();
        let telegram_url = reader.address(TELEGRAM_URL, "https://api.telegram.org", allow_http);
        let api_url = reader.address(API_URL, "https://api.bots.business/v2", allow_http);
        let database = reader.database();
        let keys = reader.keys(database.as_deref());
        let allowed_users = reader.users();
        let operator = reader.get(OPERATOR).map(str::to_owned);
        let listen = reader.listen();
        let log = reader.log();
        let log_format = reader.choice(LOG_FORMAT, &[("text", LogFormat::Text), ("json", LogFormat::Json)]);
        match (token, telegram_url, api_url, database, keys) {
            (Some(token), Some(telegram_url), Some(api_url), Some(database), Some(keys))
                if reader.mistakes.is_empty() =>
            {
                Ok(Self {
                    token,
                    telegram_url,
                    api_url,
                    database,
                    keys,
                    allowed_users,
                    operator,
                    listen,
                    log,
                    log_format,
                })
            }
            _ => Err(reader.mistakes),
        }
    }

    /// Reads one setting alone: where a running bot tells its health. A health check needs no secret.
    ///
    /// # Errors
    /// When it is not set, or wrong.
    pub fn read_listen(variables: &BTreeMap<String, String>) -> Result<SocketAddr, Vec<Mistake>> {
        let mut reader = Reader { variables, mistakes: Vec::new() };
        let unset = || Mistake::new(LISTEN, "not set; the bot tells its health there, write one like 127.0.0.1:9090");
        match reader.listen() {
            Some(address) => Ok(address),
            None if reader.mistakes.is_empty() => Err(vec![unset()]),
            None => Err(reader.mistakes),
        }
    }
}

struct Reader<'a> {
    variables: &'a BTreeMap<String, String>,
    mistakes: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    /// A setting's value; an empty one is not set.
    fn get(&self, setting: &str) -> Option<&'a str> {
        self.variables.get(setting).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn mistake<T>(&mut self, setting: &str, problem: impl Into<String>) -> Option<T> {
        self.mistakes.push(Mistake::new(setting, problem));
        None
    }

    fn unknown(&mut self) {
        let ours = self.variables.keys().filter(|name| name.starts_with(OUR_PREFIX));
        for name in ours.filter(|name| !SETTINGS.contains(&name.as_str())) {
            self.mistake::<()>(name, "there is no such setting; see .env.example");
        }
    }

    fn token(&mut self) -> Option<SecretString> {
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

    /// The token from a file that nobody else may read: services and containers are lent their secrets so.
    fn token_in(&mut self, file: &str) -> Option<SecretString> {
        match others_can_read(Path::new(file)).and_then(|open| Ok((open, std::fs::read_to_string(file)?))) {
            Ok((true, _)) => self.mistake(TOKEN_FILE, format!("{file} can be read by others; run: chmod 600 {file}")),
            Ok((false, text)) => self.token_of(TOKEN_FILE, Zeroizing::new(text).trim()),
            Err(error) => self.mistake(TOKEN_FILE, format!("{file}: {error}")),
        }
    }

    fn address(&mut self, setting: &str, default: &str, allow_http: bool) -> Option<Url> {
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

    fn database(&mut self) -> Option<PathBuf> {
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

    fn keys(&mut self, database: Option<&Path>) -> Option<Keys> {
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

    fn users(&mut self) -> Option<HashSet<UserId>> {
        let words = self.get(ALLOWED_USERS)?.split([',', ' ']).filter(|word| !word.is_empty());
        let users: Option<HashSet<UserId>> =
            words.map(|word| word.parse().ok().filter(|id| *id > 0).map(UserId::new)).collect();
        users.or_else(|| self.mistake(ALLOWED_USERS, "not Telegram user ids; write numbers with commas between"))
    }

    fn listen(&mut self) -> Option<SocketAddr> {
        match self.get(LISTEN)?.parse::<SocketAddr>() {
            Ok(address) if address.port() != 0 => Some(address),
            _ => self.mistake(LISTEN, "not an address with a port; write one like 127.0.0.1:9090"),
        }
    }

    fn log(&mut self) -> String {
        let filter = self.get(LOG).unwrap_or("info").to_owned();
        if let Err(problem) = crate::telemetry::check_filter(&filter) {
            self.mistake::<()>(LOG, problem);
        }
        filter
    }

    /// One of a few words; the first is the default, and stands in when there is a mistake.
    fn choice<T: Copy + Default>(&mut self, setting: &str, words: &[(&str, T)]) -> T {
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

#[cfg(test)]
mod tests {
    use super::*;

    const FAKE_TOKEN: &str = "123456:fake-token-000000000000000000000001";

    fn read(settings: &[(&str, &str)]) -> Result<Config, Vec<Mistake>> {
        let variables = settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Config::read(&variables)
    }

    fn wrong(settings: &[(&str, &str)]) -> Vec<String> {
        read(settings).unwrap_err().into_iter().map(|mistake| mistake.setting).collect()
    }

    #[test]
    fn a_token_is_all_that_is_needed() {
        let config = read(&[(TOKEN, FAKE_TOKEN)]).unwrap();
        assert_eq!(config.database, PathBuf::from("data/bb-pocket.db"));
        assert_eq!(config.api_url.as_str(), "https://api.bots.business/v2");
        assert!(matches!(config.keys, Keys::Own(path) if path == Path::new("data/bb-pocket.keys")));
        assert!(!format!("{:?}", config.token).contains("fake"));
    }

    #[test]
    fn all_mistakes_are_told_at_once_and_no_secret_is_repeated() {
        let settings = [
            (TOKEN, "secret-but-wrong"),
            (API_URL, "http://api.example/v2"),
            (TELEGRAM_URL, "ftp://x"),
            (DATABASE_URL, "postgres://x"),
            (KEYS, "secret-ring"),
            (ALLOWED_USERS, "anna"),
            (ALLOW_HTTP, "maybe"),
            (LISTEN, "localhost"),
            (LOG, "a=b=c"),
            (LOG_FORMAT, "xml"),
            ("BB_POCKET_OPERATR", "me"),
        ];
        let mistakes = read(&settings).unwrap_err();
        assert_eq!(mistakes.len(), settings.len(), "{mistakes:#?}");
        assert!(mistakes.iter().all(|mistake| !mistake.to_string().contains("secret-")), "{mistakes:#?}");
    }

    #[test]
    fn http_is_for_this_machine_or_by_explicit_wish() {
        for url in ["http://127.0.0.1:8081", "http://localhost:1/v2", "http://[::1]:1"] {
            assert!(read(&[(TOKEN, FAKE_TOKEN), (API_URL, url)]).is_ok(), "{url}");
        }
        for url in ["http://127.0.0.1.example", "http://localhost.example/", "https://a@b/", "https://b/?x=1"] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (API_URL, url)]), [API_URL], "{url}");
        }
        assert!(read(&[(TOKEN, FAKE_TOKEN), (API_URL, "http://api.example/v2"), (ALLOW_HTTP, "yes")]).is_ok());
    }

    #[test]
    fn database_addresses_are_read_as_people_write_them() {
        for (url, path) in [
            ("sqlite://data/x.db", "data/x.db"),
            ("sqlite:x.db", "x.db"),
            ("sqlite:///var/lib/x.db?mode=rwc", "/var/lib/x.db"),
        ] {
            assert_eq!(read(&[(TOKEN, FAKE_TOKEN), (DATABASE_URL, url)]).unwrap().database, PathBuf::from(path));
        }
        for url in ["sqlite::memory:", "sqlite://", "sqlite://x.db?cache=shared"] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (DATABASE_URL, url)]), [DATABASE_URL], "{url}");
        }
    }
}
