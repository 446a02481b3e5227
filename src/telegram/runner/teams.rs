//! What a group is told, and what its person is told of the group.
//!
//! Owns what becomes of a group that was moved, or is closed to the bot. Copies are sent as other notices are: counted
//! before, tried once.

use std::time::Duration;

use super::{STORE_PAUSE, Shared};
use crate::crash_point;
use crate::frame::View;
use crate::store::{BegunCopy, Copied, StoreError, TeamCopy};
use crate::telegram::deliver::{Delivered, InGroup, Refusal};
use crate::telegram::incoming::Address;

impl Shared {
    /// Sends a copy, or edits its message, unless its group is not told any more.
    pub(super) async fn tell_team(&self, copy: TeamCopy, view: View, next: Option<Duration>) {
        let begun = match self.store.begin_copy(copy.id).await {
            Ok(Some(begun)) => begun,
            Ok(None) => return,
            Err(error) => {
                tracing::error!(%error, "what a group is told could not be begun; it is told later");
                return;
            }
        };
        crash_point!("team-ready");
        let noted = match copy.private {
            true => self.tell_of_team(&copy, view).await,
            false => self.tell_in_team(&copy, begun, view, next).await,
        };
        crash_point!("team-told");
        if let Err(error) = noted {
            tracing::error!(%error, "what became of a word to a group is not stored: it is told again");
        }
    }

    async fn tell_in_team(
        &self,
        copy: &TeamCopy,
        begun: BegunCopy,
        view: View,
        next: Option<Duration>,
    ) -> Result<(), StoreError> {
        let address = Address { chat: begun.chat, private: false, ..Address::of_a_person(copy.user) };
        let told = self.deliver.tell_group(&address, begun.edits, view, begun.loud).await;
        crash_point!("team-sent");
        match told {
            InGroup::Shown(message) => self.store.copied(copy, Copied::Shown(message, next)).await,
            InGroup::Refused => self.store.copied(copy, Copied::Over).await,
            InGroup::Later(wait) => self.store.put_off_copy(copy.id, wait, true).await,
            InGroup::Moved(to) => {
                self.store.move_teams(begun.chat, to).await?;
                self.store.put_off_copy(copy.id, Duration::ZERO, true).await
            }
            InGroup::Closed => {
                let table = self.router.house.table;
                self.store.lose_teams(begun.chat, |id| table.lost(id)).await
            }
        }
    }

    /// Tells a person of their group. Whoever blocked the bot is told nothing.
    async fn tell_of_team(&self, copy: &TeamCopy, view: View) -> Result<(), StoreError> {
        let told = self.deliver.announce(&Address::of_a_person(copy.user), view, false).await;
        crash_point!("team-sent");
        match told {
            Delivered::Shown(message) => self.store.copied(copy, Copied::Shown(message, None)).await,
            Delivered::Refused(Refusal::Other) => self.store.copied(copy, Copied::Over).await,
            Delivered::Refused(Refusal::Blocked) => {
                self.store.pause_person(copy.user).await?;
                self.store.copied(copy, Copied::Over).await
            }
            Delivered::Later(wait) => self.store.put_off_copy(copy.id, wait, true).await,
            Delivered::Interrupted => self.store.put_off_copy(copy.id, STORE_PAUSE, true).await,
        }
    }
}
