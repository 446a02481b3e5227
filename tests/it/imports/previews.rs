//! Previews on a phone: long and hostile names, many findings, nothing to do; and the file with everything.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use serde_json::json;

use super::{SHEET, SHOP, requests};
use crate::support::{Talk, TestBot, contains};

/// The preview of a sheet for the shop.
async fn of<'a>(bot: &'a TestBot, sheet: &str) -> (Talk<'a>, String) {
    let anna = bot.linked().await;
    bot.world.sheets.serve(SHEET, sheet);
    bot.world.api.set_sheet(SHOP, &bot.world.sheets.published_link(SHEET));
    anna.says("/import My Shop").await;
    let seen = anna.presses("See a preview").await;
    (anna, seen)
}

#[tokio::test]
async fn long_and_hostile_names_stay_on_their_lines_and_hide_secrets() {
    let bot = TestBot::start().await;
    let token = "987654:FAKE-token-FAKE-token-FAKE-token-00";
    let names = ["<b>&\"", "\u{202e}drawkcab", &"long ".repeat(40), token, DEMO_KEY, "حذف", "one\ntwo"];
    for (id, name) in (1..).zip(names) {
        let command = json!({"id": id, "command": name, "created_via_csv_import": true});
        bot.world.api.put(SHOP, Thing::Command, command);
    }
    let (anna, seen) = of(&bot, "command,<b>&,need_reply\n/a,x,<i>\n/b,\u{202e},\u{202e}no\n").await;
    assert!(!seen.contains("FAKE-token") && !seen.contains(DEMO_KEY), "{seen}");
    insta::assert_snapshot!(seen);
    let file = shown_file(&anna).await;
    assert!(!file.contains("FAKE-token") && !file.contains(DEMO_KEY), "{file}");
    contains(&file, "REMOVED: 9");
}

/// What the file of [Show all] holds.
pub async fn shown_file(anna: &Talk<'_>) -> String {
    anna.presses("Show all").await;
    anna.last().file.unwrap().text()
}

#[tokio::test]
async fn many_findings_are_counted_and_listed_in_the_file() {
    let bot = TestBot::start().await;
    let rows: String = (0..80).map(|row| format!("/a{row},maybe\n")).collect();
    let (anna, seen) = of(&bot, &format!("command,need_reply\n{rows}")).await;
    contains(&seen, "… and 76 more. [Show all] has them.");
    let file = shown_file(&anna).await;
    contains(&file, "NEW: 80");
    contains(&file, "WHAT I FOUND: 80");
    contains(&file, "Line 51: need_reply is “maybe”.");
}

#[tokio::test]
async fn the_file_has_everything() {
    let bot = TestBot::start().await;
    let anna = super::at_the_preview(&bot).await;
    insta::assert_snapshot!(shown_file(&anna).await);
}

#[tokio::test]
async fn nothing_to_change_is_said_and_needs_no_import() {
    let bot = TestBot::start().await;
    bot.world.api.add_bot(DEMO_KEY, 50, "Twin");
    let anna = bot.linked().await;
    bot.world.sheets.serve(SHEET, "command,answer\n/a,Hi\n");
    bot.world.api.put(50, Thing::Command, json!({"id": 1, "command": "/a", "answer": "Hi"}));
    bot.world.api.set_sheet(50, &bot.world.sheets.published_link(SHEET));
    anna.says("/import Twin").await;
    contains(&anna.presses("See a preview").await, "Nothing would change");
    assert!(anna.last().button("Import now").is_none() && anna.last().button("Import anyway").is_some());
}

#[tokio::test]
async fn what_the_api_does_not_say_is_called_perhaps() {
    let bot = TestBot::start().await;
    bot.world.api.add_bot(DEMO_KEY, 50, "Silent");
    let anna = bot.linked().await;
    bot.world.sheets.serve(SHEET, "command,answer\n/a,Hi\n");
    for (id, name) in [(1, "/old"), (2, "/older")] {
        bot.world.api.put(50, Thing::Command, json!({"id": id, "command": name}));
    }
    bot.world.api.set_sheet(50, &bot.world.sheets.published_link(SHEET));
    bot.world.api.forget_route("get_iteration_usage");
    anna.says("/import Silent").await;
    let seen = anna.presses("See a preview").await;
    contains(&seen, "1 new · 0 overwritten · 0 removed (perhaps 2 more)");
    contains(&seen, "May be removed (Bots.Business does not say if an import made them): /old, /older");
    assert!(!seen.contains("left."), "{seen}");
    // None of them goes: that is what was said.
    anna.presses("Import now").await;
    bot.clock.advance(chrono::TimeDelta::seconds(10));
    contains(&super::result_of(&anna).await.text, "As the preview said.");
    assert_eq!(requests(&bot), 1);
}
