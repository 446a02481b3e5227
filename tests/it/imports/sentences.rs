//! Every reason why a sheet is not read is one plain sentence that says what to do.

use bb_pocket::sandbox::sheets::SheetAnswer;

use super::{SHEET, SHOP, SMALL, requests};
use crate::support::{TestBot, contains};

#[tokio::test]
async fn every_link_that_is_no_sheet_is_answered_with_what_to_send() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for (link, sentence) in [
        ("https://docs.google.com/document/d/1FAKE-document-00000000000000000000/edit", "That link leads to no sheet"),
        ("https://1drv.ms/x/s!FAKE", "OneDrive gives no CSV without signing in"),
        ("https://airtable.com/shrFAKE", "Airtable gives no CSV without signing in"),
        ("https://doc-0s-1c-sheets.googleusercontent.com/export/FAKE", "That address ends in a few minutes"),
        ("http://files.example/prices.csv", "That link is not safe"),
        ("https://192.168.0.1/prices.csv", "That is no public address"),
        ("https://anna:FAKE@files.example/prices.csv", "There is a password in that address"),
        ("https://files.example/prices.csv", "I don't read sheets from there"),
    ] {
        contains(&anna.says(link).await, sentence);
        anna.says("/cancel").await;
        bot.clock.advance(chrono::TimeDelta::seconds(30));
    }
    assert!(bot.world.sheets.requests().is_empty(), "nothing was fetched");
}

/// Presses [See a preview] with a sheet that is answered so.
async fn preview(answer: SheetAnswer, published: bool) -> (String, Vec<String>) {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    bot.world.sheets.set(SHEET, answer);
    let link = if published { bot.world.sheets.published_link(SHEET) } else { bot.world.sheets.edit_link(SHEET) };
    bot.world.api.set_sheet(SHOP, &link);
    anna.says("/import My Shop").await;
    let seen = anna.presses("See a preview").await;
    assert_eq!(requests(&bot), 0);
    (seen, anna.last().labels().into_iter().map(str::to_owned).collect())
}

#[tokio::test]
async fn every_sheet_that_is_not_fetched_says_why_and_is_offered_where_bots_business_may_read_it() {
    const UNSEEN: &str = "Import without a preview";
    let publish = "File → Share → Publish to web";
    for (answer, sentence, advice, offered) in [
        (SheetAnswer::SignInRedirect, "This link needs a sign-in", publish, false),
        (SheetAnswer::SignInPage, "This link needs a sign-in", publish, false),
        (SheetAnswer::Status(404), "Nothing can be read at that link", publish, false),
        (SheetAnswer::Html("<html>".into()), "That link gives a web page, no CSV", publish, false),
        (SheetAnswer::Status(429), "The sheet's host is busy", "Then look again", true),
        (SheetAnswer::Status(500), "The sheet's host said no", "Its answer was 500", true),
        (SheetAnswer::RedirectLoop, "That link leads on and on", "own link", true),
        (SheetAnswer::Endless, "That sheet is too large for me", "up to 5 MB", true),
        (SheetAnswer::Redirect("https://127.0.0.1:1/".into()), "That is no public address", "on the Internet", false),
        (
            SheetAnswer::Other { content_type: "text/csv", content_encoding: None, body: b"PK\x03\x04".to_vec() },
            "That is no CSV",
            "Save it as CSV",
            false,
        ),
    ] {
        let (seen, labels) = preview(answer, true).await;
        contains(&seen, sentence);
        contains(&seen, advice);
        assert_eq!(labels.iter().any(|label| label == UNSEEN), offered, "{sentence}: {labels:?}");
        assert!(!labels.iter().any(|label| label == "Import now"), "{sentence}: {labels:?}");
    }
}

#[tokio::test]
async fn a_link_that_needs_a_sign_in_is_explained() {
    let (seen, _) = preview(SheetAnswer::SignInRedirect, false).await;
    insta::assert_snapshot!(seen);
}

#[tokio::test]
async fn a_sheet_of_another_host_is_imported_without_a_preview_and_never_fetched() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("https://files.example/prices.csv").await, "I don't read sheets from there");
    anna.presses("Import…").await;
    insta::assert_snapshot!(anna.presses("🟢 My Shop").await);
    contains(&anna.presses("Import without a preview").await, "Import into My Shop unseen?");
    contains(&anna.presses("Import it").await, "Importing into My Shop…");
    assert_eq!(requests(&bot), 1);
    assert!(bot.world.sheets.requests().is_empty());
}

