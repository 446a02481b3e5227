//! The command line's entry: exit codes, and nothing else.

use std::process::ExitCode;

/// One thread carries everything: SQLite has its own, and Telegram lets a bot send about 30 messages a second.
#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    bb_pocket::cli::main().await
}
