//! The hosts that sheets are read from, and the one check of every address before anything is sent to it.
//!
//! Owns the operator's list and what an address must be. It must not look up names: what a name leads to is checked
//! where it is looked up, in `fetch/resolver.rs`.

use std::net::{IpAddr, SocketAddr};

use url::{Host, Url};

use super::public::is_public;

/// The port of https.
const HTTPS: u16 = 443;

/// The usual list: Google Sheets, Dropbox, GitHub, Yandex Disk, and where each of them redirects to.
const USUAL: [(&str, bool); 10] = [
    ("docs.google.com", false),
    ("googleusercontent.com", true),
    ("www.dropbox.com", false),
    ("dropboxusercontent.com", true),
    ("raw.githubusercontent.com", false),
    ("gist.githubusercontent.com", false),
    ("cloud-api.yandex.net", false),
    ("disk.yandex.ru", true),
    ("disk.yandex.net", true),
    ("storage.yandex.net", true),
];

/// Why an address is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    /// It is not https.
    #[error("not https")]
    NotHttps,
    /// Its host is not on the operator's list.
    #[error("a host that is not on the list")]
    NotAllowedHost,
    /// It leads to an address that is not on the public Internet.
    #[error("not an address of the public Internet")]
    PrivateAddress,
    /// It holds a user name or a password, a port that is not on the list, or is no address at all.
    #[error("an address with a user name or an odd port")]
    Odd,
}

/// What is wrong with an operator's list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HostsError {
    #[error("{0:?} is not a host; write names like docs.google.com or *.example.com, with commas between")]
    NotAHost(String),
    #[error("{0:?} is a number; sheets are read from names only")]
    Number(String),
    #[error("{0:?} is on this machine; it is for tests, and needs a port and BB_POCKET_ALLOW_HTTP=yes")]
    Loopback(String),
}

/// The hosts that sheets are read from.
#[derive(Debug, Clone)]
pub struct SheetHosts(Vec<Entry>);

#[derive(Debug, Clone)]
enum Entry {
    Name {
        name: String,
        port: u16,
        /// Whether it means every host below the name, and not the name itself.
        below: bool,
    },
    /// On this machine, where http is allowed.
    Loopback(SocketAddr),
}

impl SheetHosts {
    /// The list that holds when the operator sets none.
    pub fn usual() -> Self {
        let name = |(name, below): &(&str, bool)| Entry::Name { name: (*name).to_owned(), port: HTTPS, below: *below };
        Self(USUAL.iter().map(name).collect())
    }

    /// Reads an operator's list. A loopback address with its port is taken with `allow_loopback` only.
    ///
    /// # Errors
    /// [`HostsError`] with the first entry that cannot be taken.
    pub fn parse(list: &str, allow_loopback: bool) -> Result<Self, HostsError> {
        let entries = list.split([',', ' ', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
        entries.map(|entry| Entry::parse(entry, allow_loopback)).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a request may be sent to an address. Names are not looked up.
    ///
    /// # Errors
    /// [`AddressProblem`].
    pub(super) fn check(&self, url: &Url) -> Result<(), AddressProblem> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressProblem::Odd);
        }
        if self.is_listed_loopback(url) {
            return Ok(());
        }
        match url.host() {
            _ if url.scheme() != "https" => Err(AddressProblem::NotHttps),
            Some(Host::Domain(name)) => self.check_name(name, url.port().unwrap_or(HTTPS)),
            Some(Host::Ipv4(v4)) => Err(literal(v4.into())),
            Some(Host::Ipv6(v6)) => Err(literal(v6.into())),
            None => Err(AddressProblem::Odd),
        }
    }

    fn check_name(&self, asked: &str, asked_port: u16) -> Result<(), AddressProblem> {
        let mut problem = AddressProblem::NotAllowedHost;
        for entry in &self.0 {
            let Entry::Name { name, port, below } = entry else { continue };
            let rest = asked.strip_suffix(name.as_str());
            let listed =
                if *below { rest.is_some_and(|rest| rest.len() > 1 && rest.ends_with('.')) } else { rest == Some("") };
            match (listed, *port == asked_port) {
                (true, true) => return Ok(()),
                (true, false) => problem = AddressProblem::Odd,
                (false, _) => {}
            }
        }
        Err(problem)
    }

    /// Whether an address is one of the list's on this machine.
    pub(super) fn is_listed_loopback(&self, url: &Url) -> bool {
        let asked = match url.host() {
            Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
            Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
            Some(Host::Domain(_)) | None => return false,
        };
        let asked = SocketAddr::new(asked, url.port_or_known_default().unwrap_or_default());
        matches!(url.scheme(), "http" | "https") && self.loopbacks().any(|listed| listed == asked)
    }

    /// Whether nothing but https is allowed.
    pub(super) fn https_only(&self) -> bool {
        self.loopbacks().next().is_none()
    }

    fn loopbacks(&self) -> impl Iterator<Item = SocketAddr> {
        self.0.iter().filter_map(|entry| match entry {
            Entry::Loopback(address) => Some(*address),
            Entry::Name { .. } => None,
        })
    }
}

/// A number in place of a name is never read: the resolver that refuses private addresses is not asked about it.
fn literal(address: IpAddr) -> AddressProblem {
    if is_public(address) { AddressProblem::NotAllowedHost } else { AddressProblem::PrivateAddress }
}

