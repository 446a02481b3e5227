//! What an operator's machine sees of the running process: readiness, the watchdog, the journal's priorities, the log's
//! numbers, the version, and the papers that come with a package.

use std::os::unix::fs::MetadataExt as _;
use std::os::unix::net::UnixDatagram;
use std::process::Stdio;

use bb_pocket::sandbox::bots_business::DEMO_KEY;

use super::*;
use crate::process::{Operated, terminate};
use crate::support::contains;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_service_manager_hears_that_the_bot_is_ready_alive_and_stops() {
    let mut operated = Operated::new().await;
    let path = operated.folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    operated.settings.insert("NOTIFY_SOCKET", path.display().to_string());
    operated.settings.insert("WATCHDOG_USEC", "300000".to_owned());
    let child = operated.start();
    let heard = |what: &str| {
        let mut bytes = [0; 4096];
        let mut all = String::new();
        while !all.contains(what) {
            let count = socket.recv(&mut bytes).unwrap_or_else(|error| panic!("«{what}» after {all:?}: {error}"));
            all.push_str(&text(&bytes[..count]));
            all.push('\n');
        }
    };
    heard("READY=1");
    heard("STATUS=running as @bb_pocket_sandbox_bot");
    for _ in 0..3 {
        heard("WATCHDOG=1");
    }
    // Telegram is away: the loop goes on, and so does the watchdog.
    operated.telegram.stop().await;
    for _ in 0..3 {
        heard("WATCHDOG=1");
    }
    terminate(&child);
    heard("STOPPING=1");
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success(), "{}", text(&done.stderr));
}

/// A conversation whose log goes into a file, which `JOURNAL_STREAM` names or does not.
async fn logged(format: &str, is_journal: bool) -> String {
    let mut operated = Operated::new().await;
    let path = operated.folder.path().join("log");
    let file = std::fs::File::create(&path).unwrap();
    let (device, inode) = (file.metadata().unwrap().dev(), file.metadata().unwrap().ino());
    let inode = if is_journal { inode } else { inode + 1 };
    operated.settings.insert("JOURNAL_STREAM", format!("{device}:{inode}"));
    operated.settings.insert("LOG_FORMAT", format.to_owned());
    operated.settings.insert("RUST_LOG", "debug".to_owned());
    let mut command = bb_pocket(&[], &operated.settings, operated.folder.path());
    let child = command.stderr(Stdio::from(file)).spawn().unwrap();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/csvstatus 2792787 123", "New      21").await;
    terminate(&child);
    assert!(child.wait_with_output().unwrap().status.success());
    std::fs::read_to_string(path).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lines_for_the_journal_begin_with_their_priority() {
    let log = logged("text", true).await;
    contains(&log, "<6> INFO running version");
    assert!(log.lines().all(|line| line.starts_with('<')), "{log}");
    let log = logged("json", true).await;
    for line in log.lines() {
        let (priority, json) = line.split_at(3);
        assert!(["<3>", "<4>", "<6>", "<7>"].contains(&priority), "{line}");
        serde_json::from_str::<serde_json::Value>(json).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
    let log = logged("text", false).await;
    assert!(!log.contains("<6>"), "a stream that is no journal gets none: {log}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_lines_of_one_update_have_its_number() {
    let log = logged("text", false).await;
    let called: Vec<&str> = log.lines().filter(|line| line.contains("called Bots.Business")).collect();
    assert!(!called.is_empty());
    assert!(called.iter().all(|line| line.contains("update{id=\"E")), "{called:#?}");
    let log = logged("json", false).await;
    let lines = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let called: Vec<_> = lines.filter(|line| line["message"] == "called Bots.Business").collect();
    assert!(!called.is_empty());
    for line in called {
        let id = line["spans"].as_array().unwrap().iter().find_map(|span| span["id"].as_str()).unwrap();
        assert!(id.starts_with('E'), "{line}");
    }
}

#[test]
fn the_version_says_what_was_built() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told) = run(folder.path(), &["--version"], &[]);
    assert_eq!((code, told), (Some(0), format!("bb-pocket {} (debug build)\n", env!("CARGO_PKG_VERSION"))));
}

#[test]
fn man_pages_and_completions_are_made_of_the_arguments() {
    let folder = tempfile::tempdir().unwrap();
    let (code, told) = run(folder.path(), &["man", "missing"], &[]);
    assert_eq!(code, Some(1), "{told}");
    contains(&told, "there is no folder missing; make it first");
    let (code, told) = run(folder.path(), &["man", "."], &[]);
    assert_eq!(code, Some(0), "{told}");
    let page = std::fs::read_to_string(folder.path().join("bb-pocket.1")).unwrap();
    contains(&page, ".TH bb-pocket 1");
    contains(&page, "rotate\\-keys");
    assert!(folder.path().join("bb-pocket-backup.1").exists());
    for shell in ["bash", "zsh", "fish"] {
        let (code, told) = run(folder.path(), &["completions", shell], &[]);
        assert_eq!(code, Some(0), "{told}");
        contains(&told, "rotate-keys");
    }
}
