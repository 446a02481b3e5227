//! Every setting, read from a map of variables; all mistakes are returned at once.
//!
//! Owns names, defaults and checks of the settings. It must not read the environment itself, so that tests need not
//! change it.

use std::collections::{BTreeMap, HashSet};
use std::fmt;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;

use secrecy::SecretString;
use url::Url;

use crate::api::Corrections;
use crate::ids::UserId;
use crate::sheets::SheetHosts;
use crate::telemetry::LogFormat;

mod env_file;
mod path;
mod reader;
pub use env_file::EnvFile;
pub use reader::CORRECTIONS_LIMIT;
use reader::Reader;

/// A variable that begins like this is one of ours, or a misspelt one.
const OUR_PREFIX: &str = "BB_POCKET_";

const TOKEN: &str = "TELOXIDE_TOKEN";
const TOKEN_FILE: &str = "TELOXIDE_TOKEN_FILE";
const TELEGRAM_URL: &str = "TELOXIDE_API_URL";
const API_URL: &str = "BB_API_URL";
const ENDPOINTS: &str = "BB_POCKET_ENDPOINTS";
const DATABASE_URL: &str = "DATABASE_URL";
const KEYS: &str = "BB_POCKET_KEYS";
const KEY_FILE: &str = "BB_POCKET_KEY_FILE";
const ALLOWED_USERS: &str = "BB_POCKET_ALLOWED_USERS";
const OPERATOR: &str = "BB_POCKET_OPERATOR";
const OPERATOR_IDS: &str = "BB_POCKET_OPERATOR_IDS";
const SHEET_HOSTS: &str = "BB_POCKET_SHEET_HOSTS";
const WATCH_CALLS: &str = "BB_POCKET_WATCH_CALLS_PER_MINUTE";
const ALLOW_HTTP: &str = "BB_POCKET_ALLOW_HTTP";
const LISTEN: &str = "HTTP_LISTEN";
const LOG: &str = "RUST_LOG";
const LOG_FORMAT: &str = "LOG_FORMAT";

/// The names of all settings, as `.env.example` lists them.
pub const SETTINGS: [&str; 17] = [
    TOKEN,
    TOKEN_FILE,
    TELEGRAM_URL,
    API_URL,
    ENDPOINTS,
    DATABASE_URL,
    KEYS,
    KEY_FILE,
    ALLOWED_USERS,
    OPERATOR,
    OPERATOR_IDS,
    SHEET_HOSTS,
    WATCH_CALLS,
    ALLOW_HTTP,
    LISTEN,
    LOG,
    LOG_FORMAT,
];

#[derive(Debug)]
pub struct Config {
    pub token: SecretString,
    /// The address of the Bot API.
    pub telegram_url: Url,
    /// The address of the Bots.Business API.
    pub api_url: Url,
    /// The operator's corrections of the API's methods and paths.
    pub corrections: Corrections,
    /// The file of the database.
    pub database: PathBuf,
    pub keys: Keys,
    /// The users who may use this copy; `None` for everybody.
    pub allowed_users: Option<HashSet<UserId>>,
    /// Who runs this copy, for `/privacy`.
    pub operator: Option<String>,
    /// The users who may look after this copy from their chat.
    pub operators: HashSet<UserId>,
    /// The hosts that sheets for CSV imports are read from.
    pub sheet_hosts: SheetHosts,
    /// How many calls of Bots.Business watches may make in a minute.
    pub watch_calls_per_minute: NonZeroU32,
    /// The address of the health server; `None` starts no server.
    pub listen: Option<SocketAddr>,
    /// A filter in the syntax of `RUST_LOG`.
    pub log: String,
    pub log_format: LogFormat,
    /// Variables that begin like ours and are not: Kubernetes makes them for a service of our name.
    pub overlooked: Vec<String>,
    /// What could be better about the file that holds the settings.
    pub warning: Option<String>,
}

/// What the commands need that look after the database: no token, no network.
#[derive(Debug)]
pub struct Upkeep {
    /// The file of the database.
    pub database: PathBuf,
    pub keys: Keys,
}

/// The source of the sealing keys.
#[derive(Debug, Clone)]
pub enum Keys {
    /// A ring in the environment.
    Ring(SecretString),
    /// A file that has to exist.
    File(PathBuf),
    /// A file in the database's folder, created if it does not exist.
    Own(PathBuf),
}

/// What is wrong with one setting. It never repeats a secret's value.
#[derive(Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The name of the setting, or of the file that holds it.
    pub setting: String,
    /// What is wrong, and what to write instead.
    pub problem: String,
}

