//! `check --api`: tries the addresses of the endpoints that only read, and prints the results.
//!
//! Owns the printed lines. The key comes from the variable `BB_API_KEY` or from standard input, never from the command
//! line, and is not stored.

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use anyhow::{Context as _, ensure};
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;
use zeroize::Zeroizing;

use super::{finish, tell};
use crate::api::{Api, ApiError, Corrections, Probe, Probed, Provenance};
use crate::credentials::ApiKey;
use crate::input;

/// The variable that is read before standard input.
pub(super) const KEY: &str = "BB_API_KEY";
/// Bytes of standard input that are read at most.
const MAX_INPUT: u64 = 1_000;

/// Tries the addresses; prints a line for each, and a corrections file to start from.
pub(super) async fn probe(url: Url, corrections: Corrections, key: Option<SecretString>) -> ExitCode {
    finish(tried(url, corrections, key).await)
}

async fn tried(url: Url, corrections: Corrections, key: Option<SecretString>) -> anyhow::Result<()> {
    let given = match key {
        Some(key) => Zeroizing::new(key.expose_secret().to_owned()),
        None => typed()?,
    };
    ensure!(!given.trim().is_empty(), "no key: set {KEY}, or give it on standard input");
    let key = ApiKey::parse(given.trim()).context("what was given cannot be an API key")?;
    let api = Api::new(url.clone())?.corrected(corrections.clone());
    let probes = api.probe(&key).await.map_err(|error| match error {
        ApiError::KeyRejected => anyhow::anyhow!("{url}: the key was rejected, so nothing could be tried"),
        error => anyhow::anyhow!("{url}: {error}"),
    })?;
    let mut out = std::io::stdout().lock();
    for line in lines(&probes, &corrections) {
        // A closed pipe is no reason to fail.
        let _ = writeln!(out, "{line}");
    }
    let found = |outcome: &Probed| probes.iter().any(|probe| probe.outcome == *outcome);
    ensure!(found(&Probed::Answers), "{url}: nothing answered; is it the right address, and is the server well?");
    ensure!(!found(&Probed::Nothing), "some addresses lead nowhere");
    Ok(())
}

fn typed() -> anyhow::Result<Zeroizing<String>> {
    if std::io::stdin().is_terminal() {
        tell("Paste the API key and press Ctrl-D (it is shown as you type, and not stored):");
    }
    Ok(input::all("standard input", std::io::stdin(), MAX_INPUT)?)
}

fn lines(probes: &[Probe], corrections: &Corrections) -> Vec<String> {
    let mut lines: Vec<String> = probes.iter().map(|probe| line(probe, corrections)).collect();
    let wrong: Vec<&Probe> = probes.iter().filter(|probe| probe.outcome == Probed::Nothing).collect();
    lines.push(String::new());
    lines.push(summary(probes, wrong.len()));
    if !wrong.is_empty() {
        lines.push(
            "To correct them, write what you find into a file, and its name behind BB_POCKET_ENDPOINTS:".to_owned(),
        );
        lines.push(String::new());
        for probe in wrong {
            let (method, path) = corrections.of(probe.endpoint);
            lines.push(format!("# {}: nothing is at the path below, write the right one", probe.endpoint.row().title));
            lines.push(format!("#[{}]\n#method = \"{}\"\n#path = \"{path}\"\n", probe.endpoint, method.name()));
        }
    }
    lines
}

fn line(probe: &Probe, corrections: &Corrections) -> String {
    let (method, path) = corrections.of(probe.endpoint);
    let sign = match &probe.outcome {
        Probed::Answers => "ok",
        Probed::Nothing => "WRONG",
        Probed::Unclear(_) => "unclear",
        Probed::Untried => "-",
    };
    let why = match &probe.outcome {
        Probed::Answers => String::new(),
        Probed::Nothing => ": nothing is there".to_owned(),
        Probed::Unclear(error) => format!(": {error}"),
        Probed::Untried => ": nothing to try it with".to_owned(),
    };
    format!("{sign:<8} {:<22} {} {path}{why}", probe.endpoint.name(), method.name())
}

fn summary(probes: &[Probe], wrong: usize) -> String {
    let answered = probes.iter().filter(|probe| probe.outcome == Probed::Answers).count();
    let untried = crate::api::Endpoint::ALL.len() - probes.len();
    let assumed = probes
        .iter()
        .filter(|probe| probe.outcome == Probed::Answers && probe.endpoint.row().provenance == Provenance::Assumed);
    format!(
        "Answered: {answered} of {} addresses ({} of them assumed). Lead nowhere: {wrong}. Not tried, because they change \
         something: {untried}.",
        probes.len(),
        assumed.count()
    )
}