impl Entry {
    fn parse(entry: &str, allow_loopback: bool) -> Result<Self, HostsError> {
        let (below, host) = entry.strip_prefix("*.").map_or((false, entry), |host| (true, host));
        let refused = || HostsError::NotAHost(entry.to_owned());
        // The parser of addresses knows every spelling of a number.
        let url = Url::parse(&format!("https://{host}/")).map_err(|_| refused())?;
        if !url.username().is_empty() || url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err(refused());
        }
        let address = match url.host() {
            Some(Host::Domain("localhost")) => return Err(HostsError::Loopback(entry.to_owned())),
            Some(Host::Domain(name)) if is_full_name(name) => {
                let port = url.port().unwrap_or(HTTPS);
                return Ok(Self::Name { name: name.to_owned(), port, below });
            }
            Some(Host::Domain(_)) | None => return Err(refused()),
            Some(Host::Ipv4(v4)) => IpAddr::V4(v4),
            Some(Host::Ipv6(v6)) => IpAddr::V6(v6),
        };
        match url.port() {
            Some(port) if address.is_loopback() && allow_loopback && !below => {
                Ok(Self::Loopback(SocketAddr::new(address, port)))
            }
            _ if address.is_loopback() => Err(HostsError::Loopback(entry.to_owned())),
            _ => Err(HostsError::Number(entry.to_owned())),
        }
    }
}

/// Whether a name has two parts at least: `*.com` would be half of the Internet, and `intranet` is somebody's own.
fn is_full_name(name: &str) -> bool {
    name.split('.').count() > 1
        && name
            .split('.')
            .all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hosts: &SheetHosts, url: &str) -> Result<(), AddressProblem> {
        hosts.check(&Url::parse(url).unwrap())
    }

    #[test]
    fn the_usual_list_takes_sheets_and_nothing_near() {
        let hosts = SheetHosts::usual();
        for taken in ["https://docs.google.com/x", "https://DOCS.google.com:443/x", "https://a-b.googleusercontent.com"]
        {
            assert_eq!(check(&hosts, taken), Ok(()), "{taken}");
        }
        for (refused, problem) in [
            ("http://docs.google.com/x", AddressProblem::NotHttps),
            ("ftp://docs.google.com/x", AddressProblem::NotHttps),
            ("file:///etc/passwd", AddressProblem::NotHttps),
            ("https://docs.google.com:8443/x", AddressProblem::Odd),
            ("https://docs.google.com:80/x", AddressProblem::Odd),
            ("https://anna@docs.google.com/x", AddressProblem::Odd),
            ("https://:secret@docs.google.com/x", AddressProblem::Odd),
            ("https://docs.google.com./x", AddressProblem::NotAllowedHost),
            ("https://docs.google.com.evil.example/x", AddressProblem::NotAllowedHost),
            ("https://evildocs.google.com/x", AddressProblem::NotAllowedHost),
            ("https://googleusercontent.com/x", AddressProblem::NotAllowedHost),
            ("https://.googleusercontent.com/x", AddressProblem::NotAllowedHost),
            ("https://evilgoogleusercontent.com/x", AddressProblem::NotAllowedHost),
            ("https://localhost/x", AddressProblem::NotAllowedHost),
            ("https://8.8.8.8/x", AddressProblem::NotAllowedHost),
            ("https://127.0.0.1:8080/x", AddressProblem::PrivateAddress),
        ] {
            assert_eq!(check(&hosts, refused), Err(problem), "{refused}");
        }
    }

    #[test]
    fn a_loopback_address_is_taken_with_its_port_and_no_other() {
        let hosts = SheetHosts::parse("docs.google.com, 127.0.0.1:8080 [::1]:8081", true).unwrap();
        assert_eq!(check(&hosts, "http://127.0.0.1:8080/x"), Ok(()));
        assert_eq!(check(&hosts, "http://[::1]:8081/x"), Ok(()));
        assert_eq!(check(&hosts, "https://127.0.0.1:8081/x"), Err(AddressProblem::PrivateAddress));
        assert_eq!(check(&hosts, "https://127.0.0.2:8080/x"), Err(AddressProblem::PrivateAddress));
        assert_eq!(check(&hosts, "http://localhost:8080/x"), Err(AddressProblem::NotHttps));
        assert_eq!(check(&hosts, "http://anna@127.0.0.1:8080/x"), Err(AddressProblem::Odd));
    }

    #[test]
    fn an_operators_mistakes_are_named() {
        for (list, error) in [
            ("127.0.0.1:8080", HostsError::Loopback("127.0.0.1:8080".into())),
            ("localhost:8080", HostsError::Loopback("localhost:8080".into())),
            ("10.0.0.1", HostsError::Number("10.0.0.1".into())),
            ("2130706433", HostsError::Loopback("2130706433".into())),
            ("*.com", HostsError::NotAHost("*.com".into())),
            ("intranet", HostsError::NotAHost("intranet".into())),
            ("https://docs.google.com", HostsError::NotAHost("https://docs.google.com".into())),
            ("docs.google.com/x", HostsError::NotAHost("docs.google.com/x".into())),
            ("a@docs.google.com", HostsError::NotAHost("a@docs.google.com".into())),
            ("docs.*.com", HostsError::NotAHost("docs.*.com".into())),
        ] {
            assert_eq!(SheetHosts::parse(list, false).unwrap_err(), error);
        }
        assert_eq!(SheetHosts::parse("127.0.0.1", true).unwrap_err(), HostsError::Loopback("127.0.0.1".into()));
        let hosts = SheetHosts::parse("Sheets.Example.com:8443,*.shop.example", false).unwrap();
        assert_eq!(check(&hosts, "https://sheets.example.com:8443/"), Ok(()));
        assert_eq!(check(&hosts, "https://sheets.example.com/"), Err(AddressProblem::Odd));
        assert_eq!(check(&hosts, "https://a.b.shop.example/"), Ok(()));
    }
}
