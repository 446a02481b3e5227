//! Starting and stopping a bot: asked for once, followed until it is so, and told as it was seen.

use bb_pocket::frame::to;
use bb_pocket::ids::{AccountId, BotId, UserId};
use bb_pocket::link::Spot;
use bb_pocket::sandbox::bots_business::{BotSketch, BotsBusiness, DEMO_KEY, Obedience, SECOND_KEY};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{ButtonAction, Event, Message};
use bb_pocket::screens::bot;
use chrono::TimeDelta;
use serde_json::json;

use crate::support::beside::Database;
use crate::support::{TRIES, Talk, TestBot, contains, until};

pub mod crashes;

/// The number of a stopped bot.
const WEATHER: i64 = 4711;
/// Seconds between the looks.
const LOOKS: [i64; 7] = [1, 2, 3, 5, 8, 13, 28];

fn add_weather(api: &BotsBusiness, obedience: Obedience) {
    api.add_bots(DEMO_KEY, [BotSketch::new(WEATHER, "Weather").status(Some("stopped"))]);
    api.set_obedience(WEATHER, obedience);
}

/// Anna with the card of a stopped bot before her.
async fn at_the_card(bot: &TestBot, obedience: Obedience) -> Talk<'_> {
    add_weather(&bot.world.api, obedience);
    let anna = bot.linked().await;
    contains(&anna.says("/bot Weather").await, "⚪ stopped");
    anna
}

/// How many requests to start or stop were made.
fn requests(api: &BotsBusiness) -> usize {
    api.calls().iter().filter(|call| call.endpoint == "set_bot_status").count()
}

fn reads(bot: &TestBot) -> usize {
    bot.world.api.calls().iter().filter(|call| call.endpoint == "get_bot").count()
}

/// The newest form of a message holds these words.
fn says(events: &[Event], id: Option<i32>, words: &str) -> bool {
    let shown = |event: &Event| match event {
        Event::Sent(message) | Event::Edited(message) if id.is_none_or(|id| id == message.id) => {
            Some(message.text.contains(words))
        }
        _ => None,
    };
    events.iter().rev().find_map(shown) == Some(true)
}

/// Waits until the newest message of the bot holds these words.
pub async fn becomes(talk: &Talk<'_>, words: &str) -> Message {
    let id = talk.last().id;
    talk.bot.world.telegram.wait_for(|events| says(events, Some(id), words)).await.unwrap();
    settled(talk.bot).await;
    talk.last()
}

/// Waits until no visit is under way: while one is, its row is due in a minute; the next look is sooner.
async fn settled(bot: &TestBot) {
    let (database, soon) = (Database::open(bot).await, bot.clock.now_ms() + 28_000);
    let under_way = format!("SELECT COUNT(*) FROM follow_ups WHERE due_at > {soon}");
    until("no visit is under way", async || database.rows::<(i64,)>(&under_way).await == [(0,)]).await;
}

/// Lets seconds pass.
fn pass(bot: &TestBot, seconds: i64) {
    bot.clock.advance(TimeDelta::seconds(seconds));
}

/// Nothing is followed any more, and an hour changes nothing.
pub async fn nothing_is_followed(talk: &Talk<'_>) {
    let bot = talk.bot;
    let followed: Vec<(i64,)> = Database::open(bot).await.rows("SELECT COUNT(*) FROM follow_ups").await;
    assert_eq!(followed, [(0,)], "somebody still looks");
    let (reads_before, edits) = (reads(bot), edits(talk));
    pass(bot, 3600);
    talk.says("/help").await;
    assert_eq!((reads(bot), self::edits(talk)), (reads_before, edits), "somebody still looked");
}

fn edits(talk: &Talk<'_>) -> usize {
    talk.bot.world.telegram.events().iter().filter(|event| matches!(event, Event::Edited(_))).count()
}

#[tokio::test]
async fn a_start_is_followed_until_it_was_seen() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    contains(&anna.presses("Start").await, "⏳ Asked Bots.Business to start Weather…");
    pass(&bot, 1);
    becomes(&anna, "⏳ Asked Bots.Business to start Weather… 1 s").await;
    pass(&bot, 2);
    let seen = becomes(&anna, "🟢 Weather runs. Seen after 3 s.").await;
    assert_eq!(seen.labels(), ["Errors", "‹ Back", "Refresh", "Home"]);
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot.world.api), 1);
    let message = bot.world.telegram.messages(anna.chat).into_iter().filter(Message::from_bot).count();
    assert_eq!(message, 3, "«Connected», the card that became all of it, /help");
}

