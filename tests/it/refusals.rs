//! What Telegram's refusals and odd answers do to the bot, its log, `check` and its metrics.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::{Duration, Instant};

use bb_pocket::sandbox::bots_business::BotsBusiness;
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{Person, Telegram};
use bb_pocket::telegram::refusal::Meaning;
use bb_pocket::telegram::wire::{CallError, Wire};
use serde_json::{Value, json};
use teloxide::payloads::{DeleteMessage, GetMe, SendMessage};
use teloxide::types::{ChatId, MessageId as Number};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::process::{bb_pocket, finished, text};
use crate::support::{TestBot, contains, noon};

/// A simulated Telegram where Anna has written, and the way to it.
async fn way() -> (Telegram, Wire, Person) {
    let telegram = Telegram::start(noon()).await.unwrap();
    let anna = Person::new(7001, "Anna");
    telegram.say(&anna, anna.chat(), "hi");
    let wire = Wire::new(&telegram.token().into(), telegram.url().parse().unwrap()).unwrap();
    (telegram, wire, anna)
}

fn hello() -> SendMessage {
    SendMessage::new(ChatId(7001), "hello")
}

/// A server that answers each connection's first request with these pieces, the last one again and again if `endless`.
async fn answering(head: &'static str, piece: Vec<u8>, endless: bool) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let piece = piece.clone();
            tokio::spawn(async move {
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let _ = stream.write_all(head.as_bytes()).await;
                while stream.write_all(&piece).await.is_ok() && endless {}
            });
        }
    });
    address
}

fn wire_to(address: SocketAddr) -> Wire {
    let token = "123456789:SANDBOX-fake-token-not-a-real-one-x".to_owned();
    Wire::new(&token.into(), format!("http://{address}").parse().unwrap()).unwrap()
}

