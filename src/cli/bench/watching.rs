//! Many people who want to be told when an import ends: what their watches cost while nothing happens, and how soon a
//! result is told.
//!
//! Owns the people of this measurement: ten for each key and import.

use std::time::{Duration, Instant};

use serde_json::json;

use super::drive::{Bench, Question};
use crate::sandbox::telegram::Person;

const PEOPLE_EACH: i64 = 10;
const FIRST: i64 = 30_000_000;
const TASK: i64 = 77;
/// How long the watches are left alone while their cost is measured.
pub(super) const QUIET: Duration = Duration::from_secs(10);

/// The figures of the watches.
pub(super) struct Figures {
    /// The bot's processor time, per second.
    pub(super) cpu: Option<Duration>,
    /// Calls of the API for each import and look.
    pub(super) calls: usize,
    pub(super) memory_kb: Option<u64>,
    /// From the end of an import to the message.
    pub(super) told: Duration,
}

fn people(imports: i64) -> impl Iterator<Item = (i64, i64)> {
    (0..imports * PEOPLE_EACH).map(|number| (FIRST + number, number / PEOPLE_EACH))
}

fn key(import: i64) -> String {
    format!("BENCH-watch-real-{import:0>23}")
}

fn bot(import: i64) -> i64 {
    5_000_000 + import
}

pub(super) async fn measure(imports: i64) -> anyhow::Result<Figures> {
    let mut bench = Bench::start(1).await?;
    for import in 0..imports {
        bench.api().add_account("somebody@example.com", &key(import));
        bench.api().add_bot(&key(import), bot(import), "A bot");
        bench.api().put_task(bot(import), TASK, json!({ "status": "in progress", "task_id": TASK }));
    }
    let says = |line: fn(i64) -> String, expected: &'static str| {
        people(imports).map(move |(person, import)| Question::new(person, line(import), expected))
    };
    bench.run(says(|import| format!("/setkey {}", key(import)), "Connected"), 64).await?;
    bench.run(says(|import| format!("/csvstatus {} {TASK}", bot(import)), "in progress"), 64).await?;
    let presses = people(imports).map(|(person, _)| Question::press(person, "Tell me when it ends", "I look at it"));
    bench.run(presses, 64).await?;
    let (before, calls, begun) = (bench.cpu(), bench.api().calls().len(), Instant::now());
    tokio::time::sleep(QUIET).await;
    let cpu = bench.cpu().zip(before).map(|(after, before)| {
        after.saturating_sub(before) / u32::try_from(begun.elapsed().as_secs().max(1)).unwrap_or(1)
    });
    let calls = bench.api().calls().len() - calls;
    let memory_kb = bench.memory("VmRSS:");
    let told = told(&mut bench, imports).await?;
    Ok(Figures { cpu, calls, memory_kb, told })
}

/// One more person watches a fresh import, which then ends.
async fn told(bench: &mut Bench, import: i64) -> anyhow::Result<Duration> {
    let person = FIRST - 1;
    bench.api().add_account("somebody@example.com", &key(import));
    bench.api().add_bot(&key(import), bot(import), "A bot");
    bench.api().put_task(bot(import), TASK, json!({ "status": "in progress", "task_id": TASK }));
    for question in [
        Question::new(person, format!("/setkey {}", key(import)), "Connected"),
        Question::new(person, format!("/csvstatus {} {TASK}", bot(import)), "in progress"),
        Question::press(person, "Tell me when it ends", "I look at it"),
    ] {
        bench.run(std::iter::once(question), 1).await?;
    }
    let begun = Instant::now();
    bench.api().put_task(bot(import), TASK, json!({ "status": "ok", "task_id": TASK }));
    bench.sees(&Person::new(person, "Somebody"), "CSV import: ok").await?;
    Ok(begun.elapsed())
}
