//! The list of a person's accounts, and how an account is named: never by its key, never by its whole address.

use super::{Asker, Button, Route, Screens, Tap, View};
use crate::credentials::ApiKey;
use crate::ids::AccountId;
use crate::store::{Account, StoreError};
use crate::text::{Html, one_line};
use crate::{html, plain};

/// Longest masked address shown.
const MAX_NAME: usize = 34;

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
        Ok(view.row([asker.button_check(), add]))
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
        name(self, account.email.as_deref(), &account.key)
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
