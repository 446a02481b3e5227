//! What was counted of bots and accounts, hour by hour, for 30 days.
//!
//! Owns how the hours of a day are one row. It must not know who counts: a watch's look hands over what it counted, in the
//! commit of the look, so that nothing is counted twice. The rows are erased with their account.

use std::collections::BTreeMap;

use sqlx::Row as _;
use sqlx::sqlite::SqliteConnection;

use super::{Store, StoreError};
use crate::ids::{AccountId, BotId};

/// How long it is kept, days.
const KEPT: i64 = 30;
/// Hours of a day, and the time of one, ms.
const HOURS: i64 = 24;
pub const HOUR_MS: i64 = 60 * 60 * 1000;

/// What a look counted. An hour is the number of hours since 1970 UTC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Counted {
    /// New errors of a bot, by hour. The hour of the look is among them, also without any.
    Errors(BotId, BTreeMap<i64, u64>),
    /// The iterations of the account in an hour.
    Iterations {
        /// Which hour.
        hour: i64,
        /// How many are used.
        used: u64,
        /// How many there are.
        limit: u64,
    },
}

/// What is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Series {
    /// The errors of a bot.
    Errors(BotId),
    /// How many iterations are used.
    Used,
    /// How many there are.
    Limit,
}

impl Series {
    /// `bot_id` and `series`.
    fn columns(self) -> (i64, i64) {
        match self {
            Self::Errors(bot) => (bot.get(), 0),
            Self::Used => (0, 1),
            Self::Limit => (0, 2),
        }
    }
}

/// The hours of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Day(BTreeMap<i64, u64>);

impl Day {
    /// What does not read is unknown.
    fn read(stored: &str) -> Self {
        let read = |(hour, number): (i64, &str)| Some((hour, number.parse().ok()?));
        Self((0..HOURS).zip(stored.split(',')).filter_map(read).collect())
    }

    fn stored(&self) -> String {
        let number = |hour| self.0.get(&hour).map(u64::to_string).unwrap_or_default();
        (0..HOURS).map(number).collect::<Vec<_>>().join(",")
    }
}

impl Store {
    /// What was counted in the `count` hours from `from` on; `None` for an hour in which nobody looked.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn history(
        &self,
        account: AccountId,
        series: Series,
        from: i64,
        count: i64,
    ) -> Result<Vec<Option<u64>>, StoreError> {
        let (bot, series) = series.columns();
        let rows = sqlx::query(
            "SELECT day, hours FROM history
             WHERE account_id = $1 AND bot_id = $2 AND series = $3 AND day BETWEEN $4 AND $5",
        )
        .bind(account.get())
        .bind(bot)
        .bind(series)
        .bind(from.div_euclid(HOURS))
        .bind((from + count).div_euclid(HOURS))
        .fetch_all(&self.readers)
        .await?;
        let mut known = BTreeMap::new();
        for row in &rows {
            let day: i64 = row.try_get(0)?;
            known.extend(Day::read(row.try_get(1)?).0.into_iter().map(|(hour, number)| (day * HOURS + hour, number)));
        }
        Ok((from..from + count).map(|hour| known.get(&hour).copied()).collect())
    }

    /// The bots of an account of which errors were counted since a day, by number.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn counted_bots(&self, account: AccountId, from: i64) -> Result<Vec<BotId>, StoreError> {
        let rows = sqlx::query(
            "SELECT DISTINCT bot_id FROM history WHERE account_id = $1 AND bot_id > 0 AND series = 0 AND day >= $2",
        )
        .bind(account.get())
        .bind(from.div_euclid(HOURS))
        .fetch_all(&self.readers)
        .await?;
        Ok(rows.iter().map(|row| row.try_get(0).map(BotId::new)).collect::<Result<_, _>>()?)
    }
}

/// Stores what a look counted: errors are added, of iterations the newest figures of an hour stay.
pub(super) async fn record(
    to: &mut SqliteConnection,
    account: AccountId,
    counted: &Counted,
) -> Result<(), sqlx::Error> {
    match counted {
        Counted::Errors(bot, hours) => {
            let mut days: BTreeMap<i64, Vec<(i64, u64)>> = BTreeMap::new();
            for (hour, errors) in hours {
                days.entry(hour.div_euclid(HOURS)).or_default().push((hour.rem_euclid(HOURS), *errors));
            }
            for (day, hours) in days {
                let add = |of: &mut Day| {
                    for (hour, errors) in hours {
                        let sum = of.0.entry(hour).or_default();
                        *sum = sum.saturating_add(errors);
                    }
                };
                change(to, account, Series::Errors(*bot), day, add).await?;
            }
        }
        Counted::Iterations { hour, used, limit } => {
            let (day, hour) = (hour.div_euclid(HOURS), hour.rem_euclid(HOURS));
            for (series, number) in [(Series::Used, *used), (Series::Limit, *limit)] {
                let set = |of: &mut Day| {
                    of.0.insert(hour, number);
                };
                change(to, account, series, day, set).await?;
            }
        }
    }
    Ok(())
}

/// Changes a day's row. Most looks of an hour find nothing new, and write nothing.
async fn change(
    to: &mut SqliteConnection,
    account: AccountId,
    series: Series,
    day: i64,
    change: impl FnOnce(&mut Day),
) -> Result<(), sqlx::Error> {
    let (bot, series) = series.columns();
    let find = "SELECT hours FROM history WHERE account_id = $1 AND bot_id = $2 AND series = $3 AND day = $4";
    let find = sqlx::query(find).bind(account.get()).bind(bot).bind(series).bind(day);
    let before = match find.fetch_optional(&mut *to).await? {
        Some(row) => Some(Day::read(row.try_get(0)?)),
        None => None,
    };
    let mut after = before.clone().unwrap_or_default();
    change(&mut after);
    if before.as_ref() == Some(&after) {
        return Ok(());
    }
    sqlx::query(
        "INSERT INTO history (account_id, bot_id, series, day, hours) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (account_id, bot_id, series, day) DO UPDATE SET hours = excluded.hours",
    )
    .bind(account.get())
    .bind(bot)
    .bind(series)
    .bind(day)
    .bind(after.stored())
    .execute(to)
    .await?;
    Ok(())
}

/// What was counted for an account goes on with the one that replaces it.
pub(super) async fn adopt(to: &mut SqliteConnection, from: AccountId, by: AccountId) -> Result<(), sqlx::Error> {
    sqlx::query("UPDATE OR IGNORE history SET account_id = $2 WHERE account_id = $1")
        .bind(from.get())
        .bind(by.get())
        .execute(to)
        .await?;
    Ok(())
}

/// Deletes what is older than 30 days.
pub(super) const TRIM: &str = "DELETE FROM history WHERE day < $1";

pub(super) async fn trim(to: &mut SqliteConnection, now: i64) -> Result<(), sqlx::Error> {
    sqlx::query(TRIM).bind(now.div_euclid(HOURS * HOUR_MS) - KEPT).execute(to).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_reads_back_and_what_does_not_read_is_unknown() {
        let day = Day(BTreeMap::from([(0, 0), (5, u64::MAX), (23, 7)]));
        assert_eq!(Day::read(&day.stored()), day);
        assert_eq!(Day::default().stored().len(), 23);
        for stored in ["", "-1,x,1e3, 4,99999999999999999999", &",".repeat(99)] {
            assert_eq!(Day::read(stored), Day::default(), "{stored}");
        }
        let long = format!("{},7", ",".repeat(23));
        assert_eq!(Day::read(&long).stored().matches(',').count(), 23, "a 25th hour is none");
    }
}
