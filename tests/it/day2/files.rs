//! Settings and what they name, as operators get them wrong: each is told once, by file, line and name.

use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use bb_pocket::config::{Config, EnvFile};
use bb_pocket::vault::Vault;
use proptest::prelude::*;

use super::*;
use crate::support::contains;

fn write(path: &Path, bytes: &[u8]) {
    std::fs::write(path, bytes).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// Runs `check` beside this `.env`: the settings are wrong, and this is said once.
fn refused(env: &[u8], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    write(&folder.path().join(".env"), env);
    let (code, told) = run(folder.path(), &["check"], &[]);
    assert_eq!(code, Some(2), "{told}");
    assert_eq!(told.matches(expected).count(), 1, "«{expected}» in\n{told}");
}

#[test]
fn a_folder_named_env_ends_every_command() {
    for command in ["check", "run", "health", "backup", "rotate-keys", "endpoints"] {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(".env")).unwrap();
        let arguments = if command == "backup" { vec![command, "copy.db"] } else { vec![command] };
        let (code, told) = run(folder.path(), &arguments, &[]);
        assert_eq!(code, Some(2), "{command}: {told}");
        contains(&told, ".env: is a folder, not a file");
    }
}

#[test]
fn a_line_of_env_is_told_by_number_and_name() {
    refused(b"\nTELOXIDE_TOKEN=FAKE with spaces\n", ".env: line 2: the value of TELOXIDE_TOKEN has spaces");
    refused(b"# a\nTELOXIDE_TOKEN='FAKE\n", ".env: line 2: the quote in TELOXIDE_TOKEN does not end in this line");
    refused(b"FAKE-token\n", ".env: line 1: not NAME=value");
    refused(b"TELOXIDE_TOKN=x\n", ".env: line 1: there is no setting TELOXIDE_TOKN; did you mean TELOXIDE_TOKEN?");
    refused(
        b"BB_POCKET_ALOWED_USERS=1\n",
        "BB_POCKET_ALOWED_USERS (.env, line 1): there is no such setting; did you mean BB_POCKET_ALLOWED_USERS?",
    );
    refused(b"A=1\nTELOXIDE_TOKEN=FAKE\n", "TELOXIDE_TOKEN (.env, line 2): not a bot token");
    refused(b"BB_POCKET_OPERATOR=$FAKE\n", ".env: line 1: $ in BB_POCKET_OPERATOR is not replaced by a variable");
    refused(b"RUST_LOG=info\nRUST_LOG=debug\n", ".env: line 2: RUST_LOG is set in line 1 already");
}

#[test]
fn what_is_no_text_is_told_by_its_line() {
    refused(b"A=1\nB=\xff\n", ".env: is not UTF-8 text (line 2)");
    refused(b"\xff\xfeA\0=\x001\0", ".env: is UTF-16; save it as UTF-8");
    refused(b"A=1\nB=\0\n", ".env: is not text: there is a zero byte in line 2");
    refused(&vec![b'#'; 300_000], ".env: is too large; at most 262144 bytes are read");
}

#[test]
fn an_env_file_from_windows_is_read_as_it_looks() {
    let folder = tempfile::tempdir().unwrap();
    let env =
        format!("\u{feff}TELOXIDE_TOKEN={FAKE_TOKEN}\r\nLOG_FORMAT=text  # don't change\r\nBB_API_URL=nonsense\r\n");
    write(&folder.path().join(".env"), env.as_bytes());
    let (code, told) = run(folder.path(), &["check"], &[]);
    assert_eq!(code, Some(2));
    contains(&told, "BB_API_URL (.env, line 3): not an address");
    assert!(!told.contains("TELOXIDE_TOKEN:") && !told.contains("LOG_FORMAT:"), "{told}");
}