impl Mistake {
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
    /// Reads the settings, or returns all mistakes.
    pub fn read(variables: &BTreeMap<String, String>) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader::new(variables);
        let overlooked = reader.unknown();
        let allow_http = reader.allow_http();
        let token = reader.token();
        let telegram_url = reader.address(TELEGRAM_URL, "https://api.telegram.org", allow_http);
        let ApiSettings { url: api_url, corrections } = reader.api(allow_http);
        let database = reader.database();
        let keys = reader.keys(database.as_deref());
        let allowed_users = reader.users(ALLOWED_USERS);
        let operator = reader.operator();
        let operators = reader.users(OPERATOR_IDS).unwrap_or_default();
        let sheet_hosts = reader.sheet_hosts(allow_http);
        let watch_calls_per_minute = reader.watch_calls();
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
                    corrections,
                    database,
                    keys,
                    allowed_users,
                    operator,
                    operators,
                    sheet_hosts,
                    watch_calls_per_minute,
                    listen,
                    log,
                    log_format,
                    overlooked,
                    warning: None,
                })
            }
            _ => Err(reader.mistakes),
        }
    }

    /// Reads the address of the health server alone, so that a health check needs no secret. An address that is not set
    /// is a mistake here.
    pub fn read_listen(variables: &BTreeMap<String, String>) -> Result<SocketAddr, Vec<Mistake>> {
        let mut reader = Reader::new(variables);
        let unset = || Mistake::new(LISTEN, "not set; the bot tells its health there, write one like 127.0.0.1:9090");
        match reader.listen() {
            Some(address) => Ok(address),
            None if reader.mistakes.is_empty() => Err(vec![unset()]),
            None => Err(reader.mistakes),
        }
    }

    /// Reads the settings of the Bots.Business API alone: its address, and the operator's corrections.
    pub fn read_api(variables: &BTreeMap<String, String>) -> Result<(Url, Corrections), Vec<Mistake>> {
        let mut reader = Reader::new(variables);
        let allow_http = reader.allow_http();
        match reader.api(allow_http) {
            ApiSettings { url: Some(url), corrections } if reader.mistakes.is_empty() => Ok((url, corrections)),
            _ => Err(reader.mistakes),
        }
    }

    /// Reads where the database and its keys are.
    pub fn read_upkeep(variables: &BTreeMap<String, String>) -> Result<Upkeep, Vec<Mistake>> {
        let mut reader = Reader::new(variables);
        let database = reader.database();
        let keys = reader.keys(database.as_deref());
        match (database, keys) {
            (Some(database), Some(keys)) if reader.mistakes.is_empty() => Ok(Upkeep { database, keys }),
            _ => Err(reader.mistakes),
        }
    }

    /// What the commands need that look after the database.
    pub fn upkeep(&self) -> Upkeep {
        Upkeep { database: self.database.clone(), keys: self.keys.clone() }
    }

    /// Whether a variable may be a setting, so that its value has to be read.
    pub fn is_ours(name: &str) -> bool {
        SETTINGS.contains(&name) || name.starts_with(OUR_PREFIX)
    }

    /// Reads where the database is.
    pub fn read_database(variables: &BTreeMap<String, String>) -> Result<PathBuf, Vec<Mistake>> {
        let mut reader = Reader::new(variables);
        match reader.database() {
            Some(database) => Ok(database),
            None => Err(reader.mistakes),
        }
    }
}

/// The setting that a name was probably meant to be; nothing for a setting itself.
fn likely(name: &str) -> Option<&'static str> {
    let written = name.to_ascii_uppercase();
    let alike = SETTINGS.into_iter().map(|setting| (strsim::osa_distance(&written, setting), setting)).min()?;
    (alike.0 <= 2 && !SETTINGS.contains(&name)).then_some(alike.1)
}

/// The API's settings without those that have mistakes.
struct ApiSettings {
    url: Option<Url>,
    corrections: Corrections,
}

