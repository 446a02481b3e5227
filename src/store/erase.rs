//! Erasing: everything of a person, or one of their accounts.
//!
//! Owns the list of the tables that hold something of a person: /forget empties all of them. The effect and the end of
//! the act that asked for it are one commit.

use sqlx::{AssertSqlSafe, Sqlite, Transaction};

use super::acts::{self, ActState};
use super::{Durability, Store, StoreError, accounts, reveals};
use crate::crash_point;
use crate::ids::{AccountId, ActId, MessageId, UpdateId, UserId};

/// The tables with rows of a person, each with a column `user_id`. What hangs on `accounts` goes along with it, and
/// what hangs on `watches`, `jobs` and `teams`. The last three belong to the version before; nothing writes them any more.
pub const OF_A_PERSON: [&str; 20] = [
    "accounts",
    "current_accounts",
    "questions",
    "follow_ups",
    "notes",
    "held",
    "recent",
    "drafts",
    "versions",
    "watches",
    "gathers",
    "teams",
    "jobs",
    "reveals",
    "settings",
    "announcements",
    "announced",
    "recent_imports",
    "prompts",
    "actions",
];

/// What is to be erased, in the words of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// Everything of the person.
    Person,
    /// One of their accounts.
    Account(AccountId),
}

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased {
    /// It is deleted, now or by a press before.
    Done {
        /// Whether it can no longer be read from the database's files either.
        for_good: bool,
    },
    /// There is no such question of this person on this message, or it expired. Nothing was erased.
    Over,
}

impl Store {
    /// Erases what a prepared act of this person asks about, once: the effect and the end of the act are one commit
    /// that survives power loss.
    ///
    /// # Errors
    /// When nothing was erased.
    pub async fn erase(
        &self,
        user: UserId,
        on: MessageId,
        act: ActId,
        update: UpdateId,
        what: Erasure,
    ) -> Result<Erased, StoreError> {
        let mut change = self.change(user, Durability::Power).await?;
        let mut transaction = change.begin().await?;
        let now = self.clock.now_ms();
        let found = acts::find(&mut transaction, user, Some(on), act, update, now).await?;
        let Some((_, state, _)) = found else { return Ok(Erased::Over) };
        if state == ActState::Done && what == Erasure::Person && self.has_rows(&mut transaction, user).await? {
            // It was somebody else's, or erased before this person came back.
            return Ok(Erased::Over);
        }
        if state != ActState::Done {
            let shown = match what {
                Erasure::Person => {
                    let shown = reveals::of(&mut transaction, user).await?;
                    self.erase_person(&mut transaction, user, act).await?;
                    shown
                }
                Erasure::Account(account) => {
                    accounts::remove(&mut transaction, user, account).await?;
                    Vec::new()
                }
            };
            sqlx::query("UPDATE acts SET state = 'done', claimed_by = $1, ended_at = $2 WHERE id = $3")
                .bind(update.get())
                .bind(now)
                .bind(act.get())
                .execute(&mut *transaction)
                .await?;
            crash_point!("act-claimed");
            transaction.commit().await?;
            match what {
                Erasure::Person => {
                    self.questions.forget(user);
                    self.followed.forget(user);
                    self.watched.forget(user);
                    self.wanted.forget(user);
                    self.revealed.hide_now(shown);
                }
                Erasure::Account(account) => self.forget_accounts(user, &[account]),
            }
        } else {
            drop(transaction);
        }
        drop(change);
        crash_point!("act-ended");
        Ok(Erased::Done { for_good: self.erase_traces().await? })
    }

    /// The tables with rows of a person, also those that a newer version made before this one came back.
    fn of_a_person(&self) -> impl Iterator<Item = &str> {
        OF_A_PERSON.into_iter().chain(self.later.iter().map(String::as_str))
    }

    /// Whether anything of a person is stored.
    async fn has_rows(&self, transaction: &mut Transaction<'_, Sqlite>, user: UserId) -> Result<bool, sqlx::Error> {
        for table in self.of_a_person() {
            let look = AssertSqlSafe(format!("SELECT 1 FROM {table} WHERE user_id = $1 LIMIT 1"));
            if sqlx::query(look).bind(user.get()).fetch_optional(&mut **transaction).await?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The act itself stays with nobody's number, so that the same press can be answered again after a crash.
    async fn erase_person(
        &self,
        transaction: &mut Transaction<'_, Sqlite>,
        user: UserId,
        act: ActId,
    ) -> Result<(), sqlx::Error> {
        for table in self.of_a_person() {
            let delete = AssertSqlSafe(format!("DELETE FROM {table} WHERE user_id = $1"));
            sqlx::query(delete).bind(user.get()).execute(&mut **transaction).await?;
        }
        sqlx::query("DELETE FROM acts WHERE user_id = $1 AND id <> $2")
            .bind(user.get())
            .bind(act.get())
            .execute(&mut **transaction)
            .await?;
        sqlx::query("UPDATE acts SET user_id = 0, digest = x'' WHERE id = $1")
            .bind(act.get())
            .execute(&mut **transaction)
            .await?;
        Ok(())
    }
}
