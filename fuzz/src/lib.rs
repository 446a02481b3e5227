//! What every fuzz target does with its bytes: gives them to the product where bytes of strangers arrive, and asserts
//! what must hold of whatever comes out. `tests/it/fuzz.rs` runs the same functions over the kept corpus.

use std::collections::BTreeMap;

use bb_pocket::api::{self, ApiError, Bot, Command, Corrections, CsvImportTask, Endpoint, UserPublic, decode};
use bb_pocket::characters;
use bb_pocket::config::Config;
use bb_pocket::credentials::{self, ApiKey, Found};
use bb_pocket::ids::BotId;
use bb_pocket::link::{Link, Pressed};
use bb_pocket::screens::TABLE;
use bb_pocket::screens::imports::arguments::{self as typed, Meaning};
use bb_pocket::sheets::{Column, Plan, PresentCommand, Sheet, SheetAddress, SheetHosts, export};
use bb_pocket::telegram::incoming::{self, Event, Incoming};
use bb_pocket::telegram::{commands, wire};
use bb_pocket::vault::{Bound, Purpose, Vault};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

/// A batch of updates, as the intake takes it apart.
pub fn updates(data: &[u8]) {
    let one = std::str::from_utf8(data).ok();
    for json in
        one.into_iter().chain(wire::read::<Vec<&RawValue>>(data).unwrap_or_default().iter().map(|raw| raw.get()))
    {
        let Some(id) = incoming::number(json) else { continue };
        if let Some(incoming) = Incoming::read(id, json) {
            update(&incoming);
        }
    }
}

fn update(incoming: &Incoming) {
    match &incoming.event {
        Event::Text(words) => {
            let overheard = !incoming.origin.private && !words.text.starts_with('/');
            assert!(!overheard || words.credential, "plain words of a group are none of our business");
            assert_eq!(incoming.credential(), words.credential.then_some(words.message));
            if incoming.origin.private {
                assert_eq!(words.credential, credentials::find(&words.text).is_some());
            }
            arguments(words.text.as_bytes());
        }
        Event::Press { .. } => {}
        Event::Member { .. } => assert!(incoming.origin.private, "a group has its own event"),
        Event::Group { .. } => {
            assert!(!incoming.origin.private, "one after the other in the group, whoever did it");
            assert!(!incoming.expects_answer());
        }
        Event::Wordless { .. } => assert!(incoming.origin.private, "a group's pictures are none of our business"),
    }
}

/// A button's data, which anybody can forge.
pub fn callbacks(data: &[u8]) {
    let Ok(code) = std::str::from_utf8(data) else { return };
    if let Some(Pressed { link, owner, spot }) = Link::decode(code) {
        let again = link.encode(owner, spot);
        assert_eq!(Link::decode(&again), Some(Pressed { link, owner, spot }), "{code} is not what it was read as");
    }
    if let Ok(link) = code.parse::<Link>() {
        assert_eq!(link.to_string().parse(), Ok(link), "{code} is not what it was read as");
    }
}

/// What people type.
pub fn arguments(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let asked = typed::read(text);
    assert!(asked.numbers.iter().flatten().all(|number| *number > 0), "{text:?} holds no such number");
    if let Meaning::Import(bot, task) = typed::resolve(&asked, &[(BotId::new(1), text.to_owned())]) {
        assert!(bot.get() > 0 && task.get() > 0);
    }
    credential(text);
    if let Some(command) = commands::read(&TABLE, text, false) {
        assert!(text.contains(command.name) && command.name.starts_with('/'));
        assert_eq!(command.arguments, command.arguments.trim());
    }
    if let Some(username) = commands::addressed(text) {
        assert!(text.contains(username) && !username.contains(char::is_whitespace));
    }
}

fn credential(text: &str) {
    let found = credentials::find(text);
    match &found {
        Some(Found::Key(key)) => assert!(credentials::find(key.expose()) != Some(Found::BotToken), "a token for a key"),
        _ if credentials::is_bot_token(text) => assert_eq!(found, Some(Found::BotToken)),
        _ => {}
    }
    for to_the_bot in [false, true] {
        assert!(credentials::meant(text, to_the_bot).is_none_or(|meant| Some(meant) == found));
    }
    if let Some(key) = ApiKey::parse(text) {
        let narrow: String = characters::seen(text).chars().map(characters::narrow).collect();
        assert!(!credentials::is_bot_token(key.expose()) && key.expose() == narrow);
        assert!(key.expose().ends_with(&key.tail()) && key.tail().chars().count() <= 4);
    }
    let _ = credentials::is_nothing_but(text);
    if let Some(Found::Key(key)) = &found {
        assert!(!credentials::masked(text, Some(key)).contains(key.expose()), "the own key is shown");
    }
}

/// An answer of the API, taken for each thing that it could be.
pub fn api_answers(data: &[u8]) {
    answer(data, decode::object, |task: &CsvImportTask| {
        assert!(
            task.status.as_ref().is_none_or(|status| !status.verbatim().trim().is_empty()),
            "a blank status is none"
        );
    });
    answer(data, decode::object, |user: &UserPublic| {
        assert!(user.email.as_ref().is_none_or(|email| !email.verbatim().trim().is_empty()));
    });
    answer(data, decode::object, named);
    answer(data, decode::list, |bots: &Vec<Bot>| bots.iter().for_each(named));
    answer(data, decode::object, |command: &Command| assert!(command.id.get() > 0));
    answer(data, decode::accepted, |&()| ());
    answer(data, decode::deleted, |&()| ());
    if decode::exactly_true(data).is_ok() {
        let said: Value = serde_json::from_slice(data).unwrap_or_default();
        assert!(said == Value::Bool(true) || said == *"true", "only true is true");
    }
    for status in [301, 400, 401, 404, 422, 429, 500, 503] {
        let (ApiError::NotFound(words) | ApiError::Refused(words)) = api::from_status(status, data, None) else {
            continue;
        };
        let words = words.zip(ApiKey::parse("FAKE-key")).map(|(words, own)| words.shown(&own));
        assert!(words.is_none_or(|words| words.chars().count() <= 200 && !words.contains('\n')));
    }
}

