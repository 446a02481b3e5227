//! What people want of the bot: where they are, whether they want to hear it, and when not.
//!
//! Owns the table and its mirror in memory: every update asks for the zone, and most people never set one. It must not
//! know what a zone is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;

use super::{Durability, Store, StoreError, watches};
use crate::ids::UserId;

/// What a person set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Their time zone, as the text's `Zone` writes it.
    pub zone: Option<Box<str>>,
    /// Whether what they did not ask for comes without a sound.
    pub silent: bool,
    /// Their quiet hours, minutes of the local day: from, and to.
    pub quiet: Option<(u16, u16)>,
    /// Whether what is urgent breaks them.
    pub quiet_broken: bool,
    /// How it is told that a key was refused.
    pub key_alerts: KeyAlerts,
}

/// How it is told that a key was refused.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KeyAlerts {
    /// With a sound.
    #[default]
    Heard,
    /// Without one.
    Silent,
    /// Not at all.
    Off,
}

impl KeyAlerts {
    /// As it is stored, and as a link holds it.
    pub fn number(self) -> i64 {
        match self {
            Self::Heard => 0,
            Self::Silent => 1,
            Self::Off => 2,
        }
    }

    /// Reads it back.
    pub fn of(number: i64) -> Option<Self> {
        [Self::Heard, Self::Silent, Self::Off].into_iter().find(|one| one.number() == number)
    }
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

    /// Sets quiet hours: minutes of the local day. What they held back is looked at again.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_quiet(&self, user: UserId, quiet: Option<(u16, u16)>) -> Result<(), StoreError> {
        self.set(user, |settings| settings.quiet = quiet).await
    }

    /// Sets whether what is urgent breaks quiet hours.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_quiet_broken(&self, user: UserId, broken: bool) -> Result<(), StoreError> {
        self.set(user, |settings| settings.quiet_broken = broken).await
    }

    /// Sets how a person is told that their key was refused.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_key_alerts(&self, user: UserId, how: KeyAlerts) -> Result<(), StoreError> {
        self.set(user, |settings| settings.key_alerts = how).await
    }

    async fn set(&self, user: UserId, change: impl FnOnce(&mut Settings)) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let before = self.settings(user);
        let mut settings = before.clone();
        change(&mut settings);
        let mut transaction = writer.begin().await?;
        sqlx::query(
            "INSERT INTO settings (user_id, zone, silent, quiet_from, quiet_to, quiet_broken, key_alerts)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (user_id) DO UPDATE SET zone = excluded.zone, silent = excluded.silent,
                 quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_broken = excluded.quiet_broken,
                 key_alerts = excluded.key_alerts",
        )
        .bind(user.get())
        .bind(settings.zone.as_deref())
        .bind(settings.silent)
        .bind(settings.quiet.map(|(from, _)| i64::from(from)))
        .bind(settings.quiet.map(|(_, to)| i64::from(to)))
        .bind(settings.quiet_broken)
        .bind(settings.key_alerts.number())
        .execute(&mut *transaction)
        .await?;
        if settings.silent != before.silent {
            sqlx::query("UPDATE watches SET silent = $1 WHERE user_id = $2")
                .bind(settings.silent)
                .bind(user.get())
                .execute(&mut *transaction)
                .await?;
        }
        if (&settings.zone, settings.quiet) != (&before.zone, before.quiet) {
            watches::quiet_changed(&mut transaction, user, self.clock.now_ms()).await?;
        }
        transaction.commit().await?;
        // The mirror follows what is committed, before anybody else has the writer.
        self.wanted.all().insert(user, settings);
        drop(writer);
        self.watched.ring();
        Ok(())
    }

    /// Fills the mirror at start.
    pub(super) async fn load_settings(&self) -> Result<(), StoreError> {
        let all = "SELECT user_id, zone, silent, quiet_from, quiet_to, quiet_broken, key_alerts FROM settings";
        let rows = sqlx::query(all).fetch_all(&self.readers).await?;
        for row in rows {
            let zone: Option<String> = row.try_get(1)?;
            let minutes = |minutes: Option<i64>| minutes.and_then(|minutes| u16::try_from(minutes).ok());
            let settings = Settings {
                zone: zone.map(Into::into),
                silent: row.try_get(2)?,
                quiet: minutes(row.try_get(3)?).zip(minutes(row.try_get(4)?)),
                quiet_broken: row.try_get(5)?,
                key_alerts: KeyAlerts::of(row.try_get(6)?).unwrap_or_default(),
            };
            self.wanted.all().insert(UserId::new(row.try_get(0)?), settings);
        }
        Ok(())
    }
}
