//! Making a command: its name is asked, it is made once, and its card is where it is filled.

use std::sync::Arc;

use super::super::bot;
use super::names::{called, is_there, shown, tree_now, typed, warnings};
use super::{Copy, CopyName, card, list, read};
use crate::api::{CommandFields, CommandTree};
use crate::frame::prompt::Code;
use crate::frame::{
    Act, Ask, Button, Linked, Named, Place, Prepared, Prompt, Shown, Taken, Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, FolderId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count};

/// The name of a command to be made.
pub struct NewName;
impl Named for NewName {
    const TAG: Tag = tag(b"nq");
    type At = (BotId, Option<FolderId>);
}
impl Prompt for NewName {
    type Who = Linked;
    /// A name with a slash is no command of ours.
    type Answer = Code;

    async fn ask(visit: &Visit<'_>, (bot, folder): Self::At) -> Result<Html, Trouble> {
        let tree = read(visit, bot).await?;
        let text = visit.text();
        let title = match folder {
            Some(id) => {
                let Some(folder) = tree.folder(id) else {
                    return Err(View::new(html!(text, "commands-folder-gone")).into());
                };
                html!(text, "new-in-folder", folder = super::folder_name(visit, folder, super::MAX_NAME))
            }
            None => html!(text, "new-in-bot", name = bot::name_of(visit, bot).await),
        };
        Ok(Html::lines([title, html!(text, "new-rules")]))
    }

    async fn take(visit: &Visit<'_>, (bot, folder): Self::At, Code(answer): Code) -> Result<Taken, Trouble> {
        match typed(visit, &answer) {
            Err(again) => Ok(again),
            Ok(name) => Ok(Taken::Act(Prepared::new(Create, (bot, folder, visit.note(&name).await?), &()))),
        }
    }
}

/// Makes a command that has nothing but a name.
pub struct Create;
impl Named for Create {
    const TAG: Tag = tag(b"nc");
    type At = (BotId, Option<FolderId>, NoteId);
}
impl Act for Create {
    type Who = Linked;
    type With = ();

    /// Asked only where there is something to know.
    async fn question(visit: &Visit<'_>, (bot, folder, note): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let name = visit.noted(note).await?;
        let tree = free(visit, bot, &name, (NewName, (bot, folder))).await?;
        let warnings = warnings(visit, &tree, &name);
        if warnings.is_empty() {
            return Ok(None);
        }
        let text = visit.text();
        let title = html!(text, "new-ask", command = shown(visit, &name), name = bot::name_of(visit, bot).await);
        Ok(Some(Ask {
            text: Html::lines(std::iter::once(title).chain(warnings)),
            yes: plain!(text, "button-make"),
            no: plain!(text, "button-not-now"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, folder, note): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let name = visit.noted(note).await?;
        still_free(visit, bot, &name).await?;
        let mut fields = CommandFields::named(&name);
        if folder.is_some() {
            fields.put_folder(folder);
        }
        let made = visit.api().create_command_with(visit.key(), bot, &fields).await?;
        Ok(Some(made.id.to_string()))
    }

    fn after((bot, _, note): Self::At, act: ActId) -> Link {
        to(Made, (bot, note, act))
    }
}

/// The commands as they are now, among which none is called so; else another name is asked for.
pub(super) async fn free<N: Named>(
    visit: &Visit<'_>,
    bot: BotId,
    name: &str,
    (again, at): (N, N::At),
) -> Result<Arc<CommandTree>, Trouble> {
    let tree = tree_now(visit, bot).await?;
    let there = called(&tree, name).next().map(|there| is_there(visit, bot, there).asks(again, at));
    there.map_or(Ok(tree), |view| Err(view.into()))
}

/// The same right before it is made, by what was read at most a minute ago and is dropped at every change.
pub(super) async fn still_free(visit: &Visit<'_>, bot: BotId, name: &str) -> Result<(), Trouble> {
    let tree = read(visit, bot).await?;
    called(&tree, name).next().map_or(Ok(()), |there| Err(is_there(visit, bot, there).into()))
}

/// What became of making or copying a command.
pub struct Made;
impl Named for Made {
    const TAG: Tag = tag(b"na");
    type At = (BotId, NoteId, ActId);
}
impl Place for Made {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, act): Self::At) -> Shown {
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(to_its_list(bot))) };
        let name = visit.noted(note).await?;
        let text = visit.text();
        let told = |told: &str| html!(text, "new-made", told = told, command = shown(visit, &name));
        match act.state {
            ActState::Done => match made(&act) {
                Some(id) if named::at::<Copy>(&act.link).is_some() => {
                    card::draw(visit, (bot, id), Some(told("copied"))).await
                }
                Some(id) => card::draw(visit, (bot, id), Some(told("made"))).await,
                None => Err(Trouble::Elsewhere(to_its_list(bot))),
            },
            ActState::Failed => Err(not_made(visit, &act).into()),
            _ => {
                let tree = tree_now(visit, bot).await?;
                let there: Vec<CommandId> = called(&tree, &name).map(|command| command.id).collect();
                match there[..] {
                    [] => Ok(View::new(told("missing")).row(again(visit, &act)).row([list::button_to(visit, bot)])),
                    [id] => card::draw(visit, (bot, id), Some(told("there"))).await,
                    [id, ..] => {
                        let several = html!(text, "new-several", shown = text.number(count(there.len())));
                        card::draw(visit, (bot, id), Some(Html::lines([told("there"), several]))).await
                    }
                }
            }
        }
    }
}

fn to_its_list(bot: BotId) -> Link {
    to(super::Commands, (bot, None, crate::frame::Page::FIRST))
}

/// The list in which a command is made: of its folder, where it is made in one.
pub fn made_in(link: &Link) -> Option<Link> {
    let created = || named::at::<Create>(link).map(|(bot, folder, _)| (bot, folder));
    let (bot, folder) = named::at::<NewName>(link).or_else(created)?;
    Some(to(super::Commands, (bot, folder, crate::frame::Page::FIRST)))
}

/// The number of what was made, as the act noted it.
pub(in crate::screens) fn made(act: &StoredAct) -> Option<CommandId> {
    let id = act.words.as_deref()?.split(' ').next()?.parse::<i64>().ok()?;
    named::Number::read(id)
}

fn not_made(visit: &Visit<'_>, act: &StoredAct) -> View {
    let words = act.words.as_deref().unwrap_or_default();
    View::new(html!(visit.text(), "new-not-made", words = words)).row(again(visit, act))
}

/// The question for a name once more.
fn again(visit: &Visit<'_>, act: &StoredAct) -> Option<Button> {
    let label = plain!(visit.text(), "button-another-name");
    if let Some((bot, folder, _)) = named::at::<Create>(&act.link) {
        return Some(Button::to(label, NewName, (bot, folder)));
    }
    named::at::<Copy>(&act.link).map(|(bot, command, _)| Button::to(label, CopyName, (bot, command)))
}

/// `[New]`, in the list or in a folder of it.
pub(super) fn button(visit: &Visit<'_>, bot: BotId, folder: Option<FolderId>) -> Button {
    Button::to(plain!(visit.text(), "button-new-command"), NewName, (bot, folder))
}
