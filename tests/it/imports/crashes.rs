//! The process ends while an import is started: it is asked for once, and told truly.

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::sheets::SheetServer;

use super::{SHEET, SHOP, SMALL};
use crate::launch::crashes::{crashes, press, shows};
use crate::process::Operated;

fn requests(operated: &Operated) -> usize {
    operated.api.calls().iter().filter(|call| call.endpoint == "start_csv_import").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_is_asked_for_once_whatever_step_the_process_ends_at() {
    const LIVE: &str = "⏳ Importing into My Shop…";
    const UNKNOWN: &str = "I don't know if the import into My Shop began";
    let sheets = SheetServer::start().await.unwrap();
    sheets.serve(SHEET, SMALL);
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
        let mut operated = Operated::new().await;
        operated.settings.insert("BB_POCKET_SHEET_HOSTS", sheets.host());
        operated.settings.insert("BB_POCKET_ALLOW_HTTP", "yes".to_owned());
        operated.api.set_sheet(SHOP, &sheets.published_link(SHEET));
        let child = operated.start();
        operated.says(DEMO_KEY, "Connected").await;
        operated.says("/import My Shop", "Imports of My Shop").await;
        press(&operated, "See what it would do");
        shows(&operated.telegram, "1 new · 1 overwritten · 2 removed").await;
        operated.ends(child);
        crashes(&operated, place, || press(&operated, "Import now")).await;
        let child = operated.start();
        shows(&operated.telegram, told).await;
        operated.says("/help", "What I can do").await;
        operated.ends(child);
        assert_eq!(requests(&operated), sent, "{place}");
    }
}
