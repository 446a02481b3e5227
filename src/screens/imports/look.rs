//! A sheet, read beside the commands of a bot: what an import would do.

use super::present::present;
use crate::api::{ApiError, ApiText, CommandFilter};
use crate::frame::{Trouble, Visit};
use crate::ids::BotId;
use crate::sheets::{FetchError, Finding, Plan, Sheet, SheetAddress};
use crate::text::isolated;

/// What was read.
pub(super) struct Reading {
    pub sheet: Sheet,
    /// What an import would do, as far as that can be known.
    pub plan: Option<Plan>,
    /// The address that Bots.Business has to be given to read the same.
    pub import_from: SheetAddress,
}

impl Reading {
    /// How many findings there are, also those that are only counted.
    pub(super) fn findings(&self) -> usize {
        let mut kinds: Vec<&Finding> = Vec::new();
        for located in self.sheet.findings() {
            let same = |kind: &&Finding| std::mem::discriminant(*kind) == std::mem::discriminant(&located.finding);
            if !kinds.iter().any(same) {
                kinds.push(&located.finding);
            }
        }
        kinds.into_iter().map(|finding| self.sheet.count_like(finding)).sum()
    }
}

/// Fetches a sheet, reads it, and compares it with a bot's commands.
///
/// # Errors
/// The inner error when the sheet could not be fetched, the outer one when the commands could not be read.
pub(super) async fn look(
    visit: &Visit<'_>,
    bot: BotId,
    address: &SheetAddress,
) -> Result<Result<Reading, FetchError>, Trouble> {
    let desk = &visit.house.sheets;
    let everything = CommandFilter::default();
    let (read, commands) = tokio::join!(
        desk.read(address, |fetched| (Sheet::read(&fetched.bytes), fetched.import_from)),
        visit.api().commands(visit.key(), bot, &everything),
    );
    let commands = match commands {
        Err(ApiError::NotFound(_)) => return Err(super::super::bot::unknown(visit, bot).into()),
        commands => commands?,
    };
    let (sheet, import_from) = match read {
        Ok(read) => read,
        Err(error) => return Ok(Err(error)),
    };
    let planned = desk.work(move || {
        let plan = Plan::of(&sheet, &present(&commands));
        Reading { sheet, plan, import_from }
    });
    Ok(planned.await)
}

/// A text of a sheet or of a command's name for people: on one line, its secrets masked.
pub(super) fn shown(visit: &Visit<'_>, text: &str, max: usize) -> String {
    let line = ApiText::from(text).line(visit.key(), max);
    line.map_or_else(|| "–".to_owned(), |line| isolated(&line))
}
