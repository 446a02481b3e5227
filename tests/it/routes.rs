//! Which addresses exist, asked without a key: `bb-pocket check --routes` against servers that answer as Rails would,
//! alike for everything, not at all, or that want nobody to ask.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Output;
use std::time::Duration;

use bb_pocket::api::{Api, Asked, Corrections, Effect, Endpoint, Found, LOGINS, Manner, Provenance, Routes, Stopped};
use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY, DEMO_PASSWORD, Thing};
use bb_pocket::sandbox::fault::Fault;
use chrono::NaiveDate;
use serde_json::json;

use crate::api::server::{Reply, Seen, Server};
use crate::process::{bb_pocket, finished, text};
use crate::signing::at_the_door;
use crate::support::{TestBot, contains, moved, noon};

/// What `check --routes --write` finds where half of the assumed addresses are elsewhere; but for the day and the server.
const MOVED: &str = include_str!("moved.toml");

/// Without a pause, and for servers that ask to wait a second.
const HASTY: Manner = Manner { pause: Duration::ZERO, longest_wait: Duration::from_secs(1), logins: false };

/// How a server answers.
type Answer = fn() -> Reply;

async fn routes(server: &Server) -> Routes {
    routes_by(&server.api()).await
}

async fn routes_by(api: &Api) -> Routes {
    api.routes(HASTY, |_| ()).await
}

fn found(routes: &Routes, endpoint: Endpoint) -> &Asked {
    routes.asked.iter().find(|asked| asked.endpoint == endpoint).unwrap()
}

fn stopped(routes: &Routes) -> &Stopped {
    routes.stopped.as_ref().unwrap()
}

/// Whether a path is that of a route, whose numbers are `{name}`.
fn is_route(path: &str, of: &str) -> bool {
    let (path, of): (Vec<&str>, Vec<&str>) = (path.split('/').collect(), of.split('/').collect());
    path.len() == of.len() && path.iter().zip(of).all(|(part, own)| own.starts_with('{') || *part == own)
}

fn unknown_key() -> Reply {
    Reply::new(401, json!({"errors": ["You need to sign in or sign up before continuing."]}).to_string())
}

/// Finds the route before it looks at the key, as Rails does: 401 or a bare 404.
fn rails(seen: &Seen) -> Reply {
    let rows = Endpoint::ALL.map(Endpoint::row);
    let is_there = rows.iter().any(|row| row.method.name() == seen.method && is_route(&seen.path, row.path));
    if is_there { unknown_key() } else { Reply::new(404, json!({"status": 404, "error": "Not Found"}).to_string()) }
}

#[tokio::test]
async fn a_server_that_routes_before_it_looks_at_keys_is_read_to_the_end() {
    let server = Server::elsewhere(rails).await;
    let routes = routes(&server).await;
    assert_eq!(routes.stopped, None);
    assert_eq!(routes.asked.len(), 53);
    assert!(routes.asked.iter().all(|asked| asked.found == Found::Answers(401)), "{routes:#?}");
    let seen = server.seen();
    assert_eq!(routes.requests, seen.len());
    assert!(seen.len() <= server.api().most_route_requests(false));
}

#[tokio::test]
async fn the_two_logins_are_asked_for_last_and_only_where_the_operator_says_so() {
    let server = Server::elsewhere(rails).await;
    let api = server.api();
    let routes = api.routes(Manner { logins: true, ..HASTY }, |_| ()).await;
    assert_eq!((routes.stopped.as_ref(), routes.asked.len()), (None, 55));
    assert!(routes.asked.iter().all(|asked| asked.found == Found::Answers(401)), "{routes:#?}");
    assert_eq!(routes.asked[53..].iter().map(|asked| asked.endpoint).collect::<Vec<_>>(), LOGINS);
    assert!(server.seen().len() <= api.most_route_requests(true));
    let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let proven = routes.corrections(&Corrections::default(), day);
    assert!(LOGINS.iter().all(|login| proven.proven(*login) == Some(day)));
    // Asked again without them, what was found of them stays.
    let again = routes_by(&api.corrected(proven.clone())).await.corrections(&proven, day.succ_opt().unwrap());
    assert!(LOGINS.iter().all(|login| again.proven(*login) == Some(day)));
    assert_eq!(again.proven(Endpoint::CopyBot), day.succ_opt());
}

