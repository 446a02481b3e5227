//! The frame with a table of the test's own: what each kind of prompt takes and refuses, acts with arguments, files.

use bb_pocket::credentials::BotToken;
use bb_pocket::frame::prompt::{Answer, Code, Password, Words};
use bb_pocket::frame::row::{Command, act, place, prompt};
use bb_pocket::frame::{
    Act, Anyone, Ask, Button, File, FileKind, Named, Place, Prepared, Prompt, Row, Shown, Table, Taken, Trouble, View,
    Visit, to,
};
use bb_pocket::html as sentence;
use bb_pocket::ids::ActId;
use bb_pocket::link::{Link, Tag, tag};
use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Event, UpdateNumber};
use bb_pocket::screens::{accounts, key};
use bb_pocket::text::Html;
use secrecy::ExposeSecret as _;
use serde::{Deserialize, Serialize};

use crate::support::beside::Database;
use crate::support::{BOT_TOKEN, Talk, TestBot, bytes_of, contains, holds};

static TABLE: Table = Table::new(ROWS, Hall::TAG, Hall::TAG, accounts::Accounts::TAG, key::Key::TAG, Hall::TAG);

const ROWS: &[Row] = &[
    place::<Hall>(),
    place::<accounts::Accounts>(),
    prompt::<key::Key>().command(&key::SETKEY),
    prompt::<AskWords>().command(&WORDS),
    prompt::<AskCode>().command(&CODE),
    prompt::<AskFile>().command(&FILE),
    prompt::<AskToken>().command(&TOKEN),
    prompt::<AskPassword>().command(&PASSWORD),
    prompt::<AskAct>().command(&ACT),
    act::<Send>(),
    place::<Sent>(),
    place::<Report>().command(&REPORT),
    place::<Picture>().command(&PICTURE),
    place::<LongReport>().command(&LONG),
];

const fn command(name: &'static str) -> Command {
    Command { name, others: &[], menu: None, help: |text| sentence!(text, "help-help"), glued: None }
}

static WORDS: Command = command("words");
static CODE: Command = command("code");
static FILE: Command = command("file");
static TOKEN: Command = command("bottoken");
static PASSWORD: Command = command("password");
static ACT: Command = command("send");
static REPORT: Command = command("report");
static PICTURE: Command = command("picture");
static LONG: Command = command("long");

fn said(words: &str) -> View {
    View::new(Html::escaped(words))
}

/// The first place, and where words lead that nothing takes.
struct Hall;
impl Named for Hall {
    const TAG: Tag = tag(b"ho");
    type At = ();
}
impl Place for Hall {
    type Who = Anyone;

    async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
        Ok(said("The hall"))
    }
}

/// A prompt that says what it took.
macro_rules! asks {
    ($name:ident, $tag:literal, $answer:ty, |$visit:ident, $given:ident| $took:expr) => {
        struct $name;
        impl Named for $name {
            const TAG: Tag = tag($tag);
            type At = ();
        }
        impl Prompt for $name {
            type Who = Anyone;
            type Answer = $answer;

            async fn ask(_: &Visit<'_, Anyone>, (): ()) -> Result<Html, Trouble> {
                Ok(Html::escaped(&format!("Send {}", <$answer>::TAKES.name())))
            }

            async fn take($visit: &Visit<'_, Anyone>, (): (), $given: $answer) -> Result<Taken, Trouble> {
                Ok($took)
            }
        }
    };
}

fn took(words: &str) -> Taken {
    Taken::Show(Box::new(said(&format!("took: {words}"))))
}

/// A call that a test can hold: what is true while it waits was true before the answer was taken.
async fn reach_out(visit: &Visit<'_, Anyone>) {
    let key = bb_pocket::credentials::ApiKey::parse("nobody").unwrap();
    let _ = visit.api().user(&key).await;
}

