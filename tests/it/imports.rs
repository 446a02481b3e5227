//! A sheet's way into a bot: found by its link, looked at, imported once, followed to its end.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, ImportEnding};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::sheets::SheetAnswer;
use bb_pocket::sandbox::telegram::{Call, Message};
use chrono::TimeDelta;
use serde_json::json;

use crate::launch::{becomes, nothing_is_followed};
use crate::support::{Talk, TestBot, bytes_of, contains, holds};

mod crashes;
mod previews;
mod same;
mod sentences;

const SHOP: i64 = 2_792_787;
/// A sheet of Anna's, by an identifier of the length that Google gives.
const SHEET: &str = "1FAKE-sheet-not-real-FAKE-sheet-not-real-0001";
const SMALL: &str = "command,answer\n/start,Hi\n/new,New\n";

/// How many imports were asked for.
fn requests(bot: &TestBot) -> usize {
    bot.api_calls().iter().filter(|call| *call == "start_csv_import").count()
}

/// Anna with the preview of the demo's sheet before her.
async fn at_the_preview(bot: &TestBot) -> Talk<'_> {
    let anna = bot.linked().await;
    anna.says("/import My Shop").await;
    contains(&anna.presses("See a preview").await, "3 new · 3 overwritten · 1 removed");
    anna
}

fn pass(bot: &TestBot, seconds: i64) {
    bot.clock.advance(TimeDelta::seconds(seconds));
}

/// Waits until the live message says that the import has ended, and asks there for the result.
pub async fn result_of(talk: &Talk<'_>) -> Message {
    let live = talk.last().id;
    becomes(talk, "The result is in a message of its own.").await;
    talk.presses_on(live, "Result").await;
    talk.bot.world.telegram.messages(talk.chat).into_iter().find(|it| it.id == live).unwrap()
}

/// Looks once a few seconds, until the message has these words.
async fn follows(anna: &Talk<'_>, looks: usize, words: &str) -> Message {
    for look in 0..looks {
        pass(anna.bot, if look < 3 { 2 } else { 3 });
        let passed = if look < 3 { 2 * (look + 1) } else { 6 + 3 * (look - 2) };
        let now = format!("{passed} s");
        let shown = if look + 1 == looks { words } else { now.as_str() };
        becomes(anna, shown).await;
    }
    anna.last()
}

#[tokio::test]
async fn a_sheet_is_seen_before_it_costs_and_followed_to_its_end() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    insta::assert_snapshot!("room", anna.says("/import My Shop").await);
    insta::assert_snapshot!("preview", anna.presses("See a preview").await);
    assert_eq!(requests(&bot), 0, "looking costs nothing");
    let live = anna.presses("Import now").await;
    insta::assert_snapshot!("live", live);
    follows(&anna, 2, "Importing into My Shop… 4 s").await;
    pass(&bot, 2);
    becomes(&anna, "Importing into My Shop… 6 s").await;
    pass(&bot, 3);
    becomes(&anna, "9 s").await;
    pass(&bot, 3);
    becomes(&anna, "CSV import ok").await;
    insta::assert_snapshot!("result", anna.sees());
    nothing_is_followed(&anna).await;
    assert_eq!(requests(&bot), 1);
    let usage = bot.world.api.calls().iter().filter(|call| call.endpoint == "get_iteration_usage").count();
    assert_eq!(usage, 1);
}

#[tokio::test]
async fn an_import_costs_five_iterations() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    contains(&anna.screen(), "Costs 5 iterations; you have 58,750 left.");
    anna.presses("Import now").await;
    anna.says("/import My Shop").await;
    contains(&anna.presses("See a preview").await, "you have 58,745 left.");
}

#[tokio::test]
async fn a_pasted_link_asks_for_the_bot_and_is_in_no_button_no_log_and_not_in_the_clear() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.sheets.serve(SHEET, SMALL);
    let link = bot.world.sheets.edit_link(SHEET);
    contains(&anna.says(&format!("here: {link}")).await, "Import into which bot?");
    contains(&anna.presses("🟢 My Shop").await, "1 new · 1 overwritten · 2 removed");
    contains(&anna.screen(), "Bots.Business gets the export form of your link.");
    contains(&anna.presses("Import now").await, "Importing into My Shop…");
    let body =
        bot.world.api.calls().into_iter().rfind(|call| call.endpoint == "start_csv_import").unwrap().body.unwrap();
    assert_eq!(
        body["csv_url"],
        format!("http://{}/spreadsheets/d/{SHEET}/export?format=csv&gid=0", bot.world.sheets.host())
    );
    bot.world.app.idle().await;
    assert!(!holds(&bytes_of(bot.world.folder.path()), SHEET.as_bytes()), "the link is in the database");
    for call in bot.world.telegram.calls() {
        assert!(!call.body.to_string().contains(SHEET), "{}: the link is in a message or a button", call.method);
    }
}

