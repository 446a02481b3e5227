//! What no answer, error or log line may show, and the caller's own key in what the API says.

use std::cell::RefCell;
use std::io::Write;
use std::sync::OnceLock;

use bb_pocket::api::{Api, CreateEditBot, Endpoint};
use bb_pocket::credentials::ApiKey;
use serde_json::{Value, json};
use tracing::Dispatch;
use tracing::dispatcher::DefaultGuard;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::dynamic_filter_fn;
use tracing_subscriber::layer::SubscriberExt as _;

use super::calls::{BOT, CALLS, CSV_URL, Call, SESSION, TOKEN, call, with_session};
use super::server::{Reply, Server, key};

/// Parts of everything secret that the calls send or are told.
const CANARIES: [&str; 12] = [
    "FAKE-key",
    "FAKE-new-key",
    "FAKE-bot-token",
    "FAKE-csv-address",
    "FAKE-property-value",
    "FAKE-session",
    "FAKE-link",
    "FAKE-password",
    "FAKE-old",
    "FAKE-new",
    "git@git.example.com",
    "item",
];

fn shows_none(text: &str, what: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} is in {what}:\n{text}");
    }
}

thread_local! {
    /// What this thread logged since it began to listen: a test runs on one.
    static LOGGED: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Writes into what the thread keeps.
struct Kept;

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LOGGED.with_borrow_mut(|kept| kept.as_mut().unwrap().extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Keeps every line of this thread until the guard is dropped. The listener is made once: one that comes and goes with a
/// test is not asked for lines that others reached first. It is no global one: threads of the database close spans that
/// another listener knows, and would close their parents in this one.
fn listen() -> DefaultGuard {
    static LISTENER: OnceLock<Dispatch> = OnceLock::new();
    LOGGED.set(Some(Vec::new()));
    tracing::dispatcher::set_default(LISTENER.get_or_init(|| {
        let listens = dynamic_filter_fn(|_, _| LOGGED.with_borrow(Option::is_some));
        let layer = tracing_subscriber::fmt::layer().with_writer(|| Kept).with_filter(listens);
        Dispatch::new(tracing_subscriber::registry().with(layer))
    }))
}

fn logged() -> String {
    String::from_utf8(LOGGED.take().unwrap()).unwrap()
}

/// Ways to answer a call with what it was told, from a success to nothing that can be read.
fn answers(call: &Call) -> Vec<Box<dyn Fn() -> Reply + Send>> {
    let told = call.told.clone();
    let json = |status: u16, body: Value| -> Box<dyn Fn() -> Reply + Send> {
        Box::new(move || with_session(Reply::new(status, body.to_string()), true))
    };
    let text = told.to_string();
    let cut = text[..text.len() - 1].to_owned();
    vec![
        json(200, told.clone()),
        json(200, json!([told])),
        json(200, json!({"data": told})),
        json(200, json!([[told], {"id": told, "name": told}])),
        json(200, json!({"id": told, "name": told, "url": [told], "email": {"x": told}, "status": told})),
        json(401, told.clone()),
        json(404, told.clone()),
        json(422, told.clone()),
        json(500, told.clone()),
        Box::new(move || Reply::new(200, cut.clone())),
        Box::new(Reply::broken),
        Box::new(move || Reply::half(&told)),
    ]
}

#[tokio::test]
async fn no_answer_no_error_and_no_log_line_shows_a_secret() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let _listening = listen();
    for call in CALLS.iter() {
        for answer in answers(call) {
            let printed = match call.with(&server, &api, answer).await {
                Ok(answered) => answered.printed,
                Err(error) => format!("{error:?} {error}"),
            };
            shows_none(&printed, call.endpoint.name());
        }
    }
    let log = logged();
    let lines = log.matches("called Bots.Business").count();
    assert!(lines >= 12 * 55, "the log was not kept: {lines} lines");
    shows_none(&log, "the log");
}

#[test]
fn the_planted_secrets_are_in_what_the_calls_are_told() {
    let told: String = CALLS.iter().map(|call| format!("{}{}", call.told, call.sends)).collect();
    let all = format!("{told}{}{SESSION:?}{TOKEN}{CSV_URL}", key(1).expose());
    for canary in CANARIES {
        assert!(all.contains(canary), "{canary} is planted nowhere");
    }
}

/// Asks with the first key, is told this, and returns whatever a person or a log can see of it.
async fn told(server: &Server, api: &Api, call: &Call, status: u16, body: &str) -> String {
    let body = body.to_owned();
    server.says(call.answering(move || with_session(Reply::new(status, body.clone()), true)));
    let seen = match (call.run)(api, &key(1)).await {
        Ok(answered) => format!("{} {}", answered.masked, answered.printed),
        Err(error) => {
            let words = error.words().map(|words| words.shown(&key(1)));
            format!("{error:?} {error} {}", words.unwrap_or_default())
        }
    };
    // As a person sees it.
    seen.replace('\u{200b}', "")
}

/// What no text of the API may show: the caller's key, another account's key and a bot's token, with words around and
/// in the ways in which an answer can spell them.
fn spellings() -> Vec<String> {
    let (own, other) = (key(1).expose().to_owned(), key(2).expose().to_owned());
    let mut all = Vec::new();
    for secret in [own.as_str(), &other, TOKEN] {
        let escaped: String = secret.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect();
        let (first, rest) = secret.split_at(5);
        all.extend([
            format!("may {secret} do this"),
            format!("https://example.com/{secret}/getMe"),
            format!("GET /v2/user?api_key={secret}&page=2 failed; api_key%3D{secret}"),
            escaped,
            format!("{first}\\u200b{rest}"),
            format!("\\u0046{}", secret.strip_prefix('F').unwrap_or("AKE-nothing")),
            // At the place where long words are cut.
            format!("{} {secret} {}", "x".repeat(170), "y".repeat(500)),
        ]);
    }
    all.push(format!("/bot{TOKEN}/getMe"));
    all
}

/// Every text of an answer in place of itself.
fn planted(told: &Value, text: &str) -> String {
    const HERE: &str = "PLANTED-HERE";
    fn everywhere(value: &Value) -> Value {
        match value {
            Value::String(_) => json!(HERE),
            Value::Array(items) => items.iter().map(everywhere).collect(),
            Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), everywhere(value))).collect(),
            other => other.clone(),
        }
    }
    everywhere(told).to_string().replace(HERE, text)
}

