//! Where else an assumed endpoint may be: the addresses to ask for when nothing is at the table's own.
//!
//! Owns the list and its order (contract, 14.4). All of it is deduced, none of it was seen. The method is the menu's
//! but where another one is written.

use super::corrections::Corrections;
use super::endpoint::{Endpoint, Method, Provenance};

/// A method and a path below the base address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The method.
    pub method: Method,
    /// The path, numbers as `{name}`.
    pub path: String,
}

/// The addresses to ask for, in this order: the operator's, the table's own, and those where an assumed endpoint may be
/// instead. What belongs to a collection follows the path of its GET, which `collection` knows.
pub(in crate::api) fn candidates(
    endpoint: Endpoint,
    corrections: &Corrections,
    collection: impl Fn(Endpoint) -> String,
) -> Vec<Address> {
    let (method, path) = corrections.of(endpoint);
    let row = endpoint.row();
    let mut all = Vec::new();
    if corrections.corrects(endpoint) {
        all.push(Address { method, path: path.to_owned() });
    }
    match follows(endpoint) {
        Some((of, forms)) => {
            let below = collection(of);
            all.extend(forms.iter().map(|(method, end)| Address { method: *method, path: format!("{below}{end}") }));
        }
        None => {
            let others = if row.provenance == Provenance::Assumed { elsewhere(endpoint) } else { &[] };
            let paths = [row.path].into_iter().chain(others.iter().copied());
            all.extend(paths.map(|path| Address { method: row.method, path: path.to_owned() }));
        }
    }
    let mut seen = Vec::new();
    all.retain(|address| {
        !seen.contains(address) && {
            seen.push(address.clone());
            true
        }
    });
    all
}

/// Calls that belong to a collection: the endpoint that reads it, and what follows its path, by which methods.
const fn follows(endpoint: Endpoint) -> Option<(Endpoint, &'static [(Method, &'static str)])> {
    use Endpoint as E;
    use Method::{Delete, Post, Put};
    Some(match endpoint {
        E::DeleteBroadcastTask => (E::GetBroadcastTasks, &[(Delete, "/{task_id}")]),
        E::PauseBroadcastTask => (E::GetBroadcastTasks, &[(Post, "/{task_id}/pause"), (Put, "/{task_id}/pause")]),
        E::ResumeBroadcastTask => (
            E::GetBroadcastTasks,
            &[
                (Post, "/{task_id}/resume"),
                (Put, "/{task_id}/resume"),
                (Post, "/{task_id}/continue"),
                (Put, "/{task_id}/continue"),
            ],
        ),
        E::DeleteProperty => (E::GetProperties, &[(Delete, "/{property_id}")]),
        _ => return None,
    })
}

/// Other paths of an assumed endpoint.
const fn elsewhere(endpoint: Endpoint) -> &'static [&'static str] {
    use Endpoint as E;
    match endpoint {
        E::GetTelegramLoginUrl => &[
            "/auth/telegram_url",
            "/auth/telegram/url",
            "/auth/telegram",
            "/telegram_login_url",
            "/auth/get_telegram_login_url",
        ],
        E::TelegramLogin => &["/auth/telegram/login", "/auth/telegram", "/telegram_login", "/auth/telegram/callback"],
        E::UpdatePassword => &["/user/update_password", "/auth/password", "/auth", "/user"],
        E::GetTelegramLinkUrl => &[
            "/user/telegram_url",
            "/user/linked_accounts/telegram_link_url",
            "/user/linked_accounts/url",
            "/user/link_telegram_url",
            "/user/linked_accounts/new",
        ],
        E::LogOutAllDevices => &["/user/sessions", "/auth/sign_out_all", "/auth/sign_out", "/user/log_out_all"],
        E::ResetApiKey => &["/user/api_key", "/user/api_key/reset", "/user/regenerate_api_key"],
        E::GetIterationUsage => {
            &["/user/quota", "/user/iterations", "/user/iteration_usage", "/user/iterations_usage", "/user/usage"]
        }
        E::ToggleAds => &["/user/toggle_ads", "/user/quotas/ads", "/user/quota/ads", "/user/have_ads"],
        E::GetPaymentPlan => &["/user/plan", "/payment_plan", "/user/payment_plans"],
        E::StartCsvImport => &["/bots/{id}/csv_import", "/bots/{id}/import_csv", "/bots/{id}/csv_import_task"],
        E::CopyBot => &["/bots/{id}/clone", "/bots/{id}/copy_bot", "/bots/{id}/duplicate"],
        E::GitExport => {
            &["/bots/{id}/git/export", "/bots/{id}/export_git", "/bots/{id}/git_exports", "/bots/{id}/git_export_tasks"]
        }
        E::GitImport => {
            &["/bots/{id}/git/import", "/bots/{id}/import_git", "/bots/{id}/git_imports", "/bots/{id}/git_import_tasks"]
        }
        E::GetBroadcastTasks => &["/bots/{id}/broadcast_tasks", "/bots/{id}/broadcasts", "/bots/{id}/run_all"],
        E::GetProperties => &["/bots/{id}/props", "/bots/{id}/bot_properties"],
        E::GetStoreBots => &["/store/collections", "/store/demo_bots", "/store/bots_collections"],
        // `/store/bots/{id}/install` is not asked for: the client sends the bot's number in the body.
        E::InstallDemoBot => &["/bots/install", "/store/bots/install"],
        E::GetCloudPlans => &["/cloud/plans", "/store/cloud_plans", "/clouds/plans"],
        _ => &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_assumed_endpoint_has_other_addresses_and_no_other_has() {
        for endpoint in Endpoint::ALL {
            let assumed = endpoint.row().provenance == Provenance::Assumed;
            let follows_alone = [Endpoint::DeleteBroadcastTask, Endpoint::DeleteProperty].contains(&endpoint);
            let all = candidates(endpoint, &Corrections::default(), |of| of.row().path.to_owned());
            let own = Address { method: endpoint.row().method, path: endpoint.row().path.to_owned() };
            assert_eq!(all.first(), Some(&own), "{endpoint}");
            assert_eq!(all.len() > 1, assumed && !follows_alone, "{endpoint}: {all:?}");
        }
    }

    #[test]
    fn every_address_can_stand_in_the_operators_file() {
        for endpoint in Endpoint::ALL {
            for Address { method, path } in candidates(endpoint, &Corrections::default(), |of| of.row().path.to_owned())
            {
                let text = format!("[{endpoint}]\nmethod = \"{}\"\npath = \"{path}\"\n", method.name());
                assert!(Corrections::parse(&text).is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn what_belongs_to_a_collection_follows_it_and_the_operators_address_comes_first() {
        let corrections = Corrections::parse("[pause_broadcast_task]\nmethod = \"PUT\"\n").unwrap();
        let all = candidates(Endpoint::PauseBroadcastTask, &corrections, |_| "/bots/{id}/broadcasts".to_owned());
        let told: Vec<String> = all.iter().map(|it| format!("{} {}", it.method.name(), it.path)).collect();
        assert_eq!(
            told,
            [
                "PUT /bots/{id}/run_all_tasks/{task_id}/pause",
                "POST /bots/{id}/broadcasts/{task_id}/pause",
                "PUT /bots/{id}/broadcasts/{task_id}/pause",
            ]
        );
    }
}
