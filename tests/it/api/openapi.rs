//! `tests/openapi.yaml` as the tests use it: its operations, whether a request keeps to it, and what it answers.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use jsonschema::Validator;
use serde_json::{Map, Value, json};

use super::server::Seen;

pub static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(read);

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| yaml_serde::from_str(include_str!("../../openapi.yaml")).unwrap());

/// An operation of the document.
pub struct Operation {
    /// Its operationId as Rust writes names.
    pub name: String,
    pub method: String,
    pub path: String,
    pub says: Value,
}

fn read() -> Vec<Operation> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| methods.as_object().unwrap().iter().map(move |it| (path, it)));
    all.map(|(path, (method, says))| Operation {
        name: snake(says["operationId"].as_str().unwrap()),
        method: method.to_uppercase(),
        path: path.clone(),
        says: says.clone(),
    })
    .collect()
}

fn snake(camel: &str) -> String {
    camel.chars().fold(String::new(), |name, c| match c.is_ascii_uppercase() {
        true => name + "_" + &c.to_lowercase().to_string(),
        false => name + &c.to_string(),
    })
}

/// The operation of an address, with the numbers in its path. `/bots/installed` is not the bot "installed".
pub fn find(method: &str, path: &str) -> Option<&'static Operation> {
    let fits = OPERATIONS.iter().filter(|operation| operation.method == method && operation.numbers(path).is_some());
    fits.min_by_key(|operation| operation.path.matches('{').count())
}

pub fn named(name: &str) -> &'static Operation {
    OPERATIONS.iter().find(|operation| operation.name == name).unwrap()
}

/// A schema with what it refers to resolved, one step.
pub fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str() {
        Some(place) => DOCUMENT.pointer(place.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

/// What checks values against a schema; built once for each.
pub fn validator(schema: &Value) -> Arc<Validator> {
    static BUILT: LazyLock<Mutex<HashMap<String, Arc<Validator>>>> = LazyLock::new(Mutex::default);
    let build = || {
        let mut whole = schema.clone();
        whole["components"] = DOCUMENT["components"].clone();
        Arc::new(jsonschema::options().should_validate_formats(true).build(&whole).unwrap())
    };
    Arc::clone(BUILT.lock().unwrap().entry(schema.to_string()).or_insert_with(build))
}

impl Operation {
    pub fn needs_account(&self) -> bool {
        self.says["security"] != json!([])
    }

    /// The schema of a success, where the document has one.
    pub fn success(&self) -> Option<&Value> {
        let answer = resolved(&self.says["responses"]["200"]);
        answer["content"].get("application/json").map(|content| &content["schema"])
    }

    fn body(&self) -> Option<&Value> {
        Some(&self.says.get("requestBody")?["content"]["application/json"]["schema"])
    }

    /// The parts of a path that stand for `{names}`; nothing when the path is another one.
    fn numbers<'a>(&'a self, path: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
        let (own, given): (Vec<_>, Vec<_>) = (self.path.split('/').collect(), path.split('/').collect());
        let pairs = || own.iter().zip(&given);
        let is_name = |part: &str| part.starts_with('{');
        let fits = own.len() == given.len() && pairs().all(|(own, given)| is_name(own) || own == given);
        let named = pairs().filter(|(own, _)| is_name(own));
        fits.then(|| named.map(|(own, given)| (own.trim_matches(['{', '}']), *given)).collect())
    }

    fn parameters(&self, place: &str) -> HashMap<&str, &Value> {
        let all = self.says["parameters"].as_array().into_iter().flatten();
        all.filter(|it| it["in"] == place).map(|it| (it["name"].as_str().unwrap(), &it["schema"])).collect()
    }
}

/// What a request has that the document does not allow.
pub fn problems(seen: &Seen) -> Vec<String> {
    let Some(operation) = find(&seen.method, &seen.path) else {
        return vec![format!("no operation {} {}", seen.method, seen.path)];
    };
    let numbers = operation.numbers(&seen.path).unwrap();
    let mut problems = typed("path", &numbers, &operation.parameters("path"));
    let asked: Vec<(&str, &str)> =
        seen.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).filter(|it| it.0 != "api_key").collect();
    problems.extend(typed("query", &asked, &operation.parameters("query")));
    problems.extend(in_whose_name(operation, seen));
    problems.extend(body(operation, seen));
    problems.into_iter().map(|problem| format!("{}: {problem}", operation.name)).collect()
}

fn typed(place: &str, given: &[(&str, &str)], declared: &HashMap<&str, &Value>) -> Vec<String> {
    let problem = |(name, text): &(&str, &str)| {
        let Some(schema) = declared.get(name) else { return Some(format!("undeclared {place} parameter {name}")) };
        let text_alone = schema["type"] == "string";
        let value = if text_alone { json!(text) } else { serde_json::from_str(text).unwrap_or(json!(text)) };
        let twice = given.iter().filter(|(other, _)| other == name).count() > 1;
        (twice || !validator(schema).is_valid(&value)).then(|| format!("{place} parameter {name} is {text:?}"))
    };
    given.iter().filter_map(problem).collect()
}

/// A key once, or the three headers of a session; neither where nobody is asked for.
fn in_whose_name(operation: &Operation, seen: &Seen) -> Option<String> {
    let keys = seen.query.iter().filter(|(name, _)| name == "api_key").count();
    let session = ["access-token", "client", "uid"].iter().filter(|name| seen.headers.contains_key(**name)).count();
    let allowed: &[_] = if operation.needs_account() { &[(1, 0), (0, 3)] } else { &[(0, 0)] };
    (!allowed.contains(&(keys, session))).then(|| format!("{keys} keys and {session} headers of a session"))
}

fn body(operation: &Operation, seen: &Seen) -> Option<String> {
    let required = operation.says["requestBody"]["required"] == true;
    match (operation.body(), seen.raw.is_empty()) {
        (None, false) => Some("a body where none is declared".to_owned()),
        (_, true) => required.then(|| "no body where one is required".to_owned()),
        (Some(schema), false) => {
            let json = seen.headers.get("content-type").is_some_and(|kind| kind == "application/json");
            let wrong = validator(schema).validate(&seen.body).err().map(|error| error.to_string());
            let wrong = wrong.or_else(|| undeclared(resolved(schema), &seen.body));
            if json { wrong } else { Some("a body that does not say it is JSON".to_owned()) }
        }
    }
}

/// A field that the schema does not list, unless it says that there may be others.
fn undeclared(schema: &Value, body: &Value) -> Option<String> {
    let (none, listed) = (Map::new(), schema["properties"].as_object());
    let open = schema["additionalProperties"] == true;
    let odd = body.as_object()?.keys().find(|name| !listed.unwrap_or(&none).contains_key(*name))?;
    (!open).then(|| format!("undeclared field {odd}"))
}
