//! The process ends between the steps of making, deleting and making again: each is sent once, and told as it is.

use bb_pocket::sandbox::bots_business::{BotsBusiness, DEMO_KEY, Thing};

use super::super::{ORDER, SHOP};
use super::{crashes, press, shows};
use crate::process::Operated;

const ORDER_CARD: &str = "/start 2cm_0_0_1nuxf_35z";

/// The real bot, stopped in good order while its person has these in turn before them, from the card of /order on.
async fn operated_at(presses: &[(&str, &str)]) -> Operated {
    operated_in(ORDER_CARD, "/order of My Shop", presses).await
}

/// The same from another place on.
async fn operated_in(place: &str, words: &str, presses: &[(&str, &str)]) -> Operated {
    let operated = Operated::new().await;
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says(place, words).await;
    for (label, words) in presses {
        press(&operated, label);
        shows(&operated, words).await;
    }
    operated.ends(child);
    operated
}

fn calls(api: &BotsBusiness, endpoint: &str) -> usize {
    api.calls().iter().filter(|call| call.endpoint == endpoint).count()
}

fn called(api: &BotsBusiness, name: &str) -> usize {
    api.all(SHOP, Thing::Command).iter().filter(|command| command["command"] == name).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deletion_is_sent_once_and_can_be_undone_whatever_step_the_process_ends_at() {
    for (place, sent, told) in [
        ("runner-begun", 1, "✅ /order is deleted"),
        ("act-claimed", 0, "❔ I don't know if it was deleted. It is still there."),
        ("act-sent", 1, "✅ /order is gone. I don't know if it was my request."),
        ("act-ended", 1, "✅ /order is deleted"),
        ("deliver-ready", 1, "✅ /order is deleted"),
    ] {
        let operated = operated_at(&[("Delete…", "Delete /order of My Shop?")]).await;
        crashes(&operated, place, || press(&operated, "Delete it")).await;
        let child = operated.start();
        shows(&operated, told).await;
        assert_eq!(calls(&operated.api, "delete_command"), sent, "{place}");
        if sent > 0 {
            press(&operated, "Undo");
            shows(&operated, "✅ It is back").await;
        }
        operated.ends(child);
        assert_eq!(called(&operated.api, "/order"), 1, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_undo_makes_one_command_whatever_step_the_process_ends_at() {
    for (place, made, told) in [
        ("runner-begun", 1, "✅ It is back"),
        ("act-claimed", 0, "❔ I don't know if it was made again. It is not in the list now."),
        ("act-sent", 1, "✅ It is back"),
        ("act-ended", 1, "✅ It is back"),
    ] {
        let presses = [("Delete…", "Delete /order of My Shop?"), ("Delete it", "✅ /order is deleted")];
        let operated = operated_at(&presses).await;
        crashes(&operated, place, || press(&operated, "Undo")).await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!(calls(&operated.api, "create_command"), made, "{place}");
        assert_eq!(called(&operated.api, "/order"), made, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_is_made_once_whatever_step_the_process_ends_at() {
    for (place, made, told) in [
        ("runner-begun", 1, "✅ /copy is made, with all fields."),
        ("act-claimed", 0, "❔ I don't know if /copy was made. It is not in the list now."),
        ("act-sent", 1, "✅ /copy is there. I don't know if it was my request."),
        ("act-ended", 1, "✅ /copy is made, with all fields."),
    ] {
        let operated = operated_at(&[("Copy…", "A copy of /order")]).await;
        crashes(&operated, place, || {
            operated.telegram.say(&operated.anna, operated.anna.chat(), "/copy");
        })
        .await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!((calls(&operated.api, "create_command"), called(&operated.api, "/copy")), (made, made), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_move_is_written_once_whatever_step_the_process_ends_at() {
    for (place, written, told) in [
        ("act-claimed", 0, "❔ I don't know if it was moved. It is not there now."),
        ("act-sent", 1, "✅ It is there. I don't know if it was my request."),
        ("act-ended", 1, "✅ Moved"),
    ] {
        let operated = operated_at(&[("Move…", "Where shall I move /order?")]).await;
        crashes(&operated, place, || press(&operated, "No folder")).await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!(calls(&operated.api, "edit_command"), written, "{place}");
        let order = operated.api.all(SHOP, Thing::Command).into_iter().find(|command| command["id"] == ORDER).unwrap();
        assert_eq!(order["commands_folder_id"].is_null(), written == 1);
    }
}

/// Its writes are many: what was begun is not begun again, and what is left is seen.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn moving_all_out_of_a_folder_writes_each_once_whatever_step_the_process_ends_at() {
    for (place, written, told) in [
        ("act-claimed", 0, "Still in it: /order, /price, /sizes"),
        ("act-sent", 3, "I don't know how many were moved. I was interrupted.\nThe folder is empty now."),
        ("act-ended", 3, "✅ Moved 3 commands out of Shop"),
    ] {
        let presses = [
            ("📁 Shop · 3", "A folder of My Shop"),
            ("Delete folder…", "📁 Shop has 3 commands in it"),
            ("Move all 3 out…", "Move all 3 commands out of Shop?"),
        ];
        let operated = operated_in("/commands My Shop", "Commands of My Shop", &presses).await;
        crashes(&operated, place, || press(&operated, "Move them")).await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!(calls(&operated.api, "edit_command"), written, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_made_once_whatever_step_the_process_ends_at() {
    for (place, made, told) in [
        ("runner-begun", 1, "✅ 📁 Winter is made."),
        ("act-claimed", 0, "❔ I don't know if 📁 Winter was made. It is not in the list now."),
        ("act-sent", 1, "✅ 📁 Winter is there. I don't know if it was my request."),
        ("act-ended", 1, "✅ 📁 Winter is made."),
    ] {
        let presses = [("New folder", "A new folder in My Shop")];
        let operated = operated_in("/commands My Shop", "Commands of My Shop", &presses).await;
        crashes(&operated, place, || {
            operated.telegram.say(&operated.anna, operated.anna.chat(), "Winter");
        })
        .await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        let folders = operated.api.all(SHOP, Thing::Folder);
        let winter = folders.iter().filter(|folder| folder["title"] == "Winter").count();
        assert_eq!((calls(&operated.api, "create_folder"), winter), (made, made), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_deleted_once_whatever_step_the_process_ends_at() {
    for (place, sent, told) in [
        ("runner-begun", 1, "✅ The folder Shop is deleted"),
        ("act-claimed", 0, "❔ I don't know if the folder was deleted. It is there now."),
        ("act-sent", 1, "✅ The folder is gone. I don't know if it was my request."),
        ("act-ended", 1, "✅ The folder Shop is deleted"),
    ] {
        let presses = [
            ("📁 Shop · 3", "A folder of My Shop"),
            ("Delete folder…", "📁 Shop has 3 commands in it"),
            ("Delete it all the same…", "Delete the folder Shop?"),
        ];
        let operated = operated_in("/commands My Shop", "Commands of My Shop", &presses).await;
        crashes(&operated, place, || press(&operated, "Delete it")).await;
        let child = operated.start();
        shows(&operated, told).await;
        operated.ends(child);
        assert_eq!(calls(&operated.api, "delete_folder"), sent, "{place}");
        assert_eq!(operated.api.all(SHOP, Thing::Folder).len(), 2 - sent, "{place}");
    }
}