fn named(bot: &Bot) {
    assert!(bot.id.get() > 0);
}

/// What decodes is one JSON value of the right kind, in which nothing says that it went wrong.
fn answer<T>(data: &[u8], read: fn(&[u8]) -> Result<T, ApiError>, holds: impl FnOnce(&T)) {
    let Ok(answer) = read(data) else { return };
    holds(&answer);
    // The other fields may hold what is no text: nobody reads them.
    let fields: BTreeMap<String, &RawValue> = serde_json::from_slice(data).unwrap_or_default();
    for field in ["error", "errors"] {
        let Some(error) = fields.get(field) else { continue };
        let error = serde_json::from_str::<Value>(error.get());
        assert!(error.is_ok_and(|error| says_nothing(&error)), "an error was taken for a success");
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.iter().all(says_nothing),
        Value::Object(fields) => fields.values().all(says_nothing),
    }
}

/// A file of settings: lines of `NAME=value`.
pub fn settings(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let lines = text.lines().filter_map(|line| line.split_once('='));
    let variables: BTreeMap<String, String> = lines.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    match Config::read(&variables) {
        Ok(config) => {
            let allowed = variables.get("BB_POCKET_ALLOW_HTTP").is_some_and(|value| value.trim() == "yes");
            for url in [&config.telegram_url, &config.api_url] {
                let here = bb_pocket::address::is_loopback(url);
                assert!(url.scheme() == "https" || here || allowed, "secrets would go in clear to {url}");
            }
        }
        Err(mistakes) => {
            assert!(!mistakes.is_empty());
            let told: String = mistakes.iter().map(ToString::to_string).collect();
            for secret in ["TELOXIDE_TOKEN", "BB_POCKET_KEYS"] {
                let value = variables.get(secret).map(|value| value.trim()).filter(|value| value.len() > 24);
                assert!(value.is_none_or(|value| !told.contains(value)), "{secret} was repeated");
            }
        }
    }
    ring(text);
    corrections(text);
}

/// A corrected path stays below the API's address, or the file is refused.
fn corrections(text: &str) {
    let Ok(corrections) = Corrections::parse(text) else { return };
    for endpoint in Endpoint::ALL {
        let (_, path) = corrections.of(endpoint);
        let odd = ["..", "//", "?", "#", "\\", "%", " ", "@"].iter().any(|part| path.contains(part));
        assert!(path.starts_with('/') && !odd, "a path that leads elsewhere");
    }
}

/// A key ring opens what it sealed, or tells nothing of itself.
fn ring(text: &str) {
    let bound = Bound { purpose: Purpose::ApiKey, owner: 7, row: 1 };
    if let Ok(vault) = Vault::parse(text) {
        let opened = vault.seal(bound, b"secret").and_then(|sealed| vault.open(bound, &sealed));
        assert!(opened.is_ok_and(|opened| *opened == b"secret"), "a ring does not open what it sealed");
    }
}

/// An answer of Telegram, or of whatever stands before it.
pub fn telegram_answers(data: &[u8]) {
    if wire::read::<Value>(data).is_ok() {
        #[derive(Deserialize)]
        struct Answer {
            ok: bool,
        }
        let answer = serde_json::from_slice::<Answer>(data);
        assert!(answer.is_ok_and(|answer| answer.ok), "a refusal was taken for a success");
    }
    let _ = wire::read::<bool>(data);
    if let Ok(batch) = wire::read::<Vec<&RawValue>>(data) {
        assert!(batch.iter().all(|raw| serde_json::from_str::<IgnoredAny>(raw.get()).is_ok()));
    }
}

/// A file that an address gave, and a text with a link to one.
pub fn sheets(data: &[u8]) {
    let sheet = Sheet::read(data);
    let present = [PresentCommand { name: "/start", answer: "Hi", ..PresentCommand::default() }];
    if let Some(plan) = Plan::of(&sheet, &present) {
        let named = plan.created.len() + plan.overwritten.len();
        assert!(named <= sheet.rows().len() && plan.skipped == sheet.skipped());
        assert!(plan.removed.len() <= present.len() && plan.unchanged() <= plan.overwritten.len());
    }
    let header = Column::ALL.map(Column::name);
    let cells = sheet.rows().iter().map(|row| Column::ALL.map(|column| row.get(column)));
    let again = Sheet::read(&export(&header, cells));
    assert_eq!(again.rows().len(), sheet.rows().len(), "a file of ours is read with other rows");
    link(&String::from_utf8_lossy(data));
}

fn link(text: &str) {
    let Ok(hosts) = SheetHosts::parse("docs.google.com,*.example.com", false) else { return };
    if let Ok(address) = SheetAddress::find(text, &hosts) {
        assert!(address.expose().starts_with("https://"), "a sheet would be fetched in clear");
    }
}