const SECRETS: [&str; 3] = ["FAKE-key", "FAKE-bot-token", "AKE-key"];

#[tokio::test]
async fn no_text_of_an_answer_shows_a_credential_however_it_is_spelt() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let _listening = listen();
    for call in CALLS.iter().filter(|call| call.endpoint.needs_account()) {
        for spelling in spellings() {
            let shown = told(&server, &api, call, 200, &planted(&call.told, &spelling)).await;
            for secret in SECRETS {
                assert!(!shown.contains(secret), "{}: {spelling}: {shown}", call.endpoint);
            }
        }
    }
    let log = logged();
    assert!(SECRETS.iter().all(|secret| !log.contains(secret)), "{log}");
}

#[tokio::test]
async fn no_error_shows_a_credential_however_it_is_spelt() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let _listening = listen();
    let mut with_words = 0;
    for call in [Endpoint::GetCsvImportTask, Endpoint::GetBots, Endpoint::GetCommand, Endpoint::DeleteBot].map(call) {
        for spelling in spellings() {
            let bodies = [
                format!(r#"{{"error": "{spelling}"}}"#),
                format!(r#"{{"errors": ["{spelling}"]}}"#),
                format!(r#"{{"errors": {{"{spelling}": ["{spelling}"]}}}}"#),
                format!(r#"{{"error": "{spelling} not found"}}"#),
                format!(r#"{{"{spelling}": "#),
                format!(r#"[{{"{spelling}": ["#),
            ];
            for (status, body) in
                [200, 403, 404, 422].into_iter().flat_map(|status| bodies.iter().map(move |body| (status, body)))
            {
                let shown = told(&server, &api, call, status, body).await;
                for secret in SECRETS {
                    assert!(!shown.contains(secret), "{} after {status}: {body}: {shown}", call.endpoint);
                }
                with_words += usize::from(shown.contains("***"));
            }
        }
    }
    assert!(with_words > 500, "only {with_words} errors have words");
    let log = logged();
    assert!(SECRETS.iter().all(|secret| !log.contains(secret)), "{log}");
}

#[tokio::test]
async fn a_key_of_an_unusual_shape_is_masked_in_words_names_and_the_log() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let (api, odd) = (server.api(), ApiKey::parse("odd~FAKE~key").unwrap());
    let _listening = listen();
    server.says(|_| Reply::new(422, r#"{"error": "odd~\u0046AKE~key is wrong"}"#));
    let refused = api.bots(&odd).await.unwrap_err();
    assert_eq!(refused.words().unwrap().shown(&odd), "************ is wrong");
    server.says(|_| Reply::json(&json!([{"id": 1, "name": "my odd~FAKE~key"}])));
    assert_eq!(api.bots(&odd).await.unwrap()[0].name.as_ref().unwrap().shown(&odd), "my ************");
    server.says(|_| Reply::new(200, r#"{"odd~FAKE~key": {"odd~FAKE~key": tru"#));
    let unreadable = api.edit_bot(&odd, BOT, &CreateEditBot::default()).await.unwrap_err();
    assert!(!format!("{unreadable:?}{unreadable}{}", logged()).contains("FAKE"));
}

#[tokio::test]
async fn no_error_repeats_the_callers_key() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    for call in CALLS.iter().filter(|call| call.endpoint.needs_account()) {
        let words = format!("the key {} may not do this", key(1).expose());
        for status in [200, 400, 403, 404, 422] {
            for body in [json!({"error": words}), json!({"errors": [words]}), json!({"errors": {"api_key": [words]}})] {
                let shown = told(&server, &api, call, status, &body.to_string()).await;
                assert!(!shown.contains(key(1).expose()), "{} after {status}: {shown}", call.endpoint);
            }
        }
    }
}

#[tokio::test]
async fn the_callers_key_is_masked_in_what_its_owner_did_not_write() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let trace = format!("GET /v2/user?api_key={} failed; again {0}", key(1).expose());
    let logs = json!([{"id": 9, "title": trace, "stack_trace": trace}]);
    let shown = told(&server, &server.api(), call(Endpoint::GetErrorLogs), 200, &logs.to_string()).await;
    let masked = format!("GET /v2/user?api_key={0} failed; again {0}", "*".repeat(40));
    assert!(!shown.contains("FAKE-key") && shown.contains(&masked), "{shown}");
}

#[tokio::test]
async fn the_callers_key_is_written_back_in_code_and_not_shown() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let code = format!("HTTP.get({{ url: 'https://example.com/?api_key={}' }})", key(1).expose());
    let mut now = call(Endpoint::GetCommand).told.clone();
    now["code"] = json!(code);
    let shown = told(&server, &server.api(), call(Endpoint::GetCommand), 200, &now.to_string()).await;
    assert!(!shown.contains(key(1).expose()) && shown.contains(&format!("api_key={}", "*".repeat(40))), "{shown}");
    server.says(move |_| Reply::json(&now));
    server.seen();
    (call(Endpoint::EditCommand).run)(&server.api(), &key(1)).await.unwrap();
    assert_eq!(server.seen().pop().unwrap().body["bjs_code"], code);
}
