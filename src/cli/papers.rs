//! `man` and `completions`: made from the definition of the arguments, so that they say what `--help` says.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, ensure};
use clap::Command;
use clap_complete::{Shell, generate};

const NAME: &str = "bb-pocket";

/// Writes `bb-pocket.1`, and a page for each command.
pub(super) fn man(command: Command, folder: &Path) -> anyhow::Result<()> {
    ensure!(folder.is_dir(), "there is no folder {}; make it first", folder.display());
    clap_mangen::generate_to(command, folder).with_context(|| folder.display().to_string())
}

pub(super) fn completions(mut command: Command, shell: Shell) -> anyhow::Result<()> {
    let mut script = Vec::new();
    generate(shell, &mut command, NAME, &mut script);
    io::stdout().write_all(&script).context("standard output")
}
