//! Moving a command: into a folder, or into none. Its folder is written, and all else as it was read.

use super::super::bot;
use super::{CommandCard, MAX_NAME, ON_A_PAGE, card, code, folder_name, name_of, read};
use crate::api::{CommandFields, CommandTree};
use crate::frame::{Act, Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, FolderId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;
use crate::text::Html;

/// Longest name of a folder on a button, characters.
const MAX_FOLDER: usize = 28;

/// The folders that a command can be moved to.
#[derive(Clone, Copy)]
pub struct MoveTo;
impl Named for MoveTo {
    const TAG: Tag = tag(b"nf");
    type At = (BotId, CommandId, Page);
}
impl Place for MoveTo {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, page): Self::At) -> Shown {
        let command = code::read(visit, bot, id).await?;
        let tree = read(visit, bot).await?;
        let (text, now) = (visit.text(), command.folder());
        let others: Vec<_> = tree.folders.iter().filter(|folder| Some(folder.id) != now).collect();
        let paged = Paged::new(&others, page, ON_A_PAGE);
        let mut lines = vec![html!(text, "move-title", command = name_of(visit, &command, MAX_NAME))];
        lines.push(now_in(visit, &tree, now));
        lines.extend(super::list::range(visit, &paged, others.len(), "folders"));
        lines.extend(others.is_empty().then(|| html!(text, "move-nowhere")));
        let view = paged.things.iter().fold(View::new(Html::lines(lines)), |view, folder| {
            let label = plain!(text, "button-folder", folder = folder_name(visit, folder, MAX_FOLDER));
            view.row([Button::to(label, Move, (bot, id, Some(folder.id)))])
        });
        let view = view.row(paged.turns(Self, |page| (bot, id, page)).into_iter().flatten());
        let out = now.map(|_| Button::to(plain!(text, "button-no-folder"), Move, (bot, id, None)));
        let new = Button::to(plain!(text, "button-new-folder"), super::NewFolderFor, (bot, id));
        Ok(view.row(out.into_iter().chain([new])))
    }
}

fn now_in(visit: &Visit<'_>, tree: &CommandTree, folder: Option<FolderId>) -> Html {
    let text = visit.text();
    match folder {
        None => html!(text, "move-now-in-none"),
        Some(id) => html!(text, "move-now-in", folder = called(visit, tree, id)),
    }
}

fn called(visit: &Visit<'_>, tree: &CommandTree, id: FolderId) -> String {
    let nameless = || plain!(visit.text(), "folder-nameless", folder = id.to_string());
    tree.folder(id).map_or_else(nameless, |folder| folder_name(visit, folder, MAX_NAME))
}

/// The question where a command goes, for the command that is the link's second number.
pub fn chooser(link: &Link) -> Option<Link> {
    let [bot, command, ..] = *link.numbers() else { return None };
    Some(to(MoveTo, (named::Number::read(bot)?, named::Number::read(command)?, Page::FIRST)))
}

/// Moves a command.
pub struct Move;
impl Named for Move {
    const TAG: Tag = tag(b"nm");
    type At = (BotId, CommandId, Option<FolderId>);
}
impl Act for Move {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (bot, id, folder): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        if !write(visit, bot, id, folder).await? {
            return Err(Trouble::Elsewhere(to(CommandCard, (bot, id)).of(visit.who.account.id)));
        }
        Ok(None)
    }

    fn after((bot, id, _): Self::At, act: ActId) -> Link {
        to(Moved, (bot, id, act))
    }
}

/// Writes the folder of a command. False when it is there already: nothing was written.
pub(super) async fn write(
    visit: &Visit<'_>,
    bot: BotId,
    id: CommandId,
    folder: Option<FolderId>,
) -> Result<bool, Trouble> {
    let now = visit.api().editable_command(visit.key(), bot, id).await?;
    if now.fields().folder() == folder {
        return Ok(false);
    }
    let mut change = CommandFields::default();
    change.put_folder(folder);
    visit.api().write_command(visit.key(), bot, &now, &change).await?;
    Ok(true)
}

/// What became of moving: the card, which says where the command is.
pub struct Moved;
impl Named for Moved {
    const TAG: Tag = tag(b"no");
    type At = (BotId, CommandId, ActId);
}
impl Place for Moved {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let card = to(CommandCard, (bot, id)).of(visit.who.account.id);
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(card)) };
        let Some((.., wanted)) = named::at::<Move>(&act.link) else { return Err(Trouble::Elsewhere(card)) };
        let text = visit.text();
        if act.state == ActState::Failed {
            let words = act.words.as_deref().unwrap_or_default();
            let view = View::new(html!(text, "move-refused", words = words));
            return Err(view.row([Button::link(plain!(text, "button-to-command"), card)]).into());
        }
        let command = code::read(visit, bot, id).await?;
        let told = match (act.state, command.folder() == wanted) {
            (ActState::Done, true) => "moved",
            (ActState::Done, false) => "elsewhere",
            (_, true) => "there",
            (_, false) => "unknown",
        };
        let name = bot::name_of(visit, bot).await;
        card::drawn(visit, (bot, id), &command, &name, Some(html!(text, "move-told", told = told))).await
    }
}
