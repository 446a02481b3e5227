//! Making a folder: its title is asked, and it is made once.

use super::super::bot;
use super::names::tree_now;
use super::{Commands, MAX_NAME, Move, code, folder_name, name_of, read};
use crate::api::{ApiText, CommandTree, Folder};
use crate::frame::prompt::Words;
use crate::frame::{
    Act, Ask, Button, Linked, Named, Page, Place, Prepared, Prompt, Shown, Taken, Trouble, View, Visit, named, to,
};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, FolderId, NoteId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::ActState;
use crate::text::{Html, isolated, one_line};

/// Longest title that is taken from a message, characters; a bound of our own, the API's is not known.
const LONGEST: usize = 100;
/// Longest name of a command on the button that moves it, characters.
const MAX_COMMAND: usize = 20;

/// The title of a folder to be made.
pub struct NewFolder;
impl Named for NewFolder {
    const TAG: Tag = tag(b"nw");
    type At = (BotId,);
}
impl Prompt for NewFolder {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot,): Self::At) -> Result<Html, Trouble> {
        read(visit, bot).await?;
        Ok(html!(visit.text(), "folder-new", name = bot::name_of(visit, bot).await))
    }

    async fn take(visit: &Visit<'_>, (bot,): Self::At, Words(answer): Words) -> Result<Taken, Trouble> {
        Ok(match titled_so(visit, &answer).await? {
            Err(wrong) => Taken::Again(wrong),
            Ok(title) => Taken::Act(Prepared::new(MakeFolder, (bot, title), &())),
        })
    }
}

/// The title of a folder to be made, into which a command is to be moved.
pub struct NewFolderFor;
impl Named for NewFolderFor {
    const TAG: Tag = tag(b"y2");
    type At = (BotId, CommandId);
}
impl Prompt for NewFolderFor {
    type Who = Linked;
    type Answer = Words;

    async fn ask(visit: &Visit<'_>, (bot, command): Self::At) -> Result<Html, Trouble> {
        let command = code::read(visit, bot, command).await?;
        Ok(html!(visit.text(), "folder-new-for", command = name_of(visit, &command, MAX_NAME)))
    }

    async fn take(visit: &Visit<'_>, (bot, command): Self::At, Words(answer): Words) -> Result<Taken, Trouble> {
        Ok(match titled_so(visit, &answer).await? {
            Err(wrong) => Taken::Again(wrong),
            Ok(title) => Taken::Act(Prepared::new(MakeFolderFor, (bot, command, title), &())),
        })
    }
}

/// A title as it was typed, as a note; the error says which rule it breaks.
async fn titled_so(visit: &Visit<'_>, answer: &str) -> Result<Result<NoteId, Html>, Trouble> {
    let title = answer.trim();
    let wrong = if title.contains(['\n', '\r']) {
        Some("lines")
    } else if one_line(title, 1).is_empty() {
        Some("empty")
    } else {
        (title.chars().count() > LONGEST).then_some("long")
    };
    if let Some(wrong) = wrong {
        return Ok(Err(html!(visit.text(), "folder-refused", wrong = wrong)));
    }
    Ok(Ok(visit.note(title).await?))
}

/// The folders of exactly this title.
fn titled<'t>(tree: &'t CommandTree, title: &str) -> impl Iterator<Item = &'t Folder> {
    tree.folders.iter().filter(move |folder| folder.title.as_ref().is_some_and(|it| it.is(title)))
}

fn shown(visit: &Visit<'_>, title: &str) -> String {
    let title = ApiText::from(title).line(visit.key(), MAX_NAME);
    isolated(&title.unwrap_or_else(|| "–".to_owned()))
}

fn open(visit: &Visit<'_>, bot: BotId, folder: FolderId, title: &str) -> Button {
    Button::to(plain!(visit.text(), "button-folder", folder = title), Commands, (bot, Some(folder), Page::FIRST))
}

/// Makes a folder.
pub struct MakeFolder;
impl Named for MakeFolder {
    const TAG: Tag = tag(b"nk");
    type At = (BotId, NoteId);
}
impl Act for MakeFolder {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, note): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        free(visit, bot, note, None).await
    }

    async fn send(visit: &Visit<'_>, (bot, note): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        make(visit, bot, note).await
    }

    fn after((bot, note): Self::At, act: ActId) -> Link {
        to(FolderMade, (bot, note, act))
    }
}

