//! The house keeps its order: layers, settings, and documents that say what is true.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use bb_pocket::config::SETTINGS;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    std::fs::read_to_string(root().join(path)).unwrap()
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The module of each source file (its first path component) with the file's text, comments left out.
fn modules() -> Vec<(String, PathBuf, String)> {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    files
        .into_iter()
        .map(|file| {
            let inner = file.strip_prefix(root().join("src")).unwrap().to_owned();
            let module =
                inner.components().next().unwrap().as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
            let code = std::fs::read_to_string(&file).unwrap();
            let code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            (module, inner, code)
        })
        .collect()
}

/// What each module may use of the crate. Arrows point down only.
fn may_use(module: &str) -> &'static [&'static str] {
    const WORDS: [&str; 3] = ["text", "html", "plain"];
    const BASE: [&str; 4] = ["ids", "clock", "credentials", "crash_point"];
    const CHARACTERS: &str = "characters";
    match module {
        "main" | "lib" => &[],
        "cli" => &[
            "app",
            "config",
            "shutdown",
            "telemetry",
            "sandbox",
            "telegram",
            "screens",
            "frame",
            "api",
            "sheets",
            "store",
            "chart",
            "vault",
            "text",
            "clock",
            "credentials",
            "ids",
            "link",
            "metrics",
            "input",
            "address",
        ],
        "app" => &[
            "config",
            "shutdown",
            "telemetry",
            "service",
            "http",
            "watches",
            "jobs",
            "telegram",
            "frame",
            "screens",
            "api",
            "sheets",
            "store",
            "vault",
            "text",
            "clock",
            "ids",
            "link",
            "input",
            "metrics",
        ],
        "config" => &["telemetry", "vault", "address", "credentials", "ids", "input", "api", "sheets"],
        "telegram" => &[
            "screens",
            "frame",
            "store",
            WORDS[0],
            WORDS[1],
            WORDS[2],
            "ids",
            "link",
            "clock",
            "credentials",
            CHARACTERS,
            "address",
            "metrics",
            "turns",
            "crash_point",
        ],
        "http" => &["store", "clock", "metrics"],
        "watches" => {
            &["telegram", "frame", "store", "text", "clock", "ids", "link", "credentials", "metrics", "crash_point"]
        }
        "jobs" => &["telegram", "frame", "api", "store", "clock", "ids", "crash_point"],
        "screens" => &[
            "frame", "api", "sheets", "store", "chart", WORDS[0], WORDS[1], WORDS[2], BASE[0], BASE[2], "link",
            CHARACTERS,
        ],
        "frame" => &[
            "api", "sheets", "store", WORDS[0], WORDS[1], WORDS[2], BASE[0], BASE[1], BASE[2], BASE[3], "link",
            "metrics",
        ],
        "api" => &["text", "ids", "clock", "credentials", CHARACTERS, "metrics", "turns"],
        "sheets" => &[CHARACTERS],
        "store" => &["vault", BASE[0], BASE[1], BASE[2], BASE[3], "link", "input"],
        "link" => &["ids"],
        "sandbox" => &["clock"],
        "text" => &[CHARACTERS, WORDS[2]],
        "ids" | "credentials" => &[CHARACTERS],
        "vault" => &["input"],
        "chart" => &[],
        "service" => &["clock", "metrics"],
        "input" | "shutdown" | "telemetry" | "characters" | "clock" | "address" | "metrics" | "turns" | "crash" => &[],
        unknown => panic!("the table of layers does not know the module {unknown}"),
    }
}

/// The modules that a source names by `crate::…`, alone or in braces.
fn used_modules(code: &str) -> BTreeSet<String> {
    let name = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let paths = code.split("crate::").zip(code.split("crate::").skip(1));
    let ours = paths.filter(|(before, _)| !before.ends_with('$')).map(|(_, path)| path);
    ours.flat_map(|path| match path.strip_prefix('{') {
        Some(list) => list.split('}').next().unwrap().split(',').map(name).collect(),
        None => vec![name(path)],
    })
    .collect()
}

#[test]
fn arrows_of_use_point_down_only() {
    for (module, file, code) in modules() {
        for used in used_modules(&code) {
            let allowed = used == module || may_use(&module).contains(&used.as_str());
            assert!(allowed, "{} uses crate::{used}", file.display());
        }
    }
}

#[test]
fn each_foreign_crate_stays_in_its_layer() {
    let homes: [(&str, &[&str]); 3] = [
        ("teloxide", &["telegram"]),
        ("sqlx", &["store", "store.rs"]),
        (
            "reqwest",
            &["api", "api.rs", "telegram/wire.rs", "telegram/upload.rs", "sheets/fetch.rs", "sheets/fetch", "sandbox"],
        ),
    ];
    for (_, file, code) in modules() {
        for (name, homes) in homes {
            let at_home = homes.iter().any(|home| file.starts_with(home));
            let named = code.contains(&format!("{name}::"));
            // `teloxide::net::default_reqwest_settings` names one crate inside another.
            assert!(at_home || !named, "{} names {name}", file.display());
        }
    }
}

