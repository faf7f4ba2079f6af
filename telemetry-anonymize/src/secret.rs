//! The key of one start: drawn from the operating system, never shown, wiped at
//! the end, another one in a forked child.

use std::{fmt, process, sync::Arc};

use once_cell::race::OnceBox;
use zeroize::Zeroizing;

use crate::{
    lanes::{BLOCK_BYTES, Blocks, LANES},
    tag::Tag,
};

/// Bytes of a BLAKE3 key.
const KEY_BYTES: usize = 32;

/// So few names are best hashed one by one.
pub(crate) const LEAST_AHEAD: usize = LANES / 2;

/// In front of what fits a block: its use, and the lengths of domain and name.
const HEADER_BYTES: usize = 3;

/// A 256-bit key, or the knowledge that there is none.
///
/// It has no accessor, no `Clone` and no `Serialize`, and [`fmt::Debug`] shows
/// nothing of it. The key lives in one heap cell that is zeroed when dropped.
pub(crate) struct Secret {
    process: u32,
    key: Option<Box<Zeroizing<[u8; KEY_BYTES]>>>,
    /// The key of this process, should it turn out to be a forked child of the
    /// one that drew `key`. No lock, which a thread that is not in a further child could
    /// hold: the first key drawn counts, others are wiped.
    child: OnceBox<Arc<Secret>>,
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
        Self { process: process::id(), key, child: OnceBox::new() }
    }

    /// The secret of the running process: this one, unless it was drawn before
    /// a fork. Asked once for a value that is sealed and not for every name in it,
    /// since asking is a system call.
    pub(crate) fn current(self: &Arc<Self>) -> Arc<Self> {
        if self.process == process::id() {
            return Arc::clone(self);
        }
        self.child.get_or_init(|| Box::new(Arc::new(Self::draw()))).current()
    }

    /// The tag of `bytes` within `domain`.
    pub(crate) fn tag(&self, domain: &str, bytes: &[u8]) -> Tag {
        let digest = self.digest(Use::Name, domain, bytes);
        let first = digest.as_ref().and_then(|digest| digest.first_chunk());
        first.map_or_else(Tag::redacted, |first| Tag::of(*first))
    }

    /// The tags of names in no domain.
    pub(crate) fn tags(&self, names: &[&[u8]]) -> Vec<Tag> {
        let one = |name: &&[u8]| self.tag("", name);
        let Some(key) = self.key.as_deref() else { return names.iter().map(one).collect() };
        let mut tags = Vec::with_capacity(names.len());
        let mut blocks = Blocks::new();
        for some in names.chunks(LANES) {
            if some.len() < LEAST_AHEAD {
                tags.extend(some.iter().map(one));
                continue;
            }
            let mut is_long = [false; LANES];
            for (lane, name) in some.iter().enumerate() {
                match frame(Use::Name, "", name) {
                    Some(frame) => blocks.set(lane, &frame),
                    None => is_long[lane] = true,
                }
            }
            let hashed = some.iter().zip(blocks.hash(key)).zip(is_long);
            tags.extend(hashed.map(
                |((name, hash), is_long)| {
                    if is_long { one(name) } else { Tag::of(hash) }
                },
            ));
        }
        tags
    }

    /// The keyed hash of `bytes`, or nothing without a key.
    ///
    /// No two inputs share a frame: a block begins with both lengths and ends in
    /// zeros, and what is longer than a block begins with the length of the domain.
    pub(crate) fn digest(&self, usage: Use, domain: &str, bytes: &[u8]) -> Option<[u8; 32]> {
        let key: &[u8; KEY_BYTES] = self.key.as_deref()?;
        let hash = match frame(usage, domain, bytes) {
            Some(frame) => blake3::keyed_hash(key, &frame),
            None => streamed(key, usage, domain, bytes).finalize(),
        };
        Some(*hash.as_bytes())
    }

    /// As many bytes as are read, of which the digest is the first 32.
    pub(crate) fn stream(
        &self,
        usage: Use,
        domain: &str,
        bytes: &[u8],
    ) -> Option<blake3::OutputReader> {
        let key = self.key.as_deref()?;
        let hasher = match frame(usage, domain, bytes) {
            Some(frame) => blake3::Hasher::new_keyed(key).update(&frame).clone(),
            None => streamed(key, usage, domain, bytes),
        };
        Some(hasher.finalize_xof())
    }
}

