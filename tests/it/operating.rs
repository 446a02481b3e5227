//! What the bot's operator sees: health, metrics, the `health` command, secrets from files.

use std::net::{SocketAddr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Output;

use bb_pocket::app::Parts;
use bb_pocket::metrics::Metrics;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Call, Telegram};
use bb_pocket::telegram::wire::Wire;
use chrono::TimeDelta;
use serde_json::{Value, json};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::process::{Operated, bb_pocket, finished, text};
use crate::support::{BOT_TOKEN, TRIES, TestBot, WRONG_KEY, contains, noon, until};

/// A bot that tells its health at a port of its own.
pub async fn watched() -> TestBot {
    TestBot::start_with(listen).await
}

fn listen(parts: &mut Parts) {
    parts.listen = Some("127.0.0.1:0".parse().unwrap());
}

/// What the operator's machine gets: status and body.
pub async fn get(bot: &TestBot, path: &str) -> (u16, String) {
    ask(bot.world.app.http_address().unwrap(), &format!("GET {path} HTTP/1.0\r\n\r\n")).await
}

async fn ask(address: SocketAddr, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

async fn health(bot: &TestBot) -> (u16, Value) {
    let (status, body) = get(bot, "/healthz").await;
    (status, serde_json::from_str(&body).unwrap())
}

/// The value of a series; `None` when it is not there.
async fn series(bot: &TestBot, name: &str) -> Option<f64> {
    let (status, page) = get(bot, "/metrics").await;
    assert_eq!(status, 200);
    let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '))?;
    Some(value.parse().unwrap())
}

/// Waits until so many polls were asked: all before the last one are over.
async fn polls(telegram: &Telegram, count: usize) {
    let polled = |calls: &[Call]| calls.iter().filter(|call| call.method == "getupdates").count() >= count;
    telegram.wait_for_calls(polled).await.unwrap();
}

#[tokio::test]
async fn a_conversation_is_counted() {
    let bot = watched().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    anna.says("/csvstatus 2792787 124").await;
    bot.world.api.fault("get_csv_import_task", TRIES, Fault::Status(503, String::new()));
    anna.says("/csvstatus 2792787 123").await;
    for (name, expected) in [
        ("bb_pocket_updates_accepted_total", 4.0),
        ("bb_pocket_updates_handled_total", 4.0),
        ("bb_pocket_updates_refused_total", 0.0),
        ("bb_pocket_updates_failed_total", 0.0),
        ("bb_pocket_updates_set_aside_total", 0.0),
        ("bb_pocket_updates_waiting", 0.0),
        ("bb_pocket_handling_seconds_count", 4.0),
        (r#"bb_pocket_api_calls_total{endpoint="get_user",outcome="ok"}"#, 1.0),
        (r#"bb_pocket_api_calls_total{endpoint="get_csv_import_task",outcome="ok"}"#, 1.0),
        (r#"bb_pocket_api_calls_total{endpoint="get_csv_import_task",outcome="not_found"}"#, 1.0),
        (r#"bb_pocket_api_calls_total{endpoint="get_csv_import_task",outcome="unavailable"}"#, 1.0),
        (r#"bb_pocket_telegram_calls_total{method="DeleteMessage",outcome="ok"}"#, 1.0),
        ("bb_pocket_last_poll_timestamp_seconds", 1_795_435_387.0),
    ] {
        assert_eq!(series(&bot, name).await, Some(expected), "{name}");
    }
    assert!(series(&bot, "bb_pocket_api_call_seconds_count").await >= Some(4.0));
    assert!(series(&bot, "bb_pocket_database_bytes").await > Some(4096.0));
}

#[tokio::test]
async fn what_telegram_refuses_is_counted_by_meaning() {
    let bot = watched().await;
    let anna = bot.linked().await;
    bot.world.telegram.fault("sendmessage", 1, Fault::Status(502, "Bad Gateway".into()));
    anna.says("/help").await;
    bot.world.telegram.block(anna.chat);
    anna.says("/help").await;
    for outcome in ["no_answer", "blocked"] {
        let name = format!(r#"bb_pocket_telegram_calls_total{{method="SendMessage",outcome="{outcome}"}}"#);
        assert_eq!(series(&bot, &name).await, Some(1.0), "{name}");
    }
}

#[tokio::test]
async fn a_flood_is_counted_as_refused() {
    let bot = watched().await;
    let anna = bot.talk(7001, "Anna");
    let sent = 100;
    let last = (0..sent).map(|_| anna.starts_saying("/help")).last().unwrap();
    anna.sees_after(last).await;
    let accepted = series(&bot, "bb_pocket_updates_accepted_total").await.unwrap();
    let refused = series(&bot, "bb_pocket_updates_refused_total").await.unwrap();
    assert!(refused > 0.0, "nothing was refused");
    assert_eq!(accepted + refused, f64::from(sent));
}

#[tokio::test]
async fn the_page_names_no_person_and_no_secret() {
    let bot = watched().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    anna.says(&format!("/setkey {}", WRONG_KEY)).await;
    anna.says(BOT_TOKEN).await;
    for path in ["/metrics", "/healthz", "/readyz"] {
        let (_, page) = get(&bot, path).await;
        for secret in ["DEMO-KEY", "FAKE", "owner@", "7001", "2792787", "Anna", &bot.world.telegram.token()] {
            assert!(!page.contains(secret), "«{secret}» is in {path}:\n{page}");
        }
    }
    let (_, page) = get(&bot, "/metrics").await;
    assert!(page.ends_with("# EOF\n"), "{page}");
    insta::assert_snapshot!(page.lines().filter(|line| line.starts_with("# ")).collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn a_bot_that_polls_is_well() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    let (status, body) = health(&bot).await;
    assert_eq!(status, 200);
    let well = json!({"healthy": true, "reasons": [], "telegram_answers": true, "last_poll_age_seconds": 0, "intake_paused": false,
        "database_writable": true});
    assert_eq!(body, well);
}

#[tokio::test]
async fn a_bot_whose_poll_loop_hangs_is_not_well() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    bot.clock.advance(TimeDelta::seconds(120));
    assert_eq!(health(&bot).await.0, 200, "a poll may last that long");
    bot.clock.advance(TimeDelta::seconds(1));
    let (status, body) = health(&bot).await;
    assert_eq!(status, 503);
    assert_eq!(body["reasons"], json!(["the poll loop does not go on"]));
    assert_eq!(body["last_poll_age_seconds"], json!(121));
    let anna = bot.talk(7001, "Anna");
    anna.says("/help").await;
    assert_eq!(health(&bot).await.0, 200, "an update ends the poll, and that is a sign of life");
}

#[tokio::test]
async fn a_bot_that_pauses_because_too_much_waits_is_well() {
    let metrics = Metrics::default();
    let shared = metrics.clone();
    let bot = TestBot::start_with(|parts| {
        listen(parts);
        parts.metrics = shared;
    })
    .await;
    polls(&bot.world.telegram, 2).await;
    metrics.paused(true, bot.clock.now());
    bot.clock.advance(TimeDelta::minutes(10));
    let (status, body) = health(&bot).await;
    assert_eq!((status, &body["intake_paused"]), (200, &json!(true)));
    metrics.paused(false, bot.clock.now());
    assert_eq!(health(&bot).await.0, 200, "the next poll gets its time");
    bot.clock.advance(TimeDelta::seconds(121));
    assert_eq!(health(&bot).await.0, 503);
}

#[tokio::test]
async fn a_bot_that_telegram_does_not_answer_is_not_ready_and_well_all_the_same() {
    let telegram = Telegram::start(noon()).await.unwrap();
    telegram.fault("getupdates", usize::MAX, Fault::Conflict);
    let bot = TestBot::start_with(|parts| {
        listen(parts);
        let url = telegram.url().parse().unwrap();
        parts.wire = Wire::new(&telegram.token().into(), url).unwrap();
    })
    .await;
    polls(&telegram, 3).await;
    assert_eq!(get(&bot, "/readyz").await, (503, r#"{"state":"starting"}"#.to_owned()));
    assert_eq!(health(&bot).await.0, 200, "it may take a while to begin");
    bot.clock.advance(TimeDelta::seconds(121));
    let so_far = telegram.calls().iter().filter(|call| call.method == "getupdates").count();
    polls(&telegram, so_far + 2).await;
    let (status, body) = health(&bot).await;
    assert_eq!((status, &body["last_poll_age_seconds"]), (200, &Value::Null), "a restart would not help");
    assert_eq!(body["telegram_answers"], json!(false));
    let conflicts = r#"bb_pocket_telegram_calls_total{method="GetUpdates",outcome="another_poller"}"#;
    assert!(series(&bot, conflicts).await >= Some(2.0));
}

#[tokio::test]
async fn a_bot_that_telegram_left_is_not_ready_until_it_is_back() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    bot.world.telegram.fault("getupdates", 15, Fault::Status(502, "Bad Gateway".into()));
    // Ends the poll that is held; the next one is refused.
    let so_far = bot.world.telegram.calls().iter().filter(|call| call.method == "getupdates").count();
    bot.talk(7001, "Anna").starts_saying("/help");
    polls(&bot.world.telegram, so_far + 1).await;
    bot.clock.advance(TimeDelta::seconds(121));
    polls(&bot.world.telegram, so_far + 3).await;
    assert_eq!(get(&bot, "/readyz").await, (503, r#"{"state":"without Telegram"}"#.to_owned()));
    let (status, body) = health(&bot).await;
    assert_eq!((status, &body["telegram_answers"]), (200, &json!(false)));
    until("Telegram is back", async || get(&bot, "/readyz").await.0 == 200).await;
}

#[tokio::test]
async fn every_series_is_there_from_the_start() {
    let bot = watched().await;
    polls(&bot.world.telegram, 1).await;
    for name in [
        r#"bb_pocket_telegram_calls_total{method="GetUpdates",outcome="another_poller"}"#,
        r#"bb_pocket_telegram_calls_total{method="SendMessage",outcome="blocked"}"#,
        r#"bb_pocket_api_calls_total{endpoint="get_bots",outcome="unavailable"}"#,
        "bb_pocket_people",
        "bb_pocket_accounts",
        "bb_pocket_updates_failed_total",
    ] {
        assert_eq!(series(&bot, name).await, Some(0.0), "{name}");
    }
    for kind in ["import", "bot", "broadcast", "iterations", "digest"] {
        let name = format!(r#"bb_pocket_watches{{kind="{kind}"}}"#);
        assert_eq!(series(&bot, &name).await, Some(0.0), "{name}");
    }
    let anna = bot.linked().await;
    assert_eq!(series(&bot, "bb_pocket_people").await, Some(1.0));
    anna.presses("Watch all my bots").await;
    assert!(series(&bot, r#"bb_pocket_watches{kind="bot"}"#).await > Some(0.0));
    assert_eq!(series(&bot, r#"bb_pocket_watches{kind="digest"}"#).await, Some(0.0));
    for name in [
        "bb_pocket_telegram_call_seconds_count",
        "process_resident_memory_bytes",
        "process_cpu_seconds_total",
        "process_open_fds",
        "process_max_fds",
        "process_threads",
        "process_start_time_seconds",
    ] {
        assert!(series(&bot, name).await > Some(0.0), "{name}");
    }
}

#[tokio::test]
async fn a_bot_whose_database_is_locked_is_not_well() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    let options = SqliteConnectOptions::new().filename(bot.world.folder.path().join("sandbox.db"));
    let beside = SqlitePool::connect_with(options).await.unwrap();
    let lock = beside.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let asked = tokio::join!(health(&bot), health(&bot), health(&bot));
    for (status, body) in [asked.0, asked.1, asked.2] {
        assert_eq!(status, 503);
        assert_eq!(body["reasons"], json!(["the database takes no writes"]));
    }
    drop(lock);
    contains(&bot.talk(7001, "Anna").says("/help").await, "What I can do");
    assert_eq!(health(&bot).await.0, 200);
}

#[tokio::test]
async fn the_question_for_health_is_a_real_write() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    let before = series(&bot, "bb_pocket_database_bytes").await;
    assert_eq!(health(&bot).await.0, 200);
    assert!(series(&bot, "bb_pocket_database_bytes").await > before, "nothing came into the database's log");
}

#[tokio::test]
async fn a_bot_is_ready_from_its_first_poll_until_it_stops() {
    let bot = watched().await;
    polls(&bot.world.telegram, 2).await;
    assert_eq!(get(&bot, "/readyz").await, (200, r#"{"state":"ready"}"#.to_owned()));
    let anna = bot.linked().await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let asked = anna.starts_saying("/csvstatus 2792787 123");
    held.reached(1).await;
    bot.world.telegram.acknowledged(asked).await.unwrap();
    let address = bot.world.app.http_address().unwrap();
    let world = bot.world;
    let stopping = tokio::spawn(world.app.stop());
    loop {
        match ask(address, "GET /readyz HTTP/1.0\r\n\r\n").await {
            (200, _) => tokio::task::yield_now().await,
            stopped => break assert_eq!(stopped, (503, r#"{"state":"stopping"}"#.to_owned())),
        }
    }
    held.release();
    stopping.await.unwrap();
    assert!(TcpStream::connect(address).await.is_err(), "the port is closed");
}

#[tokio::test]
async fn only_three_places_are_there_and_nobody_changes_anything() {
    let bot = watched().await;
    let address = bot.world.app.http_address().unwrap();
    assert_eq!(get(&bot, "/").await.0, 404);
    for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
        for path in ["/healthz", "/readyz", "/metrics"] {
            assert_eq!(ask(address, &format!("{method} {path} HTTP/1.0\r\n\r\n")).await.0, 405, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn callers_who_say_nothing_keep_nobody_out() {
    let bot = watched().await;
    let address = bot.world.app.http_address().unwrap();
    let mut silent = Vec::new();
    for _ in 0..20 {
        silent.push(TcpStream::connect(address).await.unwrap());
    }
    // Their time runs out by itself; only then is there a place for the next one.
    assert_eq!(get(&bot, "/readyz").await.0, 200);
    let mut first = Vec::new();
    let closed = silent[0].read_to_end(&mut first).await;
    assert!(closed.is_err() || first.is_empty(), "hung up on");
}

/// A port that was free a moment ago.
fn free_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Runs a command of the real program to its end, with the settings of an operated bot.
fn command(operated: &Operated, arguments: &[&str]) -> Output {
    finished(bb_pocket(arguments, &operated.settings, operated.folder.path()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_health_command_asks_the_running_bot() {
    let mut operated = Operated::new().await;
    let unset = command(&operated, &["health"]);
    assert_eq!(unset.status.code(), Some(2));
    contains(&text(&unset.stderr), "HTTP_LISTEN: not set");
    operated.settings.insert("HTTP_LISTEN", free_port().to_string());
    let gone = command(&operated, &["health"]);
    assert_eq!(gone.status.code(), Some(1));
    contains(&text(&gone.stderr), "nobody answers at 127.0.0.1:");
    let child = operated.start();
    polls(&operated.telegram, 2).await;
    let mut secretless = bb_pocket(&["health"], &operated.settings, operated.folder.path());
    secretless.env_remove("TELOXIDE_TOKEN");
    let well = finished(secretless);
    assert!(well.status.success(), "{}", text(&well.stderr));
    contains(&text(&well.stdout), r#""healthy":true"#);
    operated.ends(child);
    assert_eq!(command(&operated, &["health"]).status.code(), Some(1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_health_command_says_what_is_wrong() {
    let mut operated = Operated::new().await;
    operated.settings.insert("HTTP_LISTEN", free_port().to_string());
    let child = operated.start();
    polls(&operated.telegram, 2).await;
    let options = SqliteConnectOptions::new().filename(operated.folder.path().join("data/bb-pocket.db"));
    let beside = SqlitePool::connect_with(options).await.unwrap();
    let lock = beside.begin_with("BEGIN IMMEDIATE").await.unwrap();
    let ill = command(&operated, &["health"]);
    assert_eq!(ill.status.code(), Some(1));
    contains(&text(&ill.stderr), "the bot is not well (status 503)");
    contains(&text(&ill.stderr), "the database takes no writes");
    drop(lock);
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_port_in_use_is_told_before_anything_begins() {
    let mut operated = Operated::new().await;
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap();
    operated.settings.insert("HTTP_LISTEN", address.to_string());
    let done = command(&operated, &[]);
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stderr), &format!("HTTP_LISTEN: {address}: Address already in use"));
    assert_eq!(operated.telegram.calls().len(), 0, "Telegram was not asked for anything");
}

/// An operated bot whose token stands in a file of this mode.
async fn with_token_file(mode: u32) -> (Operated, String) {
    let mut operated = Operated::new().await;
    let file = operated.folder.path().join("token");
    std::fs::write(&file, format!("{}\n", operated.telegram.token())).unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
    operated.settings.remove("TELOXIDE_TOKEN");
    let file = file.display().to_string();
    operated.settings.insert("TELOXIDE_TOKEN_FILE", file.clone());
    (operated, file)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_token_may_come_from_a_private_file() {
    let (operated, _) = with_token_file(0o400).await;
    let done = command(&operated, &["check"]);
    assert!(done.status.success(), "{}", text(&done.stderr));
    contains(&text(&done.stdout), "ok       Telegram: the token is that of @bb_pocket_sandbox_bot");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_file_that_will_not_do_is_a_mistake_and_not_repeated() {
    let refused = |operated: &Operated, problem: &str| {
        let done = command(operated, &["check"]);
        assert_eq!(done.status.code(), Some(2));
        contains(&text(&done.stderr), problem);
        assert!(!text(&done.stderr).contains(&operated.telegram.token()), "the token is told");
        assert!(!text(&done.stderr).contains("secret"), "the file's text is told");
    };
    let (mut operated, file) = with_token_file(0o644).await;
    refused(&operated, &format!("TELOXIDE_TOKEN_FILE: {file} can be read by others; run: chmod 600 {file}"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    operated.settings.insert("TELOXIDE_TOKEN", operated.telegram.token());
    refused(&operated, "TELOXIDE_TOKEN: set either this or TELOXIDE_TOKEN_FILE, not both");
    operated.settings.remove("TELOXIDE_TOKEN");
    std::fs::write(&file, "secret but no token").unwrap();
    refused(&operated, "TELOXIDE_TOKEN_FILE: not a bot token");
    std::fs::remove_file(&file).unwrap();
    refused(&operated, "TELOXIDE_TOKEN_FILE: ");
}
