//! The process ends without a word, at every step and at random: nothing accepted is lost, nothing is done twice.

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::process::Child;
use std::time::Duration;

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Chat, Event, Person, Telegram};

use crate::process::{Operated, bb_pocket, finished, terminate, text};
use crate::support::{contains, holds};

/// The bot with a place where it ends.
fn start_with_crash(operated: &Operated, place: &str) -> Child {
    let mut settings = operated.settings.clone();
    settings.insert("FAILPOINTS", format!("{place}=return"));
    bb_pocket(&[], &settings, operated.folder.path()).spawn().unwrap()
}

/// Waits until a process has ended by itself.
async fn ended(mut child: Child, place: &str) {
    let id = child.id().to_string();
    let waited = tokio::task::spawn_blocking(move || child.wait().unwrap());
    let Ok(status) = tokio::time::timeout(Duration::from_secs(60), waited).await else {
        // The runtime waits for its blocking tasks: a child that goes on would hold up the failure for ever.
        let _ = std::process::Command::new("kill").args(["-KILL", &id]).status();
        panic!("the place «{place}» was not reached");
    };
    let status = status.unwrap();
    assert!(!status.success(), "{place}: {status}");
}

/// The database is whole.
fn is_whole(operated: &Operated) {
    let checked = std::process::Command::new("sqlite3")
        .arg(operated.folder.path().join("data/bb-pocket.db"))
        .arg("PRAGMA integrity_check")
        .output();
    // Where there is no sqlite3, the bot that started again and answered has to do.
    if let Ok(checked) = checked {
        assert_eq!(text(&checked.stdout).trim(), "ok");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_question_survives_the_end_at_every_step() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    for place in [
        "intake-received",
        "intake-stored",
        "intake-taken",
        "runner-begun",
        "runner-drawn",
        "deliver-ready",
        "deliver-sent",
        "finish-ready",
        "finish-written",
    ] {
        let before = operated.telegram.events().len();
        let crashing = start_with_crash(&operated, place);
        operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123");
        ended(crashing, place).await;
        let child = operated.start();
        operated.sees(before, "New      21").await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        let answers = answers(&operated.telegram, operated.anna.chat(), before, "CSV import: ok");
        assert!((1..=2).contains(&answers), "{place}: answered {answers} times");
        is_whole(&operated);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_met_again_after_a_crash_does_not_answer_the_question_that_its_reply_asked() {
    for place in ["finish-ready", "finish-written"] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/csvstatus", "Which bot?").await;
        operated.ends(child);
        let before = operated.telegram.events().len();
        let crashing = start_with_crash(&operated, place);
        operated.telegram.say(&operated.anna, operated.anna.chat(), "123");
        ended(crashing, place).await;
        operated.sees(before, "of which bot?").await;
        // Without the list any number may be a bot's.
        operated.api.forget_route("get_bots");
        let child = operated.start();
        operated.says("2792787", "New      21").await;
        operated.ends(child);
        let asked = operated.api.calls().into_iter().filter(|call| call.endpoint == "get_csv_import_task").count();
        assert_eq!(asked, 1, "{place}: the import's number was taken for a bot's");
    }
}

fn answers(telegram: &Telegram, chat: Chat, before: usize, words: &str) -> usize {
    let events = telegram.events();
    events[before..]
        .iter()
        .filter(|event| matches!(event, Event::Sent(message) if message.chat == chat && message.text.contains(words)))
        .count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_happens_once_whatever_step_the_process_ends_at() {
    for place in ["intake-stored", "runner-begun", "act-claimed", "act-ended", "deliver-ready", "deliver-sent"] {
        let operated = Operated::new().await;
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/forget", "Erase all I store about you?").await;
        operated.ends(child);
        let crashing = start_with_crash(&operated, place);
        let chat = operated.anna.chat();
        let question = operated.telegram.last_from_bot(chat).unwrap();
        operated.telegram.press(&operated.anna, chat, question.id, "Erase everything").unwrap();
        ended(crashing, place).await;
        let child = operated.start();
        operated.says("/accounts", "No account yet").await;
        operated.ends(child);
        let screen: String = operated.telegram.messages(chat).into_iter().map(|message| message.text).collect();
        contains(&screen, "Everything about you is erased");
        assert!(!screen.contains("That question is over"), "{place}: {screen}");
        is_whole(&operated);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_in_a_burst_of_two_thousand_lose_nothing_and_keep_the_order() {
    const PEOPLE: i64 = 100;
    const EACH: usize = 20;
    let operated = Operated::new().await;
    let people: Vec<Person> = (0..PEOPLE).map(|number| Person::new(8000 + number, "Anna")).collect();
    for place in 0..EACH {
        for person in &people {
            operated.telegram.say(person, person.chat(), &format!("/x{place:03}"));
        }
    }
    let sent = |telegram: &Telegram| telegram.calls().iter().filter(|call| call.method == "sendmessage").count();
    // Some progress between the kills, a different one each time; the same in every run.
    for progress in [1, 7, 23, 60, 111, 5, 180, 42, 90, 3] {
        let mut child = operated.start();
        let goal = sent(&operated.telegram) + progress;
        let reached = |calls: &[bb_pocket::sandbox::telegram::Call]| {
            calls.iter().filter(|call| call.method == "sendmessage").count() >= goal
        };
        operated.telegram.wait_for_calls(reached).await.unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let child = operated.start();
    let wanted = usize::try_from(PEOPLE).unwrap() * EACH;
    let all = |events: &[Event]| distinct(events) >= wanted;
    operated.telegram.wait_for(all).await.unwrap();
    operated.ends(child);
    let aside = operated
        .telegram
        .events()
        .iter()
        .filter(
            |event| matches!(event, Event::Sent(message) if message.text.contains("set one of your messages aside")),
        )
        .count();
    assert_eq!(aside, 0, "nobody's message ended the process");
    let mut seen: BTreeMap<i64, Vec<String>> = BTreeMap::new();
    for event in operated.telegram.events() {
        if let Event::Sent(message) = event {
            let echo = message.text.split("/x").nth(1).map(|rest| rest.chars().take(3).collect::<String>());
            let chat = seen.entry(message.chat.id()).or_default();
            // An answer may come twice after a crash; its first coming counts for the order.
            if let Some(echo) = echo.filter(|echo| !chat.contains(echo)) {
                chat.push(echo);
            }
        }
    }
    let expected: Vec<String> = (0..EACH).map(|place| format!("{place:03}")).collect();
    assert!(seen.values().all(|echoes| *echoes == expected), "{seen:?}");
    assert_eq!(seen.len(), people.len());
    is_whole(&operated);
}

fn distinct(events: &[Event]) -> usize {
    let echoes = events.iter().filter_map(|event| match event {
        Event::Sent(message) if message.text.contains("/x") => Some((message.chat.id(), message.text.clone())),
        _ => None,
    });
    echoes.collect::<std::collections::BTreeSet<_>>().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rotation_ended_half_way_goes_on_beside_the_running_bot() {
    let operated = Operated::new().await;
    let child = operated.start();
    for number in 0..5 {
        let key = format!("FAKE-account-key-FAKE-account-key-{number:06}");
        operated.api.add_account(&format!("{number}@example.com"), &key);
        operated.says(&key, "Connected").await;
    }
    let rotate = |failpoints: &str| {
        let mut settings = operated.settings.clone();
        settings.insert("FAILPOINTS", failpoints.to_owned());
        finished(bb_pocket(&["rotate-keys"], &settings, operated.folder.path()))
    };
    let interrupted = rotate("reseal-row=2*off->return");
    assert!(!interrupted.status.success());
    contains(&text(&interrupted.stdout), "Added key");
    operated.says("/accounts", "4…@example.com").await;
    let resumed = rotate("");
    assert!(resumed.status.success(), "{}", text(&resumed.stderr));
    contains(&text(&resumed.stdout), "Going on with a rotation that was interrupted");
    contains(&text(&resumed.stdout), "Sealed 3 rows anew.");
    contains(&text(&resumed.stdout), "No row needs these keys now");
    operated.says("/accounts", "4…@example.com").await;
    let key = "FAKE-account-key-FAKE-account-key-000009";
    operated.api.add_account("9@example.com", key);
    operated.says(key, "Connected as 9…@example.com").await;
    operated.ends(child);
    let again = rotate("");
    contains(&text(&again.stdout), "Sealed 6 rows anew.");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_made_beside_the_running_bot_can_be_restored() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    let copy = operated.folder.path().join("copy.db");
    let backup = || finished(bb_pocket(&["backup", "copy.db"], &operated.settings, operated.folder.path()));
    let made = backup();
    assert!(made.status.success(), "{}", text(&made.stderr));
    let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&copy).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    assert!(!holds(&std::fs::read(&copy).unwrap(), b"DEMO-KEY"), "the key is in the copy");
    assert_eq!(backup().status.code(), Some(1), "a copy is never overwritten");
    operated.ends(child);
    let data = operated.folder.path().join("data");
    for gone in ["bb-pocket.db", "bb-pocket.db-wal", "bb-pocket.db-shm"] {
        let _ = std::fs::remove_file(data.join(gone));
    }
    std::fs::copy(&copy, data.join("bb-pocket.db")).unwrap();
    let child = operated.start();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_signal_under_load_ends_in_good_order_and_a_second_one_at_once() {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    for second in [false, true] {
        let held = Barrier::new();
        operated.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
        let mut child = operated.start();
        let before = operated.telegram.events().len();
        let asked = operated.telegram.say(&operated.anna, operated.anna.chat(), "/csvstatus 2792787 123");
        held.reached(1).await;
        operated.telegram.acknowledged(asked).await.unwrap();
        terminate(&child);
        if second {
            terminate_until_gone(&mut child).await;
            assert_eq!(child.wait().unwrap().code(), Some(130));
            let child = operated.start();
            operated.sees(before, "New      21").await;
            operated.ends(child);
        } else {
            // The work under way ends in its time: the answer comes, then the process goes.
            held.release();
            operated.sees(before, "New      21").await;
            assert_eq!(child.wait().unwrap().code(), Some(0));
        }
    }
}

/// Signals are heard one at a time: two that come together are one.
async fn terminate_until_gone(child: &mut Child) {
    while child.try_wait().unwrap().is_none() {
        terminate(child);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_outage_of_telegram_is_one_line_and_its_end_another() {
    let operated = Operated::new().await;
    operated.telegram.fault("getupdates", 3, Fault::Status(502, "Bad Gateway".into()));
    let child = operated.start();
    operated.says("/help", "What I can do").await;
    let log = operated.ends(child);
    assert_eq!(log.matches("no updates from Telegram for now").count(), 1, "{log}");
    assert_eq!(log.matches("polling Telegram again").count(), 1, "{log}");
}

/// Reads what a process logs until a line holds these words.
fn logs(child: &mut Child, words: &str) {
    let log = std::io::BufReader::new(child.stderr.as_mut().unwrap());
    assert!(log.lines().map_while(Result::ok).any(|line| line.contains(words)), "«{words}» was never logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_acknowledges_nothing_and_loses_nothing() {
    let mut operated = Operated::new().await;
    operated.settings.insert("RUST_LOG", "info".to_owned());
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.ends(child);
    let before = operated.telegram.events().len();
    let long = "x".repeat(3_000);
    let people: Vec<Person> = (0..60).map(|number| Person::new(8000 + number, "Anna")).collect();
    let updates: Vec<_> =
        people.iter().map(|person| operated.telegram.say(person, person.chat(), &format!("/{long}"))).collect();
    let mut settings = operated.settings.clone();
    settings.insert("FAILPOINTS", "disk-size=return(40)".to_owned());
    let child = bb_pocket(&[], &settings, operated.folder.path()).spawn().unwrap();
    let mut child = tokio::task::spawn_blocking(move || {
        let mut child = child;
        logs(&mut child, "updates could not be stored");
        child
    })
    .await
    .unwrap();
    terminate(&child);
    assert!(child.wait().unwrap().success());
    is_whole(&operated);
    assert_eq!(
        operated.telegram.calls().iter().filter(|call| call.method == "sendmessage").count(),
        1,
        "only «Connected»"
    );
    let child = operated.start();
    for update in updates {
        operated.telegram.acknowledged(update).await.unwrap();
    }
    let all = |events: &[Event]| {
        let answered = events[before..]
            .iter()
            .filter(|event| matches!(event, Event::Sent(message) if message.text.contains("I don't know")));
        answered.count() == people.len()
    };
    operated.telegram.wait_for(all).await.unwrap();
    operated.says("/csvstatus 2792787 123", "New      21").await;
    operated.ends(child);
}
