//! What drawing a chart costs: the picture of a digest, whose person waits for nothing, but whose thread does.
//!
//! Owns the numbers that are drawn. It runs in this process: the same function that the bot calls.

use std::time::{Duration, Instant};

use super::drive::cpu;
use crate::chart::{self, Chart, Panel, Style};

/// How often it is drawn: processor time is counted in steps of 10 ms.
pub(super) const TIMES: u32 = 100;
/// Two weeks of hours.
pub(super) const HOURS: u64 = 14 * 24;

/// The figures of a chart.
pub(super) struct Figures {
    /// The processor time of one; `None` on systems without `/proc`.
    pub(super) cpu: Option<Duration>,
    /// The longest of all.
    pub(super) longest: Duration,
    /// Bytes of the picture.
    pub(super) bytes: usize,
}

pub(super) fn measure() -> Figures {
    let errors: Vec<Option<u64>> = (0..HOURS).map(|hour| (hour % 17 > 0).then_some(hour * hour % 97)).collect();
    let used: Vec<Option<u64>> = (0..HOURS).map(|hour| Some(hour * 290)).collect();
    let panels = [
        Panel { hours: &errors, style: Style::Bars },
        Panel { hours: &used, style: Style::Area { limit: Some(100_000) } },
    ];
    let days: Vec<(usize, Option<u64>)> = (0..14).map(|day| (day * 24 + 9, Some(1 + day as u64))).collect();
    let (before, mut longest, mut bytes) = (cpu("self"), Duration::ZERO, 0);
    for _ in 0..TIMES {
        let begun = Instant::now();
        bytes = chart::draw(&Chart { panels: &panels, days: &days }).len();
        longest = longest.max(begun.elapsed());
    }
    let cpu = cpu("self").zip(before).map(|(after, before)| after.saturating_sub(before) / TIMES);
    Figures { cpu, longest, bytes }
}
