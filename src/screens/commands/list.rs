//! The tree: folders and the commands of none on the first level, the commands of a folder on the second.

use std::collections::BTreeMap;

use super::super::editing::remove::{self, Gone};
use super::super::{bot, copies};
use super::emptying::{DeleteFolder, Inside};
use super::{CommandCard, MAX_NAME, NewFolder, ON_A_PAGE, Search, count, folder_name, name_of, new, read};
use crate::api::{Command, CommandTree, Folder};
use crate::frame::{Button, Linked, Named, Page, Paged, Place, Shown, Trouble, View, Visit, named, to};
use crate::html;
use crate::ids::{BotId, CommandId, FolderId};
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::text::Html;

/// Longest name of a command that is followed by its group, and longest name of a group, characters.
const MAX_NAME_IN_GROUP: usize = 20;
const MAX_GROUP: usize = 10;
/// Longest name of a folder that is followed by its count, characters.
const MAX_FOLDER: usize = 24;
/// Most groups named below the title.
const MAX_GROUPS: usize = 5;

/// A page of a bot's commands: of a folder, or folders and the commands of none.
#[derive(Clone, Copy)]
pub struct Commands;
impl Named for Commands {
    const TAG: Tag = tag(b"co");
    type At = (BotId, Option<FolderId>, Page);
}
impl Place for Commands {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot, folder, page): Self::At) -> Shown {
        let (tree, name) = tokio::join!(read(visit, bot), bot::name_of(visit, bot));
        let tree = tree?;
        let view = match folder {
            None => root(visit, bot, page, &tree, &name, !remove::gone(visit, bot, &tree).await?.is_empty()),
            Some(id) => {
                let Some(folder) = tree.folder(id) else {
                    return Err(View::new(html!(visit.text(), "commands-folder-gone")).into());
                };
                inside(visit, bot, folder, page, &tree, &name)
            }
        };
        Ok(view.read_before(tree.read_at, Anew, (bot, folder, page)))
    }
}

/// A folder lies in the list of its bot, which lies under the bot's card.
pub fn up(link: &Link) -> Option<Link> {
    let (bot, folder, _) = named::at::<Commands>(link)?;
    Some(match folder {
        Some(_) => to(Commands, (bot, None, Page::FIRST)),
        None => to(bot::Card, (bot,)),
    })
}

/// The same page, read anew.
pub struct Anew;
impl Named for Anew {
    const TAG: Tag = tag(b"cr");
    type At = (BotId, Option<FolderId>, Page);
}
impl Place for Anew {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, at: Self::At) -> Shown {
        visit.api().drop_command_tree(visit.key(), at.0);
        Err(Trouble::Elsewhere(to(Commands, at)))
    }
}

/// A line of the first level.
enum Line<'t> {
    Folder(&'t Folder),
    Command(&'t Command),
}

/// The first level, folders first.
fn lines(tree: &CommandTree) -> Vec<Line<'_>> {
    tree.folders.iter().map(Line::Folder).chain(tree.of_folder(None).map(Line::Command)).collect()
}

fn root(visit: &Visit<'_>, bot: BotId, page: Page, tree: &CommandTree, name: &str, gone: bool) -> View {
    let text = visit.text();
    let all = tree.commands.len();
    if all == 0 && tree.folders.is_empty() {
        let view = View::new(html!(text, "commands-none", name = name));
        return making(visit, bot, None, gone, view).row([copies::button(visit, bot)]);
    }
    let lines = lines(tree);
    let paged = Paged::new(&lines, page, ON_A_PAGE);
    let mut head = vec![html!(text, "commands-title", name = name, shown = text.number(count(all)))];
    head.extend((!tree.folders.is_empty()).then(|| levels(visit, tree)));
    head.extend(groups(visit, tree.commands.iter()));
    let kind = if tree.folders.is_empty() { "commands" } else { "lines" };
    head.extend(range(visit, &paged, lines.len(), kind));
    let mut view = View::new(Html::lines(head));
    for line in paged.things {
        view = view.row([match line {
            Line::Folder(folder) => folder_button(visit, bot, folder, tree),
            Line::Command(command) => button(visit, bot, command),
        }]);
    }
    let view = making(visit, bot, None, gone, ways(visit, bot, None, &paged, all, view));
    view.row([copies::button(visit, bot)])
}

/// `[New] [New folder]` above `[Deleted lately]`, in a folder `[New] [Delete folder…]`.
fn making(visit: &Visit<'_>, bot: BotId, folder: Option<FolderId>, gone: bool, view: View) -> View {
    let text = visit.text();
    let of_folder = match folder {
        None => Button::to(plain!(text, "button-new-folder"), NewFolder, (bot,)),
        Some(id) => Button::to(plain!(text, "button-delete-folder"), DeleteFolder, (bot, id, Inside::Nothing)),
    };
    let gone = gone.then(|| Button::to(plain!(text, "button-deleted-lately"), Gone, (bot, Page::FIRST)));
    view.row([new::button(visit, bot, folder), of_folder]).row(gone)
}

/// `[Commands]`
pub(in crate::screens) fn button_to(visit: &Visit<'_>, bot: BotId) -> Button {
    Button::to(plain!(visit.text(), "button-commands"), Commands, (bot, None, Page::FIRST))
}

/// `In 2 folders: 8 · in none: 3`
fn levels(visit: &Visit<'_>, tree: &CommandTree) -> Html {
    let text = visit.text();
    let outside = tree.of_folder(None).count();
    html!(
        text,
        "commands-tree",
        folders = count(tree.folders.len()),
        folders_shown = text.number(count(tree.folders.len())),
        inside = text.number(count(tree.commands.len() - outside)),
        outside = text.number(count(outside))
    )
}