/// Files above the API's client that may take one of its texts as it came, each for a reason: to write it back, or to compare it.
const MAY_READ_VERBATIM: [&str; 6] = [
    // A copy keeps what is in the code: with stars in the place of a key it would restore broken code.
    "screens/copies/file.rs",
    // Names and titles of a copy are compared, and written back.
    "screens/copies/wanted.rs",
    "screens/copies/plan.rs",
    "screens/copies/found.rs",
    // Compares texts: one token in the place of another is a difference. Masked lines are shown.
    "screens/editing/lines.rs",
    // Commands are compared with the cells of a sheet, byte by byte.
    "screens/imports/present.rs",
];

#[test]
fn nobody_above_the_client_takes_its_texts_with_their_secrets() {
    for (module, file, code) in modules() {
        let allowed = module == "api" || MAY_READ_VERBATIM.iter().any(|allowed| file == Path::new(allowed));
        // Tests at the end of a file compare.
        let code = code.split("#[cfg(test)]").next().unwrap();
        let takes = [".verbatim(", "ApiText::verbatim"].iter().any(|way| code.contains(way));
        assert!(allowed || !takes, "{} takes a text verbatim", file.display());
    }
}

#[test]
fn the_example_lists_every_setting_and_no_other() {
    let example = read(".env.example");
    let listed: BTreeSet<&str> = example
        .lines()
        .filter_map(|line| line.trim_start_matches('#').split_once('='))
        .map(|(name, _)| name)
        .filter(|name| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
        .collect();
    assert_eq!(listed, SETTINGS.into_iter().collect::<BTreeSet<_>>());
    let readme = read("README.md");
    for setting in SETTINGS {
        assert!(readme.contains(setting), "the README does not name {setting}");
    }
}

#[test]
fn the_readme_shows_what_the_demo_prints_and_draws() {
    let folder = tempfile::tempdir().unwrap();
    let picture = folder.path().join("chat.svg");
    let demo = std::process::Command::new(env!("CARGO_BIN_EXE_bb-pocket"))
        .args(["sandbox", "--demo", "--picture"])
        .arg(&picture)
        .output()
        .unwrap();
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
    let readme = read("README.md");
    let (_, after) = readme.split_once("<!-- demo -->\n```text\n").unwrap();
    let (shown, _) = after.split_once("```").unwrap();
    assert_eq!(shown.trim(), String::from_utf8(demo.stdout).unwrap().trim());
    let drawn = std::fs::read_to_string(picture).unwrap();
    assert!(!drawn.contains("DEMO-KEY"), "the key is in the picture");
    let again = "draw it again: cargo run --release -- sandbox --demo --picture docs/chat.svg";
    assert!(drawn == read("docs/chat.svg"), "{again}");
}

/// The macros compile a sentence whose arguments are all left out; the person would read `{$name}`.
#[test]
fn no_sentence_is_left_without_its_arguments() {
    let catalogue = read("src/locales/en/bb-pocket.ftl");
    let mut needy = BTreeSet::new();
    let mut id = "";
    for line in catalogue.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            id = name;
        }
        if line.contains('$') {
            needy.insert(id);
        }
    }
    assert!(needy.contains("home-account") && !needy.contains("button-home"), "the catalogue was read wrong");
    for (_, file, code) in modules() {
        for call in code.split("html!(").chain(code.split("plain!(")).skip(1) {
            let Some((_, after)) = call.split_once(',') else { continue };
            let Some((id, rest)) = after.trim_start().strip_prefix('"').and_then(|after| after.split_once('"')) else {
                continue;
            };
            let bare = rest.trim_start().trim_start_matches(',').trim_start().starts_with(')');
            assert!(!(bare && needy.contains(id)), "{}: \"{id}\" without its arguments", file.display());
        }
    }
}

/// Of two sentences with one id the catalogue takes the first, and says nothing.
#[test]
fn no_two_sentences_have_one_id() {
    let catalogue =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/locales/en/bb-pocket.ftl")).unwrap();
    let ids: Vec<&str> = catalogue
        .lines()
        .filter_map(|line| line.split_once(" ="))
        .map(|(id, _)| id)
        .filter(|id| id.starts_with(|c: char| c.is_ascii_lowercase()))
        .collect();
    let mut known = BTreeSet::new();
    let doubled: Vec<&&str> = ids.iter().filter(|id| !known.insert(**id)).collect();
    assert!(ids.len() > 500 && doubled.is_empty(), "{doubled:?}");
}
