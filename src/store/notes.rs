//! Words that a link refers to by their number, such as those of a search: a button has no room for them. Sealed.

use sqlx::Row as _;
use sqlx::sqlite::SqliteExecutor;

use super::{Durability, Store, StoreError};
use crate::ids::{NoteId, UserId};
use crate::vault::{Bound, Purpose, Sealed};

/// How long words are kept, ms: as long as their buttons are likely to be pressed.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How many are kept of each person.
const KEPT: i64 = 20;

fn bound(user: UserId, note: i64) -> Bound {
    Bound { purpose: Purpose::Note, owner: user.get(), row: note }
}

impl Store {
    /// Stores words of a person, for links to them. The oldest go beyond the most that are kept.
    pub async fn note(&self, user: UserId, words: &str) -> Result<NoteId, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        let row =
            sqlx::query("INSERT INTO notes (user_id, sealed_by, body, made_at) VALUES ($1, '', x'', $2) RETURNING id")
                .bind(user.get())
                .bind(self.clock.now_ms())
                .fetch_one(&mut *transaction)
                .await?;
        let id: i64 = row.try_get(0)?;
        let sealed = self.vault.seal(bound(user, id), words.as_bytes())?;
        sqlx::query("UPDATE notes SET sealed_by = $1, body = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(
            "DELETE FROM notes WHERE user_id = $1
                 AND id <= (SELECT id FROM notes WHERE user_id = $1 ORDER BY id DESC LIMIT 1 OFFSET $2)",
        )
        .bind(user.get())
        .bind(KEPT)
        .execute(&mut *transaction)
        .await?;
        transaction.commit().await?;
        Ok(NoteId::new(id))
    }

    /// Reads words of a person. `None` when they are no longer stored, or somebody else's.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn noted(&self, user: UserId, note: NoteId) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT sealed_by, body FROM notes WHERE id = $1 AND user_id = $2")
            .bind(note.get())
            .bind(user.get())
            .fetch_optional(&self.readers)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let sealed = Sealed { key_id: row.try_get(0)?, bytes: row.try_get(1)? };
        let words = self.vault.open_text(bound(user, note.get()), &sealed)?;
        Ok(Some(words.as_str().to_owned()))
    }
}

/// Deletes words that are too old.
pub(super) async fn trim(to: impl SqliteExecutor<'_>, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query("DELETE FROM notes WHERE made_at < $1").bind(now - KEPT_MS).execute(to).await?;
    Ok(())
}
