//! The preview of a large sheet: what it costs, and what others notice meanwhile.
//!
//! Owns the owners, their bot and its sheet. Nothing is imported.

use std::fmt::Write as _;
use std::time::Duration;

use super::drive::{Bench, Question, Run};
use crate::sandbox::sheets::SheetServer;

pub(super) const ROWS: usize = 5_000;
pub(super) const COMMANDS: usize = 2_000;
/// Previews that are measured, each asked for by a person of their own, first alone and then beside others.
pub(super) const PREVIEWS: u32 = 10;
/// People who ask while a preview is made, one after the other.
const BESIDE: i64 = 20;

const OWNER: i64 = 9_000_000;
const BOT: i64 = 6_000_000;
const KEY: &str = "BENCH-preview-not-real-00000000000000000";
const SHEET: &str = "1FAKE-sheet-of-a-bench-0000000000000000001";

/// The figures of the previews.
pub(super) struct Figures {
    /// The bot's processor time for one preview, the calls of the API included.
    pub(super) cpu: Option<Duration>,
    pub(super) peak_kb: Option<u64>,
    /// The previews alone.
    pub(super) alone: Run,
    /// The answers of those who asked beside.
    pub(super) beside: Run,
}

/// Half of the rows are commands that the bot has.
fn sheet() -> String {
    let mut sheet = "command,answer,help,aliases,scenarios\n".to_owned();
    for row in 1..=ROWS {
        let number = row + COMMANDS / 2;
        let _ = writeln!(sheet, "/more{number},Answer {row} of the shop,Help,a{row},Bot.sendMessage('{row}')");
    }
    sheet
}

pub(super) async fn measure() -> anyhow::Result<Figures> {
    let sheets = SheetServer::start().await?;
    sheets.serve(SHEET, &sheet());
    let settings = [("BB_POCKET_SHEET_HOSTS", sheets.host()), ("BB_POCKET_ALLOW_HTTP", "yes".to_owned())];
    let people = PREVIEWS * u32::try_from(BESIDE)?;
    let mut bench = Bench::start_after(people, &settings, async |_, _| Ok(())).await?;
    bench.api().add_account("owner@example.com", KEY);
    bench.api().add_bot(KEY, BOT, "A shop");
    bench.api().add_commands(BOT, COMMANDS);
    bench.api().set_sheet(BOT, &sheets.published_link(SHEET));
    bench.link(people).await?;
    bench.run(owners().map(|owner| Question::new(owner, format!("/setkey {KEY}"), "Connected")), 1).await?;
    bench.run(owners().map(room), 1).await?;
    let alone = bench.run(owners().map(preview), 1).await?;
    let peak_kb = bench.memory("VmHWM:");
    bench.run(owners().map(room), 1).await?;
    let mut beside = Vec::new();
    for (turn, owner) in (0..).zip(owners()) {
        let others: Vec<Question> = (turn * BESIDE..).take(20).map(|person| bench.question_of(person)).collect();
        let questions = std::iter::once(preview(owner).unmeasured()).chain(others);
        beside.push(bench.run(questions, 2).await?);
    }
    let cpu = alone.bot_cpu.map(|cpu| cpu / PREVIEWS);
    Ok(Figures { cpu, peak_kb, alone, beside: Run::of_all(beside) })
}

fn owners() -> impl Iterator<Item = i64> {
    (OWNER..).take(PREVIEWS as usize)
}

fn room(owner: i64) -> Question {
    Question::new(owner, format!("/import {BOT}"), "Sheet …")
}

fn preview(owner: i64) -> Question {
    Question::press(owner, "See a preview", "4,000 new · 1,000 overwritten")
}
