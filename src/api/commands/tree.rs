//! All commands and folders of a bot, read together and kept for a minute.
//!
//! Owns when they are read and when what was read is dropped: every call that changes a command or a folder drops it
//! here, so that no screen can forget to. It must not decide how they are shown.

use std::collections::HashSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tokio::time::Instant;

use super::kept::Place;
use super::{Command, CommandFilter, listing};
use crate::api::{Api, ApiError, ApiText, Folder};
use crate::credentials::ApiKey;
use crate::ids::{BotId, FolderId};

/// All commands and folders of a bot.
#[derive(Debug)]
pub struct CommandTree {
    /// The commands by their names; letters of either case are equal.
    pub commands: Vec<Command>,
    /// The folders by their titles: those that the API lists, and those that only a command names.
    pub folders: Vec<Folder>,
    /// When they were read.
    pub read_at: DateTime<Utc>,
}

impl CommandTree {
    fn new(mut commands: Vec<Command>, mut folders: Vec<Folder>, read_at: DateTime<Utc>) -> Self {
        let mut known: HashSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
        for command in &commands {
            if let Some(id) = command.folder().filter(|id| known.insert(*id)) {
                let unnamed = Folder { id, title: None, bot_id: None, created_at: None, updated_at: None };
                let named = command.commands_folder.clone().filter(|folder| folder.id == id);
                folders.push(named.unwrap_or(unnamed));
            }
        }
        commands.sort_by_cached_key(|command| (small(command.command.as_ref()), command.id));
        folders.sort_by_cached_key(|folder| (small(folder.title.as_ref()), folder.id));
        Self { commands, folders, read_at }
    }

    /// The commands of a folder; of `None`, those without one.
    pub fn of_folder(&self, folder: Option<FolderId>) -> impl Iterator<Item = &Command> {
        self.commands.iter().filter(move |command| command.folder() == folder)
    }

    /// A folder of it.
    pub fn folder(&self, id: FolderId) -> Option<&Folder> {
        self.folders.iter().find(|folder| folder.id == id)
    }
}

fn small(text: Option<&ApiText>) -> String {
    text.map(|text| text.verbatim().to_lowercase()).unwrap_or_default()
}

/// A change of a bot's commands or folders under way. Whatever becomes of it, also when nobody waits for it any more,
/// what was read before it ends is not used after it.
#[must_use = "the tree is dropped when this is"]
pub(in crate::api) struct Changing<'a> {
    api: &'a Api,
    place: Place,
}

impl Drop for Changing<'_> {
    fn drop(&mut self) {
        self.api.trees.drop_one(self.place);
    }
}

impl Api {
    /// All commands and folders of a bot, as they were at most a minute ago, and after the last change made with this
    /// client and key. [`CommandTree::read_at`] says when.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for an unknown bot; [`ApiError::Refused`] for a protected one (contract, 13.16).
    pub async fn command_tree(&self, key: &ApiKey, bot: BotId) -> Result<Arc<CommandTree>, ApiError> {
        if let Some(kept) = self.kept_command_tree(key, bot) {
            return Ok(kept);
        }
        let place = self.place(key, bot);
        let (reading, read_at) = (self.trees.begin(place), self.clock.now());
        let all = CommandFilter::default();
        let commands = self.all_pages_measured(key, || listing(bot, &all));
        let ((commands, bytes), folders) = tokio::try_join!(commands, self.folders(key, bot))?;
        let bytes = bytes + commands.len() * size_of::<Command>();
        let tree = Arc::new(CommandTree::new(commands, folders, read_at));
        self.trees.keep(place, reading, &tree, bytes, Instant::now());
        Ok(tree)
    }

    /// The same if it need not be read.
    pub fn kept_command_tree(&self, key: &ApiKey, bot: BotId) -> Option<Arc<CommandTree>> {
        self.trees.find(self.place(key, bot), Instant::now())
    }

    /// Reads the commands and folders of a bot anew when they are asked for next.
    pub fn drop_command_tree(&self, key: &ApiKey, bot: BotId) {
        self.trees.drop_one(self.place(key, bot));
    }

    /// Drops whatever commands and folders were read with a key.
    pub fn drop_command_trees(&self, key: &ApiKey) {
        self.trees.drop_all(self.limits.mark(key));
    }

    /// To be held while a request that changes commands or folders is under way.
    pub(in crate::api) fn changes_commands(&self, key: &ApiKey, bot: BotId) -> Changing<'_> {
        Changing { api: self, place: self.place(key, bot) }
    }

    fn place(&self, key: &ApiKey, bot: BotId) -> Place {
        (self.limits.mark(key), bot)
    }
}
