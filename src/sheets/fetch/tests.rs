//! No evil address is ever connected to. A listener on this machine counts who comes; the names of these tests lead
//! where their resolver says.

use std::collections::VecDeque;
use std::io;
use std::net::IpAddr;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use reqwest::dns::{Name, Resolve as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::*;

const PRIVATE: FetchError = FetchError::Address(AddressProblem::PrivateAddress);
const NOT_LISTED: FetchError = FetchError::Address(AddressProblem::NotAllowedHost);
const NOT_HTTPS: FetchError = FetchError::Address(AddressProblem::NotHttps);
const ODD: FetchError = FetchError::Address(AddressProblem::Odd);

/// Counts connections, and answers each with the response that is set.
struct Listener {
    port: u16,
    came: Arc<AtomicUsize>,
    response: Arc<Mutex<String>>,
}

impl Listener {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let came = Arc::new(AtomicUsize::new(0));
        let sheet = "HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ncontent-length: 7\r\n\r\ncommand";
        let response = Arc::new(Mutex::new(sheet.to_owned()));
        let (count, answer) = (came.clone(), response.clone());
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let mut request = [0; 4096];
                let _ = stream.read(&mut request).await;
                let answer = answer.lock().unwrap().clone();
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        Self { port, came, response }
    }

    fn redirect_to(&self, location: &str) {
        *self.response.lock().unwrap() =
            format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
    }

    fn came(&self) -> usize {
        self.came.load(Ordering::SeqCst)
    }
}

/// A resolver that gives these answers, one a look-up, and counts.
fn dns(answers: &[&[&str]]) -> (Guard, Arc<AtomicUsize>) {
    let parse = |answer: &&[&str]| answer.iter().map(|address| address.parse().unwrap()).collect::<Vec<IpAddr>>();
    let answers = Mutex::new(answers.iter().map(parse).collect::<VecDeque<_>>());
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let guard = Guard::asking(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        let answer = answers.lock().unwrap().pop_front().ok_or_else(|| io::Error::other("no such name"));
        async move { answer }
    });
    (guard, asked)
}

fn address(url: &str) -> SheetAddress {
    SheetAddress::plain(Url::parse(url).unwrap())
}

