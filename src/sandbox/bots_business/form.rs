//! What a call may carry, read strictly: parameters, body and its fields. It knows no endpoint; the table of routes
//! gives each one its form.

use serde_json::{Map, Value};

/// The body that an endpoint accepts.
#[derive(Clone, Copy)]
pub(crate) enum Form {
    /// No body.
    Nothing,
    /// An object with these fields, or no body.
    Perhaps(&'static [Field]),
    /// An object with these fields.
    Needed(&'static [Field]),
    /// An object; the endpoint checks its fields.
    Object,
}

#[derive(Clone, Copy)]
pub(crate) struct Field {
    name: &'static str,
    shape: Shape,
    needed: bool,
}

/// The type of a field's value.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    Text,
    TextOrNull,
    Whole,
    WholeOrNull,
    Truth,
    /// A whole number, also as a text; null or an empty text means "not set".
    Seconds,
}

/// A parameter of a URL.
#[derive(Clone, Copy)]
pub(crate) struct Parameter {
    name: &'static str,
    fits: fn(&str) -> bool,
}

pub(crate) const PAGE: Parameter =
    Parameter { name: "page", fits: |text| text.parse::<u32>().is_ok_and(|page| page > 0) };
pub(crate) const Q: Parameter = Parameter { name: "q", fits: |_| true };
pub(crate) const FOLDER_ID: Parameter = Parameter { name: "folder_id", fits: |text| text.parse::<i64>().is_ok() };
pub(crate) const WITHOUT_FOLDERS: Parameter =
    Parameter { name: "without_folders", fits: |text| matches!(text, "true" | "false") };

/// A required field.
pub(crate) const fn needed(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, needed: true }
}

/// An optional field.
pub(crate) const fn perhaps(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, needed: false }
}

impl Form {
    /// Reads a body; the error says what is wrong with it.
    pub(crate) fn read(self, content_type: Option<&str>, body: &[u8]) -> Result<Map<String, Value>, String> {
        let fields = match (self, body.is_empty()) {
            (Form::Nothing, false) => return Err("unexpected body".into()),
            (Form::Nothing | Form::Perhaps(_), true) if content_type.is_some() => {
                return Err("a content type without a body".into());
            }
            (Form::Nothing | Form::Perhaps(_), true) => return Ok(Map::new()),
            (Form::Needed(_) | Form::Object, true) => return Err("the body is missing".into()),
            (Form::Perhaps(fields) | Form::Needed(fields), false) => Some(fields),
            (Form::Object, false) => None,
        };
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if essence != "application/json" {
            return Err(format!("the content type must be application/json, not {essence:?}"));
        }
        let body: Map<String, Value> =
            serde_json::from_slice(body).map_err(|error| format!("the body is no JSON object: {error}"))?;
        match fields.and_then(|fields| complaint(fields, &body)) {
            Some(complaint) => Err(complaint),
            None => Ok(body),
        }
    }
}

fn complaint(fields: &[Field], body: &Map<String, Value>) -> Option<String> {
    for (name, value) in body {
        match fields.iter().find(|field| field.name == name) {
            None => return Some(format!("unexpected field {name}")),
            Some(field) if !field.shape.fits(value) => return Some(format!("wrong type of {name}")),
            Some(_) => {}
        }
    }
    let lacking = fields.iter().find(|field| field.needed && !body.contains_key(field.name))?;
    Some(format!("the field {} is missing", lacking.name))
}

impl Shape {
    fn fits(self, value: &Value) -> bool {
        match self {
            Shape::Text => value.is_string(),
            Shape::TextOrNull => value.is_string() || value.is_null(),
            Shape::Whole => value.is_i64(),
            Shape::WholeOrNull => value.is_i64() || value.is_null(),
            Shape::Truth => value.is_boolean(),
            Shape::Seconds => match value {
                Value::String(text) => text.is_empty() || text.parse::<i64>().is_ok(),
                value => value.is_i64() || value.is_null(),
            },
        }
    }
}

/// What is wrong with the parameters of a URL, apart from the key.
pub(crate) fn query_complaint(allowed: &[Parameter], query: &[(String, String)]) -> Option<String> {
    let mut seen = Vec::new();
    for (name, value) in query {
        match allowed.iter().find(|parameter| parameter.name == name) {
            None => return Some(format!("unexpected query parameter {name}")),
            Some(_) if seen.contains(&name) => return Some(format!("{name} is given more than once")),
            Some(parameter) if !(parameter.fits)(value) => return Some(format!("wrong value of {name}")),
            Some(_) => seen.push(name),
        }
    }
    None
}
