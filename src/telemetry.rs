//! Logging: tracing as text or JSON on standard error.
//!
//! Owns what may be logged at all. Libraries log at `warn` and above only, whatever `RUST_LOG` says: their lower levels
//! print addresses and headers, which hold secrets. No log line of ours holds a secret, an update's body or a message's
//! text. A failure is logged once, at the place that handles it. All lines about one update have its number, in a span.

use std::io::IsTerminal as _;

use tracing::level_filters::LevelFilter;
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{FilterFn, Targets, filter_fn};
use tracing_subscriber::fmt::format::JsonFields;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{Layer as _, fmt};

mod journal;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LogFormat {
    #[default]
    Text,
    /// One JSON object per line.
    Json,
}

/// Starts logging. Replaces the panic hook by one that logs the place only: a panic's message may hold a secret.
pub fn start(filter: &str, format: LogFormat) {
    let filter: Targets = filter.parse().unwrap_or_default();
    let filter = match filter.default_level() {
        Some(_) => filter,
        None => filter.with_default(LevelFilter::INFO),
    };
    let lines = match format {
        LogFormat::Text if journal::reads_us() => {
            fmt::layer().with_writer(std::io::stderr).event_format(journal::Lines(journal::text())).boxed()
        }
        LogFormat::Json if journal::reads_us() => fmt::layer()
            .with_writer(std::io::stderr)
            .fmt_fields(JsonFields::new())
            .event_format(journal::Lines(journal::json()))
            .boxed(),
        LogFormat::Text => {
            let colours = std::io::stderr().is_terminal();
            fmt::layer().with_writer(std::io::stderr).with_ansi(colours).with_target(false).boxed()
        }
        LogFormat::Json => fmt::layer().with_writer(std::io::stderr).json().flatten_event(true).boxed(),
    };
    // Fails when a subscriber is installed already, as in tests; that one stays.
    let _ = tracing_subscriber::registry().with(lines.with_filter(secret_free()).with_filter(filter)).try_init();
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(at, "panic");
    }));
}

/// Checks a filter in the syntax of `RUST_LOG`: levels, and levels of targets, with commas between. The error says what to
/// write instead. A bare word that is no level would be a target, and everything else be silent.
pub fn check_filter(filter: &str) -> Result<(), String> {
    let mut words = filter.split(',').map(str::trim).filter(|word| !word.is_empty());
    let known = words.all(|word| word.contains('=') || word.parse::<LevelFilter>().is_ok());
    let reads = known && filter.parse::<Targets>().is_ok();
    reads.then_some(()).ok_or_else(|| "write a level, such as info or debug".to_owned())
}

fn secret_free() -> FilterFn<fn(&Metadata<'_>) -> bool> {
    filter_fn(|line| line.target().starts_with("bb_pocket") || *line.level() <= Level::WARN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_levels_and_nothing_that_silences_by_mistake() {
        for good in ["info", "DEBUG", "off", "warn,bb_pocket=debug", "bb_pocket::telegram=trace", ""] {
            assert_eq!(check_filter(good), Ok(()), "{good}");
        }
        for bad in ["inf", "bb_pocket", "loud,info", "bb_pocket=loud"] {
            assert!(check_filter(bad).is_err(), "{bad}");
        }
    }
}
