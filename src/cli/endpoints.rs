//! `endpoints`: prints the table of the API's endpoints as this bot uses them, and how well each line is known.

use std::io::Write as _;
use std::process::ExitCode;

use serde_json::{Value, json};

use crate::api::{Corrections, Effect, Endpoint};

pub(super) fn endpoints(corrections: &Corrections, as_json: bool) -> ExitCode {
    let text = if as_json { list(corrections) } else { table(corrections) };
    // A closed pipe is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

/// How well a line is known; a corrected one counts as known to the operator.
fn known(corrections: &Corrections, endpoint: Endpoint) -> &'static str {
    if corrections.concerns(endpoint) { "corrected" } else { endpoint.row().provenance.name() }
}

fn table(corrections: &Corrections) -> String {
    let head = ["NAME", "METHOD", "PATH", "KNOWN", "DOES", "IN THE MENU"];
    let lines = Endpoint::ALL.map(|endpoint| {
        let (method, path) = corrections.of(endpoint);
        let does = if endpoint.row().effect == Effect::Reads { "reads" } else { "changes" };
        [endpoint.name(), method.name(), path, known(corrections, endpoint), does, endpoint.row().title]
    });
    let widths = [0, 1, 2, 3, 4].map(|column| {
        lines.iter().chain([&head]).filter_map(|line| line.get(column)).map(|cell| cell.len()).max().unwrap_or(0)
    });
    let mut text: Vec<String> = [head].iter().chain(&lines).map(|line| row(line, &widths)).collect();
    let assumed = Endpoint::ALL.iter().filter(|endpoint| known(corrections, **endpoint) == "assumed").count();
    text.push(String::new());
    text.push(format!(
        "{} endpoints. The addresses of {assumed} are assumed; `bb-pocket check --api` tries those that only read.",
        Endpoint::ALL.len()
    ));
    text.join("\n")
}

fn row(line: &[&str], widths: &[usize]) -> String {
    let mut text = String::new();
    for (at, cell) in line.iter().enumerate() {
        match widths.get(at) {
            Some(width) => text.push_str(&format!("{cell:<width$}  ")),
            None => text.push_str(cell),
        }
    }
    text
}

fn list(corrections: &Corrections) -> String {
    let endpoints: Vec<Value> = Endpoint::ALL
        .into_iter()
        .map(|endpoint| {
            let (method, path) = corrections.of(endpoint);
            let row = endpoint.row();
            json!({
                "name": row.name,
                "title": row.title,
                "method": method.name(),
                "path": path,
                "provenance": known(corrections, endpoint),
                "changes_something": row.effect == Effect::Changes,
            })
        })
        .collect();
    format!("{:#}", Value::Array(endpoints))
}
