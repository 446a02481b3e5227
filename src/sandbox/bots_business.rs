//! Bots.Business on loopback: all 55 endpoints of its API v2 over real HTTP. Starts with the documentation's sample and
//! a small world around it. It is strict: what the contract does not name is refused. This file is the handle through
//! which tests and tools start, inspect and change it.

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
pub use self::sketch::{BotSketch, ErrorSketch, ImportEnding, Obedience};
pub use self::world::ApiCall;
use self::world::{Account, World, set, stamp};
use crate::clock::Clock;
use crate::sandbox::fault::Fault;
use crate::sandbox::server::Server;
use crate::sandbox::shared::{DEADLINE, Shared};
use crate::sandbox::stopwatch::Stopwatch;
use crate::sandbox::telegram::Person;

/// The names of the endpoints it serves.
pub fn endpoints() -> impl Iterator<Item = &'static str> {
    routes::ROUTES.iter().map(|route| route.name)
}

/// A simulated Bots.Business. Clones share it; it ends when the last one is dropped.
///
/// An `endpoint` is one of [`endpoints`], a `key` belongs to an account, a `bot` is the number of any account's bot. A
/// call that names a thing that does not exist changes nothing.
#[derive(Clone)]
pub struct BotsBusiness {
    world: Arc<Shared<World>>,
    server: Arc<Server>,
}

/// All accounts as they were at one time.
pub struct Kept(Vec<Account>);

impl BotsBusiness {
    /// Starts on a free port of 127.0.0.1, with the sample accounts. Dates and durations follow `clock`.
    pub async fn start(clock: Clock) -> io::Result<BotsBusiness> {
        let world = Arc::new(Shared::new(sample::world(clock)));
        let server = Arc::new(Server::start(wire::router(world.clone())).await?);
        Ok(BotsBusiness { world, server })
    }

    /// The address of the API, like `http://127.0.0.1:40123/v2`.
    pub fn url(&self) -> String {
        format!("http://{}/v2", self.server.address())
    }

    /// Closes the port and every open connection.
    pub async fn stop(&self) {
        self.server.stop().await;
    }

    pub fn add_account(&self, email: &str, key: &str) {
        self.world.change(|world| world.open(Account::new(email, DEMO_PASSWORD, key, world.now())));
    }

    /// Adds a running bot to an account.
    pub fn add_bot(&self, key: &str, id: i64, name: &str) {
        self.world.change(|world| {
            let bot = bot_object(id, name, Some("works"), &world.now());
            put_bot(world, key, id, bot);
        });
    }

    /// Adds bots to an account, in this order at the end of its list.
    pub fn add_bots(&self, key: &str, bots: impl IntoIterator<Item = BotSketch>) {
        self.world.change(|world| {
            let now = world.now();
            bots.into_iter().for_each(|bot| put_bot(world, key, bot.id, bot.object(&now)));
        });
    }

    /// Adds eight bots to the account of [`DEMO_KEY`], and replaces the three sample errors of its bot 2792787 by
    /// twelve of the last two days, and gives it eight more chats: a world to look at, where the sample is one to test
    /// with. The commands of that bot are the sample's again, and what was under way is not.
    pub fn furnish(&self) {
        self.world.change(demo::furnish);
    }

    /// All accounts with what belongs to them, as they are now; for [`Self::restore`].
    pub fn keep(&self) -> Kept {
        self.settled(|world| Kept(world.accounts.clone()))
    }

    /// Makes all accounts as they were kept. What was under way since then never happens.
    pub fn restore(&self, kept: &Kept) {
        self.world.change(|world| {
            world.accounts.clone_from(&kept.0);
            world.login = None;
        });
    }

    /// Adds a bot with any JSON, or replaces the JSON of the one with this number.
    pub fn put_bot(&self, key: &str, id: i64, bot: Value) {
        self.world.change(|world| put_bot(world, key, id, bot));
    }

    /// Sets the answer for an import task to any JSON.
    pub fn put_task(&self, bot: i64, task: i64, answer: Value) {
        self.with_bot(bot, |bot| bot.tasks.insert(task, answer));
    }

