//! `rotate-keys` and `backup`: maintenance beside a running bot.

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use crate::app;
use crate::clock::Clock;
use crate::config::{Keys, Upkeep};
use crate::store::Store;
use crate::vault::Vault;

/// A running bot checks its key file more often than this.
const BOT_SEES_IT: Duration = Duration::from_secs(2);

/// Adds a key to the ring and seals everything anew with it. A run that follows an interrupted one continues its work.
pub(super) async fn rotate_keys(config: &Upkeep) -> anyhow::Result<()> {
    ensure!(config.database.exists(), "there is no database {} yet", config.database.display());
    let _alone = match &config.keys {
        Keys::Ring(_) => None,
        Keys::File(file) | Keys::Own(file) => Some(Vault::lock_file(file)?),
    };
    let store = open(config, app::existing_vault(&config.keys, &config.database)?).await?;
    let interrupted = store.to_reseal().await? > 0;
    let store = match &config.keys {
        Keys::Ring(_) => {
            say("The ring is in the environment: the last key there seals. Everything is sealed with it now.")?;
            store
        }
        Keys::File(_) | Keys::Own(_) if interrupted => {
            say("Going on with a rotation that was interrupted: no new key.")?;
            store
        }
        Keys::File(file) | Keys::Own(file) => {
            let vault = Vault::add_key(file)?;
            say(&format!("Added key {} to {}.", vault.current(), file.display()))?;
            store.close().await;
            open(config, vault).await?
        }
    };
    let mut rows = store.reseal().await?;
    // What a running bot sealed before it saw the new key is sealed anew in a second pass.
    tokio::time::sleep(BOT_SEES_IT).await;
    rows += store.reseal().await?;
    say(&format!("Sealed {rows} rows anew."))?;
    let unused = store.unused_keys().await?;
    if !unused.is_empty() {
        say(&format!("No row needs these keys now: {}. Old backups do.", unused.join(", ")))?;
    }
    store.close().await;
    Ok(())
}

/// Copies the database into a new file. Fails when the file exists.
pub(super) async fn backup(config: &Upkeep, file: &Path) -> anyhow::Result<()> {
    ensure!(config.database.exists(), "there is no database {} yet", config.database.display());
    let store = open(config, app::existing_vault(&config.keys, &config.database)?).await?;
    store.backup(file).await.context("the copy was not made")?;
    store.close().await;
    say(&format!("Copied to {}. The keys that open it are not in it.", file.display()))?;
    Ok(())
}

async fn open(config: &Upkeep, vault: Vault) -> anyhow::Result<Store> {
    Ok(Store::open(&config.database, vault, Clock::system()).await?)
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
