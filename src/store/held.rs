//! What a person sent as a secret, between two questions: an old password while the new one is asked for, an address
//! and a password until they were sent to Bots.Business.
//!
//! Owns the shortest life of all rows: one for each person, sealed, for minutes, deleted as soon as it was used.

use sqlx::Row as _;
use sqlx::sqlite::SqliteExecutor;
use zeroize::Zeroizing;

use super::{Durability, Store, StoreError};
use crate::ids::{HeldId, UserId};
use crate::vault::{Bound, Purpose, Sealed};

/// How long a secret is kept that nobody used, ms: as long as the question after it is open.
const KEPT_MS: i64 = 15 * 60 * 1000;

fn bound(user: UserId, held: i64) -> Bound {
    Bound { purpose: Purpose::Held, owner: user.get(), row: held }
}

impl Store {
    /// Keeps a secret of a person for the next minutes, in place of one that was kept before.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn hold(&self, user: UserId, secret: &[u8]) -> Result<HeldId, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        sqlx::query("DELETE FROM held WHERE user_id = $1").bind(user.get()).execute(&mut *transaction).await?;
        let row =
            sqlx::query("INSERT INTO held (user_id, sealed_by, body, until) VALUES ($1, '', x'', $2) RETURNING id")
                .bind(user.get())
                .bind(self.clock.now_ms() + KEPT_MS)
                .fetch_one(&mut *transaction)
                .await?;
        let id: i64 = row.try_get(0)?;
        let sealed = self.vault.seal(bound(user, id), secret)?;
        sqlx::query("UPDATE held SET sealed_by = $1, body = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(HeldId::new(id))
    }

    /// Reads a secret of a person. `None` when it was used, is over, or is somebody else's.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn held(&self, user: UserId, held: HeldId) -> Result<Option<Zeroizing<Vec<u8>>>, StoreError> {
        let row = sqlx::query("SELECT sealed_by, body FROM held WHERE id = $1 AND user_id = $2 AND until > $3")
            .bind(held.get())
            .bind(user.get())
            .bind(self.clock.now_ms())
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = Sealed { key_id: row.try_get(0)?, bytes: row.try_get(1)? };
        Ok(Some(self.vault.open(bound(user, held.get()), &sealed)?))
    }

    /// Deletes what is kept of a person.
    ///
    /// # Errors
    /// When it was not deleted; it is over in minutes all the same.
    pub async fn drop_held(&self, user: UserId) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        sqlx::query("DELETE FROM held WHERE user_id = $1").bind(user.get()).execute(&mut writer.connection).await?;
        Ok(())
    }
}

impl Store {
    /// Deletes what is over. Writes only where there is something.
    ///
    /// # Errors
    /// When the database does not answer; it is over all the same.
    pub async fn drop_old_held(&self) -> Result<(), StoreError> {
        let now = self.clock.now_ms();
        let old = sqlx::query("SELECT 1 FROM held WHERE until <= $1 LIMIT 1");
        if old.bind(now).fetch_optional(&self.readers).await?.is_some() {
            trim(&mut self.writer(Durability::Process).await?.connection, now).await?;
        }
        Ok(())
    }
}

/// Deletes a secret that is to be used now. False when it is not there any more.
pub(super) async fn take(to: impl SqliteExecutor<'_>, user: UserId, held: HeldId) -> Result<bool, sqlx::Error> {
    let taken = sqlx::query("DELETE FROM held WHERE id = $1 AND user_id = $2");
    Ok(taken.bind(held.get()).bind(user.get()).execute(to).await?.rows_affected() > 0)
}

/// Deletes what is over.
pub(super) async fn trim(to: impl SqliteExecutor<'_>, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM held WHERE until <= $1").bind(now).execute(to).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::vault::Vault;
    use chrono::TimeDelta;

    #[tokio::test]
    async fn one_secret_is_kept_for_its_person_for_minutes_and_sealed() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::fixed("2026-11-23T12:00:00Z".parse().unwrap());
        let path = folder.path().join("test.db");
        let store = Store::open(&path, Vault::parse(&Vault::new_ring()).unwrap(), clock.clone()).await.unwrap();
        let (anna, boris) = (UserId::new(7001), UserId::new(7002));
        let first = store.hold(anna, b"FAKE-first").await.unwrap();
        let second = store.hold(anna, b"FAKE-second").await.unwrap();
        assert!(store.held(anna, first).await.unwrap().is_none(), "the next one takes its place");
        assert_eq!(**store.held(anna, second).await.unwrap().unwrap(), *b"FAKE-second");
        assert!(store.held(boris, second).await.unwrap().is_none(), "somebody else's");
        store.erase_traces().await.unwrap();
        let stored = std::fs::read(&path).unwrap();
        assert!(!stored.windows(5).any(|part| part == b"FAKE-"));
        clock.advance(TimeDelta::minutes(15));
        assert!(store.held(anna, second).await.unwrap().is_none(), "over, also before it is tidied");
        store.tidy().await.unwrap();
        let left = "SELECT COUNT(*) FROM held";
        let count: i64 = sqlx::query(left).fetch_one(&store.readers).await.unwrap().try_get(0).unwrap();
        assert_eq!(count, 0);
        let third = store.hold(anna, b"FAKE-third").await.unwrap();
        store.drop_held(anna).await.unwrap();
        assert!(store.held(anna, third).await.unwrap().is_none() && third > second, "no number comes twice");
    }
}
