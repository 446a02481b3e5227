//! Links of sheets, as browsers, phones and the sheets' own dialogs give them, and the address of the CSV behind each.
//!
//! Owns every form of a link (each is listed in `link/google.rs` and `link/others.rs`). It must not ask any server:
//! a link that needs sign-in is recognised by its answer.

use std::fmt;

use secrecy::{ExposeSecret as _, SecretString};
use subtle::ConstantTimeEq as _;
use url::Url;

use super::hosts::{AddressProblem, SheetHosts};
use crate::characters;

mod google;
mod others;

/// What separates a link from the words around it.
const AROUND: [char; 14] = ['<', '>', '"', '\'', '`', '(', ')', '[', ']', '{', '}', '|', '«', '»'];
/// What ends a sentence, and no link.
const TRAILING: [char; 8] = ['.', ',', ';', ':', '!', '?', '…', '*'];
/// Characters of an identifier that are shown, and the length below which none is.
const TAIL: usize = 6;
const LEAST_FOR_A_TAIL: usize = 16;

/// Where the CSV of a sheet is fetched. Whoever knows it reads the sheet: `Debug` shows the kind alone.
#[derive(Clone)]
pub struct SheetAddress {
    address: SecretString,
    kind: Kind,
    tail: String,
}

/// Which form of link an address was made of; it decides what a person is advised when it cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A Google sheet, published to the web: the form that Bots.Business' help shows.
    Published,
    /// A Google sheet by its edit link: readable when anyone with the link may view it.
    Shared,
    /// A Google sheet by the publish link of old, which Google no longer answers; its export is asked for.
    PublishedOld,
    /// A Google sheet that is an uploaded Excel file (`rtpof=true`): it has to be saved as a Google sheet first.
    UploadedExcel,
    /// A file of Google Drive, which may be a sheet.
    DriveFile,
    /// A public file of Yandex Disk. It has no lasting address of its own; `Fetched::import_from` has one for now.
    YandexDisk,
    /// Any other address, read as it is.
    Other,
}

/// A service whose links give no CSV without signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Storage {
    OneDrive,
    Airtable,
}

/// Why a text gives no sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkProblem {
    /// There is no link in it.
    NoLink,
    /// It leads to something else of a service that has sheets: a document, a folder, a profile.
    NotASheet,
    /// The service gives no CSV to whoever is not signed in.
    NeedsSignIn(Storage),
    /// It is where Google redirects to, and ends within minutes; the sheet's own link is needed.
    Expiring,
    /// It may not be read.
    Address(AddressProblem),
}

impl SheetAddress {
    /// Finds the first sheet that a text links to.
    ///
    /// # Errors
    /// [`LinkProblem`] of the first link when none is a sheet.
    pub fn find(text: &str, hosts: &SheetHosts) -> Result<Self, LinkProblem> {
        let text = characters::seen(text);
        let mut problem = LinkProblem::NoLink;
        for url in text.split(|c| characters::is_space(c) || AROUND.contains(&c)).filter_map(|word| link(word, hosts)) {
            match Self::of(url, hosts) {
                Ok(address) => return Ok(address),
                Err(first) if problem == LinkProblem::NoLink => problem = first,
                Err(_) => {}
            }
        }
        Err(problem)
    }

    fn of(url: Url, hosts: &SheetHosts) -> Result<Self, LinkProblem> {
        let address = if hosts.is_listed_loopback(&url) { google::address(&url) } else { None };
        let address = match address {
            Some(address) => address,
            None => by_host(url)?,
        };
        hosts.check(&address.url()?).map_err(LinkProblem::Address)?;
        Ok(address)
    }

    /// The address itself, for the fetch, for Bots.Business, and for sealing; never for a message or a log.
    /// [`SheetAddress::find`] reads it back.
    pub fn expose(&self) -> &str {
        self.address.expose_secret()
    }

    /// The last characters of the sheet's identifier; nothing of one under 16 characters.
    pub fn shown_tail(&self) -> &str {
        &self.tail
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// An address and the part of it that identifies the sheet.
    pub(super) fn new(url: &Url, identifier: &str, kind: Kind) -> Self {
        let count = identifier.chars().count();
        let shown = if count < LEAST_FOR_A_TAIL { 0 } else { TAIL };
        let tail = identifier.chars().skip(count - shown).collect();
        Self { address: url.as_str().into(), kind, tail }
    }

    /// An address that is read as it is.
    pub(super) fn plain(mut url: Url) -> Self {
        url.set_fragment(None);
        let path = url.path().to_owned();
        Self::new(&url, &path, Kind::Other)
    }

    pub(super) fn url(&self) -> Result<Url, LinkProblem> {
        Url::parse(self.expose()).map_err(|_| LinkProblem::Address(AddressProblem::Odd))
    }
}

impl PartialEq for SheetAddress {
    /// Constant-time comparison.
    fn eq(&self, other: &Self) -> bool {
        self.expose().as_bytes().ct_eq(other.expose().as_bytes()).into()
    }
}

impl fmt::Debug for SheetAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SheetAddress({:?}, hidden)", self.kind)
    }
}

fn by_host(url: Url) -> Result<SheetAddress, LinkProblem> {
    let host = url.host_str().unwrap_or_default().to_owned();
    match host.as_str() {
        google::SHEETS => google::address(&url).ok_or(LinkProblem::NotASheet),
        google::DRIVE => google::drive(&url).ok_or(LinkProblem::NotASheet),
        host if host.ends_with(".googleusercontent.com") => Err(LinkProblem::Expiring),
        host => match others::service(host) {
            Some(service) => service(&url),
            None => Ok(SheetAddress::plain(url)),
        },
    }
}

/// The address that a word is, with or without its scheme.
fn link(word: &str, hosts: &SheetHosts) -> Option<Url> {
    let word = word.trim_end_matches(TRAILING);
    let lower = word.to_ascii_lowercase();
    if let Some(start) = ["https://", "http://"].iter().filter_map(|scheme| lower.find(scheme)).min() {
        return Url::parse(word.get(start..)?).ok();
    }
    let word = word.trim_start_matches(|c: char| !c.is_alphanumeric());
    let (host, path) = word.split_once('/').filter(|(host, _)| host.contains('.'))?;
    let url = Url::parse(&format!("https://{host}/{path}")).ok()?;
    // Words with dots and slashes are no links, unless they begin with a host that has sheets.
    let known = hosts.check(&url).is_ok()
        || others::service(url.host_str()?).is_some()
        || [google::SHEETS, google::DRIVE].contains(&url.host_str()?);
    known.then_some(url)
}

/// The parts of an address' path that are not empty.
fn parts(url: &Url) -> Vec<&str> {
    url.path_segments().into_iter().flatten().filter(|part| !part.is_empty()).collect()
}

/// The first value of a parameter.
fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests;
