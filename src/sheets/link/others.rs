//! Dropbox, GitHub, Yandex Disk; and the services that give no CSV without signing in.

use url::Url;

use super::{Kind, LinkProblem, SheetAddress, Storage, parameter, parts};

type Reading = fn(&Url) -> Result<SheetAddress, LinkProblem>;

/// Where Yandex Disk tells the address of a public file.
const YANDEX: &str = "https://cloud-api.yandex.net/v1/disk/public/resources/download";

/// How the links of a host are read, when it has its own way.
pub(super) fn service(host: &str) -> Option<Reading> {
    match host.strip_prefix("www.").unwrap_or(host) {
        "dropbox.com" => Some(dropbox),
        "github.com" => Some(github),
        "gist.github.com" => Some(gist),
        "yadi.sk" | "disk.yandex.ru" | "disk.yandex.com" | "disk.yandex.by" | "disk.yandex.kz"
        | "disk.360.yandex.ru" => Some(yandex),
        "cloud-api.yandex.net" => Some(yandex_api),
        "1drv.ms" | "onedrive.live.com" => Some(|_| Err(LinkProblem::NeedsSignIn(Storage::OneDrive))),
        host if host.ends_with(".sharepoint.com") => Some(|_| Err(LinkProblem::NeedsSignIn(Storage::OneDrive))),
        "airtable.com" => Some(|_| Err(LinkProblem::NeedsSignIn(Storage::Airtable))),
        _ => None,
    }
}

/// `/s/ID/NAME`, `/scl/fi/ID/NAME?rlkey=…`: `dl=1` gives the file in place of a page about it.
fn dropbox(url: &Url) -> Result<SheetAddress, LinkProblem> {
    let (id, path) = match parts(url).as_slice() {
        ["s", id, ..] | ["scl", "fi", id, ..] => ((*id).to_owned(), url.path()),
        _ => return Err(LinkProblem::NotASheet),
    };
    let mut address = at("https://www.dropbox.com", path)?;
    if let Some(rlkey) = parameter(url, "rlkey") {
        address.query_pairs_mut().append_pair("rlkey", &rlkey);
    }
    address.query_pairs_mut().append_pair("dl", "1");
    Ok(SheetAddress::new(&address, &id, Kind::Other))
}

/// `/OWNER/REPOSITORY/{blob,raw}/REVISION/PATH`.
fn github(url: &Url) -> Result<SheetAddress, LinkProblem> {
    match parts(url).as_slice() {
        [owner, repository, "blob" | "raw", path @ ..] if path.len() > 1 => {
            let path = format!("/{owner}/{repository}/{}", path.join("/"));
            Ok(SheetAddress::plain(at("https://raw.githubusercontent.com", &path)?))
        }
        _ => Err(LinkProblem::NotASheet),
    }
}

/// `/OWNER/ID`, which means the first file, or `/OWNER/ID/raw/…`.
fn gist(url: &Url) -> Result<SheetAddress, LinkProblem> {
    let path = match parts(url).as_slice() {
        [owner, id] => format!("/{owner}/{id}/raw"),
        [owner, id, "raw", path @ ..] => format!("/{}", [&[*owner, *id, "raw"], path].concat().join("/")),
        _ => return Err(LinkProblem::NotASheet),
    };
    Ok(SheetAddress::plain(at("https://gist.githubusercontent.com", &path)?))
}

/// `/d/ID`, `/i/ID`: the address of the file has to be asked for.
fn yandex(url: &Url) -> Result<SheetAddress, LinkProblem> {
    match parts(url).as_slice() {
        [kind @ ("d" | "i"), id] => yandex_file(&format!("https://disk.yandex.ru/{kind}/{id}"), id),
        _ => Err(LinkProblem::NotASheet),
    }
}

/// What [`yandex`] made of a link before.
fn yandex_api(url: &Url) -> Result<SheetAddress, LinkProblem> {
    let key = parameter(url, "public_key").ok_or(LinkProblem::NotASheet)?;
    yandex_file(&key, key.rsplit('/').next().unwrap_or_default())
}

fn yandex_file(key: &str, id: &str) -> Result<SheetAddress, LinkProblem> {
    let mut address = Url::parse(YANDEX).map_err(|_| LinkProblem::NotASheet)?;
    address.query_pairs_mut().append_pair("public_key", key);
    Ok(SheetAddress::new(&address, id, Kind::YandexDisk))
}

fn at(origin: &str, path: &str) -> Result<Url, LinkProblem> {
    let mut url = Url::parse(origin).map_err(|_| LinkProblem::NotASheet)?;
    url.set_path(path);
    Ok(url)
}
