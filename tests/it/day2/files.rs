//! Settings and what they name, as operators get them wrong: each is told once, by file, line and name.

use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Stdio;

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
