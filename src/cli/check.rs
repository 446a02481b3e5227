//! `check`: tests everything that `run` needs, and changes nothing.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::FAILED;
use crate::api::Api;
use crate::app;
use crate::config::{Config, Keys};
use crate::input::{self, others_can_read};
use crate::store::{self, Holder, Schema, Store, StoreError};
use crate::telegram::refusal::Meaning;
use crate::telegram::wire::Wire;
use crate::vault::Vault;

mod proxy;

/// Bytes that are written, and gone again, to see whether a folder takes any.
static A_FEW: [u8; 64 * 1024] = [0; 64 * 1024];

/// The result of one test, with the text of its line.
enum Finding {
    Good(String),
    Warning(String),
    Bad(String),
}

use Finding::{Bad, Good, Warning};

/// Prints a line for each test, none with a secret; exit code 0 when the bot would run.
pub(super) async fn check(config: &Config) -> ExitCode {
    let holder = store::holder(&config.database);
    let findings = [
        ("version", Good(super::VERSION.to_owned())),
        ("settings", settings(config)),
        ("database", database(config).await),
        ("files", files(&config.database)),
        ("folder", folder(&config.database)),
        ("keys", keys(config)),
        ("running", running(config, &holder)),
        ("health", health(config, matches!(holder, Ok(Some(_))))),
        ("people", people(config)),
        ("operators", operators(config)),
        ("alerts", Good(format!("at most {} calls of Bots.Business a minute", config.watch_calls_per_minute))),
        ("Telegram", telegram(config).await),
        ("Bots.Business", bots_business(config).await),
    ];
    let mut out = std::io::stdout().lock();
    for (part, finding) in &findings {
        let (sign, words) = match finding {
            Good(words) => ("ok", words),
            Warning(words) => ("warning", words),
            Bad(words) => ("WRONG", words),
        };
        // A closed pipe is no reason to fail.
        let _ = writeln!(out, "{sign:<8} {part}: {words}");
    }
    let bad = findings.iter().any(|(_, finding)| matches!(finding, Bad(_)));
    if bad { ExitCode::from(FAILED) } else { ExitCode::SUCCESS }
}

fn settings(config: &Config) -> Finding {
    if let Some(warning) = &config.warning {
        return Warning(warning.clone());
    }
    match config.overlooked.as_slice() {
        [] => Good("all understood".to_owned()),
        names => Good(format!("all understood; overlooked, because Kubernetes sets them: {}", names.join(", "))),
    }
}

async fn database(config: &Config) -> Finding {
    let path = &config.database;
    let name = path.display();
    if !path.exists() {
        return new_database(path);
    }
    if let Err(error) = input::look(path) {
        return Bad(error.to_string());
    }
    let vault = match app::existing_vault(&config.keys, path) {
        Ok(vault) => vault,
        Err(error) => return Bad(format!("{error:#}")),
    };
    if let Err(error) = std::fs::OpenOptions::new().append(true).open(path) {
        return Bad(format!("{name} cannot be written: {error}"));
    }
    if let Err(error) = writable(folder_of(path)) {
        return Bad(format!("{name} cannot be written: its folder {}: {error}", folder_of(path).display()));
    }
    match Store::inspect(path, &vault).await {
        Ok(Schema::Ours) => Good(format!("{name} opens, and is whole")),
        Ok(Schema::Empty) => Warning(format!("{name} is empty: nobody is known to the bot")),
        Ok(later @ Schema::Later { .. }) => Warning(format!("{name} {later}")),
        Ok(other) => Warning(format!("{name} {other}: make a backup first")),
        // Looking changes nothing, so it cannot be undone here.
        Err(error @ StoreError::Interrupted) => Warning(format!("{name}: {error}")),
        Err(error) => Bad(format!("{name}: {error}")),
    }
}

/// The modes of the database's own files. Those of keys and tokens are told where these are read.
fn files(database: &Path) -> Finding {
    let open: Vec<String> = ["", "-wal", "-shm"]
        .into_iter()
        .filter_map(|ending| {
            let file = input::beside(database, ending);
            // What is not there is open to nobody.
            others_can_read(&file).unwrap_or(false).then(|| file.display().to_string())
        })
        .collect();
    match open.as_slice() {
        [] => Good("those of the database are private".to_owned()),
        open => {
            let open = open.join(" ");
            Warning(format!("{open} can be read by others; run: chmod 600 {open}"))
        }
    }
}

