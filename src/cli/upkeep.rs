//! `rotate-keys` and `backup`: maintenance beside a running bot. Neither needs its token, nor migrates its database.

use std::io::{self, Write as _};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, ensure};

use super::{IN_USE, RESTART_NEEDED, finish};
use crate::app;
use crate::clock::Clock;
use crate::config::{Keys, Upkeep};
use crate::store::{self, Claim, Lock, Store, StoreError};
use crate::vault::Vault;

/// A running bot checks its key file more often than this.
const BOT_SEES_IT: Duration = Duration::from_secs(2);
/// How long a bot that is starting may take until it says which keys it knows.
const BOT_KNOWS_IT: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Why nothing is sealed yet, and what to do.
struct RestartNeeded(String);

/// Adds a key to the ring and seals everything anew with it: once a running bot says that it knows the key, so that
/// nobody is locked out. A run that follows an interrupted one continues its work.
pub(super) async fn rotate_keys(upkeep: &Upkeep) -> ExitCode {
    match rotated(upkeep).await {
        Ok(None) => ExitCode::SUCCESS,
        Ok(Some(RestartNeeded(told))) => {
            super::tell(&told);
            ExitCode::from(RESTART_NEEDED)
        }
        Err(error) if error.downcast_ref::<StoreError>().is_some_and(StoreError::is_in_use) => {
            super::tell(&format!("bb-pocket: {error:#}"));
            ExitCode::from(IN_USE)
        }
        Err(error) => finish(Err(error)),
    }
}

async fn rotated(upkeep: &Upkeep) -> anyhow::Result<Option<RestartNeeded>> {
    let database = &upkeep.database;
    ensure!(database.exists(), "there is no database {} yet", database.display());
    let _alone = Lock::take(database, Claim::Rotation, "rotate-keys")?;
    let store = open(upkeep, app::existing_vault(&upkeep.keys, database)?).await?;
    // Without the second question, where no row is sealed, each run would add a key that no running bot knows.
    let interrupted = store.to_reseal().await? > 0 || store.current_key_is_unused().await?;
    let store = match &upkeep.keys {
        Keys::Ring(_) => {
            say("The ring is in the environment: the last key there seals.")?;
            store
        }
        Keys::File(_) | Keys::Own(_) if interrupted => {
            say("Going on with a rotation that was interrupted: no new key, the last one has not sealed everything.")?;
            store
        }
        Keys::File(file) | Keys::Own(file) => {
            let vault = Vault::add_key(file).with_context(|| {
                format!(
                    "no key was added: where {} is kept, append a line of the form of the others, restart the bot, and \
                     run this again",
                    file.display()
                )
            })?;
            say(&format!("Added key {} to {}.", vault.current(), file.display()))?;
            store.close().await;
            open(upkeep, vault).await?
        }
    };
    let Some(_nobody_else) = known_by_all(database, &store.current_key()).await? else {
        let who = store::holder(database)?.map_or_else(|| "the bot".to_owned(), |holder| holder.who);
        return Ok(Some(RestartNeeded(format!(
            "Not sealed anew yet: {who} does not know key {}, it read the ring when it started.\nRestart it, such as by \
             `systemctl restart bb-pocket`, then run rotate-keys again: it goes on.\nUntil then nothing has changed for \
             anybody.",
            store.current_key()
        ))));
    };
    reseal(&store).await?;
    store.close().await;
    Ok(None)
}

async fn reseal(store: &Store) -> anyhow::Result<()> {
    let mut rows = store.reseal().await?;
    // What a running bot sealed before it saw the new key is sealed anew in a second pass.
    tokio::time::sleep(BOT_SEES_IT).await;
    rows += store.reseal().await?;
    say(&format!("Sealed {rows} rows anew."))?;
    let unused = store.unused_keys().await?;
    if !unused.is_empty() {
        say(&format!("No row needs these keys now: {}. Old backups do.", unused.join(", ")))?;
    }
    Ok(())
}

/// Whether every bot on this database knows a key. Where there is none, none may start until the lock is dropped: it might
/// have read the ring before.
async fn known_by_all(database: &Path, key: &str) -> anyhow::Result<Option<Option<Lock>>> {
    let end = tokio::time::Instant::now() + BOT_KNOWS_IT;
    loop {
        match Lock::take(database, Claim::Run, "rotate-keys") {
            Ok(lock) => return Ok(Some(Some(lock))),
            Err(StoreError::InUse { .. }) => {}
            Err(error) => return Err(error.into()),
        }
        if store::holder(database)?.is_some_and(|holder| holder.keys.contains(key)) {
            return Ok(Some(None));
        }
        if tokio::time::Instant::now() >= end {
            return Ok(None);
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Copies the database into a new file. Fails when the file exists.
pub(super) async fn backup(upkeep: &Upkeep, file: &Path) -> anyhow::Result<()> {
    let database = &upkeep.database;
    ensure!(database.exists(), "there is no database {} yet", database.display());
    store::backup(database, file).await.context("the copy was not made")?;
    say(&format!("Copied to {}. The keys that open it are not in it.", file.display()))?;
    Ok(())
}

async fn open(upkeep: &Upkeep, vault: Vault) -> anyhow::Result<Store> {
    Ok(Store::open_beside(&upkeep.database, vault, Clock::system()).await?)
}

fn say(line: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{line}")
}
