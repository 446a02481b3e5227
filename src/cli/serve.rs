//! `sandbox --serve`: the simulators without the bot, for other bots and tools.
//!
//! Owns the lines that print their addresses. Each is `NAME=value`, so that the output can be used as a `.env` file;
//! the bot ignores the names that are not its settings.

use std::io::{self, Write as _};

use super::world;
use crate::clock::Clock;
use crate::sandbox::bots_business::{BotsBusiness, DEMO_KEY};
use crate::sandbox::control::Control;
use crate::sandbox::sheets::SheetServer;
use crate::sandbox::telegram::Telegram;
use crate::shutdown;

/// Serves until SIGINT or SIGTERM.
pub(super) async fn serve() -> anyhow::Result<()> {
    let stop = shutdown::listen()?;
    let telegram = Telegram::start(Clock::system()).await?;
    let api = BotsBusiness::start(Clock::system()).await?;
    let sheets = SheetServer::start().await?;
    let link = world::serve_demo_sheet(&sheets, &api);
    let control = Control::start(telegram.clone(), api.clone()).await?;
    for (name, value) in [
        ("TELOXIDE_TOKEN", telegram.token()),
        ("TELOXIDE_API_URL", telegram.url()),
        ("BB_API_URL", api.url()),
        ("BB_POCKET_SHEET_HOSTS", sheets.host()),
        ("BB_POCKET_ALLOW_HTTP", "yes".to_owned()),
        ("SANDBOX_KEY", DEMO_KEY.to_owned()),
        ("SANDBOX_SHEET", link),
        ("SANDBOX_CONTROL_URL", control.url()),
    ] {
        tell(name, &value)?;
    }
    super::tell("Serving until Ctrl-C.");
    stop.cancelled().await;
    control.stop().await;
    telegram.stop().await;
    api.stop().await;
    sheets.stop().await;
    Ok(())
}

/// Flushes after the line: the reader may be at the other end of a pipe.
fn tell(name: &str, value: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{name}={value}")?;
    out.flush()
}
