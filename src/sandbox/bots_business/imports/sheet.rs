//! The sheet of a simulated import: fetched from this machine, and read by the contract's words alone ("CSV import
//! semantics"). It is written apart from the bot's own reading of sheets on purpose: a test shows where the two differ.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::redirect::Policy;
use serde_json::Value;
use url::{Host, Url};

use super::super::commands::{aliases, restrict};
use super::super::world::{Numbers, set};

const TIME_LIMIT: Duration = Duration::from_secs(5);

/// A row with a command: its cells by column.
#[derive(Clone, Debug)]
pub(crate) struct Row(HashMap<String, String>);

/// There is no sheet with a column `command` at the address.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unreadable;

/// The rows of the sheet at an address; nothing when that is not on this machine.
pub(crate) async fn fetched(address: &str) -> Option<Result<Vec<Row>, Unreadable>> {
    let url = Url::parse(address).ok().filter(is_here)?;
    let bytes = fetch(url).await.map_err(|_| Unreadable);
    Some(bytes.and_then(|bytes| read(&bytes)))
}

fn is_here(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host(), Some(Host::Ipv4(address)) if address.is_loopback())
}

async fn fetch(url: Url) -> Result<Vec<u8>, reqwest::Error> {
    let policy = Policy::custom(|attempt| match is_here(attempt.url()) && attempt.previous().len() < 5 {
        true => attempt.follow(),
        false => attempt.stop(),
    });
    let client = reqwest::Client::builder().no_proxy().redirect(policy).timeout(TIME_LIMIT).build()?;
    Ok(client.get(url).send().await?.error_for_status()?.bytes().await?.to_vec())
}

/// Rows without a command are skipped; of those with the same one the last counts.
fn read(bytes: &[u8]) -> Result<Vec<Row>, Unreadable> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let header = reader.headers().map_err(|_| Unreadable)?.clone();
    if !header.iter().any(|name| name == "command") {
        return Err(Unreadable);
    }
    let mut rows: Vec<Row> = Vec::new();
    let mut last: HashMap<String, usize> = HashMap::new();
    for record in reader.records() {
        let record = record.map_err(|_| Unreadable)?;
        let mut cells = HashMap::new();
        for (name, cell) in header.iter().zip(record.iter()) {
            cells.entry(name.to_owned()).or_insert_with(|| cell.to_owned());
        }
        let row = Row(cells);
        if !row.name().trim().is_empty() {
            last.insert(row.name().to_owned(), rows.len());
            rows.push(row);
        }
    }
    let counts = |(place, row): &(usize, Row)| last.get(row.name()) == Some(place);
    Ok(rows.into_iter().enumerate().filter(counts).map(|(_, row)| row).collect())
}

impl Row {
    pub(crate) fn answering(name: &str, answer: &str) -> Row {
        Row([("command", name), ("answer", answer)].map(|(column, cell)| (column.to_owned(), cell.to_owned())).into())
    }

    pub(crate) fn name(&self) -> &str {
        self.cell("command")
    }

    fn cell(&self, column: &str) -> &str {
        self.0.get(column).map(String::as_str).unwrap_or_default()
    }

    /// Writes all fields of a command: what the sheet does not have is empty after it.
    pub(super) fn write(&self, command: &mut Value, at: &DateTime<Utc>, numbers: &Numbers) {
        let text = |column: &str| Some(self.cell(column)).filter(|cell| !cell.is_empty()).map(Value::from);
        for (field, column) in
            [("answer", "answer"), ("help", "help"), ("keyboard_body", "keyboard"), ("code", "scenarios")]
        {
            set(command, field, text(column).unwrap_or(Value::Null));
        }
        set(command, "bjs_mode", !self.cell("scenarios").is_empty());
        set(command, "need_reply", self.cell("need_reply") == "true");
        set(command, "auto_retry_time", self.cell("auto_retry").trim().parse::<i64>().ok());
        let id = command.get("id").and_then(Value::as_i64).unwrap_or_default();
        set(command, "aliases", aliases(self.cell("aliases"), id, at, numbers));
        restrict(command, self.cell("group"));
    }
}