#[tokio::test]
async fn what_is_sent_can_change_nothing_and_says_who_asks() {
    let server = Server::elsewhere(rails).await;
    routes(&server).await;
    let seen = server.seen();
    for seen in &seen {
        assert!(seen.raw.is_empty(), "{seen:?}");
        let number = |part: &str| part.chars().all(|c| c.is_ascii_digit()) && !part.is_empty();
        assert!(seen.path.split('/').filter(|part| number(part)).all(|part| part == "0"), "{seen:?}");
        assert!(
            seen.query.iter().all(|(name, key)| name == "api_key" && key.starts_with("this-is-no-key")),
            "{seen:?}"
        );
        let who = seen.headers["user-agent"].to_str().unwrap();
        assert_eq!(who, concat!("bb-pocket/", env!("CARGO_PKG_VERSION"), " (check --routes)"));
        assert!(!seen.headers.contains_key("access-token") && !seen.headers.contains_key("referer"));
    }
    // What wants no key and does something for whoever asks is not asked, at none of its addresses.
    for path in ["/auth/telegram_login_url", "/auth/telegram_login", "/auth/telegram", "/telegram_login"] {
        assert!(!seen.iter().any(|seen| seen.path.contains(path)), "{path}");
    }
    // Nothing that changes something is asked before every read was refused.
    let changes = |seen: &Seen| seen.endpoint.is_some_and(|it| it.row().effect == Effect::Changes);
    let first = seen.iter().position(changes).unwrap();
    let last_read = seen.iter().rposition(|seen| seen.endpoint.is_some_and(|it| it.row().effect == Effect::Reads));
    assert!(last_read.unwrap() < first);
}

#[tokio::test]
async fn a_server_that_answers_alike_for_what_cannot_exist_proves_nothing() {
    let html = || Reply::new(200, "<html>Sign in</html>").with("content-type", "text/html");
    let login = || Reply::new(302, "").with("location", "https://elsewhere.example/login");
    let answers: [(Answer, &str); 5] = [
        (unknown_key, "status 401"),
        (|| Reply::new(403, ""), "status 403"),
        (html, "status 200, not JSON"),
        (login, "status 302, a redirect"),
        (|| Reply::new(500, ""), "status 500"),
    ];
    for (answer, how) in answers {
        let server = Server::elsewhere(move |_| answer()).await;
        let routes = routes(&server).await;
        assert_eq!(stopped(&routes), &Stopped::Alike(how.to_owned()));
        assert!(routes.asked.is_empty());
        assert_eq!(server.seen().len(), 1, "{how}: nothing more was asked");
    }
}

