//! Reads what comes from outside as a file or as lines: settings, keys, corrections, standard input.
//!
//! Owns the limits and the words for what cannot be read, the same for every file: it is missing, is a folder, is too
//! large, is not UTF-8. Whatever the bytes are, reading ends, with bounded memory; no error repeats a part of them.

use std::fmt;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

/// Windows editors write it in front of a text; it is no part of it.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Why a file or standard input cannot be used. It names the place, and nothing of the content.
#[derive(Debug, thiserror::Error)]
pub struct Unread {
    name: PathBuf,
    problem: Problem,
}

#[derive(Debug)]
enum Problem {
    Missing,
    /// A link that leads to nothing.
    Dangling,
    Folder,
    /// A device, pipe or socket: reading it may never end.
    NoFile,
    Denied,
    OpenToOthers,
    /// The limit, bytes.
    TooLarge(u64),
    Utf16,
    NotUtf8 {
        line: usize,
    },
    ZeroByte {
        line: usize,
    },
    Failed(io::Error),
}

impl Unread {
    fn new(name: &Path, problem: Problem) -> Self {
        Self { name: name.to_owned(), problem }
    }

    /// Whether the file is not there at all.
    pub fn is_missing(&self) -> bool {
        matches!(self.problem, Problem::Missing)
    }

    /// Whether the reader itself failed, so that nothing more comes from it.
    pub fn is_final(&self) -> bool {
        matches!(self.problem, Problem::Failed(_))
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.display();
        write!(f, "{name} ")?;
        match &self.problem {
            Problem::Missing => write!(f, "is missing"),
            Problem::Dangling => write!(f, "is a link to a file that is missing"),
            Problem::Folder => write!(f, "is a folder, not a file"),
            Problem::NoFile => write!(f, "is a device or a pipe, not a file"),
            Problem::Denied => write!(f, "may not be read by this user"),
            Problem::OpenToOthers => write!(f, "can be read by others; run: chmod 600 {name}"),
            Problem::TooLarge(limit) => write!(f, "is too large; at most {limit} bytes are read"),
            Problem::Utf16 => write!(f, "is UTF-16; save it as UTF-8"),
            Problem::NotUtf8 { line } => write!(f, "is not UTF-8 text (line {line})"),
            Problem::ZeroByte { line } => write!(f, "is not text: there is a zero byte in line {line}"),
            Problem::Failed(error) => write!(f, "cannot be read: {error}"),
        }
    }
}

/// The text of a file of at most `limit` bytes, without a byte-order mark.
///
/// # Errors
/// When it cannot be read, or is no text.
pub fn file(path: &Path, limit: u64) -> Result<Zeroizing<String>, Unread> {
    read_file(path, limit, false)
}

/// The text of a file that holds a secret: as [`file()`], and only its owner may be able to read it.
///
/// # Errors
/// When it cannot be read, is no text, or can be read by others.
pub fn private_file(path: &Path, limit: u64) -> Result<Zeroizing<String>, Unread> {
    read_file(path, limit, true)
}

/// The text of what a reader gives, of at most `limit` bytes. `name` is for the error.
///
/// # Errors
/// When it cannot be read, is larger, or is no text.
pub fn all(name: &str, from: impl Read, limit: u64) -> Result<Zeroizing<String>, Unread> {
    read(Path::new(name), from, 0, limit)
}

/// Refuses what stands in the place of a file and is none. What is missing may be made.
///
/// # Errors
/// As [`look`], but for what is missing.
pub fn refuse_no_file(path: &Path) -> Result<(), Unread> {
    match look(path) {
        Err(error) if !error.is_missing() => Err(error),
        _ => Ok(()),
    }
}

/// The file beside another one whose name has this ending more, such as `bb-pocket.db-wal`.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// What is known of a file, where it is one. It is not opened: to open a pipe waits for its writer.
///
/// # Errors
/// When it is missing, cannot be looked at, or is a folder, a device, a pipe or a socket.
pub fn look(path: &Path) -> Result<Metadata, Unread> {
    let there = std::fs::metadata(path).map_err(|error| Unread::new(path, why(path, error)))?;
    match there.is_dir() {
        true => Err(Unread::new(path, Problem::Folder)),
        false if !there.is_file() => Err(Unread::new(path, Problem::NoFile)),
        false => Ok(there),
    }
}

