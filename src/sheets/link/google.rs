//! Google Sheets and Drive.
//!
//! Publishing and sharing are independent: a link for editing becomes the export, which anyone with the link may read
//! or not; a published link stays one.

use url::Url;

use super::{Kind, SheetAddress, parameter, parts};

pub(super) const SHEETS: &str = "docs.google.com";
pub(super) const DRIVE: &str = "drive.google.com";

/// `/spreadsheets/[u/N/][a/DOMAIN/]d/ID/…`, `/spreadsheets/d/e/TOKEN/{pub,pubhtml}`, `/a/DOMAIN/spreadsheets/…`, on
/// Google's host, or on the one that the link names when that is a simulated one.
pub(super) fn address(url: &Url) -> Option<SheetAddress> {
    let parts = parts(url);
    let mut rest = parts.as_slice();
    while let [first, after @ ..] = rest {
        rest = after;
        match *first {
            "u" | "a" => rest = rest.get(1..)?,
            "spreadsheets" => {}
            "d" => break,
            _ => return None,
        }
    }
    if !parts.contains(&"spreadsheets") {
        return None;
    }
    match rest {
        ["e", token, form, ..] if is_identifier(token) && form.starts_with("pub") => Some(published(url, token, form)),
        ["e", ..] => None,
        [id, "pub" | "pubhtml", ..] if is_identifier(id) => Some(export(url, id, Kind::PublishedOld)),
        [id, ..] if is_identifier(id) && parameter(url, "rtpof").as_deref() == Some("true") => {
            Some(export(url, id, Kind::UploadedExcel))
        }
        [id, ..] if is_identifier(id) => Some(export(url, id, Kind::Shared)),
        _ => None,
    }
}

/// `/file/d/ID/view`, `/open?id=ID`, `/uc?id=ID`: a file that may be a sheet.
pub(super) fn drive(url: &Url) -> Option<SheetAddress> {
    let parts = parts(url);
    let id = match parts.iter().position(|part| *part == "d") {
        Some(place) if parts.contains(&"file") => (*parts.get(place + 1)?).to_owned(),
        _ => parameter(url, "id").filter(|_| parts.iter().any(|part| matches!(*part, "open" | "uc")))?,
    };
    is_identifier(&id).then(|| export(url, &id, Kind::DriveFile))
}

fn published(url: &Url, token: &str, form: &str) -> SheetAddress {
    let mut address = origin(url);
    address.set_path(&format!("/spreadsheets/d/e/{token}/pub"));
    let gid = gid(url);
    // Without `single` the whole document is asked for; a page's link (`pubhtml`) means the sheet that it shows.
    let single = gid.is_some() || form != "pub" || parameter(url, "single").is_some();
    let mut query = address.query_pairs_mut();
    if let Some(gid) = gid {
        query.append_pair("gid", &gid);
    }
    if single {
        query.append_pair("single", "true");
    }
    query.append_pair("output", "csv");
    drop(query);
    SheetAddress::new(&address, token, Kind::Published)
}

fn export(url: &Url, id: &str, kind: Kind) -> SheetAddress {
    let mut address = origin(url);
    address.set_path(&format!("/spreadsheets/d/{id}/export"));
    address.query_pairs_mut().append_pair("format", "csv");
    if let Some(gid) = gid(url) {
        address.query_pairs_mut().append_pair("gid", &gid);
    }
    SheetAddress::new(&address, id, kind)
}

/// The number of the sheet within the document. A browser keeps the one in the fragment up to date.
fn gid(url: &Url) -> Option<String> {
    let fragment = url.fragment().unwrap_or_default();
    let in_fragment = fragment.split(['&', '?']).find_map(|pair| pair.strip_prefix("gid=")).map(str::to_owned);
    let digits = |gid: &String| !gid.is_empty() && gid.bytes().all(|b| b.is_ascii_digit());
    in_fragment.filter(digits).or_else(|| parameter(url, "gid").filter(digits))
}

/// Google's own, also for a link with http, or a simulated one's.
fn origin(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_query(None);
    origin.set_fragment(None);
    if url.domain().is_some() {
        // Both are possible for an address of a name.
        let _ = origin.set_scheme("https");
        let _ = origin.set_host(Some(SHEETS));
    }
    origin
}

fn is_identifier(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}