asks!(AskWords, b"pw", Words, |_visit, given| took(&given.0));
asks!(AskCode, b"pc", Code, |_visit, given| took(&given.0));
asks!(AskFile, b"pf", File, |_visit, given| took(&format!("{}, {} bytes", given.name, given.bytes.len())));
asks!(AskToken, b"pt", BotToken, |visit, given| {
    reach_out(visit).await;
    took(&format!("{} characters", given.expose().len()))
});
asks!(AskPassword, b"pp", Password, |visit, given| {
    reach_out(visit).await;
    took(&format!("{} characters", given.0.expose_secret().len()))
});
asks!(AskAct, b"pa", Words, |_visit, given| Taken::Act(Prepared::new(Send, (), &Parcel { words: given.0 })));

#[derive(Serialize, Deserialize)]
struct Parcel {
    words: String,
}

/// An act whose arguments do not fit into a button.
struct Send;
impl Named for Send {
    const TAG: Tag = tag(b"as");
    type At = ();
}
impl Act for Send {
    type Who = Anyone;
    type With = Parcel;

    async fn question(_: &Visit<'_, Anyone>, (): (), with: &Parcel) -> Result<Option<Ask>, Trouble> {
        let text = Html::escaped(&format!("Send «{}»?", with.words));
        Ok(Some(Ask { text, yes: "Send it".to_owned(), no: "Keep it".to_owned() }))
    }

    async fn send(visit: &Visit<'_, Anyone>, (): (), with: &Parcel) -> Result<Option<String>, Trouble> {
        reach_out(visit).await;
        Ok(Some(format!("{} characters", with.words.len())))
    }

    fn after((): (), act: ActId) -> Link {
        to(Sent, (act,))
    }
}

/// What became of it.
struct Sent;
impl Named for Sent {
    const TAG: Tag = tag(b"sx");
    type At = (ActId,);
}
impl Place for Sent {
    type Who = Anyone;

    async fn show(visit: &Visit<'_, Anyone>, (act,): Self::At) -> Shown {
        let act = visit.act(act).await?.ok_or(Trouble::Stale)?;
        Ok(said(&format!("{}: {}", act.state.name(), act.words.unwrap_or_default())))
    }
}

/// A place whose view carries a file.
macro_rules! carries {
    ($name:ident, $tag:literal, $words:expr, $file:literal, $bytes:expr, $kind:expr) => {
        struct $name;
        impl Named for $name {
            const TAG: Tag = tag($tag);
            type At = ();
        }
        impl Place for $name {
            type Who = Anyone;

            async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
                let way = Button::to("To the hall".to_owned(), Hall, ());
                Ok(said(&$words).file($file, $bytes, $kind).row([way]))
            }
        }
    };
}

carries!(Report, b"fr", "All <of> it", "report.txt", b"line 1\nline 2".to_vec(), FileKind::Document);
carries!(Picture, b"fp", "A chart", "chart.png", picture(), FileKind::Picture);
carries!(LongReport, b"fl", "word ".repeat(300), "long.txt", b"x".to_vec(), FileKind::Document);

/// As much of a picture as says how large it is (PNG, 11.2.2).
fn picture() -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend([0, 0, 0, 64, 0, 0, 0, 64, 8, 2, 0, 0, 0]);
    png
}

async fn start() -> TestBot {
    TestBot::start_with(|parts| parts.table = &TABLE).await
}

fn sends(talk: &Talk<'_>, name: &str, bytes: Vec<u8>, caption: &str) -> UpdateNumber {
    talk.bot.world.telegram.send_document(&talk.person, talk.chat, name, "text/plain", bytes, caption)
}

/// Whether a message of the person with this text is still in the chat.
fn stays(talk: &Talk<'_>, text: &str) -> bool {
    talk.bot.world.telegram.messages(talk.chat).iter().any(|message| !message.from_bot() && message.text == text)
}

