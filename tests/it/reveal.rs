//! What is shown for a minute only: in a message of its own, gone afterwards, whatever happens.

use bb_pocket::frame::row::{Command, erasure, place, prompt};
use bb_pocket::frame::{Anyone, Button, Named, Place, Row, Secret, Shown, Table, View, Visit};
use bb_pocket::html as sentence;
use bb_pocket::link::{Tag, tag};
use bb_pocket::sandbox::fault::{Barrier, Fault};
use bb_pocket::sandbox::telegram::{Event, Message};
use bb_pocket::screens::{accounts, forget, key};
use bb_pocket::text::Html;
use chrono::TimeDelta;

use crate::support::beside::Database;
use crate::support::{Talk, TestBot, bytes_of, contains, holds, until};

const CANARY: &str = "<canary> & 4711";

static TABLE: Table = Table::new(ROWS, Hall::TAG, Hall::TAG, accounts::Accounts::TAG, key::Key::TAG, Hall::TAG);

const ROWS: &[Row] = &[
    place::<Hall>().command(&HALL),
    place::<accounts::Accounts>(),
    prompt::<key::Key>().command(&key::SETKEY),
    erasure::<forget::Forget>().command(&forget::FORGET),
    place::<Safe>().command(&SAFE),
];

const fn command(name: &'static str) -> Command {
    Command { name, others: &[], menu: None, help: |text| sentence!(text, "help-help"), glued: None }
}

static HALL: Command = command("hall");
static SAFE: Command = command("safe");

struct Hall;
impl Named for Hall {
    const TAG: Tag = tag(b"ho");
    type At = ();
}
impl Place for Hall {
    type Who = Anyone;

    async fn show(_: &Visit<'_, Anyone>, (): ()) -> Shown {
        Ok(View::new(Html::escaped("The hall")).row([Button::to("Open".to_owned(), Safe, ())]))
    }
}

/// A place that shows a secret, and asks for what such a view must not have.
struct Safe;
impl Named for Safe {
    const TAG: Tag = tag(b"sf");
    type At = ();
}
impl Place for Safe {
    type Who = Anyone;
    const GROUPS: bool = true;

    async fn show(visit: &Visit<'_, Anyone>, (): ()) -> Shown {
        let view = View::new(Html::bold("The safe")).secret(Secret::new(CANARY));
        let view = view.row([Button::to("More".to_owned(), Hall, ())]);
        Ok(view.again(visit.next(&[1, 1, 1])))
    }
}

async fn bot() -> TestBot {
    TestBot::start_with(|parts| parts.table = &TABLE).await
}

fn with_secret(anna: &Talk<'_>) -> Vec<Message> {
    let messages = anna.bot.world.telegram.messages(anna.chat);
    messages.into_iter().filter(|message| message.text.contains("canary")).collect()
}

/// Lets time pass until the bot has deleted a message of its own.
async fn is_deleted(bot: &TestBot, after: i64, message: i32) {
    bot.clock.advance(TimeDelta::seconds(after));
    let gone = |events: &[Event]| events.iter().any(|event| matches!(event, Event::Deleted(it) if it.id == message));
    bot.world.telegram.wait_for(gone).await.unwrap();
}

async fn rows(bot: &TestBot) -> Vec<(i64, i64)> {
    Database::open(bot).await.rows("SELECT message_id, tries FROM reveals").await
}

/// Waits until the rows are so many.
async fn left(bot: &TestBot, count: usize) {
    let database = Database::open(bot).await;
    let rows = async || database.rows::<(i64,)>("SELECT id FROM reveals").await.len();
    until("so many rows", async || rows().await == count).await;
}

/// Waits until so many deletions were tried, and what became of the last one is stored.
async fn tried(bot: &TestBot, tries: i64, due_in: i64) {
    let database = Database::open(bot).await;
    let due = bot.clock.now_ms() + due_in * 1000;
    let rows = async || database.rows::<(i64, i64)>("SELECT tries, due_at FROM reveals").await;
    until("the tries, and when the next is due", async || rows().await == [(tries, due)]).await;
}

#[tokio::test]
async fn a_secret_is_gone_after_a_minute_and_was_in_one_message_only() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/hall").await;
    let hall = anna.last().id;
    let update = bot.world.telegram.forge_press(&anna.person, anna.chat, hall, "2sf_5eh_0");
    anna.sees_after(update).await;
    let shown = anna.last();
    assert_ne!(shown.id, hall, "a message of its own");
    contains(&shown.text, CANARY);
    contains(&shown.text, "The safe");
    contains(&shown.text, "I delete this message after 60 seconds");
    assert!(shown.protected);
    assert!(shown.spans.iter().all(|span| !span.text.contains("canary") || span.style.spoiler));
    assert_eq!(shown.labels(), ["More"], "no Back, no Home, no Refresh");
    // What its button leads to is not put into it: it would go with it.
    contains(&anna.presses_on(shown.id, "More").await, "The hall");
    assert_eq!(with_secret(&anna).len(), 1);
    bot.clock.advance(TimeDelta::seconds(59));
    anna.says("/hall").await;
    assert_eq!(with_secret(&anna).len(), 1);
    is_deleted(&bot, 1, shown.id).await;
    assert!(with_secret(&anna).is_empty());
    left(&bot, 0).await;
    // Nothing followed it.
    bot.clock.advance(TimeDelta::seconds(60));
    anna.says("/hall").await;
    let calls = bot.world.telegram.calls();
    let with: Vec<&str> =
        calls.iter().filter(|call| call.body.to_string().contains("canary")).map(|call| call.method.as_str()).collect();
    assert_eq!(with, ["editmessagetext"]);
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"canary"));
}

