//! Where a term occurs, as bytes: one block per term and segment.
//!
//! A block is its number of postings, then per posting the distance to the
//! document before, how often the term occurs, and the document's length, all
//! as variable-length integers. The length stands here and not only with the
//! document, so that ranking reads nothing but blocks.

use telemetry_core::instrumented;

/// One document that holds a term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Posting {
    /// The number of the document: of the whole index, or within its segment.
    pub(crate) document: u32,
    /// How often the term occurs in it; at least 1.
    pub(crate) frequency: u32,
    /// How many terms the document has.
    pub(crate) length: u32,
}

/// Builds a block from postings in ascending order of documents.
#[derive(Debug, Default)]
pub(crate) struct Block {
    count: u32,
    last: u32,
    body: Vec<u8>,
}

impl Block {
    /// Appends `posting`, whose document is counted from the segment's first.
    pub(crate) fn push(&mut self, posting: Posting) {
        debug_assert!(self.count == 0 || posting.document > self.last, "ascending documents");
        put(&mut self.body, posting.document - self.last);
        put(&mut self.body, posting.frequency);
        put(&mut self.body, posting.length);
        self.last = posting.document;
        self.count += 1;
    }

    /// The encoded block, or none if it has no posting.
    pub(crate) fn encode(&self) -> Option<Vec<u8>> {
        (self.count > 0).then(|| {
            let mut bytes = Vec::with_capacity(self.body.len() + 2);
            put(&mut bytes, self.count);
            bytes.extend_from_slice(&self.body);
            bytes
        })
    }
}

/// Appends the postings of `block` to `into`, with document numbers counted
/// from `base`. None if the block is not one that [`Block::encode`] wrote.
#[instrumented(sample = auto)]
pub(crate) fn decode(mut block: &[u8], base: u32, into: &mut Vec<Posting>) -> Option<()> {
    let count = take(&mut block)?;
    let mut document = base;
    for _ in 0..count {
        document = document.checked_add(take(&mut block)?)?;
        let (frequency, length) = (take(&mut block)?, take(&mut block)?);
        into.push(Posting { document, frequency, length });
    }
    block.is_empty().then_some(())
}

/// Writes seven bits per byte, lowest first; the high bit says that more follow.
fn put(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut value = 0_u32;
    for shift in (0..32).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        let bits = u32::from(byte & 0x7f);
        value |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(document: u32, frequency: u32, length: u32) -> Posting {
        Posting { document, frequency, length }
    }

    #[test]
    fn a_block_gives_back_its_postings_counted_from_the_base() {
        let mut block = Block::default();
        block.push(posting(0, 1, u32::MAX));
        block.push(posting(5, 127, 128));
        block.push(posting(300, 16_384, 1));
        let mut found = Vec::new();
        decode(&block.encode().expect("three postings"), 1000, &mut found).expect("a valid block");
        let expected =
            [posting(1000, 1, u32::MAX), posting(1005, 127, 128), posting(1300, 16_384, 1)];
        assert_eq!(found, expected);
    }

    #[test]
    fn a_block_without_postings_is_not_stored() {
        assert_eq!(Block::default().encode(), None);
    }

    #[test]
    fn no_damaged_block_is_taken_for_a_good_one_or_panics() {
        let mut block = Block::default();
        block.push(posting(3, 2, 900));
        let bytes = block.encode().expect("one posting");
        for length in 0..bytes.len() {
            assert_eq!(decode(&bytes[..length], 0, &mut Vec::new()), None, "cut at {length}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(decode(&longer, 0, &mut Vec::new()), None);
        let endless = [0xff; 32];
        assert_eq!(decode(&endless, 0, &mut Vec::new()), None);
        assert_eq!(decode(&bytes, u32::MAX, &mut Vec::new()), None, "document number overflows");
    }
}