#[test]
fn an_env_file_with_a_token_that_others_can_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let env = folder.path().join(".env");
    let text =
        format!("TELOXIDE_TOKEN={FAKE_TOKEN}\nTELOXIDE_API_URL=http://127.0.0.1:1\nBB_API_URL=http://127.0.0.1:1\n");
    write(&env, text.as_bytes());
    let expected = ".env holds TELOXIDE_TOKEN and can be read by others; run: chmod 600 .env";
    let (_, told) = run(folder.path(), &["check"], &[]);
    contains(&told, "ok       settings: ");
    std::fs::set_permissions(&env, std::fs::Permissions::from_mode(0o644)).unwrap();
    let (_, told) = run(folder.path(), &["check"], &[]);
    contains(&told, &format!("warning  settings: {expected}"));
    // The port cannot be had, so the bot ends after it said so.
    let (_, told) = run(folder.path(), &["run"], &[("HTTP_LISTEN", "203.0.113.1:1")]);
    contains(&told, expected);
}

#[test]
fn every_file_says_the_same_of_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("folder")).unwrap();
    std::os::unix::fs::symlink("nowhere", path.join("link")).unwrap();
    write(&path.join("latin"), b"k\xff");
    write(&path.join("large"), &vec![b'a'; 300_000]);
    for setting in ["TELOXIDE_TOKEN_FILE", "BB_POCKET_KEY_FILE", "BB_POCKET_ENDPOINTS"] {
        for (file, problem) in [
            ("folder", "is a folder, not a file"),
            ("missing", "is missing"),
            ("link", "is a link to a file that is missing"),
            ("latin", "is not UTF-8 text (line 1)"),
            ("large", "is too large; at most"),
            ("/dev/zero", "is a device or a pipe, not a file"),
            ("~/keys", "~ is not replaced by a folder here"),
        ] {
            let mut settings =
                vec![(setting, file), ("TELOXIDE_API_URL", "http://127.0.0.1:1"), ("BB_API_URL", "http://127.0.0.1:1")];
            if setting != "TELOXIDE_TOKEN_FILE" {
                settings.push(("TELOXIDE_TOKEN", FAKE_TOKEN));
            }
            let (code, told) = run(path, &["run"], &settings);
            assert!(code == Some(1) || code == Some(2), "{setting}={file}: {code:?}\n{told}");
            assert_eq!(told.matches(problem).count(), 1, "{setting}={file}:\n{told}");
        }
    }
}

#[test]
fn quotes_of_another_programs_env_file_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let quoted = format!("\"{FAKE_TOKEN}\"");
    let (code, told) = run(folder.path(), &["check"], &[("TELOXIDE_TOKEN", &quoted)]);
    assert_eq!(code, Some(2));
    contains(&told, "TELOXIDE_TOKEN: is in quotes; write it without them");
    assert_eq!(told.matches("TELOXIDE_TOKEN:").count(), 1, "{told}");
}

#[test]
fn a_setting_that_is_not_utf_8_is_not_overlooked() {
    let folder = tempfile::tempdir().unwrap();
    let settings = BTreeMap::from([("TELOXIDE_TOKEN", FAKE_TOKEN.to_owned())]);
    let mut command = bb_pocket(&["check"], &settings, folder.path());
    command.env("BB_POCKET_ALLOWED_USERS", std::ffi::OsStr::from_bytes(b"7001\xff"));
    let (code, told) = printed(&finished(command));
    assert_eq!(code, Some(2));
    contains(&told, "BB_POCKET_ALLOWED_USERS: is not UTF-8 text");
}

#[test]
fn four_slashes_are_the_same_file_with_and_without_options() {
    for options in ["", "?mode=rwc"] {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        std::fs::create_dir(&inner).unwrap();
        let file = folder.path().join("data/bot.db");
        let url = format!("sqlite:///{}{options}", file.display());
        assert!(url.starts_with("sqlite:////"));
        let settings = [
            ("TELOXIDE_TOKEN", FAKE_TOKEN),
            ("DATABASE_URL", &*url),
            ("TELOXIDE_API_URL", "http://127.0.0.1:1"),
            ("HTTP_LISTEN", "203.0.113.1:1"),
        ];
        // It makes its database and then fails at an address that is not this machine's.
        let (code, told) = run(&inner, &["run"], &settings);
        assert_eq!(code, Some(1), "{told}");
        assert!(file.exists(), "{told}");
        assert_eq!(std::fs::read_dir(&inner).unwrap().count(), 0, "something was made in the working directory");
    }
}

