//! Never a silent chat, never a job stopped by a courtesy that failed.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::Event;
use bb_pocket::screens::TABLE;

use crate::support::{TestBot, contains};

#[tokio::test]
async fn help_lists_every_command_of_the_menu() {
    let bot = TestBot::start().await;
    let help = bot.talk(7001, "Anna").says("/help").await;
    for command in TABLE.rows().iter().filter_map(|row| row.command).filter(|command| command.menu.is_some()) {
        contains(&help, &format!("/{}", command.name));
    }
}

#[tokio::test]
async fn start_help_and_privacy_read_well_on_a_phone() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for command in [
        "/start",
        "/help",
        "/help csvstatus",
        "/help /SetKey",
        "/help accounts",
        "/help privacy",
        "/help cancel",
        "/privacy",
    ] {
        anna.says(command).await;
    }
    insta::assert_snapshot!(anna.screen());
}

#[tokio::test]
async fn start_of_a_linked_person_says_what_is_next() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    insta::assert_snapshot!(anna.says("/start").await);
}

#[tokio::test]
async fn an_unknown_command_is_answered_with_the_one_that_was_meant() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for (typed, meant) in [
        ("/csvstat 1 2", "/csvstatus"),
        ("/setkye", "/setkey"),
        ("/Acounts", "/accounts"),
        ("/hepl", "/help"),
        ("/status", "/csvstatus"),
        ("/help csvstat", "/csvstatus"),
    ] {
        contains(&anna.says(typed).await, &format!("Did you mean {meant}?"));
    }
    contains(&anna.says("/xyzzy").await, "I don't know /xyzzy");
    contains(&anna.says("/<b>&").await, "I don't know /<b>&");
}

#[tokio::test]
async fn everything_in_a_private_chat_is_answered() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for text in ["hello", "???", "2792787", "/", "//", "/ /", "<b>", "😀"] {
        assert_ne!(anna.says(text).await, "", "{text}");
    }
    let sticker = r#"{"message":{"message_id":9001,"from":{"id":7001,"is_bot":false,"first_name":"Anna"},
        "chat":{"id":7001,"first_name":"Anna","type":"private"},"date":1795435387,
        "sticker":{"file_id":"f","file_unique_id":"u","type":"regular","width":1,"height":1,"is_animated":false,"is_video":false}}}"#;
    let update = bot.world.telegram.push_raw(sticker);
    contains(&anna.sees_after(update).await, "I read it as text only");
    anna.says("/cancel").await;
    let update = bot.world.telegram.push_raw(&sticker.replace("9001", "9002"));
    contains(&anna.sees_after(update).await, "I read words only");
}

#[tokio::test]
async fn presses_are_answered_at_once_also_while_the_api_takes_its_time() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/csvstatus 2792787 123").await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let pressed = bot.world.telegram.press(&anna.person, anna.chat, anna.last().id, "Refresh").unwrap();
    let answered = |events: &[Event]| events.iter().any(|event| matches!(event, Event::Answered { .. }));
    bot.world.telegram.wait_for(answered).await.unwrap();
    held.release();
    anna.sees_after(pressed.update().unwrap()).await;
}

#[tokio::test]
async fn an_old_or_forged_button_gives_a_fresh_start() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/start").await;
    for code in ["0x_1", "hello", "1z_5eh", "1c_1_1_5eh_", "1c_1_0_0_5eh", "1u_1_5eh", "2zz_5eh_0", "2bo_5eh_0"] {
        let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, code);
        anna.sees_after(update).await;
        contains(&anna.last().text, "That button is from an older version");
        anna.says("/help").await;
    }
}

#[tokio::test]
async fn courtesies_that_fail_stop_nothing() {
    let bot = TestBot::impatient().await;
    for method in ["deletemessage", "sendchataction", "setmycommands", "setmyshortdescription", "answercallbackquery"] {
        bot.world.telegram.fault(method, 100, Fault::Status(400, "Bad Request: no".into()));
    }
    let anna = bot.talk(7001, "Anna");
    anna.says(DEMO_KEY).await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let update = anna.starts_saying("/csvstatus 2792787 123");
    held.reached(1).await;
    held.release();
    contains(&anna.sees_after(update).await, "New      21");
}

