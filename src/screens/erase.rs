//! What cannot be undone: erasing everything, removing an account. Asked first, done once, told when it is true.

use super::{Asker, Button, Screens, Tap, View, accounts, link};
use crate::ids::{AccountId, ActionId, MessageId};
use crate::store::{Action, StoreError};
use crate::{html, plain};

impl Screens {
    /// Asks whether everything about the person is to be erased.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn ask_forget(&self, asker: &Asker) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(link::between_us(asker));
        }
        let action = self.store.prepare(asker.user, Action::Forget).await?;
        let yes = Button::tap(plain!(asker.text, "button-forget"), Tap::Confirm(action));
        Ok(View::new(html!(asker.text, "forget-ask")).row([yes]).row([keep(asker, action)]))
    }

    /// Asks whether an account is to be removed; first which one, when there are several.
    pub(super) async fn ask_remove(&self, asker: &Asker, account: Option<AccountId>) -> Result<View, StoreError> {
        let known = self.store.accounts(asker.user).await?;
        let account = match (account, known.all.as_slice()) {
            (Some(id), _) => known.find(id),
            (None, [only]) => Some(only),
            (None, all) => {
                let view = View::new(html!(asker.text, "remove-which"));
                return Ok(accounts::choices(asker, view, all, |id| Tap::RemoveAccount(Some(id))));
            }
        };
        let Some(account) = account else { return Ok(accounts::gone(asker)) };
        let action = self.store.prepare(asker.user, Action::RemoveAccount(account.id)).await?;
        let yes = Button::tap(plain!(asker.text, "button-remove-now"), Tap::Confirm(action));
        let text = html!(asker.text, "remove-ask", account = asker.name(account));
        Ok(View::new(text).row([yes, keep(asker, action)]))
    }

    /// Does what was asked about, once, and tells what is true then.
    pub(super) async fn confirm(
        &self,
        asker: &Asker,
        message: Option<MessageId>,
        action: ActionId,
    ) -> Result<View, StoreError> {
        let done = match message {
            Some(message) => self.store.confirm_action(asker.user, message, action).await?,
            None => None,
        };
        let done = match done {
            Some(done) => done,
            // Forgetting leaves no row that could say it happened; that nothing is here says as much.
            None if !self.store.knows(asker.user).await? => Action::Forget,
            None => return Ok(View::new(html!(asker.text, "action-over")).row([asker.button_accounts()])),
        };
        let erased = self.store.erase_traces().await?;
        Ok(match (done, erased) {
            (Action::Forget, true) => View::new(html!(asker.text, "forgotten")),
            (Action::Forget, false) => View::new(html!(asker.text, "forgotten-later")),
            (Action::RemoveAccount(_), true) => View::new(html!(asker.text, "removed")).row([asker.button_accounts()]),
            (Action::RemoveAccount(_), false) => {
                View::new(html!(asker.text, "removed-later")).row([asker.button_accounts()])
            }
        })
    }

    /// Ends what was asked about.
    pub(super) async fn dismiss(&self, asker: &Asker, action: ActionId) -> Result<View, StoreError> {
        self.store.dismiss_action(asker.user, action).await?;
        Ok(View::new(html!(asker.text, "cancelled")))
    }
}

fn keep(asker: &Asker, action: ActionId) -> Button {
    Button::tap(plain!(asker.text, "button-keep"), Tap::Dismiss(action))
}
