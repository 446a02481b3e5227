//! `endpoints`: prints the table of the API's endpoints as this bot uses them, how well each line is known, and where
//! anybody can read about it.
//!
//! Owns the printed lines: two for an endpoint, so that they fit a terminal of 100 columns.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use serde_json::{Value, json};
use url::Url;

use super::tell;
use crate::api::{Corrections, Effect, Endpoint, LOGINS, lesson_address};
use crate::store::{Store, StoredLesson};

pub(super) async fn endpoints(url: Url, corrections: Corrections, database: &Path, as_json: bool) -> ExitCode {
    let lessons = Store::lessons_in(database).await.unwrap_or_else(|error| {
        tell(&format!("What use taught is not shown: {}: {error}", database.display()));
        Vec::new()
    });
    let known = Known { url, corrections, lessons };
    let text = if as_json { list(&known) } else { table(&known) };
    // A closed pipe is no reason to fail.
    let _ = writeln!(std::io::stdout(), "{text}");
    ExitCode::SUCCESS
}

/// What is known beside our own table.
struct Known {
    url: Url,
    corrections: Corrections,
    lessons: Vec<StoredLesson>,
}

impl Known {
    /// What use taught about the very address that is used now.
    fn lesson(&self, endpoint: Endpoint) -> Option<&StoredLesson> {
        let address = lesson_address(&self.url, &self.corrections, endpoint);
        self.lessons.iter().find(|lesson| lesson.endpoint == endpoint.name() && lesson.address == address)
    }

    /// How well a line is known. What was seen here wins over what is written somewhere.
    fn how(&self, endpoint: Endpoint) -> String {
        let lesson = self.lesson(endpoint);
        if let Some(day) = lesson.and_then(|lesson| lesson.missing_since) {
            format!("missing since {day}")
        } else if let Some(day) = lesson.and_then(|lesson| lesson.worked_on) {
            format!("worked on {day}")
        } else if let Some(day) = self.corrections.proven(endpoint) {
            format!("proven on {day}")
        } else if self.corrections.corrects(endpoint) {
            "corrected".to_owned()
        } else {
            endpoint.row().provenance.name().to_owned()
        }
    }
}

fn table(known: &Known) -> String {
    let mut lines = Vec::new();
    for endpoint in Endpoint::ALL {
        let (method, path) = known.corrections.of(endpoint);
        let how = known.how(endpoint);
        lines.push(format!("{:<22}  {:<6}  {path:<42}  {how}", endpoint.name(), method.name()));
        let does = if endpoint.row().effect == Effect::Reads { "reads" } else { "changes" };
        let page = endpoint.page();
        let mark = if page.seen { "" } else { " *" };
        lines.push(format!("{:<22}  {does:<7} {}{mark}", "", page.address));
    }
    let assumed = Endpoint::ALL.iter().filter(|endpoint| known.how(**endpoint) == "assumed").count();
    lines.push(format!(
        "\n{} endpoints. The addresses of {assumed} are assumed; `bb-pocket check --routes` asks, without a key, which\n\
         of them exist, and with --logins also for {}.\n\
         The page of each in the documentation says its address. Where nobody has seen the page (*), its\n\
         number is counted off.",
        Endpoint::ALL.len(),
        LOGINS.map(Endpoint::name).join(" and ")
    ));
    lines.join("\n")
}

fn list(known: &Known) -> String {
    let endpoint = |endpoint: Endpoint| {
        let (method, path) = known.corrections.of(endpoint);
        let (row, page, lesson) = (endpoint.row(), endpoint.page(), known.lesson(endpoint));
        let corrected = known.corrections.corrects(endpoint);
        let proven = known.corrections.proven(endpoint);
        let provenance = match (proven, corrected) {
            (Some(_), _) => "proven",
            (None, true) => "corrected",
            (None, false) => row.provenance.name(),
        };
        json!({
            "name": row.name,
            "title": row.title,
            "method": method.name(),
            "path": path,
            "provenance": provenance,
            "proven_on": proven.map(|day| day.to_string()),
            "worked_on": lesson.and_then(|lesson| lesson.worked_on).map(|day| day.to_string()),
            "missing_since": lesson.and_then(|lesson| lesson.missing_since).map(|day| day.to_string()),
            "changes_something": row.effect == Effect::Changes,
            "page": page.address,
            "page_seen": page.seen,
        })
    };
    format!("{:#}", Value::Array(Endpoint::ALL.into_iter().map(endpoint).collect()))
}
