//! The list of bots and a bot's card: any number of bots, any name, and the truth about what could not be read.

use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::ButtonAction;
use serde_json::json;

use crate::support::{TRIES, Talk, TestBot, contains};

/// The key of an account without bots.
const KEY: &str = "FAKE-bots-key-FAKE-bots-key-FAKE-bots-01";

/// Somebody whose account has these bots.
async fn owner<'a>(bot: &'a TestBot, bots: impl IntoIterator<Item = BotSketch>) -> Talk<'a> {
    bot.world.api.add_account("many@example.com", KEY);
    bot.world.api.add_bots(KEY, bots);
    let owner = bot.talk(7005, "Olga");
    owner.says(KEY).await;
    owner
}

/// This many running bots.
fn many(count: i64) -> impl Iterator<Item = BotSketch> {
    (1..=count).map(|id| BotSketch::new(id, &format!("Bot {id:03}")))
}

/// The labels of the buttons that are bots.
fn listed(talk: &Talk<'_>) -> Vec<String> {
    let signs = ["🟢", "⚪", "▫️", "❔"];
    let labels = talk.last().labels().into_iter().map(str::to_owned).collect::<Vec<_>>();
    labels.into_iter().filter(|label| signs.iter().any(|sign| label.starts_with(sign))).collect()
}

#[tokio::test]
async fn the_first_screen_says_who_is_connected_and_what_runs() {
    let bot = TestBot::start().await;
    bot.world.api.furnish();
    let anna = bot.linked().await;
    let home = anna.says("/start").await;
    contains(&home, "o…@example.com");
    contains(&home, "🟢 5 running · ⚪ 3 stopped · ▫️ 2 never launched");
    contains(&home, "Checked 12:03:07 UTC");
    assert_eq!(
        anna.last().labels(),
        ["Bots", "Check an import", "🔔 Alerts", "Account", "New bot", "Settings", "Help", "Refresh"]
    );
    contains(&anna.presses("Bots").await, "Your bots");
    contains(&anna.presses("Home").await, "🟢 5 run");
    assert_eq!(bot.world.telegram.messages(anna.chat).len(), 3, "one message, edited in place");
}

#[tokio::test]
async fn the_first_screen_says_so_when_nothing_is_known_of_the_bots() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    let home = anna.says("/menu").await;
    contains(&home, "Bots.Business did not say how many bots run");
    contains(&anna.presses("Refresh").await, "🟢 1 running · ▫️ 1 never launched");
}

#[tokio::test]
async fn an_account_without_bots_says_what_would_be_here() {
    let bot = TestBot::start().await;
    let olga = owner(&bot, []).await;
    contains(&olga.says("/start").await, "No bots yet");
    contains(&olga.presses("Bots").await, "No bots in this account");
    assert_eq!(olga.last().labels(), ["New bot", "Demo store", "Refresh", "Home"]);
}

#[tokio::test]
async fn every_count_of_bots_has_the_pages_it_needs() {
    for (count, labels) in [
        (1, vec!["🟢 Bot 001", "New bot", "Demo store", "Refresh", "Home"]),
        (8, vec!["🟢 Bot 008", "New bot", "Demo store", "Refresh", "Home"]),
        (9, vec!["🟢 Bot 008", "Search", "›", "New bot", "Demo store", "Refresh", "Home"]),
        (500, vec!["🟢 Bot 008", "Search", "›", "New bot", "Demo store", "Refresh", "Home"]),
    ] {
        let bot = TestBot::start().await;
        let olga = owner(&bot, many(count)).await;
        let shown = olga.says("/bots").await;
        contains(&shown, "Your bots");
        assert_eq!(shown.contains("1–8 of"), count > 8, "{shown}");
        assert_eq!(listed(&olga).len(), usize::try_from(count.min(8)).unwrap());
        let all = olga.last();
        assert_eq!(all.labels()[all.labels().len() - labels.len()..], labels);
    }
}

#[tokio::test]
async fn pages_are_turned_in_both_directions() {
    let bot = TestBot::start().await;
    let olga = owner(&bot, many(41)).await;
    contains(&olga.says("/bots").await, "Your bots · 1–8 of 41");
    contains(&olga.presses("›").await, "Your bots · 9–16 of 41");
    assert_eq!(listed(&olga)[0], "🟢 Bot 009");
    for _ in 0..4 {
        olga.presses("›").await;
    }
    contains(&olga.screen(), "41–41 of 41");
    assert_eq!(listed(&olga), ["🟢 Bot 041"]);
    assert!(olga.last().button("›").is_none(), "there is nothing more");
    contains(&olga.presses("‹").await, "33–40 of 41");
    // The list became shorter: the last page that there is.
    let last = olga.last();
    let ButtonAction::Callback(data) = &last.button("›").unwrap().action else { panic!("a callback") };
    bot.world.api.fault("get_bots", 1, Fault::Garbage(json!([{"id": 1, "name": "Only one"}]).to_string()));
    bot.clock.advance(chrono::TimeDelta::minutes(10));
    let update = bot.world.telegram.forge_press(&olga.person, olga.chat, last.id, data);
    contains(&olga.sees_after(update).await, "Your bots");
}

