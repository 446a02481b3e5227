//! Changes of commands and panels that are not saved yet, and commands as they were before they were saved.
//!
//! Owns both tables. It must not know what a command is: fields come as bytes, and are sealed here.

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use zeroize::Zeroizing;

use super::{Durability, Store, StoreError};
use crate::ids::{AccountId, BotId, CommandId, PanelId, UserId, VersionId};
use crate::vault::{Bound, Purpose, Sealed};

/// How long a draft is kept after its last change, ms.
const DRAFT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long a former version is kept, ms, and how many of each command.
const VERSION_MS: i64 = 30 * 24 * 60 * 60 * 1000;
const VERSIONS: i64 = 10;

/// The newest version of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastVersion {
    /// The command.
    pub command: CommandId,
    /// Its newest version.
    pub version: VersionId,
    /// When it was stored, ms since 1970 UTC.
    pub saved_at: i64,
}

/// Whose draft or version, and of which command.
#[derive(Debug, Clone, Copy)]
pub struct OfCommand {
    /// The person.
    pub user: UserId,
    /// The account with whose key it is read and saved.
    pub account: AccountId,
    /// The bot.
    pub bot: BotId,
    /// The command.
    pub command: CommandId,
}

/// A draft as it is stored.
pub struct StoredDraft {
    /// Another one after every change.
    pub id: i64,
    /// The changed fields.
    pub body: Zeroizing<Vec<u8>>,
    /// A digest of the command as it was when the draft was begun.
    pub based_on: u32,
}

/// A former version in a list.
#[derive(Debug, Clone, Copy)]
pub struct StoredVersion {
    /// Its number.
    pub id: VersionId,
    /// Bytes.
    pub size: i64,
    /// When the save that replaced it began, ms since 1970 UTC.
    pub saved_at: i64,
}

impl OfCommand {
    /// The draft of a panel is kept under its number below zero, where no command is.
    pub fn of_panel(user: UserId, account: AccountId, bot: BotId, panel: PanelId) -> Self {
        Self { user, account, bot, command: CommandId::new(-panel.get()) }
    }
}

fn bound(purpose: Purpose, of: OfCommand, row: i64) -> Bound {
    Bound { purpose, owner: of.user.get(), row }
}

/// `WHERE` of a command, with the numbers 1 to 4.
const OF_COMMAND: &str = "user_id = $1 AND account_id = $2 AND bot_id = $3 AND command_id = $4";

pub(super) const LAST_VERSIONS: &str = "SELECT command_id, MAX(id) AS last, saved_at FROM versions
    WHERE user_id = $1 AND account_id = $2 AND bot_id = $3 AND saved_at > $4 GROUP BY command_id ORDER BY last DESC";

macro_rules! of_command {
    ($sql:expr, $of:ident) => {
        sqlx::query(sqlx::AssertSqlSafe($sql))
            .bind($of.user.get())
            .bind($of.account.get())
            .bind($of.bot.get())
            .bind($of.command.get())
    };
}

