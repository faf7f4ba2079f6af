//! Documents on their way into the index: inverted in memory, by one thread.
//!
//! Threads build segments in parallel; only storing one is serial, because
//! `redb` has one write transaction at a time.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    mem,
};

use telemetry_core::instrumented;

use super::{
    postings::{Block, Posting},
    tokenize::each_term,
};

/// A word of the path counts like this many in the text: who looks for `parser`
/// wants `parser.rs` before a file that mentions one.
const PATH_WEIGHT: u32 = 4;

/// Calls `emit` with every term of a document and its weight.
///
/// The one definition of what a document holds: the index is built by it, and
/// a document is taken out of the index by it.
pub(super) fn each_document_term(path: &[u8], text: &str, mut emit: impl FnMut(&str, u32)) {
    each_term(&String::from_utf8_lossy(path), |term, _| emit(term, PATH_WEIGHT));
    each_term(text, |term, _| emit(term, 1));
}

/// A document and what the index remembers of it.
#[derive(Debug)]
pub(super) struct NewDocument {
    pub(super) path: Vec<u8>,
    pub(super) text: String,
    pub(super) fingerprint: u64,
    pub(super) length: u32,
}

/// An index of some documents, not stored yet.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    documents: Vec<NewDocument>,
    paths: HashSet<Vec<u8>>,
    terms: HashMap<Box<str>, OpenBlock>,
    bytes: usize,
}

/// A block whose last posting still grows.
#[derive(Debug, Default)]
struct OpenBlock {
    block: Block,
    document: u32,
    frequency: u32,
}

impl Segment {
    /// Adds a document.
    ///
    /// # Errors
    ///
    /// Gives the text back if the segment holds that path already: store the
    /// segment first.
    #[instrumented(record(bytes = text.len()))]
    pub(crate) fn add(&mut self, path: &[u8], text: String) -> Result<(), String> {
        if !self.paths.insert(path.to_vec()) {
            return Err(text);
        }
        let number = u32::try_from(self.documents.len()).expect("a segment is stored long before");
        let mut length = 0_u32;
        each_document_term(path, &text, |term, weight| {
            length = length.saturating_add(weight);
            if let Some(open) = self.terms.get_mut(term) {
                open.count(number, weight, &self.documents);
            } else {
                let open =
                    OpenBlock { document: number, frequency: weight, ..OpenBlock::default() };
                self.terms.insert(term.into(), open);
            }
        });
        self.bytes += text.len();
        let fingerprint = fingerprint(&text);
        self.documents.push(NewDocument { path: path.to_vec(), text, fingerprint, length });
        Ok(())
    }

    /// Bytes of text in the segment.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The number of documents in the segment.
    pub(crate) fn documents(&self) -> usize {
        self.documents.len()
    }

    #[instrumented]
    pub(super) fn into_parts(self) -> (Vec<NewDocument>, BTreeMap<Box<str>, Vec<u8>>) {
        let Self { documents, terms, .. } = self;
        let blocks = terms.into_iter().map(|(term, mut open)| {
            open.close(&documents);
            (term, open.block.encode().expect("a term is in at least one document"))
        });
        let blocks = blocks.collect();
        (documents, blocks)
    }
}

impl OpenBlock {
    fn count(&mut self, number: u32, weight: u32, documents: &[NewDocument]) {
        if self.document != number {
            self.close(documents);
            self.document = number;
        }
        self.frequency = self.frequency.saturating_add(weight);
    }

    /// Writes the last posting, of a document whose length is known by now.
    fn close(&mut self, documents: &[NewDocument]) {
        self.block.push(Posting {
            document: self.document,
            frequency: mem::take(&mut self.frequency),
            length: documents[self.document as usize].length,
        });
    }
}

/// Tells a changed text from an unchanged one. Nothing secret: never leaves.
pub(crate) fn fingerprint(text: &str) -> u64 {
    xxhash_rust::xxh3::xxh3_64(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{super::postings::decode, *};

    #[test]
    fn a_segment_holds_every_document_of_a_term_once() {
        let mut segment = Segment::default();
        segment.add(b"a", "fox fox dog".into()).unwrap();
        segment.add(b"b", "dog".into()).unwrap();
        segment.add(b"c", "fox".into()).unwrap();
        let (documents, blocks) = segment.into_parts();
        assert_eq!(documents.iter().map(|d| d.length).collect::<Vec<_>>(), [7, 5, 5]);
        let mut found = Vec::new();
        decode(&blocks["fox"], 0, &mut found).expect("a valid block");
        let found: Vec<_> = found.iter().map(|p| (p.document, p.frequency, p.length)).collect();
        assert_eq!(found, [(0, 2, 7), (2, 1, 5)]);
    }

    #[test]
    fn the_words_of_the_path_are_terms_with_weight() {
        let mut segment = Segment::default();
        segment.add(b"src/wal_writer.rs", String::new()).unwrap();
        let (_, blocks) = segment.into_parts();
        let terms: Vec<&str> = blocks.keys().map(|term| &**term).collect();
        assert_eq!(terms, ["rs", "src", "wal", "walwriter", "writer"]);
    }

    #[test]
    fn a_path_is_taken_once() {
        let mut segment = Segment::default();
        segment.add(b"a", "one".into()).unwrap();
        assert_eq!(segment.add(b"a", "two".into()), Err("two".into()));
        assert_eq!((segment.documents(), segment.bytes()), (1, 3));
    }
}