#[tokio::test]
async fn what_is_not_seen_within_a_minute_is_not_claimed() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::Ignores).await;
    anna.presses("Start").await;
    let mut passed = 0;
    for wait in &LOOKS[..6] {
        passed += wait;
        pass(&bot, *wait);
        becomes(&anna, &format!("⏳ Asked Bots.Business to start Weather… {passed} s")).await;
    }
    pass(&bot, LOOKS[6]);
    let end = becomes(&anna, "❔ I don't know yet: after 60 s Weather still says: stopped.").await;
    assert!(end.button("Errors").is_some() && end.button("Look again").is_some(), "{:?}", end.labels());
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot.world.api), 1);
}

#[tokio::test]
async fn a_word_that_was_not_asked_for_is_told_as_it_is() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::EndsAs(2, "broken token".into())).await;
    anna.presses("Start").await;
    for (wait, passed) in LOOKS.iter().zip(["1 s", "3 s", "6 s", "11 s", "19 s", "32 s"]) {
        pass(&bot, *wait);
        becomes(&anna, passed).await;
    }
    pass(&bot, LOOKS[6]);
    becomes(&anna, "Weather still says: “broken token” (Bots.Business' own word).").await;
}

#[tokio::test]
async fn a_refusal_is_told_in_its_own_words_and_can_be_tried_again() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::Refuses("Your plan is over".into())).await;
    let refused = anna.presses("Start").await;
    contains(&refused, "Bots.Business did not start it");
    contains(&refused, "Your plan is over");
    nothing_is_followed(&anna).await;
    let card =
        bot.world.telegram.messages(anna.chat).into_iter().rfind(|it| it.text.contains("did not start it")).unwrap();
    bot.world.api.set_obedience(WEATHER, Obedience::After(0));
    anna.presses_on(card.id, "‹ Back").await;
    contains(&anna.presses_on(card.id, "Start").await, "🟢 Weather runs");
    assert_eq!(requests(&bot.world.api), 2);
}

#[tokio::test]
async fn a_bot_without_token_is_explained_and_nothing_is_sent() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let card = anna.says("/bot refer").await;
    contains(&card, "It has no bot token, so it cannot start");
    assert!(anna.last().button("Start").is_none());
    let old = to(bot::Start, (BotId::new(2_792_790),)).of(AccountId::new(1)).encode(UserId::new(7001), Spot::Here);
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, &old);
    contains(&anna.sees_after(update).await, "Refer & Earn <beta> has no bot token");
    assert!(anna.last().button("‹ Back").is_some());
    assert_eq!(requests(&bot.world.api), 0);
}

#[tokio::test]
async fn a_stop_asks_first() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    let question = anna.presses("Stop").await;
    contains(&question, "Stop “My Shop”?");
    contains(&question, "Its users get no answers until you start it again");
    assert_eq!(anna.last().labels(), ["Keep it running", "Stop it"]);
    let asked = anna.last();
    contains(&anna.presses("Keep it running").await, "🟢 runs");
    assert_eq!(requests(&bot.world.api), 0);
    // The button of the dismissed question is void.
    anna.presses("Stop").await;
    let ButtonAction::Callback(old) = asked.button("Stop it").unwrap().action.clone() else { panic!("a callback") };
    contains(&anna.presses("Stop it").await, "⏳ Asked Bots.Business to stop My Shop…");
    pass(&bot, 3);
    becomes(&anna, "⚪ My Shop is stopped. Seen after 3 s.").await;
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, asked.id, &old);
    contains(&anna.sees_after(update).await, "That question is over");
    assert_eq!(requests(&bot.world.api), 1);
}

#[tokio::test]
async fn what_is_not_known_to_be_sent_is_not_called_asked_when_a_look_fails() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    bot.world.api.fault("set_bot_status", 1, Fault::CutBody);
    anna.presses("Start").await;
    bot.world.api.fault("get_bot", TRIES, Fault::Status(503, String::new()));
    pass(&bot, 1);
    becomes(&anna, "⏳ I don't know if I asked Bots.Business to start Weather.").await;
    pass(&bot, 2);
    becomes(&anna, "🟢 Weather runs. Seen after 3 s.").await;
}

/// Presses a button twice before its answer is there.
async fn double_tap(anna: &Talk<'_>, label: &str) {
    let held = Barrier::new();
    let telegram = &anna.bot.world.telegram;
    anna.bot.world.api.fault("set_bot_status", 1, Fault::Hold(held.clone()));
    let message = anna.last().id;
    telegram.press(&anna.person, anna.chat, message, label).unwrap();
    held.reached(1).await;
    let second = telegram.press(&anna.person, anna.chat, message, label).unwrap().update().unwrap();
    telegram.acknowledged(second).await.unwrap();
    held.release();
    anna.sees_after(second).await;
}

