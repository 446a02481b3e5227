//! Bots.Business on loopback: the part of its API v2 that shows accounts, bots and CSV imports, over real HTTP, with
//! the documentation's sample in it. It is as strict as an API that only good clients should get on with: what the
//! contract does not name is refused.

mod wire;
mod world;

use std::io;
use std::sync::Arc;

use serde_json::Value;

use self::world::{Account, World, bot_object};
pub use self::world::{ApiCall, DEMO_KEY, SECOND_KEY};
use crate::clock::Clock;
use crate::sandbox::fault::Fault;
use crate::sandbox::server::Server;
use crate::sandbox::shared::{DEADLINE, Shared};
use crate::sandbox::stopwatch::Stopwatch;

/// The names of what it serves.
pub const ENDPOINTS: [&str; 4] = ["user", "bots", "bot", "csv_import_task"];

/// A simulated Bots.Business. Clones are the same one; it ends with the last of them.
///
/// An `endpoint` is one of [`ENDPOINTS`].
#[derive(Clone)]
pub struct BotsBusiness {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

impl BotsBusiness {
    /// Starts it on a free port of 127.0.0.1, with the sample accounts in it. New accounts and bots are dated by the
    /// clock.
    pub async fn start(clock: Clock) -> io::Result<BotsBusiness> {
        let world = Arc::new(Shared::new(World::sample(clock)));
        let server = Arc::new(Server::start(wire::router(world.clone())).await?);
        Ok(BotsBusiness { world, server })
    }

    /// Where the API is, like `http://127.0.0.1:40123/v2`.
    pub fn url(&self) -> String {
        format!("http://{}/v2", self.server.address())
    }

    /// Ends it: every open call breaks off, the port closes.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    /// Opens an account.
    pub fn add_account(&self, email: &str, key: &str) {
        self.world.change(|world| {
            let id = 1001 + world.accounts.len() as u64;
            let created_at = world.now();
            world.accounts.push(Account { id, email: email.into(), key: key.into(), created_at, bots: Vec::new() });
        });
    }

    /// Gives an account a bot that runs. Nothing happens when no account has this key.
    pub fn add_bot(&self, key: &str, id: i64, name: &str) {
        self.world.change(|world| {
            let bot = bot_object(id, name, Some("works"), &world.now());
            world.put_bot(key, id, bot);
        });
    }

    /// Gives an account a bot as odd as a test wants it, or exchanges the one with this number.
    pub fn put_bot(&self, key: &str, id: i64, bot: Value) {
        self.world.change(|world| world.put_bot(key, id, bot));
    }

    /// Puts what the API says of an import; any JSON will do.
    pub fn put_task(&self, bot: i64, task: i64, answer: Value) {
        self.world.change(|world| world.tasks.insert((bot, task), answer));
    }

    /// "Reset Api Key": the old one is refused from now on.
    pub fn reset_key(&self, old: &str, new: &str) {
        self.world.change(|world| {
            for account in world.accounts.iter_mut().filter(|account| account.key == old) {
                account.key = new.into();
            }
        });
    }

    /// The next `times` calls of an endpoint (`*`: of any) meet this fault.
    pub fn fault(&self, endpoint: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add(endpoint, times, fault));
    }

    /// From now on the endpoint's path leads nowhere: a server that does not have it.
    pub fn forget_route(&self, endpoint: &str) {
        self.world.change(|world| world.forgotten.insert(endpoint.into()));
    }

    /// Tells a measurement what happens from now on.
    pub fn measure(&self, stopwatch: Stopwatch) {
        self.world.change(|world| world.stopwatch = Some(stopwatch));
    }

    /// Every call, in order of arrival.
    pub fn calls(&self) -> Vec<ApiCall> {
        self.world.look(|world| world.calls.clone())
    }

    /// Waits until at least so many calls have come; at most 10 seconds, then the calls so far are the error.
    pub async fn wait_for_calls(&self, count: usize) -> Result<(), Vec<ApiCall>> {
        let enough = self.world.until(|world| (world.calls.len() >= count).then_some(()));
        let result = tokio::time::timeout(DEADLINE, enough).await;
        result.map_err(|_| self.calls())
    }
}

#[cfg(test)]
mod tests;
