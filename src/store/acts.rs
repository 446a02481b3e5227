//! The rows of acts: what changes something is a row before it happens.
//!
//! Owns the way prepared ► sent ► done, failed or unknown. It must not know what an act does: its link and its sealed
//! arguments are all there is here.

use std::fmt;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Executor as _, Row as _};
use zeroize::Zeroizing;

use super::{Durability, Store, StoreError};
use crate::crash_point;
use crate::ids::{ActId, MessageId, UpdateId, UserId};
use crate::link::{Link, Tag};
use crate::vault::{Bound, Purpose, Sealed, Vault};

/// How long a prepared act can be confirmed, ms.
const EXPIRES_MS: i64 = 10 * 60 * 1000;
/// A press accepted sooner than this after the answer to the same button was shown was made before it was read, ms.
const TAP_MS: i64 = 2_000;
/// How long an ended act is kept, ms, and how many of them for each person, from one tidying to the next.
const KEPT_MS: i64 = 7 * 24 * 60 * 60 * 1000;
const KEPT: i64 = 100;

/// The row of an update. The `+` keeps SQLite from the index by person, which reads all acts of somebody.
pub(super) const SAME_PRESS: &str =
    "SELECT id, state FROM acts WHERE update_id = $1 AND +user_id = $2 ORDER BY id DESC LIMIT 1";
/// The newest row of a button, unless its answer had been seen when the button was pressed again. After the clock was
/// set back, a row that is not made yet says nothing.
pub(super) const SAME_BUTTON: &str = "
    SELECT id, state FROM (
        SELECT id, state, made_at, told_at, expires_at FROM acts
        WHERE user_id = $1 AND digest = $2 ORDER BY id DESC LIMIT 1)
    WHERE made_at <= $5 AND expires_at > $5 AND (told_at IS NULL OR (told_at <= $5 AND told_at + $3 > $4))";

/// How far an act has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActState {
    /// Asked about, and nothing sent.
    Prepared,
    /// Under way; met later, it means that the process ended before the answer came.
    Sent,
    /// Done, as its answer said.
    Done,
    /// Refused: nothing was changed.
    Failed,
    /// Sent, and nobody knows what became of it.
    Unknown,
}

impl ActState {
    /// As the table keeps it, and as the catalogue's sentences select by it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Sent => "sent",
            Self::Done => "done",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
        }
    }

    /// A word of a newer version is one of which nothing is known.
    fn parse(name: &str) -> Self {
        match name {
            "prepared" => Self::Prepared,
            "sent" => Self::Sent,
            "done" => Self::Done,
            "failed" => Self::Failed,
            _ => Self::Unknown,
        }
    }
}

/// An act to be stored.
pub struct NewAct<'a> {
    /// Whose.
    pub user: UserId,
    /// The press that began it.
    pub update: UpdateId,
    /// When that press was accepted, ms since 1970 UTC.
    pub accepted_at: i64,
    /// What is to be done.
    pub link: Link,
    /// Its arguments, clear; stored sealed.
    pub payload: &'a [u8],
    /// The message whose button was pressed.
    pub on: Option<MessageId>,
}

/// What beginning an act met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begun {
    /// A row of its own.
    New(ActId),
    /// The row of the same press, or of an earlier tap on the same button.
    Known(ActId, ActState),
}

/// An act as it is stored.
#[derive(Clone)]
pub struct StoredAct {
    /// Its number.
    pub id: ActId,
    /// What is to be done.
    pub link: Link,
    /// How far it has come.
    pub state: ActState,
    /// What a refusal said, or what was found before it was done.
    pub words: Option<String>,
    /// When it was sent, ms since 1970 UTC.
    pub sent_at: Option<i64>,
}

/// Prints no words.
impl fmt::Debug for StoredAct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredAct").field("id", &self.id).field("state", &self.state).finish_non_exhaustive()
    }
}

/// What a confirmation met.
pub enum Claimed {
    /// Nobody claimed it before: it is `sent` now, and to be done by whoever reads this. With its arguments.
    Now(Link, Zeroizing<Vec<u8>>),
    /// It was claimed before.
    Before(Link, ActState),
    /// There is no such act on this message, or it expired.
    Over,
}

