//! The API client alone: what one warm call costs, and how long a list of many pages takes.
//!
//! Owns a thread for the client, so that its processor time is measured without the simulator's.

use std::time::{Duration, Instant};

use anyhow::Context as _;

use crate::api::{Api, CommandFilter, NewCommand};
use crate::credentials::ApiKey;
use crate::ids::BotId;

/// Calls before the first one that is measured.
const WARM_UP: u32 = 200;
pub(super) const CALLS: u32 = 2_000;
/// Commands listed; the simulator gives 50 a page.
pub(super) const COMMANDS: usize = 2_000;

/// The key and the bot that the calls use.
pub(super) struct Customer {
    pub(super) url: String,
    pub(super) key: String,
    pub(super) bot: i64,
}

impl Customer {
    /// Our own processor time per warm call; `None` on systems without `/proc`.
    pub(super) async fn warm_call(self) -> anyhow::Result<Option<Duration>> {
        self.on_a_thread(async |api, key, bot| {
            for number in 0..COMMANDS {
                let command = NewCommand { command: format!("/command{number}"), ..NewCommand::default() };
                api.create_command(key, bot, &command).await?;
            }
            for _ in 0..WARM_UP {
                api.bot(key, bot).await?;
            }
            let before = cpu();
            for _ in 0..CALLS {
                api.bot(key, bot).await?;
            }
            Ok(cpu().zip(before).map(|(after, before)| after.saturating_sub(before) / CALLS))
        })
        .await
    }

    /// The time to list all commands, page by page.
    pub(super) async fn long_list(self) -> anyhow::Result<Duration> {
        self.on_a_thread(async |api, key, bot| {
            let begun = Instant::now();
            let listed = api.commands(key, bot, &CommandFilter::default()).await?.len();
            anyhow::ensure!(listed == COMMANDS, "{listed} commands instead of {COMMANDS}");
            Ok(begun.elapsed())
        })
        .await
    }

    async fn on_a_thread<T: Send + 'static>(
        self,
        work: impl AsyncFnOnce(&Api, &ApiKey, BotId) -> anyhow::Result<T> + Send + 'static,
    ) -> anyhow::Result<T> {
        let thread = tokio::task::spawn_blocking(move || {
            let api = Api::new(self.url.parse()?).context("the client does not start")?;
            let key = ApiKey::parse(&self.key).context("a key")?;
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(work(&api, &key, BotId::new(self.bot)))
        });
        thread.await.context("the client's thread")?
    }
}

/// The processor time of this thread (proc(5), schedstat: nanoseconds).
fn cpu() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