#[tokio::test]
async fn a_double_tap_is_sent_once() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    double_tap(&anna, "Start").await;
    contains(&anna.screen(), "Asked Bots.Business to start Weather…");
    assert_eq!(requests(&bot.world.api), 1);
    pass(&bot, 3);
    becomes(&anna, "🟢 Weather runs").await;
    anna.presses("‹ Back").await;
    anna.presses("Stop").await;
    double_tap(&anna, "Stop it").await;
    contains(&anna.screen(), "Asked Bots.Business to stop Weather…");
    assert_eq!(requests(&bot.world.api), 2);
}

#[tokio::test]
async fn an_expired_question_does_nothing() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("Stop").await;
    pass(&bot, 11 * 60);
    contains(&anna.presses("Stop it").await, "That question is over");
    assert_eq!(anna.last().labels(), ["Home"]);
    assert_eq!(requests(&bot.world.api), 0);
}

#[tokio::test]
async fn nobody_else_can_confirm() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/bot My Shop").await;
    anna.presses("Stop").await;
    let question = anna.last().id;
    let eve = bot.talk(7002, "Eve");
    eve.says("/start").await;
    let hers = bot.world.telegram.forge_press(&eve.person, eve.chat, question, "2yy_5eh_0_1");
    contains(&eve.sees_after(hers).await, "These buttons belong to somebody else");
    // With her own number in it, under the same message and under hers.
    for message in [question, eve.last().id] {
        let forged = bot.world.telegram.forge_press(&eve.person, eve.chat, message, "2yy_5ei_0_1");
        contains(&eve.sees_after(forged).await, "That question is over");
    }
    assert_eq!(requests(&bot.world.api), 0);
    contains(&anna.presses("Stop it").await, "Asked Bots.Business to stop My Shop");
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_and_leads_back_to_the_start() {
    const NEW: &str = "FAKE-fresh-key-FAKE-fresh-key-FAKE-00012";
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    bot.world.api.reset_key(DEMO_KEY, NEW);
    contains(&anna.presses("Start").await, "Your key for o…@example.com was refused");
    assert_eq!(requests(&bot.world.api), 0);
    contains(&anna.says(NEW).await, "New key for o…@example.com");
    contains(&anna.presses("Go on").await, "Asked Bots.Business to start Weather…");
    assert_eq!(requests(&bot.world.api), 1);
}

#[tokio::test]
async fn a_key_that_is_rejected_by_the_request_itself_leads_back_to_the_bot() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(0)).await;
    let rejected = json!({"error": "Invalid API Key"}).to_string();
    bot.world.api.fault("set_bot_status|get_user", 2, Fault::Status(401, rejected));
    contains(&anna.presses("Start").await, "Your key for o…@example.com was refused");
    contains(&anna.says(DEMO_KEY).await, "o…@example.com");
    contains(&anna.presses("Go on").await, "⚪ stopped");
    pass(&bot, 3);
    contains(&anna.presses("Start").await, "🟢 Weather runs");
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_looked_up_and_not_sent_again() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    bot.world.api.fault("set_bot_status", 1, Fault::CutBody);
    contains(&anna.presses("Start").await, "⏳ I don't know if my request to start Weather arrived. I keep looking…");
    pass(&bot, 3);
    becomes(&anna, "🟢 Weather runs. Seen after 3 s.").await;
    assert_eq!(requests(&bot.world.api), 1);
}

#[tokio::test]
async fn a_look_that_fails_for_a_moment_is_made_again() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    // The read before the request passes; the one after it does not.
    let held = Barrier::new();
    bot.world.api.fault("set_bot_status", 1, Fault::Hold(held.clone()));
    let pressed = bot.world.telegram.press(&anna.person, anna.chat, anna.last().id, "Start").unwrap().update().unwrap();
    held.reached(1).await;
    bot.world.api.fault("get_bot", TRIES, Fault::Status(503, String::new()));
    held.release();
    let asked = anna.sees_after(pressed).await;
    contains(&asked, "⏳ Asked Bots.Business to start Weather. It did not say just now how it is; I keep looking… 0 s");
    assert!(!asked.contains("Checked"), "nothing was read: {asked}");
    bot.world.api.fault("get_bot", TRIES, Fault::Status(503, String::new()));
    pass(&bot, 1);
    becomes(&anna, "I keep looking… 1 s").await;
    pass(&bot, 2);
    becomes(&anna, "🟢 Weather runs. Seen after 3 s.").await;
}

