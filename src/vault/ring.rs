//! The key ring as text and as a file.
//!
//! Owns reading a ring, and creating and replacing its file: after a crash the file is complete, and it is never
//! readable by others. It must not seal or open anything.

use std::collections::HashMap;
use std::path::Path;
use std::time::SystemTime;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::XChaCha20Poly1305;
use chacha20poly1305::aead::KeyInit as _;
use zeroize::Zeroizing;

use super::VaultError;
use crate::input::{self, Unread};

const MAX_KEY_ID: usize = 16;
/// A thousand keys have less, bytes.
const RING_LIMIT: u64 = 64 * 1024;

/// Why a key ring cannot be used. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    #[error("the key ring is empty; write one key as `id:base64 of 32 bytes`")]
    Empty,
    /// An entry that is not `id:base64`, by its line and its position from 1.
    #[error("key {place} (line {line}) is not `id:base64 of 32 bytes`, without quotes (id: 1 to 16 of a-z 0-9 -)")]
    Entry { place: usize, line: usize },
    #[error("key id `{0}` is in the ring twice")]
    Twice(String),
    /// The file cannot be read, is no text, or is open to others.
    #[error(transparent)]
    Unread(#[from] Unread),
    /// What is wrong in a file.
    #[error("{path}: {error}")]
    In { path: String, error: Box<RingError> },
    /// The file cannot be written.
    #[error("{path}: {error}")]
    File { path: String, error: std::io::Error },
}

#[derive(Default)]
pub(super) struct Ring {
    pub(super) keys: HashMap<String, XChaCha20Poly1305>,
    pub(super) current: String,
    /// When the file was last modified; read before its content, so that a later change is noticed.
    pub(super) changed: Option<SystemTime>,
}

impl Ring {
    pub(super) fn parse(text: &str) -> Result<Self, RingError> {
        let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with('#'));
        let entries = lines.flat_map(|(line, keys)| keys.split(',').map(move |entry| (line, entry.trim())));
        let mut ring = Self::default();
        for (place, (line, entry)) in (1..).zip(entries.filter(|(_, entry)| !entry.is_empty())) {
            let (id, cipher) = parse_entry(entry).ok_or(RingError::Entry { place, line })?;
            if ring.keys.insert(id.to_owned(), cipher).is_some() {
                return Err(RingError::Twice(id.to_owned()));
            }
            id.clone_into(&mut ring.current);
        }
        if ring.keys.is_empty() { Err(RingError::Empty) } else { Ok(ring) }
    }

    pub(super) fn from_file(path: &Path) -> Result<Self, RingError> {
        let changed = changed_at(path);
        let ring = Self::parse(&ring_text(path)?)
            .map_err(|error| RingError::In { path: path.display().to_string(), error: error.into() })?;
        Ok(Self { changed, ..ring })
    }

    pub(super) fn key(&self, id: &str) -> Result<&XChaCha20Poly1305, VaultError> {
        self.keys.get(id).ok_or_else(|| VaultError::UnknownKey(id.to_owned()))
    }
}

/// The text of a key file, which only its owner may be able to read.
pub(super) fn ring_text(path: &Path) -> Result<Zeroizing<String>, RingError> {
    Ok(input::private_file(path, RING_LIMIT)?)
}

pub(super) fn file_error(path: &Path) -> impl Fn(std::io::Error) -> RingError {
    let path = path.display().to_string();
    move |error| RingError::File { path: path.clone(), error }
}

/// Creates a file that only its owner can read, from its first byte on.
pub(super) fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    keep_folder(path)
}

/// Gives a file that replaces another one to its owner: root may add a key for the bot's user.
pub(super) fn keep_owner(of: &Path, to: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let (old, new) = (std::fs::metadata(of)?, std::fs::metadata(to)?);
    match (old.uid(), old.gid()) == (new.uid(), new.gid()) {
        true => Ok(()),
        false => std::os::unix::fs::chown(to, Some(old.uid()), Some(old.gid())),
    }
}

/// Syncs the folder of a new or renamed file, so that it survives a power loss.
pub(super) fn keep_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

pub(super) fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

fn parse_entry(entry: &str) -> Option<(&str, XChaCha20Poly1305)> {
    let (id, encoded) = entry.split_once(':')?;
    let plain_id = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    if id.is_empty() || id.len() > MAX_KEY_ID || !id.bytes().all(plain_id) {
        return None;
    }
    let key = Zeroizing::new(BASE64.decode(encoded.trim()).ok()?);
    XChaCha20Poly1305::new_from_slice(&key).ok().map(|cipher| (id, cipher))
}
