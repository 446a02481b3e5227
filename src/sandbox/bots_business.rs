//! Bots.Business on loopback: all 55 endpoints of its API v2 over real HTTP, with the documentation's sample in it and
//! a small world around that. It is as strict as an API that only good clients should get on with: what the contract
//! does not name is refused. This file is the handle by which tests and tools start it, look into it and change it.

mod account;
mod auth;
mod bot;
mod bots;
mod broadcasts;
mod chats;
mod commands;
mod demo;
mod folders;
mod form;
mod imports;
mod jobs;
mod libraries;
mod panels;
mod reply;
mod routes;
mod sample;
mod sketch;
mod store;
mod wire;
mod world;

use std::io;
use std::sync::Arc;

use serde_json::Value;

pub use self::bot::Thing;
use self::bot::{Bot, bot_object};
pub use self::commands::COMMANDS_A_PAGE;
pub use self::jobs::{COPY_SECONDS, GIT_SECONDS, IMPORT_SECONDS, LAUNCH_SECONDS};
pub use self::sample::{DEMO_KEY, DEMO_PASSWORD, SECOND_KEY};
pub use self::sketch::{BotSketch, ErrorSketch, Obedience};
pub use self::world::ApiCall;
use self::world::{Account, World, stamp};
use crate::clock::Clock;
use crate::sandbox::fault::Fault;
use crate::sandbox::server::Server;
use crate::sandbox::shared::{DEADLINE, Shared};
use crate::sandbox::stopwatch::Stopwatch;

/// The names of what it serves.
pub fn endpoints() -> impl Iterator<Item = &'static str> {
    routes::ROUTES.iter().map(|route| route.name)
}

/// A simulated Bots.Business. Clones are the same one; it ends with the last of them.
///
/// An `endpoint` is one of [`endpoints`]; a `key` is an account's, a `bot` a bot's number, whosever it is. What names
/// something that is not there changes nothing.
#[derive(Clone)]
pub struct BotsBusiness {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

impl BotsBusiness {
    /// Starts it on a free port of 127.0.0.1, with the sample accounts in it. What is made later is dated by the
    /// clock, and what takes time takes the clock's.
    pub async fn start(clock: Clock) -> io::Result<BotsBusiness> {
        let world = Arc::new(Shared::new(sample::world(clock)));
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
        self.world.change(|world| world.open(Account::new(email, DEMO_PASSWORD, key, world.now())));
    }

    /// Gives an account a bot that runs.
    pub fn add_bot(&self, key: &str, id: i64, name: &str) {
        self.world.change(|world| {
            let bot = bot_object(id, name, Some("works"), &world.now());
            put_bot(world, key, id, bot);
        });
    }

    /// Gives an account bots, in this order at the end of its list.
    pub fn add_bots(&self, key: &str, bots: impl IntoIterator<Item = BotSketch>) {
        self.world.change(|world| {
            let now = world.now();
            bots.into_iter().for_each(|bot| put_bot(world, key, bot.id, bot.object(&now)));
        });
    }

    /// Gives the account of [`DEMO_KEY`] eight more bots, and its bot 2792787 twelve errors of the last two days instead
    /// of the sample's three: a world to look at, where the sample is one to test with.
    pub fn furnish(&self) {
        self.world.change(demo::furnish);
    }

    /// Gives an account a bot as odd as a test wants it, or exchanges what is said of the one with this number.
    pub fn put_bot(&self, key: &str, id: i64, bot: Value) {
        self.world.change(|world| put_bot(world, key, id, bot));
    }

    /// Puts what the API says of an import; any JSON will do.
    pub fn put_task(&self, bot: i64, task: i64, answer: Value) {
        self.with_bot(bot, |bot| bot.tasks.insert(task, answer));
    }

    /// Gives a bot one more thing; any JSON will do.
    pub fn put(&self, bot: i64, thing: Thing, one: Value) {
        self.with_bot(bot, |bot| bot.all_mut(thing).push(one));
    }

    /// Gives a bot so many more commands, `/more1` and on.
    pub fn add_commands(&self, bot: i64, count: usize) {
        let (now, numbers) = self.world.look(|world| (world.now(), world.numbers.clone()));
        self.with_bot(bot, |bot| {
            for number in 1..=count {
                let command = commands::simple(bot.id, &format!("/more{number}"), "More", &now, &numbers);
                bot.all_mut(Thing::Command).push(command);
            }
        });
    }

    /// Something goes wrong in a bot now, in this command or in none. Returns the error's number.
    pub fn add_error(&self, bot: i64, command: Option<&str>, title: &str) -> i64 {
        let (now, id) = self.world.look(|world| (world.now(), world.numbers.next()));
        let trace = command.map(|command| format!("at {command}:1:1"));
        let error = sample::error_log(id, &stamp(&now), title, trace.as_deref(), command);
        self.put(bot, Thing::ErrorLog, error);
        id
    }

