//! Sealing every row anew with the current key of the ring, so that an older key can go.
//!
//! Owns the list of what is sealed, for all who have to know it: sealing anew, which keys are needed, and what a ring
//! has to open at start. A new table with sealed rows is one line here, and a test finds the one that is missing.

use std::collections::BTreeSet;

use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, Row as _};

use super::{Durability, Store, StoreError};
use crate::crash_point;
use crate::ids::{AccountId, UserId};
use crate::vault::{Bound, Purpose, Sealed};

/// A table with sealed rows.
pub(super) struct Kind {
    pub(super) table: &'static str,
    /// Which of its rows are sealed. For `inbox` it is the condition of an index.
    pub(super) is_sealed: &'static str,
    /// Its number, and the owner to whom its seals are bound: a column, or what finds it.
    id: &'static str,
    owner: &'static str,
    /// The row of the owner to which its seals are bound.
    row: &'static str,
    columns: &'static [(&'static str, Purpose)],
}

const fn of_a_person(table: &'static str, columns: &'static [(&'static str, Purpose)]) -> Kind {
    Kind { table, is_sealed: "sealed_by IS NOT NULL", id: "id", owner: "user_id", row: "id", columns }
}

/// The accounts come first: without their keys nothing else is worth opening.
pub(super) const KINDS: [Kind; 11] = [
    of_a_person("accounts", &[("api_key", Purpose::ApiKey), ("email", Purpose::Email), ("label", Purpose::Label)]),
    Kind {
        table: "inbox",
        is_sealed: "body IS NOT NULL",
        id: "update_id",
        owner: "update_id",
        row: "0",
        columns: &[("body", Purpose::Update)],
    },
    of_a_person("acts", &[("payload", Purpose::ActPayload), ("words", Purpose::ActWords)]),
    of_a_person("notes", &[("body", Purpose::Note)]),
    of_a_person("held", &[("body", Purpose::Held)]),
    of_a_person("drafts", &[("body", Purpose::Draft)]),
    of_a_person("versions", &[("body", Purpose::Version)]),
    of_a_person("watches", &[("seen", Purpose::WatchSeen)]),
    of_a_person("jobs", &[("body", Purpose::Job)]),
    Kind {
        owner: "(SELECT user_id FROM jobs WHERE jobs.id = job_id)",
        ..of_a_person("job_steps", &[("body", Purpose::JobStep)])
    },
    of_a_person("teams", &[("name", Purpose::TeamName)]),
];

impl Kind {
    fn is_kept_in_memory(&self) -> bool {
        self.table == "accounts"
    }
}

impl Store {
    /// Seals everything anew that is not sealed by the current key, a row a commit: it can end at any row and go on
    /// later, while the bot runs. Returns how many rows there were.
    ///
    /// # Errors
    /// When the database does not answer or a row does not open; the rows before it are done.
    pub async fn reseal(&self) -> Result<u64, StoreError> {
        let mut rows = 0;
        for kind in &KINDS {
            let mut after = i64::MIN;
            while let Some(row) = self.sealed_before(kind, after).await? {
                crash_point!("reseal-row");
                after = row.try_get(0)?;
                self.reseal_row(kind, &row).await?;
                rows += 1;
            }
        }
        Ok(rows)
    }

    /// The next row that is not sealed by the current key.
    async fn sealed_before(&self, kind: &Kind, after: i64) -> Result<Option<SqliteRow>, sqlx::Error> {
        let Kind { table, is_sealed, id, owner, row, columns } = kind;
        let columns = columns.iter().map(|(name, _)| format!(", {name}")).collect::<String>();
        let sql = format!(
            "SELECT {id}, {owner}, {row}, sealed_by{columns} FROM {table}
             WHERE {is_sealed} AND sealed_by <> $1 AND {id} > $2 ORDER BY {id} LIMIT 1"
        );
        sqlx::query(AssertSqlSafe(sql)).bind(self.vault.current()).bind(after).fetch_optional(&self.readers).await
    }

    /// A row that was changed or deleted meanwhile stays as it is: it was sealed by whoever changed it.
    async fn reseal_row(&self, kind: &Kind, row: &SqliteRow) -> Result<(), StoreError> {
        let (id, owner, place): (i64, i64, i64) = (row.try_get(0)?, row.try_get(1)?, row.try_get(2)?);
        if kind.is_kept_in_memory() {
            return self.reseal_account(UserId::new(owner), AccountId::new(id)).await;
        }
        let key_id: String = row.try_get(3)?;
        let (mut sealed_by, mut cells) = (self.vault.current(), Vec::new());
        for (column, (_, purpose)) in (4_usize..).zip(kind.columns) {
            let old: Option<Vec<u8>> = row.try_get(column)?;
            let bound = Bound { purpose: *purpose, owner, row: place };
            let new = match old.clone() {
                None => None,
                Some(bytes) => {
                    let clear = self.vault.open(bound, &Sealed { key_id: key_id.clone(), bytes })?;
                    let sealed = self.vault.seal(bound, &clear)?;
                    sealed_by = sealed.key_id;
                    Some(sealed.bytes)
                }
            };
            cells.push((old, new));
        }
        let set: String =
            (4..).step_by(2).zip(kind.columns).map(|(place, (name, _))| format!(", {name} = ${place}")).collect();
        let same: String =
            (5..).step_by(2).zip(kind.columns).map(|(place, (name, _))| format!(" AND {name} IS ${place}")).collect();
        let Kind { table, id: number, .. } = kind;
        let sql = format!("UPDATE {table} SET sealed_by = $1{set} WHERE {number} = $2 AND sealed_by = $3{same}");
        let mut update = sqlx::query(AssertSqlSafe(sql)).bind(sealed_by).bind(id).bind(key_id);
        for (old, new) in cells {
            update = update.bind(new).bind(old);
        }
        let mut writer = self.writer(Durability::Power).await?;
        update.execute(&mut writer.connection).await?;
        Ok(())
    }

    /// The key that seals.
    pub fn current_key(&self) -> String {
        self.vault.current()
    }

    /// Whether the current key was added and has sealed nothing yet.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn current_key_is_unused(&self) -> Result<bool, StoreError> {
        Ok(self.vault.key_ids().len() > 1 && !self.used_keys().await?.contains(&self.vault.current()))
    }

    /// How many rows are not sealed by the current key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn to_reseal(&self) -> Result<i64, StoreError> {
        let mut rows = 0;
        for Kind { table, is_sealed, .. } in &KINDS {
            let count = format!("SELECT COUNT(*) FROM {table} WHERE {is_sealed} AND sealed_by <> $1");
            let row = sqlx::query(AssertSqlSafe(count)).bind(self.vault.current()).fetch_one(&self.readers).await?;
            rows += row.try_get::<i64, _>(0)?;
        }
        Ok(rows)
    }

    /// The keys of the ring that no row needs.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn unused_keys(&self) -> Result<Vec<String>, StoreError> {
        let (used, current) = (self.used_keys().await?, self.vault.current());
        Ok(self.vault.key_ids().into_iter().filter(|id| *id != current && !used.contains(id)).collect())
    }

    /// The keys that sealed a row.
    async fn used_keys(&self) -> Result<BTreeSet<String>, StoreError> {
        let mut used = BTreeSet::new();
        for Kind { table, is_sealed, .. } in &KINDS {
            let keys = format!("SELECT DISTINCT sealed_by FROM {table} WHERE {is_sealed}");
            for row in sqlx::query(AssertSqlSafe(keys)).fetch_all(&self.readers).await? {
                used.insert(row.try_get(0)?);
            }
        }
        Ok(used)
    }
}
