//! The recipes of `docs/operating.md`, read from the page and run as they stand, in order, with the real binary between
//! simulators. After each of them a linked person still gets their answer.
//!
//! For systemd, `systemctl` is a script that starts and stops the unit's own command line with the unit's own settings:
//! there is no systemd here. Folders of the system are below a folder of the test.

use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use bb_pocket::sandbox::bots_business::DEMO_KEY;

use super::*;
use crate::process::Operated;
use crate::support::contains;

/// The blocks of a kind, in the order of the page: name and commands.
fn recipes(kind: &str) -> Vec<(String, String)> {
    let page = include_str!("../../../docs/operating.md");
    let mark = format!("<!-- {kind}: ");
    page.split(&mark)
        .skip(1)
        .map(|part| {
            let (name, rest) = part.split_once(" -->\n```sh\n").unwrap_or_else(|| panic!("no commands behind {mark}"));
            (name.to_owned(), rest.split_once("\n```").unwrap().0.to_owned())
        })
        .collect()
}

fn executable(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A shell that keeps its folder and variables from block to block, as an operator's does.
struct Shell {
    operated: Operated,
    /// Set before each block.
    before: String,
}

impl Shell {
    async fn new() -> Self {
        let operated = Operated::new().await;
        let root = operated.folder.path();
        for folder in ["bin", "there", "home"] {
            std::fs::create_dir(root.join(folder)).unwrap();
        }
        std::fs::copy(env!("CARGO_BIN_EXE_bb-pocket"), root.join("bin/bb-pocket")).unwrap();
        std::fs::set_permissions(root.join("there"), std::fs::Permissions::from_mode(0o700)).unwrap();
        let before = format!("cd {}\n", root.join("home").display());
        Self { operated, before }
    }

    fn port() -> String {
        std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
    }

    fn run(&mut self, name: &str, commands: &str, listen: &str) {
        let root = self.operated.folder.path().to_owned();
        let state = root.join("state");
        // Where the next block goes on.
        let script = format!("set -eu\n{}{commands}\npwd > {}\n", self.before, state.display());
        let path = std::env::var("PATH").unwrap();
        let log = std::fs::File::create(root.join("shell.log")).unwrap();
        let mut shell = Command::new("bash");
        shell.arg("-c").arg(&script).env_clear().current_dir(&root).stdin(Stdio::null());
        shell.envs([
            ("PATH", format!("{}:{path}", root.join("bin").display())),
            ("HOME", root.join("home").display().to_string()),
            ("TOKEN", self.operated.telegram.token()),
            ("TELOXIDE_API_URL", self.operated.telegram.url()),
            ("BB_API_URL", self.operated.api.url()),
            ("LISTEN", listen.to_owned()),
            ("NEW", env!("CARGO_BIN_EXE_bb-pocket").to_owned()),
            ("OLD", env!("CARGO_BIN_EXE_bb-pocket").to_owned()),
            ("BIN", root.join("bin").display().to_string()),
            ("THERE", root.join("there").display().to_string()),
            ("CARRIED", root.join("carried").display().to_string()),
        ]);
        // A file, and no pipe: the bot that a recipe starts keeps it open.
        shell.stdout(Stdio::from(log.try_clone().unwrap())).stderr(Stdio::from(log));
        let status = shell.status().unwrap();
        let told = std::fs::read_to_string(root.join("shell.log")).unwrap();
        assert!(status.success(), "{name}: {status}\n{commands}\n{told}");
        self.before = format!("cd {}", std::fs::read_to_string(&state).unwrap());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recipes_for_the_bare_binary_run_as_they_stand() {
    let mut shell = Shell::new().await;
    let listen = Shell::port();
    let recipes = recipes("bare");
    let names: Vec<&str> = recipes.iter().map(|(name, _)| name.as_str()).collect();
    let all = [
        "first-run",
        "keep-ring",
        "back-up",
        "restore",
        "rotate",
        "upgrade",
        "go-back",
        "go-back-to-backup",
        "move",
        "stop",
    ];
    assert_eq!(names, all);
    for (name, commands) in &recipes {
        shell.run(name, commands, &listen);
        match name.as_str() {
            "first-run" => shell.operated.says(DEMO_KEY, "Connected").await,
            "stop" => {}
            _ => shell.operated.says("/csvstatus 2792787 123", "New      21").await,
        }
    }
    assert!(shell.operated.folder.path().join("there/data/bb-pocket.db").exists());
}

/// The unit's own settings and command line, with `%d` and `%S` as systemd replaces them, as a script.
fn systemctl(root: &Path, listen: &str) -> String {
    let unit = include_str!("../../../packaging/bb-pocket.service");
    let (credentials, state) = (root.join("credentials"), root.join("var/lib"));
    let put = |text: &str| {
        text.replace("%d", &credentials.display().to_string())
            .replace("%S", &state.display().to_string())
            .replace("127.0.0.1:9090", listen)
    };
    let of =
        |name: &str| unit.lines().filter_map(|line| line.strip_prefix(name)).map(str::to_owned).collect::<Vec<_>>();
    let settings: Vec<String> = of("Environment=").iter().map(|setting| format!("'{}'", put(setting))).collect();
    let command = of("ExecStart=").concat();
    assert_eq!(command, "/usr/bin/env bb-pocket", "the unit finds the binary in the system's folders");
    let lent: Vec<String> = of("LoadCredential=")
        .iter()
        .map(|credential| {
            let (name, file) = credential.split_once(':').unwrap();
            format!("install -m 0400 {}{file} {}/{name}", root.display(), credentials.display())
        })
        .collect();
    format!(
        "#!/bin/sh\nset -eu\npid={root}/unit.pid\nstop() {{ if [ -f $pid ]; then kill \"$(cat $pid)\"; while kill -0 \
         \"$(cat $pid)\" 2>/dev/null; do sleep 0.1; done; rm $pid; fi; }}\nstart() {{ rm -rf {c}; mkdir -m 0700 {c}; mkdir -p \
         -m 0700 {s}/bb-pocket; {lent}; cd {s}/bb-pocket; env -u DATABASE_URL -u BB_POCKET_KEY_FILE {settings} {command} \
         >>{root}/unit.log 2>&1 & echo $! >$pid; }}\ncase $1 in enable|start) start;; stop|disable) stop;; restart) stop; start;; \
         esac\n",
        root = root.display(),
        c = credentials.display(),
        s = state.display(),
        lent = lent.join("; "),
        settings = settings.join(" "),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_recipes_for_systemd_run_with_the_units_own_command_line() {
    let mut shell = Shell::new().await;
    let listen = Shell::port();
    let root = shell.operated.folder.path().to_owned();
    for folder in ["etc", "var/lib", "root"] {
        std::fs::create_dir_all(root.join(folder)).unwrap();
    }
    executable(&root.join("bin/systemctl"), &systemctl(&root, &listen));
    let recipes = recipes("systemd");
    let names: Vec<&str> = recipes.iter().map(|(name, _)| name.as_str()).collect();
    let all = [
        "first-run",
        "keep-ring",
        "check",
        "back-up",
        "restore",
        "rotate",
        "upgrade",
        "go-back",
        "go-back-to-backup",
        "move-from",
        "move-to",
        "stop",
    ];
    assert_eq!(names, all);
    for (name, commands) in &recipes {
        let mut here = commands.replace("127.0.0.1:9090", &listen);
        for folder in ["/etc/bb-pocket", "/var/lib/bb-pocket", "/root/"] {
            here = here.replace(folder, &format!("{}{folder}", root.display()));
        }
        shell.run(name, &here, &listen);
        match name.as_str() {
            "first-run" => shell.operated.says(DEMO_KEY, "Connected").await,
            // The next block is on another machine, where nothing is but what was carried.
            "move-from" => {
                for folder in ["etc/bb-pocket", "var/lib/bb-pocket"] {
                    std::fs::remove_dir_all(root.join(folder)).unwrap();
                }
            }
            "stop" => {}
            _ => shell.operated.says("/csvstatus 2792787 123", "New      21").await,
        }
    }
    let log = std::fs::read_to_string(root.join("unit.log")).unwrap();
    contains(&log, "stopping");
    assert!(!log.contains("DEMO-KEY"), "{log}");
}
