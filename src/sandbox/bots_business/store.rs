//! What the simulated Bots.Business offers to every account: libraries, demo bots, cloud plans (contract, 9, 11, 12).

use serde_json::{Value, json};

use super::bot::{Bot, Thing, bot_object, has_id};
use super::commands;
use super::reply::{Asked, Reply, list, missing, ok};
use super::world::{Account, set};

pub(crate) fn libs(_: &mut Account, _: &Asked) -> Reply {
    Ok(list(&store_libs()))
}

pub(crate) fn bots(_: &mut Account, _: &Asked) -> Reply {
    Ok(list(&store_bots()))
}

pub(crate) fn cloud_plans(_: &mut Account, _: &Asked) -> Reply {
    let plan =
        |name: &str, iterations: i64, price: f64| json!({ "name": name, "iterations": iterations, "price": price });
    Ok(list(&[
        plan("Hobby", 1_000_000, 4.99),
        plan("Nano", 2_000_000, 9.99),
        plan("Mini", 5_000_000, 19.99),
        plan("Start", 10_000_000, 39.99),
        plan("PRO", 25_000_000, 79.99),
        plan("Business", 60_000_000, 149.99),
        plan("BigBusiness", 150_000_000, 299.99),
    ]))
}

/// The new bot exists at once, stopped and without a token.
pub(crate) fn install(account: &mut Account, asked: &Asked) -> Reply {
    let demos = store_bots();
    let demo = demos.iter().find(|demo| has_id(demo, asked.number("id"))).ok_or_else(|| missing("Bot"))?;
    let (id, name) = (asked.numbers.next(), demo.get("name").and_then(Value::as_str).unwrap_or_default());
    let mut bot = Bot::new(id, bot_object(id, name, Some("stopped"), &asked.now));
    set(&mut bot.object, "token", Value::Null);
    set(&mut bot.object, "store_bot_id", asked.number("id"));
    let start = commands::simple(id, "/start", "Welcome to the demo", &asked.now, &asked.numbers);
    bot.all_mut(Thing::Command).push(start);
    let told = ok(&bot.object);
    account.bots.push(bot);
    Ok(told)
}

pub(crate) fn store_libs() -> Vec<Value> {
    let lib = |id: i64, name: &str, description: Option<&str>, installations: i64| {
        json!({
            "id": id,
            "name": name,
            "description": description,
            "img_url": null,
            "installations_count": installations,
            "updated_at": "2025-09-01T10:00:00.000Z",
        })
    };
    vec![
        lib(10, "Referral Lib", Some("Counts who brought whom"), 5210),
        lib(12, "Random Lib", Some("Numbers and strings by chance"), 3105),
        lib(15, "Google Sheet Lib", Some("Reads and writes <b>sheets</b>"), 871),
        lib(21, "Currency Converter", None, 42),
        lib(22, "Top Board Lib", Some("Who has the most points"), 644),
        lib(23, "Date & Time", Some("Dates as people write them"), 402),
        lib(24, "Membership Checker", Some("Who joined which channel"), 2870),
        lib(25, "Webhook Lib", Some("Lets other services call the bot"), 318),
        lib(26, "Translator", Some("Answers in the language of the user"), 120),
        lib(27, "مكتبة الدفع", Some("مدفوعات بسيطة"), 7),
    ]
}

fn store_bots() -> Vec<Value> {
    let bot =
        |id: i64, name: &str, description: Option<&str>| json!({ "id": id, "name": name, "description": description });
    vec![
        bot(71, "Demo shop", Some("A catalogue with a basket")),
        bot(72, "Refer & Earn", Some("Points for friends")),
        bot(73, "Echo", None),
    ]
}