fn inside(visit: &Visit<'_>, bot: BotId, folder: &Folder, page: Page, tree: &CommandTree, name: &str) -> View {
    let text = visit.text();
    let commands: Vec<&Command> = tree.of_folder(Some(folder.id)).collect();
    let paged = Paged::new(&commands, page, ON_A_PAGE);
    let title = folder_name(visit, folder, MAX_NAME);
    let mut head = vec![
        html!(text, "commands-folder-title", folder = title, shown = text.number(count(commands.len()))),
        html!(text, "commands-folder-of", name = name),
    ];
    head.extend(commands.is_empty().then(|| html!(text, "commands-folder-none")));
    head.extend(groups(visit, commands.iter().copied()));
    head.extend(range(visit, &paged, commands.len(), "commands"));
    let view = View::new(Html::lines(head));
    let view = paged.things.iter().fold(view, |view, command| view.row([button(visit, bot, command)]));
    let view = ways(visit, bot, Some(folder.id), &paged, tree.commands.len(), view);
    making(visit, bot, Some(folder.id), false, view)
}

/// `Only for a group: admins 4 · vip 2`
fn groups<'t>(visit: &Visit<'_>, commands: impl Iterator<Item = &'t Command>) -> Option<Html> {
    let text = visit.text();
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for group in commands.filter_map(|command| group_of(visit, command, MAX_NAME)) {
        *counts.entry(group).or_default() += 1;
    }
    let more = counts.len().saturating_sub(MAX_GROUPS);
    let named = counts.iter().take(MAX_GROUPS);
    let named = named.map(|(group, count)| html!(text, "commands-group", group = group, shown = text.number(*count)));
    let more = (more > 0).then(|| html!(text, "command-more", shown = text.number(count(more))));
    let groups = Html::join(named.chain(more), " · ");
    (!counts.is_empty()).then(|| html!(text, "commands-groups", groups = groups))
}

fn group_of(visit: &Visit<'_>, command: &Command, max: usize) -> Option<String> {
    command.group()?.line(visit.key(), max).map(|group| crate::text::isolated(&group))
}

/// `9–16 of 41 commands`, where there is more than one page.
pub(super) fn range<T>(visit: &Visit<'_>, paged: &Paged<'_, T>, all: usize, kind: &'static str) -> Option<Html> {
    let text = visit.text();
    let shown = |place: usize| text.number(count(place));
    let (first, last) = (shown(paged.first), shown(paged.last()));
    (paged.pages > 1).then(|| html!(text, "commands-page", first = first, last = last, count = shown(all), kind = kind))
}

/// `[/start]`, `[/report · admins]`
pub(super) fn button(visit: &Visit<'_>, bot: BotId, command: &Command) -> Button {
    let label = match group_of(visit, command, MAX_GROUP) {
        Some(group) => format!("{} · {group}", name_of(visit, command, MAX_NAME_IN_GROUP)),
        None => name_of(visit, command, MAX_NAME),
    };
    Button::to(label, CommandCard, (bot, command.id))
}

/// `[📁 Shop · 8]`
fn folder_button(visit: &Visit<'_>, bot: BotId, folder: &Folder, tree: &CommandTree) -> Button {
    let text = visit.text();
    let shown = text.number(count(tree.of_folder(Some(folder.id)).count()));
    let label = plain!(text, "folder-label", folder = folder_name(visit, folder, MAX_FOLDER), shown = shown);
    Button::to(label, Commands, (bot, Some(folder.id), Page::FIRST))
}

/// Other pages, and the search: answers and code are not seen in the list, so a few commands are enough for it.
fn ways<T>(
    visit: &Visit<'_>,
    bot: BotId,
    folder: Option<FolderId>,
    paged: &Paged<'_, T>,
    all: usize,
    view: View,
) -> View {
    let [before, after] = paged.turns(Commands, |page| (bot, folder, page));
    let search = (all > 1).then(|| Button::to(plain!(visit.text(), "button-search"), Search, (bot,)));
    view.row([before, search, after].into_iter().flatten())
}

/// The page of the tree on which a command is, when the tree is known without a call and Back does not lead there.
pub(super) fn its_page(visit: &Visit<'_>, bot: BotId, id: CommandId) -> Option<Button> {
    let tree = visit.api().kept_command_tree(visit.key(), bot)?;
    let command = tree.commands.iter().find(|command| command.id == id)?;
    let folder = command.folder();
    let beside: Vec<CommandId> = tree.of_folder(folder).map(|command| command.id).collect();
    let before = if folder.is_none() { tree.folders.len() } else { 0 };
    let place = before + beside.iter().position(|beside| *beside == id)?;
    let page = place / ON_A_PAGE;
    let at = (bot, folder, Page(u16::try_from(page).ok()?));
    let text = visit.text();
    if let Some(folder) = folder.and_then(|folder| tree.folder(folder)) {
        let label = plain!(text, "button-folder", folder = folder_name(visit, folder, MAX_FOLDER));
        return Some(Button::to(label, Commands, at));
    }
    let last = (before + beside.len()).min((page + 1) * ON_A_PAGE);
    let shown = |place: usize| text.number(count(place));
    let label = || plain!(text, "button-in-list", first = shown(page * ON_A_PAGE + 1), last = shown(last));
    (page > 0).then(|| Button::to(label(), Commands, at))
}
