//! The operator's corrections of the table: other methods and paths for endpoints whose address turned out wrong, and the
//! day on which an address was proven to be right.
//!
//! Owns the small TOML file that holds them, how it is written, and every reason why a line of it is not taken. It
//! reads and writes no file itself.

use std::collections::HashMap;
use std::fmt;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::endpoint::{Effect, Endpoint, Method, fill};
use crate::text::nearest;

/// Longest path; the API's own have 50 characters.
const MAX_PATH: usize = 200;
/// How alike a name must be to be meant (Jaro-Winkler).
const ALIKE: f64 = 0.8;

/// Methods and paths that differ from the table's, and what was proven of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Corrections(HashMap<Endpoint, Correction>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Correction {
    method: Option<Method>,
    path: Option<String>,
    proven: Option<NaiveDate>,
}

/// What is wrong with a line of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong, and what to write.
    pub problem: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.problem)
    }
}

impl Corrections {
    /// Reads corrections: a table per endpoint, `[get_properties]`, with `method`, `path`, and `proven`, a day.
    ///
    /// # Errors
    /// Every mistake, by its line. Nothing of the file is used then.
    pub fn parse(text: &str) -> Result<Self, Vec<Mistake>> {
        let mut reader = Reader { text, mistakes: Vec::new() };
        let mut corrections = HashMap::new();
        match DeTable::parse(text) {
            Ok(table) => {
                for (name, value) in table.get_ref() {
                    if let Some((endpoint, correction)) = reader.correction(name, value) {
                        corrections.insert(endpoint, (name.span().start, correction));
                    }
                }
            }
            Err(error) => reader.mistake(error.span().map_or(0, |span| span.start), error.message()),
        }
        reader.refuse_doubles(&corrections);
        reader.mistakes.sort_by_key(|mistake| mistake.line);
        match reader.mistakes.is_empty() {
            true => Ok(Self(corrections.into_iter().map(|(of, (_, correction))| (of, correction)).collect())),
            false => Err(reader.mistakes),
        }
    }

    /// Method and path of an endpoint, corrected.
    pub fn of(&self, endpoint: Endpoint) -> (Method, &str) {
        let row = endpoint.row();
        let correction = self.0.get(&endpoint);
        let method = correction.and_then(|correction| correction.method).unwrap_or(row.method);
        let path = correction.and_then(|correction| correction.path.as_deref()).unwrap_or(row.path);
        (method, path)
    }

    /// Whether the operator gave another method or path for this endpoint.
    pub fn corrects(&self, endpoint: Endpoint) -> bool {
        self.0.get(&endpoint).is_some_and(|it| it.method.is_some() || it.path.is_some())
    }

    /// The day on which the address of this endpoint was proven, by `bb-pocket check --routes`.
    pub fn proven(&self, endpoint: Endpoint) -> Option<NaiveDate> {
        self.0.get(&endpoint)?.proven
    }

    /// The same, with this endpoint proven on a day at an address.
    #[must_use]
    pub fn with_proven(mut self, endpoint: Endpoint, method: Method, path: &str, day: NaiveDate) -> Self {
        let row = endpoint.row();
        let correction = Correction {
            method: (method != row.method).then_some(method),
            path: (path != row.path).then(|| path.to_owned()),
            proven: Some(day),
        };
        self.0.insert(endpoint, correction);
        self
    }

    /// The same, with nothing proven.
    #[must_use]
    pub fn unproven(mut self) -> Self {
        self.0.values_mut().for_each(|correction| correction.proven = None);
        self.0.retain(|_, correction| *correction != Correction::default());
        self
    }

    /// As [`Self::parse`] reads them, in the table's order.
    pub fn written(&self) -> String {
        let mut text = String::new();
        for (endpoint, correction) in Endpoint::ALL.iter().filter_map(|of| Some((of, self.0.get(of)?))) {
            let Correction { method, path, proven } = correction;
            let lines = [
                method.map(|method| format!("method = \"{}\"\n", method.name())),
                path.as_ref().map(|path| format!("path = \"{path}\"\n")),
                proven.map(|day| format!("proven = \"{day}\"\n")),
            ];
            let before = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{before}[{endpoint}]\n"));
            text.extend(lines.into_iter().flatten());
        }
        text
    }
}

struct Reader<'a> {
    text: &'a str,
    mistakes: Vec<Mistake>,
}

