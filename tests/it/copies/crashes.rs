//! The process ends while a bot is restored, between every two steps: everything is there at the end, and nothing twice.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use serde_json::json;

use crate::launch::crashes::{press, shows};
use crate::process::{Operated, crashes};
use crate::support::beside::set;

use super::{EMPTY, EMPTY_ROOM};

/// Two commands, one of them in a folder; an old one to be removed, and one to be overwritten.
const COPY: &str = r#"{"bb-pocket-copy":1,"folders":[{"id":7,"title":"Menu"}],"commands":[
    {"command":"/a","answer":"A","commands_folder_id":7},{"command":"/b","code":"b()"},{"command":"/old","answer":"New"}]}"#;

/// The real bot whose person has the preview before them; it has stopped in good order.
async fn at_the_preview() -> Operated {
    let operated = Operated::new().await;
    operated.api.add_bot(DEMO_KEY, EMPTY, "Corner");
    for (id, name) in [(9, "/old"), (10, "/gone")] {
        operated.api.put(EMPTY, Thing::Command, json!({
            "id": id, "command": name, "answer": "Old", "aliases": [], "code": null, "help": null, "keyboard_body": null,
            "need_reply": false, "auto_retry_time": null, "commands_folder_id": null,
        }));
    }
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says(EMPTY_ROOM, "Copy of Corner").await;
    press(&operated, "Restore from a file…");
    shows(&operated.telegram, "Send me the file to restore").await;
    let chat = operated.anna.chat();
    operated.telegram.send_document(&operated.anna, chat, "copy.json", "text/plain", COPY.as_bytes(), "");
    shows(&operated.telegram, "2 new · 1 overwritten").await;
    press(&operated, "Also remove 1");
    shows(&operated.telegram, "To be removed").await;
    operated.ends(child);
    operated
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_is_done_whole_and_once_whatever_step_the_process_ends_at() {
    for (place, begins) in [
        ("act-claimed", false),
        ("job-beginning", false),
        ("act-sent", true),
        ("job-claiming", true),
        ("job-claimed", true),
        ("job-sent", true),
        ("job-step-ended", true),
        // The sixth time, at the end of the job.
        ("job-ended", true),
    ] {
        let operated = at_the_preview().await;
        crashes(&operated, place, || press(&operated, "Restore now")).await;
        // A request that was under way at the end would be over by then.
        set(&operated, "UPDATE job_steps SET claimed_at = 0 WHERE state = 'sent'").await;
        let child = operated.start();
        if begins {
            shows(&operated.telegram, "5 of 5 done").await;
        }
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        let all = operated.api.all(EMPTY, Thing::Command);
        let mut names: Vec<&str> = all.iter().map(|command| command["command"].as_str().unwrap()).collect();
        names.sort_unstable();
        let expected = if begins { vec!["/a", "/b", "/old"] } else { vec!["/gone", "/old"] };
        assert_eq!(names, expected, "{place}");
        assert_eq!(operated.api.all(EMPTY, Thing::Folder).len(), usize::from(begins), "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_may_end_at_the_same_place_again_and_again() {
    for place in ["job-claimed", "job-sent", "job-step-ended", "job-looked"] {
        let operated = at_the_preview().await;
        let first = if place == "job-looked" { "job-claimed" } else { place };
        crashes(&operated, first, || press(&operated, "Restore now")).await;
        let mut times = 0;
        // Every step ends the process: a step that is claimed anew each time is given up after three.
        while times < 12 && operated.api.all(EMPTY, Thing::Command).len() != 3 && place != "job-looked" {
            set(&operated, "UPDATE job_steps SET claimed_at = 0 WHERE state = 'sent'").await;
            set(&operated, "UPDATE job_steps SET claims = 0").await;
            if place == "job-claimed" && times == 3 {
                break;
            }
            crashes(&operated, place, || ()).await;
            times += 1;
        }
        set(&operated, "UPDATE job_steps SET claimed_at = 0 WHERE state = 'sent'").await;
        let child = operated.start();
        shows(&operated.telegram, "5 of 5 done").await;
        operated.ends(child);
        let creates = operated.api.calls().iter().filter(|call| call.endpoint == "create_command").count();
        assert_eq!(creates, 2, "{place}: nothing is created twice");
        assert_eq!(operated.api.all(EMPTY, Thing::Command).len(), 3, "{place}");
    }
}
