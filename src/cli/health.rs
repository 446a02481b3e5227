//! `health`: asks the running bot on this machine whether it is healthy, for a container's health check.
//!
//! Speaks a few lines of HTTP itself: the HTTP clients of this crate carry secrets, and stay in their layers.

use std::io::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// Time limit for connection and response. The bot gives its database 2 s.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Bytes of the response that are read at most.
const MAX_ANSWER: u64 = 16 * 1024;

/// Between two questions of one who waits.
const AGAIN: Duration = Duration::from_millis(200);

/// Prints the response; exit code 0 when the bot says that it is healthy, 1 otherwise. Whoever waits is told how it is once
/// it is healthy, or when the time is over.
pub(super) async fn health(listen: SocketAddr, wait: Duration) -> ExitCode {
    let end = Instant::now() + wait;
    loop {
        let asked = asked(listen).await;
        if asked.is_ok() || Instant::now() >= end {
            // A closed pipe is no reason to report a failure.
            return super::finish(asked.map(|body| drop(writeln!(std::io::stdout(), "{body}"))));
        }
        tokio::time::sleep(AGAIN).await;
    }
}

/// What a healthy bot says of itself.
async fn asked(listen: SocketAddr) -> anyhow::Result<String> {
    match timeout(TIMEOUT, ask(reachable(listen), "/healthz", MAX_ANSWER)).await {
        // Another program may have the port: what it says is not shown.
        Ok(Ok((_, body))) if !body.starts_with(r#"{"database_writable":"#) => {
            Err(anyhow::anyhow!("what answers at {listen} (HTTP_LISTEN) is not bb-pocket"))
        }
        Ok(Ok((200, body))) => Ok(body),
        Ok(Ok((status, body))) => Err(anyhow::anyhow!("the bot is not well (status {status}): {body}")),
        Ok(Err(error)) => Err(error.context(format!("nobody answers at {listen} (HTTP_LISTEN)"))),
        Err(_) => Err(anyhow::anyhow!("no answer at {listen} (HTTP_LISTEN) within {} s", TIMEOUT.as_secs())),
    }
}

/// Status and body of a page, of which at most so many bytes are read.
pub(super) async fn ask(address: SocketAddr, path: &str, most: u64) -> anyhow::Result<(u16, String)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(format!("GET {path} HTTP/1.0\r\nHost: {address}\r\n\r\n").as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(most).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let (head, body) = answer.split_once("\r\n\r\n").context("not an HTTP answer")?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).context("not an HTTP answer")?;
    Ok((status, body.trim().to_owned()))
}

/// The address to connect to: loopback in place of "all addresses" (0.0.0.0, ::).
fn reachable(listen: SocketAddr) -> SocketAddr {
    let here = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(here, listen.port())
}
