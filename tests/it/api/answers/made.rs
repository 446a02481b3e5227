//! Making answers from schemas, and making something wrong in them.

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};

use super::super::calls::WHEN;
use super::super::openapi::{Operation, resolved};

/// Fields without which an answer tells nothing, though the document requires none of them.
const TELLING: [&str; 6] = ["id", "url", "limit", "name", "status", "email"];

/// Values that no field expects.
pub(super) static AWKWARD: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let values = json!([
        null, true, false, 0, -1, 999_999, i64::MIN, i64::MAX, u64::MAX, 1e300, 0.5, "", " ", "\u{202e}\n", "0", "-5", "x", "12x",
        [], {}, [[]], {"id": 1}, ["a"]
    ]);
    values.as_array().unwrap().clone()
});

/// A success as the document describes it; any object where it does not.
pub(super) fn answer(operation: &Operation) -> BoxedStrategy<Value> {
    match operation.success() {
        Some(schema) => value("", schema),
        None => extra().prop_map(Value::Object).boxed(),
    }
}

fn value(name: &str, schema: &Value) -> BoxedStrategy<Value> {
    if let Some(kinds) = schema["anyOf"].as_array().or(schema["allOf"].as_array()) {
        // An error is no success, though some successes of the document allow for one.
        let successes = kinds.iter().filter(|kind| kind["$ref"] != "#/components/schemas/Error");
        return any_of(successes.map(|kind| value(name, kind)));
    }
    if schema["$ref"].is_string() {
        return value(name, resolved(schema));
    }
    if let Some(words) = schema["enum"].as_array() {
        return select(words.clone()).boxed();
    }
    match &schema["type"] {
        Value::Array(kinds) => any_of(kinds.iter().map(|kind| of_type(name, kind.as_str().unwrap(), schema))),
        Value::String(kind) => of_type(name, kind, schema),
        _ => select(vec![json!(null), json!(5), json!("text"), json!({"a": [1]}), json!([]), json!(true)]).boxed(),
    }
}

fn any_of(kinds: impl Iterator<Item = BoxedStrategy<Value>>) -> BoxedStrategy<Value> {
    let kinds: Vec<_> = kinds.collect();
    Union::new(kinds).boxed()
}

fn of_type(name: &str, kind: &str, schema: &Value) -> BoxedStrategy<Value> {
    let is_id = name == "id" || name.ends_with("_id");
    match kind {
        "null" => Just(Value::Null).boxed(),
        "boolean" => any::<bool>().prop_map(Value::from).boxed(),
        "integer" if is_id => (1..=i64::from(u32::MAX)).prop_map(Value::from).boxed(),
        "integer" => any::<i64>().prop_map(Value::from).boxed(),
        "number" => (-1e9..1e9).prop_map(Value::from).boxed(),
        "string" if schema["format"] == "date-time" => Just(json!(WHEN)).boxed(),
        "string" => "[a-z/@*][ -~äß√\u{1f600}]{0,12}".prop_map(Value::from).boxed(),
        "array" => prop::collection::vec(value("", &schema["items"]), 0..4).prop_map(Value::from).boxed(),
        "object" => object(schema),
        other => panic!("a schema of type {other}"),
    }
}

fn object(schema: &Value) -> BoxedStrategy<Value> {
    let none = Map::new();
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let fields: Vec<BoxedStrategy<Option<(String, Value)>>> = schema["properties"]
        .as_object()
        .unwrap_or(&none)
        .iter()
        .map(|(name, schema)| {
            let field = value(name, schema).prop_map({
                let name = name.clone();
                move |value| (name.clone(), value)
            });
            let always = required.contains(&name.as_str()) || TELLING.contains(&name.as_str());
            if always { field.prop_map(Some).boxed() } else { prop::option::of(field).boxed() }
        })
        .collect();
    (fields, extra()).prop_map(|(known, extra)| known.into_iter().flatten().chain(extra).collect()).boxed()
}

/// Fields that the document does not know.
fn extra() -> impl Strategy<Value = Map<String, Value>> {
    let fields = prop::collection::vec(("x_[a-z]{1,5}", select(AWKWARD.clone())), 0..3);
    fields.prop_map(|fields| fields.into_iter().collect())
}

/// Puts a value at a place, or takes away what stands there.
pub(super) fn harm(whole: &mut Value, place: &str, value: Option<Value>) {
    let removed = place.rsplit_once('/').and_then(|(above, name)| Some((whole.pointer_mut(above)?, name)));
    match (value, removed) {
        (None, Some((Value::Object(fields), name))) => drop(fields.remove(name)),
        (value, _) => {
            if let Some(harmed) = whole.pointer_mut(place) {
                *harmed = value.unwrap_or_default();
            }
        }
    }
}