async fn fetch(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, FetchError> {
    fetcher.fetch(&address(url)).await.map(|fetched| fetched.bytes)
}

#[tokio::test]
async fn no_evil_address_is_connected_to_or_looked_up() {
    let inside = Listener::start().await;
    let port = inside.port;
    let outside = Listener::start().await;
    let first = format!("http://127.0.0.1:{}/", outside.port);
    let listed = format!("sheets.example:{port},*.shop.example:{port}");
    let (guard, asked) = dns(&[]);
    let direct = Fetcher::with_guard(SheetHosts::parse(&listed, false).unwrap(), guard);
    let (guard, asked_on_the_way) = dns(&[]);
    let hosts = SheetHosts::parse(&format!("{listed},127.0.0.1:{}", outside.port), true).unwrap();
    let redirected = Fetcher::with_guard(hosts, guard);
    for (evil, error) in [
        ("https://127.0.0.1:PORT/", PRIVATE),
        ("https://127.1:PORT/", PRIVATE),
        ("https://127.0.0.1.:PORT/", PRIVATE),
        ("https://2130706433:PORT/", PRIVATE),
        ("https://0x7f000001:PORT/", PRIVATE),
        ("https://0x7f.1:PORT/", PRIVATE),
        ("https://0177.0.0.1:PORT/", PRIVATE),
        ("https://１２７.０.０.１:PORT/", PRIVATE),
        ("https://0:PORT/", PRIVATE),
        ("https://10.0.0.1/", PRIVATE),
        ("https://169.254.169.254/latest/meta-data/", PRIVATE),
        ("https://[::1]:PORT/", PRIVATE),
        ("https://[::]:PORT/", PRIVATE),
        ("https://[::ffff:127.0.0.1]:PORT/", PRIVATE),
        ("https://[::127.0.0.1]:PORT/", PRIVATE),
        ("https://[64:ff9b::7f00:1]:PORT/", PRIVATE),
        ("https://[2002:7f00:1::]:PORT/", PRIVATE),
        ("https://[fe80::1]/", PRIVATE),
        ("https://[fd00::1]/", PRIVATE),
        ("https://8.8.8.8/", NOT_LISTED),
        ("https://localhost:PORT/", NOT_LISTED),
        ("https://localhost.:PORT/", NOT_LISTED),
        ("https://evil.example:PORT/", NOT_LISTED),
        ("https://sheets.example.evil.example:PORT/", NOT_LISTED),
        ("https://sheets.example.:PORT/", NOT_LISTED),
        ("https://shop.example:PORT/", NOT_LISTED),
        ("https://sheets.example:1/", ODD),
        ("https://sheets.example/", ODD),
        ("https://anna@sheets.example:PORT/", ODD),
        ("https://sheets.example:PORT@127.0.0.1:PORT/", ODD),
        ("http://sheets.example:PORT/", NOT_HTTPS),
        ("http://127.0.0.1:PORT/", NOT_HTTPS),
        ("ftp://sheets.example:PORT/", NOT_HTTPS),
        ("file:///etc/passwd", NOT_HTTPS),
        ("gopher://127.0.0.1:PORT/", NOT_HTTPS),
        ("data:text/csv,command", NOT_HTTPS),
    ] {
        let evil = evil.replace("PORT", &port.to_string());
        assert_eq!(fetch(&direct, &evil).await, Err(error), "{evil}");
        // A header is ASCII.
        outside.redirect_to(&evil.replace("１２７.０.０.１", "127.0.0.1"));
        assert_eq!(fetch(&redirected, &first).await, Err(error), "redirected to {evil}");
        assert!(outside.came.swap(0, Ordering::SeqCst) == 1, "no redirect to {evil}");
    }
    assert_eq!((asked.load(Ordering::SeqCst), asked_on_the_way.load(Ordering::SeqCst)), (0, 0));
    assert_eq!(inside.came(), 0);
}

#[tokio::test]
async fn a_listed_name_that_leads_inside_is_not_connected_to() {
    let inside = Listener::start().await;
    let url = format!("https://sheets.example:{}/", inside.port);
    let answers = [
        &["127.0.0.1"][..],
        &["::1"],
        &["10.1.2.3"],
        &["169.254.169.254"],
        &["192.168.0.1"],
        &["100.64.0.1"],
        &["0.0.0.0"],
        &["224.0.0.1"],
        &["::ffff:127.0.0.1"],
        &["::127.0.0.1"],
        &["64:ff9b::7f00:1"],
        &["2002:7f00:1::1"],
        &["2001:0:4136:e378:8000:63bf:80ff:fffe"],
        &["fd00::1"],
        &["fe80::1"],
        // One public address beside it does not help.
        &["8.8.8.8", "127.0.0.1"],
        &["2001:4860:4860::8888", "::1"],
    ];
    let (guard, asked) = dns(&answers);
    let hosts = SheetHosts::parse(&format!("sheets.example:{}", inside.port), false).unwrap();
    let fetcher = Fetcher::with_guard(hosts, guard);
    for (before, answer) in answers.iter().enumerate() {
        assert_eq!(fetch(&fetcher, &url).await, Err(PRIVATE), "{answer:?}");
        assert_eq!(asked.load(Ordering::SeqCst), before + 1, "{answer:?} was looked up more than once");
    }
    assert_eq!(inside.came(), 0);
}

#[tokio::test]
async fn a_name_is_looked_up_once_and_each_answer_is_checked() {
    let (guard, asked) = dns(&[&["8.8.8.8"], &["127.0.0.1"], &["8.8.4.4"]]);
    let ask = || guard.resolve(Name::from_str("sheets.example").unwrap());
    let first = ask().await.map(Iterator::collect::<Vec<_>>).unwrap();
    assert_eq!(first, ["8.8.8.8:0".parse().unwrap()]);
    assert!(ask().await.err().is_some_and(|error| error.is::<PrivateName>()));
    assert!(ask().await.is_ok());
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_redirect_by_name_is_looked_up_and_refused() {
    let inside = Listener::start().await;
    let location = format!("https://sheets.example:{}/", inside.port);
    let outside = Listener::start().await;
    outside.redirect_to(&location);
    let hosts = format!("127.0.0.1:{},sheets.example:{}", outside.port, inside.port);
    let (guard, asked) = dns(&[&["127.0.0.1"]]);
    let fetcher = Fetcher::with_guard(SheetHosts::parse(&hosts, true).unwrap(), guard);
    let first = format!("http://127.0.0.1:{}/", outside.port);
    assert_eq!(fetch(&fetcher, &first).await, Err(PRIVATE));
    assert_eq!((outside.came(), inside.came(), asked.load(Ordering::SeqCst)), (1, 0, 1));
}

/// The listener of the tests above counts indeed, and a listed loopback address is read.
#[tokio::test]
async fn a_listed_loopback_address_is_read() {
    let inside = Listener::start().await;
    let hosts = SheetHosts::parse(&format!("127.0.0.1:{}", inside.port), true).unwrap();
    let fetcher = Fetcher::new(hosts);
    let sheet = fetch(&fetcher, &format!("http://127.0.0.1:{}/", inside.port)).await;
    assert_eq!((sheet.as_deref(), inside.came()), (Ok(&b"command"[..]), 1));
}

#[test]
fn no_error_holds_an_address() {
    let hosts = SheetHosts::parse("127.0.0.1:1", true).unwrap();
    let fetcher = Fetcher::new(hosts);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let error = runtime.block_on(fetch(&fetcher, "http://127.0.0.1:1/canary")).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("canary"), "{error:?}");
    assert_eq!(error, FetchError::Unreachable);
}

#[test]
fn what_yandex_disk_tells_is_an_address_or_nothing() {
    let href = "https://downloader.disk.yandex.ru/disk/x?y=z";
    let told = told_address(format!(r#"{{"href":"{href}","method":"GET","templated":false}}"#).as_bytes()).unwrap();
    assert_eq!((told.as_str(), SheetHosts::usual().check(&told)), (href, Ok(())));
    assert_eq!(told_address(br#"{"error":"DiskNotFoundError"}"#), Err(FetchError::NotFound));
    assert_eq!(told_address(br#"{"href":"x"}"#), Err(ODD));
    let inside = told_address(br#"{"href":"https://169.254.169.254/"}"#).unwrap();
    assert_eq!(SheetHosts::usual().check(&inside), Err(AddressProblem::PrivateAddress));
}
