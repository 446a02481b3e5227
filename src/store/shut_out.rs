//! People whom the operator shut out.
//!
//! Owns the table and its mirror in memory: every update asks. A row outlives /forget.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sqlx::Row as _;

use super::{Durability, Store, StoreError};
use crate::ids::UserId;

/// The mirror of the table.
#[derive(Clone, Default)]
pub(super) struct Mirror(Arc<Mutex<BTreeSet<UserId>>>);

impl Mirror {
    fn all(&self) -> MutexGuard<'_, BTreeSet<UserId>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Whether somebody is shut out. Asks no database.
    pub fn is_shut_out(&self, user: UserId) -> bool {
        self.barred.all().contains(&user)
    }

    /// Who is shut out, at most `most` of them, and how many there are.
    pub fn shut_out(&self, most: usize) -> (Vec<UserId>, usize) {
        let all = self.barred.all();
        (all.iter().copied().take(most).collect(), all.len())
    }

    /// Shuts somebody out, or lets them in again.
    ///
    /// # Errors
    /// When it was not stored.
    pub async fn set_shut_out(&self, user: UserId, out: bool) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let change = match out {
            true => "INSERT INTO shut_out (user_id, since) VALUES ($1, $2) ON CONFLICT (user_id) DO NOTHING",
            false => "DELETE FROM shut_out WHERE user_id = $1 AND $2 = $2",
        };
        sqlx::query(change).bind(user.get()).bind(self.clock.now_ms()).execute(&mut writer.connection).await?;
        // The mirror follows what is committed, before anybody else has the writer.
        if out {
            self.barred.all().insert(user);
        } else {
            self.barred.all().remove(&user);
        }
        Ok(())
    }

    /// Fills the mirror at start.
    pub(super) async fn load_shut_out(&self) -> Result<(), StoreError> {
        let rows = sqlx::query("SELECT user_id FROM shut_out").fetch_all(&self.readers).await?;
        for row in rows {
            self.barred.all().insert(UserId::new(row.try_get(0)?));
        }
        Ok(())
    }
}
