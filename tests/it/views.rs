//! Every view of an import as a person reads it on a narrow screen, with odd and hostile answers.

use bb_pocket::html as sentence;
use bb_pocket::sandbox::phone;
use bb_pocket::sandbox::telegram::html;
use bb_pocket::text::{Html, Text};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{Talk, TestBot};

async fn card(anna: &Talk<'_>, answer: Value) -> String {
    anna.bot.world.api.put_task(2_792_787, 123, answer);
    anna.says("/csvstatus 2792787 123").await
}

#[tokio::test]
async fn answers_of_every_kind_are_shown_as_they_are() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let full = json!({"status": "ok", "task_id": 123, "bot_id": 2_792_787, "new_count": 1_204_567, "updated_count": 89,
        "destroyed_count": 1_000, "created_at": "2026-11-23T11:59:00.000Z"});
    let mut shown = Vec::new();
    for (name, answer) in [
        ("large counts", full),
        ("a failure word", json!({"status": "error", "new_count": 3, "created_at": "2026-11-23T12:03:00Z"})),
        ("an unknown word", json!({"status": "in_progress", "new_count": 3, "updated_count": 0, "destroyed_count": 0})),
        ("nothing at all", json!({})),
        (
            "all null",
            json!({"status": null, "task_id": null, "bot_id": null, "new_count": null, "updated_count": null,
            "destroyed_count": null, "created_at": null}),
        ),
        ("other ids", json!({"status": "ok", "task_id": 1234, "bot_id": 123, "new_count": 1})),
        (
            "other types",
            json!({"status": 7, "task_id": "123", "bot_id": "2792787", "new_count": "21", "updated_count": 2.0,
            "destroyed_count": [], "created_at": 1_761_391_129}),
        ),
        (
            "hostile texts",
            json!({"status": "<b>ok</b>\u{202e}\n & \"done\" and a very long story about it", "created_at": "<i>yesterday</i>"}),
        ),
        ("more fields", json!({"status": "ok", "new_count": 1, "finished_at": "x", "extra": {"deep": [1, 2]}})),
    ] {
        shown.push(format!("— {name} —\n{}", card(&anna, answer).await));
    }
    insta::assert_snapshot!(shown.join("\n\n"));
}

#[tokio::test]
async fn hostile_names_of_bots_and_people_do_no_harm() {
    let bot = TestBot::start().await;
    bot.world.api.add_account("<b>x</b>&\"@evil.example", "FAKE-evil-key-FAKE-evil-key-FAKE-00000ev");
    for (id, name) in
        (1..).zip(["<b>bold</b>", "\u{202e}backwards", "line\nbreak", "", "   ", "_*[`", &"long ".repeat(50)])
    {
        bot.world.api.add_bot("FAKE-evil-key-FAKE-evil-key-FAKE-00000ev", id, name);
    }
    let eve = bot.talk(7009, "<b>Eve</b>");
    eve.says("FAKE-evil-key-FAKE-evil-key-FAKE-00000ev").await;
    eve.says("/accounts").await;
    eve.says("/csvstatus").await;
    eve.says("/bots").await;
    insta::assert_snapshot!(eve.screen());
}

#[tokio::test]
async fn nothing_is_wider_than_a_phone() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for command in [
        "/start",
        "/menu",
        "/help",
        "/privacy",
        "/accounts",
        "/forget",
        "/bots",
        "/bot My Shop",
        "/errors My Shop",
        "/commands",
        "/commands My Shop",
        "/import",
        "/import My Shop",
        "/imports",
        "/csvstatus",
        "/csvstatus 2792787 123",
        "/csvstatus 2792787 124",
        "/csvstatus 9999 1",
        "/help csvstatus",
    ] {
        anna.says(command).await;
        for row in anna.last().buttons {
            let width: usize = row.iter().map(|button| button.label.chars().count() + 3).sum();
            assert!(width <= phone::WIDTH, "{command}: a row of buttons is cut");
        }
    }
}

fn telegram_accepts(text: &Html) -> Result<String, String> {
    Ok(html::parse(text.as_str())?.into_iter().map(|span| span.text).collect())
}

proptest! {
    #[test]
    fn any_text_from_outside_gives_valid_html(word in "\\PC{0,60}|(<[a-z/]{0,6}>|&[a-z#0-9]{0,6};|[<>&\"]){0,12}") {
        let text = Text::english().unwrap();
        for view in [
            sentence!(text, "csv-title", sign = "✅", status = word.as_str()),
            sentence!(text, "api-refused", message = word.as_str()),
            sentence!(text, "bot-unknown", bot = "1", account = word.as_str()),
            sentence!(text, "did-you-mean", command = word.as_str(), suggestion = "/help"),
        ] {
            let read = telegram_accepts(&view);
            prop_assert!(read.is_ok(), "{read:?}");
        }
    }

    #[test]
    fn long_texts_are_split_into_valid_messages(words in prop::collection::vec("[a-z<>&\"]{1,30}", 200..900)) {
        let text = Text::english().unwrap();
        let long = sentence!(text, "privacy", operator = words.join(" "));
        for part in long.split(4096) {
            let read = telegram_accepts(&part).unwrap();
            prop_assert!(read.encode_utf16().count() <= 4096);
        }
    }
}
