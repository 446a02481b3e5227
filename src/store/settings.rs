//! What people want of the bot: where they are, and whether they want to hear it.
//!
//! Owns the table and its mirror in memory: every update asks for the zone, and most people never set one. It must not
//! know what a zone is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;

use super::{Durability, Store, StoreError};
use crate::ids::UserId;

/// What a person set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Their time zone, as the text's `Zone` writes it.
    pub zone: Option<Box<str>>,
    /// Whether what they did not ask for comes without a sound.
    pub silent: bool,
}

/// The mirror of the table: people who set something.
#[derive(Clone, Default)]
pub(super) struct Mirror(Arc<Mutex<HashMap<UserId, Settings>>>);

impl Mirror {
    /// Follows a person who was erased from the table.
    pub(super) fn forget(&self, user: UserId) {
        self.all().remove(&user);
    }

    fn all(&self) -> MutexGuard<'_, HashMap<UserId, Settings>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// What a person set. Asks no database.
    pub fn settings(&self, user: UserId) -> Settings {
        self.wanted.all().get(&user).cloned().unwrap_or_default()
    }

    /// Sets where a person is; `None`: they do not say.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_zone(&self, user: UserId, zone: Option<&str>) -> Result<(), StoreError> {
        self.set(user, |settings| settings.zone = zone.map(Into::into)).await
    }

    /// Sets whether a person hears what they did not ask for; what they watch already follows.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_silent(&self, user: UserId, silent: bool) -> Result<(), StoreError> {
        self.set(user, |settings| settings.silent = silent).await
    }

    async fn set(&self, user: UserId, change: impl FnOnce(&mut Settings)) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut settings = self.settings(user);
        change(&mut settings);
        let mut transaction = writer.begin().await?;
        sqlx::query(
            "INSERT INTO settings (user_id, zone, silent) VALUES ($1, $2, $3)
             ON CONFLICT (user_id) DO UPDATE SET zone = excluded.zone, silent = excluded.silent",
        )
        .bind(user.get())
        .bind(settings.zone.as_deref())
        .bind(settings.silent)
        .execute(&mut *transaction)
        .await?;
        sqlx::query("UPDATE watches SET silent = $1 WHERE user_id = $2")
            .bind(settings.silent)
            .bind(user.get())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        // The mirror follows what is committed, before anybody else has the writer.
        self.wanted.all().insert(user, settings);
        Ok(())
    }

    /// Fills the mirror at start.
    pub(super) async fn load_settings(&self) -> Result<(), StoreError> {
        let rows = sqlx::query("SELECT user_id, zone, silent FROM settings").fetch_all(&self.readers).await?;
        for row in rows {
            let zone: Option<String> = row.try_get(1)?;
            let settings = Settings { zone: zone.map(Into::into), silent: row.try_get(2)? };
            self.wanted.all().insert(UserId::new(row.try_get(0)?), settings);
        }
        Ok(())
    }
}
