//! A watch of another kind, in a table of the test's own: one that goes on after it told something, and compares with what
//! it saw before.

use std::time::Duration;

use bb_pocket::frame::row::{Command, act, place, prompt, watch};
use bb_pocket::frame::{Act, Linked, Look, Named, Place, Row, Shown, Table, Trouble, View, Visit, Watch, to};
use bb_pocket::html as sentence;
use bb_pocket::ids::{ActId, BotId};
use bb_pocket::link::{Link, Tag, tag};
use bb_pocket::screens::{accounts, key};
use bb_pocket::text::{Html, Text};

use super::{SHOP, heard, hears, pass, told};
use crate::support::beside::Database;
use crate::support::{TestBot, bytes_of, contains, holds};

static TABLE: Table = Table::new(ROWS, Word::TAG, Word::TAG, accounts::Accounts::TAG, key::Key::TAG, Word::TAG);

const ROWS: &[Row] = &[
    place::<Word>(),
    place::<accounts::Accounts>(),
    prompt::<key::Key>().command(&key::SETKEY),
    act::<Begin>().command(&BEGIN),
    watch::<Changes>(),
];

static BEGIN: Command =
    Command { name: "begin", others: &[], menu: None, help: |text| sentence!(text, "help-help"), glued: None };

/// The status word of the shop.
struct Word;
impl Named for Word {
    const TAG: Tag = tag(b"ho");
    type At = ();
}
impl Place for Word {
    type Who = Linked;

    async fn show(visit: &Visit<'_>, (): ()) -> Shown {
        Ok(View::new(Html::escaped(&format!("It says {}", word(visit).await?))))
    }
}

async fn word(visit: &Visit<'_>) -> Result<String, Trouble> {
    let bot = visit.api().bot(visit.key(), BotId::new(SHOP)).await?;
    Ok(bot.status.and_then(|status| status.line(visit.key(), 20)).unwrap_or_default())
}

struct Begin;
impl Named for Begin {
    const TAG: Tag = tag(b"be");
    type At = ();
}
impl Act for Begin {
    type Who = Linked;
    type With = ();

    async fn send(visit: &Visit<'_>, (): (), (): &()) -> Result<Option<String>, Trouble> {
        assert!(visit.watch(Changes, (), true).await? && visit.watched(Changes, ()).await?);
        Ok(None)
    }

    fn after((): (), _: ActId) -> Link {
        to(Word, ())
    }
}

/// Tells every change of the word.
#[derive(Clone, Copy)]
struct Changes;
impl Named for Changes {
    const TAG: Tag = tag(b"cw");
    type At = ();
}
impl Watch for Changes {
    const KIND: &'static str = "changes";

    type Saw = String;

    fn next(_: Duration) -> Option<Duration> {
        Some(Duration::from_secs(50))
    }

    async fn look(visit: &Visit<'_>, (): (), _: &[Option<&[u8]>]) -> Result<String, Trouble> {
        word(visit).await
    }

    fn compare((): (), saw: &String, seen: Option<&[u8]>) -> Look {
        match seen {
            None => Look::Seen(saw.clone().into_bytes()),
            Some(seen) if seen == saw.as_bytes() => Look::Same,
            Some(_) => Look::Tell(saw.clone().into_bytes(), to(Word, ())),
        }
    }

    fn about((): ()) -> Link {
        to(Word, ())
    }

    fn given_up((): ()) -> Link {
        to(Word, ())
    }

    fn line(_: &Text, (): (), _: &Link, _: Option<&[u8]>) -> Html {
        Html::escaped("a change")
    }
}

#[tokio::test]
async fn every_change_is_told_once_and_what_was_seen_is_sealed() {
    let bot = TestBot::start_with(|parts| parts.table = &TABLE).await;
    let anna = bot.linked().await;
    contains(&anna.says("/begin").await, "It says works");
    pass(&bot, 60).await;
    pass(&bot, 60).await;
    for (words, times) in [("zanzibar", 1), ("quagga", 1), ("zanzibar", 2)] {
        bot.world.api.set_status(SHOP, Some(words));
        pass(&bot, 60).await;
        hears(&anna, &format!("It says {words}")).await;
        pass(&bot, 60).await;
        told(&bot).await;
        assert_eq!(heard(&anna, &format!("It says {words}")).len(), times);
    }
    let rows: Vec<(i64,)> = Database::open(&bot).await.rows("SELECT COUNT(*) FROM notices").await;
    assert_eq!(rows, [(3,)]);
    assert!(!holds(&bytes_of(bot.world.folder.path()), b"zanzibar"));
}
