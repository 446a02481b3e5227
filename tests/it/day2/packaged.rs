//! What is packaged says what is true: alert rules and the dashboard ask for series that exist, the unit and the container
//! name settings that exist, and the workflow is YAML.

use std::collections::BTreeSet;

use bb_pocket::config::SETTINGS;
use bb_pocket::metrics::Metrics;
use serde_json::Value;

use super::*;
use crate::operating;
use crate::support::contains;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

fn yaml(path: &str) -> Value {
    yaml_serde::from_str(&read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All words of expressions that begin like a series of ours.
fn named(expression: &str) -> BTreeSet<String> {
    let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
    words.filter(|word| word.starts_with("bb_pocket_") || word.starts_with("process_")).map(str::to_owned).collect()
}

/// The names of all series, as Prometheus keeps them.
fn series() -> BTreeSet<String> {
    let metrics = Metrics::default();
    metrics.expects_of_telegram("GetUpdates", &["ok"]);
    metrics.expects_of_the_api("get_bots", &["ok"]);
    metrics.watches("bot", 0);
    let page = metrics.text();
    let mut names = BTreeSet::new();
    for line in page.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
        let (name, kind) = line.split_once(' ').unwrap();
        match kind {
            "counter" => drop(names.insert(format!("{name}_total"))),
            "info" => drop(names.insert(format!("{name}_info"))),
            "histogram" => {
                for part in ["bucket", "count", "sum"] {
                    names.insert(format!("{name}_{part}"));
                }
            }
            _ => drop(names.insert(name.to_owned())),
        }
    }
    names
}

/// All strings under a name, anywhere.
fn under<'a>(value: &'a Value, name: &str, found: &mut Vec<&'a str>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                if field == name
                    && let Some(text) = value.as_str()
                {
                    found.push(text);
                }
                under(value, name, found);
            }
        }
        Value::Array(values) => values.iter().for_each(|value| under(value, name, found)),
        _ => {}
    }
}

#[test]
fn alerts_and_dashboard_ask_for_series_that_exist() {
    let rules = yaml("packaging/prometheus/alerts.yml");
    let dashboard: Value = serde_json::from_str(&read("packaging/prometheus/dashboard.json")).unwrap();
    let known = series();
    for (value, least) in [(&rules, 8), (&dashboard, 10)] {
        let mut expressions = Vec::new();
        under(value, "expr", &mut expressions);
        assert!(expressions.len() >= least, "{expressions:?}");
        for expression in expressions {
            assert_eq!(expression.matches('(').count(), expression.matches(')').count(), "{expression}");
            let unknown: Vec<_> = named(expression).difference(&known).cloned().collect();
            let up = expression.contains("up{") || expression.contains("absent(");
            assert!(unknown.is_empty() && (up || !named(expression).is_empty()), "{expression}: {unknown:?}");
        }
    }
    for group in rules["groups"].as_array().unwrap() {
        for rule in group["rules"].as_array().unwrap() {
            for part in ["alert", "expr", "for"] {
                assert!(rule[part].is_string(), "{rule}");
            }
            assert!(rule["labels"]["severity"].is_string() && rule["annotations"]["summary"].is_string(), "{rule}");
        }
    }
}

/// The labels that an expression asks a series for: `name{label="value"}`.
fn asked_for(expression: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in expression.split('{').skip(1) {
        let inside = part.split('}').next().unwrap();
        for (label, value) in inside.split(',').filter_map(|matcher| matcher.split_once('=')) {
            // Whichever of the values a pattern names; what is excluded need not be there.
            let value = value.trim_start_matches('~').trim_matches('"');
            if !label.ends_with('!') && label != "job" {
                found.extend(value.split('|').map(|value| (label.to_owned(), value.to_owned())));
            }
        }
    }
    found
}

