//! The rows of actions: prepared, bound to a message, claimed once.
//!
//! Owns the claim: it commits together with what the action changes here. It must not decide what an action means to
//! a person.

use sqlx::{Row as _, Sqlite, Transaction};

use super::{Durability, Store, StoreError, accounts};
use crate::crash_point;
use crate::ids::{AccountId, ActionId, MessageId, UserId};

/// How long a prepared action can be confirmed, ms.
const EXPIRES_MS: i64 = 10 * 60 * 1000;

/// What cannot be undone. These change our own data only, so prepared goes straight to done, in one commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// Erase everything of the person.
    Forget,
    /// Remove one of their accounts.
    RemoveAccount(AccountId),
}

impl Action {
    fn to_row(self) -> (&'static str, Option<AccountId>) {
        match self {
            Self::Forget => ("forget", None),
            Self::RemoveAccount(account) => ("remove_account", Some(account)),
        }
    }

    fn from_row(kind: &str, account: Option<AccountId>) -> Option<Self> {
        match (kind, account) {
            ("forget", _) => Some(Self::Forget),
            ("remove_account", Some(account)) => Some(Self::RemoveAccount(account)),
            _ => None,
        }
    }
}

impl Store {
    /// Writes an action down before its person is asked.
    ///
    /// # Errors
    /// When it was not stored: then it cannot be confirmed either.
    pub async fn prepare(&self, user: UserId, action: Action) -> Result<ActionId, StoreError> {
        let (kind, account) = action.to_row();
        let mut writer = self.writer(Durability::Process).await?;
        let row = sqlx::query(
            "INSERT INTO actions (user_id, kind, account_id, state, expires_at)
             VALUES ($1, $2, $3, 'prepared', $4) RETURNING id",
        )
        .bind(user.get())
        .bind(kind)
        .bind(account.map(AccountId::get))
        .bind(self.clock.now_ms() + EXPIRES_MS)
        .fetch_one(&mut writer.connection)
        .await?;
        Ok(ActionId::new(row.try_get(0)?))
    }

    /// Binds a prepared action to the message that asks for it.
    ///
    /// # Errors
    /// When it was not stored: the action cannot be confirmed then.
    pub async fn bind_action(&self, id: ActionId, message: MessageId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE actions SET message_id = $1 WHERE id = $2")
            .bind(message.get())
            .bind(id.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }

    /// Does a prepared action, once: the claim and its effect are one commit that survives power loss. Returns the
    /// action also when it was done before by the same press, which a crash may have kept from being answered. `None`
    /// when it is not this person's, not this message's, or expired.
    ///
    /// # Errors
    /// When nothing was done.
    pub async fn confirm_action(
        &self,
        user: UserId,
        message: MessageId,
        id: ActionId,
    ) -> Result<Option<Action>, StoreError> {
        let _changing = self.kept.changing(user);
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let found = sqlx::query(
            "SELECT kind, account_id, state FROM actions
             WHERE id = $1 AND user_id = $2 AND message_id = $3 AND (state = 'done' OR expires_at > $4)",
        )
        .bind(id.get())
        .bind(user.get())
        .bind(message.get())
        .bind(self.clock.now_ms())
        .fetch_optional(&mut *transaction)
        .await?;
        let Some(row) = found else { return Ok(None) };
        let account = row.try_get::<Option<i64>, _>(1)?.map(AccountId::new);
        let action = Action::from_row(row.try_get(0)?, account);
        if let (Some(action), "prepared") = (action, row.try_get(2)?) {
            crash_point!("action-claimed");
            perform(&mut transaction, user, id, action).await?;
            transaction.commit().await?;
            crash_point!("action-done");
        }
        if action == Some(Action::Forget) {
            self.prompts.forget(user);
        }
        Ok(action)
    }

    /// Ends a prepared action without doing it.
    ///
    /// # Errors
    /// When it was not stored: it can still be confirmed until it expires.
    pub async fn dismiss_action(&self, user: UserId, id: ActionId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM actions WHERE id = $1 AND user_id = $2 AND state = 'prepared'")
            .bind(id.get())
            .bind(user.get())
            .execute(&mut writer.connection)
            .await?;
        Ok(())
    }
}

async fn perform(
    transaction: &mut Transaction<'_, Sqlite>,
    user: UserId,
    id: ActionId,
    action: Action,
) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE actions SET state = 'done' WHERE id = $1").bind(id.get()).execute(&mut **transaction).await?;
    match action {
        Action::Forget => erase(transaction, user).await,
        Action::RemoveAccount(account) => accounts::remove(transaction, user, account).await,
    }
}

/// Everything of a person. Accounts take what hangs on them along; the inbox holds the sealed update that asks for
/// this until it is answered, and numbers.
async fn erase(transaction: &mut Transaction<'_, Sqlite>, user: UserId) -> Result<(), sqlx::Error> {
    for table in [
        "DELETE FROM accounts WHERE user_id = $1",
        "DELETE FROM current_accounts WHERE user_id = $1",
        "DELETE FROM recent_imports WHERE user_id = $1",
        "DELETE FROM prompts WHERE user_id = $1",
        "DELETE FROM actions WHERE user_id = $1",
    ] {
        sqlx::query(table).bind(user.get()).execute(&mut **transaction).await?;
    }
    Ok(())
}
