//! A new key of the ring: every kind of sealed row is sealed anew, and the key before can go.

use super::*;
use crate::ids::{BotId, CommandId, NoteId, VersionId};
use crate::store::reseal::KINDS;

/// Rows of every kind, and how to read them back.
struct Rows {
    account: AccountId,
    of: OfCommand,
    version: VersionId,
    note: NoteId,
    ended: ActId,
    asked: ActId,
}

async fn filled(bench: &Bench) -> Rows {
    let store = &bench.store;
    let account = bench.links("FAKE-account-key-FAKE-account-key-000001").await;
    let of = OfCommand { user: ANNA, account, bot: BotId::new(1), command: CommandId::new(2) };
    store.keep_draft(of, 7, b"draft").await.unwrap();
    let version = store.keep_version(of, b"version").await.unwrap();
    let note = store.note(ANNA, "note").await.unwrap();
    let ended = bench.begins(10, "b1 1 1").await;
    store.claim_act(ANNA, None, ended, UpdateId::new(10)).await.unwrap();
    store.end_act(ANNA, ended, End::Failed("words")).await.unwrap();
    let asked = NewAct { payload: b"payload", ..bench.press(11, "b0 1 1") };
    let Begun::New(asked) = store.begin_act(asked).await.unwrap() else { panic!("known before") };
    store.start_watch(ANNA, account, at("in 0 1 2"), Duration::from_secs(1), false).await.unwrap();
    bench.clock.advance(TimeDelta::seconds(2));
    let watching = store.due_watches(1).await.unwrap().remove(0);
    let seen = Found { seen: Some(b"seen".to_vec()), next: Some(Duration::from_secs(1)), ..Found::default() };
    store.store_looks(&[(&watching, seen)]).await.unwrap();
    store.inbox().accept(&[Accepted { id: UpdateId::new(12), json: "{\"update\": 12}" }], 0).await.unwrap();
    Rows { account, of, version, note, ended, asked }
}

async fn all_open(store: &Store, clock: &Clock, rows: &Rows) {
    assert_eq!(store.accounts(ANNA).await.unwrap().all[0].id, rows.account);
    assert_eq!(*store.draft(rows.of).await.unwrap().unwrap().body, b"draft");
    assert_eq!(*store.version(rows.of, rows.version).await.unwrap().unwrap().0, b"version");
    assert_eq!(store.noted(ANNA, rows.note).await.unwrap().as_deref(), Some("note"));
    assert_eq!(store.act(ANNA, rows.ended).await.unwrap().unwrap().words.as_deref(), Some("words"));
    let claimed = store.claim_act(ANNA, None, rows.asked, UpdateId::new(11)).await.unwrap();
    assert!(matches!(claimed, Claimed::Now(_, payload) if *payload == *b"payload"));
    clock.advance(TimeDelta::seconds(10));
    assert_eq!(store.due_watches(1).await.unwrap().remove(0).seen.as_deref(), Some(&b"seen"[..]));
    let waiting = store.inbox().waiting().await.unwrap();
    assert!(waiting[0].json.as_ref().unwrap().contains("12"));
}

#[tokio::test]
async fn after_a_rotation_everything_opens_without_the_key_before() {
    let bench = Bench::new().await;
    let rows = filled(&bench).await;
    let newer = Vault::new_ring();
    let both = Bench::opened(&bench.folder, &format!("{},{}", bench.ring.trim(), newer.trim()), &bench.clock).await;
    assert_eq!(both.to_reseal().await.unwrap(), 8);
    assert!(both.unused_keys().await.unwrap().is_empty());
    assert_eq!(both.reseal().await.unwrap(), 8);
    assert_eq!((both.to_reseal().await.unwrap(), both.reseal().await.unwrap()), (0, 0));
    assert_eq!(both.unused_keys().await.unwrap().len(), 1);
    both.close().await;
    let store = Bench::opened(&bench.folder, &newer, &bench.clock).await;
    all_open(&store, &bench.clock, &rows).await;
}

#[tokio::test]
async fn every_table_with_sealed_rows_is_one_that_is_sealed_anew() {
    let bench = Bench::new().await;
    let sql = "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c
        WHERE m.type = 'table' AND c.name = 'sealed_by' ORDER BY m.name";
    let sealed = bench.texts(sql).await;
    let mut known: Vec<&str> = KINDS.iter().map(|kind| kind.table).collect();
    known.sort_unstable();
    assert_eq!(sealed, known);
}