#[test]
fn upkeep_needs_no_token() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["backup", "copy.db"][..], &["rotate-keys"][..]] {
        let (code, told) = run(folder.path(), arguments, &[]);
        assert_eq!(code, Some(1), "{told}");
        contains(&told, "there is no database data/bb-pocket.db yet");
    }
}

#[test]
fn lines_that_are_no_text_are_told_and_the_others_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = bb_pocket(&["sandbox"], &BTreeMap::new(), folder.path());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut typed = b"\xef\xbb\xbf/help\r\n\xff\xff\n/privacy\n".to_vec();
    typed.extend(vec![b'a'; 100_000]);
    typed.extend(b"\n/help\n");
    child.stdin.take().unwrap().write_all(&typed).unwrap();
    let (code, seen) = printed(&child.wait_with_output().unwrap());
    assert_eq!(code, Some(1), "{seen}");
    assert_eq!(seen.matches("What I can do").count(), 2, "{seen}");
    contains(&seen, "standard input is not UTF-8 text (line 2); left out");
    contains(&seen, "line 4 of standard input is too large; at most 65536 bytes are read; left out");
}

/// A folder with one of everything that is no ordinary file of text.
fn oddities() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    std::fs::create_dir(path.join("folder")).unwrap();
    std::os::unix::fs::symlink("nowhere", path.join("link")).unwrap();
    std::os::unix::fs::symlink("/dev/zero", path.join("zeros")).unwrap();
    assert!(Command::new("mkfifo").arg(path.join("pipe")).status().unwrap().success());
    drop(std::os::unix::net::UnixListener::bind(path.join("socket")).unwrap());
    write(&path.join("latin"), b"k\xff");
    // A terabyte, of which nothing is on the disk.
    write(&path.join("large"), b"");
    std::fs::File::options().write(true).open(path.join("large")).unwrap().set_len(1 << 40).unwrap();
    folder
}

/// Each of them, and what is said of it.
const ODDITIES: [(&str, &str); 7] = [
    ("folder", "is a folder, not a file"),
    ("link", "is a link to a file that is missing"),
    ("zeros", "is a device or a pipe, not a file"),
    ("pipe", "is a device or a pipe, not a file"),
    ("socket", "is a device or a pipe, not a file"),
    ("latin", "is not UTF-8 text (line 1)"),
    ("large", "is too large; at most"),
];

