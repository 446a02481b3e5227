//! A file in a message, as both sides see it, and its size in words. It does not know who may send what.

use std::fmt;
use std::sync::Arc;

#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub kind: FileKind,
    /// The file name that the sender gave, without folders.
    pub name: String,
    /// The media type, like `text/csv`.
    pub mime: String,
    pub bytes: Arc<[u8]>,
    /// The number that its `file_id` and path are made from.
    pub(crate) number: usize,
    /// Width and height of a picture; 0 for a document.
    pub(crate) pixels: [u32; 2],
}

/// The method that sends a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// `sendDocument`: a file to open or save.
    Document,
    /// `sendPhoto`: a picture in the chat.
    Picture,
}

impl File {
    /// A document that no message holds yet.
    pub fn document(name: &str, mime: &str, bytes: Vec<u8>) -> File {
        let bytes = bytes.into();
        File { kind: FileKind::Document, name: name.into(), mime: mime.into(), bytes, number: 0, pixels: [0, 0] }
    }

    /// Bytes.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The content as text; invalid UTF-8 becomes `�`.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    /// As long as a real `file_id`, which does not fit into a button.
    pub(crate) fn id(&self) -> String {
        format!("SANDBOX-FILE-{:0>59}", self.number)
    }

    pub(crate) fn unique_id(&self) -> String {
        format!("SANDBOX{:0>8}", self.number)
    }

    /// The path for a download, below `/file/bot<token>/`.
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

/// `[file errors.txt, 3 kB]`, `[picture 800×400]`
impl fmt::Display for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [width, height] = self.pixels;
        match self.kind {
            FileKind::Document => write!(out, "[file {}, {}]", self.name, size(self.size())),
            FileKind::Picture => write!(out, "[picture {width}×{height}]"),
        }
    }
}

/// As `Display`: the bytes of a file would bury the message of a failed test.
impl fmt::Debug for File {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

/// A file name without folders and without characters that break a line.
pub(crate) fn clean_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    match name.trim() {
        "" => "file".to_owned(),
        name => name.to_owned(),
    }
}

/// The media type of a file name's ending. Apps and the Bot API use the name, whatever the form's part says.
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

/// A size in words: `999 B`, `3 kB`, `1.2 MB`, `12 MB`; a kB has 1000 bytes.
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
