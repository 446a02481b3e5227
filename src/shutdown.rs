//! Signals: the first SIGINT or SIGTERM cancels a token, the second ends the process at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

/// Exit code after a second signal: 128 + SIGINT, as shells report it.
const LEFT_AT_ONCE: i32 = 130;

/// Installs the signal handlers. The first signal cancels the token.
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