/// How an act ended.
pub enum End<'a> {
    /// Its answer says that it was done; with what was found before.
    Done(Option<&'a str>),
    /// It was refused, in these words.
    Failed(&'a str),
    /// Nobody knows.
    Unknown,
}

fn bound(purpose: Purpose, user: UserId, act: ActId) -> Bound {
    Bound { purpose, owner: user.get(), row: act.get() }
}

/// Mixed into the digests of arguments. They may be secrets that can be guessed, such as a password: without what this
/// process alone knows, a stolen database confirms no guess. After a restart the same press is known by its update.
static OF_THIS_PROCESS: LazyLock<Zeroizing<String>> = LazyLock::new(Vault::new_ring);

fn digest(act: &NewAct<'_>) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(format!("{} {:?} ", act.link, act.on.map(MessageId::get)));
    if !act.payload.is_empty() {
        hash.update(OF_THIS_PROCESS.as_bytes());
        hash.update(act.payload);
    }
    hash.finalize().to_vec()
}

impl Store {
    /// Stores an act before its person is asked about it.
    pub async fn begin_act(&self, act: NewAct<'_>) -> Result<Begun, StoreError> {
        let digest = digest(&act);
        let mut writer = self.writer(Durability::Process).await?;
        let mut transaction = writer.begin().await?;
        if let Some(row) = self.same_tap(&mut transaction, &act, &digest).await? {
            return Ok(Begun::Known(ActId::new(row.try_get(0)?), ActState::parse(row.try_get(1)?)));
        }
        let now = self.clock.now_ms();
        let row = sqlx::query(
            "INSERT INTO acts (user_id, update_id, link, digest, state, made_at, expires_at)
             VALUES ($1, $2, $3, $4, 'prepared', $5, $6) RETURNING id",
        )
        .bind(act.user.get())
        .bind(act.update.get())
        .bind(act.link.to_string())
        .bind(digest)
        .bind(now)
        .bind(now + EXPIRES_MS)
        .fetch_one(&mut *transaction)
        .await?;
        let id = ActId::new(row.try_get(0)?);
        self.keep_payload(&mut transaction, &act, id).await?;
        transaction.commit().await?;
        Ok(Begun::New(id))
    }

    /// The row of the same press (a crash kept it from being answered), or of an earlier tap on the same button whose
    /// answer its person had not seen when they pressed again.
    async fn same_tap(
        &self,
        from: &mut SqliteConnection,
        act: &NewAct<'_>,
        digest: &[u8],
    ) -> Result<Option<SqliteRow>, sqlx::Error> {
        let pressed =
            sqlx::query(SAME_PRESS).bind(act.update.get()).bind(act.user.get()).fetch_optional(&mut *from).await?;
        if pressed.is_some() {
            return Ok(pressed);
        }
        sqlx::query(SAME_BUTTON)
            .bind(act.user.get())
            .bind(digest)
            .bind(TAP_MS)
            .bind(act.accepted_at)
            .bind(self.clock.now_ms())
            .fetch_optional(from)
            .await
    }

    async fn keep_payload(&self, to: &mut SqliteConnection, act: &NewAct<'_>, id: ActId) -> Result<(), StoreError> {
        if act.payload.is_empty() {
            return Ok(());
        }
        let sealed = self.vault.seal(bound(Purpose::ActPayload, act.user, id), act.payload)?;
        sqlx::query("UPDATE acts SET sealed_by = $1, payload = $2 WHERE id = $3")
            .bind(sealed.key_id)
            .bind(sealed.bytes)
            .bind(id.get())
            .execute(to)
            .await?;
        Ok(())
    }

    /// What a message asks about, for its person.
    pub async fn asked_act(
        &self,
        user: UserId,
        on: MessageId,
        act: ActId,
        update: UpdateId,
    ) -> Result<Option<Link>, StoreError> {
        let mut reader = self.readers.acquire().await?;
        let found = find(&mut reader, user, Some(on), act, update, self.clock.now_ms()).await?;
        Ok(found.map(|(link, ..)| link))
    }

    /// Claims a prepared act: prepared ► sent, once, by its person, before it expires; `on` the message that asked, or
    /// at once when nobody was asked. Survives power loss.
    ///
    /// # Errors
    /// When it was not stored: it must not be sent then.
    pub async fn claim_act(
        &self,
        user: UserId,
        on: Option<MessageId>,
        act: ActId,
        update: UpdateId,
    ) -> Result<Claimed, StoreError> {
        let mut writer = self.writer(Durability::Power).await?;
        let mut transaction = writer.begin().await?;
        let now = self.clock.now_ms();
        let Some((link, state, sealed)) = find(&mut transaction, user, on, act, update, now).await? else {
            return Ok(Claimed::Over);
        };
        if state != ActState::Prepared {
            return Ok(Claimed::Before(link, state));
        }
        sqlx::query("UPDATE acts SET state = 'sent', sent_at = $1, claimed_by = $2 WHERE id = $3")
            .bind(now)
            .bind(update.get())
            .bind(act.get())
            .execute(&mut *transaction)
            .await?;
        let payload = match sealed {
            Some(sealed) => self.vault.open(bound(Purpose::ActPayload, user, act), &sealed)?,
            None => Zeroizing::default(),
        };
        transaction.commit().await?;
        crash_point!("act-claimed");
        Ok(Claimed::Now(link, payload))
    }

    /// Ends an act that was sent, and erases its arguments.
    ///
    /// # Errors
    /// When it was not stored: the act is met in `sent` then, and counts as unknown.
    pub async fn end_act(&self, user: UserId, act: ActId, end: End<'_>) -> Result<(), StoreError> {
        let (state, words) = match end {
            End::Done(words) => (ActState::Done, words),
            End::Failed(words) => (ActState::Failed, Some(words)),
            End::Unknown => (ActState::Unknown, None),
        };
        let seal = |words: &str| self.vault.seal(bound(Purpose::ActWords, user, act), words.as_bytes());
        let sealed = words.map(seal).transpose()?;
        let (key_id, words) = sealed.map(|sealed| (sealed.key_id, sealed.bytes)).unzip();
        let mut writer = self.writer(Durability::Power).await?;
        sqlx::query(
            "UPDATE acts SET state = $1, sealed_by = $2, words = $3, payload = NULL, ended_at = $4
             WHERE id = $5 AND user_id = $6 AND state = 'sent'",
        )
        .bind(state.name())
        .bind(key_id)
        .bind(words)
        .bind(self.clock.now_ms())
        .bind(act.get())
        .bind(user.get())
        .execute(&mut writer.connection)
        .await?;
        Ok(())
    }

    /// Deletes an act that was only asked about, and returns what it would have done.
    ///
    /// # Errors
    /// When it was not deleted: it can still be confirmed until it expires.
    pub async fn drop_act(&self, user: UserId, act: ActId) -> Result<Option<Link>, StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let row = sqlx::query("DELETE FROM acts WHERE id = $1 AND user_id = $2 AND state = 'prepared' RETURNING link")
            .bind(act.get())
            .bind(user.get())
            .fetch_optional(&mut writer.connection)
            .await?;
        Ok(row.map(|row| row.try_get::<&str, _>(0).map(|link| link.parse().ok())).transpose()?.flatten())
    }

    /// An act of a person. `None` when it is no longer stored, or somebody else's.
    ///
    /// # Errors
    /// When the database does not answer, or the row does not open.
    pub async fn act(&self, user: UserId, act: ActId) -> Result<Option<StoredAct>, StoreError> {
        let row = sqlx::query("SELECT link, state, sealed_by, words, sent_at FROM acts WHERE id = $1 AND user_id = $2")
            .bind(act.get())
            .bind(user.get())
            .fetch_optional(&self.readers)
            .await?;
        match row {
            Some(row) => self.stored_act(user, act, &row),
            None => Ok(None),
        }
    }

    /// The acts of this tag that a person sent, newest first, whatever became of them.
    ///
    /// # Errors
    /// When the database does not answer, or a row does not open.
    pub async fn sent_acts(&self, user: UserId, tag: Tag) -> Result<Vec<StoredAct>, StoreError> {
        let rows = sqlx::query(
            "SELECT link, state, sealed_by, words, sent_at, id FROM acts
             WHERE user_id = $1 AND state <> 'prepared' AND link LIKE $2 ORDER BY id DESC LIMIT $3",
        )
        .bind(user.get())
        .bind(format!("{tag}%"))
        .bind(KEPT)
        .fetch_all(&self.readers)
        .await?;
        let acts = rows.iter().map(|row| self.stored_act(user, ActId::new(row.try_get(5)?), row));
        Ok(acts.collect::<Result<Vec<_>, StoreError>>()?.into_iter().flatten().collect())
    }

    /// A row's link, state, sealing key, words and time; `None` when its link is of another version.
    fn stored_act(&self, user: UserId, act: ActId, row: &SqliteRow) -> Result<Option<StoredAct>, StoreError> {
        let Ok(link) = row.try_get::<&str, _>(0)?.parse() else { return Ok(None) };
        let open = |sealed: Sealed| self.vault.open_text(bound(Purpose::ActWords, user, act), &sealed);
        let words = sealed(row, 2, 3)?.map(open).transpose()?.map(|words| words.as_str().to_owned());
        let state = ActState::parse(row.try_get(1)?);
        Ok(Some(StoredAct { id: act, link, state, words, sent_at: row.try_get(4)? }))
    }

    /// At start: what was under way and whose press is no longer waiting in the inbox has an unknown end.
    pub(super) async fn settle_acts(&self) -> Result<(), StoreError> {
        let mut writer = self.writer(Durability::Process).await?;
        let sql = "UPDATE acts SET state = 'unknown', payload = NULL, ended_at = made_at
             WHERE state = 'sent' AND COALESCE(claimed_by, update_id) NOT IN
                 (SELECT update_id FROM inbox WHERE body IS NOT NULL)";
        writer.connection.execute(sql).await?;
        Ok(())
    }
}

