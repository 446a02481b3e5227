//! Seals and opens what a stolen database must not reveal.
//!
//! Owns the key ring and the cipher (XChaCha20-Poly1305, random 24-byte nonce). The associated data names the owner of
//! a secret, so a row moved to another owner does not open. It must not know the store or the network.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::aead::{Aead, Generate, Key, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use zeroize::Zeroizing;

mod ring;
pub use ring::RingError;
use ring::{Ring, changed_at, file_error, keep_folder, keep_owner, ring_text, write_private};

const NONCE_BYTES: usize = 24;
const KEY_BYTES: usize = 32;

/// The associated data of a sealed text: it opens with equal values only.
#[derive(Debug, Clone, Copy)]
pub struct Bound {
    /// The column that holds it.
    pub purpose: Purpose,
    /// The Telegram user it belongs to; in the inbox, the update id.
    pub owner: i64,
    /// The row among those of the owner.
    pub row: i64,
}

/// The columns that hold sealed texts.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    ApiKey,
    Email,
    /// The name that a person gave an account.
    Label,
    /// The raw JSON of an update that is not handled yet.
    Update,
    /// The arguments of an act.
    ActPayload,
    /// What was said about an act.
    ActWords,
    /// Words that a link refers to.
    Note,
    /// A secret between two questions.
    Held,
    /// A change of a command that is not saved yet.
    Draft,
    /// A former version of a command.
    Version,
    /// What a watch saw last.
    WatchSeen,
    /// What a job is about.
    Job,
    /// A step of a job, and why it failed.
    JobStep,
    /// The title of a group that is told of alerts.
    TeamName,
}

/// A sealed text as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The key that sealed it.
    pub key_id: String,
    /// Nonce, then ciphertext.
    pub bytes: Vec<u8>,
}

#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The ring has no key with this id.
    #[error("sealing key `{0}` is not in the key ring")]
    UnknownKey(String),
    /// The row was changed, moved to another owner, or sealed by another key with the same id.
    #[error("a sealed row does not open")]
    Broken,
}

/// The key ring: every key opens, the last one seals. A ring from a file is read again when a row names an unknown key:
/// another process may have added it.
pub struct Vault {
    ring: RwLock<Arc<Ring>>,
    file: Option<PathBuf>,
    /// What was said last of a file that cannot be read again.
    said: Mutex<Option<String>>,
}

impl Vault {
    /// Reads a ring: keys as `id:base64`, separated by commas or line ends; lines that begin with `#` are comments. The
    /// error names a key by its position, and repeats no secret.
    pub fn parse(ring: &str) -> Result<Self, RingError> {
        Ok(Self::of(Ring::parse(ring)?, None))
    }

    /// Reads a ring from a file, which only its owner may be able to read.
    pub fn from_file(path: &Path) -> Result<Self, RingError> {
        Ok(Self::of(Ring::from_file(path)?, Some(path.to_owned())))
    }

    fn of(ring: Ring, file: Option<PathBuf>) -> Self {
        Self { ring: RwLock::new(Arc::new(ring)), file, said: Mutex::default() }
    }

    /// Creates a key file with one key, readable by its owner alone. Fails when the file exists.
    pub fn create_file(path: &Path) -> Result<Self, RingError> {
        write_private(path, &Self::new_ring()).map_err(file_error(path))?;
        Self::from_file(path)
    }

    /// Adds a new key to the end of a key file; it seals from now on. The file is replaced as a whole: a crash leaves
    /// the old one or the new one.
    pub fn add_key(path: &Path) -> Result<Self, RingError> {
        Ring::from_file(path)?;
        let mut text = ring_text(path)?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
        text.push_str(&Self::new_ring());
        let beside = path.with_extension("new");
        match std::fs::remove_file(&beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(file_error(&beside)(error)),
            _ => {}
        }
        write_private(&beside, &text).map_err(file_error(&beside))?;
        keep_owner(path, &beside).map_err(file_error(&beside))?;
        std::fs::rename(&beside, path).and_then(|()| keep_folder(path)).map_err(file_error(path))?;
        Self::from_file(path)
    }

    /// Reads the ring's file again if it has changed, so that a key added by another process seals from now on.
    pub fn refresh(&self) {
        let changed = self.file.as_deref().and_then(changed_at);
        if changed != self.ring().changed {
            self.read_again();
        }
    }