#[tokio::test]
async fn all_that_alerts_and_dashboard_ask_for_is_there_from_the_start() {
    let bot = operating::watched().await;
    let (status, page) = operating::get(&bot, "/metrics").await;
    assert_eq!(status, 200);
    let samples: Vec<&str> = page.lines().filter(|line| !line.starts_with('#')).collect();
    let there = |name: &str| {
        let of_it = |line: &&str| line.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '{']));
        samples.iter().any(of_it)
    };
    let rules = yaml("packaging/prometheus/alerts.yml");
    let dashboard: Value = serde_json::from_str(&read("packaging/prometheus/dashboard.json")).unwrap();
    let mut expressions = Vec::new();
    under(&rules, "expr", &mut expressions);
    under(&dashboard, "expr", &mut expressions);
    for expression in expressions {
        for name in named(expression) {
            assert!(there(&name), "{expression}: {name} has no sample");
        }
        for (label, value) in asked_for(expression) {
            let labelled = format!("{label}=\"{value}\"");
            assert!(samples.iter().any(|line| line.contains(&labelled)), "{expression}: nothing has {labelled}");
        }
    }
}

#[test]
fn nothing_secret_comes_into_an_image() {
    let ignored = read(".dockerignore");
    let lines: Vec<&str> = ignored.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert_eq!(lines.first(), Some(&"*"), "what may come in is listed, not what may not");
    let allowed: BTreeSet<&str> = lines[1..].iter().map(|line| line.strip_prefix('!').unwrap()).collect();
    for needed in ["Cargo.toml", "Cargo.lock", "build.rs", "i18n.toml", "migrations", "src"] {
        assert!(allowed.contains(needed), "{needed} is needed to build");
    }
    for name in &allowed {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(name).exists(), "{name} is not there");
    }
    let secrets =
        ["packaging", "packaging/secrets", ".env", "data", "target", "tests", "secrets", "keys", "token", ".git"];
    assert!(secrets.iter().all(|name| !allowed.contains(name)), "{allowed:?}");
    // What lies beside the sources by mistake is not kept by git either.
    let kept_out = read(".gitignore");
    for pattern in ["/target", "/data", ".env", "/packaging/secrets", "/token", "/keys", "*.keys", "*.db", "*.db-*"] {
        assert!(kept_out.lines().any(|line| line == pattern), "{pattern}");
    }
}

#[test]
fn a_release_has_both_machines_and_its_proofs() {
    let release = read(".github/workflows/release.yml");
    for part in [
        "x86_64-unknown-linux-musl",
        "aarch64-unknown-linux-musl",
        "cargo test --locked",
        "sandbox --demo",
        "packaging/debian/build.sh",
        "cargo cyclonedx",
        "actions/attest-build-provenance@",
        "sha256sum",
    ] {
        contains(&release, part);
    }
    // What a release is called there is what cargo-binstall looks for.
    let manifest = read("Cargo.toml");
    contains(&release, "name=bb-pocket-${{ matrix.target }}");
    contains(&manifest, "bb-pocket-{ target }.tar.gz");
    for target in ["x86_64", "aarch64"] {
        contains(&manifest, &format!("[package.metadata.binstall.overrides.{target}-unknown-linux-gnu]"));
        contains(&manifest, &format!("bb-pocket-{target}-unknown-linux-musl.tar.gz"));
    }
}

#[test]
fn settings_that_packages_name_exist() {
    for file in ["packaging/bb-pocket.service", "packaging/compose.yaml", "packaging/Dockerfile"] {
        let text = read(file);
        let words = text.split(|c: char| !(c.is_ascii_uppercase() || c == '_'));
        for word in words.filter(|word| word.starts_with("BB_POCKET_") || word.starts_with("TELOXIDE_")) {
            assert!(SETTINGS.contains(&word), "{file}: {word}");
        }
    }
}

#[test]
fn workflows_and_compose_are_yaml() {
    let release = yaml(".github/workflows/release.yml");
    for job in ["binaries", "release"] {
        assert!(release["jobs"][job]["steps"].is_array(), "{job}");
    }
    assert!(yaml("packaging/compose.yaml")["services"]["bb-pocket"].is_object());
}

#[test]
fn the_unit_waits_for_the_bots_word_and_its_watchdog() {
    let unit = read("packaging/bb-pocket.service");
    for line in ["Type=notify", "WatchdogSec=180", "RestartPreventExitStatus=2 3"] {
        assert!(unit.lines().any(|it| it == line), "{line}");
    }
}
