//! Deleting a folder, and moving its commands out first: nobody says what becomes of those that are in it.

use serde::{Deserialize, Serialize};

use super::moving::write;
use super::names::tree_now;
use super::{Commands, MAX_NAME, folder_name, name_of, read};
use crate::api::{ApiError, Command, CommandTree, Folder};
use crate::frame::named::Number;
use crate::frame::trouble::sentence;
use crate::frame::{Act, Ask, Button, Linked, Named, Page, Place, Shown, Trouble, View, Visit, to};
use crate::html;
use crate::ids::{ActId, BotId, CommandId, FolderId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::{ActState, StoredAct};
use crate::text::{Html, count, one_line};

/// Most commands that are moved out at once: two calls each, one after the other.
const AT_ONCE: usize = 20;
/// Most commands named in a sentence.
const NAMED: usize = 8;

/// What is deleted of a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Inside {
    /// An empty one.
    Nothing,
    /// Whatever is in it.
    Anything,
}

impl Number for Inside {
    const DIGITS: usize = 1;

    fn get(self) -> i64 {
        i64::from(self == Self::Anything)
    }

    fn read(number: i64) -> Option<Self> {
        [Self::Nothing, Self::Anything].into_iter().find(|inside| inside.get() == number)
    }
}

/// A folder as it is now; one that is gone is said so.
fn found<'t>(visit: &Visit<'_>, tree: &'t CommandTree, id: FolderId) -> Result<&'t Folder, Trouble> {
    tree.folder(id).ok_or_else(|| View::new(html!(visit.text(), "commands-folder-gone")).into())
}

/// `/a, /b and 3 more`
fn some_names<'t>(visit: &Visit<'_>, commands: impl Iterator<Item = &'t Command>) -> Html {
    let text = visit.text();
    let names: Vec<String> = commands.map(|command| name_of(visit, command, MAX_NAME)).collect();
    let shown = Html::escaped(&names.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", "));
    let more = names.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| html!(text, "command-more", shown = text.number(count(more))));
    Html::join(std::iter::once(shown).chain(more), " ")
}

/// Deletes a folder.
pub struct DeleteFolder;
impl Named for DeleteFolder {
    const TAG: Tag = tag(b"nb");
    type At = (BotId, FolderId, Inside);
}

/// What a folder was when it was deleted.
#[derive(Default, Serialize, Deserialize)]
struct WhatWasThere {
    title: String,
    inside: Vec<i64>,
}