#[tokio::test]
async fn words_are_taken_unless_a_credential_is_among_them() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.says("/words").await, "Send words");
    assert_eq!(anna.last().labels(), ["Cancel"]);
    contains(&anna.says("some words").await, "took: some words");
    contains(&anna.says("more words").await, "The hall");
    anna.says("/words").await;
    let leaked = format!("my key is {DEMO_KEY}");
    contains(&anna.says(&leaked).await, "Connected as o…@example.com");
    assert!(!stays(&anna, &leaked), "a key among words is deleted");
}

#[tokio::test]
async fn code_is_taken_with_whatever_is_in_it() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    for code in [
        format!("let key = \"{DEMO_KEY}\""),
        format!("Api.call({{ token: '{BOT_TOKEN}' }})"),
        "// comment".to_owned(),
        "/* block */ let x = 1".to_owned(),
        "/unknown".to_owned(),
        "mail: me@example.com password: hunter22".to_owned(),
    ] {
        contains(&anna.says("/code").await, "Send code");
        anna.says(&code).await;
        assert_eq!(anna.last().text, format!("took: {code}"));
        assert!(stays(&anna, &code), "an answer that was asked for stays: {code}");
    }
    let links = bot.api_calls().into_iter().filter(|call| call == "get_user").count();
    assert_eq!(links, 0, "nothing in code is taken for a key");
}

#[tokio::test]
async fn a_message_that_is_nothing_but_a_key_is_a_key_even_where_code_is_asked() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/code").await;
    contains(&anna.says(DEMO_KEY).await, "Connected as o…@example.com");
    assert!(!stays(&anna, DEMO_KEY));
    anna.says("/file").await;
    contains(&anna.says(BOT_TOKEN).await, "That is a bot token, not your Api Key");
    assert!(!stays(&anna, BOT_TOKEN));
}

#[tokio::test]
async fn a_command_of_ours_is_a_command_also_where_code_is_asked() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/code").await;
    contains(&anna.says("/report").await, "All <of> it");
}

#[tokio::test]
async fn code_comes_as_a_file_of_up_to_a_megabyte_and_files_are_as_large_as_telegram_gives_them() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/code").await;
    contains(&anna.sees_after(sends(&anna, "start.js", b"let x = 1".to_vec(), "")).await, "took: let x = 1");
    anna.says("/code").await;
    let refused = anna.sees_after(sends(&anna, "large.js", vec![b'x'; 1024 * 1024 + 1], "")).await;
    contains(&refused, "I take files up to 1 MB");
    anna.says("/file").await;
    let most = 20 * 1024 * 1024;
    contains(&anna.sees_after(sends(&anna, "a.csv", vec![b'x'; most], "")).await, "took: a.csv, 20971520 bytes");
    anna.says("/file").await;
    let refused = anna.sees_after(sends(&anna, "b.csv", vec![b'x'; most + 1], "")).await;
    contains(&refused, "I take files up to 1 MB");
    let fetched = bot.world.telegram.calls().into_iter().filter(|call| call.method == "getfile").count();
    assert_eq!(fetched, 2, "what is too large is not fetched");
    contains(&anna.sees_after(sends(&anna, "c.csv", b"x".to_vec(), "a caption")).await, "took: c.csv, 1 bytes");
}

#[tokio::test]
async fn what_is_not_what_was_asked_for_is_said_and_the_question_stays() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/words").await;
    contains(&anna.sees_after(sends(&anna, "a.txt", b"x".to_vec(), "")).await, "Please send it as text");
    contains(&anna.says("here").await, "took: here");
    anna.says("/file").await;
    contains(&anna.says("here").await, "Please send a file, up to 1 MB");
    contains(&anna.sees_after(sends(&anna, "a.txt", b"x".to_vec(), "")).await, "took: a.txt");
    anna.says("/code").await;
    contains(&anna.sees_after(sends(&anna, "a.bin", vec![0xff, 0xfe], "")).await, "Please send text, or a text file");
    contains(&anna.says("let x").await, "took: let x");
    anna.says("/bottoken").await;
    anna.says("no token").await;
    assert_eq!(anna.last().text, "That is no bot token\nI deleted your message to be safe.");
    assert!(!stays(&anna, "no token"));
    contains(&anna.says(BOT_TOKEN).await, "took: 42 characters");
}

