//! An e-mail address, alone or with its password, where somebody was asked for it.
//!
//! Owns how the two are told apart in one message. Whether a message holds a login that nobody asked for is
//! `password.rs`.

use std::fmt;

use secrecy::SecretString;

use super::password::{BETWEEN, is_password_label};
use super::plain;
use crate::characters::{is_space, narrow};

/// Longest e-mail address (RFC 5321, 4.5.3.1.3, without its brackets).
const MAX_ADDRESS: usize = 254;
/// Longest password that is sent on, characters.
pub const MAX_PASSWORD: usize = 128;
/// What stands before an address, or between it and its password.
const SEPARATORS: [char; 7] = [':', ';', '|', ',', '/', '=', '"'];

/// An address, and the password that stands behind it.
pub struct Login {
    /// The address.
    pub address: String,
    /// The password, if there is one.
    pub password: Option<SecretString>,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Login(hidden, {})", if self.password.is_some() { "with a password" } else { "no password" })
    }
}

/// Reads what was sent where a login is asked for: `a@b.co`, `a@b.co secret`, also on two lines, with a separator, or
/// with labels. `None` when there is no address in it.
pub fn login(text: &str) -> Option<Login> {
    let text = text.trim();
    let (address, rest) = text.match_indices('@').find_map(|(at, _)| {
        let before = text.get(..at)?;
        let start = before.rfind(|c| is_space(c) || "<(".contains(c) || SEPARATORS.contains(&c));
        let start = start.map_or(0, |place| place + before.get(place..).map_or(1, first_length));
        let after = text.get(at + 1..)?;
        let host = after.find(|c: char| !is_host(narrow(c))).unwrap_or(after.len());
        let address = email_address(text.get(start..at + 1 + host)?)?;
        Some((address, after.get(host..).unwrap_or_default()))
    })?;
    let rest = rest.trim_start_matches(|c| is_space(c) || ">)".contains(c) || SEPARATORS.contains(&c));
    let secret = without_label(rest).trim_end();
    let fits = !secret.is_empty() && secret.chars().count() <= MAX_PASSWORD && !secret.contains(['\n', '\r']);
    Some(Login { address, password: fits.then(|| secret.into()) })
}

/// An e-mail address and nothing else: one name, one host with a dot in it.
pub fn email_address(text: &str) -> Option<String> {
    let address = plain(text);
    let address = address.trim();
    let (name, host) = address.split_once('@')?;
    let named = !name.is_empty() && !name.chars().any(|c| is_space(c) || c.is_control() || "<>()\"".contains(c));
    let parts: Vec<&str> = host.split('.').collect();
    let hosted = parts.len() >= 2
        && parts.iter().all(|part| !part.is_empty())
        && parts.last().is_some_and(|top| top.chars().count() >= 2)
        && host.chars().all(is_host);
    (named && hosted && address.len() <= MAX_ADDRESS).then(|| address.to_owned())
}

fn is_host(c: char) -> bool {
    c.is_alphanumeric() || c == '.' || c == '-'
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// What stands behind `password:`, `pass=` or `пароль это`; all of it where no such word begins it.
fn without_label(rest: &str) -> &str {
    let end = rest.find(|c| is_space(c) || c == ':' || c == '=').unwrap_or(rest.len());
    let Some((label, after)) = rest.split_at_checked(end) else { return rest };
    let value = after.trim_start_matches(|c| is_space(c) || c == ':' || c == '=');
    if !is_password_label(label) || value.is_empty() {
        return rest;
    }
    match value.split_once(is_space) {
        Some((word, secret)) if BETWEEN.contains(&&*word.to_lowercase()) && !secret.trim().is_empty() => {
            secret.trim_start()
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use secrecy::ExposeSecret as _;

    fn read(text: &str) -> Option<(String, Option<String>)> {
        login(text).map(|login| (login.address, login.password.map(|secret| secret.expose_secret().to_owned())))
    }

    #[test]
    fn an_address_and_a_password_are_told_apart() {
        for text in [
            "anna@example.com Hunter-2!",
            "anna@example.com\nHunter-2!",
            "  anna@example.com:Hunter-2! ",
            "anna@example.com / Hunter-2!",
            "<anna@example.com> Hunter-2!",
            "login: anna@example.com password: Hunter-2!",
            "Login: anna@example.com\nPassword: Hunter-2!",
            "email=anna@example.com pass=Hunter-2!",
            "почта: anna@example.com, пароль: Hunter-2!",
            "my login is anna@example.com password is Hunter-2!",
            "ａｎｎａ＠example.com Hunter-2!",
            "anna\u{200b}@example.com Hunter-2!",
        ] {
            let expected = Some(("anna@example.com".to_owned(), Some("Hunter-2!".to_owned())));
            if text.contains('＠') {
                // A full-width sign is found by nobody: the address is asked for again.
                assert_eq!(read(text), None);
            } else {
                assert_eq!(read(text), expected, "{text}");
            }
        }
        assert_eq!(read("anna@example.com correct horse battery").unwrap().1.unwrap(), "correct horse battery");
        assert_eq!(read("anna@example.com p@ss:w/o=rd").unwrap().1.unwrap(), "p@ss:w/o=rd");
        assert_eq!(read("anna@example.com password").unwrap().1.unwrap(), "password");
    }

    #[test]
    fn an_address_alone_has_no_password() {
        for text in ["anna@example.com", "anna@example.com,", "e-mail: anna@example.com", "anna@example.com\na\nb"] {
            assert_eq!(read(text), Some(("anna@example.com".to_owned(), None)), "{text}");
        }
        let long = format!("anna@example.com {}", "x".repeat(MAX_PASSWORD + 1));
        assert_eq!(read(&long).unwrap().1, None);
        for text in ["", "anna", "@", "@example.com", "anna@", "anna@host", "anna@.com", "anna@example.c", "a b@"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn an_address_is_one_word_of_its_shape() {
        assert_eq!(email_address(" Anna@Example.com ").as_deref(), Some("Anna@Example.com"));
        assert_eq!(email_address("anna+shop@sub.example.co.uk").as_deref(), Some("anna+shop@sub.example.co.uk"));
        assert_eq!(email_address("я@почта.рф").as_deref(), Some("я@почта.рф"));
        let long = format!("{}@example.com", "a".repeat(MAX_ADDRESS));
        for text in ["a b@example.com", "a@b@example.com", "a@example", "a@exa_mple.com", "<a@example.com>", "", &long]
        {
            assert!(email_address(text).is_none(), "{text}");
        }
    }

    #[test]
    fn nothing_prints_a_login() {
        let shown = format!("{:?}", login("anna@example.com Hunter-2!"));
        assert!(!shown.contains("Hunter") && !shown.contains("anna"), "{shown}");
    }
}