impl Act for DeleteFolder {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, id, inside): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let tree = tree_now(visit, bot).await?;
        let folder = found(visit, &tree, id)?;
        let text = visit.text();
        let (name, all) = (folder_name(visit, folder, MAX_NAME), tree.of_folder(Some(id)).count());
        if all > 0 && inside == Inside::Nothing {
            return Err(move_first(visit, bot, id, &name, all).into());
        }
        Ok(Some(Ask {
            text: html!(text, "folder-delete-ask", folder = name, count = count(all), shown = text.number(count(all))),
            yes: plain!(text, "button-delete-it"),
            no: plain!(text, "button-keep"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, id, inside): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let tree = tree_now(visit, bot).await?;
        let folder = found(visit, &tree, id)?;
        let commands: Vec<i64> = tree.of_folder(Some(id)).map(|command| command.id.get()).collect();
        let title = folder_name(visit, folder, MAX_NAME);
        if !commands.is_empty() && inside == Inside::Nothing {
            return Err(move_first(visit, bot, id, &title, commands.len()).into());
        }
        visit.api().delete_folder(visit.key(), bot, id).await?;
        Ok(serde_json::to_string(&WhatWasThere { title, inside: commands }).ok())
    }

    fn after((bot, id, _): Self::At, act: ActId) -> Link {
        to(FolderDeleted, (bot, id, act))
    }
}

/// A folder with commands in it is not deleted before it was said what is not known.
fn move_first(visit: &Visit<'_>, bot: BotId, id: FolderId, name: &str, all: usize) -> View {
    let text = visit.text();
    let few = if all <= AT_ONCE { "yes" } else { "no" };
    let shown = text.number(count(all));
    let told = html!(text, "folder-not-empty", folder = name, count = count(all), shown = &shown, few = few);
    let out = (all <= AT_ONCE).then(|| Button::to(plain!(text, "button-move-all", shown = shown), MoveAll, (bot, id)));
    let open = Button::to(plain!(text, "button-folder", folder = name), Commands, (bot, Some(id), Page::FIRST));
    let anyway = Button::to(plain!(text, "button-delete-with"), DeleteFolder, (bot, id, Inside::Anything));
    View::new(told).row(out.into_iter().chain([open])).row([anyway])
}

/// What became of deleting a folder, and of what was in it.
pub struct FolderDeleted;
impl Named for FolderDeleted {
    const TAG: Tag = tag(b"ne");
    type At = (BotId, FolderId, ActId);
}
impl Place for FolderDeleted {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let Some(act) = visit.act(act).await? else { return Err(to_list(bot)) };
        let text = visit.text();
        let words = act.words.as_deref().unwrap_or_default();
        if act.state == ActState::Failed {
            let open = Button::to(plain!(text, "button-back-to-folder"), Commands, (bot, Some(id), Page::FIRST));
            return Err(View::new(html!(text, "folder-not-deleted", words = words)).row([open]).into());
        }
        let was: WhatWasThere = serde_json::from_str(words).unwrap_or_default();
        let tree = tree_now(visit, bot).await?;
        // The tree has a folder also when only a command names it.
        let listed = visit.api().folders(visit.key(), bot).await?.iter().any(|folder| folder.id == id);
        let told = match (act.state, listed) {
            (ActState::Done, false) => "deleted",
            (ActState::Done, true) => "still",
            (_, false) => "gone",
            (_, true) => "unknown",
        };
        let mut lines = vec![html!(text, "folder-deleted", told = told, folder = one_line(&was.title, MAX_NAME))];
        let there = |id: &i64| tree.commands.iter().any(|command| command.id.get() == *id);
        let (all, left) = (was.inside.len(), was.inside.iter().filter(|id| there(id)).count());
        let shown = text.number(count(all));
        let lost = count(all - left);
        lines.extend((all > 0).then(|| {
            let lost_shown = text.number(lost);
            html!(text, "folder-deleted-inside", all = count(all), shown = shown, lost = lost, lost_shown = lost_shown)
        }));
        Ok(View::new(Html::lines(lines)).row([super::list::button_to(visit, bot)]))
    }
}

fn to_list(bot: BotId) -> Trouble {
    Trouble::Elsewhere(to(Commands, (bot, None, Page::FIRST)))
}

/// Moves all commands out of a folder, one after the other: each is written once.
pub struct MoveAll;
impl Named for MoveAll {
    const TAG: Tag = tag(b"nv");
    type At = (BotId, FolderId);
}

/// What became of moving them.
#[derive(Default, Serialize, Deserialize)]
struct WhatWasMoved {
    title: String,
    moved: usize,
    failed: Vec<i64>,
    /// What the first failure means.
    why: String,
    /// Those that were not tried after it.
    untried: usize,
}

impl Act for MoveAll {
    type Who = Linked;
    type With = ();

