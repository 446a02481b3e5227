//! Follow-ups: places that visit themselves again and edit their message, also after a restart.
//!
//! Owns the rows, and a mirror that tells without a question to the database which messages are followed. It must not
//! draw or send anything.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use tokio::sync::Notify;

use super::{Durability, Store, StoreError};
use crate::ids::{AccountId, ChatId, FollowId, MessageId, UserId};
use crate::link::Link;

/// How long a visit may take before another one is begun, ms.
const LEASE_MS: i64 = 60_000;
/// Visits that are begun without one being shown, before the follow-up is ended.
const MAX_TRIES: i64 = 3;
/// The longest time until a visit, ms. What is due later than that was stored before the clock was set back.
const LONGEST_MS: i64 = 60 * 60 * 1000;

/// A place that is to be visited again.
#[derive(Debug, Clone, Copy)]
pub struct FollowUp {
    /// Its number.
    pub id: FollowId,
    /// Whose.
    pub user: UserId,
    /// The place.
    pub link: Link,
    /// The chat of its message; private, so there is no topic.
    pub chat: ChatId,
    /// Its message.
    pub message: MessageId,
    /// How often it was visited since the press.
    pub looks: u16,
}

/// A message that is followed, as the mirror knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Followed {
    id: FollowId,
    user: UserId,
    account: Option<AccountId>,
    looks: u16,
}

/// The mirror of the table, and the bell of whoever waits for what is due.
#[derive(Clone, Default)]
pub(super) struct Mirror {
    rows: Arc<Mutex<HashMap<(ChatId, MessageId), Followed>>>,
    changed: Arc<Notify>,
}

impl Mirror {
    /// Follows a person who was erased from the table.
    pub(super) fn forget(&self, user: UserId) {
        self.rows().retain(|_, followed| followed.user != user);
    }

    /// Follows an account that was removed.
    pub(super) fn forget_account(&self, user: UserId, account: AccountId) {
        self.rows().retain(|_, followed| followed.user != user || followed.account != Some(account));
    }

    /// Whether a message is followed.
    pub(super) fn has(&self, chat: ChatId, message: MessageId) -> bool {
        self.rows().contains_key(&(chat, message))
    }