/// The act that this press may claim: not an expired question. Also the row that a finished /forget left, for the same
/// press and for a second tap.
pub(super) async fn find(
    from: &mut SqliteConnection,
    user: UserId,
    on: Option<MessageId>,
    act: ActId,
    update: UpdateId,
    now: i64,
) -> Result<Option<(Link, ActState, Option<Sealed>)>, sqlx::Error> {
    let row = sqlx::query(
        "SELECT link, state, sealed_by, payload FROM acts
         WHERE id = $1 AND ($2 IS NULL OR message_id = $2) AND (state <> 'prepared' OR expires_at > $5)
             AND (user_id = $3 OR (user_id = 0 AND (claimed_by = $4 OR expires_at > $5)))",
    )
    .bind(act.get())
    .bind(on.map(MessageId::get))
    .bind(user.get())
    .bind(update.get())
    .bind(now)
    .fetch_optional(from)
    .await?;
    let Some(row) = row else { return Ok(None) };
    let link = row.try_get::<&str, _>(0)?.parse().ok();
    let (state, sealed) = (ActState::parse(row.try_get(1)?), sealed(&row, 2, 3)?);
    Ok(link.map(|link| (link, state, sealed)))
}

/// Ends an act under way as done, within the commit of what it did.
pub(super) async fn end_sent(to: &mut SqliteConnection, user: UserId, link: Link, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "UPDATE acts SET state = 'done', payload = NULL, ended_at = $1
         WHERE user_id = $2 AND link = $3 AND state = 'sent'",
    )
    .bind(now)
    .bind(user.get())
    .bind(link.to_string())
    .execute(to)
    .await?;
    Ok(())
}