    async fn question(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<Ask>, Trouble> {
        let tree = tree_now(visit, bot).await?;
        let folder = found(visit, &tree, id)?;
        let text = visit.text();
        let (name, all) = (folder_name(visit, folder, MAX_NAME), tree.of_folder(Some(id)).count());
        if all == 0 || all > AT_ONCE {
            return Err(match all {
                0 => Trouble::Elsewhere(to(Commands, (bot, Some(id), Page::FIRST))),
                _ => move_first(visit, bot, id, &name, all).into(),
            });
        }
        let names = some_names(visit, tree.of_folder(Some(id)));
        let shown = text.number(count(all));
        Ok(Some(Ask {
            text: html!(text, "move-all-ask", folder = name, count = count(all), shown = shown, names = names),
            yes: plain!(text, "button-move-them"),
            no: plain!(text, "button-leave-them"),
        }))
    }

    async fn send(visit: &Visit<'_>, (bot, id): Self::At, (): &()) -> Result<Option<String>, Trouble> {
        let tree = read(visit, bot).await?;
        let title = folder_name(visit, found(visit, &tree, id)?, MAX_NAME);
        let mut done = WhatWasMoved { title, ..WhatWasMoved::default() };
        let commands: Vec<CommandId> = tree.of_folder(Some(id)).take(AT_ONCE).map(|command| command.id).collect();
        for (place, command) in (1..).zip(&commands) {
            match write(visit, bot, *command, None).await {
                Ok(moved) => done.moved += usize::from(moved),
                Err(Trouble::Api(error)) if done.moved == 0 && error == ApiError::KeyRejected => {
                    return Err(error.into());
                }
                Err(Trouble::Api(error)) => {
                    done.failed.push(command.get());
                    if done.why.is_empty() {
                        done.why = sentence(visit.asker, Some(&visit.who.account), &error).visible();
                    }
                    if !is_about_one(&error) {
                        done.untried = commands.len() - place;
                        break;
                    }
                }
                Err(trouble) => return Err(trouble),
            }
        }
        Ok(serde_json::to_string(&done).ok())
    }

    fn after((bot, id): Self::At, act: ActId) -> Link {
        to(MovedAll, (bot, id, act))
    }
}

/// Whether the next command may go well all the same.
fn is_about_one(error: &ApiError) -> bool {
    matches!(
        error,
        ApiError::NotFound(_)
            | ApiError::Refused(_)
            | ApiError::Invalid(_)
            | ApiError::Unreadable(_)
            | ApiError::Uncertain(_)
            | ApiError::ChangedMeanwhile
    )
}

/// What became of moving all commands out: what is still in the folder says it.
pub struct MovedAll;
impl Named for MovedAll {
    const TAG: Tag = tag(b"nt");
    type At = (BotId, FolderId, ActId);
}
impl Place for MovedAll {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, id, act): Self::At) -> Shown {
        let Some(act) = visit.act(act).await? else { return Err(to_list(bot)) };
        let text = visit.text();
        let words = act.words.as_deref().unwrap_or_default();
        let open = Button::to(plain!(text, "button-back-to-folder"), Commands, (bot, Some(id), Page::FIRST));
        if act.state == ActState::Failed {
            return Err(View::new(html!(text, "move-all-refused", words = words)).row([open]).into());
        }
        let tree = tree_now(visit, bot).await?;
        let left: Vec<&Command> = tree.of_folder(Some(id)).collect();
        let mut lines = what_was_moved(visit, &act);
        lines.push(match left[..] {
            [] => html!(text, "move-all-empty"),
            _ => html!(text, "move-all-left", names = some_names(visit, left.iter().copied())),
        });
        let delete = tree.folder(id).filter(|_| left.is_empty());
        let delete =
            delete.map(|_| Button::to(plain!(text, "button-delete-folder"), DeleteFolder, (bot, id, Inside::Nothing)));
        let again = (!left.is_empty() && left.len() <= AT_ONCE)
            .then(|| Button::to(plain!(text, "button-move-rest"), MoveAll, (bot, id)));
        Ok(View::new(Html::lines(lines)).row(delete.into_iter().chain(again).chain([open])))
    }
}

fn what_was_moved(visit: &Visit<'_>, act: &StoredAct) -> Vec<Html> {
    let text = visit.text();
    if act.state != ActState::Done {
        return vec![html!(text, "move-all-unknown")];
    }
    let words = act.words.as_deref().unwrap_or_default();
    let was: WhatWasMoved = serde_json::from_str(words).unwrap_or_default();
    let (moved, failed) = (count(was.moved), count(was.failed.len()));
    let title = one_line(&was.title, MAX_NAME);
    let mut lines = vec![html!(text, "move-all-moved", folder = title, count = moved, shown = text.number(moved))];
    if failed > 0 {
        let why = was.why.trim();
        lines.push(html!(text, "move-all-failed", count = failed, shown = text.number(failed), why = why));
    }
    let untried = count(was.untried);
    lines.extend((untried > 0).then(|| html!(text, "move-all-untried", count = untried, shown = text.number(untried))));
    lines
}