#[tokio::test]
async fn a_send_that_was_taken_is_never_repeated_whatever_the_answer() {
    for answer in
        ["", "<html>ok</html>", r#"{"ok":true,"result":{}}"#, r#"{"ok":true,"result":true}"#, r#"{"ok":true}"#]
    {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        bot.world.telegram.fault("sendmessage", 1, Fault::ServedAs(answer.into()));
        let before = bot.world.telegram.messages(anna.chat).len();
        contains(&anna.says("/help").await, "What I can do");
        assert_eq!(bot.world.telegram.messages(anna.chat).len(), before + 2, "her message and one answer: {answer}");
        contains(&anna.says("/privacy").await, "What I store");
    }
}

#[tokio::test]
async fn a_send_whose_answer_is_cut_was_taken() {
    let (telegram, wire, anna) = way().await;
    telegram.fault("sendmessage", 1, Fault::CutBody);
    assert_eq!(wire.send(&hello()).await, Ok(None));
    assert_eq!(telegram.messages(anna.chat()).len(), 2);
    let sent = wire.send(&hello()).await.unwrap();
    assert_eq!(sent.map(|message| message.get()), Some(3));
}

#[tokio::test]
async fn a_status_decides_where_the_body_is_nobodys() {
    let (telegram, wire, _) = way().await;
    let page = || "<h1>nginx</h1>".to_owned();
    for (status, expected) in [
        (413, CallError::Refused(Meaning::FileTooBig)),
        (429, CallError::Busy),
        (403, CallError::NoAnswer),
        (502, CallError::NoAnswer),
    ] {
        telegram.fault("sendmessage", 1, Fault::Whole(status, page()));
        assert_eq!(wire.send(&hello()).await, Err(expected), "{status}");
    }
    let refused = json!({ "ok": false, "error_code": 400, "description": "Bad Request: chat not found" });
    telegram.fault("sendmessage", 1, Fault::Garbage(refused.to_string()));
    let refused = Err(CallError::Refused(Meaning::ChatNotFound));
    assert_eq!(wire.send(&hello()).await, refused, "a 200 that says it was refused");
}

#[tokio::test]
async fn what_deletes_a_secret_is_done_only_when_telegram_says_so() {
    let (telegram, wire, _) = way().await;
    for fault in [Fault::Garbage("<html>".into()), Fault::CutBody, Fault::Garbage(String::new())] {
        telegram.fault("deletemessage", 1, fault);
        let deleted: Result<bool, CallError> = wire.call(&DeleteMessage::new(ChatId(7001), Number(1))).await;
        assert_eq!(deleted, Err(CallError::NoAnswer));
    }
}

#[tokio::test]
async fn a_body_is_read_up_to_its_limit_and_a_send_is_done_all_the_same() {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let address = answering(head, vec![b' '; 1 << 16], true).await;
    let wire = wire_to(address);
    let begun = Instant::now();
    assert_eq!(wire.send(&hello()).await, Ok(None));
    assert_eq!(wire.call::<_, Value>(&GetMe::new()).await, Err(CallError::NoAnswer));
    let poll = wire.post("getUpdates", &json!({ "offset": 5_000_000_000_i64 }), Duration::from_secs(30)).await;
    assert_eq!(poll.err(), Some(CallError::TooLarge(None)), "fewer updates may fit");
    assert!(begun.elapsed() < Duration::from_secs(20), "the limit ends it, not the time");
}

#[tokio::test]
async fn a_poll_may_be_larger_than_other_answers() {
    let updates = format!(r#"{{"ok":true,"result":["{}"]}}"#, "x".repeat(3 << 20));
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";
    let wire = wire_to(answering(head, updates.into_bytes(), false).await);
    let poll = wire.post("GetUpdates", &json!({}), Duration::from_secs(30)).await.unwrap();
    assert_eq!(wire.read::<Vec<String>>("GetUpdates", &poll).unwrap().len(), 1);
    assert_eq!(wire.call::<_, Value>(&GetMe::new()).await, Err(CallError::NoAnswer));
}

#[tokio::test]
async fn a_payload_of_our_own_carries_an_offset_of_any_size() {
    let (telegram, wire, _) = way().await;
    let offset = 5_000_000_000_i64;
    let body =
        wire.post("getUpdates", &json!({ "offset": offset, "timeout": 0 }), Duration::from_secs(5)).await.unwrap();
    assert_eq!(wire.read::<Vec<Value>>("getUpdates", &body).unwrap().len(), 1);
    assert_eq!(telegram.calls().last().unwrap().body["offset"], json!(offset));
}

#[tokio::test]
async fn a_flood_without_a_time_makes_no_spin() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let body = r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":0}}"#;
    bot.world.telegram.fault("sendmessage", 1, Fault::Whole(429, body.into()));
    let begun = Instant::now();
    contains(&anna.says("/help").await, "What I can do");
    assert!(begun.elapsed() >= Duration::from_secs(1), "at least a second");
}

#[tokio::test]
async fn an_edit_that_is_refused_in_any_words_becomes_a_new_message() {
    for words in [
        "Bad Request: MESSAGE_TOO_OLD",
        "Bad Request: message is not a text message",
        "Bad Request: message identifier is not specified",
        "Bad Request: BUTTON_DATA_INVALID",
        "Bad Request: UNICORN_INVALID",
    ] {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        anna.says("/csvstatus 2792787 123").await;
        bot.world.telegram.fault("editmessagetext", 1, Fault::Status(400, words.into()));
        contains(&anna.presses("Refresh").await, "CSV import");
    }
}

#[tokio::test]
async fn a_message_that_cannot_be_deleted_is_not_taken_for_a_deleted_one() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    let kept = Fault::Status(400, "Bad Request: message can't be deleted for everyone".into());
    bot.world.telegram.fault("deletemessage", usize::MAX, kept);
    let seen = anna.says(bb_pocket::sandbox::bots_business::DEMO_KEY).await;
    contains(&seen.to_lowercase(), "delete");
}

#[tokio::test]
async fn an_address_that_is_not_telegrams_is_named_without_the_token() {
    let (telegram, _, _) = way().await;
    let token = telegram.token();
    let path = format!("{}/some/path", telegram.url());
    let wire = Wire::new(&token.clone().into(), path.parse().unwrap()).unwrap();
    let error = wire.username().await.unwrap_err();
    assert_eq!(error.to_string(), format!("the Bot API is not at {path}; correct TELOXIDE_API_URL"));
    let wire = Wire::new(&token.clone().into(), telegram.url().parse().unwrap()).unwrap();
    for fault in [
        Fault::Whole(404, "<h1>nginx</h1>".into()),
        Fault::Whole(405, "<h1>nginx</h1>".into()),
        Fault::Whole(200, "<h1>My shop</h1>".into()),
        Fault::Redirect("http://127.0.0.1:1/".into()),
    ] {
        telegram.fault("getme", 1, fault);
        let error = wire.username().await.unwrap_err();
        assert!(matches!(error, CallError::WrongAddress(_)) && error.may_pass(), "{error}");
        assert!(error.to_string().contains(&telegram.url()) && !error.to_string().contains(&token), "{error}");
    }
    for fault in [Fault::Whole(502, "<h1>nginx</h1>".into()), Fault::Whole(200, "{".into()), Fault::CutBody] {
        telegram.fault("getme", 1, fault);
        assert_eq!(wire.username().await, Err(CallError::NoAnswer));
    }
    let bare = json!({ "ok": false, "error_code": 404, "description": "Not Found" });
    telegram.fault("getme", 1, Fault::Whole(404, bare.to_string()));
    assert_eq!(wire.username().await, Err(CallError::Refused(Meaning::UnknownToken)));
    let mistaken = format!("{}/bot{token}", telegram.url());
    let wire = Wire::new(&token.clone().into(), mistaken.parse().unwrap()).unwrap();
    let error = wire.username().await.unwrap_err().to_string();
    assert!(!error.contains(&token) && error.contains("***"), "{error}");
}

