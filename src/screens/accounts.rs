//! The list of a person's accounts, and how an account is named: never by its key, never by its whole address.

use super::{Asker, Button, Route, Screens, Tap, View};
use crate::credentials::ApiKey;
use crate::ids::AccountId;
use crate::store::{Account, Question, StoreError};
use crate::text::{Html, one_line};
use crate::{html, plain};

/// Longest masked address shown.
const MAX_NAME: usize = 34;
/// Longest name that a person can give.
const MAX_LABEL: usize = 24;

impl Screens {
    /// The accounts, with the one in use marked.
    pub(super) async fn show_accounts(&self, asker: &Asker) -> Result<View, StoreError> {
        if !asker.private {
            return Ok(asker.in_private(html!(asker.text, "between-us"), Route::Accounts));
        }
        let accounts = self.store.accounts(asker.user).await?;
        let add = Button::tap(plain!(asker.text, "button-add-account"), Tap::AskKey);
        let Some(current) = accounts.current() else {
            return Ok(View::new(html!(asker.text, "accounts-none")).row([add]));
        };
        let mut lines = vec![html!(asker.text, "accounts-title")];
        let mut switches = Vec::new();
        for (place, account) in (1_i64..).zip(&accounts.all) {
            let in_use = account.id == current.id;
            lines.push(line(asker, place, account, in_use));
            if !in_use {
                let label = plain!(asker.text, "button-use", place = place);
                switches.push(Button::tap(label, Tap::UseAccount(account.id)));
            }
        }
        let mut view = View::new(Html::lines(lines));
        for row in switches.chunks(4) {
            view = view.row(row.iter().cloned());
        }
        let rename = Button::tap(plain!(asker.text, "button-rename"), Tap::Rename(None));
        let remove = Button::tap(plain!(asker.text, "button-remove"), Tap::RemoveAccount(None));
        Ok(view.row([rename, remove]).row([asker.button_check(), add]))
    }

    /// Asks for a new name of an account; first which one, when there are several.
    pub(super) async fn ask_rename(&self, asker: &Asker, account: Option<AccountId>) -> Result<View, StoreError> {
        let known = self.store.accounts(asker.user).await?;
        let account = match (account, known.all.as_slice()) {
            (Some(id), _) => known.find(id),
            (None, [only]) => Some(only),
            (None, all) => {
                let view = View::new(html!(asker.text, "rename-which"));
                return Ok(choices(asker, view, all, |id| Tap::Rename(Some(id))));
            }
        };
        let Some(account) = account else { return Ok(gone(asker)) };
        self.store.ask(asker.user, Question::Name(account.id)).await?;
        let text = html!(asker.text, "rename-ask", account = asker.name(account));
        Ok(View::new(text).row([asker.button_cancel()]))
    }

    /// Gives an account the name that was sent, and shows the list.
    pub(super) async fn rename(&self, asker: &Asker, account: AccountId, typed: &str) -> Result<View, StoreError> {
        let label = one_line(typed, MAX_LABEL);
        if label.is_empty() {
            return Ok(View::new(html!(asker.text, "rename-empty")).row([asker.button_cancel()]));
        }
        self.store.end_prompt(asker.user).await?;
        if self.store.rename(asker.user, account, &label).await? {
            self.show_accounts(asker).await
        } else {
            Ok(gone(asker))
        }
    }

    /// Makes an account the one in use, and shows the list.
    pub(super) async fn use_account(&self, asker: &Asker, account: AccountId) -> Result<View, StoreError> {
        if self.store.use_account(asker.user, account).await? {
            self.show_accounts(asker).await
        } else {
            Ok(gone(asker))
        }
    }
}

/// A question about one of several accounts: a button for each, by its name.
pub(super) fn choices(asker: &Asker, view: View, all: &[Account], tap: impl Fn(AccountId) -> Tap) -> View {
    all.iter().fold(view, |view, account| view.row([Button::tap(asker.name(account), tap(account.id))]))
}

/// Says that an account of an old button is no longer there.
pub(super) fn gone(asker: &Asker) -> View {
    View::new(html!(asker.text, "account-gone")).row([asker.button_accounts()])
}

fn line(asker: &Asker, place: i64, account: &Account, in_use: bool) -> Html {
    let tail = account.key.tail();
    // Without an address the key's end is the name already.
    let shown = if account.email.is_none() || tail.is_empty() { "none" } else { "some" };
    html!(
        asker.text,
        "account-line",
        mark = if in_use { "✅" } else { "▫️" },
        place = place,
        account = asker.name(account),
        tail = shown,
        key = format!("…{tail}"),
        state = account.state.name()
    )
}

impl Asker {
    /// How an account is named to its owner.
    pub(super) fn name(&self, account: &Account) -> String {
        match &account.label {
            Some(label) => label.clone(),
            None => name(self, account.email.as_deref(), &account.key),
        }
    }
}

/// The masked address, else the end of the key, else no more than that there is one.
pub(super) fn name(asker: &Asker, email: Option<&str>, key: &ApiKey) -> String {
    let tail = key.tail();
    match email {
        Some(email) => mask(email),
        None if tail.is_empty() => plain!(asker.text, "account-nameless"),
        None => plain!(asker.text, "account-unnamed", key = format!("…{tail}")),
    }
}

/// `anna@mail.com` becomes `a…@mail.com`.
fn mask(email: &str) -> String {
    let (local, domain) = email.rsplit_once('@').unwrap_or((email, ""));
    let first: String = local.chars().take(1).collect();
    let at = if domain.is_empty() { "" } else { "@" };
    one_line(&format!("{first}…{at}{domain}"), MAX_NAME)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked_whatever_it_is() {
        for (email, shown) in [
            ("anna@mail.com", "a…@mail.com"),
            ("a@b@mail.com", "a…@mail.com"),
            ("no-address", "n…"),
            ("@mail.com", "…@mail.com"),
            ("", "…"),
            ("я@почта.рф", "я…@почта.рф"),
        ] {
            assert_eq!(mask(email), shown);
        }
        assert_eq!(mask(&format!("x@{}", "d".repeat(200))).chars().count(), MAX_NAME);
    }
}
