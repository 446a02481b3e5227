//! Sheets by their links: found, fetched from the simulated server, read.

use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bb_pocket::frame::Desk;
use bb_pocket::sandbox::sheets::{SheetAnswer, SheetServer};
use bb_pocket::sheets::{AddressProblem, FetchError, Fetched, Fetcher, MAX_BYTES, Sheet, SheetAddress, SheetHosts};

const SHEET: &str = "command,answer\r\n/start,Hi\r\n";
const ID: &str = "1FAKE-sheet-of-a-shop-00000000000000000001";

async fn server() -> (SheetServer, Fetcher) {
    let server = SheetServer::start().await.unwrap();
    let fetcher = Fetcher::new(SheetHosts::parse(&server.host(), true).unwrap());
    (server, fetcher)
}

async fn fetch(server: &SheetServer, fetcher: &Fetcher) -> Result<Fetched, FetchError> {
    fetcher.fetch(&SheetAddress::find(&server.edit_link(ID), fetcher.hosts()).unwrap()).await
}

async fn error_of(server: &SheetServer, fetcher: &Fetcher, answer: SheetAnswer) -> Option<FetchError> {
    server.set(ID, answer);
    fetch(server, fetcher).await.err()
}

fn other(content_type: &'static str, body: &[u8]) -> SheetAnswer {
    SheetAnswer::Other { content_type, content_encoding: None, body: body.to_vec() }
}

#[tokio::test]
async fn a_sheet_is_read_by_its_link_and_nothing_of_ours_is_sent() {
    let (server, fetcher) = server().await;
    server.serve(ID, SHEET);
    for link in [server.edit_link(ID), server.published_link(ID)] {
        let address = SheetAddress::find(&format!("Here it is: {link}"), fetcher.hosts()).unwrap();
        let fetched = fetcher.fetch(&address).await.unwrap();
        assert!(fetched.import_from == address);
        assert_eq!(Sheet::read(&fetched.bytes).rows()[0].command(), "/start");
    }
    let requests = server.requests();
    let addresses: Vec<_> = requests.iter().map(|request| request.address.as_str()).collect();
    let file = format!("/file/{ID}");
    let export = format!("/spreadsheets/d/{ID}/export?format=csv&gid=0");
    assert_eq!(addresses, [&export, &file, &format!("/spreadsheets/d/e/{ID}/pub?output=csv"), &file]);
    for request in requests {
        let mut names: Vec<_> = request.headers.keys().map(|name| name.as_str().to_owned()).collect();
        names.sort();
        assert_eq!(names, ["accept", "accept-encoding", "host", "user-agent"]);
        assert_eq!(request.headers["accept-encoding"], "identity");
    }
}

#[tokio::test]
async fn what_cannot_be_read_says_why() {
    let (server, fetcher) = server().await;
    assert_eq!(fetch(&server, &fetcher).await.err(), Some(FetchError::NotFound));
    let page = "<!doctype html><title>x</title>";
    let zipped = SheetAnswer::Other { content_type: "text/csv", content_encoding: Some("gzip"), body: vec![31, 139] };
    let inside = FetchError::Address(AddressProblem::PrivateAddress);
    for (answer, error) in [
        (SheetAnswer::SignInRedirect, FetchError::SignInNeeded),
        (SheetAnswer::SignInPage, FetchError::SignInNeeded),
        (SheetAnswer::Status(401), FetchError::SignInNeeded),
        (SheetAnswer::Status(403), FetchError::SignInNeeded),
        (SheetAnswer::Status(410), FetchError::NotFound),
        (SheetAnswer::Status(429), FetchError::Busy),
        (SheetAnswer::Status(500), FetchError::Refused(500)),
        (SheetAnswer::Status(204), FetchError::Refused(204)),
        (SheetAnswer::Html(page.into()), FetchError::HtmlInstead),
        (SheetAnswer::Csv(format!("\u{feff} \n{page}").into()), FetchError::HtmlInstead),
        (SheetAnswer::RedirectLoop, FetchError::TooManyRedirects),
        (SheetAnswer::Redirect("http://127.0.0.1:1/".into()), FetchError::Address(AddressProblem::NotHttps)),
        (SheetAnswer::Redirect("https://127.0.0.1:1/".into()), inside),
        (SheetAnswer::Redirect("//169.254.169.254/".into()), FetchError::Address(AddressProblem::NotHttps)),
        (SheetAnswer::Redirect("https://[".into()), FetchError::Address(AddressProblem::Odd)),
        (SheetAnswer::Endless, FetchError::TooLarge),
        (SheetAnswer::Csv(vec![b'a'; MAX_BYTES + 1]), FetchError::TooLarge),
        (zipped, FetchError::NotText),
        (other("application/pdf", b"%PDF"), FetchError::NotText),
        (other("application/octet-stream", b"PK\x03\x04xlsx"), FetchError::NotText),
    ] {
        let told = format!("{answer:.100?}");
        assert_eq!(error_of(&server, &fetcher, answer).await, Some(error), "{told:.100}");
    }
}

