//! What is packaged says what is true: alert rules and the dashboard ask for series that exist, the unit and the container
//! name settings that exist, and the workflow is YAML.

use std::collections::BTreeSet;

use bb_pocket::config::SETTINGS;
use bb_pocket::metrics::Metrics;
use serde_json::Value;

use super::*;

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
