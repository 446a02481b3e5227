//! A file in a message, as both sides see it, and how large it is in words. It knows nothing of who may send what.

use std::fmt;
use std::sync::Arc;

/// A file that a message carries.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    /// Whether it is shown or offered.
    pub kind: FileKind,
    /// Its name, as whoever sent it wrote it, without folders.
    pub name: String,
    /// Its type, like `text/csv`.
    pub mime: String,
    /// What is in it.
    pub bytes: Arc<[u8]>,
    /// The number behind its `file_id` and its path.
    pub(crate) number: usize,
    /// Width and height of a picture.
    pub(crate) pixels: [u32; 2],
}

/// How a file is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `sendDocument`: a file to open or keep.
    Document,
    /// `sendPhoto`: a picture in the chat.
    Picture,
}

impl File {
    /// How large it is, bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// What is in it, as a text; what is no UTF-8 becomes `�`.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// As long as a real one, which is more than fits into a button.
    pub(crate) fn id(&self) -> String {
        format!("SANDBOX-FILE-{:0>59}", self.number)
    }

    pub(crate) fn unique_id(&self) -> String {
        format!("SANDBOX{:0>8}", self.number)
    }

    /// Where it can be fetched, below `/file/bot<token>/`.
    pub(crate) fn path(&self) -> String {
        let folder = match self.kind {
            FileKind::Document => "documents",
            FileKind::Picture => "photos",
        };
        let ending = self.name.rsplit_once('.').map(|(_, ending)| ending);
        let ending =
            ending.filter(|ending| !ending.is_empty() && ending.chars().all(|one| one.is_ascii_alphanumeric()));
        match ending {
            Some(ending) => format!("{folder}/file_{}.{ending}", self.number),
            None => format!("{folder}/file_{}", self.number),
        }
    }
}

/// `[file errors.txt, 3 kB]`
impl fmt::Display for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            FileKind::Document => "file",
            FileKind::Picture => "picture",
        };
        write!(out, "[{kind} {}, {}]", self.name, size(self.size()))
    }
}

/// The same: nobody wants to read the bytes of a file in a failed test.
impl fmt::Debug for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A name without folders and without what would break a line.
pub(crate) fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    match name.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// The type that a name stands for. Apps and the Bot API go by the name, whatever the part of a form says.
pub(crate) fn mime_of(name: &str) -> &'static str {
    match name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).as_deref() {
        Some("txt" | "log") => "text/plain",
        Some("csv") => "text/csv",
        Some("html") => "text/html",
        Some("md") => "text/markdown",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("zip") => "application/zip",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// Bytes in words: `999 B`, `3 kB`, `1.2 MB`, `12 MB`; a kB has 1000 bytes.
pub(crate) fn size(bytes: usize) -> String {
    let kilos = rounded(bytes, 1_000);
    let tenths = rounded(bytes, 100_000);
    match (bytes, kilos, tenths) {
        (0..1_000, ..) => format!("{bytes} B"),
        (_, 0..1_000, _) => format!("{kilos} kB"),
        (.., 0..100) => format!("{}.{} MB", tenths / 10, tenths % 10),
        _ => format!("{} MB", rounded(bytes, 1_000_000)),
    }
}

fn rounded(number: usize, unit: usize) -> usize {
    number / unit + usize::from(number % unit >= unit / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        let told = [0, 1, 999, 1_000, 1_499, 1_500, 999_499, 999_500, 1_000_000, 9_949_999, 9_950_000, 52_428_800];
        let expected =
            ["0 B", "1 B", "999 B", "1 kB", "1 kB", "2 kB", "999 kB", "1.0 MB", "1.0 MB", "9.9 MB", "10 MB", "52 MB"];
        assert_eq!(told.map(size), expected);
    }

    #[test]
    fn a_name_has_neither_folders_nor_line_ends() {
        assert_eq!(clean_name("/etc/../pass\nwd"), "passwd");
        assert_eq!(clean_name("C:\\x\\errors.txt"), "errors.txt");
        assert_eq!(clean_name("a/"), "file");
    }

    #[test]
    fn a_path_has_the_names_ending_only_when_it_is_one() {
        let path = |name: &str| {
            let bytes = Arc::from(*b"x");
            let kind = FileKind::Document;
            File { kind, name: name.into(), mime: String::new(), bytes, number: 7, pixels: [0, 0] }.path()
        };
        assert_eq!(path("a.b.csv"), "documents/file_7.csv");
        assert_eq!(path("x.é"), "documents/file_7");
        assert_eq!(path("x"), "documents/file_7");
    }
}
