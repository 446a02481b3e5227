//! The steps of restoring and replacing: each one request that changes something, and how to see whether it was done.
//!
//! Owns what is sent. Nothing is created or removed twice: the engine looks for a step that may have been sent.

use serde::{Deserialize, Serialize};

use super::wanted::name_in;
use crate::api::{ApiError, ApiText, Command, CommandFields, CommandTree};
use crate::frame::{Job, Linked, Named, Trouble, View, Visit};
use crate::html;
use crate::ids::{BotId, CommandId, FolderId, JobId};
use crate::link::{Tag, tag};
use crate::store::OfCommand;

/// A step. Commands are known by their numbers, new ones by their names.
#[derive(Serialize, Deserialize)]
pub enum Step {
    /// Makes a folder.
    Folder {
        /// Its title.
        title: String,
    },
    /// Makes a command.
    Create {
        /// All its fields.
        fields: CommandFields,
        /// Where it is put.
        folder: Home,
    },
    /// Writes all of a command, whatever is in it.
    Overwrite {
        /// Which one.
        command: i64,
        /// All its fields.
        fields: CommandFields,
        /// Where it is put.
        folder: Home,
        /// How it was when the job began: kept as its version.
        before: CommandFields,
    },
    /// Deletes a command.
    Remove {
        /// Which one.
        command: i64,
        /// How it was when the job began, for its name.
        before: CommandFields,
    },
    /// Writes some fields of a command, where they are still as they were.
    Change {
        /// Which one.
        command: i64,
        /// What it is called.
        name: String,
        /// The fields as they should be.
        change: CommandFields,
        /// The same fields as they have to be before.
        before: CommandFields,
    },
}

/// Where a command is put.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub enum Home {
    /// In no folder.
    Outside,
    /// In the folder of this number.
    Known(i64),
    /// In the folder that the step at this place makes.
    MadeBy(usize),
}

impl Step {
    /// What the command or folder is called.
    pub(super) fn name(&self) -> ApiText {
        match self {
            Self::Folder { title } => title.as_str().into(),
            Self::Create { fields, .. } => name_in(fields),
            Self::Overwrite { before, .. } | Self::Remove { before, .. } => name_in(before),
            Self::Change { name, .. } => name.as_str().into(),
        }
    }
}

/// Writes to a bot.
pub struct Writing;
impl Named for Writing {
    const TAG: Tag = tag(b"rk");
    type At = (BotId,);
}
impl Job for Writing {
    type Step = Step;

    async fn send(visit: &Visit<'_>, (bot,): Self::At, job: JobId, step: &Step) -> Result<Option<i64>, Trouble> {
        let (api, key) = (visit.api(), visit.key());
        match step {
            Step::Folder { title } => Ok(Some(api.create_folder(key, bot, title).await?.id.get())),
            Step::Create { fields, folder } => {
                // A tree that is kept, as when the job begins or goes on, costs nothing to look into.
                let kept = api.kept_command_tree(key, bot).is_some_and(|tree| named(&tree, fields).is_some());
                if kept && let Some(made) = made(visit, bot, fields).await? {
                    return Ok(Some(made));
                }
                let folder = number(visit, job, *folder).await?;
                Ok(Some(api.restore_command(key, bot, fields, folder).await?.id.get()))
            }
            Step::Overwrite { command, fields, folder, before } => {
                let folder = number(visit, job, *folder).await?;
                let command = CommandId::new(*command);
                let sending = api.overwrite_command(key, bot, command, fields, folder);
                kept(visit, (bot, command), before, sending).await
            }
            Step::Remove { command, .. } => removed(visit, (bot, CommandId::new(*command))).await,
            Step::Change { command, change, before, .. } => {
                let command = CommandId::new(*command);
                let now = api.editable_command(key, bot, command).await?;
                if change.are_in(now.fields()) {
                    return Ok(None);
                }
                if !before.are_in(now.fields()) {
                    return Err(View::new(html!(visit.text(), "job-changed-meanwhile")).into());
                }
                kept(visit, (bot, command), now.fields(), api.write_command(key, bot, &now, change)).await
            }
        }
    }

