//! The commands of a bot: folders and commands as a tree of two levels, search, one command to read.
//!
//! Owns what these places share: reading the tree, and how commands and folders are called. What changes a command as a
//! whole or its folder is here; what changes its fields is `editing`'s.
//!
//! - `list`, `search`, `card`, `code`: finding and reading
//! - `new`, `copy`, `names`: making a command, and what it may be called
//! - `moving`, `folders`, `emptying`: folders, and what is in them

use std::sync::Arc;

use super::{bot, bots};
use crate::api::{ApiError, CommandTree, Folder};
use crate::frame::{Anyone, Command, Named, Page, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::{count, isolated};

pub(super) mod card;
pub(super) mod code;
mod copy;
mod emptying;
mod folders;
pub(super) mod list;
mod moving;
pub(super) mod names;
pub(super) mod new;
mod search;
pub use card::CommandCard;
pub use code::{CommandAnswer, CommandCode, of_file};
pub use copy::{Copy, CopyName};
pub use emptying::{DeleteFolder, FolderDeleted, MoveAll, MovedAll};
pub use folders::{FolderMade, MakeFolder, MakeFolderFor, NewFolder, NewFolderFor};
pub use list::{Anew, Commands, up};
pub use moving::{Move, MoveTo, Moved, chooser};
pub use new::{Create, Made, NewName, made_in};
pub use search::{Found, Search};

/// Folders and commands on one page.
const ON_A_PAGE: usize = 8;
/// Longest name of a command or folder, characters.
const MAX_NAME: usize = 32;

/// `/commands NAME`.
pub static COMMANDS: Command = Command {
    name: "commands",
    others: &["command", "cmds", "cmd", "folders", "code"],
    menu: Some(|text| plain!(text, "menu-commands")),
    help: |text| html!(text, "help-commands"),
    glued: None,
};

/// `/commands NAME`.
pub struct FindCommands;
impl Named for FindCommands {
    const TAG: Tag = tag(b"bm");
    type At = ();
}
impl Place for FindCommands {
    type Who = Anyone;

    async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
        Err(Trouble::Elsewhere(to(bots::Find, (bots::Goal::Commands,))))
    }
}

/// The first page of the commands of a bot, whose number is the link's first.
pub fn list(link: &Link) -> Option<Link> {
    let bot = named::Number::read(*link.numbers().first()?)?;
    Some(to(Commands, (bot, None, Page::FIRST)))
}

/// The folder that is the link's second number.
pub fn the_folder(link: &Link) -> Option<Link> {
    let [bot, folder, ..] = *link.numbers() else { return None };
    Some(to(Commands, (named::Number::read(bot)?, Some(named::Number::read(folder)?), Page::FIRST)))
}

/// The commands and folders of a bot, as they were at most a minute ago.
pub(super) async fn read(visit: &Visit<'_>, bot: BotId) -> Result<Arc<CommandTree>, Trouble> {
    let tree = visit.api().command_tree(visit.key(), bot).await.map_err(|error| unread(visit, bot, error))?;
    visit.proved().await?;
    Ok(tree)
}

/// Why the commands of a bot could not be read.
pub(super) fn unread(visit: &Visit<'_>, bot: BotId, error: ApiError) -> Trouble {
    match error {
        ApiError::NotFound(_) => bot::unknown(visit, bot).into(),
        error if is_protected(visit, &error) => View::new(html!(visit.text(), "bot-protected")).into(),
        error => error.into(),
    }
}

/// The API has no code for it: a refusal that says so (contract, 13.16).
fn is_protected(visit: &Visit<'_>, error: &ApiError) -> bool {
    let ApiError::Refused(Some(words)) = error else { return false };
    words.shown(visit.key()).to_lowercase().contains("protected")
}

/// What a command is called, on one line.
pub(super) fn name_of(visit: &Visit<'_>, command: &crate::api::Command, max: usize) -> String {
    let name = command.command.as_ref().and_then(|name| name.line(visit.key(), max));
    let nameless = || plain!(visit.text(), "command-nameless", command = command.id.to_string());
    name.map_or_else(nameless, |name| isolated(&name))
}

/// What a folder is called, on one line.
fn folder_name(visit: &Visit<'_>, folder: &Folder, max: usize) -> String {
    let title = folder.title.as_ref().and_then(|title| title.line(visit.key(), max));
    let nameless = || plain!(visit.text(), "folder-nameless", folder = folder.id.to_string());
    title.map_or_else(nameless, |title| isolated(&title))
}
