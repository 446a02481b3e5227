//! `check --routes`: asks which addresses of the API exist, without a key, prints what was found, and writes it down.
//!
//! Owns the printed lines, and the file that `BB_POCKET_ENDPOINTS` then names. That file is replaced as a whole or not at
//! all, and only where this command wrote it.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context as _, bail, ensure};
use url::Url;

use super::{finish, tell};
use crate::api::{Api, Asked, Corrections, Endpoint, Found, LOGINS, Manner, Provenance, Routes, Stopped, Told};
use crate::clock::Clock;
use crate::config::CORRECTIONS_LIMIT;
use crate::input;

/// A server that asks to wait longer than this is asked another day.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How a file begins that this command wrote.
const OURS: &str = "# Written by bb-pocket check --routes";

/// What the command line says.
pub(super) struct Wishes {
    /// Between two requests.
    pub(super) pause: Duration,
    /// Whether the addresses of a Telegram login are asked for, too.
    pub(super) logins: bool,
    /// Where the corrections go.
    pub(super) file: Option<PathBuf>,
}

/// Asks for all routes; exit code 1 when one is at no address, or it was not asked to the end.
pub(super) async fn routes(url: Url, corrections: Corrections, wishes: Wishes) -> ExitCode {
    finish(asked(url, corrections, wishes).await)
}

async fn asked(url: Url, corrections: Corrections, wishes: Wishes) -> anyhow::Result<()> {
    if let Some(file) = &wishes.file {
        may_be_written(file)?;
    }
    let api = Api::new(url.clone())?.corrected(corrections.clone());
    say(&before(&url, api.most_route_requests(wishes.logins), &wishes));
    let manner = Manner { pause: wishes.pause, longest_wait: LONGEST_WAIT, logins: wishes.logins };
    let found = api
        .routes(manner, |told| match told {
            Told::Asked(one) => say(&line(one)),
            Told::Waiting(time) => tell(&format!("The server asks to wait {} s; waiting.", time.as_secs())),
        })
        .await;
    say(&format!("\n{}", summary(&found)));
    if let Some(stopped) = &found.stopped {
        bail!("{url}: {}", why(stopped));
    }
    let proven = found.corrections(&corrections, Clock::system().now().date_naive());
    match &wishes.file {
        Some(file) => write(file, &url, &proven)?,
        None => say("To keep what was found: --write FILE, and its name behind BB_POCKET_ENDPOINTS."),
    }
    let lost: Vec<&str> = found.asked.iter().filter(|one| is_lost(one)).map(|one| one.endpoint.name()).collect();
    ensure!(lost.is_empty(), "no route at any address asked for: {}", lost.join(", "));
    Ok(())
}

fn before(url: &Url, most: usize, wishes: &Wishes) -> String {
    let seconds = wishes.pause.as_secs_f64();
    let logins = match wishes.logins {
        false => "Not asked for, as asking would begin a login (--logins does):",
        true => "Asked for last, as asking begins a login, which nobody ends:",
    };
    let whole = wishes.pause.saturating_mul(u32::try_from(most).unwrap_or(u32::MAX)).as_secs();
    format!(
        "At most {most} requests to {url}, one at a time,\n{seconds} s between them: up to {whole} s, and the time of the \
         answers.\nSent is a key that cannot be right, no body, and 0 for every number:\nnothing can be changed by it.\n\
         {logins}\n{}\n",
        LOGINS.map(Endpoint::name).join(", ")
    )
}

fn line(one: &Asked) -> String {
    let (verdict, status) = match &one.found {
        Found::Answers(status) => ("answers", status.to_string()),
        Found::NoRoute(status) => ("no route", status.to_string()),
        Found::CannotTell(why) => ("cannot tell", why.trim_start_matches("status ").to_owned()),
    };
    let row = one.endpoint.row();
    let method = match one.address.method == row.method {
        true => String::new(),
        false => format!("{} ", one.address.method.name()),
    };
    let moved = if method.is_empty() && one.address.path == row.path { "" } else { " <" };
    // The reason of a doubt is longer than a status, and the path is the table's then.
    match &one.found {
        Found::CannotTell(_) => format!("{:<22} {verdict:<11} {status}", one.endpoint.name()),
        _ => format!("{:<22} {verdict:<11} {status} {method}{}{moved}", one.endpoint.name(), one.address.path),
    }
}

