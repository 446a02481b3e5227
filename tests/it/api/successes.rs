//! A success of each call, as the API really words it and as it may come tomorrow.

use serde_json::{Value, json};

use super::calls::{CALLS, Call};
use super::server::{Reply, Server};

/// What every call shows of its answer after this was done to it.
async fn shown_after(change: impl Fn(&Value) -> Value) -> Vec<(&'static Call, Value)> {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let mut all = Vec::new();
    for call in CALLS.iter() {
        let answered = call.told_of(&server, &api, &change(&call.told)).await;
        let answered = answered.unwrap_or_else(|error| panic!("{}: {error:?}", call.endpoint));
        all.push((call, answered.shown));
    }
    all
}

/// A value with every value in it replaced.
fn each(value: &Value, change: &impl Fn(Value) -> Value) -> Value {
    change(match value {
        Value::Array(items) => items.iter().map(|item| each(item, change)).collect(),
        Value::Object(fields) => fields.iter().map(|(name, value)| (name.clone(), each(value, change))).collect(),
        other => other.clone(),
    })
}

#[tokio::test]
async fn every_success_is_read_as_what_it_is() {
    for (call, shown) in shown_after(Value::clone).await {
        assert_eq!(shown, call.shows, "{}", call.endpoint);
    }
}

#[tokio::test]
async fn numbers_may_come_as_texts() {
    let as_texts = |value: Value| if value.is_number() { json!(value.to_string()) } else { value };
    for (call, shown) in shown_after(|told| each(told, &as_texts)).await {
        assert_eq!(shown, call.shows, "{}", call.endpoint);
    }
}

#[tokio::test]
async fn texts_may_come_as_numbers() {
    let as_numbers = |value: Value| match value.as_str().and_then(|text| text.parse::<i64>().ok()) {
        Some(number) => json!(number),
        None => value,
    };
    for (call, shown) in shown_after(|told| each(told, &as_numbers)).await {
        assert_eq!(shown, call.shows, "{}", call.endpoint);
    }
}

#[tokio::test]
async fn whole_numbers_may_come_with_a_point() {
    let with_points = |value: Value| value.as_i64().map_or(value.clone(), |number| json!(number as f64));
    for (call, shown) in shown_after(|told| each(told, &with_points)).await {
        // What a bot's code stored is no number of the API's.
        if call.endpoint.name() != "get_properties" {
            assert_eq!(shown, call.shows, "{}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn fields_that_nobody_knows_change_nothing() {
    let grown = |value: Value| match value {
        // What a bot's code stored is shown as it is.
        Value::Object(fields) if fields.contains_key("item") => Value::Object(fields),
        Value::Object(mut fields) => {
            fields.insert("tomorrow".into(), json!({"id": 999, "deep": [[1], {"name": "x"}]}));
            fields.insert("success".into(), json!(true));
            Value::Object(fields)
        }
        other => other,
    };
    for (call, shown) in shown_after(|told| each(told, &grown)).await {
        assert_eq!(shown, call.shows, "{}", call.endpoint);
    }
}

#[tokio::test]
async fn an_error_field_that_says_nothing_is_no_error() {
    for empty in
        [json!({"error": null}), json!({"errors": []}), json!({"error": "", "errors": {}}), json!({"error": false})]
    {
        let beside = |told: &Value| match told {
            Value::Object(fields) => fields.clone().into_iter().chain(empty.as_object().unwrap().clone()).collect(),
            other => other.clone(),
        };
        for (call, shown) in shown_after(beside).await {
            assert_eq!(shown, call.shows, "{}", call.endpoint);
        }
    }
}

#[tokio::test]
async fn a_status_that_nobody_knows_is_shown_as_it_is() {
    const WORD: &str = "half asleep";
    let renamed = |value: Value| match value {
        Value::Object(mut fields) => {
            for name in ["status", "chat_type", "type"] {
                fields.entry(name).and_modify(|word| *word = json!(WORD));
            }
            Value::Object(fields)
        }
        other => other,
    };
    let mut with_status = 0;
    for (call, shown) in shown_after(|told| each(told, &renamed)).await {
        let known = call.shows.to_string();
        if ["\"status\":", "\"chat_type\":", "\"type\":"].iter().any(|field| known.contains(field)) {
            assert!(shown.to_string().contains(WORD), "{}: {shown}", call.endpoint);
            with_status += 1;
        }
    }
    assert!(with_status >= 14, "only {with_status} calls tell a status");
}

#[tokio::test]
async fn what_is_null_or_missing_is_not_made_up() {
    let server = Server::start(|_| Reply::new(418, "")).await;
    let api = server.api();
    let kept = ["id", "email", "url", "task_id", "limit", "name"];
    for call in CALLS.iter() {
        for told in [each(&call.told, &bare(&kept, true)), each(&call.told, &bare(&kept, false))] {
            let answered = call.told_of(&server, &api, &told).await;
            let shown = answered.unwrap_or_else(|error| panic!("{}: {error:?} of {told}", call.endpoint)).shown;
            // Whatever is shown stood in what was told.
            for word in ["works", "FAKE", "2025", "/help", "Anna", "\"ok\"", "private"] {
                assert!(
                    !shown.to_string().contains(word) || told.to_string().contains(word),
                    "{}: {shown}",
                    call.endpoint
                );
            }
        }
    }
}

/// Empties all fields but these, or takes them away.
fn bare<'a>(kept: &'a [&str], nulls: bool) -> impl Fn(Value) -> Value + 'a {
    move |value| match value {
        Value::Object(fields) => {
            let fields = fields.into_iter().filter(|(name, _)| nulls || kept.contains(&name.as_str()));
            fields
                .map(|(name, value)| if kept.contains(&name.as_str()) { (name, value) } else { (name, Value::Null) })
                .collect()
        }
        other => other,
    }
}
