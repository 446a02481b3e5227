//! The code and the answer of a command as files.
//!
//! Keys and tokens in them are starred as everywhere: a file is forwarded and lies about on phones. It is said under
//! the file, because a starred text must not be put back.

use super::super::bot;
use super::{MAX_NAME, count, name_of};
use crate::api::{ApiError, ApiText, Command};
use crate::frame::{Button, FileKind, Linked, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{BotId, CommandId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Longest part of a command's name in the name of a file, characters.
const MAX_FILE_NAME: usize = 40;

/// The card of the command whose code or answer is a file.
pub fn of_file(link: &Link) -> Option<Link> {
    let at = named::at::<CommandCode>(link).or_else(|| named::at::<CommandAnswer>(link))?;
    Some(to(super::CommandCard, at))
}

/// A command as it is now. One that is gone is no longer in the list either.
pub(in crate::screens) async fn read(visit: &Visit<'_>, bot: BotId, id: CommandId) -> Result<Command, Trouble> {
    let text = visit.text();
    let command = match visit.api().command(visit.key(), bot, id).await {
        Err(ApiError::NotFound(_)) => {
            visit.api().drop_command_tree(visit.key(), bot);
            let list = Button::to(plain!(text, "button-commands"), super::Commands, (bot, None, Page::FIRST));
            return Err(View::new(html!(text, "command-gone")).row([list]).into());
        }
        Err(error) if super::is_protected(visit, &error) => {
            let card = Button::to(bot::name_of(visit, bot).await, bot::Card, (bot,));
            return Err(View::new(html!(text, "bot-protected")).row([card]).into());
        }
        command => command?,
    };
    visit.proved().await?;
    Ok(command)
}

/// The code of a command as a file.
pub struct CommandCode;
impl Named for CommandCode {
    const TAG: Tag = tag(b"cc");
    type At = (BotId, CommandId);
}
impl Place for CommandCode {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let command = read(visit, bot, id).await?;
        let text = visit.text();
        let Some(code) = given(command.code.as_ref()) else {
            return Err(View::new(html!(text, "command-code-none")).into());
        };
        let lines = count(code.shown(visit.key()).lines().count());
        let caption = html!(
            text,
            "command-code-file",
            command = name_of(visit, &command, MAX_NAME),
            lines = lines,
            lines_shown = text.number(lines)
        );
        Ok(file(visit, caption, code, format!("{}.txt", file_name(visit, &command))))
    }
}

/// The answer of a command as a file.
pub struct CommandAnswer;
impl Named for CommandAnswer {
    const TAG: Tag = tag(b"ca");
    type At = (BotId, CommandId);
}
impl Place for CommandAnswer {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id): Self::At) -> Shown {
        let command = read(visit, bot, id).await?;
        let text = visit.text();
        let Some(answer) = given(command.answer.as_ref()) else {
            return Err(View::new(html!(text, "command-answer-none")).into());
        };
        let caption = html!(text, "command-answer-file", command = name_of(visit, &command, MAX_NAME));
        Ok(file(visit, caption, answer, format!("{}-answer.txt", file_name(visit, &command))))
    }
}

/// A text that is not empty.
pub(in crate::screens) fn given(text: Option<&ApiText>) -> Option<&ApiText> {
    text.filter(|text| !text.is(""))
}

fn file(visit: &Visit<'_>, caption: Html, content: &ApiText, name: String) -> View {
    let shown = content.shown(visit.key());
    let starred = !content.is(&shown);
    let caption = View::new(caption).below_text(starred.then(|| html!(visit.text(), "command-file-starred")));
    caption.file(name, shown.into_bytes(), FileKind::Document)
}

/// `start-4101`: what of the name is fit for any file system, and the number.
fn file_name(visit: &Visit<'_>, command: &Command) -> String {
    let name = command.command.as_ref().map(|name| name.shown(visit.key())).unwrap_or_default();
    let fit = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
    let name: String = name.chars().filter(fit).take(MAX_FILE_NAME).collect();
    if name.is_empty() { format!("command-{}", command.id) } else { format!("{name}-{}", command.id) }
}
