//! How many calls a key may have at once, and what is asked once for many.

use std::sync::Arc;
use std::time::Duration;

use bb_pocket::api::Endpoint;
use futures_util::future::{join, join_all};
use serde_json::json;
use tokio::sync::Semaphore;

use super::calls::call;
use super::server::{Reply, Seen, Server, key};

fn of(number: usize) -> impl Fn(&Seen) -> bool {
    let key = key(number);
    move |seen| seen.asks("api_key") == Some(key.expose())
}

#[tokio::test]
async fn the_fifth_call_of_a_key_waits_and_holds_up_nobody_else() {
    let gate = Arc::new(Semaphore::new(0));
    let (held, busy) = (Arc::clone(&gate), of(1));
    let server = Server::start(move |seen| {
        let reply = Reply::json(&json!([]));
        if busy(seen) { reply.held(&held) } else { reply }
    })
    .await;
    let (api, anna, boris) = (server.api(), key(1), key(2));
    let six = join_all((0..6).map(|_| api.bots(&anna)));
    let meanwhile = async {
        server.reached(4, of(1)).await;
        // While another key's calls come and go, a fifth one would have come as well.
        for _ in 0..20 {
            api.bots(&boris).await.unwrap();
        }
        assert_eq!(server.count(of(1)), 4);
        gate.add_permits(1);
        server.reached(5, of(1)).await;
        for _ in 0..20 {
            api.bots(&boris).await.unwrap();
        }
        assert_eq!(server.count(of(1)), 5, "one turn is one call");
        gate.add_permits(10);
    };
    let (answers, ()) = join(six, meanwhile).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.count(of(1)), 6);
}

#[tokio::test]
async fn a_call_that_its_caller_gave_up_gives_its_turn_back() {
    let server = Server::start(|_| Reply::never()).await;
    let (api, anna) = (server.api(), key(1));
    let given_up = join_all((0..4).map(|_| api.bots(&anna)));
    tokio::select! {
        _ = given_up => unreachable!("nothing was answered"),
        () = server.reached(4, of(1)) => {}
    }
    server.says(|_| Reply::json(&json!([])));
    api.bots(&anna).await.unwrap();
}

#[tokio::test]
async fn clones_of_a_client_share_the_turns() {
    let server = Server::start(|_| Reply::never()).await;
    let (api, other, anna) = (server.api(), server.api(), key(1));
    let clones: Vec<_> = (0..8).map(|_| api.clone()).collect();
    let calls = join_all(clones.iter().map(|clone| clone.bots(&anna)));
    let watching = async {
        server.reached(4, of(1)).await;
        server.says(|_| Reply::json(&json!([])));
        for _ in 0..20 {
            other.bots(&key(2)).await.unwrap();
        }
        assert_eq!(server.count(of(1)), 4);
    };
    tokio::select! {
        _ = calls => unreachable!("nothing was answered"),
        () = watching => {}
    }
}

#[tokio::test]
async fn store_lists_are_asked_for_once_by_each_key() {
    let (libs, plans) = (call(Endpoint::GetStoreLibs).told.clone(), call(Endpoint::GetCloudPlans).told.clone());
    let server = Server::start(move |seen| {
        Reply::json(if seen.endpoint == Some(Endpoint::GetStoreLibs) { &libs } else { &plans })
    })
    .await;
    let api = server.api();
    for anna in [1, 1, 1, 2] {
        assert_eq!(api.store_libs(&key(anna)).await.unwrap().len(), 1);
        assert_eq!(api.clone().cloud_plans(&key(anna)).await.unwrap().len(), 2);
    }
    for endpoint in [Endpoint::GetStoreLibs, Endpoint::GetCloudPlans] {
        assert_eq!(server.count(|seen| seen.endpoint == Some(endpoint)), 2, "{endpoint}");
    }
}

#[tokio::test]
async fn a_failure_is_not_kept() {
    let libs = call(Endpoint::GetStoreLibs).told.clone();
    let server = Server::in_turn([Reply::new(422, ""), Reply::json(&libs)]).await;
    let api = server.api();
    api.store_libs(&key(1)).await.unwrap_err();
    assert_eq!(api.store_libs(&key(1)).await.unwrap().len(), 1);
}

#[tokio::test]
async fn three_hundred_keys_that_wait_hold_up_no_other() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let innocent = of(1_000);
    let server = Server::start(move |seen| {
        let reply = Reply::json(&json!([]));
        if innocent(seen) { reply } else { reply.held(&held) }
    })
    .await;
    let (api, keys, bystander) = (server.api(), (0..300).map(key).collect::<Vec<_>>(), key(1_000));
    // Two calls each: more than may be at once, so that many of them wait.
    let waiting = join_all(keys.iter().flat_map(|key| [api.bots(key), api.bots(key)]));
    let meanwhile = async {
        server.reached(300 + 128, |_| true).await;
        for _ in 0..20 {
            // Who has to wait here would wait for ever.
            tokio::time::timeout(Duration::from_secs(20), api.bots(&bystander)).await.unwrap().unwrap();
        }
        assert_eq!(server.count(|_| true), 300 + 128 + 20, "nobody else came while the bystander was served");
        gate.add_permits(600);
    };
    let (answers, ()) = join(waiting, meanwhile).await;
    assert!(answers.iter().all(Result::is_ok));
    assert_eq!(server.count(|_| true), 600 + 20);
}