impl Reader<'_> {
    fn mistake(&mut self, at: usize, problem: impl Into<String>) {
        let before = self.text.get(..at).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        self.mistakes.push(Mistake { line, problem: problem.into() });
    }

    fn correction(
        &mut self,
        name: &Spanned<impl AsRef<str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Option<(Endpoint, Correction)> {
        let (at, name) = (name.span().start, name.get_ref().as_ref());
        let Some(endpoint) = Endpoint::find(name) else {
            let names = Endpoint::ALL.map(Endpoint::name);
            let near = nearest(name, names, ALIKE);
            let hint = near.map(|near| format!("; the nearest is [{near}]")).unwrap_or_default();
            self.mistake(at, format!("there is no endpoint {name:?}{hint}"));
            return None;
        };
        let DeValue::Table(fields) = value.get_ref() else {
            self.mistake(at, format!("write [{name}] on a line of its own, and method or path below it"));
            return None;
        };
        let mut correction = Correction::default();
        for (field, value) in fields {
            match (field.get_ref().as_ref(), value.get_ref().as_str()) {
                ("method", Some(text)) => correction.method = self.method(value.span().start, endpoint, text),
                ("path", Some(text)) => correction.path = self.path(value.span().start, endpoint, text),
                ("proven", Some(text)) => correction.proven = self.day(value.span().start, text),
                ("method" | "path" | "proven", None) => self.mistake(value.span().start, "write a text in quotes"),
                (other, _) => self.mistake(field.span().start, format!("{other:?} is neither method, path nor proven")),
            }
        }
        if fields.is_empty() {
            self.mistake(at, format!("[{name}] has neither method, path nor proven"));
        }
        Some((endpoint, correction))
    }

    fn method(&mut self, at: usize, endpoint: Endpoint, text: &str) -> Option<Method> {
        let reads = endpoint.row().effect == Effect::Reads;
        match text.parse() {
            Ok(Method::Put | Method::Delete) if reads => {
                self.mistake(at, format!("{endpoint} only reads; {text} would change something"));
            }
            Ok(method) => return Some(method),
            Err(()) => self.mistake(at, format!("{text:?} is no method; write GET, POST, PUT or DELETE")),
        }
        None
    }

    fn day(&mut self, at: usize, text: &str) -> Option<NaiveDate> {
        let day = text.parse().ok();
        if day.is_none() {
            self.mistake(at, format!("{text:?} is no day; write one like 2026-11-23"));
        }
        day
    }

    /// A correction that makes one endpoint of another would do what nobody asked for: look, and copy a bot.
    fn refuse_doubles(&mut self, corrections: &HashMap<Endpoint, (usize, Correction)>) {
        let all = Corrections(corrections.iter().map(|(of, (_, correction))| (*of, correction.clone())).collect());
        for (endpoint, (at, _)) in corrections {
            let call = |endpoint: Endpoint| (all.of(endpoint).0, fill("", all.of(endpoint).1, &[]));
            let twin = Endpoint::ALL.into_iter().find(|other| other != endpoint && call(*other) == call(*endpoint));
            if let Some(twin) = twin {
                self.mistake(*at, format!("[{endpoint}] would do the same as {twin}"));
            }
        }
    }

    fn path(&mut self, at: usize, endpoint: Endpoint, text: &str) -> Option<String> {
        match path_problem(endpoint.row().path, text) {
            None => Some(text.to_owned()),
            Some(problem) => {
                self.mistake(at, problem);
                None
            }
        }
    }
}

/// What is wrong with a path; `None` when it can replace the table's own.
fn path_problem(own: &str, text: &str) -> Option<String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/{}_-.".contains(c);
    let names = |path: &str| -> Vec<String> {
        path.split('/').filter(|part| part.contains(['{', '}'])).map(str::to_owned).collect()
    };
    if text.split('/').any(|part| part == "." || part.contains("..")) {
        Some("a path has no parts of dots".to_owned())
    } else if !text.starts_with('/') || text.ends_with('/') || text.contains("//") {
        Some("a path begins with one / and ends without".to_owned())
    } else if text.len() > MAX_PATH || !text.chars().all(plain) {
        Some("a path holds letters, digits, / _ - . and {names}, and is short".to_owned())
    } else if names(text) != names(own) {
        Some(format!("the path needs {} in this order, as in {own}", names_listed(&names(own))))
    } else {
        None
    }
}

