//! An address that a button may open. It may come from the API, so anybody may have written it.
//!
//! Owns the rule: what is not surely a web address of a named host is none. It opens nothing itself.

use std::fmt;

use url::{Host, Url};

/// Longest address, bytes.
const MAX_LENGTH: usize = 1_024;

/// An https address of a host with a name. Whoever opens one may act for an account, so `Debug` shows the host alone.
#[derive(Clone, PartialEq, Eq)]
pub struct WebAddress(Url);

impl WebAddress {
    /// Takes an address of visible ASCII characters: https, a host with a dot in its name, no user, no port of its own.
    pub fn parse(text: &str) -> Option<Self> {
        // `Url` drops line ends and tabs within an address, and makes one of many other things.
        let visible = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        if text.len() > MAX_LENGTH || !visible || text.strip_prefix("https://")?.starts_with('/') {
            return None;
        }
        let url = Url::parse(text).ok()?;
        let named = matches!(url.host(), Some(Host::Domain(name)) if is_name(name));
        let plain = url.username().is_empty() && url.password().is_none() && url.port().is_none();
        (named && plain).then_some(Self(url))
    }

    /// Its host, for the person who decides whether to open it.
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }

    /// The address, for the button.
    pub fn url(&self) -> &Url {
        &self.0
    }
}

/// A name under which something is found from everywhere: at least two parts, the last of them no number.
fn is_name(name: &str) -> bool {
    let mut parts = name.split('.');
    let last = parts.next_back().unwrap_or_default();
    let top = last.len() >= 2 && last.starts_with(|c: char| c.is_ascii_alphabetic());
    parts.clone().count() >= 1 && parts.all(|part| !part.is_empty()) && top && !["local", "internal"].contains(&last)
}

impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebAddress({})", self.host())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_a_named_host_is_taken_and_prints_its_host_alone() {
        let address = WebAddress::parse("https://t.me/BotsBusinessAdminBot?start=FAKE-link-1").unwrap();
        assert_eq!((address.host(), format!("{address:?}")), ("t.me", "WebAddress(t.me)".to_owned()));
        assert!(WebAddress::parse("https://xn--80ak6aa92e.com/a%20b#c").is_some());
    }

    #[test]
    fn everything_else_is_none() {
        let long = format!("https://t.me/{}", "a".repeat(MAX_LENGTH));
        for text in [
            "",
            "t.me/x",
            "http://t.me/x",
            "HTTPS://t.me/x",
            "tg://resolve?domain=x",
            "javascript:alert(1)",
            "data:text/html,x",
            "https://",
            "https:///t.me",
            "https://t.me\\@evil.example/x",
            "https://t.me:8443/x",
            "https://t.me@evil.example/x",
            "https://user:word@t.me/x",
            "https://localhost/x",
            "https://printer.local/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://[::1]/x",
            "https://t..me/x",
            "https://t.me/x y",
            "https://t.me/x\n",
            "https://t\u{2024}me/x",
            "https://t.me/\u{202e}x",
            "https://аррӏе.com/x",
            &long,
        ] {
            assert!(WebAddress::parse(text).is_none(), "{text}");
        }
    }
}