#[tokio::test]
async fn a_404_for_everything_is_no_route_anywhere() {
    let server = Server::elsewhere(|_| Reply::new(404, "")).await;
    let routes = routes(&server).await;
    assert_eq!(routes.asked.len(), 53);
    assert!(routes.asked.iter().all(|asked| asked.found == Found::NoRoute(404)), "{routes:#?}");
    assert!(routes.corrections(&Corrections::default(), NaiveDate::default()).written().is_empty());
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_proves_nothing() {
    let elsewhere = Server::elsewhere(|_| unknown_key()).await;
    let login = elsewhere.base().to_string();
    let server = Server::elsewhere(move |seen| match seen.path.as_str() {
        "/user/quotas" => Reply::new(302, "").with("location", login.clone()),
        "/cloud_plans" => Reply::new(403, ""),
        "/store/bots" => Reply::new(200, "<html></html>"),
        _ => rails(seen),
    })
    .await;
    let routes = routes(&server).await;
    let told = |endpoint| found(&routes, endpoint).found.clone();
    assert_eq!(told(Endpoint::GetIterationUsage), Found::CannotTell("status 302, a redirect".into()));
    assert_eq!(told(Endpoint::GetCloudPlans), Found::CannotTell("status 403".into()));
    assert_eq!(told(Endpoint::GetStoreBots), Found::CannotTell("status 200, not JSON".into()));
    assert!(elsewhere.seen().is_empty());
    // What is in doubt may be the right one: its alternatives are not asked, and nothing is written.
    assert!(!server.seen().iter().any(|seen| seen.path == "/user/quota"));
    let written = routes.corrections(&Corrections::default(), NaiveDate::default()).written();
    assert!(!written.contains("get_iteration_usage") && written.contains("get_properties"), "{written}");
}

#[tokio::test]
async fn a_server_that_takes_any_last_part_for_a_name_proves_nothing_there() {
    let server = Server::elsewhere(|seen| match is_route(&seen.path, "/user/linked_accounts/{id}") {
        true if seen.method == "GET" => unknown_key(),
        _ if seen.path == "/user/telegram_link_url" => Reply::new(404, ""),
        _ => rails(seen),
    })
    .await;
    let routes = routes(&server).await;
    let asked = found(&routes, Endpoint::GetTelegramLinkUrl);
    assert_eq!(asked.found, Found::CannotTell("status 401, as beside it".into()));
}

#[tokio::test]
async fn a_server_that_does_not_look_at_keys_is_asked_for_no_change() {
    for accepting in ["/user", "/bots"] {
        let server = Server::elsewhere(move |seen| match seen.path == accepting && seen.method == "GET" {
            true => Reply::json(&json!([])),
            false => rails(seen),
        })
        .await;
        let routes = routes(&server).await;
        assert!(matches!(stopped(&routes), Stopped::Accepts(_)), "{routes:#?}");
        let changes = |seen: &Seen| seen.endpoint.is_some_and(|it| it.row().effect == Effect::Changes);
        assert!(!server.seen().iter().any(changes));
    }
}

#[tokio::test]
async fn a_change_that_is_accepted_ends_the_asking() {
    let server = Server::elsewhere(|seen| match (seen.method.as_str(), seen.path.as_str()) {
        ("DELETE", "/user/tokens") => Reply::new(204, ""),
        _ => rails(seen),
    })
    .await;
    let routes = routes(&server).await;
    assert_eq!(stopped(&routes), &Stopped::Accepts(Endpoint::LogOutAllDevices));
    assert_eq!(server.seen().last().unwrap().path, "/user/tokens");
}

#[tokio::test]
async fn a_server_that_asks_to_wait_is_obeyed() {
    let mut busy = 2;
    let server = Server::elsewhere(move |seen| {
        let now = busy > 0 && seen.path == "/bots";
        busy -= i32::from(now);
        let wait = || Reply::new(429, "").with("retry-after", "0");
        if now { wait() } else { rails(seen) }
    })
    .await;
    assert_eq!(routes(&server).await.stopped, None);
    let asked = server.seen().iter().filter(|seen| seen.path == "/bots" && seen.method == "GET").count();
    assert_eq!(asked, 3);
    let limits: [(Answer, Option<u64>); 4] = [
        (|| Reply::new(429, "").with("retry-after", "3600"), Some(3600)),
        (|| Reply::new(503, "").with("retry-after", "120"), Some(120)),
        (|| Reply::new(429, ""), None),
        (|| Reply::new(429, "").with("retry-after", "0"), None),
    ];
    for (answer, wait) in limits {
        let server = Server::elsewhere(move |seen| if seen.path == "/bots" { answer() } else { rails(seen) }).await;
        let routes = routes(&server).await;
        assert_eq!(stopped(&routes), &Stopped::Busy(wait.map(Duration::from_secs)));
        assert_eq!(server.seen().last().unwrap().path, "/bots", "nothing more was asked");
    }
}

#[tokio::test]
async fn a_server_that_says_nothing_is_left_alone() {
    let server = Server::elsewhere(|seen| match seen.path.as_str() {
        "/user/quotas" => Reply::broken(),
        _ => rails(seen),
    })
    .await;
    let routes = routes(&server).await;
    assert_eq!(found(&routes, Endpoint::GetIterationUsage).found, Found::CannotTell("no answer".into()));
    assert_eq!(routes.stopped, None, "one lost answer is no reason to stop");
    // Nothing is said of addresses that cannot exist either: the server is not there, or not well.
    server.says(|seen| if seen.path.starts_with("/bots") { Reply::broken() } else { rails(seen) });
    assert_eq!(stopped(&self::routes(&server).await), &Stopped::Silent);
    server.says(|seen| match seen.path.as_str() {
        "/user/linked_accounts" | "/user/telegram_link_url" | "/user/tokens" => Reply::never(),
        _ => rails(seen),
    });
    server.seen();
    let slow = server.api().with_timeouts(Duration::from_millis(100), Duration::ZERO);
    assert_eq!(stopped(&routes_by(&slow).await), &Stopped::Silent);
    assert_eq!(server.seen().last().unwrap().path, "/user/tokens");
}

#[tokio::test]
async fn the_operators_address_is_asked_first_and_kept() {
    let server = Server::elsewhere(|seen| match seen.path.as_str() {
        "/user/my_quota" => unknown_key(),
        "/bot/0" | "/user/quotas" => Reply::new(404, ""),
        _ => rails(seen),
    })
    .await;
    let before = "[get_bot]\npath = \"/bot/{id}\"\n\n[get_iteration_usage]\npath = \"/user/my_quota\"\n";
    let before = Corrections::parse(before).unwrap();
    let routes = routes_by(&server.api().corrected(before.clone())).await;
    let after = routes.corrections(&before, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    assert_eq!(found(&routes, Endpoint::GetIterationUsage).address.path, "/user/my_quota");
    contains(&after.written(), "[get_iteration_usage]\npath = \"/user/my_quota\"\nproven = \"2026-11-23\"\n");
    // The operator's address leads nowhere: the table's is tried, and proven.
    contains(&after.written(), "[get_bot]\nproven = \"2026-11-23\"\n");
}

/// Runs `check --routes` against a server, as an operator does.
async fn checked(url: &str, arguments: &[&str], folder: &Path) -> Output {
    let settings = BTreeMap::from([("BB_API_URL", url.to_owned()), ("BB_API_KEY", DEMO_KEY.to_owned())]);
    let arguments = [&["check", "--routes", "--pause", "0"], arguments].concat();
    let command = bb_pocket(&arguments, &settings, folder);
    tokio::task::spawn_blocking(move || finished(command)).await.unwrap()
}

/// All that belongs to the owner's bots and account.
fn state(api: &BotsBusiness) -> String {
    let things = [
        Thing::Command,
        Thing::Folder,
        Thing::Chat,
        Thing::Property,
        Thing::Panel,
        Thing::Broadcast,
        Thing::ErrorLog,
        Thing::Lib,
    ];
    let bots = api.bots_of(DEMO_KEY);
    let of = |bot: &i64| (api.bot(*bot), things.map(|thing| api.all(*bot, thing)));
    let own = (api.key_of("owner@example.com"), api.has_password(DEMO_KEY, DEMO_PASSWORD));
    format!("{:?} {own:?}", bots.iter().map(of).collect::<Vec<_>>())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_operator_sees_a_table_of_80_columns_and_sends_no_real_key() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    api.move_route("get_broadcast_tasks", "GET", "/bots/{id}/broadcasts");
    api.forget_route("toggle_ads");
    let before = state(&api);
    let done = checked(&api.url(), &[], folder.path()).await;
    let seen = text(&done.stdout);
    assert_eq!(done.status.code(), Some(1), "{seen}");
    contains(&text(&done.stderr), "no route at any address asked for: toggle_ads");
    insta::assert_snapshot!(seen.replace(&api.url(), "http://127.0.0.1:1/v2"));
    let wide: Vec<&str> = seen.lines().filter(|line| line.chars().count() > 82).collect();
    assert!(wide.is_empty(), "{wide:#?}");
    assert!(api.calls().iter().all(|call| call.key.as_deref() != Some(DEMO_KEY) && call.body.is_none()));
    assert_eq!(state(&api), before, "something was changed");
    assert!(api.mails().is_empty());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_concluded_from_a_server_in_trouble_and_nothing_is_written() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (fault, told) in [
        (Fault::Status(401, "{}".into()), "nothing can be concluded from any answer"),
        (Fault::RetryAfter(3600), "the server asks to wait 3600 s"),
        (Fault::Redirect("https://elsewhere.example/".into()), "status 302, a redirect"),
    ] {
        api.fault("*", 1, fault);
        let done = checked(&api.url(), &["--write", "found.toml"], folder.path()).await;
        assert_eq!(done.status.code(), Some(1));
        contains(&text(&done.stderr), told);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_a_file_of_its_own_is_replaced() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("found.toml");
    std::fs::write(&file, "# mine\n").unwrap();
    let done = checked(&api.url(), &["--write", "found.toml"], folder.path()).await;
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stderr), "found.toml was not written by this command; give another name, or move it away");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# mine\n");
    assert!(api.calls().is_empty(), "it is told before anything is asked");
    let done = checked(&api.url(), &["--write", "nowhere/found.toml"], folder.path()).await;
    contains(&text(&done.stderr), "nowhere: there is no such folder");
    std::fs::remove_file(&file).unwrap();
    for verb in ["Wrote", "Replaced"] {
        let done = checked(&api.url(), &["--write", "found.toml"], folder.path()).await;
        assert!(done.status.success(), "{}", text(&done.stderr));
        contains(&text(&done.stdout), &format!("{verb} found.toml. Put its name behind BB_POCKET_ENDPOINTS"));
    }
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o644);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    let written = std::fs::read_to_string(&file).unwrap();
    let proven = Corrections::parse(&written).unwrap();
    let asked = Endpoint::ALL.into_iter().filter(|it| !LOGINS.contains(it));
    let assumed = asked.filter(|it| it.row().provenance == Provenance::Assumed);
    assert!(assumed.into_iter().all(|it| proven.proven(it).is_some() && !proven.corrects(it)), "{written}");
}

