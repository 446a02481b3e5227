//! A folder that lost its right to be written: told at start, and nothing is lost.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use bb_pocket::sandbox::bots_business::DEMO_KEY;

use crate::process::{Operated, finished, text};
use crate::support::contains;

/// A process of somebody without the rights of root, whom file modes do not bind. Their folder holds the binary too:
/// where it was built they may not look.
struct Unprivileged {
    operated: Operated,
    binary: PathBuf,
    root: bool,
}

/// The user id that no file belongs to.
const NOBODY: u32 = 65_534;

impl Unprivileged {
    async fn new() -> Self {
        let operated = Operated::new().await;
        let folder = operated.folder.path();
        let root = std::fs::metadata(folder).unwrap().uid() == 0;
        let binary = folder.join("bb-pocket");
        // By another process: a file that this one has open for writing cannot be run by the children that other tests
        // start at that moment (execve(2), ETXTBSY).
        assert!(Command::new("cp").arg(env!("CARGO_BIN_EXE_bb-pocket")).arg(&binary).status().unwrap().success());
        if root {
            chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        Self { operated, binary, root }
    }

    fn run(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.binary);
        command.args(arguments).env_clear().envs(&self.operated.settings).current_dir(self.operated.folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        if self.root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// Takes the right to write from the data folder and all in it, or gives it back.
    fn may_write(&self, may: bool) {
        let data = self.operated.folder.path().join("data");
        let set = |path: &Path, mode| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        };
        for file in std::fs::read_dir(&data).unwrap() {
            set(&file.unwrap().path(), if may { 0o600 } else { 0o400 });
        }
        set(&data, if may { 0o700 } else { 0o500 });
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_only_folder_is_told_at_start_and_nothing_is_lost() {
    let bot = Unprivileged::new().await;
    let child = bot.run(&[]).spawn().unwrap();
    bot.operated.says(DEMO_KEY, "Connected").await;
    bot.operated.ends(child);
    bot.may_write(false);
    let asked = bot.operated.telegram.say(&bot.operated.anna, bot.operated.anna.chat(), "/csvstatus 2792787 123");
    let refused = finished(bot.run(&[]));
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    let told = text(&refused.stderr);
    let last = told.lines().last().unwrap();
    contains(last, "bb-pocket: data/bb-pocket.db: database: ");
    assert_eq!(last.matches("readonly database").count(), 1, "{last}");
    let checked = finished(bot.run(&["check"]));
    assert_eq!(checked.status.code(), Some(1));
    contains(&text(&checked.stdout), "WRONG    database: data/bb-pocket.db cannot be written");
    bot.may_write(true);
    let before = bot.operated.telegram.events().len();
    let child = bot.run(&[]).spawn().unwrap();
    bot.operated.sees(before, "New      21").await;
    bot.operated.telegram.acknowledged(asked).await.unwrap();
    bot.operated.ends(child);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_where_nothing_can_be_made_is_told_by_its_name() {
    let bot = Unprivileged::new().await;
    let folder = bot.operated.folder.path();
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o555)).unwrap();
    let checked = finished(bot.run(&["check"]));
    assert_eq!(checked.status.code(), Some(1));
    contains(&text(&checked.stdout), "WRONG    database: data/bb-pocket.db cannot be made: . cannot be written");
    let refused = finished(bot.run(&[]));
    assert_eq!(refused.status.code(), Some(1));
    contains(&text(&refused.stderr), "bb-pocket: the folder of data/bb-pocket.keys: Permission denied");
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
}
