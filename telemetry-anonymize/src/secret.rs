//! The key of one start: drawn from the operating system, never shown, wiped at
//! the end, another one in a forked child.

use std::{
    fmt, process,
    sync::{Arc, OnceLock},
};

use zeroize::Zeroizing;

use crate::tag::Tag;

/// Bytes of a BLAKE3 key.
const KEY_BYTES: usize = 32;

/// In front of what is hashed: its use and the length of its domain.
const HEADER_BYTES: usize = 5;

/// A block of the hash: what nearly all names need, framed. Longer ones take the
/// streaming hasher.
const BLOCK_BYTES: usize = 64;

/// A 256-bit key, or the knowledge that there is none.
///
/// It has no accessor, no `Clone` and no `Serialize`, and [`fmt::Debug`] shows
/// nothing of it. The key lives in one heap cell that is zeroed when dropped.
pub(crate) struct Secret {
    process: u32,
    key: Option<Box<Zeroizing<[u8; KEY_BYTES]>>>,
    /// The key of this process, should it turn out to be a forked child of the
    /// one that drew `key`. No lock that a parent's thread could have held.
    child: OnceLock<Arc<Secret>>,
}

/// What a digest is for; the same bytes differ between two uses.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(crate) enum Use {
    Name = 0,
    Bytes = 1,
    Noise = 2,
}

impl Secret {
    /// A fresh key. Without entropy there is none, and names are redacted.
    pub(crate) fn draw() -> Self {
        let mut key = Box::new(Zeroizing::new([0; KEY_BYTES]));
        let drawn = getrandom::fill(&mut key[..]).is_ok();
        Self::of(drawn.then_some(key))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn fixed(key: Option<[u8; KEY_BYTES]>) -> Self {
        Self::of(key.map(|key| Box::new(Zeroizing::new(key))))
    }

    fn of(key: Option<Box<Zeroizing<[u8; KEY_BYTES]>>>) -> Self {
        Self { process: process::id(), key, child: OnceLock::new() }
    }

    /// The secret of the running process: this one, unless it was drawn before
    /// a fork. Asked once for a value that is sealed and not for every name in it,
    /// since asking is a system call.
    pub(crate) fn current(self: &Arc<Self>) -> Arc<Self> {
        if self.process == process::id() {
            return Arc::clone(self);
        }
        self.child.get_or_init(|| Arc::new(Self::draw())).current()
    }

    /// The tag of `bytes` within `domain`.
    pub(crate) fn tag(&self, domain: &str, bytes: &[u8]) -> Tag {
        self.digest(Use::Name, domain, bytes).map_or_else(Tag::redacted, |hash| Tag::of(&hash))
    }

    /// The keyed hash of `bytes`, or nothing without a key.
    ///
    /// Use, length of the domain, domain, bytes: no two inputs share a frame.
    pub(crate) fn digest(&self, usage: Use, domain: &str, bytes: &[u8]) -> Option<[u8; 32]> {
        let key: &[u8; KEY_BYTES] = self.key.as_deref()?;
        let length = u32::try_from(domain.len()).unwrap_or(u32::MAX).to_le_bytes();
        let [a, b, c, d] = length;
        let framed = Framed { header: [usage as u8, a, b, c, d], domain, bytes };
        let total = HEADER_BYTES + domain.len() + bytes.len();
        let is_short = total <= BLOCK_BYTES;
        Some(if is_short { framed.hash_block(key) } else { framed.hash_streamed(key) })
    }
}

/// What is hashed, in its parts.
struct Framed<'a> {
    header: [u8; HEADER_BYTES],
    domain: &'a str,
    bytes: &'a [u8],
}

impl Framed<'_> {
    /// The hash of what fits a block: copied together, one call.
    fn hash_block(&self, key: &[u8; KEY_BYTES]) -> [u8; 32] {
        let mut frame = [0; BLOCK_BYTES];
        frame[..HEADER_BYTES].copy_from_slice(&self.header);
        let name = HEADER_BYTES + self.domain.len();
        if !self.domain.is_empty() {
            frame[HEADER_BYTES..name].copy_from_slice(self.domain.as_bytes());
        }
        let end = name + self.bytes.len();
        frame[name..end].copy_from_slice(self.bytes);
        *blake3::keyed_hash(key, &frame[..end]).as_bytes()
    }

    fn hash_streamed(&self, key: &[u8; KEY_BYTES]) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(key);
        hasher.update(&self.header).update(self.domain.as_bytes()).update(self.bytes);
        *hasher.finalize().as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.key.is_some() { "Secret(drawn)" } else { "Secret(none)" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_draws_differ() {
        let (first, second) = (Secret::draw(), Secret::draw());
        assert_ne!(first.tag("", b"users").as_str(), second.tag("", b"users").as_str());
    }

    #[test]
    fn one_key_gives_one_tag_of_sixteen_hex_digits() {
        let secret = Secret::draw();
        let tag = secret.tag("", b"users");
        assert_eq!(tag.as_str(), secret.tag("", b"users").as_str());
        assert_eq!(tag.as_str().len(), 16);
        assert!(tag.as_str().bytes().all(|b| b.is_ascii_hexdigit()));
    }

    #[test]
    fn a_domain_cannot_be_moved_into_the_name() {
        let secret = Secret::draw();
        assert_ne!(secret.tag("a", b"bc").as_str(), secret.tag("ab", b"c").as_str());
    }

    #[test]
    fn frames_of_every_length_hash_alike() {
        let secret = Secret::fixed(Some([7; KEY_BYTES]));
        let around = |end: usize| [end - HEADER_BYTES - 1, end - HEADER_BYTES, end - 4, end];
        for length in [around(BLOCK_BYTES), around(3 * BLOCK_BYTES)].concat() {
            let name = vec![b'n'; length];
            let mut framed = vec![Use::Name as u8, 0, 0, 0, 0];
            framed.extend_from_slice(&name);
            let expected = blake3::keyed_hash(&[7; KEY_BYTES], &framed);
            assert_eq!(secret.digest(Use::Name, "", &name), Some(*expected.as_bytes()));
        }
    }

    #[test]
    fn without_entropy_there_is_no_digest() {
        let secret = Secret::fixed(None);
        assert_eq!(secret.tag("", b"users").as_str(), "redacted");
        assert_eq!(secret.digest(Use::Bytes, "", b"users"), None);
    }

    #[test]
    fn debug_shows_nothing_of_the_key() {
        assert_eq!(format!("{:?}", Secret::fixed(Some([0xab; KEY_BYTES]))), "Secret(drawn)");
    }

    #[test]
    fn the_key_is_wiped_when_dropped() {
        fn wiped<T: zeroize::ZeroizeOnDrop>(_: &T) {}
        wiped(&**Secret::draw().key.as_ref().unwrap());
    }

    #[test]
    fn a_secret_from_before_a_fork_is_replaced() {
        let here = Arc::new(Secret::fixed(Some([7; KEY_BYTES])));
        let parent = Arc::new(Secret { process: 0, ..Secret::fixed(Some([7; KEY_BYTES])) });
        let tag = |secret: &Arc<Secret>| secret.current().tag("", b"users").as_str().to_owned();
        assert_eq!(tag(&here), here.tag("", b"users").as_str());
        assert_ne!(tag(&parent), tag(&here));
        assert_eq!(tag(&parent), tag(&parent));
    }
}