/// What is hashed if a block has room for it, as it has for nearly all names: its use,
/// both lengths, domain, name, zeros.
fn frame(usage: Use, domain: &str, name: &[u8]) -> Option<[u8; BLOCK_BYTES]> {
    let begin = HEADER_BYTES + domain.len();
    let end = begin + name.len();
    let mut frame = [0; BLOCK_BYTES];
    frame.get_mut(begin..end)?.copy_from_slice(name);
    let length = |length| u8::try_from(length).expect("a part of a block");
    frame[..HEADER_BYTES].copy_from_slice(&[usage as u8, length(domain.len()), length(name.len())]);
    if !domain.is_empty() {
        frame[HEADER_BYTES..begin].copy_from_slice(domain.as_bytes());
    }
    Some(frame)
}

/// The hash of what is longer: its use, the length of the domain, domain, name.
fn streamed(key: &[u8; KEY_BYTES], usage: Use, domain: &str, name: &[u8]) -> blake3::Hasher {
    let length = u64::try_from(domain.len()).expect("a length fits 64 bits").to_le_bytes();
    let mut hasher = blake3::Hasher::new_keyed(key);
    hasher.update(&[usage as u8]).update(&length).update(domain.as_bytes()).update(name);
    hasher
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.key.is_some() { "Secret(drawn)" } else { "Secret(none)" })
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, sync::Barrier, thread};

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
    fn a_block_is_hashed_whole_and_more_is_streamed() {
        let secret = Secret::fixed(Some([7; KEY_BYTES]));
        let expected = |name: &[u8]| {
            let mut frame = Vec::new();
            if let Ok(length) = u8::try_from(HEADER_BYTES + name.len())
                && usize::from(length) <= BLOCK_BYTES
            {
                frame.extend([Use::Name as u8, 0, length - 3]);
                frame.extend(name);
                frame.resize(BLOCK_BYTES, 0);
            } else {
                frame.extend([Use::Name as u8, 0, 0, 0, 0, 0, 0, 0, 0]);
                frame.extend(name);
            }
            *blake3::keyed_hash(&[7; KEY_BYTES], &frame).as_bytes()
        };
        for length in (0..3 * BLOCK_BYTES).chain([5000]) {
            let name = vec![b'n'; length];
            assert_eq!(secret.digest(Use::Name, "", &name), Some(expected(&name)), "{length}");
        }
    }

    #[test]
    fn a_digest_is_the_head_of_the_stream() {
        let secret = Secret::draw();
        for length in [0, 8, 61, 62, 5000] {
            let (name, mut head) = (vec![7; length], [0; 32]);
            secret.stream(Use::Noise, "f", &name).unwrap().fill(&mut head);
            assert_eq!(Some(head), secret.digest(Use::Noise, "f", &name));
        }
    }

    #[test]
    fn no_two_inputs_share_a_frame() {
        let secret = Secret::draw();
        let mut seen = HashSet::new();
        for usage in [Use::Name, Use::Bytes, Use::Noise] {
            for domain in 0..2 * BLOCK_BYTES {
                for name in 0..2 * BLOCK_BYTES {
                    let (domain, name) = ("\0".repeat(domain), vec![0; name]);
                    assert!(seen.insert(secret.digest(usage, &domain, &name)));
                }
            }
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

    #[test]
    fn threads_of_a_child_that_draw_at_once_agree_on_a_key() {
        const THREADS: usize = 4;
        for _ in 0..100 {
            let parent = Arc::new(Secret { process: 0, ..Secret::fixed(None) });
            let start = Barrier::new(THREADS);
            let draw = || {
                start.wait();
                parent.current().tag("", b"users").as_str().to_owned()
            };
            let tags: HashSet<_> = thread::scope(|scope| {
                let drawn: Vec<_> = (0..THREADS).map(|_| scope.spawn(draw)).collect();
                drawn.into_iter().map(|thread| thread.join().unwrap()).collect()
            });
            assert_eq!(tags.len(), 1);
        }
    }
}
