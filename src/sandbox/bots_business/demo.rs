//! What the demo world has beyond the sample: more bots than fit on one screen, of all kinds, and a shop with errors.
//! Times count back from the clock's now, so that they always look recent.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::bot::Thing;
use super::commands::{aliases, blank, restrict};
use super::sample::{DEMO_KEY, SHOP, opened, shop_commands};
use super::sketch::{BotSketch, ErrorSketch};
use super::world::{World, set, stamp};

/// The number of the shop's first error.
const FIRST_ERROR: i64 = 601;
/// The bot with more commands than fit on one page, its folder and its first command.
const PIZZA: i64 = 2_792_801;
const FOLDER: i64 = 511;
const FIRST_COMMAND: i64 = 4_201;
/// The first property of that bot, and its panel.
const FIRST_PROPERTY: i64 = 721;

/// The number of the shop's first chat beside the sample's, and their names and kinds: more than fit on one page.
const FIRST_CHAT: i64 = 9_101;
const CHATS: [(&str, &str); 8] = [
    ("Olga", "private"),
    ("Team & friends 👥", "group"),
    ("מיכל", "private"),
    ("Jean-François", "private"),
    ("The Tuesday Morning Flower Arrangement Group", "supergroup"),
    ("<b>Ann</b>", "private"),
    ("🌷", "private"),
    ("Wholesale", "supergroup"),
];

const BLOCKED: &str = "Forbidden: bot was blocked by the user";
const NULL: &str = "TypeError: Cannot read properties of null (reading 'price')";
const NULL_TRACE: &str = "TypeError: Cannot read properties of null (reading 'price')\n    at /order:14:27\n    at \
     forEach (<anonymous>)\n    at total (/order:12:9)\n    at /order:31:18";
const SYNTAX: &str = "SyntaxError: Unexpected token '}'";
const SYNTAX_TRACE: &str = "/report:7\n}\n^\n\nSyntaxError: Unexpected token '}'\n    at /report:7:1";

/// Fills the account of the demo key.
pub(crate) fn furnish(world: &mut World) {
    let now = world.now();
    if let Some(account) = world.account_mut(DEMO_KEY) {
        bots(now).iter().for_each(|bot| account.put_bot(bot.id, bot.object(&now)));
    }
    let (folder, commands) = (folder(now), commands(world, now));
    if let Some(pizza) = world.bot_mut(PIZZA) {
        *pizza.all_mut(Thing::Folder) = vec![folder];
        *pizza.all_mut(Thing::Command) = commands;
        *pizza.all_mut(Thing::Property) = properties();
        *pizza.all_mut(Thing::Panel) = vec![panel()];
    }
    let commands = shop_commands(world, &opened());
    if let Some(shop) = world.bot_mut(SHOP) {
        shop.jobs.clear();
        *shop.all_mut(Thing::Command) = commands;
        let sample = |chat: &Value| chat.get("id").and_then(Value::as_i64).is_some_and(|id| id < FIRST_CHAT);
        shop.all_mut(Thing::Chat).retain(sample);
        shop.all_mut(Thing::Chat).extend((FIRST_CHAT..).zip(CHATS).map(|(id, chat)| self::chat(id, chat, &now)));
        *shop.all_mut(Thing::ErrorLog) = (FIRST_ERROR..).zip(errors(now)).map(|(id, error)| error.object(id)).collect();
    }
}

/// With the sample's two they are ten: running, stopped, never started and without a token; names with an emoji, with
/// HTML characters, from right to left, and longer than a button.
fn bots(now: DateTime<Utc>) -> Vec<BotSketch> {
    let bot = |id: i64, name: &str, hours: i64| BotSketch::new(id, name).last_run(now - TimeDelta::hours(hours));
    let stopped = Some("stopped");
    vec![
        bot(PIZZA, "🍕 Pizza Palace", 5),
        bot(2_792_802, "Support <b>&</b> Returns", 30),
        bot(2_792_803, "מסעדת הגן", 52),
        bot(2_792_804, "Quiz of the Day", 70),
        bot(2_792_805, "Weather for Sailors", 200).status(stopped),
        bot(2_792_806, "Christmas Raffle 2025", 7_900).status(stopped),
        bot(2_792_807, "The Neighbourhood Library's Reading Circle and Book Exchange", 400).status(stopped),
        BotSketch::new(2_792_808, "My first bot").status(None).without_token(),
    ]
}

