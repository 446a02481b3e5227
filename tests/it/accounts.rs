//! Several accounts of one person, and none of another's.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, SECOND_KEY};

use crate::support::{TestBot, contains};

#[tokio::test]
async fn accounts_are_listed_masked_and_switched_by_a_tap() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    insta::assert_snapshot!(anna.says("/accounts").await);
    insta::assert_snapshot!(anna.presses("Use 1").await);
    contains(&anna.says("/csvstatus 2792787 123").await, "New      21");
}

#[tokio::test]
async fn adding_an_account_starts_from_the_list() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    contains(&anna.presses("Add account").await, "Paste your Api Key here");
    contains(&anna.says(SECOND_KEY).await, "Connected as s…@shop.example");
}

#[tokio::test]
async fn nobody_reads_with_somebody_elses_account() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    let mallory = bot.talk(6666, "Mallory");
    mallory.says("/start").await;
    let message = mallory.last().id;
    let calls = bot.api_calls().len();
    // Everything that a button could say about Anna's account 1: read, use; as Mallory's own button and as Anna's.
    for owner in ["556", "5eh"] {
        let codes = [
            format!("2au_{owner}_0_1"),
            format!("2an_{owner}_0_1"),
            format!("2ci_{owner}_1_1nuyr_3f"),
            format!("2bs_{owner}_1_0_0_0"),
            format!("2bo_{owner}_1_1nuyr"),
            format!("2ho_{owner}_1"),
        ];
        for code in codes {
            let update = bot.world.telegram.forge_press(&mallory.person, mallory.chat, message, &code);
            let seen = mallory.sees_after(update).await;
            assert!(!seen.contains("New") && !seen.contains("example.com"), "{code}: {seen}");
        }
    }
    assert_eq!(bot.api_calls().len(), calls);
    contains(&mallory.says("/accounts").await, "No account yet");
}

#[tokio::test]
async fn two_people_with_the_same_key_do_not_see_each_other() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    let boris = bot.talk(7002, "Boris");
    contains(&boris.says(DEMO_KEY).await, "Connected as o…@example.com");
    boris.says("/csvstatus 2792787 123").await;
    let seen = anna.says("/csvstatus").await;
    assert!(!seen.contains("123"), "Boris's questions are not offered to Anna: {seen}");
}

#[tokio::test]
async fn cancel_ends_the_question_for_a_new_name() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    contains(&anna.presses("Rename…").await, "A new name for o…@example.com");
    contains(&anna.presses("Cancel").await, "Your accounts");
    anna.says("Pizza").await;
    contains(&anna.says("/accounts").await, "✅ 1. o…@example.com");
}

#[tokio::test]
async fn every_view_of_somebody_with_two_accounts_names_the_account() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says(SECOND_KEY).await;
    anna.says("/accounts").await;
    anna.presses("Use 1").await;
    for (typed, press) in
        [("/bot My Shop", None), ("/bot My Shop", Some("Stop")), ("/errors My Shop", None), ("/csvstatus", None)]
    {
        let mut seen = anna.says(typed).await;
        if let Some(label) = press {
            seen = anna.presses(label).await;
        }
        contains(&seen, "Account: o…@example.com");
    }
}
