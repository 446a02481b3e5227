//! How an account is named to its owner: never by its key, never by its whole address.

use super::visit::Asker;
use crate::credentials::ApiKey;
use crate::plain;
use crate::store::Account;
use crate::text::one_line;

/// Longest masked address shown, characters.
const MAX_NAME: usize = 34;

impl Asker {
    /// The name that its owner gave an account, else its masked e-mail address, else the end of its key.
    pub fn name(&self, account: &Account) -> String {
        match &account.label {
            Some(label) => label.clone(),
            None => self.key_name(account.email.as_deref(), &account.key),
        }
    }

    /// The masked address, else the key's last four characters, else "an account".
    pub fn key_name(&self, email: Option<&str>, key: &ApiKey) -> String {
        let tail = key.tail();
        match email {
            Some(email) => mask(email),
            None if tail.is_empty() => plain!(self.text, "account-nameless"),
            None => plain!(self.text, "account-unnamed", key = format!("…{tail}")),
        }
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
