//! Files of this machine: one to send into the chat is read, one of the bot's is saved, or a sentence says why that is not
//! possible.

use std::io::ErrorKind;
use std::path::Path;

use tokio::io::AsyncWriteExt as _;

use crate::sandbox::telegram::{File, mime_of};

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

/// Saves a file at the path typed after `/save`: in that folder by its own name, or as a new file. Returns a sentence.
pub(super) async fn save(typed: &str, file: Option<File>) -> String {
    let Some(file) = file else { return "The bot has sent no file.".to_owned() };
    let typed = unquoted(typed.trim());
    if typed.is_empty() {
        return "Write where to: /save PATH".to_owned();
    }
    let path = Path::new(typed);
    // The name came over the wire: it must not lead out of the folder.
    let name = Path::new(&file.name).file_name().unwrap_or_default();
    let path = if path.is_dir() { path.join(name) } else { path.to_owned() };
    let written = async {
        let mut new = tokio::fs::File::create_new(&path).await?;
        new.write_all(&file.bytes).await?;
        new.flush().await
    };
    match written.await {
        Ok(()) => format!("Saved as {}.", path.display()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => format!("{} is there already.", path.display()),
        Err(error) => format!("{} cannot be written: {error}.", path.display()),
    }
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

    #[tokio::test]
    async fn a_file_of_the_bot_is_saved_and_nothing_is_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().display().to_string();
        let bytes: Vec<u8> = b"{}".to_vec();
        let file = || Some(File::document("../copy.json", "application/json", bytes.clone()));
        let path = folder.path().join("copy.json");
        assert_eq!(save(&at, file()).await, format!("Saved as {}.", path.display()));
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
        assert_eq!(save(&at, file()).await, format!("{} is there already.", path.display()));
        assert_eq!(save("", file()).await, "Write where to: /save PATH");
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn what_has_no_end_is_not_read() {
        assert_eq!(read("/dev/zero").await.unwrap_err(), "/dev/zero is no ordinary file.");
    }
}
