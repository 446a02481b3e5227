//! A bot's commands as a sheet is compared with them.
//!
//! It may take texts of the API as they came: they are compared with the cells of a sheet, byte by byte, and shown only
//! after they went through [`crate::api::ApiText`] again.

use crate::api::{ApiText, Command};
use crate::sheets::PresentCommand;

/// The commands that have a name, as the API reads them.
pub(super) fn present(commands: &[Command]) -> Vec<PresentCommand<'_>> {
    commands.iter().filter_map(one).collect()
}

fn one(command: &Command) -> Option<PresentCommand<'_>> {
    Some(PresentCommand {
        name: command.command.as_ref()?.verbatim(),
        answer: text(command.answer.as_ref()),
        aliases: command.aliases.iter().filter_map(|alias| Some(alias.command.as_ref()?.verbatim())).collect(),
        help: text(command.help.as_ref()),
        keyboard: text(command.keyboard_body.as_ref()),
        need_reply: command.need_reply.unwrap_or_default(),
        code: text(command.code.as_ref()),
        group: text(command.group()),
        auto_retry: command.auto_retry_time,
        made_by_csv: command.created_via_csv_import,
    })
}

fn text(text: Option<&ApiText>) -> &str {
    text.map(ApiText::verbatim).unwrap_or_default()
}
