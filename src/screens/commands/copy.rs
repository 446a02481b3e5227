//! Copying a command: under another name, with all its fields.

use super::names::{shown, typed, warnings};
use super::new::{free, still_free};
use super::{MAX_NAME, Made, card, code, name_of};
use crate::api::CommandField;
use crate::frame::prompt::Code;
use crate::frame::{Act, Ask, Linked, Named, Prepared, Prompt, Taken, Trouble, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// The name of a copy.
pub struct CopyName;
impl Named for CopyName {
    const TAG: Tag = tag(b"ny");
    type At = (BotId, CommandId);
}
impl Prompt for CopyName {
    type Who = Linked;
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (bot, command): Self::At) -> Result<Html, Trouble> {
        let command = code::read(visit, bot, command).await?;
        let text = visit.text();
        let title = html!(text, "copy-name", command = name_of(visit, &command, MAX_NAME));
        Ok(Html::lines([title, html!(text, "new-rules")]))
    }

    async fn take(visit: &Visit<'_>, (bot, command): Self::At, Code(answer): Code) -> Result<Taken, Trouble> {
        match typed(visit, &answer) {
            Err(again) => Ok(again),
            Ok(name) => Ok(Taken::Act(Prepared::new(Copy, (bot, command, visit.note(&name).await?), &()))),
        }
    }
}

/// Makes a command with all fields of another one.
pub struct Copy;
impl Named for Copy {
    const TAG: Tag = tag(b"np");
    type At = (BotId, CommandId, NoteId);
}
impl Act for Copy {
    type Who = Linked;
    type With = ();

    /// Asked only where there is something to know.
    async fn question(visit: &Visit<'_>, (bot, command, note): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let name = visit.noted(note).await?;
        let tree = free(visit, bot, &name, (CopyName, (bot, command))).await?;
        let command = code::read(visit, bot, command).await?;
        let text = visit.text();
        let aliases = card::aliases(visit, &command).map(|aliases| html!(text, "copy-aliases", aliases = aliases));
        let retries = command.auto_retry_time.is_some_and(|seconds| seconds > 0);
        let retries = retries.then(|| html!(text, "copy-retries"));
        let warnings: Vec<Html> = warnings(visit, &tree, &name).into_iter().chain(aliases).chain(retries).collect();
        if warnings.is_empty() {
            return Ok(None);
        }
        let of = name_of(visit, &command, MAX_NAME);
        let title = html!(text, "copy-ask", command = of, copy = shown(visit, &name));
        Ok(Some(Ask {
            text: Html::lines(std::iter::once(title).chain(warnings)),
            yes: plain!(text, "button-copy-it"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, command, note): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let name = visit.noted(note).await?;
        still_free(visit, bot, &name).await?;
        let of = visit.api().editable_command(visit.key(), bot, command).await?;
        let mut fields = of.fields().clone();
        fields.put(CommandField::Name, &name);
        let made = visit.api().create_command_with(visit.key(), bot, &fields).await?;
        Ok(Some(made.id.to_string()))
    }

    fn after((bot, _, note): Self::At, act: ActId) -> Link {
        to(Made, (bot, note, act))
    }
}
