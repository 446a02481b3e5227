//! What an operator does about the addresses of the API: lists them, tries them, corrects them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Output, Stdio};

use bb_pocket::api::Corrections;
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use serde_json::Value;

use crate::process::{bb_pocket, finished, text};
use crate::support::{TestBot, WRONG_KEY, contains, noon};

/// Runs the binary with these settings and this on its standard input.
async fn told(arguments: &[&str], settings: &[(&'static str, &str)], typed: &str) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let settings: BTreeMap<&str, String> = settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let mut command = bb_pocket(arguments, &settings, folder.path());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap()
}

#[test]
fn all_endpoints_are_listed_for_people_and_for_programs() {
    let folder = tempfile::tempdir().unwrap();
    let table = text(&finished(bb_pocket(&["endpoints"], &BTreeMap::new(), folder.path())).stdout);
    assert_eq!(table.lines().filter(|line| line.contains("  /")).count(), 55);
    contains(&table, "55 endpoints. The addresses of 22 are assumed");
    let json = finished(bb_pocket(&["endpoints", "--json"], &BTreeMap::new(), folder.path())).stdout;
    let json: Vec<Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(json.len(), 55);
    let copy = json.iter().find(|row| row["name"] == "copy_bot").unwrap();
    assert_eq!(
        (&copy["method"], &copy["changes_something"], &copy["provenance"]),
        (&"GET".into(), &true.into(), &"assumed".into())
    );
}

#[test]
fn mistakes_in_the_corrections_are_told_at_start_with_line_and_reason() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endpoints.toml");
    std::fs::write(&file, "[get_properties]\npath = \"/bots/props\"\n\n[get_bot]\nmethod = \"LOOK\"\n").unwrap();
    let settings = BTreeMap::from([("BB_POCKET_ENDPOINTS", file.display().to_string())]);
    for arguments in [&["run"][..], &["check"], &["check", "--api"], &["endpoints"]] {
        let done = finished(bb_pocket(arguments, &settings, folder.path()));
        assert_eq!(done.status.code(), Some(2), "{arguments:?}");
        contains(&text(&done.stderr), "line 2: the path needs {id} in this order, as in /bots/{id}/properties");
        contains(&text(&done.stderr), "line 5: \"LOOK\" is no method; write GET, POST, PUT or DELETE");
    }
    let settings = BTreeMap::from([("BB_POCKET_ENDPOINTS", "missing.toml".to_owned())]);
    let done = finished(bb_pocket(&["endpoints"], &settings, folder.path()));
    contains(&text(&done.stderr), "BB_POCKET_ENDPOINTS: missing.toml: No such file");
}

#[test]
fn a_correction_is_seen_in_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endpoints.toml");
    std::fs::write(&file, "[get_properties]\npath = \"/bots/{id}/props\"\n").unwrap();
    let settings = BTreeMap::from([("BB_POCKET_ENDPOINTS", file.display().to_string())]);
    let table = text(&finished(bb_pocket(&["endpoints"], &settings, folder.path())).stdout);
    let line = table.lines().find(|line| line.starts_with("get_properties ")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>()[1..5], ["GET", "/bots/{id}/props", "corrected", "reads"]);
    contains(&table, "The addresses of 21 are assumed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_read_is_tried_and_nothing_is_changed() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url()), ("BB_API_KEY", DEMO_KEY)], "").await;
    let seen = text(&done.stdout);
    assert!(done.status.success(), "{}", text(&done.stderr));
    contains(&seen, "ok       get_admin_panels       GET /bots/{id}/active_options");
    contains(
        &seen,
        "Answered: 21 of 21 addresses (7 of them assumed). Lead nowhere: 0. Not tried, because they change something: 34.",
    );
    assert!(!seen.contains("WRONG") && !seen.contains("unclear") && !seen.contains(DEMO_KEY), "{seen}");
    let calls = api.calls();
    assert!(calls.iter().all(|call| call.method == "GET"), "{calls:#?}");
    assert!(calls.iter().all(|call| !["copy_bot", "telegram_login"].contains(&call.endpoint.as_str())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_comes_with_lines_to_correct_it() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    api.forget_route("get_properties");
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url())], DEMO_KEY).await;
    assert_eq!(done.status.code(), Some(1));
    let seen = text(&done.stdout);
    contains(&seen, "WRONG    get_properties         GET /bots/{id}/properties: nothing is there");
    let lines: Vec<&str> = seen.lines().filter_map(|line| line.strip_prefix('#')).collect();
    let file: String = lines.iter().filter(|line| !line.starts_with(' ')).map(|line| format!("{line}\n")).collect();
    assert_eq!(file, "[get_properties]\nmethod = \"GET\"\npath = \"/bots/{id}/properties\"\n");
    assert!(Corrections::parse(&file).is_ok(), "what is printed can be used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_in_trouble_is_no_good_news() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    api.fault("*", usize::MAX, Fault::Status(502, "Bad Gateway".into()));
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url())], DEMO_KEY).await;
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stdout), "unclear  get_bots               GET /bots: unreadable: status 502");
    contains(&text(&done.stderr), "nothing answered; is it the right address, and is the server well?");
}

#[tokio::test]
async fn a_corrected_address_that_leads_nowhere_is_not_told_as_a_missing_import() {
    let corrections = "[get_csv_import_task]\npath = \"/bots/{id}/nowhere/{task_id}\"\n";
    let bot = TestBot::start_with(|parts| {
        parts.api = parts.api.clone().corrected(Corrections::parse(corrections).unwrap());
    })
    .await;
    let anna = bot.linked().await;
    let seen = anna.says("/csvstatus 2792787 123").await;
    contains(&seen, "Bots.Business has nothing there");
    contains(
        &seen,
        "The address that I know for this is wrong. The person who runs me can correct it: endpoint get_csv_import_task, see bb-pocket endpoints.",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_or_none_is_told_and_tries_nothing_more() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url())], WRONG_KEY).await;
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stderr), "the key was rejected");
    assert!(!text(&done.stderr).contains(WRONG_KEY));
    assert_eq!(api.calls().len(), 1);
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url())], "\n").await;
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stderr), "no key: set BB_API_KEY, or give it on standard input");
    let done = told(&["check", "--api"], &[("BB_API_URL", &api.url()), ("BB_API_KEY", "two words")], "").await;
    contains(&text(&done.stderr), "what was given cannot be an API key");
    assert!(!text(&done.stderr).contains("two words"));
}