fn chat(id: i64, (title, kind): (&str, &str), now: &DateTime<Utc>) -> Value {
    let at = stamp(&(*now - TimeDelta::days(id % 40)));
    let telegram = if kind == "private" { id } else { -id };
    json!({ "id": id, "chatid": telegram.to_string(), "title": title, "chat_type": kind, "bot_id": SHOP,
        "user_id": null, "created_at": at, "updated_at": at })
}

fn folder(now: DateTime<Utc>) -> Value {
    let at = stamp(&(now - TimeDelta::days(90)));
    json!({ "id": FOLDER, "title": "Menu 🍕", "bot_id": PIZZA, "created_at": at, "updated_at": at })
}

/// Twelve: short ones, one for admins, one with a long answer and one with long code.
fn commands(world: &World, now: DateTime<Utc>) -> Vec<Value> {
    let rules: String = (1..=60).map(|rule| format!("{rule}. We bake it as you like it.\n")).collect();
    let code: String = (1..=40).map(|table| format!("Bot.setProperty('table{table}', 'free', 'string')\n")).collect();
    let all = [
        (
            "/start",
            json!({ "answer": "Hungry? *Pizza Palace* bakes till 23:00.", "keyboard_body": "Menu, Order\nWhere" }),
        ),
        ("/order", json!({ "answer": "Which one?", "need_reply": true })),
        ("/where", json!({ "answer": "12 Dough Street" })),
        ("/hours", json!({ "answer": "11:00 to 23:00" })),
        ("/rules", json!({ "answer": rules })),
        ("/tables", json!({ "code": code, "bjs_mode": true, "auto_retry_time": 3600 })),
        ("/call", json!({ "answer": "Ring the bell" })),
        ("/offer", json!({ "answer": "Two for one on Mondays" })),
        ("*", json!({ "answer": "Try /start" })),
        ("/margherita", json!({ "answer": "Tomato, mozzarella", "commands_folder_id": FOLDER })),
        ("/funghi", json!({ "answer": "Mushrooms", "commands_folder_id": FOLDER })),
        ("/secret", json!({ "answer": "Grandma's dough", "commands_folder_id": FOLDER })),
    ];
    let at = now - TimeDelta::days(30);
    let make = |(id, (name, fields)): (i64, (&str, Value))| {
        let mut command = blank(PIZZA, id, &at);
        set(&mut command, "command", name);
        for (field, value) in fields.as_object().into_iter().flatten() {
            set(&mut command, field, value.clone());
        }
        match name {
            "/start" => set(&mut command, "aliases", aliases("hello, pizza", id, &at, &world.numbers)),
            "/secret" => restrict(&mut command, "admins"),
            _ => {}
        }
        command
    };
    (FIRST_COMMAND..).zip(all).map(make).collect()
}

/// Ten, so that there is something to search in; one of them long.
fn properties() -> Vec<Value> {
    let property = |(id, (name, value)): (i64, (String, Value))| json!({ "id": id, "name": name, "type": "string", "value": value, "user_id": null });
    let tables = (1..=9).map(|table| (format!("table{table}"), json!("free")));
    let menu = ("menu".to_owned(), json!("Margherita, Funghi, Quattro stagioni. ".repeat(100)));
    (FIRST_PROPERTY..).zip(tables.chain([menu])).map(property).collect()
}

/// A form of two pages, with a text that is too long for a message.
fn panel() -> Value {
    let rules = "We bake it as you like it.\n".repeat(100);
    let table = |table: i64| json!({ "name": format!("table{table}"), "title": format!("Table {table}"), "type": "checkbox", "value": true });
    let rules = json!({ "name": "rules", "title": "House rules", "type": "text", "value": rules });
    let fields: Vec<Value> = std::iter::once(rules).chain((1..=9).map(table)).collect();
    json!({ "id": FIRST_PROPERTY, "bot_id": PIZZA, "name": "House", "title": "House", "fields": fields })
}

/// Twelve of three kinds, the oldest first as the API lists them.
fn errors(now: DateTime<Utc>) -> Vec<ErrorSketch> {
    let error = |minutes: i64, title: &str| ErrorSketch::new(now - TimeDelta::minutes(minutes), title);
    let null = |minutes: i64| error(minutes, NULL).trace(NULL_TRACE).command("/order");
    let syntax = |minutes: i64| error(minutes, SYNTAX).trace(SYNTAX_TRACE).command("/report");
    let blocked = |minutes: i64| error(minutes, BLOCKED);
    vec![
        blocked(2_790),
        null(1_744),
        null(1_502),
        blocked(1_380),
        syntax(612),
        syntax(611),
        null(540),
        null(433),
        blocked(260).command("/price"),
        syntax(95),
        null(41),
        null(7),
    ]
}
