//! Lists that come in pages, from servers that know pages and from those that do not (contract, 13.8).

use bb_pocket::api::{ApiError, CommandFilter};
use serde_json::{Value, json};

use super::calls::BOT;
use super::server::{Reply, Seen, Server, key};

fn command(id: i64) -> Value {
    json!({"id": id, "command": format!("/{id}")})
}

fn page(seen: &Seen) -> i64 {
    seen.asks("page").unwrap().parse().unwrap()
}

/// A server with a hundred things a page.
async fn in_pages(pages: fn(i64) -> Vec<Value>) -> Server {
    Server::start(move |seen| Reply::json(&pages(page(seen)).into())).await
}

async fn command_ids(server: &Server) -> Vec<i64> {
    let commands = server.api().commands(&key(1), BOT, &CommandFilter::default()).await.unwrap();
    commands.iter().map(|command| command.id.get()).collect()
}

fn asked(server: &Server) -> Vec<i64> {
    let mut asked: Vec<i64> = server.seen().iter().map(page).collect();
    asked.sort_unstable();
    asked
}

#[tokio::test]
async fn a_list_is_read_until_a_page_is_empty() {
    let server = in_pages(|page| (page * 10..page * 10 + 3).filter(|_| page < 4).map(command).collect()).await;
    assert_eq!(command_ids(&server).await, [10, 11, 12, 20, 21, 22, 30, 31, 32]);
    assert_eq!(asked(&server), [1, 2, 3, 4, 5], "two at a time after the first");
}

#[tokio::test]
async fn commands_are_counted_over_all_pages() {
    let server = in_pages(|page| (page * 10..page * 10 + 3).filter(|_| page < 4).map(command).collect()).await;
    assert_eq!(server.api().count_commands(&key(1), BOT).await, Ok(9));
}

#[tokio::test]
async fn a_server_that_knows_no_pages_gives_its_list_once() {
    let server = in_pages(|_| (1..=3).map(command).collect()).await;
    assert_eq!(command_ids(&server).await, [1, 2, 3]);
    assert_eq!(asked(&server), [1, 2, 3]);
}

#[tokio::test]
async fn a_list_that_grows_while_it_is_read_shows_each_thing_once() {
    let server = in_pages(|page| if page < 4 { (page * 2..page * 2 + 4).map(command).collect() } else { vec![] }).await;
    assert_eq!(command_ids(&server).await, [2, 3, 4, 5, 6, 7, 8, 9]);
}

#[tokio::test]
async fn an_empty_list_is_asked_for_once() {
    let server = in_pages(|_| vec![]).await;
    assert_eq!(command_ids(&server).await, [0; 0]);
    assert_eq!(asked(&server), [1]);
}

#[tokio::test]
async fn every_page_keeps_to_the_filter() {
    let server = in_pages(|page| if page < 3 { vec![command(page)] } else { vec![] }).await;
    let filter = CommandFilter { q: Some("help".into()), ..CommandFilter::default() };
    server.api().commands(&key(1), BOT, &filter).await.unwrap();
    assert!(server.seen().iter().all(|seen| seen.asks("q") == Some("help")));
}

#[tokio::test]
async fn half_a_list_is_not_shown_for_a_whole_one() {
    let server = Server::start(|seen| match page(seen) {
        1 => Reply::json(&json!([command(1)])),
        _ => Reply::new(422, ""),
    })
    .await;
    let answered = server.api().commands(&key(1), BOT, &CommandFilter::default()).await;
    assert_eq!(answered.unwrap_err(), ApiError::Refused(None));
}

#[tokio::test]
async fn a_list_without_end_is_given_up() {
    let server = in_pages(|page| vec![command(page)]).await;
    let answered = server.api().commands(&key(1), BOT, &CommandFilter::default()).await;
    assert!(matches!(answered, Err(ApiError::Unreadable(_))), "{answered:?}");
    assert!(server.seen().len() <= 500);
}

#[tokio::test]
async fn things_without_a_number_are_shown_once_by_a_server_that_knows_no_pages() {
    let server = in_pages(|_| vec![json!({"name": "a"}), json!({"id": 7, "name": "b"}), json!({"name": "c"})]).await;
    let properties = server.api().properties(&key(1), BOT).await.unwrap();
    assert_eq!(properties.len(), 3);
    server.says(|_| Reply::json(&json!([{"name": "a"}, {"name": "c"}])));
    assert_eq!(server.api().properties(&key(1), BOT).await.unwrap().len(), 2);
    assert!(server.seen().len() <= 6);
}

#[tokio::test]
async fn chats_and_properties_come_in_pages_too() {
    let server = in_pages(|page| if page < 3 { vec![json!({"id": page})] } else { vec![] }).await;
    assert_eq!(server.api().chats(&key(1), BOT).await.unwrap().len(), 2);
    assert_eq!(asked(&server), [1, 2, 3]);
    assert_eq!(server.api().properties(&key(1), BOT).await.unwrap().len(), 2);
    assert_eq!(asked(&server), [1, 2, 3]);
}

#[tokio::test]
async fn one_page_is_asked_for_alone() {
    let server = in_pages(|page| vec![json!({"id": page, "command": "/x"})]).await;
    let (api, key) = (server.api(), key(1));
    assert_eq!(api.commands_page(&key, BOT, &CommandFilter::default(), 5).await.unwrap()[0].id.get(), 5);
    assert_eq!(api.chats_page(&key, BOT, 6).await.unwrap()[0].id.get(), 6);
    assert_eq!(api.properties_page(&key, BOT, 7).await.unwrap()[0].id.unwrap().get(), 7);
    assert_eq!(asked(&server), [5, 6, 7]);
}