impl Store {
    /// The draft of a command.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn draft(&self, of: OfCommand) -> Result<Option<StoredDraft>, StoreError> {
        let sql = format!("SELECT id, sealed_by, body, based_on FROM drafts WHERE {OF_COMMAND}");
        let Some(row) = of_command!(sql, of).fetch_optional(&self.readers).await? else { return Ok(None) };
        let id = row.try_get(0)?;
        let sealed = Sealed { key_id: row.try_get(1)?, bytes: row.try_get(2)? };
        let body = self.vault.open(bound(Purpose::Draft, of, id), &sealed)?;
        Ok(Some(StoredDraft { id, body, based_on: row.try_get(3)? }))
    }

    /// Replaces the draft of a command. Survives power loss: it is what somebody typed.
    pub async fn keep_draft(&self, of: OfCommand, based_on: u32, body: &[u8]) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        delete_draft(&mut transaction, of).await?;
        let insert =
            "INSERT INTO drafts (user_id, account_id, bot_id, command_id, sealed_by, body, based_on, changed_at)
             VALUES ($1, $2, $3, $4, '', x'', $5, $6) RETURNING id";
        let row = of_command!(insert, of).bind(based_on).bind(self.clock.now_ms()).fetch_one(&mut *transaction).await?;
        let id: i64 = row.try_get(0)?;
        let sealed = self.vault.seal(bound(Purpose::Draft, of, id), body)?;
        fill("UPDATE drafts SET sealed_by = $1, body = $2 WHERE id = $3", &mut transaction, id, sealed).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes the draft of a command.
    pub async fn drop_draft(&self, of: OfCommand) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        Ok(delete_draft(&mut writer.connection, of).await?)
    }

    /// Deletes the drafts and versions of a bot that is gone: nobody can come to them any more.
    ///
    /// # Errors
    /// When nothing was deleted.
    pub async fn drop_drafts_of_bot(&self, user: UserId, account: AccountId, bot: BotId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        for sql in [
            "DELETE FROM drafts WHERE user_id = $1 AND account_id = $2 AND bot_id = $3",
            "DELETE FROM versions WHERE user_id = $1 AND account_id = $2 AND bot_id = $3",
        ] {
            sqlx::query(sql).bind(user.get()).bind(account.get()).bind(bot.get()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Stores a command as it is before it is saved; the oldest go beyond the most that are kept. Survives power loss:
    /// it is the way back.
    pub async fn keep_version(&self, of: OfCommand, body: &[u8]) -> Result<VersionId, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let insert = "INSERT INTO versions (user_id, account_id, bot_id, command_id, sealed_by, body, size, saved_at)
             VALUES ($1, $2, $3, $4, '', x'', $5, $6) RETURNING id";
        let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
        let row = of_command!(insert, of).bind(size).bind(self.clock.now_ms()).fetch_one(&mut *transaction).await?;
        let id: i64 = row.try_get(0)?;
        let sealed = self.vault.seal(bound(Purpose::Version, of, id), body)?;
        fill("UPDATE versions SET sealed_by = $1, body = $2 WHERE id = $3", &mut transaction, id, sealed).await?;
        let beyond = format!(
            "DELETE FROM versions WHERE {OF_COMMAND} AND id <=
                 (SELECT id FROM versions WHERE {OF_COMMAND} ORDER BY id DESC LIMIT 1 OFFSET $5)"
        );
        of_command!(beyond, of).bind(VERSIONS).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(VersionId::new(id))
    }

    /// The former versions of a command, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn versions(&self, of: OfCommand) -> Result<Vec<StoredVersion>, StoreError> {
        let sql =
            format!("SELECT id, size, saved_at FROM versions WHERE {OF_COMMAND} AND saved_at > $5 ORDER BY id DESC");
        let since = self.clock.now_ms() - VERSION_MS;
        let rows = of_command!(sql, of).bind(since).fetch_all(&self.readers).await?;
        let read = |row: &SqliteRow| {
            Ok(StoredVersion { id: VersionId::new(row.try_get(0)?), size: row.try_get(1)?, saved_at: row.try_get(2)? })
        };
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(Into::into)
    }

    /// A former version of this command, with when the save that replaced it began; `None` when it is no longer kept.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn version(
        &self,
        of: OfCommand,
        version: VersionId,
    ) -> Result<Option<(Zeroizing<Vec<u8>>, i64)>, StoreError> {
        let sql =
            format!("SELECT sealed_by, body, saved_at FROM versions WHERE {OF_COMMAND} AND id = $5 AND saved_at > $6");
        let since = self.clock.now_ms() - VERSION_MS;
        let row = of_command!(sql, of).bind(version.get()).bind(since).fetch_optional(&self.readers).await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = Sealed { key_id: row.try_get(0)?, bytes: row.try_get(1)? };
        let body = self.vault.open(bound(Purpose::Version, of, version.get()), &sealed)?;
        Ok(Some((body, row.try_get(2)?)))
    }

    /// The newest version of each command of a bot, newest first. Some of the commands may no longer be there.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn last_versions(
        &self,
        user: UserId,
        account: AccountId,
        bot: BotId,
    ) -> Result<Vec<LastVersion>, StoreError> {
        let rows = sqlx::query(LAST_VERSIONS)
            .bind(user.get())
            .bind(account.get())
            .bind(bot.get())
            .bind(self.clock.now_ms() - VERSION_MS)
            .fetch_all(&self.readers)
            .await?;
        let read = |row: &SqliteRow| {
            let (command, version) = (CommandId::new(row.try_get(0)?), VersionId::new(row.try_get(1)?));
            Ok(LastVersion { command, version, saved_at: row.try_get(2)? })
        };
        rows.iter().map(read).collect::<Result<_, sqlx::Error>>().map_err(Into::into)
    }

    /// The command that a version belongs to now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn command_of_version(&self, of: OfCommand, version: VersionId) -> Result<Option<CommandId>, StoreError> {
        let sql = "SELECT command_id FROM versions WHERE id = $1 AND user_id = $2 AND account_id = $3 AND bot_id = $4";
        let query = sqlx::query(sql).bind(version.get()).bind(of.user.get()).bind(of.account.get()).bind(of.bot.get());
        let row = query.fetch_optional(&self.readers).await?;
        Ok(row.map(|row| row.try_get(0).map(CommandId::new)).transpose()?)
    }

    /// What is kept of a command goes on with another number: it was deleted, and made again. Seals are not bound to it.
    ///
    /// # Errors
    /// When the database does not answer: all is kept as it was.
    pub async fn renumber_command(&self, of: OfCommand, now: CommandId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        for table in ["versions", "drafts"] {
            let sql = format!("UPDATE OR IGNORE {table} SET command_id = $5 WHERE {OF_COMMAND}");
            of_command!(sql, of).bind(now.get()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Deletes a version: the save before which it was stored did not happen.
    pub async fn drop_version(&self, of: OfCommand, version: VersionId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let sql = format!("DELETE FROM versions WHERE {OF_COMMAND} AND id = $5");
        of_command!(sql, of).bind(version.get()).execute(&mut writer.connection).await?;
        Ok(())
    }
}

async fn delete_draft(from: &mut SqliteConnection, of: OfCommand) -> Result<(), sqlx::Error> {
    of_command!(format!("DELETE FROM drafts WHERE {OF_COMMAND}"), of).execute(from).await?;
    Ok(())
}

/// A row is sealed for its number, which is known once it is there.
async fn fill(sql: &'static str, to: &mut SqliteConnection, id: i64, sealed: Sealed) -> Result<(), sqlx::Error> {
    sqlx::query(sql).bind(sealed.key_id).bind(sealed.bytes).bind(id).execute(to).await?;
    Ok(())
}

/// Deletes drafts and versions that are too old.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM drafts WHERE changed_at < $1").bind(now - DRAFT_MS).execute(&mut *to).await?;
    sqlx::query("DELETE FROM versions WHERE saved_at < $1").bind(now - VERSION_MS).execute(to).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::credentials::ApiKey;
    use crate::store::{Linked, State};
    use crate::vault::Vault;
    use chrono::TimeDelta;

    #[tokio::test]
    async fn ten_versions_are_kept_for_thirty_days_and_a_draft_for_seven() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let path = folder.path().join("test.db");
        let store = Store::open(&path, Vault::parse(&Vault::new_ring()).unwrap(), clock.clone()).await.unwrap();
        let user = UserId::new(7001);
        let key = ApiKey::parse("FAKE-own-key-FAKE-own-key-FAKE-own-00001").unwrap();
        let Linked::New(account) = store.link(user, &key, None, State::Checked).await.unwrap() else {
            panic!("not linked")
        };
        let of = OfCommand { user, account, bot: BotId::new(1), command: CommandId::new(2) };
        for version in 0..12_u8 {
            store.keep_version(of, &[version]).await.unwrap();
        }
        store.keep_draft(of, 7, b"draft").await.unwrap();
        let kept = store.versions(of).await.unwrap();
        assert_eq!(kept.len(), 10);
        let oldest = store.version(of, kept[9].id).await.unwrap().unwrap();
        assert_eq!(*oldest.0, [2], "the two oldest went");
        let other = OfCommand { user: UserId::new(7002), ..of };
        assert!(store.version(other, kept[0].id).await.unwrap().is_none(), "somebody else's");
        let last = |command| LastVersion { command, version: kept[0].id, saved_at: kept[0].saved_at };
        let all = async || store.last_versions(user, account, of.bot).await.unwrap();
        assert_eq!(all().await, [last(of.command)]);
        let again = OfCommand { command: CommandId::new(3), ..of };
        store.renumber_command(of, again.command).await.unwrap();
        assert_eq!(all().await, [last(again.command)]);
        assert_eq!(*store.draft(again).await.unwrap().unwrap().body, b"draft");
        assert!(store.version(of, kept[0].id).await.unwrap().is_none());
        store.renumber_command(again, of.command).await.unwrap();
        clock.advance(TimeDelta::days(8));
        store.tidy().await.unwrap();
        assert!(store.draft(of).await.unwrap().is_none());
        assert_eq!(store.versions(of).await.unwrap().len(), 10);
        clock.advance(TimeDelta::days(23));
        assert!(store.versions(of).await.unwrap().is_empty(), "over, also before it is tidied");
        store.keep_version(of, b"again").await.unwrap();
        sqlx::query("DELETE FROM accounts").execute(&mut store.writer.lock().await.connection).await.unwrap();
        assert!(store.versions(of).await.unwrap().is_empty(), "they go with their account");
    }
}
