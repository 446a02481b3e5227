//! The end of the process: SIGINT and SIGTERM become one token; a second signal leaves at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Exit code after a second signal, as shells report an interrupt.
const LEFT_AT_ONCE: i32 = 130;

/// Listens for signals from now on. The token is cancelled by the first one.
///
/// # Errors
/// When the system does not let signals be heard.
pub fn listen() -> std::io::Result<CancellationToken> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    tokio::spawn(async move {
        loop {
            tokio::select! { _ = interrupt.recv() => {}, _ = terminate.recv() => {} }
            if stopped.is_cancelled() {
                tracing::warn!("second signal: leaving at once");
                std::process::exit(LEFT_AT_ONCE);
            }
            tracing::info!("stopping");
            stopped.cancel();
        }
    });
    Ok(stop)
}
