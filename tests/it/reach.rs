//! The table of reach, `docs/screens.md`: every row of the table of screens, its command, the endpoints it calls and what
//! it offers. It is made of what conversations really caused: each test that talks to a bot compares what it saw with the
//! file, or writes it into the file that `REACH_FILE` names.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex, MutexGuard, OnceLock, PoisonError};

use bb_pocket::api::{Endpoint, Provenance};
use bb_pocket::frame::{Kind, Row, Table};
use bb_pocket::screens::TABLE;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Dispatch, Event, Level, Subscriber};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt as _};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::wire::named_in;

/// Acts and prompts that call an assumed endpoint, and can do without it.
const CAN_DO_WITHOUT: &[&str] = &[];

const DOCUMENT: &str = "docs/screens.md";
const RENEW: &str = "rm docs/screens.md && REACH_FILE=docs/screens.md cargo test --locked --test it";

/// What rows were seen to do: endpoints called, and rows offered, each by tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Reach {
    calls: BTreeSet<(String, String)>,
    offers: BTreeSet<(String, String)>,
}

/// All that was seen in this process, and what of it was reported.
static SEEN: LazyLock<Mutex<Reach>> = LazyLock::new(Mutex::default);
static WRITTEN: LazyLock<Mutex<Reach>> =
    LazyLock::new(|| Mutex::new(std::fs::read_to_string(file()).map_or_else(|_| Reach::default(), |text| read(&text))));

/// Listens to what the bots of this thread log. One listener serves all threads: what each of them cost would add up.
pub fn listen() {
    static LISTENER: OnceLock<Dispatch> = OnceLock::new();
    thread_local!(static LISTENS: Cell<bool> = const { Cell::new(false) });
    if !LISTENS.replace(true) {
        let ours =
            |line: &tracing::Metadata<'_>| line.target().starts_with("bb_pocket") && *line.level() <= Level::TRACE;
        let new = || Dispatch::new(Registry::default().with(Listener.with_filter(filter_fn(ours))));
        let guard = tracing::dispatcher::set_default(LISTENER.get_or_init(new));
        // It listens until the thread ends.
        std::mem::forget(guard);
    }
}

thread_local!(static ANOTHER_TABLE: Cell<bool> = const { Cell::new(false) });

/// From now on this thread talks with a bot that has these rows: only what is said of our own counts.
pub fn table(table: &'static Table) {
    ANOTHER_TABLE.set(!std::ptr::eq(table, &raw const TABLE));
}

/// Compares what was seen when a conversation ends.
pub struct Told;

impl Drop for Told {
    fn drop(&mut self) {
        let seen = locked(&SEEN).clone();
        let mut written = locked(&WRITTEN);
        let new = Reach {
            calls: seen.calls.difference(&written.calls).cloned().collect(),
            offers: seen.offers.difference(&written.offers).cloned().collect(),
        };
        if new == Reach::default() {
            return;
        }
        // Told once: one test fails for it, not all that do the same.
        written.calls.extend(new.calls.iter().cloned());
        written.offers.extend(new.offers.iter().cloned());
        match std::env::var_os("REACH_FILE") {
            Some(_) => std::fs::write(file(), document(&written)).unwrap(),
            None if std::thread::panicking() => {}
            None => panic!("{DOCUMENT} does not know {new:#?}\nrenew it: {RENEW}"),
        }
    }
}

/// A test that failed beside this one changed nothing halfway.
fn locked(reach: &Mutex<Reach>) -> MutexGuard<'_, Reach> {
    reach.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The file that is written, else the one that is compared with. Tests run in the crate's folder.
fn file() -> PathBuf {
    std::env::var_os("REACH_FILE").map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT), PathBuf::from)
}

struct Listener;

