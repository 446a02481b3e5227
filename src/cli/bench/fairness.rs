//! What a bystander notices while others wait: for Telegram, for the API, or for themselves.
//!
//! Owns the three disturbances. Each is measured with a bot of its own, so that none leaves anything to the next.

use std::time::Duration;

use super::drive::{Bench, Run};
use crate::sandbox::bots_business::BotsBusiness;
use crate::sandbox::fault::Fault;
use crate::sandbox::telegram::{Chat, Person, Telegram};

/// Chats that Telegram makes wait, and keys that the API holds.
pub(super) const MANY: u32 = 300;
/// People who write in each of the chats.
const IN_A_CHAT: i64 = 10;
/// How long Telegram makes each chat wait, seconds.
const WAIT: u32 = 60;
/// How long the API holds a call.
const HOLD: Duration = Duration::from_secs(10);
/// Messages of the one who floods.
const FLOOD: usize = 2_000;
/// Bystanders; each asks once.
const BYSTANDERS: u32 = 200;

/// The bystanders' answers, and the most memory that the bot used, kB.
pub(super) struct Figures {
    pub(super) name: &'static str,
    pub(super) run: Run,
    pub(super) peak_kb: Option<u64>,
}

pub(super) async fn measure() -> anyhow::Result<Vec<Figures>> {
    let mut figures = Vec::new();
    for (name, disturb) in [
        ("300 chats wait", chats_wait as fn(&Telegram, &BotsBusiness)),
        ("one person floods", floods),
        ("the API holds 300 keys", keys_are_held),
    ] {
        let mut bench = Bench::start(MANY + BYSTANDERS).await?;
        bench.link(MANY + BYSTANDERS).await?;
        bench.disturb(disturb).await;
        let run = bench.ask_last(BYSTANDERS).await?;
        figures.push(Figures { name, run, peak_kb: bench.memory("VmHWM:") });
    }
    Ok(figures)
}

fn chats_wait(telegram: &Telegram, _: &BotsBusiness) {
    for chat in 0..i64::from(MANY) {
        let group = Chat::Group(-1_000_000 - chat);
        telegram.make_chat_wait(group, WAIT);
        for person in 0..IN_A_CHAT {
            telegram.say(&Person::new(20_000_000 + chat * IN_A_CHAT + person, "Somebody"), group, "/help");
        }
    }
}

fn floods(telegram: &Telegram, _: &BotsBusiness) {
    let person = Person::new(20_000_000, "Somebody");
    for _ in 0..FLOOD {
        telegram.say(&person, person.chat(), "/help");
    }
}

fn keys_are_held(telegram: &Telegram, api: &BotsBusiness) {
    api.fault("get_csv_import_task", MANY as usize, Fault::Delay(HOLD));
    for number in 0..i64::from(MANY) {
        let (person, bot) = Bench::person(number);
        telegram.say(&person, person.chat(), &format!("/csvstatus {bot} 1"));
    }
}