#[tokio::test]
async fn a_file_that_telegram_does_not_give_is_not_called_too_large() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/file").await;
    bot.world.telegram.fault("getfile", 1, Fault::Status(502, "Bad Gateway".into()));
    let failed = anna.sees_after(sends(&anna, "a.txt", b"x".to_vec(), "")).await;
    contains(&failed, "Telegram did not give me that file");
    contains(&anna.sees_after(sends(&anna, "a.txt", b"x".to_vec(), "")).await, "took: a.txt");
}

#[tokio::test]
async fn a_file_that_nobody_asked_for_is_refused_with_a_way_on() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    contains(&anna.sees_after(sends(&anna, "a.txt", b"x".to_vec(), "")).await, "only when I asked for one");
    assert!(anna.last().button("Home").is_some());
}

#[tokio::test]
async fn secrets_are_deleted_before_they_are_taken() {
    for (command, secret, shown) in [
        ("/bottoken", BOT_TOKEN, "took: 42 characters"),
        ("/password", "correct horse battery", "took: 21 characters"),
        ("/setkey", DEMO_KEY, "Connected"),
    ] {
        let bot = start().await;
        let anna = bot.talk(7001, "Anna");
        anna.says(command).await;
        let held = Barrier::new();
        bot.world.api.fault("get_user", 1, Fault::Hold(held.clone()));
        let answer = anna.starts_saying(secret);
        held.reached(1).await;
        assert!(!stays(&anna, secret), "{command}: the message is still there");
        held.release();
        contains(&anna.sees_after(answer).await, shown);
        let events = bot.world.telegram.events();
        let deleted =
            events.iter().position(|event| matches!(event, Event::Deleted(message) if message.text == secret));
        assert!(deleted.is_some(), "{command}");
    }
}

/// State, and whether there is a payload and words.
type ActRow = (String, bool, bool);

async fn acts(database: &Database) -> Vec<ActRow> {
    database.rows("SELECT state, payload IS NOT NULL, words IS NOT NULL FROM acts").await
}

#[tokio::test]
async fn arguments_of_an_act_are_sealed_until_it_ends_and_erased_then() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    let database = Database::open(&bot).await;
    let parcel = "a long parcel of words that no button has room for, zanzibar";
    contains(&anna.says("/send").await, "Send words");
    contains(&anna.says(parcel).await, &format!("Send «{parcel}»?"));
    assert_eq!(anna.last().labels(), ["Keep it", "Send it"]);
    assert_eq!(acts(&database).await, [("prepared".to_owned(), true, false)]);
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"zanzibar"), "the arguments can be read from the files");
    contains(&anna.presses("Send it").await, "done: 60 characters");
    assert_eq!(acts(&database).await, [("done".to_owned(), false, true)]);
}

#[tokio::test]
async fn an_act_that_was_begun_by_an_answer_can_be_kept() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/send").await;
    anna.says("a parcel").await;
    contains(&anna.presses("Keep it").await, "The hall");
    let database = Database::open(&bot).await;
    assert_eq!(acts(&database).await, []);
    assert_eq!(bot.api_calls().len(), 0, "nothing was sent");
}

#[tokio::test]
async fn the_same_words_twice_are_two_acts_and_a_double_tap_is_one() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/send").await;
    anna.says("a parcel").await;
    let message = anna.last().id;
    let telegram = &bot.world.telegram;
    telegram.press(&anna.person, anna.chat, message, "Send it").unwrap();
    let second = telegram.press(&anna.person, anna.chat, message, "Send it").unwrap().update().unwrap();
    contains(&anna.sees_after(second).await, "done: 8 characters");
    assert_eq!(bot.api_calls().len(), 1, "sent once");
    bot.clock.advance(chrono::TimeDelta::seconds(3));
    anna.says("/send").await;
    anna.says("a parcel").await;
    contains(&anna.presses("Send it").await, "done: 8 characters");
    assert_eq!(bot.api_calls().len(), 2, "said again on purpose");
}

