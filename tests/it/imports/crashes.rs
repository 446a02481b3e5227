//! The process ends while an import is started: it is asked for once, and told truly.

use bb_pocket::sandbox::bots_business::{DEMO_KEY, ImportEnding};
use bb_pocket::sandbox::sheets::SheetServer;

use super::{SHEET, SHOP, SMALL};
use crate::launch::crashes::{press, shows};
use crate::process::{Operated, crashes};
use crate::support::beside::set;

fn requests(operated: &Operated) -> usize {
    operated.api.calls().iter().filter(|call| call.endpoint == "start_csv_import").count()
}

/// The real bot whose person has a preview before them; it has stopped in good order. The sheets end with their server.
async fn at_the_preview() -> (Operated, SheetServer) {
    let sheets = SheetServer::start().await.unwrap();
    sheets.serve(SHEET, SMALL);
    let mut operated = Operated::new().await;
    operated.settings.insert("BB_POCKET_SHEET_HOSTS", sheets.host());
    operated.settings.insert("BB_POCKET_ALLOW_HTTP", "yes".to_owned());
    operated.api.set_sheet(SHOP, &sheets.published_link(SHEET));
    let child = operated.start();
    operated.says(DEMO_KEY, "Connected").await;
    operated.says("/import My Shop", "Imports of My Shop").await;
    press(&operated, "See a preview");
    shows(&operated.telegram, "1 new · 1 overwritten · 2 removed").await;
    let log = operated.ends(child);
    assert!(!log.contains(SHEET), "the link is in the log");
    (operated, sheets)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_asked_for_once_whatever_step_the_process_ends_at() {
    const LIVE: &str = "⏳ Importing into My Shop…";
    const UNKNOWN: &str = "I don't know if the import into My Shop began";
    for (place, sent, told) in [
        ("intake-stored", 1, LIVE),
        ("runner-begun", 1, LIVE),
        ("act-claimed", 0, UNKNOWN),
        ("act-sent", 1, UNKNOWN),
        ("act-ended", 1, LIVE),
        ("deliver-ready", 1, LIVE),
        ("deliver-sent", 1, LIVE),
        ("notice-ready", 1, LIVE),
        ("notice-sent", 1, LIVE),
    ] {
        let (operated, _sheets) = at_the_preview().await;
        crashes(&operated, place, || press(&operated, "Import now")).await;
        let child = operated.start();
        shows(&operated.telegram, told).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(requests(&operated), sent, "{place}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_never_ends_is_given_up_after_the_last_look() {
    let (operated, _sheets) = at_the_preview().await;
    operated.api.set_import_ending(SHOP, ImportEnding::Never);
    let child = operated.start();
    press(&operated, "Import now");
    shows(&operated.telegram, "⏳ Importing into My Shop…").await;
    operated.ends(child);
    // Telegram's pace would make sixty looks take ten minutes.
    set(&operated, "UPDATE follow_ups SET looks = 63, due_at = 0").await;
    let child = operated.start();
    shows(&operated.telegram, "My Shop: not ended after 10 minutes").await;
    operated.ends(child);
    assert_eq!(requests(&operated), 1);
}
