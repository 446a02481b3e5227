//! A copy of a bot: kept as a file, restored from one, and one text replaced by another in all commands.
//!
//! Owns what these have in common: the room that leads to them. Restoring and replacing are jobs: their steps are
//! `steps`, the engine that does them one by one is `src/jobs.rs`.
//!
//! - `file`: the copy as JSON and as CSV
//! - `wanted`: what a file says that a bot should have
//! - `plan`: what restoring would do
//! - `restore`: from a file to a job
//! - `found`: where a text is, and how much replacing it would be
//! - `replace`: from two texts to a job
//! - `steps`: what a job sends
//! - `progress`: a job from its beginning to its report

use super::{bot, commands};
use crate::frame::{Button, Linked, Named, Place, Shown, View, Visit, to};
use crate::html;
use crate::ids::BotId;
use crate::link::{Link, Tag, tag};
use crate::plain;
use crate::store::OfBot;
use crate::text::count;

mod file;
pub use file::{CopyCsv, CopyFile, field_of};
mod found;
mod plan;
pub use plan::Seen;
mod progress;
pub use progress::{Again, Began, Progress, Report, Stop, Undo, of_report};
mod replace;
pub use replace::{Find, Hits, HitsFile, ReplaceNow, With, of_hits};
mod restore;
pub use restore::{Anew, Choice, FileOf, Preview, RestoreNow, Whole, of_whole};
mod steps;
pub use steps::{Home, Step, Writing};
mod wanted;

/// Largest file that Telegram lets a bot take (Bot API, getFile), bytes. A copy that is larger could not be sent back.
/// Longest name of a command in a sentence, characters.
const MAX_COMMAND: usize = 40;
pub const MAX_FILE: usize = 20 * 1024 * 1024;

/// The room of the bot that is the link's first number.
pub fn room(link: &Link) -> Option<Link> {
    let bot = crate::frame::Number::read(*link.numbers().first()?)?;
    Some(to(Room, (bot,)))
}

/// `[Copy of the bot]`
pub fn button(visit: &Visit<'_>, bot: BotId) -> Button {
    Button::to(plain!(visit.text(), "button-copy-room"), Room, (bot,))
}

/// What can be kept, restored and replaced of a bot.
pub struct Room;
impl Named for Room {
    const TAG: Tag = tag(b"ra");
    type At = (BotId,);
}
impl Place for Room {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (bot,): Self::At) -> Shown {
        let (tree, name) = tokio::join!(commands::read(visit, bot), bot::name_of(visit, bot));
        let (tree, text) = (tree?, visit.text());
        let (commands, folders) = (count(tree.commands.len()), count(tree.folders.len()));
        let told = html!(
            text,
            "copy-room",
            name = name,
            commands = commands,
            commands_shown = text.number(commands),
            folders = folders,
            folders_shown = text.number(folders)
        );
        let of = OfBot { user: visit.asker.user, account: visit.who.account.id, bot };
        let last = visit.store().newest_job(of, None).await?;
        let last = last.map(|job| Button::to(plain!(text, "button-job-last"), Progress, (bot, job)));
        Ok(View::new(told)
            .row([
                Button::below(plain!(text, "button-copy-json"), CopyFile, (bot,)),
                Button::below(plain!(text, "button-copy-csv"), CopyCsv, (bot,)),
            ])
            .row([Button::to(plain!(text, "button-restore-file"), FileOf, (bot,))])
            .row([Button::to(plain!(text, "button-replace"), Find, (bot,))])
            .row(last))
    }
}
