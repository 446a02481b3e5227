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

const MAX_KEY_ID: usize = 16;

/// Why a key ring cannot be used. No variant holds a secret.
#[derive(Debug, thiserror::Error)]
pub enum RingError {
    #[error("the key ring is empty; write one key as `id:base64 of 32 bytes`")]
    Empty,
    /// An entry that is not `id:base64`, by its position from 1.
    #[error("key {0} of the ring is not `id:base64 of 32 bytes` (id: 1 to 16 of a-z 0-9 -)")]
    Entry(usize),
    #[error("key id `{0}` stands in the ring twice")]
    Twice(String),
    #[error("{0} can be read by others; run: chmod 600 {0}")]
    Permissions(String),
    /// Another process rotates the keys of this file.
    #[error("another rotation of this key file is under way")]
    Busy,
    /// The file cannot be read or written.
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
        let entries = text.lines().filter(|line| !line.trim_start().starts_with('#')).flat_map(|line| line.split(','));
        let mut ring = Self::default();
        for (place, entry) in entries.map(str::trim).filter(|entry| !entry.is_empty()).enumerate() {
            let (id, cipher) = parse_entry(entry).ok_or(RingError::Entry(place + 1))?;
            if ring.keys.insert(id.to_owned(), cipher).is_some() {
                return Err(RingError::Twice(id.to_owned()));
            }
            id.clone_into(&mut ring.current);
        }
        if ring.keys.is_empty() { Err(RingError::Empty) } else { Ok(ring) }
    }

    pub(super) fn from_file(path: &Path) -> Result<Self, RingError> {
        if others_can_read(path).map_err(file_error(path))? {
            return Err(RingError::Permissions(path.display().to_string()));
        }
        let changed = changed_at(path);
        let ring = Self::parse(&Zeroizing::new(std::fs::read_to_string(path).map_err(file_error(path))?))?;
        Ok(Self { changed, ..ring })
    }

    pub(super) fn key(&self, id: &str) -> Result<&XChaCha20Poly1305, VaultError> {
        self.keys.get(id).ok_or_else(|| VaultError::UnknownKey(id.to_owned()))
    }
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

/// Syncs the folder of a new or renamed file, so that it survives a power loss.
pub(super) fn keep_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::File::open(folder)?.sync_all()
}

pub(super) fn changed_at(path: &Path) -> Option<SystemTime> {
    std::fs::metadata(path).and_then(|file| file.modified()).ok()
}

/// Whether anyone but the owner can read or write a file. A file that root owns may be readable by its group when we
/// are not root: systemd passes credentials with an access list, which the mode shows as the group's rights
/// (systemd#29435).
pub fn others_can_read(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    const ROOT: u32 = 0;
    let file = std::fs::metadata(path)?;
    // The owner of /proc/self is the user we run as. Without /proc, the strict rule is used.
    let lent = file.uid() == ROOT && std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() != ROOT);
    let others = if lent { 0o037 } else { 0o077 };
    Ok(file.mode() & others != 0)
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
