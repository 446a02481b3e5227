//! Fetches a sheet: from listed hosts on the public Internet only, over https, bounded in bytes and time.
//!
//! Owns the client and every check of what it connects to and what comes back. It sends no key, no cookie and no
//! Referer, and keeps no connection: what was checked is what is connected, each time.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::header::{ACCEPT, ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, LOCATION};
use reqwest::{Client, Response, StatusCode};
use url::Url;

use self::resolver::{Guard, PrivateName};
use super::hosts::{AddressProblem, SheetHosts};
use super::link::{Kind, SheetAddress};
use super::public::is_public;

mod resolver;

/// The largest sheet that is read, bytes.
pub const MAX_BYTES: usize = 5 * 1024 * 1024;

const MAX_REDIRECTS: usize = 5;
const TIME_LIMIT: Duration = Duration::from_secs(10);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Where in a page a form for signing in is looked for, bytes.
const PAGE_START: usize = 64 * 1024;

/// Why a sheet could not be fetched. No error holds an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// The address, or one that it redirects to, may not be read.
    #[error("{0}")]
    Address(#[from] AddressProblem),
    /// Whoever is not signed in may not read it.
    #[error("it needs signing in")]
    SignInNeeded,
    /// There is nothing, or nothing for the public: Google gives this answer for both.
    #[error("not found")]
    NotFound,
    /// The host had too many questions (429).
    #[error("the host is busy")]
    Busy,
    /// Another status than success.
    #[error("refused with status {0}")]
    Refused(u16),
    /// A page of a web site in place of a CSV.
    #[error("a web page instead of a CSV")]
    HtmlInstead,
    /// Something else that is no text: an Excel file, a picture, a compressed answer.
    #[error("no text")]
    NotText,
    /// More than [`MAX_BYTES`].
    #[error("too large")]
    TooLarge,
    /// Not complete within the time limit.
    #[error("took too long")]
    TimedOut,
    /// More than five redirects.
    #[error("redirected too often")]
    TooManyRedirects,
    /// No connection, or one that broke.
    #[error("no answer")]
    Unreachable,
}

/// A sheet as it came.
pub struct Fetched {
    /// At most [`MAX_BYTES`].
    pub bytes: Vec<u8>,
    /// The address that Bots.Business has to be given to read the same: the one that was asked for, except for
    /// [`Kind::YandexDisk`], where it is one that ends within hours.
    pub import_from: SheetAddress,
}

/// Fetches sheets from the operator's hosts.
pub struct Fetcher {
    /// Made for the first sheet: a TLS set-up costs memory, and many a copy fetches none.
    client: OnceLock<Client>,
    guard: Arc<Guard>,
    hosts: SheetHosts,
    time_limit: Duration,
}

impl Fetcher {
    /// Fetches from these hosts only.
    pub fn new(hosts: SheetHosts) -> Self {
        Self::with_guard(hosts, Guard::system())
    }

    fn with_guard(hosts: SheetHosts, guard: Guard) -> Self {
        Self { client: OnceLock::new(), guard: Arc::new(guard), hosts, time_limit: TIME_LIMIT }
    }

    fn client(&self) -> Result<&Client, FetchError> {
        if let Some(client) = self.client.get() {
            return Ok(client);
        }
        let client = Client::builder()
            .dns_resolver(Arc::clone(&self.guard))
            .redirect(reqwest::redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .https_only(self.hosts.https_only())
            .connect_timeout(CONNECT_TIMEOUT)
            .pool_max_idle_per_host(0)
            .user_agent(concat!("bb-pocket/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| {
                tracing::error!(%error, "sheets cannot be fetched: TLS cannot be set up");
                FetchError::Unreachable
            })?;
        Ok(self.client.get_or_init(|| client))
    }

    /// The same with another limit for a whole fetch.
    #[must_use]
    pub fn with_time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit, ..self }
    }

    /// The hosts that it fetches from, for reading links.
    pub fn hosts(&self) -> &SheetHosts {
        &self.hosts
    }

    /// Fetches a sheet as whoever is not signed in gets it.
    ///
    /// # Errors
    /// [`FetchError`] by meaning.
    pub async fn fetch(&self, address: &SheetAddress) -> Result<Fetched, FetchError> {
        let fetched = tokio::time::timeout(self.time_limit, self.within_the_limit(address)).await;
        fetched.unwrap_or(Err(FetchError::TimedOut))
    }

    async fn within_the_limit(&self, address: &SheetAddress) -> Result<Fetched, FetchError> {
        let mut url = parsed(address.expose())?;
        let mut import_from = address.clone();
        if address.kind() == Kind::YandexDisk {
            url = told_address(&self.read(url).await?.1)?;
            import_from = SheetAddress::plain(url.clone());
        }
        let (headers, bytes) = self.read(url).await?;
        check_content(&headers, &bytes)?;
        Ok(Fetched { bytes, import_from })
    }

    async fn read(&self, url: Url) -> Result<(HeaderMap, Vec<u8>), FetchError> {
        let response = self.follow(url).await?;
        check_status(response.status())?;
        let headers = response.headers().clone();
        if headers.get(CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return Err(FetchError::NotText);
        }
        Ok((headers, body(response).await?))
    }

    /// Follows redirects by hand: each address is checked as the first one.
    async fn follow(&self, mut url: Url) -> Result<Response, FetchError> {
        for _ in 0..=MAX_REDIRECTS {
            self.hosts.check(&url)?;
            let request = self.client()?.get(url.clone()).header(ACCEPT_ENCODING, "identity");
            let response = request.header(ACCEPT, "text/csv, text/plain, */*;q=0.1").send().await;
            let response = response.map_err(|error| meaning(&error))?;
            self.check_peer(&url, response.remote_addr())?;
            match next(&response, &url)? {
                Some(next) if is_sign_in(&next) => return Err(FetchError::SignInNeeded),
                Some(next) => url = next,
                None => return Ok(response),
            }
        }
        Err(FetchError::TooManyRedirects)
    }

    /// A second look at what the resolver has let through.
    fn check_peer(&self, url: &Url, peer: Option<SocketAddr>) -> Result<(), FetchError> {
        let private = peer.is_some_and(|peer| !is_public(peer.ip())) && !self.hosts.is_listed_loopback(url);
        if private { Err(AddressProblem::PrivateAddress.into()) } else { Ok(()) }
    }
}