#[tokio::test]
async fn the_largest_sheet_is_read_and_other_names_of_text_are_text() {
    let (server, fetcher) = server().await;
    server.set(ID, SheetAnswer::Csv(vec![b'a'; MAX_BYTES]));
    assert_eq!(fetch(&server, &fetcher).await.unwrap().bytes.len(), MAX_BYTES);
    for content_type in ["text/plain; charset=utf-8", "application/octet-stream", "Text/CSV"] {
        assert_eq!(error_of(&server, &fetcher, other(content_type, SHEET.as_bytes())).await, None, "{content_type}");
    }
}

#[tokio::test]
async fn a_body_that_never_ends_its_wait_is_given_up() {
    let (server, fetcher) = server().await;
    let fetcher = fetcher.with_time_limit(Duration::from_millis(300));
    assert_eq!(
        error_of(&server, &fetcher, SheetAnswer::Stalled(b"command\n".to_vec())).await,
        Some(FetchError::TimedOut)
    );
    server.serve(ID, SHEET);
    assert!(fetch(&server, &fetcher).await.is_ok());
}

#[tokio::test]
async fn a_server_that_is_gone_is_unreachable() {
    let (server, fetcher) = server().await;
    let address = SheetAddress::find(&server.edit_link(ID), fetcher.hosts()).unwrap();
    server.stop().await;
    assert_eq!(fetcher.fetch(&address).await.err(), Some(FetchError::Unreachable));
}

/// What the fifth would do in the meantime, a sixth request shows: it is asked for after them, and answered.
#[tokio::test]
async fn four_sheets_are_fetched_and_read_at_once_and_the_others_wait() {
    let (server, fetcher) = server().await;
    let beside = Fetcher::new(SheetHosts::parse(&server.host(), true).unwrap());
    let desk = Arc::new(Desk::new(fetcher));
    server.serve(ID, SHEET);
    let (begun, mut begins) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = mpsc::channel::<()>();
    let released = Arc::new(Mutex::new(released));
    let read = |_| {
        let (desk, begun, released) = (Arc::clone(&desk), begun.clone(), Arc::clone(&released));
        let address = SheetAddress::find(&server.edit_link(ID), desk.hosts()).unwrap();
        tokio::spawn(async move {
            let work = move |fetched: Fetched| {
                begun.send(()).unwrap();
                released.lock().unwrap().recv().unwrap();
                fetched.bytes.len()
            };
            desk.read(&address, work).await
        })
    };
    let reading: Vec<_> = (0..9).map(read).collect();
    for _ in 0..4 {
        begins.recv().await.unwrap();
    }
    let other = "1FAKE-sheet-of-another-0000000000000000001";
    server.serve(other, SHEET);
    let address = SheetAddress::find(&server.edit_link(other), beside.hosts()).unwrap();
    beside.fetch(&address).await.unwrap();
    let fetched = |id: &str| server.requests().iter().filter(|request| request.address.ends_with(id)).count();
    assert_eq!((fetched(&format!("/file/{ID}")), fetched(&format!("/file/{other}"))), (4, 1));
    (0..9).for_each(|_| release.send(()).unwrap());
    for reading in reading {
        assert_eq!(reading.await.unwrap(), Ok(SHEET.len()));
    }
    assert_eq!(fetched(&format!("/file/{ID}")), 9);
}