#[tokio::test]
async fn five_hundred_bots_end_at_their_last_page() {
    let bot = TestBot::start().await;
    let olga = owner(&bot, many(500)).await;
    olga.says("/bots").await;
    let last = olga.last();
    let ButtonAction::Callback(data) = &last.button("›").unwrap().action else { panic!("a callback") };
    // Page 63 is the last one; whoever asks for a later one gets it too.
    for page in ["1q", "zzz"] {
        let data = format!("{}_{page}", data.rsplit_once('_').unwrap().0);
        let update = bot.world.telegram.forge_press(&olga.person, olga.chat, last.id, &data);
        olga.sees_after(update).await;
        contains(&olga.screen(), "Your bots · 497–500 of 500");
    }
    assert_eq!(listed(&olga), ["🟢 Bot 497", "🟢 Bot 498", "🟢 Bot 499", "🟢 Bot 500"]);
}

#[tokio::test]
async fn running_bots_come_first_and_each_state_has_its_sign() {
    let bot = TestBot::start().await;
    let olga = owner(
        &bot,
        [
            BotSketch::new(1, "Stopped").status(Some("stopped")),
            BotSketch::new(2, "New").status(None),
            BotSketch::new(3, "Odd").status(Some("hibernates")),
            BotSketch::new(4, "Running"),
            BotSketch::new(5, "Also running"),
        ],
    )
    .await;
    olga.says("/bots").await;
    assert_eq!(listed(&olga), ["🟢 Running", "🟢 Also running", "⚪ Stopped", "▫️ New", "❔ Odd"]);
    contains(&olga.presses("❔ Odd").await, "“hibernates” (Bots.Business' own word)");
}

#[tokio::test]
async fn bots_are_found_by_a_part_of_their_name_and_by_number() {
    let bot = TestBot::start().await;
    let olga =
        owner(&bot, many(12).chain([BotSketch::new(4711, "Blumen Nord"), BotSketch::new(4712, "Blumen Süd")])).await;
    contains(&olga.says("/bots blumen").await, "Bots like “blumen”");
    assert_eq!(listed(&olga), ["🟢 Blumen Nord", "🟢 Blumen Süd"]);
    contains(&olga.presses("‹ Back").await, "Your bots · 1–8 of 14");
    contains(&olga.presses("Search").await, "Send a part of its name, or its number");
    contains(&olga.says("SÜD").await, "Blumen Süd");
    contains(&olga.screen(), "Bot 4712");
    olga.says("/bots").await;
    olga.presses("Search").await;
    contains(&olga.says("4711").await, "Blumen Nord");
    olga.says("/bots").await;
    olga.presses("Search").await;
    contains(&olga.says("tulips").await, "No bot of yours is like “tulips”");
    contains(&olga.says("nord").await, "Blumen Nord");
    assert!(olga.last().button("Start").is_none() && olga.last().button("Stop").is_some(), "the card is there");
    contains(&olga.says("/bots tulips").await, "No bot of yours is like “tulips”");
    contains(&olga.presses("All bots").await, "1–8 of 14");
}

#[tokio::test]
async fn a_list_that_cannot_be_read_says_so_and_offers_to_try_again() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    let shown = anna.says("/bots").await;
    contains(&shown, "Bots.Business did not answer");
    assert!(!shown.contains("No bots"), "{shown}");
    contains(&anna.presses("Try again").await, "Your bots");
    assert_eq!(listed(&anna).len(), 2);
}

#[tokio::test]
async fn hostile_names_are_shown_on_one_line_within_the_limits() {
    let bot = TestBot::start().await;
    let names = [
        "🍕🎉 Party",
        "\u{202e}gnp.exe",
        "<b>bold</b> & <script>",
        &"long ".repeat(60),
        "line\nbreak",
        "",
        "\u{200b}\u{feff}",
        "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦",
    ];
    let olga = owner(&bot, (1..).zip(names).map(|(id, name)| BotSketch::new(id, name))).await;
    olga.says("/bots").await;
    let shown = listed(&olga);
    assert_eq!(shown.len(), names.len());
    for label in &shown {
        // What joins emoji to one sign is not seen.
        let seen = label.chars().filter(|c| *c != '\u{200d}').count();
        assert!(!label.contains('\n') && !label.contains('\u{202e}') && seen <= 40, "{label:?}");
    }
    assert_eq!((&*shown[2], &*shown[5], &*shown[6]), ("🟢 <b>bold</b> & <script>", "🟢 bot 6", "🟢 bot 7"));
    let list = olga.last().id;
    for (place, _) in names.iter().enumerate() {
        let update = bot.world.telegram.press_nth(&olga.person, olga.chat, list, place).unwrap().update().unwrap();
        let card = olga.sees_after(update).await;
        contains(&card, &format!("Bot {}", place + 1));
        olga.presses("‹ Back").await;
    }
    let refused = bot.world.telegram.calls().into_iter().find(|call| call.status == Some(400));
    assert!(refused.is_none(), "{refused:?}");
}