fn parsed(address: &str) -> Result<Url, FetchError> {
    Url::parse(address).map_err(|_| AddressProblem::Odd.into())
}

/// Where a redirect leads.
fn next(response: &Response, url: &Url) -> Result<Option<Url>, FetchError> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let mut next = location.and_then(|location| url.join(location).ok()).ok_or(AddressProblem::Odd)?;
    next.set_fragment(None);
    Ok(Some(next))
}

fn is_sign_in(url: &Url) -> bool {
    let path = url.path().to_ascii_lowercase();
    url.domain() == Some("accounts.google.com")
        || ["/login", "/signin", "/servicelogin"].iter().any(|sign_in| path.starts_with(sign_in))
}

fn check_status(status: StatusCode) -> Result<(), FetchError> {
    match status.as_u16() {
        200 => Ok(()),
        401 | 403 => Err(FetchError::SignInNeeded),
        404 | 410 => Err(FetchError::NotFound),
        429 => Err(FetchError::Busy),
        status => Err(FetchError::Refused(status)),
    }
}

async fn body(mut response: Response) -> Result<Vec<u8>, FetchError> {
    if response.content_length().is_some_and(|length| usize::try_from(length).map_or(true, |l| l > MAX_BYTES)) {
        return Err(FetchError::TooLarge);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| meaning(&error))? {
        if bytes.len() + chunk.len() > MAX_BYTES {
            return Err(FetchError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// A page is told by its first character too: some servers call everything text.
fn check_content(headers: &HeaderMap, bytes: &[u8]) -> Result<(), FetchError> {
    let kind = media_type(headers, CONTENT_TYPE);
    let begins = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if kind == "text/html" || kind == "application/xhtml+xml" || begins.starts_with(b"<") {
        let page = String::from_utf8_lossy(bytes.get(..PAGE_START).unwrap_or(bytes)).to_ascii_lowercase();
        let sign_in = ["accounts.google.com", "servicelogin", "type=\"password\""];
        let asks = sign_in.iter().any(|sign| page.contains(sign));
        return Err(if asks { FetchError::SignInNeeded } else { FetchError::HtmlInstead });
    }
    let text = kind.is_empty()
        || kind.starts_with("text/")
        || matches!(kind.as_str(), "application/csv" | "application/octet-stream" | "application/binary");
    if text && !begins.starts_with(b"PK\x03\x04") { Ok(()) } else { Err(FetchError::NotText) }
}

fn media_type(headers: &HeaderMap, name: HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The address that Yandex Disk tells for a public file.
fn told_address(answer: &[u8]) -> Result<Url, FetchError> {
    #[derive(serde::Deserialize)]
    struct Told {
        href: String,
    }
    let told: Told = serde_json::from_slice(answer).map_err(|_| FetchError::NotFound)?;
    parsed(&told.href)
}

/// What an error of the client means. Its own words hold the address, so they go no further.
fn meaning(error: &reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(error) = cause {
        if error.is::<PrivateName>() {
            return AddressProblem::PrivateAddress.into();
        }
        cause = error.source();
    }
    if error.is_timeout() { FetchError::TimedOut } else { FetchError::Unreachable }
}

#[cfg(test)]
mod tests;