fn read_file(path: &Path, limit: u64, private: bool) -> Result<Zeroizing<String>, Unread> {
    let failed = |problem| Unread::new(path, problem);
    let there = look(path)?;
    if private && others_can_read(path).map_err(|error| failed(why(path, error)))? {
        return Err(failed(Problem::OpenToOthers));
    }
    if there.len() > limit {
        return Err(failed(Problem::TooLarge(limit)));
    }
    read(path, File::open(path).map_err(|error| failed(why(path, error)))?, there.len(), limit)
}

fn why(path: &Path, error: io::Error) -> Problem {
    match error.kind() {
        io::ErrorKind::NotFound if path.is_symlink() => Problem::Dangling,
        io::ErrorKind::NotFound => Problem::Missing,
        io::ErrorKind::PermissionDenied => Problem::Denied,
        io::ErrorKind::IsADirectory => Problem::Folder,
        _ => Problem::Failed(error),
    }
}

fn read(name: &Path, from: impl Read, length: u64, limit: u64) -> Result<Zeroizing<String>, Unread> {
    // Room for all of it at once: a buffer that grows leaves copies of a secret behind.
    let room = usize::try_from(length.min(limit) + 1).unwrap_or(0);
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    let read = from.take(limit + 1).read_to_end(&mut bytes);
    read.map_err(|error| Unread::new(name, why(name, error)))?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > limit {
        return Err(Unread::new(name, Problem::TooLarge(limit)));
    }
    text(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(|problem| Unread::new(name, problem))
}

fn text(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::Utf16);
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        Problem::NotUtf8 { line: line_of(before) }
    })?;
    if let Some((before, _)) = text.split_once('\0') {
        return Err(Problem::ZeroByte { line: line_of(before.as_bytes()) });
    }
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// The line that follows `before`, counted from one.
fn line_of(before: &[u8]) -> usize {
    before.iter().filter(|byte| **byte == b'\n').count() + 1
}

/// The lines of a reader, one at a time. A line that cannot be used is an error, and the next ones follow.
pub struct Lines<R> {
    from: R,
    name: PathBuf,
    limit: usize,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    /// Lines of at most `limit` bytes each. `name` is for the errors.
    pub fn new(name: &str, from: R, limit: usize) -> Self {
        Self { from, name: name.into(), limit, number: 0 }
    }

