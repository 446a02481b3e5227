use super::*;

fn error(body: &str) -> CallError {
    error_of(body, 200)
}

fn error_of(body: &str, status: u16) -> CallError {
    match read::<bool>(body.as_bytes(), status) {
        Reading::Refused(failure) => failure.meant(),
        Reading::Result(_) => unreachable!("a result: {body}"),
        Reading::Unreadable => CallError::NoAnswer,
    }
}

fn refusal(code: u16, description: &str) -> CallError {
    error(&serde_json::json!({"ok": false, "error_code": code, "description": description}).to_string())
}

fn flood(parameters: &str) -> CallError {
    let description = "Too Many Requests";
    error(&format!(r#"{{"ok":false,"error_code":429,"description":"{description}","parameters":{parameters}}}"#))
}

#[test]
fn failures_are_read_by_meaning() {
    let seven = CallError::RetryAfter(Duration::from_secs(7));
    for (code, description, expected) in [
        (400, "Bad Request: message to edit not found", CallError::Refused(Meaning::MessageGone)),
        (403, "Forbidden: bot was blocked by the user", CallError::Refused(Meaning::Blocked)),
        (429, "Too Many Requests: retry after 7", seven.clone()),
        (400, "Bad Request: SLOWMODE_WAIT_7", CallError::SlowMode(Duration::from_secs(7))),
        (400, "Bad Request: slow mode is enabled", CallError::Busy),
        (502, "Bad Gateway", CallError::NoAnswer),
        (500, "Internal Server Error: restart", CallError::NoAnswer),
        (
            500,
            "Internal Server Error: sent message was immediately deleted",
            CallError::Refused(Meaning::DeletedAtOnce),
        ),
    ] {
        assert_eq!(refusal(code, description), expected, "{description}");
    }
    assert_eq!(flood(r#"{"retry_after":7}"#), seven);
    let moved = r#"{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001234567890}}"#;
    assert_eq!(error(moved), CallError::Migrated(-1_001_234_567_890));
    assert_eq!(error(&moved.replace("-1001234567890", "\"-1001234567890\"")), CallError::Migrated(-1_001_234_567_890));
}

#[test]
fn a_wait_is_never_under_a_second_and_as_long_as_it_is_told() {
    for nothing in ["{}", "null", "[]", r#"{"retry_after":0}"#, r#"{"retry_after":-5}"#, r#"{"retry_after":"soon"}"#] {
        assert_eq!(flood(nothing), CallError::Busy, "{nothing}");
    }
    assert_eq!(refusal(429, "Too Many Requests: retry after 0"), CallError::Busy);
    for (told, seconds) in [
        (r#"{"retry_after":1}"#, 1),
        (r#"{"retry_after":"37"}"#, 37),
        (r#"{"retry_after":0.2}"#, 1),
        (r#"{"retry_after":9000000000}"#, 9_000_000_000),
        (r#"{"retry_after":18446744073709551615}"#, u64::MAX),
        (r#"{"retry_after":1e300}"#, u64::MAX),
    ] {
        assert_eq!(flood(told), CallError::RetryAfter(Duration::from_secs(seconds)), "{told}");
    }
    let digits = "9".repeat(40);
    let longest = CallError::RetryAfter(Duration::from_secs(u64::MAX));
    assert_eq!(refusal(429, &format!("Too Many Requests: retry after {digits}")), longest);
    assert_eq!(longest.pause(Duration::ZERO), Duration::from_secs(u64::MAX));
    assert_eq!(CallError::Busy.pause(Duration::from_millis(20)), Duration::from_secs(1));
    assert_eq!(CallError::Busy.pause(Duration::from_secs(8)), Duration::from_secs(8), "the caller grows");
    assert_eq!(CallError::NoAnswer.pause(Duration::from_millis(20)), Duration::from_millis(20));
    assert_eq!((CallError::Busy.wait(), CallError::NoAnswer.wait()), (Some(Duration::from_secs(1)), None));
}

#[test]
fn odd_types_hide_no_refusal() {
    for body in [
        r#"{"ok":false,"error_code":"403","description":"Forbidden: bot was blocked by the user"}"#,
        r#"{"error_code":403,"description":"Forbidden: bot was blocked by the user","parameters":7}"#,
        r#"{"ok":false,"error_code":403,"description":"Forbidden: bot was blocked by the user","more":{"a":[1]}}"#,
    ] {
        assert_eq!(error(body), CallError::Refused(Meaning::Blocked), "{body}");
    }
    let coded = r#"{"ok":false,"description":["x"],"error_code":99999999}"#;
    assert_eq!(error_of(coded, 403), CallError::Refused(Meaning::Removed));
}

#[test]
fn what_is_not_telegrams_is_no_answer() {
    for body in ["", "<html>502</html>", "{", "[]", "{}", r#"{"ok":true}"#, r#"{"ok":false}"#, r#"{"error":"nginx"}"#] {
        assert_eq!(error(body), CallError::NoAnswer, "{body}");
    }
}

#[test]
fn the_number_of_a_sent_message_is_read_where_there_is_one() {
    for (result, number) in [
        (r#"{"message_id":7,"date":1,"chat":{"id":1}}"#, Some(7)),
        (r#"{"message_id":3000000000}"#, Some(3_000_000_000)),
        (r#"{"message_id":0}"#, None),
        (r#"{"message_id":"seven"}"#, None),
        (r#"{"date":1}"#, None),
    ] {
        let body = format!(r#"{{"ok":true,"result":{result}}}"#);
        let Reading::Result(sent) = read::<Sent>(body.as_bytes(), 200) else { unreachable!("{body}") };
        assert_eq!(sent.message(), number.map(MessageId::new), "{body}");
    }
    assert!(matches!(read::<Sent>(br#"{"ok":true,"result":true}"#, 200), Reading::Unreadable));
}