#[tokio::test]
async fn buttons_act_with_the_account_they_were_shown_for() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    let card = anna.last().id;
    anna.says(SECOND_KEY).await;
    contains(&anna.says("/bots").await, "Your bots");
    assert_eq!(listed(&anna), ["🟢 Second Shop"], "the new account is in use");
    contains(&anna.presses_on(card, "Stop").await, "Stop “My Shop”?");
    contains(&anna.presses_on(card, "Stop it").await, "Asked Bots.Business to stop My Shop");
    let call = bot.world.api.calls().into_iter().rfind(|call| call.endpoint == "set_bot_status").unwrap();
    assert_eq!(call.key.as_deref(), Some(DEMO_KEY));
    contains(&anna.says("/accounts").await, "✅ 2. s…@shop.example");
    anna.presses("Use 1").await;
    anna.says("/bots").await;
    assert_eq!(listed(&anna).len(), 2, "the first account is in use again");
}

#[tokio::test]
async fn a_card_appears_with_what_came_in_time_and_says_what_is_missing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let card = anna.says("/bot My Shop").await;
    contains(&card, "🟢 runs");
    contains(&card, "Last run 10 Jan 2025");
    contains(&card, "Commands 8 · Errors 3");
    contains(&card, "Bot 2792787");
    assert!(!card.contains('–'), "nothing is missing: {card}");
    let held = Barrier::new();
    bot.world.api.fault("get_commands", 1, Fault::Hold(held.clone()));
    let card = anna.says("/bot My Shop").await;
    contains(&card, "Commands – · Errors 3");
    contains(&card, "– means: not said in time");
    assert_eq!(
        anna.last().labels(),
        [
            "Stop",
            "Errors · 3",
            "Check an import",
            "Import…",
            "Commands",
            "Broadcasts",
            "Chats",
            "Properties",
            "Panels",
            "Libraries",
            "More",
            "🔔 Alerts",
            "📈 Chart",
            "‹ Back",
            "Refresh",
            "Home"
        ]
    );
    held.release();
    contains(&anna.presses("Refresh").await, "Commands 8 · Errors 3");
}

#[tokio::test]
async fn a_bot_is_opened_by_name_part_or_number() {
    let bot = TestBot::start().await;
    bot.world.api.furnish();
    let anna = bot.linked().await;
    for typed in
        ["/bot My Shop", "/bot my shop", "/bot pizza", "/bot 2792801", "/card 2792787", "2792801", "Pizza Palace"]
    {
        let card = anna.says(typed).await;
        let name =
            if typed.to_lowercase().contains("shop") || typed.contains("787") { "My Shop" } else { "Pizza Palace" };
        contains(&card, name);
        contains(&card, "Commands");
    }
    contains(&anna.says("/bot or").await, "Bots like “or”");
    assert_eq!(listed(&anna), ["🟢 Support <b>&</b> Returns", "⚪ Weather for Sailors"]);
    contains(&anna.presses("⚪ Weather for Sailors").await, "⚪ stopped");
    contains(&anna.says("/bot tulips").await, "No bot of yours is like “tulips”");
    contains(&anna.says("/bot").await, "Your bots");
    let gone = anna.says("/bot 999").await;
    contains(&gone, "No bot 999 in o…@example.com");
    assert!(anna.last().button("All bots").is_some() && anna.last().button("Accounts").is_some());
    contains(&anna.presses("All bots").await, "Your bots");
}

#[tokio::test]
async fn a_protected_bot_says_that_its_commands_cannot_be_read() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.protect(2_792_787);
    let card = anna.says("/bot My Shop").await;
    contains(&card, "Commands – · Errors 3");
    contains(&card, "This bot is protected: its maker does not let its commands be read");
    assert!(!card.contains("not said in time"), "{card}");
}

#[tokio::test]
async fn what_failed_is_not_called_late() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.fault("get_error_logs", TRIES, Fault::Status(503, String::new()));
    let card = anna.says("/bot My Shop").await;
    contains(&card, "Commands 8 · Errors –");
    contains(&card, "– means: Bots.Business did not say");
}
