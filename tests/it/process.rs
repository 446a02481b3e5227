//! The real binary as a process: what a newcomer and an operator see.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Event, Person, Telegram};
use tempfile::TempDir;

use crate::support::{contains, noon};

/// The binary with no environment but what the test gives it.
pub fn bb_pocket(arguments: &[&str], settings: &BTreeMap<&str, String>, folder: &std::path::Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bb-pocket"));
    command.args(arguments).env_clear().envs(settings).current_dir(folder);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

pub fn finished(mut command: Command) -> Output {
    command.spawn().unwrap().wait_with_output().unwrap()
}

/// The settings of a bot between two simulators.
fn settings(telegram: &Telegram, api: &BotsBusiness) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("TELOXIDE_TOKEN", telegram.token()),
        ("TELOXIDE_API_URL", telegram.url()),
        ("BB_API_URL", api.url()),
        ("RUST_LOG", "trace".to_owned()),
    ])
}

/// Ends a process as an operator's machine does.
pub fn terminate(child: &Child) {
    let killed = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
}

#[test]
fn the_sandbox_chats_by_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bb_pocket(&["sandbox"], &BTreeMap::new(), folder.path());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let typed = format!("/setkey {DEMO_KEY}\n\n/csvstatus 2792787 123\n3\n");
    child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
    let done = child.wait_with_output().unwrap();
    let seen = text(&done.stdout);
    assert!(done.status.success(), "{}", text(&done.stderr));
    let places: Vec<Option<usize>> =
        [DEMO_KEY, "· your message was deleted ·", "✅ Connected as", "New      21", "· pressed [Refresh] ·"]
            .into_iter()
            .map(|part| seen.find(part))
            .collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?} in\n{seen}");
}

/// Whoever has no key, and reads nothing but the chat.
#[test]
fn the_sandbox_lets_people_sign_in_link_and_read_their_mail() {
    let with_telegram: &[&str] = &[
        "To sign in without a key: owner@example.com, password FAKE-password",
        "· opened: https://t.me/BotsBusinessAdminBot?start=FAKE-login-",
        "· you pressed Start there ·",
        "✅ Connected as o…@example.com",
    ];
    let with_a_password: &[&str] = &[
        "✅ Connected as o…@example.com",
        "· opened: https://t.me/BotsBusinessAdminBot?start=FAKE-link-",
        "· you pressed Start there ·",
        "· mail to owner@example.com: Your new password: ",
    ];
    for (typed, parts) in [
        ("/start\n1\n4\n1\n2\n", with_telegram),
        ("/signin\nowner@example.com\nFAKE-password\n/account\n4\n1\n1\n/account\n7\n#1\n2\n", with_a_password),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = bb_pocket(&["sandbox"], &BTreeMap::new(), folder.path());
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let done = child.wait_with_output().unwrap();
        let seen = text(&done.stdout);
        assert!(done.status.success(), "{}", text(&done.stderr));
        let mut rest = seen.as_str();
        for part in parts {
            let Some((_, after)) = rest.split_once(part) else { panic!("{part} is not next in\n{seen}") };
            rest = after;
        }
    }
}

#[test]
fn wrong_settings_are_told_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let settings = BTreeMap::from([("BB_API_URL", "nonsense".to_owned()), ("LOG_FORMAT", "xml".to_owned())]);
    for arguments in [&[][..], &["run"][..], &["check"][..]] {
        let done = finished(bb_pocket(arguments, &settings, folder.path()));
        assert_eq!(done.status.code(), Some(2));
        for setting in ["TELOXIDE_TOKEN", "BB_API_URL", "LOG_FORMAT"] {
            contains(&text(&done.stderr), setting);
        }
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
}

#[test]
fn help_and_version_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let done = finished(bb_pocket(&["--version"], &BTreeMap::new(), folder.path()));
    assert_eq!(text(&done.stdout), format!("bb-pocket {} (debug build)\n", env!("CARGO_PKG_VERSION")));
    let done = finished(bb_pocket(&["--help"], &BTreeMap::new(), folder.path()));
    contains(&text(&done.stdout), "bb-pocket sandbox --demo");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_looks_at_everything_and_changes_nothing() {
    let (telegram, api) = (Telegram::start(noon()).await.unwrap(), BotsBusiness::start(noon()).await.unwrap());
    let folder = tempfile::tempdir().unwrap();
    let settings = settings(&telegram, &api);
    let done = finished(bb_pocket(&["check"], &settings, folder.path()));
    assert!(done.status.success(), "{}", text(&done.stdout));
    contains(&text(&done.stdout), "ok       Telegram: the token is that of @bb_pocket_sandbox_bot");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was made");
    api.stop().await;
    let done = finished(bb_pocket(&["check"], &settings, folder.path()));
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stdout), "WRONG    Bots.Business");
}