    /// Gives a bot errors, in this order at the end of its list. Returns their numbers.
    pub fn add_errors(&self, bot: i64, errors: impl IntoIterator<Item = ErrorSketch>) -> Vec<i64> {
        let numbers = self.world.look(|world| world.numbers.clone());
        let put = |bot: &mut Bot| {
            let put = |error: ErrorSketch| {
                let id = numbers.next();
                bot.all_mut(Thing::ErrorLog).push(error.object(id));
                id
            };
            errors.into_iter().map(put).collect()
        };
        self.with_bot(bot, put).unwrap_or_default()
    }

    /// These errors come up while the next "clear error logs" of the bot is under way: once that is answered, they are
    /// the ones left.
    pub fn add_errors_while_clearing(&self, bot: i64, errors: impl IntoIterator<Item = ErrorSketch>) {
        let numbers = self.world.look(|world| world.numbers.clone());
        let errors: Vec<Value> = errors.into_iter().map(|error| error.object(numbers.next())).collect();
        self.with_bot(bot, |bot| bot.while_clearing.extend(errors));
    }

    /// From now on the bot obeys like this when it is told to start or stop.
    pub fn set_obedience(&self, bot: i64, obedience: Obedience) {
        self.with_bot(bot, |bot| bot.obedience = obedience);
    }

    /// From now on the bot hides its commands and refuses copies, exports and imports of sheets (contract, 13.16).
    pub fn protect(&self, bot: i64) {
        self.with_bot(bot, |bot| bot.protected = true);
    }

    /// A bot as the list shows it now.
    pub fn bot(&self, bot: i64) -> Option<Value> {
        self.with_bot(bot, |bot| bot.object.clone())
    }

    /// The numbers of an account's bots, in the list's order.
    pub fn bots_of(&self, key: &str) -> Vec<i64> {
        let bots = |account: &mut Account| account.bots.iter().map(|bot| bot.id).collect();
        self.with_account(key, bots).unwrap_or_default()
    }

    /// What a bot has of a kind now.
    pub fn all(&self, bot: i64, thing: Thing) -> Vec<Value> {
        self.with_bot(bot, |bot| bot.all(thing).to_vec()).unwrap_or_default()
    }

    /// Whether a chat is blocked, by the API's own number.
    pub fn is_blocked(&self, bot: i64, chat: i64) -> bool {
        self.with_bot(bot, |bot| bot.blocked.contains(&chat)).unwrap_or_default()
    }

    /// "Reset Api Key": the old one is refused from now on.
    pub fn reset_key(&self, old: &str, new: &str) {
        self.with_account(old, |account| account.key = new.into());
    }

    /// The key of an account, by its address.
    pub fn key_of(&self, email: &str) -> Option<String> {
        let find =
            |world: &World| world.accounts.iter().find(|account| account.email == email).map(|it| it.key.clone());
        self.world.look(find)
    }

    /// Whether this is the password of an account now.
    pub fn has_password(&self, key: &str, password: &str) -> bool {
        self.with_account(key, |account| account.password == password).unwrap_or_default()
    }

    /// Whoever was sent to Telegram to sign in pressed Start there, and owns this account.
    pub fn finish_telegram_login(&self, key: &str) {
        self.world.change(|world| {
            if let Some(login) = &mut world.login {
                login.key = Some(key.into());
            }
        });
    }

    /// What was mailed so far: to whom, and the text.
    pub fn mails(&self) -> Vec<(String, String)> {
        self.settled(|world| world.mails.clone())
    }

    /// The next `times` calls of an endpoint (`*`: of any) meet this fault.
    pub fn fault(&self, endpoint: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add(endpoint, times, fault));
    }

    /// From now on the endpoint leads nowhere: a server that does not have it.
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

    /// The world as it is now that everything due has happened.
    fn settled<R>(&self, then: impl FnOnce(&mut World) -> R) -> R {
        self.world.change(|world| {
            world.settle_all();
            then(world)
        })
    }

    fn with_account<R>(&self, key: &str, then: impl FnOnce(&mut Account) -> R) -> Option<R> {
        self.settled(|world| world.account_mut(key).map(then))
    }

    fn with_bot<R>(&self, bot: i64, then: impl FnOnce(&mut Bot) -> R) -> Option<R> {
        self.settled(|world| world.bot_mut(bot).map(then))
    }
}

fn put_bot(world: &mut World, key: &str, id: i64, bot: Value) {
    if let Some(account) = world.account_mut(key) {
        account.put_bot(id, bot);
    }
}

#[cfg(test)]
mod tests;
