//! The HTTP server of both simulators: binds a free port on loopback, sends answers whole or cut, stops. It knows
//! nothing of what is served.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::response::Response;
use futures_util::stream::{self, StreamExt as _};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// Bytes; a larger body is refused unread.
pub(crate) const BODY_LIMIT: usize = 1 << 20;

/// A running server. It stops when dropped.
pub(crate) struct Server {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: Mutex<Option<JoinHandle<()>>>,
}

impl Server {
    /// Serves `router` on a free port of 127.0.0.1.
    pub(crate) async fn start(router: Router) -> io::Result<Server> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let stop = watch::Sender::new(false);
        let hang_up = stop.subscribe();
        let router =
            router.layer(middleware::from_fn(move |request, next| hang_up_on_stop(hang_up.clone(), request, next)));
        let end = stopped(stop.subscribe());
        let task = tokio::spawn(async move {
            // `axum::serve` returns only after the shutdown.
            let _ = axum::serve(listener, router).with_graceful_shutdown(end).await;
        });
        Ok(Server { address, stop, task: Mutex::new(Some(task)) })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes every connection and the port.
    pub(crate) async fn stop(&self) {
        self.stop.send_replace(true);
        let task = self.task.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(mut task) = task
            && tokio::time::timeout(Duration::from_secs(1), &mut task).await.is_err()
        {
            task.abort();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    // An error means that the server is gone, which also stops it.
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn hang_up_on_stop(stop: watch::Receiver<bool>, request: Request, next: Next) -> Response {
    tokio::select! {
        response = next.run(request) => response,
        () = stopped(stop) => Answer::json(200, String::new()).cut(),
    }
}

/// A simulator's answer.
pub(crate) struct Answer {
    status: u16,
    content_type: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: String) -> Answer {
        Answer { status, content_type: "application/json; charset=utf-8", headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn html(status: u16, body: String) -> Answer {
        Answer { status, content_type: "text/html; charset=utf-8", headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn text(status: u16, body: String) -> Answer {
        Answer { status, content_type: "text/plain; charset=utf-8", headers: Vec::new(), body: body.into() }
    }

    pub(crate) fn bytes(body: Vec<u8>) -> Answer {
        Answer { status: 200, content_type: "application/octet-stream", headers: Vec::new(), body }
    }

    /// A status without a body.
    pub(crate) fn empty(status: u16) -> Answer {
        Answer::text(status, String::new())
    }

    pub(crate) fn with_header(mut self, name: &'static str, value: String) -> Answer {
        self.headers.push((name, value));
        self
    }

    pub(crate) fn status(&self) -> u16 {
        self.status
    }

    /// The complete response.
    pub(crate) fn whole(self) -> Response {
        let body = Body::from(self.body.clone());
        self.with_body(body)
    }

    /// Half of the body, then a broken connection.
    pub(crate) fn cut(self) -> Response {
        let length = self.body.len().max(1);
        let half = self.body.iter().take(self.body.len() / 2).copied().collect::<Vec<u8>>();
        let broken = stream::once(async {
            // A pause lets the first half reach the wire before the break.
            tokio::task::yield_now().await;
            Err(io::Error::from(io::ErrorKind::ConnectionAborted))
        });
        let pieces = stream::once(async { Ok(half) }).chain(broken);
        self.with_header("content-length", length.to_string()).with_body(Body::from_stream(pieces))
    }

    /// A body without end.
    pub(crate) fn endless(self) -> Response {
        let pieces = stream::repeat_with(|| Ok::<_, io::Error>(vec![b' '; 1 << 16]));
        self.with_body(Body::from_stream(pieces))
    }

    fn with_body(self, body: Body) -> Response {
        let mut response = Response::builder().status(self.status).header("content-type", self.content_type);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        // Only a fault with an impossible status or header gets here: the caller sees a plain 500.
        response.body(body).unwrap_or_else(|_| {
            let mut broken = Response::new(Body::empty());
            *broken.status_mut() = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
            broken
        })
    }
}