fn sealed(row: &SqliteRow, key_id: usize, bytes: usize) -> Result<Option<Sealed>, sqlx::Error> {
    let (key_id, bytes): (Option<String>, Option<Vec<u8>>) = (row.try_get(key_id)?, row.try_get(bytes)?);
    Ok(key_id.zip(bytes).map(|(key_id, bytes)| Sealed { key_id, bytes }))
}

/// Deletes what was only asked about and expired, what ended long ago, and all but the newest that ended of each
/// person. What is under way is never deleted.
pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(
        "DELETE FROM acts WHERE (state = 'prepared' AND expires_at < $1)
             OR (state IN ('done', 'failed', 'unknown') AND ended_at < $2)",
    )
    .bind(now)
    .bind(now - KEPT_MS)
    .execute(&mut *to)
    .await?;
    sqlx::query(
        "DELETE FROM acts WHERE id IN (
             SELECT id FROM (
                 SELECT id, ROW_NUMBER() OVER (PARTITION BY user_id ORDER BY id DESC) AS place FROM acts
                 WHERE user_id <> 0 AND state IN ('done', 'failed', 'unknown')
             ) AS placed WHERE place > $1)",
    )
    .bind(KEPT)
    .execute(to)
    .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::link::tag;

    #[test]
    fn a_digest_confirms_no_guess_of_an_argument() {
        let link = Link::bare(tag(b"zz"));
        let act = |payload| NewAct {
            user: UserId::new(1),
            update: UpdateId::new(2),
            accepted_at: 3,
            link,
            payload,
            on: None,
        };
        assert_eq!(digest(&act(b"FAKE-pass")), digest(&act(b"FAKE-pass")), "the same tap is known");
        assert_ne!(digest(&act(b"FAKE-pass")), digest(&act(b"FAKE-past")));
        let guessed = Sha256::digest(format!("{link} None FAKE-pass"));
        assert_ne!(digest(&act(b"FAKE-pass")), guessed.to_vec());
        assert_eq!(digest(&act(b"")), Sha256::digest(format!("{link} None ")).to_vec(), "buttons outlive a restart");
    }
}