fn new_database(path: &Path) -> Finding {
    let name = path.display();
    if path.is_symlink() {
        return Bad(format!("{name} is a link to a file that is missing"));
    }
    let folder = path.ancestors().skip(1).map(non_empty).find(|folder| folder.exists());
    match folder.map(|folder| (folder, writable(folder))) {
        Some((folder, Err(error))) => {
            Bad(format!("{name} cannot be made: {} cannot be written: {error}", folder.display()))
        }
        _ => Good(format!("{name} will be made at the first run")),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().map_or(Path::new("."), non_empty)
}

/// Asks the system: modes do not say whether the disk is read-only or full, nor what root may do. The file has no name.
fn writable(folder: &Path) -> std::io::Result<()> {
    tempfile::tempfile_in(folder)?.write_all(&A_FEW)
}

/// The parent of a bare file name is the empty path, which means the working directory.
fn non_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn folder(database: &Path) -> Finding {
    let folder = folder_of(database);
    match others_can_read(folder) {
        Ok(false) => Good(format!("{} is private", folder.display())),
        Ok(true) => Warning(format!("{0} is open to others; run: chmod 700 {0}", folder.display())),
        Err(_) => Good(format!("{} will be made, private, at the first run", folder.display())),
    }
}

fn keys(config: &Config) -> Finding {
    match &config.keys {
        Keys::Ring(_) => Good("from the environment".to_owned()),
        Keys::File(file) => match Vault::from_file(file) {
            Ok(_) => Good(format!("from {}", file.display())),
            Err(error) => Bad(error.to_string()),
        },
        Keys::Own(file) if !file.exists() => Good(format!("{} will be made at the first run", file.display())),
        Keys::Own(file) => match Vault::from_file(file) {
            Err(error) => Bad(error.to_string()),
            Ok(_) if !config.database.exists() => Warning(format!(
                "{} is there and its database is not; put that back, or everybody is a stranger to the bot",
                file.display()
            )),
            Ok(_) => Warning(format!(
                "{} is beside the database: a backup of that folder holds both; see BB_POCKET_KEY_FILE",
                file.display()
            )),
        },
    }
}

/// Whether the bot could have the database for itself.
fn running(config: &Config, holder: &Result<Option<Holder>, StoreError>) -> Finding {
    match holder {
        Ok(None) if let Err(error) = store::can_lock(&config.database) => Bad(error.to_string()),
        Ok(None) => Good("nobody uses this database now".to_owned()),
        Ok(Some(Holder { who, .. })) => Good(format!("{who} uses this database now; a second one would not start")),
        Err(error) => Bad(error.to_string()),
    }
}

/// Whether the port can be had. The bot that runs has it.
fn health(config: &Config, running: bool) -> Finding {
    match config.listen {
        None => Warning("HTTP_LISTEN is not set: nothing can ask how the bot is".to_owned()),
        Some(address) if running => Good(format!("at {address}")),
        Some(address) => match std::net::TcpListener::bind(address) {
            Ok(_) => Good(format!("at {address}")),
            Err(error) => Bad(format!("HTTP_LISTEN: {address}: {error}")),
        },
    }
}

fn people(config: &Config) -> Finding {
    match &config.allowed_users {
        None => Warning("everybody who finds the bot may use it; see BB_POCKET_ALLOWED_USERS".to_owned()),
        Some(users) => Good(format!("{} may use it, nobody else", users.len())),
    }
}

fn operators(config: &Config) -> Finding {
    let named = if config.operator.is_some() { "are told who runs it" } else { "are not told who runs it" };
    match (config.operators.len(), &config.operator) {
        (0, None) => Warning(
            "nobody looks after it from a chat, and people are not told who runs it; see BB_POCKET_OPERATOR_IDS and \
             BB_POCKET_OPERATOR"
                .to_owned(),
        ),
        (count, _) => Good(format!("{count} may look after it from their chat; people {named}")),
    }
}

async fn telegram(config: &Config) -> Finding {
    let wire = match Wire::new(&config.token, config.telegram_url.clone()) {
        Ok(wire) => wire,
        Err(error) => return Bad(error.without_url().to_string()),
    };
    let through = proxy::used(&config.telegram_url);
    match wire.username().await {
        Ok(username) => match wire.has_webhook().await {
            Ok(false) => Good(format!("the token is that of @{username}{through}")),
            Ok(true) => Bad(format!("the token is that of @{username}; {}", Meaning::Webhook)),
            Err(error) => Warning(format!("the token is that of @{username}; whether a webhook is set: {error}")),
        },
        Err(error) => Bad(format!("{error}{through}")),
    }
}

async fn bots_business(config: &Config) -> Finding {
    let reached = match Api::new(config.api_url.clone()).map(|api| api.corrected(config.corrections.clone())) {
        Ok(api) => api.reachable().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.without_url().to_string()),
    };
    // Keys go to the configured address and nowhere else.
    let direct = proxy::unused(&config.api_url);
    match reached {
        Ok(()) => Good(format!("{} answers{direct}", config.api_url)),
        Err(error) => Bad(format!("{}: {error}{direct}", config.api_url)),
    }
}