/// Runs it with a gigabyte of addresses, less than any of the oddities would take if it were read.
fn bounded(folder: &Path, line: &str, settings: &[(&'static str, &str)]) -> (Option<i32>, String) {
    let mut shell = Command::new("timeout");
    let line = format!("ulimit -v 1000000; exec {} {line}", env!("CARGO_BIN_EXE_bb-pocket"));
    shell.args(["20", "bash", "-c", &line]).env_clear().current_dir(folder).stdin(Stdio::null());
    let (code, told) = printed(&shell.envs(settings.iter().copied()).output().unwrap());
    assert_ne!(code, Some(124), "{line} never ends");
    assert!(!told.contains("FAKE"), "a secret is printed: {told}");
    (code, told)
}

/// Nobody is there.
const NOWHERE: [(&str, &str); 2] = [("TELOXIDE_API_URL", "http://127.0.0.1:1"), ("BB_API_URL", "http://127.0.0.1:1")];

#[test]
fn whatever_lies_in_the_place_of_a_file_is_told_by_every_command_that_reads_it() {
    let folder = oddities();
    let path = folder.path();
    for (odd, problem) in ODDITIES {
        for setting in ["TELOXIDE_TOKEN_FILE", "BB_POCKET_KEY_FILE", "BB_POCKET_ENDPOINTS"] {
            let mut settings = NOWHERE.to_vec();
            settings.push((setting, odd));
            if setting != "TELOXIDE_TOKEN_FILE" {
                settings.push(("TELOXIDE_TOKEN", FAKE_TOKEN));
            }
            for command in ["run", "check"] {
                let (code, told) = bounded(path, command, &settings);
                assert!(code == Some(1) || code == Some(2), "{command}, {setting}={odd}: {code:?}\n{told}");
                contains(&told, &format!("{odd} {problem}"));
            }
        }
        let (code, told) = bounded(path, "check --routes --write", &[("BB_API_URL", "http://127.0.0.1:1")]);
        assert_eq!(code, Some(2), "{told}");
        let (code, told) = bounded(path, &format!("check --routes --write {odd}"), &NOWHERE);
        assert_eq!(code, Some(1), "{odd}: {told}");
        contains(&told, &format!("it is not replaced: {odd} {problem}"));
    }
}

#[test]
fn whatever_lies_in_the_place_of_env_is_told_by_every_command() {
    for (odd, problem) in ODDITIES {
        let folder = oddities();
        std::fs::rename(folder.path().join(odd), folder.path().join(".env")).unwrap();
        for command in ["run", "check", "check --routes", "health", "endpoints", "backup copy", "rotate-keys"] {
            let (code, told) = bounded(folder.path(), command, &NOWHERE);
            assert_eq!(code, Some(2), "{command}, {odd}: {told}");
            assert_eq!(told.matches(&format!(".env: {problem}")).count(), 1, "{command}, {odd}: {told}");
        }
    }
}

#[test]
fn whatever_lies_in_the_place_of_the_database_is_told_by_every_command() {
    for (odd, problem) in ODDITIES.into_iter().take(5) {
        let folder = oddities();
        let url = format!("sqlite://{odd}");
        let mut settings = NOWHERE.to_vec();
        settings.extend([("TELOXIDE_TOKEN", FAKE_TOKEN), ("DATABASE_URL", &*url)]);
        for command in ["run", "check", "backup copy", "rotate-keys"] {
            let (code, told) = bounded(folder.path(), command, &settings);
            assert_eq!(code, Some(1), "{command}, {odd}: {told}");
            let missing = odd == "link" && ["backup copy", "rotate-keys"].contains(&command);
            contains(&told, if missing { "there is no database link yet" } else { problem });
        }
        assert!(!folder.path().join("bb-pocket.keys").exists(), "{odd}: a key was made for no database");
    }
}

#[test]
fn what_another_user_may_not_read_is_told() {
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65534;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let binary = env!("CARGO_BIN_EXE_bb-pocket");
    let as_nobody = |arguments: &[&str], settings: &[(&str, &str)]| {
        let mut command = Command::new(binary);
        command.args(arguments).env_clear().envs(settings.iter().copied()).current_dir(folder.path());
        command.stdin(Stdio::null()).uid(NOBODY).gid(NOBODY).output()
    };
    if as_nobody(&["--version"], &[]).is_err() {
        // Only root may be another user.
        return;
    }
    write(&folder.path().join("token"), FAKE_TOKEN.as_bytes());
    write(&folder.path().join("keys"), b"FAKE");
    write(&folder.path().join("ends"), b"");
    let settings = |setting: &'static str, file: &'static str| {
        let mut settings = NOWHERE.to_vec();
        settings.push((setting, file));
        if setting != "TELOXIDE_TOKEN_FILE" {
            settings.push(("TELOXIDE_TOKEN", FAKE_TOKEN));
        }
        settings
    };
    for (setting, file) in
        [("TELOXIDE_TOKEN_FILE", "token"), ("BB_POCKET_KEY_FILE", "keys"), ("BB_POCKET_ENDPOINTS", "ends")]
    {
        let (code, told) = printed(&as_nobody(&["check"], &settings(setting, file)).unwrap());
        assert!(code == Some(1) || code == Some(2), "{setting}: {code:?}\n{told}");
        contains(&told, &format!("{file} may not be read by this user"));
        assert!(!told.contains("FAKE"), "{told}");
    }
    // The folder is root's: nothing can be made in it.
    for command in ["run", "check"] {
        let (code, told) = printed(&as_nobody(&[command], &settings("LOG_FORMAT", "text")).unwrap());
        assert_eq!(code, Some(1), "{told}");
        contains(&told, "Permission denied");
    }
    write(&folder.path().join(".env"), b"LOG_FORMAT=text");
    let (code, told) = printed(&as_nobody(&["check"], &settings("RUST_LOG", "info")).unwrap());
    assert_eq!(code, Some(2), "{told}");
    contains(&told, ".env: may not be read by this user");
}

#[test]
fn files_from_windows_are_read_as_they_look() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    write(&path.join("token"), format!("\u{feff}{FAKE_TOKEN}\r\n").as_bytes());
    write(&path.join("keys"), format!("\u{feff}# mine\r\nk-1:{}\r\n", "A".repeat(43) + "=").as_bytes());
    write(&path.join("ends"), "\u{feff}[get_bots]\r\npath = \"/bots\"\r\n".as_bytes());
    let mut settings = NOWHERE.to_vec();
    settings.extend([
        ("TELOXIDE_TOKEN_FILE", "token"),
        ("BB_POCKET_KEY_FILE", "keys"),
        ("BB_POCKET_ENDPOINTS", "ends"),
    ]);
    let (code, told) = run(path, &["check"], &settings);
    assert_eq!(code, Some(1), "nobody is at the addresses: {told}");
    contains(&told, "ok       settings: all understood");
    contains(&told, "ok       keys: from keys");
}

#[test]
fn a_level_that_would_silence_everything_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for level in ["inf", "bb_pocket", "loud", "info,bb_pocket=loud", "quiet,bb_pocket"] {
        for command in ["run", "check"] {
            let settings = [("TELOXIDE_TOKEN", FAKE_TOKEN), ("RUST_LOG", level)];
            let (code, told) = run(folder.path(), &[command], &settings);
            assert_eq!(code, Some(2), "{level}: {told}");
            contains(&told, "RUST_LOG: write a level, such as info or debug");
        }
    }
}