    /// Adds a thing to a bot; any JSON will do.
    pub fn put(&self, bot: i64, thing: Thing, one: Value) {
        self.with_bot(bot, |bot| bot.all_mut(thing).push(one));
    }

    /// Puts a thing in the place of the one with the same number, as somebody else would who changes it.
    pub fn replace(&self, bot: i64, thing: Thing, one: Value) {
        self.with_bot(bot, |bot| {
            let all = bot.all_mut(thing);
            match all.iter_mut().find(|known| known.get("id") == one.get("id")) {
                Some(known) => *known = one,
                None => all.push(one),
            }
        });
    }

    /// Adds this many commands to a bot, `/more1` and on.
    pub fn add_commands(&self, bot: i64, count: usize) {
        let (now, numbers) = self.world.look(|world| (world.now(), world.numbers.clone()));
        self.with_bot(bot, |bot| {
            for number in 1..=count {
                let command = commands::simple(bot.id, &format!("/more{number}"), "More", &now, &numbers);
                bot.all_mut(Thing::Command).push(command);
            }
        });
    }

    /// Adds an error to a bot, now, in this command or in none. Returns the error's number.
    pub fn add_error(&self, bot: i64, command: Option<&str>, title: &str) -> i64 {
        let (now, id) = self.world.look(|world| (world.now(), world.numbers.next()));
        let trace = command.map(|command| format!("at {command}:1:1"));
        let error = sample::error_log(id, &stamp(&now), title, trace.as_deref(), command);
        self.put(bot, Thing::ErrorLog, error);
        id
    }

    /// Adds errors to a bot, in this order at the end of its list. Returns their numbers.
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

    /// Adds these errors during the bot's next "clear error logs": they are the ones left once that is answered.
    pub fn add_errors_while_clearing(&self, bot: i64, errors: impl IntoIterator<Item = ErrorSketch>) {
        let numbers = self.world.look(|world| world.numbers.clone());
        let errors: Vec<Value> = errors.into_iter().map(|error| error.object(numbers.next())).collect();
        self.with_bot(bot, |bot| bot.while_clearing.extend(errors));
    }

    /// How the bot reacts from now on when it is asked to start or stop.
    pub fn set_obedience(&self, bot: i64, obedience: Obedience) {
        self.with_bot(bot, |bot| bot.obedience = obedience);
    }

    /// How the imports of a bot end that are started from now on.
    pub fn set_import_ending(&self, bot: i64, ending: ImportEnding) {
        self.with_bot(bot, |bot| bot.ending = ending);
    }

    /// A bot's list of chats comes in pages of this size from now on.
    pub fn set_chats_a_page(&self, bot: i64, size: usize) {
        self.with_bot(bot, |bot| bot.chats_a_page = Some(size));
    }

    /// Sets a bot's status word, as if its owner had started or stopped it elsewhere.
    pub fn set_status(&self, bot: i64, status: Option<&str>) {
        self.with_bot(bot, |bot| set(&mut bot.object, "status", status));
    }

    /// Sets the address of a bot's sheet.
    pub fn set_sheet(&self, bot: i64, address: &str) {
        self.with_bot(bot, |bot| set(&mut bot.object, "csv_url", address));
    }

    /// The bot hides its commands from now on, and refuses copies, exports and imports of sheets (contract, 13.16).
    pub fn protect(&self, bot: i64) {
        self.with_bot(bot, |bot| bot.protected = true);
    }

    /// A bot as the list shows it.
    pub fn bot(&self, bot: i64) -> Option<Value> {
        self.with_bot(bot, |bot| bot.object.clone())
    }

    /// The numbers of an account's bots, in the list's order.
    pub fn bots_of(&self, key: &str) -> Vec<i64> {
        let bots = |account: &mut Account| account.bots.iter().map(|bot| bot.id).collect();
        self.with_account(key, bots).unwrap_or_default()
    }

    /// All things of one kind that a bot has.
    pub fn all(&self, bot: i64, thing: Thing) -> Vec<Value> {
        self.with_bot(bot, |bot| bot.all(thing).to_vec()).unwrap_or_default()
    }

    /// Whether a chat is blocked; `chat` is the API's number, not Telegram's.
    pub fn is_blocked(&self, bot: i64, chat: i64) -> bool {
        self.with_bot(bot, |bot| bot.blocked.contains(&chat)).unwrap_or_default()
    }