#[tokio::test]
async fn a_view_may_carry_a_file_or_a_picture() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/report").await;
    let report = anna.last();
    let file = report.file.as_ref().unwrap();
    assert_eq!(
        (file.name.as_str(), file.text().as_str(), report.text.as_str()),
        ("report.txt", "line 1\nline 2", "All <of> it")
    );
    assert_eq!(report.labels(), ["To the hall", "Home"]);
    contains(&anna.presses("To the hall").await, "The hall");
    assert!(anna.last().id > report.id, "what follows a file is a message of its own");
    anna.says("/picture").await;
    let picture = anna.last();
    assert_eq!(picture.file.unwrap().kind, bb_pocket::sandbox::telegram::FileKind::Picture);
    assert_eq!(picture.text, "A chart");
}

#[tokio::test]
async fn a_text_too_long_for_a_caption_comes_below_its_file_with_the_buttons() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/long").await;
    let messages = bot.world.telegram.messages(anna.chat);
    let [.., file, text] = messages.as_slice() else { panic!("a file and a text") };
    assert!(file.file.is_some() && file.text.is_empty() && file.buttons.is_empty());
    assert_eq!((text.text.trim_end().len(), text.labels()), (1499, vec!["To the hall", "Home"]));
}

#[tokio::test]
async fn somebody_elses_words_answer_no_question_for_a_secret() {
    for (command, secret, said, took) in [
        ("/bottoken", BOT_TOKEN, "I did not use that token", "took: 42 characters"),
        ("/password", "correct horse battery", "I did not use that password", "took: 21 characters"),
        ("/setkey", DEMO_KEY, "I did not connect that key", "Connected"),
    ] {
        let bot = start().await;
        let anna = bot.talk(7001, "Anna");
        anna.says(command).await;
        let forwarded = serde_json::json!({"message": {"message_id": 9002, "date": 1_795_435_387, "text": secret,
            "forward_origin": {"type": "hidden_user", "date": 1_795_435_000, "sender_user_name": "Mallory"},
            "from": {"id": 7001, "is_bot": false, "first_name": "Anna"},
            "chat": {"id": 7001, "first_name": "Anna", "type": "private"}}});
        let update = bot.world.telegram.push_raw(&forwarded.to_string());
        contains(&anna.sees_after(update).await, said);
        assert!(bot.world.telegram.calls().iter().any(|call| call.method == "deletemessage"), "{command}");
        assert_eq!(bot.api_calls(), Vec::<String>::new(), "{command}: it was used");
        contains(&anna.says(secret).await, took);
    }
}

#[tokio::test]
async fn two_slashes_are_no_command() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/code").await;
    contains(&anna.says("//report").await, "took: //report");
    contains(&anna.says("//report").await, "Did you mean /report?");
}

#[tokio::test]
async fn a_refused_answer_for_a_secret_is_deleted_too() {
    let bot = start().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/password").await;
    let held = Barrier::new();
    bot.world.api.fault("get_user", 1, Fault::Hold(held.clone()));
    let telegram = &bot.world.telegram;
    let said: Vec<String> = (0..60).map(|number| format!("correct horse battery {number}")).collect();
    for text in &said {
        telegram.say(&anna.person, anna.chat, text);
    }
    held.reached(1).await;
    let all_gone = |events: &[Event]| {
        let gone = |text: &String| {
            events.iter().any(|event| matches!(event, Event::Deleted(message) if message.text == *text))
        };
        said.iter().skip(40).all(gone)
    };
    telegram.wait_for(all_gone).await.unwrap();
    held.release();
}