#[test]
fn paths_that_a_shell_or_a_service_manager_would_change_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (setting, path, problem) in [
        ("BB_POCKET_KEY_FILE", "~/keys", "~ is not replaced by a folder here"),
        ("BB_POCKET_KEY_FILE", "$HOME/keys", "$ is not replaced by a variable here"),
        ("TELOXIDE_TOKEN_FILE", "%d/token", "% is not replaced here"),
        ("BB_POCKET_KEY_FILE", "C:\\bb\\keys", "have no meaning here"),
        ("BB_POCKET_ENDPOINTS", "conf/*.toml", "have no meaning here"),
        ("BB_POCKET_KEY_FILE", "sqlite:///keys", "an address, not a path"),
        ("BB_POCKET_KEY_FILE", "data/", "a folder, not a file"),
        ("DATABASE_URL", "sqlite://~/x.db", "~ is not replaced by a folder here"),
        ("DATABASE_URL", "sqlite://${HOME}/x.db", "$ is not replaced by a variable here"),
        ("DATABASE_URL", "sqlite://%S/x.db", "% and # have no meaning here"),
        ("DATABASE_URL", "sqlite://data\\x.db", "have no meaning here"),
        ("DATABASE_URL", "sqlite://\"data/x.db\"", "have no meaning here"),
        ("DATABASE_URL", "sqlite://data/", "a folder, not a file"),
        ("DATABASE_URL", "sqlite://", "names no file"),
        ("DATABASE_URL", "sqlite://:memory:", "names no file"),
        ("DATABASE_URL", "sqlite::memory:", "names no file"),
        ("DATABASE_URL", "sqlite://///x.db", "too many slashes"),
        ("DATABASE_URL", "sqlite://x.db?mode=ro", "only ?mode=rwc may follow"),
        ("DATABASE_URL", "/var/lib/x.db", "not an SQLite address"),
        ("DATABASE_URL", "postgres://a:FAKE@b/c", "not an SQLite address"),
    ] {
        let mut settings = vec![(setting, path)];
        if setting != "TELOXIDE_TOKEN_FILE" {
            settings.push(("TELOXIDE_TOKEN", FAKE_TOKEN));
        }
        let (code, told) = run(folder.path(), &["run"], &settings);
        assert_eq!(code, Some(2), "{setting}={path}: {told}");
        assert_eq!(told.matches(problem).count(), 1, "{setting}={path}: {told}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "{setting}={path} made something");
    }
}

