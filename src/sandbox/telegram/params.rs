//! The parameters of a call: read from JSON or from a query, and typed on demand. A parameter that the method does not
//! have is refused, so that a misspelt one cannot pass unnoticed.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The parameters of one call.
#[derive(Clone, Debug, Default)]
pub(crate) struct Params(Map<String, Value>);

impl Params {
    /// From a JSON body; an empty one is no parameters.
    pub(crate) fn from_json(body: &[u8]) -> Result<Params, Refusal> {
        match body.is_empty() {
            true => Ok(Params::default()),
            false => {
                serde_json::from_slice(body).map(Params).map_err(|_| Refusal::bad("can't parse request JSON object"))
            }
        }
    }

    /// From a query, where every value is a text.
    pub(crate) fn from_query(query: &str) -> Params {
        let pairs = url::form_urlencoded::parse(query.as_bytes());
        Params(pairs.map(|(name, value)| (name.into_owned(), value.into_owned().into())).collect())
    }

    pub(crate) fn to_value(&self) -> Value {
        Value::Object(self.0.clone())
    }

    /// Refuses what the method does not know.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), Refusal> {
        match self.0.keys().find(|name| !known.contains(&name.as_str())) {
            Some(name) => Err(Refusal::bad(format!("unknown parameter {name}"))),
            None => Ok(()),
        }
    }

    /// A number; also written as a text, as Telegram allows.
    pub(crate) fn integer(&self, name: &str) -> Result<Option<i64>, Refusal> {
        let number = match self.0.get(name) {
            None | Some(Value::Null) => return Ok(None),
            Some(Value::String(text)) => text.parse().ok(),
            Some(value) => value.as_i64(),
        };
        number.map(Some).ok_or_else(|| Refusal::bad(format!("parameter {name} must be a number")))
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::bad(format!("parameter {name} must be a text"))),
        }
    }

    pub(crate) fn flag(&self, name: &str) -> Result<bool, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(false),
            Some(Value::Bool(flag)) => Ok(*flag),
            Some(Value::String(text)) if text == "true" || text == "false" => Ok(text == "true"),
            Some(_) => Err(Refusal::bad(format!("parameter {name} must be true or false"))),
        }
    }

    /// An object or a list; also as JSON in a text, as Telegram allows.
    pub(crate) fn json(&self, name: &str) -> Result<Option<Value>, Refusal> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => serde_json::from_str(text)
                .map(Some)
                .map_err(|_| Refusal::bad(format!("can't parse {name} JSON object"))),
            Some(value) => Ok(Some(value.clone())),
        }
    }
}
