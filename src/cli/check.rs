//! `check`: tests everything that `run` needs, and changes nothing.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use super::FAILED;
use crate::api::Api;
use crate::app;
use crate::config::{Config, Keys};
use crate::input::others_can_read;
use crate::store::Store;
use crate::telegram::refusal::Meaning;
use crate::telegram::wire::Wire;
use crate::vault::Vault;

/// The result of one test, with the text of its line.
enum Finding {
    Good(String),
    Warning(String),
    Bad(String),
}

use Finding::{Bad, Good, Warning};

/// Prints a line for each test; exit code 0 when the bot would run.
pub(super) async fn check(config: &Config) -> ExitCode {
    let findings = [
        ("settings", Good("all understood".to_owned())),
        ("database", database(config).await),
        ("folder", folder(&config.database)),
        ("keys", keys(config)),
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

async fn database(config: &Config) -> Finding {
    let path = &config.database;
    if !path.exists() {
        let there = path.ancestors().skip(1).map(non_empty).find(|folder| folder.exists());
        if let Some(folder) = there.filter(|folder| is_read_only(folder)) {
            return Bad(format!("{} cannot be made: {} cannot be written", path.display(), folder.display()));
        }
        return Good(format!("{} will be made at the first run", path.display()));
    }
    let vault = match app::existing_vault(&config.keys, &config.database) {
        Ok(vault) => vault,
        Err(error) => return Bad(format!("{error:#}")),
    };
    if let Err(error) = std::fs::OpenOptions::new().append(true).open(path) {
        return Bad(format!("{} cannot be written: {error}", path.display()));
    }
    match Store::inspect(path, &vault).await {
        Ok(()) => match others_can_read(path) {
            Ok(false) => Good(format!("{} opens", path.display())),
            Ok(true) => Warning(format!("{0} can be read by others; run: chmod 600 {0}", path.display())),
            Err(error) => Bad(error.to_string()),
        },
        Err(error) => Bad(error.to_string()),
    }
}

/// The parent of a bare file name is the empty path, which means the working directory.
fn non_empty(folder: &Path) -> &Path {
    if folder.as_os_str().is_empty() { Path::new(".") } else { folder }
}

fn is_read_only(folder: &Path) -> bool {
    std::fs::metadata(folder).is_ok_and(|folder| folder.permissions().readonly())
}

fn folder(database: &Path) -> Finding {
    let folder = database.parent().map_or(Path::new("."), non_empty);
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
        Keys::Own(file) => Warning(format!(
            "{} stands beside the database: a backup of that folder holds both; see BB_POCKET_KEY_FILE",
            file.display()
        )),
    }
}

async fn telegram(config: &Config) -> Finding {
    let wire = match Wire::new(&config.token, config.telegram_url.clone()) {
        Ok(wire) => wire,
        Err(error) => return Bad(error.without_url().to_string()),
    };
    match wire.username().await {
        Ok(username) => match wire.has_webhook().await {
            Ok(false) => Good(format!("the token is that of @{username}")),
            Ok(true) => Bad(format!("the token is that of @{username}; {}", Meaning::Webhook)),
            Err(error) => Warning(format!("the token is that of @{username}; whether a webhook is set: {error}")),
        },
        Err(error) => Bad(error.to_string()),
    }
}

async fn bots_business(config: &Config) -> Finding {
    let reached = match Api::new(config.api_url.clone()).map(|api| api.corrected(config.corrections.clone())) {
        Ok(api) => api.reachable().await.map_err(|error| error.to_string()),
        Err(error) => Err(error.without_url().to_string()),
    };
    match reached {
        Ok(()) => Good(format!("{} answers", config.api_url)),
        Err(error) => Bad(format!("{}: {error}", config.api_url)),
    }
}
