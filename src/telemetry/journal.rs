//! Log lines for the journal of systemd: each begins with its priority (sd-daemon(3)), and has no time of its own, which
//! the journal writes itself.

use std::fmt;
use std::os::fd::AsFd as _;
use std::os::unix::fs::MetadataExt as _;

use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, Full, Json, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// The format of a line, behind its priority.
pub(super) struct Lines<F>(pub(super) F);

pub(super) fn text() -> Format<Full, ()> {
    Format::default().with_target(false).with_ansi(false).without_time()
}

/// A program that reads them wants the time in them.
pub(super) fn json() -> Format<Json> {
    Format::default().json().flatten_event(true)
}

/// Whether standard error goes to the journal: `JOURNAL_STREAM` is device and inode of its stream (systemd.exec(5)). The
/// variable alone does not say so: it is inherited, also where the stream is redirected.
pub(super) fn reads_us() -> bool {
    let named = std::env::var("JOURNAL_STREAM").ok();
    named.is_some_and(|named| ours().is_some_and(|ours| ours == named))
}

fn ours() -> Option<String> {
    let stream = std::io::stderr().as_fd().try_clone_to_owned().ok()?;
    let file = std::fs::File::from(stream).metadata().ok()?;
    Some(format!("{}:{}", file.dev(), file.ino()))
}

fn priority(level: Level) -> u8 {
    match level {
        Level::ERROR => 3,
        Level::WARN => 4,
        Level::INFO => 6,
        _ => 7,
    }
}

impl<S, N, F> FormatEvent<S, N> for Lines<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        write!(writer, "<{}>", priority(*event.metadata().level()))?;
        self.0.format_event(context, writer, event)
    }
}