#[tokio::test]
async fn the_promise_to_delete_is_stored_before_the_secret_is_sent() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    let held = Barrier::new();
    bot.world.telegram.fault("editmessagetext", 1, Fault::Hold(held.clone()));
    let update = anna.starts_saying("/safe");
    held.reached(1).await;
    let cover = anna.last();
    contains(&cover.text, "It appears here for a minute");
    assert!(cover.protected && with_secret(&anna).is_empty());
    assert_eq!(rows(&bot).await, [(i64::from(cover.id), 0)]);
    held.release();
    anna.sees_after(update).await;
    assert_eq!(with_secret(&anna).len(), 1);
}

#[tokio::test]
async fn what_cannot_be_promised_is_not_shown() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    let database = Database::open(&bot).await;
    database.run("CREATE TRIGGER no BEFORE INSERT ON reveals BEGIN SELECT RAISE(ABORT, 'full'); END").await;
    contains(&anna.says("/safe").await, "Nothing was shown");
    assert!(with_secret(&anna).is_empty());
    assert!(!anna.screen().contains("It appears here"), "no empty message stays");
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert!(!sent.contains("canary"));
}

#[tokio::test]
async fn a_secret_that_telegram_refuses_is_told_and_its_message_goes() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    bot.world.telegram.fault("editmessagetext", 1, Fault::Status(400, "Bad Request: message can't be edited".into()));
    contains(&anna.says("/safe").await, "Nothing was shown");
    assert!(!anna.screen().contains("It appears here") && with_secret(&anna).is_empty());
}

#[tokio::test]
async fn others_never_see_it() {
    let bot = bot().await;
    let group = bot.talk_in(-100, 7001, "Anna");
    contains(&group.says("/safe").await, "That is between us two");
    let sent: String = bot.world.telegram.calls().iter().map(|call| call.body.to_string()).collect();
    assert!(!sent.contains("canary"));
}

#[tokio::test]
async fn a_press_of_long_ago_reveals_nothing() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    let held = Barrier::new();
    bot.world.telegram.fault("sendmessage", 1, Fault::Hold(held.clone()));
    anna.starts_saying("/hall");
    held.reached(1).await;
    let update = anna.starts_saying("/safe");
    bot.world.telegram.acknowledged(update).await.unwrap();
    bot.clock.advance(TimeDelta::seconds(60));
    held.release();
    contains(&anna.sees_after(update).await, "I show a secret only right after you ask for it");
    assert!(with_secret(&anna).is_empty());
    anna.presses("Reveal").await;
    assert_eq!(with_secret(&anna).len(), 1);
}

#[tokio::test]
async fn a_deletion_that_fails_is_tried_again_and_in_the_end_told() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/safe").await;
    let shown = anna.last();
    let refused = || Fault::Status(400, "Bad Request: message can't be deleted".into());
    bot.world.telegram.fault("deletemessage", 8, refused());
    let mut wait = 60;
    for (tries, pause) in [(1, 5), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320)] {
        bot.clock.advance(TimeDelta::seconds(wait));
        tried(&bot, tries, pause).await;
        assert!(!anna.screen().contains("Please delete this message"));
        wait = pause;
    }
    bot.clock.advance(TimeDelta::seconds(wait));
    bot.world.telegram.wait_for(|events| events.iter().any(asks_to_delete)).await.unwrap();
    assert_eq!(anna.last().reply_to, Some(shown.id), "it says which one");
    left(&bot, 0).await;
}

fn asks_to_delete(event: &Event) -> bool {
    matches!(event, Event::Sent(message) if message.text.contains("Please delete this message"))
}

#[tokio::test]
async fn a_deletion_that_succeeds_later_is_not_told() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/safe").await;
    let shown = anna.last().id;
    bot.world.telegram.fault("deletemessage", 1, Fault::Status(400, "Bad Request: message can't be deleted".into()));
    bot.clock.advance(TimeDelta::seconds(60));
    tried(&bot, 1, 5).await;
    is_deleted(&bot, 5, shown).await;
    left(&bot, 0).await;
    assert!(!bot.world.telegram.events().iter().any(asks_to_delete));
}

#[tokio::test]
async fn a_message_that_its_person_deleted_is_no_failure() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/safe").await;
    bot.world.telegram.fault("deletemessage", 1, Fault::Status(400, "Bad Request: message to delete not found".into()));
    bot.clock.advance(TimeDelta::seconds(60));
    left(&bot, 0).await;
    assert!(!bot.world.telegram.events().iter().any(asks_to_delete));
}

#[tokio::test]
async fn forgetting_deletes_what_is_shown_at_once() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/safe").await;
    let shown = anna.last().id;
    anna.says("/forget").await;
    anna.presses("Erase everything").await;
    is_deleted(&bot, 0, shown).await;
    assert!(with_secret(&anna).is_empty() && rows(&bot).await.is_empty());
}

#[tokio::test]
async fn a_clock_set_back_shows_nothing_for_longer() {
    let bot = bot().await;
    let anna = bot.talk(7001, "Anna");
    anna.says("/safe").await;
    let shown = anna.last().id;
    bot.clock.advance(TimeDelta::hours(-5));
    // The loop reads its table again when it changes.
    anna.says("/safe").await;
    is_deleted(&bot, 0, shown).await;
}