/// The real bot between simulators, with a folder that outlives it.
pub struct Operated {
    pub telegram: Telegram,
    pub api: BotsBusiness,
    pub folder: TempDir,
    pub settings: BTreeMap<&'static str, String>,
    pub anna: Person,
}

impl Operated {
    pub async fn new() -> Self {
        let (telegram, api) = (Telegram::start(noon()).await.unwrap(), BotsBusiness::start(noon()).await.unwrap());
        let settings = settings(&telegram, &api);
        Self { telegram, api, folder: tempfile::tempdir().unwrap(), settings, anna: Person::new(7001, "Anna") }
    }

    pub fn start(&self) -> Child {
        bb_pocket(&[], &self.settings, self.folder.path()).spawn().unwrap()
    }

    /// Waits for an answer that was not there before.
    pub async fn sees(&self, before: usize, expected: &str) {
        let answered = |events: &[Event]| {
            events[before..]
                .iter()
                .any(|event| matches!(event, Event::Sent(message) if message.text.contains(expected)))
        };
        self.telegram.wait_for(answered).await.unwrap();
    }

    pub async fn says(&self, line: &str, expected: &str) {
        let before = self.telegram.events().len();
        self.telegram.say(&self.anna, self.anna.chat(), line);
        self.sees(before, expected).await;
    }

    /// Presses a button of the bot's newest message.
    pub fn presses(&self, label: &str) {
        let message = self.telegram.last_from_bot(self.anna.chat()).unwrap();
        self.telegram.press(&self.anna, self.anna.chat(), message.id, label).unwrap();
    }

    /// Ends the bot with SIGTERM, and returns what it logged.
    pub fn ends(&self, child: Child) -> String {
        terminate(&child);
        let done = child.wait_with_output().unwrap();
        assert!(done.status.success(), "{}", text(&done.stderr));
        assert_eq!(text(&done.stdout), "");
        text(&done.stderr)
    }
}

/// Starts the bot with a place where it ends, and waits until it has ended there; `meanwhile` happens once it starts.
pub async fn crashes(operated: &Operated, place: &'static str, meanwhile: impl FnOnce()) {
    let mut settings = operated.settings.clone();
    settings.insert("FAILPOINTS", format!("{place}=return"));
    let mut child: Child = bb_pocket(&[], &settings, operated.folder.path()).spawn().unwrap();
    meanwhile();
    let waited = tokio::task::spawn_blocking(move || child.wait().unwrap());
    let status = tokio::time::timeout(Duration::from_secs(60), waited).await;
    let status = status.unwrap_or_else(|_| panic!("the place «{place}» was not reached")).unwrap();
    assert!(!status.success(), "{place}: {status}");
}

/// A conversation with the real bot from its start to its end; returns what it logged.
async fn conversation(extra: &[(&'static str, &str)], lines: &[(&str, &str)]) -> String {
    let mut operated = Operated::new().await;
    operated.settings.extend(extra.iter().map(|(name, value)| (*name, (*value).to_owned())));
    let child = operated.start();
    for (line, expected) in lines {
        operated.says(line, expected).await;
    }
    let messages = operated.telegram.messages(operated.anna.chat());
    assert!(messages.iter().all(|message| !message.text.contains(DEMO_KEY)));
    operated.ends(child)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_are_private_from_the_first_moment() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let data = operated.folder.path().join("data");
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&data), 0o700);
    let files: Vec<_> = std::fs::read_dir(&data).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 3, "database, WAL and key file: {files:?}");
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_accepted_question_survives_kill_9() {
    let operated = Operated::new().await;
    let mut child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let held = Barrier::new();
    operated.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let before = operated.telegram.events().len();
    let asked = operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123");
    held.reached(1).await;
    operated.telegram.acknowledged(asked).await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let child = operated.start();
    operated.sees(before, "New      21").await;
    operated.ends(child);
}