/// The line of `check` about Telegram, and whether it ended well.
async fn checked(telegram: &Telegram, token: &str, url: &str) -> (bool, String) {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = BTreeMap::from([
        ("TELOXIDE_TOKEN", token.to_owned()),
        ("TELOXIDE_API_URL", url.to_owned()),
        ("BB_API_URL", api.url()),
    ]);
    let command = bb_pocket(&["check"], &settings, folder.path());
    let done = tokio::task::spawn_blocking(|| finished(command)).await.unwrap();
    let out = text(&done.stdout);
    assert!(!out.contains(&telegram.token()) && !text(&done.stderr).contains(&telegram.token()), "{out}");
    let line = out.lines().find(|line| line.contains("Telegram:")).unwrap_or_default().to_owned();
    (done.status.success(), line)
}

#[tokio::test]
async fn check_tells_a_wrong_token_a_wrong_address_and_a_webhook_apart() {
    let (telegram, _, _) = way().await;
    let (token, url) = (telegram.token(), telegram.url());
    let unknown = format!("987654321:{}", token.split_once(':').unwrap().1.to_lowercase());
    let (good, line) = checked(&telegram, &unknown, &url).await;
    assert!(!good && line.contains("does not know this token"), "{line}");
    let path = format!("{url}/wrong");
    let (good, line) = checked(&telegram, &token, &path).await;
    assert!(!good && line.contains(&format!("the Bot API is not at {path}")), "{line}");
    let (good, line) = checked(&telegram, &token, &url).await;
    assert!(good && line.contains("the token is that of @"), "{line}");
    telegram.set_webhook("https://shop.example/hook");
    let (good, line) = checked(&telegram, &token, &url).await;
    assert!(!good && line.contains("a webhook is set") && line.contains("deleteWebhook"), "{line}");
}

/// What the bot logs while it runs against a Telegram, until so many lines hold `wish`; at most 20 s of it.
async fn logged(telegram: &Telegram, wish: &'static str, lines: usize) -> String {
    let api = BotsBusiness::start(noon()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let settings = BTreeMap::from([
        ("TELOXIDE_TOKEN", telegram.token()),
        ("TELOXIDE_API_URL", telegram.url()),
        ("BB_API_URL", api.url()),
    ]);
    let mut child = bb_pocket(&["run"], &settings, folder.path()).spawn().unwrap();
    let told = BufReader::new(child.stderr.take().unwrap()).lines();
    let mut reading = tokio::task::spawn_blocking(move || {
        let (mut log, mut left) = (String::new(), lines);
        for line in told {
            let line = line.unwrap();
            log.push_str(&line);
            log.push('\n');
            left -= usize::from(line.contains(wish));
            if left == 0 {
                break;
            }
        }
        log
    });
    let early = tokio::time::timeout(Duration::from_secs(20), &mut reading).await;
    child.kill().unwrap();
    child.wait().unwrap();
    match early {
        Ok(log) => log.unwrap(),
        // Its end is the end of its log.
        Err(_) => reading.await.unwrap(),
    }
}

#[tokio::test]
async fn the_log_tells_a_webhook_from_another_poller() {
    let (telegram, _, _) = way().await;
    telegram.set_webhook("https://shop.example/hook");
    let log = logged(&telegram, "webhook", 1).await;
    assert!(log.contains("a webhook is set for this token") && !log.contains("another process"), "{log}");
    let (telegram, _, _) = way().await;
    telegram.fault("getupdates", usize::MAX, Fault::Conflict);
    let log = logged(&telegram, "another process", 1).await;
    assert!(log.contains("another process polls with this token") && !log.contains("webhook"), "{log}");
}

#[tokio::test]
async fn unknown_words_are_logged_once_and_without_what_they_repeat() {
    let (telegram, _, _) = way().await;
    let words = "Bad Request: UNICORN_INVALID \"buy milk\" FAKE-other-key-FAKE-other-key-FAKE-00002";
    telegram.fault("sendmessage", usize::MAX, Fault::Status(418, words.into()));
    for _ in 0..3 {
        let anna = Person::new(7001, "Anna");
        telegram.say(&anna, anna.chat(), "/help");
    }
    let log = logged(&telegram, "refused an answer for good", 3).await;
    assert_eq!(log.matches("UNICORN_INVALID").count(), 1, "{log}");
    assert!(!log.contains("buy milk") && !log.contains("FAKE-other-key"), "{log}");
    assert!(log.contains("418"), "{log}");
}