/// The tag of a span.
struct Within(String);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Listener {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if attributes.metadata().name() == "row" {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            let span = context.span(id).unwrap();
            span.extensions_mut().insert(Within(fields.0.remove("tag").unwrap()));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        if ANOTHER_TABLE.get() {
            return;
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        let get = |name: &str| fields.0.get(name).map(String::as_str).unwrap_or_default();
        match get("message") {
            "called Bots.Business" => {
                let spans = context.event_scope(event).into_iter().flatten();
                let within = spans.into_iter().find_map(|span| Some(span.extensions().get::<Within>()?.0.clone()));
                if let Some(tag) = within {
                    locked(&SEEN).calls.insert((tag, get("endpoint").to_owned()));
                }
            }
            "drew" => {
                let offered = get("offers").split(' ').filter(|tag| is_offer(tag));
                let pairs = offered.map(|offer| (get("tag").to_owned(), offer.to_owned()));
                locked(&SEEN).offers.extend(pairs);
            }
            _ => {}
        }
    }
}

#[derive(Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

/// Whether a button does more than show something.
fn is_offer(tag: &str) -> bool {
    let row = TABLE.rows().iter().find(|row| row.tag.to_string() == tag);
    row.is_some_and(|row| !matches!(row.kind, Kind::Place { .. } | Kind::Watch(_)))
}

/// The names of all rows, by their tags.
fn names() -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    named_in(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/screens"), &mut names);
    names
}

fn document(reach: &Reach) -> String {
    let names = names();
    let mut text = String::from(
        "# What can be reached\n\n\
         For people who change the program. Every row of the table in `src/screens.rs`: its tag and name, what it is, its\n\
         command, the endpoints of the API that it calls, and the acts, prompts and erasures that its buttons lead to. It is\n\
         made of what the conversations of the tests really caused, and a test fails when one causes more. To make it anew:\n\
         ",
    );
    writeln!(text, "`{RENEW}`.\n").unwrap();
    text.push_str("| tag | row | is | command | calls | offers |\n|---|---|---|---|---|---|\n");
    for row in TABLE.rows() {
        let tag = row.tag.to_string();
        let command = row.command.map(|command| format!("/{}", command.name)).unwrap_or_default();
        let calls: Vec<&str> = of(&reach.calls, &tag).collect();
        let offers: Vec<String> = of(&reach.offers, &tag).map(|offer| format!("{} {offer}", names[offer])).collect();
        let (is, calls, offers) = (row.kind.name(), calls.join(", "), offers.join(", "));
        writeln!(text, "| {tag} | {} | {is} | {command} | {calls} | {offers} |", names[&tag]).unwrap();
    }
    text.push_str("\n## By endpoint\n\n");
    let called = Endpoint::ALL.into_iter().filter(|endpoint| callers(reach, *endpoint).next().is_some()).count();
    writeln!(text, "{called} of {} are called.\n\n| endpoint | called by |\n|---|---|", Endpoint::ALL.len()).unwrap();
    for endpoint in Endpoint::ALL {
        let callers: Vec<&str> =
            callers(reach, endpoint).filter_map(|tag| names.get(tag)).map(String::as_str).collect();
        writeln!(text, "| {endpoint} | {} |", callers.join(", ")).unwrap();
    }
    text
}

fn of<'a>(pairs: &'a BTreeSet<(String, String)>, tag: &'a str) -> impl Iterator<Item = &'a str> {
    pairs.iter().filter(move |(of, _)| of == tag).map(|(_, what)| what.as_str())
}

fn callers(reach: &Reach, endpoint: Endpoint) -> impl Iterator<Item = &str> {
    reach.calls.iter().filter(move |(_, called)| called == endpoint.name()).map(|(tag, _)| tag.as_str())
}

/// Reads the first table back.
fn read(document: &str) -> Reach {
    let mut reach = Reach::default();
    for line in document.lines().take_while(|line| !line.starts_with("## ")) {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let [_, tag, _, _, _, calls, offers, _] = cells[..] else { continue };
        let list = |cell: &str| cell.split(", ").filter(|it| !it.is_empty()).map(str::to_owned).collect::<Vec<_>>();
        reach.calls.extend(list(calls).into_iter().map(|call| (tag.to_owned(), call)));
        let tag_of = |offer: String| offer.rsplit(' ').next().unwrap().to_owned();
        reach.offers.extend(list(offers).into_iter().map(|offer| (tag.to_owned(), tag_of(offer))));
    }
    reach
}

fn committed() -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(DOCUMENT)).unwrap()
}

#[test]
fn the_table_of_reach_has_every_row_as_it_is_now() {
    if std::env::var_os("REACH_FILE").is_none() {
        let committed = committed();
        assert!(document(&read(&committed)) == committed, "{DOCUMENT} is old; renew it: {RENEW}");
    }
}

#[test]
fn every_endpoint_is_reached_from_a_screen() {
    if std::env::var_os("REACH_FILE").is_none() {
        let reach = read(&committed());
        let lost = Endpoint::ALL.into_iter().filter(|endpoint| callers(&reach, *endpoint).next().is_none());
        assert_eq!(lost.map(Endpoint::name).collect::<Vec<_>>(), Vec::<&str>::new());
    }
}

#[test]
fn what_a_row_needs_is_assumed_and_called_by_it() {
    if std::env::var_os("REACH_FILE").is_some() {
        return;
    }
    let (reach, names) = (read(&committed()), names());
    for row in TABLE.rows() {
        let tag = row.tag.to_string();
        let name = &names[&tag];
        let calls: Vec<Endpoint> = of(&reach.calls, &tag).filter_map(Endpoint::find).collect();
        let assumed: Vec<Endpoint> =
            calls.iter().copied().filter(|it| it.row().provenance == Provenance::Assumed).collect();
        match row.needs {
            Some(needed) => {
                assert_eq!(needed.row().provenance, Provenance::Assumed, "{name} needs {needed}, which is no guess");
                // A prompt leads to an act, and a place may only lead to the one that calls it.
                assert!(calls.contains(&needed) || !is_act(row), "{name} needs {needed}, and does not call it");
            }
            None => {
                let without = assumed.is_empty() || CAN_DO_WITHOUT.contains(&name.as_str()) || !is_act(row);
                assert!(without, "{name} calls {assumed:?}: its row says .needs(…), or it is listed here");
            }
        }
    }
}

fn is_act(row: &Row) -> bool {
    matches!(row.kind, Kind::Act { .. })
}
