//! Connection limits of the health server: how many connections at once, and how long each may last.
//!
//! axum's own listener has no limits: a client that sends nothing would keep its connection open for ever, and with it
//! a file descriptor that the bot needs. Must not know what is requested.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Sleep, sleep};

/// Connections at once; the next ones wait in the system's accept queue.
const CALLERS: usize = 16;
/// How long a connection may last, from accept to close.
const STAY: Duration = Duration::from_secs(5);
/// Pause after a failed accept, as when file descriptors run out.
const PAUSE: Duration = Duration::from_secs(1);

/// A listener that limits connections.
pub(super) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
}

/// One connection. Dropping it releases its permit.
pub(super) struct Caller {
    stream: TcpStream,
    end: Pin<Box<Sleep>>,
    _place: Option<OwnedSemaphorePermit>,
}

impl Door {
    pub(super) fn new(listener: TcpListener) -> Self {
        Self { listener, places: Arc::new(Semaphore::new(CALLERS)) }
    }
}

impl Listener for Door {
    type Io = Caller;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Caller, SocketAddr) {
        // The semaphore is never closed, so this cannot fail.
        let place = Arc::clone(&self.places).acquire_owned().await.ok();
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    return (Caller { stream, end: Box::pin(sleep(STAY)), _place: place }, address);
                }
                Err(error) => {
                    tracing::debug!(%error, "a caller could not be let in");
                    sleep(PAUSE).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Caller {
    /// The stream, or `TimedOut` once the connection has lasted [`STAY`].
    fn stream(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> io::Result<Pin<&mut TcpStream>> {
        match self.end.as_mut().poll(context) {
            Poll::Ready(()) => Err(io::ErrorKind::TimedOut.into()),
            Poll::Pending => Ok(Pin::new(&mut self.get_mut().stream)),
        }
    }
}

impl AsyncRead for Caller {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.stream(context)?.poll_read(context, into)
    }
}

impl AsyncWrite for Caller {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream(context)?.poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream(context)?.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream(context)?.poll_shutdown(context)
    }
}
