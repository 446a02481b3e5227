//! `sandbox --serve`: the simulators as a process of their own, used by the real bot and by a plain HTTP client; and
//! `sandbox --bench`, which starts the bot itself.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStdout};

use bb_pocket::sandbox::bots_business::DEMO_KEY;
use serde_json::{Value, json};

use crate::process::{bb_pocket, terminate, text};
use crate::support::contains;

/// The simulators, and what they said of themselves.
struct Served {
    child: Child,
    /// Kept open: a closed pipe would end the simulators' next line.
    _output: BufReader<ChildStdout>,
    said: BTreeMap<String, String>,
    folder: tempfile::TempDir,
}

impl Served {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = bb_pocket(&["sandbox", "--serve"], &BTreeMap::new(), folder.path()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut said = BTreeMap::new();
        while !said.contains_key("SANDBOX_CONTROL_URL") {
            let mut line = String::new();
            assert!(output.read_line(&mut line).unwrap() > 0, "the simulators ended");
            let (name, value) = line.trim_end().split_once('=').unwrap();
            said.insert(name.to_owned(), value.to_owned());
        }
        Self { child, _output: output, said, folder }
    }

    /// The real bot with exactly the lines that were printed.
    fn bot(&self) -> Child {
        let settings = self.said.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
        bb_pocket(&[], &settings, self.folder.path()).spawn().unwrap()
    }

    fn control(&self, path: &str) -> String {
        format!("{}/{path}", self.said["SANDBOX_CONTROL_URL"])
    }

    async fn post(&self, path: &str, body: Value) {
        let answer = reqwest::Client::new().post(self.control(path)).body(body.to_string()).send().await.unwrap();
        let (status, said) = (answer.status().as_u16(), answer.text().await.unwrap());
        assert_eq!(status, 200, "{path} {body}: {said}");
    }

    /// Somebody writes, and the bot says this.
    async fn says(&self, line: &str, expected: &str) {
        self.post("say", json!({ "user": 7001, "text": line })).await;
        let mut address = url::Url::parse(&self.control("messages")).unwrap();
        address.query_pairs_mut().append_pair("user", "7001").append_pair("until", expected);
        let answer = reqwest::get(address).await.unwrap();
        let (status, chat) = (answer.status().as_u16(), answer.text().await.unwrap());
        assert_eq!(status, 200, "«{expected}» was not said: {chat}");
    }
}

fn ends(child: Child) -> String {
    terminate(&child);
    let done = child.wait_with_output().unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", text(&done.stderr));
    text(&done.stderr)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_real_bot_runs_against_the_served_simulators() {
    let served = Served::start();
    assert_eq!(served.said["SANDBOX_KEY"], DEMO_KEY);
    let bot = served.bot();
    served.says(DEMO_KEY, "Connected as o…@example.com").await;
    served.post("fault", json!({ "endpoint": "get_csv_import_task", "fault": { "retry_after": 9 } })).await;
    served.says("/csvstatus 2792787 123", "9 s").await;
    served
        .post("fault", json!({ "method": "sendMessage", "times": 2, "fault": { "status": [502, "Bad Gateway"] } }))
        .await;
    served.says("/csvstatus 2792787 123", "New      21").await;
    contains(&ends(bot), "stopping");
    ends(served.child);
}

#[test]
fn the_bench_measures_the_real_bot_and_says_what_is_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let done = bb_pocket(&["sandbox", "--bench", "--people", "20"], &BTreeMap::new(), folder.path()).output().unwrap();
    let table = text(&done.stdout);
    assert!(done.status.success(), "{table}{}", text(&done.stderr));
    for line in ["20 people with an account each", "latency added, p99", "20 people ask at once", "Not included: TLS"] {
        contains(&table, line);
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing was left behind");
}

#[test]
fn the_printed_lines_are_a_settings_file() {
    let served = Served::start();
    let lines: String = served.said.iter().map(|(name, value)| format!("{name}={value}\n")).collect();
    std::fs::write(served.folder.path().join(".env"), lines).unwrap();
    let done = bb_pocket(&["check"], &BTreeMap::new(), served.folder.path()).output().unwrap();
    assert!(done.status.success(), "{}{}", text(&done.stdout), text(&done.stderr));
    ends(served.child);
}
