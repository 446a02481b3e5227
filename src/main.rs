//! The entry point; everything is in `cli`.

use std::process::ExitCode;

/// One thread is enough: SQLite has its own, and Telegram lets a bot send about 30 messages a second.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    bb_pocket::cli::main().await
}