/// Makes a folder, and leads back to the command that is to be moved into it.
pub struct MakeFolderFor;
impl Named for MakeFolderFor {
    const TAG: Tag = tag(b"y3");
    type At = (BotId, CommandId, NoteId);
}
impl Act for MakeFolderFor {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, command, note): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        free(visit, bot, note, Some(command)).await
    }

    async fn send(visit: &Visit<'_>, (bot, _, note): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        make(visit, bot, note).await
    }

    fn after((bot, _, note): Self::At, act: ActId) -> Link {
        to(FolderMade, (bot, note, act))
    }
}

/// Nothing is asked where no folder has this title; else that one is offered.
async fn free(visit: &Visit<'_>, bot: BotId, note: NoteId, command: Option<CommandId>) -> Result<Option<Ask>, Trouble> {
    let title = visit.noted(note).await?;
    let tree = tree_now(visit, bot).await?;
    let Some(there) = titled(&tree, &title).next() else { return Ok(None) };
    let title = folder_name(visit, there, MAX_NAME);
    let view = View::new(html!(visit.text(), "folder-taken", folder = &title));
    let moves = move_there(visit, &tree, bot, command, there.id);
    Err(view.row(moves).row([open(visit, bot, there.id, &title)]).into())
}

async fn make(visit: &Visit<'_>, bot: BotId, note: NoteId) -> Result<Option<String>, Trouble> {
    let title = visit.noted(note).await?;
    let made = visit.api().create_folder(visit.key(), bot, &title).await?;
    Ok(Some(made.id.to_string()))
}

/// `[Move /start there]`, where the folder was asked for while moving a command.
fn move_there(
    visit: &Visit<'_>,
    tree: &CommandTree,
    bot: BotId,
    command: Option<CommandId>,
    folder: FolderId,
) -> Option<Button> {
    let command = command?;
    let found = tree.commands.iter().find(|known| known.id == command && known.folder() != Some(folder))?;
    let label = plain!(visit.text(), "button-move-there", command = name_of(visit, found, MAX_COMMAND));
    Some(Button::to(label, Move, (bot, command, Some(folder))))
}

/// What became of making a folder.
pub struct FolderMade;
impl Named for FolderMade {
    const TAG: Tag = tag(b"nl");
    type At = (BotId, NoteId, ActId);
}
impl Place for FolderMade {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, note, act): Self::At) -> Shown {
        let list = to(Commands, (bot, None, Page::FIRST));
        let Some(act) = visit.act(act).await? else { return Err(Trouble::Elsewhere(list)) };
        let title = visit.noted(note).await?;
        let text = visit.text();
        let command = named::at::<MakeFolderFor>(&act.link).map(|(_, command, _)| command);
        let again = plain!(text, "button-another-title");
        let again = match command {
            Some(command) => Button::to(again, NewFolderFor, (bot, command)),
            None => Button::to(again, NewFolder, (bot,)),
        };
        let words = act.words.as_deref().unwrap_or_default();
        if act.state == ActState::Failed {
            return Err(View::new(html!(text, "folder-not-made", words = words)).row([again]).into());
        }
        let tree = tree_now(visit, bot).await?;
        let made = words.parse().ok().and_then(named::Number::read).and_then(|id| tree.folder(id));
        let there = made.or_else(|| titled(&tree, &title).next());
        let told = match (act.state, there) {
            (ActState::Done, Some(_)) => "made",
            (ActState::Done, None) => "unseen",
            (_, Some(_)) => "there",
            (_, None) => "missing",
        };
        let title = shown(visit, &title);
        let view = View::new(html!(text, "folder-made", told = told, folder = &title));
        Ok(match there {
            Some(folder) => {
                let moves = move_there(visit, &tree, bot, command, folder.id);
                view.row(moves)
                    .row([open(visit, bot, folder.id, &title), super::new::button(visit, bot, Some(folder.id))])
            }
            None => view.row([again]),
        })
    }
}
