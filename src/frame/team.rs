//! What a group is told: a place that was told to its person, drawn for others to read.
//!
//! Owns what is left of a view there: its text, and the buttons that only show something. They open the private chat, for
//! the person they were made for alone. Nothing that changes anything, asks or follows is offered in a group.

use std::time::Duration;

use super::row::Outcome;
use super::trouble::Trouble;
use super::{Arrival, Button, House, Kind, Press, View};
use crate::link::Link;
use crate::store::StoreError;

/// A place as a group is told it.
pub enum ForTeam {
    /// This, and how long until it is drawn again, if it is.
    View(Box<View>, Option<Duration>),
    /// It could not be read just now: it is told later.
    Later,
    /// It is none that a group is told, or there is nothing to say.
    Nothing,
}

impl House {
    /// Draws a place for a group. What fails is no message: a group learns nothing of keys and accounts.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn for_team(&self, arrival: &Arrival<'_>) -> Result<ForTeam, StoreError> {
        let row = self.table.row(&arrival.link).filter(|row| row.team);
        let Some(Kind::Place { show }) = row.map(|row| &row.kind) else { return Ok(ForTeam::Nothing) };
        let Outcome { result, account, .. } = show(arrival).await;
        let view = match result {
            Ok(view) => view,
            Err(Trouble::Shown(view)) => *view,
            Err(Trouble::Store(error)) => return Err(error),
            Err(Trouble::Api(error)) if error.may_pass() => return Ok(ForTeam::Later),
            Err(_) => return Ok(ForTeam::Nothing),
        };
        let again = view.ties.again;
        let mut told = View::new(view.text);
        for row in view.buttons {
            let shown = row.into_iter().filter_map(|button| {
                let Press::Go(link, spot) = button.press else { return None };
                let press = Press::Go(self.stamp(link, account.as_deref()), spot);
                self.opens_in_private(&link).then_some(Button { label: button.label, press })
            });
            told = told.row(shown);
        }
        Ok(ForTeam::View(Box::new(told), again))
    }

    /// Whether a link that is pressed where others read leads to the private chat: it only shows something, and nobody else
    /// may see it.
    pub fn opens_in_private(&self, link: &Link) -> bool {
        let row = self.table.row(link);
        row.is_some_and(|row| row.linkable && !row.groups && matches!(row.kind, Kind::Place { .. }))
    }
}
