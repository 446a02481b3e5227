//! What an operator does about the addresses of the API: lists them, tries them, corrects them.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;
use std::process::{Output, Stdio};
use std::time::Duration;

use bb_pocket::api::Corrections;
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::Event;
use serde_json::Value;

use crate::process::{Operated, bb_pocket, finished, text};
use crate::support::beside::{Database, set};
use crate::support::{Talk, TestBot, WRONG_KEY, contains, noon};

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
    assert_eq!(table.lines().filter(|line| line.contains(" https://dev.bots.business/")).count(), 55);
    let wide: Vec<&str> = table.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    contains(&table, "55 endpoints. The addresses of 22 are assumed");
    let json = finished(bb_pocket(&["endpoints", "--json"], &BTreeMap::new(), folder.path())).stdout;
    let json: Vec<Value> = serde_json::from_slice(&json).unwrap();
    assert_eq!(json.len(), 55);
    let copy = json.iter().find(|row| row["name"] == "copy_bot").unwrap();
    assert_eq!(
        (&copy["method"], &copy["changes_something"], &copy["provenance"]),
        (&"GET".into(), &true.into(), &"assumed".into())
    );
    assert_eq!(
        (&copy["page"], &copy["page_seen"], &copy["proven_on"], &copy["worked_on"]),
        (&"https://dev.bots.business/copy-bot-23599822e0".into(), &false.into(), &Value::Null, &Value::Null)
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
    contains(&text(&done.stderr), "BB_POCKET_ENDPOINTS: missing.toml is missing");
}

#[test]
fn a_correction_is_seen_in_the_list() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endpoints.toml");
    std::fs::write(&file, "[get_properties]\npath = \"/bots/{id}/props\"\n").unwrap();
    let settings = BTreeMap::from([("BB_POCKET_ENDPOINTS", file.display().to_string())]);
    let table = text(&finished(bb_pocket(&["endpoints"], &settings, folder.path())).stdout);
    let line = table.lines().find(|line| line.starts_with("get_properties ")).unwrap();
    assert_eq!(line.split_whitespace().collect::<Vec<_>>()[1..], ["GET", "/bots/{id}/props", "corrected"]);
    contains(&table, "The addresses of 21 are assumed");
}

/// The table as an operator of this bot sees it, whose database is the test bot's.
fn listed(bot: &TestBot, corrections: Option<&Path>) -> String {
    let database = format!("sqlite://{}", bot.world.folder.path().join("sandbox.db").display());
    let mut settings = BTreeMap::from([("BB_API_URL", bot.world.api.url()), ("DATABASE_URL", database)]);
    settings.extend(corrections.map(|file| ("BB_POCKET_ENDPOINTS", file.display().to_string())));
    let done = finished(bb_pocket(&["endpoints"], &settings, bot.world.folder.path()));
    assert_eq!(text(&done.stderr), "");
    text(&done.stdout)
}

fn known(table: &str, endpoint: &str) -> String {
    let line = table.lines().find(|line| line.starts_with(&format!("{endpoint} "))).unwrap();
    line.rsplit("  ").next().unwrap().trim().to_owned()
}

