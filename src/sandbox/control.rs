//! The simulators' remote control over HTTP, on a port of its own, for tools that are not written in Rust: people who
//! write and press, raw updates, faults, and what a chat looks like. A request that it does not understand gets status
//! 422 and the reason. It does nothing itself: each request becomes one call of a simulator's handle.

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::to_bytes;
use axum::extract::{Request, State};
use axum::http::Method;
use axum::response::Response;
use serde_json::{Value, json};

use self::request::{FaultWish, Press, Say, Target, Wanted};
use crate::sandbox::bots_business::BotsBusiness;
use crate::sandbox::server::{Answer, BODY_LIMIT, Server};
use crate::sandbox::telegram::{
    Button, ButtonAction, Chat, Event, File, FileKind, Message, Pressed, Telegram, UpdateNumber,
};

mod request;

/// A running remote control. It stops when dropped.
pub struct Control {
    server: Server,
}

struct Simulators {
    telegram: Telegram,
    api: BotsBusiness,
}

/// Status and body of an answer.
type Said = (u16, Value);

impl Control {
    /// Starts on a free port of 127.0.0.1.
    pub async fn start(telegram: Telegram, api: BotsBusiness) -> io::Result<Control> {
        let router = Router::new().fallback(serve).with_state(Arc::new(Simulators { telegram, api }));
        Ok(Control { server: Server::start(router).await? })
    }

    /// Its address, like `http://127.0.0.1:40123/control`.
    pub fn url(&self) -> String {
        format!("http://{}/control", self.server.address())
    }

    pub async fn stop(&self) {
        self.server.stop().await;
    }
}

async fn serve(State(simulators): State<Arc<Simulators>>, request: Request) -> Response {
    let (status, said) = answer(&simulators, request).await.unwrap_or_else(|reason| (422, json!({ "error": reason })));
    Answer::json(status, said.to_string()).whole()
}

async fn answer(simulators: &Simulators, request: Request) -> Result<Said, String> {
    let (head, body) = request.into_parts();
    let body = to_bytes(body, BODY_LIMIT).await.map_err(|_| "the body is too large".to_owned())?;
    let said = match (head.method, head.uri.path()) {
        (Method::POST, "/control/fault") => plan(simulators, FaultWish::read(&body, &simulators.telegram)?),
        (Method::POST, "/control/say") => say(&simulators.telegram, &Say::read(&body)?)?,
        (Method::POST, "/control/press") => press(&simulators.telegram, &Press::read(&body)?)?,
        (Method::POST, "/control/update") => push(&simulators.telegram, &body)?,
        (Method::POST, "/control/reorder") => batches(&body, |batches| simulators.telegram.reorder(batches))?,
        (Method::POST, "/control/repeat") => batches(&body, |batches| simulators.telegram.repeat(batches))?,
        (Method::GET, "/control/messages") => {
            return messages(&simulators.telegram, Wanted::read(head.uri.query().unwrap_or_default())?).await;
        }
        _ => return Ok((404, json!({ "error": "there is no such control" }))),
    };
    Ok((200, said))
}

fn batches(body: &[u8], change: impl FnOnce(usize)) -> Result<Value, String> {
    change(request::batches(body)?);
    Ok(done())
}

fn done() -> Value {
    json!({ "done": true })
}

fn told(UpdateNumber(number): UpdateNumber) -> Value {
    json!({ "update_id": number })
}

/// The chat as it looks now, or once the bot has sent the text in `until`; 504 when it did not within a minute.
async fn messages(telegram: &Telegram, Wanted { chat, until }: Wanted) -> Result<Said, String> {
    let missing = match &until {
        Some(text) => telegram.wait_for(|events| events.iter().any(|event| says(event, chat, text))).await.is_err(),
        None => false,
    };
    let messages: Vec<Value> = telegram.messages(chat).iter().map(message).collect();
    Ok((if missing { 504 } else { 200 }, json!({ "messages": messages })))
}

fn says(event: &Event, chat: Chat, text: &str) -> bool {
    match event {
        Event::Sent(message) | Event::Edited(message) => message.chat == chat && message.text.contains(text),
        _ => false,
    }
}

fn plan(simulators: &Simulators, wish: FaultWish) -> Value {
    match wish.target {
        Target::Telegram(method) => simulators.telegram.fault(&method, wish.times, wish.fault),
        Target::BotsBusiness(endpoint) => simulators.api.fault(&endpoint, wish.times, wish.fault),
    }
    done()
}

fn say(telegram: &Telegram, say: &Say) -> Result<Value, String> {
    let (who, chat) = say.who()?;
    Ok(told(telegram.say(&who, chat, &say.text)))
}

fn press(telegram: &Telegram, press: &Press) -> Result<Value, String> {
    let (who, chat) = press.who()?;
    let pressed = telegram.press(&who, chat, press.message_id, &press.label).map_err(|error| error.to_string())?;
    Ok(match pressed {
        Pressed::Told(update) => told(update),
        Pressed::Copied(text) => json!({ "copied": text }),
        Pressed::Opened(address) => json!({ "opened": address }),
    })
}

/// A raw update, sent as it is: odd content is for the bot to cope with, but it must be text.
fn push(telegram: &Telegram, body: &[u8]) -> Result<Value, String> {
    let update = std::str::from_utf8(body).map_err(|_| "an update must be UTF-8".to_owned())?;
    match update.trim().is_empty() {
        true => Err("an update is missing".to_owned()),
        false => Ok(told(telegram.push_raw(update))),
    }
}

fn message(message: &Message) -> Value {
    let buttons: Vec<Vec<Value>> =
        message.buttons.iter().map(|row| row.iter().map(button).collect::<Vec<_>>()).collect();
    json!({
        "message_id": message.id,
        "from_bot": message.from_bot(),
        "text": message.text,
        "html": message.html,
        "buttons": buttons,
        "edited": message.edited(),
        "file": message.file.as_ref().map(file),
    })
}

fn file(file: &File) -> Value {
    let kind = match file.kind {
        FileKind::Document => "document",
        FileKind::Picture => "picture",
    };
    json!({ "kind": kind, "name": file.name, "size": file.size() })
}

fn button(button: &Button) -> Value {
    let (action, value) = match &button.action {
        ButtonAction::Callback(data) => ("callback_data", data),
        ButtonAction::Copy(text) => ("copy", text),
        ButtonAction::Url(url) => ("url", url),
        ButtonAction::WebApp(url) => ("web_app", url),
    };
    json!({ "label": button.label, action: value })
}

#[cfg(test)]
mod tests;
