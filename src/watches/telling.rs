//! Tells what watches found: by itself, or with others in one message.
//!
//! Owns when that is: not in quiet hours, and not while it is gathered after an absence. It must not count what was sent:
//! that is the store's.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt as _;
use tokio_util::sync::CancellationToken;

use super::{asker, quiet, teams};
use crate::clock::Clock;
use crate::frame::{Arrival, Drawn};
use crate::ids::UserId;
use crate::link::Link;
use crate::store::{Gather, GatherWhy, News, Store, StoreError};
use crate::telegram::due::Due;
use crate::telegram::runner::{Notice, Runner};

/// Notices being drawn at once.
const TELLS: usize = 20;
/// How long a notice waits that could not be drawn.
pub(super) const DRAW_AGAIN: Duration = Duration::from_secs(30);

/// Tells what is to be told until `stop`.
pub async fn tell(store: Store, clock: Clock, runner: Runner, stop: CancellationToken) {
    let tells = Due::new(runner.clone(), clock.clone(), TELLS, stop.clone());
    tells.over("notices", || tell_due(&store, &clock, &runner, &tells)).await;
}

/// Draws as much of what is to be told as may be drawn at once, else waits until something is.
async fn tell_due(store: &Store, clock: &Clock, runner: &Runner, tells: &Due) -> Result<(), StoreError> {
    let room = tells.room().await;
    let (gathers, news) = (store.due_gathers(room).await?, store.due_news(room).await?);
    let copies = store.due_copies(room).await?;
    if gathers.is_empty() && news.is_empty() && copies.is_empty() {
        tells.wait(store.next_news().await?, store.news_changed()).await;
    }
    for gather in gathers {
        tells.begin(noting(tell_gather(runner.clone(), clock.clone(), gather))).await;
    }
    for news in news {
        tells.begin(noting(hand_over(runner.clone(), clock.clone(), news))).await;
    }
    for copy in copies {
        tells.begin(noting(teams::hand_over(runner.clone(), clock.clone(), copy))).await;
    }
    Ok(())
}

async fn noting(telling: impl Future<Output = Result<(), StoreError>>) {
    if let Err(error) = telling.await {
        tracing::error!(%error, "what is to be told could not be prepared; it is told when its lease ends");
    }
}

/// Draws a notice, and puts it into its chat's lane at the bot's own pace. In quiet hours, and after an absence, it waits
/// for others.
async fn hand_over(runner: Runner, clock: Clock, news: News) -> Result<(), StoreError> {
    let store = &runner.router().house.store;
    if store.gather(news.id, news.user, quiet_until(store, &clock, news.user, news.urgent)).await? {
        return Ok(());
    }
    match draw(&runner, news.user, news.link).await {
        Some(drawn) => {
            runner.tell(Box::new(Notice::News { news, drawn })).await;
            Ok(())
        }
        None => store.put_off(news.id, DRAW_AGAIN, false).await,
    }
}

/// The same for a message about several.
async fn tell_gather(runner: Runner, clock: Clock, gather: Gather) -> Result<(), StoreError> {
    let store = &runner.router().house.store;
    let quiet = quiet_until(store, &clock, gather.user, false);
    if let Some(until) = quiet.filter(|_| gather.why != GatherWhy::Many) {
        return store.keep_quiet(gather, until).await;
    }
    let Some(count) = store.ripen(gather).await? else { return Ok(()) };
    match draw(&runner, gather.user, runner.router().house.table.gathering(gather.id)).await {
        Some(drawn) => {
            runner.tell(Box::new(Notice::Gather { gather, count, drawn })).await;
            Ok(())
        }
        None => store.put_off_gather(gather.id, DRAW_AGAIN, false).await,
    }
}

/// The end of somebody's quiet hours, ms since 1970 UTC, where they hold this back.
pub(super) fn quiet_until(store: &Store, clock: &Clock, user: UserId, urgent: bool) -> Option<i64> {
    let settings = store.settings(user);
    let breaks = urgent && settings.quiet_broken;
    quiet::until(&settings, clock.now()).filter(|_| !breaks).map(|end| end.timestamp_millis())
}

/// `None` when it cannot be drawn now.
pub(super) async fn draw(runner: &Runner, user: UserId, link: Link) -> Option<Drawn> {
    let house = &runner.router().house;
    let asker = asker(runner, user);
    match AssertUnwindSafe(house.tell(&Arrival::by_itself(house, &asker, link))).catch_unwind().await {
        Ok(Ok(drawn)) => drawn,
        Ok(Err(error)) => {
            tracing::error!(%error, "a notice could not be drawn");
            None
        }
        Err(_) => {
            tracing::error!("drawing a notice panicked");
            None
        }
    }
}