    /// The next line without its end; nothing at the end of the input. After an error that [`is_final`](Unread::is_final),
    /// there is nothing more.
    pub fn next_line(&mut self) -> Option<Result<String, Unread>> {
        let mut bytes = Vec::new();
        let (mut any, mut over) = (false, false);
        loop {
            let (used, ended) = match self.from.fill_buf() {
                Ok([]) if any => break,
                Ok([]) => return None,
                Ok(part) => {
                    let end = part.iter().position(|byte| *byte == b'\n');
                    let used = end.map_or(part.len(), |end| end + 1);
                    over |= bytes.len() + used > self.limit + 2;
                    if !over {
                        bytes.extend_from_slice(part.get(..used).unwrap_or_default());
                    }
                    (used, end.is_some())
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Some(Err(Unread::new(&self.name, Problem::Failed(error)))),
            };
            any = true;
            self.from.consume(used);
            if ended {
                break;
            }
        }
        self.number += 1;
        Some(self.line(&bytes, over))
    }

    fn line(&self, bytes: &[u8], over: bool) -> Result<String, Unread> {
        let number = self.number;
        if over {
            let name = format!("line {number} of {}", self.name.display());
            let limit = u64::try_from(self.limit).unwrap_or(u64::MAX);
            return Err(Unread::new(Path::new(&name), Problem::TooLarge(limit)));
        }
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        match text(bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(Problem::NotUtf8 { .. }) => Err(Unread::new(&self.name, Problem::NotUtf8 { line: number })),
            Err(Problem::ZeroByte { .. }) => Err(Unread::new(&self.name, Problem::ZeroByte { line: number })),
            Err(problem) => Err(Unread::new(&self.name, problem)),
        }
    }
}

/// Whether anyone but the owner can read or write a file. A file that root owns may be readable by its group when we
/// are not root: systemd passes credentials with an access list, which the mode shows as the group's rights
/// (systemd#29435).
pub fn others_can_read(path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    const ROOT: u32 = 0;
    let file = std::fs::metadata(path)?;
    // The owner of /proc/self is the user we run as. Without /proc, the strict rule is used.
    let lent = file.uid() == ROOT && std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() != ROOT);
    let others = if lent { 0o037 } else { 0o077 };
    Ok(file.mode() & others != 0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: u64 = 64;

    proptest! {
        #[test]
        fn any_bytes_are_a_text_or_an_error_that_repeats_nothing(bytes: Vec<u8>) {
            let folder = tempfile::tempdir().expect("a folder");
            let path = folder.path().join("f");
            std::fs::write(&path, &bytes).expect("written");
            match file(&path, LIMIT) {
                Ok(text) => prop_assert!(bytes.ends_with(text.as_bytes()) && bytes.len() <= 64),
                Err(error) => prop_assert!(error.to_string().len() < path.display().to_string().len() + 60),
            }
        }

        #[test]
        fn any_bytes_are_lines_within_bounds(bytes: Vec<u8>, room in 1_usize..20, limit in 0_usize..40) {
            let mut lines = Lines::new("input", io::BufReader::with_capacity(room, &bytes[..]), limit);
            let mut count = 0;
            while let Some(line) = lines.next_line() {
                count += 1;
                prop_assert!(line.map_or(0, |line| line.len()) <= limit + 2);
            }
            let ends = bytes.iter().filter(|byte| **byte == b'\n').count();
            prop_assert_eq!(count, ends + usize::from(!bytes.is_empty() && !bytes.ends_with(b"\n")));
        }
    }

    #[test]
    fn a_line_that_is_no_text_is_told_and_the_next_ones_follow() {
        let mut lines = Lines::new("standard input", &b"\xef\xbb\xbfone\r\n\xff\n\nlong enough\nlast"[..], 8);
        assert_eq!(lines.next_line().expect("a line").expect("text"), "one");
        let told = lines.next_line().expect("a line").expect_err("no text").to_string();
        assert_eq!(told, "standard input is not UTF-8 text (line 2)");
        assert_eq!(lines.next_line().expect("a line").expect("text"), "");
        let told = lines.next_line().expect("a line").expect_err("too long").to_string();
        assert_eq!(told, "line 4 of standard input is too large; at most 8 bytes are read");
        assert_eq!(lines.next_line().expect("a line").expect("text"), "last");
        assert!(lines.next_line().is_none());
    }

    #[test]
    fn what_would_never_end_is_not_begun() {
        let told = file(Path::new("/dev/zero"), LIMIT).expect_err("no file").to_string();
        assert_eq!(told, "/dev/zero is a device or a pipe, not a file");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("huge");
        File::create(&path).expect("made").set_len(1 << 40).expect("sparse");
        assert!(file(&path, LIMIT).expect_err("too large").to_string().ends_with("at most 64 bytes are read"));
        let endless = all("standard input", io::repeat(b'a'), LIMIT).expect_err("too large").to_string();
        assert_eq!(endless, "standard input is too large; at most 64 bytes are read");
    }

    #[test]
    fn the_text_is_what_an_editor_shows() {
        assert_eq!(text(b"\xef\xbb\xbfa=1").ok(), Some("a=1"));
        assert!(matches!(text(b"\xff\xfea\0"), Err(Problem::Utf16)));
        assert!(matches!(text(b"a\nb\n\xc3("), Err(Problem::NotUtf8 { line: 3 })));
        assert!(matches!(text(b"a\n\0"), Err(Problem::ZeroByte { line: 2 })));
    }
}
