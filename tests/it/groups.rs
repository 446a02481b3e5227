//! In a group: answers for the person who asked, and nothing about keys.

use bb_pocket::ids::UserId;
use bb_pocket::link::{Link, MAX_NUMBERS, Spot};
use bb_pocket::sandbox::bots_business::{BotSketch, DEMO_KEY};
use bb_pocket::sandbox::fault::Fault;
use bb_pocket::sandbox::telegram::{ButtonAction, Event};
use bb_pocket::screens::TABLE;

use crate::support::beside::Database;
use crate::support::{TRIES, TestBot, contains};

const GROUP: i64 = -100_500;

#[tokio::test]
async fn a_group_is_answered_for_the_person_who_asked() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    insta::assert_snapshot!(anna.says("/csvstatus@bb_pocket_sandbox_bot 2792787 123").await);
    assert!(anna.last().reply_to.is_some(), "it answers her message");
}

#[tokio::test]
async fn only_the_one_who_asked_can_press() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/csvstatus 2792787 123").await;
    let calls = bot.api_calls().len();
    let boris = bot.talk_in(GROUP, 7002, "Boris");
    boris.presses_on(anna.last().id, "Refresh").await;
    let told = |events: &[Event]| {
        events
            .iter()
            .any(|event| matches!(event, Event::Answered { toast: Some(toast), .. } if toast.contains("somebody else")))
    };
    bot.world.telegram.wait_for(told).await.unwrap();
    assert_eq!(bot.api_calls().len(), calls);
}

#[tokio::test]
async fn what_concerns_keys_goes_to_the_private_chat() {
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    for command in ["/setkey", "/accounts", "/start", "/csvstatus 2792787 123"] {
        anna.says(command).await;
        let button = anna.last().button("Open our private chat").unwrap().clone();
        assert!(
            matches!(&button.action, ButtonAction::Url(link) if link.starts_with("https://t.me/bb_pocket_sandbox_bot?start=2")),
            "{button:?}"
        );
    }
}

