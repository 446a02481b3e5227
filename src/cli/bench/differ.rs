//! What comparing two large codes costs: what a person waits for before a command is saved.
//!
//! Owns the two codes. It runs in this process: the same function that the bot calls, without anything around it.

use std::time::Duration;

use super::drive::cpu;
use crate::api::ApiText;
use crate::credentials::ApiKey;
use crate::screens::editing::lines_that_differ;

/// How often they are compared: processor time is counted in steps of 10 ms.
pub(super) const TIMES: u32 = 40;
/// Lines of a code; each has 40 characters, so that it has 200 kB.
pub(super) const LINES: usize = 5_000;
/// Every so many lines one differs.
pub(super) const EVERY: usize = 3;

fn code(differs: bool) -> ApiText {
    let line = |line: usize| {
        let word = if differs && line.is_multiple_of(EVERY) { "after" } else { "other" };
        format!("{:<39}\n", format!("let value{line:05} = {word}({line})"))
    };
    (0..LINES).map(line).collect::<String>().into()
}

/// The processor time of comparing them once; `None` on systems without `/proc`.
pub(super) fn measure() -> Option<Duration> {
    let key = ApiKey::parse("BENCH-not-real-0000000000000000000000000")?;
    let (old, new) = (code(false), code(true));
    let before = cpu("self")?;
    let differ: usize = (0..TIMES).map(|_| lines_that_differ(&old, &new, &key)).sum();
    let spent = cpu("self")?.checked_sub(before)?;
    // Without this the compiler may drop what nobody uses.
    (differ > 0).then_some(spent / TIMES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_have_two_hundred_kilobytes_and_differ_as_said() {
        let key = ApiKey::parse("BENCH-not-real-0000000000000000000000000").unwrap();
        assert_eq!(code(true).shown(&key).len(), 200_000);
        // A slow machine finds a longer difference: the search for the shortest one has a time limit.
        assert!(lines_that_differ(&code(false), &code(true), &key) >= 2 * LINES.div_ceil(EVERY));
    }
}
