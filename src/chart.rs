//! A chart of hours as a picture: bars or an area, digits, and gaps where nothing is known.
//!
//! Owns what is where in the picture. It knows no language and no time zone: the words are in the caption, so that the
//! digits of `chart/digits.rs` are all the letters that it needs. Its own background makes it readable in dark and light.

use self::canvas::{Canvas, Colour};

mod canvas;
mod digits;

/// The picture, points.
pub const WIDTH: usize = 800;
pub const HEIGHT: usize = 400;

/// Where the hours are drawn: two points for each hour of two weeks.
const LEFT: usize = 112;
const ACROSS: usize = 672;
const TOP: usize = 16;
const BOTTOM: usize = HEIGHT - 44;
/// Between two panels.
const GAP: usize = 28;
/// The smallest number that is not 0 is seen.
const LOWEST: usize = 4;
/// Strength of the line under what is known, and of the line over an area.
const BASE: usize = 3;
/// Points between two stripes of a gap.
const STRIPE: usize = 10;
/// Dashes of a limit.
const DASH: usize = 12;

/// A chart: one panel, or several below each other.
#[derive(Debug, Clone)]
pub struct Chart<'a> {
    /// The panels.
    pub panels: &'a [Panel<'a>],
    /// Where days begin, by the place among the hours, each with the number that is written there, if any.
    pub days: &'a [(usize, Option<u64>)],
}

/// Numbers by hour; `None` where nothing is known.
#[derive(Debug, Clone, Copy)]
pub struct Panel<'a> {
    /// The numbers.
    pub hours: &'a [Option<u64>],
    /// What is drawn.
    pub style: Style,
}

/// How numbers are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A bar for each hour: what happened in it.
    Bars,
    /// An area below a limit: how much there is of it.
    Area {
        /// The limit, a dashed line.
        limit: Option<u64>,
    },
}

/// Draws a chart as a PNG. Empty when the encoder fails, which it does for no chart (a test draws hostile ones).
pub fn draw(chart: &Chart<'_>) -> Vec<u8> {
    let mut canvas = Canvas::new(WIDTH, HEIGHT);
    let count = chart.panels.len().max(1);
    let high = (BOTTOM - TOP - GAP * (count - 1)) / count;
    for (place, panel) in chart.panels.iter().enumerate() {
        let base = TOP + high + place * (high + GAP);
        Drawing { canvas: &mut canvas, base, high }.panel(panel, chart.days);
    }
    for (place, number) in chart.days {
        let hours = chart.panels.first().map_or(0, |panel| panel.hours.len());
        if let Some(number) = number {
            let number = short(*number);
            let x = across(*place, hours) + 6;
            if x + digits::width(&number) <= WIDTH {
                digits::write(&mut canvas, &number, x, BOTTOM + 10);
            }
        }
    }
    canvas.png().unwrap_or_else(|error| {
        tracing::error!(%error, "a chart could not be encoded");
        Vec::new()
    })
}

/// One panel on the canvas.
struct Drawing<'a> {
    canvas: &'a mut Canvas,
    /// The row of 0.
    base: usize,
    /// From there to the largest number, points.
    high: usize,
}

impl Drawing<'_> {
    fn panel(&mut self, panel: &Panel<'_>, days: &[(usize, Option<u64>)]) {
        let largest = panel.hours.iter().flatten().copied().max().unwrap_or(0);
        let limit = match panel.style {
            Style::Bars => None,
            Style::Area { limit } => limit,
        };
        let most = largest.max(limit.unwrap_or(0)).max(1);
        self.grid(panel.hours.len(), days);
        for (place, number) in panel.hours.iter().enumerate() {
            let (from, to) = (across(place, panel.hours.len()), across(place + 1, panel.hours.len()));
            // More hours than points: they share one.
            let to = to.max(from + 1).min(LEFT + ACROSS);
            match number {
                Some(number) => self.known(from..to, self.height(*number, most), panel.style),
                None => self.gap(from..to),
            }
        }
        if let Some(limit) = limit {
            let y = self.base - self.height(limit, most);
            for x in (LEFT..LEFT + ACROSS).filter(|x| (x / DASH).is_multiple_of(2)) {
                self.canvas.fill(x..x + 1, y..y + 2, Colour::Text);
            }
        }
        for (number, y) in [(most, self.base - self.high), (0, self.base.saturating_sub(digits::HEIGHT - BASE))] {
            let number = short(number);
            let x = LEFT.saturating_sub(12 + digits::width(&number));
            digits::write(self.canvas, &number, x, y);
        }
    }

    /// The line of the largest number, and where days begin.
    fn grid(&mut self, hours: usize, days: &[(usize, Option<u64>)]) {
        let top = self.base - self.high;
        self.canvas.fill(LEFT..LEFT + ACROSS, top..top + 1, Colour::Grid);
        for (place, _) in days.iter().filter(|(place, _)| *place < hours) {
            let x = across(*place, hours);
            self.canvas.fill(x..x + 1, top..self.base, Colour::Grid);
        }
    }

    fn known(&mut self, x: std::ops::Range<usize>, height: usize, style: Style) {
        let top = self.base - height;
        match style {
            Style::Bars => self.canvas.fill(x.clone(), top..self.base, Colour::Bar),
            Style::Area { .. } => {
                self.canvas.fill(x.clone(), top..self.base, Colour::Area);
                self.canvas.fill(x.clone(), top..(top + BASE).min(self.base), Colour::Line);
            }
        }
        self.canvas.fill(x, self.base..self.base + BASE, Colour::Known);
    }

    /// Stripes, and no line under them.
    fn gap(&mut self, x: std::ops::Range<usize>) {
        for x in x {
            for y in (self.base - self.high..self.base).filter(|y| (x + y) % STRIPE < 2) {
                self.canvas.fill(x..x + 1, y..y + 1, Colour::Gap);
            }
        }
    }

    fn height(&self, number: u64, most: u64) -> usize {
        let height = u128::from(number) * self.high as u128 / u128::from(most.max(1));
        let height = usize::try_from(height).unwrap_or(self.high).min(self.high);
        if number > 0 { height.max(LOWEST) } else { 0 }
    }
}

/// Where an hour begins.
fn across(place: usize, hours: usize) -> usize {
    LEFT + place * ACROSS / hours.max(1)
}

/// A number in four signs at most, rounded down: `999`, `1.2k`, `46k`, `18E`.
fn short(number: u64) -> String {
    const UNITS: [char; 6] = ['k', 'M', 'G', 'T', 'P', 'E'];
    let (mut whole, mut rest, mut unit) = (number, 0, None);
    for sign in UNITS {
        if whole < 1000 {
            break;
        }
        (whole, rest, unit) = (whole / 1000, whole % 1000 / 100, Some(sign));
    }
    match unit {
        None => whole.to_string(),
        Some(unit) if whole < 10 && rest > 0 => format!("{whole}.{rest}{unit}"),
        Some(unit) => format!("{whole}{unit}"),
    }
}

#[cfg(test)]
mod tests;
