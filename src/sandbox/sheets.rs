//! Google Sheets on loopback, as far as imports need it: links to edit and publish, the redirect to where a file is, the
//! page for signing in, and what goes wrong on request. What it answers for a sheet can be changed at any time.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::header::HeaderMap;
use axum::response::Response;
use futures_util::StreamExt as _;
use futures_util::stream;

use super::server::{Answer, Server};
use super::shared::Shared;

/// A page as Google shows it to whoever is not signed in.
const SIGN_IN_PAGE: &str = "<!doctype html><title>Sign in - Google Accounts</title>\
                            <form action=\"https://accounts.google.com/v3/signin\"><input type=\"email\"></form>";
const SIGN_IN: &str = "https://accounts.google.com/ServiceLogin?continue=x";

/// What the server answers for a sheet.
#[derive(Clone, Debug)]
pub enum SheetAnswer {
    /// The file, behind a redirect as Google gives it.
    Csv(Vec<u8>),
    /// A redirect to the page for signing in.
    SignInRedirect,
    /// The page for signing in, with status 200.
    SignInPage,
    /// A page.
    Html(String),
    /// An answer of this status, without a body.
    Status(u16),
    /// A redirect to this address.
    Redirect(String),
    /// A redirect to itself.
    RedirectLoop,
    /// Half of the file, and then nothing more.
    Stalled(Vec<u8>),
    /// A body that does not end.
    Endless,
    /// A file of this media type, or of this content encoding.
    Other { content_type: &'static str, content_encoding: Option<&'static str>, body: Vec<u8> },
}

/// A request that came.
#[derive(Clone, Debug)]
pub struct SheetRequest {
    /// Path and query.
    pub address: String,
    pub headers: HeaderMap,
}

/// A simulated sheet server. Clones share it; it ends when the last one is dropped.
#[derive(Clone)]
pub struct SheetServer {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

#[derive(Default)]
struct World {
    sheets: HashMap<String, SheetAnswer>,
    requests: Vec<SheetRequest>,
}

impl SheetServer {
    /// Starts on a free port of 127.0.0.1, without a sheet.
    pub async fn start() -> io::Result<Self> {
        let world = Arc::new(Shared::new(World::default()));
        let served = world.clone();
        let router = Router::new().fallback(move |request: Request| {
            let world = served.clone();
            async move { world.change(|world| world.answer(&request)) }
        });
        let server = Arc::new(Server::start(router).await?);
        Ok(Self { world, server })
    }

    /// Its host as `BB_POCKET_SHEET_HOSTS` takes it.
    pub fn host(&self) -> String {
        self.server.address().to_string()
    }

    /// Sets what is answered for a sheet, shared or published, from now on. One that was never set is not found.
    pub fn set(&self, id: &str, answer: SheetAnswer) {
        self.world.change(|world| world.sheets.insert(id.to_owned(), answer));
    }

    /// Serves these rows, as text, from now on.
    pub fn serve(&self, id: &str, csv: &str) {
        self.set(id, SheetAnswer::Csv(csv.into()));
    }

    /// The file that a sheet has now, for whoever imports it.
    pub fn file(&self, id: &str) -> Option<Vec<u8>> {
        self.world.look(|world| match world.sheets.get(id) {
            Some(SheetAnswer::Csv(file)) => Some(file.clone()),
            _ => None,
        })
    }

    /// The link that a browser shows while a sheet is edited.
    pub fn edit_link(&self, id: &str) -> String {
        format!("http://{}/spreadsheets/d/{id}/edit?usp=sharing#gid=0", self.host())
    }

    /// The link that publishing gives.
    pub fn published_link(&self, id: &str) -> String {
        format!("http://{}/spreadsheets/d/e/{id}/pub?output=csv", self.host())
    }

    /// All requests that came, the oldest first.
    pub fn requests(&self) -> Vec<SheetRequest> {
        self.world.look(|world| world.requests.clone())
    }

    /// Closes the port and every open connection.
    pub async fn stop(&self) {
        self.server.stop().await;
    }
}

impl World {
    fn answer(&mut self, request: &Request) -> Response {
        let address = request.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
        self.requests.push(SheetRequest { address: address.clone(), headers: request.headers().clone() });
        let parts: Vec<&str> = request.uri().path().split('/').filter(|part| !part.is_empty()).collect();
        let (id, redirected) = match parts.as_slice() {
            ["spreadsheets", "d", "e", id, "pub"] | ["spreadsheets", "d", id, "export"] => (*id, false),
            ["file", id] => (*id, true),
            _ => return Answer::html(404, "<!doctype html><title>Page not found</title>".to_owned()).whole(),
        };
        match self.sheets.get(id).cloned().unwrap_or(SheetAnswer::Status(404)) {
            SheetAnswer::Csv(file) if redirected => of_type(Answer::bytes(file), "text/csv"),
            SheetAnswer::Csv(_) => redirect(&format!("/file/{id}")),
            SheetAnswer::SignInRedirect => redirect(SIGN_IN),
            SheetAnswer::SignInPage => Answer::html(200, SIGN_IN_PAGE.to_owned()).whole(),
            SheetAnswer::Html(page) => Answer::html(200, page).whole(),
            SheetAnswer::Status(status) => Answer::empty(status).whole(),
            SheetAnswer::Redirect(location) => redirect(&location),
            SheetAnswer::RedirectLoop => redirect(&address),
            SheetAnswer::Stalled(half) => stalled(half),
            SheetAnswer::Endless => Answer::text(200, String::new()).endless(),
            SheetAnswer::Other { content_type, content_encoding, body } => {
                let answer = Answer::bytes(body);
                let answer = match content_encoding {
                    Some(encoding) => answer.with_header("content-encoding", encoding.to_owned()),
                    None => answer,
                };
                of_type(answer, content_type)
            }
        }
    }
}

fn redirect(location: &str) -> Response {
    Answer::html(307, "<!doctype html>Moved".to_owned()).with_header("location", location.to_owned()).whole()
}

fn of_type(answer: Answer, content_type: &'static str) -> Response {
    let mut response = answer.whole();
    response.headers_mut().insert("content-type", axum::http::HeaderValue::from_static(content_type));
    response
}

fn stalled(half: Vec<u8>) -> Response {
    let pieces = stream::once(async { Ok::<_, io::Error>(half) }).chain(stream::pending());
    let mut response = Response::new(Body::from_stream(pieces));
    response.headers_mut().insert("content-type", axum::http::HeaderValue::from_static("text/csv"));
    response
}