/// Waits until what was learned of an endpoint is stored; it is, a moment after the answer.
async fn learned(database: &Database, column: &str) -> Vec<(String, String)> {
    let sql = format!("SELECT endpoint, {column} FROM lessons WHERE {column} IS NOT NULL");
    let stored = async {
        loop {
            let rows: Vec<(String, String)> = database.rows(&sql).await;
            if !rows.is_empty() {
                return rows;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), stored).await.unwrap()
}

async fn preview(anna: &Talk<'_>) -> String {
    anna.says("/import My Shop").await;
    anna.presses("See a preview").await
}

#[tokio::test]
async fn a_success_of_an_assumed_address_is_remembered_with_its_day_and_nothing_else() {
    let bot = TestBot::at_listed_addresses().await;
    let anna = bot.linked().await;
    preview(&anna).await;
    let database = Database::open(&bot).await;
    // The preview asks how many iterations are left.
    let usage = ("get_iteration_usage".to_owned(), "2026-11-23".to_owned());
    assert_eq!(learned(&database, "worked_on").await, [usage]);
    anna.presses("Refresh").await;
    bot.world.app.idle().await;
    let changes: Vec<(i64,)> = database.rows("SELECT COUNT(*) FROM lessons").await;
    assert_eq!(changes, [(1,)]);
    let columns: Vec<(String,)> = database.rows("SELECT name FROM pragma_table_info('lessons')").await;
    assert_eq!(columns.len(), 4);
    let table = listed(&bot, None);
    assert_eq!(known(&table, "get_iteration_usage"), "worked on 2026-11-23");
    assert_eq!(known(&table, "get_payment_plan"), "assumed");
    contains(&table, "The addresses of 21 are assumed");
    // Another address is another matter.
    let file = bot.world.folder.path().join("endpoints.toml");
    std::fs::write(&file, "[get_iteration_usage]\npath = \"/user/usage\"\nproven = \"2026-11-20\"\n").unwrap();
    assert_eq!(known(&listed(&bot, Some(&file)), "get_iteration_usage"), "proven on 2026-11-20");
}

#[tokio::test]
async fn a_button_that_leads_nowhere_twice_is_moved_behind_more_until_it_works() {
    let bot = TestBot::at_listed_addresses().await;
    let anna = bot.linked().await;
    bot.world.api.forget_route("start_csv_import");
    preview(&anna).await;
    let labels = |anna: &Talk<'_>| anna.last().labels().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let more = "More (not working now)".to_owned();
    let now = "Import now".to_owned();
    assert!(labels(&anna).contains(&now));
    contains(&anna.presses("Import now").await, "The address that I know for this is wrong");
    preview(&anna).await;
    assert!(labels(&anna).contains(&now), "once may be a mistake");
    anna.presses("Import now").await;
    preview(&anna).await;
    assert!(labels(&anna).contains(&more) && !labels(&anna).contains(&now), "{:?}", labels(&anna));
    insta::assert_snapshot!(anna.presses(&more).await);
    assert!(labels(&anna).contains(&now), "it can be tried all the same");
    anna.presses("‹ Back").await;
    assert!(labels(&anna).contains(&more) && !labels(&anna).contains(&now));
    let database = Database::open(&bot).await;
    let missing = ("start_csv_import".to_owned(), "2026-11-23".to_owned());
    assert_eq!(learned(&database, "missing_since").await, [missing]);
    assert_eq!(known(&listed(&bot, None), "start_csv_import"), "missing since 2026-11-23");
    // The route is there again: a success brings the button back.
    bot.world.api.return_route("start_csv_import");
    anna.presses(&more).await;
    anna.presses("Import now").await;
    preview(&anna).await;
    assert!(labels(&anna).contains(&now) && !labels(&anna).contains(&more), "{:?}", labels(&anna));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_missing_is_so_after_a_restart_until_its_address_is_another() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.api.forget_route("start_csv_import");
    operated.ends(child);
    let row = |address: &str| {
        let address = address.replace("BASE", &operated.api.url());
        format!("INSERT OR REPLACE INTO lessons VALUES ('start_csv_import', '{address}', NULL, '2026-11-20')")
    };
    operated.api.set_sheet(2_792_787, "https://files.example/prices.csv");
    let has_more = |operated: &Operated| {
        let last = operated.telegram.last_from_bot(operated.anna.chat()).unwrap();
        last.labels().contains(&"More (not working now)")
    };
    for (address, missing) in [
        ("POST BASE/bots/{id}/csv_import_tasks", true),
        ("POST BASE/bots/{id}/csv_import", false),
        ("POST https://other.example/v2/bots/{id}/csv_import_tasks", false),
    ] {
        set(&operated, &row(address)).await;
        let child = operated.start();
        operated.says("/import My Shop", "Imports of My Shop").await;
        let shown = operated.telegram.last_from_bot(operated.anna.chat()).unwrap();
        let before = operated.telegram.events().len();
        operated.telegram.press(&operated.anna, operated.anna.chat(), shown.id, "See a preview").unwrap();
        let changed = |events: &[Event]| events[before..].iter().any(|event| matches!(event, Event::Edited(_)));
        operated.telegram.wait_for(changed).await.unwrap();
        assert_eq!(has_more(&operated), missing, "{address}");
        operated.ends(child);
    }
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