#[test]
fn a_proxy_in_the_file_of_settings_is_not_overlooked() {
    refused(b"https_proxy=http://u:FAKE@p:1\n", ".env: line 1: https_proxy is read from the environment alone");
    refused(b"NO_PROXY=a\n", ".env: line 1: NO_PROXY is read from the environment alone; set it there");
}

#[test]
fn a_key_on_standard_input_is_read_within_bounds() {
    let folder = tempfile::tempdir().unwrap();
    let key = "FAKE-account-key-FAKE-account-key-000001";
    for (name, bytes) in [
        ("latin", b"\xff\n".to_vec()),
        ("quoted", format!("\"{key}\" and more\n").into_bytes()),
        ("empty", vec![]),
        ("windows", format!("\u{feff}{key}\r\n").into_bytes()),
    ] {
        write(&folder.path().join(name), &bytes);
    }
    for (input, problem) in [
        ("< /dev/zero", "standard input is too large; at most 1000 bytes are read"),
        ("< .", "standard input is a folder, not a file"),
        ("< latin", "standard input is not UTF-8 text (line 1)"),
        ("< quoted", "what was given cannot be an API key"),
        ("< empty", "no key: set BB_API_KEY, or give it on standard input"),
        ("<&-", "no key: set BB_API_KEY, or give it on standard input"),
        // It is a key, and nobody is there to take it.
        ("< windows", "http://127.0.0.1:1/: "),
    ] {
        let (code, told) = bounded(folder.path(), &format!("check --api {input}"), &NOWHERE);
        assert_eq!(code, Some(1), "{input}: {told}");
        contains(&told, problem);
    }
}

/// Eight bytes of a file in a row are in no word about it.
fn repeats_nothing(bytes: &[u8], told: &str) -> bool {
    !bytes.windows(8).any(|part| told.as_bytes().windows(8).any(|words| words == part))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_in_any_file_have_an_answer_that_repeats_none_of_them(bytes in proptest::collection::vec(0_u8..=255, 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("f");
        write(&file, &bytes);
        let path = file.display().to_string();
        for setting in ["TELOXIDE_TOKEN_FILE", "BB_POCKET_ENDPOINTS"] {
            let variables = BTreeMap::from([(setting.to_owned(), path.clone())]);
            for mistake in Config::read(&variables).err().unwrap_or_default() {
                prop_assert!(repeats_nothing(&bytes, &mistake.to_string()), "{}", mistake);
            }
        }
        if let Err(error) = Vault::from_file(&file) {
            prop_assert!(repeats_nothing(&bytes, &error.to_string()), "{}", error);
        }
        for mistake in EnvFile::read(&file).mistakes {
            prop_assert!(repeats_nothing(&bytes, &mistake.to_string()), "{}", mistake);
        }
    }
}
