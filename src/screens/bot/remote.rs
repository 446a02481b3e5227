//! The address of a git repository: read from a message, and shown without what may be a password.
//!
//! Owns which part of one is shown. Where the parts cannot be told apart for certain, nothing is.

use url::Url;

use crate::api::ApiText;
use crate::characters;
use crate::credentials::ApiKey;

/// Longest address that is taken, characters.
const MAX_ADDRESS: usize = 500;
/// Longest part of one that is shown, characters.
const MAX_SHOWN: usize = 60;
const SCHEMES: [&str; 4] = ["https", "ssh", "http", "git"];

/// The address in a message that holds nothing else; `None` when it is none of git's forms (git-fetch, GIT URLS).
pub(super) fn read(text: &str) -> Option<String> {
    let address = characters::seen(text);
    let address = address.trim();
    let one_word = !address.contains(characters::is_space) && address.chars().count() <= MAX_ADDRESS;
    let is_one = url(address).is_some() || scp(address).is_some_and(|(user, ..)| user);
    (one_word && is_one).then(|| address.to_owned())
}

/// `git.example/fake/my-shop.git`: the host and the path alone; `None` when they cannot be told from a password.
pub(super) fn shown(address: &str, own: &ApiKey) -> Option<String> {
    let address = address.trim();
    let plain = match url(address) {
        // A `@` in the path may be a password's.
        Some(url) if url.path().contains('@') || url.path().contains("%40") => url.host_str()?.to_owned(),
        Some(url) => format!("{}{}", url.host_str()?, url.path()),
        None => {
            let (_, host, path) = scp(address)?;
            format!("{host}:{path}")
        }
    };
    ApiText::from(plain).line(own, MAX_SHOWN)
}

/// `files.example`: the server of a web address. What follows it may be a secret.
pub(super) fn host(address: &str, own: &ApiKey) -> Option<String> {
    ApiText::from(url(address.trim())?.host_str()?.to_owned()).line(own, MAX_SHOWN)
}

fn url(address: &str) -> Option<Url> {
    let url = Url::parse(address).ok()?;
    (SCHEMES.contains(&url.scheme()) && url.host_str().is_some_and(|host| !host.is_empty())).then_some(url)
}

/// `git@host:path` or `host:path`: whether there is a user, the host, the path.
fn scp(address: &str) -> Option<(bool, &str, &str)> {
    let (before, path) = address.split_once(':').filter(|_| !address.contains("://"))?;
    let (user, host) = before.split_once('@').unwrap_or(("", before));
    let plain = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
    let is_one = plain(user) && plain(host) && host.contains('.') && !path.is_empty() && !path.contains(['@', ':']);
    is_one.then_some((!user.is_empty(), host, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(address: &str) -> Option<String> {
        shown(address, &ApiKey::parse("FAKE-own-key-FAKE-own-key-FAKE-own-00001").unwrap())
    }

    #[test]
    fn the_forms_of_git_are_read_and_other_words_are_not() {
        for address in [
            "git@github.com:you/shop.git",
            " https://github.com/you/shop.git\n",
            "https://you:FAKE-pass@git.example/shop.git",
            "ssh://git@git.example:2222/you/shop.git",
            "\u{202a}git@github.com:you/shop.git\u{202c}",
        ] {
            assert!(read(address).is_some(), "{address}");
        }
        for words in ["", "My Shop", "github.com/you/shop", "shop: a, b", "file:///etc/passwd", "C:\\shop", "git@x y:z"]
        {
            assert!(read(words).is_none(), "{words}");
        }
    }

    #[test]
    fn what_is_shown_holds_no_password() {
        assert_eq!(of("git@git.example:fake/my-shop.git").as_deref(), Some("git.example:fake/my-shop.git"));
        assert_eq!(of("https://you:FAKE@git.example/a.git?token=FAKE#FAKE").as_deref(), Some("git.example/a.git"));
        assert_eq!(of("ssh://FAKE@git.example:22/a.git").as_deref(), Some("git.example/a.git"));
        for hidden in [
            "https://you:FAKE/FAKE@git.example/a.git",
            "https://you:FAKE%40git.example/a.git",
            "you:FAKE@git.example:a.git",
            "git@git.example:FAKE@a.git",
            "https://git.example/FAKE@x/a.git",
            "FAKE words",
            "FAKE",
            "ftp://you:FAKE@git.example/a",
        ] {
            assert!(!of(hidden).unwrap_or_default().contains("FAKE"), "{hidden}");
        }
        let key_like = format!("https://git.example/{}/a.git", "FAKEother-key-FAKEother-key-FAKE000other");
        assert!(!of(&key_like).unwrap().contains("FAKE"));
    }
}