#[tokio::test]
async fn every_finding_has_its_line_and_a_sentence() {
    for (sheet, sentence) in [
        ("", "Line 1: the sheet is empty."),
        ("\u{feff}command,answer\n/a,b\n", "Line 1: a hidden mark (BOM)"),
        ("command;answer\n/a;b\n", "Line 1: cells are parted by “;”."),
        ("command\tanswer\n/a\tb\n", "Line 1: cells are parted by tabs."),
        ("sep=,\ncommand,answer\n/a,b\n", "Line 1: only Excel reads this line."),
        ("name,answer\n/a,b\n", "Line 1: no column is called command."),
        ("Command,answer\n/a,b\n", "Line 1: the column “Command” is not read. Call it command, just so."),
        ("command,price\n/a,b\n", "Line 1: the column “price” is not read by Bots.Business."),
        ("command,answer,answer\n/a,b,c\n", "Line 1: a second column answer."),
        ("command,answer\n/a\n", "Line 2: 1 cell, the header has 2."),
        ("command,answer\n,b\n", "Line 2: no command here: the row is skipped."),
        ("command,answer\n/a,b\n/a,c\n", "Line 3: “/a” is in line 2 already."),
        ("command,answer\n /a,b\n", "Line 2: a space around “/a”."),
        ("command,need_reply\n/a,yes\n", "Line 2: need_reply is “yes”. It has to be true, false or empty."),
        ("command,need_reply\n/a,TRUE\n", "Line 2: need_reply is “TRUE”. Write it in small letters."),
        ("command,answer\n/a,#REF!\n", "Line 2: #REF! in answer is the error of a formula."),
        ("command,answer\n/a,b\"c\n", "Line 2: a quote in the middle of a cell."),
        ("command,answer\n/a,\"b\n", "Line 2: a quote is never closed"),
        ("command,answer\n/a,b\0\n", "Line 2: a character that no text has."),
    ] {
        let (seen, _) = preview(SheetAnswer::Csv(sheet.into()), true).await;
        contains(&seen, sentence);
    }
    for (bytes, sentence) in
        [(&b"\xff\xfec\0"[..], "this is UTF-16"), (b"command\n/caf\xe9\n", "Line 2: a letter is not UTF-8")]
    {
        let (seen, labels) = preview(SheetAnswer::Csv(bytes.to_vec()), true).await;
        contains(&seen, sentence);
        contains(&seen, "I would not import this");
        assert!(!labels.iter().any(|label| label.starts_with("Import")), "{labels:?}");
    }
    let long = format!("command,answer\n/a,{}\n", "x".repeat(70_000));
    contains(&preview(SheetAnswer::Csv(long.into()), true).await.0, "Line 2: a very long answer.");
    let (seen, labels) = preview(SheetAnswer::Csv(format!("command\n{}", "/a\n".repeat(20_001)).into()), true).await;
    contains(&seen, "That sheet is too long for me");
    assert!(labels.iter().any(|label| label == "Import without a preview"), "{labels:?}");
}

#[tokio::test]
async fn another_sheet_replaces_the_stored_link_only_after_that_was_said() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let other = "1FAKE-sheet-not-real-FAKE-sheet-not-real-0002";
    bot.world.sheets.serve(SHEET, SMALL);
    bot.world.sheets.serve(other, SMALL);
    bot.world.api.set_sheet(SHOP, &bot.world.sheets.published_link(SHEET));
    anna.says("/import My Shop").await;
    assert!(!anna.presses("See a preview").await.contains("replaced"));
    anna.says("/import My Shop").await;
    anna.presses("Other sheet…").await;
    let seen = anna.says(&bot.world.sheets.published_link(other)).await;
    contains(&seen, "The link stored with the bot is replaced: …l-0001 → …l-0002");
    // Where nothing can be seen before, it is asked.
    bot.world.sheets.set(other, SheetAnswer::Status(500));
    let seen = anna.says(&format!("/import My Shop {}", bot.world.sheets.published_link(other))).await;
    contains(&seen, "…l-0001 → …l-0002");
    let asked = anna.presses("Import without a preview").await;
    contains(&asked, "Import into My Shop unseen?");
    contains(&asked, "…l-0001 → …l-0002");
    assert_eq!(requests(&bot), 0);
    contains(&anna.presses("Import it").await, "Importing into My Shop…");
    assert_eq!(requests(&bot), 1);
}

#[tokio::test]
async fn a_typed_name_answers_which_bot_and_another_account_is_offered() {
    use bb_pocket::sandbox::bots_business::SECOND_KEY;
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/import").await, "Import into which bot?");
    contains(&anna.says("My Shop").await, "Imports of My Shop");
    bot.world.api.add_bot(SECOND_KEY, 60, "Elsewhere");
    anna.says(SECOND_KEY).await;
    contains(&anna.says("/import My Shop").await, "No bot of yours is like");
    assert!(anna.last().labels().iter().any(|label| label.starts_with("Bots of")), "{}", anna.screen());
    anna.says("/import").await;
    contains(&anna.says("My Shop").await, "No bot of yours is like");
    assert!(anna.last().labels().iter().any(|label| label.starts_with("Bots of")), "{}", anna.screen());
    contains(&anna.says("Elsewhere").await, "Imports of Elsewhere");
}
