//! A bot of many commands restored into an empty one: what it takes of the API, of time and of memory.
//!
//! Owns the copy of this measurement.

use std::time::{Duration, Instant};

use serde_json::json;

use super::drive::{Bench, Question};

/// The commands, and the length of each one's code, bytes.
pub(super) const COMMANDS: usize = 500;
const CODE: usize = 10_000;

/// The figures of a restore.
pub(super) struct Figures {
    /// From the press to the last call.
    pub(super) took: Duration,
    /// Calls of the API.
    pub(super) calls: usize,
    pub(super) memory: Memory,
}

/// Of the bot's process, kB.
pub(super) struct Memory {
    pub(super) before_the_file: Option<u64>,
    pub(super) when_it_begins: Option<u64>,
    pub(super) at_its_end: Option<u64>,
    /// Reading the file included.
    pub(super) peak: Option<u64>,
}

pub(super) async fn measure() -> anyhow::Result<Figures> {
    let mut bench = Bench::start(1).await?;
    bench.link(1).await?;
    let (person, bot) = Bench::person(0);
    for question in [
        Question::new(person.id, format!("/commands {bot}"), "No commands in"),
        Question::press(person.id, "Copy of the bot", "Copy of"),
        Question::press(person.id, "Restore from a file…", "Send me the file"),
    ] {
        bench.run(std::iter::once(question), 1).await?;
    }
    let before_the_file = bench.memory("VmRSS:");
    let code = "x".repeat(CODE);
    let command = |number: usize| json!({ "command": format!("/c{number}"), "code": code });
    let copy = json!({ "bb-pocket-copy": 1, "commands": (0..COMMANDS).map(command).collect::<Vec<_>>() });
    let bytes = copy.to_string().into_bytes();
    bench.telegram().send_document(&person, person.chat(), "copy.json", "application/json", bytes, "");
    bench.sees(&person, "500 new").await?;
    let (calls, begun) = (bench.api().calls().len(), Instant::now());
    bench.run(std::iter::once(Question::press(person.id, "Restore now", "of 500 done")), 1).await?;
    let when_it_begins = bench.memory("VmRSS:");
    let created = |bench: &Bench| {
        bench.api().calls().iter().filter(|call| call.endpoint == "create_command" && call.status.is_some()).count()
    };
    while created(&bench) < COMMANDS {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let took = begun.elapsed();
    let (at_its_end, peak) = (bench.memory("VmRSS:"), bench.memory("VmHWM:"));
    let memory = Memory { before_the_file, when_it_begins, at_its_end, peak };
    Ok(Figures { took, calls: bench.api().calls().len() - calls, memory })
}