fn names_listed(names: &[String]) -> String {
    if names.is_empty() { "no {names}".to_owned() } else { names.join(" and ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistakes(text: &str) -> Vec<String> {
        Corrections::parse(text).unwrap_err().iter().map(Mistake::to_string).collect()
    }

    #[test]
    fn a_correction_replaces_method_and_path_of_its_endpoint_alone() {
        let text = "# ours\n[get_properties]\npath = \"/bots/{id}/props\"\n\n[toggle_ads]\nmethod = \"PUT\"\n";
        let corrections = Corrections::parse(text).unwrap();
        assert_eq!(corrections.of(Endpoint::GetProperties), (Method::Get, "/bots/{id}/props"));
        assert_eq!(corrections.of(Endpoint::ToggleAds), (Method::Put, "/user/ads"));
        assert_eq!(corrections.of(Endpoint::GetBots), (Method::Get, "/bots"));
        assert!(Corrections::parse("").is_ok_and(|none| !none.corrects(Endpoint::GetBots)));
    }

    #[test]
    fn what_was_proven_is_read_as_it_is_written() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        let text = "[get_bot]\npath = \"/bot/{id}\"\n\n[toggle_ads]\nmethod = \"PUT\"\nproven = \"2026-11-23\"\n\n\
                    [get_cloud_plans]\nproven = \"2026-11-23\"\n";
        let corrections = Corrections::parse("[get_bot]\npath = \"/bot/{id}\"\n")
            .unwrap()
            .with_proven(Endpoint::GetCloudPlans, Method::Get, "/cloud_plans", day)
            .with_proven(Endpoint::ToggleAds, Method::Put, "/user/ads", day);
        let in_order = "[toggle_ads]\nmethod = \"PUT\"\nproven = \"2026-11-23\"\n\n[get_bot]\npath = \"/bot/{id}\"\n\n\
                        [get_cloud_plans]\nproven = \"2026-11-23\"\n";
        assert_eq!(corrections.written(), in_order);
        assert_eq!(Corrections::parse(text), Ok(corrections.clone()));
        assert_eq!(corrections.proven(Endpoint::ToggleAds), Some(day));
        assert!(corrections.corrects(Endpoint::ToggleAds) && !corrections.corrects(Endpoint::GetCloudPlans));
        assert_eq!(corrections.unproven().written().matches("proven").count(), 0);
        assert!(
            mistakes("[toggle_ads]\nproven = \"today\"\n").iter().all(|told| told.starts_with("line 2: \"today\""))
        );
    }

    #[test]
    fn every_mistake_is_reported_with_its_line_and_reason() {
        let text = "[get_propertys]\npath = \"/x\"\n[get_bots]\nmethod = \"FETCH\"\npath = \"bots\"\nport = \"1\"\n\
                    [get_bot]\npath = \"/bots\"\n[copy_bot]\n[get_chats]\npath = 5\n";
        let told = mistakes(text);
        let begins = [
            "line 1: there is no endpoint \"get_propertys\"; the nearest is [get_properties]",
            "line 4: \"FETCH\" is no method",
            "line 5: a path begins with one /",
            "line 6: \"port\" is neither",
            "line 8: the path needs {id}",
            "line 9: [copy_bot] has neither",
            "line 11: write a text in quotes",
        ];
        assert_eq!(told.len(), begins.len(), "{told:#?}");
        assert!(told.iter().zip(begins).all(|(told, begin)| told.starts_with(begin)), "{told:#?}");
    }

    #[test]
    fn what_reads_cannot_be_made_to_change_something() {
        let told =
            mistakes("[get_error_logs]\nmethod = \"DELETE\"\n[get_installed_libs]\npath = \"/bots/{id}/copy\"\n");
        assert_eq!(
            told,
            [
                "line 2: get_error_logs only reads; DELETE would change something",
                "line 3: [get_installed_libs] would do the same as copy_bot",
            ]
        );
    }

    #[test]
    fn what_is_no_toml_is_reported_with_its_line() {
        assert!(mistakes("[get_bots]\npath = \"/bots\n").iter().all(|told| told.starts_with("line 2: ")));
        assert!(mistakes("get_bots = 1").iter().all(|told| told.starts_with("line 1: write [get_bots]")));
    }

    #[test]
    fn a_path_leads_nowhere_but_below_the_base_address() {
        for path in ["//evil.example", "/../v1/user", "/bots?x=1", "/bots#x", "/bots/%2e", "/bots\\u0000", "/bots/"] {
            assert!(Corrections::parse(&format!("[get_bots]\npath = \"{path}\"")).is_err(), "{path}");
        }
    }
}
