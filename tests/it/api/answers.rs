//! Answers made up from the schemas of `tests/openapi.yaml`, as they should be and with something wrong in them.

use bb_pocket::api::{Api, Endpoint};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::Union;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::{Value, json};

use super::calls::{CALLS, Call, Shape};
use super::openapi::{named, resolved, validator};
use super::server::{Reply, Server};
use crate::support::places;

mod made;
use made::answer;

/// Cases of each test: about ten of each call.
const CASES: u32 = 550;

/// Has a call answered like this, and looks at what comes of it.
fn for_all<T: std::fmt::Debug + Clone>(
    cases: impl Strategy<Value = (&'static Call, T)>,
    holds: impl AsyncFn(&'static Call, T, &Server, &Api) -> Result<(), TestCaseError>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let server = runtime.block_on(Server::start(|_| Reply::new(418, "")));
    let api = runtime.block_on(async { server.api() });
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    // The same cases each time: what fails here fails at the next person's too.
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    runner.run(&cases, |(call, case)| runtime.block_on(holds(call, case, &server, &api))).unwrap();
}

/// A call with a valid answer to it, which is about the thing asked for.
fn valid() -> impl Strategy<Value = (&'static Call, Value)> {
    Union::new(CALLS.iter().map(|call| {
        answer(named(call.endpoint.name())).prop_map(move |mut told| {
            if let Some(url) = told.get_mut("url").filter(|_| links(call)) {
                *url = json!("https://t.me/FAKE");
            }
            if let Some(id) = call.known_by.and_then(|place| told.pointer_mut(place)) {
                *id = call.told.pointer(call.known_by.unwrap()).unwrap().clone();
            }
            (call, told)
        })
    }))
}

/// The number that a value can be read as.
fn number(value: Option<&Value>) -> Option<i64> {
    match value? {
        Value::Number(number) => {
            number.as_i64().or_else(|| number.as_f64().filter(|it| it.fract() == 0.0).map(|it| it as i64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether the answer is a link.
fn links(call: &Call) -> bool {
    matches!(call.endpoint, Endpoint::GetTelegramLoginUrl | Endpoint::GetTelegramLinkUrl)
}

fn is_text(value: Option<&Value>) -> bool {
    value.is_some_and(|value| match value {
        Value::String(text) => !text.trim().is_empty(),
        other => other.is_number() || other.is_boolean(),
    })
}

/// Whether an answer names the thing that it is about, where it has to.
fn is_named(call: &Call, told: &Value) -> bool {
    match (call.endpoint, call.known_by) {
        (_, Some(place)) => number(told.pointer(place)) == number(call.told.pointer(place)),
        (Endpoint::GetUser, _) => number(told.get("id")).is_some() || is_text(told.get("email")),
        _ if links(call) => told["url"].as_str().is_some_and(|url| url.starts_with("https://")),
        (Endpoint::CreateBot | Endpoint::CreateCommand | Endpoint::CreateFolder | Endpoint::InstallDemoBot, _) => {
            number(told.get("id")).is_some_and(|id| id > 0)
        }
        _ => true,
    }
}

#[test]
fn every_answer_that_the_document_allows_is_read() {
    for_all(valid(), async |call, told, server, api| {
        let schema = named(call.endpoint.name()).success();
        prop_assert!(schema.is_none_or(|schema| validator(schema).is_valid(&told)), "not made well: {told}");
        let refused = told == json!(false) || told == json!("false");
        let answered = call.told_of(server, api, &told).await;
        prop_assert_eq!(answered.is_ok(), !refused, "{} of {}: {:?}", call.endpoint, told, answered);
        let Ok(shown) = answered.map(|answered| answered.shown) else { return Ok(()) };
        if let (Shape::One | Shape::Perhaps, Some(id), Some(read)) = (call.shape, told.get("id"), shown.get("id")) {
            prop_assert_eq!(id, read);
        }
        if call.shape == Shape::Many {
            prop_assert_eq!(shown.as_array().unwrap().len(), things(call, &told), "{} of {}", call.endpoint, told);
        }
        Ok(())
    });
}

/// How many things a list holds, each once where pages may repeat them.
fn things(call: &Call, told: &Value) -> usize {
    let all = told.as_array().unwrap();
    let paged = [Endpoint::GetCommands, Endpoint::GetChats, Endpoint::GetProperties].contains(&call.endpoint);
    let again = |at: usize| {
        let id = all[at].get("id");
        paged && id.is_some() && all[..at].iter().any(|other| other.get("id") == id)
    };
    (0..all.len()).filter(|at| !again(*at)).count()
}

#[test]
fn nothing_wrong_in_an_answer_breaks_anything_or_hides_what_it_is_about() {
    let harm = (any::<bool>(), any::<Index>(), prop::option::of(select(made::AWKWARD.clone())));
    let harmed = (valid(), harm).prop_map(|((call, mut told), (at_its_name, place, value))| {
        let places = places(&told);
        let name = call.known_by.filter(|_| at_its_name).map(str::to_owned);
        made::harm(&mut told, &name.unwrap_or_else(|| place.get(&places).clone()), value);
        (call, told)
    });
    for_all(harmed, async |call, told, server, api| {
        let answered = call.told_of(server, api, &told).await;
        if !is_named(call, &told) {
            let proves = answered.as_ref().is_ok_and(|answered| call.shape == Shape::One || !answered.shown.is_null());
            prop_assert!(!proves, "{} of {}: {:?}", call.endpoint, told, answered);
        }
        Ok(())
    });
}

#[test]
fn an_answer_with_an_error_in_it_is_never_a_success() {
    let errors = [
        json!({"error": "Bot not found"}),
        json!({"error": {"code": 7}}),
        json!({"error": true}),
        json!({"error": 500}),
        json!({"errors": ["is too short"]}),
        json!({"errors": {"name": ["is too short"]}}),
        json!({"errors": "no"}),
        json!({"success": false}),
        json!({"success": "false"}),
    ];
    let planted = (valid(), select(errors.to_vec())).prop_map(|((call, told), error)| {
        let fields = told.as_object().cloned().unwrap_or_default();
        (call, fields.into_iter().chain(error.as_object().unwrap().clone()).collect::<Value>())
    });
    for_all(planted, async |call, told, server, api| {
        let answered = call.told_of(server, api, &told).await;
        prop_assert!(answered.is_err(), "{} of {}: {:?}", call.endpoint, told, answered);
        Ok(())
    });
}

#[test]
fn no_end_of_a_valid_answer_is_a_success_of_a_call_that_tells_something() {
    let cut = (valid(), any::<Index>()).prop_map(|((call, told), end)| {
        let text = told.to_string();
        let ends: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        (call, text[..*end.get(&ends)].to_owned())
    });
    for_all(cut, async |call, body, server, api| {
        let cut_short = body.clone();
        let answered = call.with(server, api, move || Reply::new(200, cut_short.clone())).await;
        // The beginning of a number is a number; nothing of a thing that is told as one is.
        let tells = [Shape::One, Shape::Many, Shape::True].contains(&call.shape);
        prop_assert!(!tells || answered.is_err(), "{} of {}: {:?}", call.endpoint, body, answered);
        Ok(())
    });
}

/// A schema may say what it is in another place.
#[test]
fn the_document_has_a_schema_for_most_answers() {
    let known = CALLS.iter().filter(|call| named(call.endpoint.name()).success().is_some());
    assert!(known.clone().count() >= 35, "{}", known.count());
    assert!(resolved(&json!({"$ref": "#/components/schemas/Bot"}))["properties"].is_object());
}
