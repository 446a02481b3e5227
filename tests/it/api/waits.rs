//! `Retry-After` (RFC 9110, 10.2.3): seconds or a date, each bounded by a day.

use std::time::Duration;

use bb_pocket::api::{Api, ApiError, LONGEST_WAIT};
use bb_pocket::clock::Clock;
use chrono::{DateTime, Utc};
use serde_json::json;

use super::calls::BOT;
use super::server::{Reply, Server, key};

/// The moment of RFC 9110's example of a date, 5.6.7.
fn the_example() -> DateTime<Utc> {
    "1994-11-06T08:49:37Z".parse().unwrap()
}

fn at(server: &Server, now: DateTime<Utc>) -> Api {
    server.api().timed(Clock::fixed(now))
}

/// What a call is told that meets 429 with this header.
async fn told(header: impl Into<String>, now: DateTime<Utc>) -> Option<Duration> {
    let header = header.into();
    let server = Server::start(move |_| Reply::new(429, "").with("retry-after", header.clone())).await;
    match at(&server, now).bots(&key(1)).await {
        Err(ApiError::Busy { retry_after }) => retry_after,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_date_is_a_wait_until_then_in_all_three_forms() {
    let before = the_example() - Duration::from_secs(90);
    for date in [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        " Sun, 06 Nov 1994 08:49:37 GMT ",
    ] {
        assert_eq!(told(date, before).await, Some(Duration::from_secs(90)), "{date}");
        assert_eq!(told(date, the_example()).await, Some(Duration::ZERO), "{date}, now");
        assert_eq!(told(date, the_example() + Duration::from_secs(5)).await, Some(Duration::ZERO), "{date}, gone");
    }
}

#[tokio::test]
async fn a_read_is_tried_again_once_the_date_has_come_and_not_before() {
    let busy = || Reply::new(429, "").with("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT");
    let server = Server::in_turn([busy(), Reply::json(&json!([]))]).await;
    at(&server, the_example()).bots(&key(1)).await.unwrap();
    assert_eq!(server.seen().len(), 2, "a date that has come");
    let server = Server::in_turn([busy(), Reply::json(&json!([]))]).await;
    at(&server, the_example() - Duration::from_secs(60)).bots(&key(1)).await.unwrap_err();
    assert_eq!(server.seen().len(), 1, "a minute is longer than a person waits");
}

#[tokio::test]
async fn no_wait_is_longer_than_a_day() {
    let day = Some(Duration::from_secs(24 * 60 * 60));
    assert_eq!(Some(LONGEST_WAIT), day);
    for absurd in [
        "86400",
        "86401",
        "9000000000000000000",
        "18446744073709551615",
        "18446744073709551616",
        "1000000000000000000000000000000000000000000000000000000000000000000000",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Mon, 07 Nov 1994 08:49:38 GMT",
    ] {
        assert_eq!(told(absurd, the_example()).await, day, "{absurd}");
    }
    assert_eq!(told("86399", the_example()).await, Some(Duration::from_secs(86_399)));
}

#[tokio::test]
async fn what_is_no_wait_is_none() {
    for nonsense in ["", " ", "-1", "-9223372036854775808", "+5", "1.5", "1e9", "0x10", "5 s", "tomorrow", "NaN"] {
        assert_eq!(told(nonsense, the_example()).await, None, "{nonsense:?}");
    }
    assert_eq!(told("0", the_example()).await, Some(Duration::ZERO));
}

#[tokio::test]
async fn a_server_that_says_when_it_is_back_is_busy_until_then() {
    let away = || Reply::new(503, "").with("retry-after", "600");
    let server = Server::start(move |_| away()).await;
    let (api, key) = (server.api(), key(1));
    let wait = Some(Duration::from_secs(600));
    assert_eq!(api.bots(&key).await.unwrap_err(), ApiError::Busy { retry_after: wait });
    assert_eq!(server.seen().len(), 1, "ten minutes are longer than a person waits");
    // A gateway can say so after it passed a change on.
    assert_eq!(api.delete_bot(&key, BOT).await, Err(ApiError::Uncertain("no answer".into())));
    server.says(|_| Reply::new(503, ""));
    assert_eq!(api.bots(&key).await.unwrap_err(), ApiError::Unavailable);
}