#[tokio::test]
async fn a_failure_ends_the_following_and_leaves_a_question_open() {
    for (status, words) in [(404, "No bot 4711 in o…@example.com"), (422, "Bots.Business said no")] {
        let bot = TestBot::start().await;
        let anna = at_the_card(&bot, Obedience::Hangs).await;
        anna.presses("Start").await;
        let followed = anna.last().id;
        contains(&anna.says("/setkey").await, "Paste your Api Key here");
        let reason = if status == 404 { "Bot not found" } else { "Bot is odd" };
        bot.world.api.fault("get_bot", 1, Fault::Status(status, json!({ "error": reason }).to_string()));
        pass(&bot, 1);
        bot.world.telegram.wait_for(|events| says(events, Some(followed), words)).await.unwrap();
        settled(&bot).await;
        contains(&anna.says("nonsense").await, "That is not an Api Key");
        nothing_is_followed(&anna).await;
    }
}

#[tokio::test]
async fn a_press_on_the_followed_message_ends_the_following() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::Hangs).await;
    anna.presses("Start").await;
    contains(&anna.presses("Home").await, "o…@example.com");
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn a_look_under_way_does_not_overwrite_what_was_pressed_meanwhile() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::Hangs).await;
    anna.presses("Start").await;
    let held = Barrier::new();
    bot.world.api.fault("get_bot", 1, Fault::Hold(held.clone()));
    pass(&bot, 1);
    held.reached(1).await;
    contains(&anna.presses("Home").await, "o…@example.com");
    held.release();
    let answered = || bot.world.api.calls().iter().all(|call| call.status.is_some());
    until("every call is answered", async || answered()).await;
    nothing_is_followed(&anna).await;
    let home = bot.world.telegram.messages(anna.chat).into_iter().rfind(|it| it.button("Bots").is_some());
    assert!(home.is_some(), "{}", anna.screen());
}

#[tokio::test]
async fn forgetting_ends_the_following() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::Hangs).await;
    anna.presses("Start").await;
    anna.says("/forget").await;
    contains(&anna.presses("Erase everything").await, "Everything about you is erased");
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn keep_after_stop_it_tells_what_was_done() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    bot.world.api.add_bots(DEMO_KEY, [BotSketch::new(4712, "Kiosk")]);
    anna.says("/bot Kiosk").await;
    anna.presses("Stop").await;
    let question = anna.last();
    anna.presses("Stop it").await;
    let kept = question.buttons[0].iter().find(|button| button.label == "Keep it running").unwrap();
    let ButtonAction::Callback(data) = &kept.action else { panic!("a button that asks the bot") };
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, question.id, data);
    anna.sees_after(update).await;
    contains(&anna.last().text, "Asked Bots.Business to stop Kiosk…");
    assert_eq!(requests(&bot.world.api), 1);
}

#[tokio::test]
async fn an_old_button_does_nothing_that_is_done_already() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(0)).await;
    let stopped = anna.last();
    bot.world.api.set_status(WEATHER, Some("works"));
    contains(&anna.presses_on(stopped.id, "Start").await, "🟢 runs");
    assert_eq!(requests(&bot.world.api), 0, "it runs already");
    anna.presses("Stop").await;
    bot.world.api.set_status(WEATHER, Some("stopped"));
    contains(&anna.presses("Stop it").await, "⚪ stopped");
    assert_eq!(requests(&bot.world.api), 0, "it is stopped already");
}

#[tokio::test]
async fn an_edit_that_telegram_puts_off_holds_nobody_up() {
    let bot = TestBot::start().await;
    let anna = at_the_card(&bot, Obedience::After(3)).await;
    anna.presses("Start").await;
    bot.world.telegram.fault("editmessagetext", 1, Fault::RetryAfter(3600));
    pass(&bot, 1);
    let put_off = |calls: &[bb_pocket::sandbox::telegram::Call]| {
        calls.iter().any(|call| call.method == "editmessagetext" && call.status == Some(429))
    };
    bot.world.telegram.wait_for_calls(put_off).await.unwrap();
    contains(&anna.says("/help").await, "What I can do");
    pass(&bot, 61);
    let id =
        bot.world.telegram.messages(anna.chat).into_iter().rfind(|message| message.text.contains("Asked")).unwrap().id;
    bot.world.telegram.wait_for(|events| says(events, Some(id), "🟢 Weather runs.")).await.unwrap();
}

#[tokio::test]
async fn what_is_confirmed_is_done_with_the_account_that_was_asked_about() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let unstamped = to(bot::Stop, (BotId::new(2_792_787),)).encode(UserId::new(7001), Spot::Here);
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, &unstamped);
    contains(&anna.sees_after(update).await, "Stop “My Shop”?");
    let question = anna.last().id;
    contains(&anna.says(SECOND_KEY).await, "Connected as s…@shop.example");
    contains(&anna.presses_on(question, "Stop it").await, "Asked Bots.Business to stop My Shop");
    assert_eq!(requests(&bot.world.api), 1);
}