#[tokio::test]
async fn words_beside_a_link_and_a_bots_own_room_say_which_bot_is_meant() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.sheets.serve(SHEET, SMALL);
    let link = bot.world.sheets.published_link(SHEET);
    contains(&anna.says(&format!("/import My Shop {link}")).await, "Import into My Shop");
    contains(&anna.says(&format!("refer {link}")).await, "Import into Refer & Earn <beta>");
    contains(&anna.says("/import refer").await, "No sheet is stored with it");
    contains(&anna.says("what?").await, "I see no link in that");
    contains(&anna.says(&link).await, "2 new · 0 overwritten · 0 removed");
    anna.says("/import My Shop").await;
    contains(&anna.presses("Other sheet…").await, "Which sheet for My Shop?");
    contains(&anna.says(&link).await, "1 new · 1 overwritten · 2 removed");
}

#[tokio::test]
async fn import_alone_asks_for_the_bot() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/import").await, "Import into which bot?");
    contains(&anna.presses("🟢 My Shop").await, "Imports of My Shop");
    contains(&anna.says("/bot My Shop").await, "Commands 8");
    contains(&anna.presses("Import…").await, "Imports of My Shop");
}

#[tokio::test]
async fn a_double_tap_imports_once() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    let held = Barrier::new();
    bot.world.api.fault("start_csv_import", 1, Fault::Hold(held.clone()));
    let message = anna.last().id;
    let telegram = &bot.world.telegram;
    telegram.press(&anna.person, anna.chat, message, "Import now").unwrap();
    held.reached(1).await;
    let second = telegram.press(&anna.person, anna.chat, message, "Import now").unwrap().update().unwrap();
    telegram.acknowledged(second).await.unwrap();
    held.release();
    contains(&anna.sees_after(second).await, "Importing into My Shop…");
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn an_old_preview_is_made_again_before_anything_is_started() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.sheets.serve(bb_pocket::cli::world::DEMO_SHEET, SMALL);
    pass(&bot, 10 * 60);
    contains(&anna.presses("Import now").await, "1 new · 1 overwritten · 2 removed");
    assert_eq!(requests(&bot), 0);
    contains(&anna.presses("Import now").await, "Importing into My Shop…");
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_and_nothing_is_imported() {
    const NEW: &str = "FAKE-fresh-key-FAKE-fresh-key-FAKE-00012";
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.reset_key(DEMO_KEY, NEW);
    contains(&anna.presses("Import now").await, "Your key for o…@example.com was refused");
    assert_eq!(requests(&bot), 0);
    contains(&anna.says(NEW).await, "New key for o…@example.com");
    contains(&anna.presses("Go on").await, "Imports of My Shop");
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_told_as_unknown_with_what_the_commands_say() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.fault("start_csv_import", 1, Fault::CutBody);
    let seen = anna.presses("Import now").await;
    contains(&seen, "I don't know if the import into My Shop began");
    contains(&seen, "no command was written by an import since");
    pass(&bot, 2);
    becomes(&anna, "1 command was written by an import since. So it began.").await;
    assert_eq!(requests(&bot), 1);
    insta::assert_snapshot!("unknown", anna.sees());
}

#[tokio::test]
async fn an_import_without_a_number_is_followed_by_its_traces() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.fault("start_csv_import", 1, Fault::ServedAs("true".into()));
    contains(&anna.presses("Import now").await, "Bots.Business took the import into My Shop and gave no number");
}

#[tokio::test]
async fn a_wrong_address_of_the_endpoint_says_that_nothing_was_imported_and_who_can_correct_it() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.forget_route("start_csv_import");
    let seen = anna.presses("Import now").await;
    contains(&seen, "Nothing was imported");
    contains(&seen, "The person who runs me can correct it: endpoint start_csv_import, see bb-pocket endpoints.");
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn a_refusal_is_told_in_its_own_words() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.fault("start_csv_import", 1, Fault::Status(422, json!({"error": "Too many imports"}).to_string()));
    let seen = anna.presses("Import now").await;
    contains(&seen, "Nothing was imported");
    contains(&seen, "Too many imports");
}

#[tokio::test]
async fn half_an_import_is_told_with_the_errors_since() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.set_import_ending(SHOP, ImportEnding::Halfway);
    anna.presses("Import now").await;
    pass(&bot, 10);
    insta::assert_snapshot!("half", result_of(&anna).await.text);
    assert!(anna.last().button("Errors · 1").is_some(), "{:?}", anna.last().labels());
    contains(&anna.presses("Import again").await, "Import into My Shop");
}

