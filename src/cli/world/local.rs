//! Reads a file of this machine to send it into the chat, or says why that is not possible.

use std::io::ErrorKind;
use std::path::Path;

use crate::sandbox::telegram::mime_of;

/// The largest file that a bot can download, bytes (Bot API, "getFile").
const LARGEST: u64 = 20 << 20;

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Local {
    pub(super) name: String,
    pub(super) mime: &'static str,
    pub(super) bytes: Vec<u8>,
}

/// Reads the file at the path typed after `/file`; the error is a sentence for the person.
pub(super) async fn read(typed: &str) -> Result<Local, String> {
    let typed = unquoted(typed.trim());
    if typed.is_empty() {
        return Err("Write the path of a file of this machine: /file PATH".to_owned());
    }
    let path = Path::new(typed);
    let facts = tokio::fs::metadata(path).await.map_err(|error| unread(typed, &error))?;
    match () {
        () if facts.is_dir() => return Err(format!("{typed} is a folder: name a file in it.")),
        // A device or a pipe may have no end.
        () if !facts.is_file() => return Err(format!("{typed} is no ordinary file.")),
        () if facts.len() == 0 => return Err(format!("{typed} is empty: Telegram sends no empty file.")),
        () if facts.len() > LARGEST => {
            return Err(format!("{typed} is larger than 20 MB: Telegram lets no bot fetch that."));
        }
        () => {}
    }
    let bytes = tokio::fs::read(path).await.map_err(|error| unread(typed, &error))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Local { mime: mime_of(&name), name, bytes })
}

/// Terminals put quotes around a path that is dropped on them.
fn unquoted(typed: &str) -> &str {
    let inside = |sign| typed.strip_prefix(sign).and_then(|rest| rest.strip_suffix(sign));
    inside('\'').or_else(|| inside('"')).unwrap_or(typed)
}

fn unread(typed: &str, error: &std::io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => format!("There is no file {typed}."),
        ErrorKind::PermissionDenied => format!("You may not read {typed}."),
        _ => format!("{typed} cannot be read: {error}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_is_read_with_its_name_and_type() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("my shop.csv");
        std::fs::write(&path, "a,b").unwrap();
        let expected = Local { name: "my shop.csv".into(), mime: "text/csv", bytes: b"a,b".to_vec() };
        assert_eq!(read(&format!(" {} ", path.display())).await.as_ref(), Ok(&expected));
        assert_eq!(read(&format!("'{}'", path.display())).await, Ok(expected));
    }

    #[tokio::test]
    async fn what_cannot_be_sent_is_told_in_a_sentence() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::write(at("empty"), "").unwrap();
        std::fs::File::create(at("large")).unwrap().set_len(LARGEST + 1).unwrap();
        let told = async |path: &str| read(path).await.unwrap_err();
        assert_eq!(told(" ").await, "Write the path of a file of this machine: /file PATH");
        assert_eq!(told(&at("none")).await, format!("There is no file {}.", at("none")));
        assert!(told(&folder.path().display().to_string()).await.ends_with("is a folder: name a file in it."));
        assert!(told(&at("empty")).await.ends_with("is empty: Telegram sends no empty file."));
        assert!(told(&at("large")).await.ends_with("is larger than 20 MB: Telegram lets no bot fetch that."));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_has_no_end_is_not_read() {
        assert_eq!(read("/dev/zero").await.unwrap_err(), "/dev/zero is no ordinary file.");
    }
}