fn hold_next(operated: &Operated) -> Barrier {
    let held = Barrier::new();
    operated.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    held
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_update_that_keeps_ending_the_process_is_set_aside() {
    let operated = Operated::new().await;
    let mut child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let before = operated.telegram.events().len();
    let mut held = hold_next(&operated);
    let asked = operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123");
    // Once as a fresh update, three times found at start.
    for _ in 0..4 {
        held.reached(1).await;
        operated.telegram.acknowledged(asked).await.unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        held = hold_next(&operated);
        child = operated.start();
    }
    operated.sees(before, "I set one of your messages aside").await;
    operated.says("/help", "What I can do").await;
    contains(&operated.ends(child), "an update is set aside");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_or_wrong_key_ring_is_told_at_start_and_not_replaced() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    let ring = operated.folder.path().join("data/bb-pocket.keys");
    let kept = std::fs::read_to_string(&ring).unwrap();
    let refused = |expected: &str| {
        let done = finished(bb_pocket(&[], &operated.settings, operated.folder.path()));
        assert_eq!(done.status.code(), Some(1));
        contains(&text(&done.stderr), expected);
    };
    std::fs::remove_file(&ring).unwrap();
    refused("its key file data/bb-pocket.keys is not; put it back");
    assert!(!ring.exists());
    let write = |text: &str| {
        std::fs::write(&ring, text).unwrap();
        std::fs::set_permissions(&ring, std::fs::Permissions::from_mode(0o600)).unwrap();
    };
    write("other:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    refused("1 rows are sealed by key");
    write(&format!("{}:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", kept.split(':').next().unwrap()));
    refused("1 rows are sealed by key");
    write(&kept);
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[test]
fn settings_are_taken_from_this_folder_only() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    std::fs::create_dir(&inner).unwrap();
    std::fs::write(folder.path().join(".env"), "LOG_FORMAT=xml\n").unwrap();
    let done = finished(bb_pocket(&["check"], &BTreeMap::new(), &inner));
    assert!(!text(&done.stderr).contains("LOG_FORMAT:"), "a parent folder's .env was read");
    std::fs::write(inner.join(".env"), "LOG_FORMAT=text\n").unwrap();
    std::fs::set_permissions(inner.join(".env"), std::fs::Permissions::from_mode(0o666)).unwrap();
    let done = finished(bb_pocket(&["check"], &BTreeMap::new(), &inner));
    contains(&text(&done.stderr), ".env: others can change it");
}

#[test]
fn a_broken_env_file_is_a_mistake_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "TELOXIDE_TOKEN=secret with spaces\n").unwrap();
    let done = finished(bb_pocket(&["check"], &BTreeMap::new(), folder.path()));
    assert_eq!(done.status.code(), Some(2));
    contains(&text(&done.stderr), ".env: line 1: the value of TELOXIDE_TOKEN has spaces");
    assert!(!text(&done.stderr).contains("secret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_bot_runs_against_other_servers_and_logs_no_secret() {
    let log = conversation(
        &[],
        &[
            (DEMO_KEY, "Connected as o…@example.com"),
            ("/csvstatus 2792787 123", "New      21"),
            ("/csvstatus 1 1", "No bot 1"),
        ],
    )
    .await;
    contains(&log, "called Bots.Business");
    contains(&log, "stopping");
    for secret in ["DEMO-KEY", "csvstatus 2792787", "owner@", "api_key", "bot123456789"] {
        assert!(!log.contains(secret), "«{secret}» is in the log:\n{log}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_panic_is_an_apology_with_a_number_that_stands_in_the_log() {
    let log = conversation(
        &[("FAILPOINTS", "handler=1*panic(the secret DEMO-KEY)")],
        &[("/help", "Sorry, something broke on my side"), ("/help", "What I can do")],
    )
    .await;
    contains(&log, "a handler panicked");
    contains(&log, "error_id=\"E");
    assert!(!log.contains("DEMO-KEY"), "what a panic says stays out of the log:\n{log}");
}

/// Planted where nothing may leave it.
const CANARY: &str = "CANARY-pass-word-44";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_goes_although_its_handler_panics() {
    let mut operated = Operated::new().await;
    operated.settings.insert("FAILPOINTS", "handler=1*panic".to_owned());
    let child = operated.start();
    operated.says(&format!("/signin {CANARY}"), "Sorry, something broke on my side").await;
    let messages = operated.telegram.messages(operated.anna.chat());
    assert!(messages.iter().all(|message| !message.text.contains(CANARY)));
    assert!(!operated.ends(child).contains(CANARY));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_goes_although_its_message_is_set_aside() {
    let operated = Operated::new().await;
    let before = operated.telegram.events().len();
    let hold = || {
        let held = Barrier::new();
        operated.telegram.fault("deletemessage", 1, Fault::Hold(held.clone()));
        held
    };
    let mut held = hold();
    let mut child = operated.start();
    operated.telegram.say(&operated.anna, operated.anna.chat(), &format!("/setkey {CANARY}"));
    // Once as a fresh update, three times found at start.
    for number in 0..4 {
        held.reached(1).await;
        child.kill().unwrap();
        child.wait().unwrap();
        if number < 3 {
            held = hold();
        }
        child = operated.start();
    }
    operated.sees(before, "I set one of your messages aside").await;
    let messages = operated.telegram.messages(operated.anna.chat());
    assert!(messages.iter().all(|message| !message.text.contains(CANARY)));
    operated.ends(child);
}

#[test]
fn a_key_file_open_to_others_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ring");
    std::fs::write(&file, "k1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let settings = BTreeMap::from([
        ("TELOXIDE_TOKEN", "123456:fake-token-000000000000000000000001".to_owned()),
        ("TELOXIDE_API_URL", "http://127.0.0.1:1".to_owned()),
        ("BB_POCKET_KEY_FILE", file.display().to_string()),
    ]);
    let done = finished(bb_pocket(&[], &settings, folder.path()));
    assert_eq!(done.status.code(), Some(1));
    contains(&text(&done.stderr), "can be read by others; run: chmod 600");
}
