//! What a preview says is what the import does: over random sheets and bots, by numbers and by names. The simulated
//! Bots.Business reads the sheet by itself, with code of its own.

use std::cell::Cell;
use std::collections::BTreeSet;

use bb_pocket::sandbox::bots_business::{DEMO_KEY, Thing};
use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use super::previews::shown_file;
use crate::support::{Talk, TestBot};

const NAMES: [&str; 8] = ["/a", "/A", "/b", "/c", "/d", "*", "/e f", "/é"];

#[derive(Debug, Clone)]
struct Case {
    /// Columns beside `command`, and where that one is.
    columns: Vec<&'static str>,
    command_at: usize,
    rows: Vec<(Option<usize>, Vec<&'static str>)>,
    /// Name, answer, and whether an import made it.
    commands: Vec<(usize, &'static str, bool)>,
}

fn case() -> impl Strategy<Value = Case> {
    let columns =
        prop::sample::subsequence(vec!["answer", "help", "aliases", "need_reply", "scenarios", "extra"], 0..=6);
    let cell = prop::sample::select(vec!["", "x", "true", "two\nlines", "a,b", "say \"hi\"", " "]);
    let name = prop::option::weighted(0.9, 0..NAMES.len());
    let rows = prop::collection::vec((name, prop::collection::vec(cell, 6)), 0..10);
    let command = (0..NAMES.len(), prop::sample::select(vec!["", "x"]), any::<bool>());
    (columns, 0..7_usize, rows, prop::collection::vec(command, 0..8)).prop_map(|(columns, at, rows, mut commands)| {
        commands.sort_by_key(|(name, ..)| *name);
        commands.dedup_by_key(|(name, ..)| *name);
        Case { command_at: at.min(columns.len()), columns, rows, commands }
    })
}

fn sheet(case: &Case) -> String {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let line = |name: &str, cells: &[&str]| {
        let mut cells: Vec<String> = cells.iter().take(case.columns.len()).map(|cell| quoted(cell)).collect();
        cells.insert(case.command_at, quoted(name));
        cells.join(",")
    };
    let rows = case.rows.iter().map(|(name, cells)| line(name.map_or("", |name| NAMES[name]), cells));
    std::iter::once(line("command", &case.columns)).chain(rows).collect::<Vec<_>>().join("\r\n")
}

/// The names of a bot's commands that `which` lets through.
fn names(commands: &[Value], which: impl Fn(&Value) -> bool) -> BTreeSet<String> {
    commands.iter().filter(|command| which(command)).map(|it| it["command"].as_str().unwrap().to_owned()).collect()
}

/// The names of a section of the file, and the number in its title.
fn section(file: &str, title: &str) -> (i64, BTreeSet<String>) {
    let (_, after) = file.split_once(&format!("\n{title}: ")).unwrap();
    let mut lines = after.lines();
    let count = lines.next().unwrap().parse().unwrap();
    let names = lines.take_while(|line| line.starts_with("  "));
    (count, names.map(|line| line.trim().split(" (line").next().unwrap().to_owned()).collect())
}

async fn holds(bot: &TestBot, number: i64, case: &Case) -> Result<(), TestCaseError> {
    let (api, name) = (&bot.world.api, format!("Bot{number}"));
    api.add_bot(DEMO_KEY, number, &name);
    for (id, (place, answer, by_csv)) in (1..).zip(&case.commands) {
        let command = json!({"id": id, "command": NAMES[*place], "answer": answer, "created_via_csv_import": by_csv});
        api.put(number, Thing::Command, command);
    }
    bot.world.sheets.serve("random", &sheet(case));
    api.set_sheet(number, &bot.world.sheets.published_link("random"));
    let anna: Talk<'_> = bot.talk(number, "Anna");
    anna.says(DEMO_KEY).await;
    anna.says(&format!("/import {name}")).await;
    let preview = anna.presses("See a preview").await;
    let message = anna.last();
    let file = shown_file(&anna).await;
    let [new, overwritten, removed] = ["NEW", "OVERWRITTEN", "REMOVED"].map(|title| section(&file, title));
    let label = ["Import now", "Import anyway"].into_iter().find(|label| message.button(label).is_some()).unwrap();
    if label == "Import now" {
        let line = format!("{} new · {} overwritten · {} removed", new.0, overwritten.0, removed.0);
        prop_assert!(preview.contains(&line), "{line} is not in {preview}");
    }
    let before = api.all(number, Thing::Command);
    // A result shown below the file: the preview's message is edited.
    anna.presses_on(message.id, label).await;
    bot.clock.advance(TimeDelta::seconds(11));
    let live = bot.world.telegram.wait_for(|events| {
        events.iter().any(|event| {
            matches!(event, bb_pocket::sandbox::telegram::Event::Edited(it)
            if it.chat == anna.chat && it.text.contains("CSV import ok"))
        })
    });
    live.await.unwrap();
    let after = api.all(number, Thing::Command);
    let all = |_: &Value| true;
    let (had, has) = (names(&before, all), names(&after, all));
    let written = names(&after, |command| command["last_csv_import_at"].is_string());
    prop_assert_eq!(&new.1, &has.difference(&had).cloned().collect());
    prop_assert_eq!(&removed.1, &had.difference(&has).cloned().collect());
    prop_assert_eq!(&overwritten.1, &written.intersection(&had).cloned().collect());
    anna.presses_on(message.id, "Result").await;
    let told = bot.world.telegram.messages(anna.chat).into_iter().find(|it| it.id == message.id).unwrap().text;
    prop_assert!(told.contains("As the preview said."), "{}", told);
    for (label, count) in [("New", new.0), ("Updated", overwritten.0), ("Removed", removed.0)] {
        let line = told.lines().find(|line| line.starts_with(label)).unwrap();
        prop_assert!(line.ends_with(&format!(" {count}")), "{} is not {}", line, count);
    }
    Ok(())
}

#[test]
fn a_preview_says_what_the_import_does() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let bot = runtime.block_on(TestBot::start());
    let number = Cell::new(60_000);
    let mut runner = TestRunner::new(Config { cases: 48, failure_persistence: None, ..Config::default() });
    let ran = runner.run(&case(), |case| {
        number.set(number.get() + 1);
        runtime.block_on(holds(&bot, number.get(), &case))
    });
    ran.unwrap();
}
