//! Every change that a button makes, by the ways that each must survive alike: its address is not there, it is refused, it is
//! tapped twice, the key was rejected, the bot is gone. What each feature does beside that is in its own file.
//!
//! A way is what a person does: a step in brackets is pressed, any other is sent; the last one makes the change.

use bb_pocket::api::{Endpoint, Provenance};
use bb_pocket::sandbox::bots_business::DEMO_KEY;
use bb_pocket::sandbox::fault::Fault;
use chrono::TimeDelta;

use crate::account::{calls, double_tap};
use crate::support::{Talk, TestBot, contains, unwrapped};

const SHOP: i64 = 2_792_787;
const NEW_KEY: &str = "FAKE-rows-key-FAKE-rows-key-FAKE-rows-01";

type Way = (&'static str, &'static [&'static str]);

/// What changes something of a bot.
const OF_A_BOT: &[Way] = &[
    ("edit_bot", &["/bot My Shop", "[More]", "[Token]", "[Remove the token…]", "[Remove it]"]),
    ("copy_bot", &["/bot My Shop", "[More]", "[Copy bot]", "[Copy it]"]),
    ("git_export", &["/bot My Shop", "[More]", "[Git export]", "[Export it]"]),
    ("git_import", &["/bot My Shop", "[More]", "[Git import…]", "My Shop", "[Empty and import]"]),
    ("delete_bot", &["/bot My Shop", "[More]", "[Delete…]", "My Shop", "[Delete it]"]),
    ("install_lib", &["/bot My Shop", "[Libraries]", "[Store]", "[Google Sheet Lib · 871]", "[Install]"]),
    ("uninstall_lib", &["/bot My Shop", "[Libraries]", "[Random Lib]", "[Uninstall…]", "[Uninstall it]"]),
    ("pause_broadcast_task", &["/bot My Shop", "[Broadcasts]", "[🟢 802]", "[Pause]"]),
    ("resume_broadcast_task", &["/bot My Shop", "[Broadcasts]", "[⚪ 803]", "[Resume…]", "[Resume it]"]),
    ("delete_broadcast_task", &["/bot My Shop", "[Broadcasts]", "[✅ 804]", "[Delete…]", "[Delete it]"]),
    ("block_chat", &["/bot My Shop", "[Chats]", "[Anna]", "[Block…]", "[Block it]"]),
    ("unblock_chat", &["/bot My Shop", "[Chats]", "[Mallory]", "[Unblock]"]),
    ("delete_property", &["/bot My Shop", "[Properties]", "[discount]", "[Delete…]", "[Delete it]"]),
    ("update_admin_panel", &["/bot My Shop", "[Panels]", "[Shop settings]", "[Most items]", "12", "[Save]"]),
    ("start_csv_import", &["/import My Shop", "[See a preview]", "[Import now]"]),
    ("clear_error_logs", &["/errors My Shop", "[Clear all 3]", "[Clear them]"]),
    ("set_bot_status", &["/bot My Shop", "[Stop]", "[Stop it]"]),
];

/// What changes something of an account.
const OF_AN_ACCOUNT: &[Way] = &[
    ("toggle_ads", &["/account", "[Ads: off]", "[Turn ads on]", "[Turn ads on]"]),
    ("log_out_all_devices", &["/account", "[Sessions · 2]", "[Log out everywhere]", "[Log out]"]),
    ("reset_api_key", &["/account", "[New Api Key]", "[Make a new key]"]),
    ("update_email", &["/account", "[E-mail]", "new@example.com", "[Change it]"]),
    ("reset_password", &["/account", "[Password]", "[Mail me one]", "[Mail it]"]),
    ("create_bot", &["/newbot", "Tulips", "[Without a token]"]),
    ("install_demo_bot", &["/bots", "[Demo store]", "[Demo shop]", "[Install]"]),
];

/// The reads whose address is assumed.
const READS: &[Way] = &[
    ("get_telegram_link_url", &["/account", "[Telegram accounts]", "[Link another]"]),
    ("get_iteration_usage", &["/account", "[Iterations]"]),
    ("get_payment_plan", &["/account", "[Plan]"]),
    ("get_cloud_plans", &["/account", "[Plan]", "[Cloud plans]"]),
    ("get_broadcast_tasks", &["/bot My Shop", "[Broadcasts]"]),
    ("get_properties", &["/bot My Shop", "[Properties]"]),
    ("get_store_bots", &["/bots", "[Demo store]"]),
];

/// Those whose ways are in files of their own: no button leads to them, or what is sent is a secret.
const ELSEWHERE: &[&str] = &["get_telegram_login_url", "telegram_login", "update_password"];

fn all() -> impl Iterator<Item = Way> {
    OF_A_BOT.iter().chain(OF_AN_ACCOUNT).copied()
}

fn label(step: &str) -> Option<&str> {
    step.strip_prefix('[').and_then(|step| step.strip_suffix(']'))
}

async fn step(anna: &Talk<'_>, step: &str) -> String {
    match label(step) {
        Some(label) => anna.presses(label).await,
        None => anna.says(step).await,
    }
}

/// Goes all steps but the last one, which is returned.
async fn before_the_end(anna: &Talk<'_>, steps: &[&'static str]) -> &'static str {
    let (last, before) = steps.split_last().unwrap();
    for one in before {
        step(anna, one).await;
    }
    last
}