#[tokio::test]
async fn slowness_is_shown_then_said_then_forgotten() {
    let bot = TestBot::impatient().await;
    let anna = bot.linked().await;
    let held = Barrier::new();
    bot.world.api.fault("get_csv_import_task", 1, Fault::Hold(held.clone()));
    let update = anna.starts_saying("/csvstatus 2792787 123");
    let said = |events: &[Event]| {
        let typing = events.iter().position(|event| matches!(event, Event::Typing { .. }));
        let word = events
            .iter()
            .position(|event| matches!(event, Event::Sent(message) if message.text.contains("Bots.Business is slow")));
        typing.zip(word).is_some_and(|(typing, word)| typing < word)
    };
    bot.world.telegram.wait_for(said).await.unwrap();
    held.release();
    contains(&anna.sees_after(update).await, "New      21");
    assert!(!anna.screen().contains("is slow"), "{}", anna.screen());
}

#[tokio::test]
async fn ten_thousand_from_one_person_are_told_once_and_a_key_among_them_is_deleted() {
    let bot = TestBot::start().await;
    let anna = bot.talk(7001, "Anna");
    for _ in 0..10_000 {
        anna.starts_saying("hello");
    }
    let key = anna.starts_saying(DEMO_KEY);
    bot.world.telegram.acknowledged(key).await.unwrap();
    let deleted = |events: &[Event]| events.iter().any(|event| matches!(event, Event::Deleted(_)));
    bot.world.telegram.wait_for(deleted).await.unwrap();
    let told = |events: &[Event]| {
        events
            .iter()
            .any(|event| matches!(event, Event::Sent(message) if message.text.contains("That was a lot at once")))
    };
    bot.world.telegram.wait_for(told).await.unwrap();
    bot.world.app.idle().await;
    let screen = anna.screen();
    assert!((1..=2).contains(&screen.matches("That was a lot at once").count()), "told once in ten seconds");
    // The bucket's twenty, and what refilled while ten thousand came in.
    assert!((20..40).contains(&screen.matches("Your Bots.Business bots, in your pocket").count()));
    let boris = bot.talk(7002, "Boris");
    contains(&boris.says("/help").await, "What I can do");
}

#[tokio::test]
async fn a_private_copy_answers_only_its_list() {
    let bot = TestBot::start_with(|parts| parts.allowed = Some([bb_pocket::ids::UserId::new(7001)].into())).await;
    contains(&bot.talk(7001, "Anna").says("/help").await, "What I can do");
    let boris = bot.talk(7002, "Boris");
    let seen = boris.says(DEMO_KEY).await;
    contains(&seen, "This copy of the bot is private");
    contains(&seen, "your message was deleted");
    contains(&boris.says("/help").await, "This copy of the bot is private");
    assert_eq!(bot.api_calls(), Vec::<String>::new());
}

#[tokio::test]
async fn the_menu_and_the_description_are_registered() {
    let bot = TestBot::start().await;
    let described = |calls: &[bb_pocket::sandbox::telegram::Call]| {
        calls.iter().any(|call| call.method == "setmyshortdescription" && call.status == Some(200))
    };
    bot.world.telegram.wait_for_calls(described).await.unwrap();
    let menu = bot.world.telegram.commands("");
    let names: Vec<&str> = menu
        .as_array()
        .unwrap()
        .iter()
        .map(|command| command["command"].as_str().unwrap().trim_start_matches('/'))
        .collect();
    assert_eq!(names, ["menu", "bots", "errors", "commands", "csvstatus", "import", "watches", "settings", "help"]);
}

#[tokio::test]
async fn a_mistyped_command_is_no_answer_to_a_question() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    anna.says("/accounts").await;
    contains(&anna.presses("Rename…").await, "new name");
    contains(&anna.says("/acounts").await, "Did you mean /accounts?");
    contains(&anna.says("//list").await, "I don't know //list");
    anna.says("My shop").await;
    contains(&anna.says("/accounts").await, "1. My shop");
}

#[tokio::test]
async fn a_command_without_its_slash_leads_to_its_place() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    for (typed, seen) in
        [("bots", "Your bots"), ("Help", "What I can do"), ("menu", "1 running"), ("hello", "1 running")]
    {
        contains(&anna.says(typed).await, seen);
    }
}