#[tokio::test]
async fn a_key_in_a_group_is_deleted_where_possible_and_never_used() {
    for admin in [true, false] {
        let bot = TestBot::start().await;
        let anna = bot.talk_in(GROUP, 7001, "Anna");
        if admin {
            bot.world.telegram.make_admin(anna.chat);
        }
        for given in [DEMO_KEY.to_owned(), format!("/setkey {DEMO_KEY}"), "/setkey anything".to_owned()] {
            let seen = anna.says(&given).await;
            contains(&seen, "A key in a group is not safe");
            contains(&seen, if admin { "I deleted your message" } else { "Please delete it" });
            contains(&seen, "Reset it now");
        }
        assert_eq!(bot.api_calls(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn ordinary_talk_is_none_of_our_business() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    for text in
        ["hello", "2792787 123", "/other@other_bot", "/weather", "da39a3ee5e6b4b0d3255bfef95601890afd80709 fixes it"]
    {
        assert_eq!(anna.says(text).await, "", "{text}");
    }
    contains(&anna.says("/hlp@bb_pocket_sandbox_bot").await, "Did you mean /help?");
}

#[tokio::test]
async fn a_group_never_sees_addresses_or_other_accounts() {
    let bot = TestBot::start().await;
    let private = bot.linked().await;
    private.says(bb_pocket::sandbox::bots_business::SECOND_KEY).await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    for command in ["/csvstatus 3100001 55", "/csvstatus 2792787 123", "/csvstatus 3100001 56", "/csvstatus"] {
        let seen = anna.says(command).await;
        assert!(!seen.contains('@'), "{command}: {seen}");
    }
}

#[tokio::test]
async fn a_link_to_a_place_shows_it_in_the_private_chat() {
    let bot = TestBot::start().await;
    let anna = bot.linked().await;
    contains(&anna.says("/start 2ac_5eh_0").await, "Your accounts");
    // A link that an older version made, and one that nobody made.
    for payload in ["1a_5eh", "whatever"] {
        contains(&anna.says(&format!("/start {payload}")).await, "[Bots] [Check an import]");
    }
    // A link can be made by anybody, so it never begins what cannot be undone or changes something.
    for payload in ["2fo_5eh_0", "2au_5eh_0_1", "2b0_5eh_1_1nuyr", "2yy_5eh_0_1"] {
        contains(&anna.says(&format!("/start {payload}")).await, "[Bots] [Check an import]");
    }
}

fn raw(from: &serde_json::Value, extra: &serde_json::Value) -> String {
    let mut message = serde_json::json!({"message_id": 9001, "date": 1_795_435_387, "from": from,
        "chat": {"id": GROUP, "title": "Team", "type": "supergroup"}});
    message.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
    serde_json::json!({ "message": message }).to_string()
}

#[tokio::test]
async fn somebody_who_writes_as_the_group_cannot_be_known() {
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/help").await;
    let group = serde_json::json!({"id": GROUP, "title": "Team", "type": "supergroup"});
    let everybody = serde_json::json!({"id": 1_087_968_824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"});
    let said = |text: &str| raw(&everybody, &serde_json::json!({"sender_chat": group, "text": text}));
    let update = bot.world.telegram.push_raw(&said("/csvstatus 1 1"));
    contains(&anna.sees_after(update).await, "I can't tell who you are");
    for text in ["hello", "/ban@other_bot"] {
        let update = bot.world.telegram.push_raw(&said(text));
        assert_eq!(anna.sees_after(update).await, "", "{text}");
    }
    let update = bot.world.telegram.push_raw(&said(&format!("/setkey {DEMO_KEY}")));
    contains(&anna.sees_after(update).await, "A key in a group is not safe");
    assert!(bot.world.telegram.calls().iter().any(|call| call.method == "deletemessage"));
}

#[tokio::test]
async fn other_bots_are_not_answered() {
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/help").await;
    let other = serde_json::json!({"id": 5, "is_bot": true, "first_name": "Other", "username": "other_bot"});
    let update = bot.world.telegram.push_raw(&raw(&other, &serde_json::json!({"text": "/help"})));
    assert_eq!(anna.sees_after(update).await, "");
}

#[tokio::test]
async fn a_key_under_a_picture_is_a_key_in_a_group() {
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/help").await;
    let who = serde_json::json!({"id": 7001, "is_bot": false, "first_name": "Anna"});
    let photo = serde_json::json!({"caption": DEMO_KEY, "photo": [{"file_id": "f", "file_unique_id": "u", "width": 1, "height": 1, "file_size": 1}]});
    let update = bot.world.telegram.push_raw(&raw(&who, &photo));
    contains(&anna.sees_after(update).await, "A key in a group is not safe");
}

#[tokio::test]
async fn what_a_group_shows_asks_nothing_in_the_private_chat() {
    let bot = TestBot::start().await;
    let private = bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    let asks = ["/csvstatus", "/csvstatus 2792787 999", "/csvstatus 999 5", "/csvstatus nonsense 5"];
    let database = Database::open(&bot).await;
    for command in asks {
        anna.says(command).await;
        let questions: Vec<(String,)> = database.rows("SELECT link FROM questions").await;
        assert_eq!(questions, [], "{command}");
    }
    private.says("/setkey").await;
    for command in asks {
        anna.says(command).await;
    }
    contains(&private.says("nonsense").await, "That is not an Api Key");
}

#[tokio::test]
async fn a_forged_button_in_a_group_neither_does_nor_drops_what_is_asked_in_private() {
    let bot = TestBot::start().await;
    let private = bot.linked().await;
    private.says("/forget").await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    for code in ["2yn_5eh_0_1", "2yy_5eh_0_1"] {
        anna.says("/help").await;
        let update = bot.world.telegram.forge_press(&anna.person, anna.chat, anna.last().id, code);
        contains(&anna.sees_after(update).await, "That question is over");
    }
    contains(&private.presses("Erase everything").await, "Everything about you is erased");
}

#[tokio::test]
async fn other_names_of_commands_count_only_when_they_are_addressed_to_the_bot() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    for text in ["/stop", "/list", "/add 5", "/log", "/no", "/login somewhere", "/Token"] {
        assert_eq!(anna.says(text).await, "", "{text}");
    }
    for text in ["/add@BB_pocket_sandbox_bot", "/bots shop", "/bot", "/privacy", "/imports", "/errors My Shop"] {
        contains(&anna.says(text).await, "That is between us two");
    }
    contains(&anna.says("/list@bb_pocket_sandbox_bot").await, "Your bots");
    contains(&anna.says("/csv@bb_pocket_sandbox_bot 2792787 123").await, "CSV import");
}

#[tokio::test]
async fn a_link_from_outside_only_shows() {
    let links = TABLE.rows().iter().flat_map(|row| [0, 1].map(|number| (row, [number; MAX_NUMBERS])));
    let bot = TestBot::start().await;
    for (id, (row, numbers)) in (7001..).zip(links) {
        let payload = Link::with(row.tag, row.numbers, numbers).encode(UserId::new(id), Spot::Here);
        let anna = bot.talk(id, "Anna");
        anna.says(DEMO_KEY).await;
        let seen = anna.says(&format!("/start {payload}")).await;
        assert!(!["Cancel", "Remove it", "Keep it"].iter().any(|label| seen.contains(label)), "{payload}: {seen}");
        anna.says("/accounts").await;
        contains(&anna.presses("Rename…").await, "new name");
        anna.says(&format!("/start {payload}")).await;
        anna.says("My name").await;
        contains(&anna.says("/accounts").await, "1. My name");
    }
}

#[tokio::test]
async fn a_private_chat_opened_from_a_group_shows_what_was_asked_for_there() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let (group, private) = (bot.talk_in(GROUP, 7001, "Anna"), bot.talk(7001, "Anna"));
    for (command, shown) in
        [("/bots", "My Shop"), ("/accounts", "Your accounts"), ("/start", "[Bots] [Check an import]")]
    {
        group.says(command).await;
        let ButtonAction::Url(link) = group.last().button("Open our private chat").unwrap().action.clone() else {
            panic!("no link")
        };
        let payload = link.split_once("?start=").unwrap().1.to_owned();
        private.sees();
        contains(&private.says(&format!("/start {payload}")).await, shown);
    }
}

/// A key of an account that has bots with odd names.
const ODD_KEY: &str = "FAKE-odd-key-FAKE-odd-key-FAKE-odd-00001";

#[tokio::test]
async fn bots_in_a_group_are_names_and_signs() {
    let bot = TestBot::start().await;
    bot.world.api.furnish();
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/bots").await;
    let shown = anna.last();
    assert_eq!(shown.labels(), ["Open our private chat"]);
    assert!(shown.reply_to.is_some(), "it answers her message");
    let counts = bot.api_calls().iter().filter(|call| *call != "get_bots" && *call != "get_user").count();
    assert_eq!(counts, 0, "nothing else is read");
    insta::assert_snapshot!(anna.looks_at());
    // Somebody else in the group has none of it.
    let boris = bot.talk_in(GROUP, 7002, "Boris");
    contains(&boris.says("/bots").await, "First connect your account");
    // A stranger's bots are not Anna's.
    boris.presses_on(shown.id, "Open our private chat").await;
    assert_eq!(
        bot.world.telegram.messages(anna.chat).iter().filter(|message| message.text.contains("My Shop")).count(),
        1
    );
}

#[tokio::test]
async fn odd_bots_in_a_group_show_no_number_and_no_secret() {
    let bot = TestBot::start().await;
    bot.world.api.add_account("odd@example.com", ODD_KEY);
    let names = ["<b>bold</b> & x", "\u{202e}\u{200b}", "متجر", "line\nbreak", &format!("x {ODD_KEY}")];
    for (id, name) in (987_001..).zip(names) {
        bot.world.api.add_bot(ODD_KEY, id, name);
    }
    bot.talk(7001, "Anna").says(ODD_KEY).await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    anna.says("/bots").await;
    let shown = anna.looks_at();
    for secret in ["98700", "FAKE", "odd@", "example"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    insta::assert_snapshot!(shown);
    bot.world.api.add_bots(ODD_KEY, (1..40).map(|id| BotSketch::new(id, "Another one")));
    anna.says("/bots").await;
    contains(&anna.looks_at(), "… and more");
    assert!(!anna.looks_at().contains("44"), "not even how many");
}

#[tokio::test]
async fn what_goes_wrong_with_bots_in_a_group_is_said_without_an_address() {
    let bot = TestBot::start().await;
    bot.linked().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    bot.world.api.fault("get_bots", TRIES, Fault::Status(503, String::new()));
    contains(&anna.says("/bots").await, "Bots.Business did not answer");
    bot.world.api.fault("get_bots", 1, Fault::Garbage("[]".into()));
    contains(&anna.says("/bots").await, "No bots in your account");
    bot.world.api.reset_key(DEMO_KEY, ODD_KEY);
    let refused = anna.says("/bots").await;
    assert!(!refused.contains('@') && anna.last().button("Open our private chat").is_some(), "{refused}");
}

#[tokio::test]
async fn help_in_a_group_says_what_is_answered_there() {
    let bot = TestBot::start().await;
    let anna = bot.talk_in(GROUP, 7001, "Anna");
    let help = anna.says("/help").await;
    insta::assert_snapshot!(help);
    assert!(anna.last().button("Open our private chat").is_some());
    contains(&anna.says("/help bots").await, "Lists your bots");
    anna.says("/start").await;
    contains(&anna.looks_at(), "In a group I answer /csvstatus BOT TASK, /bots and /help.");
}
