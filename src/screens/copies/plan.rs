//! What restoring would do to a bot: new, overwritten and unchanged commands, those that are not in the file, and folders
//! that are missing. And the steps that do it.
//!
//! Owns the comparison: commands by their names, folders by their titles, letter by letter. It takes texts as they came for
//! that alone.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::steps::{Home, Step};
use super::wanted::{Folder, Wanted, WantedCommand, name_in};
use crate::api::{ApiText, Command, CommandField, CommandFields, CommandTree};
use crate::frame::Number;

/// What restoring would do.
pub(super) struct Plan<'a> {
    tree: &'a CommandTree,
    /// Titles of folders that are to be made.
    pub(super) folders: Vec<&'a str>,
    pub(super) created: Vec<&'a WantedCommand>,
    pub(super) overwritten: Vec<Overwritten<'a>>,
    pub(super) unchanged: usize,
    /// Commands that are not in the file.
    pub(super) absent: Vec<&'a Command>,
}

/// A command that would be another one.
pub(super) struct Overwritten<'a> {
    pub(super) wanted: &'a WantedCommand,
    present: &'a Command,
    now: CommandFields,
    /// What of it differs.
    pub(super) changed: CommandFields,
    /// Whether it moves to another folder.
    pub(super) moves: bool,
}

/// Which plan somebody saw, and whether what is not in the file is to be removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    plan: u32,
    /// Whether commands that are not in the file are removed.
    pub remove: bool,
}

impl Number for Seen {
    const DIGITS: usize = 7;

    fn get(self) -> i64 {
        i64::from(self.plan >> 1) << 1 | i64::from(self.remove)
    }

    fn read(number: i64) -> Option<Self> {
        let number = u32::try_from(number).ok()?;
        Some(Self { plan: number >> 1 << 1, remove: number & 1 == 1 })
    }
}

impl Seen {
    /// A digest of what somebody saw.
    pub(super) fn of(hasher: &DefaultHasher, remove: bool) -> Self {
        let digest = u32::try_from(hasher.finish() & 0xffff_ffff).unwrap_or_default();
        Self { plan: digest >> 1 << 1, remove }
    }
}

impl<'a> Plan<'a> {
    /// Compares what is wanted with what is there.
    pub(super) fn of(wanted: &'a Wanted, tree: &'a CommandTree) -> Self {
        let mut present: HashMap<&str, &Command> = HashMap::with_capacity(tree.commands.len());
        for command in &tree.commands {
            present.entry(command.command.as_ref().map(ApiText::verbatim).unwrap_or_default()).or_insert(command);
        }
        let missing = wanted.folders.iter().map(String::as_str).filter(|title| known(tree, title).is_none()).collect();
        let mut plan = Self {
            tree,
            folders: missing,
            created: Vec::new(),
            overwritten: Vec::new(),
            unchanged: 0,
            absent: Vec::new(),
        };
        for wanted in &wanted.commands {
            let Some(present) = present.remove(name_in(&wanted.fields).verbatim()) else {
                plan.created.push(wanted);
                continue;
            };
            let now = present.fields();
            let changed = wanted.fields.differing_from(&now);
            let moves = match &wanted.folder {
                Folder::Same => false,
                Folder::Outside => present.folder().is_some(),
                Folder::In(title) => title_of(tree, present) != Some(title),
            };
            if changed.all().next().is_none() && !moves {
                plan.unchanged += 1;
            } else {
                plan.overwritten.push(Overwritten { wanted, present, now, changed, moves });
            }
        }
        plan.absent = present.into_values().collect();
        plan.absent.sort_by_key(|command| command.id);
        plan
    }

    /// Whether nothing would be done.
    pub(super) fn is_empty(&self, remove: bool) -> bool {
        self.changes(remove) == 0
    }

    /// How many requests it takes.
    pub(super) fn changes(&self, remove: bool) -> usize {
        let removed = if remove { self.absent.len() } else { 0 };
        self.folders.len() + self.created.len() + self.overwritten.len() + removed
    }

    /// How many commands would have an empty field that is not empty now.
    pub(super) fn losing(&self, field: CommandField) -> usize {
        let loses =
            |one: &&Overwritten<'_>| one.changed.has(field) && one.changed.is_empty(field) && !one.now.is_empty(field);
        self.overwritten.iter().filter(loses).count()
    }

    /// What is seen of it: another number when anything of it is another.
    pub(super) fn seen(&self, remove: bool) -> Seen {
        let mut hasher = DefaultHasher::new();
        self.folders.hash(&mut hasher);
        for wanted in &self.created {
            wanted.fields.mark().hash(&mut hasher);
        }
        for one in &self.overwritten {
            (one.present.id, one.now.mark(), one.wanted.fields.mark(), one.moves).hash(&mut hasher);
        }
        self.absent.iter().for_each(|command| command.id.hash(&mut hasher));
        Seen::of(&hasher, remove)
    }

    /// What is done, in order: folders, commands, and then what is removed. A step is made when it is asked for.
    pub(super) fn steps(&self, remove: bool) -> impl Iterator<Item = Step> {
        let folders = self.folders.iter().map(|title| Step::Folder { title: (*title).to_owned() });
        let created = self
            .created
            .iter()
            .map(|wanted| Step::Create { fields: wanted.fields.clone(), folder: self.home(&wanted.folder, None) });
        let overwritten = self.overwritten.iter().map(|one| Step::Overwrite {
            command: one.present.id.get(),
            fields: one.wanted.fields.clone(),
            folder: self.home(&one.wanted.folder, Some(one.present)),
            before: one.now.clone(),
        });
        let absent = self.absent.iter().filter(move |_| remove);
        let removed = absent.map(|command| Step::Remove { command: command.id.get(), before: command.fields() });
        folders.chain(created).chain(overwritten).chain(removed)
    }

    fn home(&self, folder: &Folder, present: Option<&Command>) -> Home {
        match folder {
            Folder::Outside => Home::Outside,
            Folder::Same => present.and_then(Command::folder).map_or(Home::Outside, |id| Home::Known(id.get())),
            Folder::In(title) => match known(self.tree, title) {
                Some(id) => Home::Known(id),
                None => Home::MadeBy(self.folders.iter().position(|made| made == title).unwrap_or_default()),
            },
        }
    }
}

/// The names of all commands of a bot.
pub(super) struct Names<'t>(HashSet<&'t str>);

impl<'t> Names<'t> {
    pub(super) fn of(tree: &'t CommandTree) -> Self {
        Self(tree.commands.iter().filter_map(|command| command.command.as_ref().map(ApiText::verbatim)).collect())
    }

    pub(super) fn has(&self, name: &ApiText) -> bool {
        self.0.contains(name.verbatim())
    }
}

fn known(tree: &CommandTree, title: &str) -> Option<i64> {
    let of_title = |text: &ApiText| text.verbatim() == title;
    tree.folders.iter().find(|folder| folder.title.as_ref().is_some_and(of_title)).map(|folder| folder.id.get())
}

fn title_of<'t>(tree: &'t CommandTree, command: &Command) -> Option<&'t str> {
    tree.folder(command.folder()?)?.title.as_ref().map(ApiText::verbatim)
}