    /// Follows a change of the table; to be called once it is committed.
    pub(super) fn set(&self, message: (ChatId, MessageId), followed: Option<Followed>) {
        match followed {
            Some(followed) => {
                self.rows().insert(message, followed);
                self.changed.notify_one();
            }
            None => drop(self.rows().remove(&message)),
        }
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<(ChatId, MessageId), Followed>> {
        self.rows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Whether a follow-up is still as it was when its visit began: no press was faster.
    pub fn is_followed(&self, follow: &FollowUp) -> bool {
        let rows = self.followed.rows();
        rows.get(&(follow.chat, follow.message)).is_some_and(|now| now.id == follow.id && now.looks == follow.looks)
    }

    /// Takes at most so many of those that are due, and moves them on by a lease: a visit that never ends is begun
    /// again, and the follow-up ended when several of them were not shown.
    pub async fn due_follow_ups(&self, most: usize) -> Result<Vec<FollowUp>, StoreError> {
        let now = self.clock.now_ms();
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let ended = sqlx::query(
            "DELETE FROM follow_ups WHERE (due_at <= $1 OR due_at > $2) AND tries >= $3 RETURNING chat_id, message_id",
        )
        .bind(now)
        .bind(now + LONGEST_MS)
        .bind(MAX_TRIES)
        .fetch_all(&mut *transaction)
        .await?;
        let rows = sqlx::query(
            "UPDATE follow_ups SET due_at = $1, tries = tries + 1
             WHERE id IN (SELECT id FROM follow_ups WHERE due_at <= $2 OR due_at > $3 ORDER BY due_at LIMIT $4)
             RETURNING id, user_id, link, chat_id, message_id, looks",
        )
        .bind(now + LEASE_MS)
        .bind(now)
        .bind(now + LONGEST_MS)
        .bind(i64::try_from(most).unwrap_or(i64::MAX))
        .fetch_all(&mut *transaction)
        .await?;
        transaction.commit().await?;
        for row in &ended {
            self.followed.set((ChatId::new(row.try_get(0)?), MessageId::new(row.try_get(1)?)), None);
        }
        if !ended.is_empty() {
            tracing::error!(follow_ups = ended.len(), tries = MAX_TRIES, "given up: no visit of them could be shown");
        }
        Ok(rows.iter().map(read).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// When the next follow-up is due, ms since 1970 UTC.
    pub async fn next_follow_up(&self) -> Result<Option<i64>, StoreError> {
        let row = sqlx::query("SELECT MIN(due_at) FROM follow_ups").fetch_one(&self.readers).await?;
        Ok(row.try_get(0)?)
    }

    /// Waits until a follow-up is stored.
    pub async fn follow_ups_changed(&self) {
        self.followed.changed.notified().await;
    }

    /// Puts the next visit off; the one that was not shown does not count.
    ///
    /// # Errors
    /// When that was not stored: it is visited again when its lease ends.
    pub async fn put_off_follow_up(&self, follow: &FollowUp, wait: Duration) -> Result<(), StoreError> {
        let wait = i64::try_from(wait.as_millis()).unwrap_or(LONGEST_MS).min(LONGEST_MS / 2);
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE follow_ups SET due_at = $1, tries = MAX(tries - 1, 0) WHERE id = $2")
            .bind(self.clock.now_ms() + wait)
            .bind(follow.id.get())
            .execute(&mut writer.connection)
            .await?;
        drop(writer);
        self.followed.changed.notify_one();
        Ok(())
    }

    /// Ends a follow-up.
    ///
    /// # Errors
    /// When the end was not stored: it is visited again then.
    pub async fn unfollow(&self, follow: &FollowUp) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let message = (follow.chat, follow.message);
        let ended = self.set_follow_up(&mut writer.connection, follow.user, message, None).await?;
        self.followed.set(message, ended);
        Ok(())
    }

    /// Makes or renews the follow-up of a message (place, looks so far, time until the next one), or ends it. Returns
    /// what the mirror is to be set to once it is committed.
    pub(super) async fn set_follow_up(
        &self,
        to: &mut SqliteConnection,
        user: UserId,
        (chat, message): (ChatId, MessageId),
        again: Option<(Link, u16, Duration)>,
    ) -> Result<Option<Followed>, sqlx::Error> {
        let Some((link, looks, wait)) = again else {
            sqlx::query("DELETE FROM follow_ups WHERE chat_id = $1 AND message_id = $2")
                .bind(chat.get())
                .bind(message.get())
                .execute(to)
                .await?;
            return Ok(None);
        };
        let wait = i64::try_from(wait.as_millis()).unwrap_or(LONGEST_MS).min(LONGEST_MS);
        let row = sqlx::query(
            "INSERT INTO follow_ups (user_id, link, chat_id, message_id, looks, due_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (chat_id, message_id) DO UPDATE SET user_id = excluded.user_id, link = excluded.link,
                 looks = excluded.looks, due_at = excluded.due_at, tries = 0
             RETURNING id",
        )
        .bind(user.get())
        .bind(link.to_string())
        .bind(chat.get())
        .bind(message.get())
        .bind(i64::from(looks))
        .bind(self.clock.now_ms() + wait)
        .fetch_one(to)
        .await?;
        Ok(Some(Followed { id: FollowId::new(row.try_get(0)?), user, account: link.account(), looks }))
    }

    /// Fills the mirror at start. The leases of the process before are void; rows whose link does not read are deleted.
    pub(super) async fn load_follow_ups(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("UPDATE follow_ups SET due_at = $1 WHERE due_at > $1")
            .bind(self.clock.now_ms())
            .execute(&mut writer.connection)
            .await?;
        let rows = sqlx::query("SELECT id, user_id, link, chat_id, message_id, looks FROM follow_ups")
            .fetch_all(&mut writer.connection)
            .await?;
        for row in &rows {
            let Some(FollowUp { id, user, link, chat, message, looks }) = read(row)? else {
                let delete = sqlx::query("DELETE FROM follow_ups WHERE id = $1").bind(row.try_get::<i64, _>(0)?);
                delete.execute(&mut writer.connection).await?;
                continue;
            };
            self.followed.set((chat, message), Some(Followed { id, user, account: link.account(), looks }));
        }
        Ok(())
    }
}

fn read(row: &SqliteRow) -> Result<Option<FollowUp>, sqlx::Error> {
    let Ok(link) = row.try_get::<&str, _>(2)?.parse() else { return Ok(None) };
    Ok(Some(FollowUp {
        id: FollowId::new(row.try_get(0)?),
        user: UserId::new(row.try_get(1)?),
        link,
        chat: ChatId::new(row.try_get(3)?),
        message: MessageId::new(row.try_get(4)?),
        looks: u16::try_from(row.try_get::<i64, _>(5)?).unwrap_or(u16::MAX),
    }))
}