    async fn is_there(visit: &Visit<'_>, (bot,): Self::At) -> Result<bool, Trouble> {
        match visit.api().bot(visit.key(), bot).await {
            Ok(_) => Ok(true),
            Err(ApiError::NotFound(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn look(
        visit: &Visit<'_>,
        (bot,): Self::At,
        job: JobId,
        step: &Step,
    ) -> Result<Option<Option<i64>>, Trouble> {
        let (api, key) = (visit.api(), visit.key());
        match step {
            Step::Folder { title } => {
                let all = api.folders(key, bot).await?;
                let same = |folder: &&crate::api::Folder| folder.title.as_ref() == Some(&title.as_str().into());
                Ok(all.iter().find(same).map(|folder| Some(folder.id.get())))
            }
            Step::Create { fields, .. } => Ok(made(visit, bot, fields).await?.map(Some)),
            Step::Overwrite { command, fields, folder, .. } => {
                let folder = number(visit, job, *folder).await?;
                let now = api.command(key, bot, CommandId::new(*command)).await?;
                Ok((fields.are_in(&now.fields()) && now.folder() == folder).then_some(None))
            }
            Step::Remove { command, .. } => match api.command(key, bot, CommandId::new(*command)).await {
                Ok(_) => Ok(None),
                Err(ApiError::NotFound(_)) => Ok(Some(None)),
                Err(error) => Err(error.into()),
            },
            Step::Change { command, change, .. } => {
                let now = api.editable_command(key, bot, CommandId::new(*command)).await?;
                Ok(change.are_in(now.fields()).then_some(None))
            }
        }
    }
}

/// The command of this name.
fn named<'t>(tree: &'t CommandTree, fields: &CommandFields) -> Option<&'t Command> {
    let wanted = name_in(fields);
    tree.commands.iter().find(|command| command.command.as_ref() == Some(&wanted))
}

/// The number of the command that has these fields, as it is read anew. Another one of its name is a reason not to make it.
async fn made(visit: &Visit<'_>, bot: BotId, fields: &CommandFields) -> Result<Option<i64>, Trouble> {
    visit.api().drop_command_tree(visit.key(), bot);
    let tree = visit.api().command_tree(visit.key(), bot).await?;
    match named(&tree, fields) {
        None => Ok(None),
        Some(found) if fields.are_in(&found.fields()) => Ok(Some(found.id.get())),
        Some(_) => Err(View::new(html!(visit.text(), "job-made-otherwise")).into()),
    }
}

/// The folder's number. One that was not made is a reason not to put a command anywhere else.
async fn number(visit: &Visit<'_, Linked>, job: JobId, home: Home) -> Result<Option<FolderId>, Trouble> {
    let place = match home {
        Home::Outside => return Ok(None),
        Home::Known(number) => return Ok(Some(FolderId::new(number))),
        Home::MadeBy(place) => i64::try_from(place).unwrap_or(i64::MAX),
    };
    match visit.store().made_by(visit.asker.user, job, place).await? {
        Some(number) => Ok(Some(FolderId::new(number))),
        None => Err(View::new(html!(visit.text(), "job-no-folder")).into()),
    }
}

/// Deletes a command as it is now, stored before as its version: what was deleted lately can be made again. One that is
/// gone already is no failure.
async fn removed(visit: &Visit<'_>, (bot, command): (BotId, CommandId)) -> Result<Option<i64>, Trouble> {
    let (api, key) = (visit.api(), visit.key());
    let now = match api.editable_command(key, bot, command).await {
        Err(ApiError::NotFound(_)) => return Ok(None),
        now => now?,
    };
    let deleting = async {
        match api.delete_command(key, bot, command).await {
            Err(ApiError::NotFound(_)) => Ok(()),
            deleted => deleted,
        }
    };
    kept(visit, (bot, command), now.fields(), deleting).await
}

/// Stores the version before a write, and drops it where nothing was written.
async fn kept<T>(
    visit: &Visit<'_>,
    (bot, command): (BotId, CommandId),
    before: &CommandFields,
    sending: impl Future<Output = Result<T, ApiError>>,
) -> Result<Option<i64>, Trouble> {
    let of = OfCommand { user: visit.asker.user, account: visit.who.account.id, bot, command };
    // Plain data of our own, which JSON can hold.
    let body = zeroize::Zeroizing::new(serde_json::to_vec(before).unwrap_or_default());
    let version = visit.store().keep_version(of, &body).await?;
    match sending.await {
        Ok(_) => Ok(None),
        Err(error @ ApiError::Uncertain(_)) => Err(error.into()),
        Err(error) => {
            visit.store().drop_version(of, version).await?;
            Err(error.into())
        }
    }
}