#[tokio::test]
async fn an_unknown_word_is_no_end() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.set_import_ending(SHOP, ImportEnding::Word("<b>resting</b>".into()));
    anna.presses("Import now").await;
    pass(&bot, 10);
    let seen = becomes(&anna, "Bots.Business says: <b>resting</b>").await;
    assert!(seen.text.contains("⏳"), "{}", seen.text);
}

#[tokio::test]
async fn a_look_that_fails_for_a_moment_is_made_again() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.api.fault("get_csv_import_task", crate::support::TRIES, Fault::Status(503, String::new()));
    contains(&anna.presses("Import now").await, "did not say just now how it is; I keep looking…");
    pass(&bot, 12);
    becomes(&anna, "✅ My Shop: CSV import ok").await;
}

#[tokio::test]
async fn while_telegram_asks_for_silence_nothing_is_edited_and_the_result_still_comes() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    anna.presses("Import now").await;
    bot.world.telegram.fault("editmessagetext", 1, Fault::RetryAfter(1));
    pass(&bot, 12);
    let put_off = |calls: &[Call]| calls.iter().any(|call| call.status == Some(429));
    bot.world.telegram.wait_for_calls(put_off).await.unwrap();
    // The visit that was not shown is made again when its lease is over.
    pass(&bot, 61);
    contains(&result_of(&anna).await.text, "As the preview said.");
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn stop_watching_shows_the_import_once_and_looks_no_more() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    anna.presses("Import now").await;
    contains(&anna.presses("Stop watching").await, "CSV import: in progress");
    nothing_is_followed(&anna).await;
}

#[tokio::test]
async fn what_differs_from_the_preview_is_said() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.sheets.serve(bb_pocket::cli::world::DEMO_SHEET, SMALL);
    anna.presses("Import now").await;
    pass(&bot, 10);
    contains(&result_of(&anna).await.text, "Not as the preview said:\n3 new · 3 overwritten · 1 removed");
}

#[tokio::test]
async fn imports_are_listed_by_bot_and_time() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/imports").await, "No imports yet");
    anna.says("/csvstatus 2792787 123").await;
    pass(&bot, 60);
    anna.says("/import My Shop").await;
    anna.presses("See a preview").await;
    anna.presses("Import now").await;
    pass(&bot, 10);
    contains(&result_of(&anna).await.text, "As the preview said.");
    anna.sees();
    insta::assert_snapshot!("list", anna.says("/imports").await);
    insta::assert_snapshot!("asked", anna.says("/csvstatus").await);
    insta::assert_snapshot!("room_with_imports", anna.says("/import My Shop").await);
    contains(&anna.presses("My Shop · 123 · 25 Oct 2025, 11:18").await, "New      21");
    pass(&bot, 2 * 60 * 60);
    anna.says("/imports").await;
    let old = anna.presses("My Shop · 5000005 · 12:04").await;
    contains(&old, "Import 5000005\n");
    contains(&old, "As the preview said.");
}

#[tokio::test]
async fn a_link_that_needs_a_sign_in_is_followed_by_the_right_one() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.sheets.set(SHEET, SheetAnswer::SignInRedirect);
    bot.world.sheets.serve("2PACX-1vFAKE-published", SMALL);
    anna.says(&format!("My Shop {}", bot.world.sheets.edit_link(SHEET))).await;
    let seen = anna.says(&bot.world.sheets.published_link("2PACX-1vFAKE-published")).await;
    contains(&seen, "Import into My Shop");
    contains(&seen, "1 new · 1 overwritten · 2 removed");
}

#[tokio::test]
async fn the_account_that_was_used_is_used_to_the_end() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    let preview = anna.last().id;
    anna.says(bb_pocket::sandbox::bots_business::SECOND_KEY).await;
    contains(&anna.presses_on(preview, "Import now").await, "Importing into My Shop…");
    let call = bot.world.api.calls().into_iter().rfind(|call| call.endpoint == "start_csv_import").unwrap();
    assert_eq!(call.key.as_deref(), Some(DEMO_KEY));
}

#[tokio::test]
async fn a_protected_bot_is_told_and_nothing_is_offered() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.api.protect(SHOP);
    anna.says("/import My Shop").await;
    let told = anna.presses("See a preview").await;
    contains(&told, "Bot is protected");
    contains(&told, "The bot is protected: its maker does not let this be seen or done.");
    assert!(["Import now", "Try again"].iter().all(|label| anna.last().button(label).is_none()));
}

#[tokio::test]
async fn a_sheet_that_is_gone_meanwhile_ends_in_an_error_and_not_in_silence() {
    let bot = TestBot::start().await;
    let anna = at_the_preview(&bot).await;
    bot.world.sheets.set(bb_pocket::cli::world::DEMO_SHEET, SheetAnswer::Status(404));
    anna.presses("Import now").await;
    pass(&bot, 10);
    becomes(&anna, "⚠️ My Shop: CSV import error").await;
}