#[cfg(test)]
mod tests {
    use std::path::Path;

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
            (SHEET_HOSTS, "docs.google.com, 127.0.0.1:8080"),
            (WATCH_CALLS, "0"),
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
    fn a_sheet_host_on_this_machine_needs_the_wish_for_http() {
        let here = (SHEET_HOSTS, "docs.google.com,127.0.0.1:8080");
        assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), here]), [SHEET_HOSTS]);
        assert!(read(&[(TOKEN, FAKE_TOKEN), here, (ALLOW_HTTP, "yes")]).is_ok());
    }

    #[test]
    fn an_operators_name_and_their_ids_are_two_settings() {
        let config = read(&[(TOKEN, FAKE_TOKEN), (OPERATOR, "@anna"), (OPERATOR_IDS, "7001, 7002")]).unwrap();
        assert_eq!((config.operator.as_deref(), config.operators.len()), (Some("@anna"), 2));
        for value in ["7001", "7001,7002"] {
            let told = read(&[(TOKEN, FAKE_TOKEN), (OPERATOR, value)]).unwrap_err();
            assert_eq!(told.len(), 1);
            assert!(told[0].problem.contains(OPERATOR_IDS), "{}", told[0].problem);
        }
        assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (OPERATOR_IDS, "anna")]), [OPERATOR_IDS]);
    }

    #[test]
    fn a_value_in_quotes_is_told_once() {
        for (name, value) in [(TOKEN, format!("\"{FAKE_TOKEN}\"")), (LOG_FORMAT, "'text'".to_owned())] {
            let mistakes = read(&[(TOKEN, FAKE_TOKEN), (name, &value)]).unwrap_err();
            assert_eq!(mistakes, [Mistake::new(name, "is in quotes; write it without them")]);
        }
    }

    #[test]
    fn a_budget_of_calls_is_a_number_that_leaves_something() {
        let budget =
            |value| read(&[(TOKEN, FAKE_TOKEN), (WATCH_CALLS, value)]).map(|it| it.watch_calls_per_minute.get());
        assert_eq!((budget("").unwrap(), budget("60").unwrap(), budget("100000").unwrap()), (600, 60, 100_000));
        for wrong_value in ["0", "-1", "many", "100001", "6e2"] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (WATCH_CALLS, wrong_value)]), [WATCH_CALLS], "{wrong_value}");
        }
    }

    #[test]
    fn a_list_of_nobody_is_not_everybody() {
        assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (ALLOWED_USERS, ",")]), [ALLOWED_USERS]);
    }

    #[test]
    fn what_kubernetes_sets_for_a_service_of_our_name_is_overlooked() {
        let links = [
            ("BB_POCKET_SERVICE_HOST", "10.0.0.1"),
            ("BB_POCKET_SERVICE_PORT_HTTP", "9090"),
            ("BB_POCKET_PORT", "tcp://10.0.0.1:9090"),
            ("BB_POCKET_PORT_9090_TCP_ADDR", "10.0.0.1"),
            ("BB_POCKET_METRICS_SERVICE_PORT", "9090"),
        ];
        let settings: Vec<_> = links.into_iter().chain([(TOKEN, FAKE_TOKEN)]).collect();
        assert_eq!(read(&settings).unwrap().overlooked.len(), links.len());
        for (name, value) in [("BB_POCKET_PORT", "9090"), ("BB_POCKET_PORT_X", "1"), ("BB_POCKET_KEY_FIEL", "x")] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (name, value)]), [name]);
        }
        let told = read(&[(TOKEN, FAKE_TOKEN), ("BB_POCKET_KEY_FIEL", "x")]).unwrap_err();
        assert_eq!(told[0].problem, "there is no such setting; did you mean BB_POCKET_KEY_FILE?");
    }

    #[test]
    fn a_path_is_what_it_looks_like_or_is_refused() {
        for file in ["~/keys", "$HOME/keys", "${HOME}/keys", "file:keys", "file:///keys", "keys/", "sqlite://keys"] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (KEY_FILE, file)]), [KEY_FILE], "{file}");
        }
    }

    #[test]
    fn database_addresses_are_read_as_people_write_them() {
        for (url, path) in [
            ("sqlite://data/x.db", "data/x.db"),
            ("sqlite:x.db", "x.db"),
            ("sqlite:///var/lib/x.db?mode=rwc", "/var/lib/x.db"),
            ("sqlite:////var/lib/x.db", "/var/lib/x.db"),
            ("sqlite:////var/lib/x.db?mode=rwc", "/var/lib/x.db"),
        ] {
            assert_eq!(read(&[(TOKEN, FAKE_TOKEN), (DATABASE_URL, url)]).unwrap().database, PathBuf::from(path));
        }
        for url in [
            "sqlite::memory:",
            "sqlite://",
            "sqlite://x.db?cache=shared",
            "sqlite://x.db?mode=rw",
            "sqlite://~/x.db",
            "sqlite://$HOME/x.db",
            "sqlite://my%20data/x.db",
            "sqlite://data/",
            "sqlite://file:x.db",
            "sqlite://data/x.db#1",
            "sqlite://///x.db",
        ] {
            assert_eq!(wrong(&[(TOKEN, FAKE_TOKEN), (DATABASE_URL, url)]), [DATABASE_URL], "{url}");
        }
    }
}
