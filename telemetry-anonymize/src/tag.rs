//! What stands in the place of a name.

/// Hex digits of a tag: 64 bits, so that 10 million names of one start collide
/// with a probability of 3 in a million.
const DIGITS: usize = 16;

/// Stands for a name when there is no key to hash it with.
pub(crate) const REDACTED: &str = "redacted";

/// Sixteen hex digits, or the word `redacted`; no allocation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tag {
    digits: [u8; DIGITS],
    length: usize,
}

impl Tag {
    /// The tag of a digest: its first 64 bits.
    pub(crate) fn of(digest: &[u8; 32]) -> Self {
        const HEX: &[u8; 16] = b"0123456789abcdef";
        let mut digits = [0; DIGITS];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(digest) {
            pair[0] = HEX[usize::from(byte >> 4)];
            pair[1] = HEX[usize::from(byte & 15)];
        }
        Self { digits, length: DIGITS }
    }

    pub(crate) fn redacted() -> Self {
        let mut digits = [0; DIGITS];
        digits[..REDACTED.len()].copy_from_slice(REDACTED.as_bytes());
        Self { digits, length: REDACTED.len() }
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.digits[..self.length]).expect("a tag is ASCII")
    }
}
