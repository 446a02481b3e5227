//! Groups that a person lets the bot tell of alerts.
//!
//! Owns which group that is, and since when nothing can be sent there. What a group is told is in [`copies`]. It must not
//! know what an alert is.

use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Row as _, Sqlite, Transaction};

use super::{Durability, Store, StoreError};
use crate::ids::{AccountId, ChatId, TeamId, UserId};
use crate::link::Link;
use crate::vault::{Bound, Purpose, Sealed};

mod copies;
pub use copies::{BegunCopy, Copied, Shows, TeamCopy};
pub(super) use copies::{begin_again, copy_gather, copy_notice};

/// Most groups that a person tells, and most of those that they did not say it of.
const MOST: i64 = 10;
const MOST_OFFERED: i64 = 10;
/// How long a group is kept that was never told, ms.
const OFFERED_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// A group, as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Team {
    /// Its number.
    pub id: TeamId,
    /// With which account its alerts are found.
    pub account: AccountId,
    /// Its title, as Telegram gave it: anybody may have written it.
    pub name: String,
    /// Whether it is told; else its person did not say so yet.
    pub told: bool,
}

/// What came of telling a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamBegun {
    /// It is told from now on.
    Told,
    /// It is no longer known.
    Gone,
    /// Its person tells as many as one may.
    TooMany,
}