fn is_lost(one: &Asked) -> bool {
    matches!(one.found, Found::NoRoute(_))
}

fn summary(found: &Routes) -> String {
    let count = |meant: fn(&Asked) -> bool| found.asked.iter().filter(|one| meant(one)).count();
    let answers = |one: &Asked| matches!(one.found, Found::Answers(_));
    let assumed = count(|one| matches!(one.found, Found::Answers(_)) && is_assumed(one.endpoint));
    let all = Endpoint::ALL.into_iter().filter(|endpoint| is_assumed(*endpoint)).count();
    format!(
        "Requests: {}. Of {} endpoints: answers {}, no route {}, cannot tell {}, not asked {}.\nOf the {all} assumed ones: \
         answers {assumed}. < is another address than the table's.",
        found.requests,
        Endpoint::ALL.len(),
        count(answers),
        count(is_lost),
        count(|one| matches!(one.found, Found::CannotTell(_))),
        Endpoint::ALL.len().saturating_sub(found.asked.len()),
    )
}

fn is_assumed(endpoint: Endpoint) -> bool {
    endpoint.row().provenance == Provenance::Assumed
}

fn why(stopped: &Stopped) -> String {
    match stopped {
        Stopped::Alike(how) => format!(
            "an address that cannot exist is answered with {how}, and not as one that does not exist: nothing can be \
             concluded from any answer"
        ),
        Stopped::Accepts(endpoint) => format!(
            "{endpoint} was answered with a success, for a key that cannot be right: this server does not look at keys, \
             and nothing more was asked"
        ),
        Stopped::Busy(Some(wait)) => {
            format!("the server asks to wait {} s; run it again then, with a longer --pause", wait.as_secs())
        }
        Stopped::Busy(None) => {
            "the server has enough of requests; run it again later, with a longer --pause".to_owned()
        }
        Stopped::Silent => {
            "several requests in a row got no answer; is it the right address, and is the server well?".to_owned()
        }
    }
}

/// Looked at before anything is asked: a minute of requests is not made for nothing.
fn may_be_written(file: &Path) -> anyhow::Result<()> {
    let folder = folder(file);
    ensure!(folder.is_dir(), "{}: there is no such folder", folder.display());
    match input::file(file, CORRECTIONS_LIMIT) {
        Ok(text) if text.starts_with(OURS) => Ok(()),
        Err(error) if error.is_missing() => Ok(()),
        Ok(_) => bail!("{} was not written by this command; give another name, or move it away", file.display()),
        Err(error) => Err(error).context("it is not replaced"),
    }
}

fn write(file: &Path, url: &Url, proven: &Corrections) -> anyhow::Result<()> {
    let text = proven.written();
    if text.is_empty() {
        say(&format!("{} was not written: nothing was found to be proven.", file.display()));
        return Ok(());
    }
    if let Err(mistakes) = Corrections::parse(&text) {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        bail!("what was found contradicts itself, and was not written: {}", told.join("; "));
    }
    may_be_written(file)?;
    let replaced = file.exists();
    put(file, &format!("{OURS}\n# Asked at {url}.\n\n{text}")).with_context(|| file.display().to_string())?;
    let verb = if replaced { "Replaced" } else { "Wrote" };
    say(&format!("{verb} {}. Put its name behind BB_POCKET_ENDPOINTS, and restart the bot.", file.display()));
    Ok(())
}

/// The whole file or nothing of it: written beside it, then put in its place. Others may read it: it holds no secret, and
/// the bot may run as another user.
fn put(file: &Path, text: &str) -> anyhow::Result<()> {
    let readable = std::fs::Permissions::from_mode(0o644);
    let mut beside = tempfile::Builder::new().prefix(".bb-pocket-").permissions(readable).tempfile_in(folder(file))?;
    beside.write_all(text.as_bytes())?;
    beside.as_file().sync_all()?;
    beside.persist(file)?;
    Ok(())
}

/// The folder of a file; the parent of a bare name is the empty path.
fn folder(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Prints a line. A closed pipe is no reason to fail.
fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}
