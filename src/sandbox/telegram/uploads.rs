//! Parses the multipart/form-data of a call with files into parameters and uploads. It knows no method.

use std::collections::BTreeMap;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest as _, Multipart, Request};
use serde_json::{Map, Value};

use super::params::{Params, Upload};
use super::refusal::Refusal;

/// The largest body that is read, bytes. It is above the limit for sending, so that a bot that sends too much gets the
/// refusal and not a broken connection.
pub(crate) const LARGEST_BODY: usize = 64 << 20;

/// Parses a form: parts with a file name are files, all others are texts.
pub(crate) async fn read(request: Request) -> Result<Params, Refusal> {
    let form = Multipart::from_request(request, &()).await;
    let mut form = form.map_err(|_| Refusal::bad("can't parse multipart form data: no boundary"))?;
    let (mut fields, mut files) = (Map::new(), BTreeMap::new());
    while let Some(part) = form.next_field().await.map_err(unreadable)? {
        let name = part.name().ok_or_else(|| Refusal::bad("can't parse multipart form data: a part has no name"))?;
        let name = name.to_owned();
        if fields.contains_key(&name) || files.contains_key(&name) {
            return Err(Refusal::bad(format!("the parameter {name} is given more than once")));
        }
        match part.file_name().map(str::to_owned) {
            Some(file_name) => {
                files.insert(name, Upload::new(&file_name, &part.bytes().await.map_err(unreadable)?));
            }
            None => {
                fields.insert(name, text(part).await?);
            }
        }
    }
    Ok(Params::from_form(fields, files))
}

async fn text(part: Field<'_>) -> Result<Value, Refusal> {
    let bytes = part.bytes().await.map_err(unreadable)?;
    let text = String::from_utf8(bytes.to_vec());
    text.map(Value::String).map_err(|_| Refusal::bad("strings must be encoded in UTF-8"))
}

fn unreadable(error: MultipartError) -> Refusal {
    match error.status().as_u16() {
        413 => Refusal::too_large(),
        _ => Refusal::bad(format!("can't parse multipart form data: {}", error.body_text())),
    }
}
