//! What operators do to a copy, and what it makes of it: the real binary as a process.

mod beside;
mod checked;
mod files;
mod killed;
mod operator;
mod packaged;
mod recipes;
mod schemas;
mod terminal;
mod watched;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Output;
use std::time::{Duration, Instant};

use crate::process::{bb_pocket, finished, text};

/// Visibly fake, and nowhere in an output.
const FAKE_TOKEN: &str = "123456:FAKE-token-FAKE-token-FAKE-token-00";

/// Exit code and everything that was printed.
fn printed(done: &Output) -> (Option<i32>, String) {
    (done.status.code(), format!("{}{}", text(&done.stdout), text(&done.stderr)))
}

/// Runs a command in a folder. Whatever it is given, it ends, and prints no secret.
fn run(folder: &Path, arguments: &[&str], settings: &[(&'static str, &str)]) -> (Option<i32>, String) {
    let settings: BTreeMap<&'static str, String> =
        settings.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let began = Instant::now();
    let done = printed(&finished(bb_pocket(arguments, &settings, folder)));
    assert!(began.elapsed() < Duration::from_secs(20), "{arguments:?} took {:?}", began.elapsed());
    assert!(!done.1.contains("FAKE"), "a secret is printed: {}", done.1);
    done
}
