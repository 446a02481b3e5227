//! What buttons hold outlives versions: the golden list of callback forms only grows.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bb_pocket::frame::{Confirm, Dismiss, More, Named};
use bb_pocket::ids::{AccountId, UserId};
use bb_pocket::link::{Link, MAX_CALLBACK, Pressed, Spot, Tag};
use bb_pocket::screens::TABLE;
use proptest::prelude::*;

/// The numbers of the buttons in the list: a bot, a thing of it, a page.
const NUMBERS: [i64; 3] = [2_792_787, 123, 4];

/// Every tag, its kind and the count of its numbers.
fn forms() -> Vec<(Tag, &'static str, usize)> {
    let rows = TABLE.rows().iter().map(|row| (row.tag, row.kind.name(), row.numbers));
    let of_the_frame = [(Confirm::TAG, "confirm", 1), (Dismiss::TAG, "dismiss", 1), (More::TAG, "more", 3)];
    rows.chain(of_the_frame).collect()
}

fn line((tag, kind, count): (Tag, &str, usize)) -> String {
    let link = Link::with(tag, count, NUMBERS).of(AccountId::new(1));
    format!("{tag} {kind} {count} {}", link.encode(UserId::new(7001), Spot::Here))
}

#[test]
fn every_callback_form_that_was_ever_made_is_made_the_same_way_today() {
    let listed: Vec<&str> = include_str!("wire.txt").lines().collect();
    let made: Vec<String> = forms().into_iter().map(line).collect();
    for old in &listed {
        assert!(made.iter().any(|made| made == old), "old buttons are void: «{old}» is not made any more");
    }
    let new: Vec<&str> = made.iter().map(String::as_str).filter(|made| !listed.contains(made)).collect();
    assert!(new.is_empty(), "append to tests/it/wire.txt:\n{}", new.join("\n"));
}

#[test]
fn no_two_things_share_a_tag() {
    let mut seen = BTreeSet::new();
    for (tag, ..) in forms() {
        assert!(seen.insert(tag.to_string()), "two things are called {tag}");
    }
}

/// The tags of all that is named in the sources of the screens: the name of its type with its module, by tag.
pub fn named_in(folder: &Path, found: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            named_in(&path, found);
            continue;
        }
        let code = std::fs::read_to_string(&path).unwrap();
        for part in code.split("impl Named for ").skip(1) {
            let name = part.split_once(' ').unwrap().0;
            let tag = part.split_once("tag(b\"").unwrap().1.get(..2).unwrap();
            let (_, below) = path.to_str().unwrap().split_once("src/screens/").unwrap();
            let module = below.trim_end_matches(".rs").replace('/', "::");
            let other = found.insert(tag.to_owned(), format!("{module}::{name}"));
            assert!(other.is_none(), "{tag} is the tag of {module}::{name} and of {other:?}");
        }
    }
}

#[test]
fn all_that_has_a_tag_is_a_row_of_the_table() {
    let mut named = BTreeMap::new();
    named_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/screens"), &mut named);
    let rows: BTreeSet<String> = TABLE.rows().iter().map(|row| row.tag.to_string()).collect();
    for (tag, name) in &named {
        assert!(rows.contains(tag), "{name} ({tag}) is not in the table");
    }
    assert_eq!(rows.len(), named.len(), "a row of the table is named outside of src/screens");
}

proptest! {
    #[test]
    fn the_longest_button_of_every_row_fits(
        row in 0..TABLE.rows().len(),
        owner in (1_i64 << 40)..(1 << 52),
        account in 1..=i64::from(u32::MAX),
        numbers in prop::array::uniform3(10_i64.pow(17)..10_i64.pow(18)),
        below: bool,
    ) {
        let row = &TABLE.rows()[row];
        let link = Link::with(row.tag, row.numbers, numbers).of(AccountId::new(account));
        let spot = if below { Spot::Below } else { Spot::Here };
        let code = link.encode(UserId::new(owner), spot);
        prop_assert!(code.len() <= MAX_CALLBACK, "{code}");
        prop_assert_eq!(Link::decode(&code), Some(Pressed { link, owner: UserId::new(owner), spot }));
    }
}
