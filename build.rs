//! Builds again when a sentence changes, because the macros that check the catalogue do not watch it themselves, and
//! finds out which commit is built. Needs neither git nor the network: without git the commit is unknown.

use std::env;
use std::path::Path;
use std::process::Command;

/// Names the commit where git cannot: in a container, which gets the sources alone, and for who builds a package.
const COMMIT: &str = "BUILD_COMMIT";

fn main() {
    println!("cargo::rerun-if-changed=src/locales");
    println!("cargo::rerun-if-changed=i18n.toml");
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-env-changed={COMMIT}");
    println!("cargo::rustc-env=BB_POCKET_BUILD={}", build());
}

/// What is behind the version. A build for development does not ask git: it would be built anew after every commit.
fn build() -> String {
    let given = env::var(COMMIT).ok().filter(|commit| is_commit(commit));
    let is_release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    match given.or_else(|| if is_release { from_git() } else { None }) {
        Some(commit) => format!("commit {}", &commit[..commit.len().min(12)]),
        None if is_release => "commit unknown".to_owned(),
        None => "debug build".to_owned(),
    }
}

/// The commit of this very folder. Sources that were unpacked inside of another repository are not that one's.
fn from_git() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let here = env::var_os("CARGO_MANIFEST_DIR")?;
    if Path::new(&top).canonicalize().ok()? != Path::new(&here).canonicalize().ok()? {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file])?;
        // A file that is missing would make cargo build anew every time.
        if Path::new(&path).exists() {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    git(&["rev-parse", "HEAD"]).filter(|commit| is_commit(commit))
}

fn git(arguments: &[&str]) -> Option<String> {
    let done = Command::new("git").args(arguments).output().ok().filter(|done| done.status.success())?;
    String::from_utf8(done.stdout).ok().map(|text| text.trim().to_owned())
}

fn is_commit(text: &str) -> bool {
    text.len() >= 7 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
