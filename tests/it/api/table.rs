//! The table of endpoints against `tests/openapi.yaml`.

use bb_pocket::api::{Effect, Endpoint, Method, Provenance};

use super::calls::CALLS;
use super::openapi::{OPERATIONS, Operation, named};

/// The GETs that change something (contract, 4.9; the login ends in a session).
const CHANGING_GETS: [Endpoint; 2] = [Endpoint::CopyBot, Endpoint::TelegramLogin];

fn sorted<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<_> = names.collect();
    names.sort_unstable();
    names
}

#[test]
fn the_table_and_the_document_list_the_same_55_operations() {
    let table = sorted(Endpoint::ALL.iter().map(|endpoint| endpoint.name()));
    assert_eq!(table, sorted(OPERATIONS.iter().map(|operation| operation.name.as_str())));
    assert_eq!(table.len(), 55);
}

#[test]
fn every_endpoint_has_the_documents_method_and_path() {
    for endpoint in Endpoint::ALL {
        let (row, operation) = (endpoint.row(), named(endpoint.name()));
        assert_eq!((row.method.name(), row.path), (operation.method.as_str(), operation.path.as_str()), "{endpoint}");
    }
}

#[test]
fn every_endpoint_says_how_well_its_address_is_known() {
    for endpoint in Endpoint::ALL {
        assert_eq!(endpoint.row().provenance, provenance(named(endpoint.name())), "{endpoint}");
    }
}

fn provenance(operation: &Operation) -> Provenance {
    match (operation.says["x-path-known"].as_bool().unwrap(), operation.says["x-provenance"].as_str().unwrap()) {
        (false, _) => Provenance::Assumed,
        (true, "spec" | "docs") => Provenance::Documented,
        (true, "client" | "help") => Provenance::Observed,
        (true, other) => panic!("{}: a known path is not {other}", operation.name),
    }
}

#[test]
fn no_key_is_asked_for_where_the_document_asks_for_none() {
    for endpoint in Endpoint::ALL {
        assert_eq!(endpoint.needs_account(), named(endpoint.name()).needs_account(), "{endpoint}");
    }
}

#[test]
fn only_plain_gets_may_be_tried_again() {
    for endpoint in Endpoint::ALL {
        let reads = endpoint.row().method == Method::Get && !CHANGING_GETS.contains(&endpoint);
        assert_eq!(endpoint.row().effect, if reads { Effect::Reads } else { Effect::Changes }, "{endpoint}");
    }
}

#[test]
fn the_list_of_calls_has_every_endpoint_once() {
    let called = sorted(CALLS.iter().map(|call| call.endpoint.name()));
    assert_eq!(called, sorted(Endpoint::ALL.iter().map(|endpoint| endpoint.name())));
}

/// The pages of the official documentation that somebody saw, as the document names them.
fn seen_page(operation: &Operation) -> Option<&str> {
    let details = operation.says["x-provenance-detail"].as_array().into_iter().flatten();
    let pages = details.filter_map(|detail| detail.as_str()).filter(|it| it.starts_with("https://dev.bots.business/"));
    // The menu beside a page tells of other endpoints, too.
    pages.filter(|page| !page.contains("menu method")).map(|page| page.split(' ').next().unwrap()).next()
}

#[test]
fn every_page_that_was_seen_is_where_it_was_seen_and_no_other_claims_it() {
    let mut addresses = std::collections::BTreeSet::new();
    for endpoint in Endpoint::ALL {
        let page = endpoint.page();
        match seen_page(named(endpoint.name())) {
            Some(seen) => assert_eq!((page.address.as_str(), page.seen), (seen, true), "{endpoint}"),
            None => assert!(!page.seen, "{endpoint}"),
        }
        assert!(addresses.insert(page.address[page.address.rfind('-').unwrap()..].to_owned()), "{endpoint}");
    }
    assert_eq!(addresses.first().map(String::as_str), Some("-23599798e0"));
    assert_eq!(addresses.last().map(String::as_str), Some("-23599852e0"));
}
