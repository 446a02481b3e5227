//! The parameters of a call: parsed from JSON, a query or a form, and typed on demand. An unknown parameter is refused,
//! so that a misspelt one does not pass unnoticed.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::file::clean_name;
use super::refusal::Refusal;

/// A text that begins like this names another part of the form.
const ATTACHED: &str = "attach://";

/// The parameters of one call.
#[derive(Clone, Default)]
pub(crate) struct Params {
    fields: Map<String, Value>,
    files: BTreeMap<String, Upload>,
}

#[derive(Clone)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Arc<[u8]>,
}

impl Upload {
    pub(crate) fn new(name: &str, bytes: &[u8]) -> Upload {
        Upload { name: clean_name(name), bytes: bytes.into() }
    }
}

impl Params {
    pub(crate) fn from_form(fields: Map<String, Value>, files: BTreeMap<String, Upload>) -> Params {
        Params { fields, files }
    }

    /// A single text parameter.
    pub(crate) fn one(name: &str, value: &str) -> Params {
        Params { fields: Map::from_iter([(name.to_owned(), json!(value))]), files: BTreeMap::new() }
    }

    /// From a JSON body; an empty body has no parameters.
    pub(crate) fn from_json(body: &[u8]) -> Result<Params, Refusal> {
        match body.is_empty() {
            true => Ok(Params::default()),
            false => {
                let fields = serde_json::from_slice(body);
                let fields = fields.map_err(|_| Refusal::bad("can't parse request JSON object"))?;
                Ok(Params { fields, files: BTreeMap::new() })
            }
        }
    }

    /// From a query string; all values are texts.
    pub(crate) fn from_query(query: &str) -> Params {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        let fields = pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect();
        Params { fields, files: BTreeMap::new() }
    }

    /// For the list of calls; a file is reduced to its name and size.
    pub(crate) fn to_value(&self) -> Value {
        let mut fields = self.fields.clone();
        for (name, file) in &self.files {
            fields.insert(name.clone(), json!({ "file_name": file.name, "size": file.bytes.len() }));
        }
        Value::Object(fields)
    }

    /// Refuses parameters that the method does not have.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        let files = self.files.keys().filter(|name| !self.is_attached(name));
        match self.fields.keys().chain(files).find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Refusal::bad(format!("unknown parameter {name}"))),
            None => Ok(()),
        }
    }

    /// Whether a parameter refers to this part of the form.
    fn is_attached(&self, part: &str) -> bool {
        let mut texts = self.fields.values().filter_map(Value::as_str);
        texts.any(|text| text.strip_prefix(ATTACHED) == Some(part))
    }

    /// A file: in the part with this name, or in the part that the parameter refers to.
    pub(crate) fn upload(&self, name: &str) -> Result<Option<&Upload>, Refusal> {
        if let Some(file) = self.files.get(name) {
            return Ok(Some(file));
        }
        let Some(text) = self.text(name)?.filter(|text| !text.is_empty()) else { return Ok(None) };
        let part = text.strip_prefix(ATTACHED).ok_or_else(|| Refusal::bad("the sandbox reads uploads only"))?;
        let file = self.files.get(part).ok_or_else(|| Refusal::bad("wrong file identifier/HTTP URL specified"))?;
        Ok(Some(file))
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.contains_key(name) || self.files.contains_key(name)
    }

    /// A number; Telegram also accepts it as text.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = match self.fields.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_i64(),
        };
        number.map(Some).ok_or_else(|| Refusal::bad(format!("parameter {name} must be a number")))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::bad(format!("parameter {name} must be a text"))),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" || text == "false" => Ok(text == "true"),
            Some(_) => Err(Refusal::bad(format!("parameter {name} must be true or false"))),
        }
    }

    /// An object or a list; Telegram also accepts it as JSON in a text.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refusal::bad(format!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }
}
