//! Files both ways: documents and pictures that the bot sends or edits, and its downloads of what people send (Bot API,
//! "sendDocument", "sendPhoto", "getFile").

use chrono::{DateTime, Duration, Utc};
use serde_json::{Value, json};

use super::file::{self, File, FileKind};
use super::markup;
use super::messages::{self, Body};
use super::objects;
use super::params::{Params, Upload};
use super::refusal::Refusal;
use super::types::Event;
use super::world::{Draft, World};

/// The largest document that a bot may send, bytes.
const LARGEST_DOCUMENT: usize = 50 << 20;
/// The largest picture that a bot may send, bytes.
const LARGEST_PICTURE: usize = 10 << 20;
/// The largest file that a bot may download, bytes.
const LARGEST_FETCHED: usize = 20 << 20;
const LONGEST_CAPTION: usize = 1024;
/// The largest sum of a picture's width and height, pixels, and the largest ratio of them.
const PIXELS: u32 = 10_000;
const RATIO: u32 = 20;
/// How long a path from `getFile` can be used, hours.
const PATH_HOURS: i64 = 1;

pub(crate) fn send_document(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let upload = upload(params, "document")?;
    if upload.bytes.len() > LARGEST_DOCUMENT {
        return Err(Refusal::too_large());
    }
    for unknown in ["thumbnail", "disable_content_type_detection"] {
        if params.has(unknown) {
            return Err(Refusal::bad(format!("the sandbox knows no {unknown}")));
        }
    }
    let upload = (FileKind::Document, upload.clone(), [0, 0]);
    send(world, params, upload)
}

pub(crate) fn send_photo(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let upload = upload(params, "photo")?;
    let size = upload.bytes.len();
    if size > LARGEST_PICTURE {
        let limit = LARGEST_PICTURE;
        let words = format!("file of size {size} bytes is too big for a photo; the maximum size is {limit} bytes");
        return Err(Refusal::bad(words));
    }
    let [width, height] = png_pixels(&upload.bytes).ok_or_else(|| Refusal::bad("IMAGE_PROCESS_FAILED"))?;
    let (long, short) = (width.max(height), width.min(height));
    if width.saturating_add(height) > PIXELS || long > short.saturating_mul(RATIO) {
        return Err(Refusal::bad("PHOTO_INVALID_DIMENSIONS"));
    }
    send(world, params, (FileKind::Picture, upload.clone(), [width, height]))
}

fn send(world: &mut World, params: &Params, file: (FileKind, Upload, [u32; 2])) -> Result<Value, Refusal> {
    let (kind, upload, pixels) = file;
    let chat = messages::writable_chat(world, params)?;
    let Body { spans, html } = caption(params)?;
    let draft = Draft {
        html,
        spans,
        buttons: markup::read(params, chat)?,
        reply_to: messages::answered_message(world, params, chat)?,
        silent: params.flag("disable_notification")?,
        protected: params.flag("protect_content")?,
        spoiler: params.flag("has_spoiler")?,
        ..Draft::default()
    };
    let mime = file::mime_of(&upload.name).to_owned();
    let file = world.keep(|number| File { kind, name: upload.name, mime, bytes: upload.bytes, number, pixels });
    let message = world.add_message(chat, Draft { file: Some(file), ..draft });
    world.events.push(Event::Sent(message.clone()));
    Ok(objects::message(world, &message))
}

pub(crate) fn edit_message_caption(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let (chat, current) = messages::own_message(world, params)?;
    if current.file.is_none() {
        return Err(Refusal::bad("there is no caption in the message to edit"));
    }
    let body = caption(params)?;
    let buttons = markup::read(params, chat)?;
    messages::exchange(world, &current, body, buttons)
}

pub(crate) fn edit_message_reply_markup(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let (chat, current) = messages::own_message(world, params)?;
    let buttons = markup::read(params, chat)?;
    let body = Body { spans: current.spans.clone(), html: current.html.clone() };
    messages::exchange(world, &current, body, buttons)
}

pub(crate) fn get_file(world: &mut World, params: &Params) -> Result<Value, Refusal> {
    let id = params.text("file_id")?.filter(|id| !id.is_empty());
    let id = id.ok_or_else(|| Refusal::bad("file_id not specified"))?;
    let until = world.now() + Duration::hours(PATH_HOURS);
    let kept = world.files.iter_mut().find(|kept| kept.file.id() == id);
    let kept = kept.ok_or_else(|| Refusal::bad("wrong file_id or the file is temporarily unavailable"))?;
    if kept.file.size() > LARGEST_FETCHED {
        return Err(Refusal::bad("file is too big"));
    }
    kept.until = Some(until);
    let file = &kept.file;
    Ok(json!({
        "file_id": id, "file_unique_id": file.unique_id(), "file_size": file.size(), "file_path": file.path(),
    }))
}

/// The file at a path that `getFile` returned; refused after an hour.
pub(crate) fn fetch(world: &World, params: &Params) -> Result<File, Refusal> {
    let path = params.text("file_path")?.unwrap_or_default();
    let now = world.now();
    let open = |until: Option<DateTime<Utc>>| until.is_some_and(|until| now <= until);
    let mut files = world.files.iter().filter(|kept| open(kept.until));
    let kept = files.find(|kept| kept.file.path() == path).ok_or_else(Refusal::not_found)?;
    Ok(kept.file.clone())
}

fn upload<'params>(params: &'params Params, name: &str) -> Result<&'params Upload, Refusal> {
    let upload = params.upload(name)?.ok_or_else(|| Refusal::bad(format!("there is no {name} in the request")))?;
    match upload.bytes.is_empty() {
        true => Err(Refusal::bad("file must be non-empty")),
        false => Ok(upload),
    }
}

fn caption(params: &Params) -> Result<Body, Refusal> {
    let body = messages::styled(params, "caption", "caption_entities")?;
    match body.length() <= LONGEST_CAPTION {
        true => Ok(body),
        false => Err(Refusal::bad("message caption is too long")),
    }
}

/// Width and height of a PNG (its specification, 5.2 and 11.2.2). The sandbox refuses other pictures, though Telegram
/// accepts some: a bot has to name the right type.
fn png_pixels(bytes: &[u8]) -> Option<[u32; 2]> {
    let header = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let (width, header) = header.split_first_chunk()?;
    let height = header.first_chunk()?;
    let pixels = [u32::from_be_bytes(*width), u32::from_be_bytes(*height)];
    pixels.iter().all(|side| *side > 0).then_some(pixels)
}