    /// A new ring of one key, as text. The key's id is random, so that two rings have no id in common.
    pub fn new_ring() -> Zeroizing<String> {
        let key = Zeroizing::new(<[u8; KEY_BYTES]>::from(Key::<XChaCha20Poly1305>::generate()));
        let id: u64 = XNonce::generate().iter().take(6).fold(0, |id, byte| id << 8 | u64::from(*byte));
        Zeroizing::new(format!("k-{id:012x}:{}\n", *Zeroizing::new(BASE64.encode(*key))))
    }

    /// Seals a text with the last key of the ring.
    pub fn seal(&self, bound: Bound, plain: &[u8]) -> Result<Sealed, VaultError> {
        let ring = self.ring();
        let cipher = ring.key(&ring.current)?;
        let nonce = XNonce::generate();
        let aad = associated_data(bound, &ring.current);
        let ciphertext = cipher.encrypt(&nonce, Payload { msg: plain, aad: &aad }).map_err(|_| VaultError::Broken)?;
        let mut bytes = Vec::with_capacity(NONCE_BYTES + ciphertext.len());
        bytes.extend_from_slice(&nonce);
        bytes.extend_from_slice(&ciphertext);
        Ok(Sealed { key_id: ring.current.clone(), bytes })
    }

    /// Opens a sealed text. `bound` must equal the one that it was sealed with.
    pub fn open(&self, bound: Bound, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        self.can_know(&sealed.key_id);
        let ring = self.ring();
        let cipher = ring.key(&sealed.key_id)?;
        let (nonce, ciphertext) = sealed.bytes.split_at_checked(NONCE_BYTES).ok_or(VaultError::Broken)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| VaultError::Broken)?;
        let aad = associated_data(bound, &sealed.key_id);
        cipher
            .decrypt(&nonce, Payload { msg: ciphertext, aad: &aad })
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Broken)
    }

    /// As [`Vault::open`], for what was sealed as UTF-8.
    pub fn open_text(&self, bound: Bound, sealed: &Sealed) -> Result<Zeroizing<String>, VaultError> {
        let plain = self.open(bound, sealed)?;
        std::str::from_utf8(&plain).map(|text| Zeroizing::new(text.to_owned())).map_err(|_| VaultError::Broken)
    }

    /// Whether the ring has a key with this id, so that a row sealed by it can be opened.
    pub fn knows(&self, key_id: &str) -> bool {
        self.ring().keys.contains_key(key_id)
    }

    /// Whether the ring has a key with this id, or its file has it by now.
    pub fn can_know(&self, key_id: &str) -> bool {
        if !self.knows(key_id) {
            self.read_again();
        }
        self.knows(key_id)
    }

    /// The id of the key that seals.
    pub fn current(&self) -> String {
        self.ring().current.clone()
    }

    /// The ids of all keys, in no particular order.
    pub fn key_ids(&self) -> Vec<String> {
        self.ring().keys.keys().cloned().collect()
    }

    fn ring(&self) -> Arc<Ring> {
        Arc::clone(&self.ring.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// A file that cannot be read leaves the ring unchanged.
    fn read_again(&self) {
        let Some(file) = &self.file else { return };
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        match Ring::from_file(file) {
            Ok(ring) => {
                *said = None;
                *self.ring.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(ring);
            }
            Err(error) => {
                let problem = error.to_string();
                if said.as_ref() != Some(&problem) {
                    tracing::warn!(%problem, "the key ring cannot be read again; the one of before is used until it can");
                    *said = Some(problem);
                }
            }
        }
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({} keys)", self.ring().keys.len())
    }
}

/// Every field but the last has a fixed length, so different bounds never give the same bytes.
fn associated_data(bound: Bound, key_id: &str) -> Vec<u8> {
    let purpose: u8 = match bound.purpose {
        Purpose::ApiKey => 1,
        Purpose::Email => 2,
        Purpose::Update => 3,
        Purpose::Label => 4,
        Purpose::ActPayload => 5,
        Purpose::ActWords => 6,
        Purpose::Note => 7,
        Purpose::Held => 30,
        Purpose::Draft => 20,
        Purpose::Version => 21,
        Purpose::WatchSeen => 8,
        Purpose::Job => 18,
        Purpose::JobStep => 19,
        Purpose::TeamName => 20,
    };
    let mut data = Vec::with_capacity(17 + key_id.len());
    data.push(purpose);
    data.extend_from_slice(&bound.owner.to_be_bytes());
    data.extend_from_slice(&bound.row.to_be_bytes());
    data.extend_from_slice(key_id.as_bytes());
    data
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ring() -> Vault {
        Vault::parse(&Vault::new_ring()).expect("a fresh ring parses")
    }

    fn with_id(id: &str, ring: &str) -> String {
        format!("{id}:{}", ring.split_once(':').expect("a ring").1)
    }

    fn mine() -> Bound {
        Bound { purpose: Purpose::ApiKey, owner: 7, row: 1 }
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_for_its_owner_and_nobody_else(plain: Vec<u8>, owner: i64, row: i64, flip: prop::sample::Index) {
            let vault = ring();
            let bound = Bound { purpose: Purpose::ApiKey, owner, row };
            let sealed = vault.seal(bound, &plain).expect("seals");
            prop_assert_eq!(&vault.open(bound, &sealed).expect("opens")[..], &plain[..]);
            let others = [
                Bound { owner: owner.wrapping_add(1), ..bound },
                Bound { row: row.wrapping_add(1), ..bound },
                Bound { purpose: Purpose::Email, ..bound },
            ];
            prop_assert!(others.iter().all(|other| vault.open(*other, &sealed).is_err()));
            let mut touched = sealed;
            let at = flip.index(touched.bytes.len());
            touched.bytes[at] ^= 1;
            prop_assert!(vault.open(bound, &touched).is_err());
        }

        #[test]
        fn no_text_given_as_a_ring_panics_or_is_repeated(text in "\\PC{0,80}") {
            if let Err(error) = Vault::parse(&text) {
                let long_words = text.split([',', ':', '\n']).filter(|word| word.len() > 20);
                for word in long_words {
                    prop_assert!(!error.to_string().contains(word));
                }
            }
        }
    }

    #[test]
    fn the_last_key_seals_and_all_keys_open() {
        let old_ring = Vault::new_ring();
        let sealed = Vault::parse(&old_ring).expect("parses").seal(mine(), b"secret").expect("seals");
        let both = format!("# old\n{}{}", *old_ring, with_id("k2", &Vault::new_ring()));
        let vault = Vault::parse(&both).expect("parses");
        assert_eq!(&vault.open(mine(), &sealed).expect("opens")[..], b"secret");
        assert_eq!(vault.seal(mine(), b"new").expect("seals").key_id, "k2");
    }

    #[test]
    fn a_key_added_to_the_file_is_found_by_those_who_read_it_before() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        let running = Vault::create_file(&path).expect("made");
        let old = running.seal(mine(), b"old").expect("seals");
        let rotating = Vault::add_key(&path).expect("added");
        let new = rotating.seal(mine(), b"new").expect("seals");
        assert_ne!(old.key_id, new.key_id);
        assert_eq!(&running.open(mine(), &new).expect("opens")[..], b"new");
        assert_eq!(&running.open(mine(), &old).expect("opens")[..], b"old");
        assert_eq!(running.seal(mine(), b"x").expect("seals").key_id, new.key_id, "the new key seals from then on");
    }

    #[test]
    fn a_ring_without_the_key_says_which_one_is_missing() {
        let ring = Vault::parse(&with_id("k1", &Vault::new_ring())).expect("parses");
        let sealed = ring.seal(mine(), b"secret").expect("seals");
        let other = Vault::parse(&Vault::new_ring()).expect("parses");
        assert_eq!(other.open(mine(), &sealed).unwrap_err().to_string(), "sealing key `k1` is not in the key ring");
    }

    #[test]
    fn a_key_file_is_private_and_refused_when_it_is_not() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("keys");
        Vault::create_file(&path).expect("made");
        assert!(Vault::from_file(&path).is_ok());
        assert!(Vault::create_file(&path).is_err(), "an existing ring is never overwritten");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("chmod");
        assert!(Vault::from_file(&path).is_err_and(|error| error.to_string().contains("can be read by others")));
    }
}
