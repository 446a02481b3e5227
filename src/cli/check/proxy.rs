//! Through which proxy a request to Telegram goes: the HTTP client's own code is asked, so that what is said is what happens.
//!
//! Owns the words. A proxy's value may hold a password, so its variable is named and nothing else.

use axum::http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use crate::address::is_loopback;

/// What is said behind the line of an address that is reached through the environment's proxy; nothing where none is set.
pub(super) fn used(url: &Url) -> String {
    let Some(name) = set_for(url) else { return String::new() };
    let taken = url.as_str().parse::<Uri>().is_ok_and(|uri| Matcher::from_system().intercept(&uri).is_some());
    match taken {
        true => format!(", through {name}"),
        false => format!(", directly though {name} is set: NO_PROXY excludes it, or that is no address of a proxy"),
    }
}

/// What is said behind the line of an address that no proxy is used for.
pub(super) fn unused(url: &Url) -> String {
    set_for(url).map_or_else(String::new, |name| format!(", directly: {name} is for Telegram"))
}

/// The variable that counts for an address, in the order of reqwest. Addresses of this machine are reached without.
fn set_for(url: &Url) -> Option<&'static str> {
    let names: &[&str] = match url.scheme() {
        "https" => &["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"],
        _ => &["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"],
    };
    let set = |name: &&&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    names.iter().find(set).filter(|_| !is_loopback(url)).copied()
}