    /// How many iterations an account has used from now on.
    pub fn set_iterations_used(&self, key: &str, used: i64) {
        self.with_account(key, |account| account.progress = used);
    }

    /// Takes a bot away, as if its owner had deleted it elsewhere.
    pub fn remove_bot(&self, key: &str, bot: i64) {
        self.with_account(key, |account| account.bots.retain(|one| one.id != bot));
    }

    /// "Reset Api Key" in the app: the old key is refused from now on.
    pub fn reset_key(&self, old: &str, new: &str) {
        self.with_account(old, |account| account.key = new.into());
    }

    /// The API key of the account with this e-mail address.
    pub fn key_of(&self, email: &str) -> Option<String> {
        let find =
            |world: &World| world.accounts.iter().find(|account| account.email == email).map(|it| it.key.clone());
        self.world.look(find)
    }

    /// Whether this is the account's current password.
    pub fn has_password(&self, key: &str, password: &str) -> bool {
        self.with_account(key, |account| account.password == password).unwrap_or_default()
    }

    /// Finishes a login by Telegram: the person pressed Start, and owns this account.
    pub fn finish_telegram_login(&self, key: &str) {
        self.world.change(|world| {
            if let Some(login) = &mut world.login {
                login.key = Some(key.into());
            }
        });
    }

    /// Links a person's Telegram account to the account with this key.
    pub fn link_telegram(&self, key: &str, person: &Person) {
        self.with_account(key, |account| auth::link(account, person));
    }

    /// What follows when somebody presses Start behind a link of Bots.Business's own bot: a login is finished with the
    /// account that this Telegram account is linked to, or it is linked to the account of the link. `false` for any other
    /// link, and where there is no such account.
    pub fn starts(&self, link: &str, person: &Person) -> bool {
        self.world.change(|world| auth::started(world, link, person))
    }

    /// The mails sent so far: address and text.
    pub fn mails(&self) -> Vec<(String, String)> {
        self.settled(|world| world.mails.clone())
    }

    /// The next `times` calls of an endpoint (`*`: of any) meet this fault.
    pub fn fault(&self, endpoint: &str, times: usize, fault: Fault) {
        self.world.change(|world| world.faults.add(endpoint, times, fault));
    }

    /// Clears a bot's error log, as somebody else would.
    pub fn clear_errors(&self, bot: i64) {
        self.with_bot(bot, |bot| bot.all_mut(Thing::ErrorLog).clear());
    }

    /// Forgets the faults that were planned for an endpoint.
    pub fn heal(&self, endpoint: &str) {
        self.world.change(|world| world.faults.forget(None, endpoint));
    }

    /// Removes an endpoint's route: it is answered like an unknown address from now on.
    pub fn forget_route(&self, endpoint: &str) {
        self.world.change(|world| world.forgotten.insert(endpoint.into()));
    }

    /// Puts a removed route back.
    pub fn return_route(&self, endpoint: &str) {
        self.world.change(|world| world.forgotten.remove(endpoint));
    }

    /// Moves an endpoint's route to another method and path below `/v2`, numbers as `{name}`: its own is answered like an
    /// unknown address from now on.
    pub fn move_route(&self, endpoint: &str, method: &str, path: &str) {
        self.world.change(|world| world.moved.insert(endpoint.into(), (method.into(), path.into())));
    }

    /// Reports events to a measurement from now on.
    pub fn measure(&self, stopwatch: Stopwatch) {
        self.world.change(|world| world.stopwatch = Some(stopwatch));
    }

    /// Every call, in order of arrival.
    pub fn calls(&self) -> Vec<ApiCall> {
        self.world.look(|world| world.calls.clone())
    }

    /// Waits until at least this many calls have arrived. After 10 s, the calls so far are the error.
    pub async fn wait_for_calls(&self, count: usize) -> Result<(), Vec<ApiCall>> {
        let enough = self.world.until(|world| (world.calls.len() >= count).then_some(()));
        let result = tokio::time::timeout(DEADLINE, enough).await;
        result.map_err(|_| self.calls())
    }

    /// Runs `then` on the world after everything that is due has happened.
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