/// How each way ends, to be read as a person would.
async fn ends(ways: impl IntoIterator<Item = Way>, meanwhile: impl Fn(&TestBot, &str)) -> Vec<(Way, String)> {
    let mut ends = Vec::new();
    for way in ways {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        let last = before_the_end(&anna, way.1).await;
        meanwhile(&bot, way.0);
        step(&anna, last).await;
        ends.push((way, anna.looks_at()));
    }
    ends
}

fn as_text(ends: &[(Way, String)]) -> String {
    ends.iter().map(|((endpoint, _), end)| format!("{endpoint}\n{end}")).collect::<Vec<_>>().join("\n\n")
}

#[tokio::test]
async fn an_address_that_is_not_there_is_named_to_whoever_can_correct_it() {
    let assumed = |way: &Way| Endpoint::find(way.0).unwrap().row().provenance == Provenance::Assumed;
    let ways: Vec<Way> = all().filter(assumed).chain(READS.iter().copied()).collect();
    for endpoint in Endpoint::ALL.into_iter().filter(|it| it.row().provenance == Provenance::Assumed) {
        let told = ways.iter().any(|way| way.0 == endpoint.name()) || ELSEWHERE.contains(&endpoint.name());
        assert!(told, "{endpoint} has no way here");
    }
    let ends = ends(ways, |bot, endpoint| bot.world.api.forget_route(endpoint)).await;
    for ((endpoint, _), end) in &ends {
        contains(&unwrapped(end), endpoint);
    }
    insta::assert_snapshot!(as_text(&ends));
}

#[tokio::test]
async fn after_the_second_time_in_a_row_its_button_is_apart() {
    let assumed = |way: &Way| Endpoint::find(way.0).unwrap().row().provenance == Provenance::Assumed;
    for (endpoint, steps) in all().filter(assumed).chain(READS.iter().copied()) {
        let bot = TestBot::at_listed_addresses().await;
        let anna = bot.linked().await;
        let last = before_the_end(&anna, steps).await;
        bot.world.api.forget_route(endpoint);
        step(&anna, last).await;
        // One person must not write too fast.
        bot.clock.advance(TimeDelta::minutes(1));
        let apart = async {
            for next in steps.iter().chain(steps.iter()) {
                if label(next).is_some_and(|label| !anna.last().labels().contains(&label)) {
                    return anna.last().labels().contains(&"More (not working now)");
                }
                step(&anna, next).await;
            }
            false
        };
        assert!(apart.await, "{endpoint}:\n{}", anna.looks_at());
    }
}

#[tokio::test]
async fn a_refusal_is_told_in_the_words_of_bots_business() {
    let refused = || Fault::Status(422, r#"{"errors":["Not on a Monday"]}"#.into());
    let ends = ends(all(), |bot, endpoint| bot.world.api.fault(endpoint, 1, refused())).await;
    for ((endpoint, _), end) in &ends {
        assert!(unwrapped(end).contains("Not on a Monday"), "{endpoint}:\n{end}");
    }
    insta::assert_snapshot!(as_text(&ends));
}

#[tokio::test]
async fn two_taps_change_something_once() {
    for (endpoint, steps) in all() {
        let bot = TestBot::start().await;
        let anna = bot.linked().await;
        let last = before_the_end(&anna, steps).await;
        double_tap(&anna, endpoint, label(last).unwrap()).await;
        assert_eq!(calls(&bot, endpoint), 1, "{endpoint}:\n{}", anna.screen());
    }
}

#[tokio::test]
async fn a_rejected_key_is_asked_for_and_nothing_is_changed() {
    let ends = ends(all(), |bot, _| bot.world.api.reset_key(DEMO_KEY, NEW_KEY)).await;
    insta::assert_snapshot!(ends[0].1);
    for ((endpoint, _), end) in &ends {
        assert_eq!(*end, ends[0].1, "{endpoint}");
    }
}

#[tokio::test]
async fn a_bot_that_is_gone_meanwhile_is_not_changed_and_said_to_be_gone() {
    let ends = ends(OF_A_BOT.iter().copied(), |bot, _| bot.world.api.remove_bot(DEMO_KEY, SHOP)).await;
    for ((endpoint, _), end) in &ends {
        assert!(!end.contains("✅ "), "{endpoint}:\n{end}");
        assert!(!end.contains("404"), "{endpoint}:\n{end}");
    }
    insta::assert_snapshot!(as_text(&ends));
}
