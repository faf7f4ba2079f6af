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
    /// The tag of a digest, from its first 64 bits.
    pub(crate) fn of(digest: [u8; DIGITS / 2]) -> Self {
        let mut digits = [0; DIGITS];
        let (halves, _) = digest.as_chunks();
        for (eight, half) in digits.chunks_exact_mut(8).zip(halves) {
            eight.copy_from_slice(&hex(*half));
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

/// Eight hex digits, all at once: each nibble of the number gets a byte of its
/// own, which then becomes a letter. A third of the instructions of a table.
fn hex(bytes: [u8; 4]) -> [u8; 8] {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let halves = u64::from(u32::from_be_bytes(bytes));
    let halves = (halves << 16 | halves) & 0x0000_ffff_0000_ffff;
    let bytes = (halves << 8 | halves) & 0x00ff_00ff_00ff_00ff;
    let nibbles = (bytes << 4 | bytes) & 0x0f0f_0f0f_0f0f_0f0f;
    // Adding six carries into the next four bits from ten on.
    let is_letter = ((nibbles + 6 * ONES) >> 4) & ONES;
    (nibbles + u64::from(b'0') * ONES + is_letter * u64::from(b'a' - b'0' - 10)).to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_the_hex_of_eight_bytes() {
        for first in 0..=u8::MAX {
            let digest =
                std::array::from_fn(|at| first.wrapping_add(u8::try_from(at * 37 % 256).unwrap()));
            let expected: Vec<_> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(Tag::of(digest).as_str(), expected.concat());
        }
    }
}