impl Store {
    /// Notes that a person added the bot to a group. `None` when there is nothing to ask: it is told already, or the
    /// account is not theirs.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn offer_team(
        &self,
        user: UserId,
        account: AccountId,
        chat: ChatId,
        name: &str,
    ) -> Result<Option<TeamId>, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let row = sqlx::query(
            "INSERT INTO teams (user_id, account_id, chat_id, state, made_at, sealed_by, name)
             SELECT user_id, id, $3, 'offered', $4, '', x'' FROM accounts WHERE id = $2 AND user_id = $1
             ON CONFLICT (user_id, chat_id) DO UPDATE SET account_id = excluded.account_id, state = 'offered',
                 made_at = excluded.made_at WHERE state <> 'told'
             RETURNING id",
        )
        .bind(user.get())
        .bind(account.get())
        .bind(chat.get())
        .bind(self.clock.now_ms())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = row else { return Ok(None) };
        let id = TeamId::new(row.try_get(0)?);
        let sealed = self.vault.seal(bound(user, id), name.as_bytes())?;
        sqlx::query("UPDATE teams SET sealed_by = $1, name = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id.get())
            .execute(&mut *transaction)
            .await?;
        // What it was to be told before is void.
        sqlx::query("DELETE FROM team_news WHERE team_id = $1").bind(id.get()).execute(&mut *transaction).await?;
        let beyond = "DELETE FROM teams WHERE user_id = $1 AND state = 'offered' AND id NOT IN
             (SELECT id FROM teams WHERE user_id = $1 AND state = 'offered' ORDER BY made_at DESC, id DESC LIMIT $2)";
        sqlx::query(beyond).bind(user.get()).bind(MOST_OFFERED).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(Some(id))
    }

    /// The groups of a person that are told, and those that they may tell, in the order they came.
    ///
    /// # Errors
    /// When the database does not answer, or a row does not open.
    pub async fn teams(&self, user: UserId) -> Result<Vec<Team>, StoreError> {
        let rows = sqlx::query(read("user_id = $1 AND state <> 'lost' ORDER BY state DESC, id"))
            .bind(user.get())
            .fetch_all(&self.readers)
            .await?;
        rows.iter().map(|row| self.read_team(user, row)).collect()
    }

    /// A group of a person, also one that is lost and not told to them yet.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn team(&self, user: UserId, id: TeamId) -> Result<Option<Team>, StoreError> {
        let row = sqlx::query(read("user_id = $1 AND id = $2"))
            .bind(user.get())
            .bind(id.get())
            .fetch_optional(&self.readers)
            .await?;
        row.map(|row| self.read_team(user, &row)).transpose()
    }

    /// Tells a group from now on, first of all this place. Survives power loss.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn begin_team(&self, user: UserId, id: TeamId, first: Link) -> Result<TeamBegun, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let state = "SELECT state, (SELECT COUNT(*) FROM teams WHERE user_id = $1 AND state = 'told') FROM teams
             WHERE user_id = $1 AND id = $2";
        let row = sqlx::query(state).bind(user.get()).bind(id.get()).fetch_optional(&mut *transaction).await?;
        let Some(row) = row else { return Ok(TeamBegun::Gone) };
        match row.try_get::<&str, _>(0)? {
            "told" => return Ok(TeamBegun::Told),
            "lost" => return Ok(TeamBegun::Gone),
            _ if row.try_get::<i64, _>(1)? >= MOST => return Ok(TeamBegun::TooMany),
            _ => {}
        }
        sqlx::query("UPDATE teams SET state = 'told' WHERE id = $1").bind(id.get()).execute(&mut *transaction).await?;
        copies::word(&mut transaction, id, first, false, self.clock.now_ms()).await?;
        transaction.commit().await?;
        drop(writer);
        self.watched.ring();
        Ok(TeamBegun::Told)
    }

    /// Tells a group nothing any more: neither what waits for it.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn end_team(&self, user: UserId, id: TeamId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let ended =
            "UPDATE teams SET state = 'offered', made_at = $3 WHERE user_id = $1 AND id = $2 AND state = 'told'";
        let ended = sqlx::query(ended)
            .bind(user.get())
            .bind(id.get())
            .bind(self.clock.now_ms())
            .execute(&mut *transaction)
            .await?;
        if ended.rows_affected() > 0 {
            sqlx::query("DELETE FROM team_news WHERE team_id = $1").bind(id.get()).execute(&mut *transaction).await?;
            copies::end_over(&mut transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Nothing can be sent to a chat any more: whoever told it is told so once, by the place that `word` names. What nobody
    /// told is forgotten.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn lose_teams(&self, chat: ChatId, word: impl Fn(TeamId) -> Link) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        sqlx::query("DELETE FROM teams WHERE chat_id = $1 AND state = 'offered'")
            .bind(chat.get())
            .execute(&mut *transaction)
            .await?;
        let lost = sqlx::query("UPDATE teams SET state = 'lost' WHERE chat_id = $1 AND state = 'told' RETURNING id")
            .bind(chat.get())
            .fetch_all(&mut *transaction)
            .await?;
        for row in &lost {
            let id = TeamId::new(row.try_get(0)?);
            sqlx::query("DELETE FROM team_news WHERE team_id = $1").bind(id.get()).execute(&mut *transaction).await?;
            copies::word(&mut transaction, id, word(id), true, self.clock.now_ms()).await?;
        }
        if !lost.is_empty() {
            copies::end_over(&mut transaction).await?;
        }
        transaction.commit().await?;
        drop(writer);
        self.watched.ring();
        Ok(())
    }

    /// A group became a supergroup, which has another number (Bot API, Message: `migrate_to_chat_id`). One that was taken
    /// for lost meanwhile is told again.
    ///
    /// # Errors
    /// When nothing was stored.
    pub async fn move_teams(&self, from: ChatId, to: ChatId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let steps = [
            // Where both are known, the one that is told stays.
            "DELETE FROM teams WHERE chat_id = $2 AND state <> 'told'
                 AND user_id IN (SELECT user_id FROM teams WHERE chat_id = $1 AND state <> 'offered')",
            "DELETE FROM teams WHERE chat_id = $1 AND user_id IN (SELECT user_id FROM teams WHERE chat_id = $2)",
            "DELETE FROM team_news WHERE private AND team_id IN (SELECT id FROM teams WHERE chat_id = $1 AND state = 'lost')",
            "UPDATE teams SET chat_id = $2, state = CASE WHEN state = 'lost' THEN 'told' ELSE state END WHERE chat_id = $1",
        ];
        for step in steps {
            sqlx::query(step).bind(from.get()).bind(to.get()).execute(&mut *transaction).await?;
        }
        // Messages of the group before cannot be edited.
        sqlx::query(
            "UPDATE team_news SET due_at = NULL WHERE message_id IS NOT NULL
                 AND team_id IN (SELECT id FROM teams WHERE chat_id = $1)",
        )
        .bind(to.get())
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        drop(writer);
        self.watched.ring();
        Ok(())
    }

    fn read_team(&self, user: UserId, row: &SqliteRow) -> Result<Team, StoreError> {
        let id = TeamId::new(row.try_get(0)?);
        let sealed = Sealed { key_id: row.try_get(3)?, bytes: row.try_get(4)? };
        let name = self.vault.open_text(bound(user, id), &sealed)?.as_str().to_owned();
        Ok(Team { id, account: AccountId::new(row.try_get(1)?), name, told: row.try_get::<&str, _>(2)? == "told" })
    }
}

/// The groups of an account that is replaced by another one are told of that.
pub(super) async fn adopt(to: &mut Transaction<'_, Sqlite>, from: AccountId, by: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE teams SET account_id = $2 WHERE account_id = $1")
        .bind(from.get())
        .bind(by.get())
        .execute(&mut **to)
        .await?;
    Ok(())
}

/// Deletes groups that were never told, and what is done of those that are.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    let never_told = "DELETE FROM teams WHERE state = 'offered' AND made_at < $1";
    sqlx::query(never_told).bind(now - OFFERED_MS).execute(&mut *to).await?;
    copies::trim(to, now).await
}

fn read(which: &str) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(format!("SELECT id, account_id, state, sealed_by, name FROM teams WHERE {which}"))
}

fn bound(user: UserId, team: TeamId) -> Bound {
    Bound { purpose: Purpose::TeamName, owner: user.get(), row: team.get() }
}