/// The file without its first lines, and with one day.
fn timeless(written: &str) -> String {
    let (_, lines) = written.split_once("\n\n").unwrap();
    let day =
        |line: &str| if line.starts_with("proven") { "proven = \"2026-11-23\"".to_owned() } else { line.to_owned() };
    lines.lines().map(day).map(|line| line + "\n").collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn half_of_the_assumed_addresses_are_elsewhere_and_are_found() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let meant = Corrections::parse(MOVED).unwrap();
    moved(&api, &meant);
    let done = checked(&api.url(), &["--write", "found.toml"], folder.path()).await;
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
    let written = std::fs::read_to_string(folder.path().join("found.toml")).unwrap();
    let (_, kept) = MOVED.split_once("\n\n").unwrap();
    assert_eq!(timeless(&written), kept);
    let elsewhere = Endpoint::ALL.into_iter().filter(|it| meant.corrects(*it)).count();
    let assumed = Endpoint::ALL.into_iter().filter(|it| it.row().provenance == Provenance::Assumed).count();
    assert!(elsewhere * 2 >= assumed, "{elsewhere} of {assumed} are elsewhere");
}

#[tokio::test]
async fn conversations_go_on_where_half_of_the_addresses_are_elsewhere() {
    let bot = TestBot::elsewhere(MOVED).await;
    let anna = bot.linked().await;
    anna.says("/import My Shop").await;
    let preview = anna.presses("See a preview").await;
    contains(&preview, "3 new");
    anna.presses("Import now").await;
    let calls = bot.world.api.calls();
    let begun = calls.iter().find(|call| call.endpoint == "start_csv_import").unwrap();
    assert_eq!((begun.path.as_str(), begun.status), ("/v2/bots/2792787/csv_import", Some(200)));
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

/// Also the last two, for who asks for them: nothing is left to be assumed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_by_telegram_is_found_elsewhere_and_works_there() {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    api.move_route("get_telegram_login_url", "POST", "/auth/telegram");
    api.move_route("telegram_login", "GET", "/auth/telegram/login");
    let done = checked(&api.url(), &["--logins", "--write", "found.toml"], folder.path()).await;
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
    contains(&text(&done.stdout), "Of the 22 assumed ones: answers 22");
    contains(&text(&done.stdout), "Asked for last, as asking begins a login, which nobody ends:");
    let written = std::fs::read_to_string(folder.path().join("found.toml")).unwrap();
    let settings = BTreeMap::from([("BB_POCKET_ENDPOINTS", "found.toml".to_owned())]);
    let listed = text(&finished(bb_pocket(&["endpoints"], &settings, folder.path())).stdout);
    contains(&listed, "55 endpoints. The addresses of 0 are assumed");

    let bot = TestBot::elsewhere(&written).await;
    let anna = at_the_door(&bot, "Sign in with Telegram").await;
    bot.world.api.finish_telegram_login(DEMO_KEY);
    contains(&anna.presses("Look now").await, "✅ Connected as");
}

/// Every moved endpoint's typed call arrives at the new address.
#[tokio::test]
async fn the_client_asks_where_the_file_says() {
    let bot = TestBot::elsewhere(MOVED).await;
    let key = bb_pocket::credentials::ApiKey::parse(DEMO_KEY).unwrap();
    let api = Api::new(bot.world.api.url().parse().unwrap()).unwrap().corrected(Corrections::parse(MOVED).unwrap());
    let shop = bb_pocket::ids::BotId::new(2_792_787);
    api.broadcast_tasks(&key, shop).await.unwrap();
    api.properties(&key, shop).await.unwrap();
    api.iteration_usage(&key).await.unwrap();
    let mut paths: Vec<String> = bot.world.api.calls().into_iter().map(|call| call.path).collect();
    paths.dedup();
    assert_eq!(paths, ["/v2/bots/2792787/broadcasts", "/v2/bots/2792787/props", "/v2/user/usage"]);
}
